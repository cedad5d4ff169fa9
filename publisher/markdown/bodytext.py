"""What in a campaign's body is ours and not Markdown's: placeholders, `:::` lines, bare addresses.

Each is replaced, before the parser reads the text for good, by something that CommonMark takes as we mean it, and no
line moves: a placeholder by a plain word (CommonMark would see no link in `[x]({{ browser_url }})`), a `:::` line by a
comment, a bare address by a link. Works on events as the parser writes them; offsets are bytes, as it counts.
"""

from __future__ import annotations

import hashlib
import html as entities
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from publisher import characters
from publisher.errors import CampaignError
from publisher.markdown import links
from publisher.markdown.fences import Fence
from publisher.markdown.placeholders import WRITTEN, is_meant, placeholder
from publisher.model import Place, Placeholder

Edits = list[tuple[int, int, bytes]]
"""Replacements: where each begins and ends, in bytes, and what stands there then."""

Parsed = tuple[str, str, Any, int, int]
"""An event of the parser: its name, the element of a Start or End, its value, where it begins and ends (bytes)."""

Parse = Callable[[bytes], Sequence[Parsed]]

_LINE_BEGINS = re.compile(rb"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")
# What stands before a link's address in <>.
_TARGET = re.compile(rb"(?:\]\(\s*|^ {0,3}\[[^\]]+\]:\s*)<\Z", re.MULTILINE)
_WORD = re.compile(r"(q[0-9a-f]{15})x([0-9]+)x")  # a word that stands for a placeholder: the nonce and a number
_LEFT_ALONE = ("<!", "<?", "<pre", "<script", "<style", "<textarea")  # HTML blocks in which nothing is looked for
_NO_RUNNING_TEXT = ("Link", "Image", "CodeBlock", "HtmlBlock")
_OPENS_LINK = re.compile(r"<a\s", re.IGNORECASE)
_CLOSES_LINK = re.compile(r"</a[\s>]", re.IGNORECASE)


