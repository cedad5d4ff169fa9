"""What each block of a text is: headings, contents, heads, captions, notes, pull quotes, imprint; who wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.errors import SourceError
from publisher.model import ParagraphKind as Kind
from publisher.sources.markdown import read as read_markdown
from publisher.sources.text import MAX_CHARACTERS, decode, read

PROSE = [
    "Nine warm rooms were open in the winter, and the people who came to them were not the people whom we expected to see.",
    "Some of them came for the heat. More came for the tea, and most came back because somebody had remembered their name.",
    "A room is cheap to run and hard to pay for, which every treasurer in the district was able to tell us at some length.",
    "The volunteers whom we asked had all been guests themselves in the year before, and none of them had planned to stay.",
]
REPORT = f"""
Warm rooms

What nine of them taught us

Jo Ash and Tom Wilk

Contents

1. Why we asked	2
2. What we found	3
3. What comes next	5

Jo Ash runs a hall. Tom Wilk teaches history to people who have left school.

WHY WE ASKED

We asked because nobody had.

Why we asked

{PROSE[0]}

{PROSE[1]}

Figure 1: Rooms by month

What we fouud

{PROSE[2]}

Rooms and their people

{PROSE[3]}

What comes next

{PROSE[0]}

Published by the Hall Trust, March 2026. © Hall Trust 2026

