"""What Kit's JSON means, and how ours is said in it. Pure; API v4 (description seen 2026-11-22)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from publisher.services.api import moment
from publisher.services.base import Payload, RemoteState, Status, digest_of
from publisher.services.seal import seal, unseal

_STATUS = {
    "draft": Status.DRAFT,
    "scheduled": Status.SCHEDULED,
    "sending": Status.SENDING,
    "completed": Status.SENT,
    "sent": Status.SENT,
}


def content(payload: Payload, reference: str) -> dict[str, Any]:
    """All that a broadcast is told; `send_at: null` makes it a draft."""
    return {
        "subject": payload.subject,
        "preview_text": payload.preheader,
        "content": seal(payload, _rest(payload.fields)),
        "description": reference,
        "public": False,
        "send_at": None,
        "thumbnail_alt": None,
        "thumbnail_url": None,
        **payload.fields,
    }


def state(broadcast: Mapping[str, Any], now: datetime) -> RemoteState:
    """A broadcast as delivery knows it; without its content, as in lists, it has no digest."""
    said, text, status = _told(broadcast), broadcast.get("content"), _status(broadcast, now)
    sealed = unseal(said["subject"], said["preheader"], str(text or ""), _rest(broadcast))
    return RemoteState(
        status=status,
        # A person may have written a note behind it.
        reference=next(iter(str(broadcast.get("description") or "").split()), ""),
        subject=said["subject"],
        preheader=said["preheader"],
        digest="" if text is None else digest_of([said, text]),
        html=None if text is None else str(text),
        payload_digest=sealed.payload,
        edited=sealed.edited,
        note="" if status is not Status.OTHER else f"Kit says that it is {broadcast.get('status')}",
    )


def wrong(broadcast: Mapping[str, Any], payload: Payload, reference: str, now: datetime) -> str:
    """What is wrong with the answer to a writing call; empty where nothing is."""
    if _status(broadcast, now) is not Status.DRAFT or broadcast.get("send_at") is not None:
        return f"it is {broadcast.get('status')!r} for {broadcast.get('send_at')!r}, not a draft"
    if broadcast.get("public"):
        return "it is public"
    if (said := state(broadcast, now).reference) != reference:
        return f"its description is {said!r}"
    if _chosen(broadcast.get("subscriber_filter")) != _chosen(payload.fields["subscriber_filter"]):
        return "it is meant for other readers"
    return ""


def _status(broadcast: Mapping[str, Any], now: datetime) -> Status:
    """What has become of it; by its date, where the answer says nothing (the field is optional)."""
    if word := broadcast.get("status"):
        return _STATUS.get(str(word), Status.OTHER)
    if (at := broadcast.get("send_at")) is None:
        return Status.DRAFT
    time = moment(at)
    return Status.SCHEDULED if time is None or time > now else Status.SENT


def _told(broadcast: Mapping[str, Any]) -> dict[str, Any]:
    """What a person can change in a broadcast besides its content and its date."""
    plain = ("public", "email_address", "subscriber_filter", "thumbnail_alt", "thumbnail_url")
    return {
        "subject": str(broadcast.get("subject") or ""),
        "preheader": str(broadcast.get("preview_text") or ""),
        "template": (broadcast.get("email_template") or {}).get("id"),
        **{name: broadcast.get(name) for name in plain},
    }


def _rest(told: Mapping[str, Any]) -> list[object]:
    """What the seal covers besides the content: sender and readers, as we say them and as Kit does."""
    return [told.get("email_address"), sorted(_chosen(told.get("subscriber_filter")))]


def _chosen(groups: Any) -> set[tuple[str, str, str]]:
    """Whom a filter chooses: kind of group, kind of reader, id. Nothing for everybody."""
    return {
        (kind, str(part.get("type")), str(one))
        for group in groups or ()
        for kind, parts in group.items()
        for part in parts or ()
        for one in part.get("ids") or ()
    }


def described(body: Any) -> str:
    """An error is a list of sentences."""
    return "; ".join(str(each) for each in body["errors"])
