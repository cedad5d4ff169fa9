"""Which numbers and dates does a sentence give, of what, and about what? In figures and in words, in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.excerpts.terms import STOP_WORDS, stem, terms
from publisher.patterns import pattern

_UNIT_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
"""
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_MONTH_WORDS = "january february march april may june july august september october november december"
_UNITS, _TENS, _MONTHS = _UNIT_WORDS.split(), _TEN_WORDS.split(), _MONTH_WORDS.split()
_VALUES = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "k": 1_000, "m": 10**6, "bn": 10**9}
_ONE_WORD = rf"(?:{'|'.join([*_TENS, *_UNITS])})"
_NUMBER = pattern(
    rf"(?<![\w.,£$€#/\-])(?P<currency>[£$€]\s?)?(?:(?P<digits>\d[\d,]*(?:\.\d+)?)"
    rf"|(?P<words>{_ONE_WORD}(?:[ -]{_ONE_WORD})?))"
    r"(?:\s?(?P<scale>(?:hundred|thousand|million|billion|bn|m|k)\b(?!\w)))?"
    r"(?P<percent>\s?%|\s+per\s?cent\b|\s+percentage points\b)?(?![\w/:]|[.,]\d)",
    re.IGNORECASE,
)
_MONTH = "|".join(_MONTHS)
_DATE = pattern(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}}))"
    r"\b(?:,?\s+(?P<year>\d{4}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or date: `value` as text (`418000`, `2020-11-24`), of `unit` (`%`, `£`, `date`, or a noun's stem).

    `about` are the stems of the telling words of its sentence.
    """

    kind: str
    text: str
    value: str
    unit: str
    about: frozenset[str]


def figures(sentence: str) -> Iterator[Figure]:
    """The numbers and dates of a sentence; none of a number without a noun after it, nor of `one` and `zero`."""
    if not re.search(rf"\d|\b{_ONE_WORD}\b", sentence, re.IGNORECASE):
        return
    about = stems(sentence)
    dates = list(_DATE.finditer(sentence))
    for match in dates:
        yield Figure("date", match[0], _date(match), "date", about)
    for match in _NUMBER.finditer(sentence):
        if any(one.start() < match.end() and match.start() < one.end() for one in dates):
            continue
        value, unit = _value(match), _unit(match, sentence)
        if unit and value not in ("0", "1") and not _is_year(match):
            shown = match[0] if unit[0] in "%£$€" else f"{match[0]} {_noun(sentence[match.end() :])[0]}"
            yield Figure("figure", " ".join(shown.split()), value, unit, about - {unit})


def stems(text: str) -> frozenset[str]:
    """The stems of a text's telling words."""
    return frozenset(terms(text, "en"))


def _date(match: re.Match[str]) -> str:
    month = _MONTHS.index((match["month"] or match["month2"]).lower()) + 1
    return f"{month:02}-{int(match['day'] or match['day2']):02}"


def _value(match: re.Match[str]) -> str:
    if match["digits"]:
        value = float(match["digits"].replace(",", ""))
    else:
        value = float(sum(_VALUES[word] for word in re.split(r"[ -]", match["words"].lower())))
    value *= _SCALES.get((match["scale"] or "").lower(), 1)
    return str(int(value)) if value == int(value) else str(value)


def _is_year(match: re.Match[str]) -> bool:
    digits = match["digits"] or ""
    return not match["currency"] and not match["percent"] and len(digits) == 4 and digits[:2] in ("18", "19", "20")


def _unit(match: re.Match[str], sentence: str) -> str:
    if match["percent"]:
        return "%"
    if match["currency"]:
        return match["currency"].strip()
    return _noun(sentence[match.end() :])[1]


def _noun(after: str) -> tuple[str, str]:
    """The word right after a number, and its stem; empty where a mark or a small word comes first."""
    match = re.match(r"\s+([^\W\d_]{3,}(?:['’\-][^\W\d_]+)*)", after)
    if not match or match[1].casefold() in STOP_WORDS["en"]:
        return "", ""
    return match[1], stem(match[1], "en")
