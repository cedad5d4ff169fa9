"""A MailerLite account, local: the key, the minute's limit, pages, groups and segments.

There is no published description. Facts: the vendor's pages on errors, versions and limits (120 calls a minute for an
account, `X-RateLimit-*`, 429 with `Retry-After`, errors as Laravel makes them; both content headers are required) and
the types of its own client for Node 1.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from tests.services.servers.base import Refused, Remote, Reply, Request, route

Json = dict[str, Any]

RATE: Json = {"float": 0, "string": "0%"}
SINCE = "2026-01-05 09:00:00"
COUNTS = (
    "sent_count", "opens_count", "clicks_count", "unsubscribed_count", "unconfirmed_count", "bounced_count",
    "junk_count",
)  # fmt: skip


def refuse(status: int, message: str, errors: Mapping[str, list[str]] | None = None) -> Refused:
    """An error as Laravel makes it; `errors` has sentences by the field's path (`emails.0.from`)."""
    return Refused(Reply(status, {"message": message, **({"errors": dict(errors)} if errors else {})}))


def invalid(**errors: str) -> Refused:
    """A 422 with one sentence a field."""
    return refuse(422, "The given data was invalid.", {name: [said] for name, said in errors.items()})


class Account(Remote):
    """One account.

    `limit` is how many calls it takes in `window` seconds, `senders` the verified addresses, `groups` and `segments`
    what there is by id, with sizes. `html` is whether the plan takes content of one's own.
    """

    name: ClassVar[str] = "mailerlite"
    base: ClassVar[str] = "/api"
    contract: ClassVar[str] = ""
    key = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiI0In0.c1Vn2LqXw8RtYb5KzP0dHj7MfGa3Ue6S"
    options: Mapping[str, object] = {"audience": "112233445566778899"}

    def __init__(self, *, limit: int = 120, window: float = 60.0, html: bool = True, **rest: Any) -> None:
        """A fresh account."""
        super().__init__(**rest)
        self.limit = limit
        self.window = window
        self.html = html
        self.calls: list[datetime] = []
        self.senders = ["hello@example.org", "desk@example.org"]
        self.groups = {"112233445566778899": ("Members", 1200), "112233445566778900": ("Volunteers", 85)}
        self.segments = {"223344556677889900": ("Readers in London", 310)}

    # ── the frame ──

    def authenticate(self, request: Request) -> None:
        """The key as a bearer; both content headers; then the minute."""
        now = self.now()
        self.calls = [call for call in self.calls if (now - call).total_seconds() < self.window]
        if request.headers.get("authorization") != f"Bearer {self.key}":
            raise refuse(401, "Unauthenticated.")
        if len(self.calls) >= self.limit:
            raise refuse(429, "Too Many Attempts.")
        self.calls.append(now)
        if "application/json" not in request.headers.get("accept", ""):
            raise refuse(400, "The Accept header must be application/json.")
        if request.body and "application/json" not in request.headers.get("content-type", ""):
            raise refuse(400, "The Content-Type header must be application/json.")

    def finish(self, request: Request, reply: Reply) -> Reply:
        """What is left of the minute, on every answer; when to come again, on 429."""
        headers = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - len(self.calls))),
        }
        if reply.status == 429 and self.calls:
            waited = (self.now() - self.calls[0]).total_seconds()
            headers["Retry-After"] = str(max(1, int(self.window - waited + 0.999)))
        return Reply(reply.status, reply.body, {**reply.headers, **headers})

    def missing(self, request: Request) -> Reply:
        """No such path."""
        return Reply(404, {"message": "Resource not found."})

    def malformed(self, request: Request, why: str) -> Reply:
        """No JSON: Laravel sees an empty request."""
        return Reply(
            422, {"message": "The given data was invalid.", "errors": {"name": ["The name field is required."]}}
        )

    # ── pages ──

    def page(self, request: Request, entries: list[Json], **meta: object) -> Reply:
        """A page by number, as Laravel makes it."""
        limit, page = request.asked("limit", "25"), request.asked("page", "1")
        if not limit.isdigit() or not 1 <= int(limit) <= 100:
            raise invalid(limit="The limit must be between 1 and 100.")
        if not page.isdigit() or not int(page):
            raise invalid(page="The page must be at least 1.")
        size, number = int(limit), int(page)
        last = max(1, -(-len(entries) // size))
        shown = entries[(number - 1) * size : number * size]
        path = f"{self.root}{self.base}{request.path}"

        def address(to: int) -> str:
            return f"{path}?{urlencode({**request.query, 'page': [str(to)]}, doseq=True)}"

        first = (number - 1) * size + 1
        links = {
            "first": address(1), "last": address(last),
            "prev": address(number - 1) if number > 1 else None, "next": address(number + 1) if number < last else None,
        }  # fmt: skip
        described = {
            "current_page": number, "from": first if shown else None, "last_page": last, "links": [], "path": path,
            "per_page": size, "to": first + len(shown) - 1 if shown else None, "total": len(entries), **meta,
        }  # fmt: skip
        return Reply(200, {"data": shown, "links": links, "meta": described})

    # ── the account ──

    @route("GET", "/groups")
    def browse_groups(self, request: Request) -> Reply:
        """Groups with sizes."""
        rest = {**dict.fromkeys(COUNTS, 0), "open_rate": RATE, "click_rate": RATE, "created_at": SINCE}
        shown: list[Json] = [
            {"id": one, "name": name, "active_count": size, **rest} for one, (name, size) in self.groups.items()
        ]
        return self.page(request, shown)

    @route("GET", "/segments")
    def browse_segments(self, request: Request) -> Reply:
        """Segments with sizes."""
        shown: list[Json] = [
            {"id": one, "name": name, "total": size, "open_rate": RATE, "click_rate": RATE, "created_at": SINCE}
            for one, (name, size) in self.segments.items()
        ]
        return self.page(request, shown)
