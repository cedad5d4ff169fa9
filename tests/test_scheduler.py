"""The loop, driven by hand with a clock of the test's own: what goes out when, what waits, what people are told."""

from __future__ import annotations

import os
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import schedule
from publisher import pipeline, project
from publisher.alerts import Post
from publisher.errors import ConfigError, LedgerError, WebError
from publisher.ledger import Acted, ActState
from publisher.ledger.store import Ledger
from publisher.pipeline import Workspace
from publisher.scheduler import ALERTS, Line, Scheduler, beat
from publisher.timetable import Job

from tests.listening import HANG, listening
from tests.pipeline.desk import Desk

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday; Europe/London is on UTC in November
LETTER = "campaign: letter"
MONDAYS = 'campaign: letter, every: monday, at: "09:00"'
GATE = """\
publish:
  command: [/bin/sh, -c, "test ! -e closed && echo go >> went"]
  confirm: false
"""


class People:
    """Who hears the alerts; while `away`, nobody does."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.away = False

    def __call__(self, message: dict[str, object]) -> None:
        if self.away:
            raise WebError("no answer (ConnectError)", where="webhook")
        self.heard.append(f"{message['event']} {message['subject']}")


class Loop:
    """A scheduler over the desk's project; each has a connection to the ledger of its own."""

    def __init__(self, desk: Desk, *, post: Callable[[Workspace], Post | None] = lambda _: None) -> None:
        self.desk = desk
        self.lines: list[Line] = []
        self.project = project.find(desk.root)
        self.stop = threading.Event()
        self.book = Ledger.open(self.project.ledger)
        self.scheduler = Scheduler(
            self.project, self.open, lambda: desk.at, self.book, self.stop, self.lines.append, post=post
        )

    def open(self, now: datetime) -> Workspace:
        return pipeline.open_workspace(self.project, now=now, environment={})

    def tick(self, later: timedelta = timedelta(), *, times: int = 1) -> None:
        """Let time pass and tick, until nothing is left to do at that moment."""
        for _ in range(times):
            self.desk.at += later
            for _ in range(3):
                self.scheduler.tick()
                self.settle()

    def settle(self) -> None:
        """Wait until all lanes have ended."""
        end = time.monotonic() + 60
        while not all(future.done() for future in self.scheduler._lanes.values()):
            assert time.monotonic() < end
            time.sleep(0.002)

    def until(self, moment: datetime, step: timedelta) -> None:
        while self.desk.at < moment:
            self.tick(min(step, moment - self.desk.at))

    def events(self, *names: str) -> list[str]:
        """The log as `event edition`, of these events where some are named."""
        return [f"{line.event} {line.edition}".strip() for line in self.lines if not names or line.event in names]

    def close(self) -> None:
        self.stop.set()
        self.settle()
        self.scheduler._pool.shutdown()
        self.book.close()


Begin = Callable[..., Loop]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "project", at=NINE - HOUR)
    made.campaign("letter", date="2026-11-23 09:00")
    return made


@pytest.fixture
def begin(desk: Desk) -> Iterator[Begin]:
    """Start a loop; all are ended with the test."""
    loops: list[Loop] = []

    def start(**options: object) -> Loop:
        loops.append(Loop(desk, **options))  # type: ignore[arg-type]
        return loops[-1]

    yield start
    for loop in loops:
        loop.close()


def scheduled(desk: Desk, *entries: str, more: str = "", services: str = "") -> None:
    """Put entries into config; a recurring letter has no date."""
    config = desk.root / "config.yaml"
    base = config.read_text(encoding="utf-8").partition("schedule:\n")[0]
    if services:
        base = base.replace("  local: {use: outbox}\n", services)
    lines = "".join(f"  - {{{entry}}}\n" for entry in entries)
    config.write_text(base + f"schedule:\n{lines}" + more, encoding="utf-8")
    for entry in entries:
        if "every:" in entry and (slug := entry.split(",")[0].removeprefix("campaign: ")):
            desk.campaign(slug, date="null")


