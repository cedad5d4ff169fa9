"""`publisher status`: where every campaign stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from publisher.cli import options
from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from publisher.pipeline import Held, Standing


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--remote", is_flag=True, help="Ask the mailing services what they hold now. Reads only.")
@options.limit
@json_option
@click.pass_obj
def command(session: Session, slugs: tuple[str, ...], remote: bool, limit: float, as_json: bool) -> int:
    """Show every campaign: its date, where it appears, and the drafts that were pushed."""
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
        _show(standings)
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
    }


def _show(standings: Sequence[Standing]) -> None:
    """A table, a line each."""
    from publisher.cli.output import say, table
    from publisher.ledger import PushState

    words = {PushState.RECEIPT: "draft at", PushState.INTENT: "begun at", PushState.UNCERTAIN: "uncertain at"}
    rows = [
        (
            f"{one.campaign.date:%Y-%m-%d %H:%M}" if one.campaign.date else "",
            one.campaign.slug,
            one.state,
            ", ".join(sorted(one.campaign.channels)),
            ", ".join(f"{'kept at' if row.kept else words[row.state]} {row.service}" for row in one.pushes),
        )
        for one in standings
    ]
    if rows:
        table(rows, headings=("date", "campaign", "state", "channels", "pushed"))
    else:
        say("no campaigns yet; start one with: publisher new SLUG")


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
