"""How is a speaker without a name written down? The words of a phrase, or the body or text that speaks."""

from __future__ import annotations

from publisher.excerpts.phrases import Head, Phrase, phrase
from publisher.excerpts.tokens import Token
from publisher.excerpts.words import ORGANISATIONS, PLACES, frozenset_of
from publisher.model import Speaker

_OWNERS = ORGANISATIONS | PLACES
_MARKS = "\"'“”‘’„«» "
_LONGEST = 90
"""Characters of the longest descriptor."""
_BODYS_ROLES = frozenset_of(
    "developer operator owner supplier contractor retailer builder publisher producer regulator broadcaster employer"
    " manufacturer landlord insurer"
)
"""What a body may be as well as a person: `the developer, Example Homes, said`."""


def printed(text: str, who: Phrase, row: list[Token]) -> str:
    """The words of a phrase, cut where they grow long or something is set beside them.

    `Another, a market trader, ` is the trader; a report with its title is the title.
    """
    stop = max(min(who.after, len(row)), who.first + 1)
    named = next((row[at] for at in range(who.core, stop) if row[at].kind == "Q"), None)
    if named and who.head is Head.TEXT:
        return text[named.start : named.end].strip(_MARKS).rstrip(",.")
    cut = next((at for at in range(who.core, stop) if row[at].kind in ",(-I"), stop)
    if who.head is Head.TEXT and text[row[who.core].start : row[min(who.core + 1, stop - 1)].end] in (
        "of one",
        "of it",
    ):
        cut = who.core  # "the manual of one, a toaster, "
    vague = who.head is Head.SOMEBODY and all(row[at].kind in "AY#" for at in range(who.first, who.core))
    if vague and cut + 1 < stop and row[cut].kind == "," and row[cut + 1].kind in "ADR":
        beside = next((at for at in range(cut + 1, stop) if row[at].kind in ",(-W"), stop)
        return text[row[cut + 1].start : row[beside - 1].end]
    whole = text[row[who.first].start : row[cut - 1].end].rstrip(" ,")
    core = row[max(who.core, who.first + 1) - 1]
    return whole if len(whole) <= _LONGEST else text[row[who.first].start : core.end]


def source(text: str, who: Phrase, row: list[Token]) -> Speaker:
    """A body or a text that speaks; a text with the body that made it, where that is printed beside it."""
    words = printed(text, who, row)
    if who.head is Head.BODY:
        return Speaker(organisation=own_name(text, who, row) or words)
    maker = _maker(text, who, row)
    if maker and words.endswith(maker):
        words = text[row[who.first].start : row[who.core - 1].end]  # "a study", apart from whose it is
    return Speaker(descriptor=words, organisation=maker)


def own_name(text: str, who: Phrase, row: list[Token]) -> str:
    """What is set beside a body without a name: `the trade body, Example Lenders, `."""
    at, head = who.core + 1, row[who.core - 1]
    if who.head is Head.ROLE and text[head.start : head.end].lower() not in _BODYS_ROLES:
        return ""
    ends = len(row) > at + 1 and row[at - 1].kind == "," and row[at + 1].kind in ",X"
    printed = text[row[who.first].start : row[who.core - 1].end]
    bare = not any(word[:1].isupper() for word in printed.split()[1:])
    return text[row[at].start : row[at].end] if ends and bare and row[at].kind in "ON" else ""


def _maker(text: str, who: Phrase, row: list[Token]) -> str:
    """The body whose text it is: `a report last spring by the county auditor`, `the union's submission`."""
    own = next((at for at in range(who.first + 1, who.core) if row[at].kind == "S"), None)
    if own and (row[own - 1].kind in "GO" or text[row[own - 1].start : row[own - 1].end].lower() in _OWNERS):
        return text[row[who.first].start : row[own - 1].end]
    for at in range(who.core, min(who.core + 4, len(row) - 1)):
        if text[row[at].start : row[at].end].lower() in ("by", "from"):
            body = phrase(row, at + 1)
            known = body and body.head in (Head.BODY, Head.ROLE) and row[body.first].kind in "DOG"
            return text[row[body.first].start : row[body.core - 1].end] if body and known else ""
        if row[at].kind not in "Yx#AO":
            return ""
    return ""