def known_since(desk: Desk, moment: datetime) -> None:
    """A ledger that knows the schedule's entries since then."""
    with Ledger.open(project.find(desk.root).ledger) as book:
        # Something else was done before, so that this is no lost ledger.
        book.write_acts([Acted("something", "publish", ActState.DONE, moment)])
        now, desk.at = desk.at, moment
        pipeline.note_entries(desk.open(), book, moment)
        desk.at = now


def posts(desk: Desk) -> list[str]:
    """The editions on the site."""
    return sorted(name.removesuffix("/index.html") for name in desk.site() if name.startswith(("posts/l", "letters/l")))


def drafts(desk: Desk, folder: str = "outbox") -> int:
    return len(list(desk.root.glob(f"{folder}/*/draft.json")))


# ── at its time ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_appears_and_its_draft_stands_at_its_time_and_not_before(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER)
    loop = begin()
    loop.until(NINE - SECOND, 20 * MINUTE)
    assert (posts(desk), drafts(desk)) == ([], 0)
    assert "letter" not in str(desk.site().get("feed.xml"))
    loop.tick(SECOND)
    assert (posts(desk), drafts(desk)) == (["posts/letter"], 1)
    loop.tick(SECOND, times=5)
    assert sorted(loop.events()) == ["published letter", "pushed letter"]


def test_a_line_says_when_what_and_where(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER)
    desk.at = NINE
    loop = begin()
    loop.tick()
    found = {line.act: line for line in loop.lines}
    assert found["publish"].where == "https://notes.example.org/posts/letter/"
    assert (found["publish"].lane, found["draft"].lane) == ("the site", "local")
    assert found["draft"].where.endswith("message.eml")
    assert found["draft"].at == NINE


def test_a_draft_is_pushed_ahead_and_the_page_waits(desk: Desk, begin: Begin) -> None:
    scheduled(desk, f"{LETTER}, draft: 2 days before")
    desk.at = NINE - 3 * DAY
    loop = begin()
    loop.until(NINE - 2 * DAY - SECOND, 6 * HOUR)
    assert drafts(desk) == 0
    loop.tick(SECOND)
    assert (posts(desk), drafts(desk)) == ([], 1)
    loop.until(NINE, 6 * HOUR)
    assert (posts(desk), drafts(desk)) == (["posts/letter"], 1)
    assert loop.events() == ["pushed letter", "published letter"]


def test_each_recurring_edition_has_a_page_and_a_draft_of_its_own(desk: Desk, begin: Begin) -> None:
    scheduled(desk, f"{MONDAYS}, from: 2026-11-20")
    loop = begin()
    loop.until(NINE + 14 * DAY + HOUR, 5 * HOUR)
    days = ["2026-11-23", "2026-11-30", "2026-12-07"]
    assert posts(desk) == [f"posts/letter/{day}" for day in days]
    assert drafts(desk) == 3
    assert loop.events("published") == [f"published letter@{day}" for day in days]


def test_a_letter_by_email_only_is_on_no_page(desk: Desk, begin: Begin) -> None:
    scheduled(desk, f"{MONDAYS}, from: 2026-11-20, publish: false")
    loop = begin()
    loop.until(NINE + HOUR, 20 * MINUTE)
    assert drafts(desk) == 1
    assert loop.events() == ["pushed letter@2026-11-23"]


def test_what_is_dated_and_not_scheduled_appears_too(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER)
    desk.campaign("lake", date="2026-11-23 10:00")
    loop = begin()
    loop.until(NINE + HOUR - SECOND, 20 * MINUTE)
    assert posts(desk) == ["posts/letter"]
    loop.tick(SECOND)
    assert posts(desk) == ["posts/lake", "posts/letter"]
    assert drafts(desk) == 1


def test_a_service_may_be_called_site(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER, services="  site: {use: outbox}\n")
    desk.at = NINE
    begin().tick()
    assert (posts(desk), drafts(desk)) == (["posts/letter"], 1)


