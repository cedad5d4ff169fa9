"""Which lines of a text are running heads and page numbers? Those that come back, and those that count the pages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

Line = tuple[int, int]
"""A line's offsets, without its line break."""

_NUMBER = re.compile(
    r"[\W_]{0,6}(?:page\s*|p\.\s*)?[\[({|–—-]?\s*(\d{1,4})\s*[\])}|–—-]?(?:\s*(?:of|/)\s*\d{1,4})?[\W_]{0,6}",
    re.IGNORECASE,
)
_SKIP = re.compile(r"(?:(?:skip|jump|back) to (?:\w+\s?){1,3})+", re.IGNORECASE)
"""Links of web pages for readers by keyboard, copied along with the text."""
_ENDS = re.compile(r"[.!?:;,…][\"”’')\]]*$")
_LONGEST = 90
_FEWEST = 3
_PAGE = 100
"""Characters that stand on a page at least, if its number is to be one."""
_STEP = 3
"""Pages that one page number may be ahead of the last: blank pages and covers have none."""


def furniture(text: str, lines: Sequence[Line]) -> frozenset[int]:
    """The indexes of the lines, blank ones not counted in, that are running heads or page numbers.

    `lines` are those that are not blank, in order. A page number stands alone on its line and is one of three or more
    that rise by no more than three; a running head comes back three times, its number aside, next to a page number or
    a form feed or in the middle of a sentence, or with a number that rises.
    """
    words = [" ".join(text[start:end].split()) for start, end in lines]
    skipping = {index for index, line in enumerate(words) if _SKIP.fullmatch(line)}
    breaks = [match.start() for match in re.finditer("\f", text)]
    edges = _edges(lines, breaks)
    numbers = _page_numbers(lines, words, edges, numbered=bool(breaks))
    return frozenset(skipping | numbers | _running_heads(words, edges | _beside(numbers, len(lines))))


def _edges(lines: Sequence[Line], breaks: Sequence[int]) -> set[int]:
    """The two lines before and after each form feed."""
    edges: set[int] = set()
    starts = [start for start, _ in lines]
    for at in breaks:
        index = bisect_left(starts, at)
        edges.update(range(max(0, index - 2), min(len(lines), index + 2)))
    if breaks:
        edges.update({0, 1, len(lines) - 2, len(lines) - 1} & set(range(len(lines))))
    return edges


def _beside(numbers: set[int], count: int) -> set[int]:
    return {beside for number in numbers for beside in (number - 1, number + 1) if 0 <= beside < count}


def _page_numbers(lines: Sequence[Line], words: Sequence[str], edges: set[int], *, numbered: bool) -> set[int]:
    """Lines that hold a number alone and count upwards; where there are form feeds, only lines beside them."""
    found = [
        (index, int(match[1]))
        for index, line in enumerate(words)
        if len(line) <= 24 and (match := _NUMBER.fullmatch(line)) and (not numbered or index in edges)
    ]
    kept: set[int] = set()
    run: list[tuple[int, int]] = []
    for index, number in found:
        # the figures of a table stand close together, the numbers of pages do not
        if run and 0 < number - run[-1][1] <= _STEP and lines[index][0] - lines[run[-1][0]][1] >= _PAGE:
            run.append((index, number))
        else:
            kept.update(place for place, _ in run if len(run) >= _FEWEST)
            run = [(index, number)]
    kept.update(place for place, _ in run if len(run) >= _FEWEST)
    return kept


def _running_heads(words: Sequence[str], edges: set[int]) -> set[int]:
    """Short lines that come back in places where a page may end."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(words):
        if len(line) <= _LONGEST and any(map(str.isalpha, line)) and not _ENDS.search(line):
            groups[re.sub(r"\d+", "#", line).casefold()].append(index)
    heads: set[int] = set()
    for key, group in groups.items():
        if len(group) < _FEWEST:
            continue
        if _is_prose(words, group):
            continue
        placed = [index for index in group if index in edges or _cuts(words, index)]
        if len(placed) * 2 > len(group) or (key.count("#") == 1 and _rises(words, group)):
            heads.update(group)
    return heads


def _rises(words: Sequence[str], group: Sequence[int]) -> bool:
    """Whether the one number in these lines, at an end of each, counts pages."""
    numbers = [re.search(r"\d+", words[index]) for index in group]
    if not all(n and (n.start() == 0 or n.end() == len(words[i])) for n, i in zip(numbers, group, strict=True)):
        return False
    values = [int(number[0]) for number in numbers if number]
    apart = all(b - a > 2 for a, b in pairwise(group))
    return apart and all(a < b for a, b in pairwise(values))


def _is_prose(words: Sequence[str], group: Sequence[int]) -> bool:
    """Whether lines come back because a whole paragraph does: most have one and the same neighbour before or after."""
    for step in (-1, 1):
        beside = Counter(words[index + step] for index in group if 0 <= index + step < len(words))
        if beside and beside.most_common(1)[0][1] * 2 > len(group):
            return True
    return False


def _cuts(words: Sequence[str], index: int) -> bool:
    """Whether the line stands in the middle of a sentence."""
    if not 0 < index < len(words) - 1:
        return False
    before, after = words[index - 1], words[index + 1]
    return len(before) > 20 and not _ENDS.search(before) and after[:1].islower()
