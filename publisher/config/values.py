"""The kinds of values that keys hold, each with the check that a value of its kind passes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

from publisher import characters


def refuse(what: str, hint: str = "") -> PydanticCustomError:
    """A validator's error in our words, for yamlmodel to put the place before it."""
    # Braces would be read as a template by pydantic.
    literal = what.replace("{", "{{").replace("}", "}}")
    return PydanticCustomError("publisher", literal, {"hint": hint} if hint else None)


def _one_line(text: str) -> str:
    found = characters.refused(text, one_line=True)
    if found:
        raise refuse(f"holds {found.what}", found.hint)
    return text


def _any_lines(text: str) -> str:
    found = characters.refused(text)
    if found:
        raise refuse(f"holds {found.what}", found.hint)
    return text


def _address(text: str) -> str:
    parts = urlsplit(text)
    odd = parts.username or parts.query or parts.fragment or re.search(r"[\s<>\"\\^`{|}]", text)
    if parts.scheme not in ("http", "https") or not parts.hostname or odd:
        raise refuse(f"`{text}` is not a web address", "Write it in full, such as https://notes.example.org")
    return text.rstrip("/")


def _link(text: str) -> str:
    parts = urlsplit(text)
    whole = parts.path if parts.scheme == "mailto" else parts.hostname
    if parts.scheme not in ("http", "https", "mailto") or not whole:
        raise refuse(f"`{text}` is not an address", "Write it in full, such as https://example.org/privacy")
    return text


def _email(text: str) -> str:
    # The shape that RFC 5321 mailboxes of mailing services have; they verify the address themselves.
    if not re.fullmatch(r"[^@\s,;<>()\[\]\\\":]+@[^@\s.,;<>()\[\]\\\":]+(\.[^@\s.,;<>()\[\]\\\":]+)+", text):
        raise refuse(f"`{text}` is not an email address", "Write it like hello@example.org")
    return text


def _language(text: str) -> str:
    # BCP 47: a language, optionally a script and a region.
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?", text):
        raise refuse(f"`{text}` is not a language tag", "Write it like en-GB, de or fr-CA")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise refuse(f"`{text}` is not a time zone", "Write it like Europe/London") from None
    return text


def _colour(text: str) -> str:
    if not re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text):
        raise refuse(f"`{text}` is not a colour", 'Write it like "#0b6e63", in quotes')
    digits = text[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _folder(text: str) -> str:
    path = Path(text)
    taken = path.parts[:1] in ((), ("campaigns",), ("templates",), ("outbox",), (".publisher",), (".git",))
    if path.is_absolute() or ".." in path.parts or taken:
        raise refuse(f"`{text}` is not a folder of its own below the project", "Write it like public")
    return text


def listed(value: object) -> object:
    """A single text as a list of one."""
    return [value] if isinstance(value, str) else value


Line = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_one_line)]
Address = Annotated[str, AfterValidator(_one_line), AfterValidator(_address)]
AnyLink = Annotated[str, AfterValidator(_one_line), AfterValidator(_link)]
Email = Annotated[str, AfterValidator(_one_line), AfterValidator(_email)]
Text = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_any_lines)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Zone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, AfterValidator(_language)]
Colour = Annotated[str, AfterValidator(_colour)]
Folder = Annotated[str, AfterValidator(_folder)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(listed)]


def _day(value: object, read: ValidatorFunctionWrapHandler) -> date:
    # Pydantic would also take 20261124 for seconds since 1970.
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value.strip()):
        raise refuse(f"`{value[:40]}` is not a date", "Write it like 2026-11-22")
    day: date = read(value)
    if not 1970 <= day.year < 3000:
        raise refuse(f"the year {day.year} is out of range", "Write it like 2026-11-22")
    return day


Day = Annotated[date, WrapValidator(_day)]
"""A calendar day, on whichever clock the key says."""
