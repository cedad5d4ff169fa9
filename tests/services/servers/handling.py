"""One connection to a local server: read a request whole, let it meet its fault, answer in one piece."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import sys
import threading
import traceback
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from tests.services.servers.base import Remote, Reply, Request
from tests.services.servers.faults import ANSWERS, Fault, Kind, answer


class House(Protocol):
    """What a connection needs of the server that it belongs to; `serving.Server` says what each does."""

    remote: Remote
    latency: float
    crashes: list[str]
    stopping: threading.Event

    def enter(self, connection: socket.socket) -> None: ...
    def leave(self, connection: socket.socket) -> None: ...
    def due(self, request: Request) -> Fault | None: ...
    def in_hand(self) -> contextlib.AbstractContextManager[int]: ...
    def process(self, request: Request) -> Reply: ...
    def process_late(self, request: Request, seconds: float) -> None: ...
    def note(self, request: Request, query: str, status: int, fault: Fault | None) -> None: ...
    def send_signal(self, number: int) -> None: ...


class Listener(ThreadingHTTPServer):
    """The port: one thread a connection."""

    request_queue_size = 256
    daemon_threads = False
    block_on_close = True

    def __init__(self, house: House, port: int) -> None:
        self.house = house
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        """Bind without looking the host's name up."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what happens here; anything else is our mistake."""
        if not isinstance(error := sys.exception(), OSError):
            self.house.crashes.append("".join(traceback.format_exception(error)))


class Handler(BaseHTTPRequestHandler):
    """One connection: read a request whole, let it meet its fault, answer in one piece."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Listener
    timeout = 60  # seconds that an idle connection is kept

    def setup(self) -> None:
        """Remember the connection, so that the end of the server can close it."""
        super().setup()
        self.server.house.enter(self.connection)

    def finish(self) -> None:
        """Forget it."""
        self.server.house.leave(self.request)
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's word
        """Print nothing: the server has its log."""

    def __getattr__(self, name: str) -> Any:
        """Take every method: routing is the service's."""
        if name.startswith("do_"):
            return self._take
        raise AttributeError(name)

    def _take(self) -> None:
        house = self.server.house
        body = self._body()
        pieces = urlsplit(self.path)
        path, base = unquote(pieces.path), house.remote.base
        query = parse_qs(pieces.query, keep_blank_values=True)
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not (path == base or path.startswith(base + "/")):
            self._send(house.remote.elsewhere(Request(self.command, path, query, headers, body)))
            return
        request = Request(self.command, path[len(base) :] or "/", query, headers, body)
        with house.in_hand() as at_once:
            if house.latency:
                house.stopping.wait(house.latency)
            if house.remote.simultaneous and at_once > house.remote.simultaneous:
                self._reply(request, pieces.query, house.remote.failure(429))
                return
            self._meet(request, pieces.query, house.due(request))

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            chunks = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                chunks.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(chunks)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionResetError("the client went away within its request")
        return body

    def _meet(self, request: Request, query: str, fault: Fault | None) -> None:
        """Process the request and answer, or do what the fault says."""
        house = self.server.house
        if fault is None:
            self._reply(request, query, house.process(request))
        elif fault.kind in ANSWERS:
            if fault.moment == "after":
                house.process(request)
            self._reply(request, query, answer(fault, house.remote), fault)
        elif fault.kind in (Kind.SLOW, Kind.TERM) or fault.moment == "answered":
            self._disturb(request, query, fault)
        else:
            self._break(request, query, fault)

    def _disturb(self, request: Request, query: str, fault: Fault) -> None:
        """Those that let the right answer through."""
        house = self.server.house
        acts: dict[Kind, Callable[[], object]] = {
            Kind.SLOW: lambda: house.stopping.wait(fault.seconds),
            Kind.TERM: lambda: house.send_signal(signal.SIGTERM),
            Kind.KILL: lambda: house.send_signal(signal.SIGKILL),
        }
        act = acts[Kind(fault.kind)]
        if fault.moment == "before":
            act()
        reply = house.process(request)
        if fault.moment == "after":
            act()
        self._reply(request, query, reply, fault)
        if fault.moment == "answered":
            act()

    def _break(self, request: Request, query: str, fault: Fault) -> None:
        """Those that let no answer through, or half of one."""
        house = self.server.house
        reply = house.process(request) if fault.moment == "after" and fault.kind != Kind.LATE else None
        house.note(request, query, 0, fault)
        match fault.kind:
            case Kind.CUT:
                self._cut(reply or Reply(200, {"message": "half of this is all that anybody will see"}))
            case Kind.HANG:
                self._hang()
            case Kind.LATE:
                house.process_late(request, fault.seconds)
            case Kind.KILL:
                house.send_signal(signal.SIGKILL)
                self._reset()
            case _:
                self._reset()
        self.close_connection = True

    def _reply(self, request: Request, query: str, reply: Reply, fault: Fault | None = None) -> None:
        self.server.house.note(request, query, reply.status, fault)
        self._send(reply)

    def _bytes(self, reply: Reply) -> tuple[bytes, bytes]:
        """Head and body as they go over the wire."""
        phrase = HTTPStatus(reply.status).phrase if reply.status in HTTPStatus._value2member_map_ else ""
        body = reply.payload
        headers = {"Date": formatdate(usegmt=True), "Server": "local"}
        if reply.content_type:
            headers["Content-Type"] = reply.content_type
        headers |= {name: value for name, value in reply.headers.items() if name.lower() != "content-type"}
        if reply.status not in (204, 304):
            headers["Content-Length"] = str(len(body))
        lines = [f"HTTP/1.1 {reply.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"), b"" if self.command == "HEAD" else body

    def _send(self, reply: Reply) -> None:
        head, body = self._bytes(reply)
        try:
            self.wfile.write(head + body)
        except OSError:
            self.close_connection = True
        if self.headers.get("Connection", "").lower() == "close":
            self.close_connection = True

    def _cut(self, reply: Reply) -> None:
        """Send the headers and half of the body; half of the headers where there is no body."""
        head, body = self._bytes(reply)
        with contextlib.suppress(OSError):
            self.wfile.write(head + body[: len(body) // 2] if body else head[: len(head) // 2])

    def _reset(self) -> None:
        """Close with RST in place of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.server.house.leave(self.request)
        os.close(self.connection.detach())

    def _hang(self) -> None:
        """Wait until the client closes, or the server ends."""
        while not self.server.house.stopping.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.05)
            if readable:
                with contextlib.suppress(OSError):
                    if self.connection.recv(4096, socket.MSG_PEEK):
                        self.connection.recv(4096)
                        continue
                return
