"""Headings of a text without sizes: which lines are some, which repeat one, and how deep each stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from publisher.model import ParagraphKind
from publisher.sources.block import NUMBERED, Block, ends, is_attribution, may_be_heading, title_key
from publisher.sources.contents import Entry, same_title
from publisher.sources.vocabulary import Vocabulary, asks_for_noun, first_words

_SUMMARY = 700
"""Characters of the longest summary on the cover page of a section."""
_LONGEST_RUN = 3
"""Headings that may follow one another without text between."""
_NO_HEADING = re.compile(
    r"by\s+[A-Z]|(?:for immediate release|[-–—* ]*ends[-–—* ]*|press release|news release|blog)$|"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s)?(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s"
    r"(?:\d{1,2}(?:st|nd|rd|th)?,?\s)?\d{4}$|https?://|www\.|©|page\s\d",
    re.IGNORECASE,
)


def mark(blocks: Sequence[Block], placed: Mapping[int, Entry], vocabulary: Vocabulary) -> None:
    """Give the headings among `blocks` their kind and level; covers and repetitions of titles become furniture.

    `placed` are the blocks that the contents list names. A heading is a short line of words without an end mark, before
    a paragraph or a list; of more than three such lines in a row only the last is.
    """
    for index, entry in placed.items():
        blocks[index].kind, blocks[index].level = ParagraphKind.HEADING, entry.depth
    _running(blocks, placed)
    for index in placed:
        _cover(blocks, index, known=True)
    found = sorted({*placed, *_candidates(blocks, vocabulary)})
    for index in found:
        if index not in placed:
            blocks[index].kind, blocks[index].level = ParagraphKind.HEADING, blocks[index].level or 1
            _cover(blocks, index, known=False)
    _levels(blocks, [index for index in found if blocks[index].kind is ParagraphKind.HEADING], placed)


def _running(blocks: Sequence[Block], placed: Mapping[int, Entry]) -> None:
    """A chapter's title that comes back within the chapter is a running head."""
    title = title_key(blocks[0].text) if blocks else ""
    for block in blocks[1:]:
        if title and block.kind is ParagraphKind.TEXT and len(block.text) <= 110:
            line = title_key(block.text)
            if line != title and re.sub(r"^\d+ | \d+$", "", line) == title:  # the title with a page number
                block.kind = ParagraphKind.FURNITURE
    chapters = sorted(placed)
    for first, following in pairwise([*chapters, len(blocks)]):
        for block in blocks[first + 1 : following]:
            short = block.kind is ParagraphKind.TEXT and not block.given and len(block.text) <= 150
            if short and any(same_title(block.text, one) for one in (placed[first].title, blocks[first].text)):
                block.kind = ParagraphKind.FURNITURE


def _cover(blocks: Sequence[Block], heading: int, *, known: bool) -> None:
    """What a section's cover page repeats in capitals before the heading itself, and its summary between the two."""
    if blocks[heading].text.isupper():
        return
    at = heading - 1
    while at >= 0 and blocks[at].kind is ParagraphKind.FURNITURE:
        at -= 1
    summary = None
    if at >= 1 and blocks[at].is_body and not may_be_heading(blocks[at].text) and len(blocks[at].text) <= _SUMMARY:
        summary, at = at, at - 1
    capitals: list[int] = []
    while at >= 0 and len(capitals) < _LONGEST_RUN and _is_capitals(blocks[at]):
        capitals.append(at)
        at -= 1
    words = " ".join(blocks[index].text for index in reversed(capitals))
    if not capitals or not (known or _shares(words, blocks[heading].text)):
        return
    for index in capitals:
        blocks[index].kind, blocks[index].level = ParagraphKind.FURNITURE, 0
    if summary is not None:
        blocks[summary].kind = ParagraphKind.PULL_QUOTE


def _is_capitals(block: Block) -> bool:
    return not block.given and block.text.isupper() and len(block.text) <= 100 and may_be_heading(block.text)


def _shares(words: str, heading: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(title_key(words), title_key(heading)) >= 75


def _candidates(blocks: Sequence[Block], vocabulary: Vocabulary) -> list[int]:
    """Lines that read like headings and have text below them."""
    found: list[int] = []
    run: list[int] = []
    last: Block | None = None  # running text above the run
    for index, block in enumerate(blocks):
        if block.kind is ParagraphKind.HEADING or _may_head(block):
            run.append(index)
        elif block.kind in (ParagraphKind.FURNITURE, ParagraphKind.PULL_QUOTE, ParagraphKind.CAPTION):
            continue
        else:
            cut = last is not None and not ends(last.text) and not is_attribution(last.text)
            if run and _is_below(blocks[run[-1]], block, vocabulary, cut=cut):
                found += run[-1:] if len(run) > _LONGEST_RUN else run
            run, last = [], block if block.is_body else last
    return found


def _may_head(block: Block) -> bool:
    text = block.text
    return (
        block.kind is ParagraphKind.TEXT
        and may_be_heading(text)
        and not (_NO_HEADING.match(text) or asks_for_noun(text))
    )


def _is_below(heading: Block, block: Block, vocabulary: Vocabulary, *, cut: bool) -> bool:
    """Whether a block is what a heading stands over, rather than the next line of a list.

    `cut` says that the text above does not end as a sentence does: then what begins in lower case goes on with it.
    """
    if block.kind is ParagraphKind.ITEM or block.kind is ParagraphKind.QUOTATION:
        return True
    if not block.is_body or len(block.text) <= len(heading.text):
        return block.kind is ParagraphKind.TABLE or (block.is_body and block.text.endswith(":"))
    fragment, following = first_words(block.text)
    if block.text[0].islower() and (cut or vocabulary.is_word(fragment)):
        sure = bool(NUMBERED.match(heading.text))
        return len(block.text) > 40 and bool(vocabulary.lost_capital(fragment, following, headed=sure))
    return len(block.text) > 60 or block.text[-1] in '.:!?"”'


def _levels(blocks: Sequence[Block], headings: Sequence[int], placed: Mapping[int, Entry]) -> None:
    """The depth of each heading: the contents list's, its number's, or below the heading that it follows at once."""
    if not headings:
        return
    others = [index for index in headings if index not in placed and not blocks[index].given]
    capitals = sum(blocks[index].text.isupper() for index in others)
    ranked = 2 <= capitals <= len(others) - 2 and not placed
    titled = len(headings) > 1 and headings[0] == 0 and headings[1] == 1 and not placed
    chapter = min(placed, default=len(blocks))
    child: Block | None = None
    before = None
    for index in headings:
        block = blocks[index]
        if index in placed or block.given:
            child = None
        elif number := NUMBERED.match(block.text):
            block.level, child = number[1].count(".") + 1 + titled, None
        else:
            base = 2 if index > chapter else 1 + (ranked and not block.text.isupper()) + (titled and index > 0)
            follows = before is not None and index > 1 and _adjacent(blocks, before, index)
            if follows and before is not None:
                block.level, child = min(6, blocks[before].level + 1), block
            elif child is not None and _first(child) == _first(block):
                block.level = child.level
            else:
                block.level, child = base, None
        before = index


def _adjacent(blocks: Sequence[Block], first: int, second: int) -> bool:
    return all(block.kind is ParagraphKind.FURNITURE for block in blocks[first + 1 : second])


def _first(block: Block) -> str:
    return title_key(block.text).partition(" ")[0]
