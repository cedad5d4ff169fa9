"""Quotations against their reports: proofs in, findings out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from publisher.checks.rules import finding
from publisher.model import Block, BlockKind, Campaign, Fault, Finding, Person, PrintedQuotation, Proof, Verdict

_SENTENCE_END = re.compile(r"[.?!…][”’»\"')\]]*\s")
_LONGEST = 80  # characters of a passage that a message shows


def proof(campaign: Campaign, proofs: Iterable[Proof], people: Iterable[Person]) -> Iterator[Finding]:
    """Findings about a campaign's quotations. `people` are those of config, for names in lead-in sentences."""
    for one in proofs:
        if one.proven:
            yield from _proven(campaign, one)
        elif one.fault:
            yield _faulty(campaign, one)
        elif one.speech:
            yield _not_found(campaign, one)
        else:
            what = f"this phrase is nearly one of {one.report}, {one.locator}" + _difference(one)
            yield finding("phrase-near", campaign.at(one.line), what, "Correct it if it is meant as a quotation")
    yield from _speakers(campaign, tuple(people))


def _proven(campaign: Campaign, proof: Proof) -> Iterator[Finding]:
    """What to know of a quotation that stands in its report."""
    place, where = campaign.at(proof.line), f"{proof.report}, {proof.locator}"
    if not proof.speech:
        return
    if proof.capital:
        what = f"the first letter has another case in {where}"
        yield finding("quotation-capital", place, what, "Write [T]he or [t]he to mark the change")
    if proof.verdict is Verdict.EDITED:
        yield finding("quotation-edited", place, f"this quotation is edited, with marks, from {where}")
    elif proof.verdict is Verdict.TYPOGRAPHY and not proof.capital:
        what = f"this quotation differs from {where}, in marks, dashes or spaces only"
        yield finding("quotation-typography", place, what)


def _faulty(campaign: Campaign, proof: Proof) -> Finding:
    """The pieces are in the report, and yet it does not say this."""
    place, where, words = campaign.at(proof.line), f"{proof.report}, {proof.locator}", shown(proof.left_out)
    if proof.fault is Fault.NEGATION and words.startswith("["):
        what = f"{words} puts a negation into a sentence that has none in {where}"
        return finding("quotation-negation", place, what, "Take it out")
    if proof.fault is Fault.NEGATION:
        what = f"an edit of this quotation leaves a negation out of a sentence of {where}: “{words}”"
        return finding("quotation-negation", place, what, "Keep the sentence whole, or leave all of it out")
    if proof.fault is Fault.SPEAKERS:
        what = f"this quotation begins in {where}, and goes over into what is not that speaker's: “{words}”"
        return finding("quotation-turns", place, what, "Make two quotations of it")
    what = f"the pieces of this quotation do not stand together: it begins in {where}, and “{words}” stands elsewhere"
    return finding("quotation-turns", place, what, "Make two quotations of it")


def _not_found(campaign: Campaign, proof: Proof) -> Finding:
    place = campaign.at(proof.line)
    if not proof.report:
        reports = ", ".join(campaign.reports)
        if proof.in_text and proof.cued and not (proof.printed_speaker and proof.printed_speaker.name):
            what = f"“{shown(proof.printed)}” is not in {reports}, and nobody is named who says it"
            return finding("quotation-elsewhere", place, what, "If it is a quotation of a report, name who says it")
        what = f"this quotation is not in {reports}, and nothing there is near it{_begins(proof)}"
        return finding("quotation-not-found", place, what, "Correct it, or name the report that it is from")
    what = f"this quotation is not in {proof.report}; nearest is {proof.locator}{_difference(proof)}"
    what += f": “{shown(proof.source)}”"
    hint = "Correct it to the report's words, or mark the change with […] or [words]"
    return finding("quotation-not-found", place, what, hint)


def _begins(proof: Proof) -> str:
    """The words themselves, where a line of running text may hold more than one quotation."""
    return f": “{shown(proof.printed)}”" if proof.in_text else ""


def _difference(proof: Proof) -> str:
    """The first words that differ, and how many more do."""
    if not proof.difference:
        return ""
    printed, source = map(shown, proof.difference)
    more = len(proof.differences) - 1
    and_more = f" (and {more} more)" if more > 0 else ""
    if printed and source:
        return f", which says “{source}” for “{printed}”{and_more}"
    return (f", which does not have “{printed}”" if printed else f", which also has “{source}”") + and_more


def unclosed(campaign: Campaign, printed: Iterable[PrintedQuotation]) -> Iterator[Finding]:
    """Marks that open a quotation in running text and that nothing closes."""
    for one in printed:
        if one.unclosed:
            what = f"the mark before “{shown(one.words)}” is never closed"
            yield finding("quotation-mark", campaign.at(one.line), what, "Close it where the words end")


def shown(text: str) -> str:
    """A passage cut to what a line can show."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rsplit(" ", 1)[0] + " …"


def _speakers(campaign: Campaign, people: tuple[Person, ...]) -> Iterator[Finding]:
    """The lead-in names one of config's people, the caption another: one of the two is wrong."""
    before: Block | None = None
    for block in campaign.body.walk():
        if block.quotation and block.quotation.speaker and before is not None:
            caption = [person for person in people if _names(person, block.quotation.attribution)]
            lead_in = [person for person in people if _names(person, _last_sentence(before.text))]
            if caption and lead_in and not set(caption) & set(lead_in):
                what = f"the caption names {caption[0].name}, the sentence before the quotation {lead_in[0].name}"
                line = block.quotation.attribution_line or block.line
                yield finding("quotation-speakers", campaign.at(line), what, "Name the person who said it in both")
        before = block if block.kind is BlockKind.PARAGRAPH else None


def _names(person: Person, text: str) -> bool:
    """Whether whole words of a text name this person."""
    words = " ".join(text.split())
    names = (re.escape(name) for name in (person.name, *person.variants))
    return re.search(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", words) is not None


def _last_sentence(text: str) -> str:
    """What leads into a quotation: the words after the last end of a sentence but one."""
    return _SENTENCE_END.split(text.rstrip(" :.—–-\n"))[-1]
