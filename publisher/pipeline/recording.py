"""Writing down what the schedule did on the site, in a file that builds read: what is out, and what was missed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from publisher import timetable
from publisher.errors import ConfigError
from publisher.model import Edition
from publisher.pipeline.building import is_served
from publisher.project import put
from publisher.timetable import Act, Occurrence, Past, Record
from publisher.workspace import Workspace


def keep_back(
    workspace: Workspace, past: Past, now: datetime, *, asked_for: Collection[str] = ()
) -> tuple[Occurrence, ...]:
    """Write down which editions were missed, so that the site of `now` does not show them.

    Those whose keys are in `asked_for` go out; so does what is on the site already, whoever put it there: that is what
    this returns. Raises ConfigError for a file that cannot be read or written.
    """
    known = workspace.record()
    out = dict(known.out) | _known_to_be_out(workspace, past, now, known)
    missed = [one for one in workspace.timetable.unpublished(past, now, out) if one.key not in asked_for]
    served = is_served(workspace)
    there = tuple(one for one in missed if served and _lies_there(workspace, one.edition))
    late = frozenset({one.key for one in missed} - {one.key for one in there})
    _write(workspace, known, Record(out, late))
    return there


def note_out(workspace: Workspace) -> None:
    """Write down which editions of the schedule are on the site of `workspace`, and since when.

    Raises ConfigError for a file that cannot be read or written.
    """
    known = workspace.record()
    scheduled = {plan.campaign.id for plan in workspace.timetable.plans}
    public = (one for one in workspace.editions if one.campaign.id in scheduled)
    out = {one.key: one.campaign.date for one in public if one.campaign.date}
    _write(workspace, known, replace(known, out=out | dict(known.out)))


def _known_to_be_out(workspace: Workspace, past: Past, now: datetime, known: Record) -> dict[str, datetime]:
    """What the ledger has beyond the record: all of it, where the record was lost."""
    keys = [key for key, act in past.done if act == Act.PUBLISH and key not in known.out]
    found = [one for key in keys if (one := workspace.timetable.find(key)) is not None]
    return {one.key: one.at for one in found if one.at <= now and timetable.appears(one)}


def _write(workspace: Workspace, known: Record, record: Record) -> None:
    """Make the file say `record`; there is none where there is nothing to say."""
    if record == known:
        return
    file = workspace.project.record
    try:
        if text := timetable.record_written(record):
            put(file, text.encode())
        else:
            file.unlink(missing_ok=True)
    except OSError as problem:
        raise ConfigError(f"cannot be written ({problem.strerror})", where=workspace.project.name(file)) from None


def _lies_there(workspace: Workspace, edition: Edition) -> bool:
    """Whether an edition's page lies in the output folder."""
    return (workspace.project.root / workspace.config.output / edition.path.strip("/") / "index.html").is_file()
