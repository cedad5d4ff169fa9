"""Whose words are they where nobody "says" them? `in the words of`, `her verdict: `, `for him it was`."""

from __future__ import annotations

from publisher.excerpts.clauses import word
from publisher.excerpts.phrases import Cue, Head, Phrase, Row, phrase
from publisher.excerpts.words import frozenset_of

_VIEWS = frozenset_of(
    "view views words verdict message opinion answer response advice warning reply account experience judgement "
    "judgment "
    "conclusion summary take memory assessment motto explanation line comment comments argument word phrase "
    "expression formulation description position stance"
)
_FELT = frozenset_of("is was were are be been feel feels felt like seems seemed")


def by_view(text: str, row: Row, begin: int, at: int) -> Cue | None:
    """`in the words of …`, `…'s view: `, `for … it was`, `the last word went to …: `."""
    for index in range(begin, at):
        if cue := view(text, row, index, at):
            return cue
    if told := _heard(text, row, begin, at):
        return told
    if who := _for_somebody(text, row, begin, at):
        return Cue("words of", who, begin, at, 0.75)
    if row[at - 1].kind == ":" and (who := _only_name(text, row, begin, at)):
        return Cue("words of", who, begin, at, 0.8)
    return None


def _heard(text: str, row: Row, begin: int, at: int) -> Cue | None:
    """`The inquiry heard from Amina Rahman that the pumps were "…"`."""
    for index in range(begin + 1, at - 2):
        if word(text, row, index) == "from" and word(text, row, index - 1) in ("heard", "learned", "learnt"):
            who = phrase(row, index + 1, at)
            if who and who.head in (Head.PERSON, Head.ROLE, Head.SOMEBODY) and row[who.after].kind == "B":
                return Cue("words of", who, index, at, 0.85)
    return None


def by_topic(text: str, row: Row, begin: int, at: int) -> Cue | None:
    """`For Amina Rahman, who lost it, the ruling was "…"`."""
    who = _for_somebody(text, row, begin, at) if word(text, row, at - 1) in _FELT else None
    return Cue("words of", who, begin, at, 0.75) if who else None


def in_words(text: str, row: Row, begin: int, at: int) -> Cue | None:
    """`in the words of a nurse, ` right before the words."""
    for index in range(max(begin, at - 12), at):
        if row[index].kind == "P" and word(text, row, index + 1) in ("the", "his", "her") and row[at - 1].kind == ",":
            told = view(text, row, index + 2, at)
            if told and told.who.after >= at - 1:
                return told
    return None


def is_view(text: str, row: Row, index: int) -> bool:
    """Whether a noun is one for what somebody says: `answer`, `verdict`."""
    return word(text, row, index).lower() in _VIEWS


def view(text: str, row: Row, index: int, at: int) -> Cue | None:
    """`in the words of Amina Rahman, `, `Amina Rahman's view: `."""
    if word(text, row, index).lower() not in _VIEWS:
        return None
    if word(text, row, index + 1).lower() in ("of", "from"):
        who = phrase(row, index + 2, at)
        if who and who.head in (Head.PERSON, Head.ROLE, Head.SOMEBODY) and (at - who.after <= 2 or _opens(row, index)):
            return Cue("words of", who, index, at, 0.9)
    owner = index - 1
    while owner > 0 and row[owner].kind in "xYR":
        owner -= 1
    if row[owner].kind == "D" and word(text, row, owner).lower() in ("his", "her"):
        return Cue("words of", Phrase(Head.PRONOUN, owner, owner + 1, owner + 1, definite=True), owner, at, 0.8)
    if row[owner].kind == "S" and row[owner - 1].kind in "RUGO":
        first = owner - 1
        while first and row[first - 1].kind in "DARUOx":
            first -= 1
        who = phrase(row, first, owner)
        return Cue("words of", who, first, at, 0.8) if who else None
    if row[owner].kind == "S" and owner and row[owner - 1].kind == "N" and at - index <= 12:
        token = row[owner - 1]
        who = Phrase(Head.PERSON, owner - 1, owner, owner, token.people, definite=True, whole=token.whole)
        return Cue("words of", who, owner - 1, at, 0.85)
    return None


def _opens(row: Row, index: int) -> bool:
    """Whether a sentence begins with `In the words`: then all of it is in somebody's words."""
    return row[index - 2].kind == "P" and (index < 3 or row[index - 3].kind in ".|")


def _for_somebody(text: str, row: Row, begin: int, at: int) -> Phrase | None:
    """`For Amina Rahman it was "…"`."""
    begin += begin + 1 < at and row[begin].kind == "#"  # a paragraph's number
    if word(text, row, begin).lower() not in ("for", "to"):
        return None
    if word(text, row, begin + 1) in ("him", "her") and begin + 2 < at and row[begin + 2].kind in "D,IX":
        return Phrase(Head.PRONOUN, begin + 1, begin + 2, begin + 2, definite=True)
    if not (who := phrase(row, begin + 1, at)) or who.head is not Head.PERSON:
        return None
    if word(text, row, at - 1) in _FELT:
        return who  # "For Amina Rahman, who lost it, the ruling was "…""
    following = who.after + (row[who.after].kind == "," if who.after < at else 0)
    if row[at - 1].kind == "," and who.after >= at - 1:
        return who  # "For Amina Rahman, who lost it, “…”"
    return who if following < at and row[following].kind == "I" and at - following <= 5 else None


def _only_name(text: str, row: Row, begin: int, at: int) -> Phrase | None:
    """`The last word went to Amina Rahman: `: the only name of a sentence about somebody's words."""
    names = [index for index in range(begin, at) if row[index].kind == "N"]
    if len(names) != 1 or row[names[0] - 1].kind != "P" or names[0] == begin:
        return None
    if not any(word(text, row, index).lower() in _VIEWS for index in range(begin, min(begin + 6, names[0]))):
        return None
    token = row[names[0]]
    return Phrase(Head.PERSON, names[0], names[0] + 1, names[0] + 1, token.people, definite=True, whole=token.whole)