def test_a_draft_that_no_service_takes_does_not_hold_the_site_up(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER)
    config = desk.root / "config.yaml"
    config.write_text(config.read_text().replace("services:\n  local: {use: outbox}\n", ""))
    desk.at = NINE
    loop = begin()
    loop.tick()
    assert posts(desk) == ["posts/letter"]
    assert sorted(loop.events()) == ["failed letter", "published letter"]


# ── blackouts, lateness ─────────────────────────────────────────────────────────────────────────────────


def test_what_falls_in_a_blackout_is_held_by_name(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER, more="blackouts: [{from: 2026-11-23, until: 2026-11-25, reason: Mourning}]\n")
    people = People()
    loop = begin(post=lambda _: people)
    loop.until(NINE + 4 * DAY, 8 * HOUR)
    assert (posts(desk), drafts(desk)) == ([], 0)
    assert loop.events() == ["held letter"]
    assert "Mourning" in loop.lines[0].note
    assert people.heard == ["held letter"]


def test_what_falls_in_a_blackout_moves_where_the_rule_says_so(desk: Desk, begin: Begin) -> None:
    blackout = "blackouts: [{from: 2026-11-23, until: 2026-11-25, reason: Mourning, rule: move}]\n"
    scheduled(desk, LETTER, more=blackout)
    loop = begin()
    loop.until(NINE + 3 * DAY - SECOND, 8 * HOUR)
    assert (posts(desk), drafts(desk)) == ([], 0)
    loop.tick(SECOND)
    assert (posts(desk), drafts(desk)) == (["posts/letter"], 1)


@pytest.mark.parametrize(
    ("rule", "event", "made"), [("once", "pushed letter", 1), ("skip", "skipped letter", 0), ("hold", "held letter", 0)]
)
def test_what_was_missed_goes_by_its_rule(desk: Desk, begin: Begin, rule: str, event: str, made: int) -> None:
    scheduled(desk, f"{LETTER}, missed: {rule}, grace: 3 hours")
    desk.at = NINE + 4 * HOUR
    loop = begin()
    loop.tick()
    assert loop.events("pushed", "skipped", "held") == [event]
    assert drafts(desk) == made


@pytest.mark.parametrize("rule", ["once", "skip", "hold"])
def test_within_its_grace_what_is_late_goes_out(desk: Desk, begin: Begin, rule: str) -> None:
    scheduled(desk, f"{LETTER}, missed: {rule}, grace: 3 hours")
    desk.at = NINE + 3 * HOUR
    begin().tick()
    assert drafts(desk) == 1


def test_a_machine_that_slept_for_weeks_makes_the_latest_only(desk: Desk, begin: Begin) -> None:
    scheduled(desk, f"{MONDAYS}, from: 2026-11-20")
    known_since(desk, NINE - DAY)
    desk.at = NINE + 21 * DAY + 5 * HOUR
    loop = begin()
    loop.tick(times=3)
    assert loop.events("pushed") == ["pushed letter@2026-12-14"]


def test_what_was_held_and_is_run_by_name_waits_no_more(desk: Desk, begin: Begin) -> None:
    scheduled(desk, f"{LETTER}, missed: hold, grace: 1 hour")
    desk.at = NINE + 2 * HOUR
    people = People()
    loop = begin(post=lambda _: people)
    loop.tick(SECOND, times=3)
    pipeline.run_due(desk.open(), ["letter"], time=desk.time)
    loop.tick(SECOND, times=3)
    assert drafts(desk) == 1
    assert people.heard == ["held letter", "recovered letter"]


# ── services that fail ──────────────────────────────────────────────────────────────────────────────────

TWO = "  local: {use: outbox}\n  other: {use: outbox, folder: other}\n"


def two_services(desk: Desk, *, grace: str = "24 hours") -> None:
    """`letter` goes to `local`, `lake` to `other`."""
    lake = desk.campaign("lake", date="2026-11-23 09:00")
    lake.write_text(lake.read_text().replace("email: {", "email: {service: other, "))
    scheduled(desk, f"{LETTER}, grace: {grace}", f"campaign: lake, grace: {grace}", services=TWO)


