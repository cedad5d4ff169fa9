"""The nouns. Plain values that every room shares; docs/architecture.md tells which room makes which.

Offsets are characters of `Report.text`; lines and columns count from 1; times are aware datetimes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from publisher.errors import one_line

# ── where, and what is wrong ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file of the project; `file` is relative to its root, with forward slashes."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """`config.yaml:7:5`, with as many parts as are known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class Severity(StrEnum):
    """How bad a finding is: an error stops build, publish and push; the others only speak."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that a check reports. `rule` is its stable name, as docs/checks.md lists it."""

    rule: str
    severity: Severity
    where: Place
    what: str
    hint: str = ""

    def __str__(self) -> str:
        """The one voice of the project: place, what, hint."""
        return one_line(self.where, self.what, self.hint)


# ── people ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said something: a name, or a descriptor ("a police chief") where the report leaves them unnamed."""

    name: str = ""
    role: str = ""
    organisation: str = ""
    descriptor: str = ""

    def __str__(self) -> str:
        """`Amina Rahman, chief executive, Example Trust`; a body that the descriptor holds is not told again."""
        first = self.name or self.descriptor
        told = not self.name and f" {self.organisation} ".casefold() in _apart(self.descriptor)
        return ", ".join(part for part in (first, self.role, "" if told else self.organisation) if part)


def _apart(words: str) -> str:
    """Words in lower case with spaces around each, possessive endings and commas cut off: `the union submission`."""
    bare = re.sub(r"['’]s?(?= |$)|[,;()]", "", words)
    return f" {bare} ".casefold()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of config's `people`, or a guest named in a campaign. `portrait` is a path below `campaigns/`."""

    key: str
    name: str
    role: str = ""
    organisation: str = ""
    portrait: str = ""
    portrait_alt: str = ""
    variants: tuple[str, ...] = ()

    @property
    def initials(self) -> str:
        """One or two capitals, for the circle that stands in for a portrait."""
        words = [word for word in self.name.split() if word[:1].isalpha()]
        return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


# ── reports and what can be quoted from them ────────────────────────────────────────────────────────────


class ParagraphKind(StrEnum):
    """What a paragraph of a report is. Only TEXT, ITEM and QUOTATION are the report's running text."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"  # of a list
    QUOTATION = "quotation"  # set apart as a block, with or without marks
    PULL_QUOTE = "pull quote"  # repeats words of the text in large type
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    TABLE = "table"
    CONTENTS = "contents"
    FURNITURE = "furniture"  # running heads, page numbers
    BOILERPLATE = "boilerplate"  # about the publisher, addresses, licences; printed the same in every report


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or heading (`level` 1 to 6; 0 is a paragraph) of a report: `text[start:end]`, on `page`."""

    start: int
    end: int
    level: int = 0
    page: int | None = None
    kind: ParagraphKind = ParagraphKind.TEXT


class RepairKind(StrEnum):
    """What was damaged."""

    DROP_CAPITAL = "drop capital"
    HYPHEN = "hyphen at a line's end"
    BREAK = "broken paragraph"  # by a page, a column or a picture
    FURNITURE = "furniture"  # what stood in the middle of a sentence and is no part of it
    MARKUP = "scrap of markup"
    NAME = "suspicious name"  # such as `lan` for `Ian`; told, and read so only when names are compared


@dataclass(frozen=True, slots=True)
class Repair:
    """One place where a report is read otherwise than it stands in its source.

    `before` is what the source has, `after` what is read. Where `applied` is false, `text[start:end]` is `before`;
    where it is true, the text was composed by us and has `after` there already.
    """

    kind: RepairKind
    start: int
    end: int
    before: str
    after: str
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Locator:
    """Where an excerpt stands: the page where the report has pages, else heading path and paragraph."""

    page: int | None = None
    section: tuple[str, ...] = ()
    paragraph: int | None = None

    def __str__(self) -> str:
        """`page 12`, or `“Future priorities”, paragraph 3`."""
        if self.page is not None:
            return f"page {self.page}"
        parts = [f"“{self.section[-1]}”"] if self.section else []
        if self.paragraph is not None:
            parts.append(f"paragraph {self.paragraph}")
        return ", ".join(parts) or "the beginning"


