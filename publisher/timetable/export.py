"""A stretch of the timetable as iCalendar text (RFC 5545), for calendar programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from publisher.config import Blackout, Config
from publisher.timetable.asking import Listed
from publisher.timetable.occurrences import Act
from publisher.timetable.standing import State

if TYPE_CHECKING:
    from icalendar import Event

_STATUS = {State.HELD: "TENTATIVE", State.SKIPPED: "CANCELLED", State.MISSED: "CANCELLED", State.DROPPED: "CANCELLED"}


def ical(listed: Sequence[Listed], blackouts: Sequence[Blackout], config: Config, now: datetime) -> bytes:
    """The editions as events at their instants (in UTC) and the blackouts as whole days, in UTF-8.

    An event's identity is its edition's key, so a program that reads the file again moves it rather than doubles it.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//publisher//timetable//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", config.title)
    made.add("x-wr-calname", config.title)
    for one in listed:
        made.add_component(_edition(one, config, now))
    known = Counter[str]()
    for blackout in blackouts:
        name = f"blackout-{blackout.from_}-{blackout.last}"
        known[name] += 1
        made.add_component(_blackout(blackout, f"{name}-{known[name]}" if known[name] > 1 else name, config, now))
    text: bytes = made.to_ical()
    return text


def _event(name: str, config: Config, now: datetime, summary: str) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{name}@{config.id}.publisher")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    return event


def _edition(one: Listed, config: Config, now: datetime) -> Event:
    occurrence = one.occurrence
    event = _event(occurrence.key, config, now, occurrence.edition.campaign.title)
    event.add("dtstart", occurrence.at.astimezone(UTC))
    if Act.PUBLISH in occurrence.acts:
        event.add("url", f"{config.url}{occurrence.edition.path}")
    event.add("status", _STATUS.get(one.state, "CONFIRMED"))
    draft = f"draft at {occurrence.draft_at:%Y-%m-%d %H:%M}" if Act.DRAFT in occurrence.acts else ""
    event.add("description", "; ".join(filter(None, (str(one.state), one.reason, draft))))
    return event


def _blackout(blackout: Blackout, name: str, config: Config, now: datetime) -> Event:
    event = _event(name, config, now, f"Nothing goes out: {blackout.reason}")
    event.add("dtstart", blackout.from_)
    event.add("dtend", _after(blackout.last))
    return event


def _after(day: date) -> date:
    return day + timedelta(days=1)
