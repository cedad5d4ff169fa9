"""Which quotations does a campaign print? Its block quotations, and what stands between marks in its running text.

What marks hold is speech or a phrase. It is *speech* if a verb of saying or a colon beside it says so, if it goes on
after "she said", if it is a whole sentence of six words or more with its stop inside the marks, or seven words or more
that begin in small letters. Anything else is a *phrase*: a term, a title, a word held at arm's length. Nested marks
belong to what they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from publisher.excerpts.pairs import Pair, doubles, singles
from publisher.excerpts.saying import SAYING
from publisher.model import BlockKind, Document, Passage, PrintedQuotation
from publisher.patterns import pattern

_WORD = pattern(r"\w+(?:['’\-]\w+)*")
_STOPS = ".!?…"
_LEAD = 240  # characters before a mark that are looked at for a cue
_OPENERS = "\"“„«'‘"
_SENTENCE = 6  # words; shorter ones may be a motto or a notice on a door
_FRAGMENT = 7  # words; nobody holds more at arm's length
_SAYS = pattern(rf"\b{SAYING}(?:\s+(?:us|me|them|him|her|it|\w{{3,}}ly|again|that|how|this))?\s*[,:]?\s*\Z")
_SAID = pattern(
    rf"\s*[,–—-]?\s*(?:(?:(?:\w[\w.'’\-]*,?\s+){{0,7}}(?!that\b|which\b)[\w'’\-]+\s+)?{SAYING}|(?:{SAYING})\s+\w)"
)
_SAID_SOON = pattern(rf"[^.!?\"“”]{{0,100}}\b{SAYING}")
_GOES_ON = pattern(rf"[\"”’'»],?\s[^\"“”«»]{{0,150}}\b{SAYING}[^\"“”«»]{{0,150}}[,.]\s*\Z")
_ACCORDING = pattern(
    r"\b(?:according to\b[^.!?\"“”]{0,80}|in (?:\w+ ){0,3}(?:his|her|their|\w+['’]s?) (?:own )?words)[,:]\s*\Z",
    re.IGNORECASE,
)
_NAMES_A_TERM = pattern(
    r"\b(?:called|known as|termed|dubbed|titled|entitled|named|labelled|christened|so-called|means?|reads?|an?|the|this"
    r"|(?:an?|the|this|our|their|its|his|her)\s+(?:\w+\s+)?(?:word|term|phrase|motto|slogan|mantra|principle|concept"
    r"|notion|idea|theme|label|title|headline|report|paper|book|article|song|film|project|programme|post|email|question"
    r"|answer|claim|promise|pledge|sign|notice)s?(?:\s+of)?)"
    r"\s*[,:]?\s*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stands between marks in a passage: `text[start:end]`, from mark to mark `text[opened:closed]`.

    `going_on` are the passages over which it goes on, each opened anew.
    """

    passage: int
    pair: Pair
    going_on: tuple[tuple[int, Pair], ...] = ()


def printed(body: Document) -> tuple[PrintedQuotation, ...]:
    """Every quotation and marked phrase of a body, in order."""
    return tuple(one for _, one in placed(body))


def placed(body: Document) -> tuple[tuple[Phrase | None, PrintedQuotation], ...]:
    """The same, each in running text with its place."""
    found: list[tuple[Phrase | None, PrintedQuotation]] = []
    passages = body.passages
    marked: dict[int, list[Phrase]] = {}
    for phrase in _phrases(passages):
        marked.setdefault(phrase.passage, []).append(phrase)
    for index, passage in enumerate(passages):
        if passage.quotation:
            found.append((None, passage.quotation))
        found += ((phrase, _quotation(passages, phrase)) for phrase in marked.get(index, ()))
    return tuple(found)


# ── marks ───────────────────────────────────────────────────────────────────────────────────────────────


