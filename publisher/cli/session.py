"""What every verb starts from: where it was called, with which environment, and when."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publisher.model import Report
    from publisher.pipeline import Workspace
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

    def project(self) -> Project:
        """The project that was named, or that the current folder lies in. Raises ProjectError."""
        from publisher import project

        return project.find(self.here, named=self.here / self.folder if self.folder else None)

    def workspace(self) -> Workspace:
        """The project with its configuration and campaigns read. Raises ConfigError and CampaignError."""
        from publisher import pipeline

        return pipeline.open_workspace(self.project(), now=self.now, environment=self.environment)

    def report(self, typed: str, *, encoding: str = "") -> Report:
        """The report that was typed, read; its warnings are said. Raises SourceError.

        It is looked for here, then below campaigns/ of the project, if there is one.
        """
        from publisher import sources
        from publisher.cli.output import remark

        read = sources.read(self.path_of_report(typed), name=typed, encoding=encoding)
        for warning in read.warnings:
            remark(warning if warning.startswith(typed) else f"{typed}: {warning}")
        return read

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
