"""How fast may we ask? What a service's quota leaves, counted before each call."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress

from publisher.errors import Deferred
from publisher.services.base import Quota

_EPOCH = 1_000_000_000  # a reset beyond this is a moment (Unix time), not a number of seconds


class Pace:
    """Waits until a call fits the quota. Safe for several threads.

    Counts the calls of this process, and believes the service's own headers where they say that less is left. `left`
    is the seconds until the command ends. `clock` and `sleep` are for tests, in seconds.
    """

    def __init__(
        self,
        quota: Quota | None,
        *,
        where: str,
        left: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._quota = quota
        self._where = where
        self._left = left
        self._clock = clock
        self._sleep = sleep
        self._calls: deque[float] = deque()
        self._closed_until = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when a call may be made, counted. Raises Deferred where that is not before the command's end."""
        while (seconds := self._turn()) > 0:
            if seconds >= self._left():
                raise Deferred(self._used_up(), where=self._where, hint=f"Run again in {_in_words(seconds)}")
            self._sleep(seconds)
        if self._left() <= 0:
            raise Deferred("the time of this command is used up", where=self._where, hint="Run again")

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take in what an answer's headers say of the quota."""
        if not self._quota or not self._quota.headers:
            return
        with suppress(KeyError, ValueError):
            left = int(headers[f"{self._quota.headers}remaining"])
            reset = float(headers[f"{self._quota.headers}reset"])
            if left <= 0:
                seconds = reset - time.time() if reset > _EPOCH else reset
                self.close(min(max(seconds, 0.0), float(self._quota.seconds)))

    def close(self, seconds: float) -> None:
        """No call within the next seconds."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._clock() + seconds)

    def _turn(self) -> float:
        """The seconds until a call may be made; 0 takes the turn."""
        with self._lock:
            now = self._clock()
            if self._closed_until > now:
                return self._closed_until - now
            if self._quota:
                while self._calls and self._calls[0] + self._quota.seconds <= now:
                    self._calls.popleft()
                if len(self._calls) >= self._quota.calls:
                    return self._calls[0] + self._quota.seconds - now
                self._calls.append(now)
            return 0.0

    def _used_up(self) -> str:
        """Why one has to wait."""
        if self._quota is None:
            return "the service asks to wait"
        return f"the quota of {self._quota.calls} calls in {_in_words(self._quota.seconds)} is used up"


def _in_words(seconds: float) -> str:
    """A time for a sentence, rounded up."""
    if seconds <= 90:
        return f"{int(seconds) + 1 if seconds % 1 else int(seconds)} seconds"
    return f"{-int(-seconds // 60)} minutes"
