"""`config.yaml` → `Config`: one documented attribute a key.

docs/configuration.md is generated from these classes and the sentences under their attributes. Keys of a service
(`services.NAME.…` beside `use`) belong to that service's own model, in publisher/services.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from publisher import characters, yamlmodel
from publisher.environment import read_dotenv, resolve
from publisher.errors import ConfigError
from publisher.model import Person, Place
from publisher.yamlmodel import Section

__all__ = [
    "AnyLink",
    "Config",
    "Configuration",
    "Line",
    "Name",
    "PersonEntry",
    "ScheduleEntry",
    "ServiceEntry",
    "Text",
    "load",
    "read_dotenv",
    "resolve",
]


def _refuse(what: str, hint: str = "") -> PydanticCustomError:
    # Braces would be read as a template by pydantic.
    literal = what.replace("{", "{{").replace("}", "}}")
    return PydanticCustomError("publisher", literal, {"hint": hint} if hint else None)


def _one_line(text: str) -> str:
    found = characters.refused(text, one_line=True)
    if found:
        raise _refuse(f"holds {found.what}", found.hint)
    return text


def _any_lines(text: str) -> str:
    found = characters.refused(text)
    if found:
        raise _refuse(f"holds {found.what}", found.hint)
    return text


def _address(text: str) -> str:
    parts = urlsplit(text)
    odd = parts.username or parts.query or parts.fragment or re.search(r"[\s<>\"\\^`{|}]", text)
    if parts.scheme not in ("http", "https") or not parts.hostname or odd:
        raise _refuse(f"`{text}` is not a web address", "Write it in full, such as https://notes.example.org")
    return text.rstrip("/")


def _link(text: str) -> str:
    parts = urlsplit(text)
    whole = parts.path if parts.scheme == "mailto" else parts.hostname
    if parts.scheme not in ("http", "https", "mailto") or not whole:
        raise _refuse(f"`{text}` is not an address", "Write it in full, such as https://example.org/privacy")
    return text


def _email(text: str) -> str:
    # The shape that RFC 5321 mailboxes of mailing services have; they verify the address themselves.
    if not re.fullmatch(r"[^@\s,;<>()\[\]\\\":]+@[^@\s.,;<>()\[\]\\\":]+(\.[^@\s.,;<>()\[\]\\\":]+)+", text):
        raise _refuse(f"`{text}` is not an email address", "Write it like hello@example.org")
    return text


def _language(text: str) -> str:
    # BCP 47: a language, optionally a script and a region.
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?", text):
        raise _refuse(f"`{text}` is not a language tag", "Write it like en-GB, de or fr-CA")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise _refuse(f"`{text}` is not a time zone", "Write it like Europe/London") from None
    return text


def _colour(text: str) -> str:
    if not re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text):
        raise _refuse(f"`{text}` is not a colour", 'Write it like "#0b6e63", in quotes')
    digits = text[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _folder(text: str) -> str:
    path = Path(text)
    taken = path.parts[:1] in ((), ("campaigns",), ("templates",), ("outbox",), (".publisher",), (".git",))
    if path.is_absolute() or ".." in path.parts or taken:
        raise _refuse(f"`{text}` is not a folder of its own below the project", "Write it like public")
    return text


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


_DATE = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?")

Line = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_one_line)]
Address = Annotated[str, AfterValidator(_one_line), AfterValidator(_address)]
AnyLink = Annotated[str, AfterValidator(_one_line), AfterValidator(_link)]
Email = Annotated[str, AfterValidator(_one_line), AfterValidator(_email)]
Text = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_any_lines)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


class Sender(Section):
    """Who the emails come from."""

    name: Line
    """The name that readers see in their inbox."""
    email: Email
    """The address that emails come from."""
    reply_to: Email | None = None
    """Where answers go; the sender's address if left out."""


class Organisation(Section):
    """Who stands behind the publication: the legal line of every page and email."""

    name: Line
    """The legal name."""
    legal_form: Line | None = None
    """Such as charity, CIC or company limited by guarantee."""
    address: Line | None = None
    """The postal address in one line. Most countries' laws ask for it in commercial email."""
    registration: Line | None = None
    """The registration as it should be printed, such as `Registered charity 0000000`."""


class PersonEntry(Section):
    """Somebody who writes, or is quoted."""

    name: Line
    """The name as it is printed."""
    role: Line | None = None
    """Such as chief executive; stated once, here."""
    organisation: Line | None = None
    """Where the role is held."""
    portrait: Line | None = None
    """A picture, relative to campaigns/."""
    portrait_alt: Line | None = None
    """What the portrait shows, for those who do not see it; the name if left out."""
    variants: Annotated[tuple[Line, ...], BeforeValidator(_listed)] = ()
    """Other ways in which the name is printed in reports."""


class Look(Section):
    """What makes the templates yours."""

    accent: Annotated[str, AfterValidator(_colour)] = "#0b6e63"
    """The one colour beside ink and paper, in quotes; links, rules and buttons are drawn in it."""
    logo: Line | None = None
    """A picture for the masthead, relative to campaigns/; the title stands alone if left out."""
    footer: Line | None = None
    """A sentence for the foot of every page and email."""
    reason: Line | None = None
    """Why readers receive the email, for its foot; a sentence of the frame if left out."""


class Signup(Section):
    """The box with which readers subscribe."""

    action: AnyLink
    """Where the form is sent: your mailing service's form address."""
    privacy: AnyLink
    """Your privacy policy."""


