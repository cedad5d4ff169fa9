"""A source at an address → the file to keep beside the campaign: its bytes, its suffix, a name for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlsplit

from publisher.errors import SourceError
from publisher.sources import docx, pdf, webpage
from publisher.sources.reader import MAX_BYTES, READABLE

WANTED = (
    "text/html",
    "application/xhtml+xml",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/plain",
    "text/markdown",
    "application/octet-stream",
    "binary/octet-stream",
)
"""Content types that may hold a source, as `web.public` takes them; for the last two the content tells."""

_TYPES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/markdown": ".md", "text/plain": ".txt"}
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream")
_NO_TEXT = (b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x1f\x8b")
_UTF8 = frozenset(("", "utf-8", "utf8", "us-ascii", "ascii"))
_LONGEST_NAME = 60


class Reply(Protocol):
    """What this module needs of an answer (`web.Answer` is one); names of headers are in lower case."""

    @property
    def status(self) -> int: ...  # noqa: D102 - a protocol's attribute
    @property
    def headers(self) -> Mapping[str, str]: ...  # noqa: D102 - a protocol's attribute
    @property
    def body(self) -> bytes: ...  # noqa: D102 - a protocol's attribute


@dataclass(frozen=True, slots=True)
class Fetched:
    """A source as it was fetched: `data` to be kept, the `suffix` of READABLE under which it is read, and a `name`.

    The name is made of the address: small letters, digits and dashes, no suffix.
    """

    data: bytes
    suffix: str
    name: str


def fetch(address: str, *, get: Callable[[str], Reply]) -> Fetched:
    """Get the source at `address` by `get` (for an address out of content: `web.public`).

    The format is told by the first bytes, then by the content type, then by the address. Text in an encoding that only
    the answer's header knows is kept as UTF-8 with a byte-order mark, so that the file can be read without the header.
    Raises SourceError for an answer without a source, and whatever `get` raises.
    """
    answer = get(address)
    if answer.status != 200:
        raise SourceError(f"answers with status {answer.status}", where=address, hint="Open it in a browser")
    data = answer.body
    if not data:
        raise SourceError("is empty", where=address)
    if len(data) > MAX_BYTES:
        raise SourceError(f"is over {MAX_BYTES / 1e6:,.0f} MB", where=address)
    kind, charset = _content_type(answer.headers.get("content-type", ""))
    suffix = _suffix(data, kind, urlsplit(address).path)
    if not suffix:
        raise SourceError(
            f"is no readable source ({kind or 'of no declared kind'})",
            where=address,
            hint=f"Readable are {', '.join(READABLE[:-1])} and {READABLE[-1]}",
        )
    return Fetched(_with_encoding(data, suffix, charset), suffix, _name(address))


def _content_type(header: str) -> tuple[str, str]:
    """The media type and the charset of a Content-Type header (RFC 9110 §8.3), in lower case."""
    kind, _, parameters = header.partition(";")
    charset = re.search(r"charset\s*=\s*\"?([\w\-:.]+)", parameters, re.IGNORECASE)
    return kind.strip().lower(), charset[1].lower() if charset else ""


def _suffix(data: bytes, kind: str, path: str) -> str:
    """The suffix of the format, or the empty string."""
    for holds, suffix in ((pdf.is_pdf, ".pdf"), (docx.is_docx, ".docx"), (webpage.is_page, ".html")):
        if holds(data):
            return suffix
    if data.startswith(_NO_TEXT):
        return ""
    match = re.search(r"\.(?:md|markdown|txt|text|html?)$", path.lower())
    named = match[0] if match else ""
    if named and kind in ("text/plain", *_UNTOLD) and not named.startswith(".htm"):
        return named
    return named if kind in _UNTOLD else _TYPES.get(kind, "")


def _with_encoding(data: bytes, suffix: str, charset: str) -> bytes:
    if suffix in (".pdf", ".docx") or charset in _UTF8 or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return data
    label = "cp1252" if charset in ("iso-8859-1", "latin1") else charset
    try:
        return b"\xef\xbb\xbf" + data.decode(label).encode("utf-8")
    except (LookupError, ValueError):  # the header is wrong: the reader's own ladder decides
        return data


def _name(address: str) -> str:
    parts = urlsplit(address)
    last = re.sub(r"\.\w{2,8}$", "", unquote(parts.path).rstrip("/").rpartition("/")[2])
    slug = re.sub(r"[^a-z0-9]+", "-", (last or parts.hostname or "").lower()).strip("-")[:_LONGEST_NAME].strip("-")
    return slug or "source"
