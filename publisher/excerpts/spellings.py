"""Which spellings may be one name? Given names and their short forms, and letters that scanning confuses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from publisher.excerpts.given_names import FEMALE_NAMES, MALE_NAMES
from publisher.excerpts.words import PARTICLES, SHORT_FORMS

_CONFUSABLE = str.maketrans({"|": "j", "1": "i", "l": "i", "!": "i", "0": "o", "’": "'"})
_BLUR = (("rn", "m"), ("vv", "w"), ("cl", "d"), (" ", ""), (".", ""), ("-", ""))
_BLURRED = str.maketrans({**dict.fromkeys("l1|!ij", "i"), "0": "o", "5": "s", "8": "b", "c": "e", "’": "'"})
_ALL_SHORT = {short for group in SHORT_FORMS.values() for short in group}


def is_given(word: str) -> bool:
    """Whether a word is a common given name or a short form of one."""
    bare = word.lower()
    return bare in MALE_NAMES or bare in FEMALE_NAMES or bare in _ALL_SHORT


def short_forms(given: str) -> Iterator[str]:
    """What people make of a given name, folded."""
    for short in SHORT_FORMS.get(given.lower(), ()):
        yield folded(short)


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """A word of a name with the letters that scanning confuses made one: `lan`, `Ian` and `1an` are the same."""
    return word.lower().translate(_CONFUSABLE).rstrip(".")


def blurred(name: str) -> str:
    """A full name with every letter that scanning confuses made one: only to find a damaged name among known ones."""
    for damaged, whole in _BLUR:
        name = name.replace(damaged, whole)
    return name.lower().translate(_BLURRED)


def is_suspicious(word: str) -> bool:
    """Whether a word of a name has a character that a name does not: `lan`, `B|`."""
    return "|" in word or word[:1].isdigit() or (word[:1] == "l" and word not in PARTICLES)


def mended(given: str) -> str:
    """A given name with its damaged letter put right: `lan` is Ian, `B|` is BJ."""
    if given[:1] in "l1|" and (is_given(f"I{given[1:]}") or given[:1] != "|"):
        given = f"I{given[1:]}"
    return given.replace("|", "J")


def same_given(one: str, other: str) -> bool:
    """Whether two given names can be one person's: the same, an initial, a short form, or damaged by scanning."""
    if one.lower() != other.lower() and is_given(one) and is_given(other):
        return _is_short_for(one.lower(), other.lower()) or _is_short_for(other.lower(), one.lower())
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


def _is_short_for(short: str, given: str) -> bool:
    """Whether people make one given name of another: Nell of Eleanor, but Neil of none."""
    return short in SHORT_FORMS.get(given, ()) or (len(short) >= 3 and given.startswith(short))
