"""One message for a failure, a hold, a recovery: to a webhook, once an event, however often it is met."""

from __future__ import annotations

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
    """Something that people should know: `subject` names what it is about (`november-letter draft`)."""

    kind: Kind
    subject: str
    text: str

    @property
    def key(self) -> str:
        """What makes it the same event when it is met again."""
        return f"{self.kind} {self.subject}"


Post = Callable[[dict[str, object]], None]
"""Delivers one message; raises WebError where it did not arrive."""


class Alerts:
    """Tells people through `post` what the ledger does not know that they were told. `project` is the site's title."""

    def __init__(self, book: Ledger, post: Post | None, project: str) -> None:
        self._book = book
        self._post = post
        self._project = project

    def tell(self, events: Iterable[Event], now: datetime) -> list[WebError]:
        """One message for each new event; errors of messages that did not arrive, which are sent again next time."""
        errors = []
        for event in events:
            # Put down before it is sent: of a process that dies in between, one message may be lost and none doubled.
            if self._book.tell(event.key, now) and (error := self._send(event, now)):
                self._book.untell(event.key)
                errors.append(error)
        return errors

    def over(self, kind: Kind, subject: str, text: str, now: datetime) -> list[WebError]:
        """An event is over: one message where people were told of it, none where not."""
        if not self._book.untell(Event(kind, subject, "").key):
            return []
        error = self._send(Event(Kind.RECOVERED, subject, text), now)
        return [error] if error else []

    def known(self) -> list[tuple[Kind, str]]:
        """The events that people were told of and that are not over."""
        split = (key.partition(" ") for key in self._book.told())
        return [(Kind(kind), subject) for kind, _, subject in split if kind in set(Kind)]

    def _send(self, event: Event, now: datetime) -> WebError | None:
        """`text` is what chat services show; the rest is for programs."""
        if self._post is None:
            return None
        message: dict[str, object] = {
            "text": f"{self._project}: {event.text}",
            "event": str(event.kind),
            "subject": event.subject,
            "at": now.isoformat(timespec="seconds"),
        }
        try:
            self._post(message)
        except WebError as error:
            return error
        return None
