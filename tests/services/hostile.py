"""Words that try to be a service's tags, for laws: whatever an article says, only our own tags are live."""

from __future__ import annotations

import html
from collections.abc import Sequence

from hypothesis import strategies as st
from publisher.model import Message, Placeholder, PlaceholderName

_LETTERS = "*|{}%#$ aA\"'\\<&/\n"
WORDS = st.text(_LETTERS, max_size=10)
PLACEHOLDERS = st.one_of(
    st.sampled_from([Placeholder(name) for name in PlaceholderName if name is not PlaceholderName.UNSUBSCRIBE_URL]),
    st.builds(Placeholder, st.just(PlaceholderName.FIRST_NAME), st.text(_LETTERS.replace("\n", ""), max_size=8)),
)
Piece = str | Placeholder
PIECES = st.lists(st.one_of(WORDS, PLACEHOLDERS), max_size=9).map(
    lambda pieces: [*pieces, Placeholder(PlaceholderName.UNSUBSCRIBE_URL)]
)


def said(pieces: Sequence[Piece]) -> Message:
    """A message of these pieces, one after the other, everywhere the same; in HTML escaped, as our readers do it."""
    text = "".join(piece if isinstance(piece, str) else piece.token for piece in pieces)
    markup = "".join(html.escape(piece) if isinstance(piece, str) else _in_html(piece).token for piece in pieces)
    return Message("Subject", "Preheader", f"<html><body>{markup}</body></html>", markup, text)


def placeholders(pieces: Sequence[Piece]) -> list[Placeholder]:
    """Those of the pieces that a service shall fill."""
    return [piece for piece in pieces if isinstance(piece, Placeholder)]


def _in_html(placeholder: Placeholder) -> Placeholder:
    return Placeholder(placeholder.name, html.escape(placeholder.fallback))
