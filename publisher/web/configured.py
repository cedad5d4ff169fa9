"""The door to addresses that the owner named in config.yaml: the site itself, a service."""

from __future__ import annotations

from typing import Any

from publisher.errors import WebError
from publisher.web.answers import LARGEST, TIMEOUT, Answer, cause


def configured(address: str, *, timeout: float = TIMEOUT, transport: Any = None) -> Answer:
    """GET an address that the owner named; follows at most five redirects.

    Raises WebError (retryable) where no complete answer was read, and WebError (not retryable) for what is no web
    address, redirects that do not end, and a body of over LARGEST bytes. `transport` is an httpx transport, for tests.
    """
    import httpx

    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=True, max_redirects=5, transport=transport) as client,
            client.stream("GET", address, headers={"user-agent": "publisher", "cache-control": "no-cache"}) as reply,
        ):
            body = bytearray()
            for chunk in reply.iter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    raise WebError(f"the answer is over {LARGEST // 1_000_000} MB", where=address)
            return Answer(reply.status_code, dict(reply.headers), bytes(body))
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):  # the last for names that DNS cannot hold
        raise WebError("is not a web address, or leads to none", where=address) from None
    except httpx.TooManyRedirects:
        raise WebError("its redirects do not end", where=address) from None
    except httpx.HTTPError as problem:
        raise WebError(f"no answer ({cause(problem)})", where=address, retryable=True) from None
