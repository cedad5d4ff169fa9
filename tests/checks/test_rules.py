"""checks/rules.py: the table, and that every rule of it has been broken by a test."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from publisher.checks import RULES, finding
from publisher.model import Place

from tests.checks.provoking import PROVOKED, provokes
from tests.cli.conftest import CONFIG, POST, Tell, folder, small, tell  # noqa: F401 -- fixtures


def test_every_rule_has_a_test_that_breaks_it() -> None:
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        importlib.import_module(f"tests.checks.{path.stem}")
    assert set(RULES) == PROVOKED


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_asks_in_one_sentence(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", name)
    rule = RULES[name]
    assert rule.asks[0].isupper() or rule.asks[0] == "`"
    assert rule.asks.endswith(".")
    assert rule.asks.count(". ") == 0


def test_a_finding_has_its_rules_severity() -> None:
    found = finding("image-alt", Place("campaigns/x.md", 3), "no words", "Say it")
    assert (str(found), found.severity) == ("campaigns/x.md:3: no words. Say it", RULES["image-alt"].severity)
    with pytest.raises(KeyError):
        finding("no-such-rule", Place("x"), "")


@provokes("report-missing")
@pytest.mark.parametrize(
    ("report", "words"),
    [
        ("reports/no.pdf", "there is no report `reports/no.pdf`"),
        ("../../outside.txt", "lies outside the project"),
        ("https://example.org/x.pdf", "was not gathered yet"),
        ("reports", "there is no report `reports`"),
        ("reports/empty.pdf", "is not a PDF"),
    ],
)
def test_a_report_that_cannot_be_read(report: str, words: str, small: Path, tell: Tell) -> None:  # noqa: F811
    (small / "campaigns" / "reports" / "empty.pdf").write_bytes(b"")
    (small.parent / "outside.txt").write_text("Words.")
    (small / "campaigns" / "a-post.md").write_text(POST.replace("reports/bridges.txt", report))
    said = tell("check", "a-post", "--json")
    assert said.code == 1
    (found,) = json.loads(said.out)["findings"]
    assert (found["rule"], found["where"]["line"]) == ("report-missing", 5)
    assert words in found["what"]


@provokes("schedule-from")
def test_a_recurring_campaign_on_the_site_has_a_first_day(small: Path, tell: Tell) -> None:  # noqa: F811
    post = small / "campaigns" / "a-post.md"
    post.write_text(re.sub(r"\ndate: [^\n]+", "", POST))
    config = re.sub(r"since: .*\n", "", CONFIG).partition("schedule:")[0]
    entry = 'schedule:\n  - {campaign: a-post, every: monday, at: "09:00"MORE}\n'

    def found(more: str, extra: str = "") -> list[dict[str, Any]]:
        (small / "config.yaml").write_text(config + extra + entry.replace("MORE", more))
        said = tell("build", "--json")
        assert said.code == 0, said.err
        return [one for one in json.loads(said.out)["findings"] if one["rule"] == "schedule-from"]

    assert found(", from: 2026-11-02") == found("", "since: 2026-11-02\n") == []
    [one] = found("")
    assert one["where"]["file"] == "config.yaml"
    assert "a year of editions" in one["what"]
