"""How is damaged text read? What `damage` concludes about blocks, as repairs at the offsets of the source."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from publisher.model import Repair, RepairKind
from publisher.sources import damage, footnotes
from publisher.sources.block import Block
from publisher.sources.structure import Structure
from publisher.sources.textblocks import SCRAP
from publisher.sources.vocabulary import Vocabulary

_HYPHEN = re.compile(r"(?<=[^\W_])(?:[-‐][ \t]*(?:\r\n|\r|\n|\f)[ \t]*|\u00ad[ \t]*(?:\r\n|\r|\n|\f)[ \t]*)(?=[^\W_])")


def large_letters(text: str, blocks: Sequence[Block], vocabulary: Vocabulary) -> tuple[list[Block], tuple[Repair, ...]]:
    """The blocks, a large letter on its own made one with the block that it begins; and the repairs that do it."""
    kept: list[Block] = []
    repairs: list[Repair] = []
    for block in blocks:
        letter = kept[-1] if kept else None
        between = (
            damage.stands_for_capital(letter.text, block.text, vocabulary)
            if letter and len(letter.text) == 1 and block.is_body
            else None
        )
        if letter is None or between is None:
            kept.append(block)
            continue
        repairs.append(_repair(RepairKind.DROP_CAPITAL, text, letter.end, block.start, between))
        letter.text, letter.end, letter.kind = letter.text + between + block.text, block.end, block.kind
    return kept, tuple(repairs)


def found(
    text: str,
    blocks: Sequence[Block],
    structure: Structure,
    vocabulary: Vocabulary,
    *,
    known: Iterable[Repair] = (),
    markup: Sequence[tuple[int, int]] | None = None,
) -> tuple[Repair, ...]:
    """Every repair of the text, in order and without overlap; `known` are those made before.

    `markup` are the spans that are no words of a format with markup of its own; in a plain text, tags are scraps.
    """
    marks = [match.span() for match in SCRAP.finditer(text)] if markup is None else markup
    repairs = [*known, *_broken(text, blocks, structure, vocabulary)]
    sequels = frozenset(structure.breaks.values())
    for index, capital in damage.capitals(blocks, sequels, vocabulary):
        at = _offset(text, blocks[index], capital.at, marks)
        if text.startswith(capital.before, at):
            repairs.append(_repair(RepairKind.DROP_CAPITAL, text, at, at + len(capital.before), capital.after))
    repairs += _hyphens(text, blocks, vocabulary)
    if markup is None:
        repairs += (_scrap(text, start, end) for start, end in marks)
    repairs += _note_marks(text, blocks, structure.notes)
    return tuple(_apart(repairs))


def _repair(kind: RepairKind, text: str, start: int, end: int, after: str) -> Repair:
    return Repair(kind, start, end, text[start:end], after)


def _broken(text: str, blocks: Sequence[Block], structure: Structure, vocabulary: Vocabulary) -> Iterator[Repair]:
    """The repairs of broken paragraphs.

    A BREAK begins where the first part ends; FURNITURE follows it without a gap; where the last ends the paragraph goes
    on.
    """
    for first, second in structure.breaks.items():
        end, space = blocks[first].end, " "
        if text[end - 1] in "-‐" and text[end - 2 : end - 1].isalpha():
            hyphen = vocabulary.hyphen(blocks[first].text[:-1], blocks[second].text)
            space = ""
            if hyphen != "-":
                yield _repair(RepairKind.HYPHEN, text, end - 1, end, hyphen)
        yield _repair(RepairKind.BREAK, text, end, blocks[first + 1].start, space)
        for between in range(first + 1, second):
            yield _repair(RepairKind.FURNITURE, text, blocks[between].start, blocks[between + 1].start, "")


def _hyphens(text: str, blocks: Sequence[Block], vocabulary: Vocabulary) -> Iterator[Repair]:
    for block in blocks:
        for match in _HYPHEN.finditer(text, block.start, block.end):
            if match[0][0] == "\u00ad":
                after = ""
            else:
                before = text[max(block.start, match.start() - 40) : match.start()]
                behind = text[match.end() : match.end() + 40]
                after = vocabulary.hyphen(before, behind)
            yield _repair(RepairKind.HYPHEN, text, match.start(), match.end(), after)


def _scrap(text: str, start: int, end: int) -> Repair:
    space = text[start:end].lower() in ("&nbsp;", "&#160;", "<br>", "<br/>", "<br />")
    return _repair(RepairKind.MARKUP, text, start, end, " " if space else "")


def _note_marks(text: str, blocks: Sequence[Block], notes: frozenset[str]) -> Iterator[Repair]:
    """The marks of footnotes are no words of what is quoted."""
    series = footnotes.has_series([block.text for block in blocks if block.is_body])
    for block in blocks:
        if block.is_body or block.level:
            for start, end in footnotes.marks_in(text, block.start, block.end, notes, series=series):
                yield _repair(RepairKind.MARKUP, text, start, end, "")


def _offset(text: str, block: Block, at: int, marks: Sequence[tuple[int, int]]) -> int:
    """Where the character at `at` of a block's words stands in the source, marks and folded white space counted in."""
    position, words = block.start, 0
    pending = False
    ends = dict(marks[bisect_left(marks, (block.start,)) : bisect_left(marks, (block.end,))])
    while position < block.end:
        if position in ends:
            position = ends[position]
        elif text[position].isspace():
            pending, position = words > 0, position + 1
        else:
            words += pending
            if words >= at:
                return position - (words > at)
            pending, position, words = False, position + 1, words + 1
    return block.end


def _apart(repairs: Iterable[Repair]) -> Iterator[Repair]:
    """The repairs in order; of two that overlap, the one that begins first."""
    reached = -1
    for repair in sorted(repairs, key=lambda one: (one.start, one.end > one.start, -one.end)):
        if repair.start >= reached:
            yield repair
            reached = max(reached, repair.end)
