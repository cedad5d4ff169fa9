"""Is it somebody's opinion of a thing? Words that a naming verb announces, but that say more than a name."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.excerpts.labels import last_words
from publisher.excerpts.words import NAMING, ORGANISATIONS, frozenset_of
from publisher.patterns import pattern

ARTICLES = frozenset_of("the a an our their its his her this these those my your")

_WORD = pattern(r"\w+(?:['’\-]\w+)*")
_FEW = 4
"""Words of the longest name that may be longer than one."""
_WHAT_CALLED = pattern(r"\b(?:what|which) [^.!?;:\"“”]{2,60} (?:called|calls|termed|terms|dubbed|describe[sd] as) \Z")
_CALLED_THE = pattern(
    r"[a-z]? (?:called|branded|dubbed|labelled|labeled|termed) (?:the|this|that|it|them|its) (?:\w+ )?\Z"
)
_CALLS_IT = pattern(r"([^.!?;:\"“”]*) calls (?:it|him|her|them|this) \Z")
_JUDGED = pattern(
    r"\b(?:warn(?:s|ed)? (?:\w+ )?(?:of|about|against)|complain(?:s|ed)? (?:of|about)|accuse[sd]? [^.;:\"“”]{3,40} of"
    r"|condemn(?:s|ed)|denounce[sd]|attack(?:s|ed)|criticis(?:es|ed)|decr(?:ies|ied)|deplore[sd]|lament(?:s|ed)"
    r"|praise[sd]|hail(?:s|ed)|bemoan(?:s|ed))"
    r" (?:[\w’']+ ){0,2}?(?:an?|the|his|her|their|its|what [^.;:\"“”]{3,30} as) \Z"
)
"""An opinion: what it is about is told in somebody's own words."""
_MADE = pattern(r"\b(?:introduce[sd]?|present(?:s|ed)|greet(?:s|ed)|dismiss(?:es|ed)) [^.;:\"“”]{2,70} as \Z")
_HE_CALLED = pattern(r"\b(?:what|which) (?:he|she|they) (?:has |have |had )?(?:called|termed|described as) \Z")
_JUDGING = frozenset_of("a an another no nothing too more less just")
"""Words with which a judgement begins rather than a name."""
_SAID_LAST = pattern(
    r"[^.!?;:\"“”]{0,90}, (?:he|she|they|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}) "
    r"(?:said|says|added|adds|told [\w ]{2,30}|recalled|recalls|admitted|insisted|argued|wrote)\."
)
"""The end of a sentence of which some words are quoted: `was "tired and cold" by then, she said.`"""
_LONG_OPINION = 10
"""Words, beginning in lower case, of which no name is made."""


def is_opinion(words: Sequence[str], lead: str, *, told: bool) -> bool:
    """Whether words behind a naming word say more than a name: `what one of them called "…"`, `calls it "…"`.

    `told` says that a verb of saying stands earlier in the sentence.
    """
    if words[0][0].isupper() or words[0][0].isdigit():
        return False
    if len(words) > 2 and words[0] in _JUDGING and _HE_CALLED.search(lead):
        return True  # "the plan, which she called “another pile of cones”"
    if len(words) <= _FEW:
        return False
    if _WHAT_CALLED.search(lead) or _CALLED_THE.search(lead):
        return True
    somebody = _CALLS_IT.search(lead)
    if somebody and not ORGANISATIONS.intersection(_WORD.findall(somebody[1].lower().split(",")[0])):
        return True
    last = (last_words(lead, 1) or [""])[-1].lower()
    return last not in NAMING | {"as", "is"} and (len(words) >= _LONG_OPINION or (len(words) >= 7 and told))


def is_judgement(words: Sequence[str], lead: str, after: str) -> bool:
    """Whether words give somebody's opinion of a thing or a person that the sentence tells of."""
    made = len(words) >= _FEW and words[0] in ARTICLES and _MADE.search(lead)
    return bool(made or _JUDGED.search(lead) or _SAID_LAST.match(after))
