"""`publisher adopt`: take a draft that is there for a campaign's own."""

from __future__ import annotations

import click

from publisher.cli import options
from publisher.cli.output import json_option
from publisher.cli.session import Session


@click.command()
@click.argument("slug")
@click.option("--service", "name", required=True, metavar="NAME", help="The service, by its name in config.yaml.")
@click.option("--draft", "draft_id", required=True, metavar="ID", help="The draft's id at the service.")
@options.limit
@json_option
@click.pass_obj
def command(session: Session, slug: str, name: str, draft_id: str, limit: float, as_json: bool) -> int:
    """Take a draft that is at the service for a campaign's own. Writes nothing there.

    `publisher plan` then shows what the next push would change in it.
    """
    from publisher import pipeline
    from publisher.cli.output import say, say_json

    draft = pipeline.adopt(session.workspace(), slug, name, draft_id, time=session.time(limit))
    if as_json:
        say_json({"campaign": slug, "service": name, "draft": draft.id, "subject": draft.state.subject})
    else:
        held = f" (“{draft.state.subject}”)" if draft.state.subject else ""
        say(f"adopted {draft.id}{held} for {slug} at {name}; see what a push would change: publisher plan {slug}")
    return 0
