"""Typography: the same words with the marks, dashes and spaces of the language.

Quotation marks are curled and apostrophes set, a spaced hyphen becomes a dash, three dots one character, and spaces
that should not break are made so. Nothing but marks, dashes, dots and spaces is ever changed, which is what lets the
proof of quotations compare words afterwards. What is already typeset stays, so setting twice changes nothing.

The marks follow CLDR's delimiters (https://cldr.unicode.org/, read November 2026); French spaces the Imprimerie
nationale's rules: narrow before ; ! ?, full before : and inside « ».
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

NO_BREAK = "\u00a0"
NARROW = "\u202f"
APOSTROPHE = "’"


@dataclass(frozen=True, slots=True)
class Marks:
    """A language's quotation marks, outer pair and inner pair."""

    opening: str = "“"
    closing: str = "”"
    inner_opening: str = "‘"
    inner_closing: str = "’"

    @property
    def openers(self) -> str:
        """Characters after which a mark opens: brackets, and opening marks that do not close in this language."""
        marks = f"“‘„‚«‹{self.opening}{self.inner_opening}"
        return "([{</" + "".join(mark for mark in marks if mark not in (self.closing, self.inner_closing))


_MARKS = {
    "cs": Marks("„", "“", "‚", "‘"),
    "de": Marks("„", "“", "‚", "‘"),
    "de-CH": Marks("«", "»", "‹", "›"),
    "de-LI": Marks("«", "»", "‹", "›"),
    "fi": Marks("”", "”", "’", "’"),
    "fr": Marks("«", "»", "“", "”"),
    "nb": Marks("«", "»", "‘", "’"),
    "nn": Marks("«", "»", "‘", "’"),
    "no": Marks("«", "»", "‘", "’"),
    "pl": Marks("„", "”", "«", "»"),
    "sk": Marks("„", "“", "‚", "‘"),
    "sv": Marks("”", "”", "’", "’"),
}

_DASHES = "-–—‐‑"

_SPACED_HYPHEN = re.compile(r"(?<=\s)(?<!«\s)-(?=\s|$)(?!\s»)")  # beside a mark it is no dash between words
_EM_DASH = re.compile(r"(?<!-)---(?!-)")
_EN_DASH = re.compile(r"(?<!-)--(?!-)")
_DIGIT = re.compile(r"\d")
_DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
_STRAIGHT = re.compile("[\"']")
# Words that begin with an apostrophe, and decades: '90s, rock 'n' roll.
_LEADING_APOSTROPHE = re.compile(r"'(?=\d\ds?\b|(?:tis|twas|twere|twill|em|til|cause|bout|n)\b)", re.IGNORECASE)

_UNITS = (
    "%|‰|°C|°F|°|€|mm|cm|dm|m|km|mg|g|kg|t|ml|cl|l|ha|W|kW|MW|GW|kWh|MWh|GWh|kB|MB|GB|TB|px|pt|Hz|kHz|MHz|GHz"
    "|mph|am|pm|a\\.m\\.|p\\.m\\."
    "|bn|million|billion|trillion|Mio\\.|Mrd\\.|Millionen|Milliarden|millions|milliards|per cent"
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
    "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_NUMBER_AND_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?![\w]))")
_DAY_AND_MONTH = re.compile(rf"(?<=\d)(\.|er)? (?=(?:{_MONTHS})\b)")
_LABEL_AND_NUMBER = re.compile(r"\b(p\.|pp\.|no\.|nos\.|fig\.|vol\.|ch\.|S\.|Nr\.|Abb\.|n°|§) (?=\d)", re.IGNORECASE)
_HONORIFIC = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|Hr|Fr|Mme|Mlle)(\.?) (?=[^\W\d_a-z])")

_FRENCH_NARROW = re.compile(rf"(?<=[\w»”’)\]%€…])[ {NO_BREAK}{NARROW}]?([;!?]+)(?=\s|$|[»”)\]])")
_FRENCH_COLON = re.compile(rf"(?<=[\w»”’)\]%€…])[ {NO_BREAK}{NARROW}]?:(?=\s|$|»)")
_FRENCH_OPENING = re.compile(rf"«[ {NO_BREAK}{NARROW}]*(?=[^\s»])")
_FRENCH_CLOSING = re.compile(rf"(?<=[^\s«])[ {NO_BREAK}{NARROW}]*»")


