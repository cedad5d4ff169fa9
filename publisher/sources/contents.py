"""The list of contents: which blocks are it, and where in the document its titles stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from publisher.model import ParagraphKind
from publisher.sources.block import Block, first_mark_closes, may_be_heading, open_mark, title_key

_HEADS = frozenset(("contents", "table of contents", "list of contents", "in this report", "in this issue", "index"))
_ENTRY = re.compile(
    r"^(?:(?P<number>\d{1,2}(?:\s?\.\s?\d{1,2})*|[ivxl]{1,6}|[A-Z])\s?[.):]?\s+)?"
    r"(?P<title>[^\W\d_].{0,140}?)(?P<leader>[\s.·…_]*)\s(?:p\.?\s?)?(?P<page>\d{1,4}|[ivxl]{1,6})$",
)
_FEWEST = 3
_CLOSE = 85
"""How alike, of 100, two printings of one title are when a few letters are damaged."""
_IN_CAPITALS = 0.6
"""What a line in capitals is worth as the place of a title, against one in ordinary letters: it may be a cover."""

_CUTS = 0.3
"""What a line is worth that stands in the middle of a sentence or a quotation: it is a running head."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents list: the title, its depth (1 for a chapter), and its page where it is in digits."""

    title: str
    depth: int = 1
    page: int | None = None


def find(blocks: Sequence[Block]) -> list[Entry]:
    """The entries of the contents list; its blocks, heading included, become ParagraphKind.CONTENTS.

    A list is three or more lines that end in page numbers which do not fall, below a heading such as `Contents`, or
    with titles that stand again below; or, below such a heading, lines which all stand again.
    """
    for index, block in enumerate(blocks):
        if title_key(block.text) in _HEADS:
            found = _numbered(blocks, index + 1, headed=True) or _bare(blocks, index + 1)
            if found:
                return _taken(blocks, index, found)
    for index, block in enumerate(blocks):
        if _ENTRY.match(block.text) and (found := _numbered(blocks, index, headed=False)):
            return _taken(blocks, index, found)
    return []


def _taken(blocks: Sequence[Block], first: int, found: dict[int, Entry]) -> list[Entry]:
    for block in blocks[first : max(found) + 1]:
        block.kind, block.level = ParagraphKind.CONTENTS, 0
    return list(found.values())


def _numbered(blocks: Sequence[Block], start: int, *, headed: bool) -> dict[int, Entry]:
    """The run of lines with page numbers that begins within three blocks of `start`, by index."""
    found: dict[int, Entry] = {}
    last = misses = 0
    for index in range(start, len(blocks)):
        match = _ENTRY.match(blocks[index].text) if len(blocks[index].text) <= 180 else None
        page = int(match["page"]) if match and match["page"].isdigit() else None
        if match and (page is None or page >= last):
            found[index] = Entry(match["title"].strip(" .·…_"), _depth(match["number"]), page)
            last, misses = page or last, 0
        else:
            misses += 1
            if misses > (2 if headed and (not found or len(blocks[index].text) <= 40) else 0):
                break
    if len(found) < _FEWEST:
        return {}
    if headed:
        return found
    below = {title_key(block.text) for block in blocks[max(found) + 1 :] if len(block.text) <= 150}
    again = sum(title_key(entry.title) in below for entry in found.values())
    return found if again * 2 >= len(found) else {}


def _bare(blocks: Sequence[Block], start: int) -> dict[int, Entry]:
    """A run of titles without page numbers, all of which stand again below it."""
    places: dict[str, int] = {}
    for index, block in enumerate(blocks[start:], start):
        places[title_key(block.text)] = index
    found: dict[int, Entry] = {}
    for index in range(start, len(blocks)):
        text = blocks[index].text
        if len(text) > 150 or not title_key(text) or places[title_key(text)] == index:
            break
        found[index] = Entry(text.strip("-*• "), 1)
    return found if len(found) >= _FEWEST else {}


def _depth(number: str | None) -> int:
    return number.count(".") + 1 if number else 1


def places(entries: Sequence[Entry], blocks: Sequence[Block]) -> dict[int, Entry]:
    """Which block is the heading that each entry names: the best choice in which none goes backwards.

    Titles are compared without case and marks; damaged letters are allowed for. Of equal choices the first counts.
    """
    candidates = [
        (index, title_key(block.text), _IN_CAPITALS if block.text.isupper() else _CUTS if _cuts(blocks, index) else 1.0)
        for index, block in enumerate(blocks)
        if block.kind in (ParagraphKind.TEXT, ParagraphKind.HEADING, ParagraphKind.ITEM)
        and (block.level or may_be_heading(block.text) or block.text.endswith("?"))
    ]
    wanted = [title_key(entry.title) for entry in entries]
    # best[i]: the best choice for the entries so far whose last heading is among the first i candidates
    best: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())] * (len(candidates) + 1)
    for number, key in enumerate(wanted):
        row = list(best)
        for place, (index, words, weight) in enumerate(candidates, 1):
            worth = _likeness(key, words) * weight
            if worth and best[place - 1][0] + worth > row[place][0] + 1e-9:
                row[place] = (best[place - 1][0] + worth, (*best[place - 1][1], (index, number)))
            if row[place - 1][0] >= row[place][0] - 1e-9:
                row[place] = row[place - 1]
        best = row
    return {index: entries[number] for index, number in best[-1][1]}


def _cuts(blocks: Sequence[Block], index: int) -> bool:
    """Whether the text before the block is left open and the text after it goes on."""
    before = next((b for b in reversed(blocks[max(0, index - 6) : index]) if len(b.text) > 100 and b.is_body), None)
    after = next((b for b in blocks[index + 1 : index + 4] if len(b.text) > 30 and b.is_body), None)
    if before is None or after is None:
        return False
    return bool(open_mark(before.text)) and first_mark_closes(after.text)


def _likeness(wanted: str, words: str) -> float:
    """1 for the same words, a little less for damaged ones, 0 for other ones."""
    if wanted == words:
        return 1.0
    if not wanted or abs(len(wanted) - len(words)) > 0.3 * len(wanted) + 2 or len(wanted) < 5:
        return 0.0
    from rapidfuzz import fuzz

    ratio = fuzz.ratio(wanted, words)
    return ratio / 110 if ratio >= _CLOSE else 0.0


def same_title(one: str, other: str) -> bool:
    """Whether two lines print one title, a few damaged letters aside."""
    return bool(_likeness(title_key(one), title_key(other)))
