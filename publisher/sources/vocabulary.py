"""The words of a document as evidence: which it has elsewhere, and which follow one another."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

SOFT_HYPHEN = "\u00ad"

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
# The commonest words of English texts, in order (the head of every frequency list; also what sentences begin with).
_COMMON_WORDS = (
    "the of and to in a is that for it as was with be by on not he i this are or his from at which but have an had "
    "they you were their one all we can her has there been if more when will would who so no she other its may these "
    "what them than some him time into only do such my new about out also two any up first could our then most see "
    "me should after said your very between made many over like those did now even well where must people through "
    "how back much before too under while because each just both against during every despite although since "
    "another among however around again away along above across ahead already always alone"
)
_COMMON = _COMMON_WORDS.split()
_WEIGHTS = {word: 10 - 8 * rank / len(_COMMON) for rank, word in enumerate(_COMMON)}
_ENDLESS = (
    "the a an and or but nor of to in on at by for with from as than that which who whose whom into onto upon about "
    "between among through during over under within without across against towards per via is are was were be been "
    "being am have has had will would can could should may might must shall do does did not no our their his her its "
    "my your this these those very some any each every both either neither such if when where while because "
    "although whether so we they he she i mr mrs ms dr professor sir dame cllr councillor"
)
_CANNOT_END = frozenset(_ENDLESS.split())
_ASKS = frozenset(("the", "a", "an", "and", "or", "of", "our", "their", "its", "my", "your", "his", "per", "via"))
_SURE = 0.5
_MUCH_SURER = 3.0


class Vocabulary:
    """The words of a document, counted, alone and in pairs; numbers count as one word."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.counts: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        hyphenated: set[str] = set()
        for text in texts:
            lower = text.lower()
            words = ["#" if word.isdigit() else word for word in _WORD.findall(lower)]
            self.counts.update(words)
            self._pairs.update(pairwise(words))
            if "-" in lower:
                hyphenated.update(_HYPHENATED.findall(lower))
        self._hyphenated = frozenset(hyphenated)

    def is_word(self, word: str) -> bool:
        """Whether the document has the word at two places, or it is one of the commonest of the language."""
        if len(word) == 1:
            return word in "aI"
        return self.counts[word.lower()] > 1 or word.lower() in _WEIGHTS

    def lost_capital(self, fragment: str, following: str, *, headed: bool = False) -> str:
        """The capital that a word beginning in lower case has lost, or the empty string.

        `fragment` is what is left of the word, `following` the word after it. The whole word must stand elsewhere in
        the document or be a very common one, and be far likelier than any other; if the fragment is a word itself,
        then only below a heading (`headed`), where nothing begins in lower case, or because the document has the whole
        word before `following` elsewhere, and never the fragment.
        """
        after = "#" if following.isdigit() else following.lower()
        words = (f"{letter}{fragment.lower()}" for letter in string.ascii_lowercase)
        scores = sorted((self._likely(word, after), word) for word in words)
        (second, _), (best, word) = scores[-2:]
        if best < _SURE or best < _MUCH_SURER * second:
            return ""
        if self.is_word(fragment) and not headed and not self._tells(word, fragment, after):
            return ""
        return word[0].upper()

    def _likely(self, word: str, after: str) -> float:
        """How likely `word` is before `after`: how often both stand together, times how often it stands at all."""
        return (self._pairs[word, after] + 0.5) * (self.counts[word] + (_WEIGHTS.get(word, 0) if len(word) > 1 else 0))

    def _tells(self, word: str, fragment: str, after: str) -> bool:
        """Whether `word` stands before `after` elsewhere, and `fragment` only at the place in question."""
        return self._pairs[word, after] > 0 and self._pairs[fragment.lower(), after] <= 1

    def hyphen(self, before: str, after: str) -> str:
        """What stands between the halves of a word broken at a line's end: a hyphen if it is its own, else nothing.

        The document itself knows if it has the word elsewhere, joined or with its hyphen; a capital or a digit keeps
        the hyphen. Else it is a guess (two words make a compound), and a soft hyphen says so: both may be quoted.
        """
        first, second = re.search(r"[^\W_]*$", before), re.match(r"[^\W_]+", after)
        if not first or not first[0] or not second or not second[0][0].islower() or first[0][-1].isdigit():
            return "-"
        left, right = first[0].lower(), second[0].lower()
        if self.counts[left + right]:
            return ""
        if f"{left}-{right}" in self._hyphenated:
            return "-"
        return f"-{SOFT_HYPHEN}" if self.counts[left] > 1 and self.counts[right] > 1 else SOFT_HYPHEN


def asks_for_noun(text: str) -> bool:
    """Whether the last word of `text` is one after which not even a heading ends: an article, `and`, `of`, `our`."""
    last = re.search(r"([^\W_]+)$", text)
    return last is not None and last[1].lower() in _ASKS


def cannot_end(text: str) -> bool:
    """Whether the last word of `text` asks for another: an article, a preposition, a possessive, a comma."""
    last = re.search(r"([^\W_]+)(['’]s)?['’\"”)]*$", text)
    if text.rstrip().endswith((",", "-", "–", "—", "(", "/", "&")):
        return True
    return last is not None and (bool(last[2]) or last[1].lower() in _CANNOT_END)


def first_words(text: str) -> tuple[str, str]:
    """The first word of `text` and the one after it; empty where there is none."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+", text[:120])
    return (words[0] if words else ""), (words[1] if len(words) > 1 else "")
