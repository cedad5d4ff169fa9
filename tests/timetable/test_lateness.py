"""What happens late: `missed`, `grace`, blackouts, overrides, and what a person gave up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from publisher.timetable import Act, Look, Past, Timetable

from tests.timetable.desk import LETTER, Scheduler, campaign, keys, prepared

MONDAY = 'campaign: letter, every: monday, at: "09:00"'
DAY = 'campaign: letter, every: day, at: "09:00"'
SEEN = {"letter": datetime(2026, 12, 1, tzinfo=UTC)}
KNOWN = Past(seen=SEEN)
DUE = datetime(2026, 12, 7, 9, tzinfo=UTC)  # a Monday


def listed(look: Look) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.occurrence.key, str(one.state), tuple(map(str, one.acts))) for one in look.listed]


def reasons(look: Look) -> list[str]:
    return [one.reason for one in look.listed]


def done(*names: str, acts: Iterable[Act] = tuple(Act), **more: object) -> Past:
    return Past(done=frozenset((name, act) for name in names for act in acts), seen=SEEN, **more)  # type: ignore[arg-type]


BOTH = ("publish", "draft")


def test_the_minute_itself_is_due_and_the_page_comes_before_its_draft() -> None:
    table = prepared(MONDAY)
    assert table.look(KNOWN, DUE - timedelta(microseconds=1)).due == ()
    jobs = table.look(KNOWN, DUE).due
    assert [(job.occurrence.key, job.act, job.at) for job in jobs] == [
        ("letter@2026-12-07", Act.PUBLISH, DUE),
        ("letter@2026-12-07", Act.DRAFT, DUE),
    ]


def test_what_is_done_is_not_due_again_at_any_later_time() -> None:
    table = prepared(MONDAY)
    half = done("letter@2026-12-07", acts=[Act.PUBLISH])
    assert [job.act for job in table.look(half, DUE).due] == [Act.DRAFT]
    for hours in range(0, 24 * 7, 5):
        assert table.look(done("letter@2026-12-07"), DUE + timedelta(hours=hours)).due == ()


def test_a_draft_goes_ahead_of_its_page_by_days_of_the_clock() -> None:
    table = prepared('campaign: letter, every: monday, at: "02:30", draft: 1 day before', zone="Europe/Berlin")
    occurrence = table.find("letter@2028-03-27")
    assert occurrence is not None
    # The clock skips 02:30 on the day before.
    assert occurrence.draft_at.isoformat() == "2028-03-26T03:00:00+02:00"
    hours = prepared('campaign: letter, every: monday, at: "02:30", draft: 24 hours before', zone="Europe/Berlin")
    assert hours.find("letter@2028-03-27").draft_at.isoformat() == "2028-03-26T01:30:00+01:00"
    week_before, at = done("letter@2028-03-20"), occurrence.draft_at.astimezone(UTC)
    assert table.look(week_before, at - timedelta(seconds=1)).due == ()
    assert [job.act for job in table.look(week_before, at).due] == [Act.DRAFT]


def test_a_draft_may_go_months_ahead() -> None:
    table = prepared("campaign: letter, every: 24 december, at: '09:00', draft: 60 days before")
    at = datetime(2027, 10, 25, 9, tzinfo=UTC)
    assert table.look(KNOWN, at - timedelta(seconds=1)).next.at == at
    assert keys(table.look(done("letter@2026-12-24"), at).due, Act.DRAFT) == ["letter@2027-12-24"]


def test_a_missed_one_is_no_news_once_a_draft_made_ahead_is_out() -> None:
    table = prepared(f"{DAY}, draft: 2 days before, publish: false, from: 2026-12-06")
    past = done("letter@2026-12-07", "letter@2026-12-08", "letter@2026-12-09", acts=[Act.DRAFT])
    assert keys(table.look(past, datetime(2026, 12, 6, 12, tzinfo=UTC)).due, Act.DRAFT) == ["letter@2026-12-06"]
    assert table.look(past, DUE) == Look((), (), table.look(past, DUE).next)


def test_a_draft_that_is_late_but_ahead_of_its_page_is_due_whatever_the_rule() -> None:
    for rule in ("once", "skip", "hold"):
        table = prepared(f"{MONDAY}, draft: 5 days before, missed: {rule}, grace: 1 hour, from: 2026-12-07")
        assert keys(table.look(KNOWN, DUE - timedelta(hours=1)).due, Act.DRAFT) == ["letter@2026-12-07"]


@pytest.mark.parametrize("rule", ["once", "skip", "hold"])
def test_within_its_grace_an_edition_goes_out_late(rule: str) -> None:
    table = prepared(f"{MONDAY}, missed: {rule}, grace: 3 hours")
    assert keys(table.look(KNOWN, DUE + timedelta(hours=3)).due) == ["letter@2026-12-07"]


@pytest.mark.parametrize(("rule", "state"), [("skip", "skipped"), ("hold", "held")])
def test_after_its_grace_an_edition_is_listed_until_it_is_run_or_dropped(rule: str, state: str) -> None:
    table = prepared(f"{MONDAY}, missed: {rule}, grace: 3 hours")
    late = DUE + timedelta(hours=3, seconds=1)
    look = table.look(KNOWN, late)
    assert look.due == ()
    assert listed(look) == [("letter@2026-12-07", state, BOTH)]
    assert reasons(look) == ["its time was 2026-12-07 09:00, more than 3 hours ago"]
    assert look.needs_person
    next_week = done("letter@2026-12-14")
    assert listed(table.look(next_week, late + timedelta(days=8))) == [("letter@2026-12-07", state, BOTH)]
    assert table.look(done("letter@2026-12-07"), late).listed == ()
    dropped = table.look(Past(dropped=frozenset({"letter@2026-12-07"}), seen=SEEN), late)
    assert (dropped.listed, dropped.due, dropped.needs_person) == ((), (), False)


def test_of_several_that_were_missed_only_the_latest_goes_out() -> None:
    table = prepared(f"{DAY}, missed: once")
    look = table.look(KNOWN, datetime(2026, 12, 4, 12, tzinfo=UTC))
    assert keys(look.due) == ["letter@2026-12-04"]
    assert listed(look) == [(f"letter@2026-12-0{day}", "missed", BOTH) for day in (1, 2, 3)]
    assert reasons(look) == [f"letter@2026-12-0{day + 1} stands for it" for day in (1, 2, 3)]
    assert not look.needs_person
    again = table.look(done("letter@2026-12-04"), datetime(2026, 12, 4, 12, tzinfo=UTC))
    assert (again.due, again.listed) == ((), ())


def test_the_latest_goes_out_however_late() -> None:
    table = prepared("campaign: letter, every: first tuesday, at: '09:00'")
    assert keys(table.look(KNOWN, datetime(2027, 1, 4, tzinfo=UTC)).due) == ["letter@2026-12-01"]
    once = prepared("campaign: post")
    assert keys(once.look(Past(), datetime(2027, 11, 24, tzinfo=UTC)).due) == ["post"]


def test_a_person_who_dropped_the_latest_does_not_get_the_one_before() -> None:
    table = prepared(DAY)
    past = Past(dropped=frozenset({"letter@2026-12-04"}), seen=SEEN)
    assert table.look(past, datetime(2026, 12, 4, 12, tzinfo=UTC)).due == ()


def test_what_kept_failing_until_its_grace_ended_is_held_whatever_the_rule() -> None:
    for rule in ("once", "skip", "hold"):
        table = prepared(f"{MONDAY}, missed: {rule}")
        past = done("letter@2026-12-07", acts=[Act.PUBLISH], failed=frozenset({("letter@2026-12-07", "draft")}))
        assert keys(table.look(past, DUE + timedelta(hours=24)).due, Act.DRAFT) == ["letter@2026-12-07"]
        look = table.look(past, DUE + timedelta(hours=24, minutes=1))
        assert look.due == ()
        assert listed(look) == [("letter@2026-12-07", "held", ("draft",))]
        assert reasons(look) == ["it was tried until 24 hours after its time, and failed"]


# ── what a new entry finds ──────────────────────────────────────────────────────────────────────────────


def test_a_new_entry_does_not_make_what_lies_behind_it() -> None:
    table = prepared(f"{MONDAY}, from: 2026-01-05", "campaign: post")
    assert keys(table.look(Past(), DUE + timedelta(hours=25)).due) == ["post"]
    assert keys(table.look(Past(), DUE + timedelta(hours=23)).due) == ["post", "letter@2026-12-07"]
    seen = Past(seen={"letter": DUE + timedelta(minutes=1)})
    assert keys(table.look(seen, DUE + timedelta(hours=1)).due) == ["post"]


def test_what_was_done_tells_since_when_an_entry_is_there() -> None:
    table = prepared(f"{MONDAY}, missed: hold")
    past = Past(done=frozenset(("letter@2026-11-23", act) for act in Act))
    held = [one.occurrence.key for one in table.look(past, DUE + timedelta(days=2)).listed]
    assert held == ["letter@2026-11-30", "letter@2026-12-07"]


# ── the key ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pushed", [Act.DRAFT, Act.PUBLISH])
def test_another_hour_is_the_same_edition(pushed: Act) -> None:
    scheduler = Scheduler(prepared(MONDAY), KNOWN)
    scheduler.past = done("letter@2026-12-07", acts=[pushed])
    scheduler.timetable = prepared('campaign: letter, every: monday, at: "18:00"')
    later = [job for hour in range(48) for job in scheduler.tick(DUE + timedelta(hours=hour))]
    assert [job.act for job in later] == [act for act in Act if act is not pushed]


def test_a_one_off_on_another_day_is_the_same_edition() -> None:
    moved = campaign("post", "2026-12-09 09:00")
    table = prepared("campaign: post", campaigns=[moved])
    assert keys(table.look(done("post", acts=[Act.PUBLISH]), DUE + timedelta(days=3)).due, Act.DRAFT) == ["post"]
    assert table.look(done("post"), DUE + timedelta(days=30)).due == ()


def test_a_renamed_campaign_is_the_same_edition() -> None:
    renamed = campaign("new-name", was="[letter]")
    table = prepared(MONDAY.replace("letter", "new-name"), campaigns=[renamed])
    assert keys(table.look(KNOWN, DUE).due) == ["letter@2026-12-07"]


# ── blackouts and overrides ─────────────────────────────────────────────────────────────────────────────

HOLD = "  - {from: 2026-12-07, until: 2026-12-08, reason: mourning}"
MOVE = "  - {from: 2026-12-24, until: 2027-01-01, reason: Christmas, rule: move}"


def decided(edition: str, decision: str) -> str:
    return f"overrides:\n  - {{edition: {edition}, decision: {decision}, by: Ruth Ellershaw, why: agreed with the board}}\n"


def test_what_falls_in_a_blackout_is_held_by_name_with_its_reason() -> None:
    table = prepared(MONDAY, blackouts=HOLD)
    assert table.look(KNOWN, DUE - timedelta(seconds=1)).listed == ()
    for days in (0, 1, 3, 30):
        look = table.look(KNOWN, DUE + timedelta(days=days))
        assert "letter@2026-12-07" not in keys(look.due) + keys(look.due, Act.DRAFT)
        assert look.needs_person is (days < 7)
        if days < 7:
            assert listed(look) == [("letter@2026-12-07", "held", BOTH)]
            assert reasons(look) == ["it falls in a blackout (mourning)"]


def test_its_draft_is_held_too_from_the_day_on_which_it_would_have_been_pushed() -> None:
    table = prepared(f"{MONDAY}, draft: 2 days before, missed: hold, from: 2026-12-02", blackouts=HOLD)
    look = table.look(KNOWN, DUE - timedelta(days=1))
    assert listed(look) == [("letter@2026-12-07", "held", ("draft",))]


def test_days_of_a_blackout_are_those_of_the_entrys_clock() -> None:
    at = 'campaign: letter, every: day, at: "23:30", timezone: America/New_York, from: 2026-12-06'
    table = prepared(at, blackouts=HOLD, zone="Europe/Berlin")
    held = [one.key for one in table.between(DUE - timedelta(days=1), DUE + timedelta(days=4)) if one.held]
    assert held == ["letter@2026-12-07", "letter@2026-12-08"]


def test_what_is_moved_goes_out_on_the_first_day_allowed_under_its_own_name() -> None:
    table = prepared("campaign: letter, every: 24 december, at: '09:00', draft: 2 days before", blackouts=MOVE)
    (one,) = table.between(datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC))
    assert (one.key, one.held, one.blackout.reason) == ("letter@2026-12-24", False, "Christmas")
    assert (one.at, one.draft_at) == (datetime(2027, 1, 2, 9, tzinfo=UTC), datetime(2026, 12, 31, 9, tzinfo=UTC))
    look = table.look(KNOWN, datetime(2026, 12, 25, tzinfo=UTC))
    assert (look.due, look.listed, look.next.at) == ((), (), one.draft_at)
    assert keys(table.look(KNOWN, one.at).due) == ["letter@2026-12-24"]


def test_a_day_that_is_moved_onto_another_blackout_goes_on_or_is_held_there() -> None:
    on = MOVE + "\n  - {from: 2027-01-02, reason: stocktaking, rule: move}"
    table = prepared("campaign: letter, every: 24 december, at: '09:00'", blackouts=on)
    assert table.find("letter@2026-12-24").at == datetime(2027, 1, 3, 9, tzinfo=UTC)
    held = prepared(
        "campaign: letter, every: 24 december, at: '09:00'", blackouts=on.replace("stocktaking, rule: move", "count")
    )
    one = held.find("letter@2026-12-24")
    assert (one.held, one.at) == (True, one.planned)


def test_of_those_moved_onto_one_day_the_last_goes_out_and_the_rest_are_named() -> None:
    table = prepared(f"{DAY}, missed: hold", blackouts=MOVE)
    look = table.look(done(*(f"letter@2026-12-{day:02}" for day in range(1, 24))), datetime(2027, 1, 2, 9, tzinfo=UTC))
    assert keys(look.due) == ["letter@2027-01-02"]
    names = [f"letter@2026-12-{day}" for day in range(24, 32)] + ["letter@2027-01-01"]
    assert [name for name, state, _ in listed(look) if state == "missed"] == names
    assert reasons(look)[-1] == "it was moved to 2027-01-02 by a blackout (Christmas), where letter@2027-01-02 goes out"
    assert not look.needs_person


def test_what_is_late_does_not_go_out_in_a_blackout_either() -> None:
    table = prepared(f"{DAY}, missed: hold, from: 2026-12-06, grace: 3 days", blackouts=HOLD)
    look = table.look(KNOWN, datetime(2026, 12, 7, 8, tzinfo=UTC))
    assert look.due == ()
    assert listed(look) == [("letter@2026-12-06", "held", BOTH)]
    assert reasons(look) == ["it is late, and nothing goes out until 2026-12-08 (mourning)"]
    assert keys(table.look(KNOWN, datetime(2026, 12, 9, 1, tzinfo=UTC)).due) == ["letter@2026-12-06"]


def test_what_is_held_stands_for_nothing() -> None:
    table = prepared(f"{DAY}, missed: once, from: 2026-12-06", blackouts=HOLD)
    look = table.look(KNOWN, DUE)
    assert listed(look) == [("letter@2026-12-06", "held", BOTH), ("letter@2026-12-07", "held", BOTH)]


def test_of_two_blackouts_on_one_day_the_one_that_holds_counts() -> None:
    table = prepared(MONDAY, blackouts=HOLD + "\n" + MOVE.replace("2026-12-24", "2026-12-01"))
    assert table.find("letter@2026-12-07").held
    table = prepared(MONDAY, blackouts=MOVE.replace("2026-12-24", "2026-12-01") + "\n" + HOLD)
    assert table.find("letter@2026-12-07").held


def test_what_was_moved_far_is_found_where_it_goes_out() -> None:
    table = prepared(
        "campaign: letter, every: 24 september, at: '09:00'", blackouts=MOVE.replace("2026-12-24", "2026-09-01")
    )
    at = datetime(2027, 1, 2, 9, tzinfo=UTC)
    (one,) = table.between(at, at + timedelta(seconds=1))
    assert one.key == "letter@2026-09-24"
    assert keys(table.look(Past(), at).due) == ["letter@2026-09-24"]


def test_nothing_gives_way_to_what_a_person_dropped() -> None:
    table = prepared(DAY, blackouts=MOVE, overrides=decided("letter@2027-01-02", "drop"))
    assert table.find("letter@2027-01-01").gives_way == ""
    assert table.find("letter@2026-12-31").gives_way == "letter@2027-01-01"
    assert keys(table.look(KNOWN, datetime(2027, 1, 2, 9, tzinfo=UTC)).due) == ["letter@2027-01-01"]


def test_a_person_may_let_an_edition_out_and_it_is_never_early() -> None:
    table = prepared(MONDAY, blackouts=HOLD, overrides=decided("letter@2026-12-07", "go"))
    assert table.look(KNOWN, DUE - timedelta(seconds=1)).due == ()
    assert keys(table.look(KNOWN, DUE).due) == ["letter@2026-12-07"]
    moved = prepared(
        "campaign: letter, every: 24 december, at: '09:00'",
        blackouts=MOVE,
        overrides=decided("letter@2026-12-24", "go"),
    )
    assert moved.find("letter@2026-12-24").at == datetime(2026, 12, 24, 9, tzinfo=UTC)


def test_a_person_may_let_out_what_the_rules_gave_up() -> None:
    table = prepared(f"{MONDAY}, missed: skip", overrides=decided("letter@2026-12-07", "go"))
    assert keys(table.look(KNOWN, DUE + timedelta(days=5)).due) == ["letter@2026-12-07"]
    assert table.look(done("letter@2026-12-07"), DUE + timedelta(days=5)).due == ()


def test_a_person_may_let_out_what_a_later_edition_stands_for() -> None:
    table = prepared(MONDAY, overrides=decided("letter@2026-12-07", "go"))
    assert keys(table.look(done("letter@2026-12-14"), DUE + timedelta(days=8)).due) == ["letter@2026-12-07"]


def test_a_person_may_drop_an_edition_in_the_file() -> None:
    table = prepared(MONDAY, "campaign: post", overrides=decided("letter@2026-12-07", "drop"))
    assert keys(table.look(KNOWN, DUE).due) == ["post"]
    once = prepared("campaign: post", overrides=decided("post", "drop"))
    assert once.look(Past(), DUE) == Look((), (), None)


# ── what comes next ─────────────────────────────────────────────────────────────────────────────────────


def test_what_comes_next_is_found_years_ahead() -> None:
    table = prepared("campaign: letter, every: 29 february, at: '09:00'")
    assert table.look(KNOWN, datetime(2028, 3, 1, tzinfo=UTC)).next.at == datetime(2032, 2, 29, 9, tzinfo=UTC)
    century = table.look(KNOWN, datetime(2096, 3, 1, tzinfo=UTC)).next
    assert century.at == datetime(2104, 2, 29, 9, tzinfo=UTC)


def test_what_comes_next_is_the_next_of_all_entries() -> None:
    second = 'campaign: second, every: 1 march, at: "09:00"'
    table = prepared(
        'campaign: letter, every: 15 march, at: "09:00", draft: 60 days before',
        second,
        campaigns=[LETTER, campaign("second")],
    )
    past = done("letter@2027-03-15", acts=[Act.DRAFT])
    assert table.look(past, datetime(2027, 1, 20, tzinfo=UTC)).next.occurrence.key == "second@2027-03-01"


def test_what_is_held_does_not_come_next() -> None:
    table = prepared(MONDAY, blackouts=HOLD)
    assert table.look(KNOWN, DUE - timedelta(days=1)).next.occurrence.key == "letter@2026-12-14"


def test_a_schedule_of_nothing_has_nothing_to_say() -> None:
    assert prepared(campaigns=[LETTER]).look(Past(), DUE) == Look((), (), None)


def test_an_instant_is_the_same_in_every_zone() -> None:
    """In a doubled hour the clock's hands run back; order of time must not follow them."""
    table = prepared('campaign: letter, every: day, at: "02:30"', zone="Europe/Berlin")
    zone = table.zone
    begin = datetime(2028, 10, 28, 23, tzinfo=UTC)
    for minutes in range(0, 300, 5):
        now = begin + timedelta(minutes=minutes)
        assert look_keys(table, now.astimezone(zone)) == look_keys(table, now)
    assert look_keys(table, datetime(2028, 10, 29, 2, 15, tzinfo=zone, fold=1)) == ["letter@2028-10-29"]


