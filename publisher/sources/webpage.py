"""Web page → Report: the article without menus, cookie bars, sidebars and footers. The text is composed by us.

Own rules first: the `article`, else the `main` element (HTML Living Standard, §4.3.2 and §4.4.14). Where a page has
neither, trafilatura finds the text.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from publisher.errors import SourceError
from publisher.model import Report
from publisher.sources import webmeta
from publisher.sources.assemble import Part, assemble
from publisher.sources.block import Block
from publisher.sources.text import decode
from publisher.sources.vocabulary import Vocabulary
from publisher.sources.webtree import article, blocks

_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_\-:]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([a-zA-Z0-9_\-:]{2,40})")
_HEAD = 4096
"""Bytes in which a page tells its encoding; the standard asks for the first 1,024, older pages take more."""
_AS_WINDOWS = frozenset(("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii", "iso8859-1"))
MAX_PAGE = 8_000_000
"""Bytes of the largest page; a book on one page has two million."""
_DEEPEST = 3_000
_MOST_TAGS = 300_000
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:\-]*)(?:[^<>]{0,2000}?(/)>)?")
_OWN_END = (
    "area base br col embed hr img input link meta param source track wbr p li dd dt td th tr tbody thead tfoot option"
)
_CLOSE_THEMSELVES = frozenset(_OWN_END.split())
_MISSING = 0.5
"""The share of the words that the page's own description has, below which the text found is told to be partial."""
_WITHOUT = (
    "this page marks neither article nor main part, so menus may be among its text; "
    "`pip install 'publisher[web]'` finds the text alone"
)


def is_page(data: bytes) -> bool:
    """Whether the bytes begin as a web page does."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html")) or (head.startswith(b"<?xml") and b"<html" in head)


def read(data: bytes, *, name: str, encoding: str = "") -> Report:
    """Read a web page into a Report.

    The encoding is `encoding`, else that of the byte-order mark, else the one that the page declares, else as
    `text.decode` has it. Raises SourceError as that does, and for a page without text.
    """
    source, warnings = decode(data, name=name, encoding=encoding or _declared(data), lenient=True)
    if len(data) > MAX_PAGE or _is_endless(source):
        raise SourceError("is no page for people: it is too large, or nests without end", where=name)
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(source)
    facts = webmeta.read(tree)
    root = article(tree)
    if root is not None:
        found = blocks(root)
    elif _has_trafilatura():
        found = _by_trafilatura(source)
    else:
        found = []
        warnings = (*warnings, _WITHOUT)
    if not found:
        found = blocks(tree.body) if tree.body is not None else []
    if not found:
        raise SourceError(
            "holds no text", where=name, hint="If a browser shows text there, save the page from it as PDF"
        )
    return _report(data, name, found, facts, warnings)


def _is_endless(source: str) -> bool:
    """Whether there are more than _MOST_TAGS, or more than _DEEPEST elements are open at once.

    The parser's time grows with the square of the latter.
    """
    depth = 0
    for number, tag in enumerate(_TAG.finditer(source)):
        if tag[2].lower() not in _CLOSE_THEMSELVES:
            depth = max(0, depth - 1) if tag[1] else depth + (not tag[3])
            if depth > _DEEPEST:
                return True
        if number > _MOST_TAGS:
            return True
    return False


def _report(data: bytes, name: str, found: list[Block], facts: webmeta.Facts, warnings: tuple[str, ...]) -> Report:
    made = assemble(
        [Part(block) for block in found], Vocabulary(block.text for block in found), title=facts.title, repair=False
    )
    if _is_partial(made.text, facts.body):
        warnings = (*warnings, f"{name}: the page describes a longer text than was found in it")
    return Report(
        name=name,
        text=made.text,
        paragraphs=made.paragraphs,
        digest=hashlib.sha256(data).hexdigest(),
        title=made.front.title,
        warnings=warnings,
        repairs=made.repairs,
        authors=facts.authors or made.front.authors,
        publisher=facts.publisher or made.front.publisher,
        published=facts.published or made.front.published,
    )


def _declared(data: bytes) -> str:
    """The encoding that a page without a byte-order mark declares; Latin-1 is Windows-1252 on the web."""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return ""
    match = _CHARSET.search(data, 0, _HEAD) or _XML_ENCODING.match(data[:_HEAD])
    label = match[1].decode("ascii").lower() if match else ""
    return "cp1252" if label in _AS_WINDOWS else "" if label in ("utf-8", "utf8") else label


def _is_partial(text: str, described: str) -> bool:
    wanted = described.split()
    have = set(text.split())
    return len(wanted) > 100 and sum(word in have for word in wanted) < _MISSING * len(wanted)


def _has_trafilatura() -> bool:
    """Whether the extra is installed."""
    from importlib.util import find_spec

    return find_spec("trafilatura") is not None


def _by_trafilatura(source: str) -> list[Block]:
    """The main text by trafilatura, as blocks; none if it finds none."""
    import logging

    import trafilatura
    from selectolax.lexbor import LexborHTMLParser

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        html: Any = trafilatura.extract(
            source, output_format="html", include_comments=False, include_tables=True, include_formatting=False
        )
    except (ValueError, TypeError, AttributeError, RecursionError, AssertionError, IndexError, KeyError):
        return []  # whatever is odd about the page, its body is read instead
    tree = LexborHTMLParser(html) if html else None
    return blocks(tree.body) if tree is not None and tree.body is not None else []
