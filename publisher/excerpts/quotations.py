"""What does somebody say in this report, and who? Speech between marks, and what is set apart without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from publisher.excerpts import dialogue, folding, interviews, pairs, transcripts
from publisher.excerpts.captions import caption, is_somebody
from publisher.excerpts.identity import Ids
from publisher.excerpts.individuals import Register
from publisher.excerpts.marks import Passage, passages
from publisher.excerpts.register import register
from publisher.excerpts.running import Running, running
from publisher.excerpts.speakers import Attribution, Said
from publisher.excerpts.speech import Why
from publisher.model import Evidence, ExcerptKind, ParagraphKind, Quotation, Report
from publisher.patterns import pattern

_APART = (ParagraphKind.QUOTATION, ParagraphKind.PULL_QUOTE)
_FEW = 7
"""Marked words fewer than this need a cue or an end mark to be offered as speech."""
_REPEATED = 0.6
"""Part of a pull quote's words that must stand in a quotation, in order, to make it a variant of that."""
_LABELLED = 0.95
_DASHES = "—–―-"
_LONGEST_CAPTION = 200
"""Characters of the longest caption."""
_CAPTION_BELOW = pattern(
    r"(?<=[.!?…\"”’']) +(?:[—–―]{1,2} ?[A-Z][^.!?]{2,120}|\((?P<somebody>[A-Z][^().!?]{2,80})\)\.?)\Z"
)
"""The caption of a block quotation whose lines were joined: after a dash, or in brackets."""
_WORD = pattern(r"\w+(?:['’\-]\w+)*")


@dataclass(frozen=True, slots=True)
class _Speech:
    """Speech to be offered: its stretches of the running text, and who said it.

    `display` says that it stands by itself in large type or may do so; `marked` that it has marks.
    """

    parts: tuple[tuple[int, int], ...]
    said: Said
    block: int
    display: bool = False
    marked: bool = True


def quotations(report: Report) -> tuple[Quotation, ...]:
    """What is said in the report, in order.

    Offsets leave out the outer marks. A speaker is named only where the words beside the quotation, or the turn of
    speech, tell who it is; each has its evidence. An id is made of the words alone (eight hexadecimal digits), so it
    is the same when the report is read again or its typography changes.
    """
    text = running(report)
    people = register(text, report)
    ids = Ids(ExcerptKind.QUOTATION)
    found = [(speech, _quotation(report, text, speech, ids)) for speech in _speeches(text, people)]
    return tuple(_without_repeats(found))


def _speeches(text: Running, people: Register) -> list[_Speech]:
    """All speech: marked passages, those split by their cue made one, and what is set apart."""
    marked = [passage for passage in passages(text) if passage.why is not Why.NESTED]
    turns = {turn.start: turn for turn in [*transcripts.turns(text, people), *interviews.answers(text, people)]}
    spoken = {turn.block for turn in turns.values()}
    apart, captions = _set_apart(text, [passage for passage in marked if passage.block not in spoken], spoken)
    apart += [Passage(Why.SPEECH, t.block, t.start, t.end, ((t.start, t.end),), double=False) for t in turns.values()]
    whole = {passage.block for passage in apart}
    outer = sorted(
        [*(passage for passage in marked if passage.block not in whole), *apart], key=lambda passage: passage.opened
    )
    attribution = Attribution(text, people, outer)
    found: list[_Speech] = []
    for index, passage in enumerate(outer):
        if passage.why is not Why.SPEECH or passage.block in captions:
            continue
        last = found[-1] if found else None
        if last and _goes_on(attribution, last, passage, index):
            found[-1] = replace(last, parts=(*last.parts, *passage.parts))
            continue
        if passage.opened in turns:
            turn = turns[passage.opened]
            said = Said(turn.speaker, _LABELLED, "label", *turn.label, who=turn.who)
            if turn.who:
                attribution.heard(said, passage)
            found.append(_Speech(passage.parts, said, passage.block, marked=False))
            continue
        said = _captioned(text, people, passage, captions) or attribution.of(index, passage)
        if not said.kind and _is_scrap(text, passage):
            continue
        found.append(_Speech(passage.parts, said, passage.block, _is_display(text, passage), _has_marks(passage)))
    return _in_turns(text, found, attribution)


