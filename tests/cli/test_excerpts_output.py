"""`publisher excerpts`: what it prints, in which form, and for which wishes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from publisher import excerpts, sources

from tests.cli.conftest import Tell, ended, spawn

REPORT = """\
# Warm rooms

## Foreword

The rooms cost £40 a week, and 14 people came to them. Everybody who came was glad of the warm rooms in that winter.

Amina Rahman, chief executive of Example Trust, said: “We counted every lorry twice, and then we counted them again.”

## The *door*

“A closed door asks you a question,” said Bernard Thackray. “So you prop it open and put up with the draught.”

> Nobody asks what you are there for.
>
> — a librarian

## Recommendations

- Councils should open the rooms on every day of the winter.
"""

FIELDS = [
    *(
        "id",
        "kind",
        "text",
        "raw_text",
        "start",
        "end",
        "page",
        "section",
        "paragraph",
        "speaker",
        "descriptor",
        "role",
    ),
    *("organisation", "confidence", "evidence", "pieces", "variant_of"),
]


@pytest.fixture
def report(folder: Path) -> Path:
    path = folder / "rooms.md"
    path.write_text(REPORT)
    return path


def rows(tell: Tell, *options: str) -> list[dict[str, object]]:
    said = tell("excerpts", "rooms.md", "--format", "json", *options)
    assert said.code == 0, said.err
    found: list[dict[str, object]] = json.loads(said.out)
    return found


def test_json_has_every_field_in_order_and_exact_offsets(report: Path, tell: Tell) -> None:
    found = rows(tell, "--kind", "all")
    assert {row["kind"] for row in found} >= {"quotation", "recommendation", "figure"}
    for row in found:
        assert list(row) == FIELDS
        assert REPORT[row["start"] : row["end"]] == row["raw_text"]  # type: ignore[misc]
        for one in row["evidence"]:  # type: ignore[attr-defined]
            assert set(one) == {"kind", "start", "end", "text"}
            assert " ".join(REPORT[one["start"] : one["end"]].split()) == one["text"]


def test_json_names_the_speaker_and_says_null_for_what_is_not_known(report: Path, tell: Tell) -> None:
    first, *_ = rows(tell)
    assert (first["speaker"], first["descriptor"]) == ("Amina Rahman", None)
    assert str(first["role"]).startswith("chief executive")
    assert first["section"] == ["Warm rooms", "Foreword"]
    assert first["page"] is None


def test_json_lines_and_the_short_option_say_the_same(report: Path, tell: Tell) -> None:
    lines = tell("excerpts", "rooms.md", "--format", "jsonl", "--kind", "all").out.splitlines()
    assert [json.loads(line) for line in lines] == rows(tell, "--kind", "all")
    assert json.loads(tell("excerpts", "rooms.md", "--json").out) == rows(tell)


def test_markdown_is_ready_to_paste(report: Path, tell: Tell) -> None:
    said = tell("excerpts", "rooms.md", "--format", "md")
    blocks = said.out.rstrip("\n").split("\n\n")
    assert blocks[0].startswith(
        "> We counted every lorry twice, and then we counted them again.\n>\n> — Amina Rahman, "
    )
    assert blocks[1].startswith("> A closed door asks you a question. So you prop it open")
    assert blocks[2] == "> Nobody asks what you are there for.\n>\n> — a librarian"
    (rule,) = tell("excerpts", "rooms.md", "--format", "md", "--kind", "recommendation").out.splitlines()
    assert rule == "> Councils should open the rooms on every day of the winter."


def test_what_is_pasted_is_proven(small: Path, tell: Tell) -> None:
    (small / "campaigns" / "reports" / "rooms.md").write_text(REPORT)
    pasted = tell("excerpts", "reports/rooms.md", "--format", "md", "--kind", "all").out
    front = "---\ntitle: Rooms\nsummary: About rooms.\nreport: reports/rooms.md\n---\n"
    (small / "campaigns" / "pasted.md").write_text(front + pasted)
    checked = tell("check", "pasted")
    assert checked.code == 0, checked.out
    assert "quotation-not-found" not in checked.out


def test_lines_fit_a_hundred_columns_where_there_is_no_terminal(report: Path, tell: Tell) -> None:
    for options in ((), ("--kind", "all")):
        lines = tell("excerpts", "rooms.md", *options).out.splitlines()
        assert lines
        assert max(map(len, lines)) <= 100


def test_a_figure_shows_its_numbers_and_other_kinds_say_what_they_are(report: Path, tell: Tell) -> None:
    assert "£40 a week, 14" in tell("excerpts", "rooms.md", "--kind", "figures").out
    assert "(recommendation)" in tell("excerpts", "rooms.md", "--kind", "all").out


def test_long_prints_everything_and_why_the_evidence_with_offsets(report: Path, tell: Tell) -> None:
    said = tell("excerpts", "rooms.md", "--long", "--why", "--speaker", "Amina")
    assert "    “We counted every lorry twice, and then we counted them again.”\n" in said.out
    assert "Amina Rahman, chief executive" in said.out
    (row,) = rows(tell, "--speaker", "Amina")
    (evidence,) = row["evidence"]  # type: ignore[misc]
    assert f"confidence {row['confidence']:.2f}\n" in said.out
    assert f"{evidence['kind']}, {evidence['start']}–{evidence['end']}: " in said.out  # type: ignore[index]


def test_limit_about_and_id_choose(report: Path, tell: Tell) -> None:
    assert len(rows(tell, "--limit", "2")) == 2
    (one,) = rows(tell, "--about", "lorries")
    assert one["speaker"] == "Amina Rahman"
    ids = [str(row["id"]) for row in rows(tell, "--kind", "all")]
    assert [row["id"] for row in rows(tell, "--id", f"{ids[-1]},{ids[0]}")] == [ids[-1], ids[0]]


def test_nothing_found_is_said_and_is_no_failure(report: Path, tell: Tell) -> None:
    said = tell("excerpts", "rooms.md", "--about", "zebras")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("rooms.md: no quotation about “zebras”.")
    said = tell("excerpts", "rooms.md", "--kind", "all", "--about", "zebras", "--json")
    assert (said.code, json.loads(said.out)) == (0, [])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--speaker", "Rahmann"], "rooms.md: nobody in this report is called “Rahmann”. Did you mean “Amina Rahman”?"),
        (["--section", "Forword"], "rooms.md: no heading holds “Forword”. Did you mean “Foreword”?"),
        (["--id", "nothing"], "rooms.md: no excerpt has the id `nothing`."),
        (["--page", "1"], "rooms.md: this report has no pages."),
        (["--kind", "quotaton"], "there is no kind `quotaton`. Did you mean `quotation`?"),
        (["--limit", "0"], "--limit"),
        (["--format", "xml"], "--format"),
    ],
)
def test_a_wish_that_cannot_be_met_is_one_line_and_exit_2(
    options: list[str], words: str, report: Path, tell: Tell
) -> None:
    said = tell("excerpts", "rooms.md", *options)
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert words in said.err


def test_repairs_are_listed_with_place_and_change(folder: Path, tell: Tell) -> None:
    source = (
        "Rooms\n\nSummary\n\nThe rooms were warm and the people who came to them in that long winter were glad of\n\n"
        "\x0cthem, as everybody said who had sat there for a while.\n\nThe rooms <u>were</u> warm, and many came.\n"
    )
    (folder / "rooms.txt").write_text(source)
    report = sources.read(folder / "rooms.txt", name="rooms.txt")
    said = tell("excerpts", "rooms.txt", "--repairs")
    assert said.code == 0
    assert len(said.out.splitlines()) == len(report.repairs)
    assert json.loads(tell("excerpts", "rooms.txt", "--repairs", "--json").out) == [
        {"kind": r.kind, "start": r.start, "end": r.end, "before": r.before, "after": r.after, "applied": r.applied}
        for r in report.repairs
    ]
    assert ("no repairs" in said.err) == (not report.repairs)


def test_no_project_is_needed_and_a_project_is_looked_into(
    report: Path, small: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    (small / "below").mkdir()
    monkeypatch.chdir(small / "below")
    assert tell("excerpts", "reports/bridges.txt").code == 0
    said = tell("excerpts", "reports/none.txt")
    assert (said.code, said.err) == (2, "reports/none.txt: there is no such file. Check the path\n")


def test_an_address_of_this_machine_is_not_fetched(folder: Path, tell: Tell) -> None:
    said = tell("excerpts", "http://127.0.0.1:9/report.pdf")
    assert (said.code, said.out, len(said.errors)) == (1, "", 1)
    assert "private address" in said.err


def test_the_output_can_be_piped_into_another_program(report: Path) -> None:
    said = ended(spawn("excerpts", "rooms.md", "--format", "jsonl", cwd=report.parent))
    assert said.code == 0
    assert [json.loads(line)["kind"] for line in said.out.splitlines()] == ["quotation"] * 3
    assert "\x1b" not in said.out


def test_the_example_report_has_all_four_kinds(example_report: Path, tell: Tell) -> None:
    said = tell("excerpts", str(example_report), "--kind", "all", "--json")
    kinds = [row["kind"] for row in json.loads(said.out)]
    assert kinds.count("recommendation") >= 8
    assert kinds.count("figure") > 40
    assert kinds.count("passage") >= 5
    assert kinds.count("quotation") == len(excerpts.quotations(sources.read(example_report, name="r.md")))


@pytest.fixture
def example_report(example: object) -> Path:
    return Path(example.campaigns) / "reports" / "open-doors.md"  # type: ignore[attr-defined]
