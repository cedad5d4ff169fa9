"""listmonk (6.x, self-hosted): an edition becomes a campaign in the state `draft`.

Facts from the program's own code and documentation (2026-11). The reference is the campaign's `archive_slug`, which the
database holds unique whether a campaign is archived or not: a second create fails there (it answers 500, which counts
as uncertain, and the look-up then finds the first). `attribs` repeat it, in case a person changes the slug.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from publisher.errors import Conflict, ServiceError, Uncertain, Unsupported
from publisher.model import PlaceholderName, Rendition, fill_images
from publisher.services.api import Missing, Refused, before, documented, moment, pages, segment
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
    digest_of,
    one_line,
)
from publisher.services.listmonk_text import in_templates, sender_line
from publisher.services.options import ApiOptions, Base, connect, settled
from publisher.services.readers import readers
from publisher.services.seal import seal, unseal
from publisher.services.wording import prove
from publisher.web import File

_BELOW = "/api"
_PAGE = 50  # the most that a page holds
_SUBJECT = 5000  # bytes
_AUDIENCE_HINT = "Ids of lists as 1 or 1, 2; `publisher services` names them"
_STATUS = {
    "draft": Status.DRAFT,
    "scheduled": Status.SCHEDULED,
    "running": Status.SENDING,
    "paused": Status.SENDING,
    "finished": Status.SENT,
    "cancelled": Status.TRASHED,
}

FACTS = Facts(
    form=Form.DOCUMENT,
    carries=frozenset({Carries.TEXT, Carries.TAGS, Carries.AUDIENCE, Carries.IMAGES, Carries.TEST}),
    tags={
        PlaceholderName.FIRST_NAME: "{{ .Subscriber.FirstName }}",
        PlaceholderName.BROWSER_URL: "{{ MessageURL }}",
        PlaceholderName.PREFERENCES_URL: "{{ ManageURL }}",
        PlaceholderName.UNSUBSCRIBE_URL: "{{ UnsubscribeURL }}",
    },
    required=frozenset({PlaceholderName.UNSUBSCRIBE_URL}),
    connections=4,
    settles=timedelta(seconds=15),
)


def _api_base(value: str) -> str:
    """The API's address, from that of the installation or of the API itself."""
    if not value:
        raise ValueError("is missing: the address of your listmonk")
    return value.removesuffix(_BELOW).rstrip("/") + _BELOW


class Options(ApiOptions):
    """`base_url` is the installation's address, `user` and `api_key` those of an API user (or `api_key` as user:token).

    `audience` is the ids of lists for campaigns that say nothing else; `template_id` a campaign template that holds
    nothing but `{{ template "content" . }}`.
    """

    base_url: Annotated[Base, AfterValidator(_api_base)]
    user: str = Field(default="", pattern=r"^[^:\s]*$")
    audience: str = ""
    template_id: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.user and ":" not in self.key:
            raise ValueError("user is missing: the name of the API user that the key belongs to")
        return self

    @property
    def login(self) -> str:
        """`user:token`."""
        return f"{self.user}:{self.key}" if self.user else self.key


