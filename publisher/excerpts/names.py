"""Which runs of capitals are names of people? By shape, by what stands beside them, by what nobody is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.excerpts.spellings import is_given
from publisher.excerpts.words import (
    ADVERBS,
    AUXILIARIES,
    NOT_IN_NAMES,
    ORGANISATIONS,
    PARTICLES,
    PEOPLE,
    PLACES,
    POSTNOMINALS,
    PREPOSITIONS,
    ROLES,
    STRICT_SAYING,
    TITLES,
    frozenset_of,
)
from publisher.patterns import pattern

_WORD = r"(?:[^\W\d_a-zß-öø-ÿ](?:[^\W_]|[’'](?!s\b)(?=\w)|-(?=\w)|\|)*)"
_DAMAGED = r"(?:[l|1][a-z]{2,}(?= [A-Z]| \|[a-z]{2}| l[b-df-hj-km-np-tv-xz][a-z]))"
_ARABIC = r"(?:(?<= )(?:al|el|ad|ar|as|at|az)-[A-Z][^\W\d_]+)"
_PARTICLE = rf"(?:(?:{'|'.join(sorted(PARTICLES))}) )"
_TITLE = (
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Rev|Revd|Cllr|Sgt|Capt|Lt|Col|Insp|St|Rep|Sen|Gov|Supt|Det|Hon|Fr|Gen|Maj|Adm|Brig)\.?)"
)
_PART = (
    rf"(?:{_ARABIC}|(?<= )\|[a-z]{{2,}}|(?<= )l[b-df-hj-km-np-tv-xz][a-z]{{2,}}"
    rf"|[A-Z]\.(?: ?[A-Z]\.)*|{_TITLE}(?=\W)|{_WORD})"
)
_GAELIC = r"(?:(?:(?<=Mac )|(?<=Nic )|(?<=Ní ))an )"
_RUN = pattern(rf"(?<![\w’'\-])(?:{_PART}|{_DAMAGED})(?: {_GAELIC}?{_PARTICLE}{{0,2}}{_PART})*")
_PAIR = pattern(rf"({_WORD}) and ({_WORD}) ({_WORD})\b")
_NICKNAMED = pattern(rf"({_WORD}) (?:[“\"‘'])({_WORD})(?:[”\"’']) ({_WORD})\b")
_TOKEN = pattern(r"\S+")
_LOWER = pattern(r"[\w'’\-]+")
_COLON_AFTER = pattern(r"\**:\** [\"“‘'„»]")
_AGED = pattern(
    r",? (?:who\b|\((?:not (?:his|her|their) real name|name changed|a pseudonym)|\(?\d\d\b[,)]|aged \d"
    r"|now (?:aged )?\d\d\b)|, \d\d,"
)
_FROM = pattern(r" (?:from|of) (?:the )?[A-Z]")
_SET_APART = pattern(
    r" ?, ([^,.;:\"“”]{2,70})[,.;:]| \(([^)]{2,70})\)| [–—-] ([^.;:\"“”]{2,70})| ?, ([^,.;:\"“”]{2,70})\Z"
)
_IS = pattern(r"(?:, [^,.;\"“]{2,60},)? (?:is|was|has been|became|remains|works as|worked as)((?: [\w\-]+){1,6})")
_SENTENCE_BEFORE = pattern(r"[.!?;”\"] $")
_PRONOUN_AFTER = pattern(
    r"(?:, [^,.;]{3,60},)? [a-z]+(?:s|ed|d|t|n|w|ew)\b[^\n]{0,120}?\b(?:he|she|his|her|him|herself|himself)\b"
)
_HE_SAYS_AFTER = pattern(r"[^\n]{0,140}?\b(?:he|she) (?:\w+ly |also |later |then )?(\w+)")
_PLACE_BEFORE = pattern(r"\b(?:in|at|near|from|to|of|on|around|across|through|for) (?:the )?$", re.IGNORECASE)
_LOCATED = pattern(r"\b(?:[Aa]t|[Ii]n|[Nn]ear|[Oo]utside|[Ii]nside) $")
_SAID_BEFORE = pattern(r"(?:[,?!…—–.][\"”’'«“]|^[^“”\"]*[\"”’'],) (\w+) $")
_CAPTION_BEFORE = pattern(r"(?:\A|\n|[.!?”\"’'] ?)[—–-]{1,2} ?$|(?:\A|\n)(?:[Bb]y|Written by|Words:) $")
_VIEW_OF = pattern(r"['’]s (?:view|opinion|words|verdict)\b")
_OWNS_ROLE = pattern(rf" (?:{'|'.join(sorted(ROLES, key=len, reverse=True))}) [A-Z]")
"""`Westmere Town manager Tom Wilk`: what stands before somebody's role is no person."""
_THING = pattern(r"\b(?:the|its|their|this) $", re.IGNORECASE)
_WHICH = pattern(r",? which\b|[^.;:\"“”]{0,30}\bits\b")
_MEMBERS = PEOPLE | ROLES
_SURNAMES_TOO = frozenset_of(
    "mills banks bank hill hall park parks street bridge bridges church green wood woods forest lane house west north"
    " south court day march may post press brook rivers lodge chambers gates close field fields marsh heath moor east"
)
"""Surnames that bodies and places are called by, too."""
_BESIDE = pattern(r" ?, (?:a|an|the|its|his|her|their|our)((?: [\w’'-]+){1,5})")
_HUMAN = (PEOPLE | ROLES) - frozenset_of(
    "owner developer supplier operator contractor retailer dealer partner leader founder builder broker investor trader"
    " merchant designer planner producer publisher broadcaster regulator consultant one ones other others another"
    " family families couple workers residents critic rival ally supporter opponent source user customer client member"
    " subscriber contributor participant beneficiary applicant claimant employer favourite lead chair conductor keeper"
    " successor predecessor counterpart neighbour neighbor author king queen driver general victim master local"
)
"""What only a person is."""
_SEVERAL = frozenset_of("men women people children folk parents pensioners citizens pupils widows orphans miners")
_BODYS_OWN = pattern(r"['’]s? ((?:[A-Z][\w-]+ )*[A-Z][\w-]+)")
"""What a run owns, where it is part of the same name: `Northmoor Mechanics' Institute`."""
_NUMBER_AFTER = pattern(r" \d")
_PERSONAL_PARTICLES = frozenset_of("van von bin ibn ap ferch")
"""Particles that stand in the names of people rather than of places."""
_SYLLABLES = pattern(r"[A-Z][a-z]{1,4}-(?!in|to|up|on|by|of|off|out|the|and|free|past|over|down|back)[a-z]{2,5}")
"""A given name behind its surname, as in Korea or China: `Park Min-seo`."""
_MONTHS = ("April", "May", "June", "August")
_TIME_BEFORE = pattern(r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ll]ast|[Nn]ext|[Tt]his|[Ee]arly|[Ll]ate|[Ff]rom) \Z")
_INVITING = frozenset_of("ask meet introducing remembering")
"""What a heading says of somebody: `Ask Kelvin`."""
_MET_BEFORE = pattern(
    r"\b(?:I|[Ww]e) (?:met|found|visited|saw|joined|spoke to|talked to|interviewed|asked|phoned|rang)\b"
    r"[^.!?\"“”]{0,50}\Z"
)
_CITED = pattern(rf"({_WORD}) (?:\((?:1[89]|20)\d\d[a-z]?(?:[:,] ?(?:pp?\. ?)?\d+(?:[–-]\d+)?)?\)),? (\w+)")
"""An author of the literature: `Lanyon (2009: 44) writes`."""
_STRONG = 2
_PERSONAL = 3
"""Evidence that only a person has: an age, kin, a label before speech."""
_REACH = 160
_LONGEST_ACRONYM = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a name: `text[start:end]`, its words without title, and how strongly its surroundings say so."""

    start: int
    end: int
    words: tuple[str, ...]
    title: str
    evidence: int


def candidates(text: str) -> Iterator[Candidate]:
    """Every run of capitalised words in `text` that has the shape of a name, titles and roles taken off its front."""
    for run in _RUN.finditer(text):
        words = [
            (match[0], run.start() + match.start(), run.start() + match.end()) for match in _TOKEN.finditer(run[0])
        ]
        yield from _candidate(text, words)
    for known in _NICKNAMED.finditer(text):
        if _has_shape([known[1], known[3]]):
            yield Candidate(known.start(), known.end(), known.groups(), "", _STRONG)  # "Roger “Dodge” Fenn"
    for cited in _CITED.finditer(text):
        if (cited[2] in STRICT_SAYING or cited[2] == "put") and _has_shape([cited[1]]):
            yield Candidate(cited.start(1), cited.end(1), (cited[1],), "", _PERSONAL + 1)
    for pair in _PAIR.finditer(text):
        before = _LOWER.findall(text[max(0, pair.start() - 20) : pair.start()])[-1:]
        kin = bool(before) and before[0].lower() in PEOPLE | TITLES
        if (kin or (is_given(pair[1]) and is_given(pair[2]))) and _has_shape([pair[1], pair[3]]):
            yield Candidate(pair.start(1), pair.end(1), (pair[1], pair[3]), "", _STRONG)  # "Roger and Jean Fenn"


def _candidate(text: str, words: list[tuple[str, int, int]]) -> Iterator[Candidate]:
    """The name that a run ends with, if it is one."""
    titles: list[str] = []
    role = False
    while words and (_leads(words) or _is_month(text, words)):
        bare = words[0][0].lower().rstrip(".")
        ranked = bare in TITLES or (bare in ROLES and len(words) < 4)
        titles = [*titles, words[0][0]] if ranked else []
        role = bare in ROLES
        words = words[1:]
    while words and words[-1][0].lower() in POSTNOMINALS:
        words = words[:-1]
    rest = words[1:] if words and words[0][0][0] in "l1" and len(words) > 1 else []
    words = words[:2] if rest else words
    if not words or not (_has_shape([word[0] for word in words]) or _is_surname_too(text, words)):
        if rest:
            yield from _candidate(text, rest)
        return
    start, end = words[0][1], words[-1][2]
    if _NUMBER_AFTER.match(text, end):
        return
    title = " ".join(titles)
    damaged = words[0][0][0] in "l1"
    evidence = 0 if damaged else _evidence(text, start, end, title=title, role=role)
    yield Candidate(start, end, tuple(word[0] for word in words), title, evidence)
    yield from _candidate(text, rest)  # "led Amina Rahman"


def _has_shape(words: list[str]) -> bool:
    """Whether some words can be a name: few, none that nobody is called, not a lone initial or acronym."""
    if len(words) > 5 or any(_never(word) for word in words if word != "an"):
        return False
    if len(words) == 1 and (len(words[0]) < 3 or words[0].isupper() or _is_no_name(words[0])):
        return False
    if len(words) > 1 and words[-1].lower() in _SEVERAL:
        return False  # "Northmoor Working Men"
    if len(words) > 1 and words[-1].lower().removesuffix("s") in _MEMBERS and words[-1].endswith("s"):
        return is_given(words[0])  # "Northmoor Tenants"
    last = words[-1]
    if last.lower() in PARTICLES or last.endswith("."):
        return False
    return not (last.isupper() and len(last) > 3 and not words[0].isupper())


def _is_no_name(word: str) -> bool:
    """Whether a word alone is a pronoun with its verb or a noun for people: `I’d`, `Owners`."""
    bare = word.lower()
    people = bare in PEOPLE or bare in ("people", "nobody") or (bare.endswith("s") and bare[:-1] in _MEMBERS)
    return word[:2] in ("I'", "I’") or (people and not is_given(word))


def _is_surname_too(text: str, words: list[tuple[str, int, int]]) -> bool:
    """Whether a word that bodies or places are called by is a surname: `Ada Mills, a spokeswoman for the`."""
    if len(words) < 2 or words[-1][0].lower() not in _SURNAMES_TOO or not _has_shape([word[0] for word in words[:-1]]):
        return False
    after = text[words[-1][2] : words[-1][2] + _REACH]
    return is_given(words[0][0]) or bool(_AGED.match(after)) or _is_human(after)


def _is_human(after: str) -> bool:
    """Whether what is set beside a run is said of people only: `, a spokeswoman for its`."""
    beside = _BESIDE.match(after)
    words = _LOWER.findall(beside[1])[:4] if beside else []
    until = next((at for at, word in enumerate(words) if word in PREPOSITIONS), len(words))
    return bool(_HUMAN.intersection(words[:until]))


def _leads(words: list[tuple[str, int, int]]) -> bool:
    """Whether a capitalised word stands before a name without being part of it."""
    word = words[0][0]
    bare = word.lower().rstrip(".")
    if (word.endswith(".") and len(bare) == 1) or (is_given(word) and len(words) > 1 and bare not in TITLES):
        return False
    if bare in PARTICLES and word[0].islower():
        return True
    if bare in ROLES and is_given(word) and len(words) == 2:
        return False
    if len(words) > 2 and (_is_job(word, words[1][0]) or words[1][0].lower().rstrip(".") in TITLES):
        return True  # the second: "State Sen. Tom Wilk"
    if bare.endswith(("-year-old", "-born", "-based", "-time")):
        return True
    return bare in TITLES or bare in ROLES or bare in NOT_IN_NAMES | _INVITING


def _is_month(text: str, words: list[tuple[str, int, int]]) -> bool:
    """Whether a month is named that is a given name too: `In June Amaya spoke`."""
    return len(words) > 1 and words[0][0] in _MONTHS and bool(_TIME_BEFORE.search(text, 0, words[0][1]))


def _is_job(word: str, following: str) -> bool:
    """Whether the first of three words says what somebody does: `GP Dr …`, `Fishmonger Tom …`, `Stationmaster …`."""
    bare = word.lower()
    if word.isupper() and 1 < len(word) <= _LONGEST_ACRONYM and following.lower().rstrip(".") in TITLES:
        return True
    ends = bare.endswith(("er", "or", "ist", "ian", "monger", "ess", "eer", "man", "wright"))
    return bare.endswith(("master", "mistress", "keeper", "woman")) or (
        ends and is_given(following) and not is_given(word)
    )


def _never(word: str) -> bool:
    bare = word.lower()
    bodies = bare.endswith("ies") and f"{bare[:-3]}y" in ORGANISATIONS  # "Northmoor Libraries"
    return (bodies or bare in NOT_IN_NAMES or bare in ROLES) and not is_given(word)


def _evidence(text: str, start: int, end: int, *, title: str, role: bool) -> int:
    """How strongly the words beside a run say that it is a person: 2 and more is proof enough."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    told = _told_after(after) and not _LOCATED.search(before)
    strong = bool(title) or role or told or _told_before(before)
    words = text[start:end].split()
    weak = before.endswith(("'s ", "’s ")) or after.startswith(("'s ", "’s ")) or bool(_FROM.match(after))
    strong = strong or any(word in _PERSONAL_PARTICLES for word in words[1:-1])
    strong = strong or (len(words) == 2 and bool(_SYLLABLES.fullmatch(words[1])))
    given = is_given(words[0]) * (_STRONG if len(words) > 1 else 1)
    if (
        _THING.search(before)
        or (_WHICH.match(after) and not _is_human(after))
        or _OWNS_ROLE.match(after)
        or (not title and _is_owner_in_a_name(words, after))
    ):
        return 0
    strong = strong or (len(text[start:end].split()) > 1 and _acts(before, after))
    personal = bool(_AGED.match(after) or _COLON_AFTER.match(after) or _held_by(before, after)) or (
        len(words) == 1 and _kin(before)
    )
    return (_PERSONAL if personal else 0) + (_STRONG if strong else 0) + (1 if weak else 0) + given


