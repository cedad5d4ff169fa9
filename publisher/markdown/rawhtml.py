"""What of an author's raw HTML is let through, and what it mentions.

`clean` leaves nothing active (nh3: scripts, handlers, styles, frames, forms, odd schemes). Its output is regular: names
in lower case, every attribute between double quotes.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.markdown import links

_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "details"),
    *("dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins"),
    *("kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup"),
    *("table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr"),
}
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "time": {"datetime"},
}
# Footnotes of the Markdown around it are cleaned too.
_CLASSES = {"sup": {"footnote-reference", "footnote-definition-label"}, "div": {"footnote-definition"}}
_CONTAINERS = ("blockquote", "details", "div", "dl", "figure", "ol", "pre", "table", "ul")
_CONTAINER = re.compile(rf"<(/?)({'|'.join(_CONTAINERS)})(?=[\s/>])", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ELEMENT = re.compile(r'<(a|img)((?:\s[a-z]+="[^"]*")*)\s*/?>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
MOST_TAGS = 2000  # in one block; the time that nesting takes grows with its square


def too_much(html: str) -> bool:
    """Whether the HTML has more tags than are looked at."""
    return html.count("<") > MOST_TAGS


def clean(html: str) -> str:
    """HTML without anything active; nothing of one that is too much."""
    import nh3

    if too_much(html):
        return ""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=set(links.SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


def unbalanced(html: str) -> str:
    """The first element that is opened or closed in this block and not both; empty where all are balanced."""
    stack: list[str] = []
    for closing, name in _CONTAINER.findall(_COMMENT.sub("", html)):
        if not closing:
            stack.append(name.lower())
        elif not stack or stack.pop() != name.lower():
            return str(name).lower()
    return stack[0] if stack else ""


def words(html: str) -> str:
    """The words of cleaned HTML in one line."""
    return " ".join(entities.unescape(re.sub(r'<(?:[^>"]|"[^"]*")*>', " ", html)).split())


@dataclass(frozen=True, slots=True)
class Mention:
    """A link or an image of cleaned HTML."""

    tag: str
    address: str
    words: str
    title: str


def mentions(html: str) -> Iterator[Mention]:
    """The links and images of cleaned HTML, in order."""
    for match in _ELEMENT.finditer(html):
        found = {name: entities.unescape(value) for name, value in _ATTRIBUTE.findall(match[2])}
        if match[1] == "img":
            yield Mention("img", found.get("src", ""), found.get("alt", ""), found.get("title", ""))
        elif "href" in found:
            inside = html[match.end() : html.find("</a>", match.end())]
            yield Mention("a", found["href"], words(inside), found.get("title", ""))
