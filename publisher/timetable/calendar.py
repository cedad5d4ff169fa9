"""A month of the timetable, day by day: what tables, pages and the command line share."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from publisher.config import instant
from publisher.timetable.asking import Listed, Timetable
from publisher.timetable.standing import Past


@dataclass(frozen=True, slots=True)
class Day:
    """A local day of config's zone: what appears on it, in order, and why nothing else may."""

    date: date
    listed: tuple[Listed, ...]
    blackouts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month in whole weeks from Monday on; days of its neighbours fill the first and the last."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def days(self) -> tuple[Day, ...]:
        """The days of the month itself."""
        return tuple(day for week in self.weeks for day in week if day.date.month == self.first.month)


def month(timetable: Timetable, past: Past, first: date, now: datetime) -> Month:
    """The month of `first`, and how everything in it stands at `now`."""
    grid = Calendar().monthdatescalendar(first.year, first.month)
    low, high = (instant(datetime.combine(day, time()), timetable.zone)
                 for day in (grid[0][0], grid[-1][-1] + timedelta(days=1)))  # fmt: skip
    by_day: dict[date, list[Listed]] = defaultdict(list)
    for one in timetable.standings(past, low, high, now):
        by_day[one.occurrence.at.astimezone(timetable.zone).date()].append(one)
    weeks = tuple(tuple(_day(timetable, day, by_day[day]) for day in week) for week in grid)
    return Month(first.replace(day=1), weeks)


def _day(timetable: Timetable, day: date, listed: list[Listed]) -> Day:
    return Day(day, tuple(listed), tuple(one.reason for one in timetable.blackouts.within(day, day)))
