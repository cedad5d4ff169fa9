"""Which marks belong together? Pairs of quotation marks, told from apostrophes, possessives, feet and inches.

Pure: a text goes in, offsets come out. Straight, curly and angle marks, double and single, also mixed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from publisher.patterns import pattern

_CLOSERS = {'"': '"”', "“": '”"', "”": '”"', "„": '“”"', "‟": '”"', "«": "»", "»": "«", "‘": "’'", "'": "'’", "`": "'´"}
_DOUBLE = pattern(r"[\"“”„‟«»]")
_SINGLE = pattern(r"[‘'’`]")
_FREE_BEFORE = pattern(r"[\s([{—–\-/:*_>\"“‘.,;…]")
_FREE_AFTER = pattern(r"[\s)\]}.,;:!?—–\-/…*_<'’\"”\[¹²³⁰-⁹]")
_ELIDED = pattern(r"['’‘](?:\d0s?\b|tis\b|twas\b|em\b|til\b|till\b|cause\b|bout\b|round\b|ere\b|n['’])", re.IGNORECASE)
_DROPPED = pattern(r"\b(?:\w{2,}in|o|an|th|wi|ol|fo|de)\Z")
_SENTENCE_END = pattern(r"[.!?…][)\]]?(?=\s)")
_MARKS_TRIED = 150
"""Single marks among which the one is looked for that closes speech; apostrophes count too."""
_PLURAL = "sxzSXZ"
STOPS = ".!?…"


@dataclass(frozen=True, slots=True)
class Pair:
    """`text[start:end]` stands between marks, of which the outer edges are `opened` and `closed`.

    `double` tells the marks; `open` says that the closing one is missing.
    """

    opened: int
    start: int
    end: int
    closed: int
    double: bool
    open: bool = False


def doubles(text: str, start: int, end: int, carried: str = "") -> list[Pair]:
    """The outer pairs of double marks in `text[start:end]`; the last is open where its end mark is missing.

    `carried` is the mark of speech that an earlier paragraph left open: it goes on here until its end mark.
    """
    found: list[Pair] = []
    opened, mark = (start, carried) if carried else (-1, "")
    depth = 0
    for match in _DOUBLE.finditer(text, start, end):
        at = match.start()
        if opened < 0:
            if _may_open(text, at, start, end):
                opened, mark, depth = at, text[at], 0
        elif carried and at == start and text[at] != "”":
            continue  # the mark with which continued speech opens each paragraph
        elif _may_close(text, at, mark, start, end) and not _is_inches(text, at, end):
            if depth and _closes_again(text, at + 1, mark, start, end):
                depth -= 1
                continue
            found.append(_pair(text, opened, at, carried))
            opened, carried = -1, ""
        elif _may_open(text, at, start, end):
            if _closes_twice(text, at, mark, start, end):
                depth += 1
            else:
                found.extend(_cut_short(text, opened, at, carried))
                opened, mark, carried, depth = at, text[at], "", 0
    if opened >= 0:
        found.append(Pair(opened, opened if carried else opened + 1, end, end, double=True, open=True))
    return found


def _pair(text: str, opened: int, at: int, carried: str) -> Pair:
    start = opened if carried and text[opened] not in _CLOSERS else opened + 1
    return Pair(opened, start, at, at + 1, double=True)


def _may_open(text: str, at: int, start: int, end: int) -> bool:
    """Whether the mark at `at` can open: words follow it at once, and none stands right before it."""
    following = text[at + 1 : min(at + 2, end)]
    if not following or following.isspace():
        return False
    if text[at] in "“„«‟":
        return True
    before = text[at - 1] if at > start else " "
    return bool(_FREE_BEFORE.match(before)) and not (following in ".,;:!?)" and following != ".")


def _may_close(text: str, at: int, mark: str, start: int, end: int) -> bool:
    """Whether the mark at `at` can close what `mark` opened: it leans on words, and none follows at once."""
    if text[at] not in _CLOSERS.get(mark, '”"') or at == start:
        return False
    following = text[at + 1 : min(at + 2, end)]
    leans = not text[at - 1].isspace()
    if text[at] == "”" and leans:
        return True
    return leans and (not following or bool(_FREE_AFTER.match(following)) or not _may_open(text, at, start, end))


def _is_inches(text: str, at: int, end: int) -> bool:
    """`12"` within speech: a straight mark on a digit, with another that can close before the next that opens."""
    if text[at] != '"' or not text[at - 1].isdigit():
        return False
    later = _DOUBLE.search(text, at + 1, end)
    return later is not None and not text[later.start() - 1].isspace()


def _closes_again(text: str, at: int, mark: str, start: int, end: int) -> bool:
    """Whether the next double mark closes too."""
    later = _DOUBLE.search(text, at, end)
    return later is not None and _may_close(text, later.start(), mark, start, end)


def _closes_twice(text: str, at: int, mark: str, start: int, end: int) -> bool:
    """Whether a mark that opens within speech is a nested one: two marks close after it before another opens."""
    closing = 0
    for match in _DOUBLE.finditer(text, at + 1, end):
        if _may_close(text, match.start(), mark, start, end):
            closing += 1
            if closing == 2:
                return True
        else:
            return False
    return False


def _cut_short(text: str, opened: int, until: int, carried: str) -> Iterator[Pair]:
    """Speech without its end mark, before other speech begins: it ends with a sentence, where it has one."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, opened + 1, until)]
    if ends:
        yield Pair(opened, opened if carried else opened + 1, ends[-1], ends[-1], double=True, open=True)


