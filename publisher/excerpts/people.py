"""Whom does a report name? Its register of people: names, other printed forms, roles, and whether a list has them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from publisher.excerpts import names, roles
from publisher.excerpts.given_names import FEMALE_NAMES, MALE_NAMES
from publisher.excerpts.names import Candidate
from publisher.excerpts.roles import Role
from publisher.excerpts.running import Running, running
from publisher.excerpts.words import (
    FEMALE_NOUNS,
    FEMALE_TITLES,
    MALE_NOUNS,
    MALE_TITLES,
    PARTICLES,
    PEOPLE,
    ROLES,
    TITLES,
)
from publisher.model import Named, Report

Key = TypeVar("Key")

_LIST_HEADING = re.compile(
    r"interviewee|contributor|participant|people|panel|witness|speakers|who took part|thank|acknowledg|attend|present"
    r"|members|spoke to|authors|the team|contacts|advis|steering|working group|cast\b|biograph",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[ \t]*(?:[-*•–·▪◦‣●■|>]|\(?(?:\d{1,3}|[a-zA-Z])[.)])?[ \t]*\**")
_AFTER_NAME = re.compile(r"\**(?: ?,| ?[–—-] | ?:| ?\(| ?\||\t| {2,})\s*(?P<rest>\S.*)")
_ENOUGH = 3
"""Lines of one shape under each other make a list."""
_LONGEST_LINE = 200
_PERSONAL = 3
_PRONOUN = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
_SPEECH = re.compile(r"[\"“‘][^\"“”‘]*(?:[\"”]|[.,?!]’|\Z)")
_PRONOUNS_WITHIN = 240
"""Characters after a name in which a pronoun may tell its gender."""
_PROOF = 2
"""Evidence from which a run of capitals is a person."""
_MENTIONS_READ = 12
"""Mentions of a person that are read for roles."""


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
        key = tuple(map(names.folded, words))
        if len(key) > 1 and (particled := self.part.get(" ".join(key))):
            return particled
        if len(key) > 1:
            return self.full.get(key) or self._alike(key) or self.blurred.get(names.blurred("".join(key)), ())
        those = self.part.get(key[0], ()) if key else ()
        if not title:
            return those
        bearing = tuple(one for one in those if names.folded(one.surname) == key[0])
        return _with_title(bearing or those or self.blurred.get(names.blurred(key[0]), ()), title)

    def _alike(self, key: tuple[str, ...]) -> tuple[Individual, ...]:
        """Those of the same surname whose given name may be another form of this one."""
        found = [
            one
            for one in self.part.get(key[-1], ()) + self.part.get(" ".join(key[1:]), ())
            if names.folded(one.surname) in (key[-1], " ".join(key[1:])) and names.same_given(key[0], one.given)
        ]
        return tuple(dict.fromkeys(found))


def _with_title(those: tuple[Individual, ...], title: str) -> tuple[Individual, ...]:
    """Those who may bear a title: who are printed with it, else who are not of the other gender."""
    bare = set(title.lower().replace(".", "").split())
    same = tuple(
        one for one in those if bare & {word for known in one.titles for word in known.lower().replace(".", "").split()}
    )
    gender = "m" if bare & MALE_TITLES else "f" if bare & FEMALE_TITLES else ""
    fitting = tuple(one for one in those if not gender or _gender(one) in ("", gender))
    sure = tuple(one for one in fitting if gender and _gender(one) == gender)
    if len(those) == 1:
        return fitting
    return same if len(same) == 1 else sure if len(sure) == 1 else fitting


def people(report: Report) -> tuple[Named, ...]:
    """Everybody whom the report names, those of its lists first, then by the number of mentions."""
    found = register(running(report), report)
    ordered = sorted(found.people, key=lambda one: (not one.listed, -one.mentions, one.name))
    return tuple(_named(one) for one in ordered)


def _named(one: Individual) -> Named:
    present = [role for role in one.roles if role[0] and not roles.is_former(role[0])]
    former = [role for role in one.roles if role[0] and roles.is_former(role[0])]
    places = [role for role in one.roles if not role[0]] if not present + former else []
    variants = tuple(form for form, _ in one.forms.most_common() if form != one.name)
    return Named(one.name, variants, tuple(dict.fromkeys(present + former + places)), one.mentions, one.listed)


def register(text: Running, report: Report) -> Register:
    """The register of a report, made from its running text and its lists."""
    found = list(names.candidates(text.text))
    people = _individuals(found, list(_listed(report)))
    _add_partial(people, found)
    made = _index(people)
    _count(made, found, text.text)
    if _join_families(people):
        made = _index(people)
        _count(made, found, text.text)
    for one in made.people:
        one.gender = _gender(one)
    _learn_genders(made, found, text.text)
    return made


def _join_families(people: list[Individual]) -> bool:
    """`His wife Jo` and `Mrs Wilk`, of whom nobody else is known, are one: Jo Wilk. Whether any were joined."""
    joined = False
    for titled in [one for one in people if not one.given]:
        kin = [one for one in people if one.kin and one.kin == _gender(titled) and not one.surname]
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


def _learn_genders(register: Register, found: list[Candidate], text: str) -> None:
    """Genders of those whom neither title nor name tells: the pronouns that follow before anybody else is named."""
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for index, candidate in enumerate(found):
        meant = register.meant(candidate.words, candidate.title)
        if len(meant) != 1 or meant[0].gender:
            continue
        following = found[index + 1].start if index + 1 < len(found) else len(text)
        ahead = _SPEECH.sub("", text[candidate.end : min(following, candidate.end + _PRONOUNS_WITHIN)].split("\n", maxsplit=1)[0])
        votes[id(meant[0])].update("f" if word.lower() in FEMALE_NOUNS else "m" for word in _PRONOUN.findall(ahead))
    for one in register.people:
        counted = votes[id(one)]
        if counted["f"] != counted["m"] and min(counted.values(), default=0) * 3 <= max(counted.values(), default=0):
            one.gender = "f" if counted["f"] > counted["m"] else "m"


def _listed(report: Report) -> Iterator[tuple[Candidate, Role]]:
    """The people of the report's lists, with what each line says of them."""
    run: list[tuple[Candidate, Role]] = []
    under = False
    for paragraph in report.paragraphs:
        words = report.text[paragraph.start : paragraph.end]
        if paragraph.level:
            yield from run if len(run) >= _ENOUGH or under else ()
            run, under = [], bool(_LIST_HEADING.search(words))
            continue
        for line in words.splitlines():
            if entry := _entry(line):
                run.append(entry)
            elif len(line.strip()) > 1 and not set(line) <= set("|-: "):
                yield from run if len(run) >= _ENOUGH or (under and len(run) > 1) else ()
                run = []
    yield from run if len(run) >= _ENOUGH or under else ()


