"""Which passages of a report stand between marks, and what is each: speech, a term, a title, a nested piece.

Every pair of quotation marks is one passage. Only speech is offered as a quotation; the others are told apart so that
nobody takes a term for something that was said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from publisher.excerpts import pairs, speech
from publisher.excerpts.pairs import STOPS, Pair
from publisher.excerpts.running import Block, Running, running
from publisher.excerpts.speech import SPOKEN_WORDS, WORD, Inside, Why
from publisher.model import ParagraphKind, Report
from publisher.patterns import pattern

_LEAD = 200
"""Characters before and after a passage that are looked at for a cue."""
_HEADLINE = 110
"""Characters of the longest headline."""
_HEADED = 3
"""Blocks of a text of which the first may be a headline."""
_LISTS = pattern(
    r",? ?(?:and|or|but)?,? ?(?:that|of|to|as|for)? ?"
    r"|,? (?:and|but) that (?:[\w’'-]+ ){0,5}(?:is|are|was|were|be|been|had|has|have|will|would|could|should|not|to) "
)
_DOUBLE = pattern(r"[\"“”„«»]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage between marks, in offsets of the report's text: `start` to `end` without the outer marks.

    `opened` and `closed` are the outer edges of the marks; `unclosed` says that the end mark is missing. `pieces` are
    the passage's own words where a page, a figure or the mark of the next paragraph stands between them.
    """

    why: Why
    opened: int
    start: int
    end: int
    closed: int
    pieces: tuple[tuple[int, int], ...]
    double: bool = True
    unclosed: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A marked passage in offsets of the running text. `parts` has one stretch for each paragraph that it spans."""

    why: Why
    block: int
    opened: int
    closed: int
    parts: tuple[tuple[int, int], ...]
    double: bool
    unclosed: bool = False

    @property
    def start(self) -> int:
        """Where its words begin."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.parts[-1][1]


def marked(report: Report) -> tuple[Marked, ...]:
    """Every marked passage of the report, nested ones too, in order of their beginnings."""
    text = running(report)
    return tuple(_placed(text, passage) for passage in passages(text))


def _placed(text: Running, passage: Passage) -> Marked:
    pieces = tuple(piece for part in passage.parts for piece in text.pieces(*part))
    opened, closed = text.origin(passage.opened), text.until(passage.closed)
    start, end = (pieces[0][0], pieces[-1][1]) if pieces else (opened, closed)
    return Marked(passage.why, opened, start, end, closed, pieces, passage.double, passage.unclosed)


def passages(text: Running) -> list[Passage]:
    """Every marked passage of the running text, classified, in order; nested ones follow what they stand in."""
    outer, inner = _outer_and_inner(text)
    found: list[Passage] = []
    for passage in outer:
        why = Why.TITLE if _is_headline(text, passage) else speech.why(_inside(text, passage))
        if why in (Why.TERM, Why.SCARE) and found and _is_listed(text, found[-1], passage):
            why = Why.SPEECH
        found.append(replace(passage, why=why))
    found = _short_turns(text, found)
    return sorted([*found, *inner], key=lambda passage: (passage.opened, -passage.closed))


def _is_headline(text: Running, passage: Passage) -> bool:
    """Whether a passage stands in the line that a text begins with, which no stop ends."""
    line = text.text[text.blocks[0].start : text.blocks[0].end]
    first = passage.block == 0 and len(text.blocks) > _HEADED and len(line) <= _HEADLINE
    return first and (line[-1:].isalnum() or (passage.opened > 0 and line[-2:-1].isalnum()))


def _short_turns(text: Running, found: list[Passage]) -> list[Passage]:
    """The same, where one or two words that are a paragraph beside a paragraph of speech are speech: `"Never."`."""
    opening = {one.block: one for one in found if one.opened == text.blocks[one.block].start}
    made: list[Passage] = []
    for one in found:
        block = text.blocks[one.block]
        words = text.text[one.start : one.end]
        short = one.why is not Why.SPEECH and opening.get(one.block) is one and one.closed == block.end
        if short and block.kind is ParagraphKind.TEXT and words[-1:] in tuple(STOPS) and words[:1].isupper():
            beside = (made[-1] if made and made[-1].block == one.block - 1 else None, opening.get(one.block + 1))
            short = any(other and other.why is Why.SPEECH and opening.get(other.block) for other in beside)
        else:
            short = False
        made.append(replace(one, why=Why.SPEECH) if short else one)
    return made


# ── which ───────────────────────────────────────────────────────────────────────────────────────────────


def _outer_and_inner(text: Running) -> tuple[list[Passage], list[Passage]]:
    """The outermost passages of every paragraph, and those within them."""
    doubles = _doubles(text)
    singles = [_singles(text, block, those) for block, those in zip(text.blocks, doubles, strict=True)]
    british = _spoken(text, singles) > _spoken(text, doubles)
    outer: list[Passage] = []
    inner: list[Passage] = []
    for index in range(len(text.blocks)):
        chosen = _outermost(text, doubles[index], singles[index], british=british)
        outer += [_passage(index, pair) for pair in chosen if _counts(text, pair, index, british=british)]
        inner += _nested(text, index, chosen, [*doubles[index], *singles[index]])
    return _linked(text, outer), inner


def _doubles(text: Running) -> list[list[Pair]]:
    """The pairs of double marks of each block; what one leaves open may be closed by the next."""
    found: list[list[Pair]] = []
    carried = ""
    for index, block in enumerate(text.blocks):
        those = [] if block.level else pairs.doubles(text.text, block.start, block.end, carried)
        carried = ""
        if those and those[-1].open and _closed_by(text, index + 1):
            carried = text.text[those[-1].opened] if text.text[those[-1].opened] in '"“«„' else '"'
        found.append(those)
    return found


