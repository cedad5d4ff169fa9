"""Who says it? Cues made into people: names, roles, pronouns and turns, with a confidence and the evidence.

A wrong name is worse than none: where two people may be meant, or only an indefinite phrase is printed, nobody is named
and the phrase is kept as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from publisher.excerpts import cues, roles
from publisher.excerpts.cues import Cue
from publisher.excerpts.marks import Passage
from publisher.excerpts.people import Individual, Register
from publisher.excerpts.phrases import Head, Phrase
from publisher.excerpts.running import Running
from publisher.excerpts.tokens import Token, tokens
from publisher.excerpts.words import (
    DEFINITE,
    FEMALE_NOUNS,
    INDEFINITE,
    MALE_NOUNS,
    NOT_IN_NAMES,
    ORGANISATIONS,
    PEOPLE,
    ROLES,
    TITLES,
    frozenset_of,
)
from publisher.model import ParagraphKind, Speaker

_PAUSE = ",?!…—–"
_SET_APART = (ParagraphKind.QUOTATION, ParagraphKind.PULL_QUOTE)
_LEAST = 0.5
"""Below this confidence nobody is named."""
_LONGEST_DESCRIPTOR = 90
_PLURALS = frozenset_of("people staff men women children police parents couple family others folk public")
_DEPUTIES = frozenset_of("deputy vice assistant acting associate junior interim")
_RANKS = {
    "justice": "judge",
    "prof": "professor",
    "dr": "doctor",
    "cllr": "councillor",
    "sgt": "sergeant",
    "capt": "captain",
    "pc": "constable officer",
    "rev": "minister",
    "insp": "inspector",
    "supt": "superintendent",
}
"""What a title makes of somebody, where the two are different words."""
_NOBODY = frozenset_of("nobody everyone everybody anyone no most many some both all few several others every each")
_WORD = re.compile(r"[\w'’\-]+")
_CAPTION = re.compile(r"\s*(?:[—–―]|--?)\s*(?P<name>[^,\n]{3,60}?)(?:, ?(?P<rest>[^\n]{2,160}?))?\s*\Z")


@dataclass(frozen=True, slots=True)
class Said:
    """Who said a passage, how sure that is (0 to 1), and the cue: its kind and its offsets in the running text."""

    speaker: Speaker | None = None
    confidence: float = 0.0
    kind: str = ""
    start: int = 0
    end: int = 0
    who: Individual | None = None
    after: int = 0


@dataclass
class _Turns:
    """What has been read so far: who spoke last and in which block, and who was a subject lately."""

    last: Said = field(default_factory=Said)
    other: Said = field(default_factory=Said)
    asked: bool = False
    block: int = -9
    subjects: list[tuple[int, Individual]] = field(default_factory=list)


class Attribution:
    """Gives the passages of a running text to their speakers, in order."""

    def __init__(self, text: Running, register: Register, outer: Sequence[Passage]) -> None:
        self._text = text
        self._register = register
        self._rows: dict[int, list[Token]] = {}
        self._marks: dict[int, list[tuple[int, int, int]]] = {}
        for index, passage in enumerate(outer):
            first, last = passage.block, text.block_at(passage.closed - 1)
            for block in range(first, last + 1):
                begin = max(passage.opened, text.blocks[block].start)
                end = min(passage.closed, text.blocks[block].end)
                self._marks.setdefault(block, []).append((begin, end, index))
        self._turns = _Turns()

    def row(self, block: int) -> list[Token]:
        """The tokens of a block."""
        if block not in self._rows:
            here = self._text.blocks[block]
            marks = self._marks.get(block, [])
            self._rows[block] = tokens(self._text.text, here.start, here.end, marks, self._register)
        return self._rows[block]

    def of(self, index: int, passage: Passage) -> Said:
        """Who says a passage of speech."""
        said = self._cued(index, passage) or self._turn(passage)
        if said.speaker and (said.speaker.name or said.speaker.organisation or said.speaker.descriptor):
            turns = self._turns
            if turns.last.speaker != said.speaker:
                turns.other = turns.last
            turns.last, turns.block = said, self._text.block_at(passage.closed - 1)
            turns.asked = self._text.text[passage.end - 1 : passage.end] == "?"
            if said.who:
                self._turns.subjects.append((passage.block, said.who))
        return said

    def has_own_cue(self, index: int, passage: Passage) -> bool:
        """Whether a reporting clause follows the passage itself."""
        row = self.row(passage.block)
        paused = self._text.text[passage.end - 1 : passage.end] in tuple(_PAUSE)
        return cues.following(self._text.text, row, _place(row, index), paused=paused) is not None

    # ── by a cue ────────────────────────────────────────────────────────────────────────────────────────

    def _cued(self, index: int, passage: Passage) -> Said | None:
        """Who is told by the words beside the passage."""
        found = [said for cue, block in self._cues(index, passage) if (said := self._resolved(cue, block))]
        if not found:
            return self._sentence_before(index, passage)
        first, *others = found
        for other in others:
            if other.who is not first.who and other.who and first.who:
                return Said(None, 0.0, first.kind, first.start, first.end, after=first.after)
        named = [said for said in found if said.who]
        if named or first.speaker:
            return named[0] if named else first
        before = self._sentence_before(index, passage)
        return replace(before, after=first.after, kind=first.kind) if before and before.who else first

    def _cues(self, index: int, passage: Passage) -> list[tuple[Cue, int]]:
        """The cues in the passage's own sentence: after its last part and before its first."""
        text = self._text.text
        last = self._text.block_at(passage.closed - 1)
        found: list[tuple[Cue, int]] = []
        row = self.row(last)
        at = _place(row, index, last=True)
        paused = text[passage.end - 1 : passage.end] in tuple(_PAUSE)
        if after := cues.following(text, row, at, paused=paused):
            found.append((after, last))
        row = self.row(passage.block)
        at = _place(row, index)
        begin = cues.sentence_start(row, at)
        if begin < at and (lead := cues.leading(text, row, begin, at)):
            found.append((lead, passage.block))
        if not found and (sequel := cues.sequel(text, self.row(last), _place(self.row(last), index, last=True))):
            found.append((sequel, last))
        return found

    def _sentence_before(self, index: int, passage: Passage) -> Said | None:
        """Who is told by the sentence before, if the passage begins a sentence of its own."""
        row = self.row(passage.block)
        at = _place(row, index)
        begin = cues.sentence_start(row, at)
        if begin < at:
            return None
        if at == 0:
            return self._paragraph_before(passage)
        end = at - 1
        if end > 0 and row[end - 1].kind == "Q":
            return None
        start = cues.sentence_start(row, end)
        cue = cues.before(self._text.text, row, start, end)
        return self._resolved(cue, passage.block) if cue else None

    def _paragraph_before(self, passage: Passage) -> Said | None:
        """Who is told by a paragraph that ends with a colon, or by one that introduces a block quotation."""
        if not passage.block:
            return None
        block = passage.block - 1
        row = self.row(block)
        if not row or self._text.blocks[block].level:
            return None
        end = len(row)
        if row[-1].kind == "|" and len(row) > 1 and row[-2].kind == "Q":
            return None
        if self._text.blocks[passage.block].kind in _SET_APART and row[-1].kind == ".":
            start = cues.sentence_start(row, end - 1)
            cue = cues.before(self._text.text, row, start, end - 1)
            return self._resolved(cue, block) if cue else None
        if row[-1].kind == ":":
            start = cues.sentence_start(row, end)
            lead = cues.leading(self._text.text, [*row, Token("Q", passage.opened, passage.closed)], start, end)
            return self._resolved(lead, block) if lead else None
        return None

    # ── by the turn ─────────────────────────────────────────────────────────────────────────────────────

    def _turn(self, passage: Passage) -> Said:
        """Who goes on speaking, where the passage has no cue."""
        last, block = self._turns.last, self._turns.block
        if not last.speaker or passage.block - block > 1:
            return Said()
        row = self.row(passage.block)
        at = next((i for i, token in enumerate(row) if token.kind == "Q" and token.start == passage.opened), 0)
        begin = cues.sentence_start(row, at)
        if passage.block == block and begin == at:
            return self._goes_on(passage, row, at)
        if passage.block == block and 0 < last.after <= at:
            between = row[last.after : at]
            if len(between) <= 8 and not any(token.kind in "NRUOGKHQ" for token in between):
                return self._continued(passage, 0.7)
        if passage.block != block and at == 0 and self._ends_with_speech(block):
            if self._turns.asked:
                return self._answer(passage)
            return self._continued(passage, 0.55)
        return Said()

    def _goes_on(self, passage: Passage, row: list[Token], at: int) -> Said:
        """The same paragraph: nothing between but the speaker's own body as a subject, or nothing at all."""
        end = at - 1
        if end < 1:
            return Said()
        if row[end].kind in ".|" and row[end - 1].kind == "Q":
            return self._continued(passage, 0.6)
        start = cues.sentence_start(row, end)
        who = cues.subject(self._text.text, row, start, end)
        last = self._turns.last.who
        if who and last and who.head in (Head.BODY, Head.OTHER) and self._belongs(who, row, last):
            return self._continued(passage, 0.6)
        if end - start <= 6 and not any(token.kind in "NRUOKGH" for token in row[start:end]):
            return self._continued(passage, 0.55)
        return Said()

    def _belongs(self, who: Phrase, row: list[Token], last: Individual) -> bool:
        """Whether a subject is the body or place of the last speaker."""
        named = {word.lower() for word in _WORD.findall(self._phrase(who, row)) if word[:1].isupper()}
        theirs = {word.lower() for role in last.roles for word in _WORD.findall(role[1])}
        return bool(named & theirs)

    def _ends_with_speech(self, block: int) -> bool:
        """Whether a block ends with marked words or with the clause that tells who said them."""
        row = self.row(block)
        marks = [at for at, token in enumerate(row) if token.kind == "Q"]
        return bool(marks) and len(row) - marks[-1] <= 12

    def _answer(self, passage: Passage) -> Said:
        """In a dialogue a question is answered by whoever spoke before; nobody is named where there was no one."""
        other = self._turns.other
        if not other.who:
            return Said()
        return Said(other.speaker, 0.5, "answer", passage.opened, passage.opened + 1, other.who)

    def _continued(self, passage: Passage, confidence: float) -> Said:
        last = self._turns.last
        return Said(last.speaker, confidence, "continuation", passage.opened, passage.opened + 1, last.who)

    # ── from a phrase to a speaker ──────────────────────────────────────────────────────────────────────

    def _resolved(self, cue: Cue, block: int) -> Said | None:
        """Who a cue's noun phrase means; None where it means nobody who can speak."""
        row, who = self.row(block), cue.who
        start = row[min(cue.first, who.first)].start
        end = row[min(max(cue.after, who.after), len(row)) - 1].end
        if who.head is Head.PERSON:
            return self._person(cue, row, block, start, end)
        if who.head is Head.PRONOUN:
            meant = self._antecedent(row, who.first, block)
            if isinstance(meant, str):
                return self._described(meant, cue, start, end)
            return self._said(meant, cue, 0.85, start, end) if meant else Said(None, 0.0, cue.kind, start, end, after=cue.after)
        if who.head is Head.ROLE:
            one = self._bearer(who, row, block)
            if one:
                return self._said(one, cue, 0.8, start, end)
        if who.head in (Head.ROLE, Head.SOMEBODY, Head.SEVERAL):
            if cue.kind == "sentence before" and (who.head is Head.SEVERAL or row[who.first].kind not in "ADOS"):
                return None
            return self._described(self._phrase(who, row), cue, start, end)
        if who.head in (Head.BODY, Head.TEXT) and (cue.kind != "sentence before" or cue.certainty >= 0.8):
            return self._source(who, row, cue, start, end)
        return None

    def _person(self, cue: Cue, row: list[Token], block: int, start: int, end: int) -> Said:
        """A printed name: one person, or the one of several who was spoken of here."""
        who = cue.who
        people = who.people
        if len(people) > 1 and who.core < len(row) and row[who.core].kind == "I":
            word = self._text.text[row[who.core].start : row[who.core].end]
            people = tuple(one for one in people if one.gender == {"himself": "m", "herself": "f"}.get(word))
        if len(people) == 1:
            return self._said(people[0], cue, 1.0 if who.whole else 0.93, start, end)
        return self._described(self._phrase(who, row), cue, start, end)

    def _said(self, one: Individual, cue: Cue, factor: float, start: int, end: int) -> Said:
        confidence = round(cue.certainty * factor, 2)
        role, organisation = one.role
        if confidence < _LEAST:
            return Said(None, 0.0, cue.kind, start, end, after=cue.after)
        return Said(Speaker(one.name, role, organisation), confidence, cue.kind, start, end, one, cue.after)

    def _described(self, words: str, cue: Cue, start: int, end: int) -> Said:
        """Nobody named: the phrase as printed."""
        return Said(Speaker(descriptor=words), round(cue.certainty * 0.9, 2), cue.kind, start, end, None, cue.after)

    def _source(self, who: Phrase, row: list[Token], cue: Cue, start: int, end: int) -> Said:
        """A body or a text that speaks."""
        words = self._phrase(who, row)
        speaker = Speaker(organisation=words) if who.head is Head.BODY else Speaker(descriptor=words)
        return Said(speaker, round(cue.certainty * 0.9, 2), cue.kind, start, end, None, cue.after)

    def _phrase(self, who: Phrase, row: list[Token]) -> str:
        """The words of a phrase, cut where they grow long."""
        first, last = row[who.first], row[max(min(who.after, len(row)), who.first + 1) - 1]
        core = row[max(who.core, who.first + 1) - 1]
        whole = self._text.text[first.start : last.end].rstrip(" ,")
        return (
            whole if len(whole) <= _LONGEST_DESCRIPTOR and "," not in whole else self._text.text[first.start : core.end]
        )

    # ── who is meant ────────────────────────────────────────────────────────────────────────────────────

    def _antecedent(self, row: list[Token], at: int, block: int) -> Individual | str | None:
        """Whom `he`, `she` or `it` means: the nearest subject before that fits; a descriptor where it has no name."""
        word = self._text.text[row[at].start : row[at].end].lower()
        gender = {"he": "m", "his": "m", "she": "f", "her": "f", "it": "body"}.get(word, "")
        if not gender:
            return None
        for index in range(block, max(block - 3, -1), -1):
            if self._text.blocks[index].level:
                return None
            found = self._in_row(self.row(index), at if index == block else None, gender)
            if found is not None:
                return found or None
            last = self._turns.last.who
            if index == self._turns.block and last and last.gender in ("", gender):
                return last
        return None

    def _in_row(self, row: list[Token], end: int | None, gender: str) -> Individual | str | None:
        """The one whom the nearest sentence of a row that has anybody means; empty where it leaves two open."""
        stop = len(row) if end is None else end
        while stop > 0:
            start = cues.sentence_start(row, stop - (row[stop - 1].kind in ".|"))
            subject = cues.subject(self._text.text, row, start, stop)
            if subject and (found := self._as_subject(subject, row, gender)):
                return found
            if (
                gender != "body"
                and (found := self._as_other(row, start, stop, gender, own=row[stop - 1].kind not in ".|")) is not None
            ):
                return found
            stop = start if start < stop else start - 1
        return None

    def _as_subject(self, subject: Phrase, row: list[Token], gender: str) -> Individual | str | None:
        """A sentence's subject, if a pronoun of that gender can mean it."""
        if gender == "body":
            return self._phrase(subject, row) if subject.head in (Head.BODY, Head.TEXT) else None
        if subject.head is Head.PERSON:
            fitting = [one for one in subject.people if one.gender in ("", gender)]
            return fitting[0] if len(fitting) == 1 else None
        if subject.head in (Head.ROLE, Head.SOMEBODY):
            words = self._phrase(subject, row)
            if words.split()[0].lower() in _NOBODY or self._is_plural(subject, row):
                return None
            if gender_of(_WORD.findall(words)) not in ("", gender):
                return None
            bearer = self._bearer(subject, row, self._text.block_at(row[0].start))
            return bearer or words
        return None

    def _is_plural(self, who: Phrase, row: list[Token]) -> bool:
        """Whether a phrase means more than one."""
        head = row[max(who.core, who.first + 1) - 1]
        word = self._text.text[head.start : head.end].lower()
        return word in _PLURALS or (word.endswith("s") and word[:-1] in ROLES | PEOPLE)

    def _as_other(self, row: list[Token], start: int, stop: int, gender: str, *, own: bool) -> Individual | str | None:
        """Somebody else whom a sentence names: who said something there, else the only one certainly of that gender."""
        said = [
            row[index].people[0]
            for index in range(start, stop)
            if row[index].kind == "N" and index and row[index - 1].kind == "V" and len(row[index].people) == 1
        ]
        if len(said) == 1 and said[0].gender in ("", gender):
            return said[0]
        sure = [
            token.people[0]
            for index, token in enumerate(row[start:stop], start)
            if token.kind == "N"
            and len(token.people) == 1
            and token.people[0].gender == gender
            and (not own or index == start or row[index - 1].kind != "P")
        ]
        named = [token for token in row[start:stop] if token.kind == "N"]
        if not sure and not own and len(named) == 1 and len(named[0].people) == 1 and not named[0].people[0].gender:
            return named[0].people[0]
        if not sure:
            return None
        return sure[0] if len(set(map(id, sure))) == 1 else ""

    def _bearer(self, who: Phrase, row: list[Token], block: int) -> Individual | None:
        """The one person who has the role that a definite phrase names, here or in the whole report."""
        end = who.core
        while end < who.after and row[end].kind not in ",W(-":
            end += 1
        printed = self._text.text[row[who.first].start : row[end - 1].end]
        words = [word.lower().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(printed)]
        head = [word for word in words if word in ROLES] or words[-1:]
        if not who.definite or not head:
            return None
        wanted = {
            word for word in words if word not in DEFINITE | INDEFINITE and word not in ("of", "for", "at", "and")
        }
        bearers = [one for one in self._register.people if _has_role(one, head, wanted) or _has_title(one, wanted)]
        for narrower in (self._is_from_here, self._is_near):
            if len(bearers) > 1:
                fewer = [one for one in bearers if narrower(one, words, block, row[who.first].start)]
                bearers = fewer or bearers
        return bearers[0] if len(bearers) == 1 else None

    def _is_near(self, one: Individual, words: list[str], block: int, before: int) -> bool:
        """Whether a bearer is named in this paragraph before the role, or in the one before."""
        if ORGANISATIONS.intersection(words):
            return False  # "the council's chief executive": another body's may be near
        rows = [self.row(block - 1)] if block else []
        rows.append([token for token in self.row(block) if token.start < before])
        return any(token.people == (one,) for row in rows for token in row)

    def _is_from_here(self, one: Individual, words: list[str], block: int, before: int) -> bool:
        """Whether a bearer's body or place is named in this paragraph before the role, or was just spoken of."""
        begin = self._text.blocks[block].start
        here = {
            word.lower().removesuffix("'s")
            for word in _WORD.findall(self._text.text, begin, before)
            if word[:1].isupper()
        }
        here -= NOT_IN_NAMES
        bodies = {word for word in words if word in ORGANISATIONS}
        for _, organisation in one.roles:
            theirs = {word.lower() for word in _WORD.findall(organisation)}
            if theirs & here and bodies <= theirs:
                return True
        return False


