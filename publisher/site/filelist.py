"""The list of the files that we wrote, which lies in the output folder itself.

`LIST` keeps each file's size, time and digest, so that an unchanged folder is known by a look at each file, without
reading it. While a build runs, new names go to a second file (`BEGUN`) before they are written: what a killed build
left behind is ours too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.errors import SiteError
from publisher.site.locking import LOCK

LIST = ".publisher-files.json"
BEGUN = ".publisher-files.begun"
OURS = (LIST, BEGUN, LOCK)
"""What we keep in the folder beside the site."""
TEMPORARY = ".publisher-new"
"""The end of the name under which a file is written before it replaces the one that is there."""

_FORMAT = 1
_LONGEST_NAME = 255  # bytes of one path segment on the file systems that matter

Stamp = tuple[int, int]
"""A file's size in bytes and its modification time in nanoseconds."""


@dataclass(slots=True)
class Entry:
    """What the list knows of a file: its stamp and digest, and the stamp of the file that it was copied from."""

    stamp: Stamp
    digest: str
    source: Stamp | None = None


def read(folder: Path) -> dict[str, Entry] | None:
    """The list of a folder by path; None where there is none. Raises SiteError for one that cannot be trusted."""
    path = folder / LIST
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != _FORMAT:
            raise SiteError("was written by a newer publisher", where=path, hint="Update this one")
        return {name: _entry(values) for name, values in content["files"].items() if is_safe(name)}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        hint = "Remove it; then nothing is deleted from the folder, only named"
        raise SiteError("cannot be read", where=path, hint=hint) from None


def read_begun(folder: Path) -> set[str]:
    """The names that a build put down and did not come to finish."""
    try:
        lines = (folder / BEGUN).read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return set()
    return {line for line in lines[:-1] if is_safe(line)}


def save(folder: Path, entries: Mapping[str, Entry]) -> None:
    """Replace the list, where it differs, and forget what was begun."""
    content = {name: [*one.stamp, one.digest, *(one.source or ())] for name, one in entries.items()}
    data = json.dumps({"format": _FORMAT, "files": content}, ensure_ascii=False, separators=(",", ":")).encode()
    path = folder / LIST
    if not path.exists() or path.read_bytes() != data:
        temporary = folder / f"{LIST}{TEMPORARY}"
        temporary.write_bytes(data)
        temporary.replace(path)
    (folder / BEGUN).unlink(missing_ok=True)


def is_safe(path: str) -> bool:
    """Whether a path is relative, has plain segments only, and can be written on every system."""
    parts = path.split("/")
    return not (
        path in OURS
        or any(part in ("", ".", "..") or part.endswith((" ", ".", TEMPORARY)) for part in parts)
        or any(letter in '\\:*?"<>|' or ord(letter) < 32 for letter in path)
        or any(len(part.encode("utf-8", "surrogatepass")) > _LONGEST_NAME for part in parts)
    )


def _entry(values: list[Any]) -> Entry:
    size, time, digest, *source = values
    return Entry((int(size), int(time)), str(digest), (int(source[0]), int(source[1])) if source else None)
