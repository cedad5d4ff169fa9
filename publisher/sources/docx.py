"""Word document → Report: paragraphs by their styles, lists, tables, text boxes, footnotes.

Read from the parts that matter (ECMA-376 part 1, §11.3 and §17) with lxml: python-docx 1.2 leaves out footnotes, text
boxes, content controls and tracked insertions, and unpacks every picture. Deleted text, field codes and comments are no
words of the report. The text is composed by us.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from publisher.errors import SourceError
from publisher.model import ParagraphKind, Report
from publisher.sources.assemble import Part, assemble
from publisher.sources.block import Block, may_be_heading
from publisher.sources.cleaning import clean
from publisher.sources.vocabulary import Vocabulary

MAX_UNPACKED = 16_000_000
"""Bytes that one part of a document may unpack to: a report of five hundred pages has six million."""
_MAX_PARTS = 10_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SKIPPED = frozenset(
    (
        *(f"{_W}{name}" for name in ("pPr", "rPr", "del", "moveFrom", "instrText", "delText", "sectPr", "tblPr")),
        _FALLBACK,
    )
)
_SIGNS = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-", f"{_W}ptab": " "}
_QUOTES = frozenset(("quote", "intense quote", "block text", "quotation", "block quotation", "block quote"))
_LONG_CELL = 250
"""Characters of a cell from which on a table is taken for a layout, not for figures."""
_DEEP = 60
"""Tables within tables that are read."""


def is_docx(data: bytes) -> bool:
    """Whether the bytes are a zip archive that names a Word document's main part."""
    return data.startswith(b"PK\x03\x04") and b"word/document.xml" in data


def read(data: bytes, *, name: str) -> Report:
    """Read a Word document into a Report; it has no pages, since Word breaks them anew on every machine.

    Raises SourceError if the file is damaged, protected, unpacks to an absurd size, or has no text.
    """
    with _opened(data, name) as archive:
        body = _part(archive, "word/document.xml", name)
        if body is None:
            raise SourceError("is no Word document: its main part is missing", where=name, hint="Save it again")
        styles = _Styles.of(_part(archive, "word/styles.xml", name, optional=True))
        blocks = list(_blocks(body, styles))
        for note in ("word/footnotes.xml", "word/endnotes.xml"):
            blocks += _notes(_part(archive, note, name, optional=True))
        core = _part(archive, "docProps/core.xml", name, optional=True)
    if not any(block.level for block in blocks):
        _bold_headings(blocks)
    elif any(block.titled for block in blocks):
        _lower(blocks)
    blocks = [block for block in blocks if block.text]
    if not blocks:
        raise SourceError("holds no text", where=name)
    made = assemble(
        [Part(block) for block in blocks],
        Vocabulary(block.text for block in blocks),
        title=next((b.text for b in blocks if b.titled), "") or _core_title(core),
        repair=False,
    )
    return Report(
        name=name,
        text=made.text,
        paragraphs=made.paragraphs,
        digest=hashlib.sha256(data).hexdigest(),
        title=made.front.title,
        repairs=made.repairs,
        authors=made.front.authors,
        publisher=made.front.publisher,
        published=made.front.published,
    )


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise _damaged(name) from None
    if len(archive.filelist) > _MAX_PARTS:
        archive.close()
        raise SourceError(f"has more than {_MAX_PARTS:,} parts", where=name)
    return archive


def _damaged(name: str) -> SourceError:
    return SourceError("is damaged or cut short and cannot be opened as Word document", where=name, hint="Get it again")


def _part(archive: zipfile.ZipFile, path: str, name: str, *, optional: bool = False) -> Any:
    """The root element of a part; None if the archive has none, or, if it is `optional`, no readable one."""
    from lxml import etree

    try:
        facts = archive.getinfo(path)
        with archive.open(facts) as file:
            data = file.read(MAX_UNPACKED + 1)
        if len(data) > MAX_UNPACKED or facts.file_size > MAX_UNPACKED:
            raise SourceError(f"unpacks to more than {MAX_UNPACKED / 1e6:,.0f} MB", where=name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(data.replace(_STRICT, _USUAL), parser)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, ValueError, OSError, EOFError, NotImplementedError):
        if optional:
            return None
        raise _damaged(name) from None
    except RuntimeError:  # zipfile: a password is asked for
        raise SourceError("is protected by a password", where=name, hint="Save a copy without protection") from None


@dataclass(slots=True)
class _Block(Block):
    """A block of a Word document; `bold` if all its letters are."""

    bold: bool = False
    titled: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    """A style's name in lower case, its outline level (1 to 9, 0 for none), and whether it is a list's."""

    name: str = ""
    level: int = 0
    item: bool = False


@dataclass(frozen=True, slots=True)
class _Styles:
    """The styles by id."""

    by_id: dict[str, _Style] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Any) -> _Styles:
        """The styles of `word/styles.xml`; what a style is based on counts unless it says otherwise."""
        if root is None:
            return cls()
        elements = {_value(style, "styleId", ""): style for style in root.iter(f"{_W}style")}
        return cls({key: _style(key, elements) for key in elements})


def _style(key: str, elements: dict[str, Any]) -> _Style:
    name, level, item, seen = "", 0, False, set()
    while key in elements and key not in seen:
        seen.add(key)
        element = elements[key]
        name = name or _child_value(element, "name").lower()
        properties = element.find(f"{_W}pPr")
        if properties is not None:
            level = level or _outline(properties)
            item = item or properties.find(f"{_W}numPr") is not None
        heading = re.match(r"heading (\d)$", _child_value(element, "name").lower())
        level = level or (int(heading[1]) if heading else 0)
        key = _child_value(element, "basedOn")
    return _Style(name, level, item)


