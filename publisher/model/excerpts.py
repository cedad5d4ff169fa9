"""What can be quoted from a report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from publisher.model.people import Speaker
from publisher.model.reports import Locator


class ExcerptKind(StrEnum):
    """What kind of window on a report an excerpt is."""

    QUOTATION = "quotation"
    PASSAGE = "passage"
    RECOMMENDATION = "recommendation"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why words are given to somebody, or are the kind of excerpt that they are: the cue, and what kind of cue it is.

    The cue is `report.text[start:end]`; `text` is that as it is read.
    """

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A window on a report.

    `raw_text` is `report.text[start:end]`; `text` is the same without the report's markup and with white space folded.
    `speaker` is who says it where somebody does. `confidence`, from 0 to 1, is that of the speaker for a quotation, of
    being what `kind` says for the others; `evidence` is what either is concluded from.
    """

    id: str
    kind: ExcerptKind
    start: int
    end: int
    text: str
    raw_text: str
    locator: Locator
    speaker: Speaker | None = None
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation(Excerpt):
    """An excerpt that somebody said. The offsets leave out the outer marks.

    `pieces` are the speaker's own words where something else stands between them ("…," she said. "…", or a running
    head); without any, the whole excerpt is. `variant_of` is the id of the quotation that a pull quote repeats in
    other words.
    """

    pieces: tuple[tuple[int, int], ...] = ()
    variant_of: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a report names: the full name, the other ways in which it is printed, and what they are or were.

    `roles` are (role, organisation), present ones first; `mentions` counts how often any variant is printed; `listed`
    says that a list of people (interviewees, contributors) has them.
    """

    name: str
    variants: tuple[str, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    mentions: int = 0
    listed: bool = False
