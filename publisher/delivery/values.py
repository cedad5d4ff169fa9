"""What is wanted, what was seen, what is planned, what became of it. And the reference that ties them together."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from publisher.errors import PublisherError
from publisher.ledger import Push
from publisher.services.base import Draft, Payload, Wanted

_LONGEST = 80  # characters of a reference: below every service's limit for a name or slug (Buttondown has 100)


def reference(project_id: str, edition_key: str, service_name: str) -> str:
    """What finds our draft again: lower-case letters, digits and single dashes, so that no service rewrites it.

    The words are for people; the digest keeps apart what they would blur. File names differ between systems in how
    they compose accents, so the parts are compared in one form (Unicode NFC).
    """
    parts = [unicodedata.normalize("NFC", part) for part in (project_id, edition_key, service_name)]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    plain = unicodedata.normalize("NFKD", "-".join(parts)).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _LONGEST - len(digest) - 1].rstrip("-")
    return f"{words}-{digest}" if words else digest


class Action(StrEnum):
    """What a plan means to do with an edition."""

    CREATE = "create"
    UPDATE = "update"
    SKIP = "skip"
    KEEP = "keep"  # a person's version stays for good, as asked; nothing is written to the service
    CONFLICT = "conflict"  # a person's work is in the way; nothing is done
    HELD = "held"  # not yet: an earlier call is uncertain, or another push is running
    BLOCKED = "blocked"  # it cannot be pushed; the reason says why


class Wish(StrEnum):
    """What a person wants done with drafts that somebody has edited in the service."""

    ASK = "ask"  # stop and say so
    REPLACE = "replace"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Target:
    """A wanted edition by its reference; `digest` is that of its payload, empty when `error` says why it has none."""

    wanted: Wanted
    reference: str
    payload: Payload | None = None
    digest: str = ""
    error: PublisherError | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """All that a decision rests on: what is wanted, what the ledger knows, what the service shows.

    Nothing is made before `not_before`, where the ledger knows nothing.
    """

    digest: str
    payload: Payload | None = None
    row: Push | None = None
    draft: Draft | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done, and why.

    `edited` says that a person's work (as far as one can tell) is all that stands in the way; `kept` that a person
    asked once to keep it.
    """

    action: Action
    reason: str
    edited: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look at ledger and services showed, by reference. `errors` are services that could not be asked."""

    targets: tuple[Target, ...]
    rows: Mapping[str, Push] = field(default_factory=dict)
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    errors: Mapping[str, PublisherError] = field(default_factory=dict)
    not_before: Mapping[str, datetime] = field(default_factory=dict)

    def sight(self, target: Target) -> Sight:
        """What was seen of a target."""
        name = target.reference
        return Sight(
            target.digest, target.payload, self.rows.get(name), self.drafts.get(name), self.not_before.get(name)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One edition's part of a plan.

    `difference` has lines for people: subject, preheader, text. `notes` say what will be public only later.
    """

    action: Action
    edition: str
    service: str
    reference: str
    reason: str
    difference: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step; `error` is why it was not done. `address` is where a person opens the draft."""

    step: Step
    address: str = ""
    error: PublisherError | None = None


def in_words(moment: datetime) -> str:
    """A moment for a sentence, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
