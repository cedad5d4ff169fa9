"""`publisher template`: copy a template into the project, for changing."""

from __future__ import annotations

import click

from publisher.cli.session import Session

_PURPOSES = {
    "_parts": "what the templates share",
    "site": "the pages around them: index, lists, feeds, style sheet",
    "strings": "the words of the frame, by language",
}


@click.command()
@click.argument("name", required=False)
@click.pass_obj
def command(session: Session, name: str | None) -> None:
    """Copy the template NAME into templates/ of the project; without NAME, list what there is."""
    from publisher import scaffold
    from publisher.cli.output import say

    if name is None:
        for shipped in scaffold.shipped():
            say(f"{shipped:<14}{_PURPOSES.get(shipped, 'how a campaign looks as email and as page')}")
        return
    project = session.project()
    for path in scaffold.copy_template(project, name):
        say(project.name(path))
    say("The project's own copy now counts. Delete it to return to the shipped one.")
