"""The email of an edition.

Two forms of the same parts. The *document* is a whole HTML document with masthead and legal foot, drawn by the
campaign's `email.mjml`. The *body* is for services that wrap what they get in a layout of their own: the picture, the
article or the items, and who wrote it, as plain HTML (real `<blockquote>`s instead of tables), without title, masthead
and foot, which such a service adds. Both hold placeholder tokens and image tokens of `model`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from publisher.config import Config
from publisher.model import Campaign, Edition, Message, Person, Picture, Placeholder, PlaceholderName, image_token
from publisher.render import colour, mjml
from publisher.render.metadata import shortened
from publisher.render.parts import CONTENT_WIDTH, Drawing, Image, Part, Sources, teaser_text
from publisher.render.plaintext import plain_text
from publisher.render.templates import Templates
from publisher.render.typography import marks

PREHEADER_LENGTH = 140
"""Characters that inboxes show at most beside the subject; the rest is filled so that the text below stays out."""

PORTRAIT_WIDTH = 64
LOGO_HEIGHT = 40

# Grapheme joiner, zero-width non-joiner, no-break space: nothing to see, and inboxes do not fold them away.
_FILLER = Markup("&#847;&#8204;&#160;")
_NO_BREAKS = str.maketrans({"\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a section for MJML: a slot of finished HTML, or a button."""

    slot: Markup | None = None
    button: Part | None = None


def message(
    edition: Edition,
    *,
    config: Config,
    templates: Templates,
    pictures: Mapping[str, Picture],
    posts: Mapping[str, Campaign],
    locators: Mapping[int, str],
    links: Callable[[str], str] = str,
) -> Message:
    """Draw an edition's email.

    `pictures` are by source as written (also the author's portrait and config's logo), `posts` by slug (what
    `::: post` shows), `locators` by a quotation's line; `links` makes an address as written absolute. Raises
    CampaignError for a post or picture that is not there, TemplateError for a faulty template.
    """
    campaign = edition.campaign
    sources = Sources(pictures, posts, locators, links, config.url, marks(config.language).opening)
    drawing = Drawing(campaign, sources)
    values = _values(edition, config, drawing)
    sections = drawing.sections()
    css = templates.style("_parts/email.css", values["light"], values["dark"])
    values["head_style"] = Markup(templates.style("_parts/email-dark.css", values["light"], values["dark"]))  # noqa: S704 - ours
    html = _document(templates, campaign, sections, values, css)
    body = _body(templates, sections, values, css)
    return Message(
        subject=values["subject"],
        preheader=values["preheader"],
        html=html,
        body=body,
        text=plain_text(
            edition, config=config, words=templates.words, posts=posts, locators=locators, links=drawing.link
        ),
        images=tuple(made for made in drawing.shown.values() if image_token(made) in html or image_token(made) in body),
    )


def _document(
    templates: Templates,
    campaign: Campaign,
    sections: Sequence[Sequence[Part]],
    values: Mapping[str, Any],
    css: str,
) -> str:
    """The whole HTML document."""
    slots: list[str] = []
    drawn: list[list[Piece]] = []
    for section in sections:
        drawn.append([])
        for is_button, run in groupby(section, key=lambda part: part.kind == "button"):
            if is_button:
                drawn[-1] += (Piece(button=part) for part in run)
                continue
            drawn[-1].append(Piece(slot=Markup(mjml.slot(len(slots)))))  # noqa: S704 - a comment of ours
            opening = not slots
            slots.append(
                templates.render(
                    "_parts/email-parts.html", parts=tuple(run), form="document", opening=opening, **values
                )
            )
    name = f"{campaign.template}/email.mjml"
    drawing = templates.render(name, sections=drawn, **values)
    words = templates.words
    return mjml.to_html(
        drawing, where=f"templates/{name}", slots=slots, css=css, language=words.language, direction=words.direction
    )


def _body(templates: Templates, sections: Sequence[Sequence[Part]], values: Mapping[str, Any], css: str) -> str:
    """The body without shell."""
    parts = [part for section in sections for part in section]
    return mjml.inline(
        templates.render("_parts/email-body.html", parts=parts, form="body", opening=True, **values), css
    )


def _values(edition: Edition, config: Config, drawing: Drawing) -> dict[str, Any]:
    """What every template of an email may use, beside `sections`."""
    campaign = edition.campaign
    settings = campaign.email
    subject = (settings.subject or campaign.title).translate(_NO_BREAKS)
    preheader = shortened(settings.preheader or teaser_text(campaign), PREHEADER_LENGTH).translate(_NO_BREAKS)
    hero = campaign.image and drawing.image(campaign.image.src, campaign.image.alt, line=campaign.image.line)
    return {
        "config": config,
        "campaign": campaign,
        "day": edition.occurrence or campaign.date,
        "subject": subject,
        "preheader": preheader,
        "filler": _FILLER * max(0, PREHEADER_LENGTH - len(preheader)),
        "hero": hero,
        "author": campaign.author,
        "portrait": _portrait(campaign.author, drawing),
        "logo": _logo(config, drawing),
        "light": colour.light(config.look.accent),
        "dark": colour.dark(config.look.accent),
        "content_width": CONTENT_WIDTH,
        **{str(name): Placeholder(name).token for name in PlaceholderName if name is not PlaceholderName.FIRST_NAME},
    }


def _portrait(person: Person | None, drawing: Drawing) -> Image | None:
    """The author's portrait, where there is a picture of it."""
    if person is None or person.portrait not in drawing.sources.pictures:
        return None
    return drawing.image(person.portrait, person.portrait_alt or person.name, line=None, most=PORTRAIT_WIDTH)


def _logo(config: Config, drawing: Drawing) -> Image | None:
    """Config's logo, where there is a picture of it; as high as the masthead."""
    picture = drawing.sources.pictures.get(config.look.logo or "")
    if picture is None or picture.email.media_type == "image/svg+xml":  # the name stands alone
        return None
    high = min(LOGO_HEIGHT, picture.email.height)
    width = max(1, round(picture.email.width * high / picture.email.height))
    return drawing.image(picture.src, config.title, line=None, most=width)
