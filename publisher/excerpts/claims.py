"""Does the report say the same? Numbers, dates and names in a campaign's own words, compared with it.

Conservative, since own words may well speak of other things. A number *differs* only if the report has it nowhere, and
has another one before the same noun (or in per cent, or in the same currency) in a sentence about the same things; a
name only if it is one letter or two off a name that the report has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from publisher.excerpts.numerals import Figure, figures, stems
from publisher.excerpts.printed import placed
from publisher.model import Document, Locator, Report
from publisher.patterns import pattern

_NAME = pattern(r"\b[A-Z][\w’'\-]*[a-z](?:\s+(?:(?:of|for|de|van|von)\s+)*[A-Z][\w’'\-]*[a-z])+(?![\w])")
_BEGINNINGS = frozenset(
    ("the", "a", "an", "in", "at", "on", "for", "from", "to", "and", "but", "as", "so", "this", "that", "our", "their")
)
_POSSESSIVE = pattern(r"['’]s?$")
_TOO_SHORT = 5  # letters; a short word one letter off is another word
_ABOUT = {"date": 2, "%": 3}
_CURRENCIES = "£$€¥"


class Standing(StrEnum):
    """How a claim compares with the report."""

    SAME = "same"
    DIFFERS = "differs"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Claim:
    """A number, date or name in a campaign's own words, at `line`; what the report has instead, and where."""

    line: int
    kind: str
    printed: str
    standing: Standing
    source: str = ""
    report: str = ""
    locator: Locator = field(default_factory=Locator)


def claims(body: Document, reports: Sequence[Report]) -> tuple[Claim, ...]:
    """Every number, date and name of a body's own words, in order, each compared with all reports."""
    own = list(_own_words(body))
    printed = [(line, figure) for line, text in own for figure in figures(text)]
    names = [(line, name) for line, text in own for name in _names(text)]
    if not printed and not names:
        return ()
    known = [_Known(report) for report in reports]
    found = [_figure(line, figure, known) for line, figure in printed]
    found += [_name(line, name, known) for line, name in names]
    return tuple(sorted(found, key=lambda claim: claim.line))


def _own_words(body: Document) -> Iterator[tuple[int, str]]:
    """Each line of running text with its number, without what stands between marks."""
    marked: dict[int, list[tuple[int, int]]] = {}
    for phrase, _ in placed(body):
        if phrase:
            for index, pair in ((phrase.passage, phrase.pair), *phrase.going_on):
                marked.setdefault(index, []).append((pair.opened, pair.closed))
    for index, passage in enumerate(body.passages):
        text = passage.text
        for start, end in marked.get(index, ()):
            text = text[:start] + " " * (end - start) + text[end:]
        for sentence in _sentences(text):
            yield passage.line_at(sentence.start()), sentence[0]


_SENTENCE = pattern(r"[^\s](?:[^.!?]|[.!?](?!\s|$))*[.!?]*")


def _sentences(text: str) -> Iterator[re.Match[str]]:
    return _SENTENCE.finditer(text)


class _Known:
    """What one report has: its figures with the words of their sentences, its names."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.figures: list[tuple[int, Figure]] = []
        self.names: dict[str, tuple[int, str]] = {}
        for paragraph in report.paragraphs:
            text = report.text[paragraph.start : paragraph.end]
            for sentence in _sentences(text):
                at = paragraph.start + sentence.start()
                self.figures += ((at, figure) for figure in figures(sentence[0]))
                for name in _names(sentence[0]):
                    self.names.setdefault(name.casefold(), (at, name))
        self.values = {figure.value for _, figure in self.figures}
        self.text = " ".join(report.text.split()).casefold().replace("’", "'")


# ── numbers and dates ───────────────────────────────────────────────────────────────────────────────────


def _figure(line: int, figure: Figure, known: Iterable[_Known]) -> Claim:
    best: tuple[int, _Known, int, Figure] | None = None
    for one in known:
        if figure.value in one.values:
            return Claim(line, figure.kind, figure.text, Standing.SAME, report=one.report.name)
        for at, other in one.figures:
            shared = _likeness(figure, other)
            if shared and (best is None or shared > best[0]):
                best = shared, one, at, other
    if best is None:
        return Claim(line, figure.kind, figure.text, Standing.ABSENT)
    _, one, at, other = best
    locator = one.report.locator(at)
    return Claim(line, figure.kind, figure.text, Standing.DIFFERS, other.text, one.report.name, locator)


def _likeness(figure: Figure, other: Figure) -> int:
    """How many telling words the sentences of two figures of one kind share; 0 where that is too few."""
    if figure.unit != other.unit or figure.kind != other.kind:
        return 0
    shared = len(figure.about & other.about)
    by_noun = figure.unit not in ("%", "date") and figure.unit[:1] not in _CURRENCIES
    least = 2 if by_noun else _ABOUT.get(figure.unit, 3)
    return shared if shared >= least else 0


# ── names ───────────────────────────────────────────────────────────────────────────────────────────────


def _names(text: str) -> Iterator[str]:
    """Runs of two or more words with capitals, without a word that only begins the sentence."""
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and words[0].casefold() in _BEGINNINGS:
            words = words[1:]
        if len(words) > 1:
            yield " ".join([*words[:-1], _POSSESSIVE.sub("", words[-1])])


def _name(line: int, name: str, known: Iterable[_Known]) -> Claim:
    folded = name.casefold().replace("’", "'")
    for one in known:
        if folded in one.text:
            return Claim(line, "name", name, Standing.SAME, report=one.report.name)
    for one in known:
        for other, (at, written) in one.names.items():
            if _is_slip(folded, other.replace("’", "'")):
                locator = one.report.locator(at)
                return Claim(line, "name", name, Standing.DIFFERS, written, one.report.name, locator)
    return Claim(line, "name", name, Standing.ABSENT)


def _is_slip(printed: str, source: str) -> bool:
    """Whether two names differ in one word, by a letter or two, and not by an ending alone."""
    mine, its = printed.split(), source.split()
    if len(mine) != len(its):
        return False
    differing = [(a, b) for a, b in zip(mine, its, strict=True) if a != b]
    if len(differing) != 1:
        return False
    a, b = differing[0]
    if min(len(a), len(b)) < _TOO_SHORT or stems(a) == stems(b):
        return False
    return Levenshtein.distance(a, b, score_cutoff=2) <= (1 if max(len(a), len(b)) < 7 else 2)
