"""Buttondown, API version 2026-04-01 (https://docs.buttondown.com/api-introduction, description seen 2026-11-22).

An email without `status` is sent to everybody (default `about_to_send`), so `draft` is always said and looked for in
the answer. The reference is in `metadata`, and is the slug too, which Buttondown gives once: a second draft of the same
edition is refused by the service itself. `X-Idempotency-Key` guards a creation besides. The body is a whole HTML
document in the template `naked`, which adds nothing to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import AfterValidator, BaseModel

from publisher.errors import Conflict, ServiceError, Uncertain, Unsupported
from publisher.model import PlaceholderName, Rendition, fill_images, image_token
from publisher.services import buttondown_email as email
from publisher.services.api import Missing, Refused, documented, entries, pages, segment
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
from publisher.services.wording import TAG_BEGINS, TAG_ENDS, Wording, measure, prove, spoken
from publisher.web import File

FACTS = Facts(
    form=Form.DOCUMENT,
    carries=frozenset({Carries.PREHEADER, Carries.AUDIENCE, Carries.IMAGES, Carries.TEST}),
    tags={
        PlaceholderName.FIRST_NAME: "{{ subscriber.metadata.first_name }}",
        PlaceholderName.BROWSER_URL: "{{ email.absolute_url }}",
        PlaceholderName.PREFERENCES_URL: "{{ manage_subscription_url }}",
        PlaceholderName.UNSUBSCRIBE_URL: "{{ unsubscribe_url }}",
    },
    required=frozenset({PlaceholderName.UNSUBSCRIBE_URL}),  # the naked template brings none of its own
    subject_limit=2000,
    connections=4,
    quota=Quota(600, 60, "x-ratelimit-"),
    settles=timedelta(seconds=60),  # how fresh lists are is not stated
)

_BASE = "https://api.buttondown.com/v1"
_VERSION = "2026-04-01"
_CONFLICT = 409
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_TAGS = re.compile(r"[A-Za-z0-9_-]+(?:\s*,\s*[A-Za-z0-9_-]+)*")
# What Django's templates begin with; and a brace beside a tag of ours, which would become its first.
_LIVE = re.compile(rf"\{{(?=[{{%#{TAG_BEGINS}{TAG_ENDS}])")


def _tags(value: str) -> str:
    """Ids of subscriber tags with commas between, or nothing."""
    if value and not _TAGS.fullmatch(value):
        raise ValueError("must be the ids of subscriber tags, with commas between")
    return value


def _key(value: str) -> str:
    """A key of subscribers' metadata that a template can name."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", value):
        raise ValueError("must be a metadata key of letters, digits and underscores; hyphens break templates")
    return value


class Options(ApiOptions):
    """`audience` is the id of a subscriber tag, or several with commas (any of them counts); nothing is everybody.

    `first_name` is the key of subscribers' metadata that holds it.
    """

    audience: Annotated[str, AfterValidator(_tags)] = ""
    first_name: Annotated[str, AfterValidator(_key)] = "first_name"


