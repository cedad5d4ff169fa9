"""cli/output.py: lines, tables, JSON and progress."""

from __future__ import annotations

import itertools
import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from publisher.cli import output
from publisher.errors import ConfigError, FindingsError, Several
from publisher.model import Finding, Place, Severity

from tests.cli.conftest import spawn

FOUND = tuple(
    Finding("image-alt", severity, Place("campaigns/x.md", line), "no words", "Say it")
    for line, severity in ((1, Severity.ERROR), (2, Severity.WARNING))
)


def test_a_table_is_as_wide_as_its_widest_cells(capsys: pytest.CaptureFixture[str]) -> None:
    output.table([("a", "bb", "c"), ("aaa", "", "")], headings=("x", "y", "z"))
    assert capsys.readouterr().out == "x    y   z\na    bb  c\naaa\n"
    output.table([])
    assert capsys.readouterr().out == ""


def test_words_for_numbers_and_lists() -> None:
    assert [output.count(number, "draft") for number in (0, 1, 2000)] == ["0 drafts", "1 draft", "2,000 drafts"]
    assert output.count(2, "copy", "copies") == "2 copies"
    assert [output.listed("abc"[:length]) for length in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_a_path_below_here_is_printed_as_it_would_be_typed(tmp_path: Path) -> None:
    assert output.near(str(tmp_path / "a" / "b"), tmp_path) == "a/b"
    assert output.near("/elsewhere", tmp_path) == "/elsewhere"
    assert output.near("https://example.org/x", tmp_path) == "https://example.org/x"


def test_findings_say_how_bad_they_are_unless_they_are_errors(capsys: pytest.CaptureFixture[str]) -> None:
    output.findings(FOUND)
    assert capsys.readouterr().out == (
        "campaigns/x.md:1: no words. Say it\ncampaigns/x.md:2: warning: no words. Say it\n"
    )


def test_errors_are_told_once_each_with_the_findings_behind_them_first(capsys: pytest.CaptureFixture[str]) -> None:
    refused = FindingsError("1 error, so nothing was built", FOUND)
    output.tell(Several([refused, ConfigError("wrong\nhere", where="config.yaml:1")]), refused)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "campaigns/x.md:1: no words. Say it", "1 error, so nothing was built", "config.yaml:1: wrong\\nhere"
    ]  # fmt: skip
    assert output.findings_in([refused, refused]) == list(FOUND)


def test_json_has_plain_values_only(capsys: pytest.CaptureFixture[str]) -> None:
    @dataclass
    class Thing:
        where: Path
        day: date
        _own: int = 1

    output.say_json({"thing": Thing(Path("a") / "b", date(2026, 11, 22)), "set": {"b", "a"}, "error": ConfigError("ł")})
    assert json.loads(capsys.readouterr().out) == {
        "thing": {"where": "a/b", "day": "2026-11-22"}, "set": ["a", "b"], "error": "ł"
    }  # fmt: skip


def test_what_takes_less_than_a_second_makes_no_noise(capsys: pytest.CaptureFixture[str]) -> None:
    ticks = itertools.count(0, 0.001)
    with output.Progress(lambda: next(ticks)) as progress:
        for done in range(1, 100):
            progress("Drawing pages", done, 99)
    assert capsys.readouterr().err == ""


def test_what_takes_longer_says_so_once_a_second_and_at_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    ticks = itertools.count(0, 0.4)
    with output.Progress(lambda: next(ticks)) as progress:
        for done in range(1, 11):
            progress("Drawing pages", done, 1000)
        progress("Drawing pages", 1000, 1000)
        progress("Pushing drafts", 1, 1)  # another stage has a second of its own
    assert capsys.readouterr().err.splitlines() == [
        "Drawing pages: 4 of 1,000",
        "Drawing pages: 7 of 1,000",
        "Drawing pages: 10 of 1,000",
        "Drawing pages: 1,000 of 1,000",
    ]


def test_at_a_terminal_a_bar_is_drawn_and_taken_away() -> None:
    pty = pytest.importorskip("pty", reason="no pseudo-terminals on this system")
    ours, theirs = pty.openpty()
    code = """
import itertools
from publisher.cli.output import Progress, remark
ticks = itertools.count(0, 2)
with Progress(lambda: next(ticks)) as progress:
    progress("Drawing pages", 1, 3)
    progress("Drawing pages", 2, 3)
    progress.clear()
    remark("a question")
    progress("Drawing pages", 3, 3)
"""
    process = spawn(python=("-c", code), stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while more := os.read(ours, 4096):
            shown += more
    except OSError:
        pass  # Linux says so when the other end is closed
    finally:
        os.close(ours)
        process.communicate(timeout=30)
    assert process.returncode == 0
    before, _, after = shown.decode().partition("a question\r\n")
    assert "Drawing pages" in before
    assert "2/3" in before
    assert "3/3" in after
