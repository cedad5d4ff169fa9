"""A paragraph as a row of tokens, each of one class, so that a cue is a short pattern over classes.

Classes are single letters:

    N a person's name    O another name (body, place)   R a noun for a role     U a noun for somebody
    K a noun for a text  G a noun for a body            T a title               V a verb of saying
    X an auxiliary       D definite, A indefinite       H he, she               I another pronoun
    P a preposition      C and, or                      B a subordinator        W who, which
    Y an adverb          S a possessive ending          # a number              x any other word
    Q marked words       | the end of a sentence        and , : ; . ( ) - for themselves
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from publisher.excerpts import words as w
from publisher.excerpts.individuals import Individual, Register
from publisher.excerpts.running import Running
from publisher.excerpts.spellings import folded, is_given
from publisher.patterns import pattern

_TOKEN = pattern(
    r"(?P<word>(?:[^\W\d_]|\|(?=[a-z]{2}))(?:[.](?=[A-Z]\b)|[\w|]|[’'](?=\w)(?!s\b)|-(?=\w))*)(?P<own>[’']s?(?!\w))?"
    r"|(?P<number>[£$€]?\d+(?:[.,:]\d+)*\w*)|(?P<stop>[.!?…]+)|(?P<dash>[–—]|(?<=\s)-+(?=\s))|(?P<mark>[,:;()\[\]])"
)
_CLASSES: dict[str, str] = {}
for _letter, _group in (
    ("P", w.PREPOSITIONS),
    ("O", ()),
    ("K", w.DOCUMENTS),
    ("G", w.ORGANISATIONS),
    ("U", w.PEOPLE),
    ("R", w.ROLES),
    ("Y", w.ADVERBS),
    ("V", w.SAYING),
    ("B", w.SUBORDINATORS),
    ("X", w.AUXILIARIES),
    ("W", w.RELATIVES),
    ("C", w.CONJUNCTIONS),
    ("I", w.OTHER_PRONOUNS),
    ("H", w.THIRD_PERSON),
    ("A", w.INDEFINITE),
    ("D", w.DEFINITE),
):
    _CLASSES |= dict.fromkeys(_group, _letter)
_CLASSES |= {"that": "B", "her": "D", "another": "A", "somebody": "A", "someone": "A", "one": "A", "others": "A"}
_NOUNS_TOO = w.LIKE_NOUNS
_ARTICLES = frozenset(("a", "an", "the", "its", "their", "our"))
_POSTNOMINALS = frozenset(word.upper() for word in w.POSTNOMINALS)
_BEFORE_A_NOUN = "DASPR#"
_ABBREVIATIONS = w.SHORT_TITLES | w.frozenset_of("e.g i.e etc vs no st al inc ltd co fig approx dept")
_ARABIC = pattern(r"(?:al|el|ad|ar|as|at|az)-[A-Z]")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its class, its offsets in the running text, and, for names, everybody who may be meant.

    For Q, `mark` is the index of the marked passage. `whole` tells a full name from a part of one.
    """

    kind: str
    start: int
    end: int
    people: tuple[Individual, ...] = ()
    mark: int = -1
    whole: bool = False


class Rows:
    """The tokens of every block of a running text, each made when it is first asked for.

    `marks` are (block, opened, closed) of its outer marked passages, which may go on into later blocks.
    """

    def __init__(self, text: Running, register: Register, marks: Sequence[tuple[int, int, int]]) -> None:
        self._text = text
        self._register = register
        self._rows: dict[int, list[Token]] = {}
        self._places: dict[tuple[int, int], int] = {}
        self._marks: dict[int, list[tuple[int, int, int]]] = {}
        for index, (first, opened, closed) in enumerate(marks):
            for block in range(first, text.block_at(closed - 1) + 1):
                here = text.blocks[block]
                span = (max(opened, here.start), min(closed, here.end), index)
                self._marks.setdefault(block, []).append(span)

    def row(self, block: int) -> list[Token]:
        """The tokens of a block."""
        if block not in self._rows:
            here = self._text.blocks[block]
            marks = self._marks.get(block, [])
            row = self._rows[block] = tokens(self._text.text, here.start, here.end, marks, self._register)
            for at, token in enumerate(row):
                if token.kind == "Q":
                    self._places[block, token.mark] = at
        return self._rows[block]

    def place(self, block: int, mark: int) -> int:
        """Where a marked passage stands in the row of a block."""
        self.row(block)
        return self._places[block, mark]


def tokens(text: str, start: int, end: int, marks: Sequence[tuple[int, int, int]], register: Register) -> list[Token]:
    """The tokens of `text[start:end]`; `marks` are (opened, closed, index) of its outer marked passages, in order."""
    row: list[Token] = []
    at = start
    for opened, closed, index in marks:
        row += _plain(text, at, opened, register)
        row.append(Token("Q", opened, closed, mark=index))
        if _ends_sentence(text, closed, end):
            row.append(Token("|", closed, closed))
        at = closed
    return row + _plain(text, at, end, register)


