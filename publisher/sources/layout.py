"""Lines on pages → paragraphs and headings: what belongs together, what is a running head, what is a page number.

Pure: it knows lines with their places and sizes, and nothing of the format that they came from. Measures are points
(1/72 inch) from the page's bottom left corner.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from publisher.model import ParagraphKind, RepairKind
from publisher.sources.assemble import Composed, Edit, Part, Removed, assemble
from publisher.sources.block import BULLET, Block
from publisher.sources.damage import stands_for_capital
from publisher.sources.frontpage import FrontPage
from publisher.sources.vocabulary import Vocabulary

HYPHEN = "\x02"
"""At a line's end: the line ends in a hyphen, which may be the word's own or the line break's."""

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Digits as footnotes' marks are printed."""
_EDGE = 0.13
"""The part of a page's height, at its top and at its bottom, in which running heads and page numbers stand."""
_NUMBER = re.compile(r"(?:page\s*)?[\[(|–—-]?\s*(\d{1,4})\s*[\])|–—-]?(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_ROMAN = re.compile(r"[ivxl]{1,7}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:…][\"”’'»)\]]*$")
_HEADING = 150
"""Characters of the longest heading."""
_LEVELS = 6
_LARGER = 1.12
"""The size of a heading, against the body's, at least."""
_FEWEST_ENTRIES = 3
"""Lines that make a list without bullets."""
_LARGE_LETTER = 1.6
"""The size of a large first letter, against the body's, at least."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, its box, the size of its letters (ascent to descent) and whether they are bold."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    height: float  # of the page
    joined: int = 0  # characters after which a large first letter and its word were joined

    @property
    def at_edge(self) -> bool:
        """Whether it stands where running heads and page numbers do."""
        return not _EDGE * self.height < self.bottom < (1 - _EDGE) * self.height


def compose(lines: Sequence[Line], title: str = "") -> Composed:
    """The text of these lines, without running heads and page numbers, its paragraphs and its repairs.

    Paragraphs hold no line break; words broken at line ends are joined. Each has the page on which it begins. A
    heading's level is its rank among the sizes larger than the body's; bold lines of the body's size come last.
    `title` is the file's own.
    """
    kept = set(map(id, without_furniture(lines)))
    removed = [line for line in lines if id(line) not in kept and line.text.strip()]
    body = [line for line in lines if id(line) in kept and line.text.strip()]
    if not body:
        return Composed("", (), (), FrontPage())
    vocabulary = Vocabulary(line.text for line in body)
    usual = _usual_size(body)
    body = _joined(_with_large_letters(body, usual, vocabulary))
    groups = _groups(body)
    parts = [
        _part(group, level, group[0].size / usual, vocabulary)
        for group, level in zip(groups, _levels(groups, body), strict=True)
    ]
    _note_indents(parts, groups)
    cut = [Removed(line.page, line.bottom > line.height / 2, " ".join(line.text.split())) for line in removed]
    return assemble(parts, vocabulary, cut, title=title)


def _part(group: Sequence[Line], level: int, size: float, vocabulary: Vocabulary) -> Part:
    """The lines of a paragraph as one block, words broken at line ends joined."""
    text = ""
    edits: list[Edit] = []
    for line in group:
        words = " ".join(line.text.split())
        if line.joined:
            at = len(text) + (1 if text else 0) + 1
            edits.append(Edit(RepairKind.DROP_CAPITAL, at, "\n", " " * (line.joined - 1), done=True))
        if text.endswith(HYPHEN):
            after = vocabulary.hyphen(text[:-1], words)
            text = text[:-1]
            if after != "-":
                edits.append(Edit(RepairKind.HYPHEN, len(text), "-\n", after, done=True))
            text += after + words
        else:
            text = f"{text} {words}" if text else words
    text = text.replace(HYPHEN, "-")  # at a paragraph's end: the word goes on elsewhere
    if len(text) == 1 and size > _LARGE_LETTER:  # a large first letter whose word was not found
        level = 0
        return Part(Block(text, page=group[0].page, kind=ParagraphKind.FURNITURE, size=size, given=True), edits)
    kind = ParagraphKind.HEADING if level else ParagraphKind.ITEM if BULLET.match(text) else ParagraphKind.TEXT
    return Part(Block(text, page=group[0].page, level=level, kind=kind, size=size, given=level > 0), edits)


def _note_indents(parts: Sequence[Part], groups: Sequence[Sequence[Line]]) -> None:
    """Note which paragraphs are indented: all their lines begin right of where most lines of their column do."""
    pages = _by_page(line for group in groups for line in group)
    for part, group in zip(parts, groups, strict=True):
        left = min(line.left for line in group)
        lefts = Counter(round(line.left) for line in _beside(pages[group[0].page], left))
        part.block.indented = left - lefts.most_common(1)[0][0] > group[0].size / 2


def without_furniture(lines: Sequence[Line]) -> list[Line]:
    """The lines that are neither running heads nor page numbers.

    Both stand at an edge of the page. A running head is repeated, but for its digits, at the same height on three
    pages (on all, in a shorter document); a page number grows as the pages do.
    """
    pages = len({line.page for line in lines})
    enough = min(3, pages)
    if pages < 2:
        return list(lines)
    heads: dict[tuple[str, int], set[int]] = defaultdict(set)
    numbers: Counter[int] = Counter()
    for line in lines:
        if line.at_edge:
            heads[_head(line)].add(line.page)
            if (number := _number(line)) is not None:
                numbers[number - line.page] += 1
    return [
        line
        for line in lines
        if not line.at_edge or not (len(heads[_head(line)]) >= enough or _is_page_number(line, numbers, enough))
    ]


def _head(line: Line) -> tuple[str, int]:
    """What makes two running heads the same: their words, digits aside, and their height. A bare number is none."""
    words = " ".join(line.text.split())
    return words if _number(line) is not None else re.sub(r"\d+", "#", words), round(line.bottom / 4)


def _number(line: Line) -> int | None:
    match = _NUMBER.fullmatch(line.text.strip())
    return int(match[1]) if match else None


def _is_page_number(line: Line, numbers: Counter[int], enough: int) -> bool:
    number = _number(line)
    if number is None:
        return bool(_ROMAN.fullmatch(line.text.strip())) and bool(numbers)
    return numbers[number - line.page] >= enough


def _with_large_letters(lines: Sequence[Line], usual: float, vocabulary: Vocabulary) -> list[Line]:
    """The lines, each large letter on its own joined to the line that begins at its right, at its top.

    A file may draw such letters long before or after their paragraphs, so only their places tell whose they are.
    """
    letters = [line for line in lines if len(line.text.strip()) == 1 and line.size > _LARGE_LETTER * usual]
    if not letters:
        return list(lines)
    changed: dict[int, Line | None] = {}
    for letter in letters:
        beside = [line for line in lines if line is not letter and _is_beside(letter, line, usual)]
        first = max(beside, key=lambda line: line.bottom, default=None)
        between = stands_for_capital(letter.text.strip(), first.text, vocabulary) if first else None
        if first is not None and between is not None:
            text = letter.text.strip() + between + first.text
            changed[id(letter)] = None
            changed[id(first)] = replace(first, text=text, left=letter.left, joined=1 + len(between))
    return [one for line in lines if (one := changed.get(id(line), line)) is not None]


def _is_beside(letter: Line, line: Line, usual: float) -> bool:
    """Whether a line of ordinary letters begins at the right of a large one, within its height."""
    return (
        line.page == letter.page
        and line.size < letter.size / _LARGE_LETTER
        and -0.5 * usual < line.left - letter.right < 2 * usual
        and letter.bottom - 0.5 * usual < line.bottom < letter.bottom + letter.size
    )


def _joined(lines: Iterable[Line]) -> list[Line]:
    """The lines, those that stand side by side on one base line made one."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if (
            last
            and last.page == line.page
            and abs(last.bottom - line.bottom) < 0.3 * min(last.size, line.size)
            and -0.5 * line.size < line.left - last.right < 2.5 * line.size
        ):
            gap = "" if line.left - last.right < 0.1 * line.size or last.text.endswith(HYPHEN) else " "
            text = line.text
            if line.size < 0.85 * last.size and text.isdigit() and len(text) <= 3:  # a footnote's mark
                gap, text = "", text.translate(RAISED)
            joined[-1] = replace(last, text=last.text + gap + text, right=line.right, size=max(last.size, line.size))
        else:
            joined.append(line)
    return joined


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each paragraph or heading."""
    leading = _leading(lines)
    widths: dict[int, float] = {}
    for line in lines:
        column = _column(line)
        widths[column] = max(widths.get(column, 0.0), line.right)
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        if _begins(before, line, groups[-1], leading, widths.get(_column(before), before.right)):
            groups.append([line])
        else:
            groups[-1].append(line)
    usual = _usual_size(lines)
    pages = _by_page(lines)
    return [one for group in groups for one in _entries(group, usual, pages[group[0].page])]


def _entries(group: list[Line], usual: float, page: Sequence[Line]) -> list[list[Line]]:
    """The entries of a list without bullets, each by itself; any other group whole.

    Lines that end although the next one's first word would have fitted were ended on purpose, unless the text stands
    in a box narrower than its column: then lines go on in lower case too.
    """
    if len(group) < _FEWEST_ENTRIES or group[0].size > _LARGER * usual:
        return [group]
    edge = max(line.right for line in _beside(page, group[0].left))
    spare = [edge - before.right - _first_word(line) for before, line in pairwise(group)]
    ended = [line for line, room in zip(group[1:], spare, strict=True) if room > line.size]
    if len(ended) < _FEWEST_ENTRIES - 1 or any(line.text[:1].islower() for line in ended):
        return [group]
    entries = [group[:1]]
    for line, room in zip(group[1:], spare, strict=True):
        if room > 0 and not line.text[:1].islower():
            entries.append([line])
        else:
            entries[-1].append(line)
    return entries


def _by_page(lines: Iterable[Line]) -> dict[int, list[Line]]:
    pages: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    return pages


def _beside(page: Sequence[Line], left: float) -> list[Line]:
    """The lines of a page in the column of those that begin at `left`, indented or not."""
    return [line for line in page if line.left < left + 1 and line.right > left]


def _first_word(line: Line) -> float:
    """About how wide the first word of a line is, with the space before it."""
    return (line.right - line.left) * (len(line.text.split(maxsplit=1)[0]) + 1) / len(line.text)


def _column(line: Line) -> int:
    """Lines of one page whose left edges lie within a hand's breadth share a column."""
    return line.page * 100 + int(line.left // 90)


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance of base lines, in sizes of the letters."""
    steps = [
        (before.bottom - line.bottom) / line.size
        for before, line in pairwise(lines)
        if before.page == line.page and 0.5 * line.size < before.bottom - line.bottom < 3 * line.size
    ]
    return median(steps) if steps else 1.2


def _begins(before: Line, line: Line, group: Sequence[Line], leading: float, edge: float) -> bool:
    """Whether `line` begins a paragraph; `edge` is where the lines of the column before end."""
    if before.page != line.page or BULLET.match(line.text):
        return True
    if abs(before.size - line.size) > 0.08 * max(before.size, line.size):
        return True
    down = before.bottom - line.bottom
    if down < 0:  # the next column: the paragraph goes on if its last line was full and its sentence is not over
        return before.right < edge - 0.1 * (edge - before.left) or bool(_SENTENCE_END.search(before.text))
    if down > (leading + 0.3) * line.size or (before.bold != line.bold and len(group) == 1):
        return True
    indented = line.left - before.left > 0.8 * line.size and not BULLET.match(group[0].text)
    short = before.right < edge - 0.12 * (edge - before.left)
    return (indented or short) and bool(_SENTENCE_END.search(before.text))


def _levels(groups: Sequence[Sequence[Line]], lines: Sequence[Line]) -> list[int]:
    """The level of each group: 0 for a paragraph."""
    body = _usual_size(lines)
    bold = sum(len(line.text) for line in lines if line.bold)
    bold_tells = bold < 0.3 * sum(len(line.text) for line in lines)
    large = sorted({_rounded(g[0].size) for g in groups if g[0].size > _LARGER * body and _may_head(g)}, reverse=True)
    ranks: dict[float, int] = {}
    for size in large:  # sizes within 4 % of each other are one
        near = next((known for known in ranks if known - size < 0.04 * known), None)
        ranks[size] = ranks[near] if near is not None else len(set(ranks.values())) + 1
    least = min(_LEVELS, len(set(ranks.values())) + 1)
    return [
        0
        if not _may_head(group)
        else min(_LEVELS, ranks[_rounded(group[0].size)])
        if _rounded(group[0].size) in ranks
        else least
        if bold_tells and all(line.bold for line in group) and group[0].size > 0.9 * body
        else 0
        for group in groups
    ]


def _usual_size(lines: Sequence[Line]) -> float:
    """The size in which most letters are set."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[_rounded(line.size)] += len(line.text)
    return weights.most_common(1)[0][0]


def _rounded(size: float) -> float:
    return round(size * 4) / 4


def _may_head(group: Sequence[Line]) -> bool:
    """Whether the lines read like a heading: short, with letters, no sentence and no quotation."""
    text = " ".join(line.text for line in group).strip()
    return (
        len(text) <= _HEADING
        and len(group) <= 4
        and any(character.isalpha() for character in text)
        and text[0] not in '"“‘«•'
        and text[-1] not in '.,;:"”'
    )
