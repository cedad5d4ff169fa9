"""Editions to push, and a service that, like most, makes a second draft when it is asked twice."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from publisher.errors import Conflict, ServiceError, Uncertain
from publisher.model import Message, Placeholder, PlaceholderName, Rendition, image_token
from publisher.services import (
    Account,
    Carries,
    Draft,
    Facts,
    Form,
    Payload,
    RemoteState,
    Sender,
    Service,
    Status,
    Surroundings,
    Wanted,
)
from publisher.services.base import digest_of, one_line
from pydantic import BaseModel, ConfigDict

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def message(subject: str = "Three leaders, one river", **changes: Any) -> Message:
    """A small message with a placeholder of each kind."""
    browser, unsubscribe, preferences, postal = (
        Placeholder(name).token
        for name in (
            PlaceholderName.BROWSER_URL,
            PlaceholderName.UNSUBSCRIBE_URL,
            PlaceholderName.PREFERENCES_URL,
            PlaceholderName.POSTAL_ADDRESS,
        )
    )
    name = Placeholder(PlaceholderName.FIRST_NAME, "friend").token
    body = (
        f'<p>Dear {name},</p><p>Café &amp; crème: “façade”.</p><p><a href="{browser}">Read online</a></p>'
        f'<p><a href="{unsubscribe}">Leave</a> <a href="{preferences}">Change</a></p><p>{postal}</p>'
    )
    text = f"Dear {name},\n\nCafé & crème: “façade”.\n\n{browser}\n{unsubscribe}\n{preferences}\n{postal}\n"
    html = f'<!doctype html><html lang="en"><body>{body}</body></html>'
    return replace(Message(subject, "What the river review heard.", html, body, text), **changes)


def wanted(key: str = "river", service: str = "local", **changes: Any) -> Wanted:
    """An edition of an invented organisation."""
    sender = Sender("Example Notes", "hello@example.org")
    edition = Wanted(
        key,
        service,
        "Three leaders",
        message(),
        sender,
        NOON,
        "1 Mill Lane, Example",
        f"https://example.org/letters/{key}/",
    )
    return replace(edition, **changes)


def picture(folder: Path, colour: str = "teal") -> Rendition:
    """A real JPEG in `folder`, named as renditions are."""
    file = folder / f"{digest_of(colour)[:16]}-600.jpg"
    Image.new("RGB", (60, 40), colour).save(file)
    return Rendition(file.name, 60, 40, "image/jpeg", file)


def with_picture(edition: Wanted, image: Rendition) -> Wanted:
    """The edition with a picture in its HTML."""
    tag = f'<img src="{image_token(image)}" width="60" height="40" alt="A teal square"></body>'
    html = edition.message.html.replace("</body>", tag)
    return replace(edition, message=replace(edition.message, html=html, images=(image,)))


class PileOptions(BaseModel):
    """How the pile behaves.

    `create` and `fill` say what goes wrong there: `lost` (done, no answer), `dropped` (not done, no answer), `busy` (once
    not done, by its own word), `refused`. `blind`: once something was created, nothing can be listed.
    """

    model_config = ConfigDict(extra="forbid")

    folder: str = "pile"
    fill_after_create: bool = False
    settles: float = 0
    lag: float = 0
    digests: bool = True
    modified: bool = True
    marks: bool = False
    suffix: str = ""
    status: str = "draft"
    create: str = ""
    fill: str = ""
    find: str = ""
    blind: bool = False


class Pile(Service):
    """Drafts as files with ids of their own, so that a second create makes a second draft."""

    Options = PileOptions

    def __init__(self, options: BaseModel, surroundings: Surroundings) -> None:
        assert isinstance(options, PileOptions)
        self.options = options
        self.clock = surroundings.clock
        self.folder = surroundings.root / options.folder
        self.calls: list[str] = []
        self.facts = Facts(
            Form.DOCUMENT,
            frozenset({Carries.PREHEADER, Carries.TEXT}),
            connections=4,
            settles=timedelta(seconds=options.settles),
            fill_after_create=options.fill_after_create,
        )

    def payload(self, edition: Wanted, images: Mapping[str, str]) -> Payload:
        """The message as it is."""
        if "unsayable" in edition.tags:
            raise ServiceError("an audience is needed", where="services.local")
        said = edition.message
        return Payload(one_line(said.subject), said.preheader, said.html, said.text)

    def find(self, references: Sequence[str], since: datetime | None) -> dict[str, Draft]:
        """What is older than the list's lag."""
        self.calls.append("find")
        if self.options.find or (self.options.blind and "create" in self.calls):
            raise ServiceError("the pile is away", where="services.local", retryable=True)
        horizon = self.clock() - timedelta(seconds=self.options.lag)
        held = [self._load(path.stem) for path in sorted(self.folder.glob("*.json"))]
        seen = [entry for entry in held if datetime.fromisoformat(entry["created"]) <= horizon]
        return {
            entry["reference"]: Draft(entry["id"], self._listed(entry))
            for entry in seen
            if entry["reference"] in references
        }

    def _listed(self, entry: dict[str, Any]) -> RemoteState:
        """What a listing shows: no content."""
        return RemoteState(Status(entry["status"]), entry["reference"], entry["subject"], address=f"pile/{entry['id']}")

    def create(self, payload: Payload, reference: str) -> Draft:
        """A new file, whatever is there."""
        self.calls.append("create")
        entry = {"id": uuid.uuid4().hex, "reference": reference + self.options.suffix, "subject": payload.subject}
        entry |= {
            "status": self.options.status,
            "created": self.clock().isoformat(),
            "preheader": "",
            "text": "",
            "mark": "",
        }
        if not self.options.fill_after_create:
            entry |= self._content(payload)
        return self._through("create", entry)

    def fill(self, draft: Draft, payload: Payload, reference: str) -> Draft:
        """New content for a file."""
        self.calls.append("fill")
        entry = self._load(draft.id) if (self.folder / f"{draft.id}.json").exists() else {"status": "absent"}
        if entry["status"] != "draft":
            raise Conflict("it is no draft", where="services.local")
        return self._through("fill", entry | self._content(payload) | {"reference": reference + self.options.suffix})

    def read(self, draft_id: str) -> RemoteState:
        """What a file holds."""
        self.calls.append("read")
        if not (self.folder / f"{draft_id}.json").exists():
            return RemoteState(Status.ABSENT)
        entry = self._load(draft_id)
        state = self._listed(entry)
        content = digest_of([entry["subject"], entry["preheader"], entry["text"]])
        return replace(
            state,
            digest=content if self.options.digests else "",
            modified=datetime.fromisoformat(entry["modified"])
            if self.options.modified and entry.get("modified")
            else None,
            preheader=entry["preheader"],
            text=entry["text"],
            payload_digest=entry["mark"] if self.options.marks else "",
        )

    def account(self) -> Account:
        """Nobody."""
        return Account("pile", may_send=False)

    def _content(self, payload: Payload) -> dict[str, Any]:
        told = {"subject": payload.subject, "preheader": payload.preheader, "text": payload.text}
        return told | {"mark": payload.digest, "modified": self.clock().isoformat()}

    def _through(self, call: str, entry: dict[str, Any]) -> Draft:
        fault = getattr(self.options, call)
        if fault == "busy":
            self.options = self.options.model_copy(update={call: ""})
            raise Uncertain("429", where="services.local", retryable=True)
        if fault == "refused":
            raise ServiceError("400: no", where="services.local")
        if fault != "dropped":
            self.save(entry)
        if fault:
            raise Uncertain("no answer", where="services.local")
        return Draft(entry["id"], self._listed(entry))

    def save(self, entry: dict[str, Any]) -> None:
        """Put an entry down whole."""
        self.folder.mkdir(exist_ok=True)
        beside = self.folder / f"{entry['id']}.new"
        beside.write_text(json.dumps(entry), encoding="utf-8")
        beside.replace(self.folder / f"{entry['id']}.json")

    def _load(self, draft_id: str) -> dict[str, Any]:
        entry: dict[str, Any] = json.loads((self.folder / f"{draft_id}.json").read_text(encoding="utf-8"))
        return entry

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Everything in the pile."""
        return [self._load(path.stem) for path in sorted(self.folder.glob("*.json"))]


def pile(root: Path, clock: Callable[[], datetime] = lambda: NOON, **options: Any) -> Pile:
    """A pile below `root`."""
    return Pile(PileOptions(**options), Surroundings("local", root, clock))
