"""What does somebody say in this report, and who? Speech between marks, and what is set apart without any."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from publisher.excerpts import folding
from publisher.excerpts.marks import Passage, Why, passages
from publisher.excerpts.people import Register, register
from publisher.excerpts.running import Running, running
from publisher.excerpts.speakers import Attribution, Said, caption
from publisher.model import Evidence, ExcerptKind, ParagraphKind, Quotation, Report

_APART = (ParagraphKind.QUOTATION, ParagraphKind.PULL_QUOTE)
_DASHES = "—–―-"
_LONGEST_CAPTION = 200
"""Characters of the longest caption."""
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")


@dataclass(frozen=True, slots=True)
class _Speech:
    """Speech to be offered: its stretches of the running text, and who said it."""

    parts: tuple[tuple[int, int], ...]
    said: Said
    block: int
    pulled: bool = False


def quotations(report: Report) -> tuple[Quotation, ...]:
    """What is said in the report, in order.

    Offsets leave out the outer marks. A speaker is named only where the words beside the quotation, or the turn of
    speech, tell who it is; each has its evidence. An id is made of the words alone (eight hexadecimal digits), so it
    is the same when the report is read again or its typography changes.
    """
    text = running(report)
    people = register(text, report)
    ids = _Ids()
    found = [_quotation(report, text, speech, ids) for speech in _speeches(text, people)]
    return tuple(_without_repeats(found, text))


def _speeches(text: Running, people: Register) -> list[_Speech]:
    """All speech: marked passages, those split by their cue made one, and what is set apart."""
    marked = [passage for passage in passages(text) if passage.why is not Why.NESTED]
    apart, captions = _set_apart(text, marked)
    outer = sorted([*marked, *apart], key=lambda passage: passage.opened)
    attribution = Attribution(text, people, outer)
    found: list[_Speech] = []
    for index, passage in enumerate(outer):
        if passage.why is not Why.SPEECH or passage.block in captions:
            continue
        last = found[-1] if found else None
        if last and _goes_on(text, attribution, last, passage, index):
            found[-1] = replace(last, parts=(*last.parts, *passage.parts))
            continue
        said = _captioned(text, people, passage, captions) or attribution.of(index, passage)
        pulled = text.blocks[passage.block].kind is ParagraphKind.PULL_QUOTE
        found.append(_Speech(passage.parts, said, passage.block, pulled))
    return found


def _goes_on(text: Running, attribution: Attribution, last: _Speech, passage: Passage, index: int) -> bool:
    """Whether a passage is the second half of speech that its cue splits: `"A," said Amina. "B."`."""
    if last.block != passage.block or last.said.kind != "verb after" or last.said.after == 0:
        return False
    row = attribution.row(passage.block)
    at = next(i for i, token in enumerate(row) if token.kind == "Q" and token.mark == index)
    between = [token.kind for token in row[last.said.after : at]]
    if row[at - 1].kind in ":|" or any(kind in "Q|:" for kind in between) or between.count(".") + between.count(";") > 1:
        return False
    if "." in between and between[-1] != ".":
        return False
    return not attribution.has_own_cue(index, passage)


def _captioned(text: Running, people: Register, passage: Passage, captions: set[int]) -> Said | None:
    """Who is named in a caption below or after the words: `— Amina Rahman, chief executive`."""
    last = text.block_at(passage.closed - 1)
    rest = text.text[passage.closed : text.blocks[last].end].strip()
    places = [(passage.closed, text.blocks[last].end)] if rest[:1] in tuple(_DASHES) else []
    if not rest and last + 1 < len(text.blocks) and not text.blocks[last + 1].level:
        following = text.blocks[last + 1]
        if text.text[following.start] in _DASHES or last + 1 in captions:
            places.append((following.start, following.end))
    for start, end in places:
        if end - start < _LONGEST_CAPTION and (speaker := caption(text.text[start:end], people)):
            if speaker.name or last + 1 in captions:
                return Said(speaker, 0.95 if speaker.name else 0.8, "caption", start, end)
    return None


def _set_apart(text: Running, marked: list[Passage]) -> tuple[list[Passage], set[int]]:
    """Block and pull quotes without marks as passages, and the blocks that are captions to such."""
    speech = {passage.block for passage in marked if passage.why is Why.SPEECH}
    found: list[Passage] = []
    captions: set[int] = set()
    for index, block in enumerate(text.blocks):
        if block.kind not in _APART:
            continue
        words = text.text[block.start : block.end]
        if index and text.blocks[index - 1].kind in _APART and _is_caption(words):
            captions.add(index)
        elif index not in speech:
            found.append(Passage(Why.SPEECH, index, block.start, block.end, ((block.start, block.end),), double=False))
    return found, captions


def _is_caption(words: str) -> bool:
    """Whether a paragraph of a block quotation names its source: short, no sentence."""
    return len(words) < _LONGEST_CAPTION and (words[0] in _DASHES or words.rstrip()[-1] not in ".!?…”\"’'")


def _quotation(report: Report, text: Running, speech: _Speech, ids: _Ids) -> Quotation:
    pieces = tuple(piece for part in speech.parts for piece in text.pieces(*part))
    start, end = pieces[0][0], pieces[-1][1]
    words = " ".join(report.words(*piece) for piece in pieces)
    said = speech.said
    evidence = ()
    if said.kind:
        begin, finish = text.origin(said.start), text.until(said.end)
        evidence = (Evidence(said.kind, begin, finish, report.words(begin, finish)),)
    return Quotation(
        id=ids.of(words),
        kind=ExcerptKind.QUOTATION,
        start=start,
        end=end,
        text=words,
        raw_text=report.text[start:end],
        locator=report.locator(start),
        speaker=said.speaker,
        pieces=pieces if len(pieces) > 1 else (),
        confidence=said.confidence if said.speaker else 0.0,
        evidence=evidence,
    )


def _without_repeats(found: list[Quotation], text: Running) -> Iterator[Quotation]:
    yield from found


class _Ids:
    """Short digests of words, each given once: the same words a second time get the next one."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._times: Counter[str] = Counter()

    def of(self, text: str) -> str:
        """Eight hexadecimal digits, other ones each time."""
        words = " ".join(_WORD.findall(folding.form(text).text))
        while True:
            short = hashlib.sha256(f"{words}\n{self._times[words]}".encode()).hexdigest()[:8]
            self._times[words] += 1
            if short not in self._given:
                self._given.add(short)
                return short
