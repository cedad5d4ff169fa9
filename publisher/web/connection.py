"""Kept-alive connections to one service that the owner named."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from publisher.errors import WebError
from publisher.web.answers import LARGEST, TIMEOUT, Answer, cause


@dataclass(frozen=True, slots=True)
class File:
    """A file to be uploaded (RFC 7578): the form's field, the file's name, its bytes and media type."""

    field: str
    name: str
    content: bytes
    media_type: str


class Connection:
    """Exchanges with the service whose API begins at `base`. Safe for `connections` threads at once.

    Follows no redirect, so that what a request carries (a key) reaches no other host. Nothing is opened before the
    first exchange. `transport` is an httpx transport, for tests.
    """

    def __init__(self, base: str, *, connections: int = 10, timeout: float = TIMEOUT, transport: Any = None) -> None:
        self._base = _web_address(base)
        self._connections = connections
        self._timeout = timeout
        self._transport = transport
        self._opening = threading.Lock()
        self._client: Any = None

    def exchange(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
        file: File | None = None,
        timeout: float | None = None,
    ) -> Answer:
        """One exchange, with a JSON body, a form with a file, or none. `path` begins with a slash, below the base.

        `timeout` is in seconds, for each of connecting, sending, waiting for an answer, and reading all of it. Raises
        WebError: retryable where no complete answer was read, and with `reached` False where the request certainly did
        not arrive.
        """
        import httpx

        files = {file.field: (file.name, file.content, file.media_type)} if file else None
        limit = min(timeout or self._timeout, self._timeout)
        body = {key: value for key, value in (("json", json), ("data", form), ("files", files)) if value is not None}
        try:
            with self._opened().stream(
                method, self._base + path, params=query, headers=headers, timeout=limit, **body
            ) as reply:
                return Answer(reply.status_code, dict(reply.headers), _body(reply, limit), str(reply.request.url))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as problem:
            raise self._unanswered(problem, reached=False) from None
        except (httpx.HTTPError, OSError) as problem:
            raise self._unanswered(problem, reached=True) from None
        except (httpx.InvalidURL, UnicodeError):  # half of a surrogate pair, a control character in the path
            raise WebError("it holds characters that cannot be sent", where=self._host) from None

    def close(self) -> None:
        """End the connections."""
        if self._client is not None:
            self._client.close()

    def _unanswered(self, problem: Exception, *, reached: bool) -> WebError:
        """No complete answer, by the host alone: an address may hold a key."""
        return WebError(f"no answer ({cause(problem)})", where=self._host, retryable=True, reached=reached)

    @property
    def _host(self) -> str:
        """How errors name the service."""
        return urlsplit(self._base).netloc

    def _opened(self) -> Any:
        """The client, made once."""
        import httpx

        with self._opening:
            if self._client is None:
                limits = httpx.Limits(max_connections=self._connections, max_keepalive_connections=self._connections)
                self._client = httpx.Client(
                    limits=limits, headers={"user-agent": "publisher"}, transport=self._transport
                )
                weakref.finalize(self, self._client.close)  # nobody has to remember to
            return self._client


def _web_address(base: str) -> str:
    """The base without a slash at its end. Raises WebError, without the address, which may hold a password."""
    try:
        parts = urlsplit(base)
        named = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket that does not close, a port that is no number
        named = False
    if not named or any(character in base for character in "@?#"):
        hint = "It begins with https://, and has no user name, no ? and no #"
        raise WebError("that is not the base address of an API", hint=hint)
    return base.rstrip("/")


def _body(reply: Any, limit: float) -> bytes:
    """The body, at most LARGEST bytes of it, read within `limit` seconds."""
    body, end = bytearray(), time.monotonic() + limit
    for chunk in reply.iter_bytes():
        body += chunk
        if len(body) > LARGEST:
            raise WebError(f"the answer is over {LARGEST // 1_000_000} MB", where=reply.request.url.host, reached=True)
        if time.monotonic() > end:
            raise TimeoutError("timed out")
    return bytes(body)
