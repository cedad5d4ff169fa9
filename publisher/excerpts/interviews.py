"""Which paragraphs are answers in an interview without marks? A heading that names somebody, then questions."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.excerpts.individuals import Individual, Register
from publisher.excerpts.running import Running
from publisher.excerpts.transcripts import Turn
from publisher.model import ParagraphKind, Speaker
from publisher.patterns import pattern

_NAME = pattern(r"[A-Z][\w.’'\-]*(?: [A-Z][\w.’'\-]*)*")
_BOTH = pattern(r"(?P<question>[A-Z][^.!?\"“”]{6,160}\?) (?=[^\s?])")
"""A question and its answer in one paragraph, on two lines of its source."""
_QUESTION = pattern(r"[A-Z][^.!?\"“”]{6,160}\?")
_MARKS = pattern(r"[\"“”]|(?:\A|\s)[‘'](?=\w)")
_LINE = 80
"""Characters of the longest line that is a heading though the reader did not take it for one."""
_FEWEST = 3
"""Answers that make an interview."""


def answers(text: Running, people: Register) -> list[Turn]:
    """The answers of every interview that consists of bare questions and answers below its subject's name, in order."""
    found: list[Turn] = []
    index = 0
    while index < len(text.blocks):
        who = _named(text, index, people)
        run = list(_answers(text, index + 1, who)) if who else []
        if len(run) >= _FEWEST:
            found += run
            index = run[-1].block
        index += 1
    return found


def _named(text: Running, index: int, people: Register) -> tuple[Individual, int, int] | None:
    """The one person whom a heading names, or a short line without a stop, and where."""
    block = text.blocks[index]
    words = text.text[block.start : block.end]
    if words.endswith("?") or not (block.level or (len(words) <= _LINE and words[-1:].isalnum())):
        return None
    named: list[tuple[Individual, int, int]] = []
    for run in _NAME.finditer(words):
        those = people.meant(run[0].split())
        if len(those) == 1:
            named.append((those[0], block.start + run.start(), block.start + run.end()))
    return named[0] if len(named) == 1 else None


def _answers(text: Running, index: int, who: tuple[Individual, int, int] | None) -> Iterator[Turn]:
    """The answers from a block on, as long as question follows question."""
    while who and index < len(text.blocks):
        one, begin, end = who
        speaker = Speaker(one.name, *one.role)
        block = text.blocks[index]
        words = text.text[block.start : block.end]
        asked = _BOTH.match(words)
        if asked and not block.level and not _MARKS.search(words):
            yield Turn(index, block.start + asked.end(), block.end, (begin, end), speaker, one)
        elif _QUESTION.fullmatch(words) and _is_answer(text, index + 1):
            index += 1
            answer = text.blocks[index]
            yield Turn(index, answer.start, answer.end, (begin, end), speaker, one)
        else:
            return
        index += 1


def _is_answer(text: Running, index: int) -> bool:
    """Whether a block is plain text without marks that is no question itself."""
    if index >= len(text.blocks):
        return False
    block = text.blocks[index]
    words = text.text[block.start : block.end]
    return block.kind is ParagraphKind.TEXT and not words.endswith("?") and not _MARKS.search(words)
