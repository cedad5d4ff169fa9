"""Doing exactly the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from publisher.delivery.deciding import decide
from publisher.delivery.looking import addresses, done, look
from publisher.delivery.values import Action, Outcome, Step, Survey, Target, in_words
from publisher.errors import Conflict, PublisherError, ServiceError, Uncertain
from publisher.ledger import Push, PushState
from publisher.services.base import Carries, Draft, Payload, RemoteState, Service, Status, Wanted, one_line

if TYPE_CHECKING:
    from publisher.ledger.store import Ledger


def apply(
    steps: Sequence[Step],
    survey: Survey,
    services: Mapping[str, Service],
    ledger: Ledger,
    *,
    clock: Callable[[], datetime],
    wait: float = 30.0,
    report: Callable[[Outcome], None] = lambda _: None,
) -> tuple[Outcome, ...]:
    """Do exactly the plan, and say of every step what became of it; `report` hears each in the order of the plan.

    As many editions at once as a service allows. What stops one does not stop the others. `wait` is in seconds: how
    long to wait for another push of the same edition.
    """
    targets = {target.reference: target for target in survey.targets}
    outcomes: dict[str, Outcome] = {}
    for name in dict.fromkeys(step.service for step in steps):
        act = _Act(services[name], ledger, survey, clock, wait)
        group = [step for step in steps if step.service == name]
        with ThreadPoolExecutor(services[name].facts.connections) as pool:
            for outcome in pool.map(act.carry_out, group, [targets[step.reference] for step in group]):
                outcomes[outcome.step.reference] = outcome
                report(outcome)
    return tuple(outcomes[step.reference] for step in steps)


@dataclass(frozen=True)
class _Act:
    """Carrying out steps at one service."""

    service: Service
    ledger: Ledger
    survey: Survey
    clock: Callable[[], datetime]
    wait: float

    def carry_out(self, step: Step, target: Target) -> Outcome:
        """One step, whatever becomes of it."""
        row, draft = self.survey.rows.get(step.reference), self.survey.drafts.get(step.reference)
        outcome = Outcome(step, draft.address if draft else "")
        try:
            if step.action is Action.SKIP and done(row, target.digest):
                return outcome
            if step.action in {Action.CREATE, Action.UPDATE, Action.SKIP}:
                return self._alone(step, target)
            error = target.error or self.survey.errors.get(step.reference) or _stopped(step.action, step, step.reason)
        except PublisherError as raised:
            error = raised
        return replace(outcome, error=error)

    def _alone(self, step: Step, target: Target) -> Outcome:
        """One step, as the only one of all processes that works on this edition."""
        try:
            with self.ledger.hold(target.wanted.edition_key, self.wait):
                return self._act(step, target)
        except TimeoutError as error:
            what = "another push of this edition is running"
            raise Uncertain(what, where=_where(step), hint="Run again when it has ended") from error

    def _act(self, step: Step, target: Target) -> Outcome:
        """One step, unless what it rests on has changed since the plan: then nothing, or a note of what is done."""
        row, draft = self.ledger.push(step.reference), self.survey.drafts.get(step.reference)
        if row != self.survey.rows.get(step.reference) or step.action is Action.UPDATE:
            draft = look(self.service, [target], {step.reference: row} if row else {}, None).get(step.reference)
            action, reason = decide(target.digest, row, draft, self.clock())
            if action not in {step.action, Action.SKIP}:
                raise _stopped(action, step, f"since the plan was made things have changed: {reason}")
            step = replace(step, action=action, reason=reason)
        match step.action, draft:
            case Action.CREATE, _:
                address = self._create(target, row)
            case Action.UPDATE, Draft():
                address = self._update(target, row, draft)
            case _, Draft():
                address = self._adopt(target, row, draft)
            case _:
                raise AssertionError(step)  # `decide` updates and skips only what it was shown
        return Outcome(step, address)

    def _create(self, target: Target, row: Push | None) -> str:
        """Make the draft, fill it where that is a second call, check it."""
        payload = self._payload(target.wanted)
        push = self._intend(target, row, payload)
        draft = self._write(push, row, lambda: self.service.create(payload, target.reference))
        push = push.named(draft.id, self.clock())
        self.ledger.write(push)
        if self.service.facts.fill_after_create:
            self._write(push, push, lambda: self.service.fill(draft.id, payload))
        self._receive(push, payload)
        return draft.address

    def _update(self, target: Target, row: Push | None, draft: Draft) -> str:
        """Give the draft new content, check it."""
        payload = self._payload(target.wanted)
        push = self._intend(target, row, payload).named(draft.id, self.clock())
        self.ledger.write(push)
        filled = self._write(push, row, lambda: self.service.fill(draft.id, payload))
        self._receive(push, payload)
        return filled.address or draft.address

    def _adopt(self, target: Target, row: Push | None, draft: Draft) -> str:
        """Write the receipt that is missing for a draft that is complete.

        What the service holds counts as ours only where it says that nobody edited it; else a later change is refused.
        """
        if not done(row, target.digest):
            now, state = self.clock(), draft.state
            vouched = (state.digest, state.modified) if state.edited is False else ("", None)
            push = (row or self._new(target, now)).named(draft.id, now)
            self.ledger.write(push.received(target.digest, *vouched, now))
        return draft.address

    def _payload(self, wanted: Wanted) -> Payload:
        """The edition with all its pictures in place; those that the service lacks are uploaded, and written down."""
        uploaded = self.ledger.images(wanted.service)
        if Carries.IMAGES in self.service.facts.carries:
            for image in wanted.message.images:
                if image.name not in uploaded:
                    uploaded[image.name] = self.service.upload(image)
                    self.ledger.write_image(wanted.service, image.name, uploaded[image.name], self.clock())
        return self.service.payload(wanted, addresses(wanted, self.service, uploaded))

    def _new(self, target: Target, now: datetime) -> Push:
        """The first row of a reference."""
        wanted = target.wanted
        return Push(target.reference, wanted.edition_key, wanted.service, PushState.INTENT, now, now)

    def _intend(self, target: Target, row: Push | None, payload: Payload) -> Push:
        """Write down what is about to be written."""
        now = self.clock()
        push = (row or self._new(target, now)).intending(payload.digest, now, now + self.service.facts.settles)
        self.ledger.write(push)
        return push

    def _write(self, push: Push, before: Push | None, call: Callable[[], Draft]) -> Draft:
        """A writing call. When its answer is uncertain that is written down; when it was refused, the intent goes."""
        try:
            return call()
        except Uncertain as error:
            now = self.clock()
            later = now + self.service.facts.settles
            self.ledger.write(push.doubted(now, later))
            raise Uncertain(error.what, where=error.where, hint=f"Run again after {in_words(later)}") from error
        except ServiceError:
            if before:
                self.ledger.write(before)
            else:
                self.ledger.remove(push.reference)
            raise

    def _receive(self, push: Push, payload: Payload) -> None:
        """Read back, check, and write the receipt."""
        state = self.service.read(push.draft_id)
        if problem := _wrong(state, payload, push.reference):
            hint = "Look at it there; nothing was sent by us"
            raise ServiceError(
                f"the service holds something else than was written: {problem}", where=push.service, hint=hint
            )
        self.ledger.write(push.received(payload.digest, state.digest, state.modified, self.clock()))


def _wrong(state: RemoteState, payload: Payload, reference: str) -> str:
    """What is wrong with a draft that was just written; empty when nothing is."""
    if state.status is not Status.DRAFT:
        return f"it is {state.status}, not a draft"
    if state.reference != reference:
        return f"its reference is {state.reference!r}, not {reference!r}"
    if state.subject and one_line(state.subject) != payload.subject:
        return f"its subject is {one_line(state.subject)!r}"
    return ""


def _stopped(action: Action, step: Step, reason: str) -> PublisherError:
    """Why a step is not done, as an error."""
    kind = Conflict if action is Action.CONFLICT else Uncertain
    return kind(reason, where=_where(step), hint="" if action is Action.CONFLICT else "Run again later")


def _where(step: Step) -> str:
    """How errors name a step."""
    return f"{step.edition} at {step.service}"
