"""Two years of rules on a fake clock, in zones whose clocks change, against another library's idea of the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from publisher.timetable import Act

from tests.timetable.desk import Scheduler, every, prepared

STEP = timedelta(minutes=80)
BEGIN, END = datetime(2027, 9, 1, tzinfo=UTC), datetime(2029, 9, 1, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Havana")
RULES = {
    "day": "* * *",
    "weekday": "* * MON-FRI",
    "monday": "* * MON",
    "sunday": "* * SUN",
    "tuesday and friday": "* * TUE,FRI",
    "first tuesday": "* * TUE#1",
    "second and fourth sunday": "* * SUN#2,SUN#4",
    "last friday": "* * 5L",
    "fifth monday": "* * MON#5",
    "month on 15": "15 * *",
    "month on 1 and 31": "1,31 * *",
    "month on 31": "31 * *",
    "month on last day": "L * *",
    "last day": "L * *",
    "29 february": "29 2 *",
    "year on 24 december": "24 12 *",
    "first sunday of april and november": "* 4,11 SUN#1",
}
# Hours in which a clock of ZONES is put forward or back, and one in which none is.
TIMES = ("00:30", "01:30", "01:45", "02:15", "02:30", "09:00")


def oracle(rule: str, time: str, zone: str) -> list[datetime]:
    """What cronsim makes of the same rule: of a skipped minute the next valid one, of a doubled one the first."""
    hour, minute = (int(part) for part in time.split(":"))
    begin = BEGIN.astimezone(ZoneInfo(zone))
    found = []
    for moment in CronSim(f"{minute} {hour} {RULES[rule]}", begin - timedelta(seconds=1)):
        if moment >= END:
            break
        found.append(moment.astimezone(UTC))
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_every_rule_falls_when_another_library_says(zone: str) -> None:
    for rule in RULES:
        for time in TIMES:
            table = prepared(f'campaign: letter, every: {rule}, at: "{time}"', zone=zone)
            ours = [one.at.astimezone(UTC) for one in table.between(BEGIN, END)]
            assert ours == oracle(rule, time, zone), (rule, time)


@pytest.mark.parametrize(("zone", "time"), list(zip(ZONES, ("02:30", "01:30", "01:30", "01:45", "00:30"), strict=True)))
def test_a_scheduler_starts_each_edition_once_and_never_early(zone: str, time: str) -> None:
    table = prepared(f'campaign: letter, every: day, at: "{time}", draft: 2 days before', zone=zone)
    moments = list(every(STEP, BEGIN, END))
    started = list(Scheduler(table).run(moments))
    late = [now - job.at.astimezone(UTC) for now, job in started if now > BEGIN]
    assert timedelta() <= min(late) <= max(late) < STEP
    for act in Act:
        names = [job.occurrence.key for _, job in started if job.act is act]
        assert len(names) == len(set(names))
    published = [job.at.astimezone(UTC) for _, job in started if job.act is Act.PUBLISH and job.at >= BEGIN]
    assert published == [moment for moment in oracle("day", time, zone) if moment <= moments[-1]]


@pytest.mark.parametrize(
    ("zone", "time", "day", "instant"),
    [
        ("Europe/Berlin", "02:30", "2028-03-26", "2028-03-26T03:00:00+02:00"),
        ("Europe/London", "01:30", "2028-03-26", "2028-03-26T02:00:00+01:00"),
        ("America/New_York", "02:30", "2028-03-12", "2028-03-12T03:00:00-04:00"),
        ("Australia/Lord_Howe", "02:15", "2028-10-01", "2028-10-01T02:30:00+11:00"),
        ("America/Havana", "00:30", "2028-03-12", "2028-03-12T01:00:00-04:00"),
        ("Europe/Berlin", "02:30", "2028-10-29", "2028-10-29T02:30:00+02:00"),
        ("America/New_York", "01:30", "2028-11-05", "2028-11-05T01:30:00-04:00"),
        ("Australia/Lord_Howe", "01:45", "2028-04-02", "2028-04-02T01:45:00+11:00"),
        ("America/Havana", "00:30", "2028-11-05", "2028-11-05T00:30:00-04:00"),
    ],
)
def test_of_a_gap_the_next_valid_minute_counts_and_of_a_doubled_hour_the_first(
    zone: str, time: str, day: str, instant: str
) -> None:
    table = prepared(f'campaign: letter, every: day, at: "{time}"', zone=zone)
    occurrence = table.find(f"letter@{day}")
    assert occurrence is not None
    assert occurrence.at.isoformat() == instant


def test_a_day_that_a_zone_left_out_gives_way_to_the_next() -> None:
    table = prepared('campaign: letter, every: day, at: "09:00"', zone="Pacific/Apia")
    low = datetime(2011, 12, 29, 11, tzinfo=UTC)
    found = table.between(low, low + timedelta(days=3))
    shown = [(one.key, f"{one.at:%d %H:%M}", one.gives_way) for one in found]
    assert shown == [
        ("letter@2011-12-29", "29 09:00", ""),
        ("letter@2011-12-30", "31 00:00", "letter@2011-12-31"),
        ("letter@2011-12-31", "31 09:00", ""),
        ("letter@2012-01-01", "01 09:00", ""),
    ]


@pytest.mark.parametrize(("weeks", "first"), [(2, "2027-09-09"), (3, "2027-09-07"), (52, "2020-01-01")])
def test_weeks_are_counted_from_the_week_of_the_first_day(weeks: int, first: str) -> None:
    table = prepared(f'campaign: letter, every: {weeks} weeks on tuesday, at: "09:00", from: {first}')
    begin = date.fromisoformat(first)
    monday = begin - timedelta(days=begin.weekday())
    tuesdays = [moment.date() for moment in oracle("day", "09:00", "UTC") if moment.weekday() == 1]
    expected = [day for day in tuesdays if day >= begin and ((day - monday).days // 7) % weeks == 0]
    assert [one.at.date() for one in table.between(BEGIN, END)] == expected


@pytest.mark.parametrize("months", [2, 5, 12])
def test_months_are_counted_from_the_month_of_the_first_day(months: int) -> None:
    table = prepared(f'campaign: letter, every: {months} months on first tuesday, at: "09:00", from: 2027-01-20')
    expected = [
        moment.date()
        for moment in oracle("first tuesday", "09:00", "UTC")
        if (moment.year * 12 + moment.month - 2027 * 12 - 1) % months == 0
    ]
    assert [one.at.date() for one in table.between(BEGIN, END)] == expected
