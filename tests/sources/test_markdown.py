"""Markdown: blocks as paragraphs, marks as markup."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.model import RESERVED_CHARACTERS
from publisher.sources.markdown import read


def blocks(text):
    """(level, words without markup) of every paragraph."""
    report = read(text.encode(), name="r.md")
    return [(p.level, words(report, p.start, p.end)) for p in report.paragraphs]


def words(report, start, end):
    kept = "".join(
        character
        for at, character in enumerate(report.text[start:end], start)
        if not any(a <= at < b for a, b in report.markup)
    )
    return " ".join(kept.split())


def test_headings_of_both_styles_keep_their_level_and_lose_their_marks():
    text = "# One #\n\nTwo\n===\n\nThree\n---\n\n#### Four\n\n#hashtag\n"
    assert blocks(text) == [(1, "One"), (1, "Two"), (2, "Three"), (4, "Four"), (0, "#hashtag")]


def test_front_matter_is_no_paragraph_and_gives_the_title():
    report = read(b'---\ntitle: "Warm rooms"\nsecret: words\n---\nBody.\n', name="r")
    assert report.title == "Warm rooms"
    assert [report.text[p.start : p.end] for p in report.paragraphs] == ["Body."]
    assert report.markup[0] == (0, report.text.index("Body."))


def test_the_first_heading_is_the_title():
    assert read(b"# Warm *rooms*\n\nText.", name="r").title.startswith("Warm")


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_code_is_no_paragraph(fence):
    text = f'Before.\n\n{fence}text\n# no heading\n\n"no speech here at all"\n{fence}\n\n    indented code\n\nAfter.\n'
    assert blocks(text) == [(0, "Before."), (0, "After.")]


def test_an_unclosed_fence_runs_to_the_end():
    assert blocks("Before.\n\n```\ncode\n\n# code\n") == [(0, "Before.")]


def test_block_quotations_lose_their_marks_and_end_at_a_heading():
    text = "> We have\n> got to go.\nAnd lazily on.\n>\n> — Amina\n# Next\n"
    assert blocks(text) == [(0, "We have got to go. And lazily on."), (0, "— Amina"), (1, "Next")]


def test_list_items_are_paragraphs_without_their_markers():
    text = "- One\n  goes on\n- [x] Two\n1. Three\n\n   still three\n"
    assert blocks(text) == [(0, "One goes on"), (0, "Two"), (0, "Three"), (0, "still three")]


def test_rows_of_a_table_are_paragraphs():
    assert blocks("| Room | Cost |\n| --- | ---: |\n| Hall | £5 |\n") == [(0, "Room Cost"), (0, "Hall £5")]


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("We *must* **act** __now__, _please_.", "We must act now, please."),
        ("A snake_case word and 2 * 3.", "A snake_case word and 2 * 3."),
        ('See [the *whole* report](https://example.org/a_(b) "T") now.', "See the whole report now."),
        ("See [it][ref] and <https://example.org>.", "See it and https://example.org."),
        ("A mark\\* and R&amp;D.", "A mark* and R&D."),
        ("Note[^1] that ![a picture](x.png) ends.", "Note that ends."),
        ("Use `the *word*` here.", "Use the *word* here."),
        ("An <em>old</em> <!-- hidden --> tag.", "An old tag."),
        ("~~Not~~ this.", "Not this."),
        ("[Not a link] here.", "[Not a link] here."),
    ],
)
def test_inline_marks_are_markup(source, plain):
    assert blocks(source) == [(0, plain)]


def test_comments_rules_and_definitions_are_no_paragraphs():
    text = "<!-- a\n\n# b -->\n\n***\n\n[ref]: https://example.org\n\n<div>\n\nWords.\n\n[^1]: A note.\n"
    assert blocks(text) == [(0, "Words."), (0, "A note.")]


@given(st.text(st.sampled_from("ab #*_`~>[](){}-=|\\\n\t<!&;:1."), max_size=200))
def test_markup_and_paragraphs_are_in_order_whatever_the_text(text):
    report = read(text.encode(), name="r")
    assert report.text == text
    spans = report.markup
    assert all(a < b for a, b in spans)
    assert all(first[1] < second[0] for first, second in pairwise(spans))
    edges = [(p.start, p.end) for p in report.paragraphs]
    assert all(a < b <= len(text) for a, b in edges)
    assert all(first[1] <= second[0] for first, second in pairwise(edges))


@given(st.text(st.characters(exclude_characters={"\0", "\ufeff", *RESERVED_CHARACTERS}, exclude_categories=["Cs"])))
def test_any_text_is_read(text):
    assert read(text.encode(), name="r").text == text


def test_a_long_line_of_marks_is_read_at_once():
    for mark in ("[", "*", "`", "<", "> ", "![", "]("):
        read((mark * 20_000).encode(), name="r")
