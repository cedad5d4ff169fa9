"""Which editions are public, and when that changes next."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from publisher.model import Campaign
from publisher.timetable import Timetable, appears, next_change, public

from tests.timetable.desk import LETTER, POST, campaign, prepared

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday, the date of POST
SECOND = timedelta(seconds=1)
WEEKLY = 'campaign: letter, every: tuesday, at: "09:00", from: 2026-11-20'
BOTH = (LETTER, POST)


def shown(table: Timetable, now: datetime, *campaigns: Campaign, since: date | None = None) -> list[str]:
    return sorted(edition.key for edition in public(table, campaigns or BOTH, since, now))


def test_what_is_dated_is_public_from_its_second_on() -> None:
    table = prepared()
    assert shown(table, NINE - SECOND) == []
    assert shown(table, NINE) == ["post"]


def test_each_edition_is_public_from_its_second_on_and_bears_its_date() -> None:
    table = prepared(WEEKLY)
    assert shown(table, NINE - SECOND, LETTER) == []
    assert shown(table, NINE, LETTER) == ["letter@2026-11-24"]
    [second, first] = sorted(public(table, [LETTER], None, NINE + timedelta(days=7)), key=lambda one: one.key)[::-1]
    assert (first.campaign.date, second.campaign.date) == (NINE, NINE + timedelta(days=7))
    assert first.path == "/posts/letter/2026-11-24/"


def test_by_email_only_is_never_public() -> None:
    table = prepared(f"{WEEKLY}, publish: false", "campaign: post, publish: false")
    assert shown(table, NINE + timedelta(days=30)) == []


@pytest.mark.parametrize(("rule", "days"), [("hold", []), ("move", ["letter@2026-11-24"])])
def test_a_blackout_holds_or_moves_pages_too(rule: str, days: list[str]) -> None:
    blackout = f"  - {{from: 2026-11-24, until: 2026-11-26, reason: Mourning, rule: {rule}}}"
    table = prepared(WEEKLY, blackouts=blackout)
    assert shown(table, NINE + timedelta(days=3) - SECOND, LETTER) == []
    assert shown(table, NINE + timedelta(days=3), LETTER) == days


def test_what_a_person_dropped_is_not_public() -> None:
    dropped = "overrides:\n  - {edition: letter@2026-11-24, decision: drop, by: Ann, why: Old.}\n"
    assert shown(prepared(WEEKLY, overrides=dropped), NINE + timedelta(days=7), LETTER) == ["letter@2026-12-01"]


def test_a_recurring_campaign_without_a_first_day_shows_those_since_then_or_of_a_year() -> None:
    table = prepared('campaign: letter, every: tuesday, at: "09:00"')
    assert shown(table, NINE, LETTER, since=date(2026, 11, 15)) == ["letter@2026-11-17", "letter@2026-11-24"]
    assert len(shown(table, NINE, LETTER)) == 53


def test_what_changes_next_is_the_next_page_or_an_announced_change() -> None:
    updated = replace(POST, updated=NINE + timedelta(days=2))
    table = prepared(WEEKLY, campaigns=(LETTER, updated))
    both = (LETTER, updated)
    assert next_change(table, both, NINE - SECOND) == NINE
    assert next_change(table, both, NINE) == NINE + timedelta(days=2)
    assert next_change(table, both, NINE + timedelta(days=2)) == NINE + timedelta(days=7)


def test_nothing_may_change_any_more() -> None:
    assert next_change(prepared(), [POST], NINE) is None


def test_between_two_changes_nothing_changes() -> None:
    """Walking from change to change shows every state that a look at every quarter of an hour shows."""
    daily = campaign("daily")
    many = (LETTER, POST, daily)
    table = prepared(
        WEEKLY, 'campaign: daily, every: day, at: "02:30", from: 2027-03-01', campaigns=many, zone="Europe/Berlin"
    )
    now, end = datetime(2027, 3, 20, tzinfo=UTC), datetime(2027, 4, 3, tzinfo=UTC)
    change, before = next_change(table, many, now), shown(table, now, *many)
    while now < end:
        now += timedelta(minutes=15)
        after = shown(table, now, *many)
        if after != before:
            assert change is not None
            assert change <= now
        if change is not None and change <= now:
            assert after != before
            change = next_change(table, many, now)
        before = after


def test_what_appears_is_not_held_not_dropped_and_not_by_email_only() -> None:
    table = prepared(WEEKLY, blackouts="  - {from: 2026-12-01, reason: Mourning}")
    found = table.between(NINE, NINE + timedelta(days=15))
    assert [(one.key, appears(one)) for one in found] == [
        ("letter@2026-11-24", True),
        ("letter@2026-12-01", False),
        ("letter@2026-12-08", True),
    ]
