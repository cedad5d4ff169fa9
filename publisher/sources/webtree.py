"""The tree of a web page → blocks: which part is the article, and what in it is no text of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from publisher.model import ParagraphKind
from publisher.sources.block import Block
from publisher.sources.cleaning import clean

_NEVER_READ = (
    "script style noscript template svg math iframe object embed canvas form button input select textarea option nav "
    "dialog head title link meta video audio map menu s del"
)
_NEVER = frozenset(_NEVER_READ.split())
_BLOCK_TAGS = (
    "p div section article main header footer aside figure figcaption blockquote ul ol li dl dt dd table thead tbody "
    "tfoot tr td th caption h1 h2 h3 h4 h5 h6 pre address hr hgroup details summary fieldset center body html"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "complementary", "menu", "toolbar")
)
_JUNK = re.compile(
    r"(?:^|[-_\s])(?:cookies?|consent|gdpr|newsletter|sign-?up|subscribe|subscription|shar(?:e|ing)|social|related|"
    r"sidebar|breadcrumbs?|comments?|skip(?:-?(?:link|nav))?|menu|nav(?:bar|igation)?|promo|advert(?:isement)?|ads?|popup|"
    r"modal|overlay|pagination|pager|footer|masthead|toolbar|print-only|screen-reader-text|sr-only|visually-?hidden|"
    r"recommended|most-read|tags?|byline|post-meta|entry-meta)(?:$|[-_\s])",
    re.IGNORECASE,
)
_PULL = re.compile(r"pull-?_?quote", re.IGNORECASE)
_NOTES = re.compile(r"(?:^|[-_\s])(?:footnotes?|endnotes?|references)(?:$|[-_\s])", re.IGNORECASE)
_CONTROL = re.compile(
    r"(?:skip (?:to|navigation)\b.*|close|menu|search|share(?: this)?(?: (?:page|article|post|on \w+))?|"
    r"print(?: this page)?|back to top|top|read more|more|next|previous|advertisement|listen|save|copy link|follow us|"
    r"accept(?: all)?(?: cookies)?|"
    r"toggle \w+|open \w+|loading(?:\.\.\.|…)?|[×✕✖≡☰↑←→|·•/–—-]+)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TO_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALL = 0.4
"""A part with less than this share of the article's words may be left out because of what it is called."""
_MAY_BE_BESIDE = frozenset(
    ("aside", "div", "section", "ul", "ol", "footer", "p", "span", "a", "header", "figure", "table")
)
_DEEP = 300
"""Elements within elements of which any is looked at for being left out; no page that people wrote has as many."""
_NODES = 2_000_000
"""Elements and texts that are looked at in a page."""


def article(tree: Any) -> Any:
    """The element that holds the article: the longest `article`, unless `main` has far more; None if there is none."""
    articles = [node for node in tree.css("article") if node.css_first("article") is None] or tree.css("article")
    best = max(articles, key=_size, default=None)
    main = max(
        [*tree.css("main"), *tree.css('[role="main"]'), *tree.css('[itemprop="articleBody"]')], key=_size, default=None
    )
    if best is None or _size(best) == 0:
        return main if main is not None and _size(main) else None
    return main if main is not None and _size(best) < _SMALL * _size(main) else best


def _size(node: Any) -> int:
    """Characters of the paragraphs in a node, which cannot nest; where it has none, of all of it."""
    return sum(len(part.text()) for part in node.css("p")) or len(node.text().strip())


@dataclass(slots=True)
class _Walk:
    """A walk through the tree, the block that is open, and what is around it."""

    made: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    around: Counter[str] = field(default_factory=Counter)  # the tags of the blocks that are open

    def close(self) -> None:
        """End the open block."""
        text = " ".join(clean("".join(self.words)).split())
        self.words.clear()
        if text and not _CONTROL.fullmatch(text):
            block = Block(text, given=True)
            block.kind, block.level = _kind(self.around)
            self.made.append(block)


def _kind(around: Counter[str]) -> tuple[ParagraphKind, int]:
    """What a block within these tags is, and its level."""
    level = next((level for level in range(1, 7) if around[f"h{level}"]), 0)
    if level:
        return ParagraphKind.HEADING, level
    for tag, kind in (
        ("note", ParagraphKind.FOOTNOTE),
        ("pull", ParagraphKind.PULL_QUOTE),
        ("figcaption", ParagraphKind.CAPTION),
        ("caption", ParagraphKind.CAPTION),
        ("tr", ParagraphKind.TABLE),
        ("blockquote", ParagraphKind.QUOTATION),
        ("li", ParagraphKind.ITEM),
        ("dd", ParagraphKind.ITEM),
    ):
        if around[tag]:
            return kind, 0
    return ParagraphKind.TEXT, 0