class BodyText:
    """A body's text while it is read: its bytes and lines, what was taken out of it, and what is wrong with it."""

    def __init__(self, text: str, *, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self._errors: dict[str, tuple[int, CampaignError]] = {}
        self.placeholders: list[tuple[int, Placeholder]] = []
        self._printed: set[int] = set()
        self.fences: list[Fence] = []
        self._refuse_characters(text)
        self.source = text.encode()
        # A word that the text does not hold, the same for the same text.
        self.nonce = "q" + hashlib.sha256(self.source).hexdigest()[:15]
        self._find_lines()

    def _refuse_characters(self, text: str) -> None:
        text = text.replace("\r", "\n") if "\r" in text else text
        found = characters.refused(text)
        if found:
            line = self.first_line + text.count("\n", 0, found.offset)
            raise CampaignError(found.what, where=self.place(line), hint=found.hint)

    # ── lines, errors, edits ─────────────────────────────────────────────────────────────────────────────

    def _find_lines(self) -> None:
        self._line_starts = [0, *(match.end() for match in re.finditer(rb"\n", self.source))]

    def line(self, offset: int) -> int:
        """The line of the file on which the byte at `offset` stands."""
        return bisect_right(self._line_starts, offset) - 1 + self.first_line

    def line_start(self, offset: int) -> int:
        """Where the line of the byte at `offset` begins."""
        return self._line_starts[bisect_right(self._line_starts, offset) - 1]

    def block_start(self, offset: int, above: int) -> int:
        """Where the first line of the block at `offset` begins, with the link definitions that touch it.

        They are no blocks themselves, but what follows them without an empty line is read as going on. `above` is
        where the block before ends.
        """
        starts = self._line_starts
        index = bisect_right(starts, offset) - 1
        while index and starts[index - 1] >= above and self.source[starts[index - 1] : starts[index]].strip():
            index -= 1
        return starts[index]

    def place(self, line: int) -> Place:
        """A line as a place."""
        return Place(self.file, line)

    def error(self, what: str, line: int, hint: str = "") -> None:
        """Keep an error, so that all of them are told at once."""
        self.keep(CampaignError(what, where=self.place(line), hint=hint), line)

    def keep(self, error: CampaignError, line: int) -> None:
        """Keep an error about a line; the same one twice counts once."""
        self._errors.setdefault(str(error), (line, error))

    @property
    def errors(self) -> list[CampaignError]:
        """What is wrong, in order of lines."""
        return [error for _, error in sorted(self._errors.values(), key=lambda kept: kept[0])]

    def edited(self, edits: Edits) -> bytes:
        """The source with `edits`; one that overlaps an earlier one has gone with it."""
        parts: list[bytes] = []
        position = 0
        for begin, end, replacement in sorted(edits, key=lambda edit: edit[0]):
            if begin >= position:
                parts += (self.source[position:begin], replacement)
                position = end
        return b"".join((*parts, self.source[position:]))

    def _apply(self, edits: Edits) -> None:
        self.source = self.edited(edits)
        self._find_lines()

    # ── placeholders ─────────────────────────────────────────────────────────────────────────────────────

    def hide_placeholders(self, parse: Parse) -> None:
        """Replace each placeholder outside code by a word; remember which."""
        if b"{{" not in self.source:
            return
        code = _code(parse(self.source))
        begins = [begin for begin, _ in code]
        edits: Edits = []
        for match in WRITTEN.finditer(self.source):
            near = bisect_right(begins, match.start()) - 1
            if near >= 0 and match.start() < code[near][1]:
                continue
            if is_meant(match[0]) and not _escaped(self.source, match.start()):
                edits.extend(self._hide(match))
        self._apply(edits)

    def _hide(self, match: re.Match[bytes]) -> Edits:
        line = self.line(match.start())
        try:
            found = placeholder(match[0].decode(), self.place(line))
        except CampaignError as error:
            self.keep(error, line)
            return []
        word = f"{self.nonce}x{len(self.placeholders)}x".encode()
        self.placeholders.append((line, found))
        begin, end = match.span()
        if self.source[begin - 1 : begin] + self.source[end : end + 1] != b"<>":
            return [(begin, end, word)]
        if _TARGET.search(self.source, self.line_start(begin), begin):
            return [(begin, end, word)]
        return [(begin - 1, end + 1, b"[%s](%s)" % (word, word))]  # written like <https://…>

    def tokens(self, text: str) -> str:
        """Words back as placeholders' tokens, for plain values."""
        if not self.placeholders or self.nonce not in text:
            return text
        return _WORD.sub(lambda match: self._meant(match)[1].token if match[1] == self.nonce else match[0], text)

    def html_tokens(self, html: str) -> str:
        """Words back as placeholders' tokens, for HTML that will be shown."""
        if not self.placeholders or self.nonce not in html:
            return html

        def token(match: re.Match[str]) -> str:
            if match[1] != self.nonce:
                return match[0]
            index, found = self._meant(match)
            self._printed.add(index)
            return replace(found, fallback=entities.escape(found.fallback)).token

        return _WORD.sub(token, html)

    def _meant(self, match: re.Match[str]) -> tuple[int, Placeholder]:
        index = int(match[2])
        return index, self.placeholders[index][1]

    def printed_placeholders(self) -> tuple[tuple[int, Placeholder], ...]:
        """Those that stand in what is shown: none of a comment, an unused definition, or HTML that was removed."""
        return tuple(found for index, found in enumerate(self.placeholders) if index in self._printed)

    # ── `:::` lines and bare addresses ───────────────────────────────────────────────────────────────────

    def mark(self, events: Sequence[Parsed]) -> bool:
        """Turn `:::` lines into comment lines and bare addresses into links. Says whether anything changed."""
        edits: Edits = []
        if b":::" in self.source:
            edits += self._fence_lines(events)
        edits += self._bare_addresses(events)
        if edits:
            self._apply(edits)
        return bool(edits)

    def _fence_lines(self, events: Sequence[Parsed]) -> Iterator[tuple[int, int, bytes]]:
        code, html = False, ""
        for name, tag, value, begin, _ in events:
            if tag:
                html = ""
                code = name == "Start" if tag == "CodeBlock" else code
            elif name == "Html":
                html = html or str(value).lstrip().lower()
                if self.source.startswith(b":::", begin) and not html.startswith(_LEFT_ALONE):
                    self.error("a `:::` line inside raw HTML", self.line(begin), "Leave an empty line before it")
            elif name == "Text" and not code and self.source.startswith(b":::", begin):
                yield from self._fence_line(begin)

    def _fence_line(self, begin: int) -> Iterator[tuple[int, int, bytes]]:
        start = self.line_start(begin)
        if begin == start:
            end = self.source.find(b"\n", begin)
            end = end if end >= 0 else len(self.source)
            yield begin, end, f"<!--{self.nonce}:{len(self.fences)}-->".encode()
            words = " ".join(self.tokens(self.source[begin + 3 : end].decode()).split())
            self.fences.append(Fence(self.line(begin), words))
        elif _LINE_BEGINS.fullmatch(self.source, start, begin):
            hint = "Begin it at the left margin, outside of lists and quotations"
            self.error("a `:::` that is not at the start of its line", self.line(begin), hint)

    def fence_of(self, html: str) -> Fence | None:
        """The fence that a comment stands for."""
        index = html.partition(f"<!--{self.nonce}:")[2].partition("-->")[0] if self.fences else ""
        return self.fences[int(index)] if index else None

    def _bare_addresses(self, events: Sequence[Parsed]) -> Iterator[tuple[int, int, bytes]]:
        runs = list(_runs(events)) if links.may_be_bare(self.source) else []
        for begin, end in runs:
            for first, last, address in links.bare(self.source, begin, end):
                yield first, last, b"[%s](<%s>)" % (self.source[first:last], address.encode())


def parsed(event: Any, begin: int, end: int) -> Parsed:
    """An event as (name, tag, value, begin, end). The parser writes its name, or a dictionary of name and data."""
    if isinstance(event, str):
        return event, "", None, begin, end
    name, value = next(iter(event.items()))
    if name not in ("Start", "End"):
        return name, "", value, begin, end
    if isinstance(value, str):
        return name, value, None, begin, end
    tag, value = next(iter(value.items()))
    return name, tag, value if name == "Start" else None, begin, end


def _runs(events: Sequence[Parsed]) -> Iterator[tuple[int, int]]:
    """Where running text begins and ends, links and code left out; entities and single marks do not part it."""
    closed = begin = end = 0
    for name, tag, value, start, stop in events:
        if name == "Text":
            if closed:
                continue
            if start != end:
                if end > begin:
                    yield begin, end
                begin = start
            end = stop
        elif tag in _NO_RUNNING_TEXT:
            closed += 1 if name == "Start" else -1
        elif name == "InlineHtml":
            closed += bool(_OPENS_LINK.match(value)) - bool(_CLOSES_LINK.match(value) and closed)
        elif tag == "Paragraph":
            closed = 0  # an <a> that was never closed
    yield begin, end


def _code(events: Sequence[Parsed]) -> list[tuple[int, int]]:
    """Where code begins and ends, in order."""
    return [
        (begin, end)
        for name, tag, _, begin, end in events
        if name == "Code" or (name == "Start" and tag == "CodeBlock")
    ]


def _escaped(source: bytes, offset: int) -> bool:
    """Whether an odd number of backslashes stands before `offset`."""
    begin = offset
    while begin and source[begin - 1 : begin] == b"\\":
        begin -= 1
    return (offset - begin) % 2 == 1