def test_a_service_that_is_down_delays_no_other_and_is_tried_after_growing_waits(desk: Desk, begin: Begin) -> None:
    two_services(desk)
    away = desk.write("outbox", "a file where the folder should be")
    loop = begin()
    loop.until(NINE + 70 * MINUTE, 20 * SECOND)
    assert (posts(desk), drafts(desk, "other")) == (["posts/lake", "posts/letter"], 1)
    tries = [line.at - NINE for line in loop.lines if line.event == "failed"]
    waits = [second - first for first, second in pairwise(tries)]
    assert tries[0] == timedelta()
    assert waits == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 16 * MINUTE, 32 * MINUTE]
    away.unlink()
    loop.until(NINE + 3 * HOUR, MINUTE)
    assert drafts(desk) == 1
    assert loop.events("pushed") == ["pushed lake", "pushed letter"]


def test_a_service_that_stays_down_is_held_by_name_when_the_grace_ends(desk: Desk, begin: Begin) -> None:
    two_services(desk, grace="3 hours")
    desk.write("outbox", "a file where the folder should be")
    people = People()
    loop = begin(post=lambda _: people)
    loop.until(NINE + 3 * HOUR, 10 * MINUTE)
    assert loop.events("held") == []
    loop.until(NINE + 2 * DAY, HOUR)
    assert loop.events("held") == ["held letter"]
    last = [line.at for line in loop.lines if line.event == "failed"][-1]
    assert last <= NINE + 3 * HOUR
    assert people.heard == ["failed letter draft", "held letter"]


def test_a_service_that_hangs_delays_neither_the_site_nor_another_service(desk: Desk, begin: Begin) -> None:
    two_services(desk)
    with listening(HANG) as server:
        hanging = f"  local: {{use: buttondown, api_key: 0123456789abcdef, base_url: '{server.base}', timeout: 30}}\n"
        config = desk.root / "config.yaml"
        config.write_text(config.read_text().replace("  local: {use: outbox}\n", hanging))
        loop = begin()
        loop.tick()
        desk.at = NINE
        loop.scheduler.tick()
        end = time.monotonic() + 20
        while (not drafts(desk, "other") or "posts/lake" not in posts(desk)) and time.monotonic() < end:
            time.sleep(0.01)
        assert not loop.scheduler._lanes["local"].done()
        loop.stop.set()
    assert posts(desk) == ["posts/lake", "posts/letter"]


def test_a_publish_command_that_fails_is_tried_after_growing_waits_and_recovers(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER, more=GATE)
    people = People()
    loop = begin(post=lambda _: people)
    loop.tick()
    went, gate = desk.root / "went", desk.write("closed", "")
    before = went.read_text()
    loop.until(NINE + 40 * MINUTE, 20 * SECOND)
    tries = [line.at - NINE for line in loop.lines if line.event == "failed" and line.edition]
    assert [round(one / MINUTE) for one in tries] == [0, 1, 3, 7, 15, 31]
    assert drafts(desk) == 1
    gate.unlink()
    loop.until(NINE + 2 * HOUR, 5 * MINUTE)
    assert went.read_text() == before + "go\n"
    assert loop.events("published") == ["published letter"]
    assert people.heard == ["failed the site", "recovered the site"]


def test_what_becomes_due_while_the_site_fails_is_tried_at_once_with_the_rest(desk: Desk, begin: Begin) -> None:
    desk.campaign("lake", date="2026-11-23 09:40")
    scheduled(desk, LETTER, "campaign: lake", more=GATE)
    loop = begin()
    loop.tick()
    gate = desk.write("closed", "")
    loop.until(NINE + 39 * MINUTE, 20 * SECOND)
    gate.unlink()
    loop.until(NINE + 40 * MINUTE, 20 * SECOND)
    assert sorted(loop.events("published")) == ["published lake", "published letter"]


