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
_PARTS = frozenset_of("sentence line passage paragraph phrase section page footnote entry clause chapter verse extract")
_FIRST = frozenset_of("first last next only")
_ASKED = frozenset_of("asked pressed challenged questioned quizzed shown told faced")


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


def second_of_two(text: str, row: Row, begin: int, verb: int) -> Phrase | None:
    """The subject of `Amina Rahman would not be drawn but said`: of a second verb that has none of its own.

    None where a clause stands between that may have a subject of its own.
    """
    joint = verb - 1
    while joint > begin and row[joint].kind in "YX":
        joint -= 1
    if row[joint].kind != "C":
        return None
    who = subject(text, row, begin, verb)
    if who is None or any(row[at].kind in "BWQ:-" for at in range(who.after, joint)):
        return None
    return who if who.head not in (Head.SEVERAL, Head.OTHER) else None


def _clause_starts(row: Row, begin: int, verb: int) -> Iterator[int]:
    """Where a clause can begin, leftmost first; last, where a phrase follows an opening attribute without comma."""
    later = []
    for index in range(begin, verb):
        before = row[index - 1].kind if index > begin else ","
        if before in ",CBY-:;Q|" and row[index].kind not in "CBYP,":
            yield index
        elif row[index].kind in "DAHINO" and before not in "DASRT#" and not (before == "P" and index - 1 > begin + 1):
            later.append(index)
    yield from reversed(later)


def reaching(row: Row, index: int, verb: int) -> Phrase | None:
    """The noun phrase at `index` if only adverbs and auxiliaries stand between it and the verb."""
    who = phrase(row, index, verb)
    if who is None:
        return None
    end = who.after
    if row[end - 1].kind in "CP" and end - 1 > who.first:
        return None  # "made the same point with figures and added", "asked Tom Wilk to say"
    while end < verb and (row[end].kind in "XY," or (row[end].kind == "P" and row[end - 1].kind == "X")):
        end += 1
    return who if end == verb else None


def subject(text: str, row: Row, begin: int, end: int) -> Phrase | None:
    """The noun phrase that a sentence is about: the first one, introductions left aside."""
    begin += begin + 1 < end and row[begin].kind == "#" and row[begin + 1].kind in "DNHIOBP"  # a paragraph's number
    if told := _opening(text, row, begin, end):
        return told
    index = _past_question(text, row, begin, end)
    while index < end and row[index].kind in "CYBP,-W":
        said = word(text, row, index).lower()
        if row[index].kind == "W":  # "In Northmoor, where it stops at nine, "
            index = next((at + 1 for at in range(index, end) if row[at].kind == ","), end)
        elif row[index].kind == "P":
            if (
                said in ("for", "to")
                and (who := phrase(row, index + 1, end))
                and who.head is Head.PERSON
                and _is_topic(row, who, end)
                and not _acts_after(row, who, end)
            ):
                return who
            index = _past_introduction(row, index, end)
        elif said == "as" and (role := phrase(row, index + 1, end)) and role.after < end and _is_as(row, role):
            index = role.after
        elif (
            row[index].kind == "B"
            and index + 1 < end
            and row[index + 1].kind in "Vx"
            and _is_participle(text, row, index)
        ):
            index = next((at + 1 for at in range(index, end) if row[at].kind == ","), end)  # "When told of it, "
        elif row[index].kind == "B" and said not in ("as", "so", "then", "that"):
            index = _past_introduction(row, index, end)
        else:
            index += 1
    return _made_out(text, row, _cleft(text, row, index, end) or phrase(row, index, end), end)


def _made_out(text: str, row: Row, who: Phrase | None, end: int) -> Phrase | None:
    """Whom or what a subject really means: the text that it is part of, the name set beside it or said of it."""
    if who is None:
        return None
    if part := _part_of_text(text, row, who, end):
        return part
    if who.head is Head.OTHER:
        return _in_apposition(row, who, end) or who
    return _complement(text, row, who, end) or _without_verb(text, row, who)


