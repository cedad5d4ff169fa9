"""What every page of a site shares: masthead, footer, sign-up box, style sheets, icon. Made once, used by all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from publisher.config import Config
from publisher.model import Picture, Rendition, WantedFile
from publisher.render import addresses, colour
from publisher.render.templates import Templates

_DIGEST_LENGTH = 10  # hexadecimal digits; enough to tell the style sheets of one site apart


@dataclass(frozen=True, slots=True)
class Frame:
    """The finished pieces that pages are set into.

    `head` closes every `<head>`; `header` and `footer` surround `<main>`; `signup` is the sign-up box, empty where
    config has none. `files` are the style sheets and the icon that the pieces link to, `pictures` the logo's
    renditions. `feed_style` is the rooted address of the style sheet that feeds name.
    """

    title: str
    home: str
    head: Markup
    header: Markup
    footer: Markup
    signup: Markup
    feed_style: str
    files: tuple[WantedFile, ...]
    pictures: tuple[Rendition, ...] = ()


def frame(
    config: Config, templates: Templates, pictures: Mapping[str, Picture] | None = None, *, letters: bool = True
) -> Frame:
    """The frame of a site. `pictures` is asked for config's logo; `letters` says whether the archive is linked."""
    values: dict[str, object] = {
        "config": config,
        "light": colour.light(config.look.accent),
        "dark": colour.dark(config.look.accent),
        "at": lambda path: addresses.rooted(config, path),
        "absolute": lambda path: addresses.absolute(config, path),
        "letters": letters,
        "logo": _logo(config, pictures or {}),
        "css": css_string,
    }
    page_style = _hashed("style", templates.render("site/style.css", **values))
    feed_style = _hashed("feed", templates.render("site/feed.css", **values))
    icon = WantedFile("icon.svg", templates.render("site/icon.svg", **values).encode())
    values["style"] = addresses.rooted(config, f"/{page_style.path}")
    signup = _part("signup", templates, values) if config.signup else Markup()
    picture = values["logo"]
    return Frame(
        title=config.title,
        home=addresses.rooted(config, addresses.HOME),
        head=_part("head", templates, values),
        header=_part("header", templates, values),
        footer=_part("footer", templates, values),
        signup=signup,
        feed_style=addresses.rooted(config, f"/{feed_style.path}"),
        files=(page_style, feed_style, icon),
        pictures=(picture,) if isinstance(picture, Rendition) else (),
    )


def css_string(text: str) -> Markup:
    """`text` as a string of CSS, quotes included (CSS Syntax Level 3, §4.3.5)."""
    escaped = "".join(
        f"\\{ord(letter):x} " if letter in '"\\<>&' or ord(letter) < 32 else letter  # also safe inside XML
        for letter in text
    )
    return Markup(f'"{escaped}"')  # noqa: S704 - escaped for CSS just above


def _part(name: str, templates: Templates, values: Mapping[str, object]) -> Markup:
    """A finished piece of a page."""
    return Markup(templates.render(f"_parts/{name}.html", **values))  # noqa: S704 - a template's output is escaped


def _logo(config: Config, pictures: Mapping[str, Picture]) -> Rendition | None:
    """The logo's rendition that is sharp at 40 pixels of height on dense screens, else the largest."""
    picture = pictures.get(config.look.logo or "")
    if picture is None:
        return None
    return next((size for size in picture.page if size.height >= 80), picture.page[-1])


def _hashed(stem: str, css: str) -> WantedFile:
    """A style sheet in a file named by its content, so that caches never hold an old one."""
    content = css.encode()
    return WantedFile(f"{stem}-{hashlib.sha256(content).hexdigest()[:_DIGEST_LENGTH]}.css", content)
