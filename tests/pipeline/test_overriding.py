"""Decisions of people, written into their file and followed."""

from datetime import date, timedelta

import pytest
from publisher import pipeline
from publisher.errors import ConfigError, UsageError
from publisher.pipeline import Decision

from tests.pipeline.desk import Desk

MOURNING = "blackouts: [{from: 2026-11-20, until: 2026-11-25, reason: Mourning}]\n"


def scheduled(desk: Desk, entry: str, more: str = "") -> None:
    config = desk.root / "config.yaml"
    config.write_text(config.read_text() + f"schedule:\n  - {{{entry}}}\n{more}")


def decide(desk: Desk, name: str, decision: Decision = Decision.DROP) -> str:
    return pipeline.decide(desk.open(), name, decision, by="Ruth Ellershaw", why="Printed elsewhere.").key


def test_what_is_dropped_waits_no_more_and_never_goes_out(desk: Desk) -> None:
    desk.campaign("first", date="2026-11-22 09:00")
    scheduled(desk, "campaign: first, missed: hold, grace: 1 hour")
    assert pipeline.run_due(desk.open(), time=desk.time).needs_person
    assert decide(desk, "first") == "first"
    ran = pipeline.run_due(desk.open(), time=desk.time)
    assert (ran.done, ran.needs_person) == ((), False)
    assert desk.drafts() == []
    assert not (desk.root / "public/posts/first").exists()


def test_who_why_and_when_stand_in_the_file_beside_what_was_there(desk: Desk) -> None:
    desk.campaign("first")
    desk.campaign("other")
    scheduled(desk, "campaign: first}\n  - {campaign: other")
    before = "# By hand.\noverrides:\n  - {edition: other, decision: drop, by: Ann, why: Old.}\n"
    desk.write("campaigns/overrides.yaml", before)
    decide(desk, "first")
    text = (desk.root / "campaigns/overrides.yaml").read_text()
    assert text.startswith(before)
    assert "by: Ruth Ellershaw" in text
    assert "why: Printed elsewhere." in text
    assert text.endswith("\n    on: 2026-11-22\n")
    assert not list(desk.root.glob("campaigns/.overrides*"))


def test_against_a_blackout_a_decision_lets_out_what_is_run_by_name(desk: Desk) -> None:
    desk.campaign("first", date="2026-11-22 09:00")
    scheduled(desk, "campaign: first", MOURNING)
    with pytest.raises(UsageError, match="held by a blackout"):
        pipeline.run_due(desk.open(), ["first"], time=desk.time)
    decide(desk, "first", Decision.GO)
    pipeline.run_due(desk.open(), ["first"], time=desk.time)
    assert len(desk.drafts()) == 1
    assert (desk.root / "public/posts/first").exists()


def test_a_decision_for_later_is_not_early(desk: Desk) -> None:
    desk.campaign("first", date="2026-11-23 09:00")
    scheduled(desk, "campaign: first", MOURNING)
    decide(desk, "first", Decision.GO)
    assert pipeline.run_due(desk.open(), time=desk.time).done == ()
    desk.at += timedelta(hours=21)
    assert len(pipeline.run_due(desk.open(), time=desk.time).done) == 2


def test_one_edition_of_a_recurring_campaign_is_named_with_its_day(desk: Desk) -> None:
    desk.campaign("weekly", date="null")
    scheduled(desk, "campaign: weekly, every: sunday, at: '15:00'")
    with pytest.raises(UsageError, match="again and again") as caught:
        decide(desk, "weekly")
    assert "weekly@" in caught.value.hint
    with pytest.raises(UsageError, match="no edition of 2026-11-23"):
        decide(desk, "weekly@2026-11-23")
    assert decide(desk, "weekly@2026-11-22") == "weekly@2026-11-22"
    desk.at += timedelta(hours=6)
    assert pipeline.run_due(desk.open(), time=desk.time).done == ()


@pytest.mark.parametrize(
    ("name", "what"),
    [("other", "not in config's schedule"), ("frist", "no campaign"), ("first@2026-11-22", "has no edition of")],
)
def test_what_cannot_be_decided_is_refused(desk: Desk, name: str, what: str) -> None:
    desk.campaign("first")
    desk.campaign("other")
    scheduled(desk, "campaign: first")
    with pytest.raises(UsageError, match=what):
        decide(desk, name)
    assert not (desk.root / "campaigns/overrides.yaml").exists()


def test_a_file_that_cannot_be_added_to_stays_as_it_is(desk: Desk) -> None:
    desk.campaign("first")
    scheduled(desk, "campaign: first")
    file = desk.write("campaigns/overrides.yaml", "overrides: []\n")
    with pytest.raises(ConfigError, match="cannot be added"):
        decide(desk, "first")
    assert file.read_text() == "overrides: []\n"


def test_the_calendar_shows_what_was_decided(desk: Desk) -> None:
    desk.campaign("first", date="2026-11-24 09:00")
    scheduled(desk, "campaign: first")
    decide(desk, "first")
    month = pipeline.calendar(desk.open(), date(2026, 11, 1))
    assert "dropped" in {str(one.state) for day in month.days for one in day.listed}


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-26", "0001-01-01", "2026-02-30", "2026-1-4"])
def test_a_day_that_no_schedule_has_is_refused(desk: Desk, day: str) -> None:
    desk.campaign("weekly", date="null")
    scheduled(desk, "campaign: weekly, every: sunday, at: '15:00'")
    with pytest.raises(UsageError, match=f"no edition of {day}"):
        decide(desk, f"weekly@{day}")
    desk.write("campaigns/overrides.yaml", f"overrides: [{{edition: weekly@{day}, decision: drop, by: A, why: B}}]\n")
    with pytest.raises(ConfigError, match=rf"^campaigns/overrides\.yaml:1:\d+: .*{day}"):
        desk.open().timetable  # noqa: B018 -- it is read when it is asked for


@pytest.mark.parametrize(
    ("why", "what"),
    [("", "why: is empty"), ("a\nb", "why: holds a line break"), ("a" * 501, "why: is longer than 500 characters")],
)
def test_a_reason_that_cannot_be_written_is_what_is_wrong(desk: Desk, why: str, what: str) -> None:
    desk.campaign("first")
    scheduled(desk, "campaign: first")
    with pytest.raises(ConfigError, match=f"^the decision about first: {what}"):
        pipeline.decide(desk.open(), "first", Decision.DROP, by="Ann", why=why)


@pytest.mark.parametrize(
    "text",
    [
        "# By hand.\n",
        "# By hand.\noverrides:\n",
        "overrides:\n\n",
        "overrides:\n- {edition: other, decision: drop, by: Ann, why: Old.}\n",
        "overrides:\n- edition: other\n  decision: drop\n  by: Ann\n  why: Old.",
    ],
)
def test_a_decision_is_added_to_what_people_left_of_the_file(desk: Desk, text: str) -> None:
    desk.campaign("first")
    desk.campaign("other")
    scheduled(desk, "campaign: first}\n  - {campaign: other")
    desk.write("campaigns/overrides.yaml", text)
    assert decide(desk, "first") == "first"
    dropped = {plan.campaign.id for plan in desk.open().timetable.plans if plan.overrides}
    assert dropped == ({"first", "other"} if "other" in text else {"first"})
