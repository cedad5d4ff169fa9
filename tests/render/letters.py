"""Small campaigns, and what a test needs to draw them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from publisher import campaigns, config, project
from publisher.config import Config
from publisher.model import Campaign, Edition, Message, Picture, Rendition
from publisher.render import typography
from publisher.render.message import message
from publisher.render.templates import Templates

SHIPPED = project.shipped_templates()

CONFIG = """
id: t3st
title: Example Notes
url: https://notes.example.org/blog
language: {language}
sender: {{name: Example Notes, email: hello@example.org}}
organisation:
  name: Example Trust CIC
  legal_form: Community interest company
  address: 1 Example Row, Exampleton
  registration: Company 0000000
people:
  dawn: {{name: Dawn Field, role: volunteer, organisation: Example Room, portrait: images/dawn.png}}
  amina: {{name: Amina Rahman, role: chief executive}}
look: {{accent: "{accent}"{look}}}
"""

POST = """---
title: "The doors' lesson - what we learned"
template: {template}
date: 2026-11-24 09:00
author: {author}
summary: Nine rooms & one question.
channels: [blog, newsletter]
image: {{src: images/doors.png, alt: Five doors}}
permission: Reprinted with permission.
disclaimer: Guests speak for themselves.
email: {{subject: "Doors, for {{{{ first_name or \\"you\\" }}}}", preheader: "What nine rooms learned."}}
---
A lead with a [page of ours](other.md), a [note](reports/x.pdf) and a mark[^1].

> "Fund a Thursday."
>
> — Amina Rahman, chief executive, Example Trust

> Unmarked words, said twice over.
>
> — a police chief

## Numbers & tables

| Room | Visits |
| --- | ---: |
| Skelby | 1,204 |

![A chart of visits](images/chart.png "Visits by month")

1. one
2. two

::: button
[Download the report](reports/x.pdf)
:::

::: email
Only in the letter: [leave]({{{{ unsubscribe_url }}}}).
:::

::: web
Only on the web.
:::

::: aside
A word *aside*.
:::

::: signup
:::

[^1]: A note at the foot.
"""

LETTER = """---
title: "November letter"
template: {template}
date: 2026-11-25 09:00
summary: Two things.
channels: [newsletter]
---
> Words that open.
>
> — Amina Rahman

Dear {{{{ first_name or "friend" }}}},

## A post of ours

::: post doors
:::

## Lamps wanted

Bring a lamp.

With thanks,
Ruth
"""


def configuration(language: str = "en-GB", accent: str = "#0b6e63", look: str = "") -> Config:
    return config.load(CONFIG.format(language=language, accent=accent, look=look)).config


def campaign(text: str, slug: str, settings: Config) -> Campaign:
    file = campaigns.File(f"campaigns/{slug}.md", text.encode())
    return campaigns.read(file, settings, smarten=typography.for_language(settings.language))


def rendition(name: str, width: int, height: int, media_type: str = "image/png") -> Rendition:
    return Rendition(name, width, height, media_type, Path(name))


def picture(src: str, name: str, width: int, height: int, media_type: str = "image/png") -> Picture:
    made = rendition(name, width, height, media_type)
    return Picture(src, made, (made,))


PICTURES: Mapping[str, Picture] = {
    made.src: made
    for made in (
        picture("images/doors.png", "d00d-1200.png", 1200, 600),
        picture("images/chart.png", "c4a7-300.png", 300, 200),
        picture("images/dawn.png", "da38-128.png", 128, 128),
    )
}


def links(href: str) -> str:
    return f"https://notes.example.org/blog/files/{href}"


def drawn(
    text: str,
    *,
    settings: Config | None = None,
    slug: str = "x",
    posts: Mapping[str, Campaign] | None = None,
    locators: Mapping[int, str] | None = None,
    templates: Templates | None = None,
    pictures: Mapping[str, Picture] = PICTURES,
) -> Message:
    settings = settings or configuration()
    return message(
        Edition(campaign(text, slug, settings)),
        config=settings,
        templates=templates or Templates([SHIPPED], language=settings.language),
        pictures=pictures,
        posts=posts or {},
        locators=locators or {},
        links=links,
    )


def post(template: str = "report-post", author: str = "amina") -> str:
    return POST.format(template=template, author=author)


def letter(template: str = "newsletter") -> str:
    return LETTER.format(template=template)


def posts(settings: Config | None = None) -> dict[str, Campaign]:
    return {"doors": campaign(post(), "doors", settings or configuration())}