def marks(language: str) -> Marks:
    """The quotation marks of a BCP 47 language."""
    base, _, region = language.partition("-")
    return _MARKS.get(f"{base.lower()}-{region.upper()}") or _MARKS.get(base.lower()) or Marks()


def for_language(language: str) -> Callable[[str, str], str]:
    """The typesetter of a BCP 47 language: `smarten(text, before)`.

    `text` is a run of text without markup and `before` the character before it in its block, "" at the block's
    start. The result replaces `text`; the words in it are the same.
    """
    own = marks(language)
    french = language[:2].lower() == "fr"
    narrow = french and not language.upper().endswith(
        "-CA"
    )  # Quebec sets ; ! ? close (Office québécois de la langue française)

    def smarten(text: str, before: str) -> str:
        before = before[-1:]
        whole = _dashes_and_dots(before + text, len(before))
        whole = _quotation_marks(whole, len(before), own)
        whole = _spaces(whole, len(before))
        return (_french(whole, narrow=narrow) if french else whole)[len(before) :]

    return smarten


def _dashes_and_dots(whole: str, start: int) -> str:
    """Hyphens that stand for dashes, and three dots; the first `start` characters stay."""
    text = whole
    if "-" in text:
        text = _EN_DASH.sub("–", _EM_DASH.sub("—", text))
        text = _SPACED_HYPHEN.sub("–", text)
    if "..." in text:
        text = _DOTS.sub("…", text)
    if start and text[:start] != whole[:start]:  # a dash or dots begun in the run before: leave them
        return whole
    return text


def _quotation_marks(whole: str, start: int, marks: Marks) -> str:
    """Straight marks curled, from left to right; a mark with space on both sides is nobody's and stays."""
    if not _STRAIGHT.search(whole, start):
        return whole
    done, openers, copied = whole[:start], marks.openers, start
    inner_open = 0
    for match in _STRAIGHT.finditer(whole, start):
        index, mark = match.start(), match[0]
        done += whole[copied:index]
        copied = index + 1
        before, after = done[-1:], whole[index + 1 : index + 2]
        if before.isspace() and after.isspace():
            done += mark
        elif mark == '"':
            done += marks.opening if _opens(before, after, openers) else marks.closing
        elif _LEADING_APOSTROPHE.match(whole, index) and not before.isalnum():
            done += APOSTROPHE
        elif _opens(before, after, openers):
            inner_open += 1
            done += marks.inner_opening
        elif inner_open and not after.isalnum():
            inner_open -= 1
            done += marks.inner_closing
        else:
            done += APOSTROPHE
    return done + whole[copied:]


def _opens(before: str, after: str, openers: str) -> bool:
    """Whether a mark between these characters (each "" at an end) opens a quotation."""
    if before in _DASHES and before:
        return after.isalnum()
    return not before or before.isspace() or before in openers


def _spaces(whole: str, start: int) -> str:
    """Spaces that should not break: number and unit, day and month, `p. 12`, `Dr Who`."""
    if " " not in whole[start:]:
        return whole
    text = whole
    if _DIGIT.search(text):
        text = _NUMBER_AND_UNIT.sub(NO_BREAK, text)
        text = _DAY_AND_MONTH.sub(rf"\1{NO_BREAK}", text)
        text = _LABEL_AND_NUMBER.sub(rf"\1{NO_BREAK}", text)
    return _HONORIFIC.sub(rf"\1\2{NO_BREAK}", text)


def _french(whole: str, *, narrow: bool) -> str:
    """The spaces that French sets around its marks."""
    if narrow:
        whole = _FRENCH_NARROW.sub(rf"{NARROW}\1", whole)
    whole = _FRENCH_COLON.sub(f"{NO_BREAK}:", whole)
    whole = _FRENCH_OPENING.sub(f"«{NO_BREAK}", whole)
    return _FRENCH_CLOSING.sub(f"{NO_BREAK}»", whole)
