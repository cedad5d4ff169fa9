"""Which words beside a quotation tell who speaks? Cues, each a short pattern over the classes of tokens.

A cue is looked for in this order: a reporting clause after the words, one before them in the same sentence, the
subject of a sentence that ends with a colon, `according to`, and the sentence before.
"""

from __future__ import annotations

from dataclasses import replace

from publisher.excerpts import documents, views
from publisher.excerpts.clauses import (
    governed,
    is_denied,
    is_passive,
    reaching,
    second_of_two,
    subject,
    word,
)
from publisher.excerpts.phrases import Cue, Head, Phrase, Row, phrase, speaking
from publisher.excerpts.words import NAMING, STRICT_SAYING, frozenset_of

_LONGEST_REST = 26
"""Tokens between a verb of saying and the words that it announces."""
_PLAIN_SAYING = frozenset_of("say says said explains explained adds added told tells recalled recalls")
_OUTER = _PLAIN_SAYING | {"adding", "saying", "explaining"}
_INNER = frozenset_of(
    "accepted accepts decided decides considered considers found finds felt feels showed shown shows expected expects"
    " believed believes promised promises pledged agreed welcomed"
)
"""What people do rather than say, where another verb of saying tells it of them."""
_MAKING = frozenset_of("introduced introduces presented presents greeted greets dismissed dismisses hailed hails")
"""What people make of others in a few words: `introduced him as "…"`."""
_BEATS = frozenset_of("laughs laughed smiles smiled shrugs shrugged sighs sighed nods nodded grins grinned")


# ── after the words ─────────────────────────────────────────────────────────────────────────────────────


def following(text: str, row: Row, at: int, *, paused: bool) -> Cue | None:
    """`," said Amina Rahman`, `," she said`, `," according to the trust`."""
    index = at + 1
    ended = index < len(row) and row[index].kind == "|"
    index += ended
    if index < len(row) and row[index].kind == "," and not ended:
        index, paused = index + 1, True
    if index >= len(row):
        return None
    if (told := according(text, row, index)) and not ended:
        return told
    if word(text, row, index) in ("is", "was") and word(text, row, index + 1) == "how":
        how = phrase(row, index + 2)
        return Cue("verb after", how, index, how.after, 0.9) if how and how.head is not Head.OTHER else None
    if word(text, row, index) == "as" and index + 1 < len(row) and row[index + 1].kind not in "HI":
        return _straight(text, row, index + 1, paused=True, ended=False, openly=False)  # "…", as the trust put it
    openly = text[row[at].end - 2 : row[at].end - 1] == ","
    return (
        _inverted(text, row, index, ended=ended, openly=openly)
        or _straight(text, row, index, paused=paused, ended=ended, openly=openly)
        or (None if ended else _last(text, row, index))
    )


def _last(text: str, row: Row, index: int) -> Cue | None:
    """The last clause of a sentence that quotes some words: `was "tired and cold" by then, she said`."""
    end = next((at for at in range(index, len(row)) if row[at].kind in ".|Q:;"), len(row))
    if end - index < 4 or end == len(row) or row[end].kind != "." or row[end - 1].kind != "V":
        return None
    comma = next((at for at in range(end - 1, index, -1) if row[at].kind == ","), None)
    who = reaching(row, comma + 1, end - 1) if comma is not None else None
    if who is None or who.head not in (Head.PERSON, Head.PRONOUN) or not _is_plain(text, row, end - 1):
        return None
    return Cue("verb after", who, comma or index, end, 0.8)


def _inverted(text: str, row: Row, index: int, *, ended: bool, openly: bool) -> Cue | None:
    """A verb of saying, then who says it."""
    verb = index
    while verb < len(row) and row[verb].kind == "Y" and verb < index + 2:
        verb += 1
    if (
        verb >= len(row)
        or not _tells(text, row, verb, openly=openly)
        or (ended and word(text, row, verb)[:1].isupper())
    ):
        return None
    begin = verb + 1
    while begin < len(row) and row[begin].kind == "Y":
        begin += 1
    found = phrase(row, begin)
    who = speaking(row, found) if found else None
    if (
        who is None
        or (who.head is Head.PRONOUN and row[who.first].kind == "I")
        or (ended and row[verb].kind == "V" and not _is_plain(text, row, verb))
    ):
        return None
    return Cue("verb after", who, index, who.after, 0.97)


def _straight(text: str, row: Row, index: int, *, paused: bool, ended: bool, openly: bool) -> Cue | None:
    """Who says it, then a verb of saying."""
    for verb in range(index + 1, min(index + 2 * _LONGEST_REST, len(row))):
        kind = row[verb].kind
        if kind in ".|Q:;":
            return None
        if _tells(text, row, verb, openly=openly and row[verb - 1].kind in "NH") and (
            found := reaching(row, index, verb)
        ):
            who = speaking(row, found)
            if who is None:
                return None
            if ended and not paused and not _ends_soon(text, row, verb):
                return None
            if _runs_into(row, verb) or (ended and word(text, row, verb + 1).lower() == "that"):
                return None
            return Cue("verb after", who, index, verb + 1, 0.97 if paused else 0.85)
    return None


