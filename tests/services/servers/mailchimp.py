"""Mailchimp Marketing v3 as its description (3.0.55) and its documentation have it.

Awkward as the vendor is: a draft is made empty and filled by a second call; HTML comes back rewritten; a patch must
carry subject, sender and reply address again; lists show ten; no header says anything about limits; more than ten
calls at once are refused.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.services.servers.base import Clock, Held, Refused, Reply, Request, real_time, route
from tests.services.servers.mailchimp_account import AUDIENCES, LIST, SEGMENT, Account
from tests.services.servers.mailchimp_shapes import Campaign, check, plain, problem, refuse, rewritten, shown

TYPES = ("regular", "plaintext", "absplit", "rss", "variate")
SETTINGS = {
    "subject_line": str, "preview_text": str, "title": str, "from_name": str, "reply_to": str, "use_conversation": bool,
    "to_name": str, "folder_id": str, "authenticate": bool, "auto_footer": bool, "inline_css": bool, "auto_tweet": bool,
    "auto_fb_post": list, "fb_comments": bool, "template_id": int,
}  # fmt: skip
HEAD = ("type", "recipients", "settings", "variate_settings", "tracking", "rss_opts", "social_card", "content_type")
CONTENT = ("plain_text", "html", "url", "template", "archive", "variate_contents")
STATES = {
    "save": "draft", "paused": "draft", "schedule": "scheduled", "sending": "sending", "sent": "sent",
    "archived": "trashed", "canceled": "sent", "canceling": "sending",
}  # fmt: skip


class Mailchimp(Account):
    """The campaigns of one account."""

    def __init__(self, *, clock: Clock = real_time, lag: float = 0.0) -> None:
        super().__init__(clock=clock, lag=lag)
        self.campaigns: dict[str, Campaign] = {}

    def in_folder(self, which: str) -> int:
        """How many campaigns lie in a folder."""
        return sum(1 for campaign in self.campaigns.values() if campaign.settings.get("folder_id") == which)

    # ── campaigns ──

    @route("POST", "/campaigns")
    def create(self, request: Request) -> Reply:
        given = request.json
        self._check_head(given)
        if given.get("type") not in TYPES:
            refuse({"type": "Please select a campaign type."})
        now = self.now()
        settings = {
            "use_conversation": False,
            "authenticate": True,
            "auto_footer": False,
            "inline_css": False,
        } | given.get("settings", {})
        made = Campaign(
            id=self.hexadecimal(10), number=self.number() + 4_000_000, made=now, changed=now, status="save",
            type=given["type"], settings=settings, recipients=given.get("recipients", {}),
            tracking=given.get("tracking", {}), content_type=given.get("content_type", "template"),
        )  # fmt: skip
        self.campaigns[made.id] = made
        return Reply(200, self._campaign(made))

    @route("GET", "/campaigns")
    def index(self, request: Request) -> Reply:
        found = [
            campaign for campaign in self.campaigns.values() if self.listed(campaign) and campaign.status != "archived"
        ]
        if status := request.asked("status"):
            if status not in ("save", "paused", "schedule", "sending", "sent"):
                refuse({"status": "The value you selected is not a valid choice."})
            found = [campaign for campaign in found if campaign.status == status]
        if type_ := request.asked("type"):
            found = [campaign for campaign in found if campaign.type == type_]
        if folder := request.asked("folder_id"):
            found = [campaign for campaign in found if campaign.settings.get("folder_id") == folder]
        if audience := request.asked("list_id"):
            found = [campaign for campaign in found if campaign.recipients.get("list_id") == audience]
        if since := self._moment(request, "since_create_time"):
            found = [campaign for campaign in found if campaign.made > since]
        if before := self._moment(request, "before_create_time"):
            found = [campaign for campaign in found if campaign.made < before]
        newest_first = request.asked("sort_dir", "DESC") != "ASC"
        found.sort(key=lambda campaign: (campaign.made, campaign.number), reverse=newest_first)
        return self._page(request, "campaigns", [self._campaign(campaign) for campaign in found])

    @route("GET", "/campaigns/{which}")
    def show(self, request: Request, which: str) -> Reply:
        return self._fields(request, self._campaign(self._found(which)))

    @route("PATCH", "/campaigns/{which}")
    def update(self, request: Request, which: str) -> Reply:
        campaign = self._editable(which)
        given = request.json
        self._check_head(given)
        if "settings" not in given:
            refuse({"settings": "Required fields were not provided: settings"})
        missing = [name for name in ("subject_line", "from_name", "reply_to") if name not in given["settings"]]
        refuse({f"settings.{name}": "This value should not be blank." for name in missing})
        campaign.settings |= given["settings"]
        campaign.recipients = given.get("recipients", campaign.recipients)
        campaign.tracking = campaign.tracking | given.get("tracking", {})
        self.by_api(campaign)
        return Reply(200, self._campaign(campaign))

    @route("DELETE", "/campaigns/{which}")
    def delete(self, request: Request, which: str) -> Reply:
        campaign = self._found(which)
        if campaign.status in ("sending", "schedule"):
            raise Refused(problem(400, "Bad Request", "This campaign cannot be deleted because of its status."))
        self.by_api(campaign)
        self._note_loss(campaign)
        del self.campaigns[which]
        return Reply(204)

    def _note_loss(self, campaign: Campaign) -> None:
        """A foreign campaign that an API call deleted stays in `held`, as touched."""
        if campaign.foreign:
            self.lost.append(self._held(campaign, "trashed"))

    # ── content ──

    @route("GET", "/campaigns/{which}/content")
    def content(self, request: Request, which: str) -> Reply:
        return self._fields(request, self._content(self._found(which)))

    @route("PUT", "/campaigns/{which}/content")
    def fill(self, request: Request, which: str) -> Reply:
        campaign = self._editable(which)
        given = request.json
        kinds = {
            "plain_text": str,
            "html": str,
            "url": str,
            "template": dict,
            "archive": dict,
            "variate_contents": list,
        }
        refuse(check(given, kinds))
        if not given or "url" in given or "template" in given or "archive" in given:
            raise Refused(problem(400, "Bad Request", "No campaign content was provided."))
        if "html" in given:
            campaign.html = rewritten(given["html"])
            campaign.content_type = "html"
        campaign.text = given.get("plain_text") or plain(campaign.html)
        self.by_api(campaign)
        return Reply(200, self._content(campaign))

    @route("GET", "/campaigns/{which}/send-checklist")
    def checklist(self, request: Request, which: str) -> Reply:
        campaign = self._found(which)
        wanting = [
            (name, f"Your campaign has no {words}.")
            for name, words, there in (
                ("List", "recipients", campaign.recipients.get("list_id")),
                ("Subject", "subject line", campaign.settings.get("subject_line")),
                ("Content", "content", campaign.html),
                (
                    "From",
                    "from name or address",
                    campaign.settings.get("from_name") and campaign.settings.get("reply_to"),
                ),
            )
            if not there
        ]
        items = [
            {"type": "error", "id": number, "heading": heading, "details": details}
            for number, (heading, details) in enumerate(wanting, 500)
        ]
        return Reply(200, {"is_ready": not items, "items": items})

    # ── actions ──

    @route("POST", "/campaigns/{which}/actions/test")
    def test(self, request: Request, which: str) -> Reply:
        campaign = self._found(which)
        refuse(check(request.json, {"test_emails": list, "send_type": str}))
        missing = {
            name: "This value should not be blank."
            for name in ("test_emails", "send_type")
            if not request.json.get(name)
        }
        refuse(missing)
        if not campaign.html:
            raise Refused(problem(400, "Bad Request", "Your campaign is not ready to send."))
        self.tests.extend(request.json["test_emails"])
        return Reply(204)

    @route("POST", "/campaigns/{which}/actions/send")
    def send(self, request: Request, which: str) -> Reply:
        campaign = self._editable(which)
        self.sends += 1
        campaign.status, campaign.send_time = "sent", self.now()
        self.by_api(campaign)
        return Reply(204)

    @route("POST", "/campaigns/{which}/actions/schedule")
    def schedule(self, request: Request, which: str) -> Reply:
        campaign = self._editable(which)
        refuse(check(request.json, {"schedule_time": str, "timewarp": bool, "batch_delivery": dict}))
        try:
            when = datetime.fromisoformat(request.json.get("schedule_time", ""))
        except ValueError:
            refuse({"schedule_time": "This value is not a valid datetime."})
            raise
        if when.minute % 15 or when.second:
            refuse({"schedule_time": "Campaigns can only be scheduled on the quarter-hour."})
        self.sends += 1
        campaign.status, campaign.send_time = "schedule", when
        self.by_api(campaign)
        return Reply(204)

    @route("POST", "/campaigns/{which}/actions/unschedule")
    def unschedule(self, request: Request, which: str) -> Reply:
        campaign = self._found(which)
        if campaign.status != "schedule":
            raise Refused(problem(400, "Bad Request", "This campaign is not scheduled."))
        campaign.status, campaign.send_time = "save", None
        self.by_api(campaign)
        return Reply(204)

    @route("POST", "/campaigns/{which}/actions/replicate")
    def replicate(self, request: Request, which: str) -> Reply:
        original = self._found(which)
        now = self.now()
        copy = Campaign(
            id=self.hexadecimal(10), number=self.number() + 4_000_000, made=now, changed=now, status="save",
            type=original.type, settings=dict(original.settings), recipients=dict(original.recipients),
            content_type=original.content_type, html=original.html, text=original.text,
        )  # fmt: skip
        copy.settings["title"] = f"{copy.settings.get('title', '')} (copy 01)".strip()
        self.campaigns[copy.id] = copy
        return Reply(200, self._campaign(copy))

    # ── how things look ──

    def _found(self, which: str) -> Campaign:
        if which not in self.campaigns:
            raise Refused(problem(404, "Resource Not Found", "The requested resource could not be found."))
        return self.campaigns[which]

    def _editable(self, which: str) -> Campaign:
        campaign = self._found(which)
        if campaign.status not in ("save", "paused"):
            detail = "This campaign cannot be edited because of its status."
            raise Refused(problem(400, "Bad Request", detail))
        return campaign

    def _check_head(self, given: Any) -> None:
        """What is wrong with the fields of a create or a patch."""
        errors = check(given, dict.fromkeys(HEAD, object))
        refuse(errors)
        settings = given.get("settings", {})
        errors = check(settings, SETTINGS, "settings.")
        refuse(errors)
        if len(settings.get("subject_line", "")) > 150:
            errors["settings.subject_line"] = "This value is too long. It should have 150 characters or less."
        if "reply_to" in settings and "@" not in settings["reply_to"]:
            errors["settings.reply_to"] = "This value is not a valid email address."
        if settings.get("folder_id") and settings["folder_id"] not in self.folders:
            errors["settings.folder_id"] = "The folder does not exist."
        recipients = given.get("recipients", {"list_id": LIST})
        if not isinstance(recipients, dict) or "list_id" not in recipients:
            errors["recipients.list_id"] = "This value should not be blank."
        elif recipients["list_id"] not in AUDIENCES:
            errors["recipients.list_id"] = "The list does not exist."
        elif recipients.get("segment_opts", {}).get("saved_segment_id", SEGMENT) != SEGMENT:
            errors["recipients.segment_opts"] = "The segment does not exist."
        refuse(errors)

    def _campaign(self, campaign: Campaign) -> dict[str, object]:
        audience = AUDIENCES.get(campaign.recipients.get("list_id", ""), ("", 0))
        return shown(campaign, audience, self._links(f"/campaigns/{campaign.id}"))

    def _content(self, campaign: Campaign) -> dict[str, object]:
        body = {"plain_text": campaign.text, "html": campaign.html, "archive_html": campaign.html}
        given = {name: value for name, value in body.items() if value}
        return {**given, "_links": self._links(f"/campaigns/{campaign.id}/content")}

    def _links(self, path: str) -> list[dict[str, str]]:
        schema = "https://us14.api.mailchimp.com/schema/3.0/Definitions/Campaigns/Response.json"
        return [{"rel": "self", "href": self.root + self.base + path, "method": "GET", "targetSchema": schema}]

    def _moment(self, request: Request, name: str) -> datetime | None:
        text = request.asked(name)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            refuse({name: "This value is not a valid datetime."})
            raise
        return moment if moment.tzinfo else moment.astimezone()

    # ── people ──

    def _held(self, campaign: Campaign, status: str = "") -> Held:
        settings = campaign.settings
        return Held(
            campaign.id, settings.get("title", ""), settings.get("subject_line", ""), settings.get("preview_text", ""),
            campaign.html, campaign.text, status or STATES[campaign.status], campaign.foreign, campaign.touched,
        )  # fmt: skip

    def held(self) -> list[Held]:
        return [*(self._held(campaign) for campaign in self.campaigns.values()), *self.lost]

    def person_edits(self, which: str, subject: str | None = None, html: str | None = None) -> None:
        campaign = self.campaigns[which]
        if subject is not None:
            campaign.settings["subject_line"] = subject
        if html is not None:
            campaign.html, campaign.text = rewritten(html), plain(html)
        self.by_person(campaign)

    def person_sends(self, which: str) -> None:
        self.campaigns[which].status, self.campaigns[which].send_time = "sent", self.now()
        self.by_person(self.campaigns[which])

    def person_schedules(self, which: str) -> None:
        self.campaigns[which].status, self.campaigns[which].send_time = "schedule", self.tomorrow()
        self.by_person(self.campaigns[which])

    def person_trashes(self, which: str) -> None:
        """Mailchimp's archive: gone from lists, still there by id."""
        self.campaigns[which].status = "archived"
        self.by_person(self.campaigns[which])

    def person_deletes(self, which: str) -> None:
        del self.campaigns[which]

    def person_creates(self, subject: str) -> str:
        now = self.now()
        settings = {"subject_line": subject, "title": subject, "from_name": "Ada", "reply_to": "hello@example.org"}
        made = Campaign(
            id=self.hexadecimal(10), number=self.number() + 4_000_000, made=now, changed=now, status="save",
            foreign=True, handled=True, type="regular", settings=settings, recipients={"list_id": LIST},
            html="<p>Written by hand</p>", text="Written by hand", content_type="html",
        )  # fmt: skip
        self.campaigns[made.id] = made
        return made.id
