"""One pusher at a time: a lock on a file, which the operating system lifts when its holder dies, however it dies."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _try(file: BinaryIO) -> None:
        """Lock the first byte, or raise OSError at once."""
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try(file: BinaryIO) -> None:
        """Lock the file, or raise OSError at once. Threads of one process exclude each other too."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def hold(path: Path, wait: float) -> Iterator[None]:
    """Hold the lock at `path` alone, among threads and processes of this machine.

    Waits up to `wait` seconds (by a clock that only measures), then raises `TimeoutError`. The file appears while
    somebody holds or wants the lock; one that a dead process left behind locks nobody out.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = _acquire(path, time.monotonic() + wait)
    try:
        yield
    finally:
        _release(path, file)


def _acquire(path: Path, deadline: float) -> BinaryIO:
    """The open, locked file. One that was removed between our opening and locking it does not count."""
    while True:
        file = path.open("ab")
        with contextlib.suppress(OSError):
            _try(file)
            if os.fstat(file.fileno()).st_ino == path.stat().st_ino:
                return file
        file.close()
        if time.monotonic() >= deadline:
            raise TimeoutError(path.name)
        time.sleep(0.02)


def _release(path: Path, file: BinaryIO) -> None:
    """Remove the file, then let go: in this order nobody can lock a file that is about to vanish.

    Windows removes no file that is open: there it is removed afterwards, unless somebody else has opened it.
    """
    if sys.platform != "win32":
        path.unlink(missing_ok=True)
    file.close()
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
