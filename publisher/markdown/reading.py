"""Markdown → Document. The only module that imports pyromark (libraries and measurements: docs/architecture.md).

CommonMark with tables, footnotes and strikethrough, attributed block quotations, `:::` blocks and placeholders. How:

1. What is ours and not Markdown's is replaced by something that the parser takes as we mean it (bodytext.py).
2. One walk over the parser's events finds the top-level blocks with their lines, and applies the typography of the
   language to text, never to code, addresses or placeholders.
3. The text with these edits, and a comment before each block, is rendered in one go and cut at the comments.
4. Raw HTML is cleaned; words become placeholders' tokens; the blocks are put into their `:::` blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pyromark

from publisher import characters
from publisher.errors import CampaignError, raise_all
from publisher.markdown import blocks, fences, links, prose, rawhtml
from publisher.markdown.blocks import Event
from publisher.markdown.bodytext import BodyText, Edits, Parsed, parsed
from publisher.markdown.fences import Fence, Open
from publisher.markdown.footnotes import Footnotes
from publisher.markdown.placeholders import Smarten, read_placeholders
from publisher.markdown.quoted import quotation
from publisher.model import Block, BlockKind, Document, ImageReference, Link, Passage, Place

__all__ = ["Smarten", "read", "read_placeholders"]

_Options = pyromark.Options
_PARSER = pyromark.Markdown(options=_Options.ENABLE_TABLES | _Options.ENABLE_FOOTNOTES | _Options.ENABLE_STRIKETHROUGH)
_KINDS = {
    "Paragraph": BlockKind.PARAGRAPH,
    "Heading": BlockKind.HEADING,
    "BlockQuote": BlockKind.QUOTATION,
    "List": BlockKind.LIST,
    "Table": BlockKind.TABLE,
    "CodeBlock": BlockKind.CODE,
    "HtmlBlock": BlockKind.HTML,
    "FootnoteDefinition": BlockKind.FOOTNOTE,
    "Rule": BlockKind.RULE,
}
_MOST_EVENTS = 200_000  # some 80,000 words; keeps time and memory small for a text that is made to cost both
_DEEPEST = 50  # elements in elements
_STEPS = {"Start": 1, "End": -1}
_BEGINNINGS = ("Paragraph", "Item", "TableCell")  # no character stands before their text


def read(text: str, *, file: str, first_line: int = 1, prefix: str = "", smarten: Smarten | None = None) -> Document:
    """Read a body.

    `file` and `first_line` (the line on which `text` begins) make the lines of the result and of errors; `prefix`
    keeps the ids of footnotes apart where several bodies share a page. Raises CampaignError, or Several of them, for
    characters and addresses that cannot be there, unknown placeholders, footnotes without text, HTML that does not
    end in its block, and `:::` blocks that are unknown, unbalanced or incomplete.
    """
    return _Reader(BodyText(text, file=file, first_line=first_line), prefix, smarten or (lambda run, _: run)).document()


@dataclass(slots=True)
class _Piece:
    """A top-level block while it is being read: where its first line begins (bytes), its events, its final HTML."""

    begin: int
    events: list[Event] = field(default_factory=list)
    html: str = ""
    mentions: bool = False
    raw_html: bool = False
    fence: Fence | None = None

    @property
    def tag(self) -> str:
        return self.events[0].tag or self.events[0].name


class _Reader:
    """One body on its way from text to Document; offsets are bytes of the body's source, as the parser counts."""

    def __init__(self, body: BodyText, prefix: str, smarten: Smarten) -> None:
        self.body = body
        self.smarten = smarten
        self.edits: Edits = []
        self.labels: list[tuple[bytes, int]] = []
        self.before = ""  # the character before the next run of text
        self.code = False
        self.kept = 0  # up to this byte text stays as it is
        self.notes = Footnotes(body, prefix)
        self.anchors: dict[str, int] = {}
        self.passages: list[Passage] = []
        self.has_entities = b"&#" in body.source

    def document(self) -> Document:
        body = self.body
        body.hide_placeholders(self.events)
        events = self.events(body.source)
        if body.mark(events):
            events = self.events(body.source)
        pieces = self.walk(events)
        self.render(pieces)
        result = self.assemble(pieces)
        raise_all(body.errors)
        return result

    def events(self, source: bytes) -> list[Parsed]:
        """The parser's events. Text is not merged: the range of each run is that of the very words, entities apart."""
        raw = islice(_PARSER.events_with_range(source.decode()), _MOST_EVENTS)
        found = [parsed(event, span["start"], span["end"]) for event, span in raw]
        if len(found) == _MOST_EVENTS:
            raise CampaignError("too much Markdown for one campaign", where=Place(self.body.file), hint="Split it")
        return found

    # ── one walk over the events ─────────────────────────────────────────────────────────────────────────

    def walk(self, events: Sequence[Parsed]) -> list[_Piece]:
        """The top-level blocks; fills `edits`, which set their text in typography."""
        pieces: list[_Piece] = []
        depth = above = 0
        for name, tag, value, begin, end in events:
            if depth == 0 and name != "End":
                piece = _Piece(self.body.block_start(begin, above))
                pieces.append(piece)
                above = end
                self.before = ""
            elif depth == 1 and tag == "Item" and name == "Start":
                above = end  # a list is said to end behind the definitions after it; its items are not
            if name == "Text":
                shown = value if self.code else self.typography(value, begin, end)
                self.before = shown[-1:] or self.before
                piece.events.append(self.text(value, shown, begin))
                continue
            if tag in ("Link", "Image"):
                piece.mentions = True
                self.link(name, value, begin, end)
            elif name in ("InlineHtml", "Html"):
                piece.mentions = piece.raw_html = True
            else:
                self.mind(name, tag, value)
            piece.events.append(self.event(name, tag, value, begin))
            depth += _STEPS.get(name, 0)
            if depth > _DEEPEST:
                raise CampaignError("nested too deeply", where=self.body.place(self.body.line(begin)))
        return pieces

    def mind(self, name: str, tag: str, value: Any) -> None:
        """Remember what an event means for the text after it."""
        if tag in _BEGINNINGS and name == "Start":
            self.before = ""
        elif tag == "CodeBlock":
            self.code = name == "Start"
        elif name in ("SoftBreak", "HardBreak"):
            self.before = " "
        elif name == "Code":
            self.before = value[-1:]

    def typography(self, text: str, begin: int, end: int) -> str:
        """The text as it will be printed; adds the edit to the source where it differs. An entity stays as it is."""
        source = self.body.source
        if begin < self.kept or not text or source[begin:end] != text.encode():
            return text
        if begin and source[begin - 1 : begin] == b"\\":  # an escaped mark stays as it is
            smart = text[0] + self.smarten(text[1:], text[0])
        else:
            smart = self.smarten(text, self.before)
        if smart != text:
            self.edits.append((begin, end, smart.encode()))
        return smart

    def link(self, name: str, value: dict[str, Any], begin: int, end: int) -> None:
        """Whether the text of a link that begins stays as it is; whether that of one that ends is still its label."""
        source = self.body.source
        if name == "End":
            label, edits = self.labels.pop()
            if label and len(self.edits) > edits:  # its text was its label and has changed: the label goes beside it
                collapsed = source.startswith(b"[]", end)
                self.edits.append((end, end + 2 * collapsed, b"[" + label + b"]"))
            return
        kind, address = value["link_type"], value["dest_url"].encode()
        label = source[begin + source.startswith(b"!", begin) + 1 : end - 1]
        self.labels.append((label if kind in ("Shortcut", "Collapsed") else b"", len(self.edits)))
        bare = address.partition(b"://")[2]
        if kind in ("Autolink", "Email") or (bare and label.startswith((address, bare))):
            self.kept = max(self.kept, end)  # an address that is shown is one

    def text(self, written: str, shown: str, begin: int) -> Event:
        """A run of text with words as tokens, as it is printed and before that."""
        line = self.body.line(begin)
        if written.startswith("^"):
            self.notes.refuse_dangling(begin, line)
        return Event("Text", line, "", self.body.tokens(shown), self.body.tokens(written))

    def event(self, name: str, tag: str, value: Any, begin: int) -> Event:
        """The parser's event as the rest of the house reads it: words as tokens, footnotes as numbers."""
        line = self.body.line(begin)
        if name == "Code":
            return Event(name, line, tag, value, value)
        if name in ("Html", "InlineHtml"):
            value = self.body.tokens(value)
        elif name == "Start" and tag in ("Link", "Image"):
            value = self.target(tag, value, line)
        elif name == "Start" and tag == "FootnoteDefinition":
            value = self.notes.definition(value, line)
        elif name == "FootnoteReference":
            value = self.notes.reference(value)
        return Event(name, line, tag, value)

    def target(self, tag: str, value: dict[str, Any], line: int) -> dict[str, Any]:
        """A link's or image's address and title with tokens. Keeps an error for an address that cannot be."""
        address = ("mailto:" if value["link_type"] == "Email" else "") + value["dest_url"]
        unseen = characters.refused(address + value["title"])
        wrong = (unseen.what, unseen.hint) if unseen else links.refused(address, image=tag == "Image")
        if wrong:
            self.body.error(wrong[0], line, wrong[1])
        return {**value, "dest_url": self.body.tokens(address), "title": self.body.tokens(value["title"])}

    # ── HTML ─────────────────────────────────────────────────────────────────────────────────────────────

    def render(self, pieces: list[_Piece]) -> None:
        """Render everything at once, and cut it at a comment before each block."""
        nonce = self.body.nonce
        cuts = [(piece.begin, piece.begin, f"<!--{nonce}={i}-->\n".encode()) for i, piece in enumerate(pieces)]
        html = _PARSER.html(self.body.edited([*cuts, *self.edits]).decode())
        for part in html.split(f"<!--{nonce}=")[1:]:
            index, _, inner = part.partition("-->")
            piece = pieces[int(index)]
            piece.fence = self.body.fence_of(inner) if piece.tag == "HtmlBlock" else None
            piece.html = "" if piece.fence else self.finish(piece, inner.strip("\n"))

    def finish(self, piece: _Piece, html: str) -> str:
        """A block's HTML made safe, with footnotes and tokens."""
        line = piece.events[0].line
        # The text itself was looked at before it was parsed; an entity shows only now.
        unseen = characters.refused(html) if self.has_entities else None
        if unseen:
            self.body.error(unseen.what, line, unseen.hint)
        if piece.raw_html:
            html = self.cleaned(html, line, alone=piece.tag == "HtmlBlock")
        if "footnote-" in html:
            html = self.notes.html(html)
        return self.body.html_tokens(html)

    def cleaned(self, html: str, line: int, *, alone: bool) -> str:
        """An author's HTML without anything active; keeps an error for what would not be shown as it is meant."""
        element = rawhtml.unbalanced(html) if alone else ""
        if element:
            hint = "Write raw HTML without empty lines, from its first mark to its last"
            self.body.error(f"this raw HTML opens or closes <{element}> and not both", line, hint)
        if rawhtml.too_much(html):
            self.body.error("too much raw HTML in one block", line)
        return rawhtml.clean(html)

    # ── blocks ───────────────────────────────────────────────────────────────────────────────────────────

    def assemble(self, pieces: list[_Piece]) -> Document:
        """Blocks in their `:::` blocks, and the lists of what the whole mentions."""
        found: tuple[list[Link], list[ImageReference]] = ([], [])
        stack = [Open(Fence(self.body.first_line, ""))]
        for piece in pieces:
            if piece.fence is None:
                self.add(piece, stack[-1], *found)
            elif piece.fence.words:
                stack.append(Open(piece.fence))
                if len(stack) == fences.DEEPEST + 2:
                    self.body.error("`:::` blocks nested too deeply", piece.fence.line)
            elif len(stack) == 1:
                self.body.error("this `:::` closes nothing", piece.fence.line)
            else:
                self.close(stack.pop(), stack[-1].children)
        for opened in stack[1:]:
            self.unclosed(opened.fence)
        placeholders = self.body.printed_placeholders()
        return Document(tuple(stack[0].children), tuple(found[0]), tuple(found[1]), placeholders, tuple(self.passages))

    def add(self, piece: _Piece, to: Open, found_links: list[Link], found_images: list[ImageReference]) -> None:
        """Add a block to the `:::` block that is open, and what it mentions to the lists."""
        to.events += piece.events
        if piece.mentions:
            here, shown = list(blocks.links(piece.events)), list(blocks.images(piece.events))
            if piece.raw_html:
                self.check_raw(here, shown)
            found_links += here
            found_images += shown
        if piece.html or not piece.raw_html:  # of a comment nothing is left
            block = self.block(piece)
            to.children.append(block)
            self.passages += prose.passages(block, piece.events)

    def check_raw(self, found_links: list[Link], found_images: list[ImageReference]) -> None:
        """Keeps errors for addresses of raw HTML; those that were dangerous are gone."""
        for image in found_images:
            wrong = links.refused(image.src, image=True) if image.src else ("this image has no address to load", "")
            if wrong:
                self.body.error(wrong[0], image.line, wrong[1])
        for link in found_links:
            if wrong := links.refused(link.href):
                self.body.error(wrong[0], link.line, wrong[1])

    def block(self, piece: _Piece) -> Block:
        """A top-level block."""
        events, kind = piece.events, _KINDS.get(piece.tag, BlockKind.PARAGRAPH)
        line, text = events[0].line, blocks.plain_text(events)
        if kind is BlockKind.QUOTATION:
            return Block(kind, line, piece.html, text, quotation=quotation(events, piece.html))
        if kind is BlockKind.HEADING:
            return self.heading(piece, text)
        if kind is BlockKind.PARAGRAPH and piece.mentions and (image := blocks.only_image(events)):
            return Block(BlockKind.IMAGE, line, piece.html, text, image=image)
        if kind is BlockKind.HTML:
            text = rawhtml.words(piece.html)
        return Block(kind, line, piece.html, text)

    def heading(self, piece: _Piece, text: str) -> Block:
        """A heading with its id. The page's title is its only first-level heading, so `#` counts as `##`."""
        event = piece.events[0]
        level = max(int(event.value["level"][1]), 2)
        name = blocks.anchor(blocks.inline_text(piece.events, raw=True), self.anchors)
        inner = re.sub(r"^<h\d[^>]*>|</h\d>$", "", piece.html)
        html = f'<h{level} id="{name}">{inner}</h{level}>'
        return Block(BlockKind.HEADING, event.line, html, text, level=level, anchor=name)

    def close(self, opened: Open, into: list[Block]) -> None:
        """A `:::` block that has ended."""
        where = self.body.place(opened.fence.line)
        error = fences.unknown(opened.fence, where)
        if error:
            self.body.keep(error, opened.fence.line)
            return
        try:
            into.append(fences.block(opened.fence, opened.children, opened.events, where))
        except CampaignError as wrong:
            self.body.keep(wrong, opened.fence.line)

    def unclosed(self, fence: Fence) -> None:
        error = fences.unknown(fence, self.body.place(fence.line))
        if error:
            self.body.keep(error, fence.line)
        else:
            self.body.error(f"`::: {fence.words}` is never closed", fence.line, "End it with a line `:::`")
