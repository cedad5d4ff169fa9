"""To whom does a campaign give the words that it prints? Read as a report is read, captions first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from publisher.excerpts.agreement import name_words
from publisher.excerpts.printed import Phrase, lead, placed
from publisher.excerpts.quotations import quotations
from publisher.model import BlockKind, Document, Paragraph, ParagraphKind, PrintedQuotation, Quotation, Report, Speaker
from publisher.patterns import pattern

_WORDS = pattern(r"[^\W\d_]+(?:[-][^\W\d_]+)*")
_SENTENCE_END = pattern(r"[.?!…][”’»\"')\]]*\s")
_INNER = str.maketrans({"“": "‘", "”": "’", '"': "'", "«": "‘", "»": "’", "„": "‘"})
_KINDS = {BlockKind.HEADING: ParagraphKind.HEADING, BlockKind.LIST: ParagraphKind.ITEM}


def bylines(body: Document, known: Iterable[str] = ()) -> tuple[tuple[PrintedQuotation, Speaker | None], ...]:
    """Every printed quotation (as `printed` has them) with its speaker: by its caption, else as the words around say.

    Where those do not say it plainly, the one person of `known` (full names) whom the sentence before names is the
    speaker. None where nothing in the campaign says whose the words are.
    """
    found = placed(body)
    writing = _Writing()
    spots = writing.read(body, found)
    said = quotations(writing.report()) if any(one.speech for _, one in found) else ()
    names = {name: name_words(name) for name in dict.fromkeys(known)}
    return tuple(
        (one, one.speaker or _speaker(said, spot) or _named(body, phrase, one, names))
        for (phrase, one), spot in zip(found, spots, strict=True)
    )


def _named(
    body: Document, phrase: Phrase | None, quotation: PrintedQuotation, names: dict[str, list[str]]
) -> Speaker | None:
    """The one known person whom the sentence that leads into the words names, by full name, else by a part of it."""
    if not quotation.speech:
        return None
    if phrase is None:
        index = next(n for n, passage in enumerate(body.passages) if passage.quotation is quotation)
        before = body.passages[index - 1].text if index else ""
    else:
        before = lead(body.passages, phrase)
    words = name_words(" ".join(_WORDS.findall(_SENTENCE_END.split(before.rstrip(" :—–-\n"))[-1])))
    line = f" {' '.join(words)} "
    full = [name for name, parts in names.items() if len(parts) > 1 and f" {' '.join(parts)} " in line]
    part = [name for name, parts in names.items() if {parts[0], parts[-1]} & set(words) & _capitals(before)]
    found = full or part
    return Speaker(found[0]) if len(found) == 1 else None


def _capitals(text: str) -> set[str]:
    """The words of a text that have a capital, in small letters."""
    return {word.lower() for word in _WORDS.findall(text) if word[0].isupper()}


def _speaker(said: Sequence[Quotation], spot: tuple[int, int]) -> Speaker | None:
    """Who says most of what stands at a spot of the campaign's text."""
    shared = [(min(one.end, spot[1]) - max(one.start, spot[0]), one) for one in said]
    size, best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best.speaker if best and size > 0 else None


@dataclass(slots=True)
class _Writing:
    """A campaign's running text as a report's: block quotations between marks, where they stand."""

    text: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)

    def read(self, body: Document, found: Sequence[tuple[Phrase | None, PrintedQuotation]]) -> list[tuple[int, int]]:
        """Write everything down; where each printed quotation stands in it."""
        starts: list[int] = []
        blocks: list[tuple[int, int]] = []
        for passage in body.passages:
            words = passage.quotation.words.translate(_INNER) if passage.quotation else passage.text
            starts.append(self.add(f"“{words}”" if passage.quotation else words, passage.kind))
            if passage.quotation:
                blocks.append((starts[-1] + 1, len(self.text) - 3))
        rest = iter(blocks)
        return [
            (starts[phrase.passage] + phrase.pair.start, starts[phrase.passage] + phrase.pair.end)
            if phrase
            else next(rest)
            for phrase, _ in found
        ]

    def add(self, text: str, kind: BlockKind) -> int:
        """A paragraph; where it begins."""
        start = len(self.text)
        heading = kind is BlockKind.HEADING
        self.text += text
        self.paragraphs.append(
            Paragraph(start, len(self.text), 2 if heading else 0, None, _KINDS.get(kind, ParagraphKind.TEXT))
        )
        self.text += "\n\n"
        return start

    def report(self) -> Report:
        """What was written as a report."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        return Report("campaign", self.text, tuple(self.paragraphs), digest)