def _closed_by(text: Running, index: int) -> bool:
    """Whether the next block closes what was left open before it opens anything of its own."""
    if index >= len(text.blocks) or text.blocks[index].level:
        return False
    block = text.blocks[index]
    first = _DOUBLE.search(text.text, block.start, block.end)
    if first is None or first.start() == block.start or first[0] in "“„«":
        return False
    before, after = text.text[first.start() - 1], text.text[first.end() : first.end() + 1]
    return not before.isspace() and (not after or not after.isalnum())


def _singles(text: Running, block: Block, doubles: Sequence[Pair]) -> list[Pair]:
    """The pairs of single marks of a block outside its double ones."""
    if block.level:
        return []
    local = [
        replace(
            p,
            opened=p.opened - block.start,
            start=p.start - block.start,
            end=p.end - block.start,
            closed=p.closed - block.start,
        )
        for p in doubles
    ]
    plain = pairs.masked(text.text[block.start : block.end], local)
    found = pairs.singles(plain, 0, len(plain))
    return [
        replace(
            p,
            opened=p.opened + block.start,
            start=p.start + block.start,
            end=p.end + block.start,
            closed=p.closed + block.start,
        )
        for p in found
    ]


def _spoken(text: Running, found: Sequence[Sequence[Pair]]) -> int:
    """How many pairs hold words enough to be speech."""
    return sum(
        not pair.open and len(WORD.findall(text.text, pair.start, pair.end)) >= SPOKEN_WORDS
        for those in found
        for pair in those
    )


def _outermost(text: Running, doubles: Sequence[Pair], singles: Sequence[Pair], *, british: bool) -> list[Pair]:
    """Those pairs that stand in no other. A single pair around speech in double marks is none where doubles rule."""
    kept = []
    for single in singles:
        inside = [pair for pair in doubles if single.opened < pair.opened < single.closed]
        if single.open and (inside or not british):
            continue
        if not british and any(len(WORD.findall(text.text, p.start, p.end)) >= SPOKEN_WORDS for p in inside):
            continue
        kept.append(single)
    chosen: list[Pair] = []
    for pair in sorted([*doubles, *kept], key=lambda pair: (pair.opened, -pair.closed)):
        if not chosen or pair.opened >= chosen[-1].closed:
            chosen.append(pair)
    return chosen


def _counts(text: Running, pair: Pair, index: int, *, british: bool) -> bool:
    """Whether a pair is a passage: closed, or open to the end of a sentence or to the next paragraph."""
    if not pair.open:
        return bool(WORD.search(text.text, pair.start, pair.end))
    if not pair.double and not british:
        return False
    return (
        text.text[pair.start : pair.end].rstrip()[-1:] in tuple(STOPS)
        or _opens_anew(text, pair, index)
        or (pair.double and pair.end == text.blocks[index].end and _closed_by(text, index + 1))
    )


def _opens_anew(text: Running, pair: Pair, index: int) -> bool:
    """Whether the next paragraph repeats the mark that this one left open."""
    if index + 1 >= len(text.blocks) or pair.end != text.blocks[index].end:
        return False
    following = text.blocks[index + 1]
    return not following.level and text.text[following.start] == text.text[pair.opened]


def _passage(index: int, pair: Pair) -> Passage:
    return Passage(Why.SPEECH, index, pair.opened, pair.closed, ((pair.start, pair.end),), pair.double, pair.open)


def _linked(text: Running, outer: list[Passage]) -> list[Passage]:
    """Speech over several paragraphs, each opened anew or the last closing it, as one passage."""
    found: list[Passage] = []
    for passage in outer:
        last = found[-1] if found else None
        block = text.blocks[passage.block]
        if (
            last
            and last.unclosed
            and last.closed == text.blocks[passage.block - 1].end
            and passage.opened == block.start
        ):
            found[-1] = replace(
                last, parts=(*last.parts, *passage.parts), closed=passage.closed, unclosed=passage.unclosed
            )
        else:
            found.append(passage)
    return found


def _nested(text: Running, index: int, chosen: Sequence[Pair], every: Sequence[Pair]) -> Iterator[Passage]:
    """What stands in marks within other marks."""
    for pair in chosen:
        within = pairs.singles(text.text, pair.start, pair.end) if pair.double else every
        for one in within:
            if pair.opened < one.opened and one.closed <= pair.closed and (one.end - one.start) > 0:
                yield replace(_passage(index, one), why=Why.NESTED)


def _is_listed(text: Running, last: Passage, passage: Passage) -> bool:
    """Whether a passage goes on with a list of somebody's words: `of "years of neglect" and "broken promises"`."""
    between = text.text[last.closed : passage.opened]
    words = WORD.findall(text.text, passage.start, passage.end)
    return last.why is Why.SPEECH and last.block == passage.block and len(words) > 1 and bool(_LISTS.fullmatch(between))


def _inside(text: Running, passage: Passage) -> Inside:
    """A passage with the words before and after it in its paragraph."""
    block = text.blocks[passage.block]
    last = text.blocks[text.block_at(passage.closed - 1)]
    alone = block.start == passage.opened and block.end == passage.closed and block.kind is not ParagraphKind.TABLE
    return Inside(
        text=" ".join(text.text[start:end].strip() for start, end in passage.parts),
        lead=text.text[max(block.start, passage.opened - _LEAD) : passage.opened],
        after=text.text[passage.closed : min(passage.closed + _LEAD, last.end)],
        whole=alone or len(passage.parts) > 1,
    )
