"""Who is told to speak by the sentence before a quotation, or by the one after it."""

from __future__ import annotations

from dataclasses import replace

from publisher.excerpts.clauses import asked, governed, put_to, subject, word
from publisher.excerpts.cues import according
from publisher.excerpts.phrases import Cue, Head, Phrase, Row, phrase
from publisher.excerpts.views import is_view, view
from publisher.excerpts.words import frozenset_of

_GESTURES = frozenset_of(
    "laughs laughed smiles smiled shrugs shrugged sighs sighed nods nodded grins grinned pauses paused winces winced"
)
_BODY = frozenset_of(
    "hands hand head shoulders eyes arms eyebrows eyebrow finger fingers chin nose voice face tears brow"
)
_GESTURE = 8
"""Tokens of the longest gesture."""


def before(text: str, row: Row, begin: int, end: int) -> Cue | None:
    """The cue of the sentence before a quotation that has none of its own."""
    said = [at for at in range(begin, end) if row[at].kind == "V"]
    for index in range(begin, end):
        if told := according(text, row, index):
            return replace(told, kind="sentence before", certainty=0.7)
        if (opinion := view(text, row, index, end)) and not _is_object(text, row, begin, opinion):
            return replace(opinion, kind="sentence before", certainty=0.75)
    if who := asked(text, row, begin, end):
        return Cue("sentence before", who, begin, end, 0.75)
    if said and (teller := _only_tells(row, begin, end, said[-1])):
        return Cue("sentence before", teller, begin, end, 0.85)
    who = put_to(text, row, begin, end) or subject(text, row, begin, end)
    if who is None:
        return None
    if said and word(text, row, who.first).lower() == "it":
        teller = governed(row, begin, said[-1])  # "It is worth adding what she told us."
        who = teller if teller and teller.head is Head.PRONOUN else who
    return Cue("sentence before", who, begin, end, 0.8 if said else 0.7)


def _only_tells(row: Row, begin: int, end: int, verb: int) -> Phrase | None:
    """The person of a sentence that a verb of saying ends: `It is cold, Amina Rahman says.`, `Not so, says Rahman`."""
    who = governed(row, begin, verb) if end - verb == 1 else phrase(row, verb + 1, end)
    ends = who is not None and (end - verb == 1 or who.after == end)
    return who if who and ends and who.head is Head.PERSON else None


def _is_object(text: str, row: Row, begin: int, opinion: Cue) -> bool:
    """Whether somebody's view is only what another is told of: `told of Amina Rahman's comment, she`."""
    last = opinion.who.first - 1
    return last > begin and row[last].kind in "PV" and word(text, row, last).lower() not in ("in", "to")


def sequel(text: str, row: Row, at: int) -> Cue | None:
    """`That is the view of Amina Rahman.` right after the words."""
    begin = at + 1
    if begin >= len(row) or row[begin].kind != "|":
        return None
    end = next((index for index in range(begin + 1, len(row)) if row[index].kind in ".|:Q"), len(row))
    if word(text, row, begin + 1).lower() not in ("that", "this", "those", "these", "so"):
        return None
    if word(text, row, begin + 1).lower() == "so" and begin + 3 < end and row[begin + 2].kind == "V":
        who = phrase(row, begin + 3, end)
        return Cue("sentence after", who, begin + 1, end, 0.85) if who else None
    for index in range(begin + 1, end):
        if opinion := view(text, row, index, end):
            return replace(opinion, kind="sentence after", certainty=0.7)
    return None


def gesture(text: str, row: Row, at: int) -> Cue | None:
    """Who moves right after the words: `She shook her head.`, `Amina Rahman shrugs.`."""
    begin = at + 2
    end = next((index for index in range(begin, len(row)) if row[index].kind in ".|Q:;"), len(row))
    if begin + 1 >= end or row[begin - 1].kind != "|" or row[begin].kind not in "HN" or end - begin > _GESTURE:
        return None
    moves = [word(text, row, index).lower() for index in range(begin + 1, end)]
    own = len(moves) > 2 and moves[1] in ("his", "her") and moves[2] in _BODY
    who = phrase(row, begin, begin + 1)
    return Cue("sentence after", who, begin, end, 0.7) if who and (own or moves[0] in _GESTURES) else None


def own_words(text: str, row: Row, begin: int, end: int) -> Cue | None:
    """`Her answer took an hour.`: whose words are to follow."""
    if begin + 1 >= end or word(text, row, begin).lower() not in ("his", "her") or not is_view(text, row, begin + 1):
        return None
    return Cue("sentence before", Phrase(Head.PRONOUN, begin, begin + 1, begin + 1, definite=True), begin, end, 0.75)
