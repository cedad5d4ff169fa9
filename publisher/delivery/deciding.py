"""What would be done, and why. Pure."""

from __future__ import annotations

import difflib
from dataclasses import replace
from datetime import datetime

from publisher.delivery.values import Action, Decision, Sight, Step, Survey, Target, Wish, in_words
from publisher.errors import Conflict, Deferred, PublisherError, Uncertain
from publisher.ledger import Push, PushState
from publisher.services.base import Payload, RemoteState, Status, first_part, one_line, second_part
from publisher.services.readable import words


def plan(survey: Survey, now: datetime, wish: Wish = Wish.ASK) -> tuple[Step, ...]:
    """What would be done with each target, and why. Pure.

    `wish` says what to do with drafts that a person has edited.
    """
    return tuple(_step(survey, target, now, wish) for target in survey.targets)


def _step(survey: Survey, target: Target, now: datetime, wish: Wish) -> Step:
    """One target's step."""
    draft = survey.drafts.get(target.reference)
    error = target.error or survey.errors.get(target.reference)
    decision = Decision(_action(error), str(error)) if error else decide(survey.sight(target), now, wish)
    shown = decision.action in {Action.UPDATE, Action.CONFLICT, Action.KEEP}
    difference = _difference(draft.state, target.payload) if shown and draft and target.payload else ()
    wanted = target.wanted
    return Step(
        decision.action,
        wanted.edition_key,
        wanted.service,
        target.reference,
        decision.reason,
        difference,
    )


def _action(error: PublisherError) -> Action:
    """What a plan calls an edition that an error stops: as a push of it would exit."""
    if isinstance(error, Conflict):
        return Action.CONFLICT
    return Action.HELD if isinstance(error, Deferred | Uncertain) else Action.BLOCKED


def decide(sight: Sight, now: datetime, wish: Wish = Wish.ASK) -> Decision:
    """The rules, from the ledger's row and the service's draft; `wish` settles what only a person can decide."""
    decision = _decide(sight, now)
    if wish is Wish.REPLACE and (decision.edited or decision.kept):
        return Decision(Action.UPDATE, "what a person edited is replaced, as asked")
    if wish is Wish.KEEP and decision.edited:
        return Decision(Action.KEEP, "what a person edited is kept for good, as asked")
    return decision


def _decide(sight: Sight, now: datetime) -> Decision:
    """The rules."""
    row, draft = sight.row, sight.draft
    if draft is None or draft.state.status is Status.ABSENT:
        return _decide_absent(sight, now)
    if draft.state.status is not Status.DRAFT:
        return _decide_out_of_hands(sight.digest, row, draft.state)
    if row and row.kept:
        return Decision(Action.SKIP, "kept as a person left it", kept=True)
    if row is None:
        return _decide_unknown(sight, draft.state)
    if row.state is PushState.RECEIPT:
        return _decide_known(sight, row, draft.state)
    return _decide_unfinished(sight, row, draft.state)


def _decide_absent(sight: Sight, now: datetime) -> Decision:
    """The service shows no draft."""
    row = sight.row
    if row is None:
        if sight.not_before and sight.not_before > now:
            what = "it was pushed a moment ago, which the ledger does not know of any more"
            return Decision(Action.HELD, f"{what}; run again after {in_words(sight.not_before)}")
        return Decision(Action.CREATE, "new")
    if row.draft_id:
        return Decision(Action.CONFLICT, "the draft was deleted in the service; it is not made again")
    if row.not_before and row.not_before > now:
        what = "an earlier push got no full answer"
        return Decision(Action.HELD, f"{what}; run again after {in_words(row.not_before)}")
    return Decision(Action.CREATE, "begun earlier, but nothing was made")


def _decide_out_of_hands(digest: str, row: Push | None, state: RemoteState) -> Decision:
    """The service holds it, but not as a draft any more."""
    if state.status not in {Status.SCHEDULED, Status.SENDING, Status.SENT}:
        return Decision(Action.CONFLICT, state.note or f"it is {state.status} in the service")
    if row and row.kept:
        return Decision(Action.SKIP, f"{state.status}, as a person left it")
    if digest in {state.payload_digest, row.payload_digest if row else ""}:
        return Decision(Action.SKIP, f"{state.status}, unchanged since")
    what = f"it is {state.status} in the service"
    if row is None and not state.payload_digest:
        return Decision(Action.CONFLICT, f"{what}, and nothing tells what was pushed")
    return Decision(Action.CONFLICT, f"{what}, and the campaign is not what was pushed")


def _decide_unknown(sight: Sight, state: RemoteState) -> Decision:
    """A draft with our reference that the ledger does not know: lost, or restored from an older backup."""
    if state.edited:
        return Decision(
            Action.CONFLICT, "a draft with this reference is there, and a person has edited it", edited=True
        )
    if _complete(sight, state):
        return Decision(Action.SKIP, "found again by its reference")
    if state.edited is False:
        return Decision(Action.UPDATE, "found again by its reference, with older content")
    if _bare(sight, state):
        return Decision(Action.UPDATE, "found again by its reference, still without content")
    what = "a draft with this reference is there, and nothing tells whether a person edited it"
    return Decision(Action.CONFLICT, what, edited=True)


