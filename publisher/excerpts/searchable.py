"""A report made ready for searching: prepared once, however many quotations are looked up in it."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
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

    def places(
        self, core: str, begin: int = 0, until: int | None = None, *, left: bool = True, right: bool = True
    ) -> Iterator[tuple[int, int]]:
        """Where the form `core` stands from `begin` on, and before `until`, in order.

        It begins and ends with something to search by.
        Its words are whole ones; without `left` (or `right`) the first (or last) may be the rest of a longer word.
        """
        wanted = folding.key(core).text
        last = len(self.key.text) if until is None else self.key.place(until)
        at = self.key.text.find(wanted, self.key.place(begin), last) if any(map(_is_word, wanted)) else -1
        for _ in range(_CANDIDATES):
            if at < 0:
                return
            start, end = self.span(at, at + len(wanted))
            if core[0] == "-" and self.form.text[start - 1 : start] == "-":
                start -= 1
            whole = (not left or self._edge(start, -1)) and (not right or self._edge(end, 1))
            if whole and folding.same_form(core, self.form.text[start:end]):
                yield start, end
            at = self.key.text.find(wanted, at + 1, last)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the key as offsets of the form."""
        return self.key.origin(start), self.key.origin(end - 1) + 1

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch as offsets of the report's text."""
        return (
            self.words.origin(self.form.origin(start)),
            self.words.until(self.form.until(end)),
        )

    def at(self, offset: int) -> int:
        """The place in the form of what begins at an offset of the report's text, or after it."""
        return self.form.place(self.words.place(offset))

    def source(self, start: int, end: int) -> str:
        """The report's own words there, white space folded, soft hyphens left out."""
        return folding.plain(self.words.text[self.form.origin(start) : self.form.until(end)])

    def _edge(self, at: int, step: int) -> bool:
        """Whether a word may begin (`step` -1) or end (1) at `at`; `beyond` are the characters on the other side.

        `it` does not end in `it's`, `design` does not begin in `co-design`, `10` ends neither in `10%` nor in `10.5`,
        `5` does not begin in `£5`.
        """
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
        known = _prepared[id(report)] = searchable(report.text, report.changes)
        # once the report is gone its id is free for another object, so the entry must go with it
        weakref.finalize(report, _prepared.pop, id(report), None).atexit = False
    return known


def searchable(text: str, changes: Iterable[tuple[int, int, str]]) -> Searchable:
    """A text as it is read with `changes` (see `folding.read`), ready for searching."""
    words = folding.read(text, changes)
    form = folding.form(words.text)
    return Searchable(words, form, folding.key(form.text))


_prepared: dict[int, Searchable] = {}
