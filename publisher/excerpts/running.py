"""How does a report read when its damage is repaired? Its running text, every character mapped back to the source.

Markup is gone, repairs are made, furniture is left out, white space is one blank a character, and a paragraph that a
page broke is one again. All reading of quotations and names happens here; offsets go back to the report at the end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import pairwise

from publisher.model import Paragraph, ParagraphKind, Repair, RepairKind, Report
from publisher.patterns import pattern

SKIPPED = frozenset(
    (
        ParagraphKind.CAPTION,
        ParagraphKind.CONTENTS,
        ParagraphKind.FURNITURE,
        ParagraphKind.BOILERPLATE,
    )
)
"""Kinds of paragraphs that are no part of what a report says."""

GAP = "\n\n"
"""Between two blocks of the running text."""

_SPACES = {ord(character): " " for character in "\t\n\r\x0b\x0c\x85\xa0\u2007\u2009\u200a\u202f\u2028\u2029"}
_GAPS = pattern(r" {2,}|\u00ad")
_CUTS = (RepairKind.BREAK, RepairKind.FURNITURE)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading of the running text: `text[start:end]`. `paragraph` is the index of its first one."""

    start: int
    end: int
    paragraph: int
    level: int
    kind: ParagraphKind


@dataclass(frozen=True, slots=True)
class Running:
    """A report's running text, its blocks, and the way back: piece `n` covers `starts[n]:starts[n + 1]` of it.

    A piece stands for `origins[n]:ends[n]` of the report's text; pieces of equal length run in parallel, others were
    replaced as a whole. `cuts` are offsets of the running text at which a page, a figure or the like breaks it.
    """

    text: str
    blocks: tuple[Block, ...]
    starts: Sequence[int]
    origins: Sequence[int]
    ends: Sequence[int]
    cuts: tuple[int, ...]

    def origin(self, at: int) -> int:
        """Where the character at `at` begins in the report's text."""
        piece = max(bisect_right(self.starts, at) - 1, 0)
        return min(self.origins[piece] + at - self.starts[piece], self.ends[piece])

    def until(self, end: int) -> int:
        """Where the character before `end` ends in the report's text."""
        return self.origin(end - 1) + 1 if end > 0 else 0

    def pieces(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """`text[start:end]` as offsets of the report's text, white space at the edges left out, parted at cuts."""
        first = bisect_right(self.cuts, start)
        edges = [start, *self.cuts[first : bisect_right(self.cuts, end - 1)], end]
        found = []
        for begin, finish in pairwise(edges):
            stretch = self.text[begin:finish]
            if stretch.strip():
                first = begin + len(stretch) - len(stretch.lstrip())
                found.append((self.origin(first), self.until(first + len(stretch.strip()))))
        return tuple(found)

    def block_at(self, at: int) -> int:
        """The index of the block that holds `at`, or of the last before it."""
        return max(bisect_right(self.blocks, at, key=lambda block: block.start) - 1, 0)


Edit = tuple[int, int, str, bool]
"""Start, end, what is read instead, and whether the text is cut there."""


def running(report: Report) -> Running:
    """The report's running text."""
    writer = _Writer(report.text)
    edits = _edits(report)
    edit = next(edits, None)
    reached = 0
    for index, paragraph in enumerate(report.paragraphs):
        while edit and edit[1] <= max(paragraph.start, reached) and edit[0] < paragraph.start:
            edit = next(edits, None)
        if paragraph.kind in SKIPPED or paragraph.end <= reached:
            continue
        writer.begin(index, paragraph, joined=paragraph.start <= reached)
        at = max(paragraph.start, reached)
        while edit and edit[0] <= paragraph.end:
            if edit[0] >= at:
                writer.copy(at, edit[0])
                if edit[0] < paragraph.end or _joins(edit, paragraph):
                    writer.write(edit)
                at = max(at, edit[1] if _joins(edit, paragraph) else min(edit[1], paragraph.end))
            edit = next(edits, None)
        writer.copy(at, paragraph.end)
        reached = max(at, paragraph.end) if at > paragraph.end else reached
    return writer.finish()


def _edits(report: Report) -> Iterator[Edit]:
    """Markup and repairs that are still to be made, in order, without overlap; cuts that touch are one."""
    markup = ((start, end, "", False) for start, end in report.markup)
    repairs = (_edit(repair) for repair in report.repairs if not repair.applied)
    last: Edit | None = None
    for edit in merge(markup, repairs):
        if last and edit[3] and last[3] and edit[0] <= last[1]:
            last = (last[0], max(last[1], edit[1]), last[2] or edit[2], True)
        elif last is None or edit[0] >= last[1]:
            if last:
                yield last
            last = edit
    if last:
        yield last


def _joins(edit: Edit, paragraph: Paragraph) -> bool:
    """Whether a repair goes beyond the paragraph, so that the next one goes on with it."""
    return edit[1] > paragraph.end and (edit[3] or bool(edit[2]))


def _edit(repair: Repair) -> Edit:
    return repair.start, repair.end, repair.after, repair.kind in _CUTS


class _Writer:
    """Puts the running text together."""

    def __init__(self, source: str) -> None:
        self._source = source.translate(_SPACES)
        self._parts: list[str] = []
        self._size = 0
        self._starts: list[int] = []
        self._origins: list[int] = []
        self._ends: list[int] = []
        self._cuts: list[int] = []
        self._blocks: list[Block] = []
        self._open: tuple[int, int, Paragraph] | None = None

    def begin(self, index: int, paragraph: Paragraph, *, joined: bool) -> None:
        """Begin a block, unless the paragraph goes on with the one before."""
        if joined and self._open:
            return
        self._close()
        if self._blocks:
            self._add(GAP, paragraph.start, paragraph.start)
        self._open = (self._size, index, paragraph)

    def copy(self, start: int, end: int) -> None:
        """Take `source[start:end]` over, runs of white space as one blank."""
        at = start
        for gap in _GAPS.finditer(self._source, start, end):
            self._add(self._source[at : gap.start()], at, gap.start())
            self._add(" " if gap[0][0] == " " else "", *gap.span())
            at = gap.end()
        self._add(self._source[at:end], at, end)

    def write(self, edit: Edit) -> None:
        """Write what is read instead of a stretch."""
        start, end, instead, cut = edit
        if cut:
            self._cuts.append(self._size)
        if instead:
            self._add(instead.translate(_SPACES), start, end)

    def finish(self) -> Running:
        """The running text, when all is written."""
        self._close()
        return Running(
            "".join(self._parts),
            tuple(self._blocks),
            self._starts or [0],
            self._origins or [0],
            self._ends or [0],
            tuple(self._cuts),
        )

    def _add(self, text: str, start: int, end: int) -> None:
        if not text:
            return
        self._parts.append(text)
        self._starts.append(self._size)
        self._origins.append(start)
        self._ends.append(end)
        self._size += len(text)

    def _close(self) -> None:
        if self._open:
            start, index, paragraph = self._open
            self._blocks.append(Block(start, self._size, index, paragraph.level, paragraph.kind))
            self._open = None
