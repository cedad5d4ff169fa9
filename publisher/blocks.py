"""What one block of Markdown says: its plain text, and the quotation, image or button in it.

Works on the parser's events as publisher/markdown.py hands them on: pairs of name and value, in which `Text` already
has its typography. The events of one block form a tree written flat: `Start` … `End`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from publisher.model import ImageReference, Link, PrintedQuotation, Speaker

CAPTION_DASHES = ("—", "–", "―", "--")


@dataclass(frozen=True, slots=True)
class Event:
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


def paragraphs(events: Sequence[Event]) -> Iterator[tuple[Event, ...]]:
    """The events inside each paragraph, in order."""
    inside: list[Event] | None = None
    for event in events:
        if event.tag == "Paragraph":
            if event.name == "Start":
                inside = [event]
            elif inside is not None:
                yield tuple(inside)
                inside = None
        elif inside is not None:
            inside.append(event)


def links(events: Sequence[Event]) -> Iterator[Link]:
    """Every link, with its words."""
    for start, event in enumerate(events):
        if event.name == "Start" and event.tag == "Link":
            yield Link(event.line, event.value["dest_url"], inline_text(_until_end(events, start)))


def images(events: Sequence[Event]) -> Iterator[ImageReference]:
    """Every image, with its alternative text as written."""
    for start, event in enumerate(events):
        if event.name == "Start" and event.tag == "Image":
            alt = inline_text(_until_end(events, start))
            yield ImageReference(event.line, event.value["dest_url"], alt, event.value["title"])


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


def anchor(text: str, taken: set[str]) -> str:
    """A heading's id: its words in lower case with dashes, numbered where `taken` has it; adds itself to `taken`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "section"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


# ── quotations ──────────────────────────────────────────────────────────────────────────────────────────


def quotation(events: Sequence[Event], html: str) -> PrintedQuotation:
    """A block quotation. Its caption is a last paragraph, or a last line, that begins with a dash."""
    inner = re.sub(r"^\s*<blockquote>\s*|\s*</blockquote>\s*$", "", html)
    all_paragraphs = list(paragraphs(events))
    line = events[0].line
    caption = _caption(all_paragraphs)
    if caption is None:
        return PrintedQuotation(line, _words(all_paragraphs), inner)
    html_words, caption_html = _split_html(inner, whole_paragraph=caption[0] == 1)
    spoken = [*all_paragraphs[:-1], all_paragraphs[-1][: caption[0] - 1]] if caption[0] > 1 else all_paragraphs[:-1]
    attribution = _without_dash(inline_text(caption[1]))
    return PrintedQuotation(
        line=line,
        words=_words(spoken),
        html=html_words,
        attribution=attribution,
        attribution_html=caption_html,
        attribution_line=caption[1][0].line,
        speaker=speaker(attribution),
    )


def _caption(found: list[tuple[Event, ...]]) -> tuple[int, tuple[Event, ...]] | None:
    """The caption's events, and where in the last paragraph they begin (1: the whole paragraph is the caption)."""
    if not found:
        return None
    last = found[-1]
    begins = [1, *(index + 1 for index, event in enumerate(last) if event.name in ("SoftBreak", "HardBreak"))]
    for index in reversed(begins):
        if index < len(last) and last[index].name == "Text" and last[index].raw.startswith(CAPTION_DASHES):
            return (index, last[index:]) if index > 1 or len(found) > 1 else None
    return None


def _words(found: Sequence[Sequence[Event]]) -> str:
    return "\n\n".join(" ".join(inline_text(events, raw=True).split()) for events in found if events)


def _split_html(inner: str, *, whole_paragraph: bool) -> tuple[str, str]:
    """The quotation's paragraphs and the caption's inner HTML."""
    if whole_paragraph:
        cut = inner.rfind("<p>")
        return inner[:cut].rstrip(), _without_dash(inner[cut + 3 :].removesuffix("</p>"))
    dashes = "|".join(CAPTION_DASHES)
    cut = max(match.start() for match in re.finditer(rf"(?:<br />)?\n(?:{dashes})", inner))
    return f"{inner[:cut].rstrip()}</p>", _without_dash(re.sub(r"^(<br />)?\n", "", inner[cut:]).removesuffix("</p>"))


def _without_dash(text: str) -> str:
    for dash in CAPTION_DASHES:
        text = text.removeprefix(dash)
    return text.strip(" \u00a0-")


def speaker(attribution: str) -> Speaker | None:
    """Who a caption names: `Name, role, organisation`; words that begin in lower case are a descriptor."""
    parts = [part.strip() for part in attribution.split(",") if part.strip()]
    if not parts:
        return None
    role = ", ".join(parts[1:-1]) if len(parts) > 2 else "".join(parts[1:2])
    organisation = parts[-1] if len(parts) > 2 else ""
    first = parts[0]
    if first[0].islower() or first.split()[0] in ("A", "An", "One", "The"):
        return Speaker(descriptor=first, role=role, organisation=organisation)
    return Speaker(name=first, role=role, organisation=organisation)


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
        elif event.name == "HardBreak":
            self.flush()
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
            self.lines.extend(f"    {line}".rstrip() for line in code.split("\n"))
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
            self.lines.append(" | ".join(self.cells))
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

    def flush(self) -> None:
        """End the line that is being written."""
        if self.current.strip():
            before = "".join(self.indents[:-1] if self.marker else self.indents)
            self.lines.append(f"{before}{self.marker}{self.current.strip()}")
            self.marker = ""
        self.current = ""

    def gap(self) -> None:
        """An empty line after a paragraph, but not inside a list."""
        if not self.numbers:
            self.lines.append("".join(self.indents).rstrip())
