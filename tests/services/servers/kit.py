"""Kit v4, local: broadcasts, whose list lags behind, and which a date sends.

Facts: the vendor's v4 description (`kit.json`) and its page on eventual consistency: lists may miss a new broadcast for
half a minute, seldom for five; reads by id do not. Its update asks for all twelve fields and, in its types, for a date;
in its words a draft is one that is not public. Here an update with a date schedules, whatever `public` says, and one
with null is a draft.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tests.services.servers.base import Held, Record, Reply, Request, route
from tests.services.servers.kit_account import Account, Json, moment, refuse

STATUS = {"draft": "draft", "scheduled": "scheduled", "sending": "sending", "completed": "sent"}
CREATE = ("content", "description", "public", "published_at", "preview_text", "subject", "subscriber_filter")
UPDATE = (*CREATE, "email_template_id", "email_address", "send_at", "thumbnail_alt", "thumbnail_url")
TEXTS = ("content", "description", "preview_text", "subject", "published_at")
EVERYBODY: list[Json] = [{"all": [{"type": "all_subscribers"}]}]
GROUPS = ("all", "any", "none")


@dataclass(kw_only=True)
class Broadcast(Record):
    """One broadcast; `fields` has the keys of `UPDATE`."""

    fields: Json


class Kit(Account):
    """The broadcasts of one account."""

    def __init__(self, **rest: Any) -> None:
        """A fresh account without broadcasts."""
        super().__init__(**rest)
        self.broadcasts: dict[int, Broadcast] = {}

    # ── what is taken ──

    def _broadcast(self, which: str) -> Broadcast:
        found = self.broadcasts.get(int(which)) if which.isdigit() else None
        if found is None:
            raise refuse(404, "Not Found")
        return found

    def _body(self, request: Request, required: tuple[str, ...]) -> Json:
        body = request.json
        if not isinstance(body, dict):
            raise refuse(422, "The request is invalid")
        problems = [f"{name.replace('_', ' ').capitalize()} is required" for name in required if name not in body]
        problems += [
            f"{name.replace('_', ' ').capitalize()} must be a string"
            for name in TEXTS
            if not isinstance(body.get(name, ""), str)
        ]
        if not isinstance(body.get("public", False), bool):
            problems.append("Public must be true or false")
        problems += self._filter_problems(body.get("subscriber_filter", []))
        template = body.get("email_template_id", self.default_template)
        if template not in self.templates or self.templates[template][1] == "Starting point":
            problems.append("Email template not found")
        if body.get("email_address") and body["email_address"] not in dict(self.senders):
            problems.append("Email address is not one of your sending addresses")
        if problems:
            raise refuse(422, *problems)
        return {name: body[name] for name in UPDATE if name in body}

    def _filter_problems(self, groups: Any) -> list[str]:
        """What is wrong with whom it is for."""
        if not isinstance(groups, list) or any(not isinstance(group, dict) for group in groups):
            return ["Subscriber filter is invalid"]
        used = [name for group in groups for name in GROUPS if group.get(name)]
        if len(used) > 1:
            return ["Only a single filter group is supported. Use one of `all`, `any`, or `none`."]
        known = {"segment": set(self.segments), "tag": set(self.tags)}
        for group in groups:
            for one in group.get(used[0], []) if used else []:
                if not isinstance(one, dict) or one.get("type") not in known or not one.get("ids"):
                    return ["Subscriber filter is invalid"]
                if not set(one["ids"]) <= known[one["type"]]:
                    return [f"{one['type'].title()} not found"]
        return []

    def _settle(self, one: Broadcast) -> None:
        """Draft or scheduled, as `send_at` says; a date is a send that a call caused."""
        at = one.fields.get("send_at")
        one.status = "draft"
        if not at:
            one.fields["send_at"] = None
            return
        try:
            when = datetime.fromisoformat(at)
        except (TypeError, ValueError) as error:
            raise refuse(422, "Send at is not a valid date") from error
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        one.status = "scheduled" if when > self.now() else "sending"
        self.sends += 1

    # ── broadcasts ──

    @route("POST", "/v4/broadcasts")
    def create(self, request: Request) -> Reply:
        """A new broadcast: a draft where `send_at` is null or left out."""
        fields = self._body(request, CREATE)
        one = self._new(fields)
        self._settle(one)
        self.broadcasts[int(one.id)] = one
        return Reply(201, {"broadcast": self._shown(one)})

    def _new(self, fields: Json) -> Broadcast:
        now = self.now()
        return Broadcast(id=str(self.number()), made=now, changed=now, fields=fields, status="draft")

    @route("GET", "/v4/broadcasts")
    def browse(self, request: Request) -> Reply:
        """Drafts, scheduled and sent together, newest first, without those that are too young to be listed."""
        slim = request.asked("slim") == "true"
        shown = [self._shown(one, slim=slim) for one in self.broadcasts.values() if self.listed(one)]
        return self.page(request, "broadcasts", shown)

    @route("GET", "/v4/broadcasts/{which}")
    def read(self, request: Request, which: str) -> Reply:
        """One broadcast, as it is now."""
        return Reply(200, {"broadcast": self._shown(self._broadcast(which))})

    @route("PUT", "/v4/broadcasts/{which}")
    def update(self, request: Request, which: str) -> Reply:
        """All twelve fields anew; not once it is on its way."""
        one = self._broadcast(which)
        if one.status in ("sending", "completed"):
            raise refuse(422, "Broadcast is already sending.")
        changed = Broadcast(id=one.id, made=one.made, changed=one.changed, fields=self._body(request, UPDATE))
        self._settle(changed)
        one.fields, one.status = changed.fields, changed.status
        self.by_api(one)
        return Reply(200, {"broadcast": self._shown(one)})

    @route("DELETE", "/v4/broadcasts/{which}")
    def delete(self, request: Request, which: str) -> Reply:
        """Gone for good; not once it is on its way."""
        one = self._broadcast(which)
        if one.status in ("sending", "completed"):
            raise refuse(422, "Broadcast is already sending.")
        if one.foreign:
            self.lost.append(self._held(replace(one, touched=True), "trashed"))
        del self.broadcasts[int(one.id)]
        return Reply(204)

    def _shown(self, one: Broadcast, *, slim: bool = False) -> Json:
        fields = one.fields
        template = fields.get("email_template_id") or self.default_template
        groups = [{name: group[name] for name in GROUPS if group.get(name)} for group in fields["subscriber_filter"]]
        return {
            "id": int(one.id), "publication_id": int(one.id) + 1000, "created_at": moment(one.made),
            "subject": fields["subject"], "preview_text": fields["preview_text"] or None,
            "description": fields["description"] or None, "content": None if slim else fields["content"],
            "public": fields["public"], "published_at": fields["published_at"] or None,
            "send_at": fields.get("send_at"), "thumbnail_alt": fields.get("thumbnail_alt"),
            "thumbnail_url": fields.get("thumbnail_url"), "public_url": "https://example-notes.kit.com/posts/",
            "email_address": fields.get("email_address") or self.senders[0][0],
            "email_template": {"id": template, "name": self.templates[template][0]},
            "subscriber_filter": [{"all": [], **group} for group in groups if group] or EVERYBODY,
            "status": one.status,
        }  # fmt: skip

    # ── what people do ──

    def held(self) -> list[Held]:
        """All broadcasts; our reference goes into `description`."""
        return [*(self._held(one, STATUS[one.status]) for one in self.broadcasts.values()), *self.lost]

    def _held(self, one: Broadcast, status: str) -> Held:
        return Held(
            id=one.id, reference=one.fields["description"], subject=one.fields["subject"],
            preheader=one.fields["preview_text"], html=one.fields["content"], text="", status=status,
            foreign=one.foreign, touched=one.touched,
        )  # fmt: skip

    def _by_hand(self, which: str, status: str = "", **fields: str | None) -> None:
        with self.lock:
            one = self.broadcasts[int(which)]
            one.fields.update({name: value for name, value in fields.items() if value is not None})
            one.status = status or one.status
            self.by_person(one)

    def person_edits(self, which: str, subject: str | None = None, html: str | None = None) -> None:
        """A person changes it in the editor."""
        self._by_hand(which, subject=subject, content=html)

    def person_sends(self, which: str) -> None:
        """A person sends it."""
        self._by_hand(which, "completed", send_at=moment(self.now()))

    def person_schedules(self, which: str) -> None:
        """A person schedules it."""
        self._by_hand(which, "scheduled", send_at=moment(self.tomorrow()))

    def person_trashes(self, which: str) -> None:
        """A person deletes it: Kit has no trash."""
        self.person_deletes(which)

    def person_deletes(self, which: str) -> None:
        """A person deletes it."""
        with self.lock:
            del self.broadcasts[int(which)]

    def person_creates(self, subject: str) -> str:
        """A person begins a broadcast."""
        with self.lock:
            fields: Json = {
                "subject": subject, "content": "<p>By hand</p>", "description": "", "preview_text": "",
                "public": False, "published_at": moment(self.now()), "subscriber_filter": [], "send_at": None,
            }  # fmt: skip
            one = self._new(fields)
            one.foreign = one.handled = True
            self.broadcasts[int(one.id)] = one
            return one.id