def _phrases(passages: Sequence[Passage]) -> Iterator[Phrase]:
    """Outer pairs of marks in order; speech over several paragraphs, each opened anew, is one."""
    open_one: Phrase | None = None
    for index, passage in enumerate(passages):
        if open_one and not (passage.text.lstrip()[:1] in tuple(_OPENERS) and passage.kind is BlockKind.PARAGRAPH):
            yield open_one
            open_one = None
        for pair in _outer(passage.text):
            if open_one:
                open_one = replace(open_one, going_on=(*open_one.going_on, (index, pair)))
                if not pair.open:
                    yield open_one
                    open_one = None
            elif pair.open and pair.double:
                open_one = Phrase(index, pair)
            elif not pair.open:
                yield Phrase(index, pair)
    if open_one:
        yield open_one


def _outer(text: str) -> list[Pair]:
    """The outer pairs of a passage in order: single marks within double ones are none of their own, and the reverse."""
    if not any(mark in text for mark in "\"“”„‟«»'‘’`"):
        return []
    double = doubles(text, 0, len(text))
    single = singles(text, 0, len(text))
    found = [
        pair for pair in single if not any(one.opened < pair.closed and pair.opened < one.closed for one in double)
    ]
    around = [pair for pair in single if any(_holds(pair, one) for one in double)]
    inner = [one for one in double if not any(_holds(pair, one) for pair in around)]
    return sorted([*found, *around, *inner], key=lambda pair: pair.opened)


def _holds(outer: Pair, inner: Pair) -> bool:
    return outer.opened < inner.opened and inner.closed < outer.closed and not outer.open


# ── speech or phrase ────────────────────────────────────────────────────────────────────────────────────


def _quotation(passages: Sequence[Passage], phrase: Phrase) -> PrintedQuotation:
    passage, pair = passages[phrase.passage], phrase.pair
    parts = [passage.text[pair.start : pair.end]]
    parts += (passages[index].text[one.start : one.end] for index, one in phrase.going_on)
    words = "\n\n".join(folded for part in parts if (folded := " ".join(part.split())))
    before = lead(passages, phrase)
    last, closed = phrase.going_on[-1] if phrase.going_on else (phrase.passage, pair)
    after = passages[last].text[closed.closed :]
    cued = _is_cued(words, before, after)
    return PrintedQuotation(
        line=passage.line_at(pair.opened),
        words=words,
        html="",
        in_text=True,
        speech=_is_speech(words, before, cued=cued),
        cued=cued,
        unclosed=closed.open,
    )


def lead(passages: Sequence[Passage], phrase: Phrase) -> str:
    """What stands before a phrase: in its passage, or, where it begins that, at the end of the one before."""
    before = passages[phrase.passage].text[: phrase.pair.opened]
    if not before.strip() and phrase.passage:
        previous = passages[phrase.passage - 1]
        before = previous.text if previous.kind is BlockKind.PARAGRAPH else ""
    return before[-_LEAD:]


def _is_cued(words: str, before: str, after: str) -> bool:
    """Whether a verb of saying or a colon stands beside the words, or they go on after one."""
    ended = words.rstrip()[-1:] in tuple(_STOPS)
    if _NAMES_A_TERM.search(before):
        return False
    if _ACCORDING.search(before) or _GOES_ON.search(before) or _SAYS.search(before):
        return True
    if words.rstrip()[-1:] == "," and _SAID_SOON.match(after):
        return True
    told = words.rstrip()[-1:] in tuple(",!?") or after.lstrip()[:1] in (",", "–", "—")
    if told and _SAID.match(after):
        return True
    return before.rstrip().endswith(":") and ended


def _is_speech(words: str, before: str, *, cued: bool) -> bool:
    found = _WORD.findall(words)
    if len(found) < 2:
        return False
    ended = words.rstrip()[-1] in _STOPS
    if _is_title(found) and not (ended and cued):
        return False
    if cued:
        return len(found) > 2 or ended or words.rstrip()[-1] == ","
    capital = found[0][0].isupper() or found[0][0].isdigit()
    if _NAMES_A_TERM.search(before):
        return capital and ended and len(found) >= 8
    if capital:
        return ended and len(found) >= _SENTENCE
    return len(found) >= _FRAGMENT


def _is_title(words: Sequence[str]) -> bool:
    """Whether most of the longer words have a capital, as in a title or a name."""
    long = [word for word in words if len(word) > 3] or list(words)
    return sum(word[0].isupper() for word in long) >= 0.7 * len(long)
