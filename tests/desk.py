"""A project that pushes, for tests and for the processes that they start (which should load no test tools)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from publisher.delivery import Outcome, Step, apply, plan, survey
from publisher.ledger import Push
from publisher.ledger.store import Ledger
from publisher.services import Service, Wanted, open_service

from tests.services.samples import NOON, Pile, message, pile


@dataclass
class Desk:
    """A project that pushes: its folder, its clock, its ledger, its one service."""

    root: Path
    project: str = "k3v9"
    options: dict[str, Any] | None = None
    now: datetime = NOON
    services: dict[str, Service] = field(default_factory=dict)

    def __post_init__(self) -> None:
        made: Service = (
            open_service("local", "outbox", {}, root=self.root, clock=self.clock)
            if self.options is None
            else pile(self.root, self.clock, **self.options)
        )
        self.services.setdefault("local", made)

    def clock(self) -> datetime:
        """The time, as the test says."""
        return self.now

    @property
    def path(self) -> Path:
        """The ledger."""
        return self.root / ".publisher" / f"{self.project}.sqlite3"

    @property
    def pile(self) -> Pile:
        """The service, where it is a pile."""
        found = self.services["local"]
        assert isinstance(found, Pile)
        return found

    def set(self, **options: Any) -> None:
        """Change how the pile behaves."""
        self.pile.options = self.pile.options.model_copy(update=options)

    def plan(self, *editions: Wanted) -> tuple[Step, ...]:
        """What would be done."""
        with Ledger.read_only(self.path) as ledger:
            return plan(survey(editions, self.services, ledger, project_id=self.project), self.now)

    def push(self, *editions: Wanted) -> tuple[Outcome, ...]:
        """Plan and do it."""
        with Ledger.open(self.path) as ledger:
            seen = survey(editions, self.services, ledger, project_id=self.project)
            return apply(plan(seen, self.now), seen, self.services, ledger, clock=self.clock, wait=20)

    @property
    def rows(self) -> dict[str, Push]:
        """What the ledger holds."""
        with Ledger.read_only(self.path) as ledger:
            return ledger.pushes()

    @property
    def drafts(self) -> list[Path]:
        """The outbox's drafts."""
        return sorted(self.root.glob("outbox/*/draft.json"))


def changed(edition: Wanted, subject: str = "A new subject") -> Wanted:
    return replace(edition, message=message(subject, text="New words.\n"))
