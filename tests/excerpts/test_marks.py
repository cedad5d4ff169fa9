"""What stands between marks, and what it is: told apart from apostrophes, feet and inches, and from each other."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.excerpts import pairs
from publisher.excerpts.marks import Why, marked
from publisher.sources import text


def kinds(source):
    report = text.read(f"A year in the rooms\n\n{source}\n".encode(), name="r.txt")
    return [(report.words(one.start, one.end), one.why.value) for one in marked(report)]


@pytest.mark.parametrize(
    ("source", "words", "why"),
    [
        ("Ada Obi said: “We kept the room open.”", "We kept the room open.", "speech"),
        ("“Never,” she said.", "Never,", "speech"),
        ("Ada Obi replied: “Absolutely not.”", "Absolutely not.", "speech"),
        ("Ada Obi described the plan as “pure theatre”.", "pure theatre", "speech"),
        ("Ada Obi complained of a “total lack of interest” in us.", "total lack of interest", "speech"),
        ("Ada Obi called the hall “the saddest room in the county”.", "the saddest room in the county", "speech"),
        ("The council calls these places “living rooms”.", "living rooms", "term"),
        ("It is known as “the warm room that we all wanted” here.", "the warm room that we all wanted", "term"),
        ("So-called “quick wins” took two years.", "quick wins", "term"),
        ("They aim at “community wealth building” by rethinking it.", "community wealth building", "term"),
        ("The report “Open Doors: What Nine Rooms Learned” came out.", "Open Doors: What Nine Rooms Learned", "title"),
        ("See “Future Priorities”.", "Future Priorities", "title"),
        ("Ada Obi has a name for this: “quiet drift”.", "quiet drift", "term"),
        ("The ticket says “No Refunds Given”.", "No Refunds Given", "title"),
        ("The band no longer plays “Wait for the Rain.”", "Wait for the Rain.", "title"),
        ("The word “partnership” appears 61 times.", "partnership", "word"),
        ("It happened “almost instantaneously.” And then it ended.", "almost instantaneously.", "scare"),
        ("Funders have offered us “community wellbeing hub”.", "community wellbeing hub", "scare"),
        ("They were asked to finish the sentence “On good days I feel …”.", "On good days I feel …", "term"),
        ("A survey with the title “Every Day Counts,” found many.", "Every Day Counts,", "title"),
        ("It is what one of them called “the ugliest idea of all”.", "the ugliest idea of all", "speech"),
        ("Ada Obi called the survey “a poll with crayons on it”.", "a poll with crayons on it", "speech"),
        (
            "Ada Obi, who left, now calls it “the best thing I was wrong about”.",
            "the best thing I was wrong about",
            "speech",
        ),
        ("Ada Obi said that she was “deeply disappointed”.", "deeply disappointed", "speech"),
        ("It is a toy which one father called “the only thing he had”.", "the only thing he had", "speech"),
        ("The trust’s position is that data “must be fair and lawful”.", "must be fair and lawful", "speech"),
        ("He was told by one of them that he was “a great fool”.", "a great fool", "speech"),
        ("According to Ada Obi, the trust has “mistaken one for another”.", "mistaken one for another", "speech"),
    ],
)
def test_every_passage_is_told_for_what_it_is(source, words, why):
    assert kinds(source) == [(words, why)]


def test_marks_within_marks_are_nested_whatever_the_style():
    doubles = "Ada Obi said: “It was ‘now or never’ for us all.”"
    assert kinds(doubles) == [("It was ‘now or never’ for us all.", "speech"), ("now or never", "nested")]
    singles = "Ada Obi said: ‘It was “now or never” for us all, all winter long.’"
    assert [why for _, why in kinds(singles)] == ["speech", "nested"]


def test_a_nested_mark_without_its_end_ends_with_the_speech():
    report = text.read(b'He said: "I said \'our time is now. We cannot opt out." So it was.', name="r.txt")
    outer, inner = marked(report)
    assert (inner.why, inner.unclosed, inner.end) == (Why.NESTED, True, outer.end)


@pytest.mark.parametrize(
    "source",
    [
        "It's the workers' and the councils' rock 'n' roll of the '90s, isn't it.",
        'The 12" pipe and the 5" one are 6\' 2" apart.',
        "James's and the boss’s dogs’ beds.",
        "Get 'em while they're hot, 'cause it's going.",
    ],
)
def test_apostrophes_and_measures_are_no_marks(source):
    assert kinds(source) == []


def test_possessives_within_single_marks_do_not_end_them():
    source = "'I couldn't believe it,' said Ada Obi. 'The workers' hut had gone. It's the '90s all over again.'"
    assert [words for words, _ in kinds(source)] == [
        "I couldn't believe it,",
        "The workers' hut had gone. It's the '90s all over again.",
    ]


def test_a_list_of_somebodys_words_is_speech_throughout():
    source = "Ada Obi spoke of “years of neglect”, “broken promises” and “a council that had stopped listening to us”."
    assert [why for _, why in kinds(source)] == ["speech"] * 3


def test_a_marked_line_without_an_end_is_a_headline():
    assert [why for _, why in kinds("“He knows every pothole”\n\nThe driver has been here since 1998.")] == ["title"]


@given(st.text(st.sampled_from("ab.,! \n'\"“”‘’«»„AS:s-9"), max_size=200))
def test_pairs_are_in_order_and_hold_what_lies_between_them(source):
    for found in (pairs.doubles(source, 0, len(source)), pairs.singles(source, 0, len(source))):
        for pair in found:
            assert 0 <= pair.opened < pair.start <= pair.end <= pair.closed <= len(source)
        closed = [pair for pair in found if not pair.open]
        assert all(one.closed <= other.opened for one, other in pairwise(closed))


def test_a_title_behind_a_cue_is_not_more_of_the_speech():
    source = "‘We kept it open,’ she said, adding that the firm’s survey, ‘Warm Futures’, had found nothing."
    assert dict(kinds(source))["Warm Futures"] == "title"
