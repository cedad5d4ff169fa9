"""The built-in service: drafts in a folder, to open, read and send by hand.

    outbox/images/HASH-600.jpg
    outbox/REFERENCE/message.eml    a draft that mail programs open, pictures inside
                     message.html   the same for a browser, pictures from ../images
                     message.txt
                     draft.json     what a service would hold; written last, so a draft without it does not exist

Every file is written beside its place, synchronised and renamed. Before a draft's files are replaced, `draft.json`
notes under `writing` what is coming; a write that was cut short is therefore told apart from a person's edit, which
shows by digests that fit neither. A person may edit everything, and may set `"status": "sent"` (or another of
`base.Status`); a folder removed is a draft deleted.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictStr

from publisher.errors import Conflict, ServiceError
from publisher.model import PlaceholderName, Rendition, fill_images, fill_placeholders
from publisher.services.base import (
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
    one_line,
)
from publisher.services.eml import InlineImage, Mail, address, domain, eml
from publisher.services.outbox_record import FILES, RECORD, as_json, begin, finish, load, replace, state

_LONGEST = 900  # characters of an address that stands in a header line, which may have 998 (RFC 5322 §2.1.1)


def _reachable(value: str) -> str:
    """An https or mailto address, or nothing."""
    sound = value.startswith(("https://", "mailto:")) and value.isascii() and value.isprintable()
    if value and (not sound or len(value) > _LONGEST or any(mark in value for mark in ' <>"\\')):
        raise ValueError("must be an https:// or mailto: address without spaces")
    return value


def _folder(value: str) -> str:
    """A folder's name that a file system accepts."""
    if any(letter < " " for letter in value):
        raise ValueError("holds a control character")
    return value.strip() or "outbox"


