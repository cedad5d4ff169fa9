"""A server on 127.0.0.1 that says, byte for byte, what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    """One answer: its bytes, and what becomes of the connection.

    `after` is `keep`, `close` (at once), `reset` (at once, by RST) or `hang` (until the test ends); `each` seconds pass
    before every byte, `before` seconds before the first.
    """

    content: bytes = b""
    after: str = "keep"
    each: float = 0.0
    before: float = 0.0


@dataclass(frozen=True)
class Asked:
    """One request as it came in; header names in lower case. `at` is when, in seconds of a clock without an origin."""

    line: str
    headers: dict[str, str]
    body: bytes
    at: float


def said(status: int, body: object = b"", *, after: str = "keep", each: float = 0.0, **headers: str) -> Said:
    """A whole answer; what is not bytes goes as JSON, and `retry_after` is the header `retry-after`."""
    kind = "text/html" if isinstance(body, bytes) else "application/json"
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"content-type": kind, "content-length": str(len(content))}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return Said(f"HTTP/1.1 {status} Told\r\n{head}\r\n".encode() + content, after, each)


CUT = Said(b'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"id": ', "close")
CUT_CHUNKS = Said(b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"id"\r\n', "close")
CUT_HEAD = Said(b"HTTP/1.1 200 OK\r\ncontent-le", "close")
SILENT_END = Said(b"", "close")
RESET = Said(b"", "reset")
HANG = Said(b"", "hang")
LOGIN = said(200, b"<!doctype html><title>Sign in</title><form>Password</form>")


@dataclass
class Listening:
    """`base` is its address; `asked` the requests in order; `opened` counts connections, `most` those at work at once."""

    base: str
    replies: list[Said]
    asked: list[Asked] = field(default_factory=list)
    opened: int = 0
    most: int = 0
    _busy: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)

    def talk(self, connection: socket.socket) -> None:
        """Answer on one connection until it ends; once no answer is left, the last one is given again."""
        with connection, suppress(OSError):
            while (request := _request(connection)) is not None:
                with self._lock:
                    self.asked.append(request)
                    self._busy += 1
                    self.most = max(self.most, self._busy)
                    reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
                try:
                    self._give(connection, reply)
                finally:
                    with self._lock:
                        self._busy -= 1
                if reply.after != "keep":
                    return

    def _give(self, connection: socket.socket, reply: Said) -> None:
        self._over.wait(reply.before)
        pieces = [bytes([byte]) for byte in reply.content] if reply.each else [reply.content]
        for piece in pieces:
            connection.sendall(piece)
            if reply.each and self._over.wait(reply.each):
                return
        if reply.after == "hang":
            self._over.wait(30)
        if reply.after == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def end(self) -> None:
        """Let nobody hang any longer."""
        self._over.set()


@contextmanager
def listening(*replies: Said, port: int = 0) -> Iterator[Listening]:
    """A server that gives these answers one after the other, and the last one for ever."""
    listener = socket.create_server(("127.0.0.1", port))
    server = Listening(f"http://127.0.0.1:{listener.getsockname()[1]}/v3", list(replies) or [said(200, {})])
    open_ones: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(30)
                server.opened += 1
                open_ones.append(connection)
                threads.append(threading.Thread(target=server.talk, args=(connection,)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield server
    finally:
        server.end()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for connection in open_ones:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def free_port() -> int:
    """A port of 127.0.0.1 at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _request(connection: socket.socket) -> Asked | None:
    """One request, with its body; None where the other side has ended."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    at = time.monotonic()
    head, _, body = data.partition(b"\r\n\r\n")
    line, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in rest)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return Asked(line, headers, body, at)
