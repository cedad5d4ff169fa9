"""`publisher template`: copy a template into the project, for changing."""

from __future__ import annotations

import click

from publisher.cli.session import Session


@click.command()
@click.argument("name", required=False)
@click.pass_obj
def command(session: Session, name: str | None) -> None:
    """Copy the template NAME into templates/ of the project; without NAME, list what there is."""
    from publisher import scaffold
    from publisher.cli.output import say

    if name is None:
        for shipped in scaffold.shipped():
            say(shipped)
        return
    project = session.project()
    for path in scaffold.copy_template(project, name):
        say(project.name(path))
    say("The project's own copy now counts. Delete it to return to the shipped one.")
