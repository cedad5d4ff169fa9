"""Who says it? Cues made into people: names, roles, pronouns and turns, with a confidence and the evidence.

A wrong name is worse than none: where two people may be meant, or only an indefinite phrase is printed, nobody is named
and the phrase is kept as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from publisher.excerpts import clauses, cues, lead_ins, wording
from publisher.excerpts.individuals import Individual, Register
from publisher.excerpts.marks import Passage
from publisher.excerpts.phrases import Cue, Head, Phrase
from publisher.excerpts.referents import Referents
from publisher.excerpts.running import Running
from publisher.excerpts.tokens import Rows, Token
from publisher.model import ParagraphKind, Speaker
from publisher.patterns import pattern

_PAUSE = ",?!…—–"
_SET_APART = (ParagraphKind.QUOTATION, ParagraphKind.PULL_QUOTE)
_BEAT = 7
"""Words of the longest sentence that is no more than a gesture before speech."""
_LEAST = 0.5
"""Below this confidence nobody is named."""
_WORD = pattern(r"[\w'’\-]+")


@dataclass(frozen=True, slots=True)
class Said:
    """Who said a passage, how sure that is (0 to 1), and the cue: its kind and its offsets in the running text."""

    speaker: Speaker | None = None
    confidence: float = 0.0
    kind: str = ""
    start: int = 0
    end: int = 0
    who: Individual | None = None
    after: int = 0


@dataclass
class _Turns:
    """What has been read so far: who spoke last and in which block, and who before."""

    last: Said = field(default_factory=Said)
    other: Said = field(default_factory=Said)
    asked: bool = False
    block: int = -9


class Attribution:
    """Gives the passages of a running text to their speakers, in order."""

    def __init__(self, text: Running, register: Register, outer: Sequence[Passage]) -> None:
        self._text = text
        self._rows = Rows(text, register, [(one.block, one.opened, one.closed) for one in outer])
        self._referents = Referents(text, register, self._rows)
        self._turns = _Turns()

    def of(self, index: int, passage: Passage) -> Said:
        """Who says a passage of speech."""
        said = self._cued(index, passage) or self._turn(index, passage)
        if not said.kind:
            said = self._of_paragraph(passage) or self._gestured(index, passage) or said
        if said.speaker and any((said.speaker.name, said.speaker.organisation, said.speaker.descriptor)):
            turns = self._turns
            if turns.last.speaker != said.speaker:
                turns.other = turns.last
            turns.last, turns.block = said, self._text.block_at(passage.closed - 1)
            turns.asked = self._text.text[passage.end - 1 : passage.end] == "?"
        return said

    def heard(self, said: Said, passage: Passage) -> None:
        """Take note of who said a passage, where something else than the words beside it tells that."""
        self._turns.last, self._turns.block, self._turns.asked = said, passage.block, False

    def between(self, last: Said, index: int, passage: Passage) -> list[Token]:
        """The tokens after the cue of what was said last, up to a passage of the same block."""
        return self._rows.row(passage.block)[last.after : self._rows.place(passage.block, index)]

    def has_own_cue(self, index: int, passage: Passage) -> bool:
        """Whether a reporting clause follows the passage itself."""
        row = self._rows.row(passage.block)
        paused = self._text.text[passage.end - 1 : passage.end] in tuple(_PAUSE)
        return cues.following(self._text.text, row, self._rows.place(passage.block, index), paused=paused) is not None

    def named(self, block: int) -> list[Individual]:
        """Everybody whom a paragraph names, in order."""
        row = self._rows.row(block) if block >= 0 else []
        return list({id(token.people[0]): token.people[0] for token in row if len(token.people) == 1}.values())

    # ── by a cue ────────────────────────────────────────────────────────────────────────────────────────

    def _cued(self, index: int, passage: Passage) -> Said | None:
        """Who is told by the words beside the passage."""
        found = [said for cue, block in self._cues(index, passage) if (said := self._resolved(cue, block))]
        if not found:
            return self._sentence_before(index, passage)
        first, *others = found
        for other in others:
            if other.who is not first.who and other.who and first.who:
                return Said(None, 0.0, first.kind, first.start, first.end, after=first.after)
        named = [said for said in found if said.who]
        if named or first.speaker:
            return named[0] if named else first
        before = self._sentence_before(index, passage)
        return replace(before, after=first.after, kind=first.kind) if before and before.who else first

    def _cues(self, index: int, passage: Passage) -> list[tuple[Cue, int]]:
        """The cues in the passage's own sentence: after its last part and before its first."""
        text = self._text.text
        last = self._text.block_at(passage.closed - 1)
        found: list[tuple[Cue, int]] = []
        row = self._rows.row(last)
        at = self._rows.place(last, index)
        paused = text[passage.end - 1 : passage.end] in tuple(_PAUSE)
        if after := cues.following(text, row, at, paused=paused):
            found.append((after, last))
        row = self._rows.row(passage.block)
        at = self._rows.place(passage.block, index)
        begin = clauses.sentence_start(row, at)
        if begin < at and (lead := cues.leading(text, row, begin, at)):
            found.append((lead, passage.block))
        if not found and (sequel := lead_ins.sequel(text, self._rows.row(last), self._rows.place(last, index))):
            found.append((sequel, last))
        return found

    def _sentence_before(self, index: int, passage: Passage) -> Said | None:
        """Who is told by the sentence before, if the passage begins a sentence of its own."""
        row = self._rows.row(passage.block)
        at = self._rows.place(passage.block, index)
        begin = clauses.sentence_start(row, at)
        if begin < at:
            return None
        if at == 0:
            return self._paragraph_before(passage)
        end = at - 1
        if end > 0 and row[end - 1].kind == "Q":
            return None
        start = clauses.sentence_start(row, end)
        cue = lead_ins.before(self._text.text, row, start, end)
        return self._resolved(cue, passage.block) if cue else None

    def _paragraph_before(self, passage: Passage) -> Said | None:
        """Who is told by a paragraph that ends with a colon, or by one that introduces a block quotation."""
        if not passage.block:
            return None
        block = passage.block - 1
        row = self._rows.row(block)
        if not row or self._text.blocks[block].level:
            return None
        end = len(row)
        if row[-1].kind == "|" and len(row) > 1 and row[-2].kind == "Q":
            return None
        if self._text.blocks[passage.block].kind in _SET_APART and row[-1].kind == ".":
            start = clauses.sentence_start(row, end - 1)
            cue = lead_ins.before(self._text.text, row, start, end - 1)
            return self._resolved(cue, block) if cue else None
        if row[-1].kind == ":":
            start = clauses.sentence_start(row, end)
            lead = cues.leading(self._text.text, [*row, Token("Q", passage.opened, passage.closed)], start, end)
            return self._resolved(lead, block) if lead else None
        return self._beat(row, block) if row[-1].kind == "." else None

    def _beat(self, row: list[Token], block: int) -> Said | None:
        """Who is about to speak after `She puts down her cup` or `When I ask her, Amina Rahman laughs`."""
        end = len(row) - 1
        start = clauses.sentence_start(row, end)
        if own := lead_ins.own_words(self._text.text, row, start, end):
            return self._resolved(own, block)
        kinds = [token.kind for token in row[start:end]]
        closes = start > 1 and row[start - 2].kind == "Q" and row[start - 1].kind == "|"
        if closes and "V" in kinds and len(kinds) <= _BEAT:
            return None  # "“Are you coming?” Amina Rahman asked."
        if "Q" in kinds or not ("V" in kinds or len(kinds) <= _BEAT):
            return None
        who = clauses.asked(self._text.text, row, start, end) or clauses.subject(self._text.text, row, start, end)
        person = who and (who.head is Head.PERSON or row[who.first].kind == "H" or self._tells(who, row, end))
        return self._resolved(Cue("sentence before", who, start, end, 0.65), block) if who and person else None

    def _tells(self, who: Phrase, row: list[Token], end: int) -> bool:
        """Whether somebody without a name reports something in a sentence: `A nurse, who …, said that it was cold`."""
        after = who.after + next((at for at, one in enumerate(row[who.after : end]) if one.kind not in "XY,"), 0)
        return who.head in (Head.SOMEBODY, Head.ROLE) and row[min(after, end)].kind == "V"

    def _gestured(self, index: int, passage: Passage) -> Said | None:
        """Who moves right after the words: `“…” She shook her head.`."""
        block = self._text.block_at(passage.closed - 1)
        cue = lead_ins.gesture(self._text.text, self._rows.row(block), self._rows.place(block, index))
        return self._resolved(cue, block) if cue else None

    # ── by the turn ─────────────────────────────────────────────────────────────────────────────────────

    def _turn(self, index: int, passage: Passage) -> Said:
        """Who goes on speaking, where the passage has no cue."""
        last, block = self._turns.last, self._turns.block
        if not last.speaker or passage.block - block > 1:
            return Said()
        row = self._rows.row(passage.block)
        at = self._rows.place(passage.block, index)
        begin = clauses.sentence_start(row, at)
        if passage.block == block and begin == at:
            return self._goes_on(passage, row, at)
        if passage.block == block and 0 < last.after <= at:
            between = row[last.after : at]
            if len(between) <= 8 and not any(token.kind in "NRUOGKHQ" for token in between):
                return self._continued(passage, 0.7)
        if passage.block != block and at == 0 and self._ends_with_speech(block):
            if self._turns.asked:
                return self._answer(passage)
            return self._continued(passage, 0.55)
        return Said()

    def _goes_on(self, passage: Passage, row: list[Token], at: int) -> Said:
        """The same paragraph: nothing between but the speaker's own body as a subject, or nothing at all."""
        end = at - 1
        if end < 1:
            return Said()
        if row[end].kind in ".|" and row[end - 1].kind == "Q":
            return self._continued(passage, 0.6)
        start = clauses.sentence_start(row, end)
        who = clauses.subject(self._text.text, row, start, end)
        last = self._turns.last.who
        if who and last and who.head in (Head.BODY, Head.OTHER) and self._belongs(who, row, last):
            return self._continued(passage, 0.6)
        if end - start <= 6 and not any(token.kind in "NRUOKGH" for token in row[start:end]):
            return self._continued(passage, 0.55)
        return Said()

    def _of_paragraph(self, passage: Passage) -> Said | None:
        """The only person of whom a paragraph speaks before the words, and who says something there, after an aside.

        `Amina Rahman said it was not enough. Prices have doubled. “…”`
        """
        text, row = self._text.text, self._rows.row(passage.block)
        at = max((n for n, token in enumerate(row) if token.end <= passage.opened), default=-1) + 1
        begin = clauses.sentence_start(row, at)
        if begin < at or at < 2 or row[at - 1].kind != ".":
            return None
        named = {token.people for token in row[:at] if token.kind == "N"}
        aside = clauses.sentence_start(row, at - 1)
        told = clauses.sentence_start(row, aside - 1) if aside else 0
        who = clauses.subject(text, row, aside, at - 1)
        if len(named) != 1 or not aside or any(token.kind in "NHQAI" for token in row[aside:at] if token.kind != "A"):
            return None
        if who and who.head in (Head.ROLE, Head.SOMEBODY) and row[who.first].kind in "AD":
            return None
        verbs = [n for n in range(told, aside) if row[n].kind == "V"]
        teller = clauses.governed(row, told, verbs[0]) if verbs else None
        (people,) = named
        if not teller or len(people) != 1 or (teller.head is not Head.PERSON and row[teller.first].kind != "H"):
            return None
        cue = Cue("paragraph", teller, told, aside, 0.62)
        said = self._resolved(cue, passage.block)
        return said if said and said.who is people[0] else None

    def _belongs(self, who: Phrase, row: list[Token], last: Individual) -> bool:
        """Whether a subject is the body or place of the last speaker."""
        words = _WORD.findall(wording.printed(self._text.text, who, row))
        named = {word.lower() for word in words if word[:1].isupper()}
        theirs = {word.lower() for role in last.roles for word in _WORD.findall(role[1])}
        return bool(named & theirs)

    def _ends_with_speech(self, block: int) -> bool:
        """Whether a block ends with marked words or with the clause that tells who said them."""
        row = self._rows.row(block)
        marks = [at for at, token in enumerate(row) if token.kind == "Q"]
        return bool(marks) and len(row) - marks[-1] <= 12

    def _answer(self, passage: Passage) -> Said:
        """In a dialogue a question is answered by whoever spoke before; nobody is named where there was no one."""
        other = self._turns.other
        if not other.who:
            return Said()
        return Said(other.speaker, 0.5, "answer", passage.opened, passage.opened + 1, other.who)

    def _continued(self, passage: Passage, confidence: float) -> Said:
        last = self._turns.last
        return Said(last.speaker, confidence, "continuation", passage.opened, passage.opened + 1, last.who)

    # ── from a phrase to a speaker ──────────────────────────────────────────────────────────────────────

    def _resolved(self, cue: Cue, block: int) -> Said | None:
        """Who a cue's noun phrase means; None where it means nobody who can speak."""
        row, who = self._rows.row(block), cue.who
        if who.head in (Head.PERSON, Head.PRONOUN):
            return self._person(cue, row) if who.head is Head.PERSON else self._pronoun(cue, row, block)
        if who.head is Head.TEXT and (meant := self._referents.writer(who, row, block)):
            return self._meant(meant, cue, row)
        if who.head in (Head.ROLE, Head.SOMEBODY, Head.SEVERAL):
            one = self._referents.bearer(who, row, block) if who.head is Head.ROLE else None
            return self._said(one, cue, row, 0.8) if one else self._somebody(cue, row)
        if who.head in (Head.BODY, Head.TEXT) and (cue.kind != "sentence before" or cue.certainty >= 0.8):
            return self._given(wording.source(self._text.text, who, row), cue, row)
        return None

    def _pronoun(self, cue: Cue, row: list[Token], block: int) -> Said:
        """Whom a pronoun means: somebody spoken of before, else whoever is named next."""
        turns, at = self._turns, cue.who.first
        meant = self._referents.antecedent(row, at, block, turns.last.who, turns.block)
        if meant is None and (ahead := self._referents.ahead(row, at, block)):
            return self._said(ahead, cue, row, 0.7)
        return self._meant(meant, cue, row)

    def _meant(self, meant: Individual | Speaker | str | None, cue: Cue, row: list[Token]) -> Said:
        """Whom a pronoun means: somebody with a name, with a descriptor, or nobody in particular."""
        if isinstance(meant, Individual):
            return self._said(meant, cue, row, 0.85)
        speaker = Speaker(descriptor=meant) if isinstance(meant, str) and meant else meant or None
        return self._given(speaker if isinstance(speaker, Speaker) else None, cue, row)

    def _somebody(self, cue: Cue, row: list[Token]) -> Said | None:
        """Nobody named: the phrase as printed."""
        who = cue.who
        if who.head is Head.ROLE and (body := wording.own_name(self._text.text, who, row)):
            return self._given(Speaker(organisation=body), cue, row)
        vague = who.head is Head.SEVERAL or row[who.first].kind not in "ADOS"
        if cue.kind == "sentence before":
            if vague or self._referents.is_everybody(who, row):
                return None
            who = replace(who, after=next((at for at in range(who.core, who.after) if row[at].kind == "W"), who.after))
        return self._given(Speaker(descriptor=wording.printed(self._text.text, who, row)), cue, row)

    def _person(self, cue: Cue, row: list[Token]) -> Said:
        """A printed name: one person, or the one of several who was spoken of here."""
        who = cue.who
        people = self._referents.here(who, row)
        if len(people) > 1 and who.core < len(row) and row[who.core].kind == "I":
            word = self._text.text[row[who.core].start : row[who.core].end]
            people = tuple(one for one in people if one.gender == {"himself": "m", "herself": "f"}.get(word))
        if len(people) == 1:
            return self._said(people[0], cue, row, 1.0 if who.whole else 0.93)
        return self._given(Speaker(descriptor=wording.printed(self._text.text, who, row)), cue, row)

    def _said(self, one: Individual, cue: Cue, row: list[Token], factor: float) -> Said:
        """A person of the register, unless that is too unsure."""
        confidence = round(cue.certainty * factor, 2)
        given = self._given(Speaker(one.name, *one.role) if confidence >= _LEAST else None, cue, row)
        return replace(given, confidence=confidence, who=one) if given.speaker else given

    def _given(self, speaker: Speaker | None, cue: Cue, row: list[Token]) -> Said:
        """What a cue says, with its place."""
        start = row[min(cue.first, cue.who.first)].start
        end = row[min(max(cue.after, cue.who.after), len(row)) - 1].end
        confidence = round(cue.certainty * 0.9, 2) if speaker else 0.0
        return Said(speaker, confidence, cue.kind, start, end, after=cue.after)
