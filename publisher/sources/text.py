"""Plain and OCR text → Report. `Report.text` is the decoded source, unchanged, so offsets are those of the file."""

from __future__ import annotations

import codecs
import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from publisher.errors import SourceError
from publisher.model import RESERVED_CHARACTERS, Paragraph, Report

_BOMS = (  # the longer ones first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEWLINE = re.compile(r"\r\n|\r|\n|\f")
_BULLET = re.compile(r"[ \t]*(?:[-*•–·▪◦‣]|\(?(?:\d{1,3}|[a-zA-Z])[.)])[ \t]+(?=\S)")
_NUMBERED = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\S")
_UNDERLINE = re.compile(r"\s*(=|-)\1{2,}\s*")
_RESERVED = re.compile(f"[{''.join(sorted(RESERVED_CHARACTERS))}]")
_UNWRAPPED = 120
"""A line of more characters than this was not wrapped by hand, so its end ends a paragraph."""
_HEADING = 100
"""Characters of the longest line that is taken for a heading."""

Line = tuple[int, int]
"""A line's offsets, without its line break."""


def read(data: bytes, *, name: str, encoding: str = "") -> Report:
    """Read plain text into a Report. Raises SourceError as `decode` does.

    Blocks between empty lines are paragraphs; so are list items, and lines too long to be wrapped ones. A short line
    without an end mark before a paragraph is a heading: level 1 or 2 if underlined with `=` or `-`, else the depth of
    its number (`2.1` is 2), else 1. Form feeds, where there are any, count as page breaks.
    """
    text, warnings = decode(data, name=name, encoding=encoding)
    blocks = list(_blocks(text))
    breaks = [match.start() for match in re.finditer("\f", text.rstrip())]
    paragraphs = [
        Paragraph(start, end, level, bisect_left(breaks, start) + 1 if breaks else None)
        for block, following in pairwise([*blocks, []])
        for start, end, level in _paragraphs(text, block, following)
    ]
    title = next((text[p.start : p.end].strip() for p in paragraphs[:1] if p.end - p.start <= _HEADING), "")
    return Report(
        name=name,
        text=text,
        paragraphs=tuple(paragraphs),
        digest=hashlib.sha256(data).hexdigest(),
        title=" ".join(title.split()),
        pages=len(breaks) + 1 if breaks else None,
        warnings=warnings,
    )


def decode(data: bytes, *, name: str, encoding: str = "") -> tuple[str, tuple[str, ...]]:
    """The text of `data`, without its byte-order mark, and warnings about how it was read.

    The ladder: `encoding` if given, else the byte-order mark, else strict UTF-8, else Windows-1252, which older office
    programs write. Raises SourceError for an unknown or unfitting `encoding`, for NUL characters (not text), for
    bytes that fit nothing, and for the private-use characters that this program keeps for itself.
    """
    text, warnings = _ladder(data, name, encoding.strip())
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


def lines(text: str) -> Iterator[Line]:
    """The offsets of each line of `text`, without the line breaks (LF, CR, CR LF or form feed)."""
    start = 0
    for match in _NEWLINE.finditer(text):
        yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _blocks(text: str) -> Iterator[list[Line]]:
    """Runs of lines that are not blank."""
    block: list[Line] = []
    for start, end in lines(text):
        if text[start:end].strip():
            block.append((start, end))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _paragraphs(text: str, block: list[Line], following: list[Line]) -> Iterator[tuple[int, int, int]]:
    """A block as (start, end, level): a heading, or paragraphs, each without the white space around it."""
    if len(block) == 2 and (rule := _UNDERLINE.fullmatch(text[slice(*block[1])])):
        yield *_stripped(text, *block[0]), 1 if rule[1] == "=" else 2
        return
    if len(block) == 1 and _is_heading(text[slice(*block[0])], text[slice(*following[0])] if following else ""):
        number = _NUMBERED.match(text[slice(*block[0])])
        yield *_stripped(text, *block[0]), number[1].count(".") + 1 if number else 1
        return
    start, end = block[0]
    for line in block[1:]:
        if _parts(text, (start, end), line):
            yield *_stripped(text, start, end), 0
            start = line[0]
        end = line[1]
    yield *_stripped(text, start, end), 0


def _parts(text: str, before: Line, line: Line) -> bool:
    """Whether `line` begins a paragraph of its own rather than going on with what stands before it."""
    longest = max(line[1] - line[0], before[1] - max(before[0], text.rfind("\n", before[0], before[1]) + 1))
    return longest > _UNWRAPPED or bool(_BULLET.match(text, *line))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    raw = text[start:end]
    return start + len(raw) - len(raw.lstrip()), end - (len(raw) - len(raw.rstrip()))


def _is_heading(line: str, following: str) -> bool:
    """A short line of words without marks or an end mark, before something longer than itself."""
    words = line.strip()
    if len(words) > _HEADING or words[-1] in ".,;:!?’»" or any(mark in words for mark in '"“”«\t'):
        return False
    if _BULLET.match(line) and not _NUMBERED.match(line):
        return False
    first = next((character for character in words if character.isalnum()), "")
    if not (first.isupper() or first.isdigit()) or not any(character.isalpha() for character in words):
        return False
    return len(following.strip()) > len(words) and (len(following) > 60 or following.rstrip()[-1] in '.:!?"”')
