"""Two people in turn, with and without marks: who speaks where nothing says so."""

import pytest
from publisher.excerpts import quotations
from publisher.sources import markdown, text


def speakers(source):
    read = markdown.read if "\n> " in source else text.read
    report = read(f"A year in the rooms\n\n{source}\n".encode(), name="r.txt")
    return [told(one.speaker) for one in quotations(report)]


def told(speaker):
    """A name, or what is printed instead in brackets."""
    if speaker is None:
        return None
    return speaker.name or f"({speaker.organisation or speaker.descriptor})"


TURNS = [
    (
        (
            "Ada Obi sat on the quay with Tom Bell, who had once been her foreman.\n\n“You coming?” Bell "
            "asked.\n\n“I’m thinking.”\n\n“You’ve been thinking since June.”\n\n“I think slowly,” Obi said."
        ),
        ["Tom Bell", "Ada Obi", "Tom Bell", "Ada Obi"],
    ),
    (
        (
            "Gita Rao was mending a net with her pupil, Sam Trent.\n\n“What is that?” Rao asked him.\n\n“It’s a "
            "knot.”\n\n“It’s not a knot.”\n\n“Then I give up.”\n\n“Good,” said Rao. “That’s a start.”"
        ),
        ["Gita Rao", "Sam Trent", "Gita Rao", "Sam Trent", "Gita Rao"],
    ),
    (
        (
            "“Who counted them?” asked Tom Bell, the chair.\n\n“We did,” said Ada Obi.\n\n“All of them?”\n\n“Every "
            "one.”\n\n“I see.”"
        ),
        ["Tom Bell", "Ada Obi", "Tom Bell", "Ada Obi", "Tom Bell"],
    ),
    (
        (
            "“It was a good year,” said Ada Obi, the treasurer. “We grew.”\n\n“But we are tired and we need new "
            "people.”\n\n“Somebody will have to come forward soon.”"
        ),
        ["Ada Obi", "Ada Obi", "Ada Obi"],
    ),
    (
        (
            "We asked who was responsible. The exchange is worth recording:\n\n    Lord Tarrow: Who in your office "
            "wakes up worrying about buses?\n    Ruth Callow: I do, my Lord.\n    Lord Tarrow: And how much else "
            "do you worry about?\n    Ruth Callow: On that list, fourteen things.\n\nWe do not doubt it. Ruth "
            "Callow is director of transport."
        ),
        ["Lord Tarrow", "Ruth Callow", "Lord Tarrow", "Ruth Callow"],
    ),
    (
        (
            "The transcript reads:\n\n> Dr Obi: Where was the alarm?\n>\n> Mr Bell: On the wall, Doctor, where it "
            "had always been.\n\nDr Ada Obi chaired. Tom Bell was the engineer."
        ),
        ["Ada Obi", "Tom Bell"],
    ),
]


@pytest.mark.parametrize(("source", "names"), TURNS)
def test_turns_go_to_those_who_take_them(source, names):
    assert speakers(source) == names
