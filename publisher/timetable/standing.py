"""How one act of one occurrence stands at a moment: the rules of lateness, in one place.

docs/scheduling.md explains them to users; the order of the questions here is the order of precedence there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from publisher.config import Missed, instant
from publisher.timetable.occurrences import Act, Occurrence, Plan, Series


class State(StrEnum):
    """Where an occurrence stands. Only `due` is done by the program; `held` and `skipped` wait for a person."""

    DUE = "due"
    HELD = "held"
    SKIPPED = "skipped"
    MISSED = "missed"
    """Not made, and another edition of the same campaign stands for it: nothing to do."""
    COMING = "coming"
    DONE = "done"
    DROPPED = "dropped"
    BEFORE = "before"
    """Of a time before the entry was in the schedule."""


@dataclass(frozen=True)
class Past:
    """What happened so far; a new value whenever something does.

    `done` are pairs of edition key and act; `failed` those that were begun and whose last try failed; `dropped` are
    edition keys that a person gave up; `seen` says by campaign id from when on its entry has been in the schedule.
    """

    done: frozenset[tuple[str, str]] = frozenset()
    dropped: frozenset[str] = frozenset()
    failed: frozenset[tuple[str, str]] = frozenset()
    seen: Mapping[str, datetime] = field(default_factory=dict)

    @cached_property
    def earliest(self) -> dict[str, str]:
        """By campaign id the first day, as `2026-12-01`, of which anything is known."""
        first: dict[str, str] = {}
        for key in (*(key for key, _ in (*self.done, *self.failed)), *self.dropped):
            slug, _, day = key.partition("@")
            if day and day < first.get(slug, "9"):
                first[slug] = day
        return first

    def settled(self, key: str, act: Act) -> bool:
        """Whether nothing is left to do about an act, according to what happened."""
        return (key, act) in self.done or key in self.dropped

    def knew(self, plan: Plan, occurrence: Occurrence) -> bool:
        """Whether an edition's entry is known to have been in the schedule when its time came."""
        if plan.rule is not None:
            return True  # its rule begins when its entry did: `began`
        since = self.seen.get(plan.campaign.id)
        return since is not None and since <= occurrence.at

    def began(self, plan: Plan, now: datetime) -> datetime | None:
        """From when, in UTC, a recurring entry counts as being in the schedule; None where nothing is known.

        What lies after `now` was written while the clock was wrong, and says nothing.
        """
        seen, day = self.seen.get(plan.campaign.id), self.earliest.get(plan.campaign.id)
        if seen is not None and seen <= now:
            return seen.astimezone(UTC)
        first = instant(datetime.combine(date.fromisoformat(day), time()), plan.zone) if day else None
        return first.astimezone(UTC) if first and first <= now else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state, and why; the reason is empty where the state says it all."""

    state: State
    reason: str = ""


def verdict(series: Series, index: int, act: Act, past: Past, now: datetime) -> Verdict:
    """How one act of one occurrence stands at `now`, in UTC."""
    occurrence, plan = series[index], series.plan
    if (occurrence.key, act) in past.done:
        return Verdict(State.DONE)
    if occurrence.dropped or occurrence.key in past.dropped:
        return Verdict(State.DROPPED, _who(occurrence))
    if occurrence.instant(act) > now:
        return Verdict(State.COMING, _in_blackout(occurrence))
    if plan.rule is not None and occurrence.at < (past.began(plan, now) or now - plan.grace):
        return Verdict(State.BEFORE)
    if occurrence.insisted:
        return Verdict(State.DUE, _who(occurrence))
    return _stood_for(series, index, now) or _held(occurrence, plan, now) or _late(occurrence, act, plan, past, now)


def last_out(series: Series, past: Past, now: datetime) -> int:
    """The place in the series of the last occurrence that is over at `now` with nothing left to do; -1 for none."""
    for index in range(len(series) - 1, -1, -1):
        if all(past.settled(series.keys[index], act) for act in series.plan.acts) and series[index].at <= now:
            return index
    return -1


def _stood_for(series: Series, index: int, now: datetime) -> Verdict | None:
    """Whether another edition of the same entry goes out instead."""
    occurrence = series[index]
    if occurrence.gives_way:
        return Verdict(State.MISSED, f"{_in_blackout(occurrence)}, where {occurrence.gives_way} goes out")
    if series.plan.missed is not Missed.ONCE:
        return None
    for later in range(index + 1, len(series)):
        if series[later].at > now:
            return None
        idle = series[later].held or series[later].gives_way or _dropped_with(series[later], occurrence)
        if not idle:
            return Verdict(State.MISSED, f"{series[later].key} stands for it")
    return None


def _dropped_with(later: Occurrence, moved: Occurrence) -> bool:
    """Whether a person dropped the edition to whose time another was moved, which then goes out alone."""
    return later.dropped and later.at == moved.at


def _held(occurrence: Occurrence, plan: Plan, now: datetime) -> Verdict | None:
    """Whether a blackout forbids it: the one it falls in, or the one in which it would go out late."""
    if occurrence.held:
        return Verdict(State.HELD, _in_blackout(occurrence))
    today = plan.blackouts.on(now.astimezone(plan.zone).date())
    if today is None or occurrence.at > now:
        return None
    end = plan.blackouts.until(today.last)
    return Verdict(State.HELD, f"it is late, and nothing goes out until {end} ({today.reason})")


def _late(occurrence: Occurrence, act: Act, plan: Plan, past: Past, now: datetime) -> Verdict:
    """What the entry's rule says about something that nothing else forbids."""
    if now - occurrence.at <= plan.grace:
        return Verdict(State.DUE)
    if (occurrence.key, act) in past.failed:
        return Verdict(State.HELD, f"it was tried until {in_words(plan.grace)} after its time, and failed")
    late = f"its time was {occurrence.at:%Y-%m-%d %H:%M}, more than {in_words(plan.grace)} ago"
    if plan.missed is Missed.ONCE:
        return Verdict(State.DUE, late)
    return Verdict(State.HELD if plan.missed is Missed.HOLD else State.SKIPPED, late)


def _in_blackout(occurrence: Occurrence) -> str:
    blackout = occurrence.blackout
    if blackout is None:
        return f"it was moved to {occurrence.at:%Y-%m-%d}" if occurrence.gives_way else ""
    if occurrence.held:
        moved = occurrence.planned.date() < blackout.from_
        return f"{'a blackout moves it into another' if moved else 'it falls in a blackout'} ({blackout.reason})"
    return f"it was moved to {occurrence.at:%Y-%m-%d} by a blackout ({blackout.reason})"


def _who(occurrence: Occurrence) -> str:
    one = occurrence.override
    return f"{one.by}: {one.why}" if one else ""


def in_words(length: timedelta) -> str:
    """`24 hours`, `90 minutes`: whole hours where there are."""
    minutes = int(length.total_seconds()) // 60
    count, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"{count} {unit}{'' if count == 1 else 's'}"
