"""Where is a document's text broken, and how is it read? Broken paragraphs, lost capitals; each has evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publisher.model import ParagraphKind
from publisher.sources.block import BULLET, Block, ends, first_mark_closes, is_attribution, open_mark
from publisher.sources.vocabulary import Vocabulary, cannot_end, first_words

_FAR = 12
"""Blocks that may stand between the two halves of a paragraph: captions, notes and heads of one page's end."""
_SCRAP = 100
"""Characters of the longest line that may cut through a sentence without being known for what it is."""
_LONG = 100
"""A paragraph of as many characters that does not end as a sentence does goes on elsewhere."""
_NOTE = re.compile(r"\d{1,3}\s+[A-Z]")
_SPACED = re.compile(r"([A-Z])\s([a-z]+)(?=\W)\W+(\w*)")
_MISREAD = re.compile(r"([I|1l])([a-z]{2,})\W+(\w*)")
_ONSET = re.compile(
    r"(?:[bcdfghjklmnprstvwyz]?[aeiouy]|[bfgps]l|[bcdfgpt]r|wr|s[chkmnptw]|[ctwp]h|cl|tw|qu|[st]hr|s[cpt]r|spl)\w+"
)
"""How an English word begins; `ccording` and `nterviews` are what a letter was taken from."""
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3}[.!?] )([a-z]{3,})(?:\W+(\w+))?")


@dataclass(frozen=True, slots=True)
class Capital:
    """A capital to be set: at `at` characters into the block's words, `after` instead of `before`."""

    at: int
    before: str
    after: str


def breaks(blocks: Sequence[Block], vocabulary: Vocabulary) -> dict[int, int]:
    """Which block goes on in which later one: `{first: second}`.

    The first does not end as a sentence does, or leaves a quotation open; the second goes on in lower case, or closes
    the quotation. Short lines between that nothing else explains become furniture.
    """
    found: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if not block.is_body or is_attribution(block.text) or (ends(block.text) and not open_mark(block.text)):
            continue
        second = _sequel(blocks, index, vocabulary)
        if second is not None:
            found[index] = second
            for between in blocks[index + 1 : second]:
                if between.kind in (ParagraphKind.TEXT, ParagraphKind.ITEM, ParagraphKind.HEADING):
                    between.kind, between.level = ParagraphKind.FURNITURE, 0
    return found


def _sequel(blocks: Sequence[Block], index: int, vocabulary: Vocabulary) -> int | None:
    """The block in which the one at `index` goes on."""
    first = blocks[index]
    parted = headed = False
    for later in range(index + 1, min(len(blocks), index + 1 + _FAR)):
        block = blocks[later]
        parted = parted or block.page != first.page
        if block.is_body and _goes_on(first, block, vocabulary, parted=parted, headed=headed):
            return later
        if not _may_cut(first, block):
            return None
        headed = headed or block.is_body
        parted = True
    return None


def _may_cut(first: Block, block: Block) -> bool:
    """Whether a block can stand between the halves of a paragraph that begins in `first`."""
    if block.is_body:
        return (
            len(first.text) >= _LONG
            and len(block.text) <= _SCRAP
            and not (ends(block.text) or block.given or block.cut)
        )
    if block.kind in (ParagraphKind.CONTENTS, ParagraphKind.BOILERPLATE):
        return False
    return not block.level or (not block.given and bool(open_mark(first.text)))


def _goes_on(first: Block, second: Block, vocabulary: Vocabulary, *, parted: bool, headed: bool) -> bool:
    if BULLET.match(second.text) or second.kind is not ParagraphKind.TEXT:
        return second.cut and not ends(first.text)
    if open_mark(first.text) and first_mark_closes(second.text) and (parted or not ends(first.text)):
        return True
    if ends(first.text) or second.cut or second.text[0] in ",;)":
        return not ends(first.text)
    if second.text[0].islower():
        long = len(first.text) >= 40 or (len(first.text) >= 20 and len(second.text) > 60)
        return long and _is_sequel(second.text, vocabulary, headed=headed)
    if (
        headed
        or _NOTE.match(second.text)
        or first.kind is ParagraphKind.ITEM
        or len(second.text) < 30
        or is_attribution(second.text)
    ):
        return False
    return len(first.text) >= 40 and (cannot_end(first.text) or (parted and len(first.text) >= _LONG))


def _is_sequel(text: str, vocabulary: Vocabulary, *, headed: bool) -> bool:
    """Whether a text in lower case goes on with a sentence rather than having lost its capital."""
    fragment, following = first_words(text)
    if vocabulary.is_word(fragment) and not headed:
        return True
    return not vocabulary.lost_capital(fragment, following)


def capitals(blocks: Sequence[Block], sequels: frozenset[int], vocabulary: Vocabulary) -> Iterator[tuple[int, Capital]]:
    """The capitals that blocks have lost, as (index of the block, capital); `sequels` go on with a broken sentence.

    At a block's start, below a heading or another break in the text: `he crisis`, `T he crisis`, `Imost`. Within a
    block: after the end of a sentence, where what is left of the word is no word.
    """
    for index, block in enumerate(blocks):
        if block.kind is not ParagraphKind.TEXT or block.level or len(block.text) < 30:
            continue
        if index not in sequels and (capital := _at_start(blocks, index, vocabulary)):
            yield index, capital
        for match in _SENTENCE.finditer(block.text):
            if not vocabulary.is_word(match[1]) and (letter := vocabulary.lost_capital(match[1], match[2] or "")):
                yield index, Capital(match.start(), "", letter)


def _at_start(blocks: Sequence[Block], index: int, vocabulary: Vocabulary) -> Capital | None:
    text = blocks[index].text
    begins = index == 0 or not blocks[index - 1].is_body
    headed = index > 0 and blocks[index - 1].level > 0
    if text[0].islower() and text[0].isalpha():
        fragment, following = first_words(text)
        letter = vocabulary.lost_capital(fragment, following, headed=headed)
        if letter and text.startswith(fragment) and (begins or not vocabulary.is_word(fragment)):
            return Capital(0, "", letter)
    elif spaced := _SPACED.match(text):
        whole = spaced[1] + spaced[2]
        if vocabulary.is_word(whole) and (spaced[1] not in "AIO" or not vocabulary.is_word(spaced[2])):
            return Capital(1, text[1], "")
    elif begins and (misread := _MISREAD.match(text)):
        word = misread[1] + misread[2]
        if not vocabulary.is_word(word) and (letter := vocabulary.lost_capital(f"l{misread[2]}", misread[3])):
            return Capital(0, misread[1], f"{letter}l")
    return None


def stands_for_capital(letter: str, text: str, vocabulary: Vocabulary) -> str | None:
    """What stands between a large letter on its own and the block after it: nothing, a space, or None if it is none."""
    if len(letter) != 1 or not letter.isupper() or not text[:1].isalpha():
        return None
    fragment, _ = first_words(text)
    if not (text[0].islower() or fragment.isupper()):
        return " " if letter in "AI" and len(text) > 60 else None
    if letter not in "AI" or vocabulary.is_word(letter + fragment):
        return ""
    return " " if vocabulary.is_word(fragment) or _ONSET.match(fragment.lower()) else ""
