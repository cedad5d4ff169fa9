"""The proof: exact, typography, not found, and what is said of the difference."""

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from publisher.excerpts import prove
from publisher.model import PrintedQuotation, Verdict
from publisher.sources import markdown, pdf, text

from tests.sources.pdfs import column
from tests.sources.pdfs import pdf as make_pdf

SOURCE = """What we heard

Amina Rahman told us: "We've kept a room warm - for anybody - since 2019. It isn't a club; it's a resili-
ence plan that costs £13.50 a day, and over 1,200 people came." She would not close it.

Tom Wilk was plain. "Every one of us co-designed it. 'Act as one', we said... and we did not fail,"
he said, "so far."
"""
REPORT = text.read(SOURCE.encode(), name="r.txt")
WORDS = SOURCE.split()


def verdict(words, report=REPORT):
    return prove(words, 1, [report]).verdict


def test_the_words_of_the_report_are_exact_whatever_the_white_space():
    proof = prove("It isn't a\nclub; it's", 7, [REPORT])
    assert (proof.verdict, proof.line, proof.report) == (Verdict.EXACT, 7, "r.txt")
    assert REPORT.text[proof.start : proof.end] == proof.source == "It isn't a club; it's"
    assert str(proof.locator) == "“What we heard”, paragraph 1"
    assert proof.difference is None
    assert proof.printed == "It isn't a\nclub; it's"


@pytest.mark.parametrize(
    "words",
    [
        "We’ve kept a room warm – for anybody – since 2019.",
        "We've kept a room warm—for anybody—since 2019.",
        "it’s a resilience plan",
        "it’s a resili-ence plan",
        "“Act as one”, we said … and we did not fail",
        "It isn't a\u00a0club; it’s",
        "so far…".replace("…", "."),
        "it isn't a club",  # the first letter's case
    ],
)
def test_other_typography_is_typography(words):
    assert verdict(words) in (Verdict.TYPOGRAPHY, Verdict.EXACT)


def test_outer_marks_are_no_words():
    assert verdict("“It isn't a club”") is Verdict.EXACT


def test_a_full_stop_may_end_speech_that_the_report_goes_on_from_with_a_comma():
    assert verdict("and we did not fail.") is Verdict.TYPOGRAPHY
    assert verdict("We've kept a room warm.") is Verdict.NOT_FOUND  # the sentence goes on


def test_a_full_stop_does_not_hide_a_cut_before_a_possessive():
    report = text.read(b"They spoke for the workers' rights at once.", name="r")
    assert verdict("They spoke for the workers.", report) is Verdict.NOT_FOUND
    assert verdict("They spoke for the workers' rights", report) is Verdict.EXACT


@pytest.mark.parametrize(
    ("words", "difference"),
    [
        ("It is a club; it's", ("is", "isn't")),
        ("it isn't a club; It's", ("It's", "it's")),
        ("over 1,300 people came", ("1,300", "1,200")),
        ("She would close it", ("would", "would not")),
        ("She would not ever close it", ("not ever", "not")),
        ("Everyone of us co-designed it", ("Everyone", "Every one")),
        ("Every one of us codesigned it", ("codesigned", "co-designed")),
        ("costs £13.50 a week, and over", ("week,", "day,")),
        ("over 1,200 people", None),
        ("over 1", ("1", "1,200")),
        ("of us co", ("co", "co-designed")),
        ("designed it", ("designed", "co-designed")),
        ("We would not close it", ("We", "She")),
    ],
)
def test_a_changed_word_is_not_found_and_named(words, difference):
    proof = prove(words, 1, [REPORT])
    assert (proof.verdict is Verdict.NOT_FOUND) == (difference is not None)
    assert proof.difference == difference


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("It's wrong.", "It"),
        ("It’s wrong.", "It"),
        ("It grew by 10% here.", "It grew by 10"),
        ("It grew by 10.5 here.", "It grew by 10"),
        ("It cost £300m here.", "It cost £300"),
        ("It cost £300 here.", "300 here."),
        ("It fell to -5 here.", "5 here."),
        ("A resili-\nence plan.", "ence plan"),
        ("A resili-\nence plan.", "A resili"),
        ("A short-term plan.", "term plan"),
    ],
)
def test_words_are_not_found_inside_a_longer_word_or_number(source, printed):
    assert verdict(printed, text.read(source.encode(), name="r")) is Verdict.NOT_FOUND


def test_a_dash_a_mark_and_a_footnote_end_a_word():
    report = text.read("A plan—because we must. It said “now”. The end.³ So²".encode(), name="r")
    for words in ("because we must", "A plan", "now", "The end", "So"):
        assert verdict(words, report) is Verdict.EXACT