def _in_turns(text: Running, found: list[_Speech], attribution: Attribution) -> list[_Speech]:
    """The same with the bare lines of dialogues given to whose turn it is."""
    lines = [_line(text, found, index) for index in range(len(found))]
    told = dialogue.alternating(lines, attribution.named)
    return [replace(speech, said=told.get(index, speech.said)) for index, speech in enumerate(found)]


def _line(text: Running, found: list[_Speech], index: int) -> dialogue.Line | None:
    """Speech as a line of a dialogue, if it opens its paragraph and all marked words there are part of it."""
    speech = found[index]
    block, start, end = text.blocks[speech.block], speech.parts[0][0], speech.parts[-1][1]
    alone = sum(other.block == speech.block for other in found[max(0, index - 1) : index + 2]) == 1
    if not speech.marked or not alone or start - block.start > 1 or end > block.end:
        return None
    bare = len(speech.parts) == 1 and block.end - end <= 1
    return dialogue.Line(speech.block, speech.said, start, bare, text.text[end - 1] == "?")


def _is_scrap(text: Running, passage: Passage) -> bool:
    """Whether a few words without an end mark, which nothing tells to be speech, are a term or a title after all."""
    words = text.text[passage.start : passage.end]
    return len(_WORD.findall(words)) < _FEW and words.rstrip()[-1:] not in (*pairs.STOPS, ",")


def _is_display(text: Running, passage: Passage) -> bool:
    """Whether a passage is a pull quote, or a paragraph of its own without a cue, which may be one."""
    block = text.blocks[passage.block]
    alone = passage.opened == block.start and passage.closed == block.end and len(passage.parts) == 1
    return block.kind is ParagraphKind.PULL_QUOTE or (
        alone and _has_marks(passage) and block.kind is not ParagraphKind.ITEM
    )


def _has_marks(passage: Passage) -> bool:
    return passage.opened < passage.start


def _goes_on(attribution: Attribution, last: _Speech, passage: Passage, index: int) -> bool:
    """Whether a passage is the second half of speech that its cue splits: `"A," said Amina. "B."`."""
    if last.block != passage.block or last.said.kind != "verb after" or last.said.after == 0:
        return False
    between = "".join(token.kind for token in attribution.between(last.said, index, passage))
    if any(kind in between for kind in "Q|:") or between.count(".") + between.count(";") > 1:
        return False
    if "." in between and between[-1] != ".":
        return False
    return not attribution.has_own_cue(index, passage)


def _captioned(text: Running, people: Register, passage: Passage, captions: set[int]) -> Said | None:
    """Who is named in a caption below or after the words: `— Amina Rahman, chief executive`, or in brackets."""
    for start, end, certain in _caption_places(text, passage, captions):
        speaker = caption(text.text[start:end].strip("()."), people) if end - start < _LONGEST_CAPTION else None
        if speaker and (speaker.name or certain):
            return Said(speaker, 0.95 if speaker.name else 0.8, "caption", start, end)
    return None


def _caption_places(text: Running, passage: Passage, captions: set[int]) -> Iterator[tuple[int, int, bool]]:
    """Where a caption to a passage may stand, and whether a caption it certainly is."""
    last = text.block_at(passage.closed - 1)
    end = text.blocks[last].end
    rest = text.text[passage.closed : end].strip()
    if rest[:1] in tuple(_DASHES):
        yield passage.closed, end, text.blocks[passage.block].start == passage.opened
    elif rest[:1] == "(" and rest.rstrip(".").endswith(")"):
        alone = not _WORD.search(text.text, text.blocks[passage.block].start, passage.opened)
        yield text.text.index("(", passage.closed), end, alone and is_somebody(rest.strip("()."))
    elif not rest and last + 1 < len(text.blocks) and not text.blocks[last + 1].level:
        following = text.blocks[last + 1]
        if text.text[following.start] in _DASHES or last + 1 in captions:
            apart = text.blocks[passage.block].kind in _APART
            yield following.start, following.end, apart or last + 1 in captions


