"""Keeping what was missed off the site: the ledger knows of it, a file says so, the build reads the file."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from publisher import timetable
from publisher.errors import ConfigError
from publisher.model import Edition
from publisher.timetable import Past
from publisher.workspace import Workspace


def keep_back(workspace: Workspace, past: Past, now: datetime, *, asked_for: Collection[str] = ()) -> None:
    """Write down which editions were missed, so that the site of `now` does not show them.

    Those whose keys are in `asked_for` go out; so does what is on the site already, whoever put it there. Raises
    ConfigError for a file that cannot be written.
    """
    missed = (one.edition for one in workspace.timetable.unpublished(past, now))
    keys = {edition.key for edition in missed if edition.key not in asked_for and not _stands(workspace, edition)}
    text = timetable.late_written(keys)
    file = workspace.project.root / timetable.LATE
    try:
        if text != (file.read_text(encoding="utf-8") if file.is_file() else ""):
            _put(workspace, text)
    except (OSError, UnicodeError) as problem:
        what = f"cannot be written ({getattr(problem, 'strerror', '') or 'it is not UTF-8'})"
        raise ConfigError(what, where=timetable.LATE) from None


def _put(workspace: Workspace, text: str) -> None:
    file = workspace.project.root / timetable.LATE
    if not text:
        file.unlink()
        return
    part = file.with_name(f".{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


def _stands(workspace: Workspace, edition: Edition) -> bool:
    """Whether an edition's page lies in the output folder."""
    return (workspace.project.root / workspace.config.output / edition.path.strip("/") / "index.html").is_file()