def test_a_publish_that_fails_until_the_grace_ends_is_held_by_name(desk: Desk, begin: Begin) -> None:
    scheduled(desk, f"{LETTER}, grace: 2 hours", more=GATE)
    desk.write("closed", "")
    loop = begin()
    loop.until(NINE + 5 * HOUR, 10 * MINUTE)
    assert loop.events("held", "published") == ["held letter"]


def test_what_is_said_and_not_done_is_not_alarming(desk: Desk, begin: Begin) -> None:
    """A draft that is not begun, since the loop is to end, did not fail."""
    scheduled(desk, LETTER)
    desk.at = NINE
    people = People()
    loop = begin(post=lambda _: people)
    loop.stop.set()
    loop.tick()
    assert loop.events("failed") == []
    assert people.heard == []
    assert loop.book.acts().get(("letter", "draft")) is None


def test_a_site_that_another_run_is_publishing_is_no_failure(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER)
    desk.at = NINE
    people = People()
    loop = begin(post=lambda _: people)
    with Ledger.open(project.find(desk.root).ledger) as other, other.hold("site", 1):
        loop.stop.set()  # so that it does not wait for half a minute
        loop.tick()
    assert loop.events("failed", "published") == []
    loop.stop.clear()
    loop.tick(MINUTE)
    assert loop.events("published") == ["published letter"]
    assert people.heard == []


# ── changes ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_changed_config_and_campaign_are_taken_up(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER)
    loop = begin()
    loop.tick()
    desk.campaign("lake", date="2026-11-23 08:30")
    loop.tick(SECOND)
    scheduled(desk, LETTER, "campaign: lake")
    loop.until(NINE, 10 * MINUTE)
    assert posts(desk) == ["posts/lake", "posts/letter"]
    assert drafts(desk) == 2
    assert loop.events("reloaded") == ["reloaded", "reloaded"]


@pytest.mark.parametrize("what", ["config.yaml", "campaigns/letter.md", "campaigns/overrides.yaml"])
def test_a_broken_file_leaves_the_last_good_state_at_work_and_is_told_once(desk: Desk, begin: Begin, what: str) -> None:
    scheduled(desk, LETTER)
    people = People()
    loop = begin(post=lambda _: people)
    loop.tick()
    file = desk.root / what
    good = file.read_text() if file.exists() else "overrides: []\n"
    for number in range(3):
        file.write_text("---\ntitle: [\n")
        os.utime(file, (number, number))
        loop.tick(SECOND, times=3)
    loop.until(NINE, 10 * MINUTE)
    assert loop.events("broken") == ["broken"]
    assert "last good state" in next(line.note for line in loop.lines if line.event == "broken")
    assert drafts(desk) == 1
    file.write_text(good)
    loop.tick(SECOND, times=2)
    assert people.heard == ["failed the project", "recovered the project"]


def test_a_project_that_is_broken_at_the_start_does_nothing_and_is_told_when_it_is_known_whom(
    desk: Desk, begin: Begin
) -> None:
    scheduled(desk, LETTER)
    config = desk.root / "config.yaml"
    good = config.read_text()
    config.write_text("id: [\n")
    people = People()
    loop = begin(post=lambda _: people)
    loop.until(NINE + MINUTE, HOUR)
    assert loop.events() == ["broken"]
    config.write_text(good)
    loop.tick(SECOND)
    assert drafts(desk) == 1
    assert people.heard == []


def test_a_project_that_cannot_be_read_for_a_while_is_tried_again_without_a_change(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER)
    desk.at = NINE
    loop = begin()
    real, tries = loop.scheduler.open, iter((LedgerError("locked"), LedgerError("locked")))

    def fails(now: datetime) -> Workspace:
        if error := next(tries, None):
            raise error
        return real(now)

    loop.scheduler.open = fails
    loop.tick(20 * SECOND, times=10)
    assert drafts(desk) == 1
    assert loop.events("broken") == ["broken"]


