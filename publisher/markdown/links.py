"""Which addresses may an author's text hold, and which bare ones become links."""

from __future__ import annotations

import re
from collections.abc import Iterator

SCHEMES = frozenset(("http", "https", "mailto", "tel"))
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\x9f]")
_BARE = re.compile(rb"(?<![\w/@.\\])(?:https?://|www\.)[^\s<>\"\[\]|\\`\x00-\x20]+", re.IGNORECASE)
_CLOSING = "”“»«’‘…"
_NOT_AT_END = ".,;:!?'*_~…’”»)"


def refused(address: str, *, image: bool = False) -> tuple[str, str] | None:
    """What is wrong with an address of a link or an image, and what to do; None if it may stand.

    A browser overlooks spaces and control characters in a scheme (WHATWG URL §4.4), so they are overlooked here too.
    """
    plain = _INVISIBLE.sub("", address)
    scheme = _SCHEME.match(plain)
    shown = plain if len(plain) <= 60 else f"{plain[:59]}…"
    if scheme and image and scheme[1].lower() not in ("http", "https"):
        return f"an image cannot be `{shown}`", "Give a file below campaigns/, or an https address"
    if scheme and scheme[1].lower() not in SCHEMES:
        return f"a link cannot lead to `{shown}`", "Links may be https, http, mailto and tel, or files"
    if plain.startswith(("//", "\\\\", "/\\", "\\/")):
        return f"the address `{shown}` has no scheme", "Begin it with https:"
    return None


def may_be_bare(source: bytes) -> bool:
    """Whether any bare address may stand in `source`: a quick look. What follows `](` is a link already."""
    if b"://" not in source and b"www." not in source.lower():
        return False
    return any(source[match.start() - 2 : match.start()] != b"](" for match in _BARE.finditer(source))


def bare(source: bytes, begin: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The bare web addresses in `source[begin:end]`: where each begins and ends, in bytes, and the address in full."""
    for match in _BARE.finditer(source, begin, end):
        written = _trimmed(match[0].decode("utf-8", "ignore"))
        if "." in written or "://" in written:
            address = written if "://" in written else f"https://{written}"
            if address.partition("://")[2]:
                yield match.start(), match.start() + len(written.encode()), address


def _trimmed(written: str) -> str:
    """Without the marks that end a sentence, and without a bracket that was opened before the address."""
    cut = next((index for index, letter in enumerate(written) if letter in _CLOSING), len(written))
    written = written[:cut]
    while written and written[-1] in _NOT_AT_END:
        if written[-1] == ")" and written.count("(") >= written.count(")"):
            break
        written = written[:-1]
    return written
