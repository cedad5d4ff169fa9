"""Which words of a report come nearest to words that are not in it? And where do the two first differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from publisher.excerpts import folding
from publisher.excerpts.searchable import Searchable

NEAR = 50.0
"""The least likeness, out of 100, of letters in a row (rapidfuzz's partial ratio) that is looked at word by word: one
word left out of six brings it to 60. At least half of the words must then agree."""

_STOPS = ".,;:!?"
_HEAD = 800
"""Characters of a long quotation that it is looked for by: the search costs length times length."""
_SLACK = 8
"""How many words the window may move or grow at each end, at most."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest words: `[start, end)` of the report's form, and the words that differ (printed, source), in order."""

    likeness: float
    start: int
    end: int
    differences: tuple[tuple[str, str], ...]

    @property
    def difference(self) -> tuple[str, str]:
        """The first words that differ."""
        return self.differences[0]


def nearest(core: str, source: Searchable) -> Near | None:
    """The stretch of `source` nearest to the form `core`; None if nothing is near.

    The printed half of each difference is in the words of `core`; the other half in the report's own.
    """
    wanted = folding.key(core).text
    if not wanted or not source.key.text:
        return None
    found = fuzz.partial_ratio_alignment(wanted[:_HEAD], source.key.text, score_cutoff=NEAR)
    if found is None or found.dest_end <= found.dest_start:
        return None
    ours = folding.tokens(core)
    end = max(found.dest_end, min(found.dest_start + len(wanted), len(source.key.text)))
    near = source.span(found.dest_start, end)
    theirs, distance = _fitted(_read(core, ours), _around(source.form.text, near, len(ours)), near, source.form.text)
    if distance * 2 > len(ours):
        return None  # letters alike, but most words are others
    return Near(found.score, theirs[0][0], theirs[-1][1], tuple(_differences(core, ours, source, theirs)))


def _read(form: str, places: list[Span], ours: list[str] | None = None) -> list[str]:
    """The words at these places, as alike to `ours` as the source allows.

    A word broken at a line's end is read as `ours` have it, or joined; a stop after the last of our words is no
    difference where we have none.
    """
    known = frozenset(ours or ())
    found = (form[start:end] for start, end in places)
    read = [word if word in known else word.replace(folding.BREAK, "") for word in found]
    return [ours[-1] if ours and word.rstrip(_STOPS) == ours[-1] else word for word in read]


def _around(form: str, near: Span, size: int) -> list[Span]:
    """The words of a stretch of the report, with as many more on both sides as the window may grow."""
    margin = 12 * (_slack(size) + 1)
    start = form.rfind(" ", 0, max(0, near[0] - margin)) + 1
    end = form.find(" ", near[1] + margin)
    return [(start + a, start + b) for a, b in folding.tokens(form[start : end if end >= 0 else len(form)])]


def _slack(size: int) -> int:
    return min(_SLACK, 2 + size // 4)


def _fitted(ours: list[str], places: list[Span], near: Span, form: str) -> tuple[list[Span], int]:
    """The window about `near` that differs from `ours` in the fewest letters, and in how many words it does.

    Letters come first because a word may be two words of the report (`everyone`, `every one`). A word at either end
    that the window lacks is set against the report's next one.
    """
    slack = _slack(len(ours))
    inside = [n for n, (start, end) in enumerate(places) if end > near[0] and start < near[1]]
    low, high = inside[0], inside[-1] + 1
    theirs = _read(form, places, ours)
    letters = "".join(ours)
    windows = (
        (Levenshtein.distance(letters, "".join(theirs[first:last])), last - first, first, last)
        for first in range(max(0, low - slack), min(low + slack, high - 1) + 1)
        for last in range(max(first + 1, high - slack), min(len(theirs), high + slack) + 1)
    )
    _, _, first, last = min(windows)
    changes = list(Levenshtein.opcodes(ours, theirs[first:last]))
    first -= changes[0].tag == "delete" and first > 0
    last += changes[-1].tag == "delete" and last < len(theirs)
    return places[first:last], Levenshtein.distance(ours, theirs[first:last])


def _differences(core: str, ours: list[Span], source: Searchable, theirs: list[Span]) -> Iterator[tuple[str, str]]:
    """The words that differ; where one side has none there, both with the word before (or after) it."""
    printed = _read(core, ours)
    changes = Levenshtein.opcodes(printed, _read(source.form.text, theirs, printed))
    runs = [list(run) for differs, run in groupby(changes, key=lambda change: change.tag != "equal") if differs]
    if not runs:
        yield _beyond_words(core, ours, source, theirs)
    for run in runs:
        a, b, c, d = run[0].src_start, run[-1].src_end, run[0].dest_start, run[-1].dest_end
        if a == b or c == d:
            back = 1 if a and c else 0
            a, b, c, d = a - back, b + 1 - back, c - back, d + 1 - back
        yield _stretch(core, ours[a:b]), source.source(*_ends(theirs[c:d] or theirs[-1:]))


def _beyond_words(core: str, ours: list[Span], source: Searchable, theirs: list[Span]) -> tuple[str, str]:
    """All words agree: the first or last is part of a longer word of the report, or marks within are others."""
    form = source.form.text
    before = form.rfind(" ", 0, theirs[0][0]) + 1
    if form[before : theirs[0][0]].strip(f"'{folding.OPENING}"):
        return _stretch(core, ours[:1]), source.source(before, theirs[0][1])
    for mine, its in zip(ours, theirs, strict=False):
        marked, its_marked = _with_marks(core, mine), _with_marks(form, its)
        if core[slice(*marked)] != form[slice(*its_marked)] and mine not in (ours[0], ours[-1]):
            return core[slice(*marked)], source.source(*its_marked)
    after = form.find(" ", theirs[-1][1])
    return _stretch(core, ours[-1:]), source.source(theirs[-1][0], after if after >= 0 else len(form))


def _with_marks(form: str, place: Span) -> Span:
    start, end = place
    while start and form[start - 1] == "'":
        start -= 1
    while form[end : end + 1] == "'":
        end += 1
    return start, end


def _ends(places: list[Span]) -> Span:
    return places[0][0], places[-1][1]


def _stretch(core: str, places: list[Span]) -> str:
    return core[slice(*_ends(places))] if places else ""
