"""A `Remote` behind a real port of 127.0.0.1: threads, kept connections, latency, faults, counters.

`with Server(remote, faults=[…]) as server:` serves until the block ends. Raw sockets are in hand, because resets and
cut bodies are what is tried. A mistake in a service's own code answers 500 and is raised again at the block's end.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tests.services.servers.base import Remote, Reply, Request
from tests.services.servers.contract import for_remote
from tests.services.servers.faults import Fault
from tests.services.servers.handling import Listener

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
PID_WAIT = 10.0  # seconds that a fault waits for `pid_to_kill` to be named


@dataclass(frozen=True)
class Entry:
    """One request that came in: `path` below the base, what was answered (0: nothing, or not all), and the fault."""

    method: str
    path: str
    status: int
    fault: Fault | None
    query: str = ""
    body: bytes = b""

    def __str__(self) -> str:
        struck = f" [{self.fault}]" if self.fault else ""
        return f"{self.method} {self.path}{'?' if self.query else ''}{self.query} → {self.status}{struck}"


class Server:
    """One service on a port of its own.

    `url` is what a config's `base_url` takes. `log` has every request, in the order in which they ended. `writes`
    counts the POST, PUT, PATCH and DELETE requests that reached the service. `fired` lists the faults that struck.
    `violations` says where a request or an answer is not as the vendor's description has it. `pid_to_kill` is the
    process that KILL and TERM strike: a number, or what returns one. `most_at_once` is the largest number of requests
    in hand together.
    """

    def __init__(
        self,
        remote: Remote,
        faults: Sequence[Fault] = (),
        latency: float = 0.0,
        *,
        port: int = 0,
        validate: bool = True,
    ) -> None:
        """`latency` in seconds, before each request; `validate=False` leaves the description aside (measurements)."""
        self.remote = remote
        self.latency = latency
        self.contract = for_remote(remote) if validate else None
        self.log: list[Entry] = []
        self.fired: list[Fault] = []
        self.violations: list[str] = []
        self.crashes: list[str] = []
        self.writes = 0
        self.most_at_once = 0
        self.pid_to_kill: int | Callable[[], int | None] | None = None
        self.stopping = threading.Event()
        self._faults: list[list[Fault | int]] = []
        self._at_once = 0
        self._connections: set[socket.socket] = set()
        self._late: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._http = Listener(self, port)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self.strike(*faults)
        remote.root = self.root

    @property
    def root(self) -> str:
        """The server's address without the service's base."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        """The service's base address."""
        return self.root + self.remote.base

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self.crashes and error is None:
            raise AssertionError("the local server itself failed:\n" + "\n".join(self.crashes))

    def stop(self) -> None:
        """Close the port and every connection, and wait for what is still being processed."""
        self.stopping.set()
        self._http.shutdown()
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._http.server_close()
        self.settle()
        self._thread.join()

    def strike(self, *faults: Fault) -> None:
        """Add faults; their counts begin now."""
        with self._lock:
            self._faults.extend([fault, 0] for fault in faults)

    def calm(self) -> None:
        """Forget all faults, those that are still to come too."""
        with self._lock:
            self._faults.clear()

    def settle(self, timeout: float = 30.0) -> None:
        """Wait until every late request has been processed."""
        for thread in list(self._late):
            thread.join(timeout)

    # ── what handlers call ──

    def enter(self, connection: socket.socket) -> None:
        """Remember an open connection; one that comes while the server stops is closed."""
        with self._lock:
            self._connections.add(connection)
        if self.stopping.is_set():
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def leave(self, connection: socket.socket) -> None:
        """Forget a closed one."""
        with self._lock:
            self._connections.discard(connection)

    def due(self, request: Request) -> Fault | None:
        """The fault that strikes this request, if one does; all that are about it count it."""
        struck: Fault | None = None
        with self._lock:
            for counted in self._faults:
                fault, count = counted
                assert isinstance(fault, Fault)
                assert isinstance(count, int)
                if not fault.meets(request.method, request.path):
                    continue
                counted[1] = count + 1
                if struck is None and fault.due(count + 1):
                    struck = fault
            if struck:
                self.fired.append(struck)
        return struck

    @contextlib.contextmanager
    def in_hand(self) -> Iterator[int]:
        """Count a request as being in hand; gives how many are, with this one."""
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            now = self._at_once
        try:
            yield now
        finally:
            with self._lock:
                self._at_once -= 1

    def process(self, request: Request) -> Reply:
        """Let the service answer, and hold request and answer against the vendor's description."""
        if request.method in WRITING:
            with self._lock:
                self.writes += 1
        try:
            reply = self.remote.handle(request)
            wrong = self.contract.exchange(request, reply) if self.contract else []
        except Exception:  # noqa: BLE001 - a mistake in a service's own code; `__exit__` raises it
            self.crashes.append(f"{request.method} {request.path}\n{traceback.format_exc()}")
            return Reply(500, b"the local server itself failed", {"Content-Type": "text/plain"})
        if wrong:
            with self._lock:
                self.violations.extend(wrong)
        return reply

    def process_late(self, request: Request, seconds: float) -> None:
        """Process it when that time has passed, whatever became of the connection."""

        def act() -> None:
            time.sleep(seconds)
            self.process(request)

        thread = threading.Thread(target=act)
        self._late.append(thread)
        thread.start()

    def note(self, request: Request, query: str, status: int, fault: Fault | None) -> None:
        """Write a request into the log."""
        with self._lock:
            self.log.append(Entry(request.method, request.path, status, fault, query, request.body))

    def send_signal(self, number: int) -> None:
        """Signal the client's process, waiting a while for it to be named."""
        end = time.monotonic() + PID_WAIT
        while time.monotonic() < end:
            pid = self.pid_to_kill() if callable(self.pid_to_kill) else self.pid_to_kill
            if pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
                return
            time.sleep(0.005)
        self.crashes.append("a fault was to signal the client's process, and nobody named it in pid_to_kill")