def look_keys(table: Timetable, now: datetime) -> list[str]:
    return keys(table.look(done("letter@2028-10-28"), now).due)


@pytest.mark.parametrize("decision", ["go", "drop"])
def test_what_people_decide_about_one_that_was_moved_puts_no_second_on_the_day(decision: str) -> None:
    table = prepared(f"{DAY}, missed: skip", blackouts=MOVE, overrides=decided("letter@2026-12-30", decision))
    due = keys(table.look(done("letter@2026-12-30"), datetime(2027, 1, 2, 9, tzinfo=UTC)).due)
    assert due == ["letter@2027-01-02"]


def test_of_blackouts_that_follow_one_another_the_last_day_is_named() -> None:
    following = "  - {from: 2026-12-08, until: 2026-12-10, reason: One}\n"
    following += "  - {from: 2026-12-10, until: 2026-12-12, reason: Two}\n  - {from: 2026-12-13, reason: Three}"
    table = prepared(MONDAY, blackouts=following)
    assert reasons(table.look(KNOWN, DUE + timedelta(days=1))) == [
        "it is late, and nothing goes out until 2026-12-13 (One)"
    ]


def test_what_is_moved_onto_a_blackout_that_holds_says_which_holds_it() -> None:
    table = prepared(
        MONDAY,
        blackouts="""\
  - {from: 2026-12-07, reason: Feast, rule: move}
  - {from: 2026-12-08, reason: Elections}""",
    )
    assert reasons(table.look(KNOWN, DUE)) == ["a blackout moves it into another (Elections)"]


def test_a_time_yet_to_come_says_nothing_about_since_when_an_entry_is_there() -> None:
    """The ledger was written while the clock was wrong."""
    ahead = Past(seen={"letter": DUE + timedelta(days=900)})
    assert keys(prepared(MONDAY).look(ahead, DUE).due) == ["letter@2026-12-07"]
