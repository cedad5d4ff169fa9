"""The timetable: prepared once for a configuration, asked with what happened and now."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from publisher.config import Missed
from publisher.timetable.blackouts import Blackouts
from publisher.timetable.occurrences import Act, Occurrence, Plan, Series
from publisher.timetable.standing import Past, State, Verdict, last_out, verdict

BACK = timedelta(days=366)
"""Of a recurring entry, what is older is no longer listed."""
_AHEAD = timedelta(days=35)
_FARTHER = (timedelta(days=400), timedelta(days=8 * 366 + 31))  # the longest wait for a 29 February is eight years
_UNUSED = (State.HELD, State.SKIPPED, State.MISSED)
_URGENCY = (State.HELD, State.SKIPPED, State.DUE, State.COMING, State.MISSED, State.BEFORE, State.DROPPED, State.DONE)


@dataclass(frozen=True, slots=True)
class Job:
    """One act of one occurrence; `at` is the instant from which it may be done."""

    occurrence: Occurrence
    act: Act
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """How some acts of an occurrence stand, and why."""

    occurrence: Occurrence
    acts: tuple[Act, ...]
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What the timetable says at a moment.

    `due` is to be done, earliest first; `listed` is held, skipped or missed; `next` comes next, if anything does.
    """

    due: tuple[Job, ...]
    listed: tuple[Listed, ...]
    next: Job | None

    @property
    def needs_person(self) -> bool:
        """Whether something waits for a person to run or drop it: exit 3."""
        return any(one.state in (State.HELD, State.SKIPPED) for one in self.listed)


@dataclass(frozen=True, slots=True)
class _Open:
    """An act that is not settled: its instant, and where it stands in its series.

    The instant is in UTC, like every `now` in this room: datetimes of one zone are compared by what the clock shows,
    which in a doubled hour is not the order of time.
    """

    at: datetime
    series: Series
    index: int
    act: Act

    def job(self) -> Job:
        occurrence = self.series[self.index]
        return Job(occurrence, self.act, occurrence.instant(self.act))

    def standing(self, past: Past, now: datetime) -> Verdict:
        return verdict(self.series, self.index, self.act, past, now)


@dataclass(slots=True)
class _Memory:
    """The open acts of a stretch of time, while nothing more happens."""

    past: Past
    low: datetime
    high: datetime
    open: list[_Open]
    beyond: list[Job | None]
    """What comes after that stretch: nothing while it has not been asked for."""


