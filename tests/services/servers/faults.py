"""What goes wrong between a client and a service, on demand: which request, when, and how."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Literal

from tests.services.servers.base import Remote, Reply

Moment = Literal["before", "after", "answered"]


class Kind(StrEnum):
    """Everything that can go wrong with one request."""

    UNAUTHORISED = "401"
    FORBIDDEN = "403"
    FORBIDDEN_BARE = "403-bare"  # without a JSON body, as Mailchimp answers under very many calls
    TOO_MANY = "429"  # with Retry-After
    TOO_MANY_BARE = "429-bare"  # without
    BROKEN = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    RESET = "reset"  # RST in place of an answer
    CUT = "cut"  # the headers and half of the body, then the end
    BAD_JSON = "bad-json"
    LOGIN = "login"  # a page with status 200
    SLOW = "slow"  # the right answer, `seconds` late
    HANG = "hang"  # no answer until the client gives up
    KILL = "kill"  # SIGKILL to the client's process, no answer
    TERM = "term"  # SIGTERM to the client's process, then the right answer
    LATE = "late"  # the connection closes without an answer; the request is processed `seconds` later


# Those that put an answer of their own in place of the service's.
ANSWERS = frozenset(
    {
        Kind.UNAUTHORISED, Kind.FORBIDDEN, Kind.FORBIDDEN_BARE, Kind.TOO_MANY, Kind.TOO_MANY_BARE, Kind.BROKEN,
        Kind.BAD_GATEWAY, Kind.UNAVAILABLE, Kind.BAD_JSON, Kind.LOGIN,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    It strikes the `nth` request (from 1) that has this `method` and whose path below the base is like `path`
    (`fnmatch`), and the `times - 1` after it; `nth=0` strikes every one. `moment` says whether the request is
    processed: "before" (it is not) or "after" (it is, then this); "answered", for KILL and TERM, is after the whole
    answer went out. SLOW is processed either way: the pause lies before it or after it. `seconds` is how long SLOW and
    LATE wait, and what Retry-After says.
    """

    kind: Kind | str
    method: str = "*"
    path: str = "*"
    nth: int = 1
    moment: Moment = "before"
    seconds: float = 1.0
    times: int = 1

    def __post_init__(self) -> None:
        """Refuse a kind that there is not, and a moment that the kind has not."""
        object.__setattr__(self, "kind", Kind(self.kind))
        if self.moment == "answered" and self.kind not in (Kind.KILL, Kind.TERM):
            raise ValueError(f"{self.kind}: only kill and term can come after the answer")

    def meets(self, method: str, path: str) -> bool:
        """Whether it is about requests like this one."""
        return fnmatchcase(method, self.method) and fnmatchcase(path, self.path)

    def due(self, count: int) -> bool:
        """Whether it strikes the matching request of that number, counted from 1."""
        return self.nth == 0 or self.nth <= count < self.nth + self.times

    def __str__(self) -> str:
        return f"{self.kind} {self.moment} {self.method} {self.path} #{self.nth}"


LOGIN_PAGE = b"""<!doctype html>
<html lang="en"><head><title>Log in</title></head>
<body><form method="post" action="/login"><label>Email <input name="email"></label>
<label>Password <input type="password" name="password"></label><button>Log in</button></form></body></html>
"""


def gateway_page(status: int, words: str) -> bytes:
    """What a gateway in front of the service shows."""
    return f"<html>\r\n<head><title>{status} {words}</title></head>\r\n<body><center><h1>{status} {words}</h1></center></body>\r\n</html>\r\n".encode()


def answer(fault: Fault, remote: Remote) -> Reply:
    """The answer that a fault of `ANSWERS` puts in place of the service's."""
    html = {"Content-Type": "text/html; charset=utf-8"}
    again = str(math.ceil(fault.seconds))  # RFC 9110: whole seconds
    match fault.kind:
        case Kind.TOO_MANY:
            plain = remote.failure(429)
            return Reply(429, plain.body, {**plain.headers, "Retry-After": again})
        case Kind.TOO_MANY_BARE:
            return remote.failure(429)
        case Kind.FORBIDDEN_BARE:
            return Reply(403, gateway_page(403, "Forbidden"), html)
        case Kind.BAD_GATEWAY:
            return Reply(502, gateway_page(502, "Bad Gateway"), html)
        case Kind.UNAVAILABLE:
            return Reply(503, gateway_page(503, "Service Temporarily Unavailable"), html)
        case Kind.BAD_JSON:
            return Reply(200, b'{"id": "', {"Content-Type": "application/json"})
        case Kind.LOGIN:
            return Reply(200, LOGIN_PAGE, html)
        case _:
            return remote.failure(int(fault.kind))