def _opening(text: str, row: Row, begin: int, end: int) -> Phrase | None:
    """Whom a sentence brings up first: `According to Amina Rahman, `, `There was a boy of ten, `.

    So too who reacts to the writer: `When I told her, she laughed`.
    """
    first = word(text, row, begin).lower()
    if first == "according" and begin + 2 < end:
        who = phrase(row, begin + 2, end)
        return who if who and who.head is Head.PERSON else None
    if first == "there" and begin + 2 < end and row[begin + 1].kind == "X":
        who = phrase(row, begin + 2, end)
        return who if who and who.head in (Head.PERSON, Head.SOMEBODY) else None
    if row[begin].kind == "B" and word(text, row, begin + 1).lower() in ("i", "we"):
        heard = (at for at in range(begin + 3, end) if row[at].kind == "H" and row[at - 1].kind in "N,")
        return next((phrase(row, at, end) for at in heard), None)  # "When we put it to Amina Rahman she"
    main = next((at for at in range(begin + 3, end) if row[at].kind == "H" and row[at - 1].kind == ","), end)
    if row[begin].kind == "B" and any(word(text, row, at) in ("him", "her") for at in range(begin, main - 1)):
        return phrase(row, main, end)  # "When a nurse asked him how he slept, he"
    return None


def _is_participle(text: str, row: Row, index: int) -> bool:
    """Whether a participle without a subject follows a subordinator."""
    following = word(text, row, index + 1).lower()
    return following.endswith(("ed", "ing")) or following in _ASKED


def _complement(text: str, row: Row, who: Phrase, end: int) -> Phrase | None:
    """`He was Tom Wilk`, `Its founder is Amina Rahman`: the name that the subject is said to have."""
    role = who.head in (Head.ROLE, Head.SOMEBODY) and word(text, row, who.after).lower() in ("is", "was")
    if not role and row[who.first].kind != "H" and word(text, row, who.first + 1).lower() not in _FIRST:
        return None
    if role and not (who.after + 1 < end and row[who.after + 1].kind == "N"):
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


def asked(text: str, row: Row, begin: int, end: int) -> Phrase | None:
    """`I asked Amina Rahman what she would change.`: who answers a question, the writer's or somebody's."""
    for at in range(begin + 1, end - 1):
        if word(text, row, at).lower() in ("ask", "asked", "asks") and row[at - 1].kind in "NIHRUOY,":
            who = phrase(row, at + 1, end)
            return who if who and who.head is Head.PERSON else None
    return None


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


def _part_of_text(text: str, row: Row, who: Phrase, end: int) -> Phrase | None:
    """The text of which a subject is a part: `One sentence of the Ombudsman's report`."""
    for at in range(who.first + 1, min(who.first + 4, end - 1)):
        if word(text, row, at).lower() in _PARTS and word(text, row, at + 1) in ("of", "in", "from"):
            whole = phrase(row, at + 2, end)
            return whole if whole and whole.head is Head.TEXT else None
    return None


def _is_as(row: Row, role: Phrase) -> bool:
    """Whether a role after `as` only says in what role somebody acts: `As a senator he`."""
    return role.head in (Head.ROLE, Head.SOMEBODY) and row[role.after].kind in "H,N"


def _past_question(text: str, row: Row, begin: int, end: int) -> int:
    """Past `Asked what she would change, `, and past `Speaking outside court, ` where somebody follows."""
    first = word(text, row, begin).lower()
    after = next((at + 1 for at in range(begin, end) if row[at].kind == ","), begin)
    if first in _ASKED:
        return after
    if first.endswith("ing") and row[begin].kind in "VOx" and after > begin:
        who = phrase(row, after, end)
        return after if who and who.head is not Head.OTHER else begin
    return begin


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


def _acts_after(row: Row, who: Phrase, end: int) -> bool:
    """Whether somebody else does something: `For Tom Wilk, Amina Rahman asked for mercy`."""
    ahead = "".join(token.kind for token in row[who.after : min(who.after + 3, end)])
    return ahead[:2] == ",N" and ahead[2:] in ("V", "x", "X")


def _in_apposition(row: Row, who: Phrase, end: int) -> Phrase | None:
    """`One of her partners, the trust's Amina Rahman, …`."""
    if who.after + 1 < end and row[who.after].kind == ",":
        inner = phrase(row, who.after + 1, end)
        return inner if inner and inner.head is Head.PERSON else None
    return None
