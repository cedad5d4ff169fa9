"""What happened in services: read and written in small durable transactions (`opening.py` says how durable)."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.pool import QueuePool, StaticPool

from publisher.ledger import opening
from publisher.ledger.entries import Acted, ActState, Push, PushState
from publisher.ledger.lock import hold
from publisher.ledger.schema import acts, images, pushes, told
from publisher.ledger.witness import recall, testify


class Ledger:
    """What happened in services. Safe for several threads; other processes may use the same file."""

    def __init__(self, path: Path, engine: sa.Engine, *, writable: bool) -> None:
        self._path = path
        self._engine = engine
        self._writable = writable
        self._watching: sqlite3.Connection | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open for writing; made with its folder when absent, brought up to date when older.

        Raises `LedgerError` for a file that is torn, foreign or newer than this program.
        """
        with opening.told(path):
            opening.make_once(path)
            opening.check_header(path)
            engine = opening.engine_of(lambda: opening.connect(path), pool=QueuePool)
            return cls._ready(path, engine, writable=True)

    @classmethod
    def read_only(cls, path: Path) -> Self:
        """Look at the ledger as it is now; nothing is created or changed. An absent one is empty.

        Works on a copy in memory, which is brought up to date when the file is older. Raises `LedgerError` as `open`.
        """
        copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        engine = opening.engine_of(lambda: copy, pool=StaticPool)
        with opening.told(path):
            return cls._ready(path, engine, writable=False, load=lambda: opening.load(path, copy, engine))

    @classmethod
    def _ready(
        cls, path: Path, engine: sa.Engine, *, writable: bool, load: Callable[[], object] = lambda: None
    ) -> Self:
        """Check what was opened, and migrate it."""
        try:
            load()
            opening.check(path, engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(path, engine, writable=writable)

    def close(self) -> None:
        """Let go of the file."""
        if self._watching is not None:
            self._watching.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── pushes ──────────────────────────────────────────────────────────────────────────────────────────

    def pushes(self) -> dict[str, Push]:
        """Every push by its reference."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(pushes).order_by(pushes.c.reference)).mappings()
            return {row["reference"]: _push(row) for row in rows}

    def push(self, reference: str) -> Push | None:
        """What is known of one reference."""
        with self._reading() as connection:
            found = connection.execute(sa.select(pushes).where(pushes.c.reference == reference)).mappings().first()
            return _push(found) if found else None

    def write(self, push: Push) -> None:
        """Put down a push, in place of what was known of its reference. Durable when this returns."""
        values = asdict(push)
        with self._writing() as connection:
            connection.execute(insert(pushes).values(values).on_conflict_do_update(["reference"], set_=values))

    def begin(self, push: Push) -> None:
        """Put down an intent, also where it is remembered should the ledger be lost. Durable when this returns."""
        self.write(push)
        with opening.told(self._path):
            testify(self._witness, push.reference, push.changed)

    def begun(self) -> dict[str, datetime]:
        """When each reference was last begun, as remembered beside the ledger: also what a lost ledger knew."""
        return recall(self._witness)

    def remove(self, reference: str) -> None:
        """Forget a push, as a person asked."""
        with self._writing() as connection:
            connection.execute(sa.delete(pushes).where(pushes.c.reference == reference))

    @property
    def _witness(self) -> Path:
        """The file of `begin` and `begun`."""
        return self._path.with_name(f"{self._path.name}.begun")

    # ── images ──────────────────────────────────────────────────────────────────────────────────────────

    def images(self, service: str) -> dict[str, str]:
        """Addresses of what was uploaded to a service, by rendition name (which holds the content's hash)."""
        query = sa.select(images.c.name, images.c.address).where(images.c.service == service)
        with self._reading() as connection:
            return {row.name: row.address for row in connection.execute(query)}

    def write_image(self, service: str, name: str, address: str, now: datetime) -> None:
        """Put down where an uploaded image is. Durable when this returns."""
        values = {"service": service, "name": name, "address": address, "uploaded": now}
        with self._writing() as connection:
            connection.execute(insert(images).values(values).on_conflict_do_update(["service", "name"], set_=values))

    # ── the schedule ────────────────────────────────────────────────────────────────────────────────────

    def acts(self) -> dict[tuple[str, str], Acted]:
        """What is known of the schedule's acts, by edition key and act."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(acts)).mappings()
            return {(row["edition"], row["act"]): _acted(row) for row in rows}

    def write_acts(self, entries: Sequence[Acted]) -> None:
        """Put down what became of acts, all of them or none. Durable when this returns."""
        with self._writing() as connection:
            for entry in entries:
                values = asdict(entry)
                connection.execute(insert(acts).values(values).on_conflict_do_update(["edition", "act"], set_=values))

    def remove_acts(self, edition: str) -> None:
        """Forget what is known of an edition's acts."""
        with self._writing() as connection:
            connection.execute(sa.delete(acts).where(acts.c.edition == edition))

    def told(self) -> dict[str, datetime]:
        """Of which events people were told, and when."""
        with self._reading() as connection:
            return {row.event: row.at for row in connection.execute(sa.select(told))}

    def tell(self, event: str, now: datetime) -> bool:
        """Put down that people are being told of an event; False where that was put down before."""
        with self._writing() as connection:
            values = {"event": event, "at": now}
            return connection.execute(insert(told).values(values).on_conflict_do_nothing()).rowcount == 1

    def untell(self, event: str) -> bool:
        """Take that back: the event is over, or nobody could be told; False where nothing was put down."""
        with self._writing() as connection:
            return connection.execute(sa.delete(told).where(told.c.event == event)).rowcount == 1

    def changes(self) -> int:
        """A number that is another one after anybody wrote to the ledger; costs microseconds."""
        with opening.told(self._path):
            if self._watching is None:
                self._watching = opening.connect(self._path)
            found: int = self._watching.execute("PRAGMA data_version").fetchone()[0]
            return found

    # ── one at a time ───────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def hold(self, edition: str, wait: float) -> Iterator[None]:
        """Be the only one, of all processes, that pushes this edition (any name) by this ledger.

        Waits up to `wait` seconds, then raises `TimeoutError`. A holder that died holds nothing.
        """
        name = hashlib.sha256(edition.encode()).hexdigest()[:16]
        with ExitStack() as held:
            with opening.told(self._path):
                held.enter_context(hold(self._path.with_name(f"{self._path.name}.{name}.lock"), wait))
            yield

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        """A connection for looking."""
        with opening.told(self._path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """A connection in a transaction that is committed at the end."""
        if not self._writable:
            raise RuntimeError("this ledger was opened for reading")
        with opening.told(self._path), opening.immediate(self._engine) as connection:
            yield connection


def _push(row: sa.RowMapping) -> Push:
    """A row as a value."""
    values = {field.name: row[field.name] for field in fields(Push)}
    return Push(**{**values, "state": PushState(values["state"])})


def _acted(row: sa.RowMapping) -> Acted:
    """A row as a value."""
    values = {field.name: row[field.name] for field in fields(Acted)}
    return Acted(**{**values, "state": ActState(values["state"])})
