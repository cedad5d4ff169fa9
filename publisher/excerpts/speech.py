"""Is this speech? What words between marks are, by their own shape and by the words right before and after them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from publisher.excerpts.labels import (
    TITLE_NOUNS,
    is_general,
    is_motto,
    is_name_for,
    is_named,
    is_wanted,
    is_written,
    last_words,
)
from publisher.excerpts.opinions import ARTICLES, is_judgement, is_opinion
from publisher.excerpts.pairs import STOPS
from publisher.excerpts.words import (
    LIKE_NOUNS,
    NAMING,
    PREPOSITIONS,
    RELATIVES,
    SAYING,
    SAYING_STEMS,
    STRICT_SAYING,
    SUBORDINATORS,
    frozenset_of,
)
from publisher.patterns import pattern

WORD = pattern(r"\w+(?:['’\-]\w+)*")
SPOKEN_WORDS = 4
"""Marks around fewer words than this may well hold a term."""

_HEADLINE = 9
"""Words of the longest marked line, without an end mark, that is a headline."""
_REACH = 16
"""Words before a mark among which a verb of saying may announce it."""
_CLAUSE = 10
"""Words after a mark among which a verb of saying may follow."""
_FILLERS = frozenset_of(
    "us me them him her it that how of again out on up this way like simply plainly well bluntly only as being having"
)
_BREAK = pattern(r"[.!?;:\"“”]")
_MARKED = pattern(r"(?<=\s)[\"“][^\"“”.!?]{1,60}[\"”]")
"""A few marked words within the sentence."""
_SENTENCE = pattern(r"[.!?]\s|[\"“”]")
_CALLED = frozenset_of("called calls branded brands dubbed labelled labeled termed")
_OFFERING = frozenset_of(
    "offers offered offering suggests suggested proposes proposed mentions mentioned shares shared promise promises "
    "promised pledge pledges pledged"
)
"""What is said so in a few words is a name for something: `they offered us "anchor space"`."""
_NO_FEW = _OFFERING | frozenset_of("deny denies denied denying")
"""Verbs that do not make speech of the few words later in their sentence."""
_VAGUE = frozenset_of("of on like about how up out with for")
_WRITERS = frozenset_of("I I've I’ve I'd I’d we we've we’ve We We’ve We've")
"""Who speaks of something in a report's own text is its writer."""
_PASSIVE = frozenset_of("is are was were be been being")
_COPULAS = frozenset_of("is are was were be been feels felt")
_LINKS = frozenset_of("as an a the is are of or")
_ACCORDING = pattern(r"\b(?:according to|in the words of|for)\b[^.!?\"“”]{0,80}[,:] ?\Z", re.IGNORECASE)
_WORDS_OF = pattern(
    r"\b(?:words|in the (?:phrase|expression|formulation|description|verdict|judgment|opinion)) of\b"
    r"(?:\b[A-Z]\.|[^.!?\"“”]){0,80} ?\Z|['’]s? (?:words|phrase|view|verdict|expression),? \Z"
)
_WORDS_OF_SOMEBODY = pattern(
    r"\A(?:According to|In the words of|In [^,\"“”]{2,60}['’]s? (?:view|words|opinion)) ?"
    r"|\A(?:For|To) (?:[A-Z]|the [a-z])[^,]{2,60},(?: [^,]{2,80},)? [^.;]{2,40}"
    r"\b(?:is|was|were|are|feels?|felt|seemed) (?:like )?\Z"
    r"|\b(?:heard|learned|learnt|told) (?:from|by) [^.;,]{3,60} that\b"
    r"|\b(?:found|considered|deemed|judged|pronounced) (?:the|it|them|him|her|this|his|their)(?: \w+){0,3} \Z"
    r"|\b(?:position|view|argument|stance|advice|conclusion|line)\b[^.;:]* (?:is|was) that\b"
)
_ACCORDING_AFTER = pattern(
    r",? (?:according to\b|as [^,.;:\"“”]{2,60} (?:put|puts|said|says|told|tells|explained|explains|wrote|writes)\b)"
)
_IN_CAPITALS = pattern(r"\b(?:written|wrote|writes|replied|typed|scrawled)[^.;:\"“”]{0,60}\bin (?:\w+ )?capitals,? \Z")
_BETWEEN = pattern(r"[,?!…—–][\"”’'»],? ([^\"“”«»]{3,160})[,.;–—] ?\Z")
_TELLS_OPENLY = pattern(
    r" (?:(?:he|she|they|we|I|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?) [a-z]+(?:s|ed)\b"
    r"|[a-z]+(?:s|ed) (?:[A-Z]|an? |one |the |his |her ))"
)


