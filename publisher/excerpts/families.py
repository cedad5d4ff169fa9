"""Who belongs to a family? `His wife Jo` and `Mrs Wilk` made one, `Mrs Wilk` told from Tom Wilk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from publisher.excerpts import spellings
from publisher.excerpts.individuals import Individual, gender
from publisher.excerpts.names import Candidate
from publisher.excerpts.words import FEMALE_TITLES, MALE_TITLES, ROLES

_RANKS = {
    "cllr": "councillor",
    "dr": "doctor",
    "prof": "professor",
    "rev": "vicar",
    "sgt": "sergeant",
    "pc": "constable",
}
"""What a title is called as a role."""


def add_of_other_gender(people: list[Individual], found: list[Candidate], told: Callable[[Individual], str]) -> bool:
    """`Mrs Wilk` is another than Tom Wilk, of whom pronouns have told that he is a man. Whether any were added."""
    added = False
    for candidate in found:
        wanted = gender_of_title(candidate.title)
        if len(candidate.words) > 1 or not wanted:
            continue
        word = spellings.folded(candidate.words[0])
        those = [one for one in people if spellings.folded(one.surname) == word]
        if not those or any(told(one) != ("m" if wanted == "f" else "f") for one in those):
            continue
        for one in those:
            del one.titles[candidate.title]
            one.gender = told(one)
        people.append(Individual("", candidate.words[0], titles=Counter({candidate.title: 1}), gender=wanted))
        added = True
    return added


def gender_of_title(title: str) -> str:
    """`m`, `f` or empty."""
    bare = {word.lower().rstrip(".") for word in title.split()}
    return "m" if bare & MALE_TITLES else "f" if bare & FEMALE_TITLES else ""


def join_families(people: list[Individual]) -> bool:
    """`His wife Jo` and `Mrs Wilk`, of whom nobody else is known, are one: Jo Wilk. Whether any were joined."""
    joined = False
    for titled in [one for one in people if not one.given]:
        kin = [one for one in people if one.kin and one.kin == gender(titled) and not one.surname]
        family = any(one.surname == titled.surname for one in people if one is not titled)
        if len(kin) == 1 and family:
            kin[0].surname = titled.surname
            kin[0].titles.update(titled.titles)
            people.remove(titled)
            joined = True
    for one in people if joined else ():
        one.mentions = 0
        one.forms.clear()
    return joined


def join_ranks(people: list[Individual], found: list[Candidate]) -> bool:
    """`Her son Tom, a councillor` and `Councillor Wilk`, where no Wilk is one, are Tom Wilk. Whether any are so."""
    joined = False
    for one in [one for one in people if one.kin and not one.surname]:
        held = {word.lower() for role, _ in one.roles for word in role.split()} & ROLES
        for candidate in found:
            ranks = {_RANKS.get(word.lower().rstrip("."), word.lower()) for word in candidate.title.split()} & held
            if not ranks or len(candidate.words) > 1 or joined:
                continue
            word = candidate.words[0]
            family = [other for other in people if spellings.folded(other.surname) == spellings.folded(word)]
            others = {word.lower() for other in family for role, _ in other.roles for word in role.split()}
            if family and not ranks & others and spellings.folded(word) != spellings.folded(one.given):
                for other in family:
                    del other.titles[candidate.title]
                one.surname, joined = word, True
                one.titles[candidate.title] += 1
    for one in people if joined else ():
        one.mentions = 0
        one.forms.clear()
    return joined


def is_of_other_gender(candidate: Candidate, people: list[Individual]) -> bool:
    """Whether a title tells that somebody else of that surname is meant: `Mrs Wilk` where only Tom Wilk is known."""
    wanted = gender_of_title(candidate.title)
    those = [one for one in people if spellings.folded(one.surname) == spellings.folded(candidate.words[0])]
    return bool(wanted) and bool(those) and all((one.gender or gender(one)) not in ("", wanted) for one in those)


def join_beside(people: list[Individual], found: Sequence[Candidate], text: str) -> bool:
    """`Her mother, Jo, came too. …said Mrs Wilk`, in a report that calls Ann Wilk only Wilk: Jo Wilk. Whether any."""
    joined = False
    for index, candidate in enumerate(found):
        wanted = gender_of_title(candidate.title)
        if len(candidate.words) > 1 or not wanted:
            continue
        word = spellings.folded(candidate.words[0])
        family = [one for one in people if spellings.folded(one.surname) == word]
        plain = any(not one.title and tuple(map(spellings.folded, one.words)) == (word,) for one in found)
        titled = any(len(one.words) > 1 and one.title and spellings.folded(one.words[-1]) == word for one in found)
        kin = _kin_before(people, found[:index], text, candidate.start, wanted)
        if family and plain and not titled and kin and all(one.given for one in family):
            for one in family:
                del one.titles[candidate.title]
            kin.surname = candidate.words[0]
            kin.titles[candidate.title] += 1
            joined = True
    return joined


def _kin_before(
    people: Sequence[Individual], found: Sequence[Candidate], text: str, before: int, wanted: str
) -> Individual | None:
    """The last of a gender whom this paragraph has introduced as somebody's kin, by a first name."""
    for candidate in reversed(found):
        if "\n" in text[candidate.end : before]:
            return None
        for one in people:
            if one.kin == wanted and not one.surname and candidate.words == (one.given,):
                return one
    return None