def _is_owner_in_a_name(words: list[str], after: str) -> bool:
    """Whether a run is the first half of a body's or a place's name: `Carr Valley Women's Centre`."""
    owned = _BODYS_OWN.match(after)
    if not owned or is_given(words[0]):
        return False
    return any(word.lower() in ORGANISATIONS | PLACES for word in owned[1].split())


def _acts(before: str, after: str) -> bool:
    """Whether a run begins a sentence, does something, and is then meant by a pronoun."""
    begins = not before or before.endswith("\n") or _SENTENCE_BEFORE.search(before)
    if begins and _PRONOUN_AFTER.match(after):
        return True
    said = _HE_SAYS_AFTER.match(after)
    return bool(said and said[1] in STRICT_SAYING and not _PLACE_BEFORE.search(before))


def _told_after(after: str) -> bool:
    """Whether what follows a run says that it is a person: a verb of saying, an age, a role set beside it."""
    if _says_first(after) or _AGED.match(after) or _COLON_AFTER.match(after) or _is_human(after):
        return True
    if (said := _IS.match(after)) and _names_role(said[1]):
        return True
    beside = _SET_APART.match(after)
    if not beside:
        return False
    inner = next(group for group in beside.groups() if group is not None)
    return _names_role(inner) or (
        after[beside.end() - 1 : beside.end()] == "," and _says_first(after[beside.end() - 1 :])
    )


