"""`every: 2 weeks on tuesday` → the recurrence rule of RFC 5545 that it means."""

from __future__ import annotations

import re
from typing import NamedTuple

from publisher.yamlmodel import suggestion

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july",
           "august", "september", "october", "november", "december")  # fmt: skip
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_UNITS = ("day", "days", "week", "weeks", "month", "months", "year", "years", "weekday", "weekdays")
_KNOWN = (*_DAYS, *_MONTHS, *_ORDINALS, *_UNITS, "on", "of", "and", "the")
_WORKING = "MO,TU,WE,TH,FR"
_EXAMPLES = "Write it like monday, 2 weeks on tuesday, first tuesday, last friday, month on 15 or year on 24 december"
_MEANT = {
    "daily": "day",
    "weekly": "week on monday",
    "fortnight": "2 weeks on monday",
    "fortnightly": "2 weeks on monday",
    "biweekly": "2 weeks on monday",
    "monthly": "month on 1",
    "quarter": "3 months on 1",
    "quarterly": "3 months on 1",
    "yearly": "year on 24 december",
    "annually": "year on 24 december",
    "other": "2 weeks on tuesday",
    "workday": "weekday",
    "workdays": "weekday",
    "business": "weekday",
    "working": "weekday",
    "to": "weekday",
    "mon-fri": "weekday",
    "monday-friday": "weekday",
    "weekend": "saturday and sunday",
    "weekends": "saturday and sunday",
    "two": "2 weeks on tuesday",
    "&": "monday and thursday",
    "+": "monday and thursday",
}
_TIME = 'The time stands beside it: at: "09:00"'
_SELDOM = "Once a day is the most"
_OUT = {"at": _TIME, "hour": _SELDOM, "hours": _SELDOM, "hourly": _SELDOM}
_NEEDLESS = ("every", "each")


class RuleError(ValueError):
    """A rule that cannot be meant: `what` is wrong with it, and a `hint`."""

    def __init__(self, what: str, hint: str = "") -> None:
        self.what = what
        self.hint = hint
        super().__init__(what)


class _Shape(NamedTuple):
    """What a sentence may look like, and the rule that it makes."""

    pattern: re.Pattern[str]
    rule: str


def _any(words: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(words)})"


def _list(item: str) -> str:
    return rf"{item}(?: and {item})*"


_DAY, _MONTH = _any(_DAYS), _any(_MONTHS)
_NUMBER = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_NTH = rf"(?:{_any(tuple(_ORDINALS))}|[1-5](?:st|nd|rd|th))"


def _pattern(text: str) -> re.Pattern[str]:
    lists = {"days": _list(_DAY), "months": _list(_MONTH), "numbers": _list(_NUMBER), "nths": _list(_NTH)}
    one = rf"(?P<one>{_DAY}|weekday|day)"
    return re.compile(text.format(n="(?:(?P<n>[0-9]+) )?", one=one, month=_MONTH, number=_NUMBER, **lists))


_SHAPES = (
    _Shape(_pattern("{n}days?"), "FREQ=DAILY"),
    _Shape(_pattern("weekdays?"), f"FREQ=WEEKLY;BYDAY={_WORKING}"),
    _Shape(_pattern("(?:{n}weeks? on )?(?P<days>{days})"), "FREQ=WEEKLY"),
    _Shape(_pattern("(?:{n}months? on )?(?P<nths>{nths}) {one}(?: of month)?"), "FREQ=MONTHLY"),
    _Shape(_pattern("{n}months? on (?P<numbers>{numbers})"), "FREQ=MONTHLY"),
    _Shape(_pattern("(?:{n}years? on )?(?P<nths>{nths}) {one} of (?P<months>{months})"), "FREQ=YEARLY"),
    _Shape(_pattern("(?:{n}years? on )?(?P<numbers>{number}) (?:of )?(?P<months>{month})"), "FREQ=YEARLY"),
)  # fmt: skip


