"""Where do the pieces of an edited quotation stand? In order, within one person's turn, with the sense kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat, takewhile

from publisher.excerpts import edits, folding
from publisher.excerpts.edits import Edited, Gap
from publisher.excerpts.negation import left_out_of_sentences, negations, turned
from publisher.excerpts.searchable import Searchable
from publisher.excerpts.turns import Span, Turn, Turns
from publisher.model import Fault

_BEYOND = 4_000
"""Characters after a turn's end in which pieces are looked for, to say that they go over into another's words."""
_WORD_LENGTH = 15  # characters; what a word that a bracket replaces has at most, on average
_MARGIN = 3  # words more than a bracket has, which it may stand for at the start or end of a quotation


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the pieces stand, as spans of the form; what is wrong with that, and the words that it is about."""

    spans: tuple[Span, ...]
    fault: Fault | None = None
    left_out: str = ""
    capital: bool = False


def kept(edited: Edited, source: Searchable, turns: Turns) -> Kept | None:
    """The pieces of a quotation in a report; None where any of them is not there after the one before.

    Of all places at which the first piece stands, the first without a fault counts. With a fault the pieces are there,
    but a negation was dropped or put in (NEGATION), or they are not one person's (SPEAKERS), or not of one place
    (PLACES).
    """
    reader = _Reader(edited, source, turns)
    worst: Kept | None = None
    for found in reader.places():
        if found.fault is None:
            return found
        if worst is None or _GRAVITY.index(found.fault) < _GRAVITY.index(worst.fault or Fault.PLACES):
            worst = found
    return worst


_GRAVITY = (Fault.NEGATION, Fault.SPEAKERS, Fault.PLACES)


