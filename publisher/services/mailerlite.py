"""MailerLite (the API of 2022 and later): an edition becomes a campaign in the state `draft`.

Facts from the vendor's own clients and pages (2026-11). The HTML is in no answer, so nothing that is read tells what a
campaign holds. Its name is therefore `REFERENCE DIGEST`: the digest is that of the payload which was written last
(SHA-256, base64url), so that a later run knows its own work; whether a person changed it since is told by the time of
modification alone. A change says the whole campaign anew, since what it leaves out is blanked. HTML of one's own needs
a plan that has it. There is no plain text, no preheader, no reply address, no test mail, and pictures are shown from
their public addresses.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from publisher.errors import Conflict, ServiceError, Uncertain, Unsupported
from publisher.model import PlaceholderName, fill_images
from publisher.services.api import Missing, Refused, documented, moment, pages, segment
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
    one_line,
)
from publisher.services.options import ApiOptions, connect, settled
from publisher.services.readers import readers
from publisher.services.wording import TAG_BEGINS, Wording, measure, prove, quotable, spoken

_BASE = "https://connect.mailerlite.com/api"
_VERSION = "2026-11-01"  # the API as it was on this day
_PAGE = 100
_SUBJECT = 255  # characters
_AUDIENCE_HINT = "Ids of groups as 112233 or 112233, 112244; of segments as segment:4455"
_LIVE = re.compile(rf"\{{(?=[${TAG_BEGINS}])")
_LISTED = ("draft", "ready", "sent")  # what the list can be asked for; without asking it shows `ready` alone
_STATUS = {
    "draft": Status.DRAFT,
    "ready": Status.SCHEDULED,
    "sending": Status.SENDING,
    "sent": Status.SENT,
}

FACTS = Facts(
    form=Form.DOCUMENT,
    carries=frozenset({Carries.AUDIENCE}),
    tags={
        PlaceholderName.FIRST_NAME: "{$name}",
        PlaceholderName.BROWSER_URL: "{$url}",
        PlaceholderName.PREFERENCES_URL: "{$preferences}",
        PlaceholderName.UNSUBSCRIBE_URL: "{$unsubscribe}",
    },
    required=frozenset({PlaceholderName.UNSUBSCRIBE_URL}),
    subject_limit=_SUBJECT,
    connections=4,
    quota=Quota(120, 60, "x-ratelimit-"),
    settles=timedelta(seconds=60),
)


class Options(ApiOptions):
    """`audience` is whom campaigns are for unless they say otherwise: ids of groups, and of segments."""

    audience: str = ""


class MailerLite(Service):
    """Draft campaigns of a MailerLite account."""

    Options = Options
    facts = FACTS

    def __init__(self, options: BaseModel, surroundings: Surroundings) -> None:
        assert isinstance(options, Options)  # noqa: S101  # the registry reads them with our own model
        self.facts = settled(FACTS, options)
        self._options = options
        headers = {"authorization": f"Bearer {options.key}", "x-version": _VERSION, "content-type": "application/json"}
        self._api = connect(_BASE, options, FACTS, surroundings, headers=lambda: headers, describe=_describe)

    # ── saying an edition ───────────────────────────────────────────────────────────────────────────────

    def payload(self, edition: Wanted, images: Mapping[str, str]) -> Payload:
        """The document with MailerLite's variables.

        Raises Unsupported for an audience that is no list of ids, and ServiceError for a subject that is too long.
        """
        where = self._api.where
        meant = readers(edition.audience or self._options.audience, where, _AUDIENCE_HINT)
        if meant.without:
            raise Unsupported("readers cannot be left out of an audience here", where=where, hint=_AUDIENCE_HINT)
        wording = Wording(FACTS.tags, _first_name, _LIVE)
        said = spoken(edition.message, wording, Form.DOCUMENT, _values(edition))
        prove({name: FACTS.tags[name] for name in FACTS.required}, said, where=where, text=False)
        measure("subject", said.subject, FACTS.subject_limit, service="MailerLite", where=where)
        return Payload(
            subject=said.subject,
            preheader="",
            html=fill_images(said.html, images),
            text="",
            fields={
                "from_name": one_line(edition.sender.name),
                "from": edition.sender.email,
                "groups": list(meant.lists),
                "segments": list(meant.segments),
            },
            images=edition.message.images,
        )

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(ServiceError)
    def find(self, references: Sequence[str], since: datetime | None) -> dict[str, Draft]:
        """Campaigns by the first word of their names, of each status; the oldest of several counts.

        Nothing says in which order they are listed, so the whole list is read.
        """
        del since
        wanted = set(references)
        found: dict[str, Any] = {}
        for campaign in self._campaigns():
            reference, _ = _named(campaign)
            if reference in wanted and (reference not in found or _age(campaign) < _age(found[reference])):
                found[reference] = campaign
        return {reference: _draft(campaign) for reference, campaign in found.items()}

    def _campaigns(self) -> Iterator[Any]:
        """Every campaign of the account."""
        for status in _LISTED:
            yield from self._all("/campaigns", {"filter[status]": status})

    def _all(self, path: str, query: Mapping[str, str | int]) -> Iterator[Any]:
        """Every entry of a list."""

        def page(number: int) -> tuple[Sequence[Any], bool]:
            answer = self._api.read(path, {**query, "limit": _PAGE, "page": number + 1})
            last = (answer.get("meta") or {}).get("last_page")  # a page may hold less than was asked for
            return answer["data"], number + 1 < last if last else len(answer["data"]) == _PAGE

        return pages(page)

    @documented(ServiceError)
    def read(self, draft_id: str) -> RemoteState:
        """What the campaign tells of itself."""
        try:
            return _draft(self._api.read(f"/campaigns/{segment(draft_id)}")["data"]).state
        except Missing:
            return RemoteState(Status.ABSENT)

    @documented(ServiceError)
    def account(self) -> Account:
        """The groups and segments. Nothing tells whose the account is, and what the key may do."""
        return Account(
            name="MailerLite",
            audiences=(
                *(Audience(str(one["id"]), one["name"], one.get("active_count")) for one in self._all("/groups", {})),
                *(
                    Audience(f"segment:{one['id']}", one["name"], one.get("total"))
                    for one in self._all("/segments", {})
                ),
            ),
            notes=(
                "Every key of MailerLite can send where the plan lets it; this program sends nothing.",
                "HTML of one's own needs a plan that includes the custom HTML editor.",
            ),
        )

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────

    def create(self, payload: Payload, reference: str) -> Draft:
        """A draft campaign."""
        draft = self._written("POST", "/campaigns", payload, reference)
        if draft.state.status is not Status.DRAFT:
            what = f"campaign {draft.id} was made as {draft.state.status}, not as a draft"
            raise ServiceError(what, where=self._api.where, hint="Look at it in MailerLite at once")
        return draft

    def fill(self, draft: Draft, payload: Payload, reference: str) -> Draft:
        """Say the whole campaign anew: what a change leaves out is blanked."""
        try:
            return self._written("PUT", f"/campaigns/{segment(draft.id)}", payload, reference)
        except Refused as error:
            if isinstance(error, Missing) or self.read(draft.id).status is not Status.DRAFT:
                raise Conflict(f"campaign {draft.id} is no draft any more", where=self._api.where) from None
            raise

    @documented(Uncertain)
    def _written(self, method: str, path: str, payload: Payload, reference: str) -> Draft:
        """A writing call."""
        return _draft(self._api.write(method, path, _campaign(payload, reference))["data"])


# ── the parts of a campaign ─────────────────────────────────────────────────────────────────────────────


def _first_name(fallback: str) -> str:
    """The reader's name, or the author's words for those without one."""
    words = quotable(fallback)
    return f"{{$name|default('{words}')}}" if words else "{$name}"


def _values(edition: Wanted) -> dict[PlaceholderName, str]:
    """The postal address is filled with our own."""
    return {PlaceholderName.POSTAL_ADDRESS: edition.postal_address.strip()}


def _campaign(payload: Payload, reference: str) -> dict[str, object]:
    """The whole of a campaign."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(payload.digest)).decode().rstrip("=")
    fields = payload.fields
    email = {
        "subject": payload.subject,
        "from_name": fields["from_name"],
        "from": fields["from"],
        "content": payload.html,
    }
    return {
        "name": f"{reference} {digest}",
        "type": "regular",
        "emails": [email],
        "groups": fields["groups"],
        "segments": fields["segments"],
    }


