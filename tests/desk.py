"""A project that pushes, for tests and for the processes that they start (which should load no test tools)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from publisher.delivery import Outcome, Step, Survey, Time, Wish, apply, plan, survey
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
    limit: float = float("inf")
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

    @property
    def time(self) -> Time:
        """The desk's clock, which waiting moves on."""
        return Time(self.clock, left=lambda: self.limit, pause=self.pass_time, wait=20)

    def pass_time(self, seconds: float) -> None:
        """Wait without waiting."""
        self.now += timedelta(seconds=seconds)

    def survey(self, editions: Sequence[Wanted], ledger: Ledger, wish: Wish) -> Survey:
        """A look at ledger and services, as close as a wish needs it."""
        closely = wish is not Wish.ASK
        return survey(editions, self.services, ledger, project_id=self.project, closely=closely)

    def plan(self, *editions: Wanted, wish: Wish = Wish.ASK) -> tuple[Step, ...]:
        """What would be done."""
        with Ledger.read_only(self.path) as ledger:
            return plan(self.survey(editions, ledger, wish), self.now, wish)

    def push(self, *editions: Wanted, wish: Wish = Wish.ASK) -> tuple[Outcome, ...]:
        """Plan and do it."""
        with Ledger.open(self.path) as ledger:
            seen = self.survey(editions, ledger, wish)
            steps = plan(seen, self.now, wish)
            return apply(steps, seen, self.services, ledger, time=self.time, wish=wish)

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
