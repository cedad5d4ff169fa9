"""`publisher build`: the site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from datetime import datetime

    from publisher.pipeline import Built, Workspace


@click.command()
@click.option(
    "--as-at",
    metavar="TIME",
    help="The site as it will be or was then, such as 2026-12-24T09:00, on config's clock unless an offset is written; "
    "into a folder of its own.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where a site of another time goes. [default: .publisher/as-at]",
)
@json_option
@click.pass_obj
def command(session: Session, as_at: str | None, output: Path | None, as_json: bool) -> int:
    """Build the site from what is public now: pages, lists, feeds, sitemap.

    Every quotation is proven first; where one is not, nothing is written. Files that would stay the same are not
    touched. A site of another time (--as-at) lies apart, and is never published.
    """
    from publisher import pipeline
    from publisher.cli.output import Progress, refusal_as_json, say_json
    from publisher.errors import UsageError

    if output is not None and as_at is None:
        raise UsageError("--output is for --as-at", hint="config.yaml says where the site of now goes: `output`")
    workspace = session.workspace()
    moment = None if as_at is None else _moment(as_at, workspace)
    with refusal_as_json(as_json), Progress() as progress:
        if moment is None:
            built = pipeline.build(workspace, progress=progress)
        else:
            folder = (session.here / output).resolve() if output else None
            built = pipeline.build_as_at(workspace, moment, folder, progress=progress)
    if as_json:
        say_json(result(built) | ({"as_at": moment} if moment else {}))
    else:
        show(built, workspace.config.output if moment is None else _name(built, session, workspace))
        if moment:
            _show_moment(moment, built, workspace)
    return 0


def _moment(text: str, workspace: Workspace) -> datetime:
    """An instant that was typed, on config's clock. Raises UsageError."""
    from publisher.errors import UsageError

    try:
        return workspace.config.local_time(text)
    except ValueError:
        now = workspace.now.astimezone(workspace.config.zone)
        raise UsageError(f"`{text}` is no time", hint=f"Write it like {now:%Y-%m-%dT%H:%M}") from None


def _name(built: Built, session: Session, workspace: Workspace) -> str:
    """The folder as a person here would type it."""
    for root in (session.here, workspace.project.root):
        if built.output.is_relative_to(root):
            return built.output.relative_to(root).as_posix()
    return built.output.as_posix()


def _show_moment(moment: datetime, built: Built, workspace: Workspace) -> None:
    from publisher.cli.output import count, say

    said = f"the site as at {moment:%Y-%m-%d %H:%M} ({workspace.config.timezone})"
    say(f"{said}: {count(built.editions, 'edition')} public. It is not published from here")


def result(built: Built) -> dict[str, object]:
    """A build as JSON."""
    return {
        "output": built.output,
        "editions": built.editions,
        "proven": built.checked.proven,
        "written": built.written,
        "findings": built.checked.findings,
    }


def show(built: Built, name: str) -> None:
    """A build in a line or two; warnings beside it."""
    from publisher.cli.output import count, findings, say

    findings(finding for finding in built.checked.findings if finding.severity == "warning")
    say(f"{name}/: {written(built)}")
    if built.written.left:
        some = ", ".join(built.written.left[:5])
        say(f"{name}/: {count(len(built.written.left), 'file')} that no build wrote, left alone: {some}")


def written(built: Built) -> str:
    """`27 files, 23 new, 4 changed`, or that nothing was to do."""
    from publisher.cli.output import count

    found = built.written
    total = count(found.new + found.changed + found.unchanged, "file")
    changes = {"new": found.new, "changed": found.changed, "removed": len(found.removed)}
    said = ", ".join(f"{number:,} {word}" for word, number in changes.items() if number)
    return f"{total}, {said}" if said else f"{total}, nothing to do"
