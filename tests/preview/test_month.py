"""A month of the schedule in the preview."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from publisher.ledger import Acted, ActState
from publisher.ledger.store import Ledger

from tests.preview.visiting import Visitor

SCHEDULE = """
schedule:
  - {campaign: a-letter, draft: 2 days before}
  - {campaign: weekly, every: monday, at: "23:30", timezone: America/New_York, from: 2026-11-02, missed: skip}
blackouts:
  - {from: 2026-11-24, until: 2026-11-25, reason: Stock & tea}
"""

WEEKLY = """---
title: The <weekly>
template: newsletter
summary: A summary that is long enough to be shown beside a subject.
channels: [newsletter]
---
Words.
"""


@pytest.fixture
def scheduled(writing: Visitor) -> Visitor:
    """A letter that goes out once, and one that does every week; now is 12 November 2026, noon."""
    root = writing.project.root
    (root / "config.yaml").write_text((root / "config.yaml").read_text() + SCHEDULE)
    (root / "campaigns" / "weekly.md").write_text(WEEKLY)
    writing.current.changed()
    return writing


def days(html: str) -> dict[str, str]:
    """What is said about each day of the grid, as words."""
    cells = re.findall(r"<td ([^>]*)>(.*?)</td>", html, re.DOTALL)
    found = {}
    for attributes, inside in cells:
        (day,) = re.findall(r'datetime="([^"]+)"', inside)
        words = " ".join(unescape(re.sub(r"<[^>]+>", " ", inside)).split())
        found[day] = words + (" (today)" if 'aria-current="date"' in attributes else "")
    return found


def test_a_month_shows_what_goes_out_when_how_it_stands_and_why_nothing_may(scheduled: Visitor) -> None:
    html = scheduled.see("/calendar/2026-11")
    assert "<h1>November 2026</h1>" in html
    assert "on the clock of Europe/London" in html
    found = days(html)
    assert len(found) == 42
    assert found["2026-11-20"] == (
        "Friday 20 November A letter about lamps & chairs 09:00 coming Draft 18 November 2026, 09:00"
    )
    # 23:30 in New York is the next morning here.
    assert found["2026-11-24"] == "Tuesday 24 November Nothing goes out: Stock & tea The <weekly> 04:30 coming"
    assert found["2026-11-25"] == "Wednesday 25 November Nothing goes out: Stock & tea"
    assert found["2026-11-12"] == "Thursday 12 November (today)"
    assert found["2026-11-03"].endswith("before its entry was not in the schedule yet")
    assert found["2026-11-13"] == "Friday 13 November"
    assert found["2026-12-01"] == "Tuesday 1 December The <weekly> 04:30 coming"


def test_it_shows_what_the_ledger_knows_now(scheduled: Visitor) -> None:
    scheduled.see("/calendar/")
    with Ledger.open(scheduled.project.ledger) as book:
        begun = datetime(2026, 11, 1, tzinfo=UTC)
        done = [Acted("weekly@2026-11-02", act, ActState.DONE, begun) for act in ("publish", "draft")]
        book.write_acts([Acted("weekly", ActState.SEEN, ActState.SEEN, begun), *done])
    found = days(scheduled.see("/calendar/"))
    assert "The <weekly> 04:30 done" in found["2026-11-03"]
    assert "The <weekly> 04:30 skipped its time was 2026-11-09 23:30" in found["2026-11-10"]


def test_without_a_month_it_is_this_one_and_months_lead_to_each_other(scheduled: Visitor) -> None:
    assert days(scheduled.see("/calendar/")) == days(scheduled.see("/calendar/2026-11"))
    html = scheduled.see("/calendar/2026-12?dark=1")
    assert '<a href="/calendar/2026-11?dark=1" rel="prev" aria-keyshortcuts="k">' in html
    assert '<a href="/calendar/2027-01?dark=1" rel="next" aria-keyshortcuts="j">' in html
    assert '<a href="/calendar/?dark=1">Today</a>' in html
    assert '<a class="home" href="/?dark=1" aria-keyshortcuts="c">' in html
    for link in re.findall(r'href="(/campaigns/[^"]+)"', scheduled.see("/calendar/")):
        assert scheduled.ask(unescape(link)).status_code == 200


def test_the_list_of_campaigns_leads_to_it(scheduled: Visitor) -> None:
    assert '<a class="home" href="/calendar/?phone=1" aria-keyshortcuts="s">Calendar</a>' in scheduled.see("/?phone=1")


def test_it_is_a_table_with_names_for_those_who_do_not_see_it(scheduled: Visitor) -> None:
    html = scheduled.see("/calendar/")
    assert '<caption class="unseen">November 2026, a row a week</caption>' in html
    assert re.findall(r'<th scope="col" role="columnheader">(\w+)</th>', html)[::6] == ["Monday", "Sunday"]
    assert html.count('role="row"') == 7
    assert html.count('aria-current="date"') == 1


def test_a_month_without_anything_says_so(scheduled: Visitor, writing: Visitor) -> None:
    scheduled.edit("config.yaml", "from: 2026-11-02, missed", "from: 2026-11-02, until: 2026-11-30, missed")
    assert "Nothing is scheduled in this month." in scheduled.see("/calendar/2027-05")


def test_a_project_without_a_schedule_says_so(writing: Visitor) -> None:
    assert "<code>config.yaml</code> has no <code>schedule</code>" in writing.see("/calendar/")


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "9999-12", "0001-01", "soon", "2026-11-01", "..%2f.env"])
def test_what_is_no_month_is_not_there(month: str, scheduled: Visitor) -> None:
    assert scheduled.ask(f"/calendar/{month}").status_code == 404
    assert scheduled.ask("/calendar").status_code == 404


def test_a_schedule_that_cannot_be_meant_is_shown_with_its_place_and_recovers(scheduled: Visitor) -> None:
    scheduled.edit("config.yaml", "campaign: weekly", "campaign: weekl")
    html = unescape(scheduled.see("/calendar/"))
    assert "there is no campaign `weekl`" in html
    assert "Did you mean `weekly`?" in html
    scheduled.edit("config.yaml", "campaign: weekl,", "campaign: weekly,")
    assert "November 2026" in scheduled.see("/calendar/")


def test_a_broken_project_is_shown_there_too(scheduled: Visitor, tmp_path: Path) -> None:
    scheduled.edit("config.yaml", "language: en-GB", "language: englisch")
    assert "is not a language tag" in scheduled.see("/calendar/")


def test_looking_writes_nothing(scheduled: Visitor) -> None:
    scheduled.see("/calendar/")
    assert not scheduled.project.ledger.exists()
