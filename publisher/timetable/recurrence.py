"""A recurrence rule → the days on which it falls. Days only: hours and zones are config's clock.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from publisher.timetable.every import RuleError

if TYPE_CHECKING:
    from dateutil.rrule import rrule

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_BY = ("BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS")
_KNOWN = ("FREQ", "INTERVAL", *_BY, "WKST")
_ELSEWHERE = {
    "UNTIL": "Write until: 2027-06-30 beside the rule",
    "COUNT": "Write until: 2027-06-30 beside the rule",
    "DTSTART": "Write from: 2026-11-24 beside the rule",
    "BYHOUR": 'Write at: "09:00" beside the rule',
    "BYMINUTE": 'Write at: "09:00" beside the rule',
    "BYSECOND": 'Write at: "09:00" beside the rule',
}
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """The days of a rule between `first` and `last` (both included; None: without end), without `but`.

    `text` has every part that RFC 5545 would take from DTSTART written out, so that it means the same from any day.
    """

    text: str
    first: date | None = None
    last: date | None = None
    but: frozenset[date] = frozenset()

    def days(self, low: date, high: date) -> list[date]:
        """The days from `low` to `high`, both included, in order."""
        low = max(low, self.first or low)
        high = min(high, self.last or high)
        if high < low:
            return []
        found = self._from(_period_start(self._parts(), self.first or _EPOCH, low))
        moments = found.between(datetime.combine(low, time()), datetime.combine(high, time()), inc=True)
        return [moment.date() for moment in moments if moment.date() not in self.but]

    def happens(self) -> bool:
        """Whether there is a day at all."""
        if self.first and self.last:
            return bool(self.days(self.first, self.last))
        # What never matches is searched for up to the year 9999, for seconds. The calendar repeats itself every 400
        # years to the day of the week, so the same is asked near that end.
        begin = _period_start(self._parts(), self.first or _EPOCH, self.first or _EPOCH)
        begin = begin.replace(year=begin.year + 400 * ((9599 - begin.year) // 400))
        return next(iter(self._from(begin)), None) is not None

    def _parts(self) -> dict[str, str]:
        return dict(part.split("=") for part in self.text.split(";"))

    def _from(self, begin: date) -> rrule:
        from dateutil.rrule import rrule, rrulestr

        made = rrulestr(self.text, dtstart=datetime.combine(begin, time()))
        assert isinstance(made, rrule)  # noqa: S101 -- one RRULE makes no set
        return made


def _period_start(parts: dict[str, str], anchor: date, low: date) -> date:
    """The beginning of the last period (day, week, month, year; by INTERVAL from `anchor`) not after `low`."""
    every = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "DAILY":
        return anchor + timedelta(days=(low - anchor).days // every * every)
    if parts["FREQ"] == "WEEKLY":
        anchor -= timedelta(days=(anchor.weekday() - _DAYS.index(parts.get("WKST", "MO"))) % 7)
        return anchor + timedelta(weeks=(low - anchor).days // 7 // every * every)
    months = every * (12 if parts["FREQ"] == "YEARLY" else 1)
    begin = anchor.year * 12 + (0 if parts["FREQ"] == "YEARLY" else anchor.month - 1)
    begin += (low.year * 12 + low.month - 1 - begin) // months * months
    return date(begin // 12, begin % 12 + 1, 1)


def read(text: str, *, first: date | None = None, last: date | None = None, but: frozenset[date] = frozenset()) -> Rule:
    """An RRULE (RFC 5545, section 3.3.10) as a Rule. Raises RuleError for what it cannot be here, or never happens."""
    parts = _checked(_split(text))
    if int(parts.get("INTERVAL", "1")) > 1 and first is None:
        raise RuleError("does not say from when it is counted", "Add from: 2026-11-24, the first day")
    parts.update(_implied(parts, first))
    rule = Rule(";".join(f"{name}={value}" for name, value in parts.items()), first, last, but)
    try:
        happens = rule.happens()
    except (ValueError, OverflowError):
        raise RuleError(f"`{text}` is no recurrence rule", "Write it like FREQ=MONTHLY;BYDAY=1TU") from None
    if not happens:
        raise RuleError("there is no such day" + (f" until {last}" if last else ""), "Correct the rule or its days")
    return rule


def _split(text: str) -> dict[str, str]:
    """The parts of an RRULE by name."""
    parts: dict[str, str] = {}
    for part in re.sub(r"\s", "", text.upper()).removeprefix("RRULE:").strip(";").split(";"):
        name, _, value = part.partition("=")
        if name in _ELSEWHERE:
            raise RuleError(f"{name} has no place in a rule here", _ELSEWHERE[name])
        if name not in _KNOWN or not value:
            known = ", ".join(_KNOWN)
            raise RuleError(f"`{part[:40]}` is no part of a recurrence rule", f"Known here: {known}, each with =VALUE")
        if any(re.fullmatch("[+-]?0+", one) for one in value.split(",")):
            raise RuleError(f"{name} holds a 0", "Count from 1, or from the end with -1")
        if name in parts:
            raise RuleError(f"{name} is there twice", "Write its values with commas")
        parts[name] = value
    return parts


def _checked(parts: dict[str, str]) -> dict[str, str]:
    """What RFC 5545 forbids and dateutil reads in a way of its own is refused."""
    frequency = parts.get("FREQ", "")
    if frequency not in _FREQUENCIES:
        what = f"{frequency} is more than once a day" if frequency else "FREQ is missing"
        raise RuleError(what, f"Write FREQ={', '.join(_FREQUENCIES[:-1])} or {_FREQUENCIES[-1]}")
    forbidden = {
        "BYWEEKNO": frequency != "YEARLY",
        "BYYEARDAY": frequency != "YEARLY",
        "BYMONTHDAY": frequency == "WEEKLY",
        "BYSETPOS": not any(name in parts for name in _BY[:-1]),
    }
    for name, wrong in forbidden.items():
        if name in parts and wrong:
            raise RuleError(f"{name} does not go with FREQ={frequency}", "RFC 5545, section 3.3.10, has the table")
    if re.search(r"\d", parts.get("BYDAY", "")) and (frequency in ("DAILY", "WEEKLY") or "BYWEEKNO" in parts):
        raise RuleError("a number before a day needs months or years", "Write it like FREQ=MONTHLY;BYDAY=1TU")
    if not re.fullmatch("[1-9][0-9]{0,2}", parts.get("INTERVAL", "1")) or parts.get("WKST", "MO") not in _DAYS:
        raise RuleError("INTERVAL or WKST is wrong", "Write them like INTERVAL=2 and WKST=MO")
    return parts


def _implied(parts: dict[str, str], first: date | None) -> dict[str, str]:
    """What RFC 5545 takes from DTSTART where the rule leaves it open: from `from`, written out."""
    frequency, names = parts["FREQ"], set(parts) & set(_BY)
    if frequency == "DAILY" or names - {"BYMONTH", "BYSETPOS", "BYWEEKNO"}:
        return {}
    if first is None:
        raise RuleError("does not say on which day", "Add a part such as BYDAY=TU, or from: 2026-11-24")
    if frequency == "WEEKLY" or "BYWEEKNO" in names:
        return {"BYDAY": _DAYS[first.weekday()]}
    month = {} if frequency == "MONTHLY" or "BYMONTH" in names else {"BYMONTH": str(first.month)}
    return {**month, "BYMONTHDAY": str(first.day)}
