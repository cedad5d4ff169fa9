"""An excerpt as a campaign prints it: a block quotation with its caption, in Markdown, every word as it stands."""

from __future__ import annotations

import re

from publisher.model import Excerpt, Quotation, Speaker

_SPECIAL = re.compile(r"([\\`*\[\]<|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|\{(?=\{)|(?<=!)(?=\[))")
_AT_START = re.compile(r"\A(?:([#>+\-]|[—–―]|:(?=::))|(\d{1,9})([.)]))(?=\s|:|\Z|[#>])")
_NOBODY = re.compile(
    r"\A(?:a\s|an\s|the\s)?(?:one|another|others?|some|third|second|first|fourth|they|he|she|it|who|many|most|several"
    r"|(?:one|another)\s(?:said|added))\Z",
    re.IGNORECASE,
)


def markdown(one: Excerpt) -> str:
    """The excerpt as a block quotation, its caption below where somebody says it; without a line break at the end."""
    said = caption(one.speaker) if one.speaker else ""
    return f"> {escaped(one.text)}" + (f"\n>\n> — {escaped(said)}" if said else "")


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


def is_somebody(one: Excerpt) -> bool:
    """Whether an excerpt can be printed with the name of who says it."""
    return isinstance(one, Quotation) and one.speaker is not None and bool(one.speaker.name)
