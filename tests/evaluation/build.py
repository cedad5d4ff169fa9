"""The evaluation set: annotated texts become clean texts with gold (the syntax is in README.md beside this file).

Offsets are characters of the clean text; a quotation's exclude its outer marks. Nothing here knows the extractor.
"""

import argparse
import dataclasses
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TEXTS = Path(__file__).with_name("texts")
BRACKET = re.compile(r"⟦(/|[a-z]\w*)([^⟧]*)⟧")
ATTRIBUTE = re.compile(r'(\w+)=(?:"([^"]*)"|(\S+))')
OPENING = {
    '"': "straight",
    "“": "curly",
    "'": "straight-single",
    "‘": "single",
    "„": "german",
    "»": "german",
}
CLOSING = frozenset("\"'”’“‘«»")
NESTED = (
    re.compile(r"(?<![\w“])[‘'‚](?=\w)([^‘“”\"]*?[\w.,!?])[’'‘](?!\w)"),
    re.compile(r"“([^”]+)”|\"([^\"]+)\""),
)
PARAGRAPH = re.compile(r"\n\s*\n|</p>|</li>|\n *(?:>|- |\d+[.] )")
INVERTED = re.compile(r"\s(?:said|[a-z]+(?:ed|s)) (?:an?|one|the|[A-Z])")
APOSTROPHES = re.compile(r"\w+s['’] \w|(?<!\w)['’](?:\d0s|em\b)|\w+s['’]s? ")

PHENOMENA = {
    # marks
    "straight": "straight double marks",
    "curly": "curly double marks",
    "single": "curly single marks outside",
    "straight-single": "straight single marks outside",
    "german": "German marks",
    "unmarked": "no marks at all",
    "mixed-marks": "stands in a document that mixes styles of marks",
    "unclosed": "the end mark is missing",
    "nested": "marks within the quotation",
    "split": "interrupted by its cue",
    "paragraphs": "runs over several paragraphs, each opened anew",
    "entities": "marks and apostrophes are HTML entities",
    "apostrophe": "a plural possessive or a clipped word near or within the marks",
    "two-in-paragraph": "somebody else is quoted in the same paragraph",
    # place
    "block": "block quotation",
    "indented": "block quotation by indentation in plain text",
    "pull": "pull quote that repeats nothing",
    "caption": "the speaker stands in a caption below",
    "list": "stands in a list",
    "footnote": "stands in a footnote or a note",
    "pages": "a page break cuts through the quotation or between it and its cue",
    "partial": "a fragment built into somebody else's sentence",
    "transcript": "speaker and colon, as in minutes and interviews",
    "written": "read from a letter, log, message or statement",
    "question": "answers or asks a question of the text",
    # cue
    "colon": "the cue before it ends with a colon",
    "sentence-before": "the speaker stands in the sentence before, which need not have colon or verb of saying",
    "after": "the cue follows",
    "inverted": "said Jane",
    "continuation": "the same speaker goes on, with a pronoun or without a cue",
    "uncued": "only the turn of the dialogue says who speaks",
    "unattributed": "nobody is named or described",
    "put-it": "as X put it",
    "words-of": "in the words of X",
    "view": "X's view",
    "denial": "a denial is reported",
    "addressee": "somebody else is addressed by name in the cue",
    "trap": "a named person close by is not the speaker",
    # speaker
    "person": "a named person",
    "unnamed": "nobody named: a descriptor at most",
    "source": "an organisation or a document",
    "organisation": "an organisation speaks",
    "document": "a document speaks",
    "full-before": "full name before",
    "full-after": "full name after",
    "title-surname": "title and surname",
    "surname": "surname alone",
    "first-name": "first name alone",
    "role-only": "only the role is given",
    "role-name": "role and name together before the quotation",
    "pronoun": "a pronoun",
    "alias": "another name than the full one",
    "same-surname": "somebody else has the same surname",
    "possessive-org": "Surrey's X, its director, X's school",
    "of-place": "X of Y",
    "former-role": "a former role",
    "changed-role": "the role has changed in between",
    "initials": "initials",
    "double-barrelled": "a double surname",
    "particle": "a name with a particle",
    "foreign": "a name from outside English",
    "honorific": "knight, doctor, professor, councillor, rank",
    "ocr-name": "the name is damaged by OCR",
    "list-authority": "the list of people has the right form of the name",
}

