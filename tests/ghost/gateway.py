"""A proxy on loopback between our program and Ghost: it keeps nothing, and loses, delays or cuts what it is told to.

It is a `Remote` that hands every request on, so that the faults of `tests.services.servers` strike a real server.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable
from typing import NoReturn
from urllib.parse import quote, urlencode, urlsplit

from tests.ghost.site import ADMIN
from tests.services.servers.base import Held, Remote, Reply, Request

_TIMEOUT = 60.0  # seconds
_OURS = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding"}  # those that a proxy sets anew


class Gateway(Remote):
    """What lies behind is at `url`.

    With `abandons`, writing requests are sent and the connection is closed at once, so that Ghost finds nobody to
    answer. With `late`, they are handed on that many seconds later, when the answer (502) has long been given. `before`
    and `after` are called around each request that is handed on.
    """

    name = "ghost"
    base = ADMIN

    def __init__(self, url: str) -> None:
        super().__init__()
        self.host = urlsplit(url).netloc
        self.abandons = False
        self.late = 0.0
        self.before: Callable[[Request], None] = lambda _: None
        self.after: Callable[[Request], None] = lambda _: None
        self._waiting: list[threading.Timer] = []

    def handle(self, request: Request) -> Reply:
        """Hand it on, at its time; 502 where nobody answers. Many at once."""
        if self.late and request.method != "GET":
            self._waiting.append(threading.Timer(self.late, self._hand_on, [request]))
            self._waiting[-1].start()
            return Reply(502, b"<h1>502 Bad Gateway</h1>", {"Content-Type": "text/html"})
        return self._hand_on(request)

    def settle(self) -> None:
        """Wait until all that is late was handed on."""
        for timer in self._waiting:
            timer.join()

    def _hand_on(self, request: Request) -> Reply:
        self.before(request)
        head = {name: value for name, value in request.headers.items() if name not in _OURS}
        query = urlencode(request.query, doseq=True)
        path = quote(self.base + request.path) + (f"?{query}" if query else "")
        connection = http.client.HTTPConnection(self.host, timeout=_TIMEOUT)
        try:
            connection.request(request.method, path, request.body or None, head)
            if self.abandons and request.method != "GET":
                connection.sock.shutdown(socket.SHUT_RDWR)
                return Reply(502, b"nobody waited", {"Content-Type": "text/plain"})
            answer = connection.getresponse()
            kind = answer.getheader("content-type", "text/plain")
            return Reply(answer.status, answer.read() or None, {"Content-Type": kind})
        except (OSError, http.client.HTTPException):
            return Reply(502, b"<h1>502 Bad Gateway</h1>", {"Content-Type": "text/html"})
        finally:
            connection.close()
            self.after(request)

    # ── what a gateway knows nothing of ──

    def _unknown(self, *_: object, **__: object) -> NoReturn:
        raise NotImplementedError("a gateway hands on; ask the person")

    authenticate = missing = malformed = _unknown
    person_edits = person_sends = person_schedules = person_trashes = person_deletes = person_creates = _unknown

    def held(self) -> list[Held]:
        """Nothing."""
        return []
