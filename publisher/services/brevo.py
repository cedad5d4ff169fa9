"""Brevo (v3 API): an edition becomes a campaign in the state `draft`.

Facts from the vendor's API description and its pages on limits and on the template language (2026-11). A campaign has
no place of our own, so the reference stands twice: in its name, which people see and may change, and in its tag. Lists
cannot be searched; they are read from the newest campaign back. Create answers an id alone. Pictures are shown from
their public addresses, since Brevo takes none otherwise, and there is no plain text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, Field

from publisher.errors import Conflict, ServiceError, Uncertain, Unsupported
from publisher.model import PlaceholderName, fill_images
from publisher.services.api import Missing, Refused, before, documented, moment, pages, segment
from publisher.services.base import (
    Account,
    Audience,
    Carries,
    Draft,
    Facts,
    Form,
    Payload,
    Quota,
    RemoteState,
    Service,
    Status,
    Surroundings,
    Wanted,
    digest_of,
    one_line,
)
from publisher.services.options import ApiOptions, connect, settled
from publisher.services.readers import readers
from publisher.services.seal import seal, unseal
from publisher.services.wording import TAG_BEGINS, Wording, prove, quotable, spoken

_BASE = "https://api.brevo.com/v3"
_PAGE, _READERS_PAGE = 100, 50  # the most that a page of campaigns, and one of lists or segments, may hold
_AUDIENCE_HINT = "Ids of lists as 7 or 7, 9; of segments as segment:3; -9 leaves the readers of list 9 out"
_LIVE = re.compile(rf"\{{(?=[{{%#{TAG_BEGINS}])")
_STATUS = {
    "draft": Status.DRAFT,
    "queued": Status.SCHEDULED,
    "suspended": Status.SCHEDULED,
    "in_process": Status.SENDING,
    "inProcess": Status.SENDING,
    "sent": Status.SENT,
    "archive": Status.TRASHED,
}

FACTS = Facts(
    form=Form.DOCUMENT,
    carries=frozenset({Carries.PREHEADER, Carries.AUDIENCE, Carries.TEST}),
    tags={
        PlaceholderName.FIRST_NAME: "{{ contact.FIRSTNAME }}",
        PlaceholderName.BROWSER_URL: "{{ mirror }}",
        PlaceholderName.PREFERENCES_URL: "{{ update_profile }}",
        PlaceholderName.UNSUBSCRIBE_URL: "{{ unsubscribe }}",
    },
    required=frozenset({PlaceholderName.UNSUBSCRIBE_URL}),
    connections=2,
    # The limit of an hour on general plans, for all endpoints that have none of their own; the page names no header
    # for waiting, but these tell what is left.
    quota=Quota(100, 3600, "x-sib-ratelimit-"),
    settles=timedelta(seconds=60),
)


class Options(ApiOptions):
    """`audience` is whom campaigns are for unless they say otherwise; `first_name` the attribute that has the name."""

    audience: str = ""
    first_name: str = Field(default="FIRSTNAME", pattern=r"^[A-Za-z][A-Za-z0-9_]*$")


class Brevo(Service):
    """Draft campaigns of a Brevo account."""

    Options = Options
    facts = FACTS

    def __init__(self, options: BaseModel, surroundings: Surroundings) -> None:
        assert isinstance(options, Options)  # noqa: S101  # the registry reads them with our own model
        self.facts = settled(FACTS, options)
        self._options = options
        self._api = connect(
            _BASE, options, FACTS, surroundings, headers=lambda: {"api-key": options.key}, describe=_describe
        )

    # ── saying an edition ───────────────────────────────────────────────────────────────────────────────

    def payload(self, edition: Wanted, images: Mapping[str, str]) -> Payload:
        """The document with Brevo's variables. Raises Unsupported for an audience that is no list of ids."""
        where = self._api.where
        meant = readers(edition.audience or self._options.audience, where, _AUDIENCE_HINT)
        if meant.without and not meant:
            raise Unsupported("the audience only leaves readers out", where=where, hint=_AUDIENCE_HINT)
        wording = Wording(FACTS.tags, self._first_name, _LIVE)
        said = spoken(edition.message, wording, Form.DOCUMENT, _values(edition))
        prove({name: FACTS.tags[name] for name in FACTS.required}, said, where=where, text=False)
        return Payload(
            subject=said.subject,
            preheader=said.preheader,
            html=fill_images(said.html, images),
            text="",
            fields={
                "sender": {"name": one_line(edition.sender.name), "email": edition.sender.email},
                "replyTo": edition.sender.answers_to,
                "recipients": {
                    "listIds": [int(one) for one in meant.lists],
                    "segmentIds": [int(one) for one in meant.segments],
                    "exclusionListIds": [int(one) for one in meant.without],
                },
            },
            images=edition.message.images,
        )

    def _first_name(self, fallback: str) -> str:
        """The reader's name, or the author's words for those without one."""
        words = quotable(fallback)
        otherwise = f" | default:'{words}'" if words else ""
        return f"{{{{ contact.{self._options.first_name}{otherwise} }}}}"

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(ServiceError)
    def find(self, references: Sequence[str], since: datetime | None) -> dict[str, Draft]:
        """Campaigns by their tag, else by their name, newest first, back to `since`; the oldest of several counts."""
        wanted, found = set(references), {}

        def page(number: int) -> tuple[Sequence[Any], bool]:
            query: dict[str, str | int] = {"limit": _PAGE, "offset": number * _PAGE, "sort": "desc"}
            answer = self._api.read("/emailCampaigns", {**query, "excludeHtmlContent": "true"})
            entries = answer.get("campaigns") or []
            if not entries and answer["count"] > number * _PAGE:
                raise ValueError("a page is missing")  # an empty list would mean that nothing is there
            return entries, len(entries) == _PAGE and not before(entries[-1].get("createdAt"), since)

        for campaign in pages(page):
            if (reference := _reference(campaign)) in wanted:
                found[reference] = Draft(str(campaign["id"]), self._state(campaign, whole=False))
        return found

    @documented(ServiceError)
    def read(self, draft_id: str) -> RemoteState:
        """What the campaign holds now. Brevo answers 400 for what is no number."""
        try:
            return self._state(self._api.read(_path(draft_id)), whole=True)
        except Refused as error:
            if isinstance(error, Missing) or not draft_id.isdigit():
                return RemoteState(Status.ABSENT)
            raise

    @documented(ServiceError)
    def account(self) -> Account:
        """The account, its lists and segments, the senders that are active. Nothing tells what a key may do."""
        told = self._api.read("/account")
        senders = (self._api.read("/senders") or {}).get("senders") or []
        attributes = (self._api.read("/contacts/attributes") or {}).get("attributes") or []
        names = {str(one["name"]) for one in attributes}
        notes = ["Every key of Brevo can send; this program sends nothing."]
        if self._options.first_name not in names:
            notes.append(
                f"There is no contact attribute {self._options.first_name}; set first_name to the one you have."
            )
        return Account(
            name=told.get("companyName") or told["email"],
            may_send=True,
            audiences=(
                *(Audience(str(one["id"]), one["name"], one.get("uniqueSubscribers")) for one in self._all("lists")),
                *(
                    Audience(f"segment:{one['id']}", one.get("segmentName") or one.get("name") or "")
                    for one in self._all("segments")
                ),
            ),
            senders=tuple(str(one["email"]) for one in senders if one.get("active")),
            notes=tuple(notes),
        )

    def _all(self, kind: str) -> list[Any]:
        """All lists, or all segments."""

        def page(number: int) -> tuple[Sequence[Any], bool]:
            query = {"limit": _READERS_PAGE, "offset": number * _READERS_PAGE}
            entries = self._api.read(f"/contacts/{kind}", query).get(kind) or []
            return entries, len(entries) == _READERS_PAGE

        return list(pages(page))

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(Uncertain)
    def create(self, payload: Payload, reference: str) -> Draft:
        """A draft campaign. It is one because it has no `scheduledAt`: no request of ours ever has."""
        answer = self._api.write("POST", "/emailCampaigns", _campaign(payload, reference))
        return self._written(str(answer["id"]), payload, reference)

    @documented(Uncertain)
    def fill(self, draft: Draft, payload: Payload, reference: str) -> Draft:
        """Write the campaign anew. Brevo compares no revision; delivery looks just before."""
        try:
            self._api.write("PUT", _path(draft.id), _campaign(payload, reference))
        except Refused as error:
            if isinstance(error, Missing) or self.read(draft.id).status is not Status.DRAFT:
                raise Conflict(f"campaign {draft.id} is no draft any more", where=self._api.where) from None
            raise
        return self._written(draft.id, payload, reference)

    def test(self, draft_id: str, addresses: Sequence[str]) -> None:
        """A test mail to contacts of the account; never without an address, which would reach the whole test list."""
        if addresses:
            self._api.write("POST", f"{_path(draft_id)}/sendTest", {"emailTo": list(addresses)})

    def _written(self, draft_id: str, payload: Payload, reference: str) -> Draft:
        """A draft of which nothing is told yet but that it was written."""
        state = RemoteState(Status.DRAFT, reference, payload.subject, address=_address(draft_id))
        return Draft(draft_id, state)

    def _state(self, campaign: Any, *, whole: bool) -> RemoteState:
        """What a campaign tells; `whole` says that its HTML was asked for."""
        subject, preheader = campaign.get("subject") or "", campaign.get("previewText") or ""
        html = campaign.get("htmlContent") or ""
        rest = _rest({**campaign, "recipients": _recipients(campaign.get("recipients") or {})})
        sealed = unseal(subject, preheader, html, rest)
        state = RemoteState(
            status=_STATUS.get(campaign["status"], Status.OTHER),
            reference=_reference(campaign),
            subject=subject,
            digest=digest_of([subject, preheader, html, rest]) if whole else "",
            modified=moment(campaign.get("modifiedAt")),
            preheader=preheader,
            html=html if whole else None,
            payload_digest=sealed.payload,
            edited=sealed.edited,
            note=f"it is {campaign['status']} in Brevo",
            address=_address(str(campaign["id"])),
        )
        return replace(state, status=Status.SENT) if campaign.get("sentDate") else state


