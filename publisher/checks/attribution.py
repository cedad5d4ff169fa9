"""Are the words given to the person who said them, with the role that the report gives? Proofs in, findings out.

Only what a report says for certain can be contradicted: an attribution of low confidence, or none, makes a note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from publisher.checks.rules import finding
from publisher.excerpts import agreement
from publisher.model import Campaign, Finding, Named, Person, Proof, Speaker

CONFIDENT = 0.6
"""The confidence of an attribution, from 0 to 1, from which on a campaign that says otherwise is wrong."""

Together = Callable[[str, str, str], bool]
"""Whether a report (by name) has a person's surname and some words in one paragraph."""
Beside = Callable[[Proof, str], bool]
"""Whether a report has a person's surname beside the words of a proof."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of people: config's, those whom each report names, and what stands together in a report."""

    people: Sequence[Person]
    named: Mapping[str, Sequence[Named]]
    together: Together
    beside: Beside

    def person(self, name: str) -> Person | None:
        """The person of config who is called that, in full or by a variant."""
        return next((one for one in self.people if _called(name, (one.name, *one.variants))), None)

    def in_report(self, report: str, name: str) -> Named | None:
        """The person of a report who is called that."""
        return next((one for one in self.named.get(report, ()) if _called(name, (one.name, *one.variants))), None)

    def same(self, report: str, printed: str, said: str) -> bool:
        """Whether two names are one person's: by their words, or as variants that config or the report has."""
        if agreement.same_name(printed, said):
            return True
        person, named = self.person(printed), self.in_report(report, said)
        others = (*((person.name, *person.variants) if person else ()),)
        return _called(said, others) or bool(named and _called(printed, (named.name, *named.variants)))


def _called(name: str, names: Iterable[str]) -> bool:
    words = agreement.name_words(name)
    return any(words == agreement.name_words(other) for other in names)


def attribution(campaign: Campaign, proofs: Iterable[Proof], known: Known) -> Iterator[Finding]:
    """Findings about who is said to say what is proven."""
    for proof in proofs:
        printed = proof.printed_speaker
        if proof.proven and proof.speech and printed and printed.name:
            yield from _names(campaign, proof, printed, known)


def _names(campaign: Campaign, proof: Proof, printed: Speaker, known: Known) -> Iterator[Finding]:
    place, where, said = campaign.at(proof.line), f"{proof.report}, {proof.locator}", proof.speaker
    if said is None or not (said.name or said.descriptor):
        if known.beside(proof, printed.name):
            return
        what = f"this quotation is given to {printed.name}, and {where} does not say for certain who speaks there"
        yield finding("speaker-uncertain", place, what)
    elif said.name and known.same(proof.report, printed.name, said.name):
        yield from _standing(campaign, proof, printed, known)
    elif proof.confidence < CONFIDENT:
        what = f"this quotation is given to {printed.name}; {where} may give it to {said.name or said.descriptor}"
        yield finding("speaker-uncertain", place, what, "Look it up")
    elif not said.name:
        what = f"this quotation is given to {printed.name}, and {where} leaves its speaker unnamed ({said.descriptor})"
        yield finding("speaker-unnamed", place, what, f"Write “{said.descriptor}” as the report does")
    else:
        what = f"this quotation is given to {printed.name}, and in {where} {said.name} says it"
        hint = "Name who said it, or add the name to `variants` of config's people if both are one person"
        yield finding("speaker-differs", place, what, hint)


def _standing(campaign: Campaign, proof: Proof, printed: Speaker, known: Known) -> Iterator[Finding]:
    """Role and organisation of a person on whom campaign and report agree."""
    roles, organisations = _of(proof, printed, known)
    if printed.role and not _fits(printed.role, roles, organisations, organisation=not printed.organisation):
        yield from _differs(campaign, proof, known, "role", roles)
    if printed.organisation and not _fits(printed.organisation, roles, organisations, organisation=True):
        yield from _differs(campaign, proof, known, "organisation", organisations)


def _of(proof: Proof, printed: Speaker, known: Known) -> tuple[list[str], list[str]]:
    """The roles and the organisations that report and config give a person."""
    said = proof.speaker or Speaker()
    named, person = known.in_report(proof.report, said.name), known.person(printed.name)
    both = [(said.role, said.organisation), *(named.roles if named else ())]
    both += [(person.role, person.organisation)] if person else []
    return [role for role, _ in both if role], [name for _, name in both if name]


def _fits(words: str, roles: Iterable[str], organisations: Iterable[str], *, organisation: bool) -> bool:
    """Whether printed words agree with any role, or, where they may be one, with any organisation."""
    if any(agreement.share_words(words, role) for role in roles):
        return True
    return organisation and any(agreement.same_organisation(words, name) for name in organisations)


def _differs(campaign: Campaign, proof: Proof, known: Known, kind: str, others: Sequence[str]) -> Iterator[Finding]:
    """An error where the report says something else, a note where it says nothing."""
    printed = proof.printed_speaker or Speaker()
    name, words = printed.name, printed.role if kind == "role" else printed.organisation
    place, where = campaign.at(proof.line), f"{proof.report}, {proof.locator}"
    if known.together(proof.report, name, words):
        return
    certain = [one for one in others if kind == "role" or not agreement.is_generic(one)]
    telling = kind == "role" or not agreement.is_generic(words)
    if certain and telling and proof.confidence >= CONFIDENT:
        what = f"{name} is printed as “{words}” beside what {where} has; the report says “{certain[0]}”"
        yield finding(f"speaker-{kind}", place, what, "Correct it, or put what is right into config's people")
    else:
        what = f"{name} is printed as “{words}”, which {proof.report} does not say"
        yield finding("speaker-unconfirmed", place, what)
