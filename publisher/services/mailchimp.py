"""Mailchimp, Marketing API 3.0 (https://mailchimp.com/developer/marketing/api/, definition 3.0.55, seen 2026-11-22).

A campaign is made empty and filled by a second call, so `fill_after_create` is set: a draft whose second call was cut
short is found again and filled. The reference is the campaign's internal title. HTML comes back rewritten, so what a
person changed is judged by what Mailchimp returned after our write, not by what we sent.
"""

from __future__ import annotations

import re
import threading
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, model_validator

from publisher.errors import Conflict, ServiceError, Uncertain, Unsupported
from publisher.model import PlaceholderName, Rendition, fill_images, image_token
from publisher.services import mailchimp_campaign as campaign
from publisher.services.api import Missing, Refused, documented, entries, pages, segment
from publisher.services.base import (
    Account,
    Audience,
    Carries,
    Draft,
    Facts,
    Form,
    Payload,
    RemoteState,
    Service,
    Status,
    Surroundings,
    Wanted,
    one_line,
)
from publisher.services.options import ApiOptions, connect, settled
from publisher.services.seal import seal
from publisher.services.wording import TAG_ENDS, Wording, measure, prove, spoken

FACTS = Facts(
    form=Form.DOCUMENT,
    carries=frozenset({Carries.PREHEADER, Carries.TEXT, Carries.AUDIENCE, Carries.IMAGES, Carries.TEST}),
    tags={
        PlaceholderName.FIRST_NAME: "*|FNAME|*",
        PlaceholderName.BROWSER_URL: "*|ARCHIVE|*",
        PlaceholderName.PREFERENCES_URL: "*|UPDATE_PROFILE|*",
        PlaceholderName.UNSUBSCRIBE_URL: "*|UNSUB|*",
        PlaceholderName.POSTAL_ADDRESS: "*|LIST:ADDRESSLINE|*",
    },
    required=frozenset({PlaceholderName.UNSUBSCRIBE_URL}),
    subject_limit=150,
    connections=10,  # simultaneous connections of a user; no quota besides, and no header tells of either
    settles=timedelta(seconds=60),  # how fresh lists are is not stated
    fill_after_create=True,
    calls=4,
)

_BASE = "https://{centre}.api.mailchimp.com/3.0"
_PAGE = 1000  # entries of a list, at most; 10 unless one asks
_SKEW = timedelta(days=1)
_CENTRE = re.compile(r"-([a-z]{2,}[0-9]+)$")
_AUDIENCE = re.compile(r"([A-Za-z0-9]+)(?:/([0-9]{1,18}))?")
# A tag's beginning, and a bar right behind a tag of ours, whose last star would make a beginning of it.
_LIVE = re.compile(rf"\*\||(?<={TAG_ENDS})\|")


def _audience(value: str) -> str:
    """An audience's id, or `AUDIENCE/SEGMENT`, or nothing."""
    if value and not _AUDIENCE.fullmatch(value):
        raise ValueError("must be an audience's id such as a1b2c3d4e5, or AUDIENCE/SEGMENT such as a1b2c3d4e5/49377")
    return value


def _field(value: str) -> str:
    """The name of a merge field."""
    if not re.fullmatch(r"[A-Z0-9_]{1,50}", value):
        raise ValueError("must be a merge field's tag such as FNAME: capitals, digits, underscores")
    return value


class Options(ApiOptions):
    """`audience` is the id of an audience, or `AUDIENCE/SEGMENT` with the number of a saved segment.

    `folder` is the id of a campaign folder, `first_name` the audience's merge field for it. `tracking` has opens and
    clicks counted.
    """

    audience: Annotated[str, AfterValidator(_audience)] = ""
    folder: str = ""
    first_name: Annotated[str, AfterValidator(_field)] = "FNAME"
    tracking: bool = False

    @model_validator(mode="after")
    def _has_a_centre(self) -> Self:
        """A key ends in its data centre, which is the host's name."""
        if not self.base_url and not self.centre:
            raise ValueError("api_key: the key does not end in its data centre (such as -us21); copy it whole")
        return self

    @property
    def centre(self) -> str:
        """The data centre of the key (`us21`), empty where it names none."""
        found = _CENTRE.search(self.key)
        return found[1] if found else ""


