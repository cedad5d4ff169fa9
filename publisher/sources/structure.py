"""What is each block of a document? Running text, or contents, heads, captions, notes, display, imprint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.model import ParagraphKind
from publisher.sources import contents, damage, display, footnotes, headings
from publisher.sources.block import Block
from publisher.sources.vocabulary import Vocabulary

MAX_BLOCKS = 60_000
"""Blocks of the longest document of which anything is concluded; a report of 200 pages has two thousand."""

_SECTION = 400
"""Characters of running text below a heading that make it the first section, where no contents list tells."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What was concluded: where sentences run on, the marks of footnotes, where the text begins.

    `breaks` says which block goes on in which later one; `first` is the block with which the front matter is over.
    """

    breaks: dict[int, int]
    notes: frozenset[str]
    first: int


def classify(
    blocks: Sequence[Block], vocabulary: Vocabulary, *, headed: bool = False, repair: bool = True
) -> Structure:
    """Give each block its kind and level, in place.

    Where the format is `headed` it tells headings itself, and none are looked for. Without `repair` (formats in which
    paragraphs are whole) nothing is taken for broken.
    """
    if len(blocks) > MAX_BLOCKS:
        return Structure({}, frozenset(), 0)
    entries = contents.find(blocks)
    display.captions(blocks)
    notes = footnotes.mark(blocks)
    placed = contents.places(entries, blocks) if entries else {}
    if not headed:
        headings.mark(blocks, placed, vocabulary)
    for index, entry in placed.items():
        blocks[index].kind, blocks[index].level = ParagraphKind.HEADING, blocks[index].level or entry.depth
        blocks[index].given = True
    first = min(placed, default=_first_section(blocks))
    display.boilerplate(blocks, first)
    display.pull_quotes(blocks)
    display.quotations(blocks)
    found = damage.breaks(blocks, vocabulary) if repair else {}
    return Structure(found, notes, first)


def _first_section(blocks: Sequence[Block]) -> int:
    """The first heading with a good deal of running text below it, or 0."""
    for index, block in enumerate(blocks):
        if block.level:
            size = 0
            for later in blocks[index + 1 :]:
                if later.level:
                    break
                size += len(later.text) if later.is_body else 0
            if size >= _SECTION:
                return index
    return 0