def _decide_known(sight: Sight, row: Push, state: RemoteState) -> Decision:
    """A draft that was pushed before; by a ledger that may be an old copy."""
    if row.payload_digest == sight.digest:
        edited = _edited(row, state)
        reason = "unchanged; a person edited the draft" if edited else "unchanged"
        return Decision(Action.SKIP, reason, edited=edited is not False)
    if _complete(sight, state) and not state.edited:
        return Decision(Action.SKIP, "is so already, which the ledger did not know")
    edited = _edited(row, state)
    if edited is None:
        return Decision(Action.CONFLICT, "the service does not tell whether a person edited the draft", edited=True)
    if edited:
        return Decision(Action.CONFLICT, "a person edited the draft", edited=True)
    return Decision(Action.UPDATE, "the campaign changed")


def _decide_unfinished(sight: Sight, row: Push, state: RemoteState) -> Decision:
    """A draft whose last writing call was cut short, or refused."""
    if _complete(sight, state) and not state.edited:
        if row.payload_digest == sight.digest and _edited(row, state) is not False:
            what = "what a person edited was to be replaced, and nothing tells whether it was"
            return Decision(Action.CONFLICT, what, edited=True)
        return Decision(Action.SKIP, "was complete already")
    if not row.payload_digest:
        return _decide_begun(sight, row, state)
    if not state.edited and (_edited(row, state) is False or _half_written(sight, row, state)):
        return Decision(Action.UPDATE, "an earlier change was cut short; to be completed")
    return Decision(Action.CONFLICT, "an earlier change was cut short, and the draft has changed since", edited=True)


def _decide_begun(sight: Sight, row: Push, state: RemoteState) -> Decision:
    """A draft of ours that never got its receipt, and is not what is wanted now.

    Either the campaign has changed since, or content takes a second call that was never made; or a person was there.
    """
    other = row.intended_digest != sight.digest  # then it may well bear an older subject
    if state.edited is False or _bare(sight, state) or (other and _bare(None, state)):
        return Decision(Action.UPDATE, "begun earlier; to be completed")
    what = "a draft that was begun earlier is there, and nothing tells whether a person edited it"
    return Decision(Action.CONFLICT, what, edited=True)


def _complete(sight: Sight, state: RemoteState) -> bool:
    """Whether the service holds all of what is wanted, as far as it tells."""
    return bool(sight.digest) and state.payload_digest == sight.digest and _heads_agree(sight.payload, state)


def _bare(sight: Sight | None, state: RemoteState) -> bool:
    """Whether it is as a first call leaves it where content takes a second one: nobody's content, and our subject.

    Any subject where there is no `sight`.
    """
    if state.payload_digest or state.text != "" or state.edited is not None:
        return False
    return sight is None or _heads_agree(sight.payload, replace(state, preheader=state.preheader or None))


def _half_written(sight: Sight, row: Push, state: RemoteState) -> bool:
    """Whether what is there is explained by the first call of our own change alone, at a service where it takes two.

    Its subject and preheader are what we set out to write, and its content is untouched since our last receipt. What
    our mark in the content says does not count: it stays when a person edits the words around it.
    """
    untouched = bool(state.digest) and second_part(state.digest) == second_part(row.remote_digest)
    return untouched and row.intended_digest == sight.digest and _heads_agree(sight.payload, state)


def _heads_agree(payload: Payload | None, state: RemoteState) -> bool:
    """Whether subject and preheader are as wanted, as far as the service tells."""
    if payload is None:
        return True
    subject = not state.subject or one_line(state.subject) == payload.subject
    return subject and (state.preheader is None or one_line(state.preheader) == payload.preheader)


def _edited(row: Push, state: RemoteState) -> bool | None:
    """Whether somebody else changed the draft since our last write; None where nothing tells.

    As the service itself says, else by the digest of what it returned then, else by the time of modification.
    """
    if state.edited is not None:
        return state.edited
    if row.remote_digest and state.digest:
        return first_part(row.remote_digest) != first_part(state.digest)
    if row.remote_modified and state.modified:
        return row.remote_modified != state.modified
    return None


def _difference(state: RemoteState, payload: Payload) -> tuple[str, ...]:
    """What would change, for people; only what the service tells."""
    pairs = (("subject", state.subject, payload.subject), ("preheader", state.preheader, payload.preheader))
    lines = [f"{name}: “{old}” → “{new}”" for name, old, new in pairs if old is not None and old != new]
    if state.text is not None:
        lines += _lines(state.text.splitlines(), payload.text.splitlines())
    elif state.html is not None:
        lines += _lines(words(state.html), words(payload.html))
    return tuple(lines)


def _lines(held: list[str], new: list[str]) -> list[str]:
    """The lines that differ, with one around them."""
    return list(difflib.unified_diff(held, new, "held", "new", "", "", 1, ""))[2:]