def test_the_nearest_words_are_shown_with_their_place():
    proof = prove("Amina Rahman told us: We have kept a room warm", 1, [REPORT])
    assert proof.report == "r.txt"
    assert "kept a room warm" in proof.source
    assert REPORT.text[proof.start : proof.end].startswith("Amina Rahman")


def test_words_unlike_any_other_have_no_nearest():
    proof = prove("Quarterly zebra husbandry flourished beyond Uzbekistan", 1, [REPORT])
    assert (proof.verdict, proof.report, proof.source, proof.difference) == (Verdict.NOT_FOUND, "", "", None)


@pytest.mark.parametrize("words", ["", "  \n ", "“”", "—", "…"])
def test_nothing_is_not_found(words):
    assert verdict(words) is Verdict.NOT_FOUND


def test_no_report_has_no_words():
    assert prove("Anything", 1, []).verdict is Verdict.NOT_FOUND
    assert prove("Anything", 1, [text.read(b"", name="r")]).verdict is Verdict.NOT_FOUND


def test_every_report_is_looked_at_and_an_exact_one_preferred():
    curly = text.read("It isn’t a club; it’s here.".encode(), name="curly.txt")
    proof = prove("It isn't a club; it's", 1, [curly, REPORT])
    assert (proof.verdict, proof.report) == (Verdict.EXACT, "r.txt")
    proof = prove("It isn't a club, it's hers", 1, [REPORT, curly])
    assert (proof.verdict, proof.report) == (Verdict.NOT_FOUND, "curly.txt")


def test_marks_of_markdown_do_not_hinder_the_proof():
    source = "> We **must** [act as\n> *one*](https://example.org/a), and\n> now.\n\n- It ~~is~~ was R&amp;D\\*\n"
    report = markdown.read(source.encode(), name="r.md")
    proof = prove("We must act as one, and now.", 1, [report])
    assert proof.verdict is Verdict.EXACT
    assert proof.source == "We must act as one, and now."
    assert report.text[proof.start : proof.end].startswith("We **must**")
    assert report.text[proof.start : proof.end].endswith("now.")
    assert verdict("It is was R&D*", report) is Verdict.EXACT
    assert verdict("https://example.org/a", report) is Verdict.NOT_FOUND


def test_speech_over_paragraphs_is_found_with_and_without_the_marks_that_open_them():
    report = text.read("She said: “We began.\n\n“And we went on.” So it was.".encode(), name="r")
    assert verdict("We began.\n\nAnd we went on.", report) is Verdict.TYPOGRAPHY
    assert verdict("“We began.\n\n“And we went on.”", report) is Verdict.EXACT


def test_a_pdf_that_breaks_the_words_by_lines_and_pages_has_them():
    pages = [
        column(["He told us at length that the room was open because nobody had ever closed it in the"]),
        column(["winter, and that it would be open again."]),
    ]
    report = pdf.read(make_pdf(pages), name="r.pdf")
    proof = prove("nobody had ever closed it in the winter, and that", 1, [report])
    assert (proof.verdict, proof.locator.page) == (Verdict.EXACT, 1)


STRETCHES = st.tuples(st.integers(0, len(WORDS) - 1), st.integers(1, 25)).map(lambda pair: WORDS[pair[0] : sum(pair)])


@given(STRETCHES)
def test_any_words_in_a_row_are_proven(words):
    assume(not any(word.endswith("resili-") or word.startswith("ence") for word in (words[0], words[-1])))
    assume(any(character.isalnum() for character in words[0]) and any(c.isalnum() for c in words[-1]))
    proof = prove(" ".join(words), 1, [REPORT])
    assert proof.verdict is not Verdict.NOT_FOUND
    letters = [c for c in REPORT.text[proof.start : proof.end] if c.isalnum()]
    assert letters == [c for c in " ".join(words) if c.isalnum()]


@given(STRETCHES, st.data())
def test_one_changed_dropped_or_added_word_is_not_found_and_the_difference_is_told(words, data):
    assume(len(words) > 5 and not {"resili-", "ence"}.intersection(words))
    at = data.draw(st.integers(1, len(words) - 2))
    assume("-" not in words[at - 1 : at + 2])
    assume(not any("..." in word for word in words))  # dots beside a change may mark it: test_edits.py
    change = data.draw(st.sampled_from(["replace", "drop", "add"]))
    changed = (
        words[:at]
        + ([] if change == "drop" else ["zebra"] if change == "replace" else [words[at], "zebra"])
        + words[at + 1 :]
    )
    proof = prove(" ".join(changed), 1, [REPORT])
    assert proof.verdict is Verdict.NOT_FOUND
    assert proof.difference is not None
    assert proof.difference[0] != proof.difference[1]
    if change != "drop":
        assert "zebra" in proof.difference[0]


