"""A real report against its gold: headings, and quotations cut through by pages. The text is not in the project."""

import json
import textwrap
from pathlib import Path

import pytest
from publisher.sources.text import read

GOLD = json.loads((Path(__file__).parents[1] / "gold" / "seizing-the-moment.json").read_text(encoding="utf-8"))


@pytest.fixture
def source(texts) -> str:
    return (texts / GOLD["source"]["file"]).read_bytes().decode()


def test_every_heading_is_found_with_its_level_and_hardly_another(source):
    report = read(source.encode(), name="r")
    found = [(p.start, p.end, p.level) for p in report.paragraphs if p.level]
    for section in GOLD["sections"]:
        assert [level for a, b, level in found if a <= section["start"] < b] == [section["level"]], section["heading"]
    body = GOLD["sections"][0]["start"]
    assert sum(a >= body for a, _, _ in found) == len(GOLD["sections"])


def test_every_quotation_stands_in_its_section(source):
    report = read(source.encode(), name="r")
    wrong = [q["n"] for q in GOLD["quotations"] if report.section_at(q["start"])[-1:] != (q["section"],)]
    assert wrong == []


def test_every_quotation_is_read_as_its_pieces_and_nothing_else(source):
    report = read(source.encode(), name="r")
    for quotation in GOLD["quotations"]:
        said = " ".join(" ".join(source[a:b].split()) for a, b in quotation["pieces"])
        assert report.words(quotation["start"], quotation["end"]) == said


def test_title_and_authors_are_those_of_the_cover(source):
    report = read(source.encode(), name="r")
    assert report.authors == tuple(person["name"] for person in GOLD["people"] if not person["interviewee"])
    assert report.title
    assert report.publisher
    assert report.published.isdigit()


@pytest.mark.parametrize("width", [40, 60, 72, 100])
def test_other_line_widths_give_the_same_words(source, width):
    lines = (
        textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False) if "\t" not in line else line
        for line in source.split("\n")
    )
    first, second = (
        [(p.kind, p.level, report.words(p.start, p.end)) for p in report.paragraphs]
        for report in (read(text.encode(), name="r") for text in (source, "\n".join(lines)))
    )
    assert first == second
