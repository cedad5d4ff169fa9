"""An excerpt as a campaign prints it: a block quotation with its caption, in Markdown, every word as it stands."""

from __future__ import annotations

import re
from itertools import pairwise

from publisher.model import Excerpt, Quotation, Report, Speaker
from publisher.patterns import pattern

_MARKS = " \"“”„«»‘’'"
_SPECIAL = pattern(r"([\\`*\[\]<|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|\{(?=\{)|(?<=!)(?=\[))")
_AT_START = pattern(r"\A(?:([#>+\-]|:(?=::))|(\d{1,9})([.)]))(?=\s|:|\Z|[#>])")
_NOBODY = pattern(
    r"\A(?:a\s|an\s|the\s)?(?:one|another|others?|some|third|second|first|fourth|they|he|she|it|who|many|most|several"
    r"|(?:one|another)\s(?:said|added))\Z",
    re.IGNORECASE,
)


def markdown(report: Report, one: Excerpt) -> str:
    """The excerpt as a block quotation, its caption below where somebody says it; without a line break at the end."""
    said = caption(one.speaker) if one.speaker else ""
    return f"> {escaped(whole(report, one))}" + (f"\n>\n> — {escaped(said)}" if said else "")


def whole(report: Report, one: Excerpt) -> str:
    """The words of an excerpt without what stands between its pieces.

    Where a sentence ends at an interruption (`…,” she said. “…`), its comma, which belongs to the interruption, becomes
    the full stop that it stands for; so does a comma at the end, where the marks close on it. A page or a figure that
    cuts through a sentence ends none.
    """
    if not isinstance(one, Quotation):
        return one.text
    pieces = one.pieces
    parts = [report.words(*piece) for piece in pieces] or [one.text]
    for number, ((_, end), (start, _)) in enumerate(pairwise(pieces)):
        between = report.words(end, start).strip()
        interrupted = between[:1] in tuple(_MARKS.strip()) and between.rstrip(_MARKS).endswith(".")
        if interrupted and parts[number].endswith(",") and not parts[number + 1][:1].islower():
            parts[number] = parts[number][:-1] + "."
    if parts[-1].endswith(",") and report.text[one.end : one.end + 1] in tuple(_MARKS.strip()):
        parts[-1] = parts[-1][:-1] + "."
    return " ".join(parts)


def caption(speaker: Speaker) -> str:
    """Who it was, as a caption without its dash; empty for somebody of whom nothing is known.

    A descriptor begins in lower case, so that nobody takes it for a name.
    """
    if speaker.name:
        return ", ".join(filter(None, (speaker.name, speaker.role, _place(speaker))))
    words = speaker.descriptor.strip()
    if not words or _NOBODY.match(words):
        return ""
    second = words[1:2]
    return words if second.isupper() else words[0].lower() + words[1:]


def _place(speaker: Speaker) -> str:
    """The organisation, unless the role names it already."""
    return "" if speaker.organisation and speaker.organisation in speaker.role else speaker.organisation


def escaped(words: str) -> str:
    """Words as one line of Markdown that reads as exactly these words."""
    words = _SPECIAL.sub(r"\\\1", " ".join(words.split()))
    return _AT_START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", words)