def singles(text: str, start: int, end: int) -> list[Pair]:
    """The outer pairs of single marks in `text[start:end]`; an open one (no end mark) holds until `end`."""
    found: list[Pair] = []
    reached = start
    for match in _SINGLE.finditer(text, start, end):
        at = match.start()
        if at < reached or not _single_opens(text, at, start, end):
            continue
        closing = _single_closing(text, at, end)
        if closing is None:
            found.append(Pair(at, at + 1, end, end, double=False, open=True))
        else:
            found.append(Pair(at, at + 1, closing, closing + 1, double=False))
            reached = closing + 1
    return found


def _single_opens(text: str, at: int, start: int, end: int) -> bool:
    following = text[at + 1 : min(at + 2, end)]
    if text[at] == "’" or not (following.isalnum() or (following in '([…£$€"“' and following)):
        return False
    before = text[at - 1] if at > start else " "
    if before.isalnum() or before == "." or not _FREE_BEFORE.match(before):
        return False
    return not _ELIDED.match(text, at)


def _single_closing(text: str, opened: int, end: int) -> int | None:
    """Where the mark stands that closes the single mark at `opened`."""
    closers = _CLOSERS[text[opened]]
    doubtful = None
    for match in islice(_SINGLE.finditer(text, opened + 2, end), _MARKS_TRIED):
        at = match.start()
        if text[at] == "‘" and text[opened] == "‘" and not text[at - 1].isalnum() and doubtful is None:
            return None  # another opens first
        if text[at] not in closers or text[at - 1].isspace() or not _ends_here(text, at, end):
            continue
        if not text[at - 1].isalnum() or _stop_follows(text, at, end):
            return at
        if _DROPPED.search(text, max(opened + 1, at - 12), at):
            continue
        if text[at - 1] in _PLURAL or text[at - 1].isdigit():
            if not _closed_later(text, at + 1, end):
                return at
            doubtful = at
            continue
        return at
    return doubtful


def _ends_here(text: str, at: int, end: int) -> bool:
    following = text[at + 1 : min(at + 2, end)]
    return not following or bool(_FREE_AFTER.match(following))


def _stop_follows(text: str, at: int, end: int) -> bool:
    """Whether a stop, a comma or a bracket follows: an apostrophe rarely stands there."""
    following = text[at + 1 : min(at + 2, end)]
    return bool(following) and not following.isspace() and following != "-"


def _closed_later(text: str, start: int, end: int) -> bool:
    """Whether a mark that can only close comes before the next that opens, so that this one is a possessive."""
    for match in islice(_SINGLE.finditer(text, start, end), _MARKS_TRIED):
        at = match.start()
        if _single_opens(text, at, start, end) or text[at] == "‘":
            return False
        before = text[at - 1]
        if (
            not before.isspace()
            and _ends_here(text, at, end)
            and (not before.isalnum() or _stop_follows(text, at, end))
        ):
            return True
        if before.isalnum() and before not in _PLURAL and _ends_here(text, at, end):
            return True
    return False


def masked(text: str, pairs: Iterable[Pair]) -> str:
    """`text` with each pair made one long word, so that the marks outside of it can be read alone."""
    parts: list[str] = []
    reached = 0
    for pair in pairs:
        if pair.opened < reached:
            continue
        size = pair.closed - pair.opened
        last = "." if text[pair.end - 1 : pair.end] and text[pair.end - 1] in STOPS + "," else "x"
        parts += (text[reached : pair.opened], "x" * (size - 1), last)
        reached = pair.closed
    return "".join((*parts, text[reached:]))
