"""Brevo v3, local: create answers an id alone, and a draft is found again by paging only.

Facts: the vendor's API description (`brevo.yaml`) and its official client 5.1.0, for what the description leaves out
(content longer than 10 characters and below 1 MB; one of three kinds of content).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tests.services.servers.base import Held, Record, Reply, Request, Upload, route
from tests.services.servers.brevo_account import Account, Json, refuse

STATUS = {
    "draft": "draft",
    "queued": "scheduled",
    "suspended": "scheduled",
    "in_process": "sending",
    "sent": "sent",
    "archive": "trashed",
}
TEXTS = (
    "name", "subject", "previewText", "htmlContent", "htmlUrl", "replyTo", "toField", "tag", "header", "footer",
    "utmCampaign", "unsubscriptionPageId", "updateFormId", "scheduledAt",
)  # fmt: skip
IMAGES = ("jpeg", "jpg", "png", "bmp", "gif")
MEGABYTE = 1024 * 1024
COUNTS = (
    "uniqueClicks", "clickers", "complaints", "delivered", "sent", "softBounces", "hardBounces", "uniqueViews",
    "trackableViews", "unsubscriptions", "viewed",
)  # fmt: skip


@dataclass(kw_only=True)
class Campaign(Record):
    """One campaign; `fields` holds what create and update carry, in the vendor's names."""

    fields: Json = field(default_factory=dict)
    tested: bool = False

    @property
    def recipients(self) -> Json:
        """Lists and segments by the names of requests."""
        found: Json = self.fields.get("recipients", {})
        return found


