"""A project on disk: its root, its paths, and what ships in the package.

A project is a folder with a `config.yaml`. Everything that the program writes beside what `output` names lies in
`.publisher/`: the ledger, which is precious, and the cache, which may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from publisher.errors import ProjectError

CONFIG = "config.yaml"
RECORD = "campaigns/editions.yaml"
"""Which editions of the schedule went out on the site, and which were missed."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project's root, as an absolute path; the folders below it, whether they exist or not."""

    root: Path

    @property
    def config(self) -> Path:
        """`config.yaml`."""
        return self.root / CONFIG

    @property
    def campaigns(self) -> Path:
        """Where campaigns lie; reports and images in them are named relative to this folder."""
        return self.root / "campaigns"

    @property
    def gathered(self) -> Path:
        """Copies of the reports that campaigns name by address; commit them, they are what is proved against."""
        return self.campaigns / "gathered"

    @property
    def record(self) -> Path:
        """What the schedule did on the site; commit it where the site is built elsewhere too."""
        return self.root / RECORD

    @property
    def templates(self) -> Path:
        """The project's own templates, looked up before the shipped ones."""
        return self.root / "templates"

    @property
    def state(self) -> Path:
        """What the program keeps for itself."""
        return self.root / ".publisher"

    @property
    def ledger(self) -> Path:
        """What happened in services: never delete it while drafts are open there."""
        return self.state / "ledger.sqlite"

    @property
    def cache(self) -> Path:
        """Results that can be made again."""
        return self.state / "cache"

    @property
    def secrets(self) -> Path:
        """`.env`, read for `${NAME}` in config.yaml."""
        return self.root / ".env"

    def name(self, path: Path) -> str:
        """A path as messages print it: relative to the root, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    def inside(self, path: Path) -> bool:
        """Whether `path`, links resolved, lies in the project."""
        return path.resolve().is_relative_to(self.root.resolve())

    def copy_of(self, address: str) -> Path | None:
        """The gathered copy of what stands at an address, if there is one."""
        found = sorted(self.gathered.glob(f"*-{address_mark(address)}.*"))
        return next((path for path in found if path.suffix != ".new"), None)

    def template_folders(self) -> tuple[Path, ...]:
        """Where templates are looked up, in order."""
        shipped = shipped_templates()
        own = self.templates
        return (own, shipped) if own.is_dir() and own.resolve() != shipped.resolve() else (shipped,)


def address_mark(address: str) -> str:
    """What tells the copies of two addresses apart in their file names: eight hexadecimal digits."""
    return hashlib.sha256(address.encode()).hexdigest()[:8]


def find(start: Path, *, named: Path | None = None) -> Project:
    """The project of `named` (a folder or its config.yaml), else of `start` or the nearest folder above it.

    Raises ProjectError when there is none.
    """
    if named is not None:
        root = named.parent if named.name == CONFIG else named
        if not (root / CONFIG).is_file():
            raise ProjectError(f"no {CONFIG} here", where=named, hint="Start one with: publisher init DIR")
        return Project(root.resolve())
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return Project(folder.resolve())
        if (folder / CONFIG).is_symlink() or (folder / CONFIG).exists():
            raise ProjectError("is not a file", where=folder / CONFIG, hint="Move it away, or mend the link")
    raise ProjectError(
        f"no {CONFIG} in this folder or above it", where=start, hint="Start a project with: publisher init DIR"
    )


def _package() -> Path:
    return Path(__file__).resolve().parent


def shipped_templates() -> Path:
    """The templates of the package; in a checkout (an editable install) those at its root."""
    inside = _package() / "templates"
    return inside if inside.is_dir() else _package().parent / "templates"


def example() -> Path:
    """The root of the example project: `config.yaml` and `campaigns/`, in the package or in a checkout."""
    inside = _package() / "example"
    return inside if inside.is_dir() else _package().parent


def example_files() -> Iterator[tuple[str, Path]]:
    """The example's files: their path relative to a project's root, and where to copy each from."""
    root = example()
    yield CONFIG, root / CONFIG
    for path in sorted((root / "campaigns").rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not path.name.startswith(".") and name != RECORD:  # of the checkout, if it was ever run
            yield name, path


def put(file: Path, content: bytes) -> None:
    """Write a small file whole or not at all, in place of one that is there; leaves nothing beside. Raises OSError."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def fingerprint(project: Project) -> str:
    """A digest that changes whenever a file changes that a person works on: by names, sizes and times, not by content.

    Costs milliseconds for a thousand files. What lies in `.publisher` and in the output does not count, nor the
    schedule's record, which is read whenever it is needed.
    """
    digest = hashlib.sha256()
    for root in (project.config, project.root / ".env", project.campaigns, project.templates):
        for path, size, changed in _files(root):
            digest.update(f"{path}\0{size}\0{changed}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(root: Path) -> Iterator[tuple[str, int, int]]:
    """Path, size in bytes and time of change in nanoseconds of a file, or of every file below a folder, in order."""
    try:
        entries = sorted(os.scandir(root), key=lambda entry: entry.name) if root.is_dir() else []
        if not entries and root.is_file():
            known = root.stat()
            yield str(root), known.st_size, known.st_mtime_ns
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
            elif not entry.path.endswith(_OURS):
                yield _known(entry)
    except OSError:  # it went away while we looked: it will be seen to have gone at the next look
        yield str(root), 0, 0


_OURS = (RECORD, f"campaigns/.{RECORD.partition('/')[2]}.part")


def _known(entry: os.DirEntry[str]) -> tuple[str, int, int]:
    """The same of one entry; what cannot be looked at, such as a link to nowhere, hides none of its neighbours."""
    try:
        known = entry.stat()
    except OSError:
        return entry.path, 0, 0
    return entry.path, known.st_size, known.st_mtime_ns
