"""One build at a time in an output folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.errors import Busy

LOCK = ".publisher-files.lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system lets go of it when the process ends, however it ends.

    Raises Busy at once where another process holds it.
    """
    with (folder / LOCK).open("ab") as stream:
        try:
            _lock(stream.fileno())
        except OSError:
            hint = "Wait until it has finished, and run this again"
            raise Busy("another build is writing here", where=folder, hint=hint) from None
        yield


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:

    def _lock(descriptor: int) -> None:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
