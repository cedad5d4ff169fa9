"""Kit, API v4 (https://developers.kit.com/api-reference, description seen 2026-11-22).

A broadcast is put into an email template of the account, which brings its own links for leaving and its own address, so
Kit takes the body alone. A broadcast with `send_at` is scheduled, so `null` is always said and looked for in the
answer; one without `subscriber_filter` is for everybody, so the filter is always said too. The reference is the
internal description. Lists may miss a new broadcast for minutes (page on eventual consistency: half a minute in the
middle, five for one in a hundred); reading by id does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from publisher.errors import Conflict, ServiceError, Uncertain, Unsupported
from publisher.model import PlaceholderName, fill_images, image_token, placeholders_in
from publisher.services import kit_broadcast as broadcast
from publisher.services.api import Missing, Refused, documented, entries, segment
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
)
from publisher.services.options import ApiOptions, connect, settled
from publisher.services.wording import TAG_BEGINS, TAG_ENDS, Wording, spoken

FACTS = Facts(
    form=Form.BODY,
    carries=frozenset({Carries.PREHEADER, Carries.AUDIENCE}),
    tags={
        PlaceholderName.FIRST_NAME: "{{ subscriber.first_name }}",
        PlaceholderName.PREFERENCES_URL: "{{ subscriber_preferences_url }}",
        PlaceholderName.UNSUBSCRIBE_URL: "{{ unsubscribe_url }}",
        PlaceholderName.POSTAL_ADDRESS: "{{ address }}",
    },
    connections=4,
    quota=Quota(120, 60),  # of a key, in a rolling minute; no header tells of it
    settles=timedelta(minutes=6),
    lags=True,
)

_BASE = "https://api.kit.com"
_PAGE = 1000  # entries of a list, at most; 500 unless one asks
_EVERYBODY = "everybody"
_AUDIENCE = re.compile(r"(tag|segment):([0-9]{1,18})")
# What Liquid begins with; and a brace beside a tag of ours, which would become its first.
_LIVE = re.compile(rf"\{{(?=[{{%{TAG_BEGINS}{TAG_ENDS}])")


def _audience(value: str) -> str:
    """`everybody`, `tag:ID` or `segment:ID`."""
    if value != _EVERYBODY and not _AUDIENCE.fullmatch(value):
        raise ValueError("must be everybody, or tag: or segment: with a number, such as tag:11")
    return value


class Options(ApiOptions):
    """`audience` is `everybody`, `tag:ID` or `segment:ID`. `template` is an email template's id, else the default's."""

    audience: Annotated[str, AfterValidator(_audience)] = _EVERYBODY
    template: int | None = Field(default=None, ge=1)


class Kit(Service):
    """Broadcasts of one account."""

    Options = Options
    facts = FACTS

    def __init__(self, options: BaseModel, surroundings: Surroundings) -> None:
        assert isinstance(options, Options)  # noqa: S101  # the registry reads them with our own model
        self.facts = settled(FACTS, options)
        self._options = options
        self._clock = surroundings.clock
        headers = {"x-kit-api-key": options.key}
        self._api = connect(_BASE, options, FACTS, surroundings, headers=lambda: headers, describe=broadcast.described)
        self._wording = Wording(FACTS.tags, _first_name, _LIVE)

    # ── saying an edition ───────────────────────────────────────────────────────────────────────────────

    def payload(self, edition: Wanted, images: Mapping[str, str]) -> Payload:
        """The edition's body with Liquid tags; the web copy's own address, since Kit has no tag for one of its own.

        Kit makes the plain text itself, and takes no pictures: `images` are addresses on the public site.
        """
        browser = PlaceholderName.BROWSER_URL
        if not edition.page_url and any(each.name is browser for each in placeholders_in(edition.message.body)):
            what = f"{{{{ {browser} }}}} leads nowhere: Kit has no tag for it, and the edition has no page"
            raise Unsupported(what, where=self._api.where, hint="Take it out")
        said = spoken(edition.message, self._wording, FACTS.form, {browser: edition.page_url})
        return Payload(
            subject=said.subject,
            preheader=said.preheader,
            html=fill_images(said.html, images),
            text="",
            fields={
                "email_address": edition.sender.email,
                "email_template_id": self._options.template,
                # Where a person later publishes it on Kit's web pages too; we say `public: false`.
                "published_at": edition.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "subscriber_filter": self._filter(edition.audience or self._options.audience),
            },
            images=tuple(image for image in edition.message.images if image_token(image) in said.html),
        )

    def _filter(self, audience: str) -> list[dict[str, object]]:
        """Whom it is for; an empty list is everybody. Only one kind of group may be used, the others are null."""
        if audience == _EVERYBODY:
            return []
        found = _AUDIENCE.fullmatch(audience)
        if not found:
            name = self._api.where.removeprefix("services.")
            hint = f"`publisher services {name}` lists tags and segments; write tag:ID, segment:ID or everybody"
            raise Unsupported(f"{audience!r} is no audience", where=self._api.where, hint=hint)
        return [{"all": [{"type": found[1], "ids": [int(found[2])]}], "any": None, "none": None}]

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(ServiceError)
    def find(self, references: Sequence[str], since: datetime | None) -> dict[str, Draft]:
        """Our broadcasts in every state, without their content; of several the oldest counts.

        The whole list, since its order is not stated and nothing narrows it; 1,000 in a call.
        """
        del since
        wanted: set[str] = set(references)
        found: dict[str, Draft] = {}
        for each in self._all("/v4/broadcasts", "broadcasts", {"slim": "true"}):
            state = self._state(each)
            if state.reference in wanted and _older(each, found.get(state.reference)):
                found[state.reference] = Draft(str(each["id"]), state)
        return found

    @documented(ServiceError)
    def read(self, draft_id: str) -> RemoteState:
        """The broadcast with its content: one call, and never behind."""
        try:
            return self._state(self._broadcast(self._api.read(_path(draft_id)), ServiceError))
        except Missing:
            return RemoteState(Status.ABSENT)

    @documented(ServiceError)
    def account(self) -> Account:
        """The account, its tags and segments, its confirmed addresses, and which email template would be used."""
        answer = self._api.read("/v4/account")
        account = (answer.get("account") if isinstance(answer, dict) else None) or {}
        tags = self._all("/v4/tags", "tags", {"include": "subscriber_count"})
        segments = self._all("/v4/segments", "segments", {})
        return Account(
            name=str(account.get("name") or ""),
            may_send=True,  # Kit's keys have no permissions of their own
            audiences=(
                *(_readers("segment", each) for each in segments),
                *(_readers("tag", each) for each in tags),
            ),
            senders=tuple(
                str(each.get("email_address"))
                for each in account.get("sending_addresses") or ()
                if each.get("status") == "confirmed"
            ),
            notes=self._templates(),
        )

    def _templates(self) -> tuple[str, ...]:
        """Which email templates there are, and whether config's is among those that broadcasts can use."""
        usable = {
            each.get("id"): f"{each.get('name')} ({each.get('id')})"
            for each in self._all("/v4/email_templates", "email_templates", {})
            if each.get("category") != "Starting point"  # which the API does not take
        }
        notes = (f"Email templates: {', '.join(usable.values()) or 'none'}",)
        wanted = self._options.template
        return notes if wanted is None or wanted in usable else (*notes, f"There is no email template {wanted}")

    def _all(self, path: str, key: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
        """Every entry of a list, by its cursors."""
        found: list[dict[str, Any]] = []
        after: dict[str, str] = {}
        while True:
            answer = self._api.read(path, {"per_page": _PAGE, **query, **after})
            found += entries(answer, key, where=self._api.where)
            pagination = answer.get("pagination") or {}
            cursor = {"after": str(pagination.get("end_cursor") or "")}
            if not pagination.get("has_next_page") or not cursor["after"] or cursor == after:
                return found
            after = cursor

    def _state(self, there: Mapping[str, Any]) -> RemoteState:
        """A broadcast as delivery knows it."""
        return broadcast.state(there, self._clock())

    def _broadcast(self, answer: Any, kind: type[ServiceError]) -> dict[str, Any]:
        """The broadcast in an answer. Raises an error of that kind where there is none."""
        found = answer.get("broadcast") if isinstance(answer, dict) else None
        if isinstance(found, dict) and isinstance(found.get("id"), int):
            return found
        raise kind("the answer is no broadcast", where=self._api.where, hint="Check base_url")

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(Uncertain)
    def create(self, payload: Payload, reference: str) -> Draft:
        """Make the draft."""
        body = broadcast.content(payload, reference)
        if body["email_template_id"] is None:
            del body["email_template_id"]  # the account's default
        made = self._broadcast(self._api.write("POST", "/v4/broadcasts", body), Uncertain)
        if problem := broadcast.wrong(made, payload, reference, self._clock()):
            hint = "Look at it in Kit at once; nothing was asked for but a draft"
            raise ServiceError(f"broadcast {made['id']}: {problem}", where=self._api.where, hint=hint)
        return Draft(str(made["id"]), self._state(made))

    @documented(Uncertain)
    def fill(self, draft: Draft, payload: Payload, reference: str) -> Draft:
        """New content: all twelve fields, as Kit asks; what we have no wish for stays as it is there.

        Kit takes changes of a scheduled broadcast too, and ours would take its date back, so it is looked at first.
        """
        try:
            there = self._broadcast(self._api.read(_path(draft.id)), ServiceError)
            if (status := self._state(there).status) is not Status.DRAFT:
                raise self._no_draft(draft.id, status)
            kept = {name: there.get(name) for name in ("thumbnail_alt", "thumbnail_url")}
            body = {**broadcast.content(payload, reference), **kept}
            body["email_template_id"] = self._options.template or (there.get("email_template") or {}).get("id")
            answer = self._api.write("PUT", _path(draft.id), body)
        except Missing:
            raise self._no_draft(draft.id, Status.ABSENT) from None
        except Refused as error:
            raise self._refusal(error, draft.id) from None
        made = self._broadcast(answer, Uncertain)
        if problem := broadcast.wrong(made, payload, reference, self._clock()):
            raise Conflict(f"broadcast {draft.id}: {problem}", where=self._api.where, hint="Look at it in Kit")
        return Draft(draft.id, self._state(made))

    def _refusal(self, error: Refused, draft_id: str) -> ServiceError:
        """What a refusal means: a conflict, where it is no draft any more."""
        try:
            status = self.read(draft_id).status
        except ServiceError:
            return error
        return error if status is Status.DRAFT else self._no_draft(draft_id, status)

    def _no_draft(self, draft_id: str, status: Status) -> Conflict:
        what = f"broadcast {draft_id} is no draft any more: it is {status}"
        return Conflict(what, where=self._api.where, hint="Look at it in Kit")


def _path(draft_id: str) -> str:
    return f"/v4/broadcasts/{segment(draft_id)}"


def _first_name(fallback: str) -> str:
    """The reader's first name, else the fallback, which stands beside the tags: its quotes cannot end them."""
    tag = FACTS.tags[PlaceholderName.FIRST_NAME]
    return f"{{% if subscriber.first_name != blank %}}{tag}{{% else %}}{fallback}{{% endif %}}" if fallback else tag


def _older(each: Mapping[str, Any], than: Draft | None) -> bool:
    """Whether a broadcast was made before another; ids only grow."""
    return than is None or int(each["id"]) < int(than.id)


def _readers(kind: str, each: Mapping[str, Any]) -> Audience:
    """A tag or segment by what `audience:` takes."""
    size = each.get("subscriber_count")
    return Audience(f"{kind}:{each.get('id')}", str(each.get("name") or ""), size if isinstance(size, int) else None)
