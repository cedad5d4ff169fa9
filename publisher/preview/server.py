"""Runs the preview on loopback until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING

from publisher.errors import UsageError
from publisher.preview import guard
from publisher.preview.application import application
from publisher.preview.current import Current
from publisher.preview.watching import watch
from publisher.project import Project

if TYPE_CHECKING:
    from uvicorn import Server

    from publisher.workspace import Workspace

ADDRESS = "127.0.0.1"
"""The only address that the preview listens on."""

_GRACE = 1  # seconds that open answers get when we are told to stop


def listen(port: int) -> socket.socket:
    """A socket on loopback that takes connections from now on; port 0 takes any that is free.

    Raises UsageError for a port that is taken or not allowed: another one is never taken unasked.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # there it means: also right after a former run; on Windows: although another has it
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
        listener.listen()
    except OSError as problem:
        listener.close()
        taken = problem.errno in (errno.EADDRINUSE, errno.EACCES) and port >= 1024
        what = f"port {port} is taken" if taken else f"port {port} cannot be used ({problem.strerror})"
        other = port + 1 if 1024 <= port < 65535 else 8421
        hint = f"Another preview may be running; or choose another: publisher preview --port {other}"
        raise UsageError(what, hint=hint) from None
    return listener


def serve(load: Callable[[], Workspace], project: Project, listener: socket.socket, *, poll: bool = False) -> None:
    """Serve the preview of a project on `listener`, and watch its files, until SIGINT or SIGTERM.

    `load` opens the project as it is at the moment of the call. `poll` is for folders that tell of no changes.
    Raises KeyboardInterrupt after SIGINT; SIGTERM returns. Either takes about a second.
    """
    with _quiet_end():
        asyncio.run(_serve(load, project, listener, poll=poll))


async def _serve(load: Callable[[], Workspace], project: Project, listener: socket.socket, *, poll: bool) -> None:
    port: int = listener.getsockname()[1]
    current = Current(load, f"http://{ADDRESS}:{port}")
    server = _server(current, port)
    beside = [asyncio.create_task(watch(project, current.changed, poll=poll)), asyncio.create_task(current.keep())]
    try:
        await server.serve(sockets=[listener])
    finally:
        current.close()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


def _server(current: Current, port: int) -> Server:
    import uvicorn

    class StoppingServer(uvicorn.Server):
        """Ends the streams of events at once, for it would wait for them."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            super().handle_exit(sig, frame)
            loop.call_soon_threadsafe(current.close)

    loop = asyncio.get_running_loop()
    # Answers that have to be cut off are no news to whoever stopped us.
    logging.getLogger("uvicorn.error").addFilter(lambda record: not record.getMessage().startswith("Cancel "))
    app = application(current, allowed=guard.hosts(port))
    return StoppingServer(
        uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            interface="asgi3",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
    )


@contextlib.contextmanager
def _quiet_end() -> Iterator[None]:
    """SIGTERM is how others ask us to stop: no failure. The server raises it again once it has stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)