def _tells(text: str, row: Row, verb: int, *, openly: bool) -> bool:
    """Whether a token is a verb of saying; after a comma within the marks any verb will do: `," she orders`."""
    if row[verb].kind == "V":
        return True
    return openly and row[verb].kind == "x" and word(text, row, verb).endswith(("s", "ed"))


def _ends_soon(text: str, row: Row, verb: int) -> bool:
    """Whether a sentence is `Amina Rahman said.` and no more, so that it can only tell who said the words before."""
    if verb + 1 >= len(row) or row[verb + 1].kind not in ".,":
        return False
    told = word(text, row, verb).lower()
    beat = told in _BEATS and verb + 2 < len(row) and row[verb + 2].kind == "Q"
    return beat or told in _PLAIN_SAYING


def _runs_into(row: Row, verb: int) -> bool:
    """Whether the verb announces other words: `…" Amina Rahman added: "…`."""
    for token in row[verb + 1 : verb + _LONGEST_REST]:
        if token.kind in ".|,;-":
            return False
        if token.kind == ":":
            return True
        if token.kind == "Q":
            return True
    return False


def _is_plain(text: str, row: Row, verb: int) -> bool:
    return word(text, row, verb).lower() in STRICT_SAYING


def according(text: str, row: Row, index: int) -> Cue | None:
    """`according to …` at `index`."""
    if word(text, row, index).lower() != "according" or word(text, row, index + 1).lower() != "to":
        return None
    who = phrase(row, index + 2)
    return Cue("according to", who, index, who.after, 0.9) if who and who.head is not Head.OTHER else None


# ── before the words, in their sentence ─────────────────────────────────────────────────────────────────


def leading(text: str, row: Row, begin: int, at: int) -> Cue | None:
    """The cue in the tokens from `begin` up to the quotation at `at`."""
    return (
        _according_before(text, row, begin, at)
        or views.by_topic(text, row, begin, at)
        or views.in_words(text, row, begin, at)
        or documents.polled(text, row, begin, at)
        or _by_last_clause(row, begin, at)
        or _as_what(text, row, begin, at)
        or _by_verb(text, row, begin, at, inner=True)
        or _by_verb(text, row, begin, at, inner=False)
        or views.by_view(text, row, begin, at)
        or documents.within(text, row, begin, at)
        or _by_colon(text, row, begin, at)
    )


def _according_before(text: str, row: Row, begin: int, at: int) -> Cue | None:
    """`according to …` at the sentence's start or right before the words."""
    for index in range(begin, at):
        told = according(text, row, index)
        if told and (told.after >= at - 2 or index == begin):
            return told
    return None


def _by_verb(text: str, row: Row, begin: int, at: int, *, inner: bool) -> Cue | None:
    """The subject of the last verb of saying before the words that has one; `inner` leaves inner verbs aside."""
    for verb in range(at - 1, max(begin, at - _LONGEST_REST) - 1, -1):
        if (inner and _is_inner(text, row, begin, verb, at)) or _is_aside(row, begin, verb, at):
            continue
        if row[begin].kind == "B" and row[at - 1].kind == ":" and word(text, row, verb - 1).lower() in ("i", "we"):
            return None  # "When we put it to Amina Rahman she was unmoved: "
        used = word(text, row, verb) in NAMING and row[verb + 1].kind == "Q" and verb + 1 < at  # "whom he called 'X'"
        if (
            row[verb].kind == "V"
            and not used
            and _announces(row, verb, at)
            and (cue := _before_verb(text, row, begin, verb, at))
        ):
            return replace(cue, certainty=0.0) if is_denied(text, row, verb) else cue
    return None


def _is_inner(text: str, row: Row, begin: int, verb: int, at: int) -> bool:
    """Whether a verb tells what somebody else says of its subject: `said the board had accepted it "with regret"`."""
    if word(text, row, verb) not in _INNER or row[at - 1].kind in ":,":
        return False
    outer = next((n for n in range(verb - 2, begin, -1) if word(text, row, n) in _OUTER), None)
    kinds = "" if outer is None else "".join(token.kind for token in row[outer:verb]).replace(",Q,", "")
    return outer is not None and not any(kind in "QC,:;" for kind in kinds)


def _is_aside(row: Row, begin: int, verb: int, at: int) -> bool:
    """Whether a verb stands in a clause between commas: `Amina Rahman, when we told her, was`."""
    closing = next((n for n in range(verb, at - 1) if row[n].kind == ","), None)
    opening = next((n for n in range(verb, begin, -1) if row[n].kind == ","), None)
    if closing is None or opening is None:
        return False
    return row[opening + 1].kind == "B" and row[closing + 1].kind in "XV"


