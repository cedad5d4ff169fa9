"""The sentences of a report's running text: where each stands, and whose voice it is in.

Boundaries are those of sentencex, one paragraph at a time. What stands between marks as speech is parted into
sentences of its own, since the sentence around it is the report's and those inside are somebody else's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from publisher.excerpts import terms
from publisher.excerpts.running import Block, Running, running
from publisher.model import ParagraphKind, Quotation, Report
from publisher.patterns import pattern

BODY = frozenset((ParagraphKind.TEXT, ParagraphKind.ITEM, ParagraphKind.QUOTATION))
"""Kinds of paragraphs that hold sentences."""

_AFTER_MARKS = pattern(r"[.!?…][\"”’»]\s+(?=[A-ZÀ-ÖØ-Þ])")
"""An end within marks and a capital after them: sentencex takes the two sentences for one."""
_MARKER = pattern(r"(?:[-–—*•·▪◦‣●■]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,3})+)\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `text` as it is read, at `start` to `end` of the running text, in block `block` of it.

    `quotation` is the speech that it is a part of, None in the report's own voice; `holds_speech` says that speech
    stands within it.
    """

    text: str
    start: int
    end: int
    block: int
    quotation: Quotation | None = None
    holds_speech: bool = False


class Reading:
    """A report with what its excerpts are found in. Everything is made once, when it is first asked for."""

    def __init__(self, report: Report, quotations: Sequence[Quotation]) -> None:
        self.report = report
        self.quotations = tuple(quotations)

    @cached_property
    def running(self) -> Running:
        """The running text."""
        return running(self.report)

    @cached_property
    def language(self) -> str:
        """The language that the report is written in, as `terms.language` tells it."""
        return terms.language(self.running.text)

    @cached_property
    def speech(self) -> tuple[tuple[int, int, Quotation], ...]:
        """Where in the running text somebody speaks, in order: start, end, and the quotation."""
        found = []
        for quotation in self.quotations:
            for start, end in quotation.pieces or ((quotation.start, quotation.end),):
                found.append((self._inside(start), self._inside(end), quotation))
        return tuple(sorted(found, key=lambda one: one[:2]))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences in the report's voice, in order; those that hold speech are among them."""
        found: list[Sentence] = []
        for number, block in enumerate(self.running.blocks):
            if block.kind in BODY and not block.level:
                found += self._of_block(number, block)
        return tuple(found)

    @cached_property
    def spoken(self) -> tuple[Sentence, ...]:
        """The sentences of speech, in order."""
        blocks = self.running.block_at
        return tuple(
            Sentence(self.running.text[a:b], a, b, blocks(a), quotation)
            for start, end, quotation in self.speech
            for a, b in self._split(start, end)
        )

    def said_at(self, at: int) -> Quotation | None:
        """The quotation that holds the character at `at` of the running text."""
        index = bisect_right(self.speech, at, key=lambda one: one[0]) - 1
        return self.speech[index][2] if index >= 0 and at < self.speech[index][1] else None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the running text as offsets of the report's."""
        return self.running.origin(start), self.running.until(end)

    def section(self, block: Block) -> tuple[str, ...]:
        """The titles of the headings above a block, outermost first."""
        return self.report.section_at(self.report.paragraphs[block.paragraph].start)

    def _inside(self, offset: int) -> int:
        """An offset of the report's text as one of the running text."""
        read = self.running
        piece = max(bisect_right(read.origins, offset) - 1, 0)
        following = read.starts[piece + 1] if piece + 1 < len(read.starts) else len(read.text)
        return min(read.starts[piece] + max(offset - read.origins[piece], 0), following)

    def _of_block(self, number: int, block: Block) -> Iterator[Sentence]:
        marker = _MARKER.match(self.running.text, block.start, block.end)
        said = [(a, b) for a, b, _ in self.speech if a < block.end and b > block.start]
        for start, end in self._split(marker.end() if marker else block.start, block.end):
            inside = any(a <= start and end <= b for a, b in said)
            if not inside:
                holds = any(a < end and b > start for a, b in said)
                yield Sentence(self.running.text[start:end], start, end, number, holds_speech=holds)

    def _split(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The sentences of a stretch of the running text, without the white space around them."""
        from sentencex import get_sentence_boundaries

        text = self.running.text[start:end]
        edges = [found["start_index"] for found in get_sentence_boundaries(self.language, text)]
        edges += [match.end() for match in _AFTER_MARKS.finditer(text)]
        for a, b in _pairs(sorted({0, *edges}), len(text)):
            words = text[a:b]
            left = a + len(words) - len(words.lstrip())
            if words.strip():
                yield start + left, start + left + len(words.strip())


def _pairs(edges: Iterable[int], end: int) -> Iterator[tuple[int, int]]:
    begin: int | None = None
    for edge in (*edges, end):
        if begin is not None and edge > begin:
            yield begin, edge
        begin = edge