class Why(StrEnum):
    """What a marked passage is."""

    SPEECH = "speech"
    TERM = "term"
    TITLE = "title"
    SCARE = "scare"
    WORD = "word"
    NESTED = "nested"


@dataclass(frozen=True, slots=True)
class Inside:
    """Marked words: `text` without marks, what stands before (`lead`) and after them in their paragraph.

    `whole` says that they are their whole paragraph, or more than one.
    """

    text: str
    lead: str
    after: str
    whole: bool = False

    @property
    def words(self) -> list[str]:
        """The words, at least one."""
        return WORD.findall(self.text) or ["x"]

    @property
    def stopped(self) -> bool:
        """Whether the last mark inside ends a sentence."""
        return self.text[-1:] in tuple(STOPS)

    @property
    def sentence(self) -> bool:
        """Whether a sentence ends with the words, inside the marks or right after them."""
        return self.stopped or self.after[:1] in tuple(STOPS)

    @property
    def capital(self) -> bool:
        """Whether the first word begins as a sentence does."""
        return self.words[0][0].isupper() or self.words[0][0].isdigit()


def why(inside: Inside) -> Why:
    """What words between outer marks are: by the cues beside them, else by their shape."""
    words = inside.words
    if is_motto(inside.lead) or is_written(inside.lead, len(words)):
        return _titled(inside)
    if is_wanted(inside.lead, len(words)) or (is_general(inside.lead) and len(words) < SPOKEN_WORDS):
        return _titled(inside)
    if _is_told(inside) and not _is_a_name(inside) and not _is_listed_term(inside):
        return Why.SPEECH
    if _is_announced(inside):
        return _titled(inside) if _in_title_case(words) and len(words) > 1 and not inside.stopped else Why.SPEECH
    return _without_cue(inside)


def _is_announced(inside: Inside) -> bool:
    """Whether what stands right before announces somebody's words."""
    few = len(inside.words) < SPOKEN_WORDS and not inside.capital
    alone = len(inside.words) == 1 and not inside.lead.rstrip().endswith(":")
    if inside.lead.endswith(" as ") and _is_a_name(inside):
        return False  # "refers to this as “the Thursday test”"
    return not alone and not is_name_for(inside.lead) and _is_introduced(inside.lead, few=few)


def _without_cue(inside: Inside) -> Why:
    """What words are that nothing right beside them tells."""
    words = inside.words
    if _IN_CAPITALS.search(inside.lead) and inside.stopped:
        return Why.SPEECH
    if _is_taken_up(inside) or _stands_alone(inside) or _is_opinion(inside):
        return Why.SPEECH
    if inside.whole and not inside.sentence and len(words) <= _HEADLINE:
        return Why.TITLE
    if is_named(inside.lead):
        enough = SPOKEN_WORDS if inside.lead.rstrip().endswith(":") else 2 * SPOKEN_WORDS
        return Why.SPEECH if inside.capital and inside.sentence and len(words) >= enough else _titled(inside)
    return _by_shape(inside)


def _is_a_name(inside: Inside) -> bool:
    """Whether a naming word stands before what could be told, too: `call themselves "the owls," and say so`."""
    words = inside.words
    if not is_named(inside.lead) or _TELLS_OPENLY.match(inside.after):
        return False
    few = len(words) < SPOKEN_WORDS or (not inside.capital and len(words) == SPOKEN_WORDS)
    return len(words) > 1 and (few or _in_title_case(words))


