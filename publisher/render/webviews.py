"""What pages show, as plain values for templates: pictures, people, cards. Addresses in them are rooted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape

from markupsafe import Markup

from publisher.config import Config
from publisher.model import (
    BlockKind,
    Campaign,
    Channel,
    Edition,
    Person,
    Picture,
    PlaceholderName,
    Rendition,
    fill_placeholders,
)
from publisher.render import addresses, metadata

READABLE_WIDTH = 1200  # pixels: the rendition for readers that choose none themselves
_ENTRY_LENGTH = 240  # characters of a post's first paragraph in lists, where it has no summary
_PORTRAIT_WIDTH = 128  # pixels: 64 on a dense screen
_TAG_OR_NOTE = re.compile(r'<sup class="footnote-reference".*?</sup>|<(?:[^>"]|"[^"]*")*>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as a page shows it. `srcset` is empty for pictures from elsewhere."""

    src: str
    alt: str
    width: int = 0
    height: int = 0
    srcset: str = ""
    caption: str = ""
    lazy: bool = True


@dataclass(frozen=True, slots=True)
class Byline:
    """A person as a page shows them."""

    name: str
    role: str
    organisation: str
    initials: str
    path: str
    portrait: Image | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """Another post, as an item of a body (`level` is its title's), in a list, or under “Read next”."""

    title: str
    path: str
    day: date | None = None
    summary: str = ""
    image: Image | None = None
    byline: str = ""
    letter: bool = False
    level: int = 2


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation as a page shows it; `marked` where its words begin with a quotation mark of their own."""

    html: Markup
    attribution: Markup
    locator: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Button:
    """A call to action."""

    href: str
    text: str


Item = tuple[str, object]
"""What `_parts/body.html` draws: a kind, and finished HTML, a Quoted, Image, Button or Card, or the items inside."""


def summary(campaign: Campaign, length: int = metadata.SUMMARY_LENGTH) -> str:
    """What the post says in one breath: its summary, else the beginning of its first paragraph; plain text."""
    return campaign.summary or metadata.shortened(first_paragraph(campaign), length)


def entry(edition: Edition, config: Config) -> Card:
    """An edition as lists show it."""
    campaign = edition.campaign
    return Card(
        title=campaign.title,
        path=addresses.rooted(config, edition.path),
        day=published(edition),
        summary=summary(campaign, _ENTRY_LENGTH),
        byline=campaign.author.name if campaign.author else "",
        letter=Channel.BLOG not in campaign.channels,
    )


def byline(person: Person, config: Config, pictures: Mapping[str, Picture]) -> tuple[Byline, Rendition | None]:
    """A person as pages show them, and the rendition of their portrait where there is one."""
    path = addresses.rooted(config, addresses.author(person))
    picture = pictures.get(person.portrait) if person.portrait else None
    size = rendition(picture, _PORTRAIT_WIDTH) if picture else None
    face = None
    if size:
        address = addresses.rooted(config, addresses.image(size.name))
        face = Image(address, person.portrait_alt or person.name, size.width, size.height)
    return Byline(person.name, person.role, person.organisation, person.initials, path, face), size


def feed_rendition(picture: Picture) -> Rendition:
    """The rendition for readers that choose none themselves: feeds, cards on other sites."""
    return rendition(picture, READABLE_WIDTH)


def published(edition: Edition) -> datetime | date | None:
    """The day that the page bears: that of the occurrence, else the campaign's date."""
    return edition.occurrence or edition.campaign.date


def first_paragraph(campaign: Campaign) -> str:
    """The words of the first paragraph, without links, marks of footnotes or placeholders."""
    html = next((block.html for block in campaign.body.blocks if block.kind is BlockKind.PARAGRAPH), "")
    return unescape(_TAG_OR_NOTE.sub("", fill_placeholders(html, dict.fromkeys(PlaceholderName, "")))).strip()


def rendition(picture: Picture, width: int) -> Rendition:
    """The smallest rendition that is at least `width` wide, else the largest."""
    return next((size for size in picture.page if size.width >= width), picture.page[-1])
