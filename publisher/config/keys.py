"""Which keys has `config.yaml`? One documented attribute each; those of the schedule are in scheduling.py."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from publisher.config.clock import local_time
from publisher.config.scheduling import Blackout, ScheduleEntry
from publisher.config.values import Address, AnyLink, Colour, Email, Folder, Language, Line, Lines, Name, Zone, refuse
from publisher.model import Person
from publisher.yamlmodel import Section


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
    variants: Lines = ()
    """Other ways in which the name is printed in reports."""


class Look(Section):
    """What makes the templates yours."""

    accent: Colour = "#0b6e63"
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
            raise refuse("needs either `command` or `git`", "Leave `publish` out if the folder is served as it is")
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


class Alerts(Section):
    """Where people are told that something failed, is held, or works again."""

    webhook: Line
    """An https address that gets a JSON message, as chat services take it; may be `${NAME}`, since it is a secret."""


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
    language: Language = "en-GB"
    """The language tag of what is written; it decides typography, dates and the words of the frame."""
    timezone: Zone = "UTC"
    """The zone of every date without one."""
    since: date | None = None
    """Campaigns dated before this day are never pushed unless named; what recurs without `from` begins here."""
    sender: Sender
    """Who the emails come from."""
    organisation: Organisation
    """Who stands behind the publication."""
    people: dict[Name, PersonEntry] = Field(default_factory=dict)
    """Authors and people quoted, by a short key."""
    output: Folder = "public"
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
    blackouts: tuple[Blackout, ...] = ()
    """Days on which nothing of the schedule goes out, such as holidays and pre-election periods."""
    alerts: Alerts | None = None
    """Messages of `publisher run` about failures, holds and recoveries."""

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
        return local_time(text, self.zone)
