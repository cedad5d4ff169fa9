"""Recipe → result. Everything here can be made again, so the whole folder may be deleted at any time.

A recipe is a digest of everything that a result was made of, the program's own version included; a result is a file
of that name. Files appear by rename, so no reader sees half of one, and two processes that make the same result write
the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import weakref
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path


@cache
def _program() -> str:
    """What the program itself is: a release does not change, but the code of a checkout does."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        facts = path.stat()
        digest.update(f"{path.name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def recipe(*parts: object) -> str:
    """The digest (SHA-256, hexadecimal) of everything that a result is made of, in order."""
    digest = hashlib.sha256()
    for part in parts:
        data = b"b" + part if isinstance(part, bytes) else b"r" + repr(part).encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


class Cache:
    """Results by recipe in a folder. A cache that cannot be written is a slow cache, never an error."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / _program()

    def path(self, kind: str, key: str, suffix: str = "") -> Path:
        """Where the result of `key` lies, or would."""
        return self.folder / kind / key[:2] / f"{key}{suffix}"

    def result(self, kind: str, key: str, make: Callable[[], bytes]) -> bytes:
        """The result of `key`; `make` makes it where it is missing or cannot be read."""
        path = self.path(kind, key)
        try:
            return path.read_bytes()
        except OSError:
            pass
        result = make()
        self._write(path, result)
        return result

    def file(self, kind: str, name: str, data: bytes) -> Path:
        """A file of that name with this content, for whoever needs a path; names come from content (`HASH.jpg`)."""
        path = self.folder / kind / name
        if not _holds(path, data):
            self._write(path, data)
        if not _holds(path, data):  # the project's folder cannot be written
            path = self._spare / name
            path.write_bytes(data)
        return path

    @cached_property
    def _spare(self) -> Path:
        """A folder that lives as long as this object."""
        spare = tempfile.TemporaryDirectory(prefix="publisher-")
        weakref.finalize(self, spare.cleanup)
        return Path(spare.name)

    def _write(self, path: Path, data: bytes) -> None:
        temporary = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(temporary).replace(path)
        except OSError:
            if temporary:
                Path(temporary).unlink(missing_ok=True)


def _holds(path: Path, data: bytes) -> bool:
    """Whether the file is there in full; its name comes from its content, so its length is enough."""
    try:
        return path.stat().st_size == len(data)
    except OSError:
        return False