Span = tuple[int, int]


@dataclass(frozen=True)
class Person:
    """Somebody in a text's register; `accepted` holds every form that counts as the full name."""

    key: str
    name: str
    roles: tuple[str, ...]
    organisation: str
    variants: tuple[str, ...]
    accepted: tuple[str, ...]
    is_source: bool


@dataclass(frozen=True)
class Quotation:
    """One quotation in gold; `pieces` leave out cues and page furniture, `kind` is person, unnamed or source."""

    number: int
    start: int
    end: int
    pieces: tuple[Span, ...]
    speaker: str | None
    accepted: tuple[str, ...]
    descriptor: str | None
    role: str | None
    organisation: str | None
    section: str
    page: int | None
    kind: str
    verb: str | None
    phenomena: frozenset[str]


@dataclass(frozen=True)
class NotSpeech:
    """Marked words (or a repeated passage) that nobody may be said to have spoken here."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Case:
    """One text with its gold; a gold that was not made for this text is None."""

    name: str
    format: str
    language: str
    style: str
    title: str
    text: str
    quotations: tuple[Quotation, ...]
    not_speech: tuple[NotSpeech, ...]
    unscored: tuple[Span, ...]
    headings: tuple[tuple[int, int, str], ...]
    recommendations: tuple[Span, ...] | None
    figures: tuple[Span, ...] | None
    people: tuple[Person, ...] | None

    def words_of(self, quotation: Quotation) -> str:
        """The speaker's words, pieces joined by a space."""
        return " ".join(self.text[start:end] for start, end in quotation.pieces)


@dataclass
class _Open:
    name: str
    arguments: str
    start: int
    gaps: list[Span] = field(default_factory=list)


@dataclass
class _Draft:
    arguments: str
    tags: set[str]
    raw: list[Span] = field(default_factory=list)
    pieces: list[Span] = field(default_factory=list)


@dataclass
class _Reading:
    text: str = ""
    drafts: list[_Draft] = field(default_factory=list)
    spans: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)


def load(folder: Path = TEXTS) -> list[Case]:
    """Every annotated text of `folder`, by name."""
    return [read(path.name.removesuffix(".annotated"), path.read_text("utf-8")) for path in _files(folder)]


def read(name: str, annotated: str) -> Case:
    """One annotated text; ValueError names the text and what is wrong with its annotations."""
    header, _, body = annotated.partition("\n====\n")
    facts, register = _header(name, header)
    reading = _strip(name, body)
    headings = _headings(reading)
    quotations = [_quotation(name, number, reading, register, headings) for number in range(len(reading.drafts))]
    wanted = {part.strip() for part in facts.get("gold", "").split(",")}
    people = tuple(person for person in register.values() if not person.is_source)
    return Case(
        name=name,
        format=facts["format"],
        language=facts["language"],
        style=facts["style"],
        title=next((title for _, level, title in headings if level == 1), ""),
        text=reading.text,
        quotations=tuple(_with_neighbours(quotations, reading.text)),
        not_speech=tuple(_not_speech(reading, quotations)),
        unscored=tuple((start, end) for start, end, _ in reading.spans.get("maybe", [])),
        headings=headings,
        recommendations=_spans(reading, "rec") if "recommendations" in wanted else None,
        figures=_spans(reading, "fig") if "figures" in wanted else None,
        people=people if "people" in wanted else None,
    )


