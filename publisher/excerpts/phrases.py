"""Who or what does a noun phrase mean? Its head, found from its front through its attributes and appositions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from publisher.excerpts.individuals import Individual
from publisher.excerpts.tokens import Token

Row = Sequence[Token]
_CORE = "DASORUKGTxY#NCI"
_REACH = 14
"""Tokens that a parenthesis or an attribute may have."""


class Head(StrEnum):
    """What a noun phrase is about."""

    PERSON = "person"
    PRONOUN = "pronoun"
    ROLE = "role"  # the chief executive
    SOMEBODY = "somebody"  # a nurse, another
    BODY = "body"
    TEXT = "text"  # the report
    SEVERAL = "several"
    OTHER = "other"


_HEADS = {
    "N": Head.PERSON,
    "R": Head.ROLE,
    "U": Head.ROLE,
    "K": Head.TEXT,
    "G": Head.BODY,
    "O": Head.BODY,
}


_SELVES = (Head.BODY, Head.TEXT)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: tokens `first` up to `after`; `core` ends it before its attributes. `people` may be meant.

    `definite` tells "the nurse" from "a nurse"; `whole` says that a full name is printed.
    """

    head: Head
    first: int
    core: int
    after: int
    people: tuple[Individual, ...] = ()
    definite: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """What tells who speaks: its kind, the noun phrase that means the speaker, and the tokens that it spans.

    `certainty`, from 0 to 1, is that of the construction alone.
    """

    kind: str
    who: Phrase
    first: int
    after: int
    certainty: float


def speaking(row: Row, who: Phrase) -> Phrase | None:
    """The phrase as the subject of a verb of saying: an indefinite one is somebody; None for a thing."""
    if who.head is not Head.OTHER:
        return who
    kind = row[who.first].kind
    return replace(who, head=Head.SOMEBODY if kind == "A" else Head.ROLE) if kind in "AD" else None


def phrase(row: Row, at: int, stop: int | None = None) -> Phrase | None:
    """The noun phrase that begins at `at`, with what is set beside it, before `stop`; None where none begins."""
    stop = len(row) if stop is None else stop
    if at >= stop:
        return None
    if row[at].kind in "HI":
        return Phrase(Head.PRONOUN, at, at + 1, at + 1, definite=True)
    core = _core(row, at, stop)
    return _extended(row, core, stop) if core else None


def _core(row: Row, at: int, stop: int) -> Phrase | None:
    """The phrase up to its head."""
    head, index = -1, at
    while index < min(stop, at + _REACH) and _is_inside(row, at, index, stop):
        kind = row[index].kind
        index += 1
        if kind in "SxY":
            head = -1
        elif kind in "NRUKGO":
            head = index - 1
            if not _goes_on(row, index, stop, after=kind):
                break
    return _headed(row, at, head) if head >= 0 else _headless(row, at, index)


def _is_inside(row: Row, at: int, index: int, stop: int) -> bool:
    """Whether a token can stand within the core of the phrase that begins at `at`."""
    kind = row[index].kind
    if kind == "C":
        return _joins_attributes(row, index, stop)
    if kind == "A" and index > at and row[index - 1].kind == "x":
        return False  # "from the gallery somebody"
    if kind == "D" and index > at:
        return row[index - 1].kind == "A"  # "all the nurses"
    return kind in _CORE and not (kind == "I" and index > at)


def _headed(row: Row, at: int, head: int) -> Phrase:
    """The phrase from `at` to its head."""
    token = row[head]
    owned = any(one.kind == "S" for one in row[at:head])
    definite = row[at].kind == "D" or owned or (row[at].kind != "A" and token.kind != "U")
    found = _HEADS[token.kind]
    if found is Head.ROLE and not definite:
        found = Head.SOMEBODY
    return Phrase(found, at, head + 1, head + 1, token.people, definite, token.whole)


def _joins_attributes(row: Row, index: int, stop: int) -> bool:
    """Whether `and` stands within the attributes of a role: `health and care director`."""
    ahead = [token.kind for token in row[index + 1 : min(index + 5, stop)]]
    if ahead[:2] == ["O", "S"] and row[index - 1].kind in "OG":
        return True  # "Northmoor district and Westmere Trust's …"
    return "R" in ahead and all(kind in "xGKO" for kind in ahead[: ahead.index("R")]) and row[index - 1].kind in "xGKOR"


