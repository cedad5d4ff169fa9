"""Whom does a report name? Its register, made from its running text and its lists of people."""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from publisher.excerpts import families, lists, names, roles, spellings
from publisher.excerpts.individuals import Individual, Register, gender
from publisher.excerpts.names import Candidate
from publisher.excerpts.roles import Role
from publisher.excerpts.running import Running
from publisher.excerpts.words import FEMALE_NOUNS, MALE_NOUNS, PARTICLES, PEOPLE, ROLES
from publisher.model import Report
from publisher.patterns import pattern

Key = TypeVar("Key")
_PERSONAL = 3
_PRONOUN = pattern(
    r"\b(?:he|his|himself|she|her(?! (?:of|to|for|and|in|on|at|as|that|with|by|when|if|but|since|again|from|until"
    r"|before|after|about)\b)(?= \w)|herself)\b",
    re.IGNORECASE,
)
"""Those that can mean the subject of their own sentence: not `accused him of it`."""
_SPEECH = pattern(r"[\"“‘][^\"“”‘]*(?:[\"”]|[.,?!]’|\Z)")
_PRONOUNS_WITHIN = 240
"""Characters after a name in which a pronoun may tell its gender."""
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
    if families.join_families(people) or families.join_ranks(people, found):
        made = _index(people)
        _count(made, found, text.text)
    for one in made.people:
        if spellings.is_suspicious(one.given):
            one.given = spellings.mended(one.given)
        one.gender = gender(one)
    _learn_genders(made, found, text.text)
    votes = _votes(made, found, text.text)
    if families.add_of_other_gender(people, found, lambda one: one.kin or _elected(votes[id(one)])):
        families.join_families(people)
        made = _index(people)
        _recount(made, found, text.text)
    if families.join_beside(people, found, text.text):
        made = _index(people)
        _recount(made, found, text.text)
    return made


def _recount(register: Register, found: Iterable[Candidate], text: str) -> None:
    """Count anew, after people were added or joined."""
    for one in register.people:
        one.mentions, one.first = 0, sys.maxsize
        one.forms.clear()
    _count(register, found, text)


def _learn_genders(register: Register, found: list[Candidate], text: str) -> None:
    """Genders of those whom neither title nor name tells: the pronouns that follow before anybody else is named."""
    votes = _votes(register, found, text)
    for one in register.people:
        if not one.gender:
            one.gender = _elected(votes[id(one)])


def _elected(counted: Counter[str]) -> str:
    """The gender that most pronouns tell; empty where they disagree."""
    fewer, more = sorted((counted["f"], counted["m"]))
    return "" if not more or 3 * fewer > more else "f" if counted["f"] > counted["m"] else "m"


def _votes(register: Register, found: list[Candidate], text: str) -> dict[int, Counter[str]]:
    """What the pronouns after each name say of its bearer, by the identity of the individual."""
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for index, candidate in enumerate(found):
        meant = register.meant(candidate.words, candidate.title)
        if len(meant) != 1 or (candidate.title and len(candidate.words) == 1):
            continue
        following = found[index + 1].start if index + 1 < len(found) else len(text)
        ahead = text[candidate.end : min(following, candidate.end + _PRONOUNS_WITHIN)].split("\n", maxsplit=1)[0]
        first = _SPEECH.search(ahead)
        spoken = first.start() if first else len(ahead)
        ahead = _SPEECH.sub("", ahead)
        for pronoun in _PRONOUN.finditer(ahead):
            near = pronoun.start() < spoken
            votes[id(meant[0])]["f" if pronoun[0].lower() in FEMALE_NOUNS else "m"] += _NEAR if near else 1
    return votes


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
        if not spellings.is_suspicious(candidate.words[0]):
            proof[candidate.words] = max(proof[candidate.words], candidate.evidence)
    alone = [one for one in found if len(one.words) == 1 and one.evidence >= _PROOF]
    spoken = {spellings.folded(one.words[0]) for one in alone if not one.title}
    titled = {spellings.folded(one.words[0]) for one in alone if one.title}
    sure = {words for words, evidence in proof.items() if evidence >= _PROOF} | {one.words for one, _ in listed}
    tails = {" ".join(one.words[1:]).lower() for one in found if len(one.words) > 2}
    for candidate in found:
        if len(candidate.words) > 1 and " ".join(candidate.words).lower() in tails:
            continue  # "Van der Linden" at a sentence's start
        if any(
            candidate.words[:size] in sure or candidate.words[-size:] in sure for size in range(2, len(candidate.words))
        ):
            continue  # "In Northmoor Amina Rahman", "Amina Rahman Northmoor's director"
        if len(candidate.words) > 1 and (
            proof[candidate.words] >= _PROOF
            or (
                spellings.folded(candidate.words[-1]) in spoken | titled
                and not spellings.is_suspicious(candidate.words[0])
            )
            or spellings.folded(candidate.words[0]) in spoken
            or _is_known(candidate, by_surname)
        ):
            _meet(candidate, by_surname, people)
    return people