class Git(Section):
    """A branch that the site is committed to."""

    branch: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]
    """The branch, such as gh-pages; it holds the site and nothing else."""
    remote: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] | None = None
    """The remote to push it to, such as origin; without one the commit stays here."""


class Publish(Section):
    """How `publisher publish` hands the finished folder on."""

    command: Annotated[tuple[Line, ...], Field(min_length=1)] | None = None
    """A program and its arguments, run without a shell; `{output}` stands for the folder."""
    git: Git | None = None
    """Commit the folder to a branch instead."""
    confirm: bool = True
    """Whether to wait until the feed's address answers with the new build."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Publish:
        if (self.command is None) == (self.git is None):
            raise _refuse("needs either `command` or `git`", "Leave `publish` out if the folder is served as it is")
        return self


class ServiceEntry(Section):
    """A mailing service under a name of yours. Beside `use` stand the service's own keys; see docs/services.md."""

    model_config = ConfigDict(extra="allow")

    use: Name
    """Which service it is, such as outbox."""

    @property
    def options(self) -> dict[str, Any]:
        """The service's own keys, as written."""
        return dict(self.model_extra or {})


class ScheduleEntry(Section):
    """A campaign that `publisher run` takes care of."""

    campaign: Line
    """The campaign's slug."""
    at: Line | None = None
    """When, such as 2026-11-24 09:00, for a campaign that has a date it must say the same."""


class Config(Section):
    """`config.yaml`, checked. Addresses have no slash at their end."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{4,20}$")]
    """The project's id, written by `publisher init`. It is part of every reference and feed id: never change it."""
    title: Line
    """The publication's name: masthead, feeds, sender."""
    url: Address
    """Where the site will be served. Below it: /posts/SLUG/, /letters/SLUG/, /feed.xml, /atom.xml, /feed.json."""
    description: Line | None = None
    """One sentence about the publication, for feeds and search engines."""
    language: Annotated[str, AfterValidator(_language)] = "en-GB"
    """The language tag of what is written; it decides typography, dates and the words of the frame."""
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    """The zone of every date without one."""
    since: date | None = None
    """Campaigns dated before this day are never pushed unless they are named."""
    sender: Sender
    """Who the emails come from."""
    organisation: Organisation
    """Who stands behind the publication."""
    people: dict[Name, PersonEntry] = Field(default_factory=dict)
    """Authors and people quoted, by a short key."""
    output: Annotated[str, AfterValidator(_folder)] = "public"
    """The folder that the site is built into."""
    page_size: Annotated[int, Field(ge=1, le=200)] = 20
    """How many posts a list page and the feeds show."""
    publish: Publish | None = None
    """How the finished folder is handed on; left out, the folder is served as it is."""
    look: Look = Look()
    """What makes the templates yours."""
    signup: Signup | None = None
    """The box with which readers subscribe; without it `::: signup` draws nothing."""
    services: dict[Name, ServiceEntry] = Field(default_factory=dict)
    """Mailing services by a name of yours; the first is the one that campaigns use unless they name another."""
    schedule: tuple[ScheduleEntry, ...] = ()
    """What `publisher run` takes care of."""

    @property
    def zone(self) -> ZoneInfo:
        """`timezone` as a zone."""
        return ZoneInfo(self.timezone)

    @property
    def base_path(self) -> str:
        """The path of `url`: empty, or such as `/blog`."""
        return urlsplit(self.url).path

    @property
    def origin(self) -> str:
        """`url` without its path."""
        return self.url.removesuffix(self.base_path) if self.base_path else self.url

    def person(self, key: str) -> Person | None:
        """Somebody of `people`."""
        entry = self.people.get(key)
        if entry is None:
            return None
        return Person(
            key=key,
            name=entry.name,
            role=entry.role or "",
            organisation=entry.organisation or "",
            portrait=entry.portrait or "",
            portrait_alt=entry.portrait_alt or entry.name,
            variants=entry.variants,
        )

    def local_time(self, text: str) -> datetime:
        """`2026-11-24`, with or without `09:00` and an offset, as an instant in this zone.

        A minute that the clock skips becomes the next valid one, one that it repeats the first of the two. Raises
        ValueError for anything else.
        """
        written = _DATE.fullmatch(text.strip())
        if not written or not 1970 <= int(written[1]) < 3000:
            raise ValueError(text)
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is not None:
            return moment.astimezone(self.zone)
        # Through UTC and back: what does not exist at a clock change moves forward by the change's length.
        return moment.replace(tzinfo=self.zone, fold=0).astimezone(UTC).astimezone(self.zone)


@dataclass(frozen=True, slots=True)
class Configuration:
    """A `Config` and where its keys stand, for errors about them later. `digest` is that of the file's text."""

    config: Config
    places: Mapping[str, Place] = field(default_factory=dict)

    def place(self, path: str) -> Place:
        """The place of a key path such as `services.main.audience`, or of the nearest key above it."""
        return yamlmodel.place_of(self.places, path)


def load(text: str, *, file: str = "config.yaml") -> Configuration:
    """Read `config.yaml`'s text. Raises ConfigError (or Several) with line, column and, where known, the repair."""
    tree = yamlmodel.parse(text, file=file, error=ConfigError)
    config = yamlmodel.validate(tree, Config, error=ConfigError)
    return Configuration(config, {**tree.places, "": Place(file)})