@dataclass(frozen=True)
class Report:
    """A source document read into text.

    `text` is the decoded source for plain text and Markdown, and what `publisher excerpts REPORT --text` prints
    for the rest. `paragraphs` are in order and do not overlap. `digest` is the SHA-256 of the source's bytes, in
    hexadecimal. `warnings` say what could not be read. `markup` are the spans of `text` that are marks of the format
    (emphasis, link targets, the `>` of a block quotation) and no words of the report: in order, without overlap.
    `repairs` are in order of their places. `authors`, `publisher` and `published` are as printed.
    """

    name: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    digest: str
    title: str = ""
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    markup: tuple[tuple[int, int], ...] = ()
    repairs: tuple[Repair, ...] = ()
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    _starts: list[int] = field(init=False, repr=False, compare=False, default_factory=list)
    _headings: list[tuple[int, ...]] = field(init=False, repr=False, compare=False, default_factory=list)
    _changes: list[tuple[int, int, str]] = field(init=False, repr=False, compare=False, default_factory=list)

    def __post_init__(self) -> None:
        """Remember where paragraphs begin, the headings above each, and what is read otherwise than it stands."""
        repairs = (r for r in self.repairs if not r.applied and r.kind is not RepairKind.NAME)
        changes = [*((r.start, r.end, r.after) for r in repairs), *((a, b, "") for a, b in self.markup)]
        reached = 0
        for begin, finish, after in sorted(changes, key=lambda one: (one[0], one[1] > one[0], -one[1])):
            if begin >= reached:
                self._changes.append((begin, finish, after))
                reached = finish
            elif finish > reached and not after.strip():  # what two changes both take away goes once
                self._changes.append((reached, finish, after))
                reached = finish
        above: tuple[int, ...] = ()
        for index, paragraph in enumerate(self.paragraphs):
            self._starts.append(paragraph.start)
            if paragraph.level:
                higher = (one for one in above if self.paragraphs[one].level < paragraph.level)
                above = (*higher, index)
            self._headings.append(above)

    @property
    def changes(self) -> tuple[tuple[int, int, str], ...]:
        """What is read otherwise than it stands in `text`, in order: (start, end, what is read there)."""
        return tuple(self._changes)

    def paragraph_at(self, offset: int) -> int | None:
        """The index of the paragraph that holds `offset`, or of the last one before it."""
        index = bisect_right(self._starts, offset) - 1
        return index if index >= 0 else None

    def words(self, start: int, end: int) -> str:
        """`text[start:end]` as it is read: without the format's marks, with the repairs, white space folded.

        Repairs that `text` has already, and those of names, change nothing here. A repair that the stretch cuts in two
        is left out unless it only takes away. Soft hyphens (a guess about a word broken at a line's end) vanish.
        """
        parts, position = [], start
        for begin, finish, after in self._changes[max(0, bisect_right(self._changes, (start,)) - 1) :]:
            if begin >= end:
                break
            cut = begin < start or finish > end
            if finish < start or (finish == start and begin < start) or (cut and after.strip()):
                continue
            parts += [self.text[position : max(begin, position)], after]
            position = max(position, finish)
        parts.append(self.text[position:end])
        return " ".join("".join(parts).replace("\u00ad", "").split())

    def section_at(self, offset: int) -> tuple[str, ...]:
        """The titles of the headings above `offset`, outermost first."""
        index = self.paragraph_at(offset)
        above = self._headings[index] if index is not None else ()
        return tuple(self.words(self.paragraphs[one].start, self.paragraphs[one].end) for one in above)

    def locator(self, offset: int) -> Locator:
        """Where `offset` stands; the paragraph is counted from the last heading, from 1."""
        index = self.paragraph_at(offset)
        if index is None:
            return Locator()
        above = self._headings[index]
        number = index - above[-1] if above else index + 1
        return Locator(self.paragraphs[index].page, self.section_at(offset), number or None)


