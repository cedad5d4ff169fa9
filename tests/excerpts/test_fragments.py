"""A few words of somebody's own within a sentence: speech, and whose."""

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


FRAGMENTS = [
    (
        "Mrs Jo Penhale said the “Keep Calder Tidy” bins that arrived last spring now looked like “a sick prank”.",
        ["Jo Penhale"],
    ),
    ("Tom Bell described the offer as “an insult”.", ["Tom Bell"]),
    ("Ada Obi was “furious and ashamed” when she heard, she said.", ["Ada Obi"]),
    ("In what Ada Obi called “the longest night of my life”, the pumps failed twice.", ["Ada Obi"]),
    ("Tom Bell dismissed the figures as “pure invention”.", ["Tom Bell"]),
    ("Gita Rao accused ministers of “marking their own homework”.", ["Gita Rao"]),
    ("Ada Obi, who chairs the trust, believes the scheme has “run out of road”.", ["Ada Obi"]),
    ("Ada Obi said she felt “sick to my stomach” at the news.", ["Ada Obi"]),
    ("Tom Bell warned of a “lost generation” of joiners.", ["Tom Bell"]),
    ("Tom Bell urged members to “hold their nerve”.", ["Tom Bell"]),
    ("The judge, Helen Marsh, told him his conduct was “cowardly and deliberate”.", ["Helen Marsh"]),
    ("Ministers were “asleep at the wheel”, Ada Obi told the inquiry.", ["Ada Obi"]),
    ("The inquiry heard from Ada Obi that the pumps were “held together with string”.", ["Ada Obi"]),
    ("Tom Bell, the mayor, hailed “a great day for the town”.", ["Tom Bell"]),
    ("For Ada Obi, the ruling was “a slap in the face”.", ["Ada Obi"]),
    ("To Tom Bell, who lost his job, it felt “like a funeral”.", ["Tom Bell"]),
    ("Ada Obi insists the trust is “here for the long haul”.", ["Ada Obi"]),
    ("Ada Obi admitted to being “a bit of a hoarder”.", ["Ada Obi"]),
    ("The court heard that Tom Bell had shouted “get off my land” at the officers.", ["Tom Bell"]),
    ("Tom Bell, 61, remembers the flood as “a wall of brown noise”.", ["Tom Bell"]),
    ("It was, in Ada Obi’s words, “a very British sort of disaster”.", ["Ada Obi"]),
    ("Inspectors found the kitchen “filthy and unfit for use”.", ["(Inspectors)"]),
    ("The ombudsman described the delay as “wholly avoidable”.", ["(The ombudsman)"]),
]


@pytest.mark.parametrize(("source", "names"), FRAGMENTS)
def test_somebodys_own_few_words_are_speech(source, names):
    assert speakers(source) == names
