"""Which passages tell what this report is about? LexRank over its own sentences.

G. Erkan and D. Radev, “LexRank: Graph-based Lexical Centrality as Salience in Text Summarization” (JAIR 22, 2004):
a sentence counts as much as the sentences that are like it. Likeness is the cosine of stemmed words by TF-IDF; an
inverted index finds the pairs, power iteration the weights.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from publisher.excerpts import terms
from publisher.excerpts.identity import Ids, excerpt
from publisher.excerpts.numbers import numbers
from publisher.excerpts.sentences import Reading, Sentence
from publisher.model import Excerpt, ExcerptKind, ParagraphKind
from publisher.patterns import pattern

_LIKE = 0.1
"""The least likeness that counts; the paper's best threshold."""
_DAMPING = 0.85
_ROUNDS = 30
_FEWEST, _MOST = 6, 60
"""Words of a sentence that can stand alone."""
_TOO_COMMON = 0.05
"""Terms of more than this share of the sentences tell none apart, and make the work quadratic."""
_SHARE = 0.05
_AT_LEAST, _AT_MOST = 5, 40
_SUMMARIES = pattern(
    r"\b(?:summary|conclusions?|findings|key\s(?:points|messages)|overview|abstract|in\sbrief|what\swe\s(?:found|learn\w+)"
    r"|zusammenfassung|fazit|ergebnisse|synthèse|résumé)\b",
    re.IGNORECASE,
)
_LEANS = pattern(
    r"\A(?:this|that|these|those|they|it|he|she|his|her|their|its|such|but|however|and|so|yet|nor|instead|similarly|also"
    r"|likewise|moreover|furthermore|in\s(?:addition|contrast|other\swords)|as\sa\sresult|therefore|thus|consequently"
    r"|another|others?|some|both|neither|for\s(?:example|instance)|then|here|there|even\sso|in\s(?:some|many|most|all|both),|dies\w*|das|sie|er|es|doch|aber)\b",
    re.IGNORECASE,
)


def passages(reading: Reading) -> tuple[Excerpt, ...]:
    """The passages that say most of what the report says, in order: one sentence or two, in its own voice.

    About one sentence in twenty, at least 5 and at most 40. A sentence that leans on the one before (`This means …`)
    brings it along. The confidence is the weight, that of the heaviest passage being 1.
    """
    sentences = tuple(_candidates(reading))
    weights = weigh([terms.terms(sentence.text, reading.language) for sentence in sentences])
    scores = [weight * _boost(reading, sentence) for weight, sentence in zip(weights, sentences, strict=True)]
    wanted = min(_AT_MOST, max(_AT_LEAST, round(_SHARE * len(sentences))))
    chosen = _chosen(sentences, scores, wanted)
    ids = Ids(ExcerptKind.PASSAGE)
    most = max(scores, default=1.0) or 1.0
    return tuple(
        excerpt(
            reading.report,
            *reading.span(start, end),
            ids,
            kind=ExcerptKind.PASSAGE,
            confidence=round(score / most, 3),
        )
        for start, end, score in sorted(chosen)
    )


def _candidates(reading: Reading) -> Iterator[Sentence]:
    """Whole sentences in the report's voice, each wording once; items of lists are parts of one."""
    seen: set[str] = set()
    for sentence in reading.sentences:
        words = sentence.text.split()
        key = " ".join(terms.words(sentence.text))
        if (
            reading.running.blocks[sentence.block].kind is not ParagraphKind.TEXT
            or sentence.holds_speech
            or key in seen
        ):
            continue
        if _FEWEST <= len(words) <= _MOST and sentence.text[-1] in ".!…’”\"'" and sentence.text[0].isupper():
            seen.add(key)
            yield sentence


def weigh(texts: Sequence[Sequence[str]]) -> list[float]:
    """The LexRank of texts given as terms; they add up to 1."""
    count = len(texts)
    neighbours = _alike(texts)
    sums = [sum(weight for _, weight in near) for near in neighbours]
    ranks = [1 / count] * count if count else []
    for _ in range(_ROUNDS):
        idle = sum(rank for rank, total in zip(ranks, sums, strict=True) if not total)
        base = (1 - _DAMPING + _DAMPING * idle) / count if count else 0.0
        following = [base] * count
        for rank, near, total in zip(ranks, neighbours, sums, strict=True):
            for other, weight in near:
                following[other] += _DAMPING * rank * weight / total
        settled = max(map(abs, map(float.__sub__, ranks, following)), default=0.0) < 1e-6 / max(count, 1)
        ranks = following
        if settled:
            break
    return ranks


def _alike(texts: Sequence[Sequence[str]]) -> list[list[tuple[int, float]]]:
    """For each text the others that are like it, with how much, from 0 to 1."""
    vectors = _vectors(texts)
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    found: list[list[tuple[int, float]]] = [[] for _ in texts]
    common = max(_TOO_COMMON * len(texts), 50)
    for number, vector in enumerate(vectors):
        likeness: dict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            for other, its_weight in index[term]:
                likeness[other] += weight * its_weight
            if len(index[term]) < common:
                index[term].append((number, weight))
        for other, alike in likeness.items():
            if alike >= _LIKE:
                found[number].append((other, alike))
                found[other].append((number, alike))
    return found


def _vectors(texts: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    """TF-IDF vectors of length 1."""
    frequency = Counter(term for text in texts for term in set(text))
    rarity = {term: math.log((1 + len(texts)) / (0.5 + times)) for term, times in frequency.items()}
    vectors = []
    for text in texts:
        vector = {term: (1 + math.log(times)) * rarity[term] for term, times in Counter(text).items()}
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({term: weight / length for term, weight in vector.items()})
    return vectors


def _boost(reading: Reading, sentence: Sentence) -> float:
    """What speaks for a sentence besides its words: its place, its section, a figure in it, the right length."""
    block = reading.running.blocks[sentence.block]
    boost = 1.0
    if sentence.block and reading.running.blocks[sentence.block - 1].level and sentence.start <= block.start + 3:
        boost *= 1.25
    if any(_SUMMARIES.search(title) for title in reading.section(block)):
        boost *= 1.3
    if numbers(sentence.text, language=reading.language):
        boost *= 1.15
    if _LEANS.match(sentence.text):
        boost *= 0.7
    return boost if 10 <= len(sentence.text.split()) <= 40 else boost * 0.8


def _chosen(sentences: Sequence[Sentence], scores: Sequence[float], wanted: int) -> list[tuple[int, int, float]]:
    """The best `wanted` sentences, as (start, end, score): none much like a better one, none that leans on nothing."""
    found: list[tuple[int, int, float]] = []
    taken: list[set[str]] = []
    for index in sorted(range(len(sentences)), key=lambda one: (-scores[one], one)):
        sentence = sentences[index]
        before = sentences[index - 1] if index else None
        start = sentence.start
        if _LEANS.match(sentence.text):
            if not before or before.block != sentence.block or _LEANS.match(before.text):
                continue
            start = before.start
        words = set(terms.words(sentence.text))
        double = any(len(words & other) > 0.6 * min(len(words), len(other)) for other in taken)
        if double or any(start < end and sentence.end > begin for begin, end, _ in found):
            continue
        found.append((start, sentence.end, scores[index]))
        taken.append(words)
        if len(found) == wanted:
            break
    return found
