"""Where things stand on the site. Addresses are a contract (docs/architecture.md): they change only with redirects.

A *path* begins with a slash and counts from the site's own root, `config.url`; `rooted` gives the form for links
between pages (with the site's base path), `absolute` the form for feeds, canonical links and the sitemap.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from publisher.config import Config
from publisher.model import Campaign, Edition, Person

RSS, ATOM, JSON_FEED = "/feed.xml", "/atom.xml", "/feed.json"
HOME, LETTERS, TAGS, AUTHORS, FOLLOW = "/", "/letters/", "/tags/", "/authors/", "/follow/"

_APOSTROPHES = re.compile(r"['’]")
_GAPS = re.compile(r"[\W_]+")
_HOSTED = re.compile(r"[a-z][a-z0-9+.\-]*:|//", re.IGNORECASE)  # RFC 3986 §3.1, and addresses without a scheme


def rooted(config: Config, path: str) -> str:
    """A path as pages link to it: `/posts/x/` → `/blog/posts/x/` where the site lies under `/blog`."""
    return quote(config.base_path + path, safe="/%#?&=;,:@!$'()*+~-._")


def absolute(config: Config, path: str) -> str:
    """A path in full, with scheme and host."""
    return config.origin + rooted(config, path)


def is_elsewhere(address: str) -> bool:
    """Whether an address has a scheme or a host of its own."""
    return _HOSTED.match(address) is not None


def post(campaign: Campaign) -> str:
    """The path of a campaign that goes out once."""
    return Edition(campaign).path


def tag(name: str) -> str:
    """The path of a tag's list; tags that differ in capitals or punctuation only share one."""
    return f"{TAGS}{slug(name)}/"


def author(person: Person) -> str:
    """The path of a person's list: by key, or by name for a guest without one."""
    return f"{AUTHORS}{slug(person.key or person.name)}/"


def image(name: str) -> str:
    """The path of a rendition."""
    return f"/images/{name}"


def file(name: str) -> str:
    """The path of a local file that a campaign links to; `name` is relative to `campaigns/`."""
    return f"/files/{name}"


def slug(text: str) -> str:
    """A word for an address: lower-case letters and digits of any script, hyphens between, no accents.

    Text without a letter or digit becomes `-`, so that no path ever loses a segment.
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _GAPS.sub("-", unicodedata.normalize("NFC", bare).lower()).strip("-") or "-"
