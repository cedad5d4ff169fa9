"""Buttondown's account, local: keys, versions, limits, idempotency, pictures, and how its lists are cut."""

from __future__ import annotations

import json
import uuid
from collections import deque
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.services.servers.base import Clock, Refused, Remote, Reply, Request, real_time, route

KEY = "9f2d41c7-5b1e-4c0a-8f43-b7d6e2a10c55"
KEY_WITHOUT_SENDING = "3ac05e19-77d4-4a2f-9e61-0d8c5b42f7aa"
TYPED_IDS = date(2026, 1, 1)  # from this version on ids are `em_…`
ASKS_TWICE = date(2026, 4, 1)  # from this version on the first sending call of a key is refused once
KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def typed(prefix: str, which: str) -> str:
    """A TypeID: the prefix, and the UUID in base 32."""
    number = uuid.UUID(which).int
    return f"{prefix}_" + "".join(CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def stamp(moment: datetime) -> str:
    """A time as the vendor writes it, with microseconds."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def error(status: int, code: str, detail: str) -> Reply:
    """The vendor's error."""
    return Reply(status, {"code": code, "detail": detail, "metadata": {}})


def invalid(*wrong: tuple[str, str, str]) -> Reply:
    """The vendor's answer to a body that its schema does not take: kind, field, message."""
    return Reply(
        422, {"detail": [{"type": kind, "loc": ["body", "input", name], "msg": says} for kind, name, says in wrong]}
    )


class House(Remote):
    """One newsletter. `key` may send; `KEY_WITHOUT_SENDING` may not. `page_size` and `per_minute` can be set (0: no limit)."""

    name = "buttondown"
    base = "/v1"
    contract = "buttondown.json"
    key = KEY
    pinned = date(2024, 12, 30)  # the newsletter's own version, for requests that name none

    def __init__(self, *, clock: Clock = real_time, lag: float = 0.0) -> None:
        super().__init__(clock=clock, lag=lag)
        self.options = {}
        self.page_size = 100
        self.per_minute = 600
        self.pictures: dict[bytes, dict[str, Any]] = {}
        self._calls: deque[datetime] = deque()
        self._answered: dict[str, Reply] = {}

    # ── what every request meets ──

    def authenticate(self, request: Request) -> None:
        """`Token` and the key, and no more calls a minute than allowed."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme != "Token" or given not in (self.key, KEY_WITHOUT_SENDING):
            raise Refused(error(401, "unauthenticated", "Invalid or missing API key."))
        now = self.now()
        while self._calls and self._calls[0] <= now - timedelta(minutes=1):
            self._calls.popleft()
        if self.per_minute and len(self._calls) >= self.per_minute:
            wait = (self._calls[0] + timedelta(minutes=1) - now).total_seconds()
            raise Refused(Reply(429, self.failure(429).body, {"Retry-After": str(int(wait) + 1)}))
        self._calls.append(now)

    def _dispatch(self, request: Request) -> Reply:
        """The same answer for the same idempotency key, whatever the second body says."""
        given = request.headers.get("x-idempotency-key", "")
        if len(given) > 200:
            return error(400, "idempotency_key_invalid", "The idempotency key is longer than 200 characters.")
        key = f"{request.headers.get('authorization')} {given}"
        if given and key in self._answered:
            self.authenticate(request)
            return self._answered[key]
        try:
            reply = super()._dispatch(request)
        except Refused as refused:
            reply = refused.reply
        if given and reply.status not in (401, 429):
            self._answered[key] = reply
        return reply

    def finish(self, request: Request, reply: Reply) -> Reply:
        """The limits stand in every answer."""
        left = max(0, self.per_minute - len(self._calls))
        reset = str(int(self.now().timestamp()) + 60)
        limits = {
            "X-RateLimit-Limit": str(self.per_minute),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": reset,
        }
        return Reply(reply.status, reply.body, {**limits, **reply.headers})

    def missing(self, request: Request) -> Reply:
        return Reply(404, {"detail": "Not Found"})

    def malformed(self, request: Request, why: str) -> Reply:
        return Reply(400, {"detail": "Cannot parse request body"})

    def failure(self, status: int) -> Reply:
        code, detail = {
            401: ("unauthenticated", "Invalid or missing API key."),
            403: ("forbidden", "You do not have permission to perform this action."),
            429: ("rate_limited", "You have made too many requests."),
        }.get(status, ("internal_error", "Something went wrong."))
        return error(status, code, detail)

    # ── account ──

    @route("GET", "/ping")
    def ping(self, request: Request) -> Reply:
        return Reply(200, {})

    @route("GET", "/accounts/me")
    def account(self, request: Request) -> Reply:
        return Reply(200, {"username": "rivernotes", "email_address": "hello@example.org"})

    @route("GET", "/newsletters")
    def newsletters(self, request: Request) -> Reply:
        """The newsletters; the vendor really shows a key in each."""
        made = {
            "id": typed("news", "018d2f30-0000-7000-8000-000000000001"), "creation_date": "2021-03-04T09:00:00.000000Z",
            "api_key": self.key, "description": "What the river does", "name": "River Notes", "username": "rivernotes",
        }  # fmt: skip
        return self._page(request, [made])

    @route("GET", "/tags")
    def tags(self, request: Request) -> Reply:
        made = {
            "id": typed("tag", "018d2f30-0000-7000-8000-000000000002"), "creation_date": "2021-03-04T09:00:00.000000Z",
            "name": "press", "color": "#000000", "public_description": None, "subscriber_editable": False, "secondary_id": 1,
        }  # fmt: skip
        return self._page(request, [made])

    @route("GET", "/segments")
    def segments(self, request: Request) -> Reply:
        made = {
            "id": typed("seg", "018d2f30-0000-7000-8000-000000000003"), "creation_date": "2021-03-04T09:00:00.000000Z",
            "name": "Press", "description": "", "filters": {"filters": [], "groups": [], "predicate": "and"},
        }  # fmt: skip
        return self._page(request, [made])

    # ── pictures ──

    @route("POST", "/images")
    def upload(self, request: Request) -> Reply:
        part = request.part("image")
        if part is None:
            raise Refused(
                Reply(422, {"detail": [{"type": "missing", "loc": ["file", "image"], "msg": "Field required"}]})
            )
        suffix = "." + part.filename.rpartition(".")[2].lower()
        if suffix not in KINDS:
            raise Refused(error(400, "image_invalid", "Only PNG, JPG, GIF and WebP images."))
        metadata = request.part("metadata")
        if part.content not in self.pictures:
            number = str(uuid.UUID(self.hexadecimal(32)))
            address = self.keep_file(f"/assets/images/{number}{suffix}", part.filename, KINDS[suffix], part.content)
            self.pictures[part.content] = {
                "id": typed("img", number), "creation_date": stamp(self.now()), "image": address,
                "metadata": json.loads(metadata.text) if metadata else {},
            }  # fmt: skip
        return Reply(201, self.pictures[part.content])

    @route("GET", "/images")
    def images(self, request: Request) -> Reply:
        return self._page(request, list(self.pictures.values()))

    # ── how things look ──

    def version(self, request: Request) -> date:
        """The version that a request names, else the newsletter's own."""
        named = request.headers.get("x-api-version")
        try:
            return date.fromisoformat(named) if named else self.pinned
        except ValueError:
            raise Refused(error(400, "apiversion_invalid", f"{named} is not a version.")) from None

    def _page(self, request: Request, items: list[dict[str, Any]]) -> Reply:
        """A page of a list, numbered from 1, with the addresses of its neighbours."""
        number = request.asked("page", "1")
        size = int(request.asked("page_size", str(self.page_size)))
        first = (int(number) - 1) * size if number.isdigit() else -1
        if first < 0 or (first and first >= len(items)):
            raise Refused(Reply(404, {"detail": "Invalid page."}))

        def address(page: int) -> str:
            asked = {**request.query, "page": [str(page)]}
            return f"{self.root}{self.base}{request.path}?{urlencode(asked, doseq=True)}"

        following = address(int(number) + 1) if first + size < len(items) else None
        before = address(int(number) - 1) if first else None
        page = {"results": items[first : first + size], "next": following, "previous": before, "count": len(items)}
        return Reply(200, page)
