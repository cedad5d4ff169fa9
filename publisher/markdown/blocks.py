"""What one block of Markdown says: its plain text, its links and images.

Works on the parser's events as publisher/markdown.py hands them on; in them `value` already has its typography. The
events of one block form a tree written flat: `Start` … `End`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from publisher.markdown import rawhtml
from publisher.model import (
    ImageReference,
    Link,
    PlaceholderName,
    fill_placeholders,
)

_MENTIONS = re.compile(r"<(?:a|img)[\s/]", re.IGNORECASE)
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_RAW = ("Html", "InlineHtml")
_NOTHING = dict.fromkeys(PlaceholderName, "")


class Event(NamedTuple):
    """One event: `name` is `Start`, `End`, `Text`, `Code`, …; `tag` the element of a Start or End; `value` its data.

    `raw` is the text before typography; `line` counts from 1 in the campaign's file.
    """

    name: str
    line: int
    tag: str = ""
    value: Any = None
    raw: str = ""


def plain_text(events: Sequence[Event]) -> str:
    """The block as plain text: paragraphs unwrapped and apart by one empty line, links as `words <address>`."""
    return _PlainText().render(events)


def inline_text(events: Sequence[Event], *, raw: bool = False) -> str:
    """The words alone: no addresses, no footnote marks, breaks as spaces; with `raw`, before typography."""
    parts = []
    for event in events:
        if event.name in ("Text", "Code"):
            parts.append(event.raw if raw else str(event.value))
        elif event.name in ("SoftBreak", "HardBreak"):
            parts.append(" ")
    return "".join(parts)


def links(events: Sequence[Event]) -> Iterator[Link]:
    """Every link with its words, those of raw HTML too."""
    for start, event in enumerate(events):
        if event.name == "Start" and event.tag == "Link":
            yield Link(event.line, event.value["dest_url"], inline_text(_until_end(events, start)))
        elif event.name in _RAW:
            for line, found in _raw_mentions(events, start):
                if found.tag == "a":
                    yield Link(line, found.address, found.words or _words_of_raw_link(events, start))


def images(events: Sequence[Event]) -> Iterator[ImageReference]:
    """Every image with its alternative text, those of raw HTML too."""
    for start, event in enumerate(events):
        if event.name == "Start" and event.tag == "Image":
            alt = inline_text(_until_end(events, start))
            yield ImageReference(event.line, event.value["dest_url"], alt, event.value["title"])
        elif event.name in _RAW:
            for line, found in _raw_mentions(events, start):
                if found.tag == "img":
                    yield ImageReference(line, found.address, found.words, found.title)


def _raw_mentions(events: Sequence[Event], start: int) -> Iterator[tuple[int, rawhtml.Mention]]:
    """What the raw HTML that begins at `start` mentions, with lines: one inline mark, or all lines of a block."""
    if start and events[start].name == events[start - 1].name == "Html":
        return
    if events[start].name == "InlineHtml" and not _MENTIONS.match(events[start].value):
        return
    end = start + 1
    while events[start].name == "Html" and events[end].name == "Html":
        end += 1
    lines = [(event.line, html.unescape(str(event.value))) for event in events[start:end]]
    for found in rawhtml.mentions(rawhtml.clean("".join(str(event.value) for event in events[start:end]))):
        place = re.compile(rf"""(?:href|src)\s*=\s*["']?\s*{re.escape(found.address)}""", re.IGNORECASE)
        yield next((line for line, written in lines if place.search(written)), lines[0][0]), found


def _words_of_raw_link(events: Sequence[Event], start: int) -> str:
    """The words between an inline `<a …>` and its end."""
    following = range(start + 1, len(events))
    end = next((i for i in following if events[i].name == "InlineHtml" and "</a" in events[i].value.lower()), start)
    return inline_text(events[start:end])


def only_image(events: Sequence[Event]) -> ImageReference | None:
    """The image of a paragraph that holds one image and nothing else."""
    if len(events) > 3 and events[1].tag == "Image" and events[-2].tag == "Image" and events[-2].name == "End":
        found = list(images(events))
        return found[0] if len(found) == 1 and len(_until_end(events, 1)) == len(events) - 4 else None
    return None


def _until_end(events: Sequence[Event], start: int) -> Sequence[Event]:
    """The events between the Start at `start` and its End."""
    tag, depth = events[start].tag, 0
    for index in range(start, len(events)):
        if events[index].tag == tag:
            depth += 1 if events[index].name == "Start" else -1
            if depth == 0:
                return events[start + 1 : index]
    return events[start + 1 :]


