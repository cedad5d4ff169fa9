"""A service of ours, opened against its local server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from publisher.services import Service, open_service

from tests.services.servers import remote
from tests.services.servers.base import Clock, Remote, real_time
from tests.services.servers.faults import Fault
from tests.services.servers.serving import Server


def key(server: Server) -> str:
    """The key that the server accepts."""
    return server.remote.key


@contextmanager
def opened(
    name: str, root: Path, *faults: Fault, there: Remote | None = None, clock: Clock = real_time, **options: Any
) -> Iterator[Any]:
    """`(service, server)`; `options` beside those that the server needs, `there` in place of a fresh one.

    Every request and answer of the block is as the vendor describes it, or the block fails at its end.
    """
    with Server(there or remote(name), faults) as server:
        told = {"base_url": server.url, "api_key": key(server), **server.remote.options, **options}
        service: Service = open_service("main", name, told, root=root, clock=clock)
        yield service, server
    assert not server.violations, "\n".join(server.violations)


def requests(server: Server) -> list[str]:
    """What was asked, in order: `GET /campaigns`."""
    return [f"{entry.method} {entry.path}" for entry in server.log]
