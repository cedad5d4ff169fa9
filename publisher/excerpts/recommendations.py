"""What does this report recommend? In its own voice: lists under such headings, and sentences that say what should be.

What somebody is quoted or reported as wanting (`she said that councils should …`) is theirs, and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.excerpts.identity import Ids, cue, excerpt
from publisher.excerpts.running import Block
from publisher.excerpts.sentences import Reading, Sentence
from publisher.model import Evidence, Excerpt, ExcerptKind, ParagraphKind
from publisher.patterns import pattern

_HEADING = pattern(
    r"\brecommend(?:ation|ations|ed|s)?\b|\bcalls?\s(?:to|for)\saction\b|\b(?:key|priority|leadership|next)\sactions?\b"
    r"|\bactions?\s(?:for|plan|points|required|needed)\b|\bnext\ssteps\b|\bpriorit(?:y|ies)\sfor\b|\bproposals?\b"
    r"|\bwhat\s(?:\w+\s){0,4}(?:should|must|needs?\sto|has\sto|ought\sto|can)\s(?:\w+\s?){1,3}"
    r"|\bwhat\s(?:\w+\s){1,4}(?:recommends?|propos\w+|asks?\sfor|calls?\sfor|wants?|needs?)\b|\bour\s(?:asks|demands)\b"
    r"|\bthe\sway\sforward\b|\bhow\sto\s(?:fix|change|improve)\b"
    r"|\b(?:handlungs)?empfehlung(?:en)?\b|\bforderungen\b|\bwas\s(?:jetzt\s)?zu\stun\sist\b"
    r"|\brecommandations?\b|\bpréconisations?\b",
    re.IGNORECASE,
)
_LED_BY = pattern(r"\A(?:for|to|by)\s|\Afür\s|\Apour\s", re.IGNORECASE)
"""A heading that goes on below one of recommendations: whom they are for."""
_INTRODUCES = pattern(
    r"\b(?:recommend\w*|call(?:s|ed)?\s(?:for|on|upon)|ask(?:s|ed)?\s(?:for|that)?|urges?|propos(?:e|es|als?)|should|must"
    r"|ought\sto|needs?\sto|continue\sto|empf[ie]+hl\w*|fordert|soll(?:te|en|ten)?|recommand\w+|doi(?:t|vent))\b[^.!?]*:\s*\Z",
    re.IGNORECASE,
)
_OUR = pattern(
    r"\b(?:we|i|(?:this|the|our)\s(?:report|review|inquiry|enquiry|panel|commission|committee|study|paper|authors?|board"
    r"|research|working\sgroup|task\s?force|evidence)|wir|nous)\s(?:\w+ly\s|also\s|therefore\s|would\s)*"
    r"(?P<verb>recommends?|propos(?:e|es)|urges?|calls?\s(?:for|on|upon)|asks?\sthat|suggests?\sthat|advises?"
    r"|empfehlen|fordern|recommandons)\b",
    re.IGNORECASE,
)
_MODAL = pattern(
    r"\b(?:should|must|ought\sto|needs?\sto|(?:is|are)\sto\sbe|sollten?|müssen|muss|devraient|devrait|doivent|doit)\b",
    re.IGNORECASE,
)
_SUBORDINATE = pattern(
    r"\b(?:that|which|who|whom|whose|where|when|if|because|whether|what|how|why|as|than|until|unless|although|though|while"
    r"|dass|weil|wenn|ob|was|wie|que|qui|si|où)\b",
    re.IGNORECASE,
)
_REPORTED = pattern(
    r"\b(?:said|says?|saying|told|tells|argu(?:ed|es|ing)|felt|feels|agreed?s?|suggest(?:ed|s|ing)|thought|thinks?|believed"
    r"|believes|warn(?:ed|s)|insist(?:ed|s)|stress(?:ed|es)|explain(?:ed|s)|claim(?:ed|s)|demand(?:ed|s)|want(?:ed|s)"
    r"|hoped?s?|expected|according\sto|describ(?:ed|es)|emphasi[sz](?:ed|es)|admit(?:ted|s)|decid(?:ed|es)|asked|wrote|writes"
    r"|noted|notes|comment(?:ed|s)|mention(?:ed|s)|highlight(?:ed|s)|advocated?|ruled|voted|sagte[n]?|meint[e]?|laut|selon)\b",
    re.IGNORECASE,
)
_NOT_ADVICE = pattern(
    r"\A\s*(?:not\s)?(?:have|has|haben|avoir)\s\w+(?:ed|en|n|t)\b|\A\s*(?:be|feel|seem|sound)\s(?:hard|difficult|strange|said|noted|remembered"
    r"|\w+ing\b)|\A\s*(?:I|you|we)\s",
    re.IGNORECASE,
)
_ITEM = pattern(r"(?:[-–*•·▪◦‣●■]|\(?\d{1,3}[.)])\s")
_PER_ITEM = 4
"""Sentences of an item that is one recommendation; a longer one holds some."""
_PRONOUN = pattern(
    r"\A\s*(?:it|they|he|she|this|these|that|those|you)(?:\s(?:do|does|also|therefore))?\s*\Z", re.IGNORECASE
)
_FIRST_PERSON = pattern(r"(?:\A|[,;]\s*)(?:I|ich|je)\s*(?:\w+\s)?\Z")
_IMPERATIVES = frozenset(
    """
    accelerate accept act adopt agree align allocate allow amend appoint apply assess avoid ban begin bring build cap
    change check clarify close collect commission commit communicate conduct connect consider continue convene create
    cut define deliver design develop devolve disclose draw embed employ enable encourage end enforce engage ensure
    equip establish evaluate examine expand explore extend facilitate focus foster fund give grant guarantee hire hold
    identify implement improve incentivise include increase integrate introduce invest invite involve join keep launch
    lead learn legislate let limit listen make mandate map measure monitor move offer open pay pilot place plan prepare
    prioritise promote protect provide publish put raise recognise record recruit reduce reform remove replace report
    require rethink review reward scrap secure set share simplify speed start stop strengthen support suspend take talk
    target test track train transfer treat trial trust update use visit work write
    """.split()  # noqa: SIM905 -- a list of words reads best as words
)
_CAUTION = {"heading item": 0.95, "introduced item": 0.9, "heading sentence": 0.9, "recommends": 0.9, "should": 0.6}


@dataclass(frozen=True, slots=True)
class _Context:
    """What stands above a block: a heading of recommendations, a sentence that introduces a list; running offsets."""

    heading: tuple[int, int] | None = None
    introduction: tuple[int, int] | None = None


def recommendations(reading: Reading) -> tuple[Excerpt, ...]:
    """The recommendations, in order: items of lists, and sentences. The evidence is the heading or the words that tell.

    The confidence is that of being one: high below such a heading, low for a `should` elsewhere.
    """
    ids = Ids(ExcerptKind.RECOMMENDATION)
    by_block: dict[int, list[Sentence]] = {}
    for sentence in reading.sentences:
        by_block.setdefault(sentence.block, []).append(sentence)
    found = []
    for number, context in _contexts(reading):
        for start, end, kind, tells in _of_block(reading, number, context, by_block.get(number, [])):
            evidence = cue(reading.report, kind, *reading.span(*tells))
            found.append(_recommendation(reading, start, end, evidence, ids))
    return tuple(found)


def _recommendation(reading: Reading, start: int, end: int, evidence: Evidence, ids: Ids) -> Excerpt:
    return excerpt(
        reading.report,
        *reading.span(start, end),
        ids,
        kind=ExcerptKind.RECOMMENDATION,
        confidence=_CAUTION[evidence.kind],
        evidence=(evidence,),
    )


def _contexts(reading: Reading) -> Iterator[tuple[int, _Context]]:
    """The blocks of sentences, each with what stands above it."""
    text = reading.running.text
    heading: tuple[int, int, int] | None = None  # level, start, end
    introduction: tuple[int, int] | None = None
    for number, block in enumerate(reading.running.blocks):
        words = text[block.start : block.end]
        if block.level:
            introduction = None
            if _HEADING.search(words):
                heading = (block.level, block.start, block.end)
            elif heading and block.level <= heading[0] and not _LED_BY.search(words):
                heading = None
            continue
        is_item = _is_item(reading, block)
        if not is_item:
            introduction = None
        yield number, _Context(heading[1:] if heading else None, introduction if is_item else None)
        if not is_item and _INTRODUCES.search(words) and reading.said_at(block.end - 2) is None:
            introduction = (block.start, block.end)


Found = tuple[int, int, str, tuple[int, int]]
"""Start, end, how it was found, and the words that tell: offsets of the running text."""


def _of_block(reading: Reading, number: int, context: _Context, sentences: list[Sentence]) -> Iterator[Found]:
    block = reading.running.blocks[number]
    if block.kind is ParagraphKind.QUOTATION or not sentences:
        return
    tells = context.introduction or context.heading
    if _is_item(reading, block) and tells and len(sentences) <= _PER_ITEM and not _is_said(reading, block, sentences):
        kind = "introduced item" if context.introduction else "heading item"
        yield sentences[0].start, sentences[-1].end, kind, tells
        return
    for sentence in sentences:
        found = _modal(reading, sentence, headed=context.heading is not None)
        if found:
            yield sentence.start, sentence.end, *found
        elif context.heading and _is_order(sentence):
            yield sentence.start, sentence.end, "heading sentence", context.heading


def _is_item(reading: Reading, block: Block) -> bool:
    """Whether a block is an item of a list, by its kind or by its mark; `4.14` numbers paragraphs, not items."""
    marked = _ITEM.match(reading.running.text, block.start, block.end) is not None
    return block.kind is ParagraphKind.ITEM or (marked and block.kind is ParagraphKind.TEXT)


def _is_said(reading: Reading, block: Block, sentences: list[Sentence]) -> bool:
    """Whether an item is (or holds) somebody's speech."""
    return any(sentence.holds_speech for sentence in sentences) or reading.said_at(block.end - 2) is not None


