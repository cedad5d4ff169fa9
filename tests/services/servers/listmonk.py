"""listmonk v6, local: drafts in one database whose `archive_slug` is unique, and bodies that must compile.

Facts: the program's own code (`cmd/campaigns.go`, `internal/core`, `queries/campaigns.sql`), which its published
description (`listmonk.yaml`) falls behind of. Two that surprise: lists are filtered by `tag`, and `tags`, which the
documentation names, is ignored; a campaign that there is not answers 400, not 404.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.services.servers import gotemplate
from tests.services.servers.base import Held, Record, Reply, Request, route
from tests.services.servers.listmonk_house import Installation, Json, refuse, stamp

STATUS = {
    "draft": "draft", "scheduled": "scheduled", "running": "sending", "paused": "sending", "finished": "sent",
    "cancelled": "trashed",
}  # fmt: skip
KINDS = ("richtext", "html", "plain", "visual", "markdown")
SENDER = re.compile(r"((.+?)\s)?<(.+?)@(.+?)>")
ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
# What may be moved to what: wanted status → (from, what is said otherwise).
MOVES = {
    "draft": (("scheduled",), "Only scheduled campaigns can be saved as drafts."),
    "scheduled": (("draft", "paused"), "Only draft campaigns can be scheduled."),
    "running": (("draft", "paused"), "Only paused campaigns and drafts can be started."),
    "paused": (("running",), "Only active campaigns can be paused."),
    "cancelled": (("running", "paused"), "Only active campaigns can be cancelled."),
}
FIELDS: Json = {
    "name": "", "subject": "", "from_email": "", "body": "", "altbody": None, "send_at": None,
    "content_type": "richtext", "type": "regular", "messenger": "email", "template_id": 1, "tags": [], "headers": [],
    "attribs": {}, "archive": False, "archive_slug": None, "archive_template_id": None, "archive_meta": {},
    "body_source": None,
}  # fmt: skip


@dataclass(kw_only=True)
class Campaign(Record):
    """One campaign; `fields` has the keys of `FIELDS`."""

    uuid: str
    fields: Json
    lists: list[int] = field(default_factory=list)
    media: list[int] = field(default_factory=list)


class Listmonk(Installation):
    """The campaigns of one installation."""

    def __init__(self, **rest: Any) -> None:
        """A fresh installation without campaigns."""
        super().__init__(**rest)
        self.campaigns: dict[int, Campaign] = {}

    # ── what is taken ──

    def _body(self, request: Request) -> Json:
        body = request.json
        if not isinstance(body, dict):
            raise refuse(400, "Unmarshal type error: expected=campReq")
        texts = ("name", "subject", "from_email", "body", "content_type", "messenger", "type")
        for name in texts:
            if not isinstance(body.get(name, ""), str):
                raise refuse(400, f"Unmarshal type error: expected=string, field={name}")
        for name in ("lists", "media"):
            if any(type(one) is not int for one in body.get(name) or []):
                raise refuse(400, f"Unmarshal type error: expected=int, field={name}")
        return body

    def _campaign(self, which: str) -> Campaign:
        if not which.isdigit() or int(which) < 1:
            raise refuse(400, "Invalid ID")
        found = self.campaigns.get(int(which))
        if found is None:
            raise refuse(400, "Campaign not found")
        if not set(found.lists) & set(self.permitted):
            raise refuse(403, "permission denied: campaigns:get")
        return found

    def _checked(self, fields: Json, lists: list[int]) -> Json:
        """The fields as they are stored; refuses what the program refuses, in its order."""
        made = {**fields, "from_email": fields["from_email"] or "Example Notes <hello@example.org>"}
        if not SENDER.search(made["from_email"]) and not ADDRESS.fullmatch(made["from_email"]):
            raise refuse(400, "Invalid `from_email`.")
        if not 1 <= len(made["name"].encode()) <= 2000:
            raise refuse(400, "Invalid length for `name`.")
        if not 1 <= len(made["subject"].encode()) <= 5000:
            raise refuse(400, "Invalid length for `subject`.")
        made["content_type"] = made["content_type"] if made["content_type"] in KINDS else "richtext"
        if made["send_at"] and datetime.fromisoformat(made["send_at"]) <= self.now():
            raise refuse(400, "`send_at` date should be in the future.")
        if not lists:
            raise refuse(400, "Invalid list IDs.")
        if made["messenger"] != "email":
            raise refuse(400, f"Unknown messenger {made['messenger']}.")
        for name, say in (("subject", "subject"), ("body", "message"), ("altbody", "alt plaintext message")):
            if why := gotemplate.fault(made[name] or ""):
                raise refuse(400, f"Error compiling campaign body: error compiling {say}: {why}")
        made["tags"] = [kept for tag in made["tags"] or [] if (kept := re.sub(r"\s+", "-", tag.strip()))]
        made["archive_slug"] = normal_slug(made["archive_slug"] or "") or None
        made["altbody"] = made["altbody"] or None
        return made

    def _unique(self, slug: str | None, verb: str, but: int = 0) -> None:
        for number, one in self.campaigns.items():
            if slug and number != but and one.fields["archive_slug"] == slug:
                why = 'pq: duplicate key value violates unique constraint "campaigns_archive_slug_key"'
                raise refuse(500, f"Error {verb} Campaign: {why}. Key (archive_slug)=({slug}) already exists.")

    def _permitted(self, body: Json) -> list[int]:
        return [one for one in body.get("lists") or [] if one in self.permitted and one in self.lists]

    # ── campaigns ──

    @route("POST", "/campaigns")
    def create(self, request: Request) -> Reply:
        """A new draft, always; `send_at` alone schedules nothing."""
        body = self._body(request)
        lists = self._permitted(body)
        given = {name: body[name] for name in FIELDS if name in body}
        fields = self._checked({**FIELDS, **given}, lists)
        number = self.number()
        self._unique(fields["archive_slug"], "creating")
        media = [one for one in body.get("media") or [] if one in self.pictures]
        one = Campaign(
            id=str(number), uuid=self.fresh_uuid(), made=self.now(), changed=self.now(), status="draft", fields=fields,
            lists=lists, media=media,
        )  # fmt: skip
        self.campaigns[number] = one
        return Reply(200, {"data": self._shown(one)})

    @route("GET", "/campaigns")
    def browse(self, request: Request) -> Reply:
        """Newest first; `status` and `tag` may be repeated, and a campaign must have all the tags."""
        statuses, tags = request.query.get("status", []), set(request.query.get("tag", []))
        if any(status not in STATUS for status in statuses):
            raise refuse(500, "Error fetching Campaign: pq: invalid input value for enum campaign_status")
        words = request.asked("query").strip().lower()
        found = [
            one
            for one in self.campaigns.values()
            if (not statuses or one.status in statuses)
            and tags <= set(one.fields["tags"])
            and words in f"{one.fields['name']} {one.fields['subject']}".lower()
            and set(one.lists) & set(self.permitted)
        ]
        order = {"name": "name", "status": "status", "updated_at": "changed"}.get(request.asked("order_by"), "made")
        found.sort(
            key=lambda one: (one.fields["name"] if order == "name" else getattr(one, order), int(one.id)),
            reverse=request.asked("order").lower() != "asc",
        )
        bare = request.asked("no_body") in ("true", "1")
        return Reply(200, {"data": self.page(request, [self._shown(one, bare=bare) for one in found])})

    @route("GET", "/campaigns/{which}")
    def read(self, request: Request, which: str) -> Reply:
        """One campaign."""
        bare = request.asked("no_body") in ("true", "1")
        return Reply(200, {"data": self._shown(self._campaign(which), bare=bare)})

    @route("PUT", "/campaigns/{which}")
    def update(self, request: Request, which: str) -> Reply:
        """What is left out stays, but lists, which must be said again; a scheduled one without a date is a draft."""
        one = self._campaign(which)
        if one.status not in ("draft", "paused", "scheduled"):
            raise refuse(400, "Cannot update a running or a finished campaign")
        body = self._body(request)
        lists = self._permitted(body)
        given = {name: body[name] for name in FIELDS if name in body and name != "type"}
        fields = self._checked({**one.fields, **given}, lists)
        self._unique(fields["archive_slug"], "updating", but=int(one.id))
        if body.get("media") is not None:
            one.media = [picture for picture in body["media"] if picture in self.pictures]
        one.fields, one.lists = fields, lists
        if one.status == "scheduled" and not fields["send_at"]:
            one.status = "draft"
        self.by_api(one)
        return Reply(200, {"data": self._shown(one)})

    @route("DELETE", "/campaigns/{which}")
    def delete(self, request: Request, which: str) -> Reply:
        """Gone for good."""
        one = self._campaign(which)
        if one.foreign:
            self.lost.append(self._held(replace(one, touched=True), "trashed"))
        del self.campaigns[int(one.id)]
        return Reply(200, {"data": True})

    @route("PUT", "/campaigns/{which}/status")
    def change_status(self, request: Request, which: str) -> Reply:
        """What starts and schedules: counted as a send."""
        one, wanted = self._campaign(which), str(self._body(request).get("status", ""))
        if not self.may_send:
            raise refuse(403, "permission denied: campaigns:send")
        froms, otherwise = MOVES.get(wanted, ((), "Invalid status"))
        if one.status not in froms:
            raise refuse(400, otherwise)
        if wanted == "scheduled" and not one.fields["send_at"]:
            raise refuse(400, "Campaign needs a `send_at` date to be scheduled.")
        one.status = wanted
        self.sends += wanted in ("scheduled", "running")
        self.by_api(one)
        return Reply(200, {"data": self._shown(one)})

    @route("POST", "/campaigns/{which}/test")
    def send_test(self, request: Request, which: str) -> Reply:
        """A test mail of what the request holds, to subscribers that there are."""
        self._campaign(which)
        body = self._body(request)
        self._checked({**FIELDS, **{name: body[name] for name in FIELDS if name in body}}, body.get("lists") or [])
        wanted = [str(address).strip().lower() for address in body.get("subscribers") or []]
        if not wanted:
            raise refuse(400, "There are no subscribers to target.")
        known = [address for address in wanted if address in self.subscribers]
        if not known:
            raise refuse(400, "No known subscribers to test.")
        self.tests += known
        return Reply(200, {"data": True})

    def _shown(self, one: Campaign, *, bare: bool = False) -> Json:
        shown = {
            "id": int(one.id), "uuid": one.uuid, "created_at": stamp(one.made), "updated_at": stamp(one.changed),
            "views": 0, "clicks": 0, "bounces": 0, "to_send": 0, "sent": 0, "started_at": None, "status": one.status,
            **one.fields,
            "lists": [{"id": number, "name": self.lists[number][0]} for number in one.lists],
            "media": [{"id": number, "filename": self.pictures[number]["filename"]} for number in one.media],
        }  # fmt: skip
        return {**shown, "body": ""} if bare else shown

    # ── what people do ──

    def held(self) -> list[Held]:
        """All campaigns; our reference goes into `archive_slug`."""
        return [*(self._held(one, STATUS[one.status]) for one in self.campaigns.values()), *self.lost]

    def _held(self, one: Campaign, status: str) -> Held:
        return Held(
            id=one.id, reference=one.fields["archive_slug"] or "", subject=one.fields["subject"], preheader="",
            html=one.fields["body"], text=one.fields["altbody"] or "", status=status,
            foreign=one.foreign, touched=one.touched,
        )  # fmt: skip

    def _by_hand(self, which: str, status: str = "", **fields: str | None) -> None:
        with self.lock:
            one = self.campaigns[int(which)]
            one.fields.update({name: value for name, value in fields.items() if value is not None})
            one.status = status or one.status
            self.by_person(one)

    def person_edits(self, which: str, subject: str | None = None, html: str | None = None) -> None:
        """A person changes it in the editor."""
        self._by_hand(which, subject=subject, body=html)

    def person_sends(self, which: str) -> None:
        """A person sends it."""
        self._by_hand(which, "finished")

    def person_schedules(self, which: str) -> None:
        """A person schedules it."""
        self._by_hand(which, "scheduled", send_at=stamp(self.tomorrow()))

    def person_trashes(self, which: str) -> None:
        """A person starts and cancels it: listmonk has no trash."""
        self._by_hand(which, "cancelled")

    def person_deletes(self, which: str) -> None:
        """A person deletes it."""
        with self.lock:
            del self.campaigns[int(which)]

    def person_creates(self, subject: str) -> str:
        """A person begins a campaign."""
        with self.lock:
            number = self.number()
            fields = {**FIELDS, "name": subject, "subject": subject, "body": "<p>By hand</p>"}
            self.campaigns[number] = Campaign(
                id=str(number), uuid=self.fresh_uuid(), made=self.now(), changed=self.now(), status="draft", fields=fields,
                lists=[1], foreign=True, handled=True,
            )  # fmt: skip
            return str(number)


def normal_slug(text: str) -> str:
    """A slug as listmonk stores it: small letters, and a dash for every run of what is no letter, mark or digit."""
    kept = "".join(
        letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " " for letter in text.lower()
    )
    return "-".join(kept.split())
