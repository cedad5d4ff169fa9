"""`publisher new --report`: a campaign with its quotations; the report is copied in, asked first."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from publisher.project import Project

from tests.cli.conftest import Tell, snapshot

ROOMS = """\
# Warm rooms

## The door

Amina Rahman, chief executive of Harrow council, said: “We kept every one of the rooms open until the end of the winter.”

## The lamps

Bernard Thackray, director of Skelby Library, said: “We turned the ceiling off and lit nine lamps from home instead.”
"""


@pytest.fixture
def outside(small: Path, tmp_path: Path) -> Path:
    path = tmp_path / "rooms.md"
    path.write_text(ROOMS)
    return path


def body(small: Path, slug: str) -> str:
    return (small / "campaigns" / f"{slug}.md").read_text()


def test_a_report_from_outside_is_copied_when_told_to(small: Path, outside: Path, tell: Tell) -> None:
    said = tell("new", "rooms", "--report", str(outside), "--yes")
    assert said.code == 0, said.err
    assert said.out.splitlines()[:2] == ["campaigns/reports/rooms.md", "campaigns/rooms.md"]
    assert (small / "campaigns" / "reports" / "rooms.md").read_bytes() == outside.read_bytes()
    assert 'report: "reports/rooms.md"' in body(small, "rooms")
    assert "quotes 2 excerpts" in said.err


def test_nobody_to_ask_means_nothing_is_copied_or_written(small: Path, outside: Path, tell: Tell) -> None:
    before = snapshot(small)
    said = tell("new", "rooms", "--report", str(outside))
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert "With --yes it is copied there" in said.err
    assert snapshot(small) == before


def test_another_file_of_that_name_is_never_written_over(small: Path, outside: Path, tell: Tell) -> None:
    (small / "campaigns" / "reports" / "rooms.md").write_text("mine")
    before = snapshot(small)
    said = tell("new", "rooms", "--report", str(outside), "--yes")
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert said.err.startswith("campaigns/reports/rooms.md: is here already and is another file.")
    assert snapshot(small) == before


def test_the_same_file_again_is_used_as_it_lies(small: Path, outside: Path, tell: Tell) -> None:
    assert tell("new", "one", "--report", str(outside), "--yes").code == 0
    said = tell("new", "two", "--report", str(outside), "--yes")
    assert (said.code, said.out.splitlines()[0]) == (0, "campaigns/two.md")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--about", "zebras"], "nothing that can be quoted is about “zebras”"),
        (["--excerpt", "nothing"], "no excerpt has the id `nothing`"),
        (["--template", "newslettr"], "there is no template `newslettr`"),
    ],
)
def test_what_cannot_be_made_leaves_no_copy_behind(
    options: list[str], words: str, small: Path, outside: Path, tell: Tell
) -> None:
    before = snapshot(small)
    said = tell("new", "rooms", "--report", str(outside), "--yes", *options)
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert words in said.err
    assert snapshot(small) == before


def test_choosing_needs_a_report(small: Path, tell: Tell) -> None:
    for options in (["--about", "Skelby"], ["--excerpt", "12345678"]):
        said = tell("new", "rooms", *options)
        assert (said.code, said.out) == (2, "")
        assert "Name it: --report" in said.err


def test_about_and_excerpt_choose_what_is_quoted(small: Path, outside: Path, tell: Tell) -> None:
    assert tell("new", "lamps", "--report", str(outside), "--yes", "--about", "Skelby").code == 0
    assert "Bernard Thackray" in body(small, "lamps")
    assert "Amina Rahman" not in body(small, "lamps")
    found = json.loads(tell("excerpts", "reports/rooms.md", "--json").out)
    assert tell("new", "doors", "--report", "reports/rooms.md", "--excerpt", found[0]["id"]).code == 0
    assert body(small, "doors").count("\n> — ") == 1


def test_check_refuses_the_campaign_until_its_lead_is_written(small: Path, outside: Path, tell: Tell) -> None:
    tell("new", "rooms", "--report", str(outside), "--yes")
    said = tell("check", "rooms", "--json")
    assert said.code == 1
    errors = [one["rule"] for one in json.loads(said.out)["findings"] if one["severity"] == "error"]
    assert errors == ["lead-unwritten"]
    path = small / "campaigns" / "rooms.md"
    path.write_text(
        re.sub(r"^\[Write .*\]$", "The winter was long, and the rooms were warm.", path.read_text(), flags=re.MULTILINE)
    )
    said = tell("check", "rooms")
    assert said.code == 0, said.out


def test_an_unwritten_lead_is_never_pushed_or_built(small: Path, outside: Path, tell: Tell) -> None:
    tell("new", "rooms", "--report", str(outside), "--yes", "--template", "newsletter")
    path = small / "campaigns" / "rooms.md"
    path.write_text(path.read_text().replace("# date: 2026-11-22 09:00", "date: 2026-11-21 09:00"))
    for verb in (["push", "rooms"], ["build"]):
        said = tell(*verb)
        assert said.code == 1
        assert "campaigns/rooms.md:16: this is still to be written: “Write the lead”" in said.err
    assert not (small / "outbox").exists()


@pytest.mark.parametrize("template", ["report-post", "guest-post", "newsletter", "digest"])
@pytest.mark.parametrize("name", ["open-doors.pdf", "open-doors.md"])
def test_the_example_report_makes_a_campaign_of_each_template(
    template: str, name: str, example: Project, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(example.root)
    said = tell("new", "doors", "--report", f"reports/{name}", "--template", template)
    assert said.code == 0, said.err
    findings = json.loads(tell("check", "doors", "--json").out)["findings"]
    assert [one["rule"] for one in findings if one["severity"] == "error"] == ["lead-unwritten"]
    text = (example.campaigns / "doors.md").read_text()
    assert 4 <= text.count("\n> — ") <= 5
    assert "(reports/open-doors.pdf)" in text
