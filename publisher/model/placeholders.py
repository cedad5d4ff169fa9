"""What a campaign leaves to the mailing service."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class PlaceholderName(StrEnum):
    """The closed list of what a campaign may leave to the mailing service."""

    FIRST_NAME = "first_name"
    BROWSER_URL = "browser_url"
    PREFERENCES_URL = "preferences_url"
    UNSUBSCRIBE_URL = "unsubscribe_url"
    POSTAL_ADDRESS = "postal_address"


# Private-use characters frame a placeholder in rendered text: they cannot be typed by accident, survive HTML
# escaping, and never look like a service's own tag. Sources that hold them are refused.
_OPEN, _OR, _CLOSE = "\ue000", "\ue001", "\ue002"
RESERVED_CHARACTERS = frozenset((_OPEN, _OR, _CLOSE))
_PLACEHOLDER = re.compile(f"{_OPEN}([a-z_]+)(?:{_OR}([^{_CLOSE}]*))?{_CLOSE}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{{ first_name or "friend" }}`: a name of the closed list, and what to print where it is unknown."""

    name: PlaceholderName
    fallback: str = ""

    @property
    def token(self) -> str:
        """How the placeholder stands in rendered HTML and text until a service or a page replaces it."""
        return f"{_OPEN}{self.name}{_OR + self.fallback if self.fallback else ''}{_CLOSE}"


def placeholders_in(text: str) -> Iterator[Placeholder]:
    """Every placeholder token of `text`, in order."""
    for match in _PLACEHOLDER.finditer(text):
        yield Placeholder(PlaceholderName(match[1]), match[2] or "")


def fill_placeholders(text: str, values: Mapping[PlaceholderName, str]) -> str:
    """Replace every token whose name is in `values`; `first_name` without a value becomes its fallback."""

    def value(name: PlaceholderName, fallback: str) -> str | None:
        return values.get(name, fallback if name is PlaceholderName.FIRST_NAME else None)

    return fill_each(text, value)


def fill_each(text: str, value: Callable[[PlaceholderName, str], str | None]) -> str:
    """Replace every token by what `value` makes of its name and fallback; those of which it makes None stay."""

    def filled(match: re.Match[str]) -> str:
        made = value(PlaceholderName(match[1]), match[2] or "")
        return match[0] if made is None else made

    return _PLACEHOLDER.sub(filled, text) if _OPEN in text else text
