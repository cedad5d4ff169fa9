"""Blocks of a format without a text of its own (PDF, DOCX, web page) → the text of a report, repairs applied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from publisher.model import Paragraph, Repair, RepairKind
from publisher.sources import damage, footnotes, frontpage, structure
from publisher.sources.block import Block
from publisher.sources.frontpage import FrontPage
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
class Removed:
    """A line that was left out, such as a running head: its page, whether it stood in the upper half, its words."""

    page: int
    top: bool
    text: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A text, its paragraphs, the repairs that made it, and what its front page says."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    repairs: tuple[Repair, ...]
    front: FrontPage


def assemble(
    parts: Sequence[Part],
    vocabulary: Vocabulary,
    removed: Sequence[Removed] = (),
    *,
    title: str = "",
    repair: bool = True,
) -> Composed:
    """The text of these parts, one empty line between paragraphs.

    A broken paragraph stands together again: its pieces are paragraphs of their own (each knows its page) with one
    space between, where a BREAK is told; what cut through it is told there as FURNITURE, and follows it if it is text.
    `removed` are lines left out before. Without `repair` only the kinds of the blocks are concluded.
    """
    blocks = [part.block for part in parts]
    found = structure.classify(blocks, vocabulary, headed=True, repair=repair)
    front = frontpage.read(blocks, found.first, title or _first_heading(blocks))
    if repair:
        for index, capital in damage.capitals(blocks, frozenset(found.breaks.values()), vocabulary):
            parts[index].edits.append(Edit(RepairKind.DROP_CAPITAL, capital.at, capital.before, capital.after))
    _note_marks(parts, found.notes)
    for first, second in found.breaks.items():
        _make_whole(parts[first], parts[second], vocabulary)
    writer = _Writer()
    for chain in _chains(len(parts), found.breaks):
        for place, index in enumerate(chain):
            if place:
                writer.join(_between(parts, chain[place - 1], index, removed))
            writer.add(parts[index])
        writer.gap()
    return Composed("".join(writer.pieces).rstrip("\n"), tuple(writer.paragraphs), tuple(writer.repairs), front)


def _chains(count: int, breaks: Mapping[int, int]) -> Iterator[list[int]]:
    """The indexes of blocks in the order in which they are written, the pieces of a paragraph together."""
    taken: set[int] = set()
    for index in range(count):
        if index in taken:
            continue
        chain = [index]
        while chain[-1] in breaks and breaks[chain[-1]] not in taken:
            chain.append(breaks[chain[-1]])
        taken.update(chain)
        yield chain


def _between(parts: Sequence[Part], first: int, second: int, removed: Sequence[Removed]) -> list[str]:
    """The words that stand between two pieces of a paragraph: lines left out, and blocks."""
    start, end = parts[first].block.page or 0, parts[second].block.page or 0
    lines = [
        line.text
        for line in removed
        if start < line.page < end or (start < end and line.page == (end if line.top else start))
    ]
    return [*lines, *(part.block.text for part in parts[first + 1 : second])]


@dataclass(slots=True)
class _Writer:
    """A text as it grows."""

    pieces: list[str] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    at: int = 0

    def write(self, text: str) -> None:
        """Add characters."""
        self.pieces.append(text)
        self.at += len(text)

    def add(self, part: Part) -> None:
        """Add a block with its edits, as a paragraph."""
        start, done, block = self.at, 0, part.block
        for edit in sorted(part.edits, key=lambda one: one.at):
            if edit.at < done or (not edit.done and not block.text.startswith(edit.before, edit.at)):
                continue
            self.write(block.text[done : edit.at])
            self.repairs.append(
                Repair(edit.kind, self.at, self.at + len(edit.after), edit.before, edit.after, applied=True)
            )
            self.write(edit.after)
            done = edit.at + len(edit.after if edit.done else edit.before)
        self.write(block.text[done:])
        if self.at > start:
            self.paragraphs.append(Paragraph(start, self.at, block.level, block.page, block.kind))

    def join(self, between: Sequence[str]) -> None:
        """Add the space between two pieces of a broken paragraph."""
        self.repairs.append(Repair(RepairKind.BREAK, self.at, self.at + 1, "\n\n", " ", applied=True))
        self.write(" ")
        self.repairs += [Repair(RepairKind.FURNITURE, self.at, self.at, text, "", applied=True) for text in between]

    def gap(self) -> None:
        """End a paragraph."""
        self.write("\n\n")


def _note_marks(parts: Sequence[Part], notes: frozenset[str]) -> None:
    series = footnotes.has_series([part.block.text for part in parts if part.block.is_body])
    for part in parts:
        if part.block.is_body or part.block.level:
            text = part.block.text
            for start, end in footnotes.marks_in(text, 0, len(text), notes, series=series):
                part.edits.append(Edit(RepairKind.MARKUP, start, text[start:end], ""))


def _make_whole(first: Part, second: Part, vocabulary: Vocabulary) -> None:
    """Move the rest of a word that a page breaks to where the word begins."""
    one, other = first.block, second.block
    rest = re.match(r"\S+", other.text)
    if not rest or not re.search(r"[^\W\d_]-$", one.text):
        return
    hyphen = vocabulary.hyphen(one.text[:-1], other.text)
    if hyphen != "-":
        first.edits.append(Edit(RepairKind.HYPHEN, len(one.text) - 1, "-\n", hyphen, done=True))
    one.text = one.text[:-1] + hyphen + rest[0]
    left = other.text[rest.end() :]
    gone = len(other.text) - len(left.lstrip())
    other.text = left.lstrip()
    second.edits[:] = [replace(edit, at=edit.at - gone) for edit in second.edits if edit.at >= gone]


def _first_heading(blocks: Sequence[Block]) -> str:
    """The highest of the first headings."""
    headings = [block for block in blocks[:20] if block.level]
    return min(headings, key=lambda block: block.level).text if headings else ""