def _entry(line: str) -> tuple[Candidate, Role] | None:
    """A line of a list of people: a name, and after it a role or an organisation."""
    if len(line) > _LONGEST_LINE:
        return None
    begin = _BULLET.match(line)
    body = line[begin.end() if begin else 0 :].replace("**", "")
    for candidate in names.candidates(body):
        ahead = body[: candidate.start].strip().rstrip(".").lower()
        if ahead and not all(word.rstrip(".") in TITLES for word in ahead.split()):
            return None
        after = _AFTER_NAME.match(body, candidate.end)
        if not after or not candidate.words or len(candidate.words) < 2:
            return None
        role = roles.of_line(after["rest"])
        known = roles.has_role(role[0]) or roles.is_body(role[1])
        return (candidate, role) if known and not re.search(r"[.!?] [A-Z]", after["rest"]) else None
    return None


def _individuals(found: list[Candidate], listed: list[tuple[Candidate, Role]]) -> list[Individual]:
    """One individual for each full name that a list has or whose surroundings prove it."""
    people: list[Individual] = []
    by_surname: dict[str, list[Individual]] = defaultdict(list)
    for candidate, role in listed:
        one = _meet(candidate, by_surname, people)
        one.listed = True
        one.roles.append(role)
    proof: Counter[tuple[str, ...]] = Counter()
    for candidate in found:
        if not names.is_suspicious(candidate.words[0]):
            proof[candidate.words] = max(proof[candidate.words], candidate.evidence)
    alone = [one for one in found if len(one.words) == 1 and one.evidence >= _PROOF]
    spoken = {names.folded(one.words[0]) for one in alone if not one.title}
    titled = {names.folded(one.words[0]) for one in alone if one.title}
    sure = {words for words, evidence in proof.items() if evidence >= _PROOF} | {one.words for one, _ in listed}
    for candidate in found:
        if any(
            candidate.words[:size] in sure or candidate.words[-size:] in sure for size in range(2, len(candidate.words))
        ):
            continue  # "In Northmoor Amina Rahman", "Amina Rahman Northmoor's director"
        if len(candidate.words) > 1 and (
            proof[candidate.words] >= _PROOF
            or (names.folded(candidate.words[-1]) in spoken | titled and not names.is_suspicious(candidate.words[0]))
            or names.folded(candidate.words[0]) in spoken
            or _is_known(candidate, by_surname)
        ):
            _meet(candidate, by_surname, people)
    return people


def _surname(words: tuple[str, ...]) -> tuple[str, str]:
    """Given names and surname of a full name; particles belong to the surname."""
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in PARTICLES:
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


def _key(surname: str) -> str:
    return names.folded(surname)


def _is_known(candidate: Candidate, by_surname: dict[str, list[Individual]]) -> bool:
    given, surname = _surname(candidate.words)
    if any(names.same_given(given, one.given) for one in by_surname.get(_key(surname), ())):
        return True
    blurred = names.blurred("".join(candidate.words))
    return any(names.blurred(one.given + one.surname) == blurred for those in by_surname.values() for one in those)


