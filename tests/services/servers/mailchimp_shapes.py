"""How Mailchimp's answers look: problems, times, rewritten HTML, chosen fields."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.services.servers.base import Record, Refused, Reply

WORDS = {str: "string", bool: "boolean", int: "integer", list: "array", dict: "object"}
FOOTER = (
    '<center><br><br><p>This email was sent to <a href="mailto:*|EMAIL|*">*|EMAIL|*</a></p>'
    '<a href="*|UNSUB|*">unsubscribe from this list</a> *|LIST:ADDRESSLINE|*</center>'
)


@dataclass(kw_only=True)
class Campaign(Record):
    """One campaign; `html` and `text` as they were sent to us or as we rewrote them."""

    number: int
    type: str
    settings: dict[str, Any]
    recipients: dict[str, Any]
    tracking: dict[str, Any] = field(default_factory=dict)
    content_type: str = "template"
    html: str = ""
    text: str = ""
    send_time: datetime | None = None


def stamp(moment: datetime | None) -> str:
    """A time in whole seconds; empty for none."""
    return moment.replace(microsecond=0).isoformat() if moment else ""


def problem(status: int, title: str, detail: str, errors: dict[str, str] | None = None) -> Reply:
    """Mailchimp's problem document, with its undeclared messages per field."""
    body: dict[str, object] = {
        "type": "https://mailchimp.com/developer/marketing/docs/errors/",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": "995c5cb0-3280-4a6e-808b-3b096d0bb219",
    }
    if errors:
        body["errors"] = [{"field": name, "message": message} for name, message in errors.items()]
    return Reply(status, body, {"Content-Type": "application/problem+json; charset=utf-8"})


def refuse(errors: dict[str, str]) -> None:
    """Raise the answer for wrong fields, if there are any."""
    if errors:
        detail = "The resource submitted could not be validated. For field-specific details, see the 'errors' array."
        raise Refused(problem(400, "Invalid Resource", detail, errors))


def check(values: Any, known: Mapping[str, type], where: str = "") -> dict[str, str]:
    """What is wrong with an object's fields: unknown, or of the wrong type."""
    if not isinstance(values, dict):
        return {where.rstrip("."): f"Schema describes object, {type(values).__name__} found instead"}
    errors = {}
    for name, value in values.items():
        if name not in known:
            errors[where + name] = "This field is not expected here"
        elif not isinstance(value, known[name]) or (known[name] is int and isinstance(value, bool)):
            errors[where + name] = f"Schema describes {WORDS[known[name]]}, {type(value).__name__} found instead"
    return errors


def rewritten(html: str) -> str:
    """HTML as Mailchimp gives it back: line ends, a generator's mark, a pixel, and a footer where no one is."""
    made = html.replace("\r\n", "\n").strip() + "\n"
    pixel = '<img src="*|ARCHIVE_PIXEL|*" width="1" height="1" alt="">'
    footer = "" if "*|UNSUB|*" in made else FOOTER
    if "</body>" in made:
        return made.replace("</body>", f"{footer}{pixel}</body>", 1)
    return made + footer + pixel


def plain(html: str) -> str:
    """The text that Mailchimp makes of HTML where none is given."""
    without = re.sub(r"(?is)<(style|script|title)\b.*?</\1>", " ", html)
    return markup.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", without))).strip()


def kept(value: Any, wanted: list[list[str]]) -> Any:
    """The parts of a value that the dotted names lead to; lists are passed through."""
    if isinstance(value, list):
        return [kept(item, wanted) for item in value]
    if not isinstance(value, dict) or [] in wanted:
        return value
    made = {}
    for name, inner in value.items():
        deeper = [path[1:] for path in wanted if path and path[0] == name]
        if deeper:
            made[name] = kept(inner, deeper)
    return made


def without(value: Any, path: list[str]) -> Any:
    """The value without what the dotted name leads to."""
    if isinstance(value, list):
        return [without(item, path) for item in value]
    if not isinstance(value, dict) or path[0] not in value:
        return value
    rest = {name: inner for name, inner in value.items() if name != path[0]}
    return rest if len(path) == 1 else rest | {path[0]: without(value[path[0]], path[1:])}


def shown(campaign: Campaign, audience: tuple[str, int], links: list[dict[str, str]]) -> dict[str, object]:
    """A campaign as answers have it; `audience` is the name and size of its list."""
    settings = {
        "subject_line": "", "title": "", "from_name": "", "reply_to": "", "to_name": "", "folder_id": "",
        "auto_tweet": False, "fb_comments": True, "timewarp": False, "template_id": 0, "drag_and_drop": False,
    } | campaign.settings  # fmt: skip
    which = campaign.recipients.get("list_id", "")
    name, size = audience
    recipients = {
        "list_id": which, "list_is_active": bool(which), "list_name": name, "segment_text": "",
        "recipient_count": size,
    } | campaign.recipients  # fmt: skip
    return {
        "id": campaign.id, "web_id": campaign.number, "type": campaign.type, "create_time": stamp(campaign.made),
        "archive_url": f"http://eepurl.com/{campaign.id[:6]}",
        "long_archive_url": f"https://us14.campaign-archive.com/?u=8d3a3db4d97663a9074efcc16&id={campaign.id}",
        "status": campaign.status, "emails_sent": size if campaign.status == "sent" else 0,
        "send_time": stamp(campaign.send_time), "content_type": campaign.content_type, "needs_block_refresh": False,
        "resendable": campaign.status == "sent", "recipients": recipients, "settings": settings,
        "tracking": {"opens": True, "html_clicks": True, "text_clicks": False} | campaign.tracking,
        "delivery_status": {"enabled": False}, "_links": links,
    }  # fmt: skip