class ExcerptKind(StrEnum):
    """What kind of window on a report an excerpt is."""

    QUOTATION = "quotation"
    PASSAGE = "passage"
    RECOMMENDATION = "recommendation"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why words are given to somebody, or are the kind of excerpt that they are: the cue, and what kind of cue it is.

    The cue is `report.text[start:end]`; `text` is that as it is read.
    """

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A window on a report.

    `raw_text` is `report.text[start:end]`; `text` is the same without the report's markup and with white space folded.
    `speaker` is who says it where somebody does. `confidence`, from 0 to 1, is that of the speaker for a quotation, of
    being what `kind` says for the others; `evidence` is what either is concluded from.
    """

    id: str
    kind: ExcerptKind
    start: int
    end: int
    text: str
    raw_text: str
    locator: Locator
    speaker: Speaker | None = None
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation(Excerpt):
    """An excerpt that somebody said. The offsets leave out the outer marks.

    `pieces` are the speaker's own words where something else stands between them ("…," she said. "…", or a running
    head); without any, the whole excerpt is. `variant_of` is the id of the quotation that a pull quote repeats in
    other words.
    """

    pieces: tuple[tuple[int, int], ...] = ()
    variant_of: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a report names: the full name, the other ways in which it is printed, and what they are or were.

    `roles` are (role, organisation), present ones first; `mentions` counts how often any variant is printed; `listed`
    says that a list of people (interviewees, contributors) has them.
    """

    name: str
    variants: tuple[str, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    mentions: int = 0
    listed: bool = False


class Verdict(StrEnum):
    """How a printed quotation compares with the report."""

    EXACT = "exact"
    TYPOGRAPHY = "typography"
    EDITED = "edited"  # lawfully: what is left out, replaced or added is marked
    NOT_FOUND = "not found"


class Fault(StrEnum):
    """Why words whose every piece stands in the report are no quotation of it all the same."""

    NEGATION = "negation"  # a negation is left out or put in, so the sense turns round
    SPEAKERS = "speakers"  # the pieces are not all one person's
    PLACES = "places"  # the pieces do not stand together


@dataclass(frozen=True, slots=True)
class Proof:
    """The comparison of one printed quotation with its report or reports.

    `report`, `start`, `end`, `source` and `locator` tell where the words stand, or, when they were not found, where
    the nearest words stand (`report` is empty when nothing is near). `difference` then names the first words that
    differ, `differences` all of them: (printed, source). Of an edited quotation `pieces` are where the words that
    were kept stand, and `source` has what was left out between them. With a `fault` the pieces were found and the
    verdict is NOT_FOUND; `left_out` are then the words that the fault is about.

    `in_text`, `speech` and `cued` are those of the printed quotation. `capital` says that the first letter's case was
    changed without brackets. `speaker` is who says the words in the report, with the `confidence` of that (0 to 1),
    None where the report does not tell; `printed_speaker` is who says them in the campaign, None where that does
    not tell.
    """

    printed: str
    line: int
    verdict: Verdict
    report: str = ""
    start: int = 0
    end: int = 0
    source: str = ""
    locator: Locator = Locator()
    difference: tuple[str, str] | None = None
    differences: tuple[tuple[str, str], ...] = ()
    pieces: tuple[tuple[int, int], ...] = ()
    fault: Fault | None = None
    left_out: str = ""
    in_text: bool = False
    speech: bool = True
    cued: bool = False
    capital: bool = False
    speaker: Speaker | None = None
    confidence: float = 0.0
    printed_speaker: Speaker | None = None

    @property
    def proven(self) -> bool:
        """Whether the report has the words, edited lawfully at most."""
        return self.verdict is not Verdict.NOT_FOUND


# ── campaigns ───────────────────────────────────────────────────────────────────────────────────────────


class Channel(StrEnum):
    """Where a campaign appears."""

    BLOG = "blog"
    NEWSLETTER = "newsletter"


class PlaceholderName(StrEnum):
    """The closed list of what a campaign may leave to the mailing service."""

    FIRST_NAME = "first_name"
    BROWSER_URL = "browser_url"
    PREFERENCES_URL = "preferences_url"
    UNSUBSCRIBE_URL = "unsubscribe_url"
    POSTAL_ADDRESS = "postal_address"


# Private-use characters frame a placeholder in rendered text: they cannot be typed by accident, survive HTML
# escaping, and never look like a service's own tag. Sources that hold them are refused.
_OPEN, _OR, _CLOSE = "\ue000", "\ue001", "\ue002"
RESERVED_CHARACTERS = frozenset((_OPEN, _OR, _CLOSE))
_PLACEHOLDER = re.compile(f"{_OPEN}([a-z_]+)(?:{_OR}([^{_CLOSE}]*))?{_CLOSE}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{{ first_name or "friend" }}`: a name of the closed list, and what to print where it is unknown."""

    name: PlaceholderName
    fallback: str = ""

    @property
    def token(self) -> str:
        """How the placeholder stands in rendered HTML and text until a service or a page replaces it."""
        return f"{_OPEN}{self.name}{_OR + self.fallback if self.fallback else ''}{_CLOSE}"