def anchor(text: str, taken: dict[str, int]) -> str:
    """A heading's id: its words in lower case with dashes, numbered where it is in `taken`; adds itself there."""
    text = re.sub("['’‘]", "", fill_placeholders(text, _NOTHING))
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "section"
    name = base
    while name in taken:
        taken[base] += 1
        name = f"{base}-{taken[base]}"
    taken[name] = 1
    return name


# ── plain text ──────────────────────────────────────────────────────────────────────────────────────────


class _PlainText:
    """Walks a block's events once, line by line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.current = ""
        self.indents: list[str] = []
        self.numbers: list[int | None] = []
        self.marker = ""
        self.targets: list[tuple[str, int]] = []
        self.cells: list[str] | None = None

    def render(self, events: Sequence[Event]) -> str:
        for event in events:
            if event.name == "Start":
                self.start(event)
            elif event.name == "End":
                self.end(event)
            else:
                self.inline(event)
        self.flush()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        text = "\n".join(self.lines).strip("\n")
        return re.sub(r"\n{3,}", "\n\n", text)

    def inline(self, event: Event) -> None:
        if event.name in ("Text", "Code"):
            self.current += str(event.value)
        elif event.name == "SoftBreak":
            self.current += " "
        elif event.name == "HardBreak" or (event.name == "InlineHtml" and _BREAK.match(event.value)):
            self.line_break()
        elif event.name == "FootnoteReference":
            self.current += f"[{event.value}]"
        elif event.name == "Rule":
            self.current += "* * *"

    def start(self, event: Event) -> None:
        if event.tag == "List":
            self.flush()
            self.numbers.append(event.value)
        elif event.tag == "Item":
            number = self.numbers[-1]
            self.marker = "- " if number is None else f"{number}. "
            if number is not None:
                self.numbers[-1] = number + 1
            self.indents.append(" " * len(self.marker))
        elif event.tag == "Link":
            self.targets.append((event.value["dest_url"], len(self.current)))
        elif event.tag == "Image":
            self.targets.append(("", len(self.current)))
        elif event.tag in ("TableHead", "TableRow"):
            self.cells = []
        elif event.tag == "FootnoteDefinition":
            self.current = f"[{event.value}] "
        elif event.tag == "BlockQuote":
            self.flush()
            self.indents.append("> ")

    def end(self, event: Event) -> None:
        if event.tag in ("Paragraph", "Heading", "FootnoteDefinition"):
            self.flush()
            self.gap()
        elif event.tag == "CodeBlock":
            code, self.current = self.current.rstrip("\n"), ""
            self.lines.extend(self.before(f"    {line}").rstrip() for line in code.split("\n"))
        elif event.tag in ("Item", "BlockQuote"):
            self.flush()
            self.indents.pop()
        elif event.tag == "List":
            self.numbers.pop()
            if not self.numbers:
                self.gap()
        elif event.tag == "Link":
            self.link_end()
        elif event.tag == "Image":
            self.image_end()
        elif event.tag == "TableCell" and self.cells is not None:
            self.cells.append(self.current.strip())
            self.current = ""
        elif event.tag in ("TableHead", "TableRow") and self.cells is not None:
            self.lines.append(self.before(" | ".join(self.cells)))
            self.cells = None

    def link_end(self) -> None:
        href, begin = self.targets.pop()
        words = self.current[begin:]
        if href and words not in (href, href.removeprefix("mailto:"), re.sub(r"^https?://", "", href)):
            self.current += f" <{href}>"

    def image_end(self) -> None:
        _, begin = self.targets.pop()
        alt = self.current[begin:]
        self.current = self.current[:begin] + (f"[{alt}]" if alt else "")

    def line_break(self) -> None:
        """A break inside a block; a table's cell stays on its line."""
        if self.cells is None and not self.targets:
            self.flush()
        else:
            self.current += " "

    def flush(self) -> None:
        """End the line that is being written."""
        if self.current.strip():
            self.lines.append(self.before(self.current.strip()))
        self.current = ""

    def before(self, line: str) -> str:
        """The line behind the marks of what it stands in: an item's number, a quotation's `>`."""
        marks = "".join(self.indents[:-1] if self.marker else self.indents) + self.marker
        self.marker = ""
        return marks + line

    def gap(self) -> None:
        """An empty line after a paragraph, but not inside a list."""
        if not self.numbers:
            self.lines.append("".join(self.indents).rstrip())
