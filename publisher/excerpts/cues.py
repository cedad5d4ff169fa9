"""Which words beside a quotation tell who speaks? Cues, each a short pattern over the classes of tokens.

A cue is looked for in this order: a reporting clause after the words, one before them in the same sentence, the
subject of a sentence that ends with a colon, `according to`, and the sentence before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from publisher.excerpts.clauses import (
    governed,
    is_denied,
    is_passive,
    reaching,
    second_of_two,
    subject,
    word,
)
from publisher.excerpts.phrases import Head, Phrase, Row, phrase, speaking
from publisher.excerpts.words import STRICT_SAYING, frozenset_of

_LONGEST_REST = 26
"""Tokens between a verb of saying and the words that it announces."""
_PLAIN_SAYING = frozenset_of("say says said explains explained adds added told tells recalled recalls")
_INNER = frozenset_of(
    "accepted accepts decided decides considered considers found finds felt feels showed shown shows expected expects"
    " believed believes promised promises pledged agreed welcomed"
)
"""What people do rather than say, where another verb of saying tells it of them."""
_BEATS = frozenset_of("laughs laughed smiles smiled shrugs shrugged sighs sighed nods nodded grins grinned")
_VIEWS = frozenset_of(
    "view views words verdict message opinion answer response advice warning reply account experience judgement "
    "judgment "
    "conclusion summary take memory assessment motto explanation line comment comments argument word phrase "
    "expression formulation description position stance"
)


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
    return _inverted(text, row, index, ended=ended, openly=openly) or _straight(
        text, row, index, paused=paused, ended=ended, openly=openly
    )


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
        or _by_last_clause(row, begin, at)
        or _by_verb(text, row, begin, at, inner=True)
        or _by_verb(text, row, begin, at, inner=False)
        or _by_view(text, row, begin, at)
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
        if inner and _is_inner(text, row, begin, verb, at):
            continue
        if row[verb].kind == "V" and _announces(row, verb, at) and (cue := _before_verb(text, row, begin, verb, at)):
            return replace(cue, certainty=0.0) if is_denied(text, row, verb) else cue
    return None


def _is_inner(text: str, row: Row, begin: int, verb: int, at: int) -> bool:
    """Whether a verb tells what somebody else says of its subject: `said the board had accepted it "with regret"`."""
    if word(text, row, verb) not in _INNER or row[at - 1].kind in ":,":
        return False
    outer = next((n for n in range(verb - 2, begin, -1) if word(text, row, n) in _PLAIN_SAYING), None)
    return outer is not None and not any(token.kind in "QC,:;" for token in row[outer:verb])


def _by_view(text: str, row: Row, begin: int, at: int) -> Cue | None:
    """`in the words of …`, `…'s view: `, `for … it was`, `the last word went to …: `."""
    for index in range(begin, at):
        if cue := view(text, row, index, at):
            return cue
    if who := _for_somebody(text, row, begin, at):
        return Cue("words of", who, begin, at, 0.75)
    if row[at - 1].kind == ":" and (who := _only_name(text, row, begin, at)):
        return Cue("words of", who, begin, at, 0.8)
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
    whose = next((n for n in range(verb - 2, begin + 1, -1) if word(text, row, n).lower() == "whose"), None)
    if row[verb - 1].kind == "W" and verb - 2 > begin and row[verb - 2].kind == ",":
        who = _owner_of_clause(row, begin, verb - 2)
    elif whose and row[whose - 1].kind == "," and row[whose + 1].kind == "K" and row[verb - 1].kind != "N":
        who = _owner_of_clause(row, begin, whose - 1)  # "Amina Rahman, whose letter described it as"
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


def _owner_of_clause(row: Row, begin: int, comma: int) -> Phrase | None:
    """What a relative clause belongs to: `she thanked Amina Rahman, who said: `."""
    for index in range(comma - 1, max(begin, comma - 12) - 1, -1):
        if row[index].kind in "NKO" and (who := phrase(row, index, comma)) and who.after == comma:
            return who
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
    if word(text, row, begin).lower() != "for":
        return None
    if word(text, row, begin + 1) in ("him", "her") and begin + 2 < at and row[begin + 2].kind in "D,IX":
        return Phrase(Head.PRONOUN, begin + 1, begin + 2, begin + 2, definite=True)
    if not (who := phrase(row, begin + 1, at)) or who.head is not Head.PERSON:
        return None
    following = who.after + (row[who.after].kind == "," if who.after < at else 0)
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
