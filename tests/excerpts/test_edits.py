"""Edits that are marked are lawful, as long as one person says the pieces in order and no negation goes."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from publisher.excerpts import prove
from publisher.excerpts.edits import parse
from publisher.excerpts.negation import left_out_of_sentences, negations
from publisher.model import Fault, Verdict
from publisher.sources import text

SOURCE = """What we heard

Amina Rahman, who runs the room in Marlsworth, told us: "We kept the room warm for anybody who came in from the cold,
whatever the hour. We did not close it in spring. The companies that paid for the coal were proud of it, and they told
their neighbours. Nobody was ever turned away, and the heating cost less than we feared."

"The job is noticing," said Tomasz Wilk. "Somebody has moved to the chair near the door. You notice, and then mostly
you say nothing."

"We asked three times," Kim Dale told us. He paused. "And we will ask again."

Tom Riley was plain: "They will never forget the winter, since the town came together around one stove." Bea Lund
disagreed: "The stove was a nuisance, and the smoke got into every coat we had."

## What it cost

The council paid eleven pounds a week for each room. It has not said whether it will pay again next year.
"""
REPORT = text.read(SOURCE.encode(), name="r.txt")


def proof(words):
    return prove(words, 1, [REPORT])


@pytest.mark.parametrize(
    "words",
    [
        "We kept the room warm … whatever the hour.",
        "We kept the room warm [...] whatever the hour.",
        "We kept the room warm [ … ] whatever the hour.",
        "We kept the room warm (…) whatever the hour.",
        "We kept the room warm . . . whatever the hour.",
        "… the room warm for anybody …",
        "[…] the room warm for anybody […].",
        "[They] kept the room warm for anybody",
        "We kept [this] room warm for anybody",
        "We kept the [library] room warm for anybody",
        "We kept it [the room] warm".replace("it ", ""),
        "[T]he room warm for anybody who came in",
        "whatever the hour. [W]e did not close it",
        "We kept [sic] the room warm",
        "We kept the room warm [sic].".replace(".", ""),
        "The compan[y] that paid for the coal",
        "We ke[ep] the room warm",
        "We kept the room warm for anybody […] The companies that paid for the coal were proud of it",
        "We kept the room warm for anybody who came in from the cold, whatever the hour. … The companies that paid",
        "The job is noticing. Somebody has moved to the chair near the door.",
        "The job is noticing … Somebody has moved to the chair",
        "The council paid eleven pounds […] for each room.",
    ],
)
def test_marked_edits_are_lawful(words):
    found = proof(words)
    assert (found.verdict, found.fault) == (Verdict.EDITED, None)
    assert found.pieces
    assert all(found.start <= start < end <= found.end for start, end in found.pieces)


def test_an_edit_shows_where_its_pieces_stand_and_what_the_report_says_there():
    found = proof("We kept the room warm […] whatever the hour.")
    assert [" ".join(REPORT.text[a:b].split()) for a, b in found.pieces] == [
        "We kept the room warm",
        "whatever the hour.",
    ]
    assert found.source.startswith("We kept the room warm for anybody who came")
    assert str(found.locator) == "“What we heard”, paragraph 1"


@pytest.mark.parametrize(
    "words",
    [
        "We kept the room warm whatever the hour.",  # an omission without a mark
        "We kept this room warm for anybody",
        "We [kept] the hall warm for anybody",
        "whatever the hour … We kept the room warm",  # out of order
        "We kept the room cold … whatever the hour.",
        "We kept the [room warm for anybody who came in from the cold, whatever the hour. We] did […] in autumn",
        "[The whole of it]",
        "The job is noticing. somebody stood up",
        "We asked three times. And we will ask again.",  # what stands between is no "she said"
        "The compan[y] paid for the coal",
    ],
)
def test_what_is_not_marked_or_not_there_is_not_found(words):
    assert proof(words).verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        ("We did … close it in spring.", "not"),
        ("We did [indeed] close it in spring.", "not"),
        ("They will […] forget the winter", "never"),
        ("The council paid […] It has […] said whether it will pay again", "not"),
        ("[Everybody] was ever turned away", "Nobody"),
        ("We [had to] close it in spring.", "did not"),
    ],
)
def test_leaving_a_negation_out_of_a_sentence_is_a_fault(words, left_out):
    found = proof(words)
    assert (found.verdict, found.fault) == (Verdict.NOT_FOUND, Fault.NEGATION)
    assert left_out in found.left_out
    assert found.report == "r.txt"


def test_putting_a_negation_in_is_a_fault():
    found = proof("The stove was [not] a nuisance")
    assert (found.fault, found.left_out) == (Fault.NEGATION, "[not]")


def test_a_sentence_left_out_whole_takes_its_negation_along():
    found = proof("We kept the room warm for anybody who came in from the cold, whatever the hour. […] The companies")
    assert (found.verdict, found.fault) == (Verdict.EDITED, None)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("the town came together around one stove … the smoke got into every coat", Fault.SPEAKERS),
        ("We kept the room warm […] Somebody has moved to the chair", Fault.SPEAKERS),
        ("Tom Riley was plain […] around one stove", Fault.SPEAKERS),
        ("You notice, and then mostly […] The council paid eleven pounds", Fault.SPEAKERS),
    ],
)
def test_pieces_of_more_than_one_person_are_a_fault(words, fault):
    found = proof(words)
    assert (found.verdict, found.fault) == (Verdict.NOT_FOUND, fault)


def test_pieces_of_the_reports_own_words_that_stand_apart_are_a_fault():
    apart = text.read(b"# A\n\nThe first room is warm.\n\n# B\n\nThe second room is cold today.\n", name="r")
    found = prove("The first room […] is cold today", 1, [apart])
    assert (found.verdict, found.fault) == (Verdict.NOT_FOUND, Fault.PLACES)


def test_an_edited_quotation_is_looked_up_in_every_report():
    other = text.read(b"Nothing of the kind stands here.", name="other")
    assert prove("We kept the room warm […] whatever the hour.", 1, [other, REPORT]).verdict is Verdict.EDITED


def test_dots_of_the_report_itself_are_no_edit():
    report = text.read("She said: “We … waited [for you] all day.”".encode(), name="r")
    assert prove("We … waited [for you] all day.", 1, [report]).verdict is Verdict.EXACT
    assert parse("no edit here") is None
    assert parse("[…] …") is None


def test_a_changed_word_in_an_edited_quotation_is_told_without_its_marks():
    found = proof("We kept the room warm […] whatever the time.")
    assert found.verdict is Verdict.NOT_FOUND
    assert ("time", "hour") in [(a.strip("."), b.strip(".")) for a, b in found.differences]


@pytest.mark.parametrize(
    ("before", "gap", "left"),
    [
        ("We kept it.", " It was not much. ", " "),
        ("We kept", " it. It was not much. We", " it. We"),
        ("We kept", " it, though not for long", " it, though not for long"),
        ("We kept it", ". It was not much. ", ". "),
    ],
)
def test_only_sentences_that_are_kept_in_part_count(before, gap, left):
    assert left_out_of_sentences(before, gap).split() == left.split()


def test_negations_are_found_in_both_typographies():
    assert negations("I don't, I don’t, I cannot, no one") == ["n't", "n’t", "cannot", "no one"]


# ── laws ────────────────────────────────────────────────────────────────────────────────────────────────

_TURNS = [
    " ".join(turn.split())
    for turn in re.findall(r'"([^"]{60,})"', SOURCE)
    if not negations(turn) or turn.startswith("We kept")
]
_TURN = st.sampled_from(_TURNS).map(str.split)


@st.composite
def cuts(draw):
    """A turn's words, a stretch of them, and what an omission takes out of its middle."""
    words = draw(_TURN)
    size = draw(st.integers(6, min(25, len(words))))
    at = draw(st.integers(0, len(words) - size))
    stretch = words[at : at + size]
    begin = draw(st.integers(2, size - 3))
    end = draw(st.integers(begin + 1, size - 2))
    return stretch[:begin], stretch[begin:end], stretch[end:]


