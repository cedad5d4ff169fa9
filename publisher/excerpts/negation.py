"""Does an omission turn the sense round? Which negations stand in words that a quotation leaves out of a sentence."""

from __future__ import annotations

import re

from publisher.patterns import pattern

_NEGATION = pattern(
    r"\b(?:not|never|none|nobody|no[ -]one|no|nothing|nowhere|neither|nor|cannot|without|unless|hardly|scarcely|barely"
    r"|rarely|seldom)\b|n['’]t\b",
    re.IGNORECASE,
)
_SENTENCE_END = pattern(r"[.!?…][\"'”’»)\]]*(?:\s+|\Z)")
_STOPS = ".!?…"


def negations(text: str) -> list[str]:
    """The words of English that negate, as they stand in `text`."""
    return [match[0] for match in _NEGATION.finditer(text)]


def left_out_of_sentences(before: str, gap: str) -> str:
    """What of `gap` belongs to the sentences of the words before and after it, which are kept.

    A sentence that is left out whole takes its negation with it and turns nothing round. `before` is what is said
    right before the gap, as far as its last character matters.
    """
    ends = [0] if before.rstrip("\"'”’»)] ")[-1:] in tuple(_STOPS) else []
    stripped = gap.lstrip()
    if stripped[:1] in tuple(_STOPS):
        ends = [len(gap) - len(stripped) + 1]
    ends += [match.end() for match in _SENTENCE_END.finditer(gap) if match.end() not in ends]
    if not ends:
        return gap
    return f"{gap[: ends[0]]} {gap[ends[-1] :]}"


def turned(left_out: str, put_in: str) -> str:
    """The first negation that `left_out` has and `put_in` lacks, or the other way round; empty where they agree."""
    out, into = negations(left_out), negations(put_in)
    if len(out) == len(into):
        return ""
    return (out or into)[0]
