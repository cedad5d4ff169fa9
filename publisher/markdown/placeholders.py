"""`{{ … }}` as it is typed → a Placeholder of the closed list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from publisher import characters
from publisher.errors import CampaignError
from publisher.model import Place, Placeholder, PlaceholderName

Smarten = Callable[[str, str], str]
"""Typography: a run of text and the character before it in, the same words in the language's typography out."""

# Bounded and without going back, so that a file of braces costs no more than any other. In bytes, as the parser counts.
WRITTEN = re.compile(rb"(?<!\{)\{{2,}+[^{}]{0,300}+\}{2,}+")
_INSIDE = re.compile(
    r"""\{\{\s*([A-Za-z_][A-Za-z0-9_]*)
    \s*(?:or\s*(?:"([^"]*)"|'([^']*)'|[“„]([^“”]*)[“”]|[‘‚]([^‘’]*)[‘’]|«([^«»]*)»))?\s*\}\}""",
    re.VERBOSE,
)


def placeholder(written: str, where: Place) -> Placeholder:
    """`{{ first_name or "friend" }}`. Raises CampaignError for one that is unknown, or goes over a line's end."""
    match = _INSIDE.fullmatch(written)
    known = [str(name) for name in PlaceholderName]
    if not match or match[1] not in known:
        shown = " ".join(written.split())
        raise CampaignError(f"unknown placeholder {shown}", where=where, hint=f"Known are {', '.join(known)}")
    if "\n" in written:
        raise CampaignError(f"{{{{ {match[1]} … }}}} goes over a line's end", where=where, hint="Write it on one line")
    fallback = next((group.strip() for group in match.groups()[1:] if group is not None), "")
    if fallback and match[1] != PlaceholderName.FIRST_NAME:
        raise CampaignError(f"{{{{ {match[1]} }}}} takes no `or`", where=where, hint="Only first_name does")
    return Placeholder(PlaceholderName(match[1]), fallback)


def is_meant(written: bytes) -> bool:
    """Whether braces that go over a line's end were meant as a placeholder."""
    words = written.strip(b"{} \t\r\n").split(maxsplit=1)
    return b"\n" not in written or bool(words and words[0].decode("utf-8", "replace") in set(PlaceholderName))


def read_placeholders(text: str, *, where: Place, smarten: Smarten | None = None) -> str:
    """A line of text (a subject, a preheader) with `{{ … }}` as tokens, and the rest of it in typography.

    Raises CampaignError for a placeholder that is unknown and for characters that cannot be there.
    """
    found = characters.refused(text)
    if found:
        raise CampaignError(found.what, where=where, hint=found.hint)
    return "".join(_pieces(text, where, smarten or (lambda run, _: run)))


def _pieces(text: str, where: Place, smarten: Smarten) -> Iterator[str]:
    source, position, before = text.encode(), 0, ""
    for match in WRITTEN.finditer(source):
        run = source[position : match.start()].decode()
        yield smarten(run, before)
        yield placeholder(match[0].decode(), where).token
        position, before = match.end(), "x"  # a word stands here
    yield smarten(source[position:].decode(), before)
