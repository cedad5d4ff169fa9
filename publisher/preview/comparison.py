"""A quotation as it is printed beside the words of its report, and in which words the two differ."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from publisher.model import Campaign, PrintedQuotation, Proof, Verdict

Run = tuple[str, bool]
"""Words, and whether they differ from those beside them."""

_VERDICTS = {
    Verdict.EXACT: ("exact", "Word for word"),
    Verdict.TYPOGRAPHY: ("typography", "Word for word; marks or spaces differ"),
    Verdict.EDITED: ("typography", "Edited, with marks"),
    Verdict.NOT_FOUND: ("missing", "Not in the report"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quotation beside its source. `kind` is the verdict in one word for the style sheet, or `none`."""

    place: str
    kind: str
    verdict: str
    source_place: str
    printed: tuple[Run, ...]
    source: tuple[Run, ...]
    attribution: str


def comparison(campaign: Campaign, quotation: PrintedQuotation, proof: Proof | None) -> Comparison:
    """A quotation with its proof; without one its campaign names no report."""
    kind, verdict = _VERDICTS[proof.verdict] if proof else ("none", "Not compared")
    printed, source = compared(quotation.words, proof.source if proof else "")
    return Comparison(
        place=str(campaign.at(quotation.line)),
        kind=kind,
        verdict=verdict,
        source_place=f"{proof.report}, {proof.locator}" if proof and proof.report else "",
        printed=printed,
        source=source,
        attribution=quotation.attribution,
    )


def compared(printed: str, source: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts in runs of words that agree or differ; without a source nothing is said to differ."""
    left, right = printed.split(), source.split()
    if not right:
        return ((" ".join(left), False),), ()
    same_left: set[int] = set()
    same_right: set[int] = set()
    for block in difflib.SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        same_left.update(range(block.a, block.a + block.size))
        same_right.update(range(block.b, block.b + block.size))
    return _runs(left, same_left), _runs(right, same_right)


def _runs(words: Sequence[str], same: set[int]) -> tuple[Run, ...]:
    grouped = groupby(range(len(words)), key=lambda at: at not in same)
    return tuple((" ".join(words[at] for at in run), differs) for differs, run in grouped)
