"""Which stretches of a report stand between quotation marks? Outer pairs of marks, however they are written.

Straight and curly double marks, guillemets, and single marks where a report uses them as its outer marks (the British
way). Apostrophes, plural possessives and marks within other marks are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from publisher.model import Paragraph, Report

_CLOSERS = {'"': '"”', "“": '”"', "”": '”"', "„": '“”"', "‟": '”"', "«": "»", "»": "«", "‘": "’'", "'": "'’"}
_DOUBLE = re.compile(r"[\"“”„‟«»]")
_SINGLE = re.compile(r"[‘'’]")
_NO_WORD_BEFORE = re.compile(r"(?:^|[\s([{—–\-/:*_>\"“])\Z")
_NO_WORD_AFTER = re.compile(r"[\s)\]}.,;:!?—–\-/…*_<'’\"”\[¹²³⁰-⁹]|\Z")
_ELIDED = re.compile(r"['’‘](?:\d0s?\b|tis\b|twas\b|em\b|til\b|cause\b|bout\b|n['’])", re.IGNORECASE)
_DROPPED_LETTER = re.compile(r"\b(?:\w+in|o|an|th|wi)\Z", re.IGNORECASE)
_PLURAL = "sxzSXZ"
_STOPS = ".!?…"
_SPOKEN_WORDS = 4
"""Marks around fewer words than this say nothing about how a report marks speech: they may hold terms."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch between marks: `text[start:end]` without them.

    `opened` is where the opening mark stands, `closed` where the closing one ends (`end` where it is missing).
    """

    opened: int
    start: int
    end: int
    closed: int


def marked(report: Report) -> tuple[Marked, ...]:
    """Every outer pair of marks in the report's paragraphs, in order and without overlap.

    Speech over several paragraphs, each opened anew, is one stretch; so is one that the very next paragraph closes.
    Any other mark that nobody closes holds until the end of its paragraph if that ends a sentence, else it is left
    out, as is one within whose paragraph another opens.
    """
    doubles = _stretches(report, _DOUBLE)
    singles = _stretches(report, _SINGLE)
    spoken = [
        sum(len(report.text[m.start : m.end].split()) >= _SPOKEN_WORDS for m in part) for part in (singles, doubles)
    ]
    if spoken[0] <= spoken[1]:
        return tuple(doubles)
    return tuple(_outer(sorted([*singles, *doubles], key=lambda pair: (pair.start, -pair.end))))


def _outer(pairs: list[Marked]) -> Iterator[Marked]:
    """Those pairs, in order, that begin after the one before has ended."""
    reached = 0
    for pair in pairs:
        if pair.opened >= reached:
            yield pair
            reached = pair.closed


def _stretches(report: Report, style: re.Pattern[str]) -> list[Marked]:
    """The pairs of one style over all paragraphs; headings hold none, and end what is open."""
    found: list[Marked] = []
    carried: Marked | None = None
    for paragraph, following in zip_longest(report.paragraphs, report.paragraphs[1:]):
        if paragraph.level:
            continue
        pairs, left = _pairs(report.text, paragraph, style, carried)
        found.extend(pairs)
        carried = None
        if left and following and not following.level and _goes_on(report.text, left, following, style):
            carried = left
        elif left and report.text[left.end - 1] in _STOPS:
            found.append(left)
    return found


def _pairs(
    text: str, paragraph: Paragraph, style: re.Pattern[str], carried: Marked | None
) -> tuple[list[Marked], Marked | None]:
    """The pairs that close in the paragraph, and what is open at its end. `carried` is open from before."""
    found: list[Marked] = []
    opened = carried
    for match in style.finditer(text, paragraph.start, paragraph.end):
        at = match.start()
        if opened is not None and _closes(text, at, opened, paragraph):
            found.append(replace(opened, end=at, closed=at + 1))
            opened = None
        elif at == paragraph.start and carried is not None:
            continue  # the mark with which continued speech opens each paragraph
        elif _opens(text, at, paragraph) and (opened is None or style is _DOUBLE):
            opened = Marked(at, at + 1, at + 1, at + 1)
    if opened is not None:
        opened = replace(opened, end=paragraph.end, closed=paragraph.end)
    return found, opened


def _opens(text: str, at: int, paragraph: Paragraph) -> bool:
    mark, following = text[at], text[at + 1 : min(at + 2, paragraph.end)]
    if mark in "“„«‟" and following:
        return True
    if mark == "’" or not following or following.isspace() or (following in ".,;:!?)" and mark != "‘"):
        return False
    free = bool(_NO_WORD_BEFORE.search(text, max(paragraph.start, at - 1), at)) or at == paragraph.start
    return free and not (mark in "'‘" and _ELIDED.match(text, at))


def _closes(text: str, at: int, opened: Marked, paragraph: Paragraph) -> bool:
    """Whether the mark at `at` closes what `opened`; for single marks, whether it is no apostrophe."""
    if text[at] not in _CLOSERS[text[opened.opened]] or at <= opened.start or at == paragraph.start:
        return False
    before = text[at - 1]
    if before.isspace() or not _NO_WORD_AFTER.match(text[at + 1 : min(at + 2, paragraph.end)]):
        return False
    if text[at] not in "'’" or not before.isalnum():
        return True
    after = text[at + 1 : min(at + 2, paragraph.end)]
    if after and not after.isspace():
        return True  # a stop, a comma or a bracket follows: an apostrophe rarely stands there
    if _DROPPED_LETTER.search(text, opened.start, at):
        return False
    return not (after and before in _PLURAL and _closed_later(text, at + 1, paragraph))


def _closed_later(text: str, start: int, paragraph: Paragraph) -> bool:
    """Whether a mark that can only close comes before the next that opens, so that this one is a possessive."""
    for match in _SINGLE.finditer(text, start, paragraph.end):
        at = match.start()
        if _opens(text, at, paragraph):
            return False
        following = text[at + 1 : min(at + 2, paragraph.end)]
        if not following.isalnum() and (not text[at - 1].isalnum() or not following or following in ".,;:?!)"):
            return True
    return False


def _goes_on(text: str, left: Marked, following: Paragraph, style: re.Pattern[str]) -> bool:
    """Whether the paragraph opens anew with the same mark, or closes what was left open before it opens anything."""
    mark = text[left.opened]
    if text[following.start] == mark:
        return True
    if style is _SINGLE and text[left.end - 1] in _STOPS:
        return False
    first = style.search(text, following.start, following.end)
    return first is not None and _closes(text, first.start(), left, following) and text[first.start()] != "“"
