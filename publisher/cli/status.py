"""`publisher status`: where every campaign stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from publisher.cli import options
from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from publisher.ledger import Push
    from publisher.pipeline import Held, Scheduled, Standing
    from publisher.timetable import Listed

_TIME = "%Y-%m-%d %H:%M"


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--remote", is_flag=True, help="Ask the mailing services what they hold now. Reads only.")
@options.limit
@json_option
@click.pass_obj
def command(session: Session, slugs: tuple[str, ...], remote: bool, limit: float, as_json: bool) -> int:
    """Show every campaign: its date, where it appears, the drafts that were pushed, and how it stands in the schedule.

    What is held or skipped is listed by name with the reason, until somebody runs it (publisher run SLUG) or drops it
    (publisher drop SLUG).
    """
    from publisher import pipeline
    from publisher.cli.output import say_json

    workspace = session.workspace()
    if remote:
        return _remote(pipeline.remote(workspace, slugs, time=session.time(limit)), as_json=as_json)
    named = {campaign.id for campaign in (pipeline.chosen(workspace, slugs) if slugs else workspace.campaigns)}
    standings = [one for one in pipeline.status(workspace) if one.campaign.id in named]
    if as_json:
        say_json([_result(one) for one in standings])
    else:
        _show(standings, workspace.config.zone)
    return 0


def _result(one: Standing) -> dict[str, object]:
    return {
        "campaign": one.campaign.slug,
        "path": one.campaign.path,
        "date": one.campaign.date,
        "channels": one.campaign.channels,
        "state": one.state,
        "address": one.address,
        "pushes": one.pushes,
        "schedule": _schedule(one.scheduled) if one.scheduled else None,
    }


def _schedule(place: Scheduled) -> dict[str, object]:
    return {
        "next": _listed(place.next) if place.next else None,
        "listed": [_listed(one) for one in place.listed],
    }


def _listed(one: Listed) -> dict[str, object]:
    found = one.occurrence
    return {
        "edition": found.key,
        "at": found.at,
        "draft_at": found.draft_at if "draft" in found.acts else None,
        "acts": one.acts,
        "state": one.state,
        "reason": one.reason,
    }


def _show(standings: Sequence[Standing], zone: tzinfo) -> None:
    """A table of the campaigns, a line each, and one of the schedule."""
    from publisher.cli.output import say, table

    rows = [
        (
            f"{one.at.astimezone(zone):{_TIME}}" if one.at else "",
            one.campaign.slug,
            one.state,
            ", ".join(sorted(one.campaign.channels)),
            _pushed(one.pushes),
        )
        for one in standings
    ]
    if rows:
        table(rows, headings=("date", "campaign", "state", "channels", "pushed"))
    else:
        say("no campaigns yet; start one with: publisher new SLUG")
    _show_schedule([one.scheduled for one in standings if one.scheduled], zone)


def _pushed(pushes: Sequence[Push]) -> str:
    """`draft at local`; of a campaign that recurs how many."""
    from collections import Counter

    from publisher.cli.output import count
    from publisher.ledger import PushState

    words = {PushState.RECEIPT: "draft", PushState.INTENT: "begun", PushState.UNCERTAIN: "uncertain"}
    found = Counter((words[row.state] if not row.kept else "kept", row.service) for row in pushes)
    return ", ".join(
        f"{word if number == 1 else count(number, word, 'drafts' if word == 'draft' else word)} at {service}"
        for (word, service), number in found.items()
    )


def _show_schedule(places: Sequence[Scheduled], zone: tzinfo) -> None:
    """What comes next of each entry, and what is held, skipped or missed, with the reason."""
    from publisher.cli.output import count, say, table, visible

    listed = [one for place in places for one in place.listed]
    coming = [place.next for place in places if place.next]
    if not (listed or coming):
        return
    say()
    rows = [tuple(map(visible, _line(one, zone))) for one in (*listed, *sorted(coming, key=_when))]
    table(rows, headings=("schedule", "edition", "goes out", "draft", "why"))
    waiting = dict.fromkeys(one.occurrence.key for one in listed if one.state in ("held", "skipped"))
    if waiting:
        verb = "waits" if len(waiting) == 1 else "wait"
        say()
        say(f"{count(len(waiting), 'edition')} {verb} for a person: publisher run {min(waiting)}, or publisher drop")


def _when(one: Listed) -> datetime:
    return one.occurrence.at


def _line(one: Listed, zone: tzinfo) -> tuple[str, ...]:
    """State, edition, when it appears, when its draft is pushed if that is another time, and why."""
    found = one.occurrence
    ahead = "draft" in found.acts and found.draft_at != found.at
    draft = f"{found.draft_at.astimezone(zone):{_TIME}}" if ahead else ""
    return (str(one.state), found.key, f"{found.at.astimezone(zone):{_TIME}}", draft, one.reason)


def _remote(held: Sequence[Held], *, as_json: bool) -> int:
    """What the services hold, as a table; 1 where one could not be asked."""
    from publisher.cli.output import say, say_json, table, tell

    if as_json:
        say_json(held)
    elif held:
        table([_row(one) for one in held], headings=("campaign", "service", "there", "subject", "draft", "where"))
    else:
        say("the services hold nothing of this project")
    errors = list(dict.fromkeys(str(one.error) for one in held if one.error))
    tell(*(next(one.error for one in held if str(one.error) == text) for text in errors))  # type: ignore[arg-type]  # never None
    return max((one.error.exit_code for one in held if one.error), default=0)


def _row(one: Held) -> tuple[str, ...]:
    state = one.state
    if state is None:
        return (one.slug, one.service, "not known", "", one.row.draft_id if one.row else "", "")
    edited = ", edited" if state.edited else ""
    draft = one.row.draft_id if one.row else ""
    known = f"{state.status}{edited}{'' if one.row else ', not in the ledger'}"
    return (one.slug, one.service, known, state.subject, draft, state.address)
