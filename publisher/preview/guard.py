"""Who may ask, and how: only this machine's own browser, by the address that the preview has, and only to look."""

from __future__ import annotations

from collections.abc import Collection

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = ("GET", "HEAD")

HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""What every answer says unless it says otherwise itself. There is no CORS header: no other origin may read here."""

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The content security policy (CSP Level 3) of answers that need nothing."""

SHELL = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""That of the tool itself."""


DOCUMENT = "frame-ancestors 'none'"
"""That of linked files that the browser's own viewer shows: any more, and Chromium's does not open a PDF."""


def framed(*, pictures: bool = True) -> str:
    """That of what is looked at: no script, no form, nothing from elsewhere; its links may open new windows."""
    source = "'self'" if pictures else "'none'"
    return (
        f"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src {source}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    )


def hosts(port: int) -> frozenset[str]:
    """The Host headers that a browser on this machine sends for loopback (RFC 9110, §7.2)."""
    names = ("127.0.0.1", "localhost", "[::1]")
    bare = names if port == 80 else ()
    return frozenset((*bare, *(f"{name}:{port}" for name in names)))


class Guard:
    """Refuses what is not for us before anything else sees it.

    A page elsewhere can point a name of its own at 127.0.0.1 (DNS rebinding); its requests carry that name.
    """

    def __init__(self, app: ASGIApp, *, allowed: Collection[str]) -> None:
        self.app = app
        self.allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on with our headers added."""
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        answer = refusal or self.app

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _completed(message.get("headers", ()))
            await send(message)

        await answer(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        names = [value.decode("latin-1").lower() for key, value in scope["headers"] if key == b"host"]
        if len(names) != 1 or names[0] not in self.allowed:
            # RFC 9110, §15.5.20: this server does not answer for that name.
            return PlainTextResponse("The preview answers only to its own address on this machine.\n", 421)
        if scope["method"] not in METHODS:
            return PlainTextResponse("The preview can only be looked at.\n", 405, {"allow": ", ".join(METHODS)})
        return None


def _completed(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    given = {key.lower() for key, _ in headers}
    wanted = {**HEADERS, "content-security-policy": NOTHING}
    missing = ((key.encode(), value.encode()) for key, value in wanted.items() if key.encode() not in given)
    return [*headers, *missing]
