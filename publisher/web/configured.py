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


def post(address: str, body: object, *, timeout: float = TIMEOUT, transport: Any = None) -> Answer:
    """POST a JSON body, once, to an address that the owner named; follows no redirect.

    Raises WebError, without the address, which may be a secret: where no complete answer was read, and for any answer
    that is no success (2xx).
    """
    import httpx

    try:
        with httpx.Client(timeout=timeout, transport=transport) as client:
            reply = client.post(address, json=body, headers={"user-agent": "publisher"})
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
        raise WebError("is not a web address", where="webhook") from None
    except httpx.HTTPError as problem:
        raise WebError(f"no answer ({type(problem).__name__})", where="webhook", retryable=True, reached=True) from None
    if not reply.is_success:
        raise WebError(f"HTTP {reply.status_code}", where="webhook", retryable=True, reached=True)
    return Answer(reply.status_code, dict(reply.headers), reply.content[:LARGEST])