def _as_what(text: str, row: Row, begin: int, at: int) -> Cue | None:
    """`Amina Rahman introduced her uncle as “…”`."""
    if word(text, row, at - 1) != "as":
        return None
    for verb in range(begin + 1, at - 1):
        if word(text, row, verb) in _MAKING:
            who = governed(row, begin, verb)
            return Cue("verb before", who, who.first, at, 0.9) if who and who.head is not Head.OTHER else None
    return None


def _by_colon(text: str, row: Row, begin: int, at: int) -> Cue | None:
    """The subject of a sentence that a colon or a dash ends."""
    if row[at - 1].kind not in ":-":
        return None
    who = subject(text, row, begin, at)
    return Cue("colon", who, begin, at, 0.85) if who and who.head is not Head.OTHER else None


def _by_last_clause(row: Row, begin: int, at: int) -> Cue | None:
    """`He would not say, but a nurse was less sure: `: the last of two clauses announces the words."""
    joint = next((n for n in range(at - 2, begin, -1) if row[n].kind == "C" and row[n - 1].kind == ","), None)
    if joint is None or row[at - 1].kind != ":" or any(token.kind == "V" for token in row[joint:at]):
        return None
    who = phrase(row, joint + 1, at)
    if who is None or who.head not in (Head.PERSON, Head.PRONOUN, Head.ROLE, Head.SOMEBODY):
        return None
    return Cue("colon", who, joint + 1, at, 0.85) if who.after < at and row[who.after].kind == "X" else None


def _announces(row: Row, verb: int, at: int) -> bool:
    """Whether what stands between the verb and the words leaves the verb in charge of them."""
    return not any(token.kind in ".|;" for token in row[verb + 1 : at])


def _before_verb(text: str, row: Row, begin: int, verb: int, at: int) -> Cue | None:
    """Who says what the verb before the words announces."""
    certainty = 0.97 if row[at - 1].kind in ":," or at - verb <= 3 else 0.85
    if agent := _agent(text, row, begin, verb, at):
        return Cue("verb before", agent, begin, at, certainty - 0.05)
    if is_passive(text, row, begin, verb):
        return None
    first = _first_to(text, row, verb)
    whose = next((n for n in range(verb - 2, begin + 1, -1) if word(text, row, n).lower() == "whose"), None)
    if first > begin:
        who = governed(row, begin, first)
    elif row[verb - 1].kind == "W" and verb - 2 > begin and row[verb - 2].kind == ",":
        who = _owner_of_clause(row, begin, verb - 2)
    elif whose and row[whose - 1].kind == "," and row[whose + 1].kind == "K" and row[verb - 1].kind != "N":
        who = _owner_of_clause(row, begin, whose - 1)  # "Amina Rahman, whose letter described it as"
    elif word(text, row, verb - 1) == "to" and (purpose := _for_purpose(text, row, begin, verb)):
        who = purpose
        certainty -= 0.15
    elif word(text, row, verb).endswith("ing"):
        who = subject(text, row, begin, verb)
        certainty -= 0.05
    else:
        who = governed(row, begin, verb)
        if who is None and (who := second_of_two(text, row, begin, verb)):
            certainty -= 0.05
    if who is None or who.head is Head.OTHER:
        return None
    return Cue("verb before", who, who.first, at, certainty)


def _for_purpose(text: str, row: Row, begin: int, verb: int) -> Phrase | None:
    """`Amina Rahman used a talk to warn that`: the subject, where nobody else is spoken of who could say it."""
    who = subject(text, row, begin, verb)
    if who is None or who.head is not Head.PERSON:
        return None
    others = any(row[at].kind in "NHIRU" for at in range(who.after, verb))
    return None if others else who


def _first_to(text: str, row: Row, verb: int) -> int:
    """Where the verb of being stands in `Amina Rahman would be the first to say`; -1 where it is another sentence."""
    if word(text, row, verb - 1) != "to" or word(text, row, verb - 2) not in ("first", "last", "one", "person"):
        return -1
    at = verb - 3
    while (at > 0 and row[at].kind in "DY") or word(text, row, at) in ("first", "only"):
        at -= 1
    being = at
    while being > 0 and row[being].kind in "XY":
        being -= 1
    return being + 1 if being < at else -1


def _owner_of_clause(row: Row, begin: int, comma: int) -> Phrase | None:
    """What a relative clause belongs to: `she thanked Amina Rahman, who said: `."""
    for index in range(comma - 1, max(begin, comma - 12) - 1, -1):
        if row[index].kind in "NKO" and (who := phrase(row, index, comma)) and who.after == comma:
            return documents.whole(row, begin, who, comma)
    return None


def _agent(text: str, row: Row, begin: int, verb: int, at: int) -> Phrase | None:
    """`it was summed up by Amina Rahman: `: whom a passive verb names."""
    if verb == begin or row[verb - 1].kind not in "XY":
        return None
    for index in range(verb + 1, min(verb + 6, at)):
        if word(text, row, index).lower() == "by":
            who = phrase(row, index + 1, at)
            return who if who and who.head in (Head.PERSON, Head.ROLE, Head.SOMEBODY) else None
    return None