def _surname(words: tuple[str, ...]) -> tuple[str, str]:
    """Given names and surname of a full name; particles belong to the surname."""
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in PARTICLES | {"an"}:
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


def _key(surname: str) -> str:
    return spellings.folded(surname)


def _is_known(candidate: Candidate, by_surname: dict[str, list[Individual]]) -> bool:
    given, surname = _surname(candidate.words)
    if any(spellings.same_given(given, one.given) for one in by_surname.get(_key(surname), ())):
        return True
    blurred = spellings.blurred("".join(candidate.words))
    return any(spellings.blurred(one.given + one.surname) == blurred for those in by_surname.values() for one in those)


def _meet(candidate: Candidate, by_surname: dict[str, list[Individual]], people: list[Individual]) -> Individual:
    """The individual of a full name, made at the first meeting. A name without damage replaces one with it."""
    given, surname = _surname(candidate.words)
    known = [one for one in by_surname[_key(surname)] if spellings.same_given(given, one.given)]
    if not known:
        blurred = spellings.blurred("".join(candidate.words))
        known = [one for one in people if spellings.blurred(one.given + one.surname) == blurred]
    exact = [one for one in known if spellings.folded(one.given) == spellings.folded(given)]
    if len(exact or known) == 1:
        one = (exact or known)[0]
        if spellings.folded(one.surname) != spellings.folded(surname):
            one.also.append((given, surname))
        elif (spellings.is_suspicious(one.given) and not spellings.is_suspicious(given)) or (
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
    known = {_key(one.surname) for one in people} | {
        spellings.folded(word) for one in people for word in one.given.split()
    }
    for candidate in found:
        if len(candidate.words) > 1:
            continue
        word = candidate.words[0]
        if spellings.folded(word) in known and not families.is_of_other_gender(candidate, people):
            continue
        same = [one for one in people if spellings.blurred(one.surname) == spellings.blurred(word)]
        if candidate.title and same and all(spellings.folded(one.surname) != spellings.folded(word) for one in same):
            continue  # "Miss Bumard", whom scanning made of Miss Burnard
        if candidate.title:
            people.append(Individual("", word, titles=Counter({candidate.title: 1})))
        elif candidate.evidence > _PROOF and (spellings.is_given(word) or candidate.evidence > _PERSONAL):
            people.append(Individual(word, ""))
        else:
            continue
        known.add(spellings.folded(word))


def _index(people: list[Individual]) -> Register:
    """The register with its look-ups: full names, parts of them, and names with all letters blurred."""
    full: dict[tuple[str, ...], list[Individual]] = defaultdict(list)
    part: dict[str, list[Individual]] = defaultdict(list)
    blurred: dict[str, list[Individual]] = defaultdict(list)
    for one in people:
        for given, surname in [(one.given, one.surname), *one.also]:
            if given and surname:
                full[tuple(spellings.folded(word) for word in f"{given} {surname}".split())].append(one)
                blurred[spellings.blurred(given + surname)].append(one)
                blurred[spellings.blurred(surname)].append(one)
        for word in _parts(one):
            part[_key(word)].append(one)
    for one in people:
        for short in spellings.short_forms(one.given):
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
