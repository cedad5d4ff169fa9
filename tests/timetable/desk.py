"""Schedules in memory, and a scheduler in five lines with a clock of the test's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

from publisher import config, timetable
from publisher.config import Configuration
from publisher.model import Campaign
from publisher.timetable import Act, Job, Past, Timetable

from tests.site.building import CONFIG, make_campaign

_BASE = CONFIG.format(base="", language="en-GB", page_size=20, more="")
LINE = _BASE.count("\n") + 1
"""The line on which the part that a test writes begins."""


def configuration(more: str, *, zone: str = "Europe/London") -> Configuration:
    return config.load(_BASE.replace("Europe/London", zone) + more + "\n")


@cache
def campaign(slug: str, date: str = "", channels: str = "blog, newsletter", was: str = "") -> Campaign:
    return make_campaign(slug=slug, date=date, channels=channels, **({"was": was} if was else {}))


LETTER = campaign("letter")
POST = campaign("post", "2026-11-24 09:00")


def prepared(
    *lines: str, campaigns: Iterable[Campaign] = (LETTER, POST), zone: str = "UTC", blackouts: str = "", overrides: str = ""
) -> Timetable:  # fmt: skip
    """A timetable of entries written like `campaign: letter, every: monday, at: "09:00"`."""
    text = "schedule:\n" + "".join(f"  - {{{line}}}\n" for line in lines) if lines else ""
    text += f"blackouts:\n{blackouts}\n" if blackouts else ""
    decided = timetable.read_overrides(overrides) if overrides else ()
    return timetable.prepare(configuration(text, zone=zone), list(campaigns), decided)


@dataclass
class Scheduler:
    """Does whatever is due at once, and remembers it."""

    timetable: Timetable
    past: Past = field(default_factory=Past)

    def tick(self, now: datetime) -> list[Job]:
        jobs = list(self.timetable.look(self.past, now).due)
        if jobs:
            done = self.past.done | {(job.occurrence.key, job.act) for job in jobs}
            self.past = replace(self.past, done=done)
        return jobs

    def run(self, moments: Iterable[datetime]) -> Iterator[tuple[datetime, Job]]:
        for now in moments:
            yield from ((now, job) for job in self.tick(now))


def every(step: timedelta, begin: datetime, end: datetime) -> Iterator[datetime]:
    while begin < end:
        yield begin
        begin += step


def keys(jobs: Iterable[Job], act: Act = Act.PUBLISH) -> list[str]:
    return [job.occurrence.key for job in jobs if job.act is act]
