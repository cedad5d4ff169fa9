"""What is made of an edition: pictures, the email, the page, files of the site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


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
