"""One entry of the schedule → its occurrences: each with its instant, after clock changes, blackouts and overrides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from publisher.config import Blackout, Missed, Span, instant
from publisher.model import Campaign, Edition
from publisher.timetable.blackouts import Blackouts, Landing
from publisher.timetable.overrides import Decision, Override
from publisher.timetable.recurrence import Rule


class Act(StrEnum):
    """What is done about an edition: it appears on the site; its draft is pushed. In this order where both are due."""

    PUBLISH = "publish"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One edition in time, all instants in the zone of its entry.

    `at` is when it appears, `draft_at` when its draft is pushed (never later). `planned` is what the rule alone says;
    where a `blackout` stands in the way, `at` is later, or the edition is `held` until a person decides. `gives_way`
    is the key of the entry's other edition that goes out on the day to which this one was moved, if any.
    """

    edition: Edition
    at: datetime
    draft_at: datetime
    acts: tuple[Act, ...]
    planned: datetime
    blackout: Blackout | None = None
    held: bool = False
    gives_way: str = ""
    override: Override | None = None

    @property
    def key(self) -> str:
        """The edition's key: the same whatever hour it is, and for a one-off whatever day."""
        return self.edition.key

    @property
    def insisted(self) -> bool:
        """Whether a person decided that it goes out, whatever the rules say."""
        return self.override is not None and self.override.decision is Decision.GO

    @property
    def dropped(self) -> bool:
        """Whether a person decided, in the file of overrides, that it does not go out."""
        return self.override is not None and self.override.decision is Decision.DROP

    def instant(self, act: Act) -> datetime:
        """From when an act may be done."""
        return self.draft_at if act is Act.DRAFT else self.at


@dataclass(frozen=True, slots=True)
class Plan:
    """An entry of the schedule with its campaign, made ready.

    `rule` is None for what goes out once, at the campaign's date; else each of its days has an edition at `time`.
    """

    campaign: Campaign
    zone: tzinfo
    acts: tuple[Act, ...]
    blackouts: Blackouts
    rule: Rule | None = None
    time: time = time()
    lead: Span | None = None
    missed: Missed = Missed.ONCE
    grace: timedelta = timedelta(days=1)
    overrides: Mapping[date | None, Override] = field(default_factory=dict)

    def series(self, low: datetime, high: datetime) -> Series:
        """The occurrences that may have an act or instant between `low` and `high`, and at times some more.

        Those at both ends may lack the neighbour beyond it.
        """
        if self.rule is None:
            return Series(self, (None,))
        day = timedelta(days=1)
        ahead = self.lead.elapsed if self.lead else timedelta()
        first = (low.astimezone(self.zone) - self.blackouts.farthest - 2 * day).date()
        last = (high.astimezone(self.zone) + ahead + 2 * day).date()
        return Series(self, tuple(self.rule.days(first, last)))

    def occurrence(self, day: date | None) -> Occurrence:
        """The occurrence of one day of the rule (None for a one-off), without a look at its neighbours."""
        edition = Edition(self.campaign, day)
        planned = self._planned(day)
        landing = self.blackouts.landing(planned.date())
        override = self.overrides.get(day)
        found = Occurrence(edition, planned, planned, self.acts, planned, override=override)
        if not found.insisted and landing.blackout is not None:
            found = replace(found, at=self._moved(planned, landing), blackout=landing.blackout, held=landing.held)
        return (
            replace(found, draft_at=self.lead.before(found.at, self.zone))
            if self.lead
            else replace(found, draft_at=found.at)
        )

    def _planned(self, day: date | None) -> datetime:
        if day is None:
            assert self.campaign.date is not None  # noqa: S101 -- prepare refuses a one-off without a date
            return self.campaign.date.astimezone(self.zone)
        return instant(datetime.combine(day, self.time), self.zone)

    def _moved(self, planned: datetime, landing: Landing) -> datetime:
        """The same time of the clock on the day of landing; what is held keeps its place."""
        if landing.held:
            return planned
        return instant(datetime.combine(landing.day, planned.time()), self.zone)


class Series:
    """A stretch of a plan's occurrences in order, each made when it is asked for."""

    def __init__(self, plan: Plan, days: tuple[date | None, ...]) -> None:
        self.plan = plan
        self.days = days
        self.keys = tuple(Edition(plan.campaign, day).key for day in days)
        self._made: dict[int, Occurrence] = {}

    def __len__(self) -> int:
        return len(self.days)

    def __getitem__(self, index: int) -> Occurrence:
        if index not in self._made:
            self._made[index] = self._with_neighbour(index)
        return self._made[index]

    def _with_neighbour(self, index: int) -> Occurrence:
        """The occurrence, giving way to the last of those that a blackout or a gap put on one local day."""
        found = self.plan.occurrence(self.days[index])
        if found.held or found.insisted or found.at.date() == self.days[index]:
            return found
        lands = found.at.date()
        between = [day for day in self.days[index + 1 :] if day is not None and day <= lands]
        for after in map(self.plan.occurrence, reversed(between)):
            if not after.held and not after.dropped and after.at.date() == lands:
                return replace(found, gives_way=after.key)
        return found
