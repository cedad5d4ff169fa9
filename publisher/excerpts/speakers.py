"""Who said it? Only where a plain cue beside the words leaves no doubt: a wrong name is worse than none."""

from __future__ import annotations

import re
from itertools import pairwise

from publisher.excerpts import folding
from publisher.excerpts.cues import SAYING, TELLS
from publisher.excerpts.marks import Marked
from publisher.excerpts.names import ROLES, TITLES, first_run, is_possessive, last_run, names_an_organisation, person
from publisher.model import Report, Speaker

_REACH = 400
"""Characters on either side of the marks that may hold a cue."""
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s+(?=[\"“‘'(]*[^\W\d_a-z])|\n\s*\n|[\"”»]\s+(?=[^\W\d_a-z])")
_INTRO = re.compile(
    r"(?:(?:and|but|or|so|as|yet|while|then|also|indeed|finally|for example|for instance|similarly|likewise|meanwhile"
    r"|however|in (?:[A-Z]\w+ ?){1,3},)\b,?\s+)+",
    re.IGNORECASE,
)
_BEFORE_A_NAME = frozenset(
    [
        "as",
        "and",
        "but",
        "or",
        "when",
        "while",
        "because",
        "since",
        "where",
        "so",
        "then",
        "yet",
        "whereas",
        "although",
        "though",
        "if",
    ]
)
_PREPOSITIONS = frozenset(("of", "for", "to", "by", "with", "from", "about", "against", "like", "than", "under"))
_RELATIVES = frozenset(("who", "whom", "whose", "which", "that"))
_NOBODY = frozenset(
    ["who", "whom", "whose", "which", "that", "he", "she", "they", "it", "i", "we", "you", "one", "another"]
)
_INVERTED = re.compile(rf"\s*,?\s*{SAYING}\s+", re.ASCII)
_NAME_THEN_VERB = re.compile(rf"\s*(?P<subject>[^.!?;:\"“”\n]{{3,160}}?)\s+{SAYING}(?P<rest>\s*[.,;:]|\s+\w|\s*\Z)")
_CAPTION = re.compile(
    r"\s*(?:—|–|―|--?)\s*(?P<name>[^,\n]{3,60}?)(?:,\s*(?P<role>[^,\n]{2,80}?))?(?:,\s*(?P<organisation>[^\n]{2,80}?))?\s*(?:\n|\Z)"
)
_SAYS = re.compile(rf"\b{SAYING}")
_PAUSE = ",?!…—–"


def speaker(report: Report, pair: Marked) -> Speaker | None:
    """Who says what stands between the marks.

    By a caption after a dash, else by a name with a verb of saying or a colon right before or after the marks. None
    where there is no such cue, or where two of them disagree.
    """
    after = folding.stretch(report, pair.closed, pair.closed + _REACH)
    caption = _by_caption(after)
    if caption:
        return caption
    lead = folding.stretch(report, pair.opened - _REACH, pair.opened)
    names = {name for name in (_by_lead(lead), _by_interruption(lead), _by_sequel(report, pair, after)) if name}
    return Speaker(name=names.pop()) if len(names) == 1 else None


def _by_caption(after: str) -> Speaker | None:
    """`— Amina Rahman, chief executive, Example Trust` to the end of its line."""
    match = _CAPTION.match(after)
    if not match or "." in (match["role"] or "") or not person(match["name"].split()):
        return None
    organisation = (match["organisation"] or "").rstrip(".")
    return Speaker(person(match["name"].split()), match["role"] or "", organisation)


def _by_lead(lead: str) -> str:
    """The subject of a verb of saying right before the marks, or the name in `Name, role:`."""
    sentence = lead
    for end in _SENTENCE_END.finditer(lead):
        if not _is_abbreviation(lead[: end.start()]):
            sentence = lead[end.end() :]
    cue = TELLS.search(sentence)
    if cue:
        return _subject(sentence[: cue.start()])
    if not sentence.rstrip().endswith(":"):
        return ""
    name, _, role = _without_intro(sentence.strip().rstrip(":")).partition(",")
    titled = name.split()[:1] and name.split()[0].lower().rstrip(".") in TITLES
    if not titled and (not ROLES.intersection(role.lower().split()) or _SAYS.search(role)):
        return ""
    run = first_run(name.split())
    return person(run) if len(run) == len(name.split()) else ""


def _without_intro(sentence: str) -> str:
    """A sentence without `And`, `As`, `For example,` at its start."""
    start = _INTRO.match(sentence)
    return sentence[start.end() :] if start else sentence


def _is_abbreviation(before: str) -> bool:
    """Whether the stop after `before` belongs to a title or an initial."""
    word = (before.split() or [""])[-1]
    return word.lower() in TITLES or (len(word) == 1 and word.isupper())


def _subject(words: str) -> str:
    """The person who is the subject that `words`, a sentence up to its verb of saying, end with."""
    tokens = words.split()
    run = last_run(tokens)
    name = person(run) if run and _stands_alone(tokens[: len(tokens) - len(run)]) else ""
    return name or _with_description(words)


def _stands_alone(before: list[str]) -> bool:
    """Whether a name after these tokens is a subject, not part of a longer phrase ("a friend of …", "A and …")."""
    if not before:
        return True
    last = before[-1]
    if _leans(re.split(r"[,;:—–]\s", " ".join(before) + " ")[-1].split()):
        return False
    if last.lower() in ("and", "or", "&"):
        return not last_run(before[:-1])
    return (
        last[-1] in ",;:—–"
        or is_possessive(last)
        or last.lower() in _BEFORE_A_NAME
        or last.lower() in ROLES
        or last.lower().rstrip(".") in TITLES
    )


def _leans(clause: list[str]) -> bool:
    """Whether what stands before a name makes it another's ("a friend of", "the man who"); `Bank of England's` not."""
    if _RELATIVES.intersection(clause[:-1]) or (clause and clause[-1] in _RELATIVES - {"that"}):
        return True
    return any(word in _PREPOSITIONS and not names_an_organisation(before) for before, word in pairwise(clause))


def _with_description(words: str) -> str:
    """The name that begins a sentence: `Amina Rahman, chief executive of the trust,` or `Amina Rahman of the trust`."""
    tokens = _without_intro(words.lstrip()).split()
    run = first_run(tokens)
    description = tokens[len(run) :]
    if not run or not description or len(description) > 18:
        return ""
    if tokens[len(run) - 1].endswith(","):
        return person(run) if _describes(description) else ""
    plain = description[0] in ("of", "from", "at") and not any(token[-1] in ",;:" for token in description)
    return person(run) if plain and description[-1].lower() not in _NOBODY else ""


def _describes(description: list[str]) -> bool:
    """Whether the words after a name and its comma tell who that is, and no other subject follows."""
    closed = description[-1].endswith(",")
    if description[-1].lower().rstrip(",") in _NOBODY or (description[0].lower() in _NOBODY and not closed):
        return False
    other = first_run(description)
    return not (other and description[len(other) :] and description[len(other)].lower() in ("and", "&"))


def _by_interruption(lead: str) -> str:
    """`…," said Amina Rahman, "…`: the speaker of the words before, who goes on."""
    match = re.search(r"(?P<pause>[,?!…—–])[\"”’'»](?P<between>[^\"“”«»]{3,160})\Z", lead)
    if not match or match["between"].rstrip()[-1] not in ",.":
        return ""
    return _inverted(match["between"]) or _named_then_verb(match["between"], paused=True)


def _by_sequel(report: Report, pair: Marked, after: str) -> str:
    """The subject of a verb of saying right after the marks: `," said Amina Rahman.` or the other way round."""
    sentence = re.split(r"\n\s*\n", after)[0]
    inverted = _inverted(sentence)
    if inverted:
        return inverted
    paused = "," in (report.text[pair.end - 1], report.text[pair.closed : pair.closed + 1])
    if not paused and report.text[pair.end - 1] not in _PAUSE:
        return ""
    return _named_then_verb(sentence.removeprefix(","), paused=paused)


def _inverted(words: str) -> str:
    """A name right after a verb of saying, and nobody beside it."""
    match = _INVERTED.match(words)
    tokens = words[match.end() :].split() if match else []
    run = first_run(tokens)
    if not run:
        return ""
    following = tokens[len(run)] if len(run) < len(tokens) else ""
    ended = tokens[len(run) - 1][-1] in ".,;:"
    return "" if not ended and (following in ("and", "&") or is_possessive(following)) else person(run)


def _named_then_verb(words: str, *, paused: bool) -> str:
    """A name and then a verb of saying; `paused`: the words before end with a comma, so the sentence goes on."""
    match = _NAME_THEN_VERB.match(words)
    if not match or match["rest"].strip().startswith(":"):
        return ""
    if not paused and match["rest"].strip()[:1] not in (".", ",", ""):
        return ""
    return _subject(match["subject"])
