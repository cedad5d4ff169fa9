"""`publisher forget`: let the ledger forget a draft."""

from __future__ import annotations

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session


@click.command()
@click.argument("slug")
@click.option("--service", "name", default="", metavar="NAME", help="Only what it knows of this service.")
@json_option
@click.pass_obj
def command(session: Session, slug: str, name: str, as_json: bool) -> int:
    """Let the ledger forget a campaign's drafts. Touches no mailing service.

    For what only a person can know: a draft that was deleted on purpose is made anew by the next push. A draft that is
    still there is found again by its reference, never doubled.
    """
    from publisher import pipeline
    from publisher.cli.output import say, say_json

    rows = pipeline.forget(session.workspace(), slug, name)
    if as_json:
        say_json({"forgotten": rows})
    for row in () if as_json else rows:
        draft = f" (draft {row.draft_id})" if row.draft_id else ""
        again = "the next push looks for it there, and makes it anew only if it is gone"
        say(f"forgot {row.edition} at {row.service}{draft}: {again}")
    return 0
