"""The keys of the schedule and of blackouts, and how long `24 hours` and `2 days before` are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from publisher.config.clock import instant, local_time
from publisher.config.values import Day, Line, Zone, listed, refuse
from publisher.yamlmodel import Section, suggestion

LONGEST = timedelta(days=366)


class Missed(StrEnum):
    """What becomes of an edition that nothing made in time; docs/scheduling.md has the table."""

    ONCE = "once"
    SKIP = "skip"
    HOLD = "hold"


class BlackoutRule(StrEnum):
    """What becomes of an edition that falls in a blackout."""

    HOLD = "hold"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: `count` minutes, hours, days or weeks."""

    count: int
    unit: str

    @property
    def elapsed(self) -> timedelta:
        """The length as seconds that pass; a day is 24 hours."""
        return timedelta(**{f"{self.unit}s": self.count})

    def before(self, moment: datetime, zone: tzinfo) -> datetime:
        """That long before `moment`: days and weeks at the same time of the clock in `zone`, the rest as it passes."""
        if self.unit in ("minute", "hour"):
            return (moment.astimezone(UTC) - self.elapsed).astimezone(zone)
        shown = moment.astimezone(zone).replace(tzinfo=None, fold=0) - self.elapsed
        # Of a minute that comes twice the first counts, so the result is before `moment` in every case.
        return instant(shown, zone)


def span(text: str) -> Span:
    """`24 hours`, `1 day`, `90 minutes` or `2 weeks`. Raises ValueError for anything else, and beyond 366 days."""
    written = re.fullmatch(r"([1-9][0-9]{0,5}) +(minute|hour|day|week)s?", " ".join(text.split()))
    if not written or Span(int(written[1]), written[2]).elapsed > LONGEST:
        raise ValueError(text)
    return Span(int(written[1]), written[2])


def before(text: str) -> Span:
    """`2 days before` as its span. Raises ValueError for anything else."""
    words = " ".join(text.split())
    if not words.endswith(" before"):
        raise ValueError(text)
    return span(words.removesuffix(" before"))


def _grace(text: str) -> str:
    try:
        span(text)
    except ValueError:
        raise refuse(f"`{text[:40]}` is no length of time", "Write it like 24 hours, at most 366 days") from None
    return text


def _draft(text: str) -> str:
    try:
        before(text)
    except ValueError:
        raise refuse(f"`{text[:40]}` says no time ahead", "Write it like 2 days before, at most 366 days") from None
    return text


def _at(text: str) -> str:
    """A time of day, or a date with one."""
    if re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        return text
    try:
        local_time(text, UTC)
    except ValueError:
        what = f"`{text[:40]}` is neither a time such as 09:00 nor a date such as 2026-11-24 09:00"
        raise refuse(what, _repaired_time(text)) from None
    return text


def _repaired_time(text: str) -> str:
    """What was meant by `9:00`, `0900`, or the minutes that YAML 1.1 makes of an unquoted 12:30 (base 60)."""
    single = re.fullmatch(r"([0-9]):([0-5][0-9])", text) or re.fullmatch(r"([01][0-9]|2[0-3])[.h]?([0-5][0-9])", text)
    if single and not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        return f'Write at: "{int(single[1]):02}:{single[2]}"'
    if re.fullmatch(r"[1-9][0-9]{0,3}", text) and int(text) < 24 * 60:
        shown = f"{int(text) // 60:02}:{int(text) % 60:02}"
        return f'Write the time in quotes, like at: "09:00"; {text} is what some programs make of {shown} without them'
    return 'Write it like at: "09:00"'


def _word(kind: type[StrEnum]) -> AfterValidator:
    """A check for one of a closed list of words."""
    known = [word.value for word in kind]

    def check(text: str) -> str:
        if text not in known:
            hint = suggestion(text, known) or f"Known here: {', '.join(known)}"
            raise refuse(f"`{text[:40]}` is not known", hint)
        return text

    return AfterValidator(check)


class ScheduleEntry(Section):
    """A campaign that `publisher run` takes care of; docs/scheduling.md explains the rules."""

    campaign: Line
    """The campaign's slug."""
    at: Annotated[Line, AfterValidator(_at)] | None = None
    """With `every` or `rrule` the time of day, as `"09:00"`; else the campaign's own date, which it must repeat."""
    every: Line | None = None
    """When a recurring campaign goes out: monday, 2 weeks on tuesday, first tuesday, last friday, month on 15."""
    rrule: Line | None = None
    """The same as a recurrence rule of RFC 5545: FREQ=MONTHLY;BYDAY=1TU."""
    from_: Day | None = Field(default=None, alias="from")
    """The first day on which it may go out; what `2 weeks` is counted from."""
    until: Day | None = None
    """The last day on which it may go out."""
    except_: Annotated[tuple[Day, ...], BeforeValidator(listed)] = Field(default=(), alias="except")
    """Days on which it does not go out."""
    timezone: Zone | None = None
    """The zone of this entry's times and days; config's if left out."""
    draft: Annotated[Line, AfterValidator(_draft)] | None = None
    """How long ahead the draft is pushed, such as 2 days before; when it is published if left out."""
    publish: bool = True
    """Whether the edition appears on the site; `false` for email only."""
    missed: Annotated[str, _word(Missed), Field(json_schema_extra={"enum": list(Missed)})] = "once"
    """What becomes of what is later than `grace`: once (the latest still goes out), skip or hold."""
    grace: Annotated[Line, AfterValidator(_grace)] = "24 hours"
    """How late an edition may go out, and how long a failing service is tried again."""

    @property
    def lead(self) -> Span | None:
        """`draft` as a length of time."""
        return before(self.draft) if self.draft else None

    @property
    def grace_time(self) -> timedelta:
        """`grace` as a length of time."""
        return span(self.grace).elapsed

    @property
    def recurring(self) -> bool:
        """Whether the entry says how often, so that its campaign goes out many times."""
        return self.every is not None or self.rrule is not None

    @model_validator(mode="after")
    def _whole(self) -> ScheduleEntry:
        if self.every and self.rrule:
            raise refuse("has both `every` and `rrule`", "Leave one of them out")
        if self.recurring and self.at is None:
            raise refuse("does not say at which time", 'Add at: "09:00"')
        if not self.recurring and (self.from_ or self.until or self.except_):
            raise refuse("has days, but does not say how often", "Add every: monday, or leave the days out")
        _in_order(self.from_, self.until)
        return self


class Blackout(Section):
    """Days on which nothing of the schedule goes out."""

    from_: Day = Field(alias="from")
    """The first day, from midnight in the zone of the entry that would go out."""
    until: Day | None = None
    """The last day, included; the first if left out."""
    reason: Line
    """Why, such as Christmas; it is shown beside what is held."""
    rule: Annotated[str, _word(BlackoutRule), Field(json_schema_extra={"enum": list(BlackoutRule)})] = "hold"
    """What becomes of an edition that falls in it: hold (a person decides) or move (to the next allowed day)."""

    @property
    def last(self) -> Day:
        """The last day, included."""
        return self.until or self.from_

    @model_validator(mode="after")
    def _whole(self) -> Blackout:
        _in_order(self.from_, self.until)
        return self


def _in_order(first: Day | None, last: Day | None) -> None:
    if first and last and last < first:
        raise refuse(f"`until` ({last}) is before `from` ({first})", "Exchange them")
