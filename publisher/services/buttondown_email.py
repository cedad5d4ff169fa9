"""What Buttondown's JSON means, and how ours is said in it. Pure; API version 2026-04-01 (seen 2026-11-22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publisher.services.api import moment
from publisher.services.base import Payload, RemoteState, Status, digest_of
from publisher.services.seal import seal, unseal

_MODE = "<!-- buttondown-editor-mode: fancy -->"  # HTML; Buttondown guesses otherwise
_MARK, _DIGEST = "publisher_reference", "publisher_digest"

STATUS = {
    "draft": Status.DRAFT,
    "scheduled": Status.SCHEDULED,
    "about_to_send": Status.SENDING,
    "in_flight": Status.SENDING,
    "throttled": Status.SENDING,
    "paused": Status.SENDING,
    "resending": Status.SENDING,
    "sent": Status.SENT,
    "imported": Status.SENT,
    "transactional": Status.SENT,
    "deleted": Status.TRASHED,
    "errored": Status.OTHER,
    "suppressed": Status.OTHER,
    "managed_by_rss": Status.OTHER,
}
"""Every status that an email can have, and what it means to delivery."""


def content(payload: Payload, reference: str) -> dict[str, Any]:
    """What an email is told of an edition; all of it each time."""
    return {
        "subject": payload.subject,
        "description": payload.preheader,
        "body": f"{_MODE}\n{seal(payload, dict(payload.fields))}",
        "slug": reference,
        **payload.fields,
        "metadata": {_MARK: reference, _DIGEST: payload.digest},
    }


def state(email: Mapping[str, Any]) -> RemoteState:
    """An email as delivery knows it; without its body, as in lists, it has no digest."""
    word, metadata = str(email.get("status")), email.get("metadata") or {}
    subject, preheader = str(email.get("subject") or ""), str(email.get("description") or "")
    body = email.get("body")
    settings = {name: email.get(name) for name in ("canonical_url", "filters", "template")}
    sealed = unseal(subject, preheader, str(body or "").removeprefix(_MODE), settings)
    rest = [email.get(name) for name in ("slug", "archival_mode", "image", "attachments")]
    return RemoteState(
        status=STATUS.get(word, Status.OTHER),
        reference=str(metadata.get(_MARK) or email.get("slug") or ""),
        subject=subject,
        preheader=preheader,
        digest="" if body is None else digest_of([subject, preheader, body, settings, rest]),
        modified=moment(email.get("modification_date")),
        html=None if body is None else str(body),
        payload_digest=str(metadata.get(_DIGEST) or sealed.payload),
        edited=sealed.edited,
        note="" if STATUS.get(word, Status.OTHER) is not Status.OTHER else f"Buttondown says that it is {word}",
        address=f"https://buttondown.com/emails/{email.get('id')}",
    )


def wrong(email: Mapping[str, Any], payload: Payload, reference: str) -> str:
    """What is wrong with the answer to a writing call; empty where nothing is."""
    if email.get("status") != "draft":
        return f"it is {email.get('status')!r}, not a draft"
    if (reference_ := state(email).reference) != reference:
        return f"its reference is {reference_!r}"
    if _readers(email.get("filters")) != _readers(payload.fields["filters"]):
        return "it is meant for other readers"
    return ""


def _readers(filters: Any) -> object:
    """Whom filters choose: the tags, by their ids; anything else as it is."""
    leaves = (filters or {}).get("filters") or []
    return sorted(str(leaf.get("value")) for leaf in leaves), (filters or {}).get("groups") or []


def described(body: Any) -> str:
    """An error in one sentence: a code with its detail, or what the schema says of each field."""
    detail = body.get("detail")
    if isinstance(detail, list):
        return "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in detail)
    return f"{detail or ''} ({body['code']})" if body.get("code") else str(detail or "")