class Listmonk(Service):
    """Draft campaigns of a listmonk installation."""

    Options = Options
    facts = FACTS

    def __init__(self, options: BaseModel, surroundings: Surroundings) -> None:
        assert isinstance(options, Options)  # noqa: S101  # the registry reads them with our own model
        self.facts = settled(FACTS, options)
        self._options = options
        self._site = options.base_url.removesuffix(_BELOW)
        self._usable: frozenset[str] | None = None
        self._lock = threading.Lock()
        self._api = connect(
            "",
            options,
            FACTS,
            surroundings,
            headers=lambda: {"authorization": f"token {options.login}"},
            describe=lambda body: str(body["message"]),
            secrets=(options.login.partition(":")[2],),
        )

    # ── saying an edition ───────────────────────────────────────────────────────────────────────────────

    def payload(self, edition: Wanted, images: Mapping[str, str]) -> Payload:
        """The document and its text as Go templates.

        Raises Unsupported for an audience that is no list of ids, ServiceError without one: a campaign needs a list.
        """
        where = self._api.where
        meant = readers(edition.audience or self._options.audience, where, _AUDIENCE_HINT)
        if meant.segments or meant.without:
            raise Unsupported("listmonk has lists alone", where=where, hint=_AUDIENCE_HINT)
        if not meant:
            raise ServiceError("an audience is missing: listmonk needs a list", where=where, hint=_AUDIENCE_HINT)
        said = in_templates(edition, FACTS.tags)
        prove({name: FACTS.tags[name] for name in FACTS.required}, said, where=where)
        if len(said.subject.encode()) > _SUBJECT:
            raise ServiceError(f"the subject is over {_SUBJECT} bytes", where=where, hint="Shorten it")
        answers = edition.sender.answers_to
        return Payload(
            subject=said.subject,
            preheader="",
            html=fill_images(said.html, images),
            text=said.text,
            fields={
                "name": one_line(edition.title),
                "from_email": sender_line(edition.sender),
                "headers": [{"Reply-To": answers}] if answers != edition.sender.email else [],
                "lists": [int(one) for one in meant.lists],
                "tags": list(dict.fromkeys(tag for one in edition.tags if (tag := "-".join(one.split())))),
                "template_id": self._options.template_id,
            },
            images=edition.message.images,
        )

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(ServiceError)
    def find(self, references: Sequence[str], since: datetime | None) -> dict[str, Draft]:
        """Campaigns by their slug, else by what their attributes say; newest first, back to `since`."""
        wanted = set(references)
        by_slug: dict[str, Any] = {}
        by_attribute: dict[str, Any] = {}

        def page(number: int) -> tuple[Sequence[Any], bool]:
            query: dict[str, str | int] = {"order_by": "created_at", "order": "DESC", "no_body": "true"}
            answer = self._api.read("/campaigns", {**query, "per_page": _PAGE, "page": number + 1})
            entries = answer["data"]["results"]
            return entries, len(entries) == _PAGE and not before(entries[-1].get("created_at"), since)

        for campaign in pages(page):
            by_slug[str(campaign.get("archive_slug"))] = campaign
            by_attribute[_ours(campaign).get("reference", "")] = campaign
        found = {one: campaign for one in wanted if (campaign := by_slug.get(one) or by_attribute.get(one))}
        return {one: self._draft(campaign, one, whole=False) for one, campaign in found.items()}

    @documented(ServiceError)
    def read(self, draft_id: str) -> RemoteState:
        """What the campaign holds now. listmonk answers 400, not 404, for one that there is not."""
        try:
            campaign = self._api.read(_path(draft_id))["data"]
        except Refused as error:
            if isinstance(error, Missing) or error.status == 400:
                return RemoteState(Status.ABSENT)
            raise
        return self._state(campaign, whole=True)

    @documented(ServiceError)
    def account(self) -> Account:
        """The API user, whether its role may send, and the lists that it may use."""
        user = self._api.read("/profile")["data"]
        role = user.get("user_role") or {}
        rights = role.get("permissions")
        may_send = None if rights is None else "campaigns:send" in rights
        notes = ["Give the API user a role without campaigns:send."] if may_send else []
        if self._options.template_id is None:
            notes.append("Without template_id the default template is put around each email, which is whole already.")
        return Account(
            name=f"{user['username']} at {self._site.partition('://')[2]}",
            may_send=may_send,
            audiences=tuple(
                Audience(str(one["id"]), one["name"], one.get("subscriber_count")) for one in self._lists()
            ),
            notes=tuple(notes),
        )

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────

    def create(self, payload: Payload, reference: str) -> Draft:
        """A draft campaign. Raises ServiceError for a list that the key may not use: listmonk would drop it unsaid."""
        self._check_lists(payload)
        body = {**self._campaign(payload, reference), "send_at": None}
        draft = self._written("POST", "/campaigns", body, reference)
        if draft.state.status is not Status.DRAFT:
            what = f"campaign {draft.id} was made as {draft.state.status}, not as a draft"
            raise ServiceError(what, where=self._api.where, hint="Look at it in listmonk at once")
        return draft

    @documented(ServiceError)
    def _check_lists(self, payload: Payload) -> None:
        """Raise ServiceError unless the key may use all the lists. They are asked for once."""
        with self._lock:
            if self._usable is None:
                self._usable = frozenset(str(one["id"]) for one in self._lists())
            usable = self._usable
        meant = payload.fields["lists"]
        if refused := [one for one in (meant if isinstance(meant, list) else []) if str(one) not in usable]:
            what = f"there is no list {refused[0]} that the key may use"
            raise ServiceError(what, where=self._api.where, hint=_AUDIENCE_HINT)

    def _lists(self) -> list[Any]:
        """The lists that the key may use."""
        return list(self._api.read("/lists", {"per_page": "all"})["data"]["results"])

    def fill(self, draft: Draft, payload: Payload, reference: str) -> Draft:
        """Write the campaign anew, its lists too, which a change must repeat; nothing about when it is sent."""
        try:
            return self._written("PUT", _path(draft.id), self._campaign(payload, reference), reference)
        except Refused as error:
            if isinstance(error, Missing) or self.read(draft.id).status is not Status.DRAFT:
                raise Conflict(f"campaign {draft.id} is no draft any more", where=self._api.where) from None
            raise

    @documented(ServiceError)
    def upload(self, image: Rendition) -> str:
        """Store a picture, unless one of its name, which holds its content's hash, is there."""
        held = self._api.read("/media", {"query": image.name, "per_page": _PAGE})["data"]["results"]
        found = next((one for one in held if one["filename"] == image.name), None)
        if not found:
            file = File("file", image.name, image.file.read_bytes(), image.media_type)
            found = self._api.repeat("POST", "/media", file=file)["data"]
        return str(found.get("url") or found["uri"])

    @documented(ServiceError)
    def test(self, draft_id: str, addresses: Sequence[str]) -> None:
        """A test mail of what the campaign holds, to addresses that are subscribers: listmonk knows no others."""
        held = self._api.read(_path(draft_id))["data"]
        names = (
            "name",
            "subject",
            "from_email",
            "body",
            "altbody",
            "content_type",
            "messenger",
            "headers",
            "template_id",
        )
        body = {
            **{name: held[name] for name in names},
            "type": "regular",
            "lists": [one["id"] for one in held["lists"]],
        }
        try:
            self._api.write("POST", f"{_path(draft_id)}/test", {**body, "subscribers": list(addresses)})
        except Refused as error:
            raise ServiceError(error.what, where=error.where, hint="The addresses must be subscribers") from None

    @documented(Uncertain)
    def _written(self, method: str, path: str, body: Mapping[str, object], reference: str) -> Draft:
        """A writing call."""
        return self._draft(self._api.write(method, path, body)["data"], reference, whole=True)

    def _campaign(self, payload: Payload, reference: str) -> dict[str, object]:
        """What create and change both say."""
        fields = {name: value for name, value in payload.fields.items() if value is not None}
        return {
            **fields,
            "subject": payload.subject,
            "body": seal(payload, self._rest({**fields, "altbody": payload.text})),
            "altbody": payload.text,
            "type": "regular",
            "content_type": "html",
            "messenger": "email",
            "archive": False,
            "archive_slug": reference,
            "attribs": {"publisher": {"reference": reference, "digest": payload.digest}},
        }

    def _draft(self, campaign: Any, reference: str, *, whole: bool) -> Draft:
        """A campaign as delivery knows it."""
        return Draft(str(campaign["id"]), replace(self._state(campaign, whole=whole), reference=reference))

    def _state(self, campaign: Any, *, whole: bool) -> RemoteState:
        """What a campaign tells; `whole` says that its body was asked for."""
        rest, body = self._rest({**campaign, "lists": [one["id"] for one in campaign["lists"]]}), campaign["body"]
        sealed, ours = unseal(campaign["subject"], "", body, rest), _ours(campaign)
        return RemoteState(
            status=_STATUS.get(campaign["status"], Status.OTHER),
            reference=ours.get("reference") or str(campaign.get("archive_slug") or ""),
            subject=campaign["subject"],
            digest=digest_of([campaign["subject"], body, rest]) if whole else "",
            modified=moment(campaign.get("updated_at")),
            text=campaign.get("altbody") or "",
            payload_digest=sealed.payload or ours.get("digest", ""),
            edited=sealed.edited,
            note=f"it is {campaign['status']} in listmonk",
            address=f"{self._site}/admin/campaigns/{campaign['id']}",
        )

    def _rest(self, fields: Mapping[str, Any]) -> list[object]:
        """What a campaign tells besides subject and body, and a person may change; a template where one is ours."""
        template = fields.get("template_id") if self._options.template_id else None
        told = [fields.get(name) or "" for name in ("name", "from_email", "altbody")]
        return [*told, fields.get("headers") or [], sorted(fields["lists"]), sorted(fields.get("tags") or []), template]


# ── the parts of a campaign ─────────────────────────────────────────────────────────────────────────────


def _ours(campaign: Mapping[str, Any]) -> dict[str, str]:
    """What we wrote into a campaign's attributes."""
    ours = (campaign.get("attribs") or {}).get("publisher")
    return {str(name): str(value) for name, value in ours.items()} if isinstance(ours, dict) else {}


def _path(draft_id: str) -> str:
    """A campaign's address below the API's."""
    return f"/campaigns/{segment(draft_id)}"
