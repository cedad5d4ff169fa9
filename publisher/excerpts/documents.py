"""Which text tells it? Documents within a sentence that is about something else: `in our survey`, `in which it is`."""

from __future__ import annotations

from dataclasses import replace

from publisher.excerpts.clauses import is_passive, subject, word
from publisher.excerpts.phrases import Cue, Head, Phrase, Row, phrase
from publisher.excerpts.words import frozenset_of

_POLLS = frozenset_of("survey surveys poll polls questionnaire census consultation study")
_SHARES = frozenset_of("most half many majority third thirds quarter quarters fifth fifths tenth cent % percent")
_WHERE = frozenset_of("which where")


def polled(text: str, row: Row, begin: int, at: int) -> Cue | None:
    """`In our survey of schools, one pupil in ten described it as “…”`: a share of people speaks through the survey."""
    if word(text, row, begin).lower() not in ("in", "of") or begin + 2 >= at:
        return None
    who = phrase(row, begin + 1, at)
    comma = next((n for n in range(begin + 1, at) if row[n].kind == ","), None)
    if not who or who.head is not Head.TEXT or comma is None or word(text, row, who.core - 1).lower() not in _POLLS:
        return None
    people = [word(text, row, n).lower() for n in range(comma + 1, min(comma + 7, at))]
    share = bool(_SHARES.intersection(people)) or "in" in people[1:4]
    return Cue("words of", replace(who, after=who.core), begin + 1, at, 0.85) if share else None


def within(text: str, row: Row, begin: int, at: int) -> Cue | None:
    """`The trust's review gives it a line, in which it is called “…”`."""
    for index in range(begin + 2, at - 1):
        if row[index].kind != "W" or word(text, row, index) not in _WHERE:
            continue
        verb = next((n for n in range(at - 1, index, -1) if row[n].kind == "V"), None)
        if verb is None or not is_passive(text, row, index, verb):
            continue
        who = subject(text, row, begin, index)
        return Cue("words of", who, begin, at, 0.85) if who and who.head is Head.TEXT else None
    return None


def whole(row: Row, begin: int, who: Phrase, end: int) -> Phrase:
    """A text with whose it is: `the county's fee schedule`, of which `schedule` was found."""
    first = who.first
    if row[first].kind != "K":
        return who
    while first > begin and row[first - 1].kind in "xYSGORU":
        first -= 1
    if first > begin and row[first - 1].kind in "DA":
        first -= 1
    longer = phrase(row, first, end)
    return longer if longer and longer.head is Head.TEXT and longer.after == who.after else who