def _goes_on(row: Row, index: int, stop: int, *, after: str) -> bool:
    """Whether the core goes on behind a noun that may be its head."""
    kind = row[index].kind if index < stop else ""
    if kind == "S" or (kind == "#" and after in "KOG"):
        return True
    if not kind or after == "N":
        return False
    if kind == "C":
        return _joins_attributes(row, index, stop)
    return kind in "NRUKGOT" or (after in "OG" and _leads_to_role(row, index, stop))


def _leads_to_role(row: Row, index: int, stop: int) -> bool:
    """Whether plain words and then a role or a possessive follow: `Northmoor voluntary sector's`."""
    ahead = "".join(token.kind for token in row[index : min(index + 4, stop)]).lstrip("x")
    return row[index].kind == "x" and (ahead[:1] in ("R", "U", "S") or ahead[:3] == ",N,")


def _headless(row: Row, at: int, index: int) -> Phrase | None:
    """`another`, `a third`, `one`: an indefinite word alone; anything else is of no use as a speaker."""
    if index == at:
        return None
    alone = index == at + 1 or (index == at + 2 and row[at + 1].kind == "Y")
    if row[at].kind == "A" and alone:
        return Phrase(Head.SOMEBODY, at, index, index)
    return Phrase(Head.OTHER, at, index, index, definite=row[at].kind == "D")


def _extended(row: Row, found: Phrase, stop: int) -> Phrase:
    """The phrase with attributes and appositions: `of Example Trust`, `, its director,`, `, who …,`."""
    while found.after < stop:
        longer = _longer(row, found, stop)
        if longer is None:
            break
        found = longer
    return found


def _longer(row: Row, found: Phrase, stop: int) -> Phrase | None:
    """The phrase with one more thing set beside it; None where nothing more belongs to it."""
    kind = row[found.after].kind
    if kind in "DB" and "".join(one.kind for one in row[found.after + 1 : min(found.after + 4, stop)])[:3] == "x,N":
        return _moved(found, found.after + 2)  # "the duty officer that night, Amina Rahman, "
    if kind == "P":
        end = _attribute_end(row, found.after + 1, stop)
        return _behind_attribute(row, found, end, stop) or _moved(found, end)
    if kind == "C":
        return _with_others(row, found, stop)
    told = found.after + 1 == stop or (found.after + 1 < stop and row[found.after + 1].kind in "VX")
    if kind == "I" and found.after == found.core and (found.head is Head.PERSON or (told and found.head in _SELVES)):
        return _moved(found, found.after + 1)  # "Wilk himself"
    if kind == "W":
        return _related(row, found, stop)
    return _titled(row, found, stop) or (_parenthesis(row, found, stop) if kind in ",(-" else None)


def _titled(row: Row, found: Phrase, stop: int) -> Phrase | None:
    """A text with its title: `the report "Cold Rooms"`, `its report, "Cold Rooms", `."""
    kinds = "".join(one.kind for one in row[found.after : min(found.after + 3, stop)])
    size = 1 if kinds[:1] == "Q" else 3 if kinds == ",Q," else 0
    return _moved(found, found.after + size) if size and found.head is Head.TEXT else None


def _with_others(row: Row, found: Phrase, stop: int) -> Phrase | None:
    """`Amina Rahman and Tom Wilk`."""
    other = _core(row, found.after + 1, stop)
    people = (Head.PERSON, Head.ROLE, Head.SOMEBODY)
    if other is None or other.head not in people or found.head not in people or other.after > stop:
        return None
    return _moved(found, other.after, head=Head.SEVERAL)


def _behind_attribute(row: Row, found: Phrase, end: int, stop: int) -> Phrase | None:
    """The person named at the end of an attribute who is not part of it: `the head of libraries Amina Rahman`.

    So too behind a body's possessive: `the Institute for Research's Amina Rahman`. `A friend of Amina Rahman` is not.
    """
    owner = next((at for at in range(end - 1, found.after, -1) if row[at].kind == "S"), None)
    if found.head in (Head.BODY, Head.TEXT) and owner is not None:
        inner = _core(row, owner + 1, stop)
        return replace(inner, first=found.first, definite=True) if inner else None
    last = row[end - 1]
    bearing = row[found.core - 1].kind == "R" and last.kind == "N"
    if bearing and row[end - 2].kind in "xO" and end - 2 > found.after:
        return Phrase(Head.PERSON, found.first, end, end, last.people, definite=True, whole=last.whole)
    return None