class Timetable:
    """The schedule of one configuration. Every answer is a function of the plans, `past` and `now`.

    It remembers the open acts of the stretch around the last `now`, so that asking again costs microseconds.
    """

    def __init__(self, plans: Sequence[Plan], blackouts: Blackouts, zone: ZoneInfo) -> None:
        self.plans = tuple(plans)
        self.blackouts = blackouts
        self.zone = zone
        self._memory: _Memory | None = None
        self._series: dict[str, tuple[datetime, datetime, Series]] = {}

    def look(self, past: Past, now: datetime) -> Look:
        """What is due, what waits for a person, and what comes next, at `now`."""
        now = now.astimezone(UTC)
        memory = self._remembered(past, now)
        come = bisect_right(memory.open, now, key=lambda one: one.at)
        found = [(one, one.standing(past, now)) for one in memory.open[:come]]
        due = tuple(one.job() for one, stands in found if stands.state is State.DUE)
        return Look(due, _listed(found, past, now), self._next(memory, come))

    def between(self, low: datetime, high: datetime) -> list[Occurrence]:
        """The occurrences that appear from `low` up to, and not at, `high`, in order. Asks the rules only."""
        return [series[index] for series, index in self._within(low, high, high)]

    def standings(self, past: Past, low: datetime, high: datetime, now: datetime) -> list[Listed]:
        """The same occurrences, and how each stands at `now`: of its acts, the one that needs attention most."""
        now = now.astimezone(UTC)
        found = []
        for series, index in self._within(low, high, now):
            occurrence = series[index]
            verdicts = [verdict(series, index, act, past, now) for act in occurrence.acts]
            worst = min(verdicts, key=lambda one: _URGENCY.index(one.state))
            found.append(Listed(occurrence, occurrence.acts, worst.state, worst.reason))
        return found

    def unpublished(self, past: Past, now: datetime, out: Mapping[str, datetime]) -> list[Occurrence]:
        """What by its rule should be on the site, did not go out in its time, and is due no more.

        Held, skipped, or missed with another edition standing for it; also what a rule that was changed would put
        among editions that went `out` (by key, when they appeared). Not what rules and people keep back anyway, and of
        what goes out once only what was in the schedule when its time came.
        """
        now = now.astimezone(UTC)
        first: dict[str, datetime] = {}
        for key, at in out.items():
            slug = key.partition("@")[0]
            first[slug] = min(first.get(slug, at), at)
        return [one for plan in self.plans for one in _unused(plan, past, now, out, first.get(plan.campaign.id))]

    def find(self, key: str) -> Occurrence | None:
        """The occurrence of an edition key, if the rules have it."""
        slug, _, day = key.partition("@")
        for plan in self.plans:
            if plan.campaign.id == slug and bool(day) == (plan.rule is not None):
                try:
                    about = datetime.fromisoformat(day or "2000-01-01").replace(tzinfo=plan.zone)
                    series = plan.series(about, about)
                except (ValueError, OverflowError):  # no day, or one at the end of time
                    return None
                return series[series.keys.index(key)] if key in series.keys else None
        return None

    def _within(self, low: datetime, high: datetime, reach: datetime) -> list[tuple[Series, int]]:
        """What appears from `low` up to `high`, each in a series that goes on to `reach`."""
        low, high = low.astimezone(UTC), high.astimezone(UTC)
        found = []
        for plan in self.plans:
            series = plan.series(low, max(high, reach))
            found += [(series, index) for index in range(len(series)) if low <= series[index].at < high]
        return sorted(found, key=lambda one: (one[0][one[1]].at.astimezone(UTC), one[0].keys[one[1]]))

    def _remembered(self, past: Past, now: datetime) -> _Memory:
        memory = self._memory
        if memory is None or not memory.low <= now < memory.high:
            memory = _Memory(past, now, now + _AHEAD, self._open(past, now, now + _AHEAD), [])
        elif memory.past is not past:
            # The same end, so that the occurrences that were made for this stretch serve again.
            memory = _Memory(past, now, memory.high, self._open(past, now, memory.high), [])
        self._memory = memory
        return memory

    def _open(self, past: Past, now: datetime, high: datetime) -> list[_Open]:
        """The acts that are not settled, up to `high`, in order."""
        found: list[_Open] = []
        for plan in self.plans:
            low = max(past.began(plan, now) or now - plan.grace, now - BACK)
            series = self._stretch(plan, low, high)
            out = last_out(series, past, now)
            for index, key in enumerate(series.keys):
                acts = [act for act in plan.acts if not past.settled(key, act)]
                if acts and _matters(series, index, low, out):
                    found += [_Open(series[index].instant(act).astimezone(UTC), series, index, act) for act in acts]
        order = list(Act)
        return sorted(found, key=lambda one: (one.at, one.series.keys[one.index], order.index(one.act)))

    def _stretch(self, plan: Plan, low: datetime, high: datetime) -> Series:
        """A plan's series from `low` or before to `high`; the last one, if it is long enough."""
        known = self._series.get(plan.campaign.id)
        if known is None or not known[0] <= low or known[1] != high:
            known = self._series[plan.campaign.id] = (low, high, plan.series(low, high))
        return known[2]

    def _next(self, memory: _Memory, come: int) -> Job | None:
        inside = _first(islice(memory.open, come, None))
        if inside is not None and inside.at < memory.high:
            return inside
        if not memory.beyond:
            memory.beyond.append(self._farther(memory.past, memory.high))
        return memory.beyond[0]

    def _farther(self, past: Past, low: datetime) -> Job | None:
        for ahead in _FARTHER:
            later = [one for one in self._open(past, low, low + ahead) if one.at >= low]
            found = _first(later)
            if found is not None:
                return found
        return None


def _unused(
    plan: Plan, past: Past, now: datetime, out: Mapping[str, datetime], first: datetime | None
) -> Iterator[Occurrence]:
    """Those of one entry, of which the first edition went out at `first`, if one did."""
    began = past.began(plan, now) or now - plan.grace
    series = plan.series(min(began, first) if first else began, now)
    for index, key in enumerate(series.keys) if Act.PUBLISH in plan.acts else ():
        if key in out or (key, Act.PUBLISH) in past.done:  # most are: the rest is not made of them
            continue
        one = series[index]
        if one.at > now or one.held or one.gives_way or not past.knew(plan, one):
            continue
        state = verdict(series, index, Act.PUBLISH, past, now).state
        if state in _UNUSED or (state is State.BEFORE and first is not None and one.at > first):
            yield one


def _first(waiting: Iterable[_Open]) -> Job | None:
    """The first of them that no blackout holds and no other edition replaces."""
    jobs = (one.job() for one in waiting)
    return next((job for job in jobs if not job.occurrence.held and not job.occurrence.gives_way), None)


def _listed(found: Iterable[tuple[_Open, Verdict]], past: Past, now: datetime) -> tuple[Listed, ...]:
    """What is held, skipped or missed, one line an occurrence and reason."""
    rows: dict[tuple[str, Verdict], Listed] = {}
    out: dict[str, int] = {}
    for one, stands in found:
        if stands.state not in (State.HELD, State.SKIPPED, State.MISSED):
            continue
        if stands.state is State.MISSED:
            # A missed one is no news any more when a later edition of its entry is out.
            slug = one.series.plan.campaign.id
            out[slug] = out[slug] if slug in out else last_out(one.series, past, now)
            if one.index < out[slug]:
                continue
        known = rows.get((one.job().occurrence.key, stands))
        acts = (*known.acts, one.act) if known else (one.act,)
        rows[one.job().occurrence.key, stands] = Listed(one.job().occurrence, acts, stands.state, stands.reason)
    return tuple(rows.values())


def _matters(series: Series, index: int, low: datetime, out: int) -> bool:
    """Whether an open act of an occurrence may still be done or listed: not if a later edition stands for it."""
    if index < out and series.plan.missed is Missed.ONCE and not series.plan.overrides:
        return False
    occurrence = series[index]
    return not occurrence.dropped and (series.plan.rule is None or occurrence.at >= low)
