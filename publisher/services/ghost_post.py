"""The fields of a Ghost post: what they say of an edition, and what they tell of themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from publisher.services.base import Payload
from publisher.services.seal import seal

_HERO = re.compile(r"\A(\s*<div\b[^>]*>\s*)<p\b[^>]*>\s*(<img\b[^>]*>)\s*</p>\s*", re.IGNORECASE)
_ATTRIBUTE = r'\b{}="([^"]*)"'


def post_fields(payload: Payload, reference: str) -> dict[str, object]:
    """What create and change both say; no status, which a change must never touch."""
    fields = payload.fields
    tags = [*_words(fields["tags"]), f"#{reference}"]
    card = seal(payload, rest({**fields, "tags": [{"name": name} for name in tags]}))
    return {
        **{name: value if value != "" else None for name, value in fields.items()},
        "html": f"<!--kg-card-begin: html-->\n{card}\n<!--kg-card-end: html-->",
        "custom_excerpt": payload.preheader or None,
        "email_subject": payload.subject,
        "tags": [{"name": name} for name in tags],
    }


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


def unwrapped(body: str) -> str:
    """A body that neither ends its card nor holds Ghost's own form of replacements, `%%{name}%%`.

    References (`&#123;`) do not help against these: Ghost reads and writes the HTML once more before it looks for them.
    """
    return body.replace("<!--kg-card-", "<!-- kg-card-").replace("%%{", "%%\u2060{")


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, ended at a word with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rpartition(" ")[0].rstrip(" ,;:.–—-") + "…"
