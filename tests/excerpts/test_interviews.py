"""Speech that is set out without marks: questions and answers below a name, block quotations with a caption."""

import pytest
from publisher.excerpts import quotations
from publisher.sources import text


def said(source):
    report = text.read(f"A year in the rooms\n\n{source}\n".encode(), name="r.txt")
    return [(one.text, told(one.speaker)) for one in quotations(report)]


def told(speaker):
    """A name, or what is printed instead in brackets."""
    return speaker and (speaker.name or f"({speaker.descriptor or speaker.organisation})")


INTRODUCED = "Ada Obi, the harbour master, is 60. Her brother Tom Wilk is a cook.\n\n"


@pytest.mark.parametrize(
    ("source", "answers"),
    [
        (
            "Five tides with Ada Obi\n\nFirst boat you sailed?\nA bath tub. It sank.\n\nWorst day?\nMy birthday.\n\nWhat do you read?\nThe sky, mostly.\n",
            ["A bath tub. It sank.", "My birthday.", "The sky, mostly."],
        ),
        (
            "Ada Obi in a hurry\n\nTea or coffee at work?\n\nTea. Always tea.\n\nWho taught you?\n\nA man.\n\nWhat next?\n\nThe sea.\n",
            ["Tea. Always tea.", "A man.", "The sea."],
        ),
        (
            "A minute with Ada Obi\n\nWhat is in your pockets?\nString, and a whistle.\n\nEver lost?\nOn land.\n\nAnd then?\nA house.\n",
            ["String, and a whistle.", "On land.", "A house."],
        ),
    ],
)
def test_answers_below_a_name_are_that_persons(source, answers):
    assert said(INTRODUCED + source) == [(answer, "Ada Obi") for answer in answers]


@pytest.mark.parametrize(
    "source",
    [
        "Questions people ask\n\nWhen does it open?\nAt nine.\n\nWho can come?\nAnybody.\n\nIs it free?\nYes.\n",
        "Ada Obi and Tom Wilk\n\nWhen did you meet?\nIn May.\n\nWho spoke first?\nShe did.\n\nIs it free?\nYes.\n",
        "The time of Ada Obi\n\nWho was she then?\nNobody knew.\n\nThe harbour was small and the boats were few.\n",
    ],
)
def test_questions_below_no_single_name_or_too_few_are_no_interview(source):
    assert said(INTRODUCED + source) == []


@pytest.mark.parametrize(
    ("source", "quotation"),
    [
        (
            "    You are never done. I was at a funeral and it rang.\n    (Warden, Westmere)",
            ("You are never done. I was at a funeral and it rang.", "(Warden, Westmere)"),
        ),
        (
            "    I walked home the long way. It was the only way.\n    (Retired nurse, north)",
            ("I walked home the long way. It was the only way.", "(Retired nurse, north)"),
        ),
        (
            "    They say that nobody asks. Well, I did ask.\n    (Town clerk, Northmoor)",
            ("They say that nobody asks. Well, I did ask.", "(Town clerk, Northmoor)"),
        ),
    ],
)
def test_a_bracket_below_a_block_quotation_says_whose_it_is(source, quotation):
    assert said(f"Nobody we met could say how long it took them.\n\n{source}\n\nThat was the first theme.") == [
        quotation
    ]


def test_each_of_two_block_quotations_has_its_own_bracket():
    first = "We put a sign up by the door and it fell. We put it up\n    again. It fell again."
    second = "They came late, and I came early, and we met in the\n    middle. It was cold."
    plain = "\n\n".join(f"Section {number} was written later." for number in range(8))
    blocks = f"    {first}\n    (Porter, Eastmoor)\n\n    {second}\n    (Clerk, Westmere)"
    source = (
        f"Two reasons were given again and again, by those whom we met and by those who wrote.\n\n{blocks}\n\n{plain}"
    )
    assert said(source) == [
        (" ".join(first.split()), "(Porter, Eastmoor)"),
        (" ".join(second.split()), "(Clerk, Westmere)"),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "'My mum said it would fall down,' Ada Obi said. 'It fell up.'",
            "My mum said it would fall down, It fell up.",
        ),
        ("Ada Obi says: 'Yes. Please don't ask me twice.'", "Yes. Please don't ask me twice."),
        ("'It rained on the first day!' Ada Obi laughs. 'And the last!'", "It rained on the first day! And the last!"),
    ],
)
def test_a_short_line_of_speech_in_single_marks_is_no_heading(line, words):
    assert said(f"Ada Obi is 60. She was born here.\n\n{line}\n\nThe rest is known.") == [(words, "Ada Obi")]


@pytest.mark.parametrize(
    "source",
    [
        "One tenant had written in the box, in capitals, “WE BOUGHT A BROOM.” It worked.",
        "A pupil wrote on the wall, in capitals, “NOBODY ASKED ME.” It was wiped off.",
        "On the card a guest had scrawled in capitals, “THE SOUP WAS COLD.” He was right.",
    ],
)
def test_a_sentence_in_capitals_that_somebody_wrote_is_theirs(source):
    assert len(said(source)) == 1