class Buttondown(Service):
    """Emails of one newsletter. Sender, address for answers and archive are the newsletter's own settings."""

    Options = Options
    facts = FACTS

    def __init__(self, options: BaseModel, surroundings: Surroundings) -> None:
        assert isinstance(options, Options)  # noqa: S101  # the registry reads them with our own model
        self.facts = settled(FACTS, options)
        self._options = options
        self._clock = surroundings.clock
        headers = {"authorization": f"Token {options.key}", "x-api-version": _VERSION}
        self._api = connect(_BASE, options, FACTS, surroundings, headers=lambda: headers, describe=email.described)
        self._wording = Wording(FACTS.tags, self._first_name, _LIVE)

    # ── saying an edition ───────────────────────────────────────────────────────────────────────────────

    def payload(self, edition: Wanted, images: Mapping[str, str]) -> Payload:
        """The edition with template tags; the postal address as it is, since there is no tag for it.

        Raises ServiceError for a subject that is too long. Buttondown makes the plain text itself.
        """
        values = {PlaceholderName.POSTAL_ADDRESS: edition.postal_address.strip()}
        said = spoken(edition.message, self._wording, FACTS.form, values)
        prove({str(name): FACTS.tags[name] for name in FACTS.required}, said, where=self._api.where, text=False)
        measure("subject", said.subject, FACTS.subject_limit, service="Buttondown", where=self._api.where)
        return Payload(
            subject=said.subject,
            preheader=said.preheader,
            html=fill_images(said.html, images),
            text="",
            fields={
                "canonical_url": edition.page_url,
                "filters": self._filters(edition.audience or self._options.audience),
                "template": "naked",
            },
            images=tuple(image for image in edition.message.images if image_token(image) in said.html),
        )

    def _filters(self, audience: str) -> dict[str, object]:
        """Readers with any of the tags; without tags an empty filter, which is everybody."""
        if audience and not _TAGS.fullmatch(audience):
            name = self._api.where.removeprefix("services.")
            hint = f"`publisher services {name}` lists the tags; write their ids, with commas between"
            raise Unsupported(f"{audience!r} is no audience", where=self._api.where, hint=hint)
        tags = [tag.strip() for tag in audience.split(",")] if audience else []
        # Since 2024-08-15 the value is a tag's id, not its name.
        leaves = [{"field": "subscriber.tags", "operator": "contains", "value": tag} for tag in tags]
        return {"filters": leaves, "groups": [], "predicate": "or" if len(tags) > 1 else "and"}

    def _first_name(self, fallback: str) -> str:
        """The reader's first name, else the fallback, which stands beside the tags: its quotes cannot end them."""
        name = f"subscriber.metadata.{self._options.first_name}"
        tag = f"{{{{ {name} }}}}"
        return f"{{% if {name} %}}{tag}{{% else %}}{fallback}{{% endif %}}" if fallback else tag

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(ServiceError)
    def find(self, references: Sequence[str], since: datetime | None) -> dict[str, Draft]:
        """Our emails in every state, deleted ones too, which lists leave out unless asked; the oldest counts."""
        asked = [
            ("ordering", "-creation_date"),
            ("excluded_fields", "body"),
            *(("status", word) for word in email.STATUS),
        ]
        if since:
            # A day for the clocks, and one because only dates are taken, in a zone that is not stated.
            asked.append(("creation_date__start", str((since - timedelta(days=2)).astimezone(UTC).date())))
        wanted, found = set(references), {}
        for each in self._all("/emails", asked):
            state = email.state(each)
            if state.reference in wanted:
                found[state.reference] = Draft(str(each.get("id")), state)
        return found

    @documented(ServiceError)
    def read(self, draft_id: str) -> RemoteState:
        """The email with its body: one call."""
        try:
            answer = self._api.read(_path(draft_id))
        except Missing:
            return RemoteState(Status.ABSENT)
        return email.state(self._email(answer, ServiceError))

    @documented(ServiceError)
    def account(self) -> Account:
        """The account, and the tags that readers can be chosen by. What the key may do is not told."""
        me = self._api.read("/accounts/me")
        tags = self._all("/tags", [("page_size", "1000")])
        note = "Give the key the permissions email_access: write and sending_access: none; then it cannot send"
        return Account(
            name=f"{me.get('username')} ({me.get('email_address')})" if isinstance(me, dict) else "",
            audiences=tuple(Audience(str(tag.get("id")), str(tag.get("name", ""))) for tag in tags),
            notes=(note,),
        )

    def _all(self, path: str, asked: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
        """Every entry of a list; pages are numbered from 1."""

        def page(number: int) -> tuple[list[dict[str, Any]], bool]:
            answer = self._api.read(f"{path}?{urlencode([*asked, ('page', str(number + 1))])}")
            return entries(answer, "results", where=self._api.where), bool(answer.get("next"))

        return list(pages(page))

    def _email(self, answer: Any, kind: type[ServiceError]) -> dict[str, Any]:
        """An answer that is an email. Raises an error of that kind for anything else."""
        if isinstance(answer, dict) and isinstance(answer.get("id"), str) and "status" in answer:
            return answer
        raise kind("the answer is no email", where=self._api.where, hint="Check base_url")

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(Uncertain)
    def create(self, payload: Payload, reference: str) -> Draft:
        """Make the draft. Its idempotency key is made of reference, payload and date.

        The date, because the answer to a key is repeated for a time that is not stated, refusals too: what was put
        right since then must not stay refused for longer than a day.
        """
        key = f"{reference}-{payload.digest[:16]}-{self._clock():%Y%m%d}"
        body = {**email.content(payload, reference), "status": "draft"}
        try:
            answer = self._api.write("POST", "/emails", body, headers={"x-idempotency-key": key})
        except Refused as error:
            return self._there_already(error, payload, reference)
        made = self._email(answer, Uncertain)
        if problem := email.wrong(made, payload, reference):
            hint = "Look at it in Buttondown at once; nothing was asked for but a draft"
            raise ServiceError(f"email {made['id']}: {problem}", where=self._api.where, hint=hint)
        return Draft(made["id"], email.state(made))

    def _there_already(self, error: Refused, payload: Payload, reference: str) -> Draft:
        """The draft that an earlier call made, where that is why this one was refused."""
        if error.status == _CONFLICT:
            raise Uncertain(f"{error.what}: another call may be at it", where=error.where) from None
        if not re.search("slug_invalid|email_duplicate", error.what):
            raise error
        found = self.find([reference], None).get(reference)
        if found is None:
            hint = f"An email that is not ours has the slug {reference}; change it there"
            raise ServiceError(error.what, where=error.where, hint=hint) from None
        if found.state.status is Status.DRAFT and found.state.payload_digest == payload.digest:
            return found
        raise Uncertain(f"email {found.id} is there already", where=self._api.where, hint="Run again") from None

    @documented(Uncertain)
    def fill(self, draft: Draft, payload: Payload, reference: str) -> Draft:
        """New content. The status is left out: `draft` would take back what a person has scheduled meanwhile."""
        try:
            answer = self._api.write("PATCH", _path(draft.id), email.content(payload, reference))
        except Refused as error:
            raise self._refusal(error, draft.id) from None
        made = self._email(answer, Uncertain)
        if problem := email.wrong(made, payload, reference):
            raise Conflict(f"email {draft.id}: {problem}", where=self._api.where, hint="Look at it in Buttondown")
        return Draft(draft.id, email.state(made))

    def _refusal(self, error: Refused, draft_id: str) -> ServiceError:
        """What a refusal means: a conflict, where it is no draft any more."""
        try:
            status = self.read(draft_id).status
        except ServiceError:
            return error
        if status is Status.DRAFT:
            return error
        what = f"email {draft_id} is no draft any more: it is {status}"
        return Conflict(what, where=self._api.where, hint="Look at it in Buttondown")

    # ── pictures and test mails ─────────────────────────────────────────────────────────────────────────

    @documented(ServiceError)
    def upload(self, image: Rendition) -> str:
        """The picture's address. Buttondown answers with the one it has where the bytes are the same."""
        if image.media_type not in _PICTURES:
            what = f"{image.name}: Buttondown takes PNG, JPEG, GIF and WebP"
            raise Unsupported(what, where=self._api.where, hint="Use one of these")
        file = File("image", image.name, image.file.read_bytes(), image.media_type)
        answer = self._api.repeat("POST", "/images", file=file)
        address = str(answer.get("image") or "") if isinstance(answer, dict) else ""
        if not address:
            raise Uncertain(f"no address for {image.name} in the answer", where=self._api.where)
        return address

    def test(self, draft_id: str, addresses: Sequence[str]) -> None:
        """Buttondown sends the draft to these addresses."""
        self._api.write("POST", f"{_path(draft_id)}/send-draft", {"recipients": list(addresses)})


def _path(draft_id: str) -> str:
    return f"/emails/{segment(draft_id)}"
