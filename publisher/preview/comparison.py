"""A quotation as it is printed beside the words of its report, and in which words the two differ."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from publisher.model import Campaign, Fault, PrintedQuotation, Proof, Verdict

Run = tuple[str, bool]
"""Words, and whether they differ from those beside them."""

_VERDICTS = {
    Verdict.EXACT: ("exact", "Word for word"),
    Verdict.TYPOGRAPHY: ("typography", "Word for word; marks or spaces differ"),
    Verdict.EDITED: ("typography", "Edited, with marks"),
    Verdict.NOT_FOUND: ("missing", "Not in the report"),
}


_FAULTS = {
    Fault.NEGATION: "The edit turns a negation",
    Fault.SPEAKERS: "Goes over into what somebody else says",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quotation beside its source.

    `kind` is the verdict in one word for the style sheet: exact, typography, missing, near or none; `near` is a phrase
    of the author's own, which need not be in the report. `attribution` is whom the campaign names, `said_by` whom the
    report does; empty where it does not tell.
    """

    place: str
    kind: str
    verdict: str
    source_place: str
    printed: tuple[Run, ...]
    source: tuple[Run, ...]
    attribution: str = ""
    said_by: str = ""
    in_text: bool = False


def compared_all(campaign: Campaign, proofs: Sequence[Proof], own: Sequence[PrintedQuotation]) -> list[Comparison]:
    """Every quotation of a campaign, block and in running text, in the order of its lines.

    `own` are marked phrases that no report has. Where the campaign names no report, the block quotations are shown
    as not compared.
    """
    if not campaign.reports:
        return [uncompared(campaign, one) for one in campaign.body.quotations]
    found = [(one.line, comparison(campaign, one)) for one in proofs]
    found += [(one.line, uncompared(campaign, one)) for one in own]
    return [one for _, one in sorted(found, key=lambda each: each[0])]


def comparison(campaign: Campaign, proof: Proof) -> Comparison:
    """A proof as it is shown."""
    kind, verdict = _verdict(proof)
    printed, source = compared(proof.printed, proof.source)
    return Comparison(
        place=str(campaign.at(proof.line)),
        kind=kind,
        verdict=verdict,
        source_place=f"{proof.report}, {proof.locator}" if proof.report else "",
        printed=printed,
        source=source,
        attribution=str(proof.printed_speaker or ""),
        said_by=str(proof.speaker or "") if proof.speech else "",
        in_text=proof.in_text,
    )


def uncompared(campaign: Campaign, quotation: PrintedQuotation) -> Comparison:
    """A quotation without a proof: its campaign names no report, or it is a phrase of the author's own."""
    return Comparison(
        place=str(campaign.at(quotation.line)),
        kind="none",
        verdict="Your own words" if campaign.reports else "Not compared",
        source_place="",
        printed=compared(quotation.words, "")[0],
        source=(),
        attribution=quotation.attribution,
        in_text=quotation.in_text,
    )


def _verdict(proof: Proof) -> tuple[str, str]:
    """The verdict in one word and in a few."""
    if proof.proven or not proof.speech:
        return _VERDICTS[proof.verdict] if proof.proven else ("near", "Nearly a phrase of the report")
    kind, verdict = _VERDICTS[proof.verdict]
    return kind, (_FAULTS.get(proof.fault, "The pieces do not stand together") if proof.fault else verdict)


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
