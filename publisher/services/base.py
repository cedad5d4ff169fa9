"""The interface that every mailing service fills, and the values that pass through it.

Delivery trusts three promises, whatever the service is:

- `create` and `fill` raise `Uncertain` whenever the act may have happened without our reading its full answer
  (time-out, cut connection, 5xx, a page that is not the API's); it is `retryable` where the service itself says that
  the call came too soon. Any other `ServiceError` means: nothing happened.
- nothing here ever sends or schedules; a draft is all that is asked for.
- no error text and no repr holds a secret.
"""

from __future__ import annotations

import hashlib
import json
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from publisher.errors import Unsupported
from publisher.model import Message, PlaceholderName, Rendition

if TYPE_CHECKING:
    from pydantic import BaseModel


# ── what is asked of a service ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail is from: a name, an address (`hello@example.org`), and where answers go (empty: the address)."""

    name: str
    email: str
    reply_to: str = ""

    @property
    def answers_to(self) -> str:
        """The address for answers."""
        return self.reply_to or self.email


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a service should hold for one edition: its message, and what stands beside a message.

    `service` is the key below config's `services`. `date` is the edition's publication (aware). `postal_address`
    may have several lines. `page_url` is the absolute address of the web copy, empty where there is none.
    `audience` is in the service's own terms, empty for its default. `public_images` says where the message's pictures
    are on the public site, by rendition name, for services that take none.
    """

    edition_key: str
    service: str
    title: str
    message: Message
    sender: Sender
    date: datetime
    postal_address: str = ""
    page_url: str = ""
    audience: str = ""
    tags: tuple[str, ...] = ()
    public_images: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Payload:
    """What a service is given, with its own tags in place of the placeholders.

    `subject` and `preheader` are one line each, without control characters. `fields` holds whatever else the
    service is told, as JSON values. `images` are those that the HTML shows. `identity` is the digest of the same
    payload before its pictures had addresses, empty where those are known without the service.
    """

    subject: str
    preheader: str
    html: str
    text: str
    fields: Mapping[str, object] = field(default_factory=dict)
    images: tuple[Rendition, ...] = ()
    identity: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of all of it, in hexadecimal; image files count by their names, which hold their content's hash.

        Where a service gave the pictures their addresses, those do not count: a ledger that lost them must still know
        the draft again.
        """
        if self.identity:
            return self.identity
        parts = [self.subject, self.preheader, self.html, self.text, self.fields, [image.name for image in self.images]]
        return digest_of(parts)


# ── what a service answers ──────────────────────────────────────────────────────────────────────────────


class Status(StrEnum):
    """What has become of a draft. Everything but `DRAFT` is out of our hands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    TRASHED = "trashed"
    ABSENT = "absent"  # the service knows no such draft (any more)
    OTHER = "other"  # a state that we do not know, or cannot read; `RemoteState.note` says more


@dataclass(frozen=True, slots=True)
class RemoteState:
    """What a service says that it holds. Empty or None means that it does not tell.

    `digest` is a digest of the content as the service returns it: equal now and right after our write means that
    nobody changed it in between. Where a change takes two calls, it is two words: the digest of all, and that of what
    the second call writes, so that a change which stopped between them is told from a person's. `payload_digest` is the
    digest of the payload that we wrote last, where the service keeps it for us. `edited` is True or False only where
    the service itself knows whether somebody else changed the content since our last write, including a write of ours
    that was cut short. `html` is the content as it is there, for people to compare; `address` is where a person opens
    it.
    """

    status: Status
    reference: str = ""
    subject: str = ""
    digest: str = ""
    modified: datetime | None = None
    preheader: str | None = None
    text: str | None = None
    html: str | None = None
    payload_digest: str = ""
    edited: bool | None = None
    note: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft by the service's own id, and what is known of it."""

    id: str
    state: RemoteState


