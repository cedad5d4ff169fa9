"""Which marked passages does a report have, and what is each: speech, a term, a title, a scare quote, a nested piece?

Every pair of quotation marks is one passage. Only speech is offered as a quotation; the others are told apart so that
nobody takes a term for something that was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from publisher.excerpts import pairs
from publisher.excerpts.pairs import STOPS, Pair
from publisher.excerpts.running import Block, Running, running
from publisher.excerpts.words import DOCUMENTS, NAMING, SAYING, STRICT_SAYING, SUBORDINATORS
from publisher.model import ParagraphKind, Report

_SPOKEN_WORDS = 4
"""Marks around fewer words than this say nothing about how a report marks speech: they may hold terms."""
_HEADLINE = 9
"""Words of the longest marked line, without an end mark, that is a headline."""
_LEAD = 200
"""Characters before a mark that are looked at for a cue."""
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_ALL = "|".join(sorted(SAYING, key=len, reverse=True))
_STRICT = "|".join(sorted(STRICT_SAYING, key=len, reverse=True))
_TELLS = re.compile(
    rf"\b(?:{_STRICT})(?: (?:out|on|up))?(?: (?:us|me|them|him|her|it|the \w+|\w{{3,}}ly|again|that|how|of|to \w+|this way|[A-Z]\w+)){{0,2}} ?[,:]? ?\Z",
    re.IGNORECASE,
)
_SAID_EARLIER = re.compile(rf"\b(?:{_STRICT})\b[^.!?:;\"“”]{{0,90}}\Z", re.IGNORECASE)
_TOLD = re.compile(rf" ?[,–—-]? ?(?:[\w.'’\-]+,? ){{0,9}}?(?:{_ALL})\b")
_OPEN_TOLD = re.compile(r" (?:(?:he|she|they|we|I|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?) [a-z]+(?:s|ed)\b|[a-z]+(?:s|ed) (?:[A-Z]|an? |one |the |his |her ))")
_ACCORDING = re.compile(r"\b(?:according to|in the words of|for)\b[^.!?\"“”]{0,80}[,:] ?\Z|\bwords of\b[^.!?\"“”]{0,80} ?\Z", re.IGNORECASE)
_ANNOUNCES = re.compile(r"(?: (?!and\b)[\w'’]+){0,12}(?: ?:)")
_AFTER_ARTICLE = re.compile(r"\b(?:the|an?|our|their|its|his|her|this|these|those|my|your|\w+['’]s) \Z", re.IGNORECASE)
_ACCORDING_AFTER = re.compile(r",? according to\b")
_INTERRUPTED = re.compile(rf"[,?!…—–][\"”’'»],? (?=[^\"“”«»]{{0,150}}\b(?:{_ALL})\b)[^\"“”«»]{{3,160}}[,.;–—] ?\Z")
_NAMES = re.compile(
    rf"\b(?:{'|'.join(sorted(NAMING))}|as an?|as the|is an?|means?|meaning|motto is|marked|stamped|reads?"
    r"|(?:an?|the|this|that|our|their|its|his|her|so-called)\s+(?:\w+\s+)?(?:word|term|phrase|motto|slogan|mantra|philosophy|principle|nickname"
    r"|concept|notion|idea|theme|label|title|headline|book|song|film|play|poem|project|programme|research|campaign|tag|badge|category|expression|name|option|song|hymn|tune|show)s?"
    rf"(?:\s+of)?|{'|'.join(sorted(DOCUMENTS))})[,:]? ?\Z",
    re.IGNORECASE,
)
_TITLE_BEFORE = re.compile(r"\b(?:report|book|paper|article|song|film|play|poem|strategy|blog|called|titled|entitled|see|read|headline|chapter|section)s?[,:]? ?\Z", re.IGNORECASE)


class Why(StrEnum):
    """What a marked passage is."""

    SPEECH = "speech"
    TERM = "term"
    TITLE = "title"
    SCARE = "scare"
    WORD = "word"
    NESTED = "nested"


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
    found = [replace(passage, why=_why(text, passage)) for passage in outer]
    return sorted([*found, *inner], key=lambda passage: (passage.opened, -passage.closed))


# ── which ───────────────────────────────────────────────────────────────────────────────────────────────


def _outer_and_inner(text: Running) -> tuple[list[Passage], list[Passage]]:
    """The outermost passages of every paragraph, and those within them."""
    doubles = _doubles(text)
    singles = [_singles(text, block, those) for block, those in zip(text.blocks, doubles, strict=True)]
    british = _spoken(text, singles) > _spoken(text, doubles)
    outer: list[Passage] = []
    inner: list[Passage] = []
    for index, block in enumerate(text.blocks):
        chosen = _outermost(text, doubles[index], singles[index], british=british)
        outer += [_passage(index, pair) for pair in chosen if _counts(text, pair, index, british=british)]
        inner += _nested(text, index, chosen, [*doubles[index], *singles[index]])
        _ = block
    return _linked(text, outer), inner


def _doubles(text: Running) -> list[list[Pair]]:
    """The pairs of double marks of each block; what one leaves open may be closed by the next."""
    found: list[list[Pair]] = []
    carried = ""
    for index, block in enumerate(text.blocks):
        those = [] if block.level else pairs.doubles(text.text, block.start, block.end, carried)
        carried = ""
        if those and those[-1].open and _closed_by(text, those[-1], index + 1):
            carried = text.text[those[-1].opened] if text.text[those[-1].opened] in "\"“«„" else '"'
        found.append(those)
    return found


def _closed_by(text: Running, left: Pair, index: int) -> bool:
    """Whether the next block closes what was left open before it opens anything of its own."""
    if index >= len(text.blocks) or text.blocks[index].level:
        return False
    block = text.blocks[index]
    first = re.compile(r"[\"“”„«»]").search(text.text, block.start, block.end)
    if first is None or first.start() == block.start or first[0] in "“„«":
        return False
    before, after = text.text[first.start() - 1], text.text[first.end() : first.end() + 1]
    return not before.isspace() and (not after or not after.isalnum())


def _singles(text: Running, block: Block, doubles: Sequence[Pair]) -> list[Pair]:
    """The pairs of single marks of a block outside its double ones."""
    if block.level:
        return []
    local = [replace(p, opened=p.opened - block.start, start=p.start - block.start, end=p.end - block.start, closed=p.closed - block.start) for p in doubles]
    plain = pairs.masked(text.text[block.start : block.end], local)
    found = pairs.singles(plain, 0, len(plain))
    return [replace(p, opened=p.opened + block.start, start=p.start + block.start, end=p.end + block.start, closed=p.closed + block.start) for p in found]


def _spoken(text: Running, found: Sequence[Sequence[Pair]]) -> int:
    """How many pairs hold words enough to be speech."""
    return sum(
        not pair.open and len(_WORD.findall(text.text, pair.start, pair.end)) >= _SPOKEN_WORDS
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
        if not british and any(len(_WORD.findall(text.text, p.start, p.end)) >= _SPOKEN_WORDS for p in inside):
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
        return bool(_WORD.search(text.text, pair.start, pair.end))
    if not pair.double and not british:
        return False
    return text.text[pair.start : pair.end].rstrip()[-1:] in tuple(STOPS) or _opens_anew(text, pair, index) or (
        pair.double and pair.end == text.blocks[index].end and _closed_by(text, pair, index + 1)
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
        if last and last.unclosed and last.closed == text.blocks[passage.block - 1].end and passage.opened == block.start:
            found[-1] = replace(last, parts=(*last.parts, *passage.parts), closed=passage.closed, unclosed=passage.unclosed)
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


# ── what ────────────────────────────────────────────────────────────────────────────────────────────────


def _why(text: Running, passage: Passage) -> Why:
    """What words between outer marks are."""
    inner = " ".join(text.text[start:end].strip() for start, end in passage.parts)
    words = _WORD.findall(inner)
    block = text.blocks[passage.block]
    lead = text.text[max(block.start, passage.opened - _LEAD) : passage.opened]
    after = text.text[passage.closed : min(passage.closed + _LEAD, text.blocks[text.block_at(passage.closed - 1)].end)]
    sentence = inner[-1:] in tuple(STOPS) or after[:1] in tuple(STOPS)
    capital = words[0][0].isupper() or words[0][0].isdigit()
    told = _is_told(inner, after)
    introduced = bool(_TELLS.search(lead) or _ACCORDING.search(lead))
    if told or (introduced and len(words) > 1) or (introduced and lead.rstrip()[-1:] == ":"):
        return _titled(words, lead) if not told and _in_title_case(words) and len(words) > 1 and not sentence else Why.SPEECH
    if _INTERRUPTED.search(lead) and (sentence or lead.rstrip().endswith(",")):
        return Why.SPEECH
    whole = (
        len(passage.parts) > 1
        or (block.start == passage.opened and block.end == passage.closed and len(words) >= _SPOKEN_WORDS and block.kind is not ParagraphKind.TABLE)
    )
    if whole and not sentence and len(words) <= _HEADLINE:
        return Why.TITLE
    if whole and not _in_title_case(words):
        return Why.SPEECH
    if _NAMES.search(lead):
        enough = _SPOKEN_WORDS if lead.rstrip().endswith(":") else 8
        return Why.SPEECH if capital and sentence and len(words) >= enough else _titled(words, lead)
    return _by_shape(inner, words, lead, capital=capital, sentence=sentence)


def _is_told(inner: str, after: str) -> bool:
    """Whether a reporting clause follows: `," said Amina Rahman`."""
    words = _WORD.findall(inner)
    last = inner.rstrip("'’\"” ")[-1:]
    paused = last in tuple(",?!…—–") and bool(last)
    if last == "," and (len(words) >= _SPOKEN_WORDS or _OPEN_TOLD.match(after)):
        return True
    if after[:1] == "," and not paused:
        paused = len(words) > 2 and not _in_title_case(words)
    if len(words) == 1 and words[0][0].islower():
        return False
    if _ACCORDING_AFTER.match(after):
        return True
    told = _TOLD.match(after) if paused else None
    return told is not None and not _ANNOUNCES.match(after, told.end())


def _by_shape(inner: str, words: list[str], lead: str, *, capital: bool, sentence: bool) -> Why:
    """What words are that no cue stands right beside."""
    stopped = inner[-1:] in tuple(STOPS)
    if lead.rstrip().endswith(":") and (stopped or (len(words) > 3 and not _in_title_case(words))):
        return Why.SPEECH
    if _in_title_case(words) and not stopped:
        return _titled(words, lead)
    if capital and sentence and len(words) >= (4 if stopped else 6):
        return Why.SPEECH
    if _AFTER_ARTICLE.search(lead) and len(words) < 7:
        return Why.TERM
    said = _SAID_EARLIER.search(lead)
    if said and len(words) >= 3 and not capital:
        return Why.SPEECH
    if len(words) >= 7:
        return Why.SPEECH
    return Why.WORD if len(words) == 1 else Why.SCARE if sentence else Why.TERM


def _titled(words: list[str], lead: str) -> Why:
    if len(words) == 1:
        return Why.WORD
    return Why.TITLE if _in_title_case(words) or _TITLE_BEFORE.search(lead) else Why.TERM


def _in_title_case(words: list[str]) -> bool:
    """Whether most of the longer words have a capital, as in a title or a name."""
    long = [word for word in words if len(word) > 3 and word.lower() not in SUBORDINATORS] or words
    return sum(word[0].isupper() for word in long) >= 0.7 * len(long)
