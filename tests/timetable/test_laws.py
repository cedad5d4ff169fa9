"""What holds for every schedule: nothing early, nothing twice, nothing lost, and every answer a function of its question."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publisher import timetable
from publisher.timetable import Act, Look, Past, Timetable

from tests.timetable.desk import LETTER, Scheduler, campaign, configuration, every, prepared

START = datetime(2028, 10, 20, tzinfo=UTC)
SEEN = {"letter": START, "second": START, "third": START}
KNOWN = Past(seen=SEEN)
SLUGS = ("letter", "second", "third")
CAMPAIGNS = [*(campaign(slug) for slug in SLUGS), campaign("post", "2028-10-29 02:30")]
BLACKOUTS = (
    "  - {from: 2028-10-26, until: 2028-10-27, reason: a vote, rule: move}\n  - {from: 2028-11-05, reason: a fair}"
)

entry = st.builds(
    'every: {}, at: "{}", missed: {}, grace: {}, draft: {} before, timezone: {}, publish: {}'.format,
    st.sampled_from(["day", "monday", "tuesday and sunday", "weekday", "last sunday", "month on 29", "month on 31"]),
    st.sampled_from(["00:30", "01:45", "02:15", "02:30", "09:00", "23:59"]),
    st.sampled_from(["once", "skip", "hold"]),
    st.sampled_from(["5 minutes", "24 hours", "3 days"]),
    st.sampled_from(["1 minute", "36 hours", "2 days"]),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana"]),
    st.sampled_from(["true", "false"]),
)
schedules = st.lists(entry, min_size=1, max_size=3)
minutes = st.lists(st.integers(0, 20 * 24 * 60), min_size=1, max_size=30)


def made(lines: list[str], blackouts: str = BLACKOUTS) -> Timetable:
    written = [f"campaign: {slug}, {line}" for slug, line in zip(SLUGS, lines, strict=False)]
    return prepared(*written, "campaign: post", campaigns=CAMPAIGNS, zone="Europe/Berlin", blackouts=blackouts)


@settings(max_examples=60, deadline=None)
@given(schedules, minutes)
def test_nothing_is_early_and_nothing_twice_whenever_it_is_asked(lines: list[str], asked: list[int]) -> None:
    moments = (START + timedelta(minutes=minute) for minute in sorted(asked))
    started = list(Scheduler(made(lines), KNOWN).run(moments))
    assert all(now >= job.at.astimezone(UTC) for now, job in started)
    assert all(now >= job.occurrence.draft_at.astimezone(UTC) for now, job in started)
    assert max(Counter((job.occurrence.key, job.act) for _, job in started).values(), default=1) == 1
    assert all(job.act in job.occurrence.acts for _, job in started)


@settings(max_examples=60, deadline=None)
@given(schedules)
def test_an_entry_has_one_edition_a_local_day_at_most(lines: list[str]) -> None:
    found = made(lines).between(START, START + timedelta(days=60))
    assert len({one.key for one in found}) == len(found)
    going = [one for one in found if not one.held and not one.gives_way]
    assert len({(one.edition.campaign.id, one.at.date()) for one in going}) == len(going)
    assert [one.at.astimezone(UTC) for one in found] == sorted(one.at.astimezone(UTC) for one in found)
    assert all(one.draft_at.astimezone(UTC) <= one.at.astimezone(UTC) for one in found)


def named(look: Look) -> Counter[tuple[str, Act]]:
    return Counter([(job.occurrence.key, job.act) for job in look.due]
                   + [(one.occurrence.key, act) for one in look.listed for act in one.acts])  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(schedules, st.integers(1, 20 * 24 * 60))
def test_asked_once_later_nothing_is_lost_of_what_asking_all_along_would_have_done(lines: list[str], wait: int) -> None:
    """By its rule each is due now, or named as held, skipped or missed: the same acts, each in one place."""
    table, end = made(lines, blackouts=""), START + timedelta(minutes=wait)
    scheduler = Scheduler(table, KNOWN)
    along = Counter((job.occurrence.key, job.act) for _, job in scheduler.run(every(timedelta(minutes=5), START, end)))
    along.update((job.occurrence.key, job.act) for job in scheduler.tick(end))
    assert named(table.look(KNOWN, end)) == along
    assert named(table.look(scheduler.past, end)) == Counter()


@settings(max_examples=40, deadline=None)
@given(schedules, minutes, st.sets(st.integers(0, 200)))
def test_an_answer_does_not_depend_on_what_was_asked_before(lines: list[str], asked: list[int], did: set[int]) -> None:
    table = made(lines)
    known = table.between(START, START + timedelta(days=20))
    pairs = [(one.key, act) for one in known for act in one.acts]
    pasts = [KNOWN, Past(), replace(KNOWN, done=frozenset(pair for number, pair in enumerate(pairs) if number in did))]
    for number, minute in enumerate(asked):
        past, now = pasts[number // 4 % 3], START + timedelta(minutes=minute)
        assert table.look(past, now) == made(lines).look(past, now)


@settings(max_examples=40, deadline=None)
@given(schedules, st.integers(0, 20 * 24 * 60))
def test_nothing_is_due_in_a_blackout_or_moved_into_one(lines: list[str], minute: int) -> None:
    table, now = made(lines), START + timedelta(minutes=minute)
    for job in table.look(KNOWN, now).due:
        local = now.astimezone(job.occurrence.at.tzinfo).date()
        ahead = job.occurrence.at.astimezone(UTC) > now
        assert ahead or table.blackouts.on(local) is None
        assert table.blackouts.on(job.occurrence.at.date()) is None


@settings(max_examples=40, deadline=None)
@given(schedules, st.integers(0, 20 * 24 * 60))
def test_what_comes_next_is_due_when_it_says_and_not_before(lines: list[str], minute: int) -> None:
    table, now = made(lines, blackouts=""), START + timedelta(minutes=minute)
    scheduler = Scheduler(table, KNOWN)
    scheduler.tick(now)
    coming = table.look(scheduler.past, now).next
    assert coming is not None
    at = coming.at.astimezone(UTC)
    assert now < at
    assert scheduler.tick(at - timedelta(microseconds=1)) == []
    assert (coming.occurrence.key, coming.act) in {(job.occurrence.key, job.act) for job in scheduler.tick(at)}


@pytest.mark.parametrize("rule", ["once", "hold"])
def test_a_thousand_entries_with_nothing_due_are_asked_in_under_ten_milliseconds(rule: str) -> None:
    rules = ("monday", "first tuesday", "last friday", "2 weeks on tuesday")
    campaigns = [replace(LETTER, id=f"c-{number}", slug=f"c-{number}") for number in range(1000)]
    lines = "".join(
        f'  - {{campaign: {one.slug}, every: {rules[number % 4]}, at: "09:00", from: 2028-01-04, missed: {rule}}}\n'
        for number, one in enumerate(campaigns)
    )
    table = timetable.prepare(configuration(f"schedule:\n{lines}"), campaigns)
    seen = {one.id: START - timedelta(days=90) for one in campaigns}
    old = table.between(START - timedelta(days=90), START)
    past = Past(done=frozenset((one.key, act) for one in old for act in Act), seen=seen)
    assert table.look(past, START).due == table.look(past, START).listed == ()
    took = []
    for second in range(100):
        begun = perf_counter()
        table.look(past, START + timedelta(seconds=second))
        took.append(perf_counter() - begun)
    assert median(took) < 0.01
