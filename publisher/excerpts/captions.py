"""Whom does a caption name? `— Amina Rahman, chief executive, Example Trust`, below words that are set apart."""

from __future__ import annotations

from publisher.excerpts import roles
from publisher.excerpts.individuals import Register
from publisher.excerpts.words import NOT_IN_NAMES, PEOPLE, ROLES, TITLES
from publisher.model import Speaker
from publisher.patterns import pattern

_CAPTION = pattern(r"\s*(?:[—–―]|--?)\s*(?P<name>[^,\n]{3,60}?)(?:, ?(?P<rest>[^\n]{2,160}?))?\s*\Z")
_PARTS = pattern(r"[,;–—(]")
_INITIAL = pattern(r"[A-Z]\.?")
_AGE = pattern(r"(?:\baged? )?\b\d\d\b(?! \w+\b\Z)")


def caption(line: str, register: Register) -> Speaker | None:
    """Who is named by `— Amina Rahman, chief executive, Example Trust`, or by the same without its dash."""
    match = _CAPTION.match(line if line.lstrip()[:1] in "—–―-" else f"— {line}")
    if not match:
        return None
    words = [word for word in match["name"].split() if word.lower().rstrip(".") not in TITLES]
    meant = register.meant(words)
    role, organisation = roles.of_line(match["rest"] or "")
    if len(meant) == 1:
        known = meant[0].role
        return Speaker(meant[0].name, role or known[0], organisation or known[1])
    if not meant and _is_name(words, match["rest"] or ""):
        return Speaker(match["name"], role, organisation)
    return Speaker(descriptor=line.strip(" —–―-*_"))


def is_somebody(words: str) -> bool:
    """Whether words in brackets after speech say who speaks: `(Teaching assistant, Site 9)`, no reference."""
    first = _PARTS.split(words.strip())[0].lower().split()
    return bool({*first, *(word.removesuffix("s") for word in first)} & (ROLES | PEOPLE)) or bool(_AGE.search(words))


def _is_name(words: list[str], rest: str) -> bool:
    """Whether a first name is all that a caption tells, with an age or a role beside it: `Shereen, care worker`."""
    if len(words) == 2 and _INITIAL.fullmatch(words[1]):
        return words[0][:1].isupper() and words[0].lower() not in ROLES | PEOPLE | NOT_IN_NAMES  # "Jamal A., baker"
    if len(words) != 1 or not words[0][:1].isupper() or len(words[0]) < 3 or words[0].isupper():
        return False
    bare = words[0].lower()
    known = {bare, bare.removesuffix("s")} & (ROLES | PEOPLE | NOT_IN_NAMES)
    return not known and (bool(_AGE.match(rest)) or is_somebody(rest))
