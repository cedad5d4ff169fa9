"""Markdown → Document. The only module that imports pyromark (libraries and measurements: docs/architecture.md).

CommonMark with tables, footnotes and strikethrough, attributed block quotations, `:::` blocks and placeholders. How:

1. A placeholder outside code becomes a plain word, since CommonMark would see no link in `[x]({{ browser_url }})`.
2. A `:::` line is a marker if the parser sees text beginning there; it becomes a comment line, which CommonMark takes
   as a block of its own, so that no line moves. Bare addresses become links.
3. One walk over the parser's events finds the top-level blocks with their lines, and applies the typography of the
   language to text, never to code, links' addresses or placeholders.
4. The text with these edits, and a comment before each block, is rendered in one go and cut at the comments.
5. Raw HTML is cleaned; words become placeholders' tokens; the blocks are put into their `:::` blocks.
"""

from __future__ import annotations

import hashlib
import html as html_escapes
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyromark

from publisher import blocks
from publisher.blocks import Event
from publisher.errors import CampaignError, raise_all
from publisher.model import (
    RESERVED_CHARACTERS,
    Block,
    BlockKind,
    Document,
    ImageReference,
    Link,
    Place,
    Placeholder,
    PlaceholderName,
)

Smarten = Callable[[str, str], str]
"""Typography: a run of text and the character before it in, the same words in the language's typography out."""

_Options = pyromark.Options
_PARSER = pyromark.Markdown(options=_Options.ENABLE_TABLES | _Options.ENABLE_FOOTNOTES | _Options.ENABLE_STRIKETHROUGH)
_BLOCK_NAMES = ("aside", "button", "signup", "email", "web", "post")
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
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}")
_PLACEHOLDER_INSIDE = re.compile(r"""^\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:or\s*(?:"([^"]*)"|'([^']*)'|“([^”]*)”))?\s*$""")
_MARKER_LINE = re.compile(rb"^:::[^\n]*", re.MULTILINE)
_BARE_ADDRESS = re.compile(r"(?<![\w/@.])(?:https?://|www\.)[^\s<>\"“”]*[^\s<>\"“”.,;:!?)'’\]]")
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


def read(text: str, *, file: str, first_line: int = 1, prefix: str = "", smarten: Smarten | None = None) -> Document:
    """Read a body.

    `file` and `first_line` (the line on which `text` begins) make the lines of the result and of errors; `prefix`
    keeps the ids of footnotes apart where several bodies share a page. Raises CampaignError, or Several of them, for
    characters that cannot be there, unknown placeholders, and `:::` blocks that are unknown, unbalanced or incomplete.
    """
    return _Reader(text, file, first_line, prefix, smarten or (lambda run, _: run)).document()


def read_placeholders(text: str, *, where: Place) -> str:
    """A line of text (a subject, a preheader) with `{{ … }}` as tokens. Raises CampaignError for an unknown one."""
    _refuse_reserved(text, where)
    return _PLACEHOLDER.sub(lambda match: _placeholder(match[1], where).token, text)


def _refuse_reserved(text: str, where: Place) -> None:
    for letter in RESERVED_CHARACTERS:
        if letter in text:
            line = (where.line or 1) + text.count("\n", 0, text.index(letter))
            code = f"U+{ord(letter):04X}"
            raise CampaignError(
                f"a private-use character ({code})", where=Place(where.file, line), hint="Delete it; no font shows it"
            )


def _placeholder(inside: str, where: Place) -> Placeholder:
    match = _PLACEHOLDER_INSIDE.match(inside)
    known = [str(name) for name in PlaceholderName]
    if not match or match[1] not in known:
        written = "{{" + inside + "}}"
        raise CampaignError(f"unknown placeholder {written}", where=where, hint=f"Known are {', '.join(known)}")
    fallback = next((group for group in match.groups()[1:] if group is not None), "")
    return Placeholder(PlaceholderName(match[1]), fallback)


@dataclass(slots=True)
class _Piece:
    """A top-level block while it is being read: its events, where its first line begins (bytes), its final HTML."""

    events: list[Event]
    begin: int
    html: str = ""
    raw_html: bool = False

    @property
    def tag(self) -> str:
        return self.events[0].tag or self.events[0].name