def _named(campaign: Mapping[str, Any]) -> tuple[str, str]:
    """Reference and payload's digest (in hexadecimal, empty where there is none) out of a campaign's name."""
    reference, _, coded = str(campaign.get("name") or "").partition(" ")
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}", coded):
        return reference, ""
    return reference, base64.urlsafe_b64decode(f"{coded}=").hex()


def _draft(campaign: Mapping[str, Any]) -> Draft:
    """A campaign as delivery knows it."""
    reference, digest = _named(campaign)
    email = campaign["emails"][0]
    times = [time for one in (campaign, email) if (time := moment(one.get("updated_at")))]
    state = RemoteState(
        status=_STATUS.get(campaign["status"], Status.OTHER),
        reference=reference,
        subject=str(email.get("subject") or ""),
        modified=max(times, default=None),
        payload_digest=digest,
        note=f"it is {campaign['status']} in MailerLite",
        address=f"https://dashboard.mailerlite.com/campaigns/{campaign['id']}",
    )
    return Draft(str(campaign["id"]), state)


def _age(campaign: Mapping[str, Any]) -> tuple[str, str]:
    """Sorts older campaigns first; ids grow."""
    return str(campaign.get("created_at") or ""), str(campaign["id"]).rjust(24, "0")


def _describe(body: Any) -> str:
    """Laravel's `{message, errors: {field: [sentences]}}` as one sentence."""
    errors = [sentence for sentences in (body.get("errors") or {}).values() for sentence in sentences]
    return " ".join(str(one) for one in (body["message"], *errors))
