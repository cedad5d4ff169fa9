"""What Mailchimp's JSON means, and how ours is said in it. Pure; field names of definition 3.0.55 (seen 2026-11-22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publisher.services.base import Payload, RemoteState, Status, digest_of
from publisher.services.seal import unseal

FIELDS = "id,web_id,status,settings,recipients,tracking"
"""The fields of a campaign that `told` and `state` read."""

_STATUS = {
    "save": Status.DRAFT,
    "schedule": Status.SCHEDULED,
    "sending": Status.SENDING,
    "canceling": Status.SENDING,
    "sent": Status.SENT,
    "archived": Status.TRASHED,
}
_TRACKED = ("opens", "html_clicks", "text_clicks")


def head(payload: Payload, reference: str) -> dict[str, Any]:
    """The part of a campaign that is not its content: readers, settings, tracking."""
    fields: Mapping[str, Any] = payload.fields
    part = {"segment_opts": {"saved_segment_id": fields["segment"]}} if fields["segment"] else {}
    settings = {
        "subject_line": payload.subject,
        "preview_text": payload.preheader,
        "title": reference,
        "from_name": fields["from_name"],
        "reply_to": fields["reply_to"],
        "auto_footer": False,
        "inline_css": False,  # ours is inlined already
    }
    return {
        "recipients": {"list_id": fields["audience"], **part},
        "settings": settings | ({"folder_id": fields["folder"]} if fields["folder"] else {}),
        "tracking": dict.fromkeys(_TRACKED, fields["tracking"]),
    }


def told(campaign: Mapping[str, Any]) -> dict[str, Any]:
    """What a person can change in a campaign besides its content; sizes and names of lists are not of it.

    Reads an answer and a `head` alike, so that they can be compared.
    """
    settings, recipients = campaign.get("settings") or {}, campaign.get("recipients") or {}
    options, tracking = recipients.get("segment_opts") or {}, campaign.get("tracking") or {}
    return {
        "title": str(settings.get("title") or ""),
        "subject": str(settings.get("subject_line") or ""),
        "preheader": str(settings.get("preview_text") or ""),
        "from_name": settings.get("from_name") or "",
        "reply_to": settings.get("reply_to") or "",
        "audience": recipients.get("list_id") or "",
        # Conditions of a saved segment are the segment's own, and change without this campaign.
        "segment": options.get("saved_segment_id") or options.get("conditions") or None,
        "tracking": [bool(tracking.get(name)) for name in _TRACKED],
    }


def digest(campaign: Mapping[str, Any], html: str = "", text: str = "") -> str:
    """The digest of all that a person can change, and that of the content, which a call of its own writes.

    Without content, those of a campaign that was never filled.
    """
    return f"{digest_of([told(campaign), html, text])} {digest_of([html, text])}"


def state(campaign: Mapping[str, Any], content: Mapping[str, Any] | None, centre: str) -> RemoteState:
    """A campaign as delivery knows it; without its content it has no digest. `centre` is the account's data centre."""
    said, word, number = told(campaign), str(campaign.get("status")), campaign.get("web_id")
    html, text = (str((content or {}).get(name) or "") for name in ("html", "plain_text"))
    sealed = unseal(said["subject"], said["preheader"], html)
    return RemoteState(
        status=_STATUS.get(word, Status.OTHER),
        reference=said["title"],
        subject=said["subject"],
        preheader=said["preheader"],
        digest="" if content is None else digest(campaign, html, text),
        text=None if content is None else text,
        payload_digest=sealed.payload,
        edited=sealed.edited,
        note="" if word in _STATUS else f"Mailchimp says that it is {word}",
        address=f"https://{centre}.admin.mailchimp.com/campaigns/show/?id={number}" if centre and number else "",
    )


def wrong(campaign: Mapping[str, Any], meant: Mapping[str, Any]) -> str:
    """What is wrong with the answer to a writing call that said `meant` (a `head`); empty where nothing is."""
    answer, wish = told(campaign), told(meant)
    if campaign.get("status") != "save":
        return f"it is {campaign.get('status')!r}, not a draft"
    if answer["title"] != wish["title"]:
        return f"its title is {answer['title']!r}"
    if (answer["audience"], answer["segment"]) != (wish["audience"], wish["segment"]):
        return f"it is meant for {answer['audience'] or 'nobody'}, segment {answer['segment'] or 'none'}"
    return ""


def described(body: Any) -> str:
    """A problem document (RFC 7807) in one sentence, with the messages of its fields."""
    details = [f"{each.get('field')}: {each.get('message')}" for each in body.get("errors") or ()]
    return "; ".join([str(body.get("detail") or body.get("title") or ""), *details])