class Mailchimp(Service):
    """Campaigns of one account."""

    Options = Options
    facts = FACTS

    def __init__(self, options: BaseModel, surroundings: Surroundings) -> None:
        assert isinstance(options, Options)  # noqa: S101  # the registry reads them with our own model
        self.facts = settled(FACTS, options)
        self._options = options
        token = b64encode(f"publisher:{options.key}".encode()).decode()  # any user, the key as password
        self._api = connect(
            _BASE.format(centre=options.centre),
            options,
            FACTS,
            surroundings,
            headers=lambda: {"authorization": f"Basic {token}"},
            describe=campaign.described,
            secrets=(token,),
        )
        self._wording = Wording(FACTS.tags, self._first_name, _LIVE)
        self._files: dict[str, str] | None = None
        self._looking = threading.Lock()

    # ── saying an edition ───────────────────────────────────────────────────────────────────────────────

    def payload(self, edition: Wanted, images: Mapping[str, str]) -> Payload:
        """The edition with merge tags. Raises ServiceError without an audience, and for a subject that is too long."""
        said = spoken(edition.message, self._wording, FACTS.form, {})
        prove({str(name): FACTS.tags[name] for name in FACTS.required}, said, where=self._api.where)
        # Tags count as they are written.
        measure("subject", said.subject, FACTS.subject_limit, service="Mailchimp", where=self._api.where)
        return Payload(
            subject=said.subject,
            preheader=said.preheader,
            html=fill_images(said.html, images),
            text=said.text,
            fields=self._wishes(edition),
            images=tuple(image for image in edition.message.images if image_token(image) in said.html),
        )

    def _wishes(self, edition: Wanted) -> dict[str, object]:
        """What Mailchimp is told besides the message. One address is both sender and where answers go."""
        return {
            "from_name": one_line(edition.sender.name),
            "reply_to": edition.sender.answers_to,
            **self._readers(edition.audience or self._options.audience),
            "folder": self._options.folder,
            "tracking": self._options.tracking,
        }

    def _readers(self, audience: str) -> dict[str, object]:
        """List and segment of `AUDIENCE/SEGMENT`."""
        found = _AUDIENCE.fullmatch(audience)
        if not found:
            what = f"{audience!r} is no audience" if audience else "no audience is named"
            name = self._api.where.removeprefix("services.")
            hint = f"`publisher services {name}` lists them; write AUDIENCE, or AUDIENCE/SEGMENT"
            raise Unsupported(what, where=self._api.where, hint=hint)
        return {"audience": found[1], "segment": int(found[2]) if found[2] else None}

    def _first_name(self, fallback: str) -> str:
        """The reader's first name, else the fallback. Without bars it can neither end a tag nor begin one."""
        tag = f"*|{self._options.first_name}|*"
        words = fallback.replace("|", "/")
        return f"*|IF:{self._options.first_name}|*{tag}*|ELSE:|*{words}*|END:IF|*" if words else tag

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(ServiceError)
    def find(self, references: Sequence[str], since: datetime | None) -> dict[str, Draft]:
        """Our campaigns in every state but archived, which lists leave out; newest first, so that the oldest counts."""
        fields = ("id", "web_id", "status", "settings.title", "settings.subject_line", "settings.preview_text")
        query = {"sort_field": "create_time", "sort_dir": "DESC"}
        if since:
            query["since_create_time"] = (since - _SKEW).astimezone(UTC).isoformat(timespec="seconds")
        wanted, found = set(references), {}
        for each in self._all("/campaigns", "campaigns", fields, query):
            state = self._state(each)
            if state.reference in wanted:
                found[state.reference] = Draft(str(each.get("id")), state)
        return found

    @documented(ServiceError)
    def read(self, draft_id: str) -> RemoteState:
        """The campaign and its content: two calls."""
        path = _path(draft_id)
        try:
            head = self._campaign(self._api.read(path, {"fields": campaign.FIELDS}), ServiceError)
        except Missing:
            return RemoteState(Status.ABSENT)
        try:
            content = self._api.read(f"{path}/content", {"fields": "html,plain_text"})
        except Missing:
            content = {}  # it was never filled
        return self._state(head, content)

    def _state(self, head: Mapping[str, Any], content: Mapping[str, Any] | None = None) -> RemoteState:
        """A campaign as delivery knows it."""
        return campaign.state(head, content, self._options.centre)

    def _campaign(self, answer: Any, kind: type[ServiceError]) -> dict[str, Any]:
        """An answer that is a campaign. Raises an error of that kind for anything else."""
        if isinstance(answer, dict) and isinstance(answer.get("id"), str) and isinstance(answer.get("settings"), dict):
            return answer
        raise kind("the answer is no campaign", where=self._api.where, hint="Check base_url")

    @documented(ServiceError)
    def account(self) -> Account:
        """The account, its audiences with their saved segments, and the domains that it may write from."""
        root = self._api.read("/", {"fields": "account_name,role"})
        audiences: list[Audience] = []
        notes: list[str] = []
        for each in self._all("/lists", "lists", ("id", "name", "stats.member_count"), {}):
            audiences += self._audiences(each)
            notes += self._lacks(each)
        domains = entries(self._api.read("/verified-domains"), "domains", where=self._api.where)
        return Account(
            name=str(root.get("account_name", "")),
            # A key may do what its user may; authors write, and only managers and above send.
            may_send=root.get("role") not in {"author", "viewer"} if root.get("role") else None,
            audiences=tuple(audiences),
            senders=tuple(f"*@{each.get('domain')}" for each in domains if each.get("verified")),
            notes=tuple(notes),
        )

    def _audiences(self, each: Mapping[str, Any]) -> list[Audience]:
        """An audience, and its segments by what `audience:` takes."""
        which = str(each.get("id"))
        path, fields = f"/lists/{segment(which)}/segments", ("id", "name", "member_count")
        parts = [
            Audience(f"{which}/{part.get('id')}", str(part.get("name", "")), part.get("member_count"), within=which)
            for part in self._all(path, "segments", fields, {})
        ]
        return [Audience(which, str(each.get("name", "")), (each.get("stats") or {}).get("member_count")), *parts]

    def _lacks(self, each: Mapping[str, Any]) -> list[str]:
        """Whether an audience has the merge field for first names: they are made, and renamed, by hand."""
        path, tag = f"/lists/{segment(str(each.get('id')))}/merge-fields", self._options.first_name
        if tag in {field.get("tag") for field in self._all(path, "merge_fields", ("tag",), {})}:
            return []
        return [f"{each.get('name')} has no merge field {tag}: first_name would stay empty there"]

    def _all(self, path: str, key: str, fields: Sequence[str], query: Mapping[str, str]) -> list[dict[str, Any]]:
        """Every entry of a list, in as few calls as there can be."""
        wanted = ",".join(["total_items", *(f"{key}.{field}" for field in fields)])

        def page(number: int) -> tuple[list[dict[str, Any]], bool]:
            asked: dict[str, str | int] = {**query, "fields": wanted, "count": _PAGE, "offset": number * _PAGE}
            answer = self._api.read(path, asked)
            return entries(answer, key, where=self._api.where), (number + 1) * _PAGE < int(answer.get("total_items", 0))

        return list(pages(page))

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(Uncertain)
    def create(self, payload: Payload, reference: str) -> Draft:
        """Make the campaign, still without content."""
        head = campaign.head(payload, reference)
        made = self._api.write("POST", "/campaigns", {"type": "regular", **head})
        made = self._checked(made, head, ServiceError, "Look at it in Mailchimp at once; only a draft was asked for")
        return Draft(made["id"], self._state(made, {}))

    @documented(Uncertain)
    def fill(self, draft: Draft, payload: Payload, reference: str) -> Draft:
        """Settings, then content. Settings that `create` has just made, still without content, are not said again."""
        head, path = campaign.head(payload, reference), _path(draft.id)
        begun = False
        try:
            if draft.state.digest != campaign.digest(head):
                # A patch must carry subject, sender and reply address again; what it leaves out stays.
                self._checked(self._api.write("PATCH", path, head), head, Conflict, "Look at it in Mailchimp")
                begun = True
            self._api.write("PUT", f"{path}/content", {"html": seal(payload), "plain_text": payload.text})
        except (Conflict, Uncertain):
            raise
        except ServiceError as error:
            raise self._refusal(error, draft.id, begun=begun) from None
        return Draft(draft.id, RemoteState(Status.DRAFT, reference, payload.subject, preheader=payload.preheader))

    def _refusal(self, error: ServiceError, draft_id: str, *, begun: bool) -> ServiceError:
        """What a failure means: a conflict, where it is no draft any more; uncertain, where a half was written."""
        if isinstance(error, Refused):
            with suppress(ServiceError):
                status = self.read(draft_id).status
                if status is not Status.DRAFT:
                    what = f"campaign {draft_id} is no draft any more: it is {status}"
                    return Conflict(what, where=self._api.where, hint="Look at it in Mailchimp")
        return Uncertain(f"{error.what} (its settings were written)", where=error.where) if begun else error

    def _checked(self, answer: Any, head: Mapping[str, Any], kind: type[ServiceError], hint: str) -> dict[str, Any]:
        """The campaign that a writing call answers with: a draft, ours, for the readers that were meant."""
        made = self._campaign(answer, Uncertain)
        if problem := campaign.wrong(made, head):
            raise kind(f"campaign {made['id']}: {problem}", where=self._api.where, hint=hint)
        return made

    # ── pictures and test mails ─────────────────────────────────────────────────────────────────────────

    @documented(ServiceError)
    def upload(self, image: Rendition) -> str:
        """The picture's address in the file manager; uploaded where none bears its name, which is its content's."""
        with self._looking:
            if self._files is None:
                listed = self._all("/file-manager/files", "files", ("name", "full_size_url"), {"type": "image"})
                self._files = {str(file.get("name")): str(file.get("full_size_url")) for file in listed}
            known = self._files.get(image.name)
        if known:
            return known
        body = {"name": image.name, "file_data": b64encode(image.file.read_bytes()).decode()}
        made = self._api.repeat("POST", "/file-manager/files", body=body)
        address = str((made or {}).get("full_size_url") or "")
        if not address:
            raise Uncertain(f"no address for {image.name} in the answer", where=self._api.where)
        with self._looking:
            self._files[image.name] = address
        return address

    def test(self, draft_id: str, addresses: Sequence[str]) -> None:
        """Mailchimp sends a test of the HTML; merge tags of readers stay empty in it."""
        body = {"test_emails": list(addresses), "send_type": "html"}
        self._api.write("POST", f"{_path(draft_id)}/actions/test", body)


def _path(draft_id: str) -> str:
    return f"/campaigns/{segment(draft_id)}"
