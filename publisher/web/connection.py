"""Kept-alive connections to one service that the owner named."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

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
        """One exchange, with a JSON body, a form with a file, or none; `timeout` is in seconds, for each of its parts.

        Raises WebError: retryable where no complete answer was read, and with `reached` False where the request
        certainly did not arrive. `path` begins with a slash, below the base.
        """
        import httpx

        files = {file.field: (file.name, file.content, file.media_type)} if file else None
        limit = min(timeout or self._timeout, self._timeout)
        body = {key: value for key, value in (("json", json), ("data", form), ("files", files)) if value is not None}
        try:
            with self._opened().stream(
                method, self._base + path, params=query, headers=headers, timeout=limit, **body
            ) as reply:
                return Answer(reply.status_code, dict(reply.headers), _body(reply), str(reply.request.url))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as problem:
            raise self._unanswered(problem, reached=False) from None
        except (httpx.HTTPError, OSError) as problem:
            raise self._unanswered(problem, reached=True) from None

    def close(self) -> None:
        """End the connections."""
        if self._client is not None:
            self._client.close()

    def _unanswered(self, problem: Exception, *, reached: bool) -> WebError:
        """No complete answer, by the host alone: an address may hold a key."""
        return WebError(
            f"no answer ({cause(problem)})", where=urlsplit(self._base).netloc, retryable=True, reached=reached
        )

    def _opened(self) -> Any:
        """The client, made once."""
        import httpx

        with self._opening:
            if self._client is None:
                limits = httpx.Limits(max_connections=self._connections, max_keepalive_connections=self._connections)
                self._client = httpx.Client(
                    limits=limits, headers={"user-agent": "publisher"}, transport=self._transport
                )
            return self._client


def _web_address(base: str) -> str:
    """The base without a slash at its end. Raises WebError for what is no web address."""
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise WebError(
            "is not the base address of an API", where=quote(base, safe=":/@"), hint="It begins with https://"
        )
    return base.rstrip("/")


def _body(reply: Any) -> bytes:
    """The body, at most LARGEST bytes of it."""
    body = bytearray()
    for chunk in reply.iter_bytes():
        body += chunk
        if len(body) > LARGEST:
            raise WebError(f"the answer is over {LARGEST // 1_000_000} MB", where=reply.request.url.host, reached=True)
    return bytes(body)
