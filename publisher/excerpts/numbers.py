"""Which numbers in a text say how much or how many? Money, shares, ratios, counts and measures, each with its unit.

Years, dates, times of day, telephone and page numbers, numbers of sections, tables and charities, ordinals, decades,
postcodes and labels (`Covid-19`, `Year 9`) count nothing and are left out; so are small numbers in words before
ordinary nouns (`two questions`). English; German and French where the form of a number is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from publisher.excerpts.quantities import (
    ANY,
    CHANGE,
    COUNT,
    DATED,
    FRACTION,
    GROUPED,
    JOINS,
    LABEL,
    LONGEST,
    MEASURES,
    MONEY,
    MONTH_BEFORE,
    MOVES,
    NO_NOUN,
    ONES,
    OVER,
    RATE,
    RATIO,
    SCALES,
    SHARE,
    TEENS,
    TENS,
    TO,
    TOKEN,
    UNITS,
    VALUES,
    WHEN,
    YEAR,
    either,
)
from publisher.patterns import pattern


class NumberKind(StrEnum):
    """What a number says."""

    MONEY = "money"
    SHARE = "percentage"
    RATIO = "ratio"
    CHANGE = "change"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit, `text[start:end]`."""

    kind: NumberKind
    start: int
    end: int


def numbers(text: str, start: int = 0, end: int | None = None, *, language: str = "en") -> list[Number]:
    """The numbers in `text[start:end]` that say how much or how many, in order, without overlap."""
    end = len(text) if end is None else end
    if not ANY.search(text, start, end):
        return []
    found: list[Number] = []
    for kind, spans in (
        (NumberKind.MONEY, _plain(MONEY, text, start, end)),
        (NumberKind.SHARE, _plain(SHARE, text, start, end)),
        (NumberKind.RATIO, _ratios(text, start, end)),
        (NumberKind.CHANGE, _changes(text, start, end)),
        (NumberKind.COUNT, _counts(text, start, end, language)),
    ):
        for a, b in spans:
            if not any(a < other.end and b > other.start for other in found):
                over = OVER.search(text, max(start, a - 25), a)
                found.append(Number(kind, over.start() if over else a, b))
    return sorted(found, key=lambda number: number.start)


def _plain(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(text, start, end))


def value(number: str) -> float | None:
    """What a number says, in digits or words; None where it is written in neither."""
    words = number.lower().replace(",", "").replace("-", " ").split()
    if len(words) == 1 and re.fullmatch(r"\d+(?:\.\d+)?", words[0]):
        return float(words[0])
    total, part = 0.0, 0.0
    for word in words:
        if word in SCALES:
            part = (part or 1) * SCALES[word]
            total, part = (total, part) if word == "hundred" else (total + part, 0.0)
        elif word in VALUES:
            part += VALUES[word]
        elif word not in ("a", "an", "and"):
            return None
    return total + part or None


