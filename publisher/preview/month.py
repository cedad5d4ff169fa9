"""A month of the schedule as the preview shows it: plain facts for calendar.html."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from publisher import pipeline
from publisher.preview import views
from publisher.preview.settings import Settings
from publisher.preview.snapshot import Snapshot
from publisher.timetable import Act, Day, Listed


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition on its day: when it goes out, how it stands and why, and its draft if that goes ahead."""

    title: str
    key: str
    href: str
    time: str
    state: str
    why: str
    draft: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the grid; `outside` the month are days of its neighbours that fill the first and the last week."""

    date: date
    entries: tuple[Entry, ...]
    blackouts: tuple[str, ...]
    outside: bool
    today: bool

    @property
    def said(self) -> bool:
        """Whether there is something to say about the day, on a screen that has no room for the others."""
        return not self.outside and bool(self.entries or self.blackouts or self.today)


def address(first: date, settings: Settings) -> str:
    """Where a month is."""
    return f"/calendar/{first:%Y-%m}{settings.query}"


def shown(snapshot: Snapshot, first: date | None, settings: Settings) -> dict[str, object]:
    """The month of `first`, or of now, as the loop sees it. Raises ConfigError, and LedgerError."""
    workspace = snapshot.opened
    zone = workspace.config.zone
    today = workspace.now.astimezone(zone).date()
    month = pipeline.calendar(workspace, first or today)
    weeks = [[_cell(day, month.first, today, zone, settings) for day in week] for week in month.weeks]
    return {
        "month": f"{month.first:%B %Y}",
        "zone": workspace.config.timezone,
        "weeks": weeks,
        "weekdays": [f"{cell.date:%A}" for cell in weeks[0]],
        "nothing": all(not cell.entries and not cell.blackouts for week in weeks for cell in week if not cell.outside),
        "scheduled": bool(workspace.config.schedule),
        "previous": address(month.first - timedelta(days=1), settings),
        "next": address(month.first + timedelta(days=31), settings),
        "home": f"/{settings.query}",
        "now": f"/calendar/{settings.query}",
    }


def _cell(day: Day, first: date, today: date, zone: ZoneInfo, settings: Settings) -> Cell:
    entries = tuple(_entry(one, zone, settings) for one in day.listed)
    return Cell(day.date, entries, day.blackouts, day.date.month != first.month, day.date == today)


def _entry(one: Listed, zone: ZoneInfo, settings: Settings) -> Entry:
    found = one.occurrence
    campaign = found.edition.campaign
    ahead = Act.DRAFT in found.acts and found.draft_at != found.at
    return Entry(
        title=campaign.title,
        key=found.key,
        href=views.address(campaign.slug, "email" if Act.DRAFT in found.acts else "page", settings),
        time=f"{found.at.astimezone(zone):%H:%M}",
        state=str(one.state),
        why=pipeline.reason(one),
        draft=views.day_and_time(found.draft_at.astimezone(zone)) if ahead else "",
    )
