"""Ghost: an edition becomes a draft post, which a person publishes and mails from there.

Facts from Ghost's Admin API pages and source, and measured on Ghost 5.130.6 and 6.27.0 (2026-11). The post's body is
one HTML card: Ghost's editor format keeps the markup of a card and loses that of anything else. Replacements such as
`{first_name}` work in Ghost's own email cards; in an HTML card some versions replace them and others print them, and
on the site they are always printed. So nothing is left to Ghost: places are filled with real text, and Ghost's
newsletter adds its own links for leaving and for reading in a browser.

The reference is the internal tag `#REFERENCE`, which no reader sees, and the slug, which Ghost changes where it is
taken. A slug that came back changed means that another post has it. Where that one bears our tag and is older, the post
of this very call, known by the id in its answer, is deleted again, and the older one is the draft. Nothing else is ever
deleted.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, field_validator

from publisher.errors import Conflict, ServiceError, Uncertain, Unsupported
from publisher.model import PlaceholderName, Rendition, fill_images, fill_placeholders
from publisher.services.api import Missing, Refused, documented, moment, pages, segment
from publisher.services.base import (
    Account,
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
from publisher.services.ghost_post import age, card_of, post_fields, rest, shortened, split, stamp, storable, tag_names
from publisher.services.options import ApiOptions, Base, connect, settled
from publisher.services.seal import unseal
from publisher.services.wording import TAG_BEGINS, Wording, measure, quotable, spoken
from publisher.web import File

_BELOW = "/ghost/api/admin"
_TITLE, _SUBJECT, _EXCERPT, _ALT = 255, 300, 300, 191  # characters: limits of Ghost's own columns
_TOKEN_LIFE = 300  # seconds after `iat`; Ghost refuses older ones whatever `exp` says
_AT_ONCE = 25  # references in one look-up, so that its address stays short
_LIVE = re.compile(rf"\{{(?=[\w{TAG_BEGINS}])")
_REFERENCE = re.compile(r"#((?:[a-z0-9-]+-)?[0-9a-f]{12})")
_STATUS = {"draft": Status.DRAFT, "scheduled": Status.SCHEDULED, "published": Status.SENT, "sent": Status.SENT}
_FIELDS = "id,slug,status,title,email_subject,custom_excerpt,created_at,updated_at"

FACTS = Facts(
    form=Form.BODY,
    carries=frozenset({Carries.PREHEADER, Carries.TAGS, Carries.IMAGES}),
    subject_limit=_SUBJECT,
    connections=4,
    settles=timedelta(seconds=15),
)


def _site(value: str) -> str:
    """The API's address, from that of the site or of the API itself."""
    if not value:
        raise ValueError("is missing: the address of your Ghost site")
    return value.removesuffix(_BELOW).removesuffix("/ghost").rstrip("/") + _BELOW


class Options(ApiOptions):
    """`base_url` is the site's address; `api_key` the Admin API key of a custom integration (`id:secret`).

    `email_only` keeps the post off the site. `canonical` names our own web copy as the original.
    """

    base_url: Annotated[Base, AfterValidator(_site)]
    email_only: bool = False
    canonical: bool = False

    @field_validator("api_key")
    @classmethod
    def _two_halves(cls, value: Any) -> Any:
        if not re.fullmatch(r"[0-9a-f]+:(?:[0-9a-f]{2})+", value.get_secret_value()):
            raise ValueError("is no Admin API key: it has the form id:secret, both in hexadecimal")
        return value


