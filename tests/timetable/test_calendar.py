"""A month as days, and a stretch as iCalendar text that another program reads back."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar
from publisher import timetable
from publisher.timetable import Act, Past, State, Timetable

from tests.timetable.desk import campaign, configuration, prepared

NOW = datetime(2026, 12, 9, 12, tzinfo=UTC)
BLACKOUTS = "  - {from: 2026-12-24, until: 2026-12-25, reason: 'Christmas; all, closed'}"
LINES = (
    'campaign: letter, every: monday, at: "09:00", missed: hold',
    'campaign: late, every: 15 december, at: "23:30", timezone: America/New_York, draft: 2 days before',
    "campaign: post",
)
CAMPAIGNS = [campaign("letter"), campaign("late"), campaign("post", "2026-12-24 09:00")]
PAST = Past(
    done=frozenset(("letter@2026-11-30", act) for act in Act),
    dropped=frozenset({"letter@2026-12-21"}),
    seen={"letter": datetime(2026, 11, 25, tzinfo=UTC)},
)


def table(**more: str) -> Timetable:
    return prepared(*LINES, campaigns=CAMPAIGNS, zone="Europe/London", blackouts=BLACKOUTS, **more)


def test_a_month_is_whole_weeks_of_days() -> None:
    month = timetable.month(table(), PAST, date(2026, 12, 9), NOW)
    assert month.first == date(2026, 12, 1)
    days = [day.date for week in month.weeks for day in week]
    assert days == [date(2026, 11, 30) + timedelta(days=count) for count in range(35)]
    assert [day.date for day in month.days] == days[1:32]


def test_each_day_says_what_appears_how_it_stands_and_why_nothing_else_may() -> None:
    month = timetable.month(table(), PAST, date(2026, 12, 1), NOW)
    shown = {str(day.date): [(one.occurrence.key, one.state) for one in day.listed] for week in month.weeks for day in week if day.listed}  # fmt: skip
    assert shown == {
        "2026-11-30": [("letter@2026-11-30", State.DONE)],
        "2026-12-07": [("letter@2026-12-07", State.HELD)],
        "2026-12-14": [("letter@2026-12-14", State.COMING)],
        "2026-12-16": [("late@2026-12-15", State.COMING)],  # half past four in the morning, on config's clock
        "2026-12-21": [("letter@2026-12-21", State.DROPPED)],
        "2026-12-24": [("post", State.COMING)],
        "2026-12-28": [("letter@2026-12-28", State.COMING)],
    }
    assert [day.date.day for day in month.days if day.blackouts] == [24, 25]
    (post,) = (one for day in month.days for one in day.listed if one.occurrence.key == "post")
    assert post.reason == "it falls in a blackout (Christmas; all, closed)"


def test_a_month_agrees_with_a_look() -> None:
    made = table()
    look = made.look(PAST, NOW)
    month = timetable.month(made, PAST, date(2026, 12, 1), NOW)
    listed = {one.occurrence.key for day in month.days for one in day.listed if one.state is State.HELD}
    assert listed == {one.occurrence.key for one in look.listed}


def test_of_the_last_missed_in_a_past_month_the_next_month_is_known() -> None:
    made = prepared('campaign: letter, every: monday, at: "09:00"', campaigns=CAMPAIGNS)
    past = Past(seen={"letter": datetime(2026, 11, 1, tzinfo=UTC)})
    november = timetable.month(made, past, date(2026, 11, 1), NOW)
    assert {one.state for day in november.days for one in day.listed} == {State.MISSED}


def written(now: datetime = NOW) -> bytes:
    made, settings = table(), configuration("").config
    low, high = datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    blackouts = made.blackouts.within(low.date(), high.date())
    return timetable.ical(made.standings(PAST, low, high, now), blackouts, settings, now)


def test_another_program_reads_every_event_at_its_instant() -> None:
    events = {str(event["uid"]): event for event in Calendar.from_ical(written()).events}
    late = events["late@2026-12-15@t3st.publisher"]
    assert late.decoded("dtstart") == datetime(2026, 12, 16, 4, 30, tzinfo=UTC)
    assert str(late["url"]) == "https://notes.example.org/posts/late/2026-12-15/"
    assert str(late["description"]) == "coming; draft at 2026-12-13 23:30"
    assert {str(events[f"{key}@t3st.publisher"]["status"]) for key in ("letter@2026-12-21",)} == {"CANCELLED"}
    assert str(events["letter@2026-12-07@t3st.publisher"]["status"]) == "TENTATIVE"
    shut = events["blackout-2026-12-24-2026-12-25@t3st.publisher"]
    assert (shut.decoded("dtstart"), shut.decoded("dtend")) == (date(2026, 12, 24), date(2026, 12, 26))
    assert str(shut["summary"]) == "Nothing goes out: Christmas; all, closed"
    assert len(events) == 7


def test_the_text_keeps_to_the_letter_of_rfc_5545() -> None:
    text = written()
    lines = text.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert rb"Christmas\; all\, closed" in text
    assert text == written()


def test_reading_it_again_moves_events_and_doubles_none() -> None:
    first = {str(event["uid"]) for event in Calendar.from_ical(written()).events}
    second = {str(event["uid"]) for event in Calendar.from_ical(written(NOW + timedelta(days=1))).events}
    assert first == second


def test_heavy_libraries_are_loaded_only_when_they_are_used() -> None:
    code = "import sys, publisher.timetable; print(sorted({'icalendar', 'dateutil'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_two_blackouts_of_the_same_days_are_two_events() -> None:
    twice = "  - {from: 2026-12-24, reason: Christmas}\n  - {from: 2026-12-24, reason: Move of the office}"
    config = configuration(f"blackouts:\n{twice}").config
    made = Calendar.from_ical(timetable.ical([], config.blackouts, config, NOW))
    assert len({str(event["uid"]) for event in made.walk("VEVENT")}) == 2


def test_what_does_not_appear_on_the_site_has_no_address_there() -> None:
    letters = prepared('campaign: letter, every: monday, at: "09:00", publish: false')
    listed = letters.standings(Past(), NOW, NOW + timedelta(days=7), NOW)
    text = timetable.ical(listed, [], configuration("").config, NOW)
    assert b"BEGIN:VEVENT" in text
    assert b"\nURL" not in text
