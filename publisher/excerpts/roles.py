"""What is somebody, and where? Role and organisation from the words beside a name, and from a line of a list."""

from __future__ import annotations

import re

from publisher.excerpts.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    ORGANISATIONS,
    PEOPLE,
    PREPOSITIONS,
    RELATIVES,
    ROLES,
    STRICT_SAYING,
    SUBORDINATORS,
    THIRD_PERSON,
    TITLES,
    frozenset_of,
)
from publisher.patterns import pattern

Role = tuple[str, str]
"""Role and organisation, as printed, either of them possibly empty."""

_NOUNS = ROLES | {"member", "friend", "mother", "father"}
_NOUN = "|".join(sorted(_NOUNS, key=len, reverse=True))
_WORD = pattern(r"\w+(?:-\w+)*")
_BODY = "|".join(sorted(ORGANISATIONS, key=len, reverse=True))
_CAPITAL = r"[A-ZÀ-Þ][\w’'\-&|]*"
_JOINT = r"of|for|and|the|&|in|de|district|county|borough|city|\(\w+\)"
_ORGANISATION = rf"(?:[Tt]he )?{_CAPITAL}(?: (?:{_CAPITAL}|{_JOINT}))*(?: (?:{_BODY}))*"
_ARTICLE = r"(?:(?:[Tt]he|an?|An?|its|their|his|her|our|now|then|also|who is|who was|who has been|one of the) )*"
_DETERMINERS = frozenset_of("the its their our his her a an")
_LOOSE = "|".join(_DETERMINERS | PREPOSITIONS | AUXILIARIES | RELATIVES | SUBORDINATORS | THIRD_PERSON | CONJUNCTIONS)
_ENDS = r"(?= [\w\-]+(?: [\w\-]+){0,2}(?:[,.;:)]| (?:at|for|of|in|with|from|to)\b|\Z))"
_FIELD = (
    r"(?P<field> (?:of|for)(?: (?:the|its|their|our|an?)(?= [a-z]))?"
    rf"(?:(?: of| (?:and|&){_ENDS})? (?!(?:{_LOOSE})\b)[a-z][\w\-]+(?:['’]s?)?){{1,5}})?"
)
"""What a role is of or for: `of research and development`, `for the school's science department`."""
_JOBS = rf"(?i:{_NOUN})s?(?: (?:and (?:[a-z\-]+ )?)?(?i:{_NOUN})\b)*"
_ROLE = rf"(?P<role>(?:[\w&’'\-/]+ ){{0,7}}?{_JOBS}){_FIELD}"
_AT = rf"(?: (?:of|at|for|with|from|in|to|on) (?P<organisation>{_ORGANISATION}))?"
_AFTER = (
    rf"(?:, \d\d)?(?: ?, | \(| [–—-] ){_ARTICLE}(?:(?P<own>{_ORGANISATION}|\w+(?: \w+)?)['’]s? )?{_ROLE}\b(?!['’]){_AT}"
)
_SET_OFF = pattern(
    rf"(?:, \d\d)?, (?:the|an?|its|their|his|her|our) (?P<role>[a-z][\w\-]+(?: [a-z][\w\-]+){{0,4}}){_AT}(?=[,.;:])"
)
_THEN = pattern(rf", (?P<organisation>{_ORGANISATION})")
_OF = pattern(rf" (?:of|from|at) (?P<organisation>{_ORGANISATION})")
_BEFORE = (
    rf"(?:(?P<own>{_ORGANISATION}|\b\w+)['’]s? )?(?P<role>(?:\b[a-z][\w&\-/]*,? (?:and |of )?){{0,6}}\b(?i:{_NOUN}))"
    rf"{_FIELD}(?: (?:of|at|for|with) (?P<organisation>{_ORGANISATION}),|,?) $"
)
_IS = rf" (?:is|was|became|remains|has been) {_ARTICLE}(?:(?P<own>{_ORGANISATION}|\w+)['’]s? )?{_ROLE}\b(?!['’]){_AT}"
_TITLED = pattern(rf", (?:the )?(?:(?i:{'|'.join(sorted(TITLES))})\.? )+$")
_OWNER = pattern(rf"(?P<organisation>{_ORGANISATION})['’]s? (?:Professor |Dr |Sir |Dame )?$")
_FORMER = pattern(r"\b(?:former|formerly|previously|ex|late|retired|once|then|until|was)\b", re.IGNORECASE)
_CUT = {*AUXILIARIES, *STRICT_SAYING, "who", "that", "which"}
_LEADING = frozenset_of("new the a an its their his her our now then also as one who is was another fellow")
_REACH = 140


