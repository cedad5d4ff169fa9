"""Are these words in that report? Exactly, but for typography, or not; and if not, what stands there instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from publisher.excerpts import folding
from publisher.excerpts.nearest import Near, nearest
from publisher.excerpts.searchable import Searchable, prepare
from publisher.model import Proof, Report, Verdict


def prove(printed: str, line: int, reports: Sequence[Report]) -> Proof:
    """Look the words of a printed quotation (plain text, paragraphs apart by empty lines) up in every report.

    EXACT: the report has them in one run, white space folded and the outer marks left away. TYPOGRAPHY: the same words
    in the same order and case, but other marks, dashes, spaces, ellipses, ligatures or hyphens at line ends; also a
    full stop at the end where the report closes its marks without one, or with a comma (the usual change when speech
    is set on its own). NOT_FOUND: anything else, also words that begin or end inside a word or number of the report;
    the proof then shows the nearest words of all reports. The first report that has the words is named.
    """
    core, words = _core(printed)
    typographic: Proof | None = None
    for report in reports:
        source = prepare(report)
        for start, end in _places(source, core):
            exact = source.source(start, end) == words
            proof = _proof(printed, line, report, (start, end), Verdict.EXACT if exact else Verdict.TYPOGRAPHY)
            if exact:
                return proof
            typographic = typographic or proof
    return typographic or _not_found(printed, line, reports, core)


def _core(printed: str) -> tuple[str, str]:
    """The form of `printed` without its outer marks, and the same in its own typography, white space folded."""
    folded = " ".join(printed.split())
    formed = folding.form(folded)
    end = len(formed.text.rstrip("' "))
    start = end - len(formed.text[:end].lstrip("' "))
    if formed.text[start : start + 1] == "-" and not formed.text[start + 1 : start + 2].isdigit():
        start += 1  # a dash before the words is layout, a minus before a number is not
    return formed.text[start:end], folded[formed.origin(start) : formed.until(end)]


def _places(source: Searchable, core: str) -> Iterator[tuple[int, int]]:
    """Where the report has the form `core`, last those where it closes its marks before the final full stop."""
    yield from source.places(core)
    if core.endswith(".") and not core.endswith(".."):
        for start, end in source.places(core[:-1]):
            closing = end + 1 if source.form.text[end : end + 1] == "," else end
            if source.form.text[closing : closing + 1] == "'" and _closes(source, closing):
                yield start, end


def _closes(source: Searchable, at: int) -> bool:
    """Whether the mark at `at` of the form closes speech: a double one, or a single one no word leans on."""
    begin, end = source.form.origin(at), source.form.until(at + 1)
    mark = source.words.text[begin:end]
    following = source.words.text[end : end + 1]
    return mark not in folding.SINGLE_MARKS or source.words.text[begin - 1 : begin] == "," or following in ",.;:)"


def _not_found(printed: str, line: int, reports: Sequence[Report], core: str) -> Proof:
    """The proof for words that no report has, with the nearest of all."""
    best: tuple[Near, Report] | None = None
    for report in reports:
        near = nearest(core, prepare(report))
        if near and (best is None or near.likeness > best[0].likeness):
            best = near, report
    if best is None:
        return Proof(printed, line, Verdict.NOT_FOUND)
    near, report = best
    proof = _proof(printed, line, report, (near.start, near.end), Verdict.NOT_FOUND)
    return replace(proof, difference=near.difference)


def _proof(printed: str, line: int, report: Report, place: tuple[int, int], verdict: Verdict) -> Proof:
    """A proof that names the words at `place`, offsets of the report's form."""
    source = prepare(report)
    start, end = source.offsets(*place)
    return Proof(
        printed=printed,
        line=line,
        verdict=verdict,
        report=report.name,
        start=start,
        end=end,
        source=source.source(*place),
        locator=report.locator(start),
    )
