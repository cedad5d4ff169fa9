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

_ONES = "one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: value for value, word in enumerate(_ONES.split(), 1)}
_VALUES = (
    _SMALL
    | {word: value for value, word in enumerate(_TEENS.split(), 10)}
    | {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
)
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 10**12}


def _either(words: str) -> str:
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


_SCALE = _either("million billion trillion thousand hundred millions Millionen Milliarden Mio Mrd milliards")
_DIGITS = r"\d{1,3}(?:[,.\u00a0\u2009\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_WORD = _either(f"{_ONES} {_TEENS} {_TENS}")
_WORDS = rf"(?:(?:an?|{_WORD})(?:[ -]{_SCALE})+|{_WORD}(?:-{_WORD})?)(?:(?: and)? {_WORD}(?:-{_WORD})?(?= hundred))?"
_NUMBER = rf"(?:(?<![\w£$€.,/:+#-])(?:{_DIGITS})(?![\w/])|\b(?i:{_WORDS})\b(?!-))"
_TO = r"(?:\s?[-–—]\s?|\s(?:to|and|or|bis|à)\s)"
_RANGE = rf"{_NUMBER}(?:{_TO}{_NUMBER})?"
_CURRENCY = r"[£$€¥]"
_AMOUNT = rf"(?:{_DIGITS})(?:\s?(?:bn|tn|m|k)\b|\s{_SCALE}\b)?"
_EACH = _either("year month week day hour night head visit person household family pupil patient place room acre mile")
_A_TIME = rf"(?:\s(?:a|an|per|each|every)\s{_EACH}\b)?"
_OVER = re.compile(
    r"\b(?:(?:slightly |just |well |far |only )?(?:more|less|fewer|better) than|(?:just |well )?(?:over|under)|at least"
    r"|at most|up to|as (?:many|few|much) as|nearly|almost|about|around|roughly|approximately|an estimated|only|some"
    r"|mehr als|rund|etwa|fast|plus de|environ|près de)\s\Z",
    re.IGNORECASE,
)
_BIG = _either(f"two three four five six seven eight nine {_TEENS} {_TENS}")
_ANY = re.compile(
    rf"\d|\b(?:{_BIG}|hundred|thousand|million|half|twice|third|quarter"
    r"|one(?= (?:\w+ )?(?:in|out of) |[ -](?:third|quarter|fifth|half|tenth)))\b",
    re.IGNORECASE,
)
"""What a text has to hold for a number to be in it."""

_MONEY = re.compile(
    rf"(?:(?<![\w.,]){_CURRENCY}\s?{_AMOUNT}(?:{_TO}{_CURRENCY}?\s?{_AMOUNT})?"
    rf"|{_RANGE}(?:\s{_SCALE})?\s?(?:€|(?:pounds|dollars|euros?|Euro|pence|Franken)\b)|(?<![\w.,£$€])\d+p\b){_A_TIME}"
)
_SHARE = re.compile(
    rf"{_RANGE}\s?(?:%|(?:per\s?cent|percent|percentage\spoints?|Prozent|pour\s?cent)\b)"
    rf"|(?<![\w£$€.,/:+-])(?:{_DIGITS})(?:\s?[-–—]\s?(?:{_DIGITS}))?%"
)
_RATIO = re.compile(
    rf"(?P<part>{_NUMBER})\s(?:(?P<noun>[a-z]+)\s)?(?:in|out\sof)\s(?:every\s)?(?P<whole>{_NUMBER})(?!\s?[%£$€])"
    rf"|(?P<some>{_NUMBER})\sof\s(?:the|our|its|their|these|those)\s(?P<all>{_NUMBER})"
)
_FRACTION = re.compile(
    r"(?i:\b(?:by|to|(?:more|less|fewer) than|over|under|nearly|almost|about|around|roughly|just|only|up to|at least)\s(?:an?\s)?"
    r"(?:half|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)\b(?!\s(?:past|hour|party|sector|person|time))"
    r"|\b(?:an?\s)(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)\s(?:of|more|less|fewer|as|higher|lower)\b"
    r"|\b(?:one|two|three|four|five|seven|nine)[\s-](?:half|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)\b"
    r"|(?<!first )(?<!second )(?<!other )(?<!latter )\bhalf\s(?:of|the|its|their|our|a\smillion|a\sbillion)\b"
    r"|\b(?:twice|(?:three|four|five|six|seven|eight|nine|ten|\d+)\stimes)\s(?:as\s(?:many|much|likely|high|\w+)|more|the)\b)"
)
_CHANGE = re.compile(rf"\b(?:from|between|von|de)\s{_NUMBER}\s(?:to|and|auf|bis|à)\s{_NUMBER}")
_MOVES = re.compile(
    r"\b(?:rose|rise[ns]?|rising|fell|fall(?:s|en|ing)?|gr[eo]w\w*|drop\w*|increas\w+|decreas\w+|went|gone|declin\w+"
    r"|improv\w+|up|down|doubled|halved|climb\w+|cut|stieg\w*|sank\w*|gestiegen|gesunken)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"(?P<number>{_RANGE})(?P<scale>\s?{_SCALE}\b)?" + r'(?P<rest>[^.,;:!?()\[\]"“”\n]{0,70})')

