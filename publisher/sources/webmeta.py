"""What does a web page say about itself? Title, authors, publisher and date, from JSON-LD, meta tags and bylines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from publisher.sources.cleaning import clean

_ARTICLES = ("article", "report", "blogposting", "webpage", "scholarlyarticle")
_BYLINE = re.compile(r"^(?:written\s+)?by:?\s+", re.IGNORECASE)
_LONGEST = 300
_MAX_JSON = 2_000_000


@dataclass(frozen=True, slots=True)
class Facts:
    """A page's own facts, empty where it has none. `body` is the text of its description, only for comparison."""

    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    body: str = ""


def read(tree: Any) -> Facts:
    """The facts of a parsed page: what a reader sees (its heading) first, then JSON-LD, then meta tags."""
    data = _json_ld(tree)
    heading = tree.css_first("article h1") or tree.css_first("main h1") or tree.css_first("h1")
    document_title = tree.css_first("title")
    title = (
        (_words(heading) if heading is not None else "")
        or _text(data.get("headline"))
        or _meta(tree, "og:title")
        or (_words(document_title) if document_title is not None else "")
    )
    return Facts(
        title=title,
        authors=tuple(dict.fromkeys(filter(None, _authors(tree, data)))),
        publisher=_name(data.get("publisher")) or _meta(tree, "og:site_name"),
        published=_date(tree, data),
        body=_text(data.get("articleBody"), longest=_MAX_JSON),
    )


def _json_ld(tree: Any) -> dict[str, Any]:
    """The first object of the page's JSON-LD that describes an article; an empty one if none does."""
    for script in tree.css('script[type="application/ld+json"]'):
        text = script.text() or ""
        if len(text) > _MAX_JSON:
            continue
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for one in _objects(data):
            kinds = one.get("@type")
            for kind in kinds if isinstance(kinds, list) else [kinds]:
                if isinstance(kind, str) and kind.lower().endswith(_ARTICLES):
                    return one
    return {}


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    for one in data if isinstance(data, list) else [data]:
        if isinstance(one, dict):
            yield one
            graph = one.get("@graph")
            yield from (inner for inner in (graph if isinstance(graph, list) else []) if isinstance(inner, dict))


def _authors(tree: Any, data: dict[str, Any]) -> Iterator[str]:
    people = data.get("author")
    found = [_name(person) for person in (people if isinstance(people, list) else [people])]
    if any(found):
        yield from found
        return
    byline = next(
        (node for css in ('[rel="author"]', '[itemprop="author"]', ".byline") for node in tree.css(css)), None
    )
    if byline is not None:
        yield _BYLINE.sub("", _words(byline))
        return
    named = _meta(tree, "author") or _meta(tree, "article:author")
    if not named.startswith("http"):
        yield named


def _name(person: Any) -> str:
    if isinstance(person, list):
        return next((name for one in person if (name := _name(one))), "")
    return _text(person.get("name")) if isinstance(person, dict) else "" if _is_link(person) else _text(person)


def _is_link(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http:", "https:"))


def _date(tree: Any, data: dict[str, Any]) -> str:
    """The date as printed; else the one that the page declares, as year-month-day."""
    for node in tree.css("article time, main time, time[pubdate], time[itemprop=datePublished]"):
        if words := _words(node):
            return words
    declared = _text(data.get("datePublished")) or _meta(tree, "article:published_time") or _meta(tree, "date")
    return declared[:10] if re.match(r"\d{4}-\d\d-\d\d", declared) else declared


def _meta(tree: Any, name: str) -> str:
    for attribute in ("property", "name", "itemprop"):
        node = tree.css_first(f'meta[{attribute}="{name}"]')
        if node is not None and (content := _text(node.attributes.get("content"))):
            return content
    return ""


def _words(node: Any) -> str:
    return _text(node.text(separator=" "))


def _text(value: Any, *, longest: int = _LONGEST) -> str:
    return " ".join(clean(value).split())[:longest] if isinstance(value, str) else ""
