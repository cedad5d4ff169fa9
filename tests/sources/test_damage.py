"""Damage is repaired with proof: lost capitals, broken words and paragraphs, furniture, footnotes' marks."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.model import RepairKind as Damage
from publisher.sources.text import read

from tests.sources.test_structure import PROSE

ROOM = (
    "The room was open, and the hall was not. When the hall was open the room was full of people who had nowhere else."
)
LEAD = 'The chair of the trust spoke to us for an hour in the room that she had built, and she said at last: "We have'


def repaired(text):
    """The words of the whole text as read, and what was repaired."""
    report = read(text.encode(), name="r")
    return report.words(0, len(text)), [(r.kind, r.before, r.after) for r in report.repairs]


def words(text):
    return repaired(text)[0]


def kinds(text):
    return [kind for kind, _, _ in repaired(text)[1]]


@pytest.mark.parametrize(
    ("damaged", "read_as"),
    [
        ("T\n\nhe room was open, and everybody knew it by then.", "The room was open, and everybody knew it by then."),
        ("T he room was open, and everybody knew it by then.", "The room was open, and everybody knew it by then."),
        ("he room was open, and everybody knew it by then.", "The room was open, and everybody knew it by then."),
        ("hen the hall was open, everybody knew it by then.", "When the hall was open, everybody knew it by then."),
        (
            "A\n\nroom was open, and everybody in the whole district knew it by then.",
            "A room was open, and everybody in the whole district knew it by then.",
        ),
    ],
)
def test_a_lost_capital_is_found_by_the_words_of_the_document(damaged, read_as):
    text = f"{ROOM}\n\nWhat we found\n\n{damaged}\n\n{ROOM}"
    assert read_as in words(text)
    assert Damage.DROP_CAPITAL in kinds(text)


@pytest.mark.parametrize(
    "fine",
    [
        "iPhones were not of use there, as all of the guests told us.",
        "A room was open, and everybody knew it by then.",
        "I was there on the day on which it closed for good.",
        "and so it was that everybody knew it by then, or said so.",
        "O tempora, said the teacher of history, and was laughed at.",
    ],
)
def test_what_may_be_right_stays_as_it_is(fine):
    assert Damage.DROP_CAPITAL not in kinds(f"{ROOM}\n\n{fine}\n\n{ROOM}")


def test_a_lost_capital_between_sentences_is_found_only_where_the_rest_is_no_word():
    text = f"Councils pay. Every council paid.\n\n{ROOM} ouncils were asked twice. {ROOM}"
    assert "Councils were asked twice" in words(text)
    assert "he was open" in words(f"{ROOM}\n\n{ROOM} he was open about it.")


@pytest.mark.parametrize(
    ("broken", "joined"),
    [
        ("resili-\nence", "resilience"),
        ("long-\nterm", "long-term"),
        ("Anglo-\nSaxon", "Anglo-Saxon"),
        ("mid-\n2020", "mid-2020"),
        ("kettle-\nworthi", "kettleworthi"),
        ("resili\u00ad\nence", "resilience"),
    ],
)
def test_a_word_broken_at_a_line_end_is_joined_as_the_document_writes_it(broken, joined):
    text = f"They had resilience, and a long-term plan for it.\n\nIt was said that {broken} was what they had.\n"
    assert f"said that {joined} was" in words(text)


@pytest.mark.parametrize(
    "cut",
    [
        "\n\n",
        "\n\n \n",
        "\f",
        "\n\nFigure 1: Rooms by month\n\n",
        "\n\nFigure 1: Rooms by month\n\nOPEN\n\nSHUT\n\n",
        "\n\n³ Ash, J (2020) Warm rooms. Available at: www.example.org\n\n",
        "\n\nWarm rooms 7\n\n \n",
    ],
)
def test_a_sentence_that_a_page_breaks_reads_on(cut):
    text = f'Warm rooms\n\n{PROSE[0]}\n\n{LEAD}{cut}got to make sure that it stays." {PROSE[1]}\n\n{PROSE[2]}'
    found, repairs = repaired(text)
    assert '"We have got to make sure that it stays."' in found
    assert cut == "\f" or any(kind is Damage.BREAK for kind, _, _ in repairs)


def test_speech_broken_between_sentences_reads_on_behind_a_running_head():
    contents = "Contents\n\nWhy we asked 2\nWhat we found 3\nWhat comes next 5\n\n"
    text = (
        f"{contents}Why we asked\n\n{PROSE[0]}\n\nWhat we found\n\n{LEAD} a kettle.\n\nWhat we found\n\n"
        f'And we have a key." {PROSE[1]}\n\nWhat comes next\n\n{PROSE[2]}'
    )
    assert "We have a kettle. And we have a key." in words(text)


def test_a_break_begins_where_the_paragraph_ends_and_furniture_follows_without_a_gap():
    text = f'{PROSE[0]}\n\n{LEAD}\n\nFigure 1: Rooms\n\ngot to go."\n\n{PROSE[1]}'
    report = read(text.encode(), name="r")
    broken, head = report.repairs
    assert broken.kind is Damage.BREAK
    assert broken.start in {p.end for p in report.paragraphs}
    assert (head.kind, head.start) == (Damage.FURNITURE, broken.end)
    assert head.end in {p.start for p in report.paragraphs}


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(PROSE),
        f"{PROSE[0]}\n\n- tea and cake\n- soup\n\nand so on, they said, for as long as anybody could remember it.",
        f"Jo Ash, chair, Hall Trust\n\nTom Wilk, treasurer, Hall Trust\n\n{PROSE[0]}",
        f"The rooms needed:\n\nheat, light and tea, as everybody who had ever run one told us at length.\n\n{PROSE[0]}",
        'He said: "One.\n\n"Two," and went. She said: "Three."\n\n' + PROSE[0],
    ],
)
def test_whole_paragraphs_stay_apart(text):
    assert Damage.BREAK not in kinds(text)


@pytest.mark.parametrize(
    ("source", "read_as"),
    [
        ("That was the reason.² They stayed.", "That was the reason. They stayed."),
        ("That was the reason². They stayed.", "That was the reason. They stayed."),
        ("Rooms of 20 m² and 9 km² of land.", "Rooms of 20 m² and 9 km² of land."),
        ("<u>Rooms</u> are&nbsp;cheap<br>to run.", "Rooms are cheap to run."),
        ("If a < b and c > d, it is so.", "If a < b and c > d, it is so."),
    ],
)
def test_scraps_and_marks_of_notes_are_no_words(source, read_as):
    assert words(f"{source} {PROSE[0]}").startswith(read_as)


def test_a_digit_behind_a_sentence_is_a_mark_where_a_footnote_has_it():
    text = f"It was cold.3 They stayed. {PROSE[0]}\n\n3 Ash, J (2020) Warm rooms. Available at www.example.org\n"
    assert "It was cold. They stayed" in words(text)
    assert "in v.3 They" in words(f"It was in v.3 They stayed. {PROSE[0]}")


def test_marks_in_brackets_go_where_the_document_counts_them():
    text = f"One [1] and two [2] and three [3]. {PROSE[0]}"
    assert words(text).startswith("One and two and three. ")
    assert "a [1] day" in words(f"It was a [1] day. {PROSE[0]}")


SENTENCES = st.lists(
    st.sampled_from([*PROSE, ROOM, 'She said: "We have got to go, all of us, and we have got to go now."']),
    min_size=1,
    max_size=6,
)


@given(SENTENCES, st.integers(45, 110), st.integers(45, 110))
def test_other_line_widths_give_the_same_words(paragraphs, first, second):
    wrapped = [
        "\n\n".join(textwrap.fill(one, width, break_on_hyphens=False) for one in paragraphs)
        for width in (first, second)
    ]
    one, other = (
        [(p.kind, p.level, report.words(p.start, p.end)) for p in report.paragraphs]
        for report in (read(text.encode(), name="r") for text in wrapped)
    )
    assert one == other


@given(SENTENCES, st.data())
def test_words_are_the_source_after_the_listed_repairs(paragraphs, data):
    text = data.draw(st.sampled_from(["\n\n", "\f", "\n\nFigure 1: x\n\n", "\n\nT\n\n", "-\n"])).join(paragraphs)
    report = read(text.encode(), name="r")
    made, at = "", 0
    for repair in report.repairs:
        made += text[at : repair.start] + repair.after
        at = repair.end
    assert report.words(0, len(text)) == " ".join((made + text[at:]).replace("\u00ad", "").split())
