"""Whom does a phrase mean? Pronouns, roles and short names, each made one person of the register, or nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence

from publisher.excerpts import clauses, wording
from publisher.excerpts.bearers import Bearers
from publisher.excerpts.individuals import Individual, Register
from publisher.excerpts.phrases import Head, Phrase
from publisher.excerpts.running import Running
from publisher.excerpts.tokens import Rows, Token
from publisher.excerpts.words import (
    FEMALE_NOUNS,
    MALE_NOUNS,
    PEOPLE,
    ROLES,
    frozenset_of,
)
from publisher.model import Speaker
from publisher.patterns import pattern

_PLURALS = frozenset_of("people staff men women children police parents couple family others folk public")
_ASKING = frozenset_of("asked asks questioned pressed quizzed challenged interrupted")
_PUBLISHING = frozenset_of("posted wrote published issued tweeted shared released left sent blogged pinned")
_LETTERS = frozenset_of("reply answer response letter email note message statement tweet post text diary entry")
"""Texts that are nothing but their writer's words: `Amina Rahman's reply`."""
_NOBODY = frozenset_of(
    "neither either nobody everyone everybody anyone no most many some both all few several others every each"
)
_NEAR, _FAR = 3, 10
"""Paragraphs back in which a pronoun's name is looked for; the more where each of them speaks of the same."""
_PRONOUNS = {"m": ("he", "his", "him"), "f": ("she", "her")}
_WORD = pattern(r"[\w'’\-]+")


class Referents:
    """Finds whom phrases of a running text mean."""

    def __init__(self, text: Running, register: Register, rows: Rows) -> None:
        self._text = text
        self._register = register
        self._rows = rows
        self._bearers = Bearers(text, register, rows)

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
        if len(near) == 1 or row[who.core - 1].whole:
            return near if len(near) == 1 else people
        return self._of_surname(people, self._text.block_at(row[0].start)) or people

    def _of_surname(self, people: Sequence[Individual], block: int) -> tuple[Individual, ...]:
        """Of several of one surname, the one whom the report called by it before it spoke of another.

        Nobody where the paragraph before is about another of them.
        """
        first, *others = sorted(people, key=lambda one: one.first)
        if any(one.surname != first.surname for one in others):
            return ()
        before = self._rows.row(block - 1) if block else []
        full = [token.people[0] for token in before if token.whole and len(token.people) == 1]
        if any(one in full for one in others) and first not in full:
            return ()
        text, given = self._text.text, {*first.given.split(), *first.titles}
        until = min(one.first for one in others)
        for match in re.finditer(rf"\b{re.escape(first.surname)}\b", text[first.first : until], re.IGNORECASE):
            word = text[max(0, first.first + match.start() - 40) : first.first + match.start()].split()[-1:]
            if match.start() and word and word[0] not in given:
                return (first,)
        return ()

    def writer(self, who: Phrase, row: list[Token], block: int) -> Individual | Speaker | str | None:
        """Whose text a phrase means: `her last entry`, `his letter`; None where it has no such owner."""
        head = self._text.text[row[who.core - 1].start : row[who.core - 1].end].lower()
        if [token.kind for token in row[who.first : who.core]] == ["N", "S", "K"] and head in _LETTERS:
            return row[who.first].people[0] if len(row[who.first].people) == 1 else None
        owner = self._text.text[row[who.first].start : row[who.first].end].lower()
        if owner == "the" and who.core - who.first == 2 and head in _LETTERS:
            return self._stated(head, row, who.first)
        if owner == "its" and isinstance(body := self.antecedent(row, who.first, block, None, -1), Speaker):
            return Speaker(descriptor=wording.printed(self._text.text, who, row), organisation=body.organisation)
        kinds = "".join(token.kind for token in row[who.first : who.after])
        if owner not in ("his", "her") or "S" in kinds.partition("K")[0]:
            return None
        return self.antecedent(row, who.first, block, None, -1)

    def _stated(self, head: str, row: list[Token], before: int) -> Individual | None:
        """Who made the statement that a row takes up: `said in a statement that …, the statement went on`."""
        text = self._text.text
        for at in range(before - 1, 1, -1):
            indefinite = text[row[at - 1].start : row[at - 1].end] in ("a", "an")
            if not indefinite or text[row[at].start : row[at].end].lower() != head:
                continue
            begin = clauses.sentence_start(row, at)
            verb = next((n for n in range(begin, before) if row[n].kind == "V"), None)
            teller = None if verb is None else clauses.governed(row, begin, verb)
            return teller.people[0] if teller and len(teller.people) == 1 else None
        return None

    def is_everybody(self, who: Phrase, row: list[Token]) -> bool:
        """Whether a phrase means all or nobody: `everybody`."""
        return self._text.text[row[who.first].start : row[who.first].end].lower() in _NOBODY

    def bearer(self, who: Phrase, row: list[Token], block: int) -> Individual | None:
        """The one person who has the role that a definite phrase names, here or in the whole report."""
        return self._bearers.of(who, row, block)

    def antecedent(
        self, row: list[Token], at: int, block: int, last: Individual | None, spoke: int
    ) -> Individual | Speaker | str | None:
        """Whom `he`, `she` or `it` means: the nearest subject before that fits; a descriptor where it has no name."""
        word = self._text.text[row[at].start : row[at].end].lower()
        gender = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f", "it": "body", "its": "body"}.get(word, "")
        if not gender:
            return None
        reach = block - _NEAR
        for index in range(block, max(block - _FAR, -1), -1):
            if self._text.blocks[index].level or index <= reach:
                return None
            here = self._rows.row(index)
            found = self._in_row(here, at if index == block else None, gender)
            if isinstance(found, str) and index < block and self._is_of_another(found, here, row[:at], gender):
                found = None
            if found is not None:
                sure = index > block - _NEAR or (isinstance(found, Individual) and found.gender == gender)
                return (found or None) if sure else None
            if index == spoke and last and last.gender in ("", gender):
                return last
            if index < block and self._speaks_of(here, gender):
                reach = index - _NEAR  # "She left. / She drove a van. / She sold it."
        return None

    def _speaks_of(self, row: Sequence[Token], gender: str) -> bool:
        """Whether a pronoun of a gender stands in a row."""
        wanted = _PRONOUNS.get(gender, ())
        return any(self._text.text[token.start : token.end].lower() in wanted for token in row if token.kind in "HDI")

    def _is_of_another(self, found: str, there: list[Token], here: Sequence[Token], gender: str) -> bool:
        """Whether somebody without name and gender was brought in where the text spoke of another, as it still does."""
        first = next((at for at, token in enumerate(there) if self._text.text.startswith(found, token.start)), 0)
        still = self._speaks_of(here, gender) and self._speaks_of(there[:first], gender)
        return still and not _gender_of(_WORD.findall(found))

    def ahead(self, row: list[Token], at: int, block: int) -> Individual | None:
        """Whom `he` or `she` means where nobody is named before: who is named next, as features begin."""
        word = self._text.text[row[at].start : row[at].end].lower()
        rows = [self._rows.row(index) for index in range(max(0, block - 2), block)] + [row[:at]]
        if word not in ("he", "she") or any(token.kind == "N" for one in rows for token in one):
            return None
        following = self._rows.row(block + 1) if block + 1 < len(self._text.blocks) else []
        for rest in (row[at + 1 :], following):
            name = next((index for index, token in enumerate(rest) if token.kind == "N"), None)
            if name is not None:
                one = rest[name].people[0] if len(rest[name].people) == 1 else None
                brought_in = name + 1 < len(rest) and rest[name + 1].kind in "X,"  # "Tom Wilk is", "Tom Wilk, 61, "
                return one if one and brought_in and one.gender in ("", "m" if word == "he" else "f") else None
        return None

    def _in_row(self, row: list[Token], end: int | None, gender: str) -> Individual | Speaker | str | None:
        """The one whom the nearest sentence of a row that has anybody means; empty where it leaves two open."""
        stop = len(row) if end is None else end
        while stop > 0:
            start = clauses.sentence_start(row, stop - (row[stop - 1].kind in ".|"))
            subject = clauses.subject(self._text.text, row, start, stop)
            own = row[stop - 1].kind not in ".|"
            if subject and own and self._is_of_his(subject.first, row):
                stop = start if start < stop else start - 1  # "Through his solicitor, Tom Wilk, he"
                continue
            if gender != "body" and (asked := self._asked(row, start, stop, gender)):
                return asked
            if subject and (self._has_object(subject, row, stop, gender) or (own and self._owns(subject, row, gender))):
                stop = start if start < stop else start - 1
                continue
            if subject and not own and (owner := self._owner(subject, row, stop, gender)):
                return owner
            if subject and (found := self._as_subject(subject, row, gender)):
                return found
            if gender != "body" and (found := self._as_other(row, start, stop, gender, own=own)) is not None:
                return found
            stop = start if start < stop else start - 1
        return None

    def _is_of_his(self, at: int, row: list[Token]) -> bool:
        """Whether a name is set beside somebody's own: `his solicitor, Tom Wilk`."""
        if row[at].kind != "N":
            return False
        for before in range(at - 1, max(at - 7, -1), -1):
            if row[before].kind == "D":
                return self._text.text[row[before].start : row[before].end].lower() in ("his", "her")
            if row[before].kind not in "xRUGKOY,":
                return False
        return False

    def _asked(self, row: list[Token], start: int, stop: int, gender: str) -> Individual | None:
        """Who is asked in a sentence, and so speaks next: `The inspector asked Amina Rahman why she had stayed`.

        So too `When I showed it to Amina Rahman, she`.
        """
        text = self._text.text
        words = [text[token.start : token.end].lower() for token in row[start:stop]]
        named = [at for at in range(start, stop) if row[at].kind == "N"]
        those = {at: [one for one in row[at].people if one.gender in ("", gender)] for at in named}
        fitting = {at: people[0] for at, people in those.items() if len(people) == 1}
        met = words[:1] in (["i"], ["we"]) or (words[1:2] in (["i"], ["we"]) and row[start].kind == "B")
        if met and len(named) == 1 and fitting:
            return fitting[named[0]]
        for at, one in fitting.items():
            if words[max(0, at - start - 2) : at - start] == ["according", "to"]:
                return one
            if at > start + 1 and words[at - start - 1] in _ASKING and row[at - 2].kind != "X":
                return one
        return None

    def _has_object(self, subject: Phrase, row: list[Token], stop: int, gender: str) -> bool:
        """Whether a pronoun of the gender is told something by the subject, so that it means somebody else.

        `Amina Rahman had told him to rest.`
        """
        when = (
            subject.head in (Head.SOMEBODY, Head.ROLE) and row[clauses.sentence_start(row, subject.first)].kind == "B"
        )
        if (subject.head is not Head.PERSON and not when) or gender == "body":
            return False
        for at in range(subject.after, stop - 1):
            word = self._text.text[row[at + 1].start : row[at + 1].end].lower()
            if row[at].kind == "V" and word == {"m": "him", "f": "her"}[gender]:
                return when or gender == "m" or at + 2 >= stop or row[at + 2].kind in "PB.,|"
        return False

    def _as_subject(self, subject: Phrase, row: list[Token], gender: str) -> Individual | Speaker | str | None:
        """A sentence's subject, if a pronoun of that gender can mean it."""
        if gender == "body":
            return self._as_author(subject, row) or self._as_thing(subject, row)
        if subject.head is Head.PERSON:
            people = self.introduced(subject, row)
            fitting = [one for one in people if one.gender in ("", gender)]
            sure = [one for one in people if one.gender == gender]
            return fitting[0] if len(fitting) == 1 else sure[0] if len(sure) == 1 else None
        if subject.head in (Head.ROLE, Head.SOMEBODY):
            words = wording.printed(self._text.text, subject, row)
            if words.split()[0].lower() in _NOBODY or self._is_plural(subject, row):
                return None
            if _gender_of(_WORD.findall(words)[words.split()[0].lower() in ("his", "her") :]) not in ("", gender):
                return None
            bearer = self.bearer(subject, row, self._text.block_at(row[0].start))
            return bearer or words
        return None

    def _as_author(self, subject: Phrase, row: list[Token]) -> Individual | Speaker | str | None:
        """Who made public what `it` means: `Amina Rahman posted it. “…,” it read`."""
        at = subject.after + (subject.after < len(row) and row[subject.after].kind == ",")
        if subject.head is not Head.PERSON or at >= len(row):
            return None
        verb = row[at]
        if self._text.text[verb.start : verb.end].lower() not in _PUBLISHING:
            return None
        people = self.introduced(subject, row)
        return people[0] if len(people) == 1 else None

    def _as_thing(self, subject: Phrase, row: list[Token]) -> Individual | Speaker | str | None:
        """A body or a text that `it` can mean: the owner of a view, the writer of a letter."""
        if subject.head is Head.TEXT and (writer := self.writer(subject, row, self._text.block_at(row[0].start))):
            return writer
        if subject.head in (Head.BODY, Head.TEXT):
            return wording.source(self._text.text, subject, row)
        owner = next((at for at in range(subject.first + 1, subject.after) if row[at].kind == "S"), None)
        if owner is None or row[owner - 1].kind not in "GO":
            return None
        return Speaker(organisation=self._text.text[row[subject.first].start : row[owner - 1].end])

    def _owns(self, subject: Phrase, row: list[Token], gender: str) -> bool:
        """Whether a subject is somebody's own, so that the pronoun in its sentence is the owner: `His client …, he`."""
        words = [self._text.text[token.start : token.end].lower() for token in row[subject.first : subject.core]]
        owner = gender in _PRONOUNS and words[0] in _PRONOUNS[gender] and subject.head in (Head.ROLE, Head.SOMEBODY)
        return owner and _gender_of(words[1:]) == ""

    def _owner(self, subject: Phrase, row: list[Token], stop: int, gender: str) -> Individual | None:
        """Whose own a subject is, where the sentence goes on about her: `Her mother is ill, and Ruth cooks`."""
        first = self._text.text[row[subject.first].start : row[subject.first].end].lower()
        if first not in _PRONOUNS.get(gender, ()) or subject.head not in (Head.ROLE, Head.SOMEBODY):
            return None
        named = [at for at in range(subject.after, stop - 1) if row[at].kind == "N" and len(row[at].people) == 1]
        one = row[named[0]].people[0] if len(named) == 1 and row[named[0] + 1].kind in "xVUR" else None
        return one if one and one.gender in ("", gender) else None

    def _is_plural(self, who: Phrase, row: list[Token]) -> bool:
        """Whether a phrase means more than one."""
        head = row[max(who.core, who.first + 1) - 1]
        word = self._text.text[head.start : head.end].lower()
        return word in _PLURALS or (word.endswith("s") and word[:-1] in ROLES | PEOPLE)

    def _as_other(
        self, row: list[Token], start: int, stop: int, gender: str, *, own: bool
    ) -> Individual | Speaker | str | None:
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
            and not (own and self._is_of_his(index, row))
        ]
        named = [token for token in row[start:stop] if token.kind == "N"]
        if not sure and not own and len(named) == 1 and len(named[0].people) == 1 and not named[0].people[0].gender:
            return named[0].people[0]
        if not sure:
            return None
        return sure[0] if len(set(map(id, sure))) == 1 else ""


def _gender_of(words: Sequence[str]) -> str:
    """`m`, `f` or empty, by the nouns among some words."""
    told = {word.lower() for word in words}
    masculine, feminine = told & MALE_NOUNS, told & FEMALE_NOUNS
    return "" if bool(masculine) == bool(feminine) else "m" if masculine else "f"
