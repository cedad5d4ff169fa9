"""Which excerpts are about something? Ranked by stemmed words of their own, of who says them, and of where they stand.

A person from a place is about the place: what the report says of a speaker (organisation, role, the words that name
them) counts as much as what they say. The paragraph around an excerpt and the headings above it count less. Of equals
the more telling comes first (LexRank), and voices take turns, so that the first few are not all one person's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from publisher.excerpts import terms
from publisher.excerpts.passages import weigh
from publisher.model import Excerpt, Named, Report

_OWN, _WHO, _NAMED, _AROUND, _ABOVE = 1.0, 1.0, 0.8, 0.3, 0.35
_TELLING = 0.5
"""How much the most telling excerpt is worth, next to one word of its own."""
_AGAIN = 0.12
"""How much less each further excerpt of one speaker is worth."""

Weights = dict[str, float]


def about(report: Report, found: Sequence[Excerpt], words: str, *, people: Iterable[Named] = ()) -> tuple[Excerpt, ...]:
    """The excerpts that have to do with `words`, the fittest first; `people` is the report's register."""
    wanted = sought(report, words)
    roles = {person.name: " ".join(f"{role} {place}" for role, place in person.roles) for person in people}
    of = terms.language(report.text)
    fields = [_fields(report, one, roles, of) for one in found]
    rarity = _rarity([field for one in fields for field in one[:1]], wanted)
    scores = [_score(one, rarity) for one in fields]
    telling = _telling([one[0][0] for one in fields])
    known = max((score for score in scores if score), default=1.0)
    ranked = [
        (score / known + _TELLING * tells * _fit(one), one)
        for score, tells, one in zip(scores, telling, found, strict=True)
        if score
    ]
    return _in_turns(ranked)


def telling(report: Report, found: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """All the excerpts, those first that say most of what the others say; voices take turns."""
    of = terms.language(report.text)
    weights = _telling([terms.terms(one.text, of) for one in found])
    return _in_turns([(_TELLING + weight * _fit(one), one) for weight, one in zip(weights, found, strict=True)])


def sought(report: Report, words: str) -> tuple[str, ...]:
    """The stems that a person looks for; where they are all stop words, those."""
    of = terms.language(report.text)
    found = terms.terms(words, of) or [terms.stem(word, of) for word in terms.words(words)]
    return tuple(dict.fromkeys(found))


def _fields(report: Report, one: Excerpt, roles: Mapping[str, str], of: str) -> tuple[tuple[list[str], float], ...]:
    """The words that tell what an excerpt is about, each lot with its worth."""
    who = one.speaker
    named = " ".join(evidence.text for evidence in one.evidence)
    told = f"{who.role} {who.organisation} {who.descriptor} {roles.get(who.name, '')} {who.name}" if who else ""
    index = report.paragraph_at(one.start)
    around = report.paragraphs[index] if index is not None else None
    before = report.words(around.start, one.start) if around else ""
    lots = ((one.text, _OWN), (told, _WHO), (named, _NAMED), (before, _AROUND), (" ".join(one.locator.section), _ABOVE))
    return tuple((terms.terms(text, of), worth) for text, worth in lots)


def _rarity(texts: Sequence[tuple[list[str], float]], wanted: Sequence[str]) -> Weights:
    """What each word that is sought is worth: a rare one more."""
    having = Counter(term for text, _ in texts for term in set(text))
    return {term: math.log(1 + (len(texts) + 1) / (having[term] + 1)) for term in wanted}


def _score(fields: Sequence[tuple[list[str], float]], rarity: Weights) -> float:
    """The worth of the best lot for each word that is sought, and a little for every further one."""
    total = 0.0
    for term, rare in rarity.items():
        worths = sorted((worth for text, worth in fields if term in text), reverse=True)
        total += rare * (worths[0] + 0.2 * sum(worths[1:])) if worths else 0.0
    return total


def _telling(texts: Sequence[Sequence[str]]) -> list[float]:
    """How much each text says of what the others say: 1 for the one that says most."""
    weights = weigh(texts)
    most = max(weights, default=1.0) or 1.0
    return [weight / most for weight in weights]


def _fit(one: Excerpt) -> float:
    """How well the length suits a reader: 1 from 15 to 80 words."""
    words = len(one.text.split())
    return min(1.0, words / 15, 80 / max(words, 1))


def _in_turns(ranked: Sequence[tuple[float, Excerpt]]) -> tuple[Excerpt, ...]:
    """The best first, where each further excerpt of one speaker counts a little less; of equals the earlier."""
    again: Counter[str] = Counter()
    rest = sorted(ranked, key=lambda one: (-one[0], one[1].start))
    settled = []
    for score, one in rest:
        who = one.speaker.name if one.speaker and one.speaker.name else one.id
        settled.append((score - _AGAIN * again[who], one))
        again[who] += 1
    return tuple(one for _, one in sorted(settled, key=lambda pair: (-pair[0], pair[1].start)))
