"""Plain and OCR text → Report. `Report.text` is the decoded source, unchanged, so offsets are those of the file."""

from __future__ import annotations

import codecs
import hashlib
import re

from publisher.errors import SourceError
from publisher.model import RESERVED_CHARACTERS, Paragraph, Report
from publisher.sources import frontpage, repairs, structure, textblocks
from publisher.sources.vocabulary import Vocabulary

_BOMS = (  # the longer ones first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAX_CHARACTERS = 6_000_000
"""Characters of the longest text that is read; the Bible has four million."""

_NEWLINE = re.compile(r"\r\n|\r|\n|\f")
_RESERVED = re.compile(f"[{''.join(sorted(RESERVED_CHARACTERS))}]")


def read(data: bytes, *, name: str, encoding: str = "") -> Report:
    """Read plain text into a Report. Raises SourceError as `decode` does.

    `textblocks` says what is a paragraph, `structure` what each one is, `repairs` how the damage of OCR is read. Form
    feeds, where there are any, count as page breaks.
    """
    text, warnings = decode(data, name=name, encoding=encoding)
    blocks, markup = textblocks.split(text)
    vocabulary = Vocabulary(block.text for block in blocks)
    blocks, letters = repairs.large_letters(text, blocks, vocabulary)
    found = structure.classify(blocks, vocabulary)
    front = frontpage.read(blocks, found.first)
    return Report(
        name=name,
        text=text,
        paragraphs=tuple(Paragraph(b.start, b.end, b.level, b.page, b.kind) for b in blocks),
        digest=hashlib.sha256(data).hexdigest(),
        title=front.title,
        pages=text.rstrip().count("\f") + 1 if "\f" in text.rstrip() else None,
        warnings=warnings,
        markup=markup,
        repairs=repairs.found(text, blocks, found, vocabulary, known=letters),
        authors=front.authors,
        publisher=front.publisher,
        published=front.published,
    )


def decode(data: bytes, *, name: str, encoding: str = "", lenient: bool = False) -> tuple[str, tuple[str, ...]]:
    """The text of `data`, without its byte-order mark, and warnings about how it was read.

    The ladder: `encoding` if given, else the byte-order mark, else strict UTF-8, else Windows-1252, which older office
    programs write. Raises SourceError for more than MAX_CHARACTERS, an unknown or unfitting `encoding`, NUL characters
    (not text), bytes that fit nothing, and the private-use characters that this program keeps for itself. A `lenient`
    reader takes those characters out itself; bytes that do not fit become U+FFFD for it, with a warning.
    """
    if lenient:
        return _leniently(data, name, encoding.strip())
    text, warnings = _ladder(data, name, encoding.strip())
    if len(text) > MAX_CHARACTERS:
        raise SourceError(
            f"holds more than {MAX_CHARACTERS // 1_000_000} million characters", where=name, hint="Split it"
        )
    nul = text.find("\0")
    if nul >= 0:
        raise SourceError(
            "holds NUL characters, so it is not text",
            where=f"{name}:{_line(text, nul)}",
            hint="If it is UTF-16 without a byte-order mark, name the encoding",
        )
    reserved = _RESERVED.search(text)
    if reserved:
        place = f"{name}:{_line(text, reserved.start())}"
        raise SourceError(
            f"holds the private-use character U+{ord(reserved[0]):04X}, which is reserved",
            where=place,
            hint="Remove it from the source",
        )
    return text, warnings


def _leniently(data: bytes, name: str, encoding: str) -> tuple[str, tuple[str, ...]]:
    try:
        return _ladder(data, name, encoding)
    except SourceError:
        try:
            text = data.decode(encoding or "utf-8", errors="replace")
        except (LookupError, ValueError):
            text = data.decode("utf-8", errors="replace")
        return text, (f"{name}: some bytes are not {encoding or 'UTF-8'} and were replaced",)


def _ladder(data: bytes, name: str, encoding: str) -> tuple[str, tuple[str, ...]]:
    if encoding:
        return _decode_as(data, name, encoding), ()
    for mark, its_encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as(data, name, its_encoding), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), (f"{name}: is not UTF-8; it was read as Windows-1252",)
    except UnicodeDecodeError as error:
        raise SourceError(
            f"is neither UTF-8 nor Windows-1252 text (byte {error.start})", where=name, hint="Name its encoding"
        ) from None


def _decode_as(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise SourceError(f"is not {encoding} text (byte {error.start})", where=name) from None
    except (LookupError, ValueError):
        raise SourceError(
            f"no encoding is called “{encoding}”", where=name, hint="utf-8 and cp1252 are usual"
        ) from None


def _line(text: str, offset: int) -> int:
    return len(_NEWLINE.findall(text, 0, offset)) + 1
