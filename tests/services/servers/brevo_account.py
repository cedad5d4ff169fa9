"""Brevo's account, local: the key, the hour's quota, and who and what there is to send to.

Facts: the vendor's API description (`brevo.yaml`) and its page on limits: 100 calls an hour for campaigns on general
plans, `x-sib-ratelimit-*` on every answer, 429 without `Retry-After`. Whether the quota is counted for each endpoint
apart is not said; here all calls of a key share it, which is the harder reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from tests.services.servers.base import Refused, Remote, Reply, Request, route

Json = dict[str, Any]


def refuse(status: int, code: str, message: str, **more: object) -> Refused:
    """An error in Brevo's shape."""
    return Refused(Reply(status, {"code": code, "message": message, **more}))


class Account(Remote):
    """The lists, segments and senders of one account, and how it lets callers in.

    `quota` is how many calls an hour it takes, `senders` who may send, `contacts` whom a test mail can go to (those in
    `test_list` have a list), `lists` and `segments` what ids there are.
    """

    name: ClassVar[str] = "brevo"
    base: ClassVar[str] = "/v3"
    contract: ClassVar[str] = "brevo.yaml"
    key = "xkeysib-" + "3fa1c07d9be24586" * 4 + "-hT7qPz4LmN0xWvBe"
    options: Mapping[str, object] = {"audience": "7"}

    def __init__(self, *, quota: int = 100, window: float = 3600.0, **rest: Any) -> None:
        """A fresh account; `window` is the quota's hour, in seconds."""
        super().__init__(**rest)
        self.quota = quota
        self.window = window
        self.calls = 0
        self.opened: datetime | None = None
        self.lists = {7: ("Members", 1200), 9: ("Volunteers", 85)}
        self.segments = {3: ("Lapsed members", "Engagement")}
        self.senders = [(1, "Example Notes", "hello@example.org", True), (2, "Old desk", "old@example.org", False)]
        self.contacts = ["me@example.org", "me@example.com", "desk@example.org"]
        self.test_list = ["me@example.org", "me@example.com"]

    # ── the frame ──

    def authenticate(self, request: Request) -> None:
        """The key in its own header; then the hour's quota."""
        given = request.headers.get("api-key", "")
        if not given:
            raise refuse(401, "unauthorized", "authentication not found in headers")
        if given != self.key:
            raise refuse(401, "unauthorized", "Key not found")
        if self.opened is None or (self.now() - self.opened).total_seconds() >= self.window:
            self.opened, self.calls = self.now(), 0
        if self.calls >= self.quota:
            raise refuse(429, "too_many_requests", "API rate limit exceeded")
        self.calls += 1

    def finish(self, request: Request, reply: Reply) -> Reply:
        """What is left of the quota, on every answer; no `Retry-After`."""
        left = self.window if self.opened is None else self.window - (self.now() - self.opened).total_seconds()
        limits = {
            "x-sib-ratelimit-limit": str(self.quota),
            "x-sib-ratelimit-remaining": str(max(0, self.quota - self.calls)),
            "x-sib-ratelimit-reset": str(max(0, int(left))),
        }
        return Reply(reply.status, reply.body, {**reply.headers, **limits})

    def missing(self, request: Request) -> Reply:
        """No such path."""
        return Reply(404, {"code": "document_not_found", "message": "Unable to find the requested path"})

    def wrong_method(self, request: Request, allowed: list[str]) -> Reply:
        """A path of another method."""
        text = f"{request.method} Method is not allowed on this path"
        return Reply(405, {"code": "method_not_allowed", "message": text})

    def malformed(self, request: Request, why: str) -> Reply:
        """No JSON."""
        return Reply(400, {"code": "bad_request", "message": "Input must be a valid JSON object"})

    def failure(self, status: int) -> Reply:
        """An error that no request earned."""
        codes = {401: "unauthorized", 403: "permission_denied", 429: "too_many_requests"}
        return Reply(status, {"code": codes.get(status, "internal_error"), "message": "Request failed"})

    # ── pages ──

    def numbered(self, request: Request, name: str, default: int, most: int) -> int:
        """A query parameter that is a number up to `most`."""
        given = request.asked(name, str(default))
        if not given.isdigit():
            raise refuse(400, "invalid_parameter", f"{name} should be a non-negative integer")
        if int(given) > most:
            raise refuse(400, "out_of_range", f"{name} exceeds the maximum of {most}")
        return int(given)

    def page(self, request: Request, entries: list[Json], default: int, most: int) -> list[Json]:
        """One page of entries that come oldest first: newest first unless `sort=asc`."""
        limit = self.numbered(request, "limit", default, most)
        offset = self.numbered(request, "offset", 0, 10**12)
        sort = request.asked("sort", "desc")
        if sort not in ("asc", "desc"):
            raise refuse(400, "invalid_parameter", "sort should be asc or desc")
        return (entries if sort == "asc" else entries[::-1])[offset : offset + limit]

    # ── what there is ──

    @route("GET", "/account")
    def account(self, request: Request) -> Reply:
        """Who it is; nothing tells what a key may do."""
        address = {"street": "1 Example Street", "city": "London", "zipCode": "N1 1AA", "country": "United Kingdom"}
        relay = {"userName": "desk@example.org", "relay": "smtp-relay.brevo.com", "port": 587}
        shown: Json = {"email": "desk@example.org", "firstName": "Amina", "lastName": "Rahman", "address": address}
        shown["companyName"] = "Example Notes"
        shown["plan"] = [{"type": "free", "credits": 300, "creditsType": "sendLimit"}]
        shown["relay"] = {"enabled": True, "data": relay}
        shown["marketingAutomation"] = {"enabled": False}
        return Reply(200, shown)

    @route("GET", "/senders")
    def browse_senders(self, request: Request) -> Reply:
        """Who may be a sender."""
        names = ("id", "name", "email", "active")
        return Reply(200, {"senders": [dict(zip(names, sender, strict=True)) for sender in self.senders]})

    @route("GET", "/contacts/lists")
    def browse_lists(self, request: Request) -> Reply:
        """Lists and their sizes; 10 a page unless asked, 50 at most."""
        shown: list[Json] = []
        for number, (name, size) in self.lists.items():
            sizes = {"totalBlacklisted": 0, "totalSubscribers": size, "uniqueSubscribers": size}
            shown.append({"id": number, "name": name, "folderId": 1, **sizes})
        return Reply(200, {"lists": self.page(request, shown, 10, 50), "count": len(shown)})

    @route("GET", "/contacts/segments")
    def browse_segments(self, request: Request) -> Reply:
        """Segments, without sizes; 10 a page unless asked, 50 at most."""
        shown: list[Json] = [
            {"id": number, "segmentName": name, "categoryName": kind, "updatedAt": "2026-11-01T09:00:00Z"}
            for number, (name, kind) in self.segments.items()
        ]
        return Reply(200, {"segments": self.page(request, shown, 10, 50), "count": len(shown)})

    @route("GET", "/contacts/attributes")
    def browse_attributes(self, request: Request) -> Reply:
        """What is known of a contact."""
        names = ("LASTNAME", "FIRSTNAME")
        return Reply(200, {"attributes": [{"name": name, "category": "normal", "type": "text"} for name in names]})
