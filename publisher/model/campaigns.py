"""Campaigns as they are written, and their editions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from publisher.model.people import Person, Speaker
from publisher.model.placeholders import Placeholder
from publisher.model.places import Place


class Channel(StrEnum):
    """Where a campaign appears."""

    BLOG = "blog"
    NEWSLETTER = "newsletter"


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

    def as_at(self, now: datetime) -> Edition:
        """The edition as it is at `now`: without a change that is only announced."""
        campaign = self.campaign
        if campaign.updated is None or campaign.updated <= now:
            return self
        return replace(self, campaign=replace(campaign, updated=None, update_note=""))


def newest_first(editions: Sequence[Edition]) -> list[Edition]:
    """Dated editions, newest first; those of one instant in order of their keys, whatever order they came in."""
    dated = [edition for edition in editions if edition.campaign.date is not None]
    by_key = sorted(dated, key=lambda edition: edition.key)
    return sorted(by_key, key=lambda edition: edition.campaign.date, reverse=True)  # type: ignore[arg-type,return-value]