Registered charity no. 12345
"""


def kinds(text, reader=read):
    report = reader(text.encode(), name="r")
    return [(p.kind, p.level, report.words(p.start, p.end)) for p in report.paragraphs]


def kind_of(text, words, reader=read):
    found = [kind for kind, _, these in kinds(text, reader) if these == words]
    assert found, words
    return found[0]


def headings(text):
    return [(level, words) for _, level, words in kinds(text) if level]


def test_the_contents_list_names_the_chapters_even_where_letters_are_damaged():
    assert headings(REPORT) == [
        (1, "Why we asked"),
        (1, "What we fouud"),
        (2, "Rooms and their people"),
        (1, "What comes next"),
    ]


def test_the_contents_list_is_no_text_of_the_report():
    contents = [words for kind, _, words in kinds(REPORT) if kind is Kind.CONTENTS]
    assert contents == ["Contents", "1. Why we asked 2", "2. What we found 3", "3. What comes next 5"]


@pytest.mark.parametrize("leader", ["\t", " ........ ", "      "])
def test_a_contents_list_is_known_by_its_page_numbers(leader):
    listed = "\n".join(f"{title}{leader}{page}" for title, page in (("Alpha", 2), ("Beta", 4), ("Gamma", 9)))
    body = "\n\n".join(f"{title}\n\n{PROSE[0]}" for title in ("Alpha", "Beta", "Gamma"))
    assert [kind for kind, _, _ in kinds(f"{listed}\n\n{body}")][:3] == [Kind.CONTENTS] * 3


def test_figures_that_rise_are_no_contents_list():
    rows = "Hall\t12\nChurch\t15\nLibrary\t30"
    assert {kind for kind, _, words in kinds(f"{PROSE[0]}\n\n{rows}\n\n{PROSE[1]}") if words[-1].isdigit()} == {
        Kind.TABLE
    }


def test_a_cover_page_is_no_heading_and_its_summary_no_text():
    assert kind_of(REPORT, "WHY WE ASKED") is Kind.FURNITURE
    assert kind_of(REPORT, "We asked because nobody had.") is Kind.PULL_QUOTE


def test_title_authors_publisher_and_date_are_those_printed():
    report = read(REPORT.encode(), name="r")
    assert (report.title, report.authors) == ("Warm rooms", ("Jo Ash", "Tom Wilk"))
    assert (report.publisher, report.published) == ("Hall Trust", "2026")


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Blog\n\n12 March 2026\n\nWarm rooms", "Warm rooms"),
        ("Skip to main content\n\nWarm rooms", "Warm rooms"),
        (PROSE[0], ""),
    ],
)
def test_a_title_is_no_label_and_no_date(first, title):
    assert read(f"{first}\n\n{PROSE[1]}\n\n{PROSE[2]}".encode(), name="r").title == title


def test_a_byline_names_the_authors():
    assert read(f"Warm rooms\n\nBy Jo Ash and Tom Wilk\n\n{PROSE[0]}".encode(), name="r").authors == (
        "Jo Ash",
        "Tom Wilk",
    )


@pytest.mark.parametrize(
    "caption", ["Figure 2: Rooms by month", "Table 3. Costs", "Photo: Jo Ash", "Source: our count"]
)
def test_captions_are_known_by_their_first_word(caption):
    assert kind_of(f"{PROSE[0]}\n\n{caption}\n\n{PROSE[1]}", caption) is Kind.CAPTION


def test_a_sentence_that_begins_with_figures_is_no_caption():
    words = "Figures for the winter are not yet known, and nobody expects them before the summer comes."
    assert kind_of(f"{PROSE[0]}\n\n{words}\n\n{PROSE[1]}", words) is Kind.TEXT


@pytest.mark.parametrize(
    "note",
    [
        "3 Ash, J (2020) Warm rooms. Available at www.example.org/rooms",
        "¹ The count was made in March.",
        "[2] Wilk, T. (2019). Cold halls.",
        "- Ash, J; Wilk, T (2017) Rooms and halls. Trust report",
        "* See the annex for details: https://example.org",
    ],
)
def test_footnotes_are_known_by_mark_and_citation(note):
    assert kind_of(f"{PROSE[0]}\n\n{note}\n\n{PROSE[1]}", note) is Kind.FOOTNOTE


def test_a_numbered_list_is_no_footnote():
    items = "1. Open rooms every day.\n2. Pay people.\n3. Count the guests."
    assert Kind.FOOTNOTE not in {kind for kind, _, _ in kinds(f"{PROSE[0]}\n\n{items}\n\n{PROSE[1]}")}


def test_everything_below_references_is_a_footnote():
    text = (
        f"{PROSE[0]}\n\nReferences\n\nAsh, J. Warm rooms. https://example.org\n\nWilk, T. Cold halls. www.example.org"
    )
    assert [kind for kind, _, words in kinds(text) if "www" in words or "https" in words] == [Kind.FOOTNOTE] * 2


def test_a_pull_quote_repeats_words_of_the_text():
    pull = "most came back because somebody had remembered their name"
    assert kind_of(f"{PROSE[0]}\n\n{pull}\n\n{PROSE[1]}\n\n{PROSE[2]}", pull) is Kind.PULL_QUOTE


def test_an_attributed_block_may_differ_from_what_it_repeats():
    said = 'Jo Ash told us: "We never had a plan. We had a kettle and a key, and one of the two worked on most days."'
    pull, whose = "We never had a plan. We had the kettle and a key.", "Jo Ash, chair, Hall Trust"
    text = f"{PROSE[0]}\n\n{said}\n\n{pull}\n\n{whose}\n\n{PROSE[1]}"
    assert kind_of(text, pull) is Kind.PULL_QUOTE
    assert kind_of(text, whose) is Kind.PULL_QUOTE


def test_a_name_below_a_foreword_signs_it():
    whose = "Jo Ash, chair, Hall Trust"
    assert kind_of(f"Foreword\n\n{PROSE[0]}\n\n{PROSE[1]}\n\n{whose}", whose) is Kind.TEXT


def test_what_is_printed_before_and_behind_the_text_is_boilerplate():
    about = (
        "The Hall Trust has kept halls open since the year in which the first of them was built by its own neighbours."
    )
    text = f"Warm rooms\n\n{about}\n\nWhy we asked\n\n" + "\n\n".join(PROSE * 4) + f"\n\n{about}"
    assert [kind for kind, _, words in kinds(text) if words == about] == [Kind.BOILERPLATE] * 2


def test_a_paragraph_repeated_within_the_text_is_none():
    text = (
        f"Why we asked\n\n{PROSE[0]}\n\n"
        + "\n\n".join(PROSE[1:] * 3)
        + f"\n\n{PROSE[0]}\n\n"
        + "\n\n".join(PROSE[1:] * 3)
    )
    assert {kind for kind, _, words in kinds(text) if words == PROSE[0]} == {Kind.TEXT}


def test_a_block_that_stands_further_in_is_a_quotation():
    quoted = "    We never had a plan. We had a kettle and\n    a key, and one of the two worked."
    text = f"{PROSE[0]}\n\n{quoted}\n\n{PROSE[1]}"
    assert kind_of(text, " ".join(quoted.split())) is Kind.QUOTATION


def test_lines_with_an_angle_bracket_are_a_quotation_without_it():
    text = f"{PROSE[0]}\n\n> We never had a plan.\n> We had a kettle.\n\n{PROSE[1]}"
    assert kind_of(text, "We never had a plan. We had a kettle.") is Kind.QUOTATION


def test_running_heads_and_page_numbers_are_known_by_form_feeds():
    pages = "\f".join(f"Warm rooms {n}\n\n{prose}\n\n" for n, prose in enumerate(PROSE, 2))
    assert [kind for kind, _, _ in kinds(pages)] == [Kind.FURNITURE, Kind.TEXT] * 4


def test_page_numbers_are_known_by_rising():
    text = "\n\n".join(f"{prose}\n\n- {n} -" for n, prose in enumerate(PROSE, 7))
    assert [kind for kind, _, _ in kinds(text)] == [Kind.TEXT, Kind.FURNITURE] * 4


def test_lines_that_come_back_in_a_poem_are_no_running_heads():
    refrain = "\n\n".join(f"{prose}\n\nAnd the kettle sings on" for prose in PROSE)
    assert Kind.FURNITURE not in {kind for kind, _, _ in kinds(refrain)}


def test_numbers_tell_the_depth_of_headings():
    text = f"1. Rooms\n\n{PROSE[0]}\n\n1.1 Heat\n\n{PROSE[1]}\n\n2. Halls\n\n{PROSE[2]}"
    assert headings(text) == [(1, "1. Rooms"), (2, "1.1 Heat"), (1, "2. Halls")]


def test_a_heading_at_once_below_another_is_deeper_and_so_is_its_like():
    text = f"{PROSE[0]}\n\nWhat to do\n\nFor halls\n\n- Open.\n- Heat.\n\nFor rooms\n\n- Close.\n\nWhy\n\n{PROSE[1]}"
    assert headings(text) == [(1, "What to do"), (2, "For halls"), (2, "For rooms"), (1, "Why")]


@pytest.mark.parametrize(
    "line", ["Jo Ash, chair, Hall Trust", "12 March 2026", "By Jo Ash", "She came. She saw", "In the"]
)
def test_some_short_lines_are_no_headings(line):
    assert headings(f"{PROSE[0]}\n\n{line}\n\n{PROSE[1]}") == []


def test_a_heading_may_be_wrapped():
    text = f"{PROSE[0]}\n\nWhat the people of the rooms\nhad to say\n\n{PROSE[1]}"
    assert headings(text) == [(1, "What the people of the rooms had to say")]


def test_markdown_tells_its_kinds_itself():
    text = "# Rooms\n\n> We had a kettle.\n\n- Open.\n\n| Hall | £5 |\n\n[^1]: A note.\n\nWords."
    assert [kind for kind, _, _ in kinds(text, read_markdown)] == [
        *(Kind.HEADING, Kind.QUOTATION, Kind.ITEM, Kind.TABLE, Kind.FOOTNOTE, Kind.TEXT),
    ]


def test_a_text_without_end_is_refused():
    with pytest.raises(SourceError, match="more than 6 million characters"):
        decode(b"a " * (MAX_CHARACTERS // 2 + 1), name="r")


@given(st.text(st.sampled_from('abT Aé1.2,"“”„\n\n\n\f\t-–>|<u/&³[]:;*()'), max_size=400))
def test_any_text_is_read_with_all_its_words_in_order(text):
    report = read(text.encode(), name="r")
    assert report == read(text.encode(), name="r")
    ends = [0, *(p.end for p in report.paragraphs)]
    assert all(end <= p.start < p.end for end, p in zip(ends, report.paragraphs, strict=False))
    assert [word for p in report.paragraphs for word in text[p.start : p.end].split()] == text.split()
    reached = 0
    for repair in report.repairs:
        assert reached <= repair.start <= repair.end <= len(text)
        assert text[repair.start : repair.end] == repair.before
        reached = repair.end
