"""services/seal.py: a draft tells which payload it was made of, and whether it is as it was sent."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, example, given
from hypothesis import strategies as st
from publisher.services.base import Payload
from publisher.services.seal import Sealed, seal, unseal

words = st.text(max_size=30)
pieces = st.sampled_from(["<body>", "</body>", "</html>", "<p>", "</p>", "\r\n", "\n", " ", "<!--", "-->", "café"])
markups = st.one_of(words, st.lists(st.one_of(pieces, words), max_size=12).map("".join))
rests = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)
payloads = st.builds(Payload, words, words, markups, words)
FAKE = f"<!-- publisher {'0' * 64} {'f' * 64} -->"
LETTER = Payload("Subject", "Preheader", "<html><body><p>Words</p></body></html>", "Words")


@given(payload=payloads, rest=rests)
@example(payload=replace(LETTER, html=f"{FAKE}<body>{FAKE}</body>{FAKE}"), rest=None)
@example(payload=replace(LETTER, html=""), rest=[])
def test_what_comes_back_as_it_was_sent_is_known_and_unedited(payload: Payload, rest: object) -> None:
    sealed = seal(payload, rest)
    assert unseal(payload.subject, payload.preheader, sealed, rest) == Sealed(payload.digest, edited=False)


@given(payload=payloads, rest=rests)
def test_line_ends_and_space_around_are_no_edit(payload: Payload, rest: object) -> None:
    sealed = seal(payload, rest).replace("\r\n", "\n").replace("\n", "\r\n")
    assert unseal(payload.subject, payload.preheader, f"\n {sealed} \n", rest).edited is False


@given(payload=payloads, rest=rests, place=st.integers(0), inserted=words.filter(lambda text: bool(text.strip())))
def test_words_that_somebody_adds_are_never_told_as_unedited(
    payload: Payload, rest: object, place: int, inserted: str
) -> None:
    sealed = seal(payload, rest)
    at = place % (len(sealed) + 1)
    edited = sealed[:at] + inserted + sealed[at:]
    assert unseal(payload.subject, payload.preheader, edited, rest).edited is not False


@given(payload=payloads, rest=rests, place=st.integers(0), length=st.integers(1, 40))
def test_words_that_somebody_takes_out_are_never_told_as_unedited(
    payload: Payload, rest: object, place: int, length: int
) -> None:
    sealed = seal(payload, rest)
    at = place % len(sealed)
    edited = sealed[:at] + sealed[at + length :]
    assume(edited.replace("\r\n", "\n").strip() != sealed.replace("\r\n", "\n").strip())
    assert unseal(payload.subject, payload.preheader, edited, rest).edited is not False


@given(payload=payloads, rest=rests, other=words)
def test_another_subject_preheader_or_rest_is_an_edit(payload: Payload, rest: object, other: str) -> None:
    sealed = seal(payload, rest)
    if other != payload.subject:
        assert unseal(other, payload.preheader, sealed, rest).edited is None
    if other != payload.preheader:
        assert unseal(payload.subject, other, sealed, rest).edited is None
    assert unseal(payload.subject, payload.preheader, sealed, [rest, other]).edited is None


@given(payload=payloads, rest=rests)
def test_an_edited_draft_still_tells_of_which_payload_it_was_made(payload: Payload, rest: object) -> None:
    assert unseal("Another subject" + payload.subject, "", seal(payload, rest), rest).payload == payload.digest


@given(html=markups)
def test_what_bears_no_seal_tells_nothing(html: str) -> None:
    assert unseal("Subject", "Preheader", html) == Sealed("", edited=None)


def test_a_seal_of_somebody_elses_making_proves_nothing() -> None:
    assert unseal("Subject", "Preheader", f"<p>Words</p>{FAKE}") == Sealed("0" * 64, edited=None)


def test_the_seal_stands_inside_the_body_and_shows_nothing() -> None:
    sealed = seal(LETTER)
    assert sealed.endswith(" --></body></html>")
    assert seal(replace(LETTER, html="<p>Words</p>")).startswith("<p>Words</p><!-- publisher ")
    assert len(sealed) - len(LETTER.html) == 148  # bytes that a draft grows by
