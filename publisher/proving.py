"""A campaign's quotations, and what else it takes from its reports, examined. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from publisher import checks, excerpts
from publisher.checks import approval
from publisher.excerpts import agreement
from publisher.excerpts.bylines import bylines
from publisher.excerpts.claims import Claim
from publisher.excerpts.claims import claims as claims_of
from publisher.model import (
    BlockKind,
    Campaign,
    Document,
    Finding,
    Named,
    Passage,
    Person,
    PrintedQuotation,
    Proof,
    Report,
    Speaker,
)

_BESIDE = 600  # characters before and after a passage in which the report may name who says it
_PHRASE = 4  # words from which on a phrase that is nearly in the report may be meant as a quotation


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports that a campaign names, in order, and whom each of them names, by the report's name."""

    all: tuple[Report, ...]
    named: Mapping[str, Sequence[Named]]

    @property
    def digests(self) -> dict[str, str]:
        """Each report's digest by its name."""
        return {report.name: report.digest for report in self.all}


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found out about a campaign that names reports.

    `proofs` are those of its quotations, and of marked phrases that a report has or nearly has; `own` are the other
    marked phrases, which pass as the author's own words; `unclosed` are those whose mark nothing closes.
    """

    proofs: tuple[Proof, ...] = ()
    own: tuple[PrintedQuotation, ...] = ()
    unclosed: tuple[PrintedQuotation, ...] = ()
    claims: tuple[Claim, ...] = ()


def examine(campaign: Campaign, reports: Reports, people: Iterable[Person]) -> Examined:
    """Look up every quotation, number, date and name of a campaign in all its reports."""
    if not reports.all:
        return Examined()
    body = _whole(campaign)
    proofs: list[Proof] = []
    own: list[PrintedQuotation] = []
    printed = bylines(body, [*(person.name for person in people), *_names(reports)])
    for quotation, speaker in printed:
        proof = _proof(quotation, speaker, reports.all)
        if proof:
            proofs.append(proof)
        else:
            own.append(quotation)
    unclosed = tuple(one for one, _ in printed if one.unclosed)
    return Examined(tuple(proofs), tuple(own), unclosed, claims_of(campaign.body, reports.all))


def _names(reports: Reports) -> Iterator[str]:
    return (named.name for everybody in reports.named.values() for named in everybody)


def _whole(campaign: Campaign) -> Document:
    """The body, and before it what front matter prints: title, summary, subject and preheader."""
    keys = {
        "title": campaign.title,
        "summary": campaign.summary,
        "email.subject": campaign.email.subject,
        "email.preheader": campaign.email.preheader,
    }
    front = (
        Passage(BlockKind.HEADING, text, ((0, campaign.place(key).line or 1),)) for key, text in keys.items() if text
    )
    return replace(campaign.body, passages=(*front, *campaign.body.passages))


def _proof(quotation: PrintedQuotation, speaker: Speaker | None, reports: Sequence[Report]) -> Proof | None:
    """The proof of a quotation; of a phrase only where a report has it, or nearly has it."""
    words = quotation.words.split()
    if not quotation.speech and len(words) < 2:
        return None
    said_by = speaker.name if speaker else ""
    proof = excerpts.prove(quotation, quotation.line, reports, said_by=said_by)
    if quotation.speech or proof.proven:
        return replace(proof, printed_speaker=speaker if quotation.speech else None)
    near = len(words) >= _PHRASE and not proof.fault and len(proof.differences) == 1
    return proof if near and _is_slip(*proof.differences[0]) else None


def _is_slip(printed: str, source: str) -> bool:
    """Whether one word stands for another; letters that differ in case alone are a title's."""
    return len(printed.split()) <= 1 and len(source.split()) <= 2 and printed.casefold() != source.casefold()


def findings(campaign: Campaign, examined: Examined, reports: Reports, people: Sequence[Person]) -> Iterator[Finding]:
    """What is wrong with what was examined."""
    yield from checks.proof(campaign, examined.proofs, people)
    yield from checks.unclosed(campaign, examined.unclosed)
    if reports.all:
        yield from checks.attribution(campaign, examined.proofs, _known(reports, people))
        yield from checks.claims(campaign, examined.claims)


def _known(reports: Reports, people: Sequence[Person]) -> checks.Known:
    by_name = {report.name: report for report in reports.all}

    def together(report: str, name: str, words: str) -> bool:
        one = by_name[report]
        return agreement.together(one.text, [(p.start, p.end) for p in one.paragraphs], name, words)

    def beside(proof: Proof, name: str) -> bool:
        one = by_name[proof.report]
        return agreement.named_in(one.text[max(0, proof.start - _BESIDE) : proof.end + _BESIDE], name)

    return checks.Known(people, reports.named, together, beside)


def approvable(examined: Examined, reports: Reports) -> approval.Approval:
    """What a check of these quotations can approve."""
    return approval.approval(examined.proofs, reports.digests)


def changed(before: approval.Approval, examined: Examined, reports: Reports) -> approval.Changed | None:
    """What has changed in the reports since `before` was approved; None where nothing has."""
    printed = [proof.printed for proof in examined.proofs]
    return approval.changed(approval.still_printed(before, printed), approvable(examined, reports))
