"""A listmonk installation, local: who comes in, what a page of a list is, lists, pictures, the key's role.

Facts: the program's own code (`cmd/media.go`, `internal/auth`), which its published description (`listmonk.yaml`) falls
behind of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from tests.services.servers.base import Refused, Remote, Reply, Request, route

Json = dict[str, Any]

PICTURES = ("jpg", "jpeg", "png", "gif", "svg")


def refuse(status: int, message: str) -> Refused:
    """An error in listmonk's shape."""
    return Refused(Reply(status, {"message": message}))


def stamp(time: datetime) -> str:
    """A time as Go writes one out of PostgreSQL: microseconds."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Installation(Remote):
    """One installation.

    `lists` is what there is, `permitted` what the key's role may use: other ids are dropped without a word.
    `subscribers` are whom test mails can go to. `may_send` is the permission `campaigns:send`.
    """

    name: ClassVar[str] = "listmonk"
    base: ClassVar[str] = "/api"
    contract: ClassVar[str] = "listmonk.yaml"
    key = "publisher:Wq3zT8nVb1LxJ5rYc7MdK2fHs6GpE9uA"
    options: Mapping[str, object] = {"audience": "1"}

    def __init__(self, *, may_send: bool = True, **rest: Any) -> None:
        """A fresh installation."""
        super().__init__(**rest)
        self.may_send = may_send
        self.pictures: dict[int, Json] = {}
        self.lists = {1: ("Members", "public", 1200), 2: ("Volunteers", "private", 85), 3: ("Board", "private", 9)}
        self.permitted = [1, 2]
        self.subscribers = ["me@example.org", "me@example.com"]

    # ── the frame ──

    def authenticate(self, request: Request) -> None:
        """`token user:token`, or Basic with the same two; 403 where they are wrong."""
        header = request.headers.get("authorization", "").strip()
        if not header:
            raise refuse(403, "invalid session")
        if header.startswith("token"):
            user, _, token = header.removeprefix("token").strip(" ").partition(":")
        elif request.basic:
            user, token = request.basic
        else:
            raise refuse(403, "code=400, message=unknown Authorization scheme")
        if f"{user}:{token}" != self.key:
            raise refuse(403, "invalid API credentials")

    def missing(self, request: Request) -> Reply:
        """No such path."""
        return Reply(404, {"message": "Not Found"})

    def wrong_method(self, request: Request, allowed: list[str]) -> Reply:
        """A path of another method."""
        return Reply(405, {"message": "Method Not Allowed"})

    def malformed(self, request: Request, why: str) -> Reply:
        """No JSON."""
        return Reply(400, {"message": f"Syntax error: {why}"})

    def page(self, request: Request, entries: list[Json]) -> Json:
        """A page of 20 unless asked, 50 at most, or `all`; nothing but an empty list where there is nothing."""
        per_page, page = request.asked("per_page", "20"), request.asked("page", "1")
        number = max(1, int(page)) if page.isdigit() else 1
        size = min(int(per_page), 50) if per_page.isdigit() and int(per_page) else 20
        shown = entries if per_page == "all" else entries[(number - 1) * size : number * size]
        if not shown:
            return {"results": [], "query": "", "total": 0, "per_page": 0, "page": 0}
        size = 0 if per_page == "all" else size
        return {
            "results": shown, "query": request.asked("query"), "total": len(entries), "per_page": size, "page": number,
        }  # fmt: skip

    # ── pictures ──

    @route("POST", "/media")
    def upload(self, request: Request) -> Reply:
        """A picture under its own name; a name that there is gets a suffix."""
        part = request.part("file")
        if part is None:
            raise refuse(400, "Invalid file: http: no such file")
        ending = part.filename.rpartition(".")[2].lower()
        if "." not in part.filename or ending not in PICTURES:
            raise refuse(400, f"Unsupported file type ({ending})")
        name = re.sub(r"\s+", "-", part.filename.strip()).rpartition("/")[2]
        if any(one["filename"] == name for one in self.pictures.values()):
            name = f"{name[: -len(ending) - 1]}_{self.hexadecimal(6)}.{ending}"
        url = self.keep_file(f"/uploads/{name}", name, part.content_type, part.content)
        number = self.number()
        self.pictures[number] = {
            "id": number, "uuid": self.fresh_uuid(), "filename": name, "content_type": part.content_type,
            "created_at": stamp(self.now()), "thumb_url": url.replace(name, f"thumb_{name}"), "provider": "filesystem",
            "meta": {"width": 600, "height": 400}, "url": url,
        }  # fmt: skip
        return Reply(200, {"data": self.pictures[number]})

    @route("GET", "/media")
    def browse_media(self, request: Request) -> Reply:
        """Pictures, newest first; `query` looks into their names."""
        words = request.asked("query").lower()
        found = [one for one in reversed(self.pictures.values()) if words in one["filename"].lower()]
        return Reply(200, {"data": self.page(request, found)})

    # ── the installation ──

    @route("GET", "/lists")
    def browse_lists(self, request: Request) -> Reply:
        """The lists that the key's role may see, with sizes."""
        since = "2026-01-05T09:00:00.000000Z"
        shown = []
        for number in self.permitted:
            name, kind, size = self.lists[number]
            uuid = str(UUID(int=number))
            shown.append({
                "id": number, "uuid": uuid, "name": name, "type": kind, "optin": "double", "tags": [],
                "description": "", "created_at": since, "updated_at": since, "subscriber_count": size,
            })  # fmt: skip
        return Reply(200, {"data": self.page(request, shown)})

    @route("GET", "/profile")
    def profile(self, request: Request) -> Reply:
        """Whom the key stands for, and what it may do."""
        allowed = ["campaigns:get", "campaigns:manage", "media:get", "media:manage", "lists:get_all"]
        role = {"id": 4, "name": "publisher", "permissions": allowed + ["campaigns:send"] * self.may_send}
        user = {"id": 5, "username": self.key.partition(":")[0], "name": "Publisher", "type": "api"}
        return Reply(200, {"data": {**user, "status": "enabled", "user_role": role}})

    @route("GET", "/settings")
    def settings(self, request: Request) -> Reply:
        """Not for this key."""
        raise refuse(403, "permission denied: settings:get")

    @route("GET", "/templates")
    def browse_templates(self, request: Request) -> Reply:
        """The layouts that campaigns can have."""
        raise refuse(403, "permission denied: templates:get")

    def fresh_uuid(self) -> str:
        """A new UUID; the same in every run."""
        return str(UUID(hex=self.hexadecimal(32), version=4))