# ── the parts of a campaign ─────────────────────────────────────────────────────────────────────────────


def _values(edition: Wanted) -> dict[PlaceholderName, str]:
    """Brevo has no variable for the postal address, which it takes from the account."""
    return {PlaceholderName.POSTAL_ADDRESS: edition.postal_address.strip()}


def _campaign(payload: Payload, reference: str) -> dict[str, object]:
    """What create and change both say, and nothing that schedules. No recipients where nobody is meant."""
    fields = dict(payload.fields)
    recipients = {name: ids for name, ids in _mapping(fields.pop("recipients")).items() if ids}
    return {
        **fields,
        **({"recipients": recipients} if recipients else {}),
        "name": reference,
        "tag": reference,
        "subject": payload.subject,
        "previewText": payload.preheader,
        "htmlContent": seal(payload, _rest(payload.fields)),
        "mirrorActive": True,
    }


def _rest(fields: Mapping[str, Any]) -> list[object]:
    """What a campaign tells besides subject, preview and HTML, and a person may change."""
    sender, recipients = _mapping(fields.get("sender")), _mapping(fields.get("recipients"))
    groups = [sorted(recipients.get(name) or []) for name in ("listIds", "segmentIds", "exclusionListIds")]
    return [sender.get("name") or "", sender.get("email") or "", fields.get("replyTo") or "", *groups]


