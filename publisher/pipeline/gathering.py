"""Fetching the reports that campaigns name by address, and keeping them beside the campaigns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from publisher import sources, web
from publisher.errors import SourceError
from publisher.model import Campaign
from publisher.pipeline.checking import Progress, silent
from publisher.project import address_mark
from publisher.workspace import Workspace

Get = Callable[[str], web.Answer]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What became of one address: the file that holds it, and whether that is new, changed or as it was."""

    address: str
    file: Path
    state: str


def gather(
    workspace: Workspace,
    campaigns: Sequence[Campaign],
    *,
    again: bool = False,
    get: Get | None = None,
    progress: Progress = silent,
) -> tuple[Gathered, ...]:
    """Fetch every report that these campaigns name by address into `campaigns/gathered/`, so that it can be proved.

    What was gathered before stays as it is, unless `again` asks for the present version. Private addresses are
    refused. Raises SourceError and WebError; what was fetched until then is kept.
    """
    addresses = dict.fromkeys(name for campaign in campaigns for name in campaign.reports if "://" in name)
    done = []
    for number, address in enumerate(addresses, 1):
        progress("Fetching reports", number - 1, len(addresses))
        done.append(_one(workspace, address, get or _public, again=again))
        progress("Fetching reports", number, len(addresses))
    return tuple(done)


def _public(address: str) -> web.Answer:
    return web.public(address, accept=sources.WANTED)


def _one(workspace: Workspace, address: str, get: Get, *, again: bool) -> Gathered:
    kept = workspace.project.copy_of(address)
    if kept and not again:
        return Gathered(address, kept, "as it was")
    fetched = sources.fetch(address, get=get)
    folder = workspace.project.gathered
    target = folder / f"{fetched.name}-{address_mark(address)}{fetched.suffix}"
    if kept and kept.read_bytes() == fetched.data:
        return Gathered(address, kept, "as it was")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f"{target.name}.new")
        beside.write_bytes(fetched.data)
        beside.replace(target)
        if kept and kept != target:
            kept.unlink()
    except OSError as problem:
        raise SourceError(f"cannot be kept ({problem.strerror})", where=workspace.project.name(target)) from None
    return Gathered(address, target, "changed" if kept else "new")