def _is_listed_term(inside: Inside) -> bool:
    """Whether a few words before a comma only follow what they are about: `talk about “hubs,” and, when they think`."""
    last = (last_words(inside.lead, 1) or [""])[-1]
    goes_on = re.match(r" (?:and|or|but|nor)\b", inside.after)
    return len(inside.words) < SPOKEN_WORDS and last in PREPOSITIONS and inside.text[-1:] == "," and bool(goes_on)


def _is_told(inside: Inside) -> bool:
    """Whether a reporting clause follows: `," said Amina Rahman`."""
    words, after = inside.words, inside.after
    last = inside.text.rstrip("'’\"” ")[-1:]
    if last == "," and (len(words) >= SPOKEN_WORDS or _TELLS_OPENLY.match(after)):
        return True
    if _ACCORDING_AFTER.match(after):
        return True
    if len(words) == 1 and words[0][0].islower():
        return False
    if last == ",":
        return _tells(after, SAYING, _CLAUSE)
    if last and last in "?!…—–":
        return _tells(after, STRICT_SAYING, _CLAUSE)
    under = (last_words(inside.lead, 1) or [""])[-1].lower() in PREPOSITIONS  # "Under “other business”, she noted"
    outside = after[:1] == "," and len(words) > 2 and not _in_title_case(words) and not under
    return outside and _tells(after, STRICT_SAYING, _CLAUSE - 2)


def _tells(after: str, verbs: frozenset[str], within: int) -> bool:
    """Whether one of these verbs is among the first words of what follows, in a clause that announces no others."""
    clause = _BREAK.split(after, maxsplit=1)[0]
    words = WORD.findall(clause)[:within]
    told = next((at for at, word in enumerate(words) if word in verbs), None)
    if told is None or any(word in RELATIVES or word == "that" for word in words[:1]):
        return False
    return after[len(clause) : len(clause) + 1] != ":"


def _is_introduced(lead: str, *, few: bool) -> bool:
    """Whether a verb of saying, `according to` or `in the words of` stands right before.

    Before a `few` words, what people generally call something is none: `staff speak of "the long corridor"`.
    """
    if _ACCORDING.search(lead) or _WORDS_OF.search(lead):
        return True
    last = last_words(lead, 5)
    if last and (last[-1].lower() in ARTICLES or (few and last[-1] in _VAGUE)):
        return False
    for at in range(len(last) - 1, -1, -1):
        if last[at].lower() in STRICT_SAYING and not _is_noun(last, at):
            return not (few and (last[at] in SAYING_STEMS or last[at] in _OFFERING))
        free = at and last[at - 1].lower() in ("the", "to", "a")  # "told the panel", "said to reporters"
        if not (last[at].lower() in _FILLERS or last[at] in ("the", "to") or last[at].endswith("ly") or free):
            return False
        if free and at == len(last) - 1 and lead.rstrip()[-1:] not in (":", ","):
            return False
    return False


def _is_noun(last: Sequence[str], at: int) -> bool:
    """Whether a form of a verb of saying is a noun where it stands: `its interim report`, `the claim`."""
    if last[at] not in LIKE_NOUNS or not at:
        return False
    before = last[at - 1]
    if before.lower() in ARTICLES or before.endswith(("'s", "’s")):
        return True
    owned = at > 1 and (last[at - 2].lower() in ARTICLES or last[at - 2].endswith(("'s", "’s")))
    return owned and before.islower() and not before.endswith("s") and not last[at].endswith("s")


def _is_taken_up(inside: Inside) -> bool:
    """Whether speech goes on behind its cue: `," said Amina Rahman, "`."""
    if len(inside.words) > 1 and _in_title_case(inside.words) and not inside.sentence:
        return False  # "…," said Amina Rahman, whose book, "Cold Rooms", is out
    between = _BETWEEN.search(inside.lead)
    if not between or not any(word in SAYING for word in WORD.findall(between[1])):
        return False
    return inside.sentence or inside.lead.rstrip().endswith(",")


