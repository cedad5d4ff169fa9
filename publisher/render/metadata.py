"""What machines read in a page's head: OpenGraph (https://ogp.me) and schema.org's JSON-LD."""

from __future__ import annotations

import json
from dataclasses import dataclass

from markupsafe import Markup

from publisher.config import Config
from publisher.model import Campaign, Channel, Person, Rendition
from publisher.render import addresses

SUMMARY_LENGTH = 160  # characters; search engines and cards cut longer descriptions


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page's metadata says beside the campaign's own: absolute address, description, social image."""

    url: str
    description: str
    image: Rendition | None = None


def shortened(text: str, length: int = SUMMARY_LENGTH) -> str:
    """The beginning of `text` in at most `length` characters, cut at a word and marked with an ellipsis."""
    folded = " ".join(text.split())
    if len(folded) <= length:
        return folded
    return folded[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–—-") + "…"


def open_graph(campaign: Campaign, config: Config, facts: Facts) -> list[tuple[str, str]]:
    """The OpenGraph properties of a post, in order, as (property, content)."""
    found = [
        ("og:type", "article"),
        ("og:title", campaign.title),
        ("og:description", facts.description),
        ("og:url", facts.url),
        ("og:site_name", config.title),
        ("og:locale", config.language.replace("-", "_")),
    ]
    image = facts.image
    if image:
        found += [
            ("og:image", addresses.absolute(config, addresses.image(image.name))),
            ("og:image:width", str(image.width)),
            ("og:image:height", str(image.height)),
            ("og:image:alt", campaign.image.alt if campaign.image else ""),
        ]
    if campaign.date:
        found.append(("article:published_time", campaign.date.isoformat(timespec="seconds")))
    if campaign.updated:
        found.append(("article:modified_time", campaign.updated.isoformat(timespec="seconds")))
    found += [("article:tag", tag) for tag in campaign.tags]
    return [(name, content) for name, content in found if content]


def json_ld(campaign: Campaign, config: Config, facts: Facts) -> Markup:
    """The post as a `BlogPosting` (a letter as an `Article`), safe between `<script>` tags whatever it holds."""
    organisation = {"@type": "Organization", "name": config.organisation.name, "url": config.url}
    blog = Channel.BLOG in campaign.channels
    content: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting" if blog else "Article",
        "headline": campaign.title,
        "description": facts.description,
        "url": facts.url,
        "mainEntityOfPage": campaign.canonical or facts.url,
        "inLanguage": config.language,
        "author": _person(campaign.author, config) if campaign.author else organisation,
        "publisher": organisation,
    }
    if campaign.date:
        content["datePublished"] = campaign.date.isoformat(timespec="seconds")
    if campaign.updated:
        content["dateModified"] = campaign.updated.isoformat(timespec="seconds")
    image = facts.image
    if image:
        content["image"] = addresses.absolute(config, addresses.image(image.name))
    if campaign.tags:
        content["keywords"] = ", ".join(campaign.tags)
    return _script_safe(content)


def _person(person: Person, config: Config) -> dict[str, object]:
    found: dict[str, object] = {
        "@type": "Person",
        "name": person.name,
        "url": addresses.absolute(config, addresses.author(person)),
    }
    if person.role:
        found["jobTitle"] = person.role
    if person.organisation:
        found["affiliation"] = {"@type": "Organization", "name": person.organisation}
    return found


def _script_safe(content: object) -> Markup:
    """JSON in which no `</script>`, `<!--` or U+2028 can end or break the script around it."""
    text = json.dumps(content, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)  # noqa: S704 - escaped for its place just above
