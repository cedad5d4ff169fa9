"""The newest state of the project, and who waits for the next one.

All reading and drawing happens in one worker thread, one thing at a time: the server stays quick, readers of PDFs
are never called twice at once, and counting findings in the background gives way to whoever asks for a view.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from publisher.model import Campaign, Rendition
from publisher.preview.snapshot import Snapshot, take
from publisher.workspace import Workspace

_log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class Current:
    """Holds the newest snapshot. `load` opens the project as it is now; `address` is the preview's own."""

    def __init__(self, load: Callable[[], Workspace], address: str) -> None:
        self.address = address
        self._load = load
        self._worker = ThreadPoolExecutor(1, "preview")
        self._session = secrets.token_hex(4)  # so that a page of a former run knows that it is old
        self._number = 0
        self._snapshot: Snapshot | None = None
        self._shown: dict[str, Rendition] = {}
        self._stale = True
        self._reading = asyncio.Lock()
        self._news = asyncio.Event()
        self.closed = False

    @property
    def version(self) -> str:
        """The version of what was read last; empty before anything was."""
        return self._snapshot.version if self._snapshot else ""

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do some work in the one thread that reads and draws."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, lambda: work(*args, **kwargs))

    async def snapshot(self) -> Snapshot:
        """The newest state; whoever asks after a change waits until it has been read."""
        async with self._reading:
            if self._snapshot is None or self._stale:
                self._stale = False
                try:
                    self._snapshot = await self._read()
                except BaseException:
                    self._stale = True
                    raise
                self._tell()
            return self._snapshot

    async def _read(self) -> Snapshot:
        self._number += 1
        version = f"{self._session}-{self._number}"
        site = f"{self.address}/site"
        return await self.run(take, self._load, version=version, site=site, shown=self._shown)

    def changed(self) -> None:
        """The project's files have changed: what was read of them is old."""
        self._stale = True
        self._tell()

    def close(self) -> None:
        """End every stream of events, and do nothing more."""
        self.closed = True
        self._worker.shutdown(wait=False, cancel_futures=True)
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    # ── what goes on beside the requests ─────────────────────────────────────────────────────────────────

    async def events(self) -> AsyncIterator[tuple[str, str]]:
        """The version that is current, and each one after it; `counted` when the findings of one are known."""
        told: set[tuple[str, str]] = set()
        while not self.closed:
            news = self._news
            snapshot = await self._newest()
            if snapshot is not None:
                fresh = {("version", snapshot.version)}
                if snapshot.counted:
                    fresh.add(("counted", snapshot.version))
                for event in sorted(fresh - told, reverse=True):
                    yield event
                told = fresh
            if self._news is news:
                await news.wait()

    async def keep(self) -> None:
        """Read each new state as soon as there is one, and count its findings. Ends when cancelled."""
        while not self.closed:
            news = self._news
            snapshot = await self._newest()
            if snapshot is not None and not snapshot.counted:
                await self._count(snapshot)
            if self._news is news:
                await news.wait()

    async def _newest(self) -> Snapshot | None:
        """The newest state, or None where reading it met a bug, which is logged with its traceback."""
        try:
            return await self.snapshot()
        except Exception:  # noqa: BLE001 - a bug; the requests that meet it answer with it, and the server lives on
            if not self.closed:
                _log.exception("the project could not be read")
            return None

    async def _count(self, snapshot: Snapshot) -> None:
        for campaign in snapshot.campaigns:
            if self._stale or self.closed:
                return
            await self.run(_tally, snapshot, campaign)
        snapshot.counted = True
        self._tell()


def _tally(snapshot: Snapshot, campaign: Campaign) -> None:
    try:
        snapshot.tally(campaign)
    except Exception:  # noqa: BLE001 - a bug; the campaign's own view shows it, and the others are counted
        _log.exception("%s could not be checked", campaign.path)
