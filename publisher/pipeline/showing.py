"""The schedule for people: a month, and a file for calendar programs."""

from __future__ import annotations

import re
from datetime import date, timedelta

from publisher import timetable
from publisher.pipeline.running import past
from publisher.timetable import Listed, Month, State
from publisher.workspace import Workspace

_BACK, _AHEAD = timedelta(days=31), timedelta(days=366)


def month_of(text: str) -> date:
    """The first day of `2026-12`. Raises ValueError for anything else, and for years before 1970 and after 2999."""
    if not re.fullmatch(r"(19[7-9][0-9]|2[0-9]{3})-(0[1-9]|1[0-2])", text):
        raise ValueError(text)
    return date.fromisoformat(f"{text}-01")


def reason(one: Listed) -> str:
    """Why an edition stands as it does, for people; empty where the state says it all."""
    return "its entry was not in the schedule yet" if one.state is State.BEFORE else one.reason


def calendar(workspace: Workspace, first: date) -> Month:
    """The month of `first`, and how everything in it stands. Reads files and the ledger only."""
    from publisher.ledger.store import Ledger

    with Ledger.read_only(workspace.project.ledger) as book:
        return timetable.month(workspace.timetable, past(workspace, book), first, workspace.now)


def calendar_file(workspace: Workspace) -> bytes:
    """The last month and the next year as iCalendar text (RFC 5545), in UTF-8."""
    from publisher.ledger.store import Ledger

    low, high = workspace.now - _BACK, workspace.now + _AHEAD
    with Ledger.read_only(workspace.project.ledger) as book:
        listed = workspace.timetable.standings(past(workspace, book), low, high, workspace.now)
    return timetable.ical(listed, workspace.config.blackouts, workspace.config, workspace.now)
