"""Which numbers does this report give? Each sentence that says how much or how many; the numbers are its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.excerpts.identity import Ids, cue, excerpt
from publisher.excerpts.numbers import Number, NumberKind, numbers
from publisher.excerpts.sentences import Reading, Sentence
from publisher.model import Excerpt, ExcerptKind
from publisher.patterns import pattern

_SURE = {
    NumberKind.MONEY: 0.95,
    NumberKind.SHARE: 0.95,
    NumberKind.RATIO: 0.9,
    NumberKind.CHANGE: 0.9,
    NumberKind.COUNT: 0.85,
}
_LOOSE = pattern(r"[^\W\d]+\s(?:minutes|hours|days|weeks|months|years|decades)")
"""`five months`, as people say it: not a figure, unless a report gives it."""


def figures(reading: Reading) -> tuple[Excerpt, ...]:
    """The sentences with figures, in order.

    An excerpt is the sentence; its evidence says where its numbers stand with their units, and of what kind each is.
    A number that somebody says belongs to the sentence of that speech, and the excerpt then has the speaker.
    """
    ids = Ids(ExcerptKind.FIGURE)
    found = []
    for sentence in sorted((*reading.sentences, *reading.spoken), key=lambda one: (one.start, -one.end)):
        own = tuple(_own(reading, sentence))
        if own:
            found.append(_figure(reading, sentence, own, ids))
    return tuple(found)


def _own(reading: Reading, sentence: Sentence) -> Iterator[Number]:
    """The numbers of a sentence, without those in speech that stands within it; in speech no loose ones."""
    text, start, end = reading.running.text, sentence.start, sentence.end
    for number in numbers(text, start, end, language=reading.language):
        if sentence.quotation and number.kind is NumberKind.COUNT and _LOOSE.fullmatch(text, number.start, number.end):
            continue
        if sentence.quotation or not sentence.holds_speech or reading.said_at(number.start) is None:
            yield number


def _figure(reading: Reading, sentence: Sentence, own: tuple[Number, ...], ids: Ids) -> Excerpt:
    report = reading.report
    said = sentence.quotation
    return excerpt(
        report,
        *reading.span(sentence.start, sentence.end),
        ids,
        kind=ExcerptKind.FIGURE,
        confidence=max(_SURE[number.kind] for number in own),
        evidence=tuple(cue(report, number.kind, *reading.span(number.start, number.end)) for number in own),
        speaker=said.speaker if said else None,
    )