class _Reader:
    def __init__(self, text: str, file: str, first_line: int, prefix: str, smarten: Smarten) -> None:
        self.file = file
        self.first_line = first_line
        self.prefix = f"fn-{prefix}-" if prefix else "fn-"
        self.smarten = smarten
        self.errors: list[CampaignError] = []
        self.placeholders: list[tuple[int, Placeholder]] = []
        self.markers: list[tuple[int, str]] = []
        if "\x00" in text:
            where = Place(file, first_line + text.count("\n", 0, text.index("\x00")))
            raise CampaignError("a NUL character", where=where, hint="Save the file as UTF-8 text")
        _refuse_reserved(text, Place(file, first_line))
        # A word that the text does not hold, the same for the same text.
        self.nonce = "q" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:15]
        self.source = text.encode("utf-8", "replace")

    def events(self) -> list[Any]:
        # Text is not merged: the range of each run is then that of the very words, entities apart.
        return list(_PARSER.events_with_range(self.source.decode()))

    def document(self) -> Document:
        self.find_lines()
        if b"{{" in self.source:
            self.hide_placeholders()
        events = self.events()
        if self.mark(events):
            events = self.events()
        pieces, edits = self.walk(events)
        self.render(pieces, edits)
        result = self.assemble(pieces)
        raise_all(self.errors)
        return result

    # ── lines and edits; offsets are bytes of `source`, as the parser counts ─────────────────────────────

    def find_lines(self) -> None:
        self.line_starts = [0, *(match.end() for match in re.finditer(rb"\n", self.source))]

    def line(self, offset: int) -> int:
        return bisect_right(self.line_starts, offset) - 1 + self.first_line

    def place(self, line: int) -> Place:
        return Place(self.file, line)

    def edit(self, edits: list[tuple[int, int, bytes]], source: bytes) -> bytes:
        parts: list[bytes] = []
        position = 0
        for begin, end, replacement in sorted(edits, key=lambda one: one[0]):
            parts += (source[position:begin], replacement)
            position = end
        return b"".join((*parts, source[position:]))

    def hide_placeholders(self) -> None:
        """Replace each placeholder outside code by a word; remember which."""
        code = [
            (span["start"], span["end"])
            for event, span in self.events()
            if isinstance(event, dict) and ("Code" in event or "CodeBlock" in (event.get("Start") or ()))
        ]
        edits = []
        for match in re.finditer(rb"\{\{([^\n]*?)\}\}", self.source):
            if any(begin <= match.start() < end for begin, end in code):
                continue
            line = self.line(match.start())
            try:
                found = _placeholder(match[1].decode(), self.place(line))
            except CampaignError as error:
                self.errors.append(error)
                continue
            edits.append((match.start(), match.end(), f"{self.nonce}x{len(self.placeholders)}x".encode()))
            self.placeholders.append((line, found))
        self.source = self.edit(edits, self.source)
        self.find_lines()

    def mark(self, events: Sequence[Any]) -> bool:
        """Turn `:::` lines into comment lines and bare addresses into links. Says whether anything changed."""
        edits = []
        lines = list(_MARKER_LINE.finditer(self.source))
        starts = _text_starts(events) if lines else set()
        for match in lines:
            if match.start() in starts:
                edits.append((match.start(), match.end(), f"<!--{self.nonce}:{len(self.markers)}-->".encode()))
                self.markers.append((self.line(match.start()), match[0][3:].decode().strip()))
        edits.extend(self.bare_addresses(events))
        if not edits:
            return False
        self.source = self.edit(edits, self.source)
        self.find_lines()
        return True

    def bare_addresses(self, events: Sequence[Any]) -> Iterator[tuple[int, int, bytes]]:
        """Edits that make links of addresses in running text."""
        if b"://" not in self.source and b"www." not in self.source:
            return
        closed = 0
        for event, span in events:
            kind = _name_and_value(event)
            if kind[0] in ("Start", "End") and _tag(kind[1]) in ("Link", "Image", "CodeBlock", "HtmlBlock"):
                closed += 1 if kind[0] == "Start" else -1
            if kind[0] != "Text" or closed or self.source[span["start"] : span["end"]].decode() != kind[1]:
                continue
            for match in _BARE_ADDRESS.finditer(kind[1]):
                begin = span["start"] + len(kind[1][: match.start()].encode())
                address = match[0] if "://" in match[0] else f"https://{match[0]}"
                yield begin, begin + len(match[0].encode()), f"[{match[0]}](<{address}>)".encode()

    # ── one walk over the events ─────────────────────────────────────────────────────────────────────────

    def walk(self, events: Sequence[Any]) -> tuple[list[_Piece], list[tuple[int, int, bytes]]]:
        pieces: list[_Piece] = []
        edits: list[tuple[int, int, bytes]] = []
        depth = code = 0
        before = ""
        for event, span in events:
            name, value = _name_and_value(event)
            tag = _tag(value) if name in ("Start", "End") else ""
            if depth == 0 and name != "End":
                begin = self.source.rfind(b"\n", 0, span["start"]) + 1
                pieces.append(_Piece([], begin))
                before = ""
            raw = value if name in ("Text", "Code") else ""
            if name == "Text" and not code:
                value = self.typography(value, before, span, edits)
            before = _character_before(name, tag, value, before)
            found = Event(name, self.line(span["start"]), tag, _value(name, value), raw)
            pieces[-1].events.append(found)
            pieces[-1].raw_html |= name in ("InlineHtml", "Html")
            depth += (name == "Start") - (name == "End")
            code += (tag == "CodeBlock") * ((name == "Start") - (name == "End"))
        return pieces, edits

    def typography(self, text: str, before: str, span: Any, edits: list[tuple[int, int, bytes]]) -> str:
        """The text as it will be printed; adds the edit to the source where it differs."""
        begin, end = span["start"], span["end"]
        written = self.source[begin:end]
        if written != text.encode():  # an entity: the author asked for this very character
            return text
        if begin and self.source[begin - 1 : begin] == b"\\":  # an escaped mark stays as it is
            smart = text[0] + self.smarten(text[1:], text[0])
        else:
            smart = self.smarten(text, before)
        if smart != text:
            edits.append((begin, end, smart.encode()))
        return smart

    # ── HTML ─────────────────────────────────────────────────────────────────────────────────────────────

    def render(self, pieces: list[_Piece], edits: list[tuple[int, int, bytes]]) -> None:
        """Render everything at once, and cut it at a comment before each block."""
        cuts = [(piece.begin, piece.begin, f"<!--{self.nonce}={i}-->\n".encode()) for i, piece in enumerate(pieces)]
        html = _PARSER.html(self.edit([*cuts, *edits], self.source).decode())
        parts = re.split(rf"<!--{self.nonce}=(\d+)-->\n?", html)
        for index, part in zip(parts[1::2], parts[2::2], strict=True):
            piece = pieces[int(index)]
            piece.html = self.finish(piece, part.strip("\n"))

    def finish(self, piece: _Piece, html: str) -> str:
        if piece.raw_html and not self.marker(piece):
            html = _clean(html)
        if "footnote-" in html:
            html = self.footnotes(html)
        return self.tokens(html)

    def footnotes(self, html: str) -> str:
        """Footnote ids that do not clash, and a way back from the note."""
        html = re.sub(
            r'<sup class="footnote-reference"><a href="#([^"]*)">',
            lambda match: (
                f'<sup class="footnote-reference" id="{self.prefix}{_id(match[1])}-back">'
                f'<a href="#{self.prefix}{_id(match[1])}">'
            ),
            html,
        )
        return re.sub(
            r'<div class="footnote-definition" id="([^"]*)">',
            lambda match: f'<div class="footnote-definition" id="{self.prefix}{_id(match[1])}">',
            html,
        )

    def tokens(self, text: str, *, escape: bool = True) -> str:
        """Words of step 1 back as placeholders' tokens."""
        if not self.placeholders or self.nonce not in text:
            return text

        def token(match: re.Match[str]) -> str:
            found = self.placeholders[int(match[1])][1]
            return replace(found, fallback=html_escapes.escape(found.fallback)).token if escape else found.token

        return re.sub(rf"{self.nonce}x(\d+)x", token, text)

    # ── blocks ───────────────────────────────────────────────────────────────────────────────────────────

    def marker(self, piece: _Piece) -> tuple[int, str] | None:
        """The line and words of the `:::` line that this piece stands for."""
        if not self.markers or piece.tag != "HtmlBlock":
            return None
        written = "".join(str(event.value) for event in piece.events if event.name == "Html")
        match = re.search(rf"<!--{self.nonce}:(\d+)-->", written)
        return self.markers[int(match[1])] if match else None

    def assemble(self, pieces: list[_Piece]) -> Document:
        """Blocks in their `:::` blocks, and the lists of what the whole mentions."""
        links: list[Link] = []
        images: list[ImageReference] = []
        anchors: set[str] = set()
        stack: list[tuple[int, str, list[Block], list[_Piece]]] = [(0, "", [], [])]
        for piece in pieces:
            marker = self.marker(piece)
            if marker is None:
                stack[-1][2].append(self.block(piece, anchors))
                stack[-1][3].append(piece)
                links += self.links(piece)
                images += blocks.images(piece.events)
            elif marker[1]:
                stack.append((*marker, [], []))
            elif len(stack) == 1:
                self.errors.append(CampaignError("this `:::` closes nothing", where=self.place(marker[0])))
            else:
                closed = stack.pop()
                self.close(closed, stack[-1][2])
        for line, name, _, _ in stack[1:]:
            what = f"`::: {name}` is never closed"
            self.errors.append(CampaignError(what, where=self.place(line), hint="End it with a line `:::`"))
        return Document(tuple(stack[0][2]), tuple(links), tuple(images), tuple(self.placeholders))

    def links(self, piece: _Piece) -> Iterator[Link]:
        for link in blocks.links(piece.events):
            yield replace(link, href=self.tokens(link.href, escape=False), text=self.tokens(link.text, escape=False))

    def block(self, piece: _Piece, anchors: set[str]) -> Block:
        events, kind = piece.events, _KINDS.get(piece.tag, BlockKind.PARAGRAPH)
        line, text = events[0].line, self.tokens(blocks.plain_text(events), escape=False)
        if kind is BlockKind.QUOTATION:
            found = blocks.quotation(events, piece.html)
            return Block(kind, line, piece.html, text, quotation=found)
        if kind is BlockKind.HEADING:
            return self.heading(piece, text, anchors)
        if kind is BlockKind.PARAGRAPH and (image := blocks.only_image(events)):
            return Block(BlockKind.IMAGE, line, piece.html, text, image=image)
        if kind is BlockKind.HTML:
            text = html_escapes.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", piece.html))).strip()
        return Block(kind, line, piece.html, text)

    def heading(self, piece: _Piece, text: str, anchors: set[str]) -> Block:
        """A heading with its id. The page's title is its only first-level heading, so `#` counts as `##`."""
        event = piece.events[0]
        level = max(int(event.value["level"][1]), 2)
        name = blocks.anchor(blocks.inline_text(piece.events), anchors)
        inner = re.sub(r"^<h\d[^>]*>|</h\d>$", "", piece.html)
        html = f'<h{level} id="{name}">{inner}</h{level}>'
        return Block(BlockKind.HEADING, event.line, html, text, level=level, anchor=name)

    def close(self, opened: tuple[int, str, list[Block], list[_Piece]], into: list[Block]) -> None:
        """A `:::` block that has ended."""
        line, words, children, pieces = opened
        name, _, argument = words.partition(" ")
        argument = argument.strip()
        if name not in _BLOCK_NAMES:
            hint = f"Known are {', '.join(_BLOCK_NAMES)}"
            self.errors.append(CampaignError(f"unknown block `::: {name}`", where=self.place(line), hint=hint))
            return
        try:
            into.append(self.special(name, argument, line, children, pieces))
        except CampaignError as error:
            self.errors.append(error)

    def special(self, name: str, argument: str, line: int, children: list[Block], pieces: list[_Piece]) -> Block:
        where = self.place(line)
        if argument and name != "post":
            raise CampaignError(f"`::: {name}` takes nothing after its name", where=where)
        if name == "post":
            if not argument or children:
                raise CampaignError("`::: post` names a campaign and holds nothing", where=where, hint="::: post SLUG")
            return Block(BlockKind.POST, line, slug=argument)
        if name == "signup" and children:
            raise CampaignError("`::: signup` holds nothing; its words come from the template", where=where)
        if name == "button":
            return self.button(line, pieces)
        return Block(BlockKind(name), line, children=tuple(children))

    def button(self, line: int, pieces: list[_Piece]) -> Block:
        """A button is one link and nothing else."""
        events = [event for piece in pieces for event in piece.events]
        found = list(blocks.links(events))
        label = " ".join(found[0].text.split()) if found else ""
        if len(found) != 1 or not label or " ".join(blocks.inline_text(events).split()) != label:
            hint = "Write it like [Download the report](reports/x.pdf)"
            raise CampaignError("`::: button` holds one link and nothing else", where=self.place(line), hint=hint)
        href = self.tokens(found[0].href, escape=False)
        return Block(BlockKind.BUTTON, line, href=href, label=label, text=f"{label} <{href}>")