def _ends_sentence(text: str, closed: int, end: int) -> bool:
    """Whether a sentence ends with the marked words that end at `closed`: a stop, then a capital, a mark or nothing."""
    inner = text[max(0, closed - 4) : closed].rstrip("\"”’'»“")
    if not inner or inner[-1] not in ".!?…" or text[closed : closed + 1] not in (" ", ""):
        return False
    following = text[closed + 1 : min(closed + 3, end)].lstrip("\"“‘'«([")
    return not following or following[0].isupper() or following[0].isdigit()


def _plain(text: str, start: int, end: int, register: Register) -> list[Token]:
    """The tokens of a stretch without marks."""
    raw = [_raw(match, text, end) for match in _TOKEN.finditer(text, start, end)]
    flat = [part for parts in raw for part in parts]
    return _named(text, flat, register)


def _raw(match: re.Match[str], text: str, end: int) -> list[Token]:
    """The tokens that one match makes: a word and its possessive ending, or a sign."""
    kind, (start, stop) = match.lastgroup, match.span()
    if match["word"]:
        first = Token(_class(match["word"]), start, match.end("word"))
        own = match["own"]
        return [first, Token("S", match.end("word"), stop)] if own else [first]
    if kind == "number":
        return [Token("#", start, stop)]
    if kind == "dash":
        return [Token("-", start, stop)]
    if kind == "stop":
        return [Token("." if _is_end(text, start, stop, end) else "~", start, stop)]
    return [Token(match[0], start, stop)]


def _class(word: str) -> str:
    bare = word.lower()
    found = _CLASSES.get(bare) or ("U" if bare.endswith("s") and bare[:-1] in w.ROLES | w.PEOPLE else None)
    if word[0].isupper() and word not in ("I", "A"):
        if bare in w.TITLES:
            return "T"
        return found.lower() if found and found in "RUKGVXBYWCIHADP" else "O"
    if found:
        return found
    return "Y" if bare.endswith("ly") and len(bare) > 4 else "x"


def _is_end(text: str, start: int, stop: int, end: int) -> bool:
    """Whether stops end a sentence: not after a title or an initial, nor within a number or an address."""
    if stop < end and not text[stop].isspace() and text[stop] not in "\"”’'»)]":
        return False
    before = re.search(r"[\w.]+\Z", text[max(0, start - 12) : start])
    word = before[0] if before else ""
    if (
        text[start] == "."
        and stop - start == 1
        and (word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper()))
    ):
        return False
    following = text[stop : stop + 3].lstrip("\"”’'»)] “‘(")
    return not following or not following[0].islower() or text[start] == "."


def _named(text: str, flat: list[Token], register: Register) -> list[Token]:
    """The same tokens with names and bodies put together, and capitals at a sentence's start read as plain words."""
    row: list[Token] = []
    at = 0
    while at < len(flat):
        token = flat[at]
        size, made = _name(text, flat, at, register)
        if made is None:
            size, made = _body(text, flat, at, register)
        if made is None:
            made = _settled(text, token, row)
            size = 1
        row.append(made)
        at += size
    return row


def _name(text: str, flat: list[Token], at: int, register: Register) -> tuple[int, Token | None]:
    """The longest person's name that begins at `at`, titles before it included."""
    begin = at
    title = ""
    while at < len(flat) and flat[at].kind == "T":
        title = text[flat[at].start : flat[at].end]
        at += 1
        if at < len(flat) and flat[at].kind == "~":
            at += 1
    words: list[str] = []
    best = 0
    meant: tuple[Individual, ...] = ()
    for size in range(1, 6):
        if at + size > len(flat) or not _may_be_in_name(text, flat[at + size - 1], first=size == 1):
            break
        words.append(text[flat[at + size - 1].start : flat[at + size - 1].end])
        found = register.meant([word for word in words if word != "."], title)
        if found and not words[-1].endswith(".") and (size > 1 or _may_stand_alone(text, flat, at, title)):
            best, meant = size, found
    if not best:
        return 0, None
    while at + best < len(flat) and text[flat[at + best].start : flat[at + best].end] in _POSTNOMINALS:
        best += 1  # "Amina Rahman KC"
    last = at + best - 1
    whole = best > 1 and " ".join(map(folded, words[:best])) not in register.part  # a surname of several words
    return last - begin + 1, Token("N", flat[begin].start, flat[last].end, people=meant, whole=whole or bool(title))


def _may_be_in_name(text: str, token: Token, *, first: bool) -> bool:
    if token.kind == "~":
        return not first
    word = text[token.start : token.end]
    return (
        word[:1].isupper()
        or bool(_ARABIC.match(word))  # "al-Masri"
        or word.lower() in w.PARTICLES
        or (not first and word == "an")  # "Mac an Tuile"
        or (len(word) > 2 and _is_damaged(word, first=first))
    )


def _is_damaged(word: str, *, first: bool) -> bool:
    """Whether scanning may have changed a capital: `|oan`, `lnglis`; within a name only what is no word at all."""
    return word[0] in "l1|" and (first or word[0] == "|" or (word[0] == "l" and word[1] not in "aeiouyl'’"))


