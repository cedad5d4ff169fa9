"""Which characters may stand in what people write.

Control characters and halves of characters end feeds and messages (XML 1.0 §2.2, HTML parse errors); overrides of the
reading direction make a line read as what it is not (UTR 36 §2.10; Trojan Source, 2021); three private-use characters
frame placeholders in rendered text (publisher/model/placeholders.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.model import RESERVED_CHARACTERS

_NEVER = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + "".join(sorted(RESERVED_CHARACTERS))
_OVERRIDES = "\u202d\u202e"
_DIRECTIONS = "\u202a-\u202e\u2066-\u2069"  # in one line they are never needed: the marks U+200E and U+200F do it
_IN_TEXT = re.compile(f"[{_NEVER}{_OVERRIDES}]")
_ODD_BREAK = re.compile("[\u2028\u2029]")
_IN_LINE = re.compile(f"[{_NEVER}{_DIRECTIONS}\t\n\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Refused:
    """A character that cannot stay: its offset in the text, in characters, and what to say about it."""

    offset: int
    what: str
    hint: str


def refused(text: str, *, one_line: bool = False) -> Refused | None:
    """The first character of `text` that cannot stay; with `one_line` line breaks and tabs cannot either."""
    match = (_IN_LINE if one_line else _IN_TEXT).search(text)
    return Refused(match.start(), *_explained(match[0])) if match else None


def refused_break(text: str) -> Refused | None:
    """The first line break of `text` that is one for some programs and not for others."""
    match = _ODD_BREAK.search(text)
    code = f"U+{ord(match[0]):04X}" if match else ""
    return Refused(match.start(), f"a line break of an unusual kind ({code})", "Delete it") if match else None


def _explained(letter: str) -> tuple[str, str]:
    code = f"U+{ord(letter):04X}"
    if letter == "\x00":
        return "a NUL character", "Save the file as UTF-8 text"
    if letter in RESERVED_CHARACTERS:
        return f"a private-use character ({code})", "Delete it; no font shows it"
    if "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069":
        return f"a character that turns the reading direction round ({code})", "Delete it"
    if "\ud800" <= letter <= "\udfff":
        return f"half a character ({code})", "Type it anew"
    if letter in "\t\n\r\u2028\u2029":
        return "a line break or another control character", "Write it on one line"
    return f"a control character ({code})", "Delete it; nothing shows it"
