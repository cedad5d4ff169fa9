"""A schedule that cannot be meant is refused with its place and what to write instead."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from publisher import config, timetable
from publisher.errors import ConfigError, Several
from publisher.timetable import Act, Decision, Past, prepare, read_overrides
from publisher.timetable.every import rule_of
from publisher.timetable.recurrence import read

from tests.timetable.desk import LETTER, LINE, POST, campaign, configuration, prepared

BLOG = campaign("blog-only", "2026-11-24 09:00", "blog")
DRAFT = campaign("draft")


def refused(entry: str, more: str = "") -> str:
    with pytest.raises((ConfigError, Several)) as caught:
        prepare(configuration(f"schedule:\n  - {entry}\n{more}"), [LETTER, POST, BLOG, DRAFT])
    said = str(caught.value)
    assert said.startswith("config.yaml:")
    assert caught.value.exit_code == 2
    return said


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{campaign: a-psot}", f":{LINE + 1}:6: schedule.0.campaign: there is no campaign `a-psot`. Did you mean `post`?"),
        ("{campaign: xyzzy}", ":6: schedule.0.campaign: there is no campaign `xyzzy`"),
        ("{campaign: draft}", ":5: schedule.0: campaigns/draft.md has no date. Give the campaign a date, or say how often"),
        ("{campaign: post, at: 2026-11-24 09:01}", ":22: schedule.0.at: campaigns/post.md has another date, 2026-11-24 09:00"),
        ("{campaign: post, at: 09:00}", "schedule.0.at: 09:00 every which day? campaigns/post.md goes out once"),
        ("{campaign: post}\n  - {campaign: post}", "schedule.1.campaign: `post` is here twice, first at schedule.0"),
        ("{campaign: post, every: monday, at: 09:00}", "schedule.0.every: campaigns/post.md has a date, so it goes out once"),
        ("{campaign: letter, every: monday, at: 2026-11-24}", "schedule.0.at: 2026-11-24 is a date, and the entry goes out again"),
        ("{campaign: letter, every: tusday, at: 09:00}", "schedule.0.every: `tusday` is not known. Did you mean `tuesday`?"),
        ("{campaign: letter, rrule: FREQ=WEEKLY;BYDAY=1MO, at: 09:00}", "schedule.0.rrule: a number before a day needs months"),
        ("{campaign: letter, every: 2 weeks on monday, at: 09:00}", "schedule.0.every: does not say from when it is counted. Add from:"),
        ("{campaign: letter, every: 30 february, at: 09:00}", "schedule.0.every: there is no such day"),
        ("{campaign: blog-only, publish: false}", "schedule.0.publish: campaigns/blog-only.md has no draft: its channels are blog"),
        ("{campaign: blog-only, draft: 1 day before}", "schedule.0.draft: campaigns/blog-only.md has no draft"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_is_an_error_with_its_place(entry: str, words: str) -> None:
    said = refused(entry)
    assert words in said
    assert "\n" not in said


def test_all_wrong_entries_are_named_at_once() -> None:
    assert refused("{campaign: nobody}\n  - {campaign: draft}\n  - {campaign: post}").count("\n") == 1


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{campaign: letter, every: monday}", 'schedule.0: does not say at which time. Add at: "09:00"'),
        ("{campaign: letter, every: monday, rrule: FREQ=DAILY, at: 09:00}", "schedule.0: has both `every` and `rrule`"),
        ("{campaign: post, from: 2026-11-24}", "schedule.0: has days, but does not say how often. Add every: monday"),
        ("{campaign: letter, every: monday, at: 9:00}", 'schedule.0.at: `9:00` is neither a time such as 09:00 nor a date such as 2026-11-24 09:00. Write at: "09:00"'),
        ("{campaign: letter, every: monday, at: 0900}", 'Write at: "09:00"'),
        ("{campaign: letter, every: monday, at: 09.30}", 'Write at: "09:30"'),
        ("{campaign: letter, every: monday, at: 750}", "750 is what some programs make of 12:30 without them"),
        ("{campaign: letter, every: monday, at: 24:00}", 'Write it like at: "09:00"'),
        ("{campaign: letter, every: monday, at: soon}", 'Write it like at: "09:00"'),
        ("{campaign: letter, every: monday, at: 09:00, missed: twice}", "schedule.0.missed: `twice` is not known. Known here: once, skip, hold"),
        ("{campaign: letter, every: monday, at: 09:00, missed: ones}", "Did you mean `once`?"),
        ("{campaign: letter, every: monday, at: 09:00, grace: 24h}", "schedule.0.grace: `24h` is no length of time. Write it like 24 hours"),
        ("{campaign: letter, every: monday, at: 09:00, grace: 0 hours}", "schedule.0.grace: `0 hours` is no length of time"),
        ("{campaign: letter, every: monday, at: 09:00, grace: 53 weeks}", "at most 366 days"),
        ("{campaign: letter, every: monday, at: 09:00, draft: 2 days}", "schedule.0.draft: `2 days` says no time ahead. Write it like 2 days before"),
        ("{campaign: letter, every: monday, at: 09:00, timezone: London}", "schedule.0.timezone: `London` is not a time zone"),
        ("{campaign: letter, every: monday, at: 09:00, from: 20261124}", "schedule.0.from: `20261124` is not a date. Write it like 2026-11-22"),
        ("{campaign: letter, every: monday, at: 09:00, except: [2026-11-31]}", "schedule.0.except.0: is not a date. Write it like 2026-11-22"),
        ("{campaign: letter, every: monday, at: 09:00, from: 2026-12-01, until: 2026-11-01}", "schedule.0: `until` (2026-11-01) is before `from` (2026-12-01)"),
        ("{campaign: letter, every: monday, at: 09:00, form: 2026-12-01}", "schedule.0.form: unknown key. Did you mean `from`?"),
        ("{campaign: letter, evry: monday, at: 09:00}", "schedule.0.evry: unknown key. Did you mean `every`?"),
    ],
)  # fmt: skip
def test_a_key_that_is_written_wrongly_is_refused_with_the_repair(entry: str, words: str) -> None:
    assert words in refused(entry)


@pytest.mark.parametrize(
    ("blackout", "words"),
    [
        ("{from: 2026-12-24}", "blackouts.0.reason: this key is required"),
        ("{from: 2026-12-24, until: 2026-12-01, reason: x}", "blackouts.0: `until` (2026-12-01) is before `from` (2026-12-24)"),
        ("{from: christmas, reason: x}", "blackouts.0.from: `christmas` is not a date"),
        ("{from: 2026-12-24, reason: x, rule: shift}", "blackouts.0.rule: `shift` is not known. Known here: hold, move"),
    ],
)  # fmt: skip
def test_a_blackout_that_is_written_wrongly_is_refused(blackout: str, words: str) -> None:
    assert words in refused("{campaign: post}", f"blackouts:\n  - {blackout}")


@pytest.mark.parametrize("at", ["09:00", '"09:00"', "'09:00'"])
@pytest.mark.parametrize(
    "shape", ["  - {{campaign: letter, every: monday, at: {}}}", "  - campaign: letter\n    every: monday\n    at: {}"]
)
def test_a_time_needs_no_quotes(shape: str, at: str) -> None:
    """YAML 1.1 reads 12:30 as 750; here it stays what was typed."""
    for time in ("09:00", "12:30"):
        made = configuration("schedule:\n" + shape.format(at.replace("09:00", time))).config
        assert made.schedule[0].at == time


def test_days_left_out_may_be_one_or_many() -> None:
    for written in ("2026-12-07", "[2026-12-07]"):
        table = prepared(f"campaign: letter, every: monday, at: '09:00', except: {written}")
        assert table.find("letter@2026-12-07") is None
        assert table.find("letter@2026-12-14") is not None


@pytest.mark.parametrize(
    "day", ["2026-12-1", "soon", "2026-02-30", "0001-01-01", "9999-12-31", "2026-12-07@2026-12-07"]
)
def test_what_is_no_day_is_no_edition(day: str) -> None:
    assert prepared("campaign: letter, every: monday, at: '09:00'").find(f"letter@{day}") is None


# ── the documentation ───────────────────────────────────────────────────────────────────────────────────

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scheduling.md").read_text(encoding="utf-8")


def test_the_examples_of_the_documentation_hold() -> None:
    settings, decided = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    campaigns = [
        campaign("seizing-the-moment", "2026-11-24 09:00"),
        campaign("monthly-digest"),
        campaign("members-letter"),
    ]
    made = prepare(
        configuration(settings.removeprefix("timezone: Europe/London\n")), campaigns, read_overrides(decided)
    )
    assert [len(plan.overrides) for plan in made.plans] == [1, 1, 0]
    (digest,) = (one for one in [made.find("monthly-digest@2027-04-06")] if one)
    assert (digest.held, digest.insisted) == (False, True)


def test_every_sentence_of_the_documentation_is_understood() -> None:
    (table,) = re.findall(r"\| `every:` .*?\n\n", PAGE, re.DOTALL)
    sentences = [one for line in table.strip().splitlines()[2:] for one in re.findall(r"`([^`]+)`", line.split("|")[1])]
    assert len(sentences) > 15
    for sentence in sentences:
        assert read(rule_of(sentence), first=date(2027, 1, 1)).happens()


@pytest.mark.parametrize(
    "row", re.findall(r"^\| (\d\d:\d\d) \| (\S+) \| (\d+ \w+ \d{4}),.*\| (\d\d:\d\d).* \|$", PAGE, re.MULTILINE)
)
def test_clocks_change_as_the_documentation_says(row: tuple[str, str, str, str]) -> None:
    at, zone, day, shown = row
    when = datetime.strptime(day, "%d %B %Y").replace(tzinfo=UTC).date()
    one = prepared(f'campaign: letter, every: day, at: "{at}"', zone=zone).find(f"letter@{when}")
    assert f"{one.at:%H:%M}" == shown
    assert one.at.fold == 0


# ── overrides ───────────────────────────────────────────────────────────────────────────────────────────

WHO = "by: Ruth Ellershaw, why: agreed"


def test_the_file_of_overrides_records_who_and_why() -> None:
    (one,) = read_overrides(f"overrides:\n  - {{edition: letter@2026-12-07, decision: go, {WHO}, on: 2026-12-01}}\n")
    assert (one.slug, str(one.day), one.decision, one.by, one.why) == (
        *("letter", "2026-12-07", Decision.GO, "Ruth Ellershaw", "agreed"),
    )
    assert str(one.place) == "campaigns/overrides.yaml:2:6"
    assert read_overrides("") == read_overrides("overrides: []") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("overrides: [{edition: letter, decision: go, by: Ruth}]", ":1:13: overrides.0.why: this key is required"),
        (f"overrides: [{{edition: letter, decision: stop, {WHO}}}]", "overrides.0.decision: `stop` is not known. Known here: go, drop"),
        (f"overrides: [{{edition: a letter, decision: go, {WHO}}}]", "overrides.0.edition: `a letter` names no edition"),
        (f"overrides: [{{edition: letter@2026-13-01, decision: go, {WHO}}}]", "overrides.0.edition: 2026-13-01 is not a date"),
        ("override: []", "override: unknown key. Did you mean `overrides`?"),
    ],
)  # fmt: skip
def test_an_override_that_is_written_wrongly_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_overrides(text)
    assert str(caught.value).startswith("campaigns/overrides.yaml:1:")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("edition", "words"),
    [
        ("lettre@2026-12-07", "there is no campaign `lettre`. Did you mean `letter`?"),
        ("letter", "`letter` goes out again and again. Say which edition, like letter@2026-12-01"),
        ("letter@2026-12-08", "`letter` has no edition of 2026-12-08. Correct the day"),
        ("post@2026-11-24", "`post` goes out once. Write edition: post"),
    ],
)
def test_an_override_of_nothing_is_an_error_since_it_may_have_been_meant_to_stop_something(
    edition: str, words: str
) -> None:
    lines = ("campaign: letter, every: monday, at: '09:00'", "campaign: post")
    with pytest.raises(ConfigError) as caught:
        prepared(*lines, overrides=f"overrides:\n  - {{edition: {edition}, decision: drop, {WHO}}}\n")
    assert words in str(caught.value)
    assert str(caught.value).startswith("campaigns/overrides.yaml:2:6: ")


def test_an_override_of_a_campaign_that_is_scheduled_no_more_is_a_memory() -> None:
    assert prepared(
        "campaign: post", overrides=f"overrides: [{{edition: letter@2020-01-01, decision: drop, {WHO}}}]"
    ).plans


def test_a_former_slug_names_the_campaign_everywhere() -> None:
    renamed = campaign("new-name", "2026-11-24 09:00", was="[old-name]")
    table = prepared(
        "campaign: old-name",
        campaigns=[renamed],
        overrides=f"overrides: [{{edition: old-name, decision: drop, {WHO}}}]",
    )
    (one,) = table.between(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    assert (one.key, one.dropped) == ("old-name", True)


# ── what goes out once ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("at", ["2026-11-24 09:00", "2026-11-24T09:00:00", "2026-11-24T10:00:00+01:00"])
def test_an_entry_that_says_when_must_say_the_same(at: str) -> None:
    one = prepared(f'campaign: post, at: "{at}"', zone="Europe/London").find("post")
    assert one.at == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert one.acts == (Act.PUBLISH, Act.DRAFT)


def test_an_entry_may_say_it_in_its_own_zone() -> None:
    assert prepared("campaign: post, at: 2026-11-24 04:00, timezone: America/New_York", zone="Europe/London").find(
        "post"
    )


def test_a_campaign_is_due_at_its_date_in_configs_zone() -> None:
    summer = campaign("summer", "2026-07-01 09:00")
    one = prepared("campaign: summer", campaigns=[summer], zone="Europe/London").find("summer")
    assert one.at == datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_a_campaign_without_a_draft_only_appears() -> None:
    assert prepared("campaign: blog-only", campaigns=[BLOG]).find("blog-only").acts == (Act.PUBLISH,)


def test_a_schedule_of_nothing_is_fine() -> None:
    nothing = prepare(configuration(""), [POST])
    assert nothing.plans == ()
    assert nothing.find("post") is None
    assert nothing.look(Past(), datetime(2026, 11, 24, tzinfo=UTC)).next is None
    assert config.ScheduleEntry(campaign="x").recurring is False
    assert timetable.OVERRIDES == "campaigns/overrides.yaml"
