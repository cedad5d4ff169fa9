"""Who speaks in turn? Two people in a dialogue, paragraph by paragraph, most of them without "she said"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from publisher.excerpts.individuals import Individual
from publisher.excerpts.speakers import Said
from publisher.model import Speaker

_UNSURE = ("", "continuation", "answer")
"""Kinds of attribution that no cue of the paragraph's own supports."""
_SURE = 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph that speech opens: its block, who said it as far as is known, and how it ends.

    `bare` says that it holds nothing but the words; `asks` that these are a question.
    """

    block: int
    said: Said
    start: int
    bare: bool
    asks: bool


def alternating(lines: Sequence[Line | None], named: Callable[[int], Sequence[Individual]]) -> dict[int, Said]:
    """By the index of the line, who says what has no cue, where two people plainly take turns; nobody where unknown.

    Turns are plain where two people are told in turn, or where one asks and the next paragraph is bare words; a third
    person, or one who is told twice running, undoes them. Where only one side is told, the other is whoever the
    paragraph before the dialogue names beside that person alone; `named` tells whom a block names.
    """
    found: dict[int, Said] = {}
    for run in _runs(lines):
        if len(run) > 1:
            found |= _in_turn(run, named(run[0][1].block - 1))
    return found


def _runs(lines: Sequence[Line | None]) -> Iterator[list[tuple[int, Line]]]:
    """Lines of paragraphs that follow each other, with their indices."""
    run: list[tuple[int, Line]] = []
    for index, line in enumerate(lines):
        if line and run and line.block == run[-1][1].block + 1:
            run.append((index, line))
            continue
        yield run
        run = [(index, line)] if line else []
    yield run


def _in_turn(run: list[tuple[int, Line]], named: Sequence[Individual]) -> dict[int, Said]:
    """Who says the bare lines of one run."""
    told = [(at, line) for at, (_, line) in enumerate(run) if line.said.kind not in _UNSURE]
    unsure = [at for at, (_, line) in enumerate(run) if line.said.kind in _UNSURE]
    if not told or not unsure or any(not run[at][1].bare for at in unsure):
        return {}
    sides: list[Said | None] = [None, None]
    for at, line in told:
        side = sides[at % 2]
        if side and not _same(side, line.said):
            return {}
        sides[at % 2] = side if side and side.who else line.said
    one, other = sides
    if one and other and _same(one, other):
        return {}
    asked = any(run[at - 1][1].asks for at in unsure if at)
    if not (one and other) and not asked:
        return {}
    for place, opposite in ((0, other), (1, one)):
        others = [who for who in named if opposite and who is not opposite.who]
        if sides[place] is None and opposite and len(named) == 2 and len(others) == 1:
            sides[place] = Said(Speaker(others[0].name, *others[0].role), who=others[0])
    return {run[at][0]: _given(sides[at % 2], run[at][1]) for at in unsure}


def _given(side: Said | None, line: Line) -> Said:
    if side is None or side.who is None:
        return Said()
    return Said(side.speaker, _SURE, "dialogue", line.start, line.start + 1, side.who)


def _same(one: Said, other: Said) -> bool:
    return one.who is other.who if one.who or other.who else one.speaker == other.speaker
