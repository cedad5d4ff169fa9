"""Which excerpts are about something? Ranked by stemmed words of their own, of who says them, and of where they stand.

A person from a place is about the place: what the report says of a speaker (organisation, role, the words that name
them) counts as much as what they say. The paragraph around an excerpt and the headings above it count less. Of equals
the more telling comes first (LexRank), and voices take turns, so that the first few are not all one person's.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from publisher.excerpts import terms
from publisher.excerpts.passages import weigh
from publisher.model import Excerpt, Named, Report
from publisher.patterns import pattern

_OWN, _WHO, _NAMED, _KNOWN, _ABOVE, _AROUND = 1.0, 1.01, 0.6, 0.6, 0.35, 0.3
"""What a word is worth in the excerpt itself, in what the speaker is, in the evidence, in what else the report knows of
the speaker, in the headings above, and in the paragraph before."""
_BOTH = 0.2
"""What it is worth besides where the excerpt itself has it and something else too."""
_NARROW = 0.5
"""How much less a word is worth in a longer name: 0 not at all, 1 by as much as the name is longer."""
_TELLING = 0.5
"""How much more the most telling excerpt is worth than one that says nothing of what the others say."""
_LEANING = 0.8
"""What is left of that where the words cannot be understood alone."""
_EASY = 40
"""A LIX that everybody can read."""
_AGAIN = 0.06
"""How much less each further excerpt of one speaker is worth, as a share."""

_LEANS = pattern(
    r"\A(?:it|that|this|these|those|they|he|she|what\s\w+\s(?:that|this|it)|which|and|but|so|because|also|another)\b",
    re.IGNORECASE,
)
"""Words that begin what cannot be understood alone."""

Weights = dict[str, float]
Field = tuple[list[str], float]
"""Stems, and what a word that is sought is worth among them."""


def about(report: Report, found: Sequence[Excerpt], words: str, *, people: Iterable[Named] = ()) -> tuple[Excerpt, ...]:
    """The excerpts that have to do with `words`, the fittest first; `people` is the report's register."""
    wanted = sought(report, words)
    roles = {person.name: " ".join(f"{role} {place}" for role, place in person.roles) for person in people}
    of = terms.language(report.text)
    fields = [_fields(report, one, roles, of) for one in found]
    rarity = _rarity([lots[0][0] for lots in fields], wanted)
    scores = [_score(lots, rarity) for lots in fields]
    telling = _telling([one[0][0] for one in fields])
    known = max((score for score in scores if score), default=1.0)
    ranked = [
        (score / known * (1 + _TELLING * tells) * _fit(one), one)
        for score, tells, one in zip(scores, telling, found, strict=True)
        if score
    ]
    return _in_turns(ranked)


def telling(report: Report, found: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """All the excerpts, those first that say most of what the others say; voices take turns."""
    of = terms.language(report.text)
    weights = _telling([terms.terms(one.text, of) for one in found])
    return _in_turns([(weight * _fit(one), one) for weight, one in zip(weights, found, strict=True)])


def sought(report: Report, words: str) -> tuple[str, ...]:
    """The stems that a person looks for; where they are all stop words, those."""
    of = terms.language(report.text)
    found = terms.terms(words, of) or [terms.stem(word, of) for word in terms.words(words)]
    return tuple(dict.fromkeys(found))


def _fields(report: Report, one: Excerpt, roles: Mapping[str, str], of: str) -> tuple[Field, ...]:
    """The words that tell what an excerpt is about, each lot with its worth; its own words come first."""
    who = one.speaker
    named = " ".join(evidence.text for evidence in one.evidence)
    index = report.paragraph_at(one.start)
    before = report.words(report.paragraphs[index].start, one.start) if index is not None else ""
    lots = [(one.text, _OWN), (named, _NAMED), (before, _AROUND), (" ".join(one.locator.section), _ABOVE)]
    if who:
        lots += [(who.organisation, _WHO), (f"{who.role} {who.descriptor}", _WHO), (who.name, _WHO)]
        lots += [(roles.get(who.name, ""), _KNOWN)]
    return tuple((terms.terms(text, of), worth) for text, worth in lots)


def _rarity(texts: Sequence[Sequence[str]], wanted: Sequence[str]) -> Weights:
    """What each word that is sought is worth: a rare one more."""
    having = Counter(term for text in texts for term in set(text))
    return {term: math.log(1 + (len(texts) + 1) / (having[term] + 1)) for term in wanted}


def _score(fields: Sequence[Field], rarity: Weights) -> float:
    """For each word that is sought the worth of the best lot; a little more where the own words have it too.

    Nothing where less than half of what is sought is there.
    """
    total = there = 0.0
    for term, rare in rarity.items():
        worths = [worth * _share(text, worth) for text, worth in fields if term in text]
        both = term in fields[0][0] and len(worths) > 1
        total += rare * (max(worths, default=0.0) + (_BOTH if both else 0.0))
        there += rare if worths else 0.0
    share = there / (sum(rarity.values()) or 1.0)
    return total * share if share >= 0.5 else 0.0


def _share(text: Sequence[str], worth: float) -> float:
    """How much of a name a word is: a place's council is more about it than a body of that and four other words."""
    return math.pow(min(1.0, 3 / (1 + len(text))), _NARROW) if worth == _WHO else 1.0


def _telling(texts: Sequence[Sequence[str]]) -> list[float]:
    """How much each text says of what the others say: 1 for the one that says most."""
    weights = weigh(texts)
    most = max(weights, default=1.0) or 1.0
    return [weight / most for weight in weights]


def _fit(one: Excerpt) -> float:
    """How well it suits a reader, 0.5 to 1: plain words, 12 to 50 of them, that lean on nothing before them."""
    words = len(one.text.split())
    alone = _LEANING if _LEANS.match(one.text) else 1.0
    long = min(1.0, math.sqrt(words / 12), math.sqrt(50 / max(words, 1)))
    return max(0.5, alone * long / (1 + max(0.0, lix(one.text) - _EASY) / 100))


def lix(text: str) -> float:
    """How hard a text is to read: words a sentence, and the share of words over six letters, in per cent.

    C.-H. Björnsson, “Läsbarhet” (1968): under 40 is easy, 50 a newspaper's commentary, 60 an official text.
    """
    words = re.findall(r"[^\W\d_]+", text)
    sentences = max(1, len(re.findall(r"[.!?:…](?=\s|\Z|[\"”’])", text)))
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / max(len(words), 1)


def _in_turns(ranked: Sequence[tuple[float, Excerpt]]) -> tuple[Excerpt, ...]:
    """The best first, where each further excerpt of one speaker counts a little less; of equals the earlier."""
    again: Counter[str] = Counter()
    rest = sorted(ranked, key=lambda one: (-one[0], one[1].start))
    settled = []
    for score, one in rest:
        who = one.speaker.name if one.speaker and one.speaker.name else one.id
        settled.append((score / (1 + _AGAIN * again[who]), one))
        again[who] += 1
    return tuple(one for _, one in sorted(settled, key=lambda pair: (-pair[0], pair[1].start)))
