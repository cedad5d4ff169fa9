"""What is set apart from the running text: captions, pull quotes, and what a publisher prints in every report."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from publisher.model import ParagraphKind
from publisher.sources.block import Block, is_attribution, title_key

_CAPTION = re.compile(
    r"(?:(?:figure|fig\.|table|chart|graph|map|box|exhibit|diagram|infographic|photo|image|plate|illustration)"
    r"\s+[\dA-Z]{1,3}(?:[.\-]\d{1,2})?\s*(?:[:.|–—-]|$)|"
    r"(?:photo(?:graph)?s?|picture|pictured|image|illustration|caption|source|credit)(?:\s+(?:by|credit))?\s*:)",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"©|\(c\)\s+(?:copyright\b|\d{4})|\bcopyright\b|all rights reserved|\bISBN\b|\bISSN\b|"
    r"registered (?:as a )?charity|"
    r"charity (?:registration )?(?:no|number)|company (?:registration )?(?:no|number)|registered (?:office|in england)|"
    r"creative commons|licen[cs]ed under|\bprinted (?:by|on|in)\b|find out more (?:at|about)|"
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|(?:\btel\b|telephone|phone)\.?:?\s*[+(\d]|\+\d{2}\s?\(?0|"
    r"^\S+@\S+\.\w{2,}$|^(?:https?://|www\.)\S+$|follow us|registered no",
    re.IGNORECASE,
)
_LONGEST_PULL = 420
_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LARGE = 1.15
"""The size of a pull quote's letters, against the body's, where sizes are known."""
_SAME = (0.95, 1.08)
"""Sizes that are the body's."""
_DASH = re.compile(r"^[—–―-]\s*")
_NEAR = 30
"""Blocks, on either side, within which the passage stands that a pull quote without attribution repeats."""


def captions(blocks: Sequence[Block]) -> None:
    """Give captions their kind: lines that begin `Figure 1:`, `Photo:`, `Source:`."""
    for block in blocks:
        short = block.kind in (ParagraphKind.TEXT, ParagraphKind.HEADING) and len(block.text) <= 300
        if short and _CAPTION.match(block.text) and not (block.given and block.level):
            block.kind, block.level = ParagraphKind.CAPTION, 0


def pull_quotes(blocks: Sequence[Block]) -> None:
    """Give pull quotes, and the line below that says whose they are, their kind.

    A pull quote is a short paragraph whose words stand in a longer one nearby; an attributed one, or one in larger
    letters, may differ a little from what it repeats.
    """
    short = [i for i, b in enumerate(blocks) if _is_short(b) and (b.kind is ParagraphKind.TEXT or _is_large(b))]
    if not short:
        return
    keys = {i: _words(b.text) for i, b in enumerate(blocks) if b.is_body or _is_large(b)}
    pairs: Counter[tuple[str, str]] = Counter(pair for words in keys.values() for pair in pairwise(words))
    for index in short:
        words, block = keys[index], blocks[index]
        signed = index + 1 < len(blocks) and blocks[index + 1].is_body and is_attribution(blocks[index + 1].text)
        repeated = _share_repeated(words, pairs)
        if signed and index and repeated >= 0.5 and not _signs_text(blocks, index):
            block.kind = blocks[index + 1].kind = ParagraphKind.PULL_QUOTE
        elif (block.size > _LARGE and repeated >= 0.8 and not block.level) or _stands_nearby(keys, index):
            block.kind, block.level = ParagraphKind.PULL_QUOTE, 0


def quotations(blocks: Sequence[Block]) -> None:
    """Give paragraphs that are set apart, by indent or size, and the line below that says whose they are, their kind.

    A pull quote must have been recognised before.
    """
    for index in range(1, len(blocks)):
        block, below = blocks[index - 1], blocks[index]
        if below.is_body and is_attribution(_DASH.sub("", below.text)) and _is_apart(block):
            below.kind = ParagraphKind.QUOTATION
            for one in reversed(blocks[:index]):  # all paragraphs of it
                if not _is_apart(one) or one.page != block.page or one.size != block.size:
                    break
                one.kind = ParagraphKind.QUOTATION


def _is_apart(block: Block) -> bool:
    """Whether a paragraph of the text is indented, or in letters of another size than the text's."""
    apart = block.indented or not _SAME[0] < block.size < _SAME[1]
    return apart and block.kind is ParagraphKind.TEXT and not is_attribution(block.text)


def _is_large(block: Block) -> bool:
    """Whether a heading may be a pull quote, by its letters and its length."""
    return block.kind is ParagraphKind.HEADING and block.size > _LARGE and block.text.count(" ") >= 7


def _is_short(block: Block) -> bool:
    return 25 <= len(block.text) <= _LONGEST_PULL and not is_attribution(block.text)


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.lower())


def _share_repeated(words: Sequence[str], pairs: Counter[tuple[str, str]]) -> float:
    """The share of the pairs of words that stand elsewhere in the document too."""
    own = Counter(pairwise(words))
    return sum(n for pair, n in own.items() if pairs[pair] > n) / max(1, sum(own.values()))


def _signs_text(blocks: Sequence[Block], index: int) -> bool:
    """Whether the name below signs the text of which the paragraph is the end: the one before is running text."""
    before = blocks[index - 1]
    return before.is_body and len(before.text) > _LONGEST_PULL and len(blocks[index].text) > 250


def _stands_nearby(keys: dict[int, list[str]], index: int) -> bool:
    words = keys[index]
    if not 6 <= len(words) <= 45:
        return False
    wanted = f" {' '.join(words)} "
    return any(
        other != index and len(theirs) > len(words) + 4 and wanted in f" {' '.join(theirs)} "
        for other in range(index - _NEAR, index + _NEAR + 1)
        if (theirs := keys.get(other)) is not None
    )


def boilerplate(blocks: Sequence[Block], first: int) -> None:
    """Give what says who the publisher is its kind.

    That is a paragraph before block `first`, where the text begins, that is printed again behind the text; a line of
    the imprint (copyright, charity number, address) at either end; and what stands between two of them.
    """
    last = max((i for i, b in enumerate(blocks) if b.is_body), default=0)
    back = _back(blocks, last)
    places: dict[str, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        if block.is_body and len(block.text) >= 60:
            # the end alone: a lost capital or a label makes the beginning differ
            places[title_key(block.text)[-100:]].append(index)
    found = {i for group in places.values() if group[0] < first and group[-1] >= back for i in group}
    ends = [i for i, b in enumerate(blocks) if b.kind in (ParagraphKind.TEXT, ParagraphKind.HEADING)]
    found |= {i for i in ends if (i < first or i >= back) and len(blocks[i].text) <= 300 and _is_imprint(blocks[i])}
    for group in (sorted(i for i in found if i < first), sorted(i for i in found if i >= back)):
        for index in range(group[0], group[-1] + 1) if group else ():
            if blocks[index].kind in (ParagraphKind.TEXT, ParagraphKind.HEADING, ParagraphKind.ITEM):
                blocks[index].kind, blocks[index].level = ParagraphKind.BOILERPLATE, 0


def _is_imprint(block: Block) -> bool:
    return not block.level and bool(_IMPRINT.search(block.text))


def _back(blocks: Sequence[Block], last: int) -> int:
    """Where the back matter may begin: in the last twelfth of the text, and within its last twenty blocks."""
    if not blocks:
        return 0
    total = sum(len(block.text) for block in blocks)
    behind = 0
    for index in range(last, -1, -1):
        behind += len(blocks[index].text)
        if behind * 12 > total or last - index >= 20:
            return index + 1
    return 0
