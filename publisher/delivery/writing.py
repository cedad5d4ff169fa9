"""Writing one draft: intent, call, the service's own answer read back, receipt. And what becomes of lost answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from publisher.delivery.looking import done, said
from publisher.delivery.values import Target, in_words
from publisher.errors import Conflict, ServiceError, Uncertain
from publisher.ledger import Push, PushState
from publisher.services.base import Carries, Draft, Payload, RemoteState, Service, Status, Wanted, one_line, second_part

if TYPE_CHECKING:
    from publisher.ledger.store import Ledger

_PATIENCE = 30.0  # seconds that one command looks for a draft whose creation got no answer
_FIRST_WAIT, _LONGEST_WAIT = 0.3, 8.0  # seconds between looks
_FILLS = 3  # how often content is written again that certainly did not arrive


@dataclass(frozen=True)
class Writer:
    """Writes drafts at one service; the caller holds the edition. Safe for several threads.

    `left` is the seconds until the command has to end; `pause` waits for seconds.
    """

    service: Service
    ledger: Ledger
    clock: Callable[[], datetime]
    left: Callable[[], float]
    pause: Callable[[float], None]

    # ── the four acts ───────────────────────────────────────────────────────────────────────────────────

    def create(self, target: Target, row: Push | None) -> str:
        """Make the draft, fill it where that is a second call, check it. Returns where a person opens it."""
        payload = self._payload(target.wanted)
        now = self.clock()
        push = (row or _new(target, now)).intending(payload.digest, now, now + self.service.facts.settles)
        self.ledger.begin(push)
        draft = self._created(push, payload, again=True)
        push = push.named(draft.id, self.clock())
        self.ledger.write(push)
        address = draft.state.address
        if self.service.facts.fill_after_create:
            address = self._fill(push, draft, payload).state.address or address
        return self._receive(push, payload) or address

    def update(self, target: Target, row: Push | None, draft: Draft) -> str:
        """Give the draft new content, check it."""
        payload = self._payload(target.wanted)
        now = self.clock()
        push = (row or _new(target, now)).named(draft.id, now)
        push = push.intending(payload.digest, now, now + self.service.facts.settles)
        self.ledger.begin(push)
        filled = self._fill(push, draft, payload)
        return self._receive(push, payload) or filled.state.address or draft.state.address

    def keep(self, target: Target, row: Push | None, draft: Draft) -> str:
        """Write down that the draft stays as a person left it."""
        now = self.clock()
        self.ledger.write((row or _new(target, now)).named(draft.id, now).keeping(now))
        return draft.state.address

    def adopt(self, target: Target, row: Push | None, draft: Draft) -> str:
        """Write the receipt that is missing for a draft that is complete.

        What the service holds counts as ours only where it says that nobody edited it; else a later change is refused.
        """
        if not done(row, target.digest) and not (row and row.kept):
            now, state = self.clock(), draft.state
            ours = state.edited is False or _our_own(row, target, state, now)
            vouched = (state.digest, state.modified) if ours else ("", None)
            push = (row or _new(target, now)).named(draft.id, now)
            self.ledger.write(push.received(target.digest, *vouched, now))
        return draft.state.address

    # ── calls ───────────────────────────────────────────────────────────────────────────────────────────

    def _payload(self, wanted: Wanted) -> Payload:
        """The edition with all its pictures in place; those that the service lacks are uploaded, and written down."""
        uploaded = self.ledger.images(wanted.service) if wanted.message.images else {}
        if Carries.IMAGES in self.service.facts.carries:
            for image in wanted.message.images:
                if image.name not in uploaded:
                    uploaded[image.name] = self.service.upload(image)
                    self.ledger.write_image(wanted.service, image.name, uploaded[image.name], self.clock())
        return said(wanted, self.service, uploaded)

    def _created(self, push: Push, payload: Payload, *, again: bool) -> Draft:
        """The draft, also where the answer was lost but the draft can be found.

        A service that said "not now" (Uncertain, retryable) is asked once more, after time in which the draft would
        have shown up.
        """
        try:
            return self.service.create(payload, push.reference)
        except Uncertain as error:
            now = self.clock()
            push = push.doubted(now, now + self.service.facts.settles)
            self.ledger.write(push)
            if draft := self._looked_for(push, error):
                return draft
            if not (error.retryable and again and self._settled(push) and self.left() > 0):
                raise _later(error, push) from error
            return self._created(push, payload, again=False)
        except ServiceError:
            self.ledger.write(push.refused(self.clock()))
            raise

    def _looked_for(self, push: Push, error: Uncertain) -> Draft | None:
        """The draft of a create whose answer was lost. Raises that Uncertain again where nobody can be asked."""
        try:
            return self._found(push, lambda: self.service.find([push.reference], push.begun).get(push.reference))
        except ServiceError:
            raise _later(error, push) from error

    def _fill(self, push: Push, draft: Draft, payload: Payload) -> Draft:
        """The draft with its content. The same content may be written by id as often as needed."""
        for number in range(_FILLS):
            try:
                return self.service.fill(draft, payload, push.reference)
            except Uncertain as error:
                state = self._arrived(push, draft, payload, error)
                if state and _is_new(state, draft.state, payload):
                    return Draft(draft.id, state)
                if state is None or number == _FILLS - 1:
                    self.ledger.write(push.doubted(self.clock(), self.clock()))
                    raise Uncertain(error.what, where=error.where, hint="Run again") from error
            except ServiceError:
                self.ledger.write(push.refused(self.clock()))
                raise
        raise AssertionError("the last round returns or raises")

    def _arrived(self, push: Push, draft: Draft, payload: Payload, error: Uncertain) -> RemoteState | None:
        """What the service holds after a lost answer; None unless it is certainly the old content or the new."""
        for wait in _waits():
            if wait > self.left() or wait >= _LONGEST_WAIT:
                return None
            self.pause(wait)
            try:
                state = self.service.read(draft.id)
            except ServiceError:
                return None
            if state.status is not Status.DRAFT:
                raise Conflict(f"it is {state.status} now", where=error.where)
            if _is_new(state, draft.state, payload) or state.edited is False:
                return state
            if _untouched(state, draft.state, push.remote_digest):
                return state
        return None

    def _found(self, push: Push, look: Callable[[], Draft | None]) -> Draft | None:
        """The draft once it shows up, as long as it may and this command's patience lasts."""
        spent = 0.0
        for wait in _waits():
            if (draft := look()) and draft.state.status is not Status.ABSENT:
                return draft
            rest = (push.not_before - self.clock()).total_seconds() if push.not_before else 0.0
            pause = min(wait, max(rest, 0.0))
            if rest <= 0 or spent + pause > _PATIENCE or pause >= self.left():
                return None
            self.pause(pause)
            spent += pause
        return None

    def _settled(self, push: Push) -> bool:
        """Whether the draft would be seen by now."""
        return push.not_before is None or self.clock() >= push.not_before

    def _receive(self, push: Push, payload: Payload) -> str:
        """Read back, check, and write the receipt. Returns where a person opens the draft."""
        state = self.service.read(push.draft_id)
        if problem := _wrong(state, payload, push.reference):
            what = f"the service holds something else than was written: {problem}"
            raise ServiceError(
                what, where=f"{push.edition} at {push.service}", hint="Nothing was sent by us; run again"
            )
        self.ledger.write(push.received(payload.digest, state.digest, state.modified, self.clock()))
        return state.address


