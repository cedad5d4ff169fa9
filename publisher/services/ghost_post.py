"""The fields of a Ghost post: what they say of an edition, and what they tell of themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from publisher.services.base import Payload
from publisher.services.seal import seal

# Of what stands loose in a card, Ghost keeps elements alone and drops words and comments: so all is in one element.
_CARD = re.compile(r"<!--kg-card-begin: html-->\s*<div>(.*)</div>\s*<!--kg-card-end: html-->", re.DOTALL)
_MARKER = re.compile(r"<!--\s*kg-card-")
_BRACE = "&#123;"
_TAG_OR_BRACE = re.compile(rf"""<(?:[^<>"']|"[^"]*"|'[^']*')*>|{_BRACE}""")
_ADDRESS = re.compile(r"""\b(?:href|src)=(?:"[^"]*"|'[^']*')""", re.IGNORECASE)
_HERO = re.compile(r"\A(\s*<div\b[^>]*>\s*)<p\b[^>]*>\s*(<img\b[^>]*>)\s*</p>\s*", re.IGNORECASE)
_ATTRIBUTE = r'\b{}="([^"]*)"'


def post_fields(payload: Payload, reference: str) -> dict[str, object]:
    """What create and change both say; no status, which a change must never touch."""
    fields = payload.fields
    tags = [*_words(fields["tags"]), f"#{reference}"]
    card = seal(payload, rest({**fields, "tags": [{"name": name} for name in tags]}))
    return {
        **{name: value if value != "" else None for name, value in fields.items()},
        "html": f"<!--kg-card-begin: html-->\n<div>{card}</div>\n<!--kg-card-end: html-->",
        "custom_excerpt": payload.preheader or None,
        "email_subject": payload.subject,
        "tags": [{"name": name} for name in tags],
    }


def card_of(html: str) -> str:
    """What our card holds, as `post_fields` put it there; all of `html` where a person has taken the card apart."""
    found = _CARD.fullmatch(html.strip())
    return found[1] if found else html


def rest(post: Mapping[str, Any]) -> list[object]:
    """What a post tells besides subject, excerpt and body, and a person may change."""
    told = [post.get(name) or "" for name in ("title", "feature_image", "feature_image_alt", "canonical_url")]
    return [*told, bool(post.get("email_only")), sorted(tag_names(post))]


def tag_names(post: Mapping[str, Any]) -> list[str]:
    """The names of a post's tags."""
    return [str(tag["name"]) for tag in post.get("tags") or []]


def _words(value: object) -> list[str]:
    """A list of texts out of a payload's fields."""
    return [str(one) for one in value] if isinstance(value, list) else []


def age(post: Mapping[str, Any], reference: str) -> tuple[str, bool, str]:
    """Sorts older posts first. Within a second the one whose slug was free came first; ids grow."""
    return str(post["created_at"]), post["slug"] != reference, str(post["id"])


def stamp(time: datetime) -> str:
    """A time as Ghost writes it: in UTC, to the millisecond."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def split(body: str) -> tuple[str, dict[str, str]]:
    """A body without the picture that it begins with, and that picture's source and alternative text."""
    found = _HERO.match(body)
    if not found:
        return body, {}
    sought = {name: re.search(_ATTRIBUTE.format(name), found[2]) for name in ("src", "alt")}
    if not sought["src"]:
        return body, {}
    picture = {name: unescape(value[1]) for name, value in sought.items() if value}
    return found[1] + body[found.end() :], picture


def storable(html: str, site: str) -> str:
    """HTML that ends no card, comes back from the Ghost at `site` as it was sent, and holds none of its replacements.

    Ghost reads the HTML once and writes it anew, so that a reference (`&#123;`) becomes the brace itself; an empty
    comment behind the brace stays, which nobody sees or copies. In a tag stands what an address or a text may have.
    Against `%%{name}%%`, Ghost's own form, an invisible character keeps the marks apart. The site's bare address comes
    back with a slash.
    """

    def guarded(piece: re.Match[str]) -> str:
        if piece[0] == _BRACE:
            return "{<!-- -->"
        tag = _ADDRESS.sub(lambda found: found[0].replace(_BRACE, "%7B"), piece[0])
        return tag.replace(_BRACE, "{\u2060")

    html = _MARKER.sub("<!-- card-", html).replace("%%{", "%%\u2060{").replace("%%&#", "%%\u2060&#")
    return _TAG_OR_BRACE.sub(guarded, html).replace(f'"{site}"', f'"{site}/"')


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, ended at a word with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rpartition(" ")[0].rstrip(" ,;:.–—-") + "…"