def _meet(candidate: Candidate, by_surname: dict[str, list[Individual]], people: list[Individual]) -> Individual:
    """The individual of a full name, made at the first meeting. A name without damage replaces one with it."""
    given, surname = _surname(candidate.words)
    known = [one for one in by_surname[_key(surname)] if names.same_given(given, one.given)]
    if not known:
        blurred = names.blurred("".join(candidate.words))
        known = [one for one in people if names.blurred(one.given + one.surname) == blurred]
    exact = [one for one in known if names.folded(one.given) == names.folded(given)]
    if len(exact or known) == 1:
        one = (exact or known)[0]
        if names.folded(one.surname) != names.folded(surname):
            one.also.append((given, surname))
        elif (names.is_suspicious(one.given) and not names.is_suspicious(given)) or (not one.listed and len(given) > len(one.given)):
            one.given = given
        return one
    one = Individual(given, surname)
    by_surname[_key(surname)].append(one)
    people.append(one)
    return one


def _add_partial(people: list[Individual], found: list[Candidate]) -> None:
    """People who are never printed with their full name: title and surname, or a given name that plainly speaks."""
    known = {_key(one.surname) for one in people} | {names.folded(word) for one in people for word in one.given.split()}
    for candidate in found:
        if len(candidate.words) > 1:
            continue
        word = candidate.words[0]
        if names.folded(word) in known and not _is_of_other_gender(candidate, people):
            continue
        if candidate.title:
            people.append(Individual("", word, titles=Counter({candidate.title: 1})))
        elif candidate.evidence > _PROOF and (names.is_given(word) or candidate.evidence > _PERSONAL):
            people.append(Individual(word, ""))
        else:
            continue
        known.add(names.folded(word))


def _is_of_other_gender(candidate: Candidate, people: list[Individual]) -> bool:
    """Whether a title tells that somebody else of that surname is meant: `Mrs Wilk` where only Tom Wilk is known."""
    title = {word.lower().rstrip(".") for word in candidate.title.split()}
    gender = "m" if title & MALE_TITLES else "f" if title & FEMALE_TITLES else ""
    those = [one for one in people if names.folded(one.surname) == names.folded(candidate.words[0])]
    return bool(gender) and bool(those) and all(_gender(one) not in ("", gender) for one in those)


def _index(people: list[Individual]) -> Register:
    """The register with its look-ups: full names and title-less parts, all folded."""
    full: dict[tuple[str, ...], list[Individual]] = defaultdict(list)
    part: dict[str, list[Individual]] = defaultdict(list)
    for one in people:
        if one.given and one.surname:
            full[(*map(names.folded, one.given.split()), *map(names.folded, one.surname.split()))].append(one)
        for word in {one.surname, *one.given.split()} - {""}:
            if len(word.rstrip(".")) > 1:
                part[_key(word)].append(one)
        for given, surname in one.also:
            full[(*map(names.folded, given.split()), *map(names.folded, surname.split()))].append(one)
            part[_key(surname)].append(one)
    for one in people:
        for short in names.short_forms(one.given):
            if short not in part:
                part[short].append(one)
    blurred: dict[str, list[Individual]] = defaultdict(list)
    for one in people:
        for form in {one.surname, f"{one.given}{one.surname}"} if one.given and one.surname else ():
            blurred[names.blurred(form)].append(one)
    return Register(tuple(people), *(_frozen(look) for look in (full, part, blurred)))


def _frozen(look: dict[Key, list[Individual]]) -> dict[Key, tuple[Individual, ...]]:
    return {key: tuple(dict.fromkeys(those)) for key, those in look.items()}


def _count(register: Register, found: Iterable[Candidate], text: str) -> None:
    """Count mentions, note printed forms and titles, and read roles beside full names."""
    read: Counter[int] = Counter()
    for candidate in found:
        meant = register.meant(candidate.words, candidate.title)
        if len(meant) != 1:
            continue
        one = meant[0]
        one.mentions += 1
        before = text[max(0, candidate.start - 30) : candidate.start].replace(",", " ").split()
        if before and not one.kin and (kin := _kin_gender(before[-1])):
            one.kin = kin
        printed = text[candidate.start : candidate.end]
        one.forms[f"{candidate.title} {printed}".strip() if len(candidate.words) == 1 else printed] += 1
        if candidate.title:
            one.titles[candidate.title] += 1
            if len(candidate.words) > 1:
                one.forms[f"{candidate.title} {printed}"] += 1
        if read[id(one)] < _MENTIONS_READ:
            read[id(one)] += 1
            one.roles += [role for role in roles.beside(text, candidate.start, candidate.end) if role not in one.roles]


def _kin_gender(word: str) -> str:
    """What a word right before a name says: `her father, Earl`."""
    if word.lower() in PEOPLE | ROLES:
        return "m" if word.lower() in MALE_NOUNS else "f" if word.lower() in FEMALE_NOUNS else ""
    return ""


def _gender(one: Individual) -> str:
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
