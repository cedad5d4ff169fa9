"""Which runs of capitalised words are people's names? By shape, by what stands beside them, and by what no one is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.excerpts.given_names import FEMALE_NAMES, MALE_NAMES
from publisher.excerpts.words import NOT_IN_NAMES, PARTICLES, PEOPLE, POSTNOMINALS, ROLES, SHORT_FORMS, STRICT_SAYING, TITLES

_WORD = r"(?:[^\W\d_a-zß-öø-ÿ](?:[^\W_]|[’'](?!s\b)(?=\w)|-(?=\w)|\|)*|[lI|1][a-z]{2,}(?= [A-Z]))"
_PARTICLE = rf"(?:(?:{'|'.join(sorted(PARTICLES))}) )"
_RUN = re.compile(rf"(?<![\w’'\-])(?:[A-Z]\.(?: ?[A-Z]\.)* ?)?{_WORD}\.?(?: (?:[A-Z]\. ?)*{_PARTICLE}{{0,2}}{_WORD})*")
_TOKEN = re.compile(r"[^\s.]+|\.")
_SAYS = "|".join(sorted(STRICT_SAYING, key=len, reverse=True))
_ROLE = "|".join(sorted(ROLES, key=len, reverse=True))
_ADVERB = r"(?:(?:also|then|later|has|had|\w{3,}ly) ){0,2}"
_SAYS_AFTER = re.compile(rf",? {_ADVERB}(?:{_SAYS})\b")
_ROLE_AFTER = re.compile(
    rf"(?: ?, | \(| [–—-] )(?:(?:the|a|an|who is|who was|then|now|our|its|their|one of) )?(?:[^\s,.;:“”\"()]+ ){{0,7}}?(?:{_ROLE})s?\b", re.IGNORECASE
)
_PERSON_AFTER = re.compile(r",? (?:who\b|\(?\d\d\b[,)]|aged \d)|, \d\d,|, (?:[A-Z]{2,4}\b,? )?(?:from|of) [A-Z]")
_COLON_AFTER = re.compile(r" ?: [\"“‘']")
_ROLE_BEFORE = re.compile(rf"(?:^|[\s\-(])(?:{_ROLE}),? $", re.IGNORECASE)
_KIN_BEFORE = re.compile(rf"(?:^|\s)(?:{'|'.join(sorted(PEOPLE))}),? $", re.IGNORECASE)
_SAID_BEFORE = re.compile(rf"(?:[,?!…—–.][\"”’']|^[^“”\"]*[\"”’'],) (?:{_SAYS}) $")
_CAPTION_BEFORE = re.compile(r"(?:\A|\n|[.!?”\"’'] ?)[—–-]{1,2} ?$|(?:\A|\n)(?:[Bb]y|Written by|Words:) $")
_STRONG = 2
_REACH = 90

_CONFUSABLE = str.maketrans({"|": "j", "1": "i", "l": "i", "!": "i", "0": "o", "’": "'"})
_ALL_SHORT = {short for group in SHORT_FORMS.values() for short in group}


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a name: `text[start:end]`, its words without title, and how strongly its surroundings say so."""

    start: int
    end: int
    words: tuple[str, ...]
    title: str
    evidence: int


def candidates(text: str) -> Iterator[Candidate]:
    """Every run of capitalised words in `text` that has the shape of a name, titles and roles taken off its front."""
    for run in _RUN.finditer(text):
        words = [(match[0], run.start() + match.start(), run.start() + match.end()) for match in _TOKEN.finditer(run[0])]
        yield from _candidate(text, [word for word in words if word[0] != "."])


def _candidate(text: str, words: list[tuple[str, int, int]]) -> Iterator[Candidate]:
    """The name that a run ends with, if it is one."""
    title, role = "", False
    while words and (_leads(words[0][0]) or words[0][0].lower() in PARTICLES):
        bare = words[0][0].lower()
        title = words[0][0] if bare in TITLES else title
        role = bare in ROLES
        words = words[1:]
    while words and words[-1][0].lower() in POSTNOMINALS:
        words = words[:-1]
    if not words or len(words) > 5 or any(_never(word[0]) for word in words):
        return
    if len(words) == 1 and (len(words[0][0]) < 3 or words[0][0].isupper()):
        return
    if words[-1][0].lower() in PARTICLES or (words[-1][0].isupper() and len(words[-1][0]) > 3 and not words[0][0].isupper()):
        return
    if words[0][0][0] in "l1" and len(words) > 2:
        words = words[1:]  # "led Amina Rahman"
    start, end = words[0][1], words[-1][2]
    evidence = 0 if words[0][0][0] in "l1" else _evidence(text, start, end, title=title, role=role)
    yield Candidate(start, end, tuple(word[0] for word in words), title, evidence)


def _leads(word: str) -> bool:
    """Whether a capitalised word may stand before a name without being part of it."""
    bare = word.lower()
    return bare in TITLES or bare in ROLES or bare in _BEFORE_NAMES


_BEFORE_NAMES = frozenset(
    word for word in NOT_IN_NAMES if len(word) > 1
) | {"a", "i"}


def _never(word: str) -> bool:
    bare = word.lower()
    return (bare in NOT_IN_NAMES or bare in ROLES) and not is_given(word)


def _evidence(text: str, start: int, end: int, *, title: str, role: bool) -> int:
    """How strongly the words beside a run say that it is a person: 2 and more is proof enough."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    strong = (
        bool(title) or role
        or _SAYS_AFTER.match(after)
        or _ROLE_AFTER.match(after)
        or _PERSON_AFTER.match(after)
        or _COLON_AFTER.match(after)
        or _ROLE_BEFORE.search(before)
        or _SAID_BEFORE.search(before)
        or _CAPTION_BEFORE.search(before)
        or _KIN_BEFORE.search(before)
    )
    weak = before.endswith(("'s ", "’s ")) or after.startswith(("'s ", "’s "))
    return (_STRONG if strong else 0) + (1 if weak else 0) + (1 if is_given(text[start:end].split()[0]) else 0)


def is_given(word: str) -> bool:
    """Whether a word is a common given name or a short form of one."""
    bare = word.lower()
    return bare in MALE_NAMES or bare in FEMALE_NAMES or bare in _ALL_SHORT


def short_forms(given: str) -> Iterator[str]:
    """What people make of a given name, folded."""
    for short in SHORT_FORMS.get(given.lower(), ()):
        yield folded(short)


def folded(word: str) -> str:
    """A word of a name with the letters that scanning confuses made one: `lan`, `Ian` and `1an` are the same."""
    return word.lower().translate(_CONFUSABLE).rstrip(".")


def is_suspicious(word: str) -> bool:
    """Whether a word of a name has a character that a name does not: `lan`, `B|`."""
    return "|" in word or word[:1].isdigit() or (word[:1] == "l" and word not in PARTICLES)


def same_given(one: str, other: str) -> bool:
    """Whether two given names can be one person's: the same, an initial, a short form, or damaged by scanning."""
    one, other = folded(one), folded(other)
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) == 1 or (len(short) >= 3 and long.startswith(short)):
        return long.startswith(short)
    forms = {folded(form) for name, group in SHORT_FORMS.items() if folded(name) == long for form in group}
    return short in forms or any(
        folded(name) == short and long in {folded(form) for form in group} for name, group in SHORT_FORMS.items()
    )
