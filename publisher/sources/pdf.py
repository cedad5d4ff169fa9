"""PDF → Report, by pdfium. The text is composed by us (see `layout`), so offsets are those of what `--text` prints."""

from __future__ import annotations

import ctypes
import hashlib
import re
import threading
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from publisher.errors import SourceError
from publisher.model import RESERVED_CHARACTERS, Report
from publisher.sources.layout import HYPHEN, RAISED, Line, compose

MAX_PAGES = 3_000
"""Pages that are read; what comes after is left out with a warning."""
MAX_CHARACTERS = 20_000_000
"""Characters that are read, for the same reason: a page may be drawn a million times in a small file."""

_PDFIUM = threading.Lock()  # pdfium is not safe in threads (its README, "Thread safety", as of version 5.15)
_HEADER = 1024  # bytes within which the signature stands (ISO 32000-1, annex H.3.4.1)
_SCANNED = 20
"""A page with a picture and fewer characters than this is a scan."""
MAX_STREAM = 100_000_000
"""Bytes that the content of a page may unpack to."""

_STREAM = re.compile(rb"stream\r?\n(?=\x78[\x01\x5e\x9c\xda])")
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_PART = 1 << 20
_BOLD = 600
_GLUED = re.compile(r"(?<=[^\W\d_])( ?)(\d{1,2})(?=[\s.,;:)]|$)|(?<=[.,;:!?\"”’)])( ?)(\d{1,3})(?=\s|$)")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_UNWANTED = re.compile(f"[\x00-\x01\x03-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff{''.join(sorted(RESERVED_CHARACTERS))}]")


def is_pdf(data: bytes) -> bool:
    """Whether the bytes have a PDF's signature, wherever a reader may expect it."""
    return b"%PDF-" in data[:_HEADER]


def read(data: bytes, *, name: str, progress: Callable[[int, int], None] | None = None) -> Report:
    """Read a PDF into a Report; `Paragraph.page` is the physical page, counted from 1 (page labels are not used).

    Raises SourceError if the file is protected by a password, damaged beyond opening, unpacks to an absurd size, or
    has no text at all. Pages that cannot be read, or are scans, are named in `Report.warnings`. Safe in threads: one
    file is read at a time.
    """
    _refuse_bomb(data, name)
    with _PDFIUM:
        lines, pages, title, warnings = _read(data, name, progress)
    made = compose(lines, title)
    if not made.paragraphs:
        if any("needs OCR" in warning for warning in warnings):
            raise SourceError("holds only pictures of pages", where=name, hint="It needs OCR first")
        raise SourceError("holds no text", where=name, hint=" ".join(warnings[:1]))
    return Report(
        name=name,
        text=made.text,
        paragraphs=made.paragraphs,
        digest=hashlib.sha256(data).hexdigest(),
        title=made.front.title,
        pages=pages,
        warnings=tuple(warnings),
        repairs=made.repairs,
        authors=made.front.authors,
        publisher=made.front.publisher,
        published=made.front.published,
    )


def _read(
    data: bytes, name: str, progress: Callable[[int, int], None] | None
) -> tuple[list[Line], int, str, list[str]]:
    """All lines of the file, the number of its pages, its title and warnings. The caller holds the lock."""
    import pypdfium2

    warnings: list[str] = []
    lines: list[Line] = []
    document = _open(pypdfium2, data, name)
    try:
        pages = len(document)
        if pages > MAX_PAGES:
            warnings.append(f"{name}: has {pages:,} pages; only the first {MAX_PAGES:,} were read")
        characters = 0
        for number in range(1, min(pages, MAX_PAGES) + 1):
            found, warning = _read_page(pypdfium2, document, number)
            lines.extend(found)
            if warning:
                warnings.append(f"{name}: page {number} {warning}")
            characters += sum(len(line.text) for line in found)
            if progress:
                progress(number, min(pages, MAX_PAGES))
            if characters > MAX_CHARACTERS:
                warnings.append(f"{name}: holds too much text; what comes after page {number} was left out")
                break
        return lines, pages, _title(document), warnings
    finally:
        document.close()


def _open(pypdfium2: Any, data: bytes, name: str) -> Any:
    """The opened document. Raises SourceError."""
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > 0:
            return document
        document.close()
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise SourceError("is protected by a password", where=name, hint="Save a copy without protection") from None
    raise SourceError("is damaged or cut short and cannot be opened as PDF", where=name, hint="Get it again")


def _read_page(pypdfium2: Any, document: Any, number: int) -> tuple[list[Line], str]:
    """The lines of a page, and what to warn of (empty if nothing)."""
    page = textpage = None
    try:
        page = document[number - 1]
        textpage = page.get_textpage()
        lines = list(_lines(pypdfium2.raw, textpage, number, page.get_height()))
        scanned = sum(len(line.text) for line in lines) < _SCANNED and _has_picture(pypdfium2.raw, page)
    except (RuntimeError, AssertionError, ValueError, OverflowError) as error:  # PdfiumError is a RuntimeError
        return [], f"is damaged and was left out ({error})"
    else:
        return lines, "is a picture and needs OCR" if scanned else ""
    finally:
        for part in (textpage, page):
            if part is not None:
                part.close()


