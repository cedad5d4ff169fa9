"""Characters that no text holds are refused by name and place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from publisher import characters


@pytest.mark.parametrize(
    "letter", ["\x00", "\x01", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\ud800", "\ufffe", "\ufdd0", "\ue000", "\u202e"]
)
def test_a_character_that_cannot_stay_is_found(letter: str) -> None:
    found = characters.refused(f"ab{letter}c")
    assert found is not None
    assert found.offset == 2
    assert f"U+{ord(letter):04X}" in found.what or letter == "\x00"
    assert letter not in found.what


@pytest.mark.parametrize("letter", ["\t", "\n", "é", "\u200e", "\u200f", "\u200d", "\u00a0", "😀", "\u2028", "\u2066"])
def test_what_languages_need_stays_in_running_text(letter: str) -> None:
    assert characters.refused(f"a{letter}b") is None


@pytest.mark.parametrize("letter", ["\n", "\t", "\r", "\u2028", "\u2029", "\u202a", "\u2066", "\u2069"])
def test_one_line_holds_no_break_and_no_direction(letter: str) -> None:
    assert characters.refused(f"a{letter}b", one_line=True) is not None


@given(st.text(st.characters(exclude_categories=[])))
def test_what_stays_can_stand_in_a_feed(text: str) -> None:
    if characters.refused(text) is None:
        etree.Element("x").text = text
