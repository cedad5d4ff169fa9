"""Making the output folder hold what is wanted, and nothing of ours that is not.

The rules (docs/architecture.md): no reader sees half a file, so one that is there is replaced by renaming; a new one
is written in place, because what links to it is written later. Unchanged bytes are never written again. We remove
only what we wrote: the list of our files lies in the folder itself. Where that list is missing nothing is removed,
only named; a file that is not ours and differs is never touched.
"""

# ruff: noqa: PTH103, PTH105, PTH108, PTH113, PTH114, PTH116, PTH106, PTH120, PTH123, PTH208
# Every file of the site passes here, and pathlib costs several times what the look itself does

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from publisher.errors import SiteError
from publisher.model import WantedFile
from publisher.site import filelist
from publisher.site.filelist import BEGUN, TEMPORARY, Entry, Stamp, is_safe
from publisher.site.locking import alone

_CHUNK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Written:
    """What a build did to the folder: numbers of files, and the paths that were removed or left alone.

    `left` names files that lie in the folder and are not part of the site: all of them where the list of our files
    was missing, else those of ours that somebody has changed since.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the folder was already as it should be."""
        return not (self.new or self.changed or self.removed)


def write(files: Iterable[WantedFile], output: Path) -> Written:
    """Make `output` hold `files`, written in the order given; then remove what is ours and not wanted any more.

    Raises SiteError for a path that leads out of the folder, for two files of one path, for a link in the way, and
    for a file in the way that is not ours; files written until then stay and are known as ours.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        with alone(output), _Folder(output.resolve()) as folder:
            for file in files:
                folder.put(file)
            folder.remove_unwanted()
            return folder.close()
    except OSError as problem:
        hint = "Make room and run it again" if problem.errno == errno.ENOSPC else ""
        what = f"cannot be read or written ({problem.strerror})"
        raise SiteError(what, where=problem.filename or output, hint=hint) from None


@dataclass(slots=True)
class _Folder:
    """One run over an output folder."""

    root: Path
    known: dict[str, Entry] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    wanted: dict[str, Entry] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0})
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    listed: bool = True
    _log: TextIO | None = None

    def __enter__(self) -> Self:
        folder = self.root
        known = filelist.read(folder)
        self.known = known or {}
        self.listed = known is not None or not set(os.listdir(folder)).difference(filelist.OURS)
        self.begun = filelist.read_begun(folder)
        for path in self.begun:
            if not self._leads_elsewhere(path):
                Path(f"{self.root}/{path}{TEMPORARY}").unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._log:
            self._log.close()

    # ── one file ─────────────────────────────────────────────────────────────────────────────────────────

    def put(self, file: WantedFile) -> None:
        """Make the folder hold one file."""
        path = file.path
        if path in self.wanted:
            raise SiteError("wanted twice, with two contents", where=path)
        _check(path)
        full = f"{self.root}/{path}"
        self._check_folders(path)
        known = self.known.get(path)
        try:
            found = os.lstat(full)
        except (FileNotFoundError, NotADirectoryError):
            self.wanted[path] = self._create(file, full)
            self.counts["new"] += 1
            return
        if not stat.S_ISREG(found.st_mode):
            raise SiteError("is in the way and not a plain file", where=full, hint="Move it out of the folder")
        self.wanted[path] = self._compare(file, full, known, (found.st_size, found.st_mtime_ns))

    def _compare(self, file: WantedFile, full: str, known: Entry | None, stamp: Stamp) -> Entry:
        """Leave, or replace, the file that is there."""
        source = _source_stamp(file)
        untouched = known is not None and known.stamp == stamp
        if known and untouched and source is not None and known.source == source:
            self.counts["unchanged"] += 1
            return known
        wanted = _digest(file.content)
        there = known.digest if known and untouched else _digest(Path(full))
        if there == wanted:
            self.counts["unchanged"] += 1
            return Entry(stamp, wanted, source)
        if known is None and file.path not in self.begun:
            what = "is in the way: it was not written by us, and differs"
            raise SiteError(what, where=full, hint="Move it out of the folder, or name another output folder")
        self.counts["changed"] += 1
        self._note(file.path)
        temporary = f"{full}{TEMPORARY}"
        _fill(file.content, temporary)
        os.replace(temporary, full)
        return Entry(_stamp(full), wanted, source)

    def _create(self, file: WantedFile, full: str) -> Entry:
        source = _source_stamp(file)
        self._note(file.path)
        try:
            digest = _fill(file.content, full)
        except (FileNotFoundError, NotADirectoryError):
            self._make_folder(os.path.dirname(full))
            digest = _fill(file.content, full)
        return Entry(_stamp(full), digest, source)

    def _make_folder(self, folder: str) -> None:
        """Make a folder; a file of ours that has its name goes."""
        try:
            os.makedirs(folder, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise SiteError("a file is in the way of a folder", where=folder, hint="Move it away") from None

    def _check_folders(self, path: str) -> None:
        """No folder on the way may be a link: it could lead anywhere."""
        folder = path.rpartition("/")[0]
        if folder in self.checked:
            return
        parts = folder.split("/") if folder else []
        for length in range(1, len(parts) + 1):
            part = "/".join(parts[:length])
            if part in self.checked:
                continue
            full = f"{self.root}/{part}"
            if os.path.islink(full):
                raise SiteError("is a link, and would lead files elsewhere", where=full, hint="Replace it by a folder")
            if part in self.known and part not in self.wanted and os.path.isfile(full):
                self._remove(part)  # a page that became a folder
            self.checked.add(part)
        self.checked.add(folder)

    # ── what is not wanted any more ──────────────────────────────────────────────────────────────────────

    def remove_unwanted(self) -> None:
        """Remove our files that are not wanted, and the folders that are empty then."""
        for path in sorted({*self.known, *self.begun} - self.wanted.keys()):
            self._remove(path)
        if not self.listed:
            self.left += self._strangers()

    def _remove(self, path: str) -> None:
        full = f"{self.root}/{path}"
        known = self.known.pop(path, None)
        try:
            found = os.lstat(full)
        except OSError:
            return
        if self._leads_elsewhere(path) or not self._ours(path, full, known, found):
            self.left.append(path)
            return
        os.unlink(full)
        self.removed.append(path)
        folder = path.rpartition("/")[0]
        while folder and _removed_if_empty(f"{self.root}/{folder}"):
            folder = folder.rpartition("/")[0]

    def _leads_elsewhere(self, path: str) -> bool:
        """Whether a folder on the way has become a link."""
        folder = f"{self.root}/{path}".rpartition("/")[0]
        return os.path.realpath(folder) != os.path.normpath(folder)

    def _ours(self, path: str, full: str, known: Entry | None, found: os.stat_result) -> bool:
        """Whether nobody has changed it since we wrote it; an unfinished one is ours whatever it holds."""
        if not stat.S_ISREG(found.st_mode):
            return False
        stamp = (found.st_size, found.st_mtime_ns)
        return known is None or path in self.begun or known.stamp == stamp or known.digest == _digest(Path(full))

    def _strangers(self) -> Iterator[str]:
        for folder, _, names in os.walk(self.root):
            for name in sorted(names):
                path = os.path.relpath(f"{folder}/{name}", self.root).replace(os.sep, "/")
                if path not in self.wanted and path not in filelist.OURS:
                    yield path

    # ── the list ─────────────────────────────────────────────────────────────────────────────────────────

    def _note(self, path: str) -> None:
        """Put a file's name down before it is written."""
        if self._log is None:
            self._log = open(f"{self.root}/{BEGUN}", "a", encoding="utf-8", newline="\n")  # noqa: SIM115 - kept for the run
        self._log.write(f"{path}\n")
        self._log.flush()

    def close(self) -> Written:
        """Write the list, and sum up."""
        if self._log:
            self._log.close()
            self._log = None
        filelist.save(self.root, self.wanted)
        return Written(**self.counts, removed=tuple(sorted(self.removed)), left=tuple(sorted(self.left)))


def _check(path: str) -> None:
    if not is_safe(path):
        raise SiteError("is not a path inside the output folder", where=repr(path))


def _fill(content: bytes | Path, target: str) -> str:
    """Write a file and return its digest."""
    if isinstance(content, bytes):
        with open(target, "wb") as stream:
            stream.write(content)
        return _digest(content)
    return _copy(content, target)


def _copy(source: Path, target: str) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as original, open(target, "wb") as stream:
        while chunk := original.read(_CHUNK):
            digest.update(chunk)
            stream.write(chunk)
    return digest.hexdigest()


def _digest(content: bytes | Path) -> str:
    """SHA-256 in hexadecimal."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _source_stamp(file: WantedFile) -> Stamp | None:
    """The stamp of the file that is to be copied; None for content in memory."""
    return None if isinstance(file.content, bytes) else _stamp(str(file.content))


def _stamp(path: str) -> Stamp:
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns


def _removed_if_empty(folder: str) -> bool:
    try:
        os.rmdir(folder)
    except OSError:
        return False
    return True