def _has_picture(raw: Any, page: Any) -> bool:
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _lines(raw: Any, textpage: Any, number: int, height: float) -> Iterator[Line]:
    """The lines of a page in pdfium's order, each with its measures."""
    text = textpage.get_text_range().replace("\ufffe", HYPHEN)  # pdfium's sign for a hyphen at a line's end
    at = 0  # in UTF-16 units, which pdfium counts
    for piece in re.split(f"(?<={HYPHEN})|(?<=\n)", text):
        words = piece.strip()
        if words:
            before = _units(piece[: len(piece) - len(piece.lstrip())])
            first = raw.FPDFText_GetCharIndexFromTextIndex(textpage, at + before)
            last = raw.FPDFText_GetCharIndexFromTextIndex(textpage, at + before + _units(words.rstrip(HYPHEN)) - 1)
            words = _raised(raw, textpage, words, at + before)
            yield _line(raw, textpage, (first, last), text=_clean(words), page=number, height=height)
        at += _units(piece)


def _raised(raw: Any, textpage: Any, words: str, at: int) -> str:
    """The line with the digits of footnotes' marks raised: those smaller than the letter that they stand behind."""

    def mark(match: re.Match[str]) -> str:
        digits = match[2] or match[4]
        here = at + _units(words[: match.end() - len(digits)])
        size, beside = (
            raw.FPDFText_GetFontSize(textpage, raw.FPDFText_GetCharIndexFromTextIndex(textpage, index))
            for index in (here, at + _units(words[: match.start()]) - 1)
        )
        return digits.translate(RAISED) if 0 < size < 0.85 * beside else match[0]

    return _GLUED.sub(mark, words)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _line(raw: Any, textpage: Any, ends: tuple[int, int], *, text: str, page: int, height: float) -> Line:
    """A line from its first and last character."""
    first, last = ends
    left, _, low, high = _box(raw, textpage, first)
    _, right, _, _ = _box(raw, textpage, last)
    _, _, bottom, top = _box(raw, textpage, (first + last) // 2)  # no drop capital, no footnote's mark
    if top <= bottom:
        bottom, top = low, high
    return Line(
        text=text,
        page=page,
        left=left,
        right=max(left, right),
        bottom=bottom,
        size=max(1.0, top - bottom),
        bold=_is_bold(raw, textpage, first) and _is_bold(raw, textpage, last),
        height=height,
    )


def _box(raw: Any, textpage: Any, index: int) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of a character, its font's ascent and descent included; zeros if unknown."""
    box = raw.FS_RECTF()
    if index < 0 or not raw.FPDFText_GetLooseCharBox(textpage, index, box):
        return 0.0, 0.0, 0.0, 0.0
    return box.left, box.right, box.bottom, box.top


def _is_bold(raw: Any, textpage: Any, index: int) -> bool:
    """By the font's weight, or by its name where the file does not tell the weight."""
    if raw.FPDFText_GetFontWeight(textpage, index) >= _BOLD:
        return True
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(textpage, index, buffer, len(buffer), flags)
    return 0 < length <= len(buffer) and any(word in buffer.value.lower() for word in (b"bold", b"black", b"heavy"))


def _clean(text: str) -> str:
    """A line without control and reserved characters, its ligatures as letters."""
    text = _UNWANTED.sub("", text.replace("\t", " "))
    return _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def _title(document: Any) -> str:
    """The title that the file's metadata give, unless it is a file name, as office programs write."""
    title = " ".join(_clean(str(document.get_metadata_value("Title") or "")).split())
    return "" if re.search(r"\.\w{2,5}$|^(?:untitled|microsoft word\b)", title, re.IGNORECASE) else title


def _refuse_bomb(data: bytes, name: str) -> None:
    """Raise SourceError if a stream other than a picture unpacks to more than MAX_STREAM bytes, once or twice over.

    pdfium itself stops only at a gigabyte (measured, version 5.15.2).
    """
    for match in _STREAM.finditer(data):
        header = data[max(0, match.start() - 400) : match.start()].rpartition(b"obj")[2]
        if b"/Image" not in header and _unpacks_to_more(data[match.end() : match.end() + MAX_STREAM], MAX_STREAM):
            raise SourceError(f"unpacks to more than {MAX_STREAM / 1e6:,.0f} MB on a page", where=name)


def _unpacks_to_more(packed: bytes, limit: int) -> bool:
    inner: Any = None
    total = 0
    outer = zlib.decompressobj()
    try:
        while packed and not outer.eof:
            part = outer.decompress(packed, _PART)
            packed = outer.unconsumed_tail
            total += len(part)
            if inner is None:
                inner = zlib.decompressobj() if part[:2] in _ZLIB else False
            while inner and part:
                total += len(inner.decompress(part, _PART))
                part = inner.unconsumed_tail
                if total > limit:
                    return True
            if total > limit:
                return True
    except zlib.error:  # cut or damaged: pdfium reads as far as it goes
        return False
    return False
