"""Whose turn is it? A turn is what one person says without another, pieces parted by "she said" counted together."""

from __future__ import annotations

import weakref
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from publisher.excerpts.quotations import quotations
from publisher.excerpts.saying import SAYS
from publisher.excerpts.searchable import Searchable, searchable
from publisher.model import Paragraph, ParagraphKind, Quotation, Report, Speaker
from publisher.patterns import pattern

Span = tuple[int, int]

_MARKS = "\"“”„‟«»'‘’"
_LONGEST_CUE = 200  # characters of what may stand between two pieces of one turn
_SENTENCE_END = pattern(r"(?<!\b[A-Z][a-z])(?<!Mrs)(?<!Prof)[.!?…]\s")  # the stop of `Mr` ends none
_PAUSES = ",?!…—–-"
_RUNNING = (ParagraphKind.TEXT, ParagraphKind.ITEM, ParagraphKind.QUOTATION)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says, or a stretch of the report's own text (`spoken` false); offsets of the report's text.

    `pieces` are the words that are said; what lies between them is the report's ("she said").
    """

    start: int
    end: int
    pieces: tuple[Span, ...]
    spoken: bool = True
    speaker: Speaker | None = None
    confidence: float = 0.0

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch lies within the turn."""
        return self.start <= start and end <= self.end

    def said(self, start: int, end: int) -> list[Span]:
        """What of a stretch is said, in order."""
        clipped = ((max(start, a), min(end, b)) for a, b in self.pieces)
        return [(a, b) for a, b in clipped if a < b]


class Turns:
    """The turns of one report, in order, and the texts in which the pieces of each stand together."""

    def __init__(self, report: Report, spoken: Sequence[Turn]) -> None:
        # The report itself is not kept: once nobody else has it, what is remembered of it goes too.
        self._text, self._paragraphs, self._changes = report.text, report.paragraphs, report.changes
        self._begins = [paragraph.start for paragraph in report.paragraphs]
        self.spoken = tuple(spoken)
        self._starts = [turn.start for turn in self.spoken]
        self._joined: tuple[Searchable, ...] | None = None

    def at(self, start: int, end: int) -> Turn | None:
        """The turn in which a stretch is said; None where it is the report's own, or more than one person's."""
        index = bisect_right(self._starts, start) - 1
        turn = self.spoken[index] if index >= 0 else None
        return turn if turn and turn.holds(start, end) else None

    def inside(self, start: int, end: int) -> Turn:
        """The turn that a stretch is part of: spoken, or else its paragraph and the next two of running text."""
        return self.at(start, end) or self._own(start)

    def _own(self, start: int) -> Turn:
        paragraphs, index = self._paragraphs, bisect_right(self._begins, start) - 1
        if index < 0:
            return Turn(0, len(self._text), ((0, len(self._text)),), spoken=False)
        first = paragraphs[index]
        end = max(first.end, start)
        for following in _running(paragraphs[index + 1 : index + 6])[:2]:
            end = following.end
        return Turn(first.start, end, ((first.start, end),), spoken=False)

    @property
    def joined(self) -> tuple[Searchable, ...]:
        """The report without what stands between the pieces of a turn, in the ways in which they may be joined."""
        if self._joined is None:
            gaps = [gap for turn in self.spoken for gap in _gaps(turn) if self._may_go(gap)]
            ways = dict.fromkeys(tuple(self._cuts(gaps, comma)) for comma in (", ", " ")) if gaps else {}
            self._joined = tuple(searchable(self._text, self._with(cuts)) for cuts in ways)
        return self._joined

    def _may_go(self, gap: Span) -> bool:
        """Whether a gap may be left out unmarked: "she said", or what cuts through the words within their marks."""
        between = self._text[slice(*gap)]
        cue = SAYS.search(between) and not _SENTENCE_END.search(between.strip(_MARKS + " "))
        return bool(cue) or not any(mark in between for mark in _MARKS)

    def _cuts(self, gaps: Sequence[Span], comma: str) -> list[tuple[int, int, str]]:
        """Each gap as what is read there: a new sentence where the cue ends with a stop, else `comma`."""
        text, cuts = self._text, []
        for start, end in gaps:
            cue = text[start:end].rstrip(_MARKS + " \n\t")
            if text[start - 1] == "," and SAYS.search(cue):
                cuts.append((start - 1, end, ". " if cue.endswith(".") else comma))
            else:
                cuts.append((start, end, " "))
        return cuts

    def _with(self, cuts: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """The report's own changes, and these in place of those that they overlap."""
        free = [one for one in self._changes if not any(one[0] < end and one[1] > start for start, end, _ in cuts)]
        return sorted([*free, *cuts])


def _running(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs of running text up to the next heading."""
    until = next((n for n, one in enumerate(paragraphs) if one.level), len(paragraphs))
    return [one for one in paragraphs[:until] if one.kind in _RUNNING]


def _gaps(turn: Turn) -> list[Span]:
    return [(a[1], b[0]) for a, b in zip(turn.pieces, turn.pieces[1:], strict=False)]


def _merged(report: Report, found: Sequence[Quotation]) -> list[Turn]:
    turns: list[Turn] = []
    for one in found:
        pieces = one.pieces or ((one.start, one.end),)
        turn = Turn(one.start, one.end, pieces, speaker=one.speaker, confidence=one.confidence)
        if turns and turn.start < turns[-1].end:
            continue
        if turns and _goes_on(report, turns[-1], turn):
            last = turns[-1]
            known = last if last.speaker and last.confidence >= turn.confidence else turn
            turns[-1] = replace(known, start=last.start, end=turn.end, pieces=last.pieces + turn.pieces)
        else:
            turns.append(turn)
    return turns


def _goes_on(report: Report, last: Turn, turn: Turn) -> bool:
    """Whether a turn takes up the one before it: "she said" alone stands between, or the same person has both."""
    if report.paragraph_at(last.start) != report.paragraph_at(turn.start):
        return False
    between = report.words(last.end, turn.start)
    cue = between.strip(_MARKS + " ")
    if not between or len(cue) > _LONGEST_CUE or any(mark in cue for mark in '"“”„«»'):
        return False
    if last.speaker and turn.speaker:
        return _name(last.speaker) == _name(turn.speaker) != ""
    return report.text[last.end - 1] in _PAUSES and cue[-1:] in (".", ",") and SAYS.search(cue) is not None


def _name(speaker: Speaker) -> str:
    return speaker.name or speaker.descriptor


def spoken(report: Report) -> tuple[Turn, ...]:
    """The turns of a report, in order."""
    return tuple(_merged(report, sorted(quotations(report), key=lambda one: one.start)))


def turns(report: Report) -> Turns:
    """The turns of a report: found once for each report that is alive, from then on remembered."""
    return _known[id(report)] if id(report) in _known else remember(report, spoken(report))


def remember(report: Report, found: Sequence[Turn]) -> Turns:
    """Take these as the turns of a report that is alive: they were found before, by `spoken`."""
    if id(report) not in _known:
        weakref.finalize(report, _known.pop, id(report), None).atexit = False
    _known[id(report)] = Turns(report, found)
    return _known[id(report)]


_known: dict[int, Turns] = {}
