"""A small project, built in memory: what the tests of pages and site share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from PIL import Image
from publisher import campaigns, config, project
from publisher.config import Config
from publisher.model import Campaign, Edition, Page, Picture, Rendition, WantedFile
from publisher.render.frame import Frame, frame
from publisher.render.page import page
from publisher.render.templates import Templates
from publisher.render.typography import for_language
from publisher.site import plan

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

CONFIG = """
id: t3st
title: Test & Notes
url: https://notes.example.org{base}
description: Notes “for” tests.
language: {language}
timezone: Europe/London
sender: {{name: Test Notes, email: hello@example.org}}
organisation: {{name: Test Trust, registration: Registered charity 0000000}}
people:
  amina: {{name: Amina Rahman, role: chief executive, organisation: Example Trust, portrait: images/amina.png}}
  zoe: {{name: Zoë O’Neil-Łukasz}}
page_size: {page_size}
{more}
"""
SIGNUP = "signup: {action: 'https://forms.example.org/x', privacy: 'https://example.org/privacy'}"


def make_config(*, base: str = "", language: str = "en-GB", page_size: int = 20, more: str = SIGNUP) -> Config:
    text = CONFIG.format(base=base, language=language, page_size=page_size, more=more)
    return config.load(text).config


def make_campaign(
    body: str = "A first paragraph.\n",
    *,
    slug: str = "a-post",
    settings: Config | None = None,
    title: str = "A post",
    template: str = "report-post",
    date: str = "2026-11-24 09:00",
    channels: str = "blog",
    **more: str,
) -> Campaign:
    """A campaign as campaigns.py reads it; `more` are lines of front matter."""
    front = {"title": f'"{title}"', "template": template, "channels": f"[{channels}]", **more}
    if date:
        front["date"] = date
    matter = "\n".join(f"{key}: {value}" for key, value in front.items())
    data = f"---\n{matter}\n---\n{body}".encode()
    settings = settings or make_config()
    return campaigns.read(
        campaigns.File(f"campaigns/{slug}.md", data), settings, smarten=for_language(settings.language)
    )


def make_templates(settings: Config) -> Templates:
    return _templates(settings.language)


@cache
def _templates(language: str) -> Templates:
    return Templates([project.shipped_templates()], language=language)


def make_picture(folder: Path, src: str, *, widths: Sequence[int] = (320, 640, 1280)) -> Picture:
    """A picture twice as wide as high, with real files."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes = []
    for width in widths:
        file = folder / f"{Path(src).stem}-{width}.png"
        Image.new("RGB", (width, width // 2), "teal").save(file)
        sizes.append(Rendition(file.name, width, width // 2, "image/png", file))
    return Picture(src, sizes[0], tuple(sizes))


def make_page(
    campaign: Campaign,
    settings: Config | None = None,
    *,
    pictures: Mapping[str, Picture] | None = None,
    posts: Iterable[Campaign] = (),
    **more: object,
) -> Page:
    settings = settings or make_config()
    arguments: dict[str, object] = {"locators": {}, **more}
    return page(
        Edition(campaign),
        config=settings,
        templates=make_templates(settings),
        pictures=pictures or {},
        posts={post.slug: post for post in posts},
        **arguments,  # type: ignore[arg-type]  # tests pass what they need
    )


def make_site(
    campaigns: Sequence[Campaign],
    settings: Config | None = None,
    *,
    now: datetime = NOW,
    pictures: Mapping[str, Picture] | None = None,
    files: Mapping[str, Path] | None = None,
) -> list[WantedFile]:
    """The plan of a whole site, in its order."""
    settings = settings or make_config()
    templates = make_templates(settings)
    pictures = pictures or {}
    surround: Frame = frame(settings, templates, pictures)
    posts = {campaign.slug: campaign for campaign in campaigns}
    pages = (
        (
            Edition(campaign),
            page(
                Edition(campaign),
                config=settings,
                templates=templates,
                pictures=pictures,
                posts=posts,
                locators={},
                surround=surround,
            ),
        )
        for campaign in campaigns
    )
    return list(
        plan(pages, config=settings, templates=templates, frame=surround, now=now, pictures=pictures, files=files or {})
    )


def contents(files: Iterable[WantedFile]) -> dict[str, str]:
    """What is made in memory, by path, as text."""
    return {file.path: file.content.decode() for file in files if isinstance(file.content, bytes)}