def _ratios(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in RATIO.finditer(text, start, end):
        part, whole = value(match["part"] or match["some"]), value(match["whole"] or match["all"])
        if not part or not whole or part >= whole or YEAR.match(match["whole"] or match["all"]):
            continue
        following = TOKEN.match(text, match.end(), end)
        lasts = following is not None and following[2].lower() in MEASURES
        if not (match["whole"] and (lasts or (match["noun"] and part != 1))):
            yield match.span()
    yield from _plain(FRACTION, text, start, end)


def _changes(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`from 8.1 to 6.9` where something rises or falls just before."""
    for match in CHANGE.finditer(text, start, end):
        years = [number for number in re.findall(r"\d+", match[0]) if YEAR.match(number)]
        before = text[max(start, match.start() - 60) : match.start()]
        if not years and MOVES.search(before):
            yield match.span()


def _counts(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    for match in COUNT.finditer(text, start, end):
        last = _count_end(text, start, match, language)
        if last:
            yield match.start(), last
    for rest in _rests(text, start, end):
        last = _count_end(text, start, rest, language)
        if last:
            yield rest.start(), last


def _rests(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The counts that begin in the words after another number."""
    for match in COUNT.finditer(text, start, end):
        at = match.start("rest")
        while following := COUNT.search(text, at, end):
            if following.start() >= match.end():
                break
            yield following
            at = following.start("rest")


def _count_end(text: str, start: int, match: re.Match[str], language: str) -> int:
    """Where a number with its noun ends; 0 where it counts nothing."""
    number = match["number"]
    scaled = match["scale"] is not None
    if _is_label(text, start, match) or DATED.match(text, match.end("number")):
        return 0
    if not scaled and YEAR.match(re.split(TO, number)[0]):
        return 0
    amount = value(re.split(TO, number)[0])
    spelled = not number[0].isdigit()
    large = scaled or bool(GROUPED.match(number)) or (spelled and (amount or 0) >= 100)
    over = OVER.search(text, max(start, match.start() - 25), match.start())
    noun = _noun_end(match, language, measures=spelled and (amount or 0) < 10 and not over)
    if (amount == 1 and not scaled) or (noun and _is_when(text, start, match, noun)):
        return 0
    return noun or (match.start("rest") if large else 0)


def _is_label(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the number names something: a chapter, a page, a date, a telephone, an item of a list."""
    at = match.start("number")
    before = text[max(start, at - 25) : at]
    if LABEL.search(before) or MONTH_BEFORE.search(before) or re.search(r"[\d)]\s\Z|[A-Za-z]\d*\Z", before):
        return True
    after = text[match.end("number") : match.end("number") + 2]
    first = match["number"][0] == "0" and match["number"][1:2].isdigit()
    return first or bool(re.match(r"\s\d|[.)]\s", after) and (before.strip() == "" or after[1].isdigit()))


def _is_when(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """`the last six months`: a number that says when, not how long."""
    lasts = text[match.end("number") : end].rsplit(maxsplit=1)[-1].strip("-–").lower() in MEASURES
    return lasts and WHEN.search(text[max(start, match.start() - 20) : match.start()]) is not None


def _noun_end(match: re.Match[str], language: str, *, measures: bool) -> int:
    """Where the noun ends that a number counts, with the words between; 0 where there is none near."""
    at = match.start("rest")
    if rate := RATE.match(match.string, at, match.end()):
        return rate.end()
    for place in range(LONGEST):
        token = TOKEN.match(match.string, at, match.end())
        if not token or (token[1] and place):
            return 0
        word = token[2]
        if word.lower() in NO_NOUN or (word.lower() in JOINS and place == 0):
            return 0
        at = token.end()
        if _counts_as(word, language, hyphen=bool(token[1]), measures=measures):
            return _with_members(match, at, word)
        if measures and place:
            return 0
    return 0


def _counts_as(word: str, language: str, *, hyphen: bool, measures: bool) -> bool:
    """Whether a word can be what a number counts: a unit, a plural; in German a noun."""
    lower = word.lower()
    if measures:
        return lower in MEASURES
    if lower in UNITS or (hyphen and lower.split("-")[0] in UNITS and not lower.endswith("-old")):
        return True
    if hyphen:
        return False
    if language == "de":
        return word[0].isupper() and len(word) > 2
    plural = lower.endswith(("s", "x")) if language == "fr" else lower.endswith("s")
    return plural and len(lower) > 3 and not lower.endswith(("ss", "us", "is", "ous", "'s", "’s", "ways"))


def _with_members(match: re.Match[str], at: int, word: str) -> int:
    """`members of staff`, `hours a week`, `tonnes of waste`: what belongs to the noun."""
    tail = pattern(
        r"\s(?:of\s(?:staff|the\spublic|council|parliament)|(?:a|per)\s(?:hour|day|night|week|month|year|head|person))\b"
    )
    more = tail.match(match.string, at, match.end())
    if not more and word.lower() in ("hours", "minutes", "years", "months", "weeks", "days"):
        small = either(f"{ONES} {TEENS} {TENS}")
        more = pattern(rf"\sand\s(?:{small}|\d+)\s(?:minutes|seconds|hours|days|months|weeks)\b").match(
            match.string, at, match.end()
        )
    return more.end() if more else at
