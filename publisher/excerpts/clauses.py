"""Which noun phrase is the subject of a verb, or of a sentence? Introductions and asides left out of account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publisher.excerpts.phrases import Head, Phrase, Row, phrase, speaking
from publisher.excerpts.words import frozenset_of

_STOPS = ".|;"
"""Kinds of tokens that end a clause."""

_BEING = frozenset_of("is was are were be been being")
_DENIALS = frozenset_of("deny denies denied denying")
_FIRST = frozenset_of("first last next only")
_ASKED = frozenset_of("asked pressed challenged questioned")


def word(text: str, row: Row, index: int) -> str:
    """The word of a token; empty beyond the row."""
    return text[row[index].start : row[index].end] if 0 <= index < len(row) else ""


def sentence_start(row: Row, at: int) -> int:
    """The first token of the sentence that token `at` stands in."""
    begin = at
    while begin and row[begin - 1].kind not in _STOPS:
        begin -= 1
    return begin


def governed(row: Row, begin: int, verb: int) -> Phrase | None:
    """The subject of the verb: the longest noun phrase that ends right before it and begins where a clause can."""
    for index in _clause_starts(row, begin, verb):
        found = reaching(row, index, verb)
        if found and (who := speaking(row, found)):
            return who
    return None


def _clause_starts(row: Row, begin: int, verb: int) -> Iterator[int]:
    """Where a clause can begin, leftmost first; last, where a phrase follows an opening attribute without comma."""
    later = []
    for index in range(begin, verb):
        before = row[index - 1].kind if index > begin else ","
        if before in ",CBY-:;Q|" and row[index].kind not in "CBYP,":
            yield index
        elif row[index].kind in "DAHNO" and before not in "DASRT#" and not (before == "P" and index - 1 > begin + 1):
            later.append(index)
    yield from reversed(later)


def reaching(row: Row, index: int, verb: int) -> Phrase | None:
    """The noun phrase at `index` if only adverbs and auxiliaries stand between it and the verb."""
    who = phrase(row, index, verb)
    if who is None:
        return None
    end = who.after
    while end < verb and (row[end].kind in "XY," or (row[end].kind == "P" and row[end - 1].kind == "X")):
        end += 1
    return who if end == verb else None


def subject(text: str, row: Row, begin: int, end: int) -> Phrase | None:
    """The noun phrase that a sentence is about: the first one, introductions left aside."""
    begin += begin + 1 < end and row[begin].kind == "#" and row[begin + 1].kind in "DNHIOBP"  # a paragraph's number
    index = _past_question(text, row, begin, end)
    while index < end and row[index].kind in "CYBP,-":
        said = word(text, row, index).lower()
        if row[index].kind == "P":
            if (
                said in ("for", "to")
                and (who := phrase(row, index + 1, end))
                and who.head is Head.PERSON
                and _is_topic(row, who, end)
            ):
                return who
            index = _past_introduction(row, index, end)
        elif said == "as" and (role := phrase(row, index + 1, end)) and role.after < end and _is_as(row, role):
            index = role.after
        elif row[index].kind == "B" and said not in ("as", "so", "then", "that"):
            index = _past_introduction(row, index, end)
        else:
            index += 1
    who = _cleft(text, row, index, end) or phrase(row, index, end)
    if who and who.head is Head.OTHER:
        return _in_apposition(row, who, end) or who
    return who and (_complement(text, row, who, end) or _without_verb(text, row, who))


def _complement(text: str, row: Row, who: Phrase, end: int) -> Phrase | None:
    """`He was Tom Wilk`, `The first person to notice was Amina Rahman`: the name that the subject is said to have."""
    if row[who.first].kind != "H" and word(text, row, who.first + 1).lower() not in _FIRST:
        return None
    for at in range(who.core, end - 1):
        if row[at].kind in "VQWI,;:":
            return None
        if word(text, row, at).lower() in ("is", "was") and row[at + 1].kind == "N":
            return phrase(row, at + 1, end)
    return None


def _without_verb(text: str, row: Row, who: Phrase) -> Phrase:
    """The phrase without a verb that its attribute has run into: `The head of the Lapwing obliged`."""
    last = who.after - 1
    ran = last > who.core and row[last].kind == "x" and row[last - 1].kind in "ON"
    return replace(who, after=last) if ran and word(text, row, last).endswith("ed") else who


def put_to(text: str, row: Row, begin: int, end: int) -> Phrase | None:
    """`Put to Amina Rahman, the claim was dismissed.`: who answers what is put to somebody."""
    if word(text, row, begin).lower() != "put" or word(text, row, begin + 1).lower() != "to":
        return None
    who = phrase(row, begin + 2, end)
    return who if who and who.head in (Head.PERSON, Head.ROLE) else None


def is_passive(text: str, row: Row, begin: int, verb: int) -> bool:
    """Whether the subject does not say it: `a decision was expected`."""
    index = verb - 1
    while index > begin and row[index].kind == "Y":
        index -= 1
    return word(text, row, verb).lower().endswith("ed") and word(text, row, index).lower() in _BEING


def is_denied(text: str, row: Row, verb: int) -> bool:
    """Whether somebody denies the words: `she denied ever having called it`."""
    near = [word(text, row, index).lower() for index in range(max(0, verb - 4), verb + 4)]
    denied = next((at for at, one in enumerate(near) if one in _DENIALS), None)
    return denied is not None and "having" in near[denied : denied + 3]


def _is_as(row: Row, role: Phrase) -> bool:
    """Whether a role after `as` only says in what role somebody acts: `As a senator he`."""
    return role.head in (Head.ROLE, Head.SOMEBODY) and row[role.after].kind in "H,N"


def _past_question(text: str, row: Row, begin: int, end: int) -> int:
    """Past `Asked what she would change, `."""
    if word(text, row, begin).lower() not in _ASKED:
        return begin
    return next((at + 1 for at in range(begin, end) if row[at].kind == ","), begin)


def _cleft(text: str, row: Row, index: int, end: int) -> Phrase | None:
    """`It was Amina Rahman who …`."""
    if word(text, row, index).lower() != "it" or index + 2 >= end or row[index + 1].kind != "X":
        return None
    who = phrase(row, index + 2, end)
    return who if who and who.head is Head.PERSON else None


def _is_topic(row: Row, who: Phrase, end: int) -> bool:
    return any(row[at].kind == "," for at in (who.after - 1, who.after) if at < end)


def _past_introduction(row: Row, index: int, end: int) -> int:
    """Past `In the last year, `, or past `In Northmoor` where no comma follows."""
    for at in range(index, min(index + 16, end)):
        if row[at].kind == ",":
            return at + 1
        if row[at].kind in "VXQ":
            break
    at = index + 1
    while at < end and row[at].kind in "DAx#KGUR" and not (row[at].kind == "D" and row[at - 1].kind in "OGx#"):
        at += 1
    if at < end and row[at].kind == "O" and not (at + 1 < end and row[at + 1].kind == "S"):
        at += 1
    return max(at, index + 1)


def _in_apposition(row: Row, who: Phrase, end: int) -> Phrase | None:
    """`One of her partners, the trust's Amina Rahman, …`."""
    if who.after + 1 < end and row[who.after].kind == ",":
        inner = phrase(row, who.after + 1, end)
        return inner if inner and inner.head is Head.PERSON else None
    return None
