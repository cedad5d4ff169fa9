"""Words with their typography taken off, every character mapped back to where it stands in the source.

Three texts are made of a source, each from the one before: the *words* (the source without its format's markup), the
*form* (one shape for every mark, dash, space, ellipsis and ligature) and the *key* (the form without spaces and
hyphens, in which a search is one `str.find`).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

BREAK = "\x1f"
"""In a form: a hyphen at a line's end; the word may be written with it or without."""
BULLET = "\x1e"
"""In a form: a dash at a line's start, which may be a list's mark (white space) or a dash."""

_ONE_FOR_ONE = str.maketrans(
    dict.fromkeys("\"“”„‟«»‹›‘’‚‛`´′″", "'") | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")  # each becomes one character
)
_DASH = "-‐‑‒–—―−﹘﹣－"
_SPECIAL = re.compile(
    rf"""
    (?P<softbreak>\u00ad[ \t]*(?:\r\n|\r|\n)\s*)
  | (?P<invisible>[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+)
  | (?P<break>(?<=\w)[-‐][ \t]*[\r\n]\s*(?=\w))
  | (?P<bullet>\s*[\r\n]\s*[-•*–·▪◦‣][ \t]+)
  | (?P<ellipsis>\s*(?:…|\.[ \t\u00a0]?\.[ \t\u00a0]?\.)+)
  | (?P<dash>\s*[{_DASH}](?:\s*[{_DASH}])*\s*)
  | (?P<guillemet>[«‹][\u00a0\u202f]+|[\u00a0\u202f]+[»›])
  | (?P<mark>''|``|,,|‘‘|’’)
  | (?P<ligature>[\ufb00-\ufb06])
  | (?P<combined>\w[\u0300-\u036f]+)
  | (?P<space>\s{{2,}}|[^\S ])
    """,
    re.VERBOSE,
)
_FIXED = {"softbreak": "", "invisible": "", "break": BREAK, "bullet": BULLET, "ellipsis": "...", "dash": "-"} | {
    "guillemet": "'",
    "mark": "'",
    "space": " ",
}
_LOOSE = re.compile(f"[ \\-{BREAK}{BULLET}]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made from another: `origin(i)` is where its character `i` began there, `until(i)` where it ended.

    `starts` are offsets in this text from which on it runs parallel to the other from `origins`; the piece before a
    start may be shorter or longer than what it stands for, which ends at `ends`.
    """

    text: str
    starts: Sequence[int]
    origins: Sequence[int]
    size: int  # of the text that this was made from

    def origin(self, index: int) -> int:
        """Where the character at `index` begins in the text that this was made from."""
        if index >= len(self.text):
            return self.size
        piece = bisect_right(self.starts, index) - 1
        return min(self.origins[piece] + index - self.starts[piece], self._limit(piece))

    def until(self, end: int) -> int:
        """Where the character before `end` ends in the text that this was made from."""
        if end <= 0:
            return 0
        piece = bisect_right(self.starts, end - 1) - 1
        if piece + 1 < len(self.starts) and end == self.starts[piece + 1] and self._replaced(piece):
            return self.origins[piece + 1]
        return min(self.origins[piece] + end - self.starts[piece], self._limit(piece))

    def index(self, origin: int) -> int:
        """The first character of this text that began at `origin` or later in the text that this was made from."""
        piece = max(0, bisect_right(self.origins, origin) - 1)
        index = self.starts[piece] + origin - self.origins[piece]
        following = self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.text)
        return max(0, min(index, following))

    def _limit(self, piece: int) -> int:
        return self.origins[piece + 1] if piece + 1 < len(self.origins) else self.size

    def _replaced(self, piece: int) -> bool:
        """Whether the piece stands for a stretch of another length."""
        return self.starts[piece + 1] - self.starts[piece] != self.origins[piece + 1] - self.origins[piece]
