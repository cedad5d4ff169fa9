"""Blocks of a format without a text of its own (PDF, DOCX, web page) → the text of a report, repairs applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from publisher.model import Paragraph, ParagraphKind, Repair, RepairKind
from publisher.sources import damage, footnotes, frontpage, structure
from publisher.sources.block import Block
from publisher.sources.frontpage import FrontPage
from publisher.sources.structure import Structure
from publisher.sources.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to a block's words at `at`: `before` becomes `after`. If `done`, the words have `after` already."""

    kind: RepairKind
    at: int
    before: str
    after: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A block, and the edits of its words, in any order, at offsets of `block.text` as it is."""

    block: Block
    edits: list[Edit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Composed:
    """A text, its paragraphs, the repairs that made it, and what its front page says."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    repairs: tuple[Repair, ...]
    front: FrontPage = FrontPage()


def assemble(
    parts: Sequence[Part],
    vocabulary: Vocabulary,
    removed: Sequence[tuple[int, str]] = (),
    *,
    title: str = "",
    repair: bool = True,
) -> Composed:
    """The text of these parts, one empty line between paragraphs.

    A broken paragraph stands together again: its pieces are paragraphs of their own (each knows its page) with one
    space between, and what cut through it follows it. `removed` are lines left out before, as (page, words); those that
    cut through a sentence are told in its repairs. Without `repair` only the kinds of the blocks are concluded.
    """
    parts = _large_letters(parts, vocabulary) if repair else list(parts)
    blocks = [part.block for part in parts]
    found = structure.classify(blocks, vocabulary, headed=True, repair=repair)
    front = frontpage.read(blocks, found.first, title or _first_heading(blocks))
    if repair:
        sequels = frozenset(found.breaks.values())
        for index, capital in damage.capitals(blocks, sequels, vocabulary):
            parts[index].edits.append(Edit(RepairKind.DROP_CAPITAL, capital.at, capital.before, capital.after))
    _note_marks(parts, found)
    text = _Text()
    for index in _order(parts, found.breaks):
        first = next((one for one, other in found.breaks.items() if other == index), None) if False else None
        text.add(parts[index], first)
    return Composed("", (), ())