@dataclass(frozen=True, slots=True)
class _Reader:
    edited: Edited
    source: Searchable
    turns: Turns

    def places(self) -> Iterator[Kept]:
        for span, capital in chain.from_iterable(self.readings(0)):
            turn = self.turns.inside(*self.source.offsets(*span))
            end = self.source.at(turn.end)
            for limit in (end, end + _BEYOND):
                row = self.row(span, limit, capital=capital)
                if row is not None:
                    yield self.judged(row, turn)
                    break

    def readings(self, number: int, begin: int = 0, until: int | None = None) -> Iterator[Iterator[tuple[Span, bool]]]:
        """For each form that a piece may have: where it stands from `begin` to `until`, and whether in another case."""
        piece, before, after = self.edited.pieces[number], self.edited.gaps[number], self.edited.gaps[number + 1]
        free = number == 0 or before.words is None
        for form, capital in edits.variants(piece, any_case=free):
            places = self.source.places(form, begin, until, left=not before.tight_after, right=not after.tight_before)
            yield zip(places, repeat(capital))

    def row(self, first: Span, limit: int, *, capital: bool) -> Kept | None:
        """The nearest places of the other pieces after the first, up to `limit`."""
        spans = [first]
        for number in range(1, len(self.edited.pieces)):
            following = self.next(number, spans[-1][1], limit)
            if following is None:
                return None
            spans.append(following[0])
            capital = capital or following[1]
        return Kept(tuple(spans), capital=capital)

    def next(self, number: int, begin: int, limit: int) -> tuple[Span, bool] | None:
        """The nearest place of a piece after `begin` that its gap allows."""
        gap = self.edited.gaps[number]
        reach = limit if gap.words is None else min(limit, begin + (gap.words + 1) * _WORD_LENGTH)
        found = (self.nearest(gap, begin, reach, places) for places in self.readings(number, begin, limit))
        return min((one for one in found if one and one[0][1] <= limit), default=None)

    def nearest(
        self, gap: Gap, begin: int, reach: int, places: Iterable[tuple[Span, bool]]
    ) -> tuple[Span, bool] | None:
        """The first of these places, in order, that lies within reach and that the gap allows."""
        near = takewhile(lambda one: one[0][0] <= reach, places)
        return next((one for one in near if self.allows(gap, begin, one[0][0])), None)

    def allows(self, gap: Gap, begin: int, end: int) -> bool:
        """Whether what stands between may be missing at this gap."""
        if gap.words is None:
            return True
        form = self.source.form.text[begin:end]
        words = [(a, b) for a, b in folding.tokens(form) if any(map(str.isalnum, form[a:b]))]
        if gap.tight_before or gap.tight_after:
            own = not words or (words[0][0] == 0 if gap.tight_before else words[-1][1] == len(form))
            return own and len(words) <= 1
        return len(words) <= gap.words and (not words or not any(stop in form for stop in ".!?"))

    # ── what is wrong with it ────────────────────────────────────────────────────────────────────────────

    def judged(self, found: Kept, turn: Turn) -> Kept:
        """The same with the gravest of its faults."""
        for fault, left_out in self.faults(found.spans, turn):
            if left_out or fault is not Fault.NEGATION:
                return Kept(found.spans, fault, left_out, found.capital)
        return found

    def faults(self, spans: Sequence[Span], turn: Turn) -> Iterator[tuple[Fault, str]]:
        offsets = [self.source.offsets(*span) for span in spans]
        if not turn.holds(offsets[0][0], offsets[-1][1]):
            other = self.turns.at(*offsets[-1])
            both = turn.spoken or other is not None
            yield Fault.SPEAKERS if both else Fault.PLACES, self.source.source(*spans[-1])
            return
        for span, place in zip(spans, offsets, strict=True):
            if not self.whole(turn, place):
                yield Fault.SPEAKERS, self.source.source(*span)
                return
        for number, gap in enumerate(self.edited.gaps):
            left_out = self.left_out(spans, number, turn)
            if gap.words != 0:
                yield Fault.NEGATION, self.negation(gap, left_out)

    def whole(self, turn: Turn, place: Span) -> bool:
        """Whether a piece is one person's: said in the turn, or the report's own (speech that it cites whole too)."""
        if turn.spoken:
            return bool(turn.said(*place))
        return self.turns.at(*place) is None

    def negation(self, gap: Gap, left_out: str) -> str:
        """The words around a negation that was dropped or put in; empty where none was."""
        if not turned(left_out, gap.put_in):
            return ""
        return left_out.strip() if negations(left_out) else f"[{gap.put_in}]"

    def left_out(self, spans: Sequence[Span], number: int, turn: Turn) -> str:
        """What a gap leaves out of sentences that are kept in part; at either end, what a bracket may stand for."""
        gap = self.edited.gaps[number]
        size = len(gap.put_in.split()) + _MARGIN if gap.put_in else 0
        if number in (0, len(spans)):
            return self.at_the_end(spans, number, size) if gap.put_in else ""
        start, end = spans[number - 1][1], spans[number][0]
        if not turn.spoken:
            between = self.source.source(start, end) if end > start else ""
        else:
            said = turn.said(*self.source.offsets(start, end)) if end > start else []
            between = " ".join(self.source.source(self.source.at(a), self.source.at(b)) for a, b in said)
        before = self.source.source(max(0, start - 20), start)
        return between if gap.put_in and gap.words is not None else left_out_of_sentences(before, between)

    def at_the_end(self, spans: Sequence[Span], number: int, size: int) -> str:
        """The words right before the first piece, or right after the last, within their sentence."""
        if number:
            near = self.source.source(spans[-1][1], min(len(self.source.form.text), spans[-1][1] + 200))
            return " ".join(_until_stop(near.split())[:size])
        near = self.source.source(max(0, spans[0][0] - 200), spans[0][0])
        return " ".join(reversed(_until_stop(list(reversed(near.split())))[:size]))


def _until_stop(words: list[str]) -> list[str]:
    stop = next((n for n, word in enumerate(words) if word.rstrip("\"'”’»)")[-1:] in (".", "!", "?")), len(words))
    return words[:stop]