@settings(deadline=None)
@given(cuts(), st.sampled_from(["…", "...", "[…]", "[...]", "[ … ]", ". . ."]))
def test_any_omission_that_is_marked_is_lawful_unless_it_drops_a_negation(cut, mark):
    first, out, last = cut
    found = proof(" ".join([*first, mark, *last]))
    if negations(" ".join(out)):
        assert found.verdict is Verdict.EDITED or found.fault is Fault.NEGATION
    else:
        assert (found.verdict, found.fault) == (Verdict.EDITED, None)


@settings(deadline=None)
@given(cuts())
def test_no_omission_that_is_not_marked_is_lawful(cut):
    first, _, last = cut
    unmarked = " ".join([*first, *last])
    assume(" ".join(unmarked.split()) not in " ".join(SOURCE.split()))
    assert proof(unmarked).verdict is Verdict.NOT_FOUND


@settings(deadline=None)
@given(
    st.sampled_from(["We did not close it in spring.", "They will never forget the winter, since the town"]), st.data()
)
def test_a_negation_dropped_from_a_sentence_is_never_lawful(sentence, data):
    words = sentence.split()
    begin = data.draw(st.integers(1, 2))
    end = data.draw(st.integers(3, len(words) - 2))
    mark = data.draw(st.sampled_from(["…", "[…]", "[just]"]))
    found = proof(" ".join([*words[:begin], mark, *words[end:]]))
    assert (found.verdict, found.fault) == (Verdict.NOT_FOUND, Fault.NEGATION)


@settings(deadline=None)
@given(cuts(), st.sampled_from(["they", "the trust", "Marlsworth"]))
def test_any_replacement_in_brackets_within_a_sentence_is_lawful(cut, instead):
    first, out, last = cut
    assume(len(out) < 8 and not re.search(r"[.!?]", " ".join([first[-1], *out])) and not negations(" ".join(out)))
    assert proof(" ".join([*first, f"[{instead}]", *last])).verdict is Verdict.EDITED


@settings(deadline=None)
@given(cuts(), st.text(alphabet="…[]. aktw'“", max_size=12))
def test_any_marks_are_read_without_an_error(cut, marks):
    first, _, last = cut
    assert proof(" ".join([*first, marks, *last])).verdict in set(Verdict)
