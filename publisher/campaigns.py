"""Campaign file → Campaign. A `.md` with front matter is a campaign wherever it lies below `campaigns/`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, StringConstraints

from publisher import markdown, yamlmodel
from publisher.config import AnyLink, Config, Line, Name
from publisher.errors import CampaignError, PublisherError, raise_all
from publisher.markdown import Smarten
from publisher.model import Campaign, Channel, EmailSettings, ImageReference, Person, Place
from publisher.yamlmodel import Section, Tree, suggestion

Made = TypeVar("Made")

LARGEST = 5_000_000  # bytes; nothing that a person wrote for one post is longer
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 100


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _guest(value: object) -> object:
    return {"key": value} if isinstance(value, str) else value


def _picture(value: object) -> object:
    return {"src": value} if isinstance(value, str) else value


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
    summary: Annotated[str, StringConstraints(max_length=1000)] | None = None
    """One or two sentences for lists, feeds and the inbox."""
    report: Lines = ()
    """The report that is quoted, or a list of them: paths relative to campaigns/, or web addresses."""
    channels: Annotated[tuple[Channel, ...], BeforeValidator(_listed), Field(min_length=1)] = (Channel.BLOG,)
    """Where it appears: blog, newsletter or both."""
    tags: Lines = ()
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


@dataclass(frozen=True, slots=True)
class File:
    """A campaign's file as it lies on disk: `path` relative to the project's root, with forward slashes."""

    path: str
    data: bytes


def find(folder: Path, root: Path) -> list[File]:
    """Every Markdown file below `folder` that begins with front matter, in order of paths.

    Hidden files and folders are left out, links that lead out of the project are not followed. Raises CampaignError
    (or Several) for a file that cannot be read or is over LARGEST.
    """
    files: list[File] = []
    errors: list[PublisherError] = []
    inside = root.resolve()
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(root).as_posix()
        if any(part.startswith(".") for part in path.relative_to(folder).parts) or not path.is_file():
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(inside):
            continue
        try:
            file = _load(path, name)
        except CampaignError as error:
            errors.append(error)
            continue
        if file is not None:
            files.append(file)
    raise_all(errors)
    return files


def _load(path: Path, name: str) -> File | None:
    """The file if it begins with front matter."""
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
            if not head.removeprefix(b"\xef\xbb\xbf").startswith(b"---"):
                return None
            data = head + stream.read(LARGEST)
    except OSError as problem:
        raise CampaignError(f"cannot be read ({problem.strerror})", where=Place(name)) from None
    if len(data) > LARGEST:
        raise CampaignError(f"larger than {LARGEST // 1_000_000} MB", where=Place(name))
    return File(name, data)


def read(file: File, config: Config, *, smarten: Smarten | None = None) -> Campaign:
    """Read one campaign. Raises CampaignError, or Several, with line and column."""
    text = _decode(file)
    front, body, body_line = _split(text, file.path)
    tree = yamlmodel.parse(front, file=file.path, error=CampaignError, first_line=2)
    matter = yamlmodel.validate(tree, FrontMatter, error=CampaignError)
    slug = _slug(file.path)
    reader = _Reader(tree, config, file.path)
    document = reader.attempt(
        lambda: markdown.read(body, file=file.path, first_line=body_line, prefix=slug, smarten=smarten)
    )
    made = reader.attempt(lambda: reader.campaign(matter, slug, smarten))
    raise_all(reader.errors)
    if document is None or made is None:
        raise CampaignError("cannot be read", where=Place(file.path))
    return Campaign(
        **made, body=document, digest=hashlib.sha256(file.data).hexdigest(), path=file.path, places=tree.places
    )


def read_all(files: Iterable[File], config: Config, *, smarten: Smarten | None = None) -> list[Campaign]:
    """Read all campaigns, and check that slugs and ids are each used once. Raises every error found at once."""
    campaigns: list[Campaign] = []
    errors: list[PublisherError] = []
    for file in files:
        try:
            campaigns.append(read(file, config, smarten=smarten))
        except PublisherError as error:
            errors += getattr(error, "errors", (error,))
    errors += _clashes(campaigns)
    raise_all(errors)
    return campaigns


def _clashes(campaigns: Sequence[Campaign]) -> list[CampaignError]:
    """A slug, present or former, belongs to one campaign."""
    owners: dict[str, Campaign] = {}
    errors = []
    for campaign in campaigns:
        owners.setdefault(campaign.slug, campaign)
        if owners[campaign.slug] is not campaign:
            what = f"the slug `{campaign.slug}` is also that of {owners[campaign.slug].path}"
            errors.append(CampaignError(what, where=Place(campaign.path), hint="Rename one of the two files"))
    for campaign in campaigns:
        for former in campaign.was:
            owner = owners.setdefault(former, campaign)
            if owner is not campaign:
                what = f"`was` names `{former}`, which belongs to {owner.path}"
                errors.append(CampaignError(what, where=campaign.place("was"), hint="A slug belongs to one campaign"))
    return errors


def _decode(file: File) -> str:
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = file.data.count(b"\n", 0, problem.start) + 1
        raise CampaignError(
            "this line is not UTF-8", where=Place(file.path, line), hint="Save the file as UTF-8 in your editor"
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _split(text: str, path: str) -> tuple[str, str, int]:
    """Front matter, body, and the line on which the body begins."""
    opening, _, rest = text.partition("\n")
    if opening.rstrip() != "---":
        raise CampaignError("the first line begins like front matter but is not three dashes", where=Place(path, 1))
    match = re.search(r"^---[ \t]*$\n?", rest, re.MULTILINE)
    if match is None:
        what = "the front matter is never closed"
        raise CampaignError(what, where=Place(path, 1), hint="End it with a line of three dashes")
    return rest[: match.start()], rest[match.end() :], 2 + rest.count("\n", 0, match.end())


def _slug(path: str) -> str:
    slug = Path(path).stem
    if not SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
        plain = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")[:_LONGEST_SLUG] or "a-name"
        raise CampaignError(
            "a campaign's file name is its address, so it has small letters, digits and single dashes only",
            where=Place(path),
            hint=f"Rename it to {plain}.md",
        )
    return slug


class _Reader:
    """Front matter into a campaign's values, with the places for what goes wrong."""

    def __init__(self, tree: Tree, config: Config, path: str) -> None:
        self.tree, self.config, self.path = tree, config, path
        self.errors: list[PublisherError] = []

    def attempt(self, make: Callable[[], Made]) -> Made | None:
        """What `make` makes, or None and its errors kept."""
        try:
            return make()
        except PublisherError as error:
            self.errors += getattr(error, "errors", (error,))
            return None

    def place(self, key: str) -> Place:
        return yamlmodel.place_of(self.tree.places, key)

    def campaign(self, matter: FrontMatter, slug: str, smarten: Smarten | None) -> dict[str, Any]:
        """Everything but the body."""
        smart = smarten or (lambda run, _: run)
        return {
            "id": self.slugs(matter.was)[0] if matter.was else slug,
            "slug": slug,
            "title": smart(matter.title, ""),
            "template": matter.template,
            "channels": frozenset(matter.channels),
            "date": self.time(matter.date, "date"),
            "author": self.author(matter.author),
            "summary": smart(" ".join((matter.summary or "").split()), ""),
            "reports": matter.report,
            "tags": self.tags(matter.tags),
            "image": self.image(matter.image),
            "email": self.email(matter.email, smart),
            "canonical": matter.canonical or "",
            "permission": matter.permission or "",
            "disclaimer": smart(matter.disclaimer or "", ""),
            "updated": self.time(matter.updated, "updated"),
            "update_note": smart(matter.update_note or "", ""),
            "was": self.slugs(matter.was),
        }

    def time(self, text: str | None, key: str) -> datetime | None:
        if text is None:
            return None
        try:
            return self.config.local_time(text)
        except ValueError:
            what = f"{key}: `{text}` is not a date"
            raise CampaignError(what, where=self.place(key), hint="Write it like 2026-11-24 09:00") from None

    def author(self, author: Author | None) -> Person | None:
        if author is None:
            return None
        if author.key is not None:
            person = self.config.person(author.key)
            if person is None:
                hint = suggestion(author.key, self.config.people) or "Add it to `people` in config.yaml"
                raise CampaignError(
                    f"author: nobody in config's `people` has the key `{author.key}`",
                    where=self.place("author"),
                    hint=hint,
                )
            return person
        if author.name is None:
            what = "author: a guest needs a name"
            raise CampaignError(what, where=self.place("author"), hint="Write author: {name: …, role: …}")
        return Person(
            key="",
            name=author.name,
            role=author.role or "",
            organisation=author.organisation or "",
            portrait=author.portrait or "",
            portrait_alt=author.portrait_alt or author.name,
        )

    def tags(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        """Tags once each, whatever their capitals, in the order given."""
        return tuple({" ".join(tag.split()).casefold(): " ".join(tag.split()) for tag in reversed(tags)}.values())[::-1]

    def image(self, image: Image | None) -> ImageReference | None:
        if image is None:
            return None
        return ImageReference(self.place("image").line or 1, image.src, image.alt or "")

    def email(self, email: Email, smart: Smarten) -> EmailSettings:
        def line(text: str | None, key: str) -> str:
            return markdown.read_placeholders(smart(text, ""), where=self.place(f"email.{key}")) if text else ""

        return EmailSettings(
            subject=line(email.subject, "subject"),
            preheader=line(email.preheader, "preheader"),
            service=email.service or "",
            audience=email.audience or "",
        )

    def slugs(self, former: tuple[str, ...]) -> tuple[str, ...]:
        for slug in former:
            if not SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
                what = f"was: `{slug}` is not a slug"
                raise CampaignError(what, where=self.place("was"), hint="Write the former file name without .md")
        return former
