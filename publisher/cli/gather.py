"""`publisher gather`: fetch the reports that campaigns name by address."""

from __future__ import annotations

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--again", is_flag=True, help="Fetch anew what was gathered before; a changed report is said.")
@json_option
@click.pass_obj
def command(session: Session, slugs: tuple[str, ...], again: bool, as_json: bool) -> int:
    """Fetch every report that campaigns name by address, and keep a copy in campaigns/gathered/.

    Quotations are proved against the copy, also years on: commit it. Nothing else of the program fetches.
    """
    from publisher import pipeline
    from publisher.cli.output import Progress, say, say_json

    workspace = session.workspace()
    with Progress() as progress:
        done = pipeline.gather(workspace, pipeline.chosen(workspace, slugs), again=again, progress=progress)
    if as_json:
        say_json(done)
        return 0
    for one in done:
        say(f"{workspace.project.name(one.file)}: {one.state}, from {one.address}")
    if not done:
        say("nothing to gather: no campaign names a report by address")
    return 0
