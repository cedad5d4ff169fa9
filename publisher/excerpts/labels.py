"""What before marks says that they hold a name for something? `known as`, `the word`, `a label reading`.

Such words are nobody's speech: terms, titles, nicknames, slogans, and what is written on things.
"""

from __future__ import annotations

from publisher.excerpts.words import DOCUMENTS, NAMING, STRICT_SAYING, frozenset_of
from publisher.patterns import pattern

_SHORT = 7
"""Words of the longest inscription that is taken for a sign rather than for what its writer says."""
_TERM_NOUNS = frozenset_of(
    """
    word words term phrase motto slogan mantra philosophy principle nickname concept notion idea theme label title
    headline book song film play poem project programme research campaign tag badge category expression name option hymn
    tune plays played sings sang performed show marked stamped means meaning ticked saying proverb
    sentence tagline strapline catchphrase watchword moniker sobriquet epithet cliché adage maxim hashtag
    """
)
TITLE_NOUNS = DOCUMENTS | frozenset_of(
    "book song film play poem essay memoir hymn tune talk lecture paper called titled entitled see"
)
"""Nouns that announce the title of a work."""
_STOPS = ".!?…"
_THEM = r"(?:it|him|her|them|me|us|you|this|that|themselves|itself|himself|herself|ourselves|myself|yourself)"
_NAMED = pattern(
    rf"\b(?:(?:call|name|label|brand|dub|term|style|nickname|christen)(?:s|ed|led|d|bed|med|ing)? {_THEM}"
    rf"|refer(?:s|red|ring)? to (?:{_THEM}|[\w’' -]{{2,40}}) as"
    r"|(?:answers|answered|goes|went) (?:to|by)(?: the name(?: of)?)?"
    r"|by the name of|(?:promise|pledge|banner|ticket|platform|theme|doctrine|policy) of)\Z"
)
_MISSION = pattern(
    r"\b(?:(?:motto|slogan|tagline|strapline|catchphrase|watchword|mantra|rule of thumb)"
    r"|(?:[Ii]ts|[Tt]heir|[Ww]hose|[Oo]ur|the \w+['’]s)(?: [a-z]+)? (?:mission|purpose|vision|aim|goal|ethos)"
    r"(?: statement)?) (?:is|was|remains|remained|reads|being|has been|became)(?: simple| simply)?\Z"
)
_WRITTEN = pattern(
    r"\b(?:stencill?ed|painted|marked|labell?ed|stamped|printed|emblazoned|inscribed|embroidered|scrawled|engraved"
    r"|daubed|carved|chalked|sprayed|lettered|captioned|headed|reading|proclaiming|bearing the words)"
    r"(?: (?:with|as|simply|only|just|out|on it|the words?|the legend|the message))*\Z"
)
_SIGN = (
    r"(?:sign|placard|banner|sticker|label|plaque|poster|badge|T-shirt|t-shirt|shirt|mug|billboard|hoarding|milestone"
    r"|doormat|tattoo|nameplate|signboard|noticeboard|scarf|road ?sign)s?"
)
_ON_SIGN = pattern(
    rf"\b{_SIGN}\b(?: [\w’'-]+){{0,6}}? (?:says|say|said|reads|read|announces|announced|proclaims|proclaimed)\Z"
    rf"|\b(?:a|an|the|one|his|her|its|their) (?:[\w’'-]+ ){{0,2}}{_SIGN}\b[^.!?:]{{0,40}}:\Z"
)
_NAME_FOR = pattern(
    r"\b(?:name|word|term|phrase|label|nickname|expression)\b(?: (?!said|says|told|writes|wrote)[\w’']+){0,5} for\b"
    r"[^.!?\"“”]{0,90}\Z"
)
_MOTTO_ON = pattern(
    r"\b(?:motto|slogan|tagline|strapline|catchphrase|mantra) (?:on|across|over|above|below|in|round|under) "
    r"(?:the|a|an|its|their|our|his|her|my|every|each)(?: [\w’'-]+){1,3}\Z"
)
_WANTED = pattern(
    r"\b(?:ask(?:s|ed|ing)? (?:\w+ )?for|requir(?:es|ed|ing)|request(?:s|ed|ing))"
    r" (?:his|her|their|your|my|our|an?|the|its|one’s)(?: own)?\Z"
)
_GENERAL = pattern(
    r"(?:\A|[.!?] )(?:Most|Many|Some|A lot of|Lots of|Plenty of|Too many)? ?(?:[Pp]eople|[Ff]olk|of us|of them)\b"
    r"[^.!?;:\"“”]{0,60}"
    r"\b(?:say|think|feel|believe|tell \w+)\b[^.!?;:\"“”]{0,30}\Z"
)
_HELD_UP = pattern(
    r"\b(?:cards|signs|placards|banners|T-shirts|badges|stickers|posters|flags|boards)"
    r" (?:saying|that say|that said|which say|which said|that read|which read)\Z"
)
_SENTENCE = pattern(r"[.!?]\s|[\"“”]")
_WORD = pattern(r"\w+(?:['’\-]\w+)*")


def last_words(lead: str, number: int) -> list[str]:
    """The last words of the clause before a mark."""
    return _WORD.findall(_SENTENCE.split(lead.rstrip(" ,:"))[-1])[-number:]


def is_named(lead: str) -> bool:
    """Whether what stands before announces a term or a title: `known as`, `the word`, `the report`."""
    last = [word.lower() for word in last_words(lead, 3)]
    if not last or lead.rstrip()[-1] in _STOPS:
        return False
    if last[-1] in NAMING | _TERM_NOUNS | TITLE_NOUNS:
        return True
    if last[-1] == "as" and last[-2:-1] != [] and last[-2] in NAMING:
        return True
    if last[-1] in ("a", "an", "the") and last[-2:-1] in (["as"], ["is"]):
        return True
    if last[-1] == "of" and last[-2:-1] != [] and last[-2] in _TERM_NOUNS:
        return True
    found = _NAMED.search(lead.rstrip(" ,:—–-"))
    return found is not None and not found[0].startswith(("called", "named", "branded", "labelled", "dubbed"))


def is_name_for(lead: str) -> bool:
    """Whether a word for something is announced: `the best term I have heard for such a drawer: `."""
    return bool(_NAME_FOR.search(lead.rstrip(" :—–-")))


def is_motto(lead: str) -> bool:
    """Whether what somebody stands for is announced: `its mission is `, `our motto: `."""
    bare = lead.rstrip(" ,:—–-")
    return bool(_MISSION.search(bare) or (lead.rstrip().endswith(":") and _MOTTO_ON.search(bare)))


def is_wanted(lead: str, words: int) -> bool:
    """Whether so few words are what somebody is asked to give: `a form that asked for his `."""
    return words <= _SHORT and bool(_WANTED.search(lead.rstrip()))


def is_general(lead: str) -> bool:
    """Whether what follows is a common saying of nobody in particular: `Most people say that they are `."""
    return bool(_GENERAL.search(lead.rstrip(" ,")))


def is_written(lead: str, words: int) -> bool:
    """Whether so few words stand on a thing: `posts stencilled `, `a sticker on the lid says `."""
    bare = lead.rstrip(" ,")
    if words > _SHORT:
        return False
    told = bare.endswith(":") and STRICT_SAYING.intersection(last_words(bare, 12))
    if _HELD_UP.search(bare.rstrip(":")):
        return True
    return bool(_WRITTEN.search(bare.rstrip(":")) or (not told and _ON_SIGN.search(bare)))
