"""A short name for an excerpt that stays the same when its report is read again."""

from __future__ import annotations

import hashlib
from collections import Counter

from publisher.excerpts import folding
from publisher.model import Evidence, Excerpt, ExcerptKind, Locator, Report, Speaker
from publisher.patterns import pattern

_WORD = pattern(r"\w+(?:['’\-]\w+)*")


class Ids:
    """Short digests of words, each given once: the same words a second time get the next one."""

    def __init__(self, kind: ExcerptKind) -> None:
        # Quotations are what most ids name; the other kinds keep apart from them.
        self._salt = "" if kind is ExcerptKind.QUOTATION else f"{kind}\n"
        self._given: set[str] = set()
        self._times: Counter[str] = Counter()

    def of(self, text: str) -> str:
        """Eight hexadecimal digits, made of the words and the kind: not of their place, marks, dashes or spaces."""
        words = " ".join(_WORD.findall(folding.form(text).text))
        while True:
            short = hashlib.sha256(f"{self._salt}{words}\n{self._times[words]}".encode()).hexdigest()[:8]
            self._times[words] += 1
            if short not in self._given:
                self._given.add(short)
                return short


def excerpt(
    report: Report,
    start: int,
    end: int,
    ids: Ids,
    *,
    kind: ExcerptKind,
    confidence: float,
    evidence: tuple[Evidence, ...] = (),
    speaker: Speaker | None = None,
) -> Excerpt:
    """The window `text[start:end]` on a report."""
    text = report.words(start, end)
    locator: Locator = report.locator(start)
    return Excerpt(ids.of(text), kind, start, end, text, report.text[start:end], locator, speaker, confidence, evidence)


def cue(report: Report, kind: str, start: int, end: int) -> Evidence:
    """A stretch of a report as evidence."""
    return Evidence(kind, start, end, report.words(start, end))
