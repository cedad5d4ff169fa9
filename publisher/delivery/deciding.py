"""What would be done, and why. Pure."""

from __future__ import annotations

import difflib
from datetime import datetime

from publisher.delivery.values import Action, Step, Survey, Target, in_words
from publisher.ledger import Push, PushState
from publisher.services.base import Draft, Payload, RemoteState, Status


def plan(survey: Survey, now: datetime) -> tuple[Step, ...]:
    """What would be done with each target, and why. Pure."""
    return tuple(_step(survey, target, now) for target in survey.targets)


def _step(survey: Survey, target: Target, now: datetime) -> Step:
    """One target's step."""
    row, draft = survey.rows.get(target.reference), survey.drafts.get(target.reference)
    error = target.error or survey.errors.get(target.reference)
    action, reason = (Action.BLOCKED, str(error)) if error else decide(target.digest, row, draft, now)
    shown = action in {Action.UPDATE, Action.CONFLICT}
    difference = _difference(draft.state, target.payload) if shown and draft and target.payload else ()
    return Step(action, target.wanted.edition_key, target.wanted.service, target.reference, reason, difference)


def decide(digest: str, row: Push | None, draft: Draft | None, now: datetime) -> tuple[Action, str]:
    """The rules, from the ledger's row and the service's draft."""
    if draft is None or draft.state.status is Status.ABSENT:
        return _decide_absent(row, now)
    if draft.state.status is not Status.DRAFT:
        return _decide_out_of_hands(digest, row, draft.state)
    if row is None:
        return _decide_unknown(digest, draft.state)
    if row.state is PushState.RECEIPT:
        return _decide_known(digest, row, draft.state)
    return _decide_unfinished(digest, row, draft.state, now)


def _decide_absent(row: Push | None, now: datetime) -> tuple[Action, str]:
    """The service shows no draft."""
    if row is None:
        return Action.CREATE, "new"
    if row.not_before and row.not_before > now:
        return Action.HELD, f"an earlier push got no full answer; run again after {in_words(row.not_before)}"
    if row.draft_id:
        return Action.CONFLICT, "the draft was deleted in the service; it is not made again"
    return Action.CREATE, "begun earlier, but nothing was made"


def _decide_out_of_hands(digest: str, row: Push | None, state: RemoteState) -> tuple[Action, str]:
    """The service holds it, but not as a draft any more."""
    if state.status not in {Status.SCHEDULED, Status.SENDING, Status.SENT}:
        return Action.CONFLICT, state.note or f"it is {state.status} in the service"
    known = digest in {state.payload_digest, row.payload_digest if row else ""}
    if known:
        return Action.SKIP, f"{state.status}, unchanged since"
    return Action.CONFLICT, f"it is {state.status} in the service, and the campaign is not what was pushed"


def _decide_unknown(digest: str, state: RemoteState) -> tuple[Action, str]:
    """A draft with our reference that the ledger does not know: lost, or restored from an older backup."""
    if state.edited:
        return Action.CONFLICT, "a draft with this reference is there, and a person has edited it"
    if state.payload_digest == digest:
        return Action.SKIP, "found again by its reference"
    if state.edited is False:
        return Action.UPDATE, "found again by its reference, with older content"
    return Action.CONFLICT, "a draft with this reference is there, and nothing tells whether a person edited it"


def _decide_known(digest: str, row: Push, state: RemoteState) -> tuple[Action, str]:
    """A draft that was pushed before."""
    if row.payload_digest == digest:
        return Action.SKIP, "unchanged; a person edited the draft" if _edited(row, state) else "unchanged"
    edited = _edited(row, state)
    if edited is None:
        return Action.CONFLICT, "the service does not tell whether a person edited the draft"
    return (Action.CONFLICT, "a person edited the draft") if edited else (Action.UPDATE, "the campaign changed")


def _decide_unfinished(digest: str, row: Push, state: RemoteState, now: datetime) -> tuple[Action, str]:
    """A draft whose last writing call was cut short."""
    if state.payload_digest == digest and not state.edited:
        return Action.SKIP, "was complete already"
    if row.state is PushState.UNCERTAIN and row.not_before and row.not_before > now:
        return Action.HELD, f"an earlier push got no full answer; run again after {in_words(row.not_before)}"
    if not row.payload_digest and not state.edited:
        return Action.UPDATE, "begun earlier; to be completed"
    if row.payload_digest and _edited(row, state) is False:
        return Action.UPDATE, "an earlier change was cut short; to be completed"
    return Action.CONFLICT, "an earlier change was cut short, and the draft has changed since"


def _edited(row: Push, state: RemoteState) -> bool | None:
    """Whether somebody else changed the draft since our last write; None where nothing tells.

    As the service itself says, else by the digest of what it returned then, else by the time of modification.
    """
    if state.edited is not None:
        return state.edited
    if row.remote_digest and state.digest:
        return row.remote_digest != state.digest
    if row.remote_modified and state.modified:
        return row.remote_modified != state.modified
    return None


def _difference(state: RemoteState, payload: Payload) -> tuple[str, ...]:
    """What would change, for people; only what the service tells."""
    pairs = (("subject", state.subject, payload.subject), ("preheader", state.preheader, payload.preheader))
    lines = [f"{name}: “{old}” → “{new}”" for name, old, new in pairs if old is not None and old != new]
    if state.text is not None:
        compared = difflib.unified_diff(
            state.text.splitlines(), payload.text.splitlines(), "held", "new", "", "", 1, ""
        )
        lines += list(compared)[2:]
    return tuple(lines)