def rule_of(text: str) -> str:
    """The RRULE that `text` means. Raises RuleError for what is not understood, with a suggestion where one is near."""
    sentence = _plain(text)
    for shape in _SHAPES:
        found = shape.pattern.fullmatch(sentence)
        if found:
            return ";".join([shape.rule, *_parts(found.groupdict())])
    if re.fullmatch(r"([0-9]+ )?(week|month|year)s?", sentence):
        days = {"w": "tuesday", "m": "15", "y": "24 december"}
        unit = re.sub("[0-9 ]", "", sentence)
        raise RuleError(f"`{text}` does not say on which day", f"Write it like {sentence} on {days[unit[0]]}")
    raise RuleError(f"`{text}` is not understood", _EXAMPLES)


def _plain(text: str) -> str:
    """Small letters, single spaces, `and` for commas, full names of days and months. Raises RuleError for a word."""
    words = []
    for word in text.lower().replace(",", " and ").split():
        if re.fullmatch(r"[0-9]+(st|nd|rd|th)?", word):
            words.append(word)
        elif word in _KNOWN:
            words += [word] if word != "the" and [word] != words[-1:] else []
        elif len(full := [name for name in (*_DAYS, *_MONTHS) if len(word) >= 3 and name.startswith(word)]) == 1:
            words += full
        elif word in _NEEDLESS:
            raise RuleError(f"`{word}` is not known", _without(_NEEDLESS, text))
        elif word in _OUT or re.fullmatch("[0-9]{1,2}[:.][0-9]{2}", word):
            raise RuleError(f"`{word}` is not known", _OUT.get(word, _TIME))
        elif word in _MEANT:
            raise RuleError(f"`{word}` is not known", f"Write it like `{_MEANT[word]}`")
        else:
            raise RuleError(f"`{word[:40]}` is not known", suggestion(word, _KNOWN) or _EXAMPLES)
    return " ".join(words)


def _without(words: tuple[str, ...], text: str) -> str:
    """What to write, if a sentence is understood without these words; else examples."""
    shorter = " ".join(one for one in text.lower().split() if one not in words)
    try:
        rule_of(shorter)
    except RuleError:
        return _EXAMPLES
    return f"Write it like `{shorter}`"


def _parts(found: dict[str, str | None]) -> list[str]:
    """The parts of the rule beside its frequency, in RFC 5545's order of names."""
    parts: list[str] = []
    if found.get("n"):
        parts.append(f"INTERVAL={_between(found['n'] or '', 1, 999)}")
    if found.get("months"):
        parts.append("BYMONTH=" + ",".join(str(_MONTHS.index(name) + 1) for name in _names(found["months"])))
    if found.get("numbers"):
        parts.append("BYMONTHDAY=" + ",".join(str(_between(one, 1, 31)) for one in _names(found["numbers"])))
    if found.get("days"):
        parts.append("BYDAY=" + ",".join(name[:2].upper() for name in _names(found["days"])))
    if found.get("nths"):
        parts += _nth([_ordinal(one) for one in _names(found["nths"])], found["one"] or "")
    return parts


def _nth(ordinals: list[int], one: str) -> list[str]:
    """The first, the third or the last of a kind of day in its month."""
    if one == "day":
        return ["BYMONTHDAY=" + ",".join(map(str, ordinals))]
    if one == "weekday":
        return [f"BYDAY={_WORKING}", "BYSETPOS=" + ",".join(map(str, ordinals))]
    return ["BYDAY=" + ",".join(f"{ordinal}{one[:2].upper()}" for ordinal in ordinals)]


def _names(words: str | None) -> list[str]:
    return (words or "").split(" and ")


def _ordinal(word: str) -> int:
    return _ORDINALS[word] if word in _ORDINALS else int(word[0])


def _between(word: str, least: int, most: int) -> int:
    number = int(re.sub("[a-z]", "", word))
    if not least <= number <= most:
        raise RuleError(f"{number} is out of range", f"Write a number from {least} to {most}")
    return number
