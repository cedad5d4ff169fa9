"""Is this the same person, the same role, the same organisation? As reports and campaigns write them, in English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from publisher.patterns import pattern

_TITLE_WORDS = """
    professor prof dr doctor sir dame lord lady baroness baron councillor cllr mr mrs ms mx miss rev reverend revd rabbi
    imam fr father sister captain colonel general the rt hon right honourable cbe obe mbe mp msp kc qc
"""
_SMALL_WORDS = """
    a an the of for in at on and to from with by our their its his her who is was has s officer former then now
    previously ex acting interim
"""
_KINDS = """
    council trust group department ministry service services board commission authority association society foundation
    centre center university college school hospital company partnership network team office ltd limited plc cic county
    district borough city metropolitan local national royal
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_SHORT = {
    "ceo": "chief executive",
    "coo": "chief operating",
    "cfo": "chief finance",
    "cto": "chief technology",
    "md": "managing director",
    "vp": "vice president",
    "mp": "member parliament",
    "hr": "human resources",
    "chairman": "chair",
    "chairwoman": "chair",
    "chairperson": "chair",
    "headteacher": "head teacher",
    "exec": "executive",
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
    "coordinator": "co ordinator",
}
_EMPTY = frozenset(_SMALL_WORDS.split())
_GENERIC = frozenset(_KINDS.split())
_WORD = pattern(r"[^\W_]+(?:['’][^\W_]+)*")
_NAME_WORD = pattern(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_POSSESSIVE = pattern(r"['’]s?\b")


def name_words(name: str) -> list[str]:
    """The words of a name in small letters without accents, titles and stops; initials stand alone (`BJ`: `b`, `j`)."""
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    words: list[str] = []
    for word in re.split(r"[\s.,]+", _POSSESSIVE.sub("", letters)):
        if word and word.lower() not in _TITLES:
            words += list(word.lower()) if word.isupper() and len(word) < 4 else [word.lower()]
    return words


def same_name(one: str, other: str) -> bool:
    """Whether two names can be one person's: surname alone, first name alone, initials and middle names may differ.

    Two full names agree where their surnames are the same and their first names the same, or one of them an initial or
    a short form that begins the other.
    """
    mine, its = name_words(one), name_words(other)
    if not mine or not its:
        return False
    if len(mine) == 1 or len(its) == 1:
        single, full = (mine[0], its) if len(mine) == 1 else (its[0], mine)
        return single in (full[0], full[-1])
    return _surname(mine) == _surname(its) and _first(mine[0], its[0])


def _surname(words: list[str]) -> str:
    return words[-1].replace("-", "")


def _first(mine: str, its: str) -> bool:
    short, long = sorted((mine, its), key=len)
    return long.startswith(short) and (len(short) in (1, len(long)) or len(short) > 2)


def content(text: str) -> frozenset[str]:
    """The words of a role or organisation that say something, short forms spelt out."""
    words: list[str] = []
    for word in _WORD.findall(_POSSESSIVE.sub("", text).casefold()):
        words += _SHORT.get(word, word).split()
    return frozenset(word for word in words if word not in _EMPTY)


def share_words(one: str, other: str) -> bool:
    """Whether two roles have any telling word in common."""
    return bool(content(one) & content(other))


def same_organisation(one: str, other: str) -> bool:
    """Whether two organisations can be the same: a telling word in common, or one is the other's initials."""
    mine, its = content(one) - _GENERIC, content(other) - _GENERIC
    if mine & its:
        return True
    return _initials(one, other) or _initials(other, one)


def is_generic(organisation: str) -> bool:
    """Whether an organisation is named by its kind alone ("the council"), so that it may be any."""
    return not content(organisation) - _GENERIC


def _initials(short: str, long: str) -> bool:
    """Whether a word of `short` (`RSA`) is made of the initials of `long`."""
    words = [word for word in _WORD.findall(long) if word.lower() not in _EMPTY or word[0].isupper()]
    letters = "".join(word[0] for word in words if word[0].isupper()).lower()
    return any(word.isupper() and len(word) > 1 and word.lower() in letters for word in _WORD.findall(short))


def named_in(text: str, name: str) -> bool:
    """Whether a text has a person's surname, with a capital, as a word of its own."""
    surname = (name_words(name) or [""])[-1]
    return any(word[0].isupper() and word.casefold() == surname for word in _NAME_WORD.findall(text))


def together(text: str, paragraphs: Iterable[tuple[int, int]], name: str, words: str) -> bool:
    """Whether any paragraph of `text` has a person's surname and all telling words of a role or organisation."""
    surname, wanted = (name_words(name) or [""])[-1], content(words)
    if not surname or not wanted:
        return False
    folded = text.casefold()
    return any(surname in folded[start:end] and wanted <= content(text[start:end]) for start, end in paragraphs)