def _waits() -> Iterator[float]:
    """Growing waits, in seconds."""
    wait = _FIRST_WAIT
    while True:
        yield wait
        wait = min(wait * 2, _LONGEST_WAIT)


def _is_new(state: RemoteState, before: RemoteState, payload: Payload) -> bool:
    """Whether the content is certainly what our call was to write: by its mark, unless it bore that before."""
    marked = state.payload_digest == payload.digest
    return marked and (state.edited is False or before.payload_digest != payload.digest)


def _untouched(state: RemoteState, before: RemoteState, receipt: str) -> bool:
    """Whether the content is certainly what it was before our call, or at the last receipt (a digest).

    Its mark alone does not say so: it stays when a person edits the words around it.
    """
    if state.digest:
        known = {second_part(digest) for digest in (before.digest, receipt) if digest}
        return second_part(state.digest) in known
    return state.modified is not None and state.modified == before.modified


def _new(target: Target, now: datetime) -> Push:
    """The first row of a reference."""
    wanted = target.wanted
    return Push(target.reference, wanted.edition_key, wanted.service, PushState.INTENT, now, now)


def _our_own(row: Push | None, target: Target, state: RemoteState, now: datetime) -> bool:
    """Whether what is there is the very content that an intent of ours, cut short, set out to write a moment ago.

    Where the service does not tell when it was changed last, that was at any rate before now.
    """
    recent = row is not None and (state.modified or now) - row.changed < timedelta(minutes=2)
    return recent and row is not None and row.intended_digest == target.digest == state.payload_digest


def _later(error: Uncertain, push: Push) -> Uncertain:
    """The same error, with the time before which nothing is made."""
    hint = f"Run again after {in_words(push.not_before)}" if push.not_before else "Run again"
    return Uncertain(error.what, where=error.where, hint=hint)


def _wrong(state: RemoteState, payload: Payload, reference: str) -> str:
    """What is wrong with a draft that was just written; empty when nothing is."""
    if state.status is not Status.DRAFT:
        return f"it is {state.status}, not a draft"
    if state.reference != reference:
        return f"its reference is {state.reference!r}, not {reference!r}"
    if state.subject and one_line(state.subject) != payload.subject:
        return f"its subject is {one_line(state.subject)!r}"
    if state.payload_digest and state.payload_digest != payload.digest:
        return "its content is not what was written last"
    return ""