def _says_first(after: str) -> bool:
    """Whether a verb of saying comes first, adverbs left aside."""
    if after[:1] not in (" ", ","):
        return False
    for word in _LOWER.findall(after[:40])[:3]:
        if word in STRICT_SAYING:
            return after.lstrip(" ,").startswith(word) or word in _LOWER.findall(
                after.split(",")[-1 if after[:1] != "," else 1]
            )
        if word not in ADVERBS and not word.endswith("ly") and word not in ("has", "had"):
            return False
    return False


def _names_role(words: str) -> bool:
    """Whether some words tell a role, before any verb."""
    for word in _LOWER.findall(words)[:9]:
        bare = word.lower()
        if bare in ROLES or bare.removesuffix("s") in ROLES or bare in PEOPLE:
            return True
        if bare in AUXILIARIES or bare in STRICT_SAYING:
            return False
    return False


def _held_by(before: str, after: str) -> bool:
    """Whether a run has a view of its own: `in Amina's view`."""
    return before.lower().endswith("in ") and bool(_VIEW_OF.match(after))


def _kin(before: str) -> bool:
    """Whether a word for somebody stands right before: `her husband, `, `my neighbour `."""
    last = _LOWER.findall(before[-30:])[-1:]
    return bool(last) and last[0] in PEOPLE and before.rstrip(" ,").endswith(last[0])


def _told_before(before: str) -> bool:
    """Whether what stands before a run makes it a person: a role, a verb of saying after speech, a caption's dash."""
    if _CAPTION_BEFORE.search(before) or _MET_BEFORE.search(before):
        return True
    if (said := _SAID_BEFORE.search(before)) and said[1] in STRICT_SAYING:
        return True
    last = _LOWER.findall(before[-30:])[-1:]
    bare = last[0].lower() if last else ""
    close = before.rstrip(" ,").lower().endswith(bare) and before.endswith((" ", ", "))
    return bool(bare) and close and (bare in ROLES or (bare in PEOPLE and bare != "others"))
