"""The characters of a text file → blocks: paragraphs, list items, rows of tables, quotations set apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from publisher.model import ParagraphKind
from publisher.sources.block import Block
from publisher.sources.furniture import Line, furniture

SCRAP = re.compile(
    r"</?(?:a|b|i|u|s|em|strong|sub|sup|br|hr|p|div|span|font|img|table|t[rdh]|h[1-6]|ul|ol|li|small|mark|center)"
    r"(?:\s[^<>]{0,200})?/?>|<!--.{0,500}?-->|&(?:nbsp|shy|zwnj|#8203|#173|#160);",
    re.IGNORECASE | re.DOTALL,
)
"""Scraps of HTML that programs which read pictures of text leave behind."""

_NEWLINE = re.compile(r"\r\n|\r|\n|\f")
_BULLET = re.compile(r"[ \t]*(?:[-*•–·▪◦‣]|\(?(?:\d{1,3}|[a-z])[.)]|\(?[A-Z]\))[ \t]+(?=\S)")
_UNDERLINE = re.compile(r"\s*(=|-)\1{2,}\s*")
_CELLS = re.compile(r"\t+|[ ]{3,}|\s*\|\s*|(?:\s?[.·…_]){4,}\s*")
_QUOTED = re.compile(r"[ ]{0,3}>[ ]?")
_SHORT_CELL = 12
_UNWRAPPED = 120
"""A line of more characters than this was not wrapped by hand, so its end ends a paragraph."""
_INDENT = 3
"""Spaces by which a block quotation stands further in than the text."""
_TAB = 8
_LEAST = 30
"""A line of fewer characters than this was ended on purpose."""


def lines(text: str) -> Iterator[Line]:
    """The offsets of each line of `text`, without the line breaks (LF, CR, CR LF or form feed)."""
    start = 0
    for match in _NEWLINE.finditer(text):
        yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def split(text: str) -> tuple[list[Block], tuple[Line, ...]]:
    """The blocks of a text, and the spans of the marks that quote whole lines (`>`).

    Blocks between empty lines are paragraphs; so are list items, rows of tables, running heads, and lines too long to
    be wrapped ones. A line underlined with `=` or `-` is a heading. A block that stands further in than the lines
    around it is a quotation.
    """
    found = [(start, end) for start, end in lines(text) if text[start:end].strip()]
    heads = furniture(text, found)
    breaks = [match.start() for match in re.finditer("\f", text.rstrip())]
    margin = _margin(text, found)
    width = sorted(end - start for start, end in found)[len(found) * 4 // 5] if found else 0
    blocks: list[Block] = []
    for run, after_head in _runs(text, found, heads):
        made = list(
            _blocks(text, run, width=width, furnished=run[0][0] in {found[i][0] for i in heads} if heads else False)
        )
        if _stands_in(text, run, margin) and all(block.kind is ParagraphKind.TEXT for block in made):
            for block in made:
                block.kind = ParagraphKind.QUOTATION
        if made:
            made[0].cut = after_head
        blocks += made
    for block in blocks:
        block.page = bisect_left(breaks, block.start) + 1 if breaks else None
    return blocks, tuple(_quote_marks(text, found))


def _runs(text: str, found: Sequence[Line], heads: frozenset[int]) -> Iterator[tuple[list[Line], bool]]:
    """Runs of lines without a blank one between, furniture apart; and whether only furniture parts it from the last."""
    run: list[Line] = []
    cut = False
    for index, line in enumerate(found):
        blank = index > 0 and len(_NEWLINE.findall(text, found[index - 1][1], line[0])) > 1
        if index in heads:
            if run:
                yield run, cut
            cut = (bool(run) and not blank) or (cut and not run and not blank)
            yield [line], False
            run = []
        elif blank and run:
            yield run, cut
            run, cut = [line], False
        else:
            cut = cut and not blank if not run else cut
            run.append(line)
    if run:
        yield run, cut


def _blocks(text: str, run: list[Line], *, width: int, furnished: bool) -> Iterator[Block]:
    """A run of lines as blocks; `width` is that of the text's full lines, in characters."""
    if furnished:
        yield _block(text, *run[0], ParagraphKind.FURNITURE)
        return
    if len(run) == 2 and (rule := _UNDERLINE.fullmatch(text[slice(*run[1])])):
        heading = _block(text, *run[0], ParagraphKind.HEADING)
        heading.level, heading.given = 1 if rule[1] == "=" else 2, True
        yield heading
        yield _block(text, *run[1], ParagraphKind.FURNITURE)
        return
    rows = _rows(text, run)
    if not rows and _are_titles(text, run, width):
        for line in run:
            yield _block(text, *line, ParagraphKind.TEXT)
        return
    start, end = -1, -1
    kind = ParagraphKind.TEXT
    for index, line in enumerate(run):
        if start >= 0 and (index in rows or index - 1 in rows or _parts(text, (start, end), line)):
            yield _block(text, start, end, kind)
            start = -1
        if start < 0:
            start, kind = line[0], _kind(text, line, row=index in rows)
        end = line[1]
    if start >= 0:
        yield _block(text, start, end, kind)


