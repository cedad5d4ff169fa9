"""A message against the rules that mail programs and senders' guidelines set (docs/checks.md has the sources)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from publisher.checks.rules import finding
from publisher.model import Campaign, Finding, Message, Place, PlaceholderName, fill_placeholders, placeholders_in

CLIPPED = 102_000  # bytes: Gmail, by several measurements from 2012 to 2022
NEAR = 90_000  # bytes
STYLE_LIMIT = 16_000  # bytes
_SUBJECT, _SUBJECT_LIMIT = 60, 150  # characters
_PREHEADER = (30, 150)  # characters
_TEXT_SHARE = 0.6


def email(campaign: Campaign, message: Message, *, added_bytes: int = 0) -> Iterator[Finding]:
    """Findings about the email of an edition. `added_bytes` is what the service adds to the HTML."""
    from lxml import html

    subject_place = campaign.place("email.subject" if campaign.email.subject else "title")
    yield from _subject(message, subject_place)
    yield from _preheader(message, campaign.place("email.preheader" if campaign.email.preheader else "summary"))
    whole = Place(campaign.path)
    yield from _size(message, whole, added_bytes)
    tree = html.document_fromstring(message.html)
    yield from _language(tree, whole)
    yield from _elements(tree, whole)
    yield from _unsubscribe(message, whole)
    yield from _text_share(message, tree, whole)


def _plain(text: str) -> str:
    return fill_placeholders(text, {})


def _subject(message: Message, place: Place) -> Iterator[Finding]:
    length = len(_plain(message.subject))
    if not message.subject.strip():
        yield finding("email-subject-missing", place, "the email has no subject")
    elif length > _SUBJECT_LIMIT:
        what = f"the subject has {length} characters; services accept {_SUBJECT_LIMIT}"
        yield finding("email-subject-limit", place, what, "Give `email: {subject: …}` a shorter one")
    elif length > _SUBJECT:
        what = f"the subject has {length} characters; inboxes show about {_SUBJECT}, phones 33"
        yield finding("email-subject-long", place, what, "Shorten it, or give `email: {subject: …}`")


def _preheader(message: Message, place: Place) -> Iterator[Finding]:
    preheader = _plain(message.preheader)
    least, most = _PREHEADER
    if preheader.strip() and preheader.strip().casefold() == _plain(message.subject).strip().casefold():
        yield finding("email-preheader", place, "the preheader repeats the subject", "Say what the subject leaves out")
    elif not least <= len(preheader) <= most:
        what = f"the preheader has {len(preheader)} characters; {least} to {most} are shown"
        yield finding("email-preheader", place, what, "Set `email: {preheader: …}`")


def _size(message: Message, place: Place, added: int) -> Iterator[Finding]:
    size = len(message.html.encode()) + added
    if size > CLIPPED:
        what = f"the email's HTML is {size:,} bytes; Gmail clips it at about {CLIPPED:,}"
        yield finding("email-size", place, what, "Shorten it, or move an item to the blog")
    elif size > NEAR:
        what = f"the email's HTML is {size:,} bytes; Gmail clips at about {CLIPPED:,}, and services add to it"
        yield finding("email-size-near", place, what)
    for style in re.findall(r"<style[^>]*>(.*?)</style>", message.html, re.DOTALL):
        if len(style.encode()) > STYLE_LIMIT:
            what = f"a style element has {len(style.encode()):,} bytes; Gmail drops it over {STYLE_LIMIT:,}"
            yield finding("email-style-size", place, what, "Shorten the template's styles")


def _language(tree: Any, place: Place) -> Iterator[Finding]:
    for element in (tree, tree.find("body")):
        lacking = [name for name in ("lang", "dir") if element is None or not element.get(name)]
        if lacking:
            tag = "body" if element is None else element.tag
            yield finding("email-language", place, f"<{tag}> lacks {' and '.join(lacking)}", "Mend the template")
    schemes = {meta.get("name") for meta in tree.iter("meta")}
    if not {"color-scheme", "supported-color-schemes"} <= schemes:
        yield finding("email-dark-mode", place, "the email does not declare its colour schemes", "Mend the template")


def _elements(tree: Any, place: Place) -> Iterator[Finding]:
    layout = sum(table.get("role") != "presentation" and table.find(".//th") is None for table in tree.iter("table"))
    if layout:
        what = f'{layout} of the tables have neither headings nor role="presentation"'
        yield finding("email-layout-role", place, what, "Mend the template")
    for image in tree.iter("img"):
        src = image.get("src") or ""
        lacking = [name for name in ("alt", "width") if image.get(name) is None]
        if lacking:
            yield finding("email-image", place, f"the image `{src[:60]}` lacks {' and '.join(lacking)}")
        if not src.startswith(("image:", "https://", "http://")):
            yield finding("email-address", place, f"the image `{src[:60]}` has no absolute address")
    for link in tree.iter("a"):
        href = link.get("href") or ""
        if not href.startswith(("https://", "http://", "mailto:", "tel:", "#", "\ue000")):
            yield finding("email-address", place, f"the link `{href[:60]}` has no absolute address")


def _unsubscribe(message: Message, place: Place) -> Iterator[Finding]:
    for name, text in (("HTML", message.html), ("plain text", message.text)):
        count = sum(one.name is PlaceholderName.UNSUBSCRIBE_URL for one in placeholders_in(text))
        if count == 0:
            yield finding("email-unsubscribe", place, f"the {name} has no unsubscribe link", "Mend the template")


def _text_share(message: Message, tree: Any, place: Place) -> Iterator[Finding]:
    body = tree.find("body")
    seen = _words(" ".join(text for text in body.itertext() if text)) if body is not None else []
    plain = _words(message.text)
    if seen and len(plain) < _TEXT_SHARE * len(seen):
        what = f"the plain text has {len(plain)} words, the HTML {len(seen)}"
        yield finding("email-text-share", place, what, "Mend the template, or write what raw HTML says as Markdown")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _plain(text))