@dataclass(frozen=True, slots=True)
class Audience:
    """Readers that a draft can be meant for. `size` is their number, where known.

    `within` is the id of the audience that a segment belongs to, empty for a whole audience.
    """

    id: str
    name: str
    size: int | None = None
    within: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What the key (or folder) of a service gives access to.

    `may_send` should be False; None is unknown. `senders` are the addresses that the account may write from, where it
    tells. `notes` are sentences about what a person should put right.
    """

    name: str
    may_send: bool | None = None
    audiences: tuple[Audience, ...] = ()
    senders: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


# ── what a service is ───────────────────────────────────────────────────────────────────────────────────


class Form(StrEnum):
    """Which form of a message a service takes: the whole document, or the body that it wraps in its own layout."""

    DOCUMENT = "document"
    BODY = "body"


class Carries(StrEnum):
    """What a service can hold besides subject and HTML."""

    PREHEADER = "preheader"
    TEXT = "plain text"
    TAGS = "tags"
    AUDIENCE = "audience"
    IMAGES = "images"
    TEST = "test mail"


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `calls` within any `seconds`. `headers` is how the names of the headers begin that tell the rest.

    Such as `x-ratelimit-` of `x-ratelimit-remaining` and `x-ratelimit-reset`; empty where a service tells nothing.
    """

    calls: int
    seconds: int
    headers: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of a service, for plans, checks and documentation.

    `tags` are its own words for the placeholders (none: the places are filled with real text), `required` those that
    must stand exactly once in HTML and text. `added_bytes` is what it puts around our HTML. `subject_limit` is in
    characters. `connections` is how many calls may run at once, `quota` how many within a time. `settles` is how long
    a fresh draft may be missing from `find`; `lags` says that this also happens when nothing went wrong.
    `fill_after_create` says that `create` cannot carry content. `calls` is how many requests one new draft takes, the
    listing that all share and its pictures aside: create, fill where that is another, and what reads it back.
    """

    form: Form
    carries: frozenset[Carries]
    tags: Mapping[PlaceholderName, str] = field(default_factory=dict)
    required: frozenset[PlaceholderName] = frozenset()
    added_bytes: int = 0
    subject_limit: int | None = None
    connections: int = 1
    quota: Quota | None = None
    settles: timedelta = timedelta(0)
    lags: bool = False
    fill_after_create: bool = False
    calls: int = 2


def no_end() -> float:
    """As long as it takes."""
    return math.inf


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a service is given of the outside: its name in config, the project's root, and a clock (aware, UTC).

    `left` tells the seconds until the command has to end; no call begins, and no wait lasts, beyond that. `network` is
    an httpx transport in place of the real network, for tests.
    """

    name: str
    root: Path
    clock: Callable[[], datetime]
    left: Callable[[], float] = no_end
    network: Any = None


class Service(ABC):
    """A mailing service, synchronous, safe to call from `facts.connections` threads at once.

    `Options` reads the service's own settings from config; subclasses are made as `Class(options, surroundings)`.
    """

    Options: ClassVar[type[BaseModel]]
    facts: Facts

    @abstractmethod
    def __init__(self, options: BaseModel, surroundings: Surroundings) -> None:
        """Remember the settings; no call and no file access yet."""

    @abstractmethod
    def payload(self, edition: Wanted, images: Mapping[str, str]) -> Payload:
        """Say the edition in the service's terms. Pure.

        `images` maps rendition names to what `upload` returned; those not uploaded yet keep their tokens. Raises
        `Unsupported` for a wish that cannot be said.
        """

    @abstractmethod
    def find(self, references: Sequence[str], since: datetime | None) -> dict[str, Draft]:
        """Our drafts by reference, in every state, sent and scheduled ones included.

        Absent ones are left out. Nothing older than `since` need be looked through (None: everything).
        """

    @abstractmethod
    def create(self, payload: Payload, reference: str) -> Draft:
        """Make a draft that `find` knows by `reference`. Never called for one that is known to exist."""

    @abstractmethod
    def fill(self, draft: Draft, payload: Payload, reference: str) -> Draft:
        """Give a draft this content: what `create` cannot carry, and every later change.

        `draft.state` is what was last seen of it. Afterwards it bears `reference`. Raises `Conflict` when the service
        says that it is no draft any more, or was changed since it was seen.
        """

    @abstractmethod
    def read(self, draft_id: str) -> RemoteState:
        """What the service holds now; `Status.ABSENT` for an unknown id."""

    def upload(self, image: Rendition) -> str:
        """Store a picture and return its address for the HTML. Raises `Unsupported` where a service cannot."""
        raise Unsupported(f"pictures cannot be uploaded ({image.name})", where=type(self).__name__)

    def test(self, draft_id: str, addresses: Sequence[str]) -> None:
        """Send a test mail of the draft to a few people. Raises `Unsupported` where a service cannot."""
        raise Unsupported(
            f"test mails cannot be sent ({draft_id}, {len(addresses)} readers)", where=type(self).__name__
        )

    @abstractmethod
    def account(self) -> Account:
        """Who we are to the service. Reads only; raises `ServiceError` for a bad key."""


def second_part(digest: str) -> str:
    """What a `RemoteState.digest` says of what the second call of a change writes; all of it where one call does."""
    return digest.rpartition(" ")[2]


def first_part(digest: str) -> str:
    """What a `RemoteState.digest` says of the whole draft."""
    return digest.partition(" ")[0]


def digest_of(value: object) -> str:
    """SHA-256 of a JSON value in one canonical form, in hexadecimal."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def one_line(text: str) -> str:
    """`text` with control characters and line ends as spaces, folded: fit for a header (RFC 5322 §2.2)."""
    return " ".join("".join(" " if _breaks_headers(character) else character for character in text).split())


def _breaks_headers(character: str) -> bool:
    """Whether a character is a control (C0, DEL, C1) or one of Unicode's own line ends."""
    return character < " " or "\x7f" <= character <= "\x9f" or character in "\u2028\u2029"
