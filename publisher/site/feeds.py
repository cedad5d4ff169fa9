"""RSS 2.0, Atom and JSON Feed from one model, so that the three agree.

Sources: RSS 2.0 with the RSS Advisory Board's profile (https://www.rssboard.org/rss-profile), RFC 4287 for Atom,
https://www.jsonfeed.org/version/1.1/; the bar is the W3C feed validator without error or warning. Items come newest
first; every address is absolute. Ids follow from the project's id and the edition's key, never from an address, so a
post that is renamed or a site that moves makes no second item in anybody's reader.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

ITEM_LIMIT = 50  # items at most, whatever `page_size` says; readers fetch a feed many times a day

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_RSS_NAMES = {"atom": _ATOM, "content": _CONTENT, "dc": _DC, "media": _MEDIA}
_RSS_DOCUMENTATION = "https://www.rssboard.org/rss-specification"
_ROOT = uuid.UUID("3f0a4f3e-7d0b-5a53-9a57-5f6d3a1f6c11")  # fixed for ever: every id is derived from it
# What XML 1.0 (§2.2) has no place for, C1 controls that readers show as boxes, and halves of surrogate pairs.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedImage:
    """A picture of an item: absolute address, media type, size in bytes and in pixels."""

    url: str
    media_type: str
    length: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One post as the feeds tell of it. `content` is HTML with absolute addresses; all else is plain text."""

    id: str
    url: str
    title: str
    published: datetime
    content: str
    summary: str = ""
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: FeedImage | None = None

    @property
    def changed(self) -> datetime:
        """When it last changed."""
        return max(self.updated or self.published, self.published)


@dataclass(frozen=True, slots=True)
class Feed:
    """A publication's feed. `addresses` has the absolute address of each form: `rss`, `atom`, `json`."""

    id: str
    title: str
    home: str
    description: str
    language: str
    publisher: str
    addresses: Mapping[str, str]
    items: tuple[FeedItem, ...]
    style: str = ""

    @property
    def changed(self) -> datetime | None:
        """When the newest change was; None for an empty feed."""
        return max((item.changed for item in self.items), default=None)


def identifier(project: str, key: str = "") -> str:
    """The id of an item (by its edition's key) or of the feed itself: a `urn:uuid:` (RFC 9562, version 5)."""
    return f"urn:uuid:{uuid.uuid5(_ROOT, f'{project}/{key}')}"


def clean(text: str) -> str:
    """`text` without characters that XML cannot carry."""
    return _FORBIDDEN.sub("", text)


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0, UTF-8."""
    from lxml import etree

    root = etree.Element("rss", version="2.0", nsmap=_RSS_NAMES)
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", feed.description or feed.title)
    _add(channel, "language", feed.language)
    if feed.changed:
        _add(channel, "lastBuildDate", rfc822(feed.changed))
    _add(channel, "generator", "publisher")
    _add(channel, "docs", _RSS_DOCUMENTATION)
    _add(channel, f"{{{_ATOM}}}link", rel="self", type="application/rss+xml", href=feed.addresses["rss"])
    for item in feed.items:
        _rss_item(etree.SubElement(channel, "item"), item)
    return _document(root, feed.style)


def atom(feed: Feed) -> bytes:
    """The feed as Atom, UTF-8."""
    from lxml import etree

    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]  # the stubs forget None
    root.set("{http://www.w3.org/XML/1998/namespace}lang", feed.language)
    _add(root, f"{{{_ATOM}}}id", feed.id)
    _add(root, f"{{{_ATOM}}}title", feed.title)
    if feed.description:
        _add(root, f"{{{_ATOM}}}subtitle", feed.description)
    _add(root, f"{{{_ATOM}}}updated", rfc3339(feed.changed or datetime.fromtimestamp(0, UTC)))
    _add(root, f"{{{_ATOM}}}link", rel="self", type="application/atom+xml", href=feed.addresses["atom"])
    _add(root, f"{{{_ATOM}}}link", rel="alternate", type="text/html", href=feed.home)
    _add(etree.SubElement(root, f"{{{_ATOM}}}author"), f"{{{_ATOM}}}name", feed.publisher)
    _add(root, f"{{{_ATOM}}}generator", "publisher")
    for item in feed.items:
        _atom_entry(etree.SubElement(root, f"{{{_ATOM}}}entry"), item)
    return _document(root, feed.style)


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1, UTF-8."""
    content: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(feed.title),
        "home_page_url": feed.home,
        "feed_url": feed.addresses["json"],
        "description": clean(feed.description),
        "language": feed.language,
        "authors": [{"name": clean(feed.publisher)}],
        "items": [_json_item(item) for item in feed.items],
    }
    return json.dumps(_without_empty(content), ensure_ascii=False, indent=1).encode() + b"\n"