def write(cases: list[Case], folder: Path) -> None:
    """Each text under its own name in `folder`, and beside it NAME.json with its gold."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        (folder / case.name).write_text(case.text, "utf-8", newline="")
        gold = {key: value for key, value in dataclasses.asdict(case).items() if key != "text"}
        printed = json.dumps(gold, ensure_ascii=False, indent=1, default=sorted)
        (folder / f"{case.name}.json").write_text(printed + "\n", "utf-8")


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*.annotated"))


def _header(name: str, header: str) -> tuple[dict[str, str], dict[str, Person]]:
    facts: dict[str, str] = {}
    register: dict[str, Person] = {}
    for line in header.splitlines():
        label, _, value = line.partition(":")
        kind, _, key = label.partition(" ")
        if key:
            register[key] = _person(key, value, is_source=kind == "source")
        else:
            facts[label] = value.strip()
    if missing := {"format", "language", "style"} - facts.keys():
        raise ValueError(f"{name}: the header lacks {', '.join(sorted(missing))}")
    return facts, register


def _person(key: str, line: str, *, is_source: bool) -> Person:
    """`name | role; role | organisation | variant; =variant that counts as the full name`."""
    name, roles, organisation, variants = (part.strip() for part in re.split(r"\s\|(?=\s|$)", line))
    forms = tuple(form.strip() for form in variants.split(";") if form.strip())
    full = tuple(form[1:] for form in forms if form.startswith("="))
    return Person(
        key=key,
        name=name,
        roles=tuple(role.strip() for role in roles.split(";") if role.strip()),
        organisation=organisation,
        variants=tuple(form.removeprefix("=") for form in forms),
        accepted=(name, *forms) if is_source else (name, *full),
        is_source=is_source,
    )


def _strip(name: str, body: str) -> _Reading:
    """The clean text and every annotation with offsets in it."""
    reading, stack, last = _Reading(), list[_Open](), 0
    for bracket in BRACKET.finditer(body):
        reading.text += body[last : bracket.start()]
        last = bracket.end()
        if bracket[1] != "/":
            stack.append(_Open(bracket[1], bracket[2].strip(), len(reading.text)))
        elif stack:
            _close(name, reading, stack.pop(), stack)
        else:
            raise ValueError(f"{name}: an end without a beginning at {len(reading.text)}")
    if stack:
        raise ValueError(f"{name}: {stack[-1].name} at {stack[-1].start} has no end")
    reading.text += body[last:]
    return reading


def _close(name: str, reading: _Reading, opened: _Open, stack: list[_Open]) -> None:
    span = (opened.start, len(reading.text))
    if opened.name == "gap":
        stack[-1].gaps.append(span)
    elif opened.name in {"q", "same"}:
        _piece(name, reading, opened, span)
    elif opened.name in {"h1", "h2", "h3", "not", "maybe", "rec", "fig"}:
        reading.spans.setdefault(opened.name, []).append((*span, opened.arguments))
    else:
        raise ValueError(f"{name}: unknown annotation {opened.name}")


def _piece(name: str, reading: _Reading, opened: _Open, span: Span) -> None:
    tags = _tags(name, opened.arguments, skip=1 if opened.name == "q" else 0)
    if opened.name == "q":
        reading.drafts.append(_Draft(opened.arguments, tags))
    draft = reading.drafts[-1]
    draft.tags |= tags
    draft.raw.append(span)
    start, end = span
    if reading.text[start] in OPENING:
        start += 1
        if reading.text[end - 1] in CLOSING and "unclosed" not in tags:
            end -= 1
    for gap_start, gap_end in opened.gaps:
        draft.pieces.append((start, gap_start))
        start = gap_end
    draft.pieces.append((start, end))
    if opened.gaps:
        draft.tags.add("pages")


def _tags(name: str, arguments: str, *, skip: int) -> set[str]:
    tags = set(ATTRIBUTE.sub("", arguments).split()[skip:])
    if unknown := tags - PHENOMENA.keys():
        raise ValueError(f"{name}: unknown phenomena {', '.join(sorted(unknown))}")
    return tags


def _quotation(
    name: str,
    number: int,
    reading: _Reading,
    register: dict[str, Person],
    headings: tuple[tuple[int, int, str], ...],
) -> Quotation:
    draft = reading.drafts[number]
    key = draft.arguments.split()[0]
    if key != "?" and key not in register:
        raise ValueError(f"{name}: nobody has the key {key}")
    given = {found[1]: found[2] if found[2] is not None else found[3] for found in ATTRIBUTE.finditer(draft.arguments)}
    who = register.get(key)
    kind = "unnamed" if who is None else "source" if who.is_source else "person"
    start, end = draft.pieces[0][0], draft.pieces[-1][1]
    return Quotation(
        number=number,
        start=start,
        end=end,
        pieces=tuple(draft.pieces),
        speaker=who.name if who else None,
        accepted=who.accepted if who else (),
        descriptor=given.get("d") or None,
        role=given.get("role") or (who.roles[0] if who and who.roles and kind == "person" else None),
        organisation=given.get("org") or (who.organisation if who else None) or None,
        section=next((title for at, level, title in reversed(headings) if level > 1 and at <= start), ""),
        page=1 + reading.text.count("\f", 0, start) if "\f" in reading.text else None,
        kind=kind,
        verb=given.get("v"),
        phenomena=frozenset({*draft.tags, kind, *_seen(reading.text, draft), *_named(reading.text, draft, who)}),
    )


def _seen(text: str, draft: _Draft) -> Iterator[str]:
    """The phenomena that the text itself shows."""
    first = draft.raw[0][0]
    entity = text.endswith("&ldquo;", 0, first)
    yield "curly" if entity else OPENING.get(text[first], "unmarked")
    for (_, before), (after, _) in zip(draft.raw, draft.raw[1:], strict=False):
        yield "paragraphs" if not text[before:after].strip() else "split"
    if any(INVERTED.match(text, end) for _, end in draft.raw):
        yield "inverted"
    words = " ".join(text[start:end] for start, end in draft.pieces)
    if any(True for piece in draft.pieces for _ in _nested(text, piece, text[first])):
        yield "nested"
    if APOSTROPHES.search(words):
        yield "apostrophe"


def _named(text: str, draft: _Draft, who: Person | None) -> Iterator[str]:
    """Where the full name stands in the paragraphs at hand."""
    if who is not None and not who.is_source:
        start, end = draft.raw[0][0], draft.raw[-1][1]
        if who.name in PARAGRAPH.split(text[max(0, start - 300) : start])[-1]:
            yield "full-before"
        between = text[draft.raw[0][1] : draft.raw[-1][0]]
        if who.name in between or who.name in text[end : end + 80]:
            yield "full-after"


def _nested(text: str, piece: Span, mark: str) -> Iterator[Span]:
    """Marked words within marked words: doubles within singles, singles within anything else."""
    pattern = NESTED[1] if mark in "'‘" else NESTED[0]
    for found in pattern.finditer(text, *piece):
        yield found.start() + 1, found.end() - 1


def _with_neighbours(quotations: list[Quotation], text: str) -> Iterator[Quotation]:
    """Adds what only the other quotations of the text show."""
    styles = {style for one in quotations for style in one.phenomena & set(OPENING.values())}
    for one in quotations:
        extra = set[str]()
        if len(styles) > 1:
            extra.add("mixed-marks")
        for other in quotations:
            between = text[min(one.end, other.end) : max(one.start, other.start)]
            same_person = (one.speaker, one.descriptor) == (other.speaker, other.descriptor)
            if not same_person and not PARAGRAPH.search(between):
                extra.add("two-in-paragraph")
        yield dataclasses.replace(one, phenomena=one.phenomena | extra)


def _not_speech(reading: _Reading, quotations: list[Quotation]) -> Iterator[NotSpeech]:
    for start, end, kind in reading.spans.get("not", []):
        inner_start = start + (reading.text[start] in OPENING)
        inner_end = end - (reading.text[end - 1] in CLOSING and inner_start > start)
        yield NotSpeech(inner_start, inner_end, kind)
    for one, draft in zip(quotations, reading.drafts, strict=True):
        for piece in one.pieces:
            for start, end in _nested(reading.text, piece, reading.text[draft.raw[0][0]]):
                yield NotSpeech(start, end, "nested")


def _headings(reading: _Reading) -> tuple[tuple[int, int, str], ...]:
    found = [
        (start, int(name[1]), " ".join(reading.text[start:end].split()))
        for name in ("h1", "h2", "h3")
        for start, end, _ in reading.spans.get(name, [])
    ]
    return tuple(sorted(found))


def _spans(reading: _Reading, name: str) -> tuple[Span, ...]:
    return tuple((start, end) for start, end, _ in reading.spans.get(name, []))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Write the clean texts and their gold.")
    arguments.add_argument("folder", type=Path)
    write(load(), arguments.parse_args().folder)
