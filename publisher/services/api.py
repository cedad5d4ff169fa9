"""Calls to a service's HTTP API: what an answer means, what is tried again, and what is never done twice.

| answer                                         | reading, or repeatable | writing once                     |
| ---------------------------------------------- | ---------------------- | -------------------------------- |
| 2xx with JSON, or empty                        | the answer             | the answer                       |
| no connection                                  | again, then an error   | again: nothing arrived           |
| time-out, cut, 5xx, 408, 429, 2xx without JSON | again, then an error   | Uncertain: it may have happened  |
| 403 without JSON (Mailchimp, too many calls)   | again, then an error   | Uncertain: it may have happened  |
| 404                                            | Missing                | Missing                          |
| 3xx and other 4xx                              | an error               | an error: nothing happened       |
| far too large                                  | an error               | Uncertain: it may have happened  |

Waits grow and are jittered; `Retry-After` (RFC 9110 §10.2.3) is obeyed; nothing lasts beyond the command's end.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from publisher.errors import Deferred, ServiceError, Uncertain, WebError
from publisher.services import answers
from publisher.services.pace import Pace
from publisher.web import Answer, Connection, File

_ATTEMPTS = 5
_FIRST_WAIT, _LONGEST_WAIT, _JITTER = 0.4, 10.0, 0.4  # seconds
_LONGEST = 3600.0  # seconds that a call may take with all its repetitions
_LONGEST_WORDS = 300  # characters of what a service says about an error
_SUCCESS, _REDIRECTION, _SERVER_ERROR = 2, 3, 5
_TOO_MANY = 429
_TRANSIENT = frozenset((408, 425, _TOO_MANY))

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Refused(ServiceError):
    """The service answered, and refused: nothing happened. `status` is that of HTTP."""

    def __init__(self, what: str, *, status: int, where: object = "", hint: str = "") -> None:
        self.status = status
        super().__init__(what, where=where, hint=hint)


class Missing(Refused):
    """The service knows nothing under this address (404, 410)."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One request: `body` goes as JSON, `form` and `file` as a form (RFC 7578)."""

    method: str
    path: str
    query: Mapping[str, str | int] | None = None
    body: object = None
    form: Mapping[str, str] | None = None
    file: File | None = None
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Unclear(Exception):
    """No usable answer.

    `wait` is what the service asks for, in seconds; `reached` says whether the request arrived, `busy` whether the
    service itself says that it came too soon (429), `lasting` that asking again would not help.
    """

    what: str
    wait: float | None = None
    reached: bool = True
    busy: bool = False
    lasting: bool = False


