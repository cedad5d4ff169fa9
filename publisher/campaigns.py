"""Campaign file → Campaign. A `.md` with front matter is a campaign wherever it lies below `campaigns/`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from publisher import markdown, yamlmodel
from publisher.config import Config
from publisher.errors import CampaignError, PublisherError, raise_all
from publisher.frontmatter import Author, Email, FrontMatter, Image
from publisher.markdown import Smarten, links
from publisher.model import Campaign, EmailSettings, ImageReference, Person, Place, PlaceholderName
from publisher.yamlmodel import Tree, suggestion

__all__ = ["LARGEST", "SLUG", "File", "FrontMatter", "find", "read", "read_all"]

Made = TypeVar("Made")

LARGEST = 5_000_000  # bytes; nothing that a person wrote for one post is longer
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 100
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Names that Windows keeps for devices, with any ending; a slug becomes a folder of the site.
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))))


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
    if not folder.is_dir():  # an empty site must not replace a full one because a folder was moved
        hint = "Make the folder, or go to where it is"
        raise CampaignError(
            "there is no such folder", where=Place(folder.relative_to(root).as_posix() + "/"), hint=hint
        )
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
            if head.startswith(_UTF_16):
                hint = "Save the file as UTF-8 in your editor"
                raise CampaignError("this file is UTF-16", where=Place(name), hint=hint)
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
    if slug in _DEVICES:
        what = "Windows keeps this name for a device, and a campaign's file name becomes a folder of the site"
        raise CampaignError(what, where=Place(path), hint=f"Rename it to {slug}-1.md or the like")
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
        was = self.slugs(matter.was, slug)
        for key in ("title", "summary", "disclaimer", "update_note"):
            self.no_placeholder(getattr(matter, key) or "", key)
        return {
            "id": was[0] if was else slug,
            "slug": slug,
            "title": smart(matter.title, ""),
            "template": matter.template,
            "channels": frozenset(matter.channels),
            "date": self.time(matter.date, "date"),
            "author": self.author(matter.author),
            "summary": smart(" ".join((matter.summary or "").split()), ""),
            "reports": self.reports(matter.report),
            "tags": self.tags(matter.tags),
            "image": self.image(matter.image),
            "email": self.email(matter.email, smart),
            "canonical": matter.canonical or "",
            "permission": matter.permission or "",
            "disclaimer": smart(matter.disclaimer or "", ""),
            "updated": self.time(matter.updated, "updated"),
            "update_note": smart(matter.update_note or "", ""),
            "was": was,
        }

    def no_placeholder(self, text: str, key: str) -> None:
        """Other braces are plain text in these keys; a placeholder of ours would be printed as it is typed."""
        for name in PlaceholderName if "{{" in text else ():
            if re.search(rf"\{{\{{\s*{name}\b", text):
                what = f"{key}: {{{{ {name} }}}} cannot stand here"
                hint = "Placeholders may stand in the body, and in email.subject and email.preheader"
                raise CampaignError(what, where=self.place(key), hint=hint)

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
        if author.key is not None and author.name is not None:
            what = "author: either a key of config's `people` or a guest's name"
            raise CampaignError(what, where=self.place("author.key"), hint="Leave one of them out")
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
        wrong = links.refused(image.src, image=True)
        if wrong:
            raise CampaignError(f"image: {wrong[0]}", where=self.place("image.src"), hint=wrong[1])
        return ImageReference(self.place("image").line or 1, image.src, image.alt or "")

    def reports(self, names: tuple[str, ...]) -> tuple[str, ...]:
        for index, name in enumerate(names):
            wrong = links.refused(name, image=True)
            if wrong:
                what, hint = f"report: `{name}` is neither a file nor a web address", "Name it relative to campaigns/"
                raise CampaignError(what, where=self.place(f"report.{index}"), hint=hint)
        return names

    def email(self, email: Email, smart: Smarten) -> EmailSettings:
        def line(text: str | None, key: str) -> str:
            where = self.place(f"email.{key}")
            return markdown.read_placeholders(text, where=where, smarten=smart) if text else ""

        return EmailSettings(
            subject=line(email.subject, "subject"),
            preheader=line(email.preheader, "preheader"),
            service=email.service or "",
            audience=email.audience or "",
        )

    def slugs(self, former: tuple[str, ...], now: str) -> tuple[str, ...]:
        """The former slugs, each once."""
        for slug in former:
            if slug == now:
                what = f"was: `{slug}` is what the file is called now"
                raise CampaignError(what, where=self.place("was"), hint="Name only former file names")
            if not SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
                what = f"was: `{slug}` is not a slug"
                raise CampaignError(what, where=self.place("was"), hint="Write the former file name without .md")
        return tuple(dict.fromkeys(former))