def _set_apart(text: Running, marked: list[Passage], spoken: set[int]) -> tuple[list[Passage], set[int]]:
    """Block and pull quotes without marks as passages, and the blocks that are captions to such.

    Marks within such a block hold what its speaker quotes: they are nested, and the block is the quotation.
    """
    speech: dict[int, list[Passage]] = {}
    for passage in marked:
        if passage.why is Why.SPEECH:
            speech.setdefault(passage.block, []).append(passage)
    found: list[Passage] = []
    captions: set[int] = set()
    for index, block in enumerate(text.blocks):
        if block.kind not in _APART or index in spoken:
            continue
        words = text.text[block.start : block.end]
        if index and text.blocks[index - 1].kind in _APART and _is_caption(words):
            captions.add(index)
        elif not _has_speech_of_its_own(text, index, speech.get(index, ())):
            below = _CAPTION_BELOW.search(words)
            if below and below["somebody"] and not is_somebody(below["somebody"]):
                below = None  # "(Page 9)"
            end = block.start + below.start() if below else block.end
            found.append(Passage(Why.SPEECH, index, block.start, end, ((block.start, end),), double=False))
    return found, captions


def _has_speech_of_its_own(text: Running, index: int, speech: Sequence[Passage]) -> bool:
    """Whether a block that is set apart reports speech in marks, instead of being speech that quotes other speech.

    So it does where marks open or fill it, or go beyond it; a caption below says that the whole is somebody's words.
    """
    block = text.blocks[index]
    if any(one.opened == block.start or one.closed > block.end for one in speech):
        return True
    below = text.blocks[index + 1] if index + 1 < len(text.blocks) else None
    if below and (text.text[below.start] in _DASHES or below.kind in _APART):
        words = text.text[below.start : below.end]
        if _is_caption(words):
            return False
    return 2 * sum(one.closed - one.opened for one in speech) > block.end - block.start


def _is_caption(words: str) -> bool:
    """Whether a paragraph of a block quotation names its source: short, no sentence."""
    below = _CAPTION_BELOW.search(words)
    if below and below["somebody"]:
        return False  # speech with its own caption
    return len(words) < _LONGEST_CAPTION and (words[0] in _DASHES or words.rstrip()[-1] not in ".!?…”\"’'")


def _quotation(report: Report, text: Running, speech: _Speech, ids: Ids) -> Quotation:
    pieces = tuple(piece for part in speech.parts for piece in text.pieces(*part))
    start, end = pieces[0][0], pieces[-1][1]
    words = " ".join(report.words(*piece) for piece in pieces)
    said = speech.said
    evidence: tuple[Evidence, ...] = ()
    if said.kind:
        begin, finish = text.origin(said.start), text.until(said.end)
        evidence = (Evidence(said.kind, begin, finish, report.words(begin, finish)),)
    return Quotation(
        id=ids.of(words),
        kind=ExcerptKind.QUOTATION,
        start=start,
        end=end,
        text=words,
        raw_text=report.text[start:end],
        locator=report.locator(start),
        speaker=said.speaker,
        pieces=pieces if len(pieces) > 1 else (),
        confidence=said.confidence if said.speaker else 0.0,
        evidence=evidence,
    )


def _without_repeats(found: list[tuple[_Speech, Quotation]]) -> Iterator[Quotation]:
    """What is quoted, repeats in large type left out; one that differs from what it repeats is told as its variant."""
    displayed = any(speech.display for speech, _ in found)
    body = [(_bare(one.text), one) for speech, one in found if displayed and not speech.display]
    for speech, one in found:
        if not speech.display:
            yield one
            continue
        source = _repeated(_bare(one.text), body)
        if source is None:
            if speech.marked or (one.speaker and one.speaker.name and one.evidence[0].kind == "caption"):
                yield one
        elif source[1] < 1:
            speaker = one.speaker if one.speaker and one.speaker.name else source[0].speaker
            yield replace(
                one, variant_of=source[0].id, speaker=speaker, confidence=one.confidence or source[0].confidence
            )


def _bare(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(folding.form(text).text)]


def _repeated(words: list[str], body: list[tuple[list[str], Quotation]]) -> tuple[Quotation, float] | None:
    """The quotation that some words repeat, and how much of them it has, word for word: from 0.6 to 1."""
    best: tuple[Quotation, float] | None = None
    wanted = " ".join(words)
    vocabulary = set(words)
    for theirs, one in body:
        if wanted in " ".join(theirs):
            return one, 1.0
        if len(vocabulary & set(theirs)) < _REPEATED * len(vocabulary):
            continue
        blocks = SequenceMatcher(None, words, theirs, autojunk=False).get_matching_blocks()
        share = sum(block.size for block in blocks if block.size > 1) / max(len(words), 1)
        if share >= _REPEATED and (best is None or share > best[1]):
            best = one, min(share, 0.99)
    return best
