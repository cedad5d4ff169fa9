"""Whom does a phrase mean? Pronouns, roles and short names, each made one person of the register, or nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence

from publisher.excerpts import clauses, roles
from publisher.excerpts.individuals import Individual, Register
from publisher.excerpts.phrases import Head, Phrase
from publisher.excerpts.running import Running
from publisher.excerpts.tokens import Rows, Token
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
    "rev": "minister vicar priest",
    "reverend": "minister vicar priest",
    "insp": "inspector",
    "supt": "superintendent",
}
"""What a title makes of somebody, where the two are different words."""
_PUBLISHING = frozenset_of("posted wrote published issued tweeted shared released left sent blogged pinned")
_LETTERS = frozenset_of("reply answer response letter email note message statement tweet post text diary entry")
"""Texts that are nothing but their writer's words: `Amina Rahman's reply`."""
_NOBODY = frozenset_of("nobody everyone everybody anyone no most many some both all few several others every each")
_WORD = re.compile(r"[\w'’\-]+")


class Referents:
    """Finds whom phrases of a running text mean."""

    def __init__(self, text: Running, register: Register, rows: Rows) -> None:
        self._text = text
        self._register = register
        self._rows = rows

    def introduced(self, who: Phrase, row: list[Token]) -> tuple[Individual, ...]:
        """Everybody whom a name may mean; where several may, those of whom the report has spoken before."""
        if len(who.people) < 2:
            return who.people
        at = row[who.first].start
        return tuple(one for one in who.people if one.first < at) or who.people

    def here(self, who: Phrase, row: list[Token]) -> tuple[Individual, ...]:
        """Everybody whom a name may mean; of several, the one whom this paragraph has named in full before."""
        people = self.introduced(who, row)
        if len(people) < 2:
            return people
        full = {id(token.people[0]) for token in row[: who.first] if token.whole and len(token.people) == 1}
        near = tuple(one for one in people if id(one) in full)
        return near if len(near) == 1 else people

    def writer(self, who: Phrase, row: list[Token], block: int) -> Individual | str | None:
        """Whose text a phrase means: `her last entry`, `his letter`; None where it has no such owner."""
        head = self._text.text[row[who.core - 1].start : row[who.core - 1].end].lower()
        if [token.kind for token in row[who.first : who.core]] == ["N", "S", "K"] and head in _LETTERS:
            return row[who.first].people[0] if len(row[who.first].people) == 1 else None
        owner = self._text.text[row[who.first].start : row[who.first].end].lower()
        kinds = "".join(token.kind for token in row[who.first : who.after])
        if owner not in ("his", "her") or "S" in kinds.partition("K")[0]:
            return None
        return self.antecedent(row, who.first, block, None, -1)

    def is_everybody(self, who: Phrase, row: list[Token]) -> bool:
        """Whether a phrase means all or nobody: `everybody`."""
        return self._text.text[row[who.first].start : row[who.first].end].lower() in _NOBODY

    def printed(self, who: Phrase, row: list[Token]) -> str:
        """The words of a phrase, cut where they grow long."""
        first, last = row[who.first], row[max(min(who.after, len(row)), who.first + 1) - 1]
        core = row[max(who.core, who.first + 1) - 1]
        whole = self._text.text[first.start : last.end].rstrip(" ,")
        return (
            whole if len(whole) <= _LONGEST_DESCRIPTOR and "," not in whole else self._text.text[first.start : core.end]
        )

    def antecedent(
        self, row: list[Token], at: int, block: int, last: Individual | None, spoke: int
    ) -> Individual | str | None:
        """Whom `he`, `she` or `it` means: the nearest subject before that fits; a descriptor where it has no name."""
        word = self._text.text[row[at].start : row[at].end].lower()
        gender = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f", "it": "body"}.get(word, "")
        if not gender:
            return None
        for index in range(block, max(block - 3, -1), -1):
            if self._text.blocks[index].level:
                return None
            found = self._in_row(self._rows.row(index), at if index == block else None, gender)
            if found is not None:
                return found or None
            if index == spoke and last and last.gender in ("", gender):
                return last
        return None

    def _in_row(self, row: list[Token], end: int | None, gender: str) -> Individual | str | None:
        """The one whom the nearest sentence of a row that has anybody means; empty where it leaves two open."""
        stop = len(row) if end is None else end
        while stop > 0:
            start = clauses.sentence_start(row, stop - (row[stop - 1].kind in ".|"))
            subject = clauses.subject(self._text.text, row, start, stop)
            if subject and self._has_object(subject, row, stop, gender):
                stop = start if start < stop else start - 1
                continue
            if subject and (found := self._as_subject(subject, row, gender)):
                return found
            if (
                gender != "body"
                and (found := self._as_other(row, start, stop, gender, own=row[stop - 1].kind not in ".|")) is not None
            ):
                return found
            stop = start if start < stop else start - 1
        return None

    def _has_object(self, subject: Phrase, row: list[Token], stop: int, gender: str) -> bool:
        """Whether a pronoun of the gender is told something by the subject, so that it means somebody else.

        `Amina Rahman had told him to rest.`
        """
        if subject.head is not Head.PERSON or gender == "body":
            return False
        for at in range(subject.after, stop - 1):
            word = self._text.text[row[at + 1].start : row[at + 1].end].lower()
            if row[at].kind == "V" and word == {"m": "him", "f": "her"}[gender]:
                return gender == "m" or at + 2 >= stop or row[at + 2].kind in "PB.,|"
        return False

    def _as_subject(self, subject: Phrase, row: list[Token], gender: str) -> Individual | str | None:
        """A sentence's subject, if a pronoun of that gender can mean it."""
        if gender == "body":
            return self._as_author(subject, row) or self._as_thing(subject, row)
        if subject.head is Head.PERSON:
            people = self.introduced(subject, row)
            fitting = [one for one in people if one.gender in ("", gender)]
            sure = [one for one in people if one.gender == gender]
            return fitting[0] if len(fitting) == 1 else sure[0] if len(sure) == 1 else None
        if subject.head in (Head.ROLE, Head.SOMEBODY):
            words = self.printed(subject, row)
            if words.split()[0].lower() in _NOBODY or self._is_plural(subject, row):
                return None
            if _gender_of(_WORD.findall(words)) not in ("", gender):
                return None
            bearer = self.bearer(subject, row, self._text.block_at(row[0].start))
            return bearer or words
        return None

    def _as_author(self, subject: Phrase, row: list[Token]) -> Individual | str | None:
        """Who made public what `it` means: `Amina Rahman posted it. “…,” it read`."""
        at = subject.after + (subject.after < len(row) and row[subject.after].kind == ",")
        if subject.head is not Head.PERSON or at >= len(row):
            return None
        verb = row[at]
        if self._text.text[verb.start : verb.end].lower() not in _PUBLISHING:
            return None
        people = self.introduced(subject, row)
        return people[0] if len(people) == 1 else None

    def _as_thing(self, subject: Phrase, row: list[Token]) -> Individual | str | None:
        """A body or a text that `it` can mean: the owner of a view, the writer of a letter."""
        if subject.head is Head.TEXT and (writer := self.writer(subject, row, self._text.block_at(row[0].start))):
            return writer
        if subject.head in (Head.BODY, Head.TEXT):
            return self.printed(subject, row)
        owner = next((at for at in range(subject.first + 1, subject.after) if row[at].kind == "S"), None)
        if owner is None or row[owner - 1].kind not in "GO":
            return None
        return self._text.text[row[subject.first].start : row[owner - 1].end]

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

    def bearer(self, who: Phrase, row: list[Token], block: int) -> Individual | None:
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
        if self._is_short(row, who, head):
            return None
        bearers = [one for one in self._register.people if _has_role(one, head, wanted) or _has_title(one, wanted)]
        for narrower in (self._is_from_here, self._is_near, self._is_known):
            if len(bearers) > 1:
                fewer = [one for one in bearers if narrower(one, words, block, row[who.first].start)]
                bearers = fewer or bearers
        return bearers[0] if len(bearers) == 1 else None

    def _is_short(self, row: list[Token], who: Phrase, head: list[str]) -> bool:
        """Whether `the manager` takes up a longer phrase of its paragraph that names nobody: `the night manager`."""
        if who.core - who.first != 2 or row[who.first].kind != "D":
            return False
        for at in range(who.first - 1, 1, -1):
            if self._text.text[row[at].start : row[at].end].lower() == head[-1]:
                named = any(token.kind == "N" for token in row[at + 1 : at + 3])
                return row[at - 1].kind == "x" and row[at - 2].kind in "DA" and not named
        return False

    def _is_known(self, one: Individual, words: list[str], block: int, before: int) -> bool:
        """Whether the report has spoken of a bearer before."""
        del words, block
        return one.first < before

    def _is_near(self, one: Individual, words: list[str], block: int, before: int) -> bool:
        """Whether a bearer is named in this paragraph before the role, or in the one before."""
        if ORGANISATIONS.intersection(words):
            return False  # "the council's chief executive": another body's may be near
        rows = [self._rows.row(block - 1)] if block else []
        rows.append([token for token in self._rows.row(block) if token.start < before])
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
        known = wanted if bodies else wanted - ORGANISATIONS
        if role and set(head) <= words and known <= around and not roles.is_former(role):
            return True
    return False


def _has_title(one: Individual, wanted: set[str]) -> bool:
    """Whether `the Admiral` is what a person is printed with: a title that is no mere form of address."""
    ranks = {word.lower().rstrip(".") for title in one.titles for word in title.split()}
    ranks |= {other for rank in ranks for other in _RANKS.get(rank, "").split()}
    return bool(wanted) and wanted <= ranks & (ROLES | TITLES)


def _gender_of(words: Sequence[str]) -> str:
    """`m`, `f` or empty, by the nouns among some words."""
    told = {word.lower() for word in words}
    masculine, feminine = told & MALE_NOUNS, told & FEMALE_NOUNS
    return "" if bool(masculine) == bool(feminine) else "m" if masculine else "f"