def _related(row: Row, found: Phrase, stop: int) -> Phrase:
    """Past a relative clause: `the adviser whom they had used for years, Amina Rahman, `."""
    comma = next((at for at in range(found.after, stop) if row[at].kind == ","), None)
    inner = _core(row, comma + 1, stop) if comma is not None else None
    if (
        inner
        and inner.head is Head.PERSON
        and found.head is not Head.PERSON
        and inner.after < stop
        and row[inner.after].kind == ","
    ):
        return Phrase(
            Head.PERSON, found.first, inner.core, inner.after + 1, inner.people, definite=True, whole=inner.whole
        )
    return _moved(found, stop)


def _moved(found: Phrase, after: int, *, head: Head | None = None) -> Phrase:
    people = () if head is Head.SEVERAL else found.people
    return Phrase(head or found.head, found.first, found.core, after, people, found.definite, found.whole)


def _attribute_end(row: Row, index: int, stop: int) -> int:
    """Where an attribute after a preposition ends."""
    begin = index
    while index < stop and index - begin < _REACH and row[index].kind not in ",.:;VXQW|-()B":
        index += 1
    return index


def _parenthesis(row: Row, found: Phrase, stop: int) -> Phrase | None:
    """The phrase past an apposition or parenthesis that begins at its end; None if the comma begins something else."""
    sign, index = row[found.after].kind, found.after + 1
    if sign == "(":
        closing = next((at for at in range(index, stop) if row[at].kind == ")"), None)
        return _moved(found, closing + 1) if closing else None
    if index >= stop:
        return None
    return (_apposition(row, found, index, stop) if sign == "," else None) or _aside(row, found, index, stop)


def _apposition(row: Row, found: Phrase, index: int, stop: int) -> Phrase | None:
    """The phrase past what a comma sets beside it: a name beside a role, or a role beside a name."""
    inner = _core(row, index, stop)
    if inner and inner.head is Head.PERSON and found.head is not Head.PERSON:
        return _named(row, found, inner)
    if inner and found.head is Head.PERSON and inner.head in (Head.ROLE, Head.SOMEBODY, Head.BODY):
        end = inner.after
        while end < stop and row[end].kind == "P":
            end = _attribute_end(row, end + 1, stop)
        return _moved(found, end)
    return None


def _aside(row: Row, found: Phrase, index: int, stop: int) -> Phrase | None:
    """The phrase past an aside between two commas or dashes."""
    sign, kind = row[index - 1].kind, row[index].kind
    closing = next((at for at in range(index, min(stop, index + 2 * _REACH)) if row[at].kind == sign), None)
    if closing is not None and kind == "#" and closing + 1 < stop and row[closing + 1].kind in "AD":
        return _moved(found, closing)  # "Amina Rahman, 17, a pupil who works mornings, "
    if closing is not None and kind in "Vx" and closing + 1 < stop:
        led = all(token.kind in "XY" for token in row[closing + 1 : stop])
        return _moved(found, closing + 1) if led else None  # "A report, leaked in July, had found"
    if closing is not None and kind == "B" and closing + 1 < stop and row[closing + 1].kind in "XV":
        return _moved(found, closing + 1)  # "Amina Rahman, when we showed it to her, was"
    if closing is not None and (kind in "WP#RU" or sign == "-" or (closing + 1 == stop and kind not in "NH")):
        return _moved(found, closing + 1)
    return _moved(found, stop) if kind == "W" and stop < len(row) else None


def _named(row: Row, found: Phrase, inner: Phrase) -> Phrase | None:
    """A role with its bearer's name after a comma."""
    if found.head not in (Head.ROLE, Head.SOMEBODY, Head.BODY, Head.OTHER):
        return None
    if found.head in (Head.BODY, Head.OTHER) and not any(
        row[at].kind in "RUA" for at in range(found.first, found.after)
    ):
        return None
    return Phrase(Head.PERSON, found.first, inner.core, inner.after, inner.people, definite=True, whole=inner.whole)
