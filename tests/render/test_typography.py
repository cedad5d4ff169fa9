"""Typography: marks, dashes and spaces change; words never do."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publisher.render import typography

LANGUAGES = ("en-GB", "de", "de-CH", "fr", "fr-CA", "sv", "pl", "nb", "xx")


def set_in(language: str, text: str, before: str = "") -> str:
    return typography.for_language(language)(text, before)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ('"Fund a Thursday," she said.', "“Fund a Thursday,” she said."),
        ("It's the volunteers' tea.", "It’s the volunteers’ tea."),
        ("the winters of the '90s and '00s", "the winters of the ’90s and ’00s"),
        ("rock 'n' roll, 'tis", "rock ’n’ roll, ’tis"),
        ("\"They said, 'I may be missing some.'\"", "“They said, ‘I may be missing some.’”"),
        ("'He said \"no\"'", "‘He said “no”’"),
        ('a (so-called "hub") and non-"warm" rooms', "a (so-called “hub”) and non-“warm” rooms"),
        ('“I was–" he began', "“I was–” he began"),
        ("open - and warm", "open – and warm"),
        ("open -- and---warm", "open – and—warm"),
        ("well-being, 2019-20", "well-being, 2019-20"),
        ("----", "----"),
        ("wait... [...] ....", "wait… […] ...."),
        ("5 km and 40 kg, 9 per cent", "5\u00a0km and 40\u00a0kg, 9\u00a0per cent"),
        ("£5 million on 24 November, p. 12", "£5\u00a0million on 24\u00a0November, p.\u00a012"),
        ("Dr Rahman and Mrs. Oldroyd", "Dr\u00a0Rahman and Mrs.\u00a0Oldroyd"),
        ("in 5 minutes", "in 5 minutes"),
        ("“already” set – as it is…", "“already” set – as it is…"),
        ("nobody's \" mark", 'nobody’s " mark'),
    ],
)
def test_english_is_set_with_curly_marks_and_spaced_dashes(written: str, printed: str) -> None:
    assert set_in("en-GB", written) == printed


@pytest.mark.parametrize(
    ("language", "written", "printed"),
    [
        ("de", '"Das ist gut", sagte sie.', "„Das ist gut“, sagte sie."),
        ("de-AT", "\"Er sagte 'nein'\"", "„Er sagte ‚nein‘“"),
        ("de", "Das geht's an", "Das geht’s an"),
        ("de-CH", '"Grüezi"', "«Grüezi»"),
        ("de", "am 24. Dezember", "am 24.\u00a0Dezember"),
        ("fr", '"Bonjour", dit-elle.', "«\u00a0Bonjour\u00a0», dit-elle."),
        ("fr", "Quoi ? Oui! Voici : rien ; c'est tout.", "Quoi\u202f? Oui\u202f! Voici\u00a0: rien\u202f; c’est tout."),
        ("fr", "« déjà »", "«\u00a0déjà\u00a0»"),
        ("fr", "à 12:30, https://example.org", "à 12:30, https://example.org"),
        ("fr-CA", "Quoi? Voici : rien", "Quoi? Voici\u00a0: rien"),
        ("sv", '"Hej"', "”Hej”"),
        ("pl", '"Tak"', "„Tak”"),
    ],
)
def test_each_language_has_its_own_marks(language: str, written: str, printed: str) -> None:
    assert set_in(language, written) == printed


def test_a_run_is_set_by_the_character_before_it() -> None:
    assert set_in("en", '" she said', "o") == "” she said"
    assert set_in("en", '"', " ") == "“"
    assert set_in("en", "'s", "a") == "’s"
    assert set_in("en", '"yes"', "(") == "“yes”"
    assert set_in("fr", "!", "i") == "\u202f!"
    assert set_in("en", "- then", " ") == "– then"


words = st.text(alphabet="ab1290 Zé\"'-.–—…“”‘’«»„!?:;()%k\u00a0\u202f\n", max_size=40)
_NOT_WORDS = re.compile("[\\s\"'\\-.–—…“”‘’«»„‚‹›]")


@given(words, st.sampled_from(LANGUAGES), st.sampled_from(("", " ", "a", "“", "-", "9", '"', "'", ".")))
@settings(max_examples=200, deadline=None)
def test_no_word_is_ever_changed(text: str, language: str, before: str) -> None:
    assert _NOT_WORDS.sub("", set_in(language, text, before)) == _NOT_WORDS.sub("", text)


@given(words, st.sampled_from(LANGUAGES), st.sampled_from(("", " ", "a", "“", "9")))
@settings(max_examples=200, deadline=None)
def test_setting_twice_changes_nothing(text: str, language: str, before: str) -> None:
    once = set_in(language, text, before)
    assert set_in(language, once, before) == once
