"""Markdown → Report. `Report.text` is the decoded source; what is markup in it is told by `Report.markup`.

A line scan after CommonMark 0.31.2 (https://spec.commonmark.org/0.31.2/, January 2024), not a full parser: blocks,
and the inline marks that a quotation may cross.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace

from publisher.model import Paragraph, ParagraphKind, Report
from publisher.sources import frontpage, repairs, structure
from publisher.sources.block import Block
from publisher.sources.furniture import Line
from publisher.sources.inline import inline_markup
from publisher.sources.text import decode
from publisher.sources.textblocks import lines
from publisher.sources.vocabulary import Vocabulary

_TEXT = ParagraphKind.TEXT
_PREFIX = re.compile(r" {0,3}>[ ]?")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])(?:[ \t]+(?:\[[ xX]\][ \t]+)?|$)")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S+")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:[ \t]*")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)+$")
_INDENTED = re.compile(r"(?: {4}| {0,3}\t)")
_FRONT_TITLE = re.compile(r"^title:[ \t]*(?:\"([^\"\n]+)\"|'([^'\n]+)'|([^\n#]+))", re.MULTILINE)


def read(data: bytes, *, name: str, encoding: str = "") -> Report:
    """Read Markdown into a Report. Raises SourceError as `text.decode` does.

    Headings (ATX and setext) keep their level; each list item, table row, footnote and block-quoted paragraph is a
    paragraph. Front matter and code are none; front matter is markup, so nothing can be quoted from it.
    """
    text, warnings = decode(data, name=name, encoding=encoding)
    scan = _Scan(text)
    body = _skip_front_matter(text, scan)
    for start, end in lines(text):
        if start >= body:
            scan.line(start, end)
    scan.close()
    markup = tuple(_merged(scan.markup))
    plain = Report(
        name, text, tuple(scan.paragraphs), hashlib.sha256(data).hexdigest(), warnings=warnings, markup=markup
    )
    blocks = [
        Block(plain.words(p.start, p.end), p.start, p.end, level=p.level, kind=p.kind, given=p.kind is not _TEXT)
        for p in scan.paragraphs
    ]
    vocabulary = Vocabulary(block.text for block in blocks)
    found = structure.classify(blocks, vocabulary, headed=True)
    first = next((block.text for block in blocks if block.level == 1), "")
    title = _FRONT_TITLE.search(text, 0, body) if body else None
    front = frontpage.read(blocks, found.first, first)
    return replace(
        plain,
        paragraphs=tuple(Paragraph(b.start, b.end, b.level, None, b.kind) for b in blocks),
        title=" ".join((first or (next(filter(None, title.groups())) if title else "")).split()),
        repairs=repairs.found(text, blocks, found, vocabulary, markup=markup),
        authors=front.authors,
        publisher=front.publisher,
        published=front.published,
    )


def _skip_front_matter(text: str, scan: _Scan) -> int:
    """Where the body begins; front matter before it becomes markup."""
    match = re.match(r"---[ \t]*\r?\n(?:.*?\r?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", text, re.DOTALL)
    if not match:
        return 0
    scan.markup.append((0, match.end()))
    return match.end()


@dataclass
class _Scan:
    """The state of a scan, line by line: the open paragraph, fence and comment."""

    text: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    markup: list[Line] = field(default_factory=list)
    start: int = -1  # of the open paragraph; -1 for none
    end: int = -1
    depth: int = 0  # of the block quotation around it
    fence: str = ""
    comment: bool = False
    in_list: bool = False
    kind: ParagraphKind = _TEXT

    def line(self, start: int, end: int) -> None:
        """Take the line `text[start:end]`."""
        content, depth = (start, 0) if self.fence or self.comment else self._unquoted(start, end)
        line = self.text[content:end]
        if self._inside(start, end):
            return
        if not line.strip():
            self.close()
        elif depth != self.depth and self.start >= 0 and (depth > self.depth or self._block_start(line)):
            self.close()
            self._block(content, end, line)
        else:
            self._block(content, end, line)
        self.depth = depth if self.start < 0 or depth else self.depth  # a lazy line stays in its quotation

    def _unquoted(self, start: int, end: int) -> tuple[int, int]:
        """Step over the `>` of block quotations: where the content begins, and how deep it is."""
        depth = 0
        while match := _PREFIX.match(self.text, start, end):
            self.markup.append(match.span())
            start, depth = match.end(), depth + 1
        return start, depth

    def _inside(self, start: int, end: int) -> bool:
        """Whether the line lies in a code fence or an HTML comment, or begins one; takes it if so."""
        line = self.text[start:end].lstrip("> ")
        if self.comment:
            self.markup.append((start, end))
            self.comment = "-->" not in line
            return True
        if self.fence:
            if line.strip() and not line.strip().strip(self.fence[0]) and len(line.strip()) >= len(self.fence):
                self.fence = ""
                self.markup.append((start, end))
            return True
        fence = _FENCE.match(line)
        if fence:
            self.close()
            self.fence = fence[1]
            self.markup.append((start, end))
        elif line.startswith("<!--"):
            self.close()
            self.comment = "-->" not in line
            self.markup.append((start, end))
        return bool(self.fence) or line.startswith("<!--")

    def _block_start(self, line: str) -> bool:
        return any(pattern.match(line) for pattern in (_ATX, _RULE, _ITEM))

    def _block(self, start: int, end: int, line: str) -> None:
        """Take a line that is not blank, without its block-quotation marks."""
        if heading := _ATX.match(line):
            self.close()
            self._heading(start, heading)
        elif self.start >= 0 and (rule := _SETEXT.match(line)):
            self.markup.append((start, end))
            self._emit(1 if rule[1][0] == "=" else 2)
        elif _RULE.match(line) or _TABLE_RULE.match(line) or (self.start < 0 and _DEFINITION.match(line)):
            self.close()
            self.markup.append((start, end))
        elif marker := _ITEM.match(line) or _FOOTNOTE.match(line):
            self.close()
            self.in_list = True
            self._open(start, start + marker.end(), end)
            self.kind = ParagraphKind.FOOTNOTE if _FOOTNOTE.match(line) else ParagraphKind.ITEM
        elif self.start < 0 and not self.in_list and _INDENTED.match(line):
            return  # indented code: words, but no paragraph
        elif "|" in line and line.strip().startswith("|"):
            self.close()
            self._open(start, start, end)
            self.kind = ParagraphKind.TABLE
            self.close()
        else:
            self.in_list = self.in_list and line[:1] in " \t"
            self._continue(start, end)

    def _open(self, marker: int, start: int, end: int) -> None:
        if start > marker:
            self.markup.append((marker, start))
        self.start, self.end = start, end

    def _continue(self, start: int, end: int) -> None:
        if self.start < 0:
            self.start = start
        self.end = end

    def _heading(self, start: int, heading: re.Match[str]) -> None:
        """An ATX heading: its paragraph is the title alone, its marks are markup."""
        if heading[2]:
            self.markup.append((start, start + heading.start(2)))
            if heading.end(2) < heading.end():
                self.markup.append((start + heading.end(2), start + heading.end()))
            self.start, self.end = start + heading.start(2), start + heading.end(2)
            self._emit(len(heading[1]))
        else:
            self.markup.append((start, start + heading.end()))

    def close(self) -> None:
        """End the open paragraph, if there is one."""
        if self.start >= 0:
            self._emit(0)

    def _emit(self, level: int) -> None:
        raw = self.text[self.start : self.end]
        start, end = self.start + len(raw) - len(raw.lstrip()), self.end - (len(raw) - len(raw.rstrip()))
        spans = list(inline_markup(self.text, start, end)) if start < end else []
        self.markup.extend(spans)
        if sum(stop - begin for begin, stop in spans) < end - start:  # a line of tags alone is no paragraph
            kind = ParagraphKind.HEADING if level else self.kind
            quoted = self.depth > 0 and kind is _TEXT
            self.paragraphs.append(Paragraph(start, end, level, None, ParagraphKind.QUOTATION if quoted else kind))
        self.start = self.end = -1
        self.kind = _TEXT


def _merged(spans: list[Line]) -> list[Line]:
    """The spans in order, those that touch or overlap made one."""
    merged: list[Line] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
