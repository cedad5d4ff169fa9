"""Which format is this file in? Chooses the reader by content first, then by suffix."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from publisher.errors import SourceError
from publisher.model import Report
from publisher.sources import docx, markdown, pdf, text, webpage

MAX_BYTES = 50_000_000
"""The largest source that is read; a report of a thousand pages with pictures is smaller."""

READABLE = (".txt", ".text", ".md", ".markdown", ".pdf", ".docx", ".html", ".htm")
"""The suffixes that can be read, as error messages name them."""

_MARKDOWN = (".md", ".markdown")
_PAGES = (".html", ".htm", ".xhtml")
_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive of another kind"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "an RTF document"),
)


def read(path: Path, *, name: str, encoding: str = "", progress: Callable[[int, int], None] | None = None) -> Report:
    """Read the source at `path` into a Report that is called `name` in messages.

    `progress` is told, for a PDF, how many pages have been read, and how many there are.

    `encoding` overrides the guess for text, Markdown and web pages (see `text.decode`); the others know theirs. Raises
    SourceError if the file is missing, no regular file, larger than MAX_BYTES, in no readable format, or damaged beyond
    reading.
    """
    suffix = path.suffix.lower()
    data = _bytes(path, name)
    if pdf.is_pdf(data):
        return pdf.read(data, name=name, progress=progress)
    if docx.is_docx(data):
        return docx.read(data, name=name)
    if suffix not in (*READABLE, *_PAGES):
        raise SourceError(
            f"sources of the kind “{suffix or 'without a suffix'}” cannot be read", where=name, hint=_readable()
        )
    if suffix == ".pdf":
        raise SourceError("is not a PDF: its first bytes are not those of one", where=name, hint="Export it again")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and not (suffix == ".docx" and signature[:2] == b"PK"):
            raise SourceError(f"is {kind}, not text", where=name, hint=_readable())
    if suffix == ".docx":
        return docx.read(data, name=name)
    reader = markdown.read if suffix in _MARKDOWN else webpage.read if suffix in _PAGES else text.read
    return reader(data, name=name, encoding=encoding)


def _readable() -> str:
    return f"Readable are {', '.join(READABLE[:-1])} and {READABLE[-1]}"


def _bytes(path: Path, name: str) -> bytes:
    """The content of a regular file of at most MAX_BYTES; a pipe or device is refused before it is opened."""
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise SourceError("is a folder, not a report", where=name, hint="Name the file in it")
        if not stat.S_ISREG(facts.st_mode):
            raise SourceError("is no regular file", where=name)
        if facts.st_size > MAX_BYTES:
            raise _too_large(facts.st_size, name)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise SourceError("there is no such file", where=name, hint="Check the path") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise SourceError(f"cannot be opened: {reason}", where=name) from None
    if len(data) > MAX_BYTES:  # it has grown since it was looked at
        raise _too_large(len(data), name)
    return data


def _too_large(size: int, name: str) -> SourceError:
    return SourceError(
        f"is {size / 1e6:,.0f} MB; at most {MAX_BYTES / 1e6:,.0f} MB are read", where=name, hint="Split or compress it"
    )
