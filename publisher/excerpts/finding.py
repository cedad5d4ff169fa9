"""Everything in a report that can be quoted, in one list."""

from __future__ import annotations

from collections.abc import Collection

from publisher.excerpts.figures import figures
from publisher.excerpts.passages import passages
from publisher.excerpts.quotations import quotations
from publisher.excerpts.recommendations import recommendations
from publisher.excerpts.sentences import Reading
from publisher.model import Excerpt, ExcerptKind, Report

_FINDERS = {
    ExcerptKind.RECOMMENDATION: recommendations,
    ExcerptKind.FIGURE: figures,
    ExcerptKind.PASSAGE: passages,
}


def find(report: Report, kinds: Collection[ExcerptKind] = tuple(ExcerptKind)) -> tuple[Excerpt, ...]:
    """The excerpts of some kinds, all without any named, in order of their places.

    An id is made of the kind and the words, so it is the same when the report is read again or its typography changes.
    """
    said = quotations(report)
    reading = Reading(report, said)
    found: list[Excerpt] = list(said) if ExcerptKind.QUOTATION in kinds else []
    for kind, finder in _FINDERS.items():
        if kind in kinds:
            found += finder(reading)
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind)))
