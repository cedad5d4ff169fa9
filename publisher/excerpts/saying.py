"""Verbs of saying as a regular expression, for text that is read by its surface: what stands beside a mark."""

from __future__ import annotations

from publisher.excerpts.words import STRICT_SAYING
from publisher.patterns import pattern

_PHRASES = (
    r"put(?:s|ting)? it(?: this way| like this| simply| plainly| well| another way)?",
    r"(?:point|points|pointed|pointing) out",
    r"(?:go|goes|went|going) on(?: to \w+)?",
    r"(?:sum|sums|summed) (?:it |this )?up",
    r"(?:is|was|were|are) (?:clear|blunt|plain|adamant|emphatic)",
    r"(?:had|has) this to say",
)
SAYING = rf"(?:(?:{'|'.join([*_PHRASES, *sorted(STRICT_SAYING, key=lambda word: (-len(word), word))])})\b)"
"""A verb of saying, as part of a regular expression; case counts, as verbs in running text have none."""

SAYS = pattern(rf"\b{SAYING}")
"""Finds a verb of saying anywhere."""
