"""What every verb starts from: where it was called, with which environment, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
