"""A report made ready for searching: prepared once, however many quotations are looked up in it."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.excerpts import folding
from publisher.model import Report

_CURRENCY = "£$€¥₹"
_UNITS = "%‰°"
_MINUS = "-−"
_CANDIDATES = 200
"""How many places with the same letters are looked at; only a scrap of a word has more."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """A report with its words, form and key (see `folding`). Offsets are those of the form unless said otherwise."""

    words: folding.Folded
    form: folding.Folded
    key: folding.Folded

    def places(self, core: str) -> Iterator[tuple[int, int]]:
        """Where the form `core` stands as whole words, in order. It begins and ends with something to search by."""
        wanted = folding.key(core).text
        at = self.key.text.find(wanted) if any(map(_is_word, wanted)) else -1
        for _ in range(_CANDIDATES):
            if at < 0:
                return
            start, end = self.span(at, at + len(wanted))
            if core[0] == "-" and self.form.text[start - 1 : start] == "-":
                start -= 1
            if folding.same_form(core, self.form.text[start:end]) and self.whole(start, end):
                yield start, end
            at = self.key.text.find(wanted, at + 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the key as offsets of the form."""
        return self.key.origin(start), self.key.origin(end - 1) + 1

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch as offsets of the report's text."""
        return (
            self.words.origin(self.form.origin(start)),
            self.words.until(self.form.until(end)),
        )

    def source(self, start: int, end: int) -> str:
        """The report's own words there, white space folded, soft hyphens left out."""
        return folding.plain(self.words.text[self.form.origin(start) : self.form.until(end)])

    def whole(self, start: int, end: int) -> bool:
        """Whether the stretch begins and ends at the edge of a word or number, not inside one.

        `it` is not found in `it's`, `design` not in `co-design`, `10` neither in `10%` nor in `10.5`, `5` not in `£5`.
        """
        return self._edge(start, -1) and self._edge(end, 1)

    def _edge(self, at: int, step: int) -> bool:
        """Whether a word may begin (`step` -1) or end (1) at `at`; `beyond` are the characters on the other side."""
        form = self.form.text
        inner = form[at : at + 1] if step < 0 else form[at - 1 : at]
        beyond = form[max(0, at - 2) : at][::-1] if step < 0 else form[at : at + 2]
        if not beyond or not _is_word(inner):
            return True
        first, second = beyond[0], beyond[1:]
        place = at - 1 if step < 0 else at
        if first in "'-":
            mark = self.words.text[self.form.origin(place) : self.form.until(place + 1)]
            if step < 0 and first == "-" and inner.isdigit() and mark[-1] in _MINUS:
                return False
            return not (mark in folding.SINGLE_MARKS + folding.HYPHENS and _is_word(second))
        if first in ".,":
            return not (inner.isdigit() and second.isdigit())
        if inner.isdigit() and first in (_CURRENCY if step < 0 else _UNITS):
            return False
        return first != folding.BREAK and not _is_word(first)


def _is_word(character: str) -> bool:
    """Letters and digits; a raised digit is a footnote's mark."""
    return character.isalnum() and (character.isalpha() or character.isdecimal())


def prepare(report: Report) -> Searchable:
    """The report as a Searchable: made once for each report that is alive, from then on remembered."""
    known = _prepared.get(id(report))
    if known is None:
        words = folding.words(report.text, report.markup)
        form = folding.form(words.text)
        known = _prepared[id(report)] = Searchable(words, form, folding.key(form.text))
        # once the report is gone its id is free for another object, so the entry must go with it
        weakref.finalize(report, _prepared.pop, id(report), None).atexit = False
    return known


_prepared: dict[int, Searchable] = {}