_MONTHS = _either(
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug "
    "Sept Sep Oct Nov Dec Januar Februar März Mai Juni Juli Oktober Dezember janvier février mars avril mai juin "
    "juillet août septembre octobre novembre décembre"
)
_DATED = re.compile(rf"\s?(?:st|nd|rd|th|\.)?\s?(?:of\s)?{_MONTHS}\b|\s?(?:[ap]\.?m\b|o['’]clock|noon|midnight|Uhr\b)")
_MONTH_BEFORE = re.compile(rf"\b{_MONTHS}\s(?:the\s)?\Z")
_LABEL = re.compile(
    r"\b(?:chapters?|sections?|tables?|figures?|fig|box|boxes|pages?|pp?|numbers?|nos?|appendix|annex|notes?|articles?"
    r"|paragraphs?|para|parts?|volumes?|vol|issues?|version|phases?|stages?|steps?|levels?|tiers?|years?|grades?|class|band"
    r"|routes?|rooms?|flat|lines?|questions?|recommendations?|goals?|priority|principles?|themes?|options?|groups?|type"
    r"|items?|act|scene|platform|channel|zone|covid|aged|age|ages|bus|unit|building|block|lot|kapitel|abschnitt|tabelle"
    r"|abbildung|seiten?|nr|numéro|half past|quarter past|quarter to)\s\Z"
    r"|\b(?:fig|figs|pp?|nos?|nr|para|vol|art|sec|ch|s|tab|abb|kap)\.\s\Z",
    re.IGNORECASE,
)
_UNITS = frozenset(
    ["second", "minute", "hour", "day", "night", "week", "fortnight", "month", "year", "decade", "season", "century", "mile", "kilometre", "kilometer", "km", "metre", "meter", "m", "cm", "mm", "yard", "foot", "inch", "acre", "hectare", "tonne", "ton", "kilogram", "kg", "gram", "g", "litre", "liter", "gallon", "pint", "watt", "kilowatt", "kw", "mw", "gw", "kwh", "mwh", "degree", "°c", "°f", "people", "children", "men", "women", "staff", "police", "members", "head", "households", "time", "times", "point", "pupils", "per", "mb", "gb", "percent", "stunden", "tage", "wochen", "monate", "jahre", "jahren", "minuten", "menschen", "kinder", "heures", "jours", "semaines", "mois", "ans", "personnes", "half-day", "half-days"]
)
_MEASURES = frozenset(
    ["seconds", "minutes", "hours", "days", "nights", "weeks", "fortnights", "months", "years", "decades", "seasons", "miles", "kilometres", "kilometers", "km", "metres", "meters", "yards", "acres", "hectares", "tonnes", "tons", "litres", "gallons", "degrees"]
)
_JOINS = frozenset(["of", "or", "in"])
_NO_NOUN = frozenset(
    ["the", "a", "an", "and", "but", "is", "was", "are", "were", "has", "had", "have", "be", "been", "being", "this", "that", "these", "those", "which", "who", "whom", "whose", "as", "at", "by", "for", "from", "into", "on", "onto", "to", "with", "without", "than", "then", "there", "their", "its", "his", "her", "our", "your", "my", "it", "he", "she", "they", "we", "you", "i", "not", "no", "so", "if", "when", "while", "because", "after", "before", "during", "since", "until", "per", "does", "did", "says", "was", "goes", "gives", "makes", "takes", "needs", "comes", "works", "yes", "always", "perhaps", "also", "thus", "plus", "alias", "versus", "towards", "afterwards", "besides", "overseas", "sometimes", "whereas", "whose"]
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")
_GROUPED = re.compile(r"\d{1,3}(?:[,.\u00a0\u2009\u202f]\d{3})+")
_TOKEN = re.compile(r"\s?([-–]?)([^\W\d_°]*°?[^\W\d_]+(?:['’-][^\W\d_]+)*)")
_WHEN = re.compile(r"\b(?:last|past|next|first|final|previous|coming|recent|these|those)\s\Z", re.IGNORECASE)
_RATE = re.compile(r"\s(?:a|an|per)\s(?:hour|day|night|week|month|year|head|person|season)\b")
_LONGEST = 4
"""Words after a number among which its noun is looked for."""


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
    if not _ANY.search(text, start, end):
        return []
    found: list[Number] = []
    for kind, spans in (
        (NumberKind.MONEY, _plain(_MONEY, text, start, end)),
        (NumberKind.SHARE, _plain(_SHARE, text, start, end)),
        (NumberKind.RATIO, _ratios(text, start, end)),
        (NumberKind.CHANGE, _changes(text, start, end)),
        (NumberKind.COUNT, _counts(text, start, end, language)),
    ):
        for a, b in spans:
            if not any(a < other.end and b > other.start for other in found):
                over = _OVER.search(text, max(start, a - 25), a)
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
        if word in _SCALES:
            part = (part or 1) * _SCALES[word]
            total, part = (total, part) if word == "hundred" else (total + part, 0.0)
        elif word in _VALUES:
            part += _VALUES[word]
        elif word not in ("a", "an", "and"):
            return None
    return total + part or None


def _ratios(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _RATIO.finditer(text, start, end):
        part, whole = value(match["part"] or match["some"]), value(match["whole"] or match["all"])
        if not part or not whole or part >= whole or _YEAR.match(match["whole"] or match["all"]):
            continue
        following = _TOKEN.match(text, match.end(), end)
        lasts = following is not None and following[2].lower() in _MEASURES
        if not (match["whole"] and (lasts or (match["noun"] and part != 1))):
            yield match.span()
    yield from _plain(_FRACTION, text, start, end)


def _changes(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`from 8.1 to 6.9` where something rises or falls just before."""
    for match in _CHANGE.finditer(text, start, end):
        years = [number for number in re.findall(r"\d+", match[0]) if _YEAR.match(number)]
        before = text[max(start, match.start() - 60) : match.start()]
        if not years and _MOVES.search(before):
            yield match.span()


def _counts(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    for match in _COUNT.finditer(text, start, end):
        last = _count_end(text, start, match, language)
        if last:
            yield match.start(), last
    for rest in _rests(text, start, end):
        last = _count_end(text, start, rest, language)
        if last:
            yield rest.start(), last


def _rests(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The counts that begin in the words after another number."""
    for match in _COUNT.finditer(text, start, end):
        at = match.start("rest")
        while following := _COUNT.search(text, at, end):
            if following.start() >= match.end():
                break
            yield following
            at = following.start("rest")


def _count_end(text: str, start: int, match: re.Match[str], language: str) -> int:
    """Where a number with its noun ends; 0 where it counts nothing."""
    number = match["number"]
    scaled = match["scale"] is not None
    if _is_label(text, start, match) or _DATED.match(text, match.end("number")):
        return 0
    if not scaled and _YEAR.match(re.split(_TO, number)[0]):
        return 0
    amount = value(re.split(_TO, number)[0])
    spelled = not number[0].isdigit()
    large = scaled or bool(_GROUPED.match(number)) or (spelled and (amount or 0) >= 100)
    over = _OVER.search(text, max(start, match.start() - 25), match.start())
    noun = _noun_end(match, language, measures=spelled and (amount or 0) < 10 and not over)
    if (amount == 1 and not scaled) or (noun and _is_when(text, start, match, noun)):
        return 0
    return noun or (match.start("rest") if large else 0)


def _is_label(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the number names something: a chapter, a page, a date, a telephone, an item of a list."""
    at = match.start("number")
    before = text[max(start, at - 25) : at]
    if _LABEL.search(before) or _MONTH_BEFORE.search(before) or re.search(r"[\d)]\s\Z|[A-Za-z]\d*\Z", before):
        return True
    after = text[match.end("number") : match.end("number") + 2]
    first = match["number"][0] == "0" and match["number"][1:2].isdigit()
    return first or bool(re.match(r"\s\d|[.)]\s", after) and (before.strip() == "" or after[1].isdigit()))


def _is_when(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """`the last six months`: a number that says when, not how long."""
    lasts = text[match.end("number") : end].rsplit(maxsplit=1)[-1].strip("-–").lower() in _MEASURES
    return lasts and _WHEN.search(text[max(start, match.start() - 20) : match.start()]) is not None


def _noun_end(match: re.Match[str], language: str, *, measures: bool) -> int:
    """Where the noun ends that a number counts, with the words between; 0 where there is none near."""
    at = match.start("rest")
    if rate := _RATE.match(match.string, at, match.end()):
        return rate.end()
    for place in range(_LONGEST):
        token = _TOKEN.match(match.string, at, match.end())
        if not token or (token[1] and place):
            return 0
        word = token[2]
        if word.lower() in _NO_NOUN or (word.lower() in _JOINS and place == 0):
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
        return lower in _MEASURES
    if lower in _UNITS or (hyphen and lower.split("-")[0] in _UNITS and not lower.endswith("-old")):
        return True
    if hyphen:
        return False
    if language == "de":
        return word[0].isupper() and len(word) > 2
    plural = lower.endswith(("s", "x")) if language == "fr" else lower.endswith("s")
    return plural and len(lower) > 3 and not lower.endswith(("ss", "us", "is", "ous", "'s", "’s", "ways"))


def _with_members(match: re.Match[str], at: int, word: str) -> int:
    """`members of staff`, `hours a week`, `tonnes of waste`: what belongs to the noun."""
    tail = re.compile(
        r"\s(?:of\s(?:staff|the\spublic|council|parliament)|(?:a|per)\s(?:hour|day|night|week|month|year|head|person))\b"
    )
    more = tail.match(match.string, at, match.end())
    if not more and word.lower() in ("hours", "minutes", "years", "months", "weeks", "days"):
        small = _either(f"{_ONES} {_TEENS} {_TENS}")
        more = re.compile(rf"\sand\s(?:{small}|\d+)\s(?:minutes|seconds|hours|days|months|weeks)\b").match(
            match.string, at, match.end()
        )
    return more.end() if more else at