def test_alerts_that_cannot_be_set_up_do_not_keep_anything_from_going_out(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER)
    desk.at = NINE

    def unset(_: Workspace) -> Post | None:
        raise ConfigError("alerts.webhook: HOOK is not set", where="config.yaml:20")

    loop = begin(post=unset)
    loop.tick(times=3)
    assert drafts(desk) == 1
    assert [line.note for line in loop.lines if line.event == "failed"] == [
        "config.yaml:20: alerts.webhook: HOOK is not set"
    ]


# ── the same edition, however it is written ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pushed_first", [0, 1])
def test_another_day_another_hour_and_another_name_make_no_second_draft(
    desk: Desk, begin: Begin, pushed_first: int
) -> None:
    scheduled(desk, f"{LETTER}, draft: 1 day before")
    desk.at = NINE - (1 if pushed_first else 2) * DAY
    loop = begin()
    loop.tick()
    assert drafts(desk) == pushed_first
    desk.campaign("letter", date="2026-11-25 09:00")
    loop.until(NINE + DAY - HOUR, 2 * HOUR)
    desk.campaign("letter", date="2026-11-25 17:30")
    loop.tick(SECOND)
    old = desk.root / "campaigns/letter.md"
    desk.campaign("renamed", date="2026-11-25 17:30", more="was: letter\n", title="Title of letter")
    old.unlink()
    scheduled(desk, "campaign: renamed, draft: 1 day before")
    loop.until(NINE + 4 * DAY, 2 * HOUR)
    assert drafts(desk) == 1
    assert loop.events("published") == ["published letter"]
    assert "posts/renamed/index.html" in desk.site()


# ── alerts ──────────────────────────────────────────────────────────────────────────────────────────────


def test_two_loops_and_a_restart_tell_each_event_once(desk: Desk, begin: Begin) -> None:
    two_services(desk, grace="3 hours")
    away = desk.write("outbox", "a file where the folder should be")
    people = People()
    one, two = begin(post=lambda _: people), begin(post=lambda _: people)
    for _ in range(5):
        one.tick(10 * MINUTE)
        two.tick()
    for _ in range(3):
        begin(post=lambda _: people).tick(10 * MINUTE)
    assert people.heard == ["failed letter draft"]
    away.unlink()
    later = begin(post=lambda _: people)
    later.until(NINE + 2 * HOUR, 5 * MINUTE)
    for loop in (one, two, begin(post=lambda _: people)):
        loop.tick(SECOND)
    assert people.heard == ["failed letter draft", "recovered letter draft"]
    assert drafts(desk) == 1


def test_while_the_webhook_is_away_work_goes_on_and_people_are_told_later(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER, more="blackouts: [{from: 2026-11-23, reason: Mourning}]\n")
    people = People()
    people.away = True
    loop = begin(post=lambda _: people)
    loop.until(NINE + HOUR, MINUTE)
    assert loop.events("held") == ["held letter"]
    assert 50 < len(loop.events("untold")) < 70
    people.away = False
    loop.tick(MINUTE)
    assert people.heard == ["held letter"]


def test_a_webhook_that_hangs_stops_no_tick(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER, "campaign: lake, missed: hold, grace: 1 hour")
    desk.campaign("lake", date="2026-11-20 09:00")
    go = threading.Event()

    def hang(_: dict[str, object]) -> None:
        go.wait(30)

    loop = begin(post=lambda _: hang)
    began = time.monotonic()
    loop.scheduler.tick()
    loop.scheduler.tick()
    assert not loop.scheduler._lanes[ALERTS].done()
    desk.at = NINE
    loop.scheduler.tick()
    while not drafts(desk) and time.monotonic() < began + 20:
        loop.scheduler.tick()
        time.sleep(0.02)
    assert drafts(desk) == 1
    assert not loop.scheduler._lanes[ALERTS].done()
    go.set()


def test_a_failure_that_is_over_may_be_told_again_when_it_comes_back(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER, more=GATE)
    people = People()
    loop = begin(post=lambda _: people)
    for round_ in range(2):
        gate = desk.write("closed", "")
        desk.campaign("lake", date="2026-11-20 09:00", title=f"Round {round_}")
        loop.tick(SECOND)
        gate.unlink()
        loop.tick(10 * MINUTE)
    assert people.heard == ["failed the site", "recovered the site"] * 2


