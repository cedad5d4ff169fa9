"""One message for a failure, a hold, a recovery: to a webhook, once an event, however often it is met.

What is to be told waits in a queue, so that nobody waits for the webhook; the ledger knows of which events people were
told, for all processes and across restarts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from publisher.errors import WebError

if TYPE_CHECKING:
    from publisher.ledger.store import Ledger


class Kind(StrEnum):
    """What people are told about."""

    FAILED = "failed"
    HELD = "held"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people should know: `subject` names what it is about (`november-letter draft`).

    `ends` is the key of the event that a recovery ends.
    """

    kind: Kind
    subject: str
    text: str
    ends: str = ""

    @property
    def key(self) -> str:
        """What makes it the same event when it is met again."""
        return f"{self.kind} {self.subject}"


Post = Callable[[dict[str, object]], None]
"""Delivers one message; raises WebError where it did not arrive."""


class Alerts:
    """Tells people what the ledger does not know that they were told. Safe for several threads.

    `tell` and `over` only put into the queue; `send` delivers. Nothing is delivered before `take_up` said how.
    """

    def __init__(self, book: Ledger) -> None:
        self._book = book
        self._post: Post | None = None
        self._project = ""
        self._known = False
        self._queue: dict[str, tuple[Event, datetime]] = {}
        self._in_hand = ""
        self._lock = threading.Lock()

    def take_up(self, post: Post | None, project: str) -> None:
        """From now on messages go through `post`, in the name of `project`, the site's title; None tells nobody."""
        self._post, self._project, self._known = post, project, True

    @property
    def waiting(self) -> bool:
        """Whether `send` has something to do."""
        return self._known and bool(self._queue)

    def tell(self, events: Iterable[Event], now: datetime) -> None:
        """One message for each event that is new."""
        with self._lock:
            for event in events:
                self._queue.setdefault(event.key, (event, now))

    def over(self, kind: Kind, subject: str, text: str, now: datetime) -> None:
        """An event is over: one message where people were told of it, none where they were not, or not yet."""
        ended = Event(kind, subject, "").key
        recovery = Event(Kind.RECOVERED, subject, text, ended)
        with self._lock:
            if ended in self._queue and ended != self._in_hand:
                del self._queue[ended]
            self._queue.setdefault(recovery.key, (recovery, now))

    def known(self) -> list[tuple[Kind, str]]:
        """The events that people were told of, or are to be told of, and that are not over."""
        with self._lock:
            queued = [event for event, _ in self._queue.values() if event.kind is not Kind.RECOVERED]
        split = (key.partition(" ") for key in self._book.told())
        told = [(Kind(kind), subject) for kind, _, subject in split if kind in set(Kind)]
        return list(dict.fromkeys([*told, *((event.kind, event.subject) for event in queued)]))

    def send(self) -> WebError | None:
        """Deliver what waits, in order, until one does not arrive: that one and the rest wait on."""
        while self.waiting:
            with self._lock:
                key, (event, now) = next(iter(self._queue.items()))
                self._in_hand = key
            try:
                error = self._deliver(event, now)
            finally:
                with self._lock:
                    self._in_hand = ""
            if error:
                return error
            with self._lock:
                del self._queue[key]
        return None

    def _deliver(self, event: Event, now: datetime) -> WebError | None:
        """One message, unless it is no news; why it did not arrive."""
        if self._post is None and not event.ends:
            return None
        # Put down before it is sent: of a process that dies in between, one message may be lost and none doubled.
        news = self._book.untell(event.ends) if event.ends else self._book.tell(event.key, now)
        if not news or self._post is None:
            return None
        try:
            self._post(self._message(event, now))
        except WebError as error:
            if event.ends:
                self._book.tell(event.ends, now)
            else:
                self._book.untell(event.key)
            return error
        return None

    def _message(self, event: Event, now: datetime) -> dict[str, object]:
        """`text` is what chat services show; the rest is for programs."""
        return {
            "text": f"{self._project}: {event.text}",
            "event": str(event.kind),
            "subject": event.subject,
            "at": now.isoformat(timespec="seconds"),
        }
