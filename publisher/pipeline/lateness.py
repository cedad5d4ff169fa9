"""Keeping what was missed off the site: the ledger knows of it, a file says so, the build reads the file."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from publisher import timetable
from publisher.errors import ConfigError
from publisher.model import Edition
from publisher.pipeline.building import is_served
from publisher.timetable import Occurrence, Past
from publisher.workspace import Workspace


def keep_back(
    workspace: Workspace, past: Past, now: datetime, *, asked_for: Collection[str] = ()
) -> tuple[Occurrence, ...]:
    """Write down which editions were missed, so that the site of `now` does not show them.

    Those whose keys are in `asked_for` go out; so does what is on the site already, whoever put it there: that is what
    this returns. Raises ConfigError for a file that cannot be written.
    """
    missed = [one for one in workspace.timetable.unpublished(past, now) if one.key not in asked_for]
    served = is_served(workspace)
    there = tuple(one for one in missed if served and _lies_there(workspace, one.edition))
    text = timetable.late_written({one.key for one in missed} - {one.key for one in there}).encode()
    file = workspace.project.root / timetable.LATE
    try:
        if text != (file.read_bytes() if file.is_file() else b""):
            _put(workspace, text)
    except OSError as problem:
        raise ConfigError(f"cannot be written ({problem.strerror})", where=timetable.LATE) from None
    return there


def _put(workspace: Workspace, text: bytes) -> None:
    file = workspace.project.root / timetable.LATE
    if not text:
        file.unlink()
        return
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(text)
    part.replace(file)


def _lies_there(workspace: Workspace, edition: Edition) -> bool:
    """Whether an edition's page lies in the output folder."""
    return (workspace.project.root / workspace.config.output / edition.path.strip("/") / "index.html").is_file()
