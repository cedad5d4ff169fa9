"""How a printed quotation compares with its report."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from publisher.model.people import Speaker
from publisher.model.reports import Locator


class Verdict(StrEnum):
    """How a printed quotation compares with the report."""

    EXACT = "exact"
    TYPOGRAPHY = "typography"
    EDITED = "edited"  # lawfully: what is left out, replaced or added is marked
    NOT_FOUND = "not found"


class Fault(StrEnum):
    """Why words whose every piece stands in the report are no quotation of it all the same."""

    NEGATION = "negation"  # a negation is left out or put in, so the sense turns round
    SPEAKERS = "speakers"  # the pieces are not all one person's
    PLACES = "places"  # the pieces do not stand together


@dataclass(frozen=True, slots=True)
class Proof:
    """The comparison of one printed quotation with its report or reports.

    `report`, `start`, `end`, `source` and `locator` tell where the words stand, or, when they were not found, where
    the nearest words stand (`report` is empty when nothing is near). `difference` then names the first words that
    differ, `differences` all of them: (printed, source). Of an edited quotation `pieces` are where the words that
    were kept stand, and `source` has what was left out between them. With a `fault` the pieces were found and the
    verdict is NOT_FOUND; `left_out` are then the words that the fault is about.

    `in_text`, `speech` and `cued` are those of the printed quotation. `capital` says that the first letter's case was
    changed without brackets. `speaker` is who says the words in the report, with the `confidence` of that (0 to 1),
    None where the report does not tell; `printed_speaker` is who says them in the campaign, None where that does
    not tell.
    """

    printed: str
    line: int
    verdict: Verdict
    report: str = ""
    start: int = 0
    end: int = 0
    source: str = ""
    locator: Locator = field(default_factory=Locator)
    difference: tuple[str, str] | None = None
    differences: tuple[tuple[str, str], ...] = ()
    pieces: tuple[tuple[int, int], ...] = ()
    fault: Fault | None = None
    left_out: str = ""
    in_text: bool = False
    speech: bool = True
    cued: bool = False
    capital: bool = False
    speaker: Speaker | None = None
    confidence: float = 0.0
    printed_speaker: Speaker | None = None

    @property
    def proven(self) -> bool:
        """Whether the report has the words, edited lawfully at most."""
        return self.verdict is not Verdict.NOT_FOUND