def _name_and_value(event: Any) -> tuple[str, Any]:
    """The parser writes an event as its name, or as a dictionary of its name and data."""
    return next(iter(event.items())) if isinstance(event, dict) else (event, None)


def _tag(value: Any) -> str:
    return str(value) if isinstance(value, str) else next(iter(value))


def _value(name: str, value: Any) -> Any:
    """What an event carries: of a Start the tag's own data."""
    if name == "Start":
        return next(iter(value.values())) if isinstance(value, dict) else None
    return None if name == "End" else value


def _character_before(name: str, tag: str, value: Any, before: str) -> str:
    """The character before the next run of text; empty where a block, an item or a cell begins."""
    if name in ("Text", "Code") and value:
        return str(value)[-1]
    if name in ("SoftBreak", "HardBreak"):
        return " "
    return "" if name == "Start" and tag in ("Paragraph", "Item", "TableCell") else before


def _text_starts(events: Sequence[Any]) -> set[int]:
    """Where runs of text begin, those of code blocks left out."""
    starts, code = set(), False
    for event, span in events:
        name, value = _name_and_value(event)
        if name == "Text" and not code:
            starts.add(span["start"])
        elif name in ("Start", "End") and _tag(value) == "CodeBlock":
            code = name == "Start"
    return starts


def _clean(html: str) -> str:
    """An author's HTML without anything active (nh3: scripts, handlers, styles, frames, forms, odd schemes)."""
    import nh3

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )


def _id(name: str) -> str:
    """A footnote's name as part of an id."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", html_escapes.unescape(name)) or "note"
