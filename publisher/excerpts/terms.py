"""Which words carry what a text is about? Stop words out, endings off: `councils`, `Council’s` and `council` are one.

English has a light stemmer of its own, after the steps of M. F. Porter, “An algorithm for suffix stripping” (Program
14/3, 1980), with fewer rules and never fewer than three letters left. German and French lose the endings of number,
case and gender only. Other languages are compared by whole words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from publisher.patterns import pattern

_WORD = pattern(r"[^\W_]+(?:['’.\-&][^\W_]+)*")
_APOSTROPHES = str.maketrans("’‘`´", "''''")
_GUESSED = 4000
"""Words of a text that tell its language."""

_ENGLISH = """
    a about above across after again against all almost also although always am among an and another any are around as
    at away back be became because been before being below between both but by came can cannot come could did do does
    doing done down during each either else enough even ever every few for from further get go going gone got had has
    have having he her here hers herself him himself his how however i if in into is it its itself just let like made
    make makes making many may me might mine more most much must my myself near need neither never no nor not now of off
    often on once one only onto or other others ought our ours ourselves out over own per perhaps put quite rather
    really said same say says see seem shall she should since so some something still such take than that the their
    theirs them themselves then there therefore these they thing things this those though through thus to together too
    toward under until up upon us use used using very was way we well went were what when where whether which while who
    whom whose why will with within without would yes yet you your yours yourself
    don't didn't doesn't isn't wasn't aren't weren't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't i'm
    i've i'd i'll it's that's there's we're we've we'd we'll you're you've you'll they're they've they'd he's she's
    what's let's
"""
_GERMAN = """
    aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da damit
    dann das dass dein dem den denn der des deshalb die dies diese diesem diesen dieser dieses doch dort du durch ein
    eine einem einen einer eines er es etwa etwas euch euer für gegen gewesen hab habe haben hat hatte hatten hier hin
    ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist jede jedem jeden jeder jedes jetzt kann kein keine
    keinen können könnte machen man manche mehr mein meine mich mir mit muss müssen nach nicht nichts noch nun nur ob
    oder ohne schon sehr sein seine seinem seinen seiner seit sich sie sind so solche soll sollen sollte sollten sondern
    um und uns unser unsere unter viel vom von vor war waren warum was weil welche wenn wer werden wie wieder will wir
    wird wo wurde wurden zu zum zur zwar zwischen über
"""
_FRENCH = """
    afin ai ainsi alors après au aucun aussi autre aux avait avant avec avoir car ce cela ces cet cette chez comme dans
    de des deux doit donc dont du elle elles en encore entre est et était été être eu fait faut il ils je la le les leur
    leurs lui mais me même mes moi moins mon ne nos notre nous on ont ou où par parce pas peu peut plus pour qu quand
    que quel quelle qui sa sans se sera ses si son sont sous sur ta tant te tes toi ton tous tout toute très tu un une
    vers vos votre vous à
"""
STOP_WORDS = {
    "en": frozenset(_ENGLISH.split()),
    "de": frozenset(_GERMAN.split()),
    "fr": frozenset(_FRENCH.split()),
}
"""The words that say nothing of what a text is about, by language."""


def language(text: str) -> str:
    """The language that most of the stop words are of: `en`, `de` or `fr`; English where there are none."""
    words = [match[0].lower() for _, match in zip(range(_GUESSED), _WORD.finditer(text), strict=False)]
    votes = {name: sum(word in stops for word in words) for name, stops in STOP_WORDS.items()}
    return max(votes, key=lambda name: (votes[name], name == "en"))


def words(text: str) -> Iterator[str]:
    """The words of a text in lower case, without possessive endings; hyphenated ones whole and in parts."""
    for match in _WORD.finditer(text):
        word = match[0].lower().translate(_APOSTROPHES)
        word = re.sub(r"'s\Z", "", word)
        yield word
        if "-" in word:
            yield from word.split("-")


def terms(text: str, of: str) -> list[str]:
    """The stems of the words that carry meaning in a text in language `of`, in order; numbers and letters are none."""
    stops = STOP_WORDS.get(of, frozenset())
    return [stem(word, of) for word in words(text) if word not in stops and len(word) > 1 and not word.isdigit()]


@lru_cache(maxsize=20_000)
def stem(word: str, of: str) -> str:
    """What the forms of a word share, in lower case; not always a word itself."""
    word = word.lower()
    if of == "en":
        return _english(word)
    if of == "de":
        return _shortened(_plain(word), ("ern", "em", "en", "er", "es", "e", "n", "s"), least=4)
    if of == "fr":
        return _shortened(_plain(word), ("aux", "ées", "es", "ée", "s", "x", "e"), least=3)
    return word


def _plain(word: str) -> str:
    """A word without its accents: `Häuser` and `Haus` share their beginning."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


