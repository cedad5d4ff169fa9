"""Whom does a report name? Its register, made from its running text and its lists of people."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from publisher.excerpts import lists, names, roles
from publisher.excerpts.individuals import Individual, Register, gender
from publisher.excerpts.names import Candidate
from publisher.excerpts.roles import Role
from publisher.excerpts.running import Running
from publisher.excerpts.words import FEMALE_NOUNS, FEMALE_TITLES, MALE_NOUNS, MALE_TITLES, PARTICLES, PEOPLE, ROLES
from publisher.model import Report

Key = TypeVar("Key")
_PERSONAL = 3
_PRONOUN = re.compile(
    r"\b(?:he|his|himself|she|her(?! (?:of|to|for|and|in|on|at|as|that|with|by|when|if|but)\b)(?= \w)|herself)\b",
    re.IGNORECASE,
)
"""Those that can mean the subject of their own sentence: not `accused him of it`."""
_SPEECH = re.compile(r"[\"“‘][^\"“”‘]*(?:[\"”]|[.,?!]’|\Z)")
_PRONOUNS_WITHIN = 240
"""Characters after a name in which a pronoun may tell its gender."""
_RANKS = {
    "cllr": "councillor",
    "dr": "doctor",
    "prof": "professor",
    "rev": "vicar",
    "sgt": "sergeant",
    "pc": "constable",
}
"""What a title is called as a role."""
_NEAR = 3
"""What a pronoun counts before any speech; behind speech it may mean another speaker."""
_PROOF = 2
"""Evidence from which a run of capitals is a person."""
_MENTIONS_READ = 12
"""Mentions of a person that are read for roles."""


def register(text: Running, report: Report) -> Register:
    """The register of a report, made from its running text and its lists."""
    found = list(names.candidates(text.text))
    people = _individuals(found, list(lists.listed(report)))
    _add_partial(people, found)
    made = _index(people)
    _count(made, found, text.text)
    if _join_families(people) or _join_ranks(people, found):
        made = _index(people)
        _count(made, found, text.text)
    for one in made.people:
        if names.is_suspicious(one.given):
            one.given = names.mended(one.given)
        one.gender = gender(one)
    _learn_genders(made, found, text.text)
    return made


def _join_families(people: list[Individual]) -> bool:
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


def _join_ranks(people: list[Individual], found: list[Candidate]) -> bool:
    """`Her son Tom, a councillor` and `Councillor Wilk`, where no Wilk is one, are Tom Wilk. Whether any are so."""
    joined = False
    for one in [one for one in people if one.kin and not one.surname]:
        held = {word.lower() for role, _ in one.roles for word in role.split()} & ROLES
        for candidate in found:
            ranks = {_RANKS.get(word.lower().rstrip("."), word.lower()) for word in candidate.title.split()} & held
            if not ranks or len(candidate.words) > 1 or joined:
                continue
            word = candidate.words[0]
            family = [other for other in people if names.folded(other.surname) == names.folded(word)]
            others = {word.lower() for other in family for role, _ in other.roles for word in role.split()}
            if family and not ranks & others and names.folded(word) != names.folded(one.given):
                for other in family:
                    del other.titles[candidate.title]
                one.surname, joined = word, True
                one.titles[candidate.title] += 1
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
        ahead = text[candidate.end : min(following, candidate.end + _PRONOUNS_WITHIN)].split("\n", maxsplit=1)[0]
        first = _SPEECH.search(ahead)
        spoken = first.start() if first else len(ahead)
        ahead = _SPEECH.sub("", ahead)
        for pronoun in _PRONOUN.finditer(ahead):
            near = pronoun.start() < spoken
            votes[id(meant[0])]["f" if pronoun[0].lower() in FEMALE_NOUNS else "m"] += _NEAR if near else 1
    for one in register.people:
        counted = votes[id(one)]
        fewer, more = sorted((counted["f"], counted["m"]))
        if more and 3 * fewer <= more:
            one.gender = "f" if counted["f"] > counted["m"] else "m"


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
        elif (names.is_suspicious(one.given) and not names.is_suspicious(given)) or (
            not one.listed and len(given) > len(one.given)
        ):
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
    wanted = "m" if title & MALE_TITLES else "f" if title & FEMALE_TITLES else ""
    those = [one for one in people if names.folded(one.surname) == names.folded(candidate.words[0])]
    return bool(wanted) and bool(those) and all(gender(one) not in ("", wanted) for one in those)


def _index(people: list[Individual]) -> Register:
    """The register with its look-ups: full names, parts of them, and names with all letters blurred."""
    full: dict[tuple[str, ...], list[Individual]] = defaultdict(list)
    part: dict[str, list[Individual]] = defaultdict(list)
    blurred: dict[str, list[Individual]] = defaultdict(list)
    for one in people:
        for given, surname in [(one.given, one.surname), *one.also]:
            if given and surname:
                full[tuple(names.folded(word) for word in f"{given} {surname}".split())].append(one)
                blurred[names.blurred(given + surname)].append(one)
                blurred[names.blurred(surname)].append(one)
        for word in _parts(one):
            part[_key(word)].append(one)
    for one in people:
        for short in names.short_forms(one.given):
            if short not in part:
                part[short].append(one)
    return Register(tuple(people), _frozen(full), _frozen(part), _frozen(blurred))


def _parts(one: Individual) -> Iterator[str]:
    """The words by which somebody may be meant alone: surname and given names, no initials."""
    for word in dict.fromkeys((one.surname, *one.given.split(), *(surname for _, surname in one.also))):
        if len(word.rstrip(".")) > 1:
            yield word


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
        one.first = min(one.first, candidate.start)
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
