"""The running text of a body, as its author wrote it: passages with their lines, before typography."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher.markdown import quoted, rawhtml
from publisher.markdown.blocks import Event
from publisher.model import Block, BlockKind, Passage, PrintedQuotation

_INLINE = ("Emphasis", "Strong", "Strikethrough", "Link")
_NO_MARKS = str.maketrans(dict.fromkeys("\"'“”‘’„‟«»", "\ufffc"))  # in code a mark opens nothing


def passages(block: Block, events: Sequence[Event]) -> Iterator[Passage]:
    """The passages of a top-level block: one a paragraph, item, cell; a block quotation is one that says so.

    Pictures' alternative texts are none. `events` are those of the block.
    """
    if block.quotation:
        yield _quotation(block.quotation)
    elif block.kind is not BlockKind.CODE:
        yield from _running(block.kind, events)


def _quotation(quotation: PrintedQuotation) -> Passage:
    return Passage(BlockKind.QUOTATION, "", ((0, quotation.line),), quotation)


def _running(kind: BlockKind, events: Sequence[Event]) -> Iterator[Passage]:
    """Runs of inline events between the elements that part them."""
    run: list[Event] = []
    index = 0
    while index < len(events):
        event = events[index]
        skipped = index + 1
        if event.name == "Start" and event.tag in ("BlockQuote", "Image", "CodeBlock"):
            skipped = _after(events, index)
        if not event.tag or event.tag in _INLINE:
            run.append(event)
        elif event.tag != "Image":
            yield from _passage(kind, run)
            run = []
        if event.name == "Start" and event.tag == "BlockQuote":
            inner = events[index:skipped]
            yield _quotation(PrintedQuotation(event.line, quoted.words(inner), ""))
        index = skipped
    yield from _passage(kind, run)


def _after(events: Sequence[Event], start: int) -> int:
    """The index after the End of the element that starts at `start`."""
    depth = 0
    for index in range(start, len(events)):
        if events[index].tag == events[start].tag:
            depth += 1 if events[index].name == "Start" else -1
            if depth == 0:
                return index + 1
    return len(events)


def _passage(kind: BlockKind, events: Sequence[Event]) -> Iterator[Passage]:
    """The events as one passage, if they hold any words."""
    text = ""
    lines: list[tuple[int, int]] = []
    for event in events:
        words = _words(event)
        if words and (not lines or event.line > lines[-1][1]):
            lines.append((len(text), event.line))
        text += words
    if text.strip():
        yield Passage(kind, text, tuple(lines))


def _words(event: Event) -> str:
    if event.name == "Text":
        return event.raw
    if event.name == "Code":
        return event.raw.translate(_NO_MARKS)
    if event.name in ("SoftBreak", "HardBreak"):
        return " "
    return rawhtml.words(rawhtml.clean(str(event.value))) + "\n" if event.name == "Html" else ""
