"""What does somebody say in this report? Speech between marks; terms, titles and scare quotes left out."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

from publisher.excerpts import folding
from publisher.excerpts.cues import ACCORDING, INTERRUPTED, NAMES_A_TERM, TELLS, TOLD
from publisher.excerpts.marks import Marked, marked
from publisher.excerpts.speakers import speaker
from publisher.model import ExcerptKind, Quotation, Report

_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_STOPS = ".!?…"
_LEAD = 200
"""Characters before a mark that are looked at for a cue."""


def quotations(report: Report) -> tuple[Quotation, ...]:
    """What is said in the report between quotation marks, in order.

    Offsets leave out the outer marks. A speaker is named only where a plain cue beside the words does; else it is
    None. An id is made of the words alone (eight hexadecimal digits), so it is the same when the report is read again
    or its typography changes.
    """
    ids = _Ids()
    return tuple(_quotation(report, pair, ids) for pair in marked(report) if _is_speech(report, pair))


def _quotation(report: Report, pair: Marked, ids: _Ids) -> Quotation:
    raw = report.text[pair.start : pair.end]
    start = pair.start + len(raw) - len(raw.lstrip())
    end = pair.end - (len(raw) - len(raw.rstrip()))
    text = _plain(report, start, end)
    return Quotation(
        id=ids.of(text),
        kind=ExcerptKind.QUOTATION,
        start=start,
        end=end,
        text=text,
        raw_text=report.text[start:end],
        locator=report.locator(start),
        speaker=speaker(report, pair),
    )


def _plain(report: Report, start: int, end: int) -> str:
    """The words there for people."""
    return folding.plain(folding.stretch(report, start, end))


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


def _is_speech(report: Report, pair: Marked) -> bool:
    """Whether words between marks are what somebody said, and no term, title or word held at arm's length."""
    text = _plain(report, pair.start, pair.end)
    words = _WORD.findall(text)
    if not words:
        return False
    sentence = text[-1] in _STOPS
    capital = words[0][0].isupper() or words[0][0].isdigit()
    before = report.text[max(0, pair.opened - _LEAD) : pair.opened]
    if NAMES_A_TERM.search(before):
        return capital and sentence and len(words) >= 8
    if _is_introduced(report, pair, before, sentence=sentence, words=words):
        return True
    if not capital:
        return len(words) >= 7 and not _in_title_case(words)
    stopped = sentence or report.text[pair.closed : pair.closed + 1] in tuple(_STOPS)
    return stopped and len(words) >= (4 if sentence else 6) and not _in_title_case(words)


def _is_introduced(report: Report, pair: Marked, before: str, *, sentence: bool, words: list[str]) -> bool:
    """Whether a verb of saying, `according to` or a colon stands beside the marks, or speech is taken up again."""
    told = report.text[pair.end - 1] in ",?!" and TOLD.match(report.text, pair.closed)
    if told:
        return True
    if INTERRUPTED.search(before):
        return sentence or before.rstrip().endswith(",")
    if TELLS.search(before) or ACCORDING.search(before):
        return sentence or len(words) > 2 or before.rstrip()[-1] in ",:"
    return before.rstrip().endswith(":") and (sentence or (len(words) > 3 and not _in_title_case(words)))


def _in_title_case(words: list[str]) -> bool:
    """Whether most of the longer words have a capital, as in a title or a name."""
    long = [word for word in words if len(word) > 3] or words
    return sum(word[0].isupper() for word in long) >= 0.7 * len(long)