def beside(text: str, start: int, end: int) -> list[Role]:
    """What the words beside the name at `text[start:end]` say that its bearer is, the plainest first."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    found = [_after(after), _before(before)]
    if not found[0] and (match := _SET_OFF.match(after)):
        found.append(_role(match["role"], match["organisation"] or ""))
    if match := re.match(_IS, after):
        found.append(_held(match))
    if (match := _OF.match(after)) and not _is_weak(match["organisation"]):
        found.append(("", _clean(match["organisation"])))
    if before.rstrip().endswith(("'s", "s'", "’s", "s’")) and (match := _OWNER.search(before)):
        found.append(("", _clean(match["organisation"])))
    return [role for role in found if role and any(role)]


def _after(after: str) -> Role | None:
    """`, chief executive of Example Trust`, `, Example Trust's chair`, ` (director, Example Trust)`."""
    if not _NOUNS.intersection(_WORD.findall(after.lower())[:12]):
        return None
    match = re.match(_AFTER, after)
    if (
        not match
        or _CUT.intersection(match["role"].lower().split())
        or (re.search(r"['’]s?$", after[: match.start("role")].strip()) and not match["own"])
    ):
        return None
    role, organisation = _held(match)
    if not organisation and (then := _THEN.match(after, match.end())) and is_body(then["organisation"]):
        organisation = _clean(then["organisation"])
    return role, organisation


def _before(before: str) -> Role | None:
    """`Example Trust's chief executive, `, `the director of Example Trust, `."""
    before = _TITLED.sub(", ", before)
    if not _NOUNS.intersection(_WORD.findall(before.lower())[-14:]):
        return None
    match = re.search(_BEFORE, before)
    if not match or (match["field"] and before[-2:] != ", " and before[: match.start()].endswith(", ")):
        return None  # the second: "Tom Wilk, head of libraries" in the line above
    words = match["role"].split()
    while words and (words[0].lower() in _LEADING | _CUT | CONJUNCTIONS):
        words = words[1:]
    for index in range(len(words) - 2, -1, -1):
        if words[index].lower() in _CUT | _LEADING | SUBORDINATORS or words[index].endswith(","):
            words = words[index + 1 :]
            break
    if not words or all(word.lower().rstrip(".,") in TITLES for word in words):
        return None
    if len(words) > 2 and words[-2] in ("of", "for"):
        words = words[-1:]
    return _role(" ".join(words) + (match["field"] or ""), match["organisation"] or match["own"] or "")


def _held(match: re.Match[str]) -> Role:
    """Role and organisation of a match; what the role is of ends before a verb."""
    field = (match["field"] or "").split()
    verb = next((at for at, word in enumerate(field) if word in _CUT), None)
    organisation = match["organisation"] or "" if verb is None else ""
    return _role(" ".join((match["role"], *field[:verb])), match["own"] or organisation)


def _role(role: str, organisation: str) -> Role:
    words = role.strip(" ,").split()
    while words and words[-1].lower() in PREPOSITIONS | CONJUNCTIONS | _DETERMINERS:
        words.pop()  # what is left of "head of Westmere Libraries"
    body = _clean(organisation)
    return " ".join(words).strip(" ,"), "" if _is_weak(body) else body


def _clean(organisation: str) -> str:
    words = organisation.split()
    place = next((at for at, word in enumerate(words) if word == "in" and is_body(" ".join(words[:at]))), None)
    words = words[:place]  # "Mill Street Surgery in Northmoor"
    while words and words[-1].lower() in ("of", "for", "and", "the", "in", "&", "de"):
        words.pop()
    while words and words[0] in ("And", "As", "In", "For", "But", "At", "the"):
        words.pop(0)
    return " ".join(words)


def _is_weak(organisation: str) -> bool:
    """Whether what owns a role is no name: `the council`, `its`."""
    words = organisation.split()
    return not any(word[:1].isupper() and word.lower() not in ("the", "its", "their", "his", "her") for word in words)


def is_body(name: str) -> bool:
    """Whether a name has a word for a body: a council, a trust."""
    return any(word.lower().strip("()") in ORGANISATIONS for word in name.split())


def of_line(rest: str) -> Role:
    """Role and organisation in what a list prints after a name: `chief executive, Example Trust, Leeds`."""
    rest = rest.strip().strip("|").strip(" .;,")
    parts = [part.strip() for part in re.split(r"\s*(?:,|\s[–—-]\s|\||;|\t)\s*", rest) if part.strip()]
    if not parts:
        return "", ""
    if len(parts) == 1:
        divided = re.match(rf"(?P<role>.+?) (?:of|at|for|with|from) (?P<organisation>(?:the )?{_CAPITAL}.*)", rest)
        if divided:
            return divided["role"], _clean(divided["organisation"])
        return (rest, "") if has_role(rest) else ("", rest)
    named = next((index for index, part in enumerate(parts) if index and part[:1].isupper()), len(parts))
    if not has_role(parts[0]) and has_role(parts[-1]):
        return ", ".join(parts[1:]), parts[0]
    return ", ".join(parts[:named]), ", ".join(parts[named:])


def has_role(words: str) -> bool:
    """Whether words have a noun for what somebody does."""
    return any(
        word.lower().rstrip("s").strip("()") in ROLES | PEOPLE or word.lower() in ROLES for word in words.split()
    )


def is_former(role: str) -> bool:
    """Whether a role is one that somebody had."""
    return _FORMER.search(role) is not None
