"""What HTML says to somebody who reads it: the words, a line a block. For comparing, not for sending."""

from __future__ import annotations

import re

_UNSEEN = ("script", "style", "title", "template", "noscript")
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|s|samp|small|span|strong|sub|sup|time|"
    "u|var|wbr"
)


def words(html: str) -> list[str]:
    """The lines of HTML's words, with single spaces between; none for what cannot be read as HTML.

    Comments, styles and scripts say nothing; nor do pictures, whose alternative texts are no words of the content.
    """
    from lxml import etree
    from lxml.html import HTMLParser, fromstring

    if not html.strip():
        return []
    try:
        tree = fromstring(html.encode(), parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError, UnicodeError):
        return []
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not _INLINE.fullmatch(str(element.tag)):
            parts.append("\n")
        if event == "start" and element.tag not in _UNSEEN:
            parts.append(element.text or "")
        elif event == "end":
            parts.append(element.tail or "")
    lines = (" ".join(line.split()) for line in _joined(parts))
    return [line for line in lines if line]


def _joined(parts: list[str]) -> list[str]:
    """The text cut at blocks; a break that stands in the source is a space."""
    return "".join("\n" if part == "\n" else part.replace("\n", " ") for part in parts).split("\n")
