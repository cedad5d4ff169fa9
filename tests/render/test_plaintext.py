"""The plain-text part: complete, wrapped, in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.errors import CampaignError
from publisher.model import Placeholder, PlaceholderName
from publisher.render.plaintext import WIDTH, wrapped

from tests.render.letters import drawn, letter, post, posts


@given(st.text(alphabet="abc -\n", max_size=400))
def test_wrapping_keeps_every_word_and_the_width(text: str) -> None:
    lines = wrapped(text, "> ", "> ").split("\n")
    assert all(len(line) <= WIDTH or len(line.split()) == 2 for line in lines)
    assert [word for line in lines for word in line[2:].split()] == text.split()


def test_a_long_address_stays_whole() -> None:
    address = "https://example.org/" + "x" * 100
    assert address in wrapped(f"Read more at {address} today.").split("\n")


def test_a_list_hangs_below_its_marks() -> None:
    text = wrapped("1. " + "word " * 30 + "\n   - " + "inner " * 20)
    lines = text.split("\n")
    assert lines[1].startswith("   word")
    inner = next(index for index, line in enumerate(lines) if line.startswith("   - "))
    assert lines[inner + 1].startswith("     inner")


def test_it_begins_with_the_browser_link_and_the_title() -> None:
    lines = drawn(post()).text.splitlines()
    assert lines[:2] == ["View this email in your browser:", Placeholder(PlaceholderName.BROWSER_URL).token]
    assert lines[3:8] == ["EXAMPLE NOTES", "24 November 2026", "", "The doors’ lesson – what we learned", "=" * 35]


def test_links_stand_after_their_words_and_lead_somewhere() -> None:
    text = drawn(post()).text
    assert "a page of ours\n<https://notes.example.org/blog/files/other.md>" in text
    assert "Download the report:\nhttps://notes.example.org/blog/files/reports/x.pdf" in text


def test_quotations_lists_tables_and_notes_keep_their_shape() -> None:
    text = drawn(post()).text
    assert "> “Fund a Thursday.”\n>\n> — Amina Rahman, chief executive, Example Trust\n" in text
    assert "\n1. one\n2. two\n" in text
    assert "\nRoom | Visits\nSkelby | 1,204\n" in text
    assert "\nNumbers & tables\n----------------\n" in text
    assert "[A chart of visits]" in text
    assert "\n[1] A note at the foot.\n" in text


def test_a_post_shows_title_summary_and_address() -> None:
    text = drawn(letter(), posts=posts()).text
    wanted = (
        "The doors’ lesson – what we learned\nNine rooms & one question.\nhttps://notes.example.org/blog/posts/doors/"
    )
    assert wanted in text


def test_a_hard_break_stays_one() -> None:
    assert "With thanks,\nRuth" in drawn(letter().replace("thanks,", "thanks,  "), posts=posts()).text


def test_links_inside_a_quotation_are_kept() -> None:
    text = drawn(post().replace('"Fund a Thursday."', "Fund a [Thursday](https://x.example/a?b=1&c=2).")).text
    assert "> Fund a Thursday <https://x.example/a?b=1&c=2>." in text


def test_mail_addresses_are_printed_without_their_scheme() -> None:
    text = drawn(post().replace("(other.md)", "(mailto:hello@example.org)")).text
    assert "<hello@example.org>" in text


def test_a_post_that_is_not_there_is_named() -> None:
    with pytest.raises(CampaignError, match="no post doors"):
        drawn(letter())
