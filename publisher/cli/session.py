"""What every verb starts from: where it was called, with which environment, and when."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publisher.model import Report
    from publisher.pipeline import Time, Workspace
    from publisher.project import Project


@dataclass(frozen=True, slots=True)
class Session:
    """One call of the program: `now` is read once, at its start; `clock` is for the time at which an act was done."""

    folder: Path | None
    here: Path
    environment: Mapping[str, str]
    now: datetime
    clock: Callable[[], datetime]
    debug: bool = False

    def time(self, limit: float) -> Time:
        """How a push knows and spends time; it ends `limit` seconds from now."""
        from publisher.pipeline import Time

        end = monotonic() + limit
        return Time(self.clock, left=lambda: end - monotonic())

    def person(self, named: str) -> str:
        """Who decides something: as named, else who is logged in. Raises UsageError where nobody is known."""
        from publisher.errors import UsageError

        known = (self.environment.get(name, "") for name in ("USER", "LOGNAME", "USERNAME"))
        found = named.strip() or next(filter(None, known), "")
        if not found:
            raise UsageError("nobody is logged in by name", hint="Say who decides: --by NAME")
        return found

    def project(self) -> Project:
        """The project that was named, or that the current folder lies in. Raises ProjectError."""
        from publisher import project

        return project.find(self.here, named=self.here / self.folder if self.folder else None)

    def workspace(self) -> Workspace:
        """The project with its configuration and campaigns read. Raises ConfigError and CampaignError."""
        from publisher import pipeline

        return pipeline.open_workspace(self.project(), now=self.now, environment=self.environment)

    def report(self, typed: str, *, encoding: str = "") -> Report:
        """The report that was typed (a path or an address), read; its warnings are said.

        A path is looked for here, then below campaigns/ of the project, if there is one. Raises SourceError, and
        WebError for an address.
        """
        from functools import partial

        from publisher import sources
        from publisher.cli.output import Progress, remark

        with self.source(typed) as path, Progress() as progress:
            read = sources.read(path, name=typed, encoding=encoding, progress=partial(progress, f"Reading {typed}"))
        for warning in read.warnings:
            remark(warning if warning.startswith(typed) else f"{typed}: {warning}")
        return read

    @contextmanager
    def source(self, typed: str) -> Iterator[Path]:
        """Where a report lies that was typed; of one at an address a copy, which is gone afterwards."""
        if "://" not in typed:
            yield self.path_of_report(typed)
            return
        from publisher import sources, web

        fetched = sources.fetch(typed, get=lambda address: web.public(address, accept=sources.WANTED))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder).resolve() / f"{fetched.name}{fetched.suffix}"
            path.write_bytes(fetched.data)
            yield path

    def path_of_report(self, typed: str) -> Path:
        """Where a report lies that was typed as a path from here, or from campaigns/ of the project."""
        from publisher.errors import ProjectError

        path = self.here / typed
        if os.path.lexists(path):
            return path
        try:
            below = self.project().campaigns / typed
        except ProjectError:
            return path
        return below if os.path.isfile(below) else path  # noqa: PTH113 -- Path.is_file raises for a name too long
