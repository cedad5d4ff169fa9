"""Words with their typography taken off, every character mapped back to where it stands in the source.

Three texts are made of a source, each from the one before: the *words* (the source without its format's markup), the
*form* (one shape for every mark, dash, space, ellipsis and ligature) and the *key* (the form without spaces, dashes and
marks, in which a search is one `str.find`).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from publisher.model import Report
from publisher.patterns import pattern

BREAK = "\x1f"
"""In a form: a soft hyphen, or a hyphen at a line's end; the word may be written with a hyphen or without."""
BULLET = "\x1e"
"""In a form: a dash at a line's start, which may be a list's mark (white space) or a dash."""
OPENING = "\x1d"
"""In a form: a mark that opens a paragraph; speech that goes on over paragraphs repeats it, a reprint may not."""
HYPHENS = "-‐‑"
SINGLE_MARKS = "'’‘‛`´"

_DASHES = "\\-‐‑‒–—―−﹘﹣－"  # as a class of a regular expression has them
_MARKS = '"“”„‟«»‹›‘’‚‛`´′″'
_ONE_FOR_ONE = str.maketrans(dict.fromkeys(_MARKS, "'"))
_BULLETS = "•*·▪◦‣"
_OPENERS = "\"“„‟«‹'‘‛"
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_ELLIPSIS = r"(?:…|\.(?:[ \t\u00a0]?\.){2})"
_DASH_RUN = rf"[{_DASHES}](?:[\s{_INVISIBLE}]*[{_DASHES}])*[\s{_INVISIBLE}]*"
# Each alternative reads a run of white space once and never goes back over it, so that a hostile source (a million
# spaces) costs no more than another.
_SPECIAL = pattern(
    rf"""
    (?![ ][^\s{_DASHES}{_INVISIBLE}….»›])(?P<gap>\s[\s{_INVISIBLE}]*)
        (?P<tail>{_DASH_RUN}|{_ELLIPSIS}|[»›]|[{_BULLETS}][ \t]+(?=[\w{_OPENERS}])|[{_OPENERS}](?=\w))?
  | (?P<break>(?<=\w)(?:[-‐]?\u00ad(?:[ \t]*[\r\n]\s*)?|[-‐][ \t]*[\r\n]\s*)(?=\w))
  | (?P<dash>{_DASH_RUN})
  | (?P<ellipsis>{_ELLIPSIS})
  | (?P<invisible>[{_INVISIBLE}]+)
  | (?P<mark>[«‹][\u00a0\u202f]|''|``|,,|‘‘|’’)
  | (?P<composed>[\ufb00-\ufb06]|\w[\u0300-\u036f]+)
    """,
    re.VERBOSE,
)
_LINE_BREAK = pattern(r"\r\n|\r|\n")
_OPEN_QUESTIONS = {BREAK: "-?", BULLET: "[ -]", OPENING: "'?"}
_TOKEN = pattern(f"[^ '\\-{BULLET}{OPENING}](?:[^ \\-{BULLET}]*[^ '\\-{BULLET}])?|-")
_LOOSE = pattern(f"[ '\\-{BREAK}{BULLET}{OPENING}]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made from another, piece by piece.

    Piece `n` covers `text[starts[n]:starts[n + 1]]` and stands for `[origins[n]:origins[n + 1]]` of the other text;
    the last entries are the two lengths. Pieces of equal lengths run in parallel; the others were replaced as a whole.
    """

    text: str
    starts: Sequence[int]
    origins: Sequence[int]

    def origin(self, index: int) -> int:
        """Where the character at `index` begins in the other text; within a replaced piece, where that begins."""
        piece = bisect_right(self.starts, index) - 1
        if piece + 1 >= len(self.starts):
            return self.origins[-1]
        return self.origins[piece] + (index - self.starts[piece] if self._parallel(piece) else 0)

    def until(self, end: int) -> int:
        """Where the character before `end` ends in the other text; within a replaced piece, where that ends."""
        if end <= 0:
            return 0
        piece = bisect_right(self.starts, end - 1) - 1
        return self.origins[piece + 1] - (self.starts[piece + 1] - end if self._parallel(piece) else 0)

    def place(self, origin: int) -> int:
        """The first character that begins at `origin` of the other text or after it; the length where none does."""
        piece = bisect_right(self.origins, origin) - 1
        if piece + 1 >= len(self.origins):
            return self.starts[-1]
        inside = origin - self.origins[piece]
        return self.starts[piece + (not self._parallel(piece) and inside > 0)] + (self._parallel(piece) and inside)

    def _parallel(self, piece: int) -> bool:
        return self.starts[piece + 1] - self.starts[piece] == self.origins[piece + 1] - self.origins[piece]


def words(text: str, markup: Iterable[tuple[int, int]] = ()) -> Folded:
    """`text` without the spans of `markup`, which are in order and do not overlap."""
    return _made(text, ((start, end, "") for start, end in markup))


def read(text: str, changes: Iterable[tuple[int, int, str]]) -> Folded:
    """`text` as it is read: (start, end, what is read there), in order and without overlap."""
    return _made(text, changes)


def stretch(report: Report, start: int, end: int) -> str:
    """The words of `report.text[start:end]`; a `start` before the text is its beginning."""
    start = max(0, start)
    first = bisect_left(report.markup, (start,))
    near = takewhile(lambda span: span[0] < end, islice(report.markup, max(0, first - 1), None))
    markup = [(max(a, start) - start, min(b, end) - start) for a, b in near if b > start]
    return words(report.text[start:end], markup).text


def plain(text: str) -> str:
    """`text` for people: white space folded, soft hyphens left out."""
    return " ".join(text.replace("\u00ad", "").split())


def form(text: str) -> Folded:
    """`text` in one shape: two texts that differ in typography alone have the same form.

    Marks of quotation and apostrophes become `'`, dashes and hyphens with the space around them `-`, white space one
    space, `…` three dots, ligatures and combining accents their letters; soft hyphens and other invisible characters
    vanish. BREAK, BULLET and OPENING stand where the source leaves open which of two it means.
    """
    folded = _made(text, ((*match.span(), _shape(match)) for match in _SPECIAL.finditer(text)))
    return Folded(folded.text.translate(_ONE_FOR_ONE), folded.starts, folded.origins)


def key(formed: str) -> Folded:
    """A form without its spaces, dashes and marks."""
    return _made(formed, ((*match.span(), "") for match in _LOOSE.finditer(formed)))


def same_form(printed: str, source: str) -> bool:
    """Whether the form `source` can be read as the form `printed`, in which nothing is left open."""
    if printed == source or not any(mark in source for mark in _OPEN_QUESTIONS):
        return printed == source
    pattern = re.escape(source)
    for mark, readings in _OPEN_QUESTIONS.items():
        pattern = pattern.replace(re.escape(mark), readings)
    return re.fullmatch(pattern, printed) is not None


def _shape(match: re.Match[str]) -> str:
    """What a special stretch becomes in the form."""
    kind, stretch = match.lastgroup, match[0]
    if kind in ("tail", "gap"):
        return _gap(match["gap"], match["tail"] or "")
    if kind == "break":
        return BREAK
    if kind == "composed":
        return unicodedata.normalize("NFKC" if stretch[0] >= "\ufb00" else "NFC", stretch)
    return {"dash": "-", "ellipsis": "...", "invisible": "", "mark": "'"}[kind or ""]


def _gap(space: str, tail: str) -> str:
    """White space, together with what stands after it."""
    if not tail:
        return " "
    if tail[0] in "»›":
        return "'" if space in "\u00a0\u202f" else " '"
    if tail[0] in "….":
        return "..."
    starts_line = "\n" in space or "\r" in space
    if tail[0] in _OPENERS:
        return f" {OPENING}" if len(_LINE_BREAK.findall(space)) > 1 else " '"
    if tail[0] in _BULLETS:
        return " " if starts_line else f" {tail[0]} "
    return BULLET if starts_line and len(tail.rstrip()) == 1 and tail[-1].isspace() else "-"


def _made(text: str, changes: Iterable[tuple[int, int, str]]) -> Folded:
    """`text` with its stretches replaced, and the map back."""
    parts, starts, origins = [], [0], [0]
    size = last = 0
    for start, end, instead in changes:
        if start > last:
            parts.append(text[last:start])
            size += start - last
            starts.append(size)
            origins.append(start)
        parts.append(instead)
        size += len(instead)
        starts.append(size)
        origins.append(end)
        last = end
    parts.append(text[last:])
    return Folded("".join(parts), [*starts, size + len(text) - last], [*origins, len(text)])


def tokens(formed: str) -> list[tuple[int, int]]:
    """The words and dashes of a form, as offsets, without marks around them. A word broken at a line's end is one."""
    return [match.span() for match in _TOKEN.finditer(formed)]
