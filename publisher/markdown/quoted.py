"""What a block quotation says, and whom its caption names.

The caption is the last paragraph of a quotation, or the last line of its last paragraph, that begins with a dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.markdown import rawhtml
from publisher.markdown.blocks import Event, inline_text
from publisher.model import PrintedQuotation, Speaker

CAPTION_DASHES = ("—", "–", "―", "--")
_DASH = re.compile(r"^((?:<[^>]*>)*)[\s\u00a0]*(?:[—–―]|--)[\s\u00a0-]*")
_INLINE = ("Emphasis", "Strong", "Strikethrough", "Link", "Image")
_NOT_SAID = ("FootnoteDefinition", "Image")
_PARTICLES = {
    "al",
    "ap",
    "bin",
    "da",
    "de",
    "del",
    "den",
    "der",
    "di",
    "dos",
    "du",
    "el",
    "la",
    "le",
    "ter",
    "van",
    "von",
}


def quotation(events: Sequence[Event], html: str) -> PrintedQuotation:
    """A block quotation of Markdown, from its events and its finished HTML."""
    inner = re.sub(r"^\s*<blockquote>\s*|\s*</blockquote>\s*$", "", html)
    line = events[0].line
    begin = _caption(events)
    if begin is None:
        return PrintedQuotation(line, words(events), inner)
    caption = events[begin:-1]
    said, by = _split(inner, caption, whole=events[begin - 1].tag == "Paragraph")
    if any(event.name in ("Html", "InlineHtml") for event in events):
        said, by = rawhtml.clean(said), rawhtml.clean(by)  # balanced again after the cut
    attribution = _without_dash(" ".join(inline_text(caption).split()))
    return PrintedQuotation(
        line=line,
        words=words(events[:begin]),
        html=said,
        attribution=attribution,
        attribution_html=by,
        attribution_line=caption[0].line,
        speaker=speaker(attribution),
    )


def words(events: Sequence[Event]) -> str:
    """What is said, before typography: paragraphs, list items and the like apart by one empty line."""
    return "\n\n".join(filter(None, (" ".join(run.split()) for run in _runs(events))))


def _runs(events: Sequence[Event]) -> Iterator[str]:
    """The text of each block in turn; pictures and notes are not part of what is said."""
    begin = silent = 0
    for index, event in enumerate(events):
        if event.tag in _NOT_SAID:
            yield "" if silent else inline_text(events[begin:index], raw=True)
            silent += 1 if event.name == "Start" else -1
            begin = index
        elif not silent and event.name == "Html":
            yield inline_text(events[begin:index], raw=True)
            yield rawhtml.words(rawhtml.clean(str(event.value)))
            begin = index
        elif not silent and event.tag and event.tag not in _INLINE:
            yield inline_text(events[begin:index], raw=True)
            begin = index
    yield "" if silent else inline_text(events[begin:], raw=True)


def _caption(events: Sequence[Event]) -> int | None:
    """Where the caption's events begin, up to the end of the last paragraph."""
    if len(events) < 4 or events[-2].tag != "Paragraph":
        return None
    start = max(index for index, event in enumerate(events) if event.tag == "Paragraph" and event.name == "Start")
    depth, found = 0, None
    for index in range(start, len(events) - 2):
        event = events[index]
        breaks = event.name in ("SoftBreak", "HardBreak")
        if event.tag:
            depth += 1 if event.name == "Start" else -1
        if depth == 1 and (breaks or (index == start and start > 1)) and _begins_with_dash(events, index + 1):
            found = index + 1
    return found


def _begins_with_dash(events: Sequence[Event], index: int) -> bool:
    while events[index].name == "Start":
        index += 1
    return events[index].name == "Text" and events[index].raw.startswith(CAPTION_DASHES)


def _split(inner: str, caption: Sequence[Event], *, whole: bool) -> tuple[str, str]:
    """The HTML of what is said, and the inner HTML of the caption."""
    if whole:
        said, _, by = inner.rpartition("<p>")
        return said.rstrip(), _without_dash(by.removesuffix("</p>"))
    breaks = sum(event.name in ("SoftBreak", "HardBreak") for event in caption)
    said, *by_lines = inner.removesuffix("</p>").rsplit("\n", breaks + 1)
    return re.sub(r"\s*<br ?/?>\s*$", "", said) + "</p>", _without_dash("\n".join(by_lines))


def _without_dash(text: str) -> str:
    return _DASH.sub(r"\1", text).strip(" \n\u00a0")


def speaker(attribution: str) -> Speaker | None:
    """Who a caption names: `Name, role, organisation`; words that begin in lower case are a descriptor."""
    parts = [part.strip() for part in attribution.split(",") if part.strip()]
    if not parts:
        return None
    role = ", ".join(parts[1:-1]) if len(parts) > 2 else "".join(parts[1:2])
    organisation = parts[-1] if len(parts) > 2 else ""
    if _describes(parts[0].split()):
        return Speaker(descriptor=parts[0], role=role, organisation=organisation)
    return Speaker(name=parts[0], role=role, organisation=organisation)


def _describes(words: Sequence[str]) -> bool:
    """Whether words describe somebody (`a police chief`) rather than name them (`de la Cruz`, `The Rt Hon …`)."""
    if words[0] == "The":
        return len(words) > 1 and words[1][:1].islower()
    if words[0] in ("A", "An", "One"):
        return True
    named = words[0] in _PARTICLES and any(word[:1].isupper() for word in words)
    return words[0][:1].islower() and not named