def _is_order(sentence: Sentence) -> bool:
    """Whether a sentence gives an order, such as `Publish the figures every month`."""
    first, _, rest = sentence.text.partition(" ")
    return first.lower() in _IMPERATIVES and first[0].isupper() and len(rest.split()) >= 3 and not sentence.holds_speech


def _modal(reading: Reading, sentence: Sentence, *, headed: bool) -> tuple[str, tuple[int, int]] | None:
    """How a sentence says, in the report's own voice, what ought to be done, and the words with which it does."""
    text = sentence.text
    if text.endswith(("?", ":")) or len(text.split()) < 5:
        return None
    ours = _OUR.search(text)
    if ours and reading.said_at(sentence.start + ours.start("verb")) is None:
        return "recommends", (sentence.start + ours.start("verb"), sentence.start + ours.end("verb"))
    for modal in _MODAL.finditer(text):
        at = sentence.start + modal.start()
        if reading.said_at(at) is None and _is_advice(text, modal, headed=headed):
            return "heading sentence" if headed else "should", (at, sentence.start + modal.end())
    return None


def _is_advice(text: str, modal: re.Match[str], *, headed: bool) -> bool:
    """Whether the modal verb is the main clause's own, and its wish the report's."""
    before, after = text[: modal.start()], text[modal.end() :]
    clause = re.split(r"[,;:—–]\s", before)[-1]
    if _REPORTED.search(before) or _REPORTED.search(re.split(r"[.;]\s", after)[-1][-40:]):
        return False
    if _NOT_ADVICE.search(after) or _FIRST_PERSON.search(before) or not before.strip():
        return False
    return headed or not (_SUBORDINATE.search(clause) or _PRONOUN.search(clause))
