"""Edits that a quotation may make if it marks them: what is left out, replaced or added, and the pieces that are kept.

The conventions are those of New Hart's Rules (2014, §9.3) and the Chicago Manual of Style (17th ed., 13.50 to 13.62):
`…` and `[…]` leave out, `[word]` replaces or adds, `[T]he` changes a capital, `[sic]` says that the source has it so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from publisher.excerpts import folding
from publisher.patterns import pattern

_DOTS = r"(?:…|\.(?:\s?\.){2,3})"
_EDIT = pattern(
    rf"(?P<sic>\s*[\[(]\s*sic!?\s*[\])])"
    rf"|(?P<omission>\[\s*{_DOTS}\s*\]|\(\s*{_DOTS}\s*\)|{_DOTS})"
    r"|(?P<capital>(?<![^\W_])\[[^\W\d_]\](?=[^\W\d_]))"
    r"|\[(?P<words>[^\[\]]{0,300})\]",
    re.IGNORECASE,
)
_WORD = pattern(r"\w")
_EDGE_MARKS = " '.,;:-"  # of a form: what an omission may add or take away where it begins and ends


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two pieces: whether words may be missing there, and which were put in.

    `words` is how many words of the source may be missing (None: as many as the turn has). `tight_before` and
    `tight_after` say that a bracket touches the piece, so that it may end or begin inside a word.
    """

    words: int | None = 0
    put_in: str = ""
    tight_before: bool = False
    tight_after: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are kept, as a form; with `any_case` the first letter's case was changed in brackets."""

    form: str
    any_case: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """Printed words with their marked edits: `gaps` has one entry more than `pieces`."""

    pieces: tuple[Piece, ...]
    gaps: tuple[Gap, ...]


_REPLACED = 12
"""How many words one bracket may stand for."""


def parse(printed: str) -> Edited | None:
    """The pieces and gaps of printed words; None where they hold no mark of an edit, or nothing beside such marks."""
    text = " ".join(printed.split())
    if _EDIT.search(text) is None:
        return None
    building = _Building()
    position = 0
    for match in _EDIT.finditer(text):
        building.say(text[position : match.start()])
        building.edit(match, text)
        position = match.end()
    building.say(text[position:])
    return building.made()


@dataclass(slots=True)
class _Building:
    """Reads printed words from left to right."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=lambda: [Gap()])
    current: str = ""
    any_case: bool = False

    def say(self, words: str) -> None:
        self.current += words

    def edit(self, match: re.Match[str], text: str) -> None:
        if match["sic"]:
            return
        if match["capital"]:
            if _WORD.search(self.current):
                self.close(Gap())
            self.current, self.any_case = match[0][1:-1], True
            return
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if match["omission"]:
            self.close(Gap(None))
            return
        self.close(Gap(_REPLACED, match["words"], _touches(before), _touches(after)))

    def close(self, gap: Gap) -> None:
        """End the piece; a gap that follows another with no word between is one with it."""
        if _WORD.search(self.current):
            self.pieces.append((self.current, self.any_case))
            self.gaps.append(gap)
        else:
            self.gaps[-1] = _both(self.gaps[-1], gap)
        self.current, self.any_case = "", False

    def made(self) -> Edited | None:
        self.close(Gap())
        gaps = self.gaps
        pieces = [
            Piece(_stripped(words, gaps[n], gaps[n + 1], last=n == len(self.pieces) - 1), any_case)
            for n, (words, any_case) in enumerate(self.pieces)
        ]
        if not pieces or not all(_WORD.search(piece.form) for piece in pieces):
            return None
        return Edited(tuple(pieces), tuple(gaps))


def _both(first: Gap, second: Gap) -> Gap:
    words = None if None in (first.words, second.words) else max(first.words or 0, second.words or 0)
    put_in = " ".join(filter(None, (first.put_in, second.put_in)))
    return Gap(words, put_in, first.tight_before, second.tight_after)


def _touches(character: str) -> bool:
    return character.isalnum()


def _stripped(words: str, before: Gap, after: Gap, *, last: bool) -> str:
    """The form of a piece without the marks and stops that an edit beside it may change."""
    formed = folding.form(words).text.strip(" '")
    if formed[:1] == "-" and not formed[1:2].isdigit():
        formed = formed[1:].lstrip(" '")
    if before != Gap() and not before.tight_after:
        formed = formed.lstrip(_EDGE_MARKS)
    if (after != Gap() or not last) and not after.tight_before:
        formed = formed.rstrip(_EDGE_MARKS)
    return formed


def variants(piece: Piece, *, any_case: bool) -> Iterator[tuple[str, bool]]:
    """The forms that a piece may have in the source, and whether that is another case of its first letter.

    `any_case`: also where no bracket marks that.
    """
    yield piece.form, False
    first = next((n for n, character in enumerate(piece.form) if character.isalnum()), 0)
    letter = piece.form[first]
    if (any_case or piece.any_case) and letter.isalpha() and letter.swapcase() != letter:
        other = piece.form[:first] + letter.swapcase() + piece.form[first + 1 :]
        yield other, not piece.any_case


def without_edits(printed: str) -> str:
    """The printed words with what brackets hold as plain words, and omissions gone: for looking for what is near."""

    def plain(match: re.Match[str]) -> str:
        if match["sic"]:
            return ""
        return " " if match["omission"] else match[0][1:-1]

    return " ".join(_EDIT.sub(plain, printed).split())
