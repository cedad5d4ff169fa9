"""What every reader makes of its format before anything is concluded: a block of words, its place and its looks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.model import ParagraphKind

BODY = frozenset((ParagraphKind.TEXT, ParagraphKind.ITEM, ParagraphKind.QUOTATION))
"""The kinds that are the report's running text."""
BULLET = re.compile(r"(?:[-*•–·▪◦‣●■]|\(?(?:\d{1,3}|[a-z])[.)]|\(?[A-Z]\))\s+(?=\S)")
NUMBERED = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\S")
LONGEST_HEADING = 100
"""Characters of the longest line of text that is taken for a heading where letters have no size."""

_END = re.compile(r"[.!?:…][\"”’'»)\]¹²³⁰-⁹*†‡\d]{0,4}$")
_TWO_SENTENCES = re.compile(r"[a-z]{3}[.!?]\s+[A-Z]")
_MARK = re.compile(r"[\"“”„«»]")
_ATTRIBUTION = re.compile(
    r"[-–—]?\s*(?:(?:Professor|Prof|Dr|Sir|Dame|Lord|Lady|Baroness|Cllr|Councillor|Rev|Mrs?|Ms)\.?\s)?"
    r"[A-ZÀ-Þl|][\w.'’|\-]*(?:\s(?:de|da|van|von|der|la|le|al|bin|of|[A-ZÀ-Þ][\w.'’\-]*)){1,4}\s?,\s"
)


@dataclass(slots=True)
class Block:
    """A paragraph, heading or line: its words (white space folded, marks of the format left out) and its offsets.

    `size` is the height of its letters relative to the body's, 1 where the format has none. `given` says that the
    format itself tells its kind and level, `cut` that only a line of furniture stands between it and the block before,
    `indented` that all its lines begin to the right of the column's.
    """

    text: str
    start: int = 0
    end: int = 0
    page: int | None = None
    level: int = 0
    kind: ParagraphKind = ParagraphKind.TEXT
    size: float = 1.0
    given: bool = False
    cut: bool = False
    indented: bool = False

    @property
    def is_body(self) -> bool:
        """Whether it is running text."""
        return self.kind in BODY and not self.level


def ends(text: str) -> bool:
    """Whether the text ends as a sentence does, or introduces what follows."""
    return bool(_END.search(text))


def open_mark(text: str) -> str:
    """The double mark of quotation that is open at the end of `text`, or the empty string."""
    marks = list(_MARK.finditer(text))
    return marks[-1][0] if marks and _opens(text, marks[-1].start()) else ""


def first_mark_closes(text: str) -> bool:
    """Whether the first double mark of quotation in `text` ends something that was opened before."""
    first = _MARK.search(text)
    return first is not None and not _opens(text, first.start())


def _opens(text: str, at: int) -> bool:
    """Whether a double mark opens: by its shape, else by what stands beside it. “ ends what „ has opened."""
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark in "„”":
        return mark == "„"
    if mark == "“":
        return text.rfind("„", 0, at) <= text.rfind("“", 0, at)
    free = not before or before.isspace() or before in "([{—–-/‘'"
    return free and bool(after) and (not after.isspace() or mark == "«")


def is_attribution(text: str) -> bool:
    """Whether a line reads `Name, role, organisation`."""
    return len(text) <= 160 and bool(_ATTRIBUTION.match(text)) and not text.rstrip().endswith((":", "?", "!"))


def may_be_heading(text: str) -> bool:
    """Whether a text without sizes reads like a heading: short, with a capital or number, no mark, no end mark."""
    words = text.strip()
    if not words or len(words) > LONGEST_HEADING or words[-1] in ".,;:!’»" or any(mark in words for mark in '"“”«\t'):
        return False
    if _TWO_SENTENCES.search(words) or words.rstrip("'’")[-1:] in tuple(".,;:!"):
        return False
    if (BULLET.match(words) and not NUMBERED.match(words)) or is_attribution(words):
        return False
    first = next((character for character in words if character.isalnum()), "")
    return (first.isupper() or first.isdigit()) and any(character.isalpha() for character in words)


def title_key(text: str) -> str:
    """What two printings of one title share: their words in lower case, without number and marks."""
    words = re.sub(r"^\s*(?:\d+(?:\.\d+)*|[ivxl]+(?=\.))\s?[.):]?\s+", "", text.casefold())
    return " ".join(re.findall(r"[^\W_]+", words))