def blocks(root: Any) -> list[Block]:
    """The blocks of the article below `root`, in order: paragraphs, headings, items, quotations, rows, captions.

    Menus, forms, share buttons, cookie bars, comments and what is hidden are left out, by element, role and class; so
    are marks of footnotes, and lines that are nothing but a control (`Close`, `Skip to content`).
    """
    walk = _Walk()
    total = max(1, len(root.text()))
    for node, opening in _steps(root, total):
        tag = node.tag
        if tag == "-text":
            words = node.text_content or ""
            raised = node.parent is not None and node.parent.tag == "sup" and words.strip().isdigit()
            walk.words.append(words.translate(_TO_RAISED) if raised else words)
        elif tag == "br":
            walk.words.append(" ")
        elif tag == "q":
            walk.words.append("“" if opening else "”")
        elif tag in ("td", "th"):
            walk.words.append(" " if opening else " | ")
        elif tag in _BLOCKS:
            _turn(walk, node, opening=opening)
    walk.close()
    for block in walk.made:
        if block.kind is ParagraphKind.TABLE:
            block.text = block.text.strip(" |")
    return [block for block in walk.made if block.text]


def _turn(walk: _Walk, node: Any, *, opening: bool) -> None:
    """Enter or leave a block element."""
    in_row = walk.around["tr"] > 0 and node.tag != "tr"
    if not in_row:  # a row is one block, whatever its cells hold
        walk.close()
    else:
        walk.words.append(" ")
    names = [node.tag, *_roles(node)]
    if opening:
        walk.around.update(names)
    else:
        walk.around.subtract(names)


def _roles(node: Any) -> list[str]:
    """What an element's class or role adds to its tag: a pull quote, a footnote."""
    attributes = node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if _PULL.search(named):
        return ["pull"]
    role = attributes.get("role") or ""
    return ["note"] if _NOTES.search(named) or role in ("doc-footnote", "doc-endnotes") else []


def _steps(root: Any, total: int) -> Iterator[tuple[Any, bool]]:
    """The nodes below `root` in order, each element on entering and on leaving; without recursion, since pages nest."""
    yield root, True
    waiting = [(child, True) for child in reversed(list(root.iter(include_text=True)))]
    depth = 0
    for _ in range(_NODES):
        if not waiting:
            break
        node, opening = waiting.pop()
        if not opening:
            depth -= 1
            yield node, False
            continue
        if node.tag != "-text":
            if depth < _DEEP and _is_left_out(node, total):
                continue
            depth += 1
            waiting.append((node, False))
            waiting.extend((child, True) for child in reversed(list(node.iter(include_text=True))))
        yield node, True
    yield root, False


def _is_left_out(node: Any, total: int) -> bool:
    tag, attributes = node.tag, node.attributes
    if tag in _NEVER or "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if attributes.get("role") in (*_ROLES, "doc-noteref", "doc-backlink"):
        return True
    if _HIDDEN.search(attributes.get("style") or ""):
        return True
    return _is_note_mark(node) if tag == "sup" else _is_beside(node, tag, total)


def _is_beside(node: Any, tag: str, total: int) -> bool:
    """Whether an element stands beside the text, by its tag or by what it is called, and is small enough for that."""
    attributes = node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if tag not in _MAY_BE_BESIDE or _PULL.search(named):
        return False
    if not (tag in ("aside", "footer") or _JUNK.search(named)):
        return False
    if node.parent is not None and node.parent.tag == "blockquote":  # whose words they are
        return False
    return node.css_first("h1, blockquote") is None and len(node.text()) < _SMALL * total


def _is_note_mark(node: Any) -> bool:
    """Whether raised letters are a footnote's mark: a link, or digits or a sign alone."""
    text = node.text().strip()
    if node.prev is not None and re.search(r"\b[kcm]?m$", node.prev.text_content or ""):
        return False
    return node.css_first("a") is not None or bool(re.fullmatch(r"\[?\d{1,3}\]?|[*†‡§]{1,2}", text))
