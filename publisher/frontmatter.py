"""The keys of a campaign's front matter: one documented attribute each. docs/campaigns.md is generated from them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from publisher.config import AnyLink, Line, Name, Text
from publisher.model import Channel
from publisher.yamlmodel import Section


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _guest(value: object) -> object:
    return {"key": value} if isinstance(value, str) else value


def _picture(value: object) -> object:
    return {"src": value} if isinstance(value, str) else value


def _tags(value: object) -> object:
    if isinstance(value, str) and "," in value:
        words = ", ".join(part.strip() for part in value.split(","))
        raise PydanticCustomError("publisher", "is one tag with a comma in it", {"hint": f"Write a list: [{words}]"})
    return _listed(value)


Lines = Annotated[tuple[Line, ...], BeforeValidator(_listed)]


class Author(Section):
    """Who wrote a campaign: a key of config's `people`, or a guest described here."""

    key: Name | None = None
    """A key of config's `people`; `author: amina` is short for it."""
    name: Line | None = None
    """A guest's name."""
    role: Line | None = None
    """A guest's role."""
    organisation: Line | None = None
    """A guest's organisation."""
    portrait: Line | None = None
    """A guest's picture, relative to campaigns/."""
    portrait_alt: Line | None = None
    """What the portrait shows; the name if left out."""


class Image(Section):
    """The picture of a campaign."""

    src: Line
    """Its file, relative to campaigns/."""
    alt: Line | None = None
    """What it shows, for those who do not see it."""


class Email(Section):
    """What is particular to the email."""

    subject: Line | None = None
    """The subject line; the title if left out."""
    preheader: Line | None = None
    """What the inbox shows after the subject; the summary if left out."""
    service: Name | None = None
    """The name of the mailing service in config; the first if left out."""
    audience: Line | None = None
    """Which of the service's audiences, lists or segments."""


class FrontMatter(Section):
    """The part of a campaign's file between the two lines of three dashes."""

    title: Line
    """The headline."""
    template: Name = "report-post"
    """How the campaign looks: report-post, guest-post, newsletter, digest or a template of your own."""
    date: Line | None = None
    """When it is published, in config's zone: 2026-11-24 09:00. Without a date it is a draft, never published."""
    author: Annotated[Author, BeforeValidator(_guest)] | None = None
    """Who wrote it."""
    summary: Text | None = None
    """One or two sentences for lists, feeds and the inbox."""
    report: Lines = ()
    """The report that is quoted, or a list of them: paths relative to campaigns/, or web addresses."""
    channels: Annotated[tuple[Channel, ...], BeforeValidator(_listed), Field(min_length=1)] = (Channel.BLOG,)
    """Where it appears: blog, newsletter or both."""
    tags: Annotated[tuple[Line, ...], BeforeValidator(_tags)] = ()
    """What it is about."""
    image: Annotated[Image, BeforeValidator(_picture)] | None = None
    """The picture at its head."""
    email: Email = Email()
    """What is particular to the email."""
    canonical: AnyLink | None = None
    """Where the text appeared first, if it did."""
    permission: Line | None = None
    """Who allowed that a guest's text is printed, and when."""
    disclaimer: Line | None = None
    """A sentence under a guest's text."""
    updated: Line | None = None
    """When it was last changed in substance."""
    update_note: Line | None = None
    """What was changed then, for readers."""
    was: Lines = ()
    """Former slugs, oldest first; the oldest is the campaign's id."""
