"""An excerpt as it is printed: pieces joined as a reader expects, every word as it stands."""

import pytest
from publisher.excerpts import markdown, quotations, whole
from publisher.sources import text


def printed(source):
    report = text.read(f"A year in the rooms\n\n{source}\n".encode(), name="r.txt")
    return [whole(report, one) for one in quotations(report)]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("“It was the lift,” said Ada Obi. “For us it was the room.”", "It was the lift. For us it was the room."),
        ("“It was the lift,” said Ada Obi, “and the door.”", "It was the lift, and the door."),
        ("“It was the lift,” Ada Obi told us, and left.", "It was the lift."),
        ("“Was it the lift?” asked Ada Obi. “Or the door?”", "Was it the lift? Or the door?"),
        ("‘It was the lift,’ said Ada Obi. ‘For us it was the room.’", "It was the lift. For us it was the room."),
        (
            "“It was the lift,” said Ada Obi. “and the door, too, all year.”",
            "It was the lift, and the door, too, all year.",
        ),
    ],
)
def test_a_comma_that_belongs_to_the_interruption_becomes_the_stop_that_it_stands_for(source, words):
    assert printed(source) == [words]


def test_markdown_prints_the_same_words_with_a_caption():
    report = text.read(b'R\n\n"It was the lift," said Ada Obi. "For us it was the room."\n', name="r.txt")
    (one,) = quotations(report)
    assert markdown(report, one) == "> It was the lift. For us it was the room.\n>\n> — Ada Obi"
