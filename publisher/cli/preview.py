"""`publisher preview`: look at everything in the browser while it is being written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.workspace import Workspace


@click.command()
@click.argument("slug", required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=8420, show_default=True, help="0 takes any free one.")
@click.option("--open/--no-open", "opened", default=False, help="Open the browser.")
@click.option("--poll", is_flag=True, help="Look for changes again and again, for network folders that tell of none.")
@click.pass_obj
def command(session: Session, slug: str | None, port: int, opened: bool, poll: bool) -> None:
    """Serve email, text and page of every campaign on this machine, and reload them on save.

    Drafts and campaigns of the future are shown too. With SLUG, begin there.
    """
    from publisher import preview
    from publisher.cli.output import say

    project = session.project()

    def load() -> Workspace:
        return dataclasses.replace(session, now=datetime.now(UTC)).workspace()

    path = _path(load, slug) if slug else "/"
    with preview.listen(port) as listener:
        address = f"http://{preview.ADDRESS}:{listener.getsockname()[1]}{path}"
        say(f"{address}  reloads on save; press ? there for its keys, Ctrl-C here to stop")
        if opened:
            click.launch(address)
        preview.serve(load, project, listener, poll=poll)


def _path(load: Callable[[], Workspace], slug: str) -> str:
    """Where to begin. Raises UsageError for a slug that does not exist, if that can be known yet."""
    from publisher import pipeline
    from publisher.errors import PublisherError

    try:
        workspace = load()
    except PublisherError:
        return f"/campaigns/{slug}"  # the browser shows what is wrong, and recovers
    (campaign,) = pipeline.chosen(workspace, [slug])
    return f"/campaigns/{campaign.slug}"