_CURLY = str.maketrans({"'": "’", " ": "\u00a0"})


@given(STRETCHES)
def test_words_in_other_typography_are_still_found(words):
    assume(not any(word.endswith("resili-") or word.startswith("ence") for word in (words[0], words[-1])))
    assume(any(character.isalnum() for character in words[0]) and any(c.isalnum() for c in words[-1]))
    printed = " ".join(words).replace(" - ", " – ").replace("...", "…").translate(_CURLY)
    assert verdict(printed) is not Verdict.NOT_FOUND


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_text_is_judged_without_an_error(printed, source):
    source = "".join(c for c in source if c not in "\0\ue000\ue001\ue002" and not "\ud800" <= c <= "\udfff")
    report = text.read(source.encode(), name="r")
    proof = prove(printed, 1, [report])
    assert 0 <= proof.start <= proof.end <= len(report.text)


def test_many_quotations_of_a_long_report_are_proven_quickly():
    body = "\n\n".join(f"{number} rooms. {SOURCE}" for number in range(1_300))
    report = text.read(body.encode(), name="long")
    assert len(report.text) > 400_000
    prove("1 rooms", 1, [report])  # reading who speaks in the report is another matter
    began = time.monotonic()
    proofs = [prove(f"{number} rooms. What we heard", 1, [report]) for number in range(500)]
    assert all(proof.verdict is Verdict.EXACT for proof in proofs)
    assert time.monotonic() - began < 5


def test_a_report_is_prepared_once_and_forgotten_with_it():
    from publisher.excerpts import searchable

    report = text.read(b"Some words that nobody else has.", name="r")
    assert searchable.prepare(report) is searchable.prepare(report)
    known = id(report)
    assert known in searchable._prepared
    del report
    assert known not in searchable._prepared


def test_all_words_that_differ_are_told():
    proof = prove("We've kept a hall warm - for nobody - since 2019.", 1, [REPORT])
    assert proof.differences == (("hall", "room"), ("nobody", "anybody"))
    assert proof.difference == ("hall", "room")


def test_a_first_letter_in_another_case_is_told():
    proof = prove("we've kept a room warm", 1, [REPORT])
    assert (proof.verdict, proof.capital) == (Verdict.TYPOGRAPHY, True)
    assert prove("we'Ve kept a room warm", 1, [REPORT]).verdict is Verdict.NOT_FOUND
    assert not prove("We've kept a room warm", 1, [REPORT]).capital


def in_text(words):
    return prove(PrintedQuotation(3, words, "", in_text=True), 3, [REPORT])


def test_in_running_text_a_comma_at_the_end_is_the_authors():
    assert in_text("We've kept a room warm,").verdict is Verdict.TYPOGRAPHY
    assert in_text("kept a room warm.").verdict is Verdict.TYPOGRAPHY  # a fragment with the author's stop
    assert in_text("We've kept a room warm.").verdict is Verdict.NOT_FOUND  # a sentence that the report goes on with
    assert prove("We've kept a room warm,", 3, [REPORT]).verdict is Verdict.NOT_FOUND


def test_the_proof_says_who_speaks_in_the_report():
    proof = prove("It isn't a club", 1, [REPORT])
    assert proof.speaker
    assert proof.speaker.name == "Amina Rahman"
    assert proof.confidence > 0.5
    assert prove("She would not close it", 1, [REPORT]).speaker is None


def test_of_the_same_words_those_of_the_printed_speaker_count():
    said = 'Ann Lee said: "We kept it open." It was so.\n\nBob Fox said: "We kept it open." So it was.'
    report = text.read(said.encode(), name="r")
    for name in ("Ann Lee", "Bob Fox"):
        speaker = prove("We kept it open.", 1, [report], said_by=name).speaker
        assert speaker
        assert speaker.name == name


def test_a_thousand_quotations_of_a_long_report_take_about_a_second():
    body = "\n\n".join(f"Room {number} stayed open. {SOURCE}" for number in range(1_300))
    report = text.read(body.encode(), name="long")
    prove("Room 1 stayed open", 1, [report])  # reading and preparing the report is another matter
    began = time.monotonic()
    for number in range(1_000):
        assert prove(f"Room {number} stayed open […] What we heard", 1, [report]).verdict is Verdict.EDITED
    assert time.monotonic() - began < 8
