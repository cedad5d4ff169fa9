"""`publisher build`: the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.pipeline import Built


@click.command()
@json_option
@click.pass_obj
def command(session: Session, as_json: bool) -> int:
    """Build the site from what is public now: pages, lists, feeds, sitemap.

    Every quotation is proven first; where one is not, nothing is written. Files that would stay the same are not
    touched.
    """
    from publisher import pipeline
    from publisher.cli.output import Progress, refusal_as_json, say_json

    workspace = session.workspace()
    with refusal_as_json(as_json), Progress() as progress:
        built = pipeline.build(workspace, progress=progress)
    if as_json:
        say_json(result(built))
    else:
        show(built, workspace.config.output)
    return 0


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
