"""Footnotes: which paragraphs are some, and which digits in the text are their marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.model import ParagraphKind
from publisher.sources.block import Block, ends, title_key

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_HEADS = frozenset(("notes", "footnotes", "endnotes", "references", "bibliography", "sources", "works cited"))
_NOTE = re.compile(
    r"(?:[-•]\s+)?(?:(?P<mark>[⁰¹²³⁴-⁹]{1,3}|\[?\d{1,3}\]?|[*†‡§]{1,3}|[Il|])[.)]?\s*)(?=[^\W\d_\"“‘'(])"
)
_CITES = re.compile(
    r"(?:[^\W\d_][\w'’\-]+,\s[A-Z](?:\.|\b)[^.]{0,120}?\(\d{4}[a-z]?\))|available (?:at|from|online)|https?://|www\.|"
    r"\bibid\b|\bop\. ?cit|\bpp?\.\s?\d|\bet al\b|\bISBN\b|\baccessed (?:on )?\d",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"(?:see|cf\.?|for (?:more|details|further)|source|based on|quoted in|interview with)\b", re.IGNORECASE
)
_MARK = re.compile(
    r"(?<=[^\W\d_])(?<!\bm)(?<!\bkm)(?<!\bcm)(?<!\bmm)[⁰¹²³⁴-⁹]{1,3}(?![\w⁰¹²³⁴-⁹])"
    r"|(?<=[.,;:!?\"”’)\]])[⁰¹²³⁴-⁹]{1,3}(?!\w)"
    r"|(?<=[^\W_.,;:!?\"”’)\]])[ ]?(?P<bracket>\[\d{1,3}\])|(?<=[.,;:!?\"”’)\]])[ ]?(?P<bracket2>\[\d{1,3}\])"
    r"|(?<=[^\W\d_][.,;:!?\"”’)])(?P<glued>\d{1,3})(?=\s|$)"
    r"|(?<=[a-z]{4})(?P<word>\d{1,2})(?=[\s.,;:)]|$)"
    r"|(?<=[\w.,;:!?\"”’)])(?P<sign>[*†‡]{1,2})(?=\s|$)"
)
_RAISED_MARK = re.compile(r"(?<=[^\W\d]|[.,;:!?\"”’)\]])[⁰¹²³⁴-⁹]{1,3}")
_LONGEST = 600
_SMALL = 0.93
"""The size of a footnote's letters, against the body's, where sizes are known."""


def mark(blocks: Sequence[Block]) -> frozenset[str]:
    """Give footnotes their kind; the answer holds their marks, digits as ordinary ones.

    A footnote is a paragraph that cites (an author with a year, an address, `ibid`) after a mark or a bullet, one whose
    raised or bracketed mark stands in the text before, or anything below a heading such as `References`.
    """
    marks: set[str] = set()
    raised = {mark.translate(_RAISED) for block in blocks if block.is_body for mark in _RAISED_MARK.findall(block.text)}
    below = False
    for block in blocks:
        if len(block.text) <= 40 and title_key(block.text) in _HEADS:
            below = True
            continue
        if block.level and block.kind is ParagraphKind.HEADING:
            below = False
        if not block.is_body or len(block.text) > _LONGEST:
            continue
        note = _NOTE.match(block.text)
        if (below and (note or _CITES.search(block.text))) or _is_note(
            block.text, note, raised, small=block.size < _SMALL
        ):
            block.kind = ParagraphKind.FOOTNOTE
            if note:
                marks.add(note["mark"].strip("[]").translate(_RAISED))
        else:
            below = below and len(block.text) < 200
    return frozenset(marks)


def _is_raised(mark: str) -> bool:
    return not mark.isascii()


def _is_note(text: str, note: re.Match[str] | None, raised: set[str], *, small: bool) -> bool:
    cites = _CITES.search(text, 0, 400)
    if note is None:
        return bool(cites) and bool(re.match(r"[-•]?\s*[A-Z][\w'’\-]+,\s[A-Z](?:\.|\b)[^.]{0,120}\(\d{4}", text))
    sign = note["mark"].strip("[]")
    if not sign.isascii() or sign in "*†‡§":
        return len(text) > 12 and (not sign.isascii() or bool(cites) or sign != "*")
    numbered_item = re.match(r"[-•]?\s*\d{1,3}[.)]", text)
    if small and sign.isdigit():
        return True
    if cites and (cites.start() < 160 or not numbered_item):
        return True
    if not sign.isdigit() or numbered_item or not raised:
        return False
    known = sign in raised or int(sign) <= max(int(one) for one in raised)
    return known and (bool(_POINTS.match(text, note.end())) or ends(text))


def marks_in(text: str, start: int, end: int, known: frozenset[str], *, series: bool) -> Iterator[tuple[int, int]]:
    """The spans of footnote marks within `text[start:end]`.

    Raised digits always are (not those of units: m², km³), signs and digits glued to a word where a footnote has them,
    digits in brackets where a footnote has them or the document has a `series` of them.
    """
    for match in _MARK.finditer(text, start, end):
        bracket = match["bracket"] or match["bracket2"]
        plain = (bracket or match[0]).strip("[] ").translate(_RAISED)
        if (_is_raised(match[0].strip()) and not match["sign"]) or plain in known or (bracket and series):
            yield match.span()


def has_series(texts: Sequence[str]) -> bool:
    """Whether the document counts in brackets: [1], [2], [3] in order."""
    numbers = [int(number) for text in texts for number in re.findall(r"(?<=\S)\s?\[(\d{1,3})\]", text)]
    first = list(dict.fromkeys(numbers))
    return len(first) >= 3 and first[:3] == [first[0], first[0] + 1, first[0] + 2]
