"""Quotations against their reports: proofs in, findings out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from publisher.checks.rules import finding
from publisher.model import Block, BlockKind, Campaign, Finding, Person, Proof, Verdict

_SENTENCE_END = re.compile(r"[.?!…][”’»\"')\]]*\s")
_LONGEST = 80  # characters of a passage that a message shows


def proof(campaign: Campaign, proofs: Iterable[Proof], people: Iterable[Person]) -> Iterator[Finding]:
    """Findings about a campaign's quotations. `people` are those of config, for names in lead-in sentences."""
    for one in proofs:
        if one.verdict is Verdict.NOT_FOUND:
            yield _not_found(campaign, one)
        elif one.verdict is Verdict.TYPOGRAPHY:
            what = f"this quotation differs from {one.report}, {one.locator}, in marks, dashes or spaces only"
            yield finding("quotation-typography", campaign.at(one.line), what)
    yield from _speakers(campaign, tuple(people))


def _not_found(campaign: Campaign, proof: Proof) -> Finding:
    place = campaign.at(proof.line)
    if not proof.report:
        what = f"this quotation is not in {', '.join(campaign.reports)}, and nothing there is near it"
        return finding("quotation-not-found", place, what, "Correct it, or name the report that it is from")
    what = f"this quotation is not in {proof.report}; nearest is {proof.locator}"
    if proof.difference and proof.difference[0] and proof.difference[1]:
        what += f", which says “{shown(proof.difference[1])}” for “{shown(proof.difference[0])}”"
    elif proof.difference and proof.difference[0]:
        what += f", which does not have “{shown(proof.difference[0])}”"
    elif proof.difference:
        what += f", which also has “{shown(proof.difference[1])}”"
    what += f": “{shown(proof.source)}”"
    return finding("quotation-not-found", place, what, "Correct it to the report's words")


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
