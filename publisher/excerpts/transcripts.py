"""Which paragraphs are a transcript? `Lord Tarrow: Who wakes up?`: turns without marks, each with its label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from publisher.excerpts.individuals import Individual, Register
from publisher.excerpts.running import Running
from publisher.excerpts.words import PARTICLES, TITLES
from publisher.model import ParagraphKind, Speaker
from publisher.patterns import pattern

_NAME_WORD = r"(?:[A-Z][\w.’'\-]*|" + "|".join(sorted(PARTICLES)) + ")"
_LABEL = pattern(rf"(?:\A|(?<=[.?!…\])\d”\"]) )(?P<label>[A-Z][\w.’'\-]*(?: {_NAME_WORD}){{0,3}}):\*{{0,2}} (?=\S)")
_APART = (ParagraphKind.QUOTATION,)
_MARKS = "\"“‘'«„"
_FEWEST = {True: 2, False: 4}
"""Turns that make a transcript: where it is set apart, and in running text."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows a label: offsets of the words and of the label in the running text, and who is meant by it."""

    block: int
    start: int
    end: int
    label: tuple[int, int]
    speaker: Speaker
    who: Individual | None = None


def turns(text: Running, people: Register) -> list[Turn]:
    """The turns of every transcript in the text, in order."""
    found: list[Turn] = []
    lines = [(index, list(_labelled(text, index, people))) for index in range(len(text.blocks))]
    for is_turn, group in groupby(lines, key=lambda one: bool(one[1])):
        run = [turn for _, those in group for turn in those] if is_turn else []
        if run and _is_transcript(text, run, people):
            found += run
    return found


def _is_transcript(text: Running, run: Sequence[Turn], people: Register) -> bool:
    """Whether labelled paragraphs are people in turn: enough of them, two or more labels, some of them again."""
    labels = [text.text[slice(*turn.label)] for turn in run]
    apart = all(text.blocks[turn.block].kind in _APART for turn in run)
    if len(run) < _FEWEST[apart] or len(set(labels)) < 2:
        return False
    known = all(_meant(label, people) for label in labels)
    return known or (apart and len(labels) > len(set(labels)))


def _labelled(text: Running, index: int, people: Register) -> Iterator[Turn]:
    """The turns of a block that begins with a label."""
    block = text.blocks[index]
    words = text.text[block.start : block.end]
    first = _LABEL.match(words)
    if block.level or not first or block.kind is ParagraphKind.TABLE:
        return
    labels = list(_LABEL.finditer(words))
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(words)
        if words[label.end()] not in _MARKS and words[label.end() : end].strip():
            place = (block.start + label.start("label"), block.start + label.end("label"))
            yield Turn(index, block.start + label.end(), block.start + end, place, _speaker(label["label"], people))


def _speaker(label: str, people: Register) -> Speaker:
    meant = _meant(label, people)
    return meant or Speaker(descriptor=label)


def _meant(label: str, people: Register) -> Speaker | None:
    """The one person whom a label means."""
    words = label.split()
    bare = [word for word in words if word.lower().rstrip(".") not in TITLES]
    title = " ".join(word for word in words if word not in bare)
    those = people.meant(bare, title) if bare else ()
    return Speaker(those[0].name, *those[0].role) if len(those) == 1 else None
