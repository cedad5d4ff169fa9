"""Which noun phrase is the subject of a verb, or of a sentence? Introductions and asides left out of account."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.excerpts.phrases import Head, Phrase, Row, phrase, speaking

_STOPS = ".|;"
"""Kinds of tokens that end a clause."""


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
    index = begin
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
        elif row[index].kind == "B" and said not in ("as", "so", "then", "that"):
            index = _past_introduction(row, index, end)
        else:
            index += 1
    who = _cleft(text, row, index, end) or phrase(row, index, end)
    if who and who.head is Head.OTHER:
        return _in_apposition(row, who, end) or who
    return who


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