# ── the loop itself ─────────────────────────────────────────────────────────────────────────────────────


def test_a_lane_that_ends_during_a_tick_is_not_given_the_same_work_again(desk: Desk, begin: Begin) -> None:
    """A ledger that was read just before a lane wrote to it says that its work is still due."""
    scheduled(desk, LETTER)
    desk.at = NINE
    loop = begin()
    real = loop.scheduler._agenda

    def slow(workspace: Workspace, now: datetime) -> pipeline.Agenda:
        found = real(workspace, now)
        loop.settle()
        return found

    loop.scheduler._agenda = slow  # type: ignore[method-assign]
    loop.tick(times=3)
    assert sorted(loop.events()) == ["published letter", "pushed letter"]


def test_a_mistake_of_the_program_is_told_and_the_rest_goes_on(desk: Desk, begin: Begin) -> None:
    two_services(desk)
    desk.at = NINE
    people = People()
    loop = begin(post=lambda _: people)
    real, broken = loop.scheduler._push, [True]

    def push(workspace: Workspace, jobs: list[Job]) -> None:
        if broken[0] and jobs[0].occurrence.key == "letter":
            raise ZeroDivisionError("somewhere")
        real(workspace, jobs)

    loop.scheduler._push = push  # type: ignore[method-assign]
    loop.tick(SECOND, times=10)
    assert (posts(desk), drafts(desk, "other"), drafts(desk)) == (["posts/lake", "posts/letter"], 1, 0)
    assert [line.note for line in loop.lines if line.event == "failed"] == [
        "local: a mistake in the program: ZeroDivisionError: somewhere"
    ]
    broken[0] = False
    loop.tick(MINUTE)
    assert drafts(desk) == 1
    assert people.heard == ["failed local lane", "recovered local lane"]


def test_a_clock_that_is_put_back_does_not_stop_the_tick() -> None:
    ticks, heard = schedule.Scheduler(), []
    job = ticks.every(1).seconds.do(lambda: heard.append(1))
    beat(ticks)
    assert heard == []
    assert job.next_run
    job.next_run += HOUR  # as the end of summer time leaves it
    beat(ticks)
    assert heard == [1]
    assert ticks.idle_seconds is not None
    assert ticks.idle_seconds <= 1


def test_a_clock_that_is_put_back_keeps_nothing_waiting(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER, more=GATE)
    desk.campaign("lake", date="2026-11-23 09:00")
    gate = desk.write("closed", "")
    desk.at = NINE + 2 * DAY
    loop = begin()
    loop.tick(MINUTE, times=10)
    gate.unlink()
    desk.at = NINE - HOUR
    loop.tick()
    assert posts(desk) == []
    assert (desk.root / "went").exists()
    loop.until(NINE + SECOND, 10 * MINUTE)
    assert posts(desk) == ["posts/lake", "posts/letter"]


def test_the_loop_ends_when_it_is_told_to(desk: Desk, begin: Begin) -> None:
    scheduled(desk, LETTER)
    desk.at = NINE
    loop = begin()
    thread = threading.Thread(target=loop.scheduler.run)
    thread.start()
    end = time.monotonic() + 20
    while not drafts(desk) and time.monotonic() < end:
        time.sleep(0.01)
    loop.stop.set()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert loop.events()[0] == "started"
    assert loop.events()[-1] == "stopped"


def test_memory_does_not_grow_with_ticks(desk: Desk, begin: Begin) -> None:
    scheduled(desk, f"{MONDAYS}, from: 2026-11-20, missed: hold, grace: 1 hour", LETTER.replace("letter", "lake"))
    desk.campaign("lake", date="2026-11-20 09:00")
    loop = begin()
    loop.until(NINE + DAY, HOUR)
    for _ in range(200):
        desk.at += SECOND
        loop.scheduler.tick()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(1500):
            desk.at += SECOND
            loop.scheduler.tick()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 100_000