class Api:
    """A service's API. Safe for as many threads as its connection.

    `headers` makes the headers of each request anew (a token may live for minutes only). `secrets` never show in an
    error. `describe` takes a parsed error body and says what the service says about it, as one sentence or ''.
    """

    def __init__(
        self,
        connection: Connection,
        pace: Pace,
        *,
        where: str,
        headers: Callable[[], Mapping[str, str]],
        secrets: Sequence[str],
        describe: Callable[[Any], str],
        left: Callable[[], float],
    ) -> None:
        self._connection = connection
        self._pace = pace
        self.where = where
        self._headers = headers
        self._secrets = tuple(secret for secret in secrets if secret)
        self._describe = describe
        self._left = left

    def read(self, path: str, query: Mapping[str, str | int] | None = None) -> Any:
        """GET; tried again while that may help. Raises Missing, Deferred and ServiceError."""
        return self.repeat("GET", path, query=query)

    def repeat(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: object = None,
        form: Mapping[str, str] | None = None,
        file: File | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """A call that may be made twice without harm (reading, an upload). Raises as `read`."""
        call = _Call(method, path, query, body, form, file, headers)
        try:
            return self._again(call, lambda _: True)
        except _Unclear as unclear:
            raise self._failed(call, unclear) from None

    def write(
        self,
        method: str,
        path: str,
        body: object,
        *,
        query: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """A call that must not be made twice. Raises Uncertain where it may have happened; else as `read`.

        Uncertain is retryable where the service said that it came too soon: once it is seen not to have happened.
        """
        call = _Call(method, path, query, body, headers=headers)
        try:
            return self._again(call, lambda unclear: not unclear.reached)
        except _Unclear as unclear:
            if not unclear.reached:
                raise self._failed(call, unclear) from None
            what = f"{self._named(call)}: {unclear.what}, so it may or may not have happened"
            raise Uncertain(what, where=self.where, retryable=unclear.busy) from None

    def _again(self, call: _Call, may: Callable[[_Unclear], bool]) -> Any:
        """Call until it is clear, as long as it may be called again."""
        import stamina
        from stamina.instrumentation import set_on_retry_hooks

        set_on_retry_hooks([])  # what it would log are our errors, which are told once, at the end
        tried = 0

        def wait(error: Exception) -> bool | float:
            nonlocal tried
            tried += 1
            if not isinstance(error, _Unclear) or error.lasting or not may(error):
                return False
            longest = min(_FIRST_WAIT * 2 ** (tried - 1) + _JITTER, _LONGEST_WAIT)  # stamina's own rule
            if self._left() <= (longest if error.wait is None else error.wait):
                return False  # there would be no time for the call itself
            return True if error.wait is None else error.wait

        for attempt in stamina.retry_context(
            on=wait,
            attempts=_ATTEMPTS,
            timeout=min(max(self._left(), 0.001), _LONGEST),
            wait_initial=_FIRST_WAIT,
            wait_max=_LONGEST_WAIT,
            wait_jitter=_JITTER,
        ):
            with attempt:
                return self._once(call)
        raise AssertionError("the last attempt raises")

    def _once(self, call: _Call) -> Any:
        """One exchange. Raises _Unclear, Missing, ServiceError."""
        self._pace.wait()
        headers = {"accept": "application/json", **self._headers(), **(call.headers or {})}
        try:
            answer = self._connection.exchange(
                call.method,
                call.path,
                query=call.query,
                headers=headers,
                json=call.body,
                form=call.form,
                file=call.file,
                timeout=max(self._left(), 0.1),
            )
        except WebError as error:
            if not error.retryable and not error.reached:
                raise ServiceError(f"{self._named(call)}: {error.what}", where=self.where, hint=error.hint) from None
            what = self._clean(error.what)
            raise _Unclear(what, reached=error.reached, lasting=not error.retryable) from None
        self._pace.learn(answer.headers)
        return self._understood(call, answer)

    def _understood(self, call: _Call, answer: Answer) -> Any:
        """The JSON of an answer; None for an empty one."""
        family = answer.status // 100  # RFC 9110 §15
        if family == _SERVER_ERROR or answer.status in _TRANSIENT or answers.turned_away(answer):
            busy = answer.status == _TOO_MANY or answers.turned_away(answer)
            raise _Unclear(self._told(answer), answers.retry_after(answer), busy=busy)
        if family == _SUCCESS:
            if not answer.body.strip():
                return None
            try:
                return answers.parsed(answer.body)
            except (ValueError, RecursionError):
                raise _Unclear(f"the answer is not the API's ({answers.kind(answer)})") from None
        if family == _REDIRECTION:
            what = f"{self._named(call)}: it leads elsewhere (HTTP {answer.status})"
            raise ServiceError(what, where=self.where, hint="Check base_url")
        kind = Missing if answer.status in {404, 410} else Refused
        what, hint = f"{self._named(call)}: {self._told(answer)}", _HINTS.get(answer.status, "")
        raise kind(what, status=answer.status, where=self.where, hint=hint)

    def _told(self, answer: Answer) -> str:
        """What a service says about an error: its status, and its words where it has some."""
        try:
            words = self._describe(json.loads(answer.body))
        except (ValueError, RecursionError, TypeError, KeyError, AttributeError, IndexError):
            words = ""  # no JSON, or not in the shape that the vendor's page shows
        words = self._clean(" ".join(str(words).split()))[:_LONGEST_WORDS]
        return f"HTTP {answer.status}, {words}" if words else f"HTTP {answer.status}"

    def _named(self, call: _Call) -> str:
        """How errors name a call: `POST /campaigns`."""
        return f"{call.method} {re.sub(r'[^!-~]', '?', self._clean(call.path))[:100]}"

    def _clean(self, text: str) -> str:
        """`text` without our secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text

    def _failed(self, call: _Call, unclear: _Unclear) -> ServiceError:
        """What could not be cleared up, as an error; nothing happened, or nothing that matters."""
        if unclear.wait is not None and unclear.wait >= self._left():
            hint = f"Run again in {int(unclear.wait) + 1} seconds"
            return Deferred(f"{self._named(call)}: {unclear.what}", where=self.where, hint=hint)
        what, hint = f"{self._named(call)}: {unclear.what}", "" if unclear.lasting else "Run again later"
        return ServiceError(what, where=self.where, hint=hint, retryable=not unclear.lasting)


_HINTS = {
    401: "Check the key in the environment or in .env",
    402: "The account's plan does not cover this",
    403: "The key has no right to this; check its permissions",
    413: "It is too large for the service",
}


def pages(read: Callable[[int], tuple[Sequence[Any], bool]], most: int = 10_000) -> Iterator[Any]:
    """The entries of a paged list: `read(number)` gives those of page `number` (from 0), and whether there are more."""
    for number in range(most):
        entries, more = read(number)
        yield from entries
        if not more or not entries:
            return


def moment(value: object) -> datetime | None:
    """A time as an API writes it (ISO 8601; UTC where it names no zone), aware; None for anything else."""
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def before(value: object, since: datetime | None) -> bool:
    """Whether a time of an API's lies before `since`, by more than two clocks may differ: a day."""
    time = moment(value)
    return time is not None and since is not None and time < since - timedelta(days=1)


def segment(text: str) -> str:
    """A piece of an address's path, quoted: whatever a person typed or a service answered stays one piece."""
    from urllib.parse import quote

    return quote(text, safe="") or "-"


def entries(answer: Any, key: str, *, where: str) -> list[dict[str, Any]]:
    """The objects that an answer lists under `key`. Raises ServiceError for an answer of another shape."""
    found = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise ServiceError(f"the answer has no list of {key}", where=where, hint="Check base_url", retryable=True)
    return found


def documented(kind: type[ServiceError]) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """For methods of a service (with an `_api`) that read answers: one that is not of the vendor's shape is an error.

    `kind` is ServiceError for what reads, Uncertain for what writes.
    """

    def guarded(method: Callable[Given, Made]) -> Callable[Given, Made]:
        @functools.wraps(method)
        def call(*args: Given.args, **more: Given.kwargs) -> Made:
            try:
                return method(*args, **more)
            except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
                where = getattr(args[0], "_api").where  # noqa: B009  # a service, whatever its class
                what = f"{method.__name__}: the answer is not of the shape that the service documents"
                raise kind(what, where=where, hint="Check base_url") from error

        return call

    return guarded
