"""`publisher run`, `drop`, `calendar` and `status`, as people and timers type them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.cli.conftest import CONFIG, LETTER, Said, Tell, drafts, ended, snapshot, spawn, surroundings

SCHEDULE = """\
timezone: Europe/London
schedule:
  - campaign: weekly
    every: monday
    at: "09:00"
    from: 2026-11-02
    draft: 2 days before
    missed: skip
  - {campaign: held}
  - {campaign: a-future}
blackouts:
  - {from: 2026-11-19, until: 2026-11-20, reason: Local elections}
  - {from: 2026-12-28, reason: Christmas, rule: move}
"""
WEEKLY = LETTER.replace("date: 2026-11-10 09:00\n", "")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OVERRIDES = "campaigns/overrides.yaml"


@pytest.fixture
def planned(small: Path) -> Path:
    """A project with a weekly letter, one that a blackout holds, and one of next year; now is Sunday, 22 November."""
    (small / "config.yaml").write_text(CONFIG.partition("schedule:\n")[0] + SCHEDULE)
    (small / "campaigns" / "weekly.md").write_text(WEEKLY.replace("A letter about", "The weekly letter about"))
    held = LETTER.replace("2026-11-10 09:00", "2026-11-20 09:00").replace("A letter about", "A held letter about")
    (small / "campaigns" / "held.md").write_text(held)
    return small


# ── run --once ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_held_is_named_with_its_reason_and_what_to_type(planned: Path, tell: Tell) -> None:
    said = tell("run", "--once")
    assert (said.code, said.errors) == (3, [])
    assert re.search(r"^held +held +it falls in a blackout \(Local elections\)$", said.out, re.MULTILINE)
    assert "1 edition waits for a person. Let it out, or give it up:" in said.out
    assert "publisher run held --why TEXT" in said.out
    assert "publisher drop held --why TEXT" in said.out
    assert [path.parent.name for path in drafts(planned)] == [name for name in _folders(planned) if "weekly" in name]
    again = tell("run", "--once")
    assert again.code == 3
    assert "Nothing else to do." in again.out
    assert "everything is as it should be" not in again.out


def _folders(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "outbox").iterdir())


def test_one_run_as_json_has_what_was_done_and_what_waits(planned: Path, tell: Tell) -> None:
    found = json.loads(tell("run", "--once", "--json").out)
    assert found["due"] == ["weekly@2026-11-23"]
    assert [(one["edition"], one["act"], one["error"]) for one in found["done"]] == [
        ("weekly@2026-11-23", "draft", None)
    ]
    assert [(one["edition"], one["state"]) for one in found["listed"]] == [("held", "held")]
    assert {one["edition"] for one in found["later"]} == {"weekly@2026-11-23", "a-future"}


def test_what_recurs_goes_out_again_each_time_and_once(planned: Path, tell: Tell) -> None:
    for week in range(3):
        for hours in (0, 1):
            tell("run", "--once", at=MONDAY + timedelta(weeks=week, hours=hours))
    assert len(drafts(planned)) == 3
    pages = {path.parent.name for path in (planned / "public" / "letters" / "weekly").rglob("index.html")}
    assert pages == {"2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07"}


@pytest.mark.parametrize("arguments", [["run", "--once"], ["run", "--once", "--json"]])
def test_a_project_without_a_schedule_gets_its_site_and_no_draft(arguments: list[str], empty: Path, tell: Tell) -> None:
    said = tell(*arguments)
    assert (said.code, said.errors) == (0, [])
    assert (empty / "public" / "index.html").is_file()
    assert not (empty / "outbox").exists()


# ── run SLUG ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_blackout_holds_needs_a_reason(planned: Path, tell: Tell) -> None:
    said = tell("run", "held")
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert said.err.startswith("`held` is held by a blackout (Local elections). ")
    assert drafts(planned) == []


def test_with_a_reason_it_goes_out_and_the_file_says_who_and_why(planned: Path, tell: Tell) -> None:
    said = tell("run", "held", "--why", "The officer agrees.", "--by", "Ruth")
    assert (said.code, said.errors) == (0, [f"held may go out: recorded in {OVERRIDES}"])
    written = (planned / OVERRIDES).read_text()
    for line in ("edition: held", "decision: go", "by: Ruth", "why: The officer agrees.", "2026-11-22"):
        assert line in written
    assert (planned / "public" / "letters" / "held" / "index.html").is_file()
    assert [name for name in _folders(planned) if "held" in name]
    assert tell("run", "held").err == "nothing is due, held or skipped of `held`. `publisher status` shows what waits\n"
    assert tell("run", "--once").code == 0
    assert len(drafts(planned)) == 2


def test_what_was_skipped_goes_out_when_somebody_runs_it(planned: Path, tell: Tell) -> None:
    tell("run", "--once")
    later = MONDAY + timedelta(days=3)  # the machine was off
    said = tell("run", "--once", at=later)
    assert said.code == 3
    assert "weekly@2026-11-23" in said.out
    assert "more than 24 hours ago" in said.out
    said = tell("run", "weekly@2026-11-23", at=later)
    assert "weekly@2026-11-23" not in tell("run", "--once", at=later).out.partition("Next")[0].partition("later")[0]
    assert said.code in {0, 3}  # another one may still wait


def test_what_is_let_out_ahead_of_its_time_goes_out_at_its_time(planned: Path, tell: Tell) -> None:
    said = tell("run", "weekly@2026-12-28", "--why", "Nobody is away.", "--by", "Ruth")
    assert (said.code, said.out) == (0, "")
    assert said.errors == [
        f"weekly@2026-12-28 may go out: recorded in {OVERRIDES}. It does so at its own time, 2026-12-28 09:00"
    ]
    assert drafts(planned) == []
    assert "Mon 28  09:00  weekly@2026-12-28  coming" in tell("calendar", "2026-12").out
    said = tell("run", "weekly@2026-12-28", "--why", "Nobody is away.", "--by", "Ruth", "--json")
    assert [one["edition"] for one in json.loads(said.out)["later"]] == ["weekly@2026-12-28"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "weekl"], "there is no campaign `weekl`. Did you mean `weekly`?"),
        (["run", "heldd", "--once"], "there is no campaign `heldd`. Did you mean `held`?"),
        (["run", "weekl@2026-11-23", "--why", "x", "--by", "y"], "there is no campaign `weekl`"),
        (["run", "a-post"], "nothing is due, held or skipped of `a-post`"),
        (["run", "weekly@2026-12-07"], "nothing is due, held or skipped of `weekly@2026-12-07`"),
        (
            ["run", "weekly", "--why", "x", "--by", "y"],
            "`weekly` goes out again and again. Say which edition, such as ",
        ),
        (["run", "weekly@2026-12-08", "--why", "x", "--by", "y"], "`weekly` has no edition of 2026-12-08."),
        (["run", "a-post", "--why", "x", "--by", "y"], "`a-post` is not in config's schedule"),
        (["run", "--once", "--why", "x"], "--why and --by are about editions that are named"),
        (["run", "--why", "x"], "--why and --by are about editions that are named"),
        (["run", "held", "--by", "y"], "--by says who decides, and --why is missing"),
        (["run", "--json"], "--json is for --once. The loop writes lines of JSON with: publisher run --log json"),
        (["run", "--once", "--log", "json"], "--log is how the loop writes. What one run did, as JSON: --json"),
        (["run", "--log", "xml"], "invalid value for '--log'"),
        (["drop"], "missing argument 'SLUG[@DATE]...'"),
        (["drop", "held"], "missing option '--why'"),
        (["drop", "heldd", "--why", "x", "--by", "y"], "there is no campaign `heldd`. Did you mean `held`?"),
        (["drop", "weekly", "--why", "x", "--by", "y"], "`weekly` goes out again and again. Say which edition"),
        (["drop", "weekly@soon", "--why", "x", "--by", "y"], "`weekly` has no edition of soon"),
        (["drop", "held@2026-11-20", "--why", "x", "--by", "y"], "it goes out once. Name it without a day: held"),
        (["drop", "weekly@20261207", "--why", "x", "--by", "y"], "`weekly` has no edition of 20261207"),
        (["drop", "a-draft", "--why", "x", "--by", "y"], "`a-draft` is not in config's schedule"),
        (["calendar", "2026-13"], "`2026-13` is no month. Write it like 2026-11"),
        (["calendar", "december"], "`december` is no month"),
        (["calendar", "9999-12"], "`9999-12` is no month"),
        (["calendar", "--ics", "nowhere/a.ics"], "nowhere/a.ics: cannot be written (No such file or directory)"),
        (["status", "heldd"], "there is no campaign `heldd`. Did you mean `held`?"),
    ],
)
def test_what_is_typed_wrongly_gets_one_line_and_nothing_is_done(
    arguments: list[str], words: str, planned: Path, tell: Tell
) -> None:
    before = snapshot(planned / "campaigns")
    said = tell(*arguments)
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert words in said.err
    assert snapshot(planned / "campaigns") == before
    assert not (planned / "outbox").exists()


def test_nobody_decides_without_a_name(planned: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    said = tell("drop", "held", "--why", "x")
    assert (said.code, said.err) == (2, "nobody is logged in by name. Say who decides: --by NAME\n")
    monkeypatch.setenv("LOGNAME", "ruth")
    assert tell("drop", "held", "--why", "x").code == 0
    assert "by: ruth" in (planned / OVERRIDES).read_text()


# ── drop ────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_dropped_neither_goes_out_nor_waits(planned: Path, tell: Tell) -> None:
    said = tell("drop", "held", "weekly@2026-11-23", "--why", "Printed elsewhere.", "--by", "Ruth")
    assert (said.code, said.errors) == (0, [])
    assert said.out.splitlines() == [
        f"dropped held: recorded in {OVERRIDES}",
        f"dropped weekly@2026-11-23: recorded in {OVERRIDES}",
    ]
    assert tell("run", "--once", at=MONDAY).code == 0
    assert drafts(planned) == []
    assert not (planned / "public" / "letters" / "weekly" / "2026-11-23").exists()
    assert "Mon 23  09:00  weekly@2026-11-23  dropped" in tell("calendar").out
    again = tell("drop", "held", "--why", "x", "--by", "y")
    assert again.out == "held was dropped before (Ruth: Printed elsewhere.)\n"
    assert (planned / OVERRIDES).read_text().count("edition: held") == 1


def test_dropping_what_is_public_says_what_that_means(planned: Path, tell: Tell) -> None:
    tell("run", "--once", at=MONDAY)
    said = tell("drop", "weekly@2026-11-23", "--why", "x", "--by", "y", at=MONDAY)
    assert said.out.splitlines()[1] == (
        "weekly@2026-11-23 is public: the next build takes /letters/weekly/2026-11-23/ off the site"
    )
    tell("build", at=MONDAY)
    assert not (planned / "public" / "letters" / "weekly" / "2026-11-23").exists()


def test_taking_the_lines_out_again_takes_the_decision_back(planned: Path, tell: Tell) -> None:
    tell("drop", "weekly@2026-11-23", "--why", "x", "--by", "y")
    (planned / OVERRIDES).unlink()
    tell("run", "--once", at=MONDAY)
    assert len(drafts(planned)) == 1


# ── calendar ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_month_has_a_line_a_day_on_which_something_is(planned: Path, tell: Tell) -> None:
    said = tell("calendar", "2026-12")
    assert (said.code, said.errors) == (0, [])
    assert said.out.splitlines() == [
        "December 2026 (Europe/London)",
        "day     time   edition            stands                      why",
        "Mon 07  09:00  weekly@2026-12-07  coming, draft Sat 05 09:00",
        "Mon 14  09:00  weekly@2026-12-14  coming, draft Sat 12 09:00",
        "Mon 21  09:00  weekly@2026-12-21  coming, draft Sat 19 09:00",
        "Mon 28                            blackout                    Christmas",
        "Tue 29  09:00  weekly@2026-12-28  coming, draft Sun 27 09:00  it was moved to 2026-12-29 by a blackout (Christmas)",
    ]
    november = tell("calendar").out
    assert "Fri 20  09:00  held               held" in november
    assert "its entry was not in the schedule yet" in november


def test_times_are_those_of_configs_clock(planned: Path, tell: Tell) -> None:
    text = (planned / "config.yaml").read_text()
    entry = 'at: "20:00"\n    timezone: America/New_York'
    (planned / "config.yaml").write_text(text.replace('at: "09:00"', entry))
    assert "Tue 08  01:00  weekly@2026-12-07" in tell("calendar", "2026-12").out


def test_a_month_as_json_has_days_editions_and_blackouts(planned: Path, tell: Tell) -> None:
    found = {one["date"]: one for one in json.loads(tell("calendar", "2026-11", "--json").out)}
    assert found["2026-11-20"]["blackouts"] == ["Local elections"]
    (held,) = found["2026-11-20"]["editions"]
    assert (held["edition"], held["at"], held["state"]) == ("held", "2026-11-20T09:00:00+00:00", "held")
    assert found["2026-11-19"]["editions"] == []
    assert json.loads(tell("calendar", "2030-01", "--json").out)[0]["editions"][0]["edition"] == "weekly@2030-01-07"


def test_a_file_for_calendar_programs_is_written_where_it_was_said(planned: Path, tell: Tell) -> None:
    said = tell("calendar", "--ics", "ours.ics")
    assert (said.code, said.out, said.errors) == (0, "wrote ours.ics\n", [])
    events = {str(event["uid"]) for event in Calendar.from_ical((planned / "ours.ics").read_bytes()).events}
    assert {"held@t3st.publisher", "a-future@t3st.publisher", "weekly@2027-03-01@t3st.publisher"} <= events


def test_a_project_without_a_schedule_has_an_empty_calendar(empty: Path, tell: Tell) -> None:
    said = tell("calendar")
    assert (said.code, said.out) == (
        0,
        "November 2026 (UTC)\nnothing is scheduled: config.yaml has no `schedule`\n",
    )
    assert json.loads(tell("calendar", "--json").out) == []
    assert tell("calendar", "--ics", "none.ics").code == 0


def test_a_month_in_which_nothing_is_says_so(planned: Path, tell: Tell) -> None:
    assert tell("calendar", "2025-01").out.splitlines()[0] == "January 2025 (Europe/London)"
    text = (planned / "config.yaml").read_text()
    (planned / "config.yaml").write_text(
        text.replace("    from: 2026-11-02\n", "    from: 2026-11-02\n    until: 2026-12-31\n")
    )
    assert tell("calendar", "2027-05").out.splitlines()[1:] == ["nothing is scheduled in this month"]


# ── status ──────────────────────────────────────────────────────────────────────────────────────────────


def test_status_says_what_comes_next_and_what_waits_and_why(planned: Path, tell: Tell) -> None:
    tell("run", "--once")
    said = tell("status")
    assert (said.code, said.errors) == (0, [])
    lines = [re.split(" {2,}", line.strip()) for line in said.out.splitlines()]
    assert lines[0] == ["date", "campaign", "state", "channels", "pushed"]
    assert ["2026-11-20 09:00", "held", "held", "newsletter"] in lines
    assert ["2026-11-23 09:00", "weekly", "scheduled", "newsletter", "draft at local"] in lines
    assert lines[lines.index([""]) + 1 :] == [
        ["schedule", "edition", "goes out", "draft", "why"],
        ["held", "held", "2026-11-20 09:00", "it falls in a blackout (Local elections)"],
        ["coming", "weekly@2026-11-23", "2026-11-23 09:00", "2026-11-21 09:00"],
        ["coming", "a-future", "2027-02-01 09:00"],
        [""],
        ["1 edition waits for a person: publisher run held, or publisher drop"],
    ]


def test_status_agrees_with_a_run(planned: Path, tell: Tell) -> None:
    for at in (MONDAY, MONDAY + timedelta(days=2), MONDAY + timedelta(weeks=2, days=2)):
        ran = json.loads(tell("run", "--once", "--json", at=at).out)
        stands = json.loads(tell("status", "--json", at=at).out)
        listed = [(one["edition"], one["state"], one["reason"]) for each in stands if each["schedule"] for one in each["schedule"]["listed"]]  # fmt: skip
        assert sorted(listed) == sorted((one["edition"], one["state"], one["reason"]) for one in ran["listed"])


def test_status_as_json_keeps_its_keys_and_adds_the_schedule(planned: Path, tell: Tell) -> None:
    tell("run", "--once", at=MONDAY)
    found = {one["campaign"]: one for one in json.loads(tell("status", "--json", at=MONDAY).out)}
    assert {"campaign", "path", "date", "channels", "state", "address", "pushes"} < found["weekly"].keys()
    assert found["a-post"]["schedule"] is None
    weekly = found["weekly"]
    assert (weekly["date"], weekly["state"]) == (None, "scheduled")
    assert weekly["address"] == "https://notes.example.org/letters/weekly/2026-11-23/"
    assert [push["edition"] for push in weekly["pushes"]] == ["weekly@2026-11-23"]
    assert weekly["schedule"]["next"] == {
        "edition": "weekly@2026-11-30",
        "at": "2026-11-30T09:00:00+00:00",
        "draft_at": "2026-11-28T09:00:00+00:00",
        "acts": ["publish", "draft"],
        "state": "coming",
        "reason": "",
    }
    assert [one["state"] for one in found["held"]["schedule"]["listed"]] == ["held"]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (("{campaign: held}", "{campaign: held, publish: false}"), "held"),
        (("reason: Local elections", "reason: Local elections, rule: move"), "public"),
        (("2026-11-19, until: 2026-11-20", "2026-11-19, until: 2026-11-30, rule: move"), "scheduled"),
        (("from: 2026-11-19, until: 2026-11-20", "from: 2020-01-01"), "public"),
    ],
)
def test_a_campaign_that_the_schedule_keeps_back_is_not_called_public(
    change: tuple[str, str], state: str, planned: Path, tell: Tell
) -> None:
    text = (planned / "config.yaml").read_text()
    assert change[0] in text
    (planned / "config.yaml").write_text(text.replace(*change))
    (found,) = json.loads(tell("status", "held", "--json").out)
    assert found["state"] == state
    tell("build")
    assert (planned / "public" / "letters" / "held").exists() == (state == "public")


def test_what_is_dropped_over_or_for_email_only_is_called_so(planned: Path, tell: Tell) -> None:
    text = (planned / "config.yaml").read_text().replace("{campaign: held}", "{campaign: held, publish: false}")
    text = text.replace("from: 2026-11-19, until: 2026-11-20", "from: 2020-01-01")
    text = text.replace("from: 2026-11-02\n", "from: 2026-11-02\n    until: 2026-11-10\n")
    (planned / "config.yaml").write_text(text)
    tell("run", "--once")
    tell("drop", "a-future", "--why", "x", "--by", "y")
    found = {one["campaign"]: one["state"] for one in json.loads(tell("status", "--json").out)}
    assert (found["held"], found["a-future"], found["weekly"]) == ("email only", "dropped", "public")


def test_a_schedule_that_cannot_be_meant_is_one_line(planned: Path, tell: Tell) -> None:
    text = (planned / "config.yaml").read_text()
    (planned / "config.yaml").write_text(text.replace("{campaign: held}", "{campaign: heldd}"))
    for arguments in (
        ["status"],
        ["calendar"],
        ["run", "--once"],
        ["drop", "held", "--why", "x", "--by", "y"],
        ["build"],
    ):
        said = tell(*arguments)
        assert (said.code, said.out, len(said.errors)) == (2, "", 1), arguments
        assert "there is no campaign `heldd`. Did you mean `held`?" in said.err


# ── the loop ────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def looping(*arguments: str) -> Iterator[list[Said]]:
    """`publisher run` as a process, ended by SIGTERM when the block has; then its output is in the list."""
    process = spawn("run", *arguments)
    said: list[Said] = []
    try:
        yield said
    finally:
        process.send_signal(signal.SIGTERM)
        said.append(ended(process))


def wait_for(path: Path, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.05)


def test_the_loop_does_what_is_due_and_ends_cleanly_at_sigterm(small: Path) -> None:
    (small / "campaigns" / "a-future.md").unlink()
    (small / "config.yaml").write_text(CONFIG.replace("  - campaign: a-future\n", ""))
    with looping() as said:
        wait_for(small / "public" / "sitemap.xml")
        while not drafts(small):
            time.sleep(0.05)
    (told,) = said
    assert (told.code, told.errors) == (0, [])
    lines = [re.split(" {2,}", line) for line in told.out.splitlines()]
    assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", line[0]) for line in lines)
    assert (lines[0][1], lines[-1][1]) == ("started", "stopped")
    assert len(drafts(small)) == 1


def test_the_log_as_json_is_an_object_a_line(planned: Path) -> None:
    with looping("--log", "json") as said:
        wait_for(planned / "public" / "sitemap.xml")
        time.sleep(1)
    (told,) = said
    assert told.code == 0
    lines = [json.loads(line) for line in told.out.splitlines()]
    assert {"started", "stopped"} <= {line["event"] for line in lines}
    assert all(datetime.fromisoformat(line["at"]).tzinfo is not None for line in lines)
    assert all(isinstance(value, str) and value for line in lines for value in line.values())


def test_a_loop_without_a_project_does_not_begin(folder: Path) -> None:
    told = ended(spawn("run"))
    assert (told.code, told.out) == (2, "")
    assert "no config.yaml" in told.err


def test_a_loop_over_nothing_waits_until_there_is_something(empty: Path) -> None:
    with looping("--log", "json") as said:
        wait_for(empty / "public" / "index.html")
    assert said[0].code == 0


def test_the_log_is_json_whatever_the_encoding_of_the_output(planned: Path) -> None:
    config = planned / "config.yaml"
    config.write_text(config.read_text().replace("Local elections", "Elections \N{BALLOT BOX WITH BALLOT}\N{ROCKET}"))
    process = spawn("run", "--log", "json", env=surroundings(PYTHONIOENCODING="latin-1"))
    wait_for(planned / "public" / "sitemap.xml")
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    lines = [json.loads(line) for line in ended(process).out.splitlines()]
    assert any("\N{ROCKET}" in line.get("note", "") for line in lines)


def test_a_log_that_nobody_reads_does_not_keep_the_loop_from_ending(planned: Path) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writer, b"x")
    os.set_blocking(writer, True)
    with spawn("run", stdout=writer, stderr=subprocess.DEVNULL) as process:
        time.sleep(2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    os.close(reader)
    os.close(writer)