def moment(time: datetime) -> str:
    """A time as Brevo writes it: milliseconds, UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"


class Brevo(Account):
    """The campaigns of one account."""

    def __init__(self, **rest: Any) -> None:
        """A fresh account without campaigns."""
        super().__init__(**rest)
        self.campaigns: dict[str, Campaign] = {}

    # ── reading what was sent ──

    def _body(self, request: Request) -> Json:
        body = request.json
        if not isinstance(body, dict):
            raise refuse(400, "bad_request", "Input must be a valid JSON object")
        for name in TEXTS:
            if name in body and not isinstance(body[name], str):
                raise refuse(400, "invalid_parameter", f"{name} should be a string")
        return body

    def _campaign(self, which: str) -> Campaign:
        if not which.isdigit():
            raise refuse(400, "invalid_parameter", "Campaign ID is invalid")
        if which not in self.campaigns:
            raise refuse(404, "document_not_found", "Campaign ID does not exist")
        return self.campaigns[which]

    def _check_sender(self, sender: Any) -> Json:
        if not isinstance(sender, dict) or not ("email" in sender or "id" in sender):
            raise refuse(400, "missing_parameter", "sender is missing")
        if "email" in sender and "id" in sender:
            raise refuse(400, "invalid_parameter", "Either sender email or sender id should be passed, not both")
        for number, name, email, active in self.senders:
            if active and (sender.get("email") == email or sender.get("id") == number):
                return {"name": sender.get("name", name), "email": email, "id": number}
        raise refuse(400, "invalid_parameter", "Sender is invalid / inactive")

    def _check_content(self, body: Json) -> None:
        html = body.get("htmlContent")
        if html is not None and len(html) <= 10:
            raise refuse(400, "invalid_parameter", "htmlContent should have more than 10 characters")
        if html is not None and len(html.encode()) >= MEGABYTE:
            raise refuse(400, "invalid_parameter", "htmlContent should be less than 1MB")

    def _check_recipients(self, recipients: Any) -> None:
        if not isinstance(recipients, dict):
            raise refuse(400, "invalid_parameter", "recipients should be an object")
        known = {"listIds": set(self.lists), "exclusionListIds": set(self.lists), "segmentIds": set(self.segments)}
        for name, ids in known.items():
            wanted = recipients.get(name, [])
            if not isinstance(wanted, list) or any(type(one) is not int or one not in ids for one in wanted):
                raise refuse(400, "invalid_parameter", f"Invalid {name} passed in recipients")

    def _schedule(self, campaign: Campaign, at: str) -> None:
        try:
            when = datetime.fromisoformat(at)
        except ValueError as error:
            raise refuse(400, "invalid_parameter", "scheduledAt is not a valid date-time") from error
        if when.tzinfo is None or when <= self.now():
            raise refuse(400, "invalid_parameter", "scheduledAt should be a future date-time with a timezone")
        if not campaign.recipients.get("listIds") and not campaign.recipients.get("segmentIds"):
            raise refuse(400, "missing_parameter", "recipients.listIds is missing")
        campaign.status = "queued"
        self.sends += 1

    # ── campaigns ──

    @route("POST", "/emailCampaigns")
    def create(self, request: Request) -> Reply:
        """A new campaign: a draft, unless `scheduledAt` is there."""
        body = self._body(request)
        if not body.get("name"):
            raise refuse(400, "missing_parameter", "name is missing")
        sender = self._check_sender(body.get("sender"))
        contents = [name for name in ("htmlContent", "htmlUrl", "templateId") if body.get(name)]
        if len(contents) != 1:
            code = "invalid_parameter" if contents else "missing_parameter"
            raise refuse(400, code, "Exactly one of htmlContent, htmlUrl and templateId is needed")
        if not body.get("subject") and not body.get("abTesting"):
            raise refuse(400, "missing_parameter", "subject is missing")
        self._check_content(body)
        self._check_recipients(body.get("recipients", {}))
        campaign = self._new({**body, "sender": sender})
        if body.get("scheduledAt"):
            self._schedule(campaign, body["scheduledAt"])
        self.campaigns[campaign.id] = campaign
        return Reply(201, {"id": int(campaign.id)})

    def _new(self, fields: Json) -> Campaign:
        now = self.now()
        return Campaign(id=str(self.number()), made=now, changed=now, status="draft", fields=fields)

    @route("GET", "/emailCampaigns")
    def browse(self, request: Request) -> Reply:
        """Newest first, 50 a page unless asked, 100 at most; nothing filters by name or tag."""
        status = request.asked("status").replace("inProcess", "in_process")
        if status and status not in STATUS:
            raise refuse(400, "invalid_parameter", "Invalid status")
        if request.asked("startDate") and status not in ("", "sent"):
            raise refuse(400, "invalid_parameter", "startDate is only available with the status sent")
        bare = request.asked("excludeHtmlContent") == "true"
        shown = [one for one in self.campaigns.values() if (not status or one.status == status) and self.listed(one)]
        answers = [self._shown(one, bare=bare) for one in shown]
        return Reply(200, {"count": len(answers), "campaigns": self.page(request, answers, 50, 100)})

    @route("GET", "/emailCampaigns/{which}")
    def read(self, request: Request, which: str) -> Reply:
        """One campaign with its content."""
        return Reply(200, self._shown(self._campaign(which), bare=request.asked("excludeHtmlContent") == "true"))

    @route("PUT", "/emailCampaigns/{which}")
    def update(self, request: Request, which: str) -> Reply:
        """Changes what is given and leaves the rest; 204 without a body."""
        campaign, body = self._campaign(which), self._body(request)
        if campaign.status == "sent":
            raise refuse(400, "campaign_sent", "Campaign has already been sent")
        if campaign.status in ("queued", "in_process"):
            raise refuse(400, "campaign_processing", "Campaign is being processed")
        if not body:
            raise refuse(400, "missing_parameter", "No parameter to update")
        for name in ("name", "subject"):
            if name in body and not body[name]:
                raise refuse(400, "invalid_parameter", f"{name} should not be empty")
        self._check_content(body)
        fields = {**campaign.fields, **body}
        if "sender" in body:
            fields["sender"] = self._check_sender(body["sender"])
        self._check_recipients(fields.get("recipients", {}))
        campaign.fields = fields
        self.by_api(campaign)
        if body.get("scheduledAt"):
            self._schedule(campaign, body["scheduledAt"])
        return Reply(204)

    @route("DELETE", "/emailCampaigns/{which}")
    def delete(self, request: Request, which: str) -> Reply:
        """Gone for good; not while it is on its way."""
        one = self._campaign(which)
        if one.status == "in_process":
            raise refuse(400, "campaign_processing", "Campaign is being processed")
        if one.foreign:
            self.lost.append(self._held(replace(one, touched=True), "trashed"))
        del self.campaigns[which]
        return Reply(204)

    @route("PUT", "/emailCampaigns/{which}/status")
    def change_status(self, request: Request, which: str) -> Reply:
        """Draft, suspended, queued, archive; queued sends."""
        campaign, wanted = self._campaign(which), self._body(request).get("status")
        if wanted not in ("suspended", "archive", "darchive", "queued", "draft"):
            raise refuse(400, "invalid_parameter", "Invalid status")
        if campaign.status == "sent" and wanted != "archive":
            raise refuse(400, "campaign_sent", "Campaign has already been sent")
        campaign.status = "draft" if wanted == "darchive" else str(wanted)
        self.sends += wanted == "queued"
        self.by_api(campaign)
        return Reply(204)

    @route("POST", "/emailCampaigns/{which}/sendNow")
    def send_now(self, request: Request, which: str) -> Reply:
        """Sends at once."""
        campaign = self._campaign(which)
        if campaign.status == "sent":
            raise refuse(400, "campaign_sent", "Campaign has already been sent")
        campaign.status = "sent"
        self.sends += 1
        self.by_api(campaign)
        return Reply(204)

    @route("POST", "/emailCampaigns/{which}/sendTest")
    def send_test(self, request: Request, which: str) -> Reply:
        """A test mail to contacts with a list; to the whole test list where no address is given; 50 a day."""
        campaign = self._campaign(which)
        wanted = self._body(request).get("emailTo") or self.test_list
        failed = {
            "unexistingEmails": [one for one in wanted if one not in self.contacts],
            "withoutListEmails": [one for one in wanted if one in self.contacts and one not in self.test_list],
        }
        if any(failed.values()):
            raise refuse(400, "invalid_parameter", "The email could not be sent to all recipients", **failed)
        if len(self.tests) + len(wanted) > 50:
            raise refuse(400, "not_enough_credits", "Test emails of the day are used up")
        self.tests += wanted
        campaign.tested = True
        return Reply(204)

    def _shown(self, one: Campaign, *, bare: bool) -> Json:
        fields = one.fields
        shown: Json = {
            "id": int(one.id), "name": fields["name"], "subject": fields.get("subject", ""),
            "previewText": fields.get("previewText", ""), "type": "classic", "status": one.status,
            "abTesting": False, "sendAtBestTime": False, "testSent": one.tested,
            "header": fields.get("header", "[DEFAULT_HEADER]"), "footer": fields.get("footer", "[DEFAULT_FOOTER]"),
            "sender": fields["sender"], "replyTo": fields.get("replyTo") or fields["sender"]["email"],
            "toField": fields.get("toField", ""), "htmlContent": "" if bare else fields.get("htmlContent", ""),
            "shareLink": "This campaign has not been sent", "tag": fields.get("tag", ""),
            "createdAt": moment(one.made), "modifiedAt": moment(one.changed),
            "inlineImageActivation": bool(fields.get("inlineImageActivation")),
            "mirrorActive": bool(fields.get("mirrorActive")), "returnBounce": 0,
            "recipients": {
                "lists": one.recipients.get("listIds", []), "segments": one.recipients.get("segmentIds", []),
                "exclusionLists": one.recipients.get("exclusionListIds", []),
            },
            "statistics": {
                "globalStats": dict.fromkeys(COUNTS, 0), "campaignStats": [], "mirrorClick": 0, "remaining": 0,
                "linksStats": {}, "statsByDomain": {}, "statsByDevice": {}, "statsByBrowser": {},
            },
        }  # fmt: skip
        if fields.get("scheduledAt"):
            shown["scheduledAt"] = fields["scheduledAt"]
        if one.status == "sent":
            shown["sentDate"] = moment(one.changed)
        return shown

    # ── pictures ──

    @route("POST", "/emailCampaigns/images")
    def image(self, request: Request) -> Reply:
        """Fetched by Brevo from a public address; a copy each time."""
        body = self._body(request)
        address = str(body.get("imageUrl") or "")
        if not address:
            raise refuse(400, "missing_parameter", "imageUrl is missing")
        parts = urlsplit(address)
        ending = parts.path.rpartition(".")[2].lower()
        if ending not in IMAGES:
            raise refuse(400, "invalid_parameter", "imageUrl has an extension that is not allowed")
        if parts.scheme not in ("http", "https") or not _public(parts.hostname or ""):
            raise refuse(400, "invalid_parameter", "imageUrl could not be fetched")
        url = f"https://img.mailinblue.com/100000/images/rnb/original/{self.hexadecimal(24)}.{ending}"
        name = str(body.get("name") or parts.path.rpartition("/")[2])
        self.uploads.append(Upload(name, f"image/{ending}", b"", url))
        return Reply(201, {"url": url})

    # ── what people do ──

    def held(self) -> list[Held]:
        """All campaigns; our reference goes into `tag`, or else into `name`."""
        return [*(self._held(one, STATUS[one.status]) for one in self.campaigns.values()), *self.lost]

    def _held(self, one: Campaign, status: str) -> Held:
        return Held(
            id=one.id, reference=one.fields.get("tag") or one.fields["name"], subject=one.fields.get("subject", ""),
            preheader=one.fields.get("previewText", ""), html=one.fields.get("htmlContent", ""), text="",
            status=status, foreign=one.foreign, touched=one.touched,
        )  # fmt: skip

    def _by_hand(self, which: str, status: str = "", **fields: str | None) -> None:
        with self.lock:
            campaign = self.campaigns[which]
            campaign.fields.update({name: value for name, value in fields.items() if value is not None})
            campaign.status = status or campaign.status
            self.by_person(campaign)

    def person_edits(self, which: str, subject: str | None = None, html: str | None = None) -> None:
        """A person changes it in the editor."""
        self._by_hand(which, subject=subject, htmlContent=html)

    def person_sends(self, which: str) -> None:
        """A person sends it."""
        self._by_hand(which, "sent")

    def person_schedules(self, which: str) -> None:
        """A person schedules it."""
        self._by_hand(which, "queued", scheduledAt=moment(self.tomorrow()))

    def person_trashes(self, which: str) -> None:
        """A person archives it."""
        self._by_hand(which, "archive")

    def person_deletes(self, which: str) -> None:
        """A person deletes it."""
        with self.lock:
            del self.campaigns[which]

    def person_creates(self, subject: str) -> str:
        """A person begins a campaign."""
        sender = {"name": "Example Notes", "email": "hello@example.org", "id": 1}
        with self.lock:
            one = self._new({"name": subject, "subject": subject, "sender": sender, "htmlContent": "<p>By hand</p>"})
            one.foreign = one.handled = True
            self.campaigns[one.id] = one
            return one.id


def _public(host: str) -> bool:
    """Whether Brevo could reach that host from outside."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal"))