def _value(element: Any, attribute: str, default: str = "") -> str:
    return str(element.get(f"{_W}{attribute}", default))


def _child_value(element: Any, child: str) -> str:
    found = element.find(f"{_W}{child}")
    return _value(found, "val") if found is not None else ""


def _outline(properties: Any) -> int:
    """The outline level, from 1; 9 in the file is body text."""
    value = _child_value(properties, "outlineLvl")
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _blocks(root: Any, styles: _Styles, depth: int = 0) -> Iterator[_Block]:
    """The blocks below an element, in order; content controls and insertions are stepped into."""
    waiting = list(reversed(list(root)))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_W}p":
            yield _paragraph(element, styles)
            if depth < _DEEP:
                for box in _boxes(element):
                    yield from _blocks(box, styles, depth + 1)
        elif element.tag == f"{_W}tbl":
            if depth < _DEEP:
                yield from _table(element, styles, depth)
        elif element.tag not in _SKIPPED:
            waiting.extend(reversed(list(element)))


def _paragraph(element: Any, styles: _Styles) -> _Block:
    properties = element.find(f"{_W}pPr")
    style = styles.by_id.get(_child_value(properties, "pStyle") if properties is not None else "", _Style())
    level = (_outline(properties) if properties is not None else 0) or style.level
    numbered = style.item or (properties is not None and properties.find(f"{_W}numPr") is not None)
    block = _Block(_text(element), given=True, bold=_is_bold(element))
    if style.name.startswith("toc "):
        block.kind = ParagraphKind.CONTENTS
    elif style.name == "title" or level:
        block.level, block.kind, block.titled = min(level or 1, 6), ParagraphKind.HEADING, style.name == "title"
    elif style.name in _QUOTES:
        block.kind = ParagraphKind.QUOTATION
    elif style.name == "caption":
        block.kind = ParagraphKind.CAPTION
    elif style.name in ("footnote text", "endnote text"):
        block.kind = ParagraphKind.FOOTNOTE
    elif numbered or style.name.startswith("list"):
        block.kind = ParagraphKind.ITEM
    return block


def _text(element: Any) -> str:
    """The words of a paragraph, without those of text boxes and notes in it."""
    parts: list[str] = []
    waiting = list(reversed(list(element)))
    while waiting:
        one = waiting.pop()
        if one.tag == f"{_W}t":
            parts.append(one.text or "")
        elif one.tag in _SIGNS:
            parts.append(_SIGNS[one.tag])
        elif one.tag not in _SKIPPED and one.tag != f"{_W}txbxContent":
            waiting.extend(reversed(list(one)))
    return " ".join(clean("".join(parts)).split())


def _is_bold(element: Any) -> bool:
    runs = [run for run in element.iter(f"{_W}r") if any((t.text or "").strip() for t in run.iter(f"{_W}t"))]
    marks = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    return bool(runs) and all(mark is not None and _value(mark, "val", "1") not in ("0", "false") for mark in marks)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, not those within them; a drawing's fallback says the same again."""
    waiting = list(reversed(list(paragraph)))
    while waiting:
        one = waiting.pop()
        if one.tag == f"{_W}txbxContent":
            yield one
        elif one.tag not in _SKIPPED:
            waiting.extend(reversed(list(one)))


def _table(element: Any, styles: _Styles, depth: int) -> Iterator[_Block]:
    """A table as a block a row; one that lays out text, as the paragraphs of its cells."""
    rows = [
        [list(_blocks(cell, styles, depth + 1)) for cell in row.iter(f"{_W}tc") if _row_of(cell) is row]
        for row in element.iter(f"{_W}tr")
        if _table_of(row) is element
    ]
    texts = [[" ".join(block.text for block in cell if block.text) for cell in row] for row in rows]
    columns = max((len(row) for row in rows), default=0)
    if columns == 1 or any(len(text) > _LONG_CELL for row in texts for text in row):
        yield from (block for row in rows for cell in row for block in cell)
        return
    for row_texts in texts:
        yield _Block(" | ".join(text for text in row_texts if text), kind=ParagraphKind.TABLE, given=True)


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tr"), None)


def _table_of(row: Any) -> Any:
    return next(row.iterancestors(f"{_W}tbl"), None)


def _notes(root: Any) -> Iterator[_Block]:
    """Footnotes or endnotes, separators left out."""
    for note in () if root is None else (*root.iter(f"{_W}footnote"), *root.iter(f"{_W}endnote")):
        if not _value(note, "type"):
            text = " ".join(filter(None, (_text(paragraph) for paragraph in note.iter(f"{_W}p"))))
            yield _Block(text, kind=ParagraphKind.FOOTNOTE, given=True)


def _bold_headings(blocks: list[_Block]) -> None:
    """Short bold lines are the headings of a document that uses no heading styles."""
    for block in blocks:
        if block.bold and block.kind is ParagraphKind.TEXT and may_be_heading(block.text):
            block.kind, block.level = ParagraphKind.HEADING, 1


def _lower(blocks: list[_Block]) -> None:
    """The title stands above the headings of the first level."""
    for block in blocks:
        if block.level and not block.titled:
            block.level = min(6, block.level + 1)


def _core_title(core: Any) -> str:
    """The title of the file's properties, unless it is a file name."""
    title = " ".join(clean(core.findtext(_TITLE) or "").split()) if core is not None else ""
    return "" if re.search(r"\.\w{2,5}$|^(?:untitled|microsoft word\b|document\d*$)", title, re.IGNORECASE) else title
