"""Are these words in that report? Exactly, but for typography, edited with marks, or not; and if not, what is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from publisher.excerpts import agreement, edits, folding
from publisher.excerpts.kept import Kept, kept
from publisher.excerpts.nearest import Near, nearest
from publisher.excerpts.searchable import Searchable, prepare
from publisher.excerpts.turns import Turn, turns
from publisher.model import PrintedQuotation, Proof, Report, Speaker, Verdict

Place = tuple[int, int]
_SAME_WORDS = 50
"""How many places that have the words are looked at for the one where the printed speaker says them."""


def prove(printed: str | PrintedQuotation, line: int, reports: Sequence[Report], *, said_by: str = "") -> Proof:
    """Look the words of a printed quotation (plain text, paragraphs apart by empty lines) up in every report.

    EXACT: the report has them in one run, white space folded and the outer marks left away. TYPOGRAPHY: the same words
    in the same order, but other marks, dashes, spaces, ellipses, ligatures or hyphens at line ends; also a full stop
    at the end where the report closes its marks without one, or with a comma (the usual change when speech is set on
    its own), the first letter in the other case (`capital`), and in running text the author's own comma, or stop
    after words that begin in lower case. EDITED: as `edits` says, all of one turn; also speech without the "she said"
    between its pieces. NOT_FOUND: anything else, also words that begin or end inside a word or number of the report;
    the proof then shows the nearest words of all reports, or the fault.

    The first report that has the words is named. Where one has them more than once, the place counts at which
    `said_by` says them, else one at which somebody is named.
    """
    quotation = printed if isinstance(printed, PrintedQuotation) else PrintedQuotation(line, printed, "")
    seeker = _Seeker(quotation, line, said_by)
    best: Proof | None = None
    for report in reports:
        proof = seeker.plain(report)
        if proof and proof.verdict is Verdict.EXACT:
            return proof
        best = best or proof
    return best or seeker.edited(reports) or seeker.not_found(reports)


@dataclass(frozen=True, slots=True)
class _Found:
    """A place of the form that has the words: whether exactly, and whether the first letter has another case."""

    place: Place
    exact: bool = False
    capital: bool = False


@dataclass(frozen=True, slots=True)
class _Seeker:
    """One printed quotation on its way through the reports."""

    quotation: PrintedQuotation
    line: int
    said_by: str

    # ── in one run ───────────────────────────────────────────────────────────────────────────────────────

    def plain(self, report: Report) -> Proof | None:
        """The words in one run: exactly, else but for typography."""
        found: list[_Found] = []
        for one in self.places(prepare(report)):
            found.append(one)
            if len(found) == _SAME_WORDS:
                break
        if not found:
            return None
        best = max(found, key=lambda one: (one.exact, not one.capital, *self.likely(report, one)))
        verdict = Verdict.EXACT if best.exact else Verdict.TYPOGRAPHY
        return replace(self.proof(report, prepare(report), (best.place,), verdict), capital=best.capital)

    def likely(self, report: Report, found: _Found) -> tuple[bool, bool]:
        """Whether the printed speaker says the words at a place, and whether anybody who is named does."""
        turn = turns(report).at(*prepare(report).offsets(*found.place))
        name = turn.speaker.name if turn and turn.speaker else ""
        return bool(name and self.said_by) and agreement.same_name(self.said_by, name), bool(name)

    def places(self, source: Searchable) -> Iterator[_Found]:
        """Where the words stand, the plainest reading of them first."""
        for core, words in _cores(self.quotation):
            some = False
            for place in _places(source, core):
                some = True
                yield _Found(place, exact=source.source(*place) == words)
            if some:
                return
        for core, _ in _cores(self.quotation):
            other = _other_case(core)
            for place in _places(source, other) if other else ():
                yield _Found(place, capital=True)

    # ── with edits ───────────────────────────────────────────────────────────────────────────────────────

    def edited(self, reports: Sequence[Report]) -> Proof | None:
        """The words with lawful edits, or with a fault; also speech joined over "she said"."""
        edited = edits.parse(self.words)
        fault: Proof | None = None
        for report in reports:
            said = turns(report)
            for source in (prepare(report), *said.joined):
                found = kept(edited, source, said) if edited else self.joined(source, report)
                if found is None:
                    continue
                proof = self.kept(report, source, found)
                if found.fault is None:
                    return proof
                fault = fault or proof
        return fault

    @property
    def words(self) -> str:
        return _without_outer_marks(self.quotation.words)

    def joined(self, source: Searchable, report: Report) -> Kept | None:
        """The words in one run of a text in which the pieces of a turn stand together."""
        if source is prepare(report):
            return None
        found = next(self.places(source), None)
        return Kept((found.place,), capital=found.capital) if found else None

    def kept(self, report: Report, source: Searchable, found: Kept) -> Proof:
        verdict = Verdict.NOT_FOUND if found.fault else Verdict.EDITED
        proof = self.proof(report, source, found.spans, verdict)
        return replace(proof, fault=found.fault, left_out=found.left_out, capital=found.capital)

    # ── not at all ───────────────────────────────────────────────────────────────────────────────────────

    def not_found(self, reports: Sequence[Report]) -> Proof:
        """The proof for words that no report has, with the nearest of all."""
        core = self.missing(reports)
        best: tuple[Near, Report] | None = None
        for report in reports:
            near = nearest(core, prepare(report))
            if near and (best is None or near.likeness > best[0].likeness):
                best = near, report
        if best is None:
            return Proof(
                self.quotation.words, self.line, Verdict.NOT_FOUND,
                in_text=self.quotation.in_text, speech=self.quotation.speech,
                cued=self.quotation.cued,
            )  # fmt: skip
        near, report = best
        proof = self.proof(report, prepare(report), ((near.start, near.end),), Verdict.NOT_FOUND)
        differences = near.differences
        if len(differences) > 1 and _other_case(differences[0][0]) == differences[0][1]:
            differences = differences[1:]  # the first letter's case may differ
        return replace(proof, difference=differences[0], differences=differences)

    def missing(self, reports: Sequence[Report]) -> str:
        """What to look for: the longest piece between edits that no report has, or all words where each is there."""
        edited = edits.parse(self.words)
        pieces = [piece.form for piece in edited.pieces] if edited else []
        nowhere = [form for form in pieces if not any(_stands(prepare(report), form) for report in reports)]
        long = [form for form in nowhere if len(form.split()) > 2]
        return max(long, key=len) if long else _core(edits.without_edits(self.words))[0]

    def proof(self, report: Report, source: Searchable, spans: Sequence[Place], verdict: Verdict) -> Proof:
        """A proof that names the words at these spans, offsets of the form of `source`."""
        offsets = [source.offsets(*span) for span in spans]
        start, end = offsets[0][0], offsets[-1][1]
        speaker, confidence = _said_by(turns(report).at(start, end))
        own = prepare(report)
        return Proof(
            printed=self.quotation.words,
            line=self.line,
            verdict=verdict,
            report=report.name,
            start=start,
            end=end,
            source=own.source(own.at(start), own.at(end))
            if source is not own
            else source.source(spans[0][0], spans[-1][1]),
            locator=report.locator(start),
            pieces=tuple(offsets) if verdict is Verdict.EDITED else (),
            in_text=self.quotation.in_text,
            speech=self.quotation.speech,
            cued=self.quotation.cued,
            speaker=speaker,
            confidence=confidence,
        )


def _said_by(turn: Turn | None) -> tuple[Speaker | None, float]:
    return (turn.speaker, turn.confidence) if turn else (None, 0.0)


def _without_outer_marks(printed: str) -> str:
    """The printed words without marks around the whole of them."""
    folded = " ".join(printed.split())
    formed = folding.form(folded)
    end = len(formed.text.rstrip("' "))
    start = end - len(formed.text[:end].lstrip("' "))
    return folded[formed.origin(start) : formed.until(end)]


def _core(printed: str) -> tuple[str, str]:
    """The form of `printed` without its outer marks, and the same in its own typography, white space folded."""
    folded = " ".join(printed.split())
    formed = folding.form(folded)
    end = len(formed.text.rstrip("' "))
    start = end - len(formed.text[:end].lstrip("' "))
    if formed.text[start : start + 1] == "-" and not formed.text[start + 1 : start + 2].isdigit():
        start += 1  # a dash before the words is layout, a minus before a number is not
    return formed.text[start:end], folded[formed.origin(start) : formed.until(end)]


def _cores(quotation: PrintedQuotation) -> Iterator[tuple[str, str]]:
    """The forms in which the report may have the words, the plainest first, each with its own typography."""
    core, words = _core(quotation.words)
    yield core, words
    if not quotation.in_text or not core:
        return
    fragment = core[0].islower()
    bare = core.rstrip(",.'" if fragment else ",'")
    if bare != core and not core.endswith(".."):
        yield bare, ""


def _stands(source: Searchable, form: str) -> bool:
    return next(source.places(form), None) is not None


def _other_case(core: str) -> str:
    """The form with its first letter in the other case; empty where that is no letter."""
    return core[0].swapcase() + core[1:] if core[:1].isalpha() and core[0].swapcase() != core[0] else ""


def _places(source: Searchable, core: str) -> Iterator[Place]:
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
