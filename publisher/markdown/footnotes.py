"""The footnotes of one body: their numbers, ids that do not clash, and the way back from a note's text."""

from __future__ import annotations

import re

from publisher.markdown.bodytext import BodyText

_NAME = re.compile(rb"\^[^\]\s\[]+\]")
_REFERENCE = re.compile(r'<sup class="footnote-reference"><a href="#[^"]*">(\d+)</a></sup>')
_TEXT = re.compile(
    r'<div class="footnote-definition"(?: id="[^"]*")?><sup class="footnote-definition-label">(\d+)</sup>'
)


class Footnotes:
    """Numbers are those that the parser writes: in order of first appearance, as reference or as text."""

    def __init__(self, body: BodyText, prefix: str) -> None:
        self.body = body
        self.prefix = f"fn-{prefix}-" if prefix else "fn-"
        self._numbers: dict[str, str] = {}
        self._defined: set[str] = set()
        self._referred: set[str] = set()
        self._written: set[str] = set()

    def reference(self, name: str) -> str:
        """The number of the footnote that is referred to here."""
        number = self._number(name)
        self._referred.add(number)
        return number

    def definition(self, name: str, line: int) -> str:
        """The number of the footnote whose text begins here. Keeps an error where it has one already."""
        if name in self._defined:
            self.body.error(f"the footnote [^{name}] has two texts", line, "Give one of them another name")
        self._defined.add(name)
        return self._number(name)

    def _number(self, name: str) -> str:
        return self._numbers.setdefault(name, str(len(self._numbers) + 1))

    def refuse_dangling(self, begin: int, line: int) -> None:
        """Keep an error where text that begins with `^` was meant as a footnote and has no text."""
        source = self.body.source
        match = _NAME.match(source, begin)
        if match and source[begin - 1 : begin] == b"[" and source[begin - 2 : begin - 1] != b"\\":
            name = f"[{match[0].decode()}"
            hint = f"Add a line {name}: …, or write \\{name} for plain brackets"
            self.body.error(f"the footnote {name} has no text", line, hint)

    def html(self, html: str) -> str:
        """The HTML with our ids: the first reference to a note is where its text leads back to."""
        return _TEXT.sub(self._text_html, _REFERENCE.sub(self._reference_html, html))

    def _reference_html(self, match: re.Match[str]) -> str:
        number = match[1]
        here = "" if number in self._written else f' id="{self.prefix}{number}-back"'
        self._written.add(number)
        return f'<sup class="footnote-reference"{here}><a href="#{self.prefix}{number}">{number}</a></sup>'

    def _text_html(self, match: re.Match[str]) -> str:
        number = match[1]
        label = f'<a href="#{self.prefix}{number}-back">{number}</a>' if number in self._referred else number
        return (
            f'<div class="footnote-definition" id="{self.prefix}{number}">'
            f'<sup class="footnote-definition-label">{label}</sup>'
        )
