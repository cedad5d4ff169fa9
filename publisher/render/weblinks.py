"""The addresses in finished HTML: as pages need them, and made absolute for feeds.

The HTML comes from `markdown.py`, which writes attributes between double quotes and has removed everything active;
so tags can be found by pattern, and text that merely looks like a tag is escaped and is not found.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import urljoin

from publisher.config import Config
from publisher.render import addresses

_TAG = re.compile(r'<(a|img) ((?:[^>"]|"[^"]*")*)>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_ANY_ADDRESS = re.compile(r'(?<= )(href|src)="([^"]*)"')
# Attributes that mean nothing in a feed reader, and that the W3C feed validator would warn of.
_PAGE_ONLY = re.compile(r' (?:srcset|sizes|loading|decoding|fetchpriority|tabindex|role|aria-[a-z]+)="[^"]*"')
_FEED_TAG = re.compile(r'<[a-z][a-z0-9]*(?: (?:[^>"]|"[^"]*")*)>')


def on_page(
    html: str, config: Config, links: Callable[[str], str], image: Callable[[dict[str, str]], str | None]
) -> str:
    """`html` with every link's address passed through `target`, and images drawn by `image`.

    `image` gets an `<img>`'s attributes, unescaped, and returns its whole tag, or None to leave it as it is.
    """
    html = html.replace(" />", ">")  # in text a `>` is always escaped

    def drawn(match: re.Match[str]) -> str:
        if match[1] == "img":
            found = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[2])}
            return image(found) or match[0]
        return f"<a {_ATTRIBUTE.sub(linked, match[2])}>"

    def linked(match: re.Match[str]) -> str:
        if match[1] != "href":
            return match[0]
        return f'href="{escape(target(unescape(match[2]), config, links))}"'

    return _TAG.sub(drawn, html) if "<a " in html or "<img " in html else html


def target(href: str, config: Config, links: Callable[[str], str]) -> str:
    """Where a link of a body leads: `links` says it; paths that begin with a slash count from the site's root."""
    found = links(href)
    if found.startswith("/") and not found.startswith("//"):
        return addresses.rooted(config, found)
    return found


def for_feed(html: str, page: str) -> str:
    """`html` of the page at the absolute address `page`, fit for a reader elsewhere: absolute addresses, plain tags."""

    def absolute(match: re.Match[str]) -> str:
        return f'{match[1]}="{escape(urljoin(page, unescape(match[2])))}"'

    return _FEED_TAG.sub(lambda match: _ANY_ADDRESS.sub(absolute, _PAGE_ONLY.sub("", match[0])), html)
