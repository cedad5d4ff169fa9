"""Somebody in a report, and everybody: who may be meant by a name or a part of one."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from publisher.excerpts import spellings
from publisher.excerpts.given_names import FEMALE_NAMES, MALE_NAMES
from publisher.excerpts.roles import Role
from publisher.excerpts.words import FEMALE_NOUNS, FEMALE_TITLES, MALE_NOUNS, MALE_TITLES


@dataclass(eq=False)
class Individual:
    """Somebody in a report: `given` is empty where only a title and a surname are printed."""

    given: str
    surname: str
    titles: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    roles: list[Role] = field(default_factory=list)
    mentions: int = 0
    listed: bool = False
    gender: str = ""
    kin: str = ""
    first: int = sys.maxsize
    also: list[tuple[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The full name; with a title where there is no given name."""
        if self.given:
            return f"{self.given} {self.surname}".strip()
        title = next(iter(self.titles), "")
        return f"{title} {self.surname}".strip()

    @property
    def role(self) -> Role:
        """The first role, and the first organisation that goes with it."""
        role = next((one for one in self.roles if one[0]), ("", ""))
        organisation = role[1] or next((one[1] for one in self.roles if one[1]), "")
        return role[0], organisation


@dataclass(frozen=True)
class Register:
    """The people of a report, and by which runs of words each may be meant: full names, then parts of them."""

    people: tuple[Individual, ...]
    full: dict[tuple[str, ...], tuple[Individual, ...]]
    part: dict[str, tuple[Individual, ...]]
    blurred: dict[str, tuple[Individual, ...]]

    def meant(self, words: Iterable[str], title: str = "") -> tuple[Individual, ...]:
        """Everybody who may be meant by a name, or by a part of one; a title tells some of them apart."""
        key = tuple(map(spellings.folded, words))
        if len(key) > 1 and (particled := self.part.get(" ".join(key))):
            return particled
        if len(key) > 1:
            return self.full.get(key) or self._alike(key) or self.blurred.get(spellings.blurred("".join(key)), ())
        those = self.part.get(key[0], ()) if key else ()
        if not title:
            return those
        bearing = tuple(one for one in those if spellings.folded(one.surname) == key[0])
        return _with_title(bearing or those or self.blurred.get(spellings.blurred(key[0]), ()), title)

    def _alike(self, key: tuple[str, ...]) -> tuple[Individual, ...]:
        """Those of the same surname whose given name may be another form of this one."""
        found = [
            one
            for one in self.part.get(key[-1], ()) + self.part.get(" ".join(key[1:]), ())
            if spellings.folded(one.surname) in (key[-1], " ".join(key[1:])) and spellings.same_given(key[0], one.given)
        ]
        return tuple(dict.fromkeys(found))


def _with_title(those: tuple[Individual, ...], title: str) -> tuple[Individual, ...]:
    """Those who may bear a title: who are printed with it, else who are not of the other gender."""
    bare = set(title.lower().replace(".", "").split())
    same = tuple(
        one for one in those if bare & {word for known in one.titles for word in known.lower().replace(".", "").split()}
    )
    wanted = "m" if bare & MALE_TITLES else "f" if bare & FEMALE_TITLES else ""
    fitting = tuple(one for one in those if not wanted or (one.gender or gender(one)) in ("", wanted))
    sure = tuple(one for one in fitting if wanted and (one.gender or gender(one)) == wanted)
    if len(those) == 1:
        return fitting
    return same if len(same) == 1 else sure if len(sure) == 1 else fitting


def gender(one: Individual) -> str:
    """`m`, `f` or empty: by title, by the words for what somebody is, by a given name."""
    if one.kin:
        return one.kin
    told = {word.rstrip(".") for title in one.titles for word in title.lower().split()}
    words = {word.lower() for role, _ in one.roles for word in role.split()}
    given = one.given.split()[0].lower() if one.given else ""
    for masculine, feminine in (
        (told & MALE_TITLES, told & FEMALE_TITLES),
        (words & MALE_NOUNS, words & FEMALE_NOUNS),
        ({given} & MALE_NAMES, {given} & FEMALE_NAMES),
    ):
        if bool(masculine) != bool(feminine):
            return "m" if masculine else "f"
    return ""