def _are_titles(text: str, run: Sequence[Line], width: int) -> bool:
    """Whether each line of a run stands for itself, as on a title page: short ones, none of which ends a sentence."""
    return 2 <= len(run) <= 5 and all(
        end - start <= min(60, 0.75 * width) and text[start].isupper() and text[start:end].rstrip()[-1] not in ".,;:!?-"
        for start, end in run
    )


def _kind(text: str, line: Line, *, row: bool) -> ParagraphKind:
    if row:
        return ParagraphKind.TABLE
    if _QUOTED.match(text, *line):
        return ParagraphKind.QUOTATION
    match = _BULLET.match(text, *line)
    # a number alone may begin a heading (1. Findings): only a line that goes on in lower case or ends a sentence is one
    return ParagraphKind.ITEM if match and not match[0].strip().rstrip(".)").isdigit() else ParagraphKind.TEXT


def _block(text: str, start: int, end: int, kind: ParagraphKind) -> Block:
    raw = text[start:end]
    first, last = start + len(raw) - len(raw.lstrip()), end - (len(raw) - len(raw.rstrip()))
    words = SCRAP.sub("", raw)
    if kind is ParagraphKind.QUOTATION:
        words = re.sub(r"(?m)^[ ]{0,3}(?:>[ ]?)+", "", words)
    folded = " ".join(words.split())
    if not any(map(str.isalnum, folded)):
        kind = ParagraphKind.FURNITURE
    return Block(folded, first, last, kind=kind)


def _parts(text: str, before: Line, line: Line) -> bool:
    """Whether `line` begins a paragraph of its own rather than going on with what stands before it."""
    longest = max(line[1] - line[0], before[1] - max(before[0], text.rfind("\n", before[0], before[1]) + 1))
    if (longest > _UNWRAPPED and not text[line[0]].islower()) or (
        _BULLET.match(text, *line) and _may_begin_item(text, before)
    ):
        return True
    quoted = bool(_QUOTED.match(text, *line))
    return quoted != bool(_QUOTED.match(text, before[0], before[1])) or (
        quoted and not text[slice(*line)].strip("> \t")
    )


def _may_begin_item(text: str, before: Line) -> bool:
    """Whether a mark at the next line's start can be a list's: a dash, or a number, may also be one of a sentence."""
    return bool(_BULLET.match(text, *before)) or text[before[1] - 1] in '.:;!?…)"”’' or before[1] - before[0] < _LEAST


def _rows(text: str, run: Sequence[Line]) -> frozenset[int]:
    """Which lines of a run are rows of a table: two or more in succession with as many cells."""
    cells = [_CELLS.split(text[start:end].strip()) for start, end in run]
    rows: set[int] = set()
    for index in range(len(run) - 1):
        if len(cells[index]) == len(cells[index + 1]) and all(_is_row(cells[i]) for i in (index, index + 1)):
            rows.update((index, index + 1))
    return frozenset(rows)


def _is_row(cells: Sequence[str]) -> bool:
    """Three cells or more, or two of which the second is short, such as a page number or a figure."""
    return len(cells) > 2 or (len(cells) == 2 and bool(cells[0]) and len(cells[1]) <= _SHORT_CELL)


def _indent(text: str, line: Line) -> int:
    raw = text[slice(*line)].expandtabs(_TAB)
    return len(raw) - len(raw.lstrip(" "))


def _margin(text: str, found: Sequence[Line]) -> int:
    """How far in most lines stand."""
    counted = Counter(_indent(text, line) for line in found)
    return counted.most_common(1)[0][0] if counted else 0


def _stands_in(text: str, run: Sequence[Line], margin: int) -> bool:
    """Whether all lines of a run stand further in than the others of the text, and it is no single short line."""
    if len(run) < 2 and run[0][1] - run[0][0] < 60:
        return False
    return all(_indent(text, line) >= margin + _INDENT for line in run)


def _quote_marks(text: str, found: Sequence[Line]) -> Iterator[Line]:
    for start, end in found:
        if match := re.compile(r"[ ]{0,3}(?:>[ ]?)+").match(text, start, end):
            yield match.span()
