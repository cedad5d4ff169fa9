"""timetable.py: what is due, from rules, what is done, and now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publisher import config
from publisher.config import Configuration
from publisher.errors import ConfigError
from publisher.model import Campaign, Edition
from publisher.timetable import Entry, due, entries, upcoming

from tests.site.building import CONFIG, make_campaign

BASE = CONFIG.format(base="", language="en-GB", page_size=20, more="")
LINE = BASE.count("\n") + 1


def plan(*campaigns: Campaign, schedule: str) -> list[Entry]:
    return entries(configuration(schedule), campaigns)


def configuration(schedule: str) -> Configuration:
    return config.load(f"{BASE}schedule:\n{schedule}\n")


POST = make_campaign(slug="a-post", date="2026-11-24 09:00")


def test_a_campaign_is_due_at_its_date_in_configs_zone() -> None:
    (entry,) = plan(POST, schedule="  - campaign: a-post")
    assert entry == Entry(Edition(POST), datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    summer = make_campaign(slug="summer", date="2026-07-01 09:00")
    (entry,) = plan(summer, schedule="  - campaign: summer")
    assert entry.at == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


def test_a_former_slug_still_counts() -> None:
    renamed = make_campaign(slug="new-name", was="[old-name]")
    (entry,) = plan(renamed, schedule="  - campaign: old-name")
    assert entry.edition.key == "old-name"


@pytest.mark.parametrize("at", ["2026-11-24 09:00", "2026-11-24T09:00:00", "2026-11-24T10:00:00+01:00"])
def test_an_entry_that_says_when_must_say_the_same(at: str) -> None:
    assert len(plan(POST, schedule=f'  - {{campaign: a-post, at: "{at}"}}')) == 1


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{campaign: a-pots}", ":6: schedule.0.campaign: there is no campaign `a-pots`. Did you mean `a-post`?"),
        ("{campaign: xyzzy}", ":6: schedule.0.campaign: there is no campaign `xyzzy`"),
        ("{campaign: draft}", ":5: schedule.0: campaigns/draft.md has no date. Give the campaign a date"),
        ("{campaign: a-post, at: 2026-11-24 09:01}", ":24: schedule.0.at: campaigns/a-post.md has another date, 2026-11-24"),
        ("{campaign: a-post, at: soon}", ":24: schedule.0.at: `soon` is not a date. Write it like 2026-11-24 09:00"),
        ("{campaign: a-post}\n  - {campaign: a-post}", "schedule.1.campaign: `a-post` is here twice, first at schedule.0"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_is_an_error_with_its_place(entry: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        plan(POST, make_campaign(slug="draft", date=""), schedule=f"  - {entry}")
    assert str(caught.value).startswith(f"config.yaml:{LINE + entry.count(chr(10)) + 1}:")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_schedule_of_nothing_is_fine() -> None:
    assert entries(config.load(BASE), [POST]) == []


def entry(slug: str, at: datetime) -> Entry:
    return Entry(Edition(make_campaign(slug=slug, date=at.isoformat())), at)


MOMENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ENTRIES = [entry(f"c-{number}", MOMENT + timedelta(minutes=number % 3)) for number in range(6)]


def test_the_minute_itself_is_due() -> None:
    (one,) = [ENTRIES[0]]
    assert due([one], done=(), now=MOMENT) == [one]
    assert due([one], done=(), now=MOMENT - timedelta(microseconds=1)) == []
    assert upcoming([one], now=MOMENT) == []


def test_what_is_done_is_never_due_again() -> None:
    assert due(ENTRIES, done={"c-0", "c-3"}, now=MOMENT) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(ENTRIES), unique_by=lambda one: one.edition.key),
    st.sets(st.sampled_from([one.edition.key for one in ENTRIES])),
    st.integers(-1, 4),
)
def test_every_entry_is_due_done_or_to_come_and_earliest_first(
    planned: list[Entry], done: set[str], minutes: int
) -> None:
    now = MOMENT + timedelta(minutes=minutes)
    ready, later = due(planned, done=done, now=now), upcoming(planned, now=now)
    for found in (ready, later):
        assert found == sorted(found, key=lambda one: (one.at, one.edition.key))
    finished = [one for one in planned if one.at <= now and one.edition.key in done]
    assert sorted([*ready, *later, *finished], key=lambda one: one.edition.key) == sorted(
        planned, key=lambda one: one.edition.key
    )
    assert all(one.at <= now for one in ready)
