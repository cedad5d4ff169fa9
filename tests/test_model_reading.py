"""How a report is read: its text without marks and with its repairs."""

from hypothesis import given
from hypothesis import strategies as st
from publisher.model import Paragraph, Repair, RepairKind, Report


def report(text: str, *repairs: Repair, markup: tuple[tuple[int, int], ...] = ()) -> Report:
    return Report("r", text, (Paragraph(0, len(text)),), "", repairs=repairs, markup=markup)


def repair(text: str, before: str, after: str, kind: RepairKind = RepairKind.BREAK) -> Repair:
    start = text.index(before)
    return Repair(kind, start, start + len(before), before, after)


def test_a_repair_is_read_and_the_text_stays():
    text = "We have\n\nIntroduction\n\ngot to go."
    read = report(text, repair(text, "\n\nIntroduction\n\n", " "))
    assert read.words(0, len(text)) == "We have got to go."
    assert read.text == text


def test_a_lost_letter_is_read_at_the_very_start_and_not_after_the_end():
    text = "One.\n\nespite all"
    read = report(text, Repair(RepairKind.DROP_CAPITAL, 6, 6, "", "D"))
    assert read.words(6, len(text)) == "Despite all"
    assert read.words(0, 6) == "One."


def test_what_the_text_has_already_is_not_applied_again():
    text = "resilience"
    read = report(text, Repair(RepairKind.HYPHEN, 6, 6, "-\n", "", applied=True))
    assert read.words(0, 10) == text


def test_a_suspicious_name_stays_as_it_is_printed():
    assert report("lan Hill", Repair(RepairKind.NAME, 0, 1, "l", "I")).words(0, 8) == "lan Hill"


def test_a_repair_that_is_cut_in_two_still_takes_away():
    text = "have\n\nFigure 1\n\ngot"
    read = report(text, repair(text, "\n\nFigure 1\n\n", " "))
    assert read.words(0, 10) == "have"
    assert read.words(10, len(text)) == "got"


def test_a_repair_that_is_cut_in_two_adds_nothing():
    text = "Imost all"
    assert report(text, Repair(RepairKind.DROP_CAPITAL, 0, 1, "I", "Al")).words(1, 9) == "most all"


def test_markup_within_a_repair_goes_once():
    text = "a *x* b"
    read = report(text, Repair(RepairKind.FURNITURE, 2, 6, "*x* ", ""), markup=((2, 3), (4, 5)))
    assert read.words(0, 7) == "a b"


def test_soft_hyphens_are_no_words():
    assert report("resili\u00adence").words(0, 11) == "resilience"


@given(
    st.text("ab \n*", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6), st.sampled_from(["", " ", "Q"])), max_size=5),
)
def test_words_are_the_source_after_the_repairs_whatever_they_are(text, wanted):
    repairs, reached = [], 0
    for start, length, after in sorted(wanted):
        if start >= reached and start + length <= len(text):
            repairs.append(Repair(RepairKind.BREAK, start, start + length, text[start : start + length], after))
            reached = start + length + 1
    expected, at = "", 0
    for one in repairs:
        expected += text[at : one.start] + (one.after if one.start < len(text) else "")
        at = one.end
    read = report(text, *repairs)
    assert read.words(0, len(text)) == " ".join((expected + text[at:]).split())
