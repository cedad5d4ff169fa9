"""`publisher status`: where every campaign stands."""

from __future__ import annotations

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session


@click.command()
@json_option
@click.pass_obj
def command(session: Session, as_json: bool) -> int:
    """Show every campaign: its date, where it appears, and the drafts that were pushed. Reads files only."""
    from publisher import pipeline
    from publisher.cli.output import say, say_json, table
    from publisher.ledger import PushState

    workspace = session.workspace()
    standings = pipeline.status(workspace)
    if as_json:
        say_json(
            [
                {
                    "campaign": one.campaign.slug,
                    "path": one.campaign.path,
                    "date": one.campaign.date,
                    "channels": one.campaign.channels,
                    "state": one.state,
                    "address": one.address,
                    "pushes": one.pushes,
                }
                for one in standings
            ]
        )
        return 0
    words = {PushState.RECEIPT: "draft at", PushState.INTENT: "begun at", PushState.UNCERTAIN: "uncertain at"}
    rows = [
        (
            f"{one.campaign.date:%Y-%m-%d %H:%M}" if one.campaign.date else "",
            one.campaign.slug,
            one.state,
            ", ".join(sorted(one.campaign.channels)),
            ", ".join(f"{words[row.state]} {row.service}" for row in one.pushes),
        )
        for one in standings
    ]
    if rows:
        table(rows, headings=("date", "campaign", "state", "channels", "pushed"))
    else:
        say("no campaigns yet; start one with: publisher new SLUG")
    return 0
