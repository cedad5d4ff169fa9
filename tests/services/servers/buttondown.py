"""Buttondown as its description and its documentation have it.

Awkward as the vendor is: an email without `status` is sent; the version named in a header changes the ids; a slug is
taken once; unknown fields are refused; lists begin with the oldest; byte-identical pictures are one picture.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.services.servers.base import Clock, Held, Record, Refused, Reply, Request, real_time, route
from tests.services.servers.buttondown_house import (
    ASKS_TWICE,
    KEY_WITHOUT_SENDING,
    TYPED_IDS,
    House,
    error,
    invalid,
    stamp,
    typed,
)

STATUSES = {
    "draft": "draft", "managed_by_rss": "draft", "about_to_send": "sending", "scheduled": "scheduled",
    "in_flight": "sending", "paused": "sending", "deleted": "trashed", "errored": "sent", "sent": "sent",
    "imported": "sent", "throttled": "sending", "resending": "sending", "transactional": "sent", "suppressed": "sent",
}  # fmt: skip
SENDING = ("about_to_send", "in_flight", "sent", "resending", "throttled", "transactional")
TEXT, FLAG, LISTED, MAP, NUMBER = (str,), (bool,), (list,), (dict,), (int,)
NONE = (type(None),)
# What may be said of an email: the types, and what it is where nothing is said.
FIELDS: dict[str, tuple[tuple[type, ...], Any]] = {
    "subject": (TEXT, ""), "body": (TEXT, ""), "description": (TEXT, ""), "canonical_url": (TEXT, ""), "image": (TEXT, ""),
    "slug": (TEXT + NONE, None), "publish_date": (TEXT + NONE, None), "secondary_id": (NUMBER + NONE, None),
    "metadata": (MAP, {}), "filters": (MAP, {"filters": [], "groups": [], "predicate": "and"}),
    "template": (TEXT + NONE, None), "archival_mode": (TEXT, "enabled"), "commenting_mode": (TEXT, "enabled"),
    "email_type": (TEXT, "public"), "attachments": (LISTED, []), "related_email_ids": (LISTED, []),
    "featured": (FLAG, False), "should_trigger_pay_per_email_billing": (FLAG, False), "status": (TEXT, "about_to_send"),
}  # fmt: skip


@dataclass(kw_only=True)
class Email(Record):
    """One email; `fields` are those of `FIELDS`, `status` aside."""

    fields: dict[str, Any]
    source: str = "api"


class Buttondown(House):
    """The emails of one newsletter."""

    def __init__(self, *, clock: Clock = real_time, lag: float = 0.0) -> None:
        super().__init__(clock=clock, lag=lag)
        self.emails: dict[str, Email] = {}
        self._warned: set[str] = set()

    # ── emails ──

    @route("POST", "/emails")
    def create(self, request: Request) -> Reply:
        given = self._checked(request.json)
        if "subject" not in given:
            raise Refused(invalid(("missing", "subject", "Field required")))
        status = given.get("status", FIELDS["status"][1])
        self._check_content(given, None)
        if status in (*SENDING, "scheduled"):
            self._let_send(request)
        if status == "scheduled" and not given.get("publish_date"):
            raise Refused(error(400, "publish_date_missing", "A scheduled email needs a publish date."))
        made = self._make(given, status)
        self.sends += status in (*SENDING, "scheduled")
        return Reply(201, self._email(request, made))

    @route("GET", "/emails")
    def index(self, request: Request) -> Reply:
        found = [email for email in self.emails.values() if self.listed(email)]
        statuses = request.query.get("status", [])
        if wrong := [status for status in statuses if status not in STATUSES]:
            raise Refused(error(422, "status_invalid", f"{wrong[0]} is not a status."))
        found = [email for email in found if (email.status in statuses if statuses else email.status != "deleted")]
        found = [email for email in found if email.status not in request.query.get("-status", [])]
        if ids := request.query.get("ids"):
            found = [email for email in found if {email.id, typed("em", email.id)} & set(ids)]
        if subject := request.asked("subject"):
            found = [email for email in found if email.fields["subject"] == subject]
        if since := request.asked("creation_date__start"):
            found = [email for email in found if email.made.date() >= date.fromisoformat(since[:10])]
        if until := request.asked("creation_date__end"):
            found = [email for email in found if email.made.date() <= date.fromisoformat(until[:10])]
        ordering = request.asked("ordering", "creation_date")
        by_change = ordering.lstrip("-") == "modification_date"
        found.sort(key=lambda email: email.changed if by_change else email.made, reverse=ordering.startswith("-"))
        left_out = request.query.get("excluded_fields", [])
        shown = [self._email(request, email) for email in found]
        return self._page(
            request, [{name: value for name, value in each.items() if name not in left_out} for each in shown]
        )

    @route("GET", "/emails/{which}")
    def show(self, request: Request, which: str) -> Reply:
        return Reply(200, self._email(request, self._found(which)))

    @route("PATCH", "/emails/{which}")
    def update(self, request: Request, which: str) -> Reply:
        email = self._found(which)
        given = {name: value for name, value in self._checked(request.json, nulls=True).items() if value is not None}
        self._check_content(given, email)
        status = given.pop("status", email.status)
        self._change_status(request, email, status, given)
        email.fields |= {name: None if value == "none" else value for name, value in given.items()}
        self.by_api(email)
        return Reply(200, self._email(request, email))

    @route("DELETE", "/emails/{which}")
    def delete(self, request: Request, which: str) -> Reply:
        email = self._found(which)
        self.by_api(email)
        if email.foreign:
            self.lost.append(self._held(email, "trashed"))
        del self.emails[email.id]
        return Reply(204)

    @route("POST", "/emails/{which}/publish")
    def publish(self, request: Request, which: str) -> Reply:
        email = self._found(which)
        given = self._checked(request.json, nulls=True)
        status = "scheduled" if given.get("publish_date") else "about_to_send"
        self._change_status(request, email, status, given)
        self.by_api(email)
        return Reply(200, self._email(request, email))

    @route("POST", "/emails/{which}/send-draft")
    def send_draft(self, request: Request, which: str) -> Reply:
        self._found(which)
        given = request.json
        if unknown := [name for name in given if name not in ("recipients", "subscribers")]:
            raise Refused(invalid(("extra_forbidden", unknown[0], "Extra inputs are not permitted")))
        if not (given.get("recipients") or given.get("subscribers")):
            raise Refused(error(400, "recipients_missing", "Nobody to send the draft to."))
        self.tests.extend([*(given.get("recipients") or []), *(given.get("subscribers") or [])])
        return Reply(200)

    # ── rules ──

    def _found(self, which: str) -> Email:
        for email in self.emails.values():
            if which in (email.id, typed("em", email.id)):
                return email
        raise Refused(Reply(404, {"detail": "Not Found"}))

    def _checked(self, given: Any, *, nulls: bool = False) -> dict[str, Any]:
        """A body whose fields are known and of the right types, or a refusal."""
        if not isinstance(given, dict):
            raise Refused(invalid(("model_attributes_type", "", "Input should be a valid dictionary")))
        wrong = []
        for name, value in given.items():
            if name not in FIELDS:
                wrong.append(("extra_forbidden", name, "Extra inputs are not permitted"))
            elif not (isinstance(value, FIELDS[name][0]) or (nulls and value is None)):
                wrong.append(("type_error", name, f"Input should be a valid {FIELDS[name][0][0].__name__}"))
        if wrong:
            raise Refused(invalid(*wrong))
        if given.get("status") is not None and given["status"] not in STATUSES:
            raise Refused(invalid(("enum", "status", f"Input should be one of {', '.join(STATUSES)}")))
        if len(given.get("subject") or "") > 2000:
            raise Refused(invalid(("string_too_long", "subject", "String should have at most 2000 characters")))
        slug = given.get("slug")
        if slug is not None and not re.fullmatch(r"[a-zA-Z0-9_-]{1,100}", slug):
            raise Refused(
                invalid(("string_pattern_mismatch", "slug", "String should match pattern '^[a-zA-Z0-9_-]+$'"))
            )
        return dict(given)

    def _check_content(self, given: dict[str, Any], own: Email | None) -> None:
        """The body's first line, and whose slug it is."""
        if (given.get("body") or "").startswith("---\n"):
            raise Refused(error(400, "body_contains_frontmatter", "The body begins with YAML front matter."))
        slug = given.get("slug")
        if slug and any(email.fields["slug"] == slug for email in self.emails.values() if email is not own):
            raise Refused(error(400, "slug_invalid", "This slug is invalid or already in use."))

    def _let_send(self, request: Request) -> None:
        """Refuse a key without the permission, and the first time from some version on any key."""
        key = request.headers["authorization"].partition(" ")[2]
        if key == KEY_WITHOUT_SENDING:
            raise Refused(error(403, "forbidden", "This API key may not send."))
        live = "x-buttondown-live-dangerously" in request.headers
        if self.version(request) >= ASKS_TWICE and not live and key not in self._warned:
            self._warned.add(key)
            raise Refused(error(400, "sending_requires_confirmation", "This call would send; confirm it."))

    def _change_status(self, request: Request, email: Email, status: str, given: dict[str, Any]) -> None:
        """Let an email go from one state to another."""
        if status == email.status:
            return
        if email.status in ("in_flight", "sent") and status in ("draft", "scheduled"):
            raise Refused(error(400, "status_invalid", "This email has been sent."))
        if status in (*SENDING, "scheduled"):
            self._let_send(request)
            if status == "scheduled" and not (given.get("publish_date") or email.fields["publish_date"]):
                raise Refused(error(400, "publish_date_missing", "A scheduled email needs a publish date."))
            self.sends += 1
        email.status = status

    def _make(self, given: dict[str, Any], status: str, source: str = "api") -> Email:
        now = self.now()
        fields = {name: json.loads(json.dumps(default)) for name, (_, default) in FIELDS.items() if name != "status"}
        fields |= {name: value for name, value in given.items() if name != "status"}
        which = str(uuid.UUID(self.hexadecimal(32)))
        made = Email(id=which, made=now, changed=now, status=status, fields=fields, source=source)
        self.emails[which] = made
        return made

    # ── how things look ──

    def _email(self, request: Request, email: Email) -> dict[str, Any]:
        shape = typed("em", email.id) if self.version(request) >= TYPED_IDS else email.id
        slug = email.fields["slug"] or email.id
        return {
            "id": shape, "creation_date": stamp(email.made), "modification_date": stamp(email.changed),
            "absolute_url": f"https://buttondown.com/rivernotes/archive/{slug}/", "analytics": None, "callouts": [],
            "source": email.source, "status": email.status, "suppression_reason": None, **email.fields,
        }  # fmt: skip

    # ── people ──

    def _held(self, email: Email, status: str = "") -> Held:
        """`reference` is the slug, or the first text in `metadata`."""
        said = [value for value in email.fields["metadata"].values() if isinstance(value, str)]
        return Held(
            email.id, email.fields["slug"] or (said[0] if said else ""), email.fields["subject"],
            email.fields["description"], email.fields["body"], "", status or STATUSES[email.status], email.foreign,
            email.touched,
        )  # fmt: skip

    def held(self) -> list[Held]:
        return [*(self._held(email) for email in self.emails.values()), *self.lost]

    def person_edits(self, which: str, subject: str | None = None, html: str | None = None) -> None:
        email = self._found(which)
        email.fields |= ({"subject": subject} if subject is not None else {}) | (
            {"body": html} if html is not None else {}
        )
        self.by_person(email)

    def _person_sets(self, which: str, status: str) -> None:
        email = self._found(which)
        email.status = status
        self.by_person(email)

    def person_sends(self, which: str) -> None:
        self._person_sets(which, "sent")

    def person_schedules(self, which: str) -> None:
        self._found(which).fields["publish_date"] = stamp(self.tomorrow())
        self._person_sets(which, "scheduled")

    def person_trashes(self, which: str) -> None:
        """Buttondown keeps deleted emails: out of lists that do not ask for them, still there by id."""
        self._person_sets(which, "deleted")

    def person_deletes(self, which: str) -> None:
        del self.emails[self._found(which).id]

    def person_creates(self, subject: str) -> str:
        made = self._make({"subject": subject, "body": "Written by hand"}, "draft", "app")
        made.foreign = made.handled = True
        return made.id