def _stands_alone(inside: Inside) -> bool:
    """Whether the words are a sentence, a paragraph or more of their own."""
    words = inside.words
    if inside.whole:
        headline = not inside.sentence and len(words) <= _HEADLINE
        return len(words) >= SPOKEN_WORDS and not headline and not _in_title_case(words)
    begins = not inside.lead.strip() or inside.lead.rstrip()[-1] in STOPS + '"”’'
    few = len(words) < SPOKEN_WORDS and _in_title_case(words)
    return begins and inside.capital and inside.stopped and len(words) > 1 and not few


def _is_opinion(inside: Inside) -> bool:
    """Whether words behind a naming word are what somebody thinks of a thing."""
    told = _is_told_of(inside.lead, called=False)
    return is_named(inside.lead) and is_opinion(inside.words, inside.lead, told=told)


def _by_shape(inside: Inside) -> Why:
    """What words are that no cue stands right beside."""
    words, lead = inside.words, inside.lead
    if lead.rstrip().endswith(":") and (inside.stopped or (len(words) > 3 and not _in_title_case(words))):
        return Why.SPEECH
    if _in_title_case(words) and (not inside.stopped or _is_title(inside)):
        return _titled(inside)
    whole = inside.capital and inside.sentence and len(words) >= (4 if inside.stopped else 6)
    article = (last_words(lead, 1) or [""])[-1]
    noun = article.lower() in ARTICLES or article.endswith(("'s", "’s"))
    told = (
        not inside.capital
        and _is_told_of(lead, called=len(words) > SPOKEN_WORDS, many=len(words) >= SPOKEN_WORDS)
        and len(words) >= (4 if noun else 2 if article in _COPULAS else 3)
    ) or (len(words) > 1 and not inside.capital and is_judgement(words, lead, inside.after))
    if whole or told or len(words) >= 7:
        return Why.SPEECH
    if len(words) > 1 and (noun or NAMING.intersection(last_words(lead, 6))):
        return Why.TERM
    return Why.WORD if len(words) == 1 else Why.SCARE if inside.sentence else Why.TERM


def _is_told_of(lead: str, *, called: bool, many: bool = True) -> bool:
    """Whether an active verb of saying stands earlier in the sentence: `complained of a "`, `called the plan "`."""
    last = WORD.findall(_BREAK.split(_MARKED.sub(" x", lead))[-1])[-_REACH:]
    for at in range(len(last) - 1, -1, -1):
        if (last[at] in STRICT_SAYING and (many or last[at] not in _NO_FEW)) or (
            called and last[at] in _CALLED and at + 1 < len(last)
        ):
            passive = at and last[at - 1] in _PASSIVE and last[at + 1 : at + 2] != ["by"]
            return not passive and not (not many and _WRITERS.intersection(last[max(0, at - 3) : at]))
    return bool(_WORDS_OF_SOMEBODY.search(_SENTENCE.split(lead)[-1]))


def _is_title(inside: Inside) -> bool:
    """Whether words within a sentence, though a stop ends them, have the capitals of a title."""
    longer = [word for word in inside.words[1:] if len(word) > 3]
    within = inside.lead.rstrip()[-1:] not in ("", ":", *STOPS)
    return within and len(longer) > 1 and all(word[0].isupper() for word in longer)


def _titled(inside: Inside) -> Why:
    """A term or a title."""
    if len(inside.words) == 1:
        return Why.WORD
    last = (last_words(inside.lead, 1) or [""])[-1].lower()
    return Why.TITLE if _in_title_case(inside.words) or last in TITLE_NOUNS else Why.TERM


def _in_title_case(words: list[str]) -> bool:
    """Whether most of the longer words have a capital, as in a title or a name."""
    long = [word for word in words if len(word) > 3 and word.lower() not in SUBORDINATORS] or words
    return sum(word[0].isupper() for word in long) >= 0.7 * len(long)
