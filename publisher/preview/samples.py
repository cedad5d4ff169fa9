"""A message as a reader would see it: sample values for placeholders, one appearance whatever the browser prefers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from publisher.config import Config
from publisher.model import Message, PlaceholderName, fill_images, fill_placeholders
from publisher.preview.settings import Scheme

NOWHERE = "#"
"""Where links lead that only a mailing service can make."""

_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.DOTALL | re.IGNORECASE)
_MEDIA = re.compile(r'(<(?:link|meta|source)\b[^>]*\bmedia=")([^"]*)(")', re.IGNORECASE)
_META = re.compile(r'(<meta name="(?:supported-)?color-schemes?" content=")[^"]*(")')
_PREFERS = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)", re.IGNORECASE)
_DECLARED = re.compile(r"(color-schemes?\s*:\s*)(?:light\s+dark|dark\s+light)", re.IGNORECASE)
# What every screen is, and what none is (Media Queries Level 4, §2.4.3: widths are never negative).
_ALWAYS, _NEVER = "(min-width: 0)", "(max-width: -1px)"


def email(message: Message, config: Config, *, scheme: Scheme, page: str, pictures: str) -> str:
    """The HTML of a message for a frame: placeholders filled, pictures at `pictures` + name, in one appearance.

    `page` is the address of its web copy, for “view in your browser”.
    """
    values = {name: escape(value) for name, value in _values(config, page).items()}
    html = fill_placeholders(message.html, values)
    html = fill_images(html, {image.name: f"{pictures}{image.name}" for image in message.images})
    return in_scheme(html, scheme)


def text(message: Message, config: Config, *, page: str) -> str:
    """The plain text with sample values; what only a service knows is named between square brackets."""
    unknown = {
        PlaceholderName.PREFERENCES_URL: "[address of the reader’s preferences]",
        PlaceholderName.UNSUBSCRIBE_URL: "[address to unsubscribe]",
    }
    return fill_placeholders(message.text, {**_values(config, page), **unknown})


def line(words: str) -> str:
    """A subject or preheader with sample values."""
    return fill_placeholders(words, dict.fromkeys(_services_own(), ""))


def _services_own() -> tuple[PlaceholderName, ...]:
    return tuple(name for name in PlaceholderName if name is not PlaceholderName.FIRST_NAME)


def _values(config: Config, page: str) -> Mapping[PlaceholderName, str]:
    return {
        PlaceholderName.BROWSER_URL: page,
        PlaceholderName.PREFERENCES_URL: NOWHERE,
        PlaceholderName.UNSUBSCRIBE_URL: NOWHERE,
        PlaceholderName.POSTAL_ADDRESS: config.organisation.address or "[postal address]",
    }


def in_scheme(html: str, scheme: Scheme) -> str:
    """A document that looks as if its reader preferred `scheme`, in whatever browser it is shown."""
    html = _STYLE.sub(lambda match: match[1] + style_in_scheme(match[2], scheme) + match[3], html)
    html = _MEDIA.sub(lambda match: match[1] + style_in_scheme(match[2], scheme) + match[3], html)
    return _META.sub(rf"\g<1>{scheme}\g<2>", html)


def style_in_scheme(css: str, scheme: Scheme) -> str:
    """The same for a style sheet or a media query."""
    css = _PREFERS.sub(lambda match: _ALWAYS if match[1].lower() == scheme else _NEVER, css)
    return _DECLARED.sub(rf"\g<1>{scheme}", css)
