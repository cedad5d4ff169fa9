"""Who has the role that a phrase names? `the chief executive`, `the pastor`, `the council's leader`."""

from __future__ import annotations

from publisher.excerpts import roles
from publisher.excerpts.individuals import Individual, Register
from publisher.excerpts.phrases import Phrase
from publisher.excerpts.running import Running
from publisher.excerpts.tokens import Rows, Token
from publisher.excerpts.words import DEFINITE, INDEFINITE, NOT_IN_NAMES, ORGANISATIONS, ROLES, TITLES, frozenset_of
from publisher.patterns import pattern

_DEPUTIES = frozenset_of("deputy vice assistant acting associate junior interim")
_RANKS = {
    "justice": "judge",
    "prof": "professor",
    "dr": "doctor",
    "cllr": "councillor",
    "sgt": "sergeant",
    "capt": "captain",
    "pc": "constable officer",
    "rev": "minister vicar priest pastor rector",
    "revd": "minister vicar priest pastor rector",
    "reverend": "minister vicar priest pastor rector",
    "father": "priest pastor",
    "fr": "priest pastor",
    "canon": "priest vicar rector",
    "gov": "governor",
    "sen": "senator",
    "rep": "representative",
    "det": "detective officer",
    "gen": "general",
    "lord": "peer",
    "baroness": "peer",
    "insp": "inspector",
    "supt": "superintendent",
}
"""What a title makes of somebody, where the two are different words."""
_WORD = pattern(r"[\w'’\-]+")


class Bearers:
    """Finds the people of a register by what they are called instead of their names."""

    def __init__(self, text: Running, register: Register, rows: Rows) -> None:
        self._text = text
        self._register = register
        self._rows = rows

    def of(self, who: Phrase, row: list[Token], block: int) -> Individual | None:
        """The one person who has the role that a definite phrase names, here or in the whole report."""
        end = who.core
        while end < who.after and row[end].kind not in ",W(-":
            end += 1
        printed = self._text.text[row[who.first].start : row[end - 1].end]
        words = [word.lower().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(printed)]
        head = [word for word in words if word in ROLES] or words[-1:]
        if not who.definite or not head:
            return None
        wanted = {
            word for word in words if word not in DEFINITE | INDEFINITE and word not in ("of", "for", "at", "and")
        }
        if self._is_short(row, who, head):
            return None
        bearers = [one for one in self._register.people if _has_role(one, head, wanted) or _has_title(one, wanted)]
        for narrower in (self._is_from_here, self._is_near, self._is_known):
            if len(bearers) > 1:
                fewer = [one for one in bearers if narrower(one, words, block, row[who.first].start)]
                bearers = fewer or bearers
        return bearers[0] if len(bearers) == 1 else None

    def _is_short(self, row: list[Token], who: Phrase, head: list[str]) -> bool:
        """Whether `the manager` takes up a longer phrase of its paragraph that names nobody: `the night manager`."""
        if who.core - who.first != 2 or row[who.first].kind != "D":
            return False
        for at in range(who.first - 1, 1, -1):
            if self._text.text[row[at].start : row[at].end].lower() == head[-1]:
                named = any(token.kind == "N" for token in row[at + 1 : at + 3])
                return row[at - 1].kind == "x" and row[at - 2].kind in "DA" and not named
        return False

    def _is_known(self, one: Individual, words: list[str], block: int, before: int) -> bool:
        """Whether the report has spoken of a bearer before."""
        del words, block
        return one.first < before

    def _is_near(self, one: Individual, words: list[str], block: int, before: int) -> bool:
        """Whether a bearer is named in this paragraph before the role, or in the one before."""
        if ORGANISATIONS.intersection(words):
            return False  # "the council's chief executive": another body's may be near
        rows = [self._rows.row(block - 1)] if block else []
        rows.append([token for token in self._rows.row(block) if token.start < before])
        return any(token.people == (one,) for row in rows for token in row)

    def _is_from_here(self, one: Individual, words: list[str], block: int, before: int) -> bool:
        """Whether a bearer's body or place is named in this paragraph before the role, or was just spoken of."""
        begin = self._text.blocks[block].start
        here = {
            word.lower().removesuffix("'s")
            for word in _WORD.findall(self._text.text, begin, before)
            if word[:1].isupper()
        }
        here -= NOT_IN_NAMES
        bodies = {word for word in words if word in ORGANISATIONS}
        for _, organisation in one.roles:
            theirs = {word.lower() for word in _WORD.findall(organisation)}
            if theirs & here and bodies <= theirs:
                return True
        return False


def _has_role(one: Individual, head: list[str], wanted: set[str]) -> bool:
    """Whether a person's role has the words of a phrase; what its body is called counts too."""
    bodies = {word.lower() for _, organisation in one.roles for word in _WORD.findall(organisation)}
    for role, _ in one.roles:
        words = {word.lower() for word in _WORD.findall(role)}
        around = words | bodies
        if words & _DEPUTIES - wanted:
            continue
        known = wanted if bodies else wanted - ORGANISATIONS
        if role and set(head) <= words and known <= around and not roles.is_former(role):
            return True
    return False


def _has_title(one: Individual, wanted: set[str]) -> bool:
    """Whether `the Admiral` is what a person is printed with: a title that is no mere form of address."""
    ranks = {word.lower().rstrip(".") for title in one.titles for word in title.split()}
    ranks |= {other for rank in ranks for other in _RANKS.get(rank, "").split()}
    return bool(wanted) and wanted <= ranks & (ROLES | TITLES)