def _recipients(told: Mapping[str, Any]) -> dict[str, object]:
    """The recipients of an answer, in the words of a request."""
    names = {"listIds": "lists", "segmentIds": "segments", "exclusionListIds": "exclusionLists"}
    return {ours: told.get(theirs) or [] for ours, theirs in names.items()}


def _mapping(value: object) -> Mapping[str, Any]:
    """A mapping, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def _reference(campaign: Mapping[str, Any]) -> str:
    """Where our reference stands: the tag, which outlives a new name; the name where there is no tag."""
    return str(campaign.get("tag") or campaign.get("name") or "")


def _path(draft_id: str) -> str:
    """A campaign's address below the API's."""
    return f"/emailCampaigns/{segment(draft_id)}"


def _address(draft_id: str) -> str:
    """Where a person opens a campaign."""
    return f"https://app.brevo.com/marketing-campaign/edit/{draft_id}"


def _describe(body: Any) -> str:
    """Brevo's `{code, message}`, and the addresses that a test mail cannot go to."""
    lists = ("unexistingEmails", "withoutListEmails", "blackListedEmails")
    refused = [str(address) for name in lists for address in body.get(name) or []]
    more = f": {', '.join(refused)}" if refused else ""
    return f"{body['message']}{more} ({body['code']})"