def _shortened(word: str, endings: tuple[str, ...], *, least: int) -> str:
    """The word without the first of the endings that leaves `least` letters; an `s` after a vowel is the word's own."""
    fits = (e for e in map(_plain, endings) if word.endswith(e) and len(word) - len(e) >= least)
    found = next((e for e in fits if e != "s" or word[-2] not in "aiouys"), "")
    return re.sub(r"ss\Z", "s", word.removesuffix(found))


# Endings with what stands for them, in steps; of each step the first ending that fits counts. The number is how many
# syllables, roughly, must be left before it (Porter's measure).
_STEPS = (
    (0, "ization ize|isation ize|ational ate|fulness ful|ousness ous|iveness ive|tional tion|ations ate|ation ate"),
    (0, "ators ate|ator ate|ised ize|ise ize|ically ic|ally al|ably able|fully ful|ously ous|ively ive|ibility ible"),
    (0, "ability able|ly "),
    (0, "icate ic|ative ate|ical ic|ness |ful |less |ment |er |or "),
    (1, "ance |ence |able |ible |ant |ism |ist |ate |ity |ous |ive |ize |sion s|tion t|al |ic "),
)
_ENDINGS = tuple(
    (least, tuple((one.split(" ")[0], one.split(" ")[1]) for one in endings.split("|"))) for least, endings in _STEPS
)
_PLURALS = {
    "buses": "bus", "children": "child", "crises": "crisis", "feet": "foot", "halves": "half", "leaves": "leaf",
    "lives": "life", "men": "man", "news": "news", "women": "woman",
}  # fmt: skip
_VOWEL = pattern(r"[aeiouy]")
_DOUBLED = pattern(r"([bcdfghjkmnpqrtvwx])\1\Z")
_SYLLABLE = pattern(r"[aeiouy]+[^aeiouy]")
_SHORT = pattern(r"[^aeiouy]*[aeiouy][^aeiouwxy]\Z")
"""One syllable that a silent `e` made long: `shar` of `share`."""


def _english(word: str) -> str:
    """Number and tense first, then endings that make one word of another."""
    word = _without_tense(_without_number(word))
    for least, endings in _ENDINGS:
        for ending, instead in endings:
            rest = word.removesuffix(ending)
            if rest != word:
                fits = len(rest) >= (4 if instead == "" else 3) and len(_SYLLABLE.findall(rest)) > least
                word = rest + instead if fits else word
                break
    if word.endswith("e") and len(word) > 3 and not _SHORT.fullmatch(word[:-1]):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") and word[-2] not in "aeiou" else word


def _without_number(word: str) -> str:
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is", "'s")):
        return word[:-1]
    return word


def _without_tense(word: str) -> str:
    if word.endswith("eed"):
        return word
    for ending in ("ing", "ied", "ed"):
        rest = word.removesuffix(ending) + ("y" if ending == "ied" else "")
        if word.endswith(ending) and len(rest) >= 3 and _VOWEL.search(rest[:-1]):
            if rest.endswith(("at", "bl", "iz", "is")) or _SHORT.fullmatch(rest):
                return rest + "e"
            return _DOUBLED.sub(r"\1", rest)
    return word