class Options(BaseModel):
    """Settings of an outbox: its folder, relative to the project's root, and what stands in for a service's links."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    folder: Annotated[StrictStr, AfterValidator(_folder)] = "outbox"
    unsubscribe: Annotated[StrictStr, AfterValidator(_reachable)] = ""
    preferences: Annotated[StrictStr, AfterValidator(_reachable)] = ""


class Outbox(Service):
    """A folder of drafts. Its texts need no tags: placeholders become real text."""

    Options = Options
    facts = Facts(
        form=Form.DOCUMENT,
        carries=frozenset({Carries.PREHEADER, Carries.TEXT, Carries.TAGS, Carries.AUDIENCE, Carries.IMAGES}),
        calls=0,
    )

    def __init__(self, options: BaseModel, surroundings: Surroundings) -> None:
        assert isinstance(options, Options)  # noqa: S101  # the registry reads them with our own model
        self._options = options
        self._name = surroundings.name
        self._clock = surroundings.clock
        self.folder = surroundings.root / options.folder

    # ── saying an edition ───────────────────────────────────────────────────────────────────────────────

    def payload(self, edition: Wanted, images: Mapping[str, str]) -> Payload:
        """The edition with every placeholder filled.

        Picture tokens stay until the files are written: the `.html` shows `../images/`, the `.eml` its own parts, so
        `images` is not needed here.
        """
        del images
        message = edition.message
        values = self._values(edition)
        escaped = {name: html.escape(value).replace("\n", "<br>") for name, value in values.items()}
        return Payload(
            subject=one_line(fill_placeholders(message.subject, values)),
            preheader=one_line(fill_placeholders(message.preheader, values)),
            html=fill_placeholders(message.html, escaped),
            text=fill_placeholders(message.text, values),
            fields=_fields(edition, values[PlaceholderName.UNSUBSCRIBE_URL]),
            images=message.images,
        )

    def _values(self, edition: Wanted) -> dict[PlaceholderName, str]:
        """What the placeholders become; `first_name` is left to its fallback."""
        answers = quote(edition.sender.answers_to, safe="@")
        return {
            PlaceholderName.BROWSER_URL: edition.page_url or FILES[0],
            PlaceholderName.UNSUBSCRIBE_URL: self._options.unsubscribe or f"mailto:{answers}?subject=Unsubscribe",
            PlaceholderName.PREFERENCES_URL: self._options.preferences or f"mailto:{answers}?subject=Preferences",
            PlaceholderName.POSTAL_ADDRESS: edition.postal_address.strip(),
        }

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    def find(self, references: Sequence[str], since: datetime | None) -> dict[str, Draft]:
        """Drafts by reference.

        Folders without a `draft.json` of this program are not drafts; one that bears a wanted reference as its name
        but cannot be read is reported as `Status.OTHER`.
        """
        del since  # a folder is looked through as a whole
        wanted, found = set(references), {}
        with self._told():
            for folder in self._folders():
                record = load(folder)
                reference = str(record.get("reference")) if record else folder.name
                # Of a draft that a person copied, the one in its own folder counts.
                if reference in wanted and (reference not in found or folder.name == reference):
                    found[reference] = self._draft(folder, record)
        return found

    def read(self, draft_id: str) -> RemoteState:
        """What the draft's folder holds now."""
        with self._told():
            folder = self._folder(draft_id)
            return state(folder, load(folder)) if folder else RemoteState(Status.ABSENT)

    def account(self) -> Account:
        """The folder; nothing in it can send."""
        return Account(name=f"folder {self._options.folder}", may_send=False)

    def _folders(self) -> Iterator[Path]:
        """The folders that hold a `draft.json`, in order of their names."""
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(20, "it is a file, not a folder", str(self.folder))
        if self.folder.is_dir():
            yield from sorted(path.parent for path in self.folder.glob(f"*/{RECORD}"))

    def _folder(self, draft_id: str) -> Path | None:
        """Where a draft lies: under its id, or, once a person has renamed its folder, elsewhere."""
        home = self.folder / Path(draft_id).name
        if (home / RECORD).is_file():
            return home
        return next((path for path in self._folders() if (load(path) or {}).get("id") == draft_id), None)

    def _draft(self, folder: Path, record: Mapping[str, object] | None) -> Draft:
        """A draft as delivery knows it."""
        draft_id = str(record.get("id")) if record else folder.name
        return Draft(draft_id, state(folder, record))

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────

    def create(self, payload: Payload, reference: str) -> Draft:
        """Write a draft in a folder named by its reference. Raises `Conflict` when one is there."""
        with self._told():
            home = self.folder / Path(reference).name
            if (home / RECORD).exists():
                raise Conflict(f"there is a draft {reference} already", where=self._where)
            return self._write(home, payload, {"id": reference, "reference": reference, "created": self._now()})

    def fill(self, draft: Draft, payload: Payload, reference: str) -> Draft:
        """Replace a draft's files. Raises `Conflict` when it is no draft any more."""
        with self._told():
            folder = self._folder(draft.id)
            record = load(folder) if folder else None
            if folder is None or record is None or record.get("status") != Status.DRAFT:
                raise Conflict(f"{draft.id} is no draft any more", where=self._where)
            return self._write(folder, payload, {**record, "reference": reference})

    def upload(self, image: Rendition) -> str:
        """Copy a picture to `images/`, once. Its name holds its content's hash, so what is there is right."""
        with self._told():
            target = self.folder / "images" / Path(image.name).name
            if not target.exists():
                replace(target, image.file.read_bytes())
        return _picture(image)

    def _write(self, folder: Path, payload: Payload, record: Mapping[str, object]) -> Draft:
        """Pictures, a note of what is coming, the files, and at last the record that makes it true."""
        for image in payload.images:
            self.upload(image)
        kept = {key: record.get(key, "") for key in ("id", "reference", "created")}
        files = _contents(payload, str(kept["reference"]))
        if "written" in record:
            replace(folder / RECORD, as_json(begin(record, files)))
        for name, content in files.items():
            replace(folder / name, content)
        told = {"subject": payload.subject, "preheader": payload.preheader, **payload.fields}
        final = finish(kept, told, files, payload.digest, self._now())
        replace(folder / RECORD, as_json(final))
        return self._draft(folder, final)

    def _now(self) -> str:
        """The clock's time as text."""
        return self._clock().isoformat(timespec="seconds")

    @property
    def _where(self) -> str:
        """How errors name this service."""
        return f"services.{self._name}"

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the file system refuses into one clear line."""
        try:
            yield
        except OSError as error:
            what = f"{error.strerror or type(error).__name__} ({Path(str(error.filename or self.folder)).name})"
            raise ServiceError(what, where=self._where, hint="Check the outbox folder and the disk") from error


# ── the parts of a draft ────────────────────────────────────────────────────────────────────────────────


def _fields(edition: Wanted, unsubscribe: str) -> dict[str, object]:
    """What a service would be told besides the message."""
    return {
        "title": one_line(edition.title),
        "from_name": one_line(edition.sender.name),
        "from_email": address(edition.sender.email),
        "reply_to": address(edition.sender.answers_to),
        "audience": edition.audience,
        "tags": list(edition.tags),
        "page": edition.page_url,
        "date": edition.date.isoformat(),
        "unsubscribe": unsubscribe,
    }


def _contents(payload: Payload, reference: str) -> dict[str, bytes]:
    """The draft's files. Reads the pictures."""
    linked = fill_images(payload.html, {image.name: _picture(image) for image in payload.images})
    mail = _mail(payload, reference)
    return dict(zip(FILES, (linked.encode(), payload.text.encode(), eml(mail)), strict=True))


def _mail(payload: Payload, reference: str) -> Mail:
    """The draft as a mail with its pictures inside."""
    fields = {key: str(value) for key, value in payload.fields.items()}
    sender = Sender(fields["from_name"], fields["from_email"], fields["reply_to"])
    host = domain(sender)
    inline = tuple(
        InlineImage(image.name, image.media_type, image.file.read_bytes(), f"{image.name}@{host}")
        for image in payload.images
    )
    return Mail(
        subject=payload.subject,
        sender=sender,
        date=datetime.fromisoformat(fields["date"]),
        key=f"{reference} {payload.digest}",
        unsubscribe=fields["unsubscribe"],
        text=payload.text,
        html=fill_images(payload.html, {image.name: f"cid:{image.content_id}" for image in inline}),
        images=inline,
    )


def _picture(image: Rendition) -> str:
    """How a draft's `.html` shows an uploaded picture."""
    return f"../images/{image.name}"
