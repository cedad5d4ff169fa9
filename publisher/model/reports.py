"""Reports: text, paragraphs, repairs, and where a passage of them stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum


class ParagraphKind(StrEnum):
    """What a paragraph of a report is. Only TEXT, ITEM and QUOTATION are the report's running text."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"  # of a list
    QUOTATION = "quotation"  # set apart as a block, with or without marks
    PULL_QUOTE = "pull quote"  # repeats words of the text in large type
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    TABLE = "table"
    CONTENTS = "contents"
    FURNITURE = "furniture"  # running heads, page numbers
    BOILERPLATE = "boilerplate"  # about the publisher, addresses, licences; printed the same in every report


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or heading (`level` 1 to 6; 0 is a paragraph) of a report: `text[start:end]`, on `page`."""

    start: int
    end: int
    level: int = 0
    page: int | None = None
    kind: ParagraphKind = ParagraphKind.TEXT


class RepairKind(StrEnum):
    """What was damaged."""

    DROP_CAPITAL = "drop capital"
    HYPHEN = "hyphen at a line's end"
    BREAK = "broken paragraph"  # by a page, a column or a picture
    FURNITURE = "furniture"  # what stood in the middle of a sentence and is no part of it
    MARKUP = "scrap of markup"
    NAME = "suspicious name"  # such as `lan` for `Ian`; told, and read so only when names are compared


@dataclass(frozen=True, slots=True)
class Repair:
    """One place where a report is read otherwise than it stands in its source.

    `before` is what the source has, `after` what is read. Where `applied` is false, `text[start:end]` is `before`;
    where it is true, the text was composed by us and has `after` there already.
    """

    kind: RepairKind
    start: int
    end: int
    before: str
    after: str
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Locator:
    """Where an excerpt stands: the page where the report has pages, else heading path and paragraph."""

    page: int | None = None
    section: tuple[str, ...] = ()
    paragraph: int | None = None

    def __str__(self) -> str:
        """`page 12`, or `“Future priorities”, paragraph 3`."""
        if self.page is not None:
            return f"page {self.page}"
        parts = [f"“{self.section[-1]}”"] if self.section else []
        if self.paragraph is not None:
            parts.append(f"paragraph {self.paragraph}")
        return ", ".join(parts) or "the beginning"


@dataclass(frozen=True)
class Report:
    """A source document read into text.

    `text` is the decoded source for plain text and Markdown, and what `publisher excerpts REPORT --text` prints
    for the rest. `paragraphs` are in order and do not overlap. `digest` is the SHA-256 of the source's bytes, in
    hexadecimal. `warnings` say what could not be read. `markup` are the spans of `text` that are marks of the format
    (emphasis, link targets, the `>` of a block quotation) and no words of the report: in order, without overlap.
    `repairs` are in order of their places. `authors`, `publisher` and `published` are as printed.
    """

    name: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    digest: str
    title: str = ""
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    markup: tuple[tuple[int, int], ...] = ()
    repairs: tuple[Repair, ...] = ()
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    _starts: list[int] = field(init=False, repr=False, compare=False, default_factory=list)
    _headings: list[tuple[int, ...]] = field(init=False, repr=False, compare=False, default_factory=list)
    _changes: list[tuple[int, int, str]] = field(init=False, repr=False, compare=False, default_factory=list)

    def __post_init__(self) -> None:
        """Remember where paragraphs begin, the headings above each, and what is read otherwise than it stands."""
        repairs = (r for r in self.repairs if not r.applied and r.kind is not RepairKind.NAME)
        changes = [*((r.start, r.end, r.after) for r in repairs), *((a, b, "") for a, b in self.markup)]
        reached = 0
        for begin, finish, after in sorted(changes, key=lambda one: (one[0], one[1] > one[0], -one[1])):
            if begin >= reached:
                self._changes.append((begin, finish, after))
                reached = finish
            elif finish > reached and not after.strip():  # what two changes both take away goes once
                self._changes.append((reached, finish, after))
                reached = finish
        above: tuple[int, ...] = ()
        for index, paragraph in enumerate(self.paragraphs):
            self._starts.append(paragraph.start)
            if paragraph.level:
                higher = (one for one in above if self.paragraphs[one].level < paragraph.level)
                above = (*higher, index)
            self._headings.append(above)

    @property
    def changes(self) -> tuple[tuple[int, int, str], ...]:
        """What is read otherwise than it stands in `text`, in order: (start, end, what is read there)."""
        return tuple(self._changes)

    def paragraph_at(self, offset: int) -> int | None:
        """The index of the paragraph that holds `offset`, or of the last one before it."""
        index = bisect_right(self._starts, offset) - 1
        return index if index >= 0 else None

    def words(self, start: int, end: int) -> str:
        """`text[start:end]` as it is read: without the format's marks, with the repairs, white space folded.

        Repairs that `text` has already, and those of names, change nothing here. A repair that the stretch cuts in two
        is left out unless it only takes away. Soft hyphens (a guess about a word broken at a line's end) vanish.
        """
        parts, position = [], start
        for begin, finish, after in self._changes[max(0, bisect_right(self._changes, (start,)) - 1) :]:
            if begin >= end:
                break
            cut = begin < start or finish > end
            if finish < start or (finish == start and begin < start) or (cut and after.strip()):
                continue
            parts += [self.text[position : max(begin, position)], after]
            position = max(position, finish)
        parts.append(self.text[position:end])
        return " ".join("".join(parts).replace("\u00ad", "").split())

    def section_at(self, offset: int) -> tuple[str, ...]:
        """The titles of the headings above `offset`, outermost first."""
        index = self.paragraph_at(offset)
        above = self._headings[index] if index is not None else ()
        return tuple(self.words(self.paragraphs[one].start, self.paragraphs[one].end) for one in above)

    def locator(self, offset: int) -> Locator:
        """Where `offset` stands; the paragraph is counted from the last heading, from 1."""
        index = self.paragraph_at(offset)
        if index is None:
            return Locator()
        above = self._headings[index]
        number = index - above[-1] if above else index + 1
        return Locator(self.paragraphs[index].page, self.section_at(offset), number or None)
