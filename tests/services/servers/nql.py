"""Ghost's filter language (NQL), as much of it as clients of posts use.

`status:draft+tag:hash-x`, `id:[a,b]`, `title:'Its title'`, `slug:~^'ref-'`, `status:-draft`, `updated_at:>'2026-11-22'`,
`(a:1,b:2)`. Facts: Ghost's documentation of the content API's filters, and what was measured on 5.130 and 6.27.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

Entry = Mapping[str, object]  # a field's value: text, number, bool, None, an aware time, or a list of texts
Test = Callable[[Entry], bool]

WORD = re.compile(
    r"""(?P<quoted>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*") | (?P<mark>[()\[\],+:] | >=|<=|>|<|~\^|~\$|~)
    | (?P<literal>[^\s'"+,()<>=\[\]~:]+)""",
    re.VERBOSE,
)


class Unreadable(ValueError):
    """The text is no filter, or asks for a field that there is not."""


def test(text: str) -> Test:
    """What a filter asks of an entry; raises `Unreadable`. An empty filter is met by everything."""
    if not text:
        return lambda _: True
    reader = _Reader(text)
    found = reader.either()
    if reader.rest:
        raise Unreadable(f"unexpected {reader.rest[0][1]!r}")
    return found


class _Reader:
    """The words of a filter, taken from the front."""

    def __init__(self, text: str) -> None:
        self.rest: list[tuple[str, str]] = []
        position = 0
        while position < len(text):
            found = WORD.match(text, position)
            if found is None or found.lastgroup is None:
                raise Unreadable(f"unexpected {text[position]!r}")
            self.rest.append((found.lastgroup, found.group()))
            position = found.end()

    def take(self, mark: str) -> bool:
        """Take the next word if it is that mark."""
        if self.rest and self.rest[0] == ("mark", mark):
            self.rest.pop(0)
            return True
        return False

    def need(self, mark: str) -> None:
        """Take that mark."""
        if not self.take(mark):
            raise Unreadable(f"{mark!r} is missing")

    def either(self) -> Test:
        """Parts joined by commas."""
        parts = [self.all()]
        while self.take(","):
            parts.append(self.all())
        return lambda entry: any(part(entry) for part in parts)

    def all(self) -> Test:
        """Parts joined by plus signs."""
        parts = [self.one()]
        while self.take("+"):
            parts.append(self.one())
        return lambda entry: all(part(entry) for part in parts)

    def one(self) -> Test:
        """One comparison, or a group."""
        if self.take("("):
            inner = self.either()
            self.need(")")
            return inner
        if not self.rest or self.rest[0][0] != "literal":
            raise Unreadable("a field is missing")
        field = self.rest.pop(0)[1]
        self.need(":")
        return self.compare(field)

    def compare(self, field: str) -> Test:
        """What stands behind the colon."""
        negated = bool(self.rest) and self.rest[0] == ("literal", "-")
        if negated:
            self.rest.pop(0)
        for mark in (">=", "<=", ">", "<", "~^", "~$", "~"):
            if self.take(mark):
                return _not(_part(field, mark, self.value()[1]), negated=negated)
        if self.take("["):
            values = [self.value()]
            while self.take(","):
                values.append(self.value())
            self.need("]")
        else:
            values = [self.value()]
            if values[0][0] and values[0][1].startswith("-"):
                negated, values = True, [(True, values[0][1][1:])]
        return _not(lambda entry: any(_equal(_have(entry, field), *value) for value in values), negated=negated)

    def value(self) -> tuple[bool, str]:
        """A value, and whether it stands without quotes."""
        if not self.rest or self.rest[0][0] == "mark":
            raise Unreadable("a value is missing")
        kind, text = self.rest.pop(0)
        return (True, text) if kind == "literal" else (False, re.sub(r"\\(.)", r"\1", text[1:-1]))


def _part(field: str, mark: str, wanted: str) -> Test:
    """Order, or a part of a word."""
    return lambda entry: _matches(mark, _have(entry, field), wanted)


def _not(found: Test, *, negated: bool) -> Test:
    return (lambda entry: not found(entry)) if negated else found


def _have(entry: Entry, field: str) -> list[object]:
    """The values of a field; one in most cases."""
    if field not in entry:
        raise Unreadable(f"there is no field {field!r}")
    value = entry[field]
    return list(value) if isinstance(value, list) else [value]


def _equal(have: list[object], bare: bool, wanted: str) -> bool:  # noqa: FBT001 - whether without quotes
    if bare and wanted in ("null", "true", "false"):
        return {"null": None, "true": True, "false": False}[wanted] in have
    return any(
        value is not None and (_time(wanted) == value if isinstance(value, datetime) else str(value) == wanted)
        for value in have
    )


def _matches(mark: str, have: list[object], wanted: str) -> bool:
    """Order for times and numbers, parts of words (small or capital) for texts."""
    for value in have:
        if mark.startswith("~"):
            text, part = str(value or "").lower(), wanted.lower()
            if {"~": part in text, "~^": text.startswith(part), "~$": text.endswith(part)}[mark]:
                return True
        elif isinstance(value, datetime):
            limit = _time(wanted)
            if {">": value > limit, ">=": value >= limit, "<": value < limit, "<=": value <= limit}[mark]:
                return True
    return False


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"{text!r} is no date") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)
