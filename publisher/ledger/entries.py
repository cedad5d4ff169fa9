"""The ledger's rows as values, and how one follows from another. Times are aware."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

_LONGEST_NOTE = 500  # characters


class PushState(StrEnum):
    """How far a push has come."""

    INTENT = "intent"  # a writing call is about to be made, or was cut short
    RECEIPT = "receipt"  # the service's answer was read back and checked
    UNCERTAIN = "uncertain"  # a writing call got no full answer


@dataclass(frozen=True, slots=True)
class Push:
    """What is known of one reference.

    `draft_id` is the service's id, empty until an answer named it. `payload_digest` is that of the content that the
    last receipt confirmed (empty: none yet), `intended_digest` that of the last content that we set out to write.
    `remote_digest` and `remote_modified` are what the service returned right after our last write; empty and None
    where it does not tell. Nothing may be created for it before `not_before`. `kept` says that a person asked to leave
    the draft as somebody edited it.
    """

    reference: str
    edition: str
    service: str
    state: PushState
    begun: datetime
    changed: datetime
    draft_id: str = ""
    payload_digest: str = ""
    intended_digest: str = ""
    remote_digest: str = ""
    remote_modified: datetime | None = None
    not_before: datetime | None = None
    kept: bool = False

    def intending(self, digest: str, now: datetime, not_before: datetime) -> Push:
        """The row before a writing call."""
        return replace(
            self, state=PushState.INTENT, intended_digest=digest, changed=now, not_before=not_before, kept=False
        )

    def named(self, draft_id: str, now: datetime) -> Push:
        """The row once the service has named its draft."""
        return replace(self, draft_id=draft_id, changed=now)

    def doubted(self, now: datetime, not_before: datetime) -> Push:
        """The row after an answer that was not read in full."""
        return replace(self, state=PushState.UNCERTAIN, changed=now, not_before=not_before)

    def refused(self, now: datetime) -> Push:
        """The row after a writing call that the service refused: what was set out to be written is still not there."""
        return replace(self, changed=now, not_before=None)

    def keeping(self, now: datetime) -> Push:
        """The row of a draft that stays as a person left it."""
        return replace(self, state=PushState.RECEIPT, changed=now, not_before=None, kept=True)

    def received(self, digest: str, remote_digest: str, remote_modified: datetime | None, now: datetime) -> Push:
        """The row after the service's answer was read back and checked."""
        return replace(
            self,
            state=PushState.RECEIPT,
            payload_digest=digest,
            intended_digest=digest,
            remote_digest=remote_digest,
            remote_modified=remote_modified,
            not_before=None,
            changed=now,
            kept=False,
        )


class ActState(StrEnum):
    """What became of an act of the schedule."""

    SEEN = "seen"  # not an act yet: since when its entry has been in the schedule
    DONE = "done"
    FAILED = "failed"  # it is tried again


@dataclass(frozen=True, slots=True)
class Acted:
    """What the scheduler knows of one act: an edition's key, what was to be done, when it was last so.

    `tries` counts those that failed, one after the other; the next is not before `next_try`. `note` is one sentence for
    people, without secrets; of an entry that was seen its rule.
    """

    edition: str
    act: str
    state: ActState
    at: datetime
    tries: int = 0
    next_try: datetime | None = None
    note: str = ""

    def failed(self, now: datetime, wait: timedelta, note: str) -> Acted:
        """After one more try that failed."""
        return replace(
            self, state=ActState.FAILED, at=now, tries=self.tries + 1, next_try=now + wait, note=note[:_LONGEST_NOTE]
        )

    def done(self, now: datetime) -> Acted:
        """After it was done."""
        return replace(self, state=ActState.DONE, at=now, next_try=None, note="")