def placeholders_in(text: str) -> Iterator[Placeholder]:
    """Every placeholder token of `text`, in order."""
    for match in _PLACEHOLDER.finditer(text):
        yield Placeholder(PlaceholderName(match[1]), match[2] or "")


def fill_placeholders(text: str, values: Mapping[PlaceholderName, str]) -> str:
    """Replace every token whose name is in `values`; `first_name` without a value becomes its fallback."""

    def value(name: PlaceholderName, fallback: str) -> str | None:
        return values.get(name, fallback if name is PlaceholderName.FIRST_NAME else None)

    return fill_each(text, value)


def fill_each(text: str, value: Callable[[PlaceholderName, str], str | None]) -> str:
    """Replace every token by what `value` makes of its name and fallback; those of which it makes None stay."""

    def filled(match: re.Match[str]) -> str:
        made = value(PlaceholderName(match[1]), match[2] or "")
        return match[0] if made is None else made

    return _PLACEHOLDER.sub(filled, text) if _OPEN in text else text


class BlockKind(StrEnum):
    """The kinds of top-level blocks that a campaign's body is made of."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTATION = "quotation"  # a Markdown block quotation, attributed or not
    LIST = "list"
    TABLE = "table"
    CODE = "code"
    IMAGE = "image"  # a paragraph that holds one image and nothing else
    RULE = "rule"
    HTML = "html"  # an author's raw HTML, cleaned
    FOOTNOTE = "footnote"
    ASIDE = "aside"  # ::: aside … the rest have children or arguments of their own
    BUTTON = "button"
    SIGNUP = "signup"
    EMAIL = "email"
    WEB = "web"
    POST = "post"


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An image of a body: `src` as written, relative to `campaigns/`, or an absolute address."""

    line: int
    src: str
    alt: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a body: `href` as written (placeholders as tokens), and its words."""

    line: int
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class PrintedQuotation:
    """A quotation as a campaign prints it.

    `words` is its plain text, paragraphs apart by one empty line, before typography; `html` its paragraphs as HTML.
    `attribution` is the caption without its dash (empty without one), at `attribution_line`; `speaker` what was
    read from it.

    One in running text (`in_text`) has its words without the marks around them and no `html`. `speech` is false for
    what somebody need not have said: a term, a title, a word of the author's. `cued` says that a verb of saying or a
    colon stands beside the words. `unclosed` says that the mark which closes it is missing.
    """

    line: int
    words: str
    html: str
    attribution: str = ""
    attribution_html: str = ""
    attribution_line: int | None = None
    speaker: Speaker | None = None
    in_text: bool = False
    speech: bool = True
    cued: bool = False
    unclosed: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, item, heading, cell or note of a body, as plain text before typography.

    `lines` says where in `text` each line of the file begins: (offset, line). A block quotation is a passage whose
    `quotation` is set and whose text is empty.
    """

    kind: BlockKind
    text: str
    lines: tuple[tuple[int, int], ...]
    quotation: PrintedQuotation | None = None

    def line_at(self, offset: int) -> int:
        """The line of the campaign's file on which the character at `offset` stands."""
        index = bisect_right(self.lines, (offset, 10**9)) - 1
        return self.lines[max(index, 0)][1]


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level block of a body.

    `html` is its finished, safe HTML with placeholder tokens and image sources as written (empty for `:::` blocks,
    which templates draw from the other fields). `text` is its plain-text form, unwrapped paragraphs. `line` is its
    line in the campaign's file.
    """

    kind: BlockKind
    line: int
    html: str = ""
    text: str = ""
    level: int = 0
    anchor: str = ""
    quotation: PrintedQuotation | None = None
    image: ImageReference | None = None
    href: str = ""
    label: str = ""
    slug: str = ""
    children: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A body read: its blocks in order, and what the whole of it mentions. Lines are those of the campaign's file.

    `passages` are its running text and its block quotations, in order, those inside `:::` blocks included.
    """

    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()
    images: tuple[ImageReference, ...] = ()
    placeholders: tuple[tuple[int, Placeholder], ...] = ()
    passages: tuple[Passage, ...] = ()

    def walk(self) -> Iterator[Block]:
        """Every block, those inside `:::` blocks included, in order."""
        stack = list(reversed(self.blocks))
        while stack:
            block = stack.pop()
            yield block
            stack.extend(reversed(block.children))

    @property
    def quotations(self) -> tuple[PrintedQuotation, ...]:
        """The block quotations, in order."""
        return tuple(block.quotation for block in self.walk() if block.quotation)


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """A campaign's `email:`; empty strings stand for config's or the campaign's own values."""

    subject: str = ""
    preheader: str = ""
    service: str = ""
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign's file, read. `path` is relative to the project's root; `places` has the places of its keys.

    `id` is its first slug: feed ids, ledger and redirects follow from it, so it outlives a renaming. `reports` are
    as written: paths relative to `campaigns/`, or addresses. `digest` is the SHA-256 of the file, in hexadecimal.
    """

    id: str
    slug: str
    path: str
    title: str
    template: str
    channels: frozenset[Channel]
    body: Document
    digest: str
    date: datetime | None = None
    author: Person | None = None
    summary: str = ""
    reports: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: ImageReference | None = None
    email: EmailSettings = EmailSettings()
    canonical: str = ""
    permission: str = ""
    disclaimer: str = ""
    updated: datetime | None = None
    update_note: str = ""
    was: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    def place(self, key: str) -> Place:
        """Where front matter's `key` (dotted for inner ones) stands, or the nearest known place above it."""
        while key and key not in self.places:
            key = key.rpartition(".")[0]
        return self.places.get(key, Place(self.path, 1))

    def at(self, line: int | None) -> Place:
        """A line of the campaign's file as a place."""
        return Place(self.path, line)


