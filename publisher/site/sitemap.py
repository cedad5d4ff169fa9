"""sitemap.xml and robots.txt (https://www.sitemaps.org/protocol.html, RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape


def sitemap(places: Iterable[tuple[str, datetime | None]]) -> bytes:
    """The sitemap of (absolute address, last change), in order; the protocol allows 50,000 of them in one file."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(_line(url, changed) for url, changed in places),
        "</urlset>",
    ]
    return "\n".join(lines).encode() + b"\n"


def robots(sitemap_url: str) -> bytes:
    """Everything may be read, and the sitemap stands there."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap_url}\n".encode()


def _line(url: str, changed: datetime | None) -> str:
    last = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    return f"<url><loc>{escape(url)}</loc>{last}</url>"