def _may_stand_alone(text: str, flat: list[Token], at: int, title: str) -> bool:
    """Whether one word may be a name by itself: after a title, or where no other capital stands beside it."""
    word = text[flat[at].start : flat[at].end]
    if title:
        return True
    if not (word[:1].isupper() or _ARABIC.match(word)) or (word.lower() in w.NOT_IN_NAMES and not is_given(word)):
        return False
    following = flat[at + 1] if at + 1 < len(flat) else None
    if following and following.kind in "OrgK" and following.start - flat[at].end == 1:
        return False
    before = flat[at - 1] if at else None
    return not (
        before and (before.kind == "P" and text[before.start : before.end].lower() in ("in", "across", "near", "at"))
    )


def _body(text: str, flat: list[Token], at: int, register: Register) -> tuple[int, Token | None]:
    """A capitalised run that is no person: a body or a place, with a plain noun such as `council` after it."""
    kind = flat[at].kind
    if kind not in "Og" or (kind == "g" and not _next_is(flat, at, "Ogr") and not _is_bodys(text, flat, at, at + 1)):
        return 0, None
    size = 1
    while at + size < len(flat):
        token = flat[at + size]
        word = text[token.start : token.end].lower()
        if token.kind in "Ogrku" and token.start - flat[at + size - 1].end <= 1:
            if _name(text, flat, at + size, register)[1]:
                break
            size += 1
        elif (
            (word in ("of", "for", "and", "&", "the", "in", "de", "upon") and _is_bodys(text, flat, at, at + size))
            or token.kind == "G"
            or word in ("county", "district", "borough", "city", "town", "parish")
        ):
            size += 1
        else:
            break
    return size, Token("O", flat[at].start, flat[at + size - 1].end)


def _next_is(flat: list[Token], at: int, kinds: str) -> bool:
    return at + 1 < len(flat) and flat[at + 1].kind in kinds and flat[at + 1].start - flat[at].end <= 1


def _is_bodys(text: str, flat: list[Token], begin: int, at: int) -> bool:
    """Whether `of`, `for` or `and` at `at` stands inside a body's name: `Department for Transport`."""
    following = next((token for token in flat[at + 1 : at + 3] if text[token.start : token.end].lower() != "the"), None)
    if following is None or following.kind not in "Ogrk":
        return False
    words = [text[token.start : token.end].lower() for token in flat[begin:at]]
    if text[flat[at].start : flat[at].end] in ("and", "&") and _is_paired(text, flat, begin, at):
        return True
    return any(
        word in w.ORGANISATIONS or word in ("bank", "ministry", "house", "secretary", "friends") for word in words
    )


def _settled(text: str, token: Token, row: list[Token]) -> Token:
    """A token by itself: verbs that are nouns where they stand, capitals at a sentence's start."""
    kind = token.kind
    if kind == "T":
        kind = "R" if text[token.start : token.end].lower() in w.ROLES | w.TITLES else kind
    if kind.islower() and kind != "x":
        kind = kind.upper()
    word = text[token.start : token.end].lower()
    if kind == "V" and row:
        before = row[-1].kind
        adjective = before == "x" and len(row) > 1 and row[-2].kind in "DAS" and not text[: row[-1].end].endswith("s")
        adjective = adjective or (word in w.DOCUMENTS and _is_described(text, row))
        if word in _NOUNS_TOO and (before in _BEFORE_A_NOUN or (adjective and not word.endswith(("s", "ed")))):
            kind = "K" if word in w.DOCUMENTS else "R" if word in w.ROLES else "U" if word in w.PEOPLE else "x"
    if kind == "V" and row and word.endswith("ed") and text[row[-1].start : row[-1].end].lower() in _ARTICLES:
        kind = "x"  # "an estimated 40 people"
    if kind == "K" and row and row[-1].kind in "NHIOU" and word in w.SAYING:
        kind = "V"
    return Token(kind, token.start, token.end)


def _is_described(text: str, row: list[Token]) -> bool:
    """Whether two attributes stand before a noun: `its latest workforce report`."""
    kinds = "".join(token.kind for token in row[-3:])
    return (
        len(kinds) == 3 and kinds[0] in "DAS" and kinds[1] in "xY" and kinds[2] == "x" and text[row[-1].end - 1] != "s"
    )


def _is_paired(text: str, flat: list[Token], begin: int, at: int) -> bool:
    """Whether `and` joins two words for what one body does: `the Fire and Rescue Service`."""
    before = text[flat[begin - 1].start : flat[begin - 1].end].lower() if begin else ""
    if before != "the" or at - begin != 1:
        return False
    ahead = [text[token.start : token.end] for token in flat[at + 1 : at + 4]]
    run = next((n for n, word in enumerate(ahead) if not word[:1].isupper()), len(ahead))
    return run > 1 and any(word.lower() in w.ORGANISATIONS for word in ahead[1:run])