@dataclass(frozen=True, slots=True)
class Edition:
    """One campaign once. `occurrence` is the local date of a recurring campaign's occurrence."""

    campaign: Campaign
    occurrence: date | None = None

    @property
    def key(self) -> str:
        """`id`, or `id@2026-12-01`: what feeds and ledger know it by."""
        return f"{self.campaign.id}@{self.occurrence}" if self.occurrence else self.campaign.id

    @property
    def path(self) -> str:
        """Its address below the site's, from one slash to the other: `/posts/SLUG/` or `/letters/SLUG[/DATE]/`."""
        room = "posts" if Channel.BLOG in self.campaign.channels else "letters"
        day = f"{self.occurrence}/" if self.occurrence else ""
        return f"/{room}/{self.campaign.slug}/{day}"

    def public_at(self, now: datetime) -> bool:
        """Whether the edition may appear anywhere at `now`; one without a date is a draft and never does."""
        return self.campaign.date is not None and self.campaign.date <= now


# ── what is made of an edition ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a picture, in a file named by its content: `name` is `HASH-WIDTH.jpg`; pixels as width and height."""

    name: str
    width: int
    height: int
    media_type: str
    file: Path


@dataclass(frozen=True, slots=True)
class Picture:
    """A local image made ready.

    `email` is at most 600 CSS pixels wide (stored at up to twice that), `page` holds the widths for pages, smallest
    first.
    """

    src: str
    email: Rendition
    page: tuple[Rendition, ...]


_IMAGE = re.compile(r"image:([0-9A-Za-z][0-9A-Za-z.\-]*)")


def image_token(rendition: Rendition) -> str:
    """How a picture stands in a message's HTML until a service gives it an address."""
    return f"image:{rendition.name}"


def fill_images(html: str, addresses: Mapping[str, str]) -> str:
    """Replace the image tokens of `html` by the addresses of their rendition names; unknown names stay."""
    return _IMAGE.sub(lambda match: addresses.get(match[1], match[0]), html)


@dataclass(frozen=True, slots=True)
class Message:
    """The email of an edition.

    `html` is the whole document, `body` the same without the shell (for services that wrap it in a layout of their
    own), `text` the plain text. All still hold placeholder tokens; the HTML holds image tokens of `images`.
    """

    subject: str
    preheader: str
    html: str
    body: str
    text: str
    images: tuple[Rendition, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The web page of an edition.

    `path` is `Edition.path`, `html` the whole document, `article` its body alone with absolute addresses (for feeds),
    `pictures` the renditions that it shows.
    """

    path: str
    html: str
    article: str
    pictures: tuple[Rendition, ...] = ()


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file that the site should hold: `path` relative to the output folder, content as bytes or as a file to copy."""

    path: str
    content: bytes | Path


def newest_first(editions: Sequence[Edition]) -> list[Edition]:
    """Dated editions, newest first; those of one instant in order of their keys, whatever order they came in."""
    dated = [edition for edition in editions if edition.campaign.date is not None]
    by_key = sorted(dated, key=lambda edition: edition.key)
    return sorted(by_key, key=lambda edition: edition.campaign.date, reverse=True)  # type: ignore[arg-type,return-value]
