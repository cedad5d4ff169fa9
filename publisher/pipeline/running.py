"""One run of the schedule."""

from __future__ import annotations

from dataclasses import dataclass

from publisher import delivery, ledger, timetable
from publisher.errors import PublisherError
from publisher.model import Channel
from publisher.pipeline.building import Published, publish
from publisher.pipeline.checking import Progress, silent
from publisher.pipeline.pushing import Pushed, Selected, push
from publisher.pipeline.standing import status
from publisher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of the schedule did. `due` are the drafts that were due, `later` what is yet to come."""

    published: Published | None
    due: tuple[timetable.Occurrence, ...]
    pushed: Pushed | None
    later: tuple[timetable.Occurrence, ...]
    errors: tuple[PublisherError, ...]


def run_due(workspace: Workspace, *, time: delivery.Time, progress: Progress = silent) -> Ran:
    """Build and publish the site as it is now, and push the drafts that config's schedule says are due, once.

    A draft that was pushed before is not due again. What stops one part does not stop the other: it stands in
    `errors`. Raises ConfigError for a schedule that cannot be read.
    """
    planned = timetable.entries(workspace.configuration, workspace.campaigns)
    done = {
        standing.campaign.id
        for standing in status(workspace)
        if any(row.state is ledger.PushState.RECEIPT for row in standing.pushes)
    }
    letters = [entry for entry in planned if Channel.NEWSLETTER in entry.edition.campaign.channels]
    due = timetable.due(letters, done=done, now=workspace.now)
    errors: list[PublisherError] = []
    published = pushed = None
    try:
        published = publish(workspace, only_changes=True, progress=progress)
    except PublisherError as error:
        errors.append(error)
    try:
        selected = Selected(tuple(entry.edition for entry in due))
        pushed = push(workspace, selected, agree=lambda _: True, time=time, progress=progress)
        errors += pushed.errors
    except PublisherError as error:
        errors.append(error)
    return Ran(published, tuple(due), pushed, tuple(timetable.upcoming(planned, now=workspace.now)), tuple(errors))