def rfc822(moment: datetime) -> str:
    """`Tue, 24 Nov 2026 09:00:00 +0000`, in no one's locale."""
    return format_datetime(moment)


def rfc3339(moment: datetime) -> str:
    """`2026-11-24T09:00:00+00:00`."""
    return moment.isoformat(timespec="seconds")


def _rss_item(element: _Element, item: FeedItem) -> None:
    _add(element, "title", item.title)
    _add(element, "link", item.url)
    _add(element, "guid", item.id, isPermaLink="false")
    _add(element, "pubDate", rfc822(item.published))
    for author in item.authors:
        _add(element, f"{{{_DC}}}creator", author)
    for tag in item.tags:
        _add(element, "category", tag)
    _add(element, "description", item.summary or item.title)
    _add_html(element, f"{{{_CONTENT}}}encoded", item.content)
    if item.image:
        image = item.image
        _add(element, "enclosure", url=image.url, length=str(image.length), type=image.media_type)
        size = {"fileSize": str(image.length), "width": str(image.width), "height": str(image.height)}
        _add(element, f"{{{_MEDIA}}}content", url=image.url, type=image.media_type, medium="image", **size)


def _atom_entry(element: _Element, item: FeedItem) -> None:
    from lxml import etree

    _add(element, f"{{{_ATOM}}}id", item.id)
    _add(element, f"{{{_ATOM}}}title", item.title)
    _add(element, f"{{{_ATOM}}}link", rel="alternate", type="text/html", href=item.url)
    if item.image:
        image = item.image
        _add(
            element,
            f"{{{_ATOM}}}link",
            rel="enclosure",
            type=image.media_type,
            length=str(image.length),
            href=image.url,
        )
    _add(element, f"{{{_ATOM}}}published", rfc3339(item.published))
    _add(element, f"{{{_ATOM}}}updated", rfc3339(item.changed))
    for author in item.authors:
        _add(etree.SubElement(element, f"{{{_ATOM}}}author"), f"{{{_ATOM}}}name", author)
    for tag in item.tags:
        _add(element, f"{{{_ATOM}}}category", term=tag)
    if item.summary:
        _add(element, f"{{{_ATOM}}}summary", item.summary)
    _add(element, f"{{{_ATOM}}}content", item.content, type="html")


def _json_item(item: FeedItem) -> dict[str, object]:
    content: dict[str, object] = {
        "id": item.id,
        "url": item.url,
        "title": clean(item.title),
        "content_html": clean(item.content),
        "summary": clean(item.summary),
        "date_published": rfc3339(item.published),
        "date_modified": rfc3339(item.changed),
        "authors": [{"name": clean(author)} for author in item.authors],
        "tags": [clean(tag) for tag in item.tags],
    }
    if item.image:
        image = item.image
        content["image"] = image.url
        content["attachments"] = [{"url": image.url, "mime_type": image.media_type, "size_in_bytes": image.length}]
    return _without_empty(content)


def _add(parent: _Element, name: str, text: str = "", /, **attributes: str) -> None:
    """A child element; text and attributes are cleaned, then escaped once, by lxml."""
    from lxml import etree

    child = etree.SubElement(parent, name, {key: clean(value) for key, value in attributes.items()})
    if text:
        child.text = clean(text)


def _add_html(parent: _Element, name: str, html: str) -> None:
    """HTML as CDATA, or escaped where it holds the `]]>` that would end a CDATA section."""
    from lxml import etree

    content = clean(html)
    etree.SubElement(parent, name).text = content if "]]>" in content else etree.CDATA(content)


def _document(root: _Element, style: str) -> bytes:
    from lxml import etree

    if style:
        root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{style}"'))
    etree.indent(root, space="")
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8") + b"\n"


def _without_empty(content: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in content.items() if value or key in ("items", "content_html", "title")}
