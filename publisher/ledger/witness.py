"""A second memory of what was begun, for the moments after the ledger was lost or replaced by an old copy.

A line for each intent, in a text file beside the ledger: the time, a space, the reference. Only the last minutes
count: for as long a fresh draft may be missing from a service's list, and a ledger that does not know of it would make
a second one.
"""

from __future__ import annotations

import os
import threading
from datetime import datetime, timedelta
from pathlib import Path

_LARGEST = 1_000_000  # bytes, beyond which what is old is left out
_KEPT = timedelta(days=1)


def testify(path: Path, reference: str, now: datetime) -> None:
    """Add a line. Raises OSError."""
    if path.exists() and path.stat().st_size > _LARGEST:
        _shorten(path, now - _KEPT)
    with path.open("a", encoding="ascii", errors="replace") as file:
        # The first line end parts it from a line that was cut short.
        file.write(f"\n{now.isoformat(timespec='seconds')} {reference}\n")


def recall(path: Path) -> dict[str, datetime]:
    """When each reference was last begun; what cannot be read does not count."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    found = {}
    for line in lines:
        moment, _, reference = line.partition(" ")
        if (at := _time(moment)) and reference:
            found[reference] = at
    return found


def _shorten(path: Path, since: datetime) -> None:
    """Leave out what is older."""
    kept = [
        f"{at.isoformat(timespec='seconds')} {reference}\n" for reference, at in recall(path).items() if at >= since
    ]
    beside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    beside.write_text("".join(kept), encoding="ascii")
    beside.replace(path)


def _time(text: str) -> datetime | None:
    """An aware time, or None."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