class Ghost(Service):
    """Draft posts of a Ghost site."""

    Options = Options
    facts = FACTS

    def __init__(self, options: BaseModel, surroundings: Surroundings) -> None:
        assert isinstance(options, Options)  # noqa: S101  # the registry reads them with our own model
        self.facts = settled(FACTS, options)
        self._options = options
        self._site = options.base_url.removesuffix(_BELOW)
        key_id, _, secret = options.key.partition(":")
        sign = signer(key_id, bytes.fromhex(secret), surroundings.clock)
        self._api = connect(
            "",
            options,
            FACTS,
            surroundings,
            headers=lambda: {"authorization": f"Ghost {sign()}", "accept-version": "v5.0"},
            describe=_describe,
            secrets=(secret,),
        )
        self._uploaded: dict[str, str] = {}
        self._lock = threading.Lock()

    # ── saying an edition ───────────────────────────────────────────────────────────────────────────────

    def payload(self, edition: Wanted, images: Mapping[str, str]) -> Payload:
        """A post: the body as a card, a leading picture as the post's own; no plain text, which Ghost makes itself.

        Raises Unsupported for an audience (the newsletter is chosen when a person publishes) and ServiceError for a
        title or subject that is too long.
        """
        if edition.audience:
            hint = "Leave the audience out; a person chooses the newsletter when publishing"
            raise Unsupported("a draft in Ghost has no audience", where=self._api.where, hint=hint)
        values = self._values(edition)
        wording = Wording({}, quotable, _LIVE)
        body, picture = split(edition.message.body)
        message = replace(edition.message, subject="", preheader="", body=body, text="")
        subject = one_line(fill_placeholders(edition.message.subject, values))
        title = one_line(edition.title)
        for name, text, limit in (("subject", subject, _SUBJECT), ("title", title, _TITLE)):
            measure(name, text, limit, service="Ghost", where=self._api.where)
        excerpt = one_line(fill_placeholders(edition.message.preheader, values))
        return Payload(
            subject=subject,
            preheader=shortened(excerpt, _EXCERPT),
            html=storable(fill_images(spoken(message, wording, Form.BODY, values).html, images), self._site),
            text="",
            fields={
                "title": title,
                "tags": [one_line(tag) for tag in edition.tags],
                "feature_image": fill_images(picture.get("src", ""), images),
                "feature_image_alt": picture.get("alt", "")[:_ALT],
                "canonical_url": edition.page_url if self._options.canonical else "",
                "email_only": self._options.email_only,
            },
            images=edition.message.images,
        )

    def _values(self, edition: Wanted) -> dict[PlaceholderName, str]:
        """What the placeholders become; `first_name` is left to its fallback."""
        account = f"{self._site}/#/portal/account/newsletters"
        return {
            PlaceholderName.BROWSER_URL: edition.page_url or self._site,
            PlaceholderName.UNSUBSCRIBE_URL: account,
            PlaceholderName.PREFERENCES_URL: account,
            PlaceholderName.POSTAL_ADDRESS: edition.postal_address.strip(),
        }

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(ServiceError)
    def find(self, references: Sequence[str], since: datetime | None) -> dict[str, Draft]:
        """Posts by their internal tag, in every state; of several with one tag the oldest."""
        del since  # the tag is filtered by, so a look-up costs the same however old a post is
        found: dict[str, Any] = {}
        for start in range(0, len(references), _AT_ONCE):
            for post in self._tagged(references[start : start + _AT_ONCE]):
                for name in tag_names(post):
                    reference = name.removeprefix("#")
                    if name.startswith("#") and reference in references:
                        found[reference] = min((found.get(reference, post), post), key=lambda one: age(one, reference))
        return {reference: self._draft(post, reference) for reference, post in found.items()}

    def _tagged(self, references: Sequence[str]) -> list[Any]:
        """All posts that bear one of these references."""
        tags = ",".join(f"hash-{reference}" for reference in references)
        query: dict[str, str | int] = {
            "filter": f"status:[draft,published,scheduled,sent]+tag:[{tags}]",
            "fields": _FIELDS,
            "include": "tags",
            "order": "created_at asc",
            "limit": 100,
        }

        def page(number: int) -> tuple[Sequence[Any], bool]:
            answer = self._api.read("/posts/", {**query, "page": number + 1})
            return answer["posts"], bool(answer["meta"]["pagination"]["next"])

        return list(pages(page))

    @documented(ServiceError)
    def read(self, draft_id: str) -> RemoteState:
        """What the post holds now. Ghost answers 422 for what is none of its ids."""
        try:
            answer = self._api.read(f"/posts/{segment(draft_id)}/", {"formats": "html", "include": "tags"})
        except Refused as error:
            if isinstance(error, Missing) or error.status == 422:
                return RemoteState(Status.ABSENT)
            raise
        return self._state(answer["posts"][0])

    @documented(ServiceError)
    def account(self) -> Account:
        """The site, its version and its newsletters."""
        site = self._api.read("/site/")["site"]
        newsletters = self._api.read("/newsletters/", {"limit": 100, "filter": "status:active"})["newsletters"]
        names = ", ".join(str(one["name"]) for one in newsletters)
        return Account(
            name=f"{site['title']} (Ghost {site['version']})",
            may_send=True,
            senders=tuple(str(one["sender_email"]) for one in newsletters if one.get("sender_email")),
            notes=(
                "Ghost has no key that can write posts and cannot publish them; this program publishes nothing.",
                f"A person chooses the newsletter when publishing: {names or 'there is none yet'}.",
            ),
        )

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────

    @documented(Uncertain)
    def create(self, payload: Payload, reference: str) -> Draft:
        """A draft post. Raises Uncertain where an older twin took its place that is not what was to be written."""
        body = {"posts": [{**post_fields(payload, reference), "slug": reference, "status": "draft"}]}
        answer = self._api.write(
            "POST", "/posts/", body, query={"source": "html", "formats": "html", "include": "tags"}
        )
        post = answer["posts"][0]
        if post["status"] != "draft":
            what = f"post {post['id']} was made as {post['status']!r}, not as a draft"
            raise ServiceError(what, where=self._api.where, hint="Look at it in Ghost at once")
        if post["slug"] != reference:
            return self._settled(post, payload, reference)
        return self._draft(post, reference)

    def _settled(self, ours: Any, payload: Payload, reference: str) -> Draft:
        """The draft, where another post has its slug: ours, unless an older one bears our tag."""
        oldest = min((ours, *self._tagged([reference])), key=lambda one: age(one, reference))
        if oldest["id"] == ours["id"]:
            return self._draft(ours, reference)
        try:
            self._api.repeat("DELETE", f"/posts/{segment(ours['id'])}/")
        except Missing:
            pass  # an earlier try of this call did it
        except ServiceError as error:
            what = f"post {ours['id']} is a second draft beside {oldest['id']}, and could not be removed: {error.what}"
            raise Uncertain(what, where=self._api.where) from None
        state = self.read(oldest["id"])
        if state.payload_digest != payload.digest or state.edited is not False:
            what = f"an earlier push had made post {oldest['id']} after all; the second one was removed"
            raise Uncertain(what, where=self._api.where)
        return Draft(str(oldest["id"]), state)

    @documented(Uncertain)
    def fill(self, draft: Draft, payload: Payload, reference: str) -> Draft:
        """Write the post anew, unless somebody changed it since it was seen: Ghost compares `updated_at`.

        Where that fails because a write of ours did arrive after all, there is nothing left to do.
        """
        seen = draft.state if draft.state.modified else self.read(draft.id)
        if seen.status is not Status.DRAFT or seen.modified is None:
            raise Conflict(f"post {draft.id} is no draft any more", where=self._api.where)
        path, query = f"/posts/{segment(draft.id)}/", {"source": "html", "formats": "html", "include": "tags"}
        body = {"posts": [{**post_fields(payload, reference), "updated_at": stamp(seen.modified)}]}
        try:
            answer = self._api.write("PUT", path, body, query=query)
        except Missing:
            raise Conflict(f"post {draft.id} is no draft any more", where=self._api.where) from None
        except Refused as error:
            if error.status != 409:
                raise
            state = self.read(draft.id)
            if state.status is Status.DRAFT and state.payload_digest == payload.digest and state.edited is False:
                return Draft(draft.id, state)
            raise Conflict(f"post {draft.id} was changed meanwhile", where=self._api.where) from None
        return self._draft(answer["posts"][0], reference)

    @documented(ServiceError)
    def upload(self, image: Rendition) -> str:
        """Store a picture. Ghost keeps every upload, so each is made once in a run; the ledger remembers it."""
        with self._lock:
            if image.name not in self._uploaded:
                file = File("file", image.name, image.file.read_bytes(), image.media_type)
                form = {"purpose": "image", "ref": image.name}
                answer = self._api.repeat("POST", "/images/upload/", form=form, file=file)
                self._uploaded[image.name] = str(answer["images"][0]["url"])
            return self._uploaded[image.name]

    def _draft(self, post: Any, reference: str) -> Draft:
        """A post as delivery knows it."""
        return Draft(str(post["id"]), replace(self._state(post), reference=reference))

    def _state(self, post: Any) -> RemoteState:
        """What a post tells. `html` is there only where it was asked for."""
        subject, excerpt, html = (
            post.get("email_subject") or post["title"],
            post.get("custom_excerpt") or "",
            post.get("html"),
        )
        sealed = unseal(subject, excerpt, card_of(html or ""), rest(post))
        return RemoteState(
            status=_STATUS.get(post["status"], Status.OTHER),
            reference=next((found[1] for name in tag_names(post) if (found := _REFERENCE.fullmatch(name))), ""),
            subject=subject,
            digest="" if html is None else digest_of([subject, excerpt, html, rest(post)]),
            modified=moment(post["updated_at"]),
            preheader=excerpt,
            html=html,
            payload_digest=sealed.payload,
            edited=sealed.edited,
            note=f"it is {post['status']} in Ghost",
            address=f"{self._site}/ghost/#/editor/post/{post['id']}",
        )


def signer(key_id: str, secret: bytes, clock: Callable[[], datetime]) -> Callable[[], str]:
    """A maker of tokens (JWT, RFC 7519, HS256), a new one at each call: Ghost takes none older than five minutes."""

    def token() -> str:
        now = int(clock().timestamp())
        head = {"alg": "HS256", "typ": "JWT", "kid": key_id}
        claims = {"iat": now, "exp": now + _TOKEN_LIFE, "aud": "/admin/"}
        signed = ".".join(_coded(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
        return f"{signed}.{_coded(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"

    return token


def _coded(data: bytes) -> str:
    """Base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _describe(body: Any) -> str:
    """Ghost's `errors: [{message, context}]` as one sentence."""
    first = body["errors"][0]
    return " ".join(str(first[key]) for key in ("message", "context") if first.get(key))
