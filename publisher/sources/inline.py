"""Which characters of a Markdown paragraph are marks, not words? Emphasis, links, code marks, tags, escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator

_INLINE = re.compile(
    r"""
    (?P<escape>\\(?=[!-/:-@\[-`{-~]))          # a backslash escape: the mark after it is a word's
  | (?P<code>(?<!`)(?P<ticks>`+)(?!`))         # code: its ticks only
  | (?P<image>!\[[^\]\n]{0,400}\](?:\([^()\n]{0,1000}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)|\[[^\]\n]{0,200}\]))
  | (?P<footnote>\[\^[^\]\s]{1,100}\])
  | (?P<target>(?<!\\)\]\([^()\n]{0,1000}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\))   # ](address "title")
  | (?P<reference>(?<!\\)\]\[[^\]\n]{0,200}\])
  | (?P<comment><!--.{0,5000}?-->)
  | (?P<address><(?=[a-zA-Z][a-zA-Z+.\-]{1,31}:[^\s<>]{0,1000}>|[^\s<>@]{1,100}@[^\s<>]{1,200}>))
  | (?P<tag></?[a-zA-Z][a-zA-Z0-9\-]{0,40}(?:\s[^<>]{0,1000})?/?>)
  | (?P<strike>~~(?=\S)|(?<=\S)~~)
  | (?P<stars>\*+)
  | (?P<underscores>_+)
  | (?P<ampersand>(?<=&)amp;)
  | (?P<break>\\(?=\r?\n))
  | (?P<cell>\|)
    """,
    re.VERBOSE | re.DOTALL,
)


def inline_markup(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of markup within the paragraph `text[start:end]`, in order (a link's opening bracket may come late).

    `&amp;` counts as `&` followed by markup. Unpaired marks stay words.
    """
    position = start
    table = text[start:end].lstrip().startswith("|")
    while match := _INLINE.search(text, position, end):
        position = match.end()
        kind = match.lastgroup if match.lastgroup != "ticks" else "code"
        if kind == "escape":
            position += 1
            yield match.span()
        elif kind == "code":
            closing = text.find(match["ticks"], position, end)
            if closing >= 0:
                position = closing + len(match["ticks"])
                yield match.span()
                yield closing, position
        elif kind in ("target", "reference"):
            opening = _opening(text, start, match.start())
            if opening >= 0:
                yield opening, opening + 1
                yield match.span()
        elif kind == "address":
            position = text.index(">", position) + 1
            yield match.span()
            yield position - 1, position
        elif kind not in ("stars", "underscores", "cell") or _marks(text, match, table=table):
            yield match.span()


def _opening(text: str, start: int, close: int) -> int:
    """The bracket that opens a link whose text ends at `close`, or -1. Nested brackets are counted."""
    depth = 0
    for index in range(close - 1, max(start, close - 1000) - 1, -1):
        if text[index] == "]":
            depth += 1
        elif text[index] == "[":
            if depth == 0:
                return index
            depth -= 1
    return -1


def _marks(text: str, match: re.Match[str], *, table: bool) -> bool:
    """Whether stars, underscores or a pipe are marks: flanking as in CommonMark 6.2, pipes only in table rows."""
    if match.lastgroup == "cell":
        return table
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    opens = bool(after) and not after.isspace()
    closes = bool(before) and not before.isspace()
    if match.lastgroup == "underscores":  # within a word, snake_case stays
        return (opens or closes) and not (before.isalnum() and after.isalnum())
    return opens or closes
