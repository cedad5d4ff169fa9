"""`publisher publish`: build, and hand the site on."""

from __future__ import annotations

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session


@click.command()
@json_option
@click.pass_obj
def command(session: Session, as_json: bool) -> int:
    """Build, hand the folder on as config's `publish` says, and wait until the feed shows the new build."""
    from publisher import pipeline
    from publisher.cli import build
    from publisher.cli.output import Progress, count, refusal_as_json, say, say_json

    workspace = session.workspace()
    with refusal_as_json(as_json), Progress() as progress:
        published = pipeline.publish(workspace, progress=progress)
    if as_json:
        said = {"handed_on": published.handed_on, "looks": published.looks}
        say_json(build.result(published.built) | said)
        return 0
    build.show(published.built, workspace.config.output)
    if published.handed_on is None:
        say("config.yaml has no `publish`: the folder is served as it is")
    else:
        say(published.handed_on.what)
    if published.looks:
        say(f"{workspace.config.url}/feed.xml shows this build (seen after {count(published.looks, 'look')})")
    return 0
