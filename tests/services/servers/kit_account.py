"""A Kit account, local: the key, the minute's limit, cursors, and whom and with what one can write to.

Facts: the vendor's v4 description (`kit.json` for broadcasts; accounts, tags, segments and templates in the same style)
and its pages on response codes and limits: 120 calls in a rolling minute for a key, then 429 without any header.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from tests.services.servers.base import Refused, Remote, Reply, Request, route

Json = dict[str, Any]


def refuse(status: int, *errors: str) -> Refused:
    """Errors in Kit's shape: sentences, no codes."""
    return Refused(Reply(status, {"errors": list(errors)}))


def moment(time: datetime) -> str:
    """A time as Kit writes it: whole seconds."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def cursor(number: int) -> str:
    """An opaque place in a list."""
    return base64.b64encode(json.dumps([number]).encode()).decode()


class Account(Remote):
    """One account.

    `limit` is how many calls it takes in `window` seconds, `senders` its addresses (the first is the default),
    `tags`, `segments` and `templates` what there is by id. A template of the category "Starting point" cannot be used.
    """

    name: ClassVar[str] = "kit"
    base: ClassVar[str] = ""
    contract: ClassVar[str] = "kit.json"
    key = "kit_5d2c8e41b7a09f36d1e4c2b8a7f60539"
    options: Mapping[str, object] = {}

    def __init__(self, *, limit: int = 120, window: float = 60.0, **rest: Any) -> None:
        """A fresh account."""
        super().__init__(**rest)
        self.limit = limit
        self.window = window
        self.calls: list[datetime] = []
        self.senders = [("hello@example.org", "Example Notes"), ("desk@example.org", "Example Desk")]
        self.tags = {11: "Members", 12: "Volunteers"}
        self.segments = {18: "Readers in London", 19: "Lapsed"}
        self.templates = {2: ("Classic", "HTML"), 6: ("Text Only", "HTML"), 35: ("Story", "Starting point")}
        self.default_template = 2

    # ── the frame ──

    def authenticate(self, request: Request) -> None:
        """The key in its own header; then the rolling minute."""
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.key not in (request.headers.get("x-kit-api-key"), bearer):
            raise refuse(
                401, "The API key is invalid" if "x-kit-api-key" in request.headers else "The access token is invalid"
            )
        now = self.now()
        self.calls = [call for call in self.calls if (now - call).total_seconds() < self.window]
        if len(self.calls) >= self.limit:
            raise refuse(429, "Too many requests")
        self.calls.append(now)

    def missing(self, request: Request) -> Reply:
        """No such path, or no such thing."""
        return Reply(404, {"errors": ["Not Found"]})

    def malformed(self, request: Request, why: str) -> Reply:
        """No JSON."""
        return Reply(400, {"errors": ["There was a problem with the JSON that you submitted"]})

    def failure(self, status: int) -> Reply:
        """An error that no request earned."""
        return Reply(status, {"errors": ["Something went wrong"]})

    def page(self, request: Request, name: str, entries: list[Json]) -> Reply:
        """A page by cursors: the greatest id first, 500 unless asked, 1,000 at most."""
        size = request.asked("per_page", "500")
        if not size.isdigit() or not 1 <= int(size) <= 1000:
            raise refuse(422, "Per page must be between 1 and 1000")
        entries = sorted(entries, key=lambda one: int(one["id"]), reverse=True)
        after, before = self._place(request, "after"), self._place(request, "before")
        rest = [
            one for one in entries if (after is None or one["id"] < after) and (before is None or one["id"] > before)
        ]
        shown = rest[-int(size) :] if before is not None else rest[: int(size)]
        ids = [int(one["id"]) for one in shown]
        pagination: Json = {
            "has_previous_page": bool(ids) and entries[0]["id"] != ids[0],
            "has_next_page": bool(ids) and entries[-1]["id"] != ids[-1],
            "start_cursor": cursor(ids[0]) if ids else "",
            "end_cursor": cursor(ids[-1]) if ids else "",
            "per_page": int(size),
        }
        if request.asked("include_total_count") == "true":
            pagination["total_count"] = len(entries)
        return Reply(200, {name: shown, "pagination": pagination})

    def _place(self, request: Request, name: str) -> int | None:
        text = request.asked(name)
        if not text:
            return None
        try:
            return int(json.loads(base64.b64decode(text))[0])
        except (ValueError, TypeError, LookupError) as error:
            raise refuse(422, f"{name.title()} is not a valid cursor") from error

    # ── what there is ──

    @route("GET", "/v4/account")
    def account(self, request: Request) -> Reply:
        """Who it is, and from which addresses it sends; nothing tells what a key may do."""
        addresses = [
            {
                "email_address": address, "from_name": name, "status": "confirmed", "is_default": index == 0,
                "is_verified": True, "is_dmarc_configured": True,
            }
            for index, (address, name) in enumerate(self.senders)
        ]  # fmt: skip
        account = {
            "id": 27, "name": "Example Notes", "plan_type": "creator", "primary_email_address": self.senders[0][0],
            "created_at": "2024-02-17T11:43:55Z", "sending_addresses": addresses,
            "timezone": {"name": "Europe/London", "friendly_name": "London", "utc_offset": "+00:00"},
        }  # fmt: skip
        return Reply(200, {"user": {"id": 27, "email": self.senders[0][0]}, "account": account})

    @route("GET", "/v4/tags")
    def browse_tags(self, request: Request) -> Reply:
        """Tags; sizes are not told."""
        made = "2026-01-05T09:00:00Z"
        return self.page(
            request, "tags", [{"id": one, "name": name, "created_at": made} for one, name in self.tags.items()]
        )

    @route("GET", "/v4/segments")
    def browse_segments(self, request: Request) -> Reply:
        """Segments; sizes are not told."""
        made = "2026-01-05T09:00:00Z"
        shown = [{"id": one, "name": name, "created_at": made} for one, name in self.segments.items()]
        return self.page(request, "segments", shown)

    @route("GET", "/v4/email_templates")
    def browse_templates(self, request: Request) -> Reply:
        """Layouts."""
        shown = [
            {"id": one, "name": name, "is_default": one == self.default_template, "category": kind}
            for one, (name, kind) in self.templates.items()
        ]
        return self.page(request, "email_templates", shown)
