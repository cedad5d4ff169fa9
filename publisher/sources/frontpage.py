"""What does a report print about itself? Title, authors, publisher and date, from its first pages and its imprint."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publisher.model import ParagraphKind
from publisher.sources.block import LONGEST_HEADING, Block, ends, title_key

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?,)?\s+(?:19|20)\d\d\b")
_YEAR = re.compile(r"(?:©|\bcopyright\b|\(c\))[^.\n]{0,80}?\b((?:19|20)\d\d)\b", re.IGNORECASE)
_OWNER = re.compile(
    r"(?:published\s+by\s+|(?:copyright\s*(?:©|\(c\))?|©|\(c\)\s*(?=copyright|(?:19|20)\d\d))\s*(?:(?:19|20)\d\d\s*[,–-]?\s*)*(?:the\s)?)"
    r"(?P<owner>(?-i:[A-Z])[^\d.,:;|©()]{1,80}?)\s*(?=\b(?:19|20)\d\d|[.,:;|(]|\bin\b|\ball rights|$)",
    re.IGNORECASE,
)
_PERSON = r"[A-ZÀ-Þ][\w'’\-]*\.?(?:\s(?:de|da|van|von|der|la|le|al|bin|[A-ZÀ-Þ][\w'’\-]*\.?)){1,3}"
_PEOPLE = re.compile(rf"{_PERSON}(?:(?:,\s|\s(?:and|&|with)\s|,\s(?:and|&)\s){_PERSON}){{0,9}}")
_BY = re.compile(r"(?:(?:written|edited|prepared|report)?\s*by|authors?|written by)\s*:?\s+(?=[A-ZÀ-Þ])", re.IGNORECASE)
_NAME_PARTS = re.compile(r",\s(?:and|&)\s|\s(?:and|&|with)\s|,\s")
_LABEL = re.compile(
    r"(?:blog(?: ?post)?|news|reports?|press release|media release|article|opinion|comment|feature|publications?|home|"
    r"for immediate release)",
    re.IGNORECASE,
)
_TWO_SENTENCES = re.compile(r"[a-z]{3}[.!?]\s+[A-Z]")
_FRONT = 30
_COVER = 8
"""Blocks at a report's beginning in which names stand alone."""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What a report says of itself, as printed; empty where it says nothing."""

    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""


def read(blocks: Sequence[Block], first: int, title: str = "") -> FrontPage:
    """The front page of a document whose text begins at block `first`; `title` is the format's own, if it has one."""
    title = title or _title(blocks)
    return FrontPage(title, _authors(blocks, title), *_imprint(blocks, first))


def _title(blocks: Sequence[Block]) -> str:
    """The first line, unless it is too long for a title; a line such as a label or a date is passed over."""
    for block in blocks[:6]:
        if block.kind is ParagraphKind.FURNITURE or _LABEL.fullmatch(block.text) or _is_date(block.text):
            continue
        if _TWO_SENTENCES.search(block.text):
            return ""
        if len(block.text) > LONGEST_HEADING or block.kind in (ParagraphKind.CONTENTS, ParagraphKind.BOILERPLATE):
            return ""
        return block.text
    return ""


def _is_date(text: str) -> bool:
    return len(text) <= 40 and bool(_DATE.search(text))


def _authors(blocks: Sequence[Block], title: str) -> tuple[str, ...]:
    """Those behind a `by`, or names alone on the cover who are named again."""
    for block in blocks[:_FRONT]:
        by = _BY.match(block.text)
        people = _PEOPLE.match(block.text, by.end()) if by and len(block.text) <= 300 else None
        if people:
            return tuple(_names(people[0]))
    for block in blocks[1:_COVER]:
        if block.text != title and not ends(block.text) and _PEOPLE.fullmatch(block.text):
            names = tuple(_names(block.text))
            if all(any(name in other.text for other in blocks if other is not block) for name in names):
                return names
    return ()


def _names(people: str) -> Iterator[str]:
    for name in _NAME_PARTS.split(people):
        yield name.strip(" .")


def _imprint(blocks: Sequence[Block], first: int) -> tuple[str, str]:
    """Publisher and date."""
    ends_of = [*blocks[: max(first, _FRONT)], *blocks[-_FRONT:]]
    own = [block for block in ends_of if len(block.text) <= 600 and block.kind is not ParagraphKind.FOOTNOTE]
    owner = next((match["owner"].strip() for block in own if (match := _OWNER.search(block.text))), "")
    cover = (block for block in blocks[: max(first, _COVER)] if len(block.text) <= 160)
    date = next((match[0] for block in cover if (match := _DATE.search(block.text))), "")
    year = next((match[1] for block in own if (match := _YEAR.search(block.text))), "")
    return ("" if title_key(owner) in ("the author", "the authors") else owner), date or year
