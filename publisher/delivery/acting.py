"""Doing exactly the plan."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from publisher.delivery.deciding import decide
from publisher.delivery.looking import done, each_at_once, look_again
from publisher.delivery.values import Action, Decision, Outcome, Sight, Step, Survey, Target, Wish
from publisher.delivery.writing import Writer
from publisher.errors import Conflict, Deferred, PublisherError, Uncertain
from publisher.ledger import Push
from publisher.services.base import Draft, Service

if TYPE_CHECKING:
    from publisher.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Time:
    """How a push knows and spends time.

    `clock` gives aware datetimes; `left` the seconds until the command has to end; `pause` waits for seconds; `wait` is
    how many seconds to wait for another push of the same edition.
    """

    clock: Callable[[], datetime]
    left: Callable[[], float] = lambda: float("inf")
    pause: Callable[[float], None] = time.sleep
    wait: float = 30.0


def apply(
    steps: Sequence[Step],
    survey: Survey,
    services: Mapping[str, Service],
    ledger: Ledger,
    *,
    time: Time,
    wish: Wish = Wish.ASK,
    report: Callable[[Outcome], None] = lambda _: None,
) -> tuple[Outcome, ...]:
    """Do exactly the plan, and say of every step what became of it.

    All services at once, and as many editions as each allows. What stops one does not stop the others; what time does
    not allow any more is not begun (Deferred). `report` hears each outcome, one at a time, those of a service in the
    order of the plan.
    """
    targets = {target.reference: target for target in survey.targets}
    outcomes: dict[str, Outcome] = {}
    telling = threading.Lock()

    def at(name: str) -> None:
        act = _Act(Writer(services[name], ledger, time.clock, time.left, time.pause), survey, time, wish)
        group = [step for step in steps if step.service == name]
        with ThreadPoolExecutor(services[name].facts.connections) as pool:
            for outcome in pool.map(act.carry_out, group, [targets[step.reference] for step in group]):
                with telling:
                    outcomes[outcome.step.reference] = outcome
                    report(outcome)

    each_at_once(at, [step.service for step in steps])
    return tuple(outcomes[step.reference] for step in steps)


@dataclass(frozen=True)
class _Act:
    """Carrying out steps at one service."""

    writer: Writer
    survey: Survey
    time: Time
    wish: Wish

    def carry_out(self, step: Step, target: Target) -> Outcome:
        """One step, whatever becomes of it."""
        row, draft = self.survey.rows.get(step.reference), self.survey.drafts.get(step.reference)
        outcome = Outcome(step, draft.state.address if draft else "")
        try:
            if step.action is Action.SKIP and ((row and row.kept) or done(row, target.digest)):
                return outcome
            if step.action in {Action.CREATE, Action.UPDATE, Action.SKIP, Action.KEEP}:
                return self._alone(step, target)
            error = target.error or self.survey.errors.get(step.reference) or _stopped(step, step.action, step.reason)
        except PublisherError as raised:
            error = raised
        return replace(outcome, error=error)

    def _alone(self, step: Step, target: Target) -> Outcome:
        """One step, as the only one of all processes that works on this edition."""
        if self.time.left() <= 0:
            what = "not begun: the time of this command is used up"
            raise Deferred(what, where=_where(step), hint="Run again")
        try:
            with self.writer.ledger.hold(step.reference, min(self.time.wait, self.time.left())):
                return self._act(step, target)
        except TimeoutError as error:
            what = "another push of this edition is running"
            raise Deferred(what, where=_where(step), hint="Run again when it has ended") from error

    def _act(self, step: Step, target: Target) -> Outcome:
        """One step, unless what it rests on has changed since the plan: then nothing, or a note of what is done."""
        row, draft = self.writer.ledger.push(step.reference), self.survey.drafts.get(step.reference)
        if row != self.survey.rows.get(step.reference) or step.action in {Action.UPDATE, Action.KEEP}:
            draft = look_again(self.writer.service, target, row, draft)
            decision = self._decide(target, row, draft)
            if decision.action not in {step.action, Action.SKIP}:
                what = f"since the plan was made things have changed: {decision.reason}"
                raise _stopped(step, decision.action, what)
            step = replace(step, action=decision.action, reason=decision.reason)
        return Outcome(step, self._done(step, target, row, draft))

    def _done(self, step: Step, target: Target, row: Push | None, draft: Draft | None) -> str:
        """The act itself; where a person opens the draft afterwards."""
        match step.action, draft:
            case Action.CREATE, _:
                return self.writer.create(target, row)
            case Action.UPDATE, Draft():
                return self.writer.update(target, row, draft)
            case Action.KEEP, Draft():
                return self.writer.keep(target, row, draft)
            case _, Draft():
                return self.writer.adopt(target, row, draft)
            case _:
                raise AssertionError(step)  # `decide` updates, keeps and skips only what it was shown

    def _decide(self, target: Target, row: Push | None, draft: Draft | None) -> Decision:
        """What the rules say now."""
        not_before = self.survey.not_before.get(target.reference)
        sight = Sight(target.digest, target.payload, row, draft, not_before)
        return decide(sight, self.time.clock(), self.wish)


def _stopped(step: Step, action: Action, reason: str) -> PublisherError:
    """Why a step is not done, as an error."""
    if action is Action.CONFLICT:
        return Conflict(reason, where=_where(step))
    return Uncertain(reason, where=_where(step), hint="Run again later")


def _where(step: Step) -> str:
    """How errors name a step."""
    return f"{step.edition} at {step.service}"