def _has_role(one: Individual, head: list[str], wanted: set[str]) -> bool:
    """Whether a person's role has the words of a phrase; what its body is called counts too."""
    bodies = {word.lower() for _, organisation in one.roles for word in _WORD.findall(organisation)}
    for role, _ in one.roles:
        words = {word.lower() for word in _WORD.findall(role)}
        around = words | bodies
        if words & _DEPUTIES - wanted:
            continue
        if role and set(head) <= words and wanted <= around and not roles.is_former(role):
            return True
    return False


def _has_title(one: Individual, wanted: set[str]) -> bool:
    """Whether `the Admiral` is what a person is printed with: a title that is no mere form of address."""
    ranks = {word.lower().rstrip(".") for title in one.titles for word in title.split()}
    ranks |= {other for rank in ranks for other in _RANKS.get(rank, "").split()}
    return bool(wanted) and wanted <= ranks & (ROLES | TITLES)


def _place(row: Sequence[Token], index: int, *, last: bool = False) -> int:
    """Where a passage stands in a row."""
    places = [at for at, token in enumerate(row) if token.kind == "Q" and token.mark == index]
    return places[-1] if last else places[0]


def caption(line: str, register: Register) -> Speaker | None:
    """Who is named by `— Amina Rahman, chief executive, Example Trust`, or by the same without its dash."""
    match = _CAPTION.match(line if line.lstrip()[:1] in "—–―-" else f"— {line}")
    if not match:
        return None
    words = match["name"].replace(".", "").split()
    meant = register.meant([word for word in words if word])
    role, organisation = roles.of_line(match["rest"] or "")
    if len(meant) == 1:
        known = meant[0].role
        return Speaker(meant[0].name, role or known[0], organisation or known[1])
    return Speaker(descriptor=line.strip(" —–―-*_"))


def gender_of(words: Sequence[str]) -> str:
    """`m`, `f` or empty, by the nouns among some words."""
    told = {word.lower() for word in words}
    masculine, feminine = told & MALE_NOUNS, told & FEMALE_NOUNS
    return "" if bool(masculine) == bool(feminine) else "m" if masculine else "f"
