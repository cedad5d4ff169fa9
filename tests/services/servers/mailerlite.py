"""MailerLite, local: an update takes the whole campaign anew, and what it leaves out is gone.

There is no published description. Facts: the types of the vendor's own client for Node 1.7, and its command line, which
sends an empty content where none is given, so that an update blanks it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.services.servers.base import Held, Record, Reply, Request, route
from tests.services.servers.mailerlite_account import Account, Json, invalid, refuse

STATUS = {"draft": "draft", "ready": "scheduled", "sending": "sending", "sent": "sent"}
KINDS = ("regular", "ab", "resend", "rss")


@dataclass(kw_only=True)
class Campaign(Record):
    """One campaign and its one email."""

    email_id: str
    title: str
    email: Json
    groups: list[str] = field(default_factory=list)
    segments: list[str] = field(default_factory=list)
    scheduled: datetime | None = None


def moment(time: datetime | None) -> str | None:
    """A time as MailerLite writes it: whole seconds, UTC, without a zone."""
    return time.strftime("%Y-%m-%d %H:%M:%S") if time else None


class MailerLite(Account):
    """The campaigns of one account."""

    def __init__(self, **rest: Any) -> None:
        """A fresh account without campaigns."""
        super().__init__(**rest)
        self.campaigns: dict[str, Campaign] = {}

    # ── what is taken ──

    def _campaign(self, which: str) -> Campaign:
        if which not in self.campaigns:
            raise refuse(404, "Resource not found.")
        return self.campaigns[which]

    def _checked(self, request: Request) -> Json:
        """The body of create and update; every field's problem at once."""
        body = request.json if isinstance(request.json, dict) else {}
        errors: dict[str, list[str]] = {}
        for name in ("name", "type"):
            if not isinstance(body.get(name), str) or not body[name]:
                errors[name] = [f"The {name} field is required."]
        if isinstance(body.get("type"), str) and body["type"] not in KINDS:
            errors["type"] = ["The selected type is invalid."]
        emails = body.get("emails")
        if not isinstance(emails, list) or len(emails) != 1 or not isinstance(emails[0], dict):
            errors["emails"] = ["The emails must contain 1 items."]
        else:
            errors |= self._email_errors(emails[0])
        for name, known in (("groups", set(self.groups)), ("segments", set(self.segments))):
            for index, one in enumerate(body.get(name) or []):
                if str(one) not in known:
                    errors[f"{name}.{index}"] = [f"The selected {name}.{index} is invalid."]
        if errors:
            raise refuse(422, "The given data was invalid.", errors)
        if emails and emails[0].get("content") and not self.html:
            raise refuse(403, "Your plan does not include content of your own.")
        return body

    def _email_errors(self, email: Json) -> dict[str, list[str]]:
        errors = {
            f"emails.0.{name}": [f"The emails.0.{name} field is required."]
            for name in ("subject", "from_name", "from")
            if not isinstance(email.get(name), str) or not email[name]
        }
        if len(str(email.get("subject", ""))) > 255:
            errors["emails.0.subject"] = ["The emails.0.subject may not be greater than 255 characters."]
        if not errors.get("emails.0.from") and email["from"] not in self.senders:
            errors["emails.0.from"] = ["The emails.0.from must be a verified email address."]
        return errors

    def _write(self, one: Campaign, body: Json) -> None:
        """Everything anew: what the body leaves out is blank afterwards."""
        email = body["emails"][0]
        one.title = body["name"]
        one.email = {name: email.get(name) or "" for name in ("subject", "from_name", "from", "content")}
        one.groups = [str(group) for group in body.get("groups") or []]
        one.segments = [str(segment) for segment in body.get("segments") or []]

    # ── campaigns ──

    @route("POST", "/campaigns")
    def create(self, request: Request) -> Reply:
        """A new draft."""
        body = self._checked(request)
        one = self._new()
        self._write(one, body)
        self.campaigns[one.id] = one
        return Reply(201, {"data": self._shown(one)})

    def _new(self) -> Campaign:
        now = self.now()
        number = 98_765_432_101_234_000 + self.number()
        return Campaign(
            id=str(number), email_id=str(number + 500), made=now, changed=now, status="draft", title="", email={}
        )

    @route("GET", "/campaigns")
    def browse(self, request: Request) -> Reply:
        """Newest first, 25 a page unless asked, and only those that are ready to go unless another status is asked."""
        status, kind = request.asked("filter[status]", "ready"), request.asked("filter[type]")
        if status not in ("draft", "ready", "sent") or (kind and kind not in KINDS):
            raise invalid(**{"filter.status": "The selected filter.status is invalid."})
        alike = {"draft": ("draft",), "ready": ("ready", "sending"), "sent": ("sent",)}
        listed = [one for one in reversed(self.campaigns.values()) if self.listed(one)]
        shown = [self._shown(one) for one in listed if one.status in alike[status] and kind in ("", "regular")]
        counts = {name: sum(one.status in states for one in listed) for name, states in alike.items()}
        return self.page(request, shown, aggregations={"total": len(listed), **counts})

    @route("GET", "/campaigns/{which}")
    def read(self, request: Request, which: str) -> Reply:
        """One campaign; its HTML is nowhere."""
        return Reply(200, {"data": self._shown(self._campaign(which))})

    @route("PUT", "/campaigns/{which}")
    def update(self, request: Request, which: str) -> Reply:
        """The whole campaign anew; drafts only."""
        one, body = self._campaign(which), self._checked(request)
        if one.status != "draft":
            raise refuse(422, "Only draft campaigns can be updated.")
        self._write(one, body)
        self.by_api(one)
        return Reply(200, {"data": self._shown(one)})

    @route("DELETE", "/campaigns/{which}")
    def delete(self, request: Request, which: str) -> Reply:
        """Gone for good."""
        one = self._campaign(which)
        if one.foreign:
            self.lost.append(self._held(replace(one, touched=True), "trashed"))
        del self.campaigns[one.id]
        return Reply(204)

    @route("POST", "/campaigns/{which}/schedule")
    def schedule(self, request: Request, which: str) -> Reply:
        """Instant, scheduled or by zone: a send."""
        one = self._campaign(which)
        if request.json.get("delivery") not in ("instant", "scheduled", "timezone_based"):
            raise invalid(delivery="The selected delivery is invalid.")
        if one.status != "draft":
            raise refuse(422, "Only draft campaigns can be scheduled.")
        one.status, one.scheduled = "ready", self.now()
        self.sends += 1
        self.by_api(one)
        return Reply(200, {"data": self._shown(one)})

    @route("POST", "/campaigns/{which}/cancel")
    def cancel(self, request: Request, which: str) -> Reply:
        """A ready one is a draft again."""
        one = self._campaign(which)
        if one.status != "ready":
            raise refuse(422, "Only ready campaigns can be canceled.")
        one.status, one.scheduled = "draft", None
        self.by_api(one)
        return Reply(200, {"data": self._shown(one)})

    def _shown(self, one: Campaign) -> Json:
        wants = [("subject", one.email.get("subject")), ("content", one.email.get("content"))]
        lacking = [name for name, given in wants if not given] + ["groups"] * (not one.groups + one.segments)
        email = {
            "id": one.email_id, "account_id": "421340", "emailable_id": one.id, "emailable_type": "campaigns",
            "type": "custom_html", "from": one.email["from"], "from_name": one.email["from_name"], "name": one.title,
            "subject": one.email["subject"], "plain_text": "", "screenshot_url": None,
            "preview_url": f"https://preview.mailerlite.io/preview/{one.id}/emails/{one.email_id}",
            "created_at": moment(one.made), "updated_at": moment(one.changed),
            "is_designed": bool(one.email["content"]), "language_id": None, "is_winner": False, "stats": {},
            "send_after": None, "track_opens": True,
        }  # fmt: skip
        return {
            "id": one.id, "account_id": "421340", "name": one.title, "type": "regular", "status": one.status,
            "missing_data": lacking, "settings": {"track_opens": "1", "use_google_analytics": "0", "ecommerce_tracking": "0"},
            "filter": [[{"operator": "in_any", "args": ["groups", one.groups]}]] if one.groups else [],
            "filter_for_humans": [], "delivery_schedule": "instant", "language_id": None, "created_at": moment(one.made),
            "updated_at": moment(one.changed), "scheduled_for": moment(one.scheduled), "queued_at": None,
            "started_at": None, "finished_at": moment(one.changed) if one.status == "sent" else None,
            "stopped_at": None, "default_email_id": one.email_id, "emails": [email], "used_in_automations": False,
            "type_for_humans": "Regular", "stats": {}, "is_stopped": False, "has_winner": None,
            "can_be_scheduled": not lacking, "warnings": [], "initial_created_at": None,
            "is_currently_sending_out": one.status == "sending",
        }  # fmt: skip

    # ── what people do ──

    def held(self) -> list[Held]:
        """All campaigns; our reference goes into `name`. There is no preheader and no text of one's own."""
        return [*(self._held(one, STATUS[one.status]) for one in self.campaigns.values()), *self.lost]

    def _held(self, one: Campaign, status: str) -> Held:
        return Held(
            id=one.id, reference=one.title, subject=one.email["subject"], preheader="", html=one.email["content"],
            text="", status=status, foreign=one.foreign, touched=one.touched,
        )  # fmt: skip

    def _by_hand(self, which: str, status: str = "", **email: str | None) -> None:
        with self.lock:
            one = self.campaigns[which]
            one.email.update({name: value for name, value in email.items() if value is not None})
            one.status = status or one.status
            self.by_person(one)

    def person_edits(self, which: str, subject: str | None = None, html: str | None = None) -> None:
        """A person changes it in the editor."""
        self._by_hand(which, subject=subject, content=html)

    def person_sends(self, which: str) -> None:
        """A person sends it."""
        self._by_hand(which, "sent")

    def person_schedules(self, which: str) -> None:
        """A person schedules it."""
        self._by_hand(which, "ready")
        self.campaigns[which].scheduled = self.tomorrow()

    def person_trashes(self, which: str) -> None:
        """A person deletes it: there is no trash."""
        self.person_deletes(which)

    def person_deletes(self, which: str) -> None:
        """A person deletes it."""
        with self.lock:
            del self.campaigns[which]

    def person_creates(self, subject: str) -> str:
        """A person begins a campaign."""
        with self.lock:
            one = self._new()
            email = {
                "subject": subject,
                "from": self.senders[0],
                "from_name": "Example Notes",
                "content": "<p>By hand</p>",
            }
            self._write(one, {"name": subject, "emails": [email]})
            one.foreign = one.handled = True
            self.campaigns[one.id] = one
            return one.id
