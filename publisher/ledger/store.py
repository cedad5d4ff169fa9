"""The ledger's file: opened with care, read and written in small durable transactions.

SQLite in WAL mode with `synchronous=FULL`: what `write` returned from survives the loss of power. Writers begin with
`BEGIN IMMEDIATE`, so two never wait for each other half-way.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.pool import QueuePool, StaticPool

from publisher.errors import LedgerError
from publisher.ledger.entries import Push, PushState
from publisher.ledger.lock import hold
from publisher.ledger.schema import APPLICATION_ID, HEAD, images, metadata, pushes, version
from publisher.ledger.witness import recall, testify

_BUSY = 30.0  # seconds that a writer waits for another one
_RESTORE = (
    "Restore it from a backup, or move it away: drafts that exist are then found again by their references, "
    "and none is made twice"
)


class Ledger:
    """What happened in services. Safe for several threads; other processes may use the same file."""

    def __init__(self, path: Path, engine: sa.Engine, *, writable: bool) -> None:
        self._path = path
        self._engine = engine
        self._writable = writable

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open for writing; made with its folder when absent, brought up to date when older.

        Raises `LedgerError` for a file that is torn, foreign or newer than this program.
        """
        with _told(path):
            _make_once(path)
            _check_header(path)
            engine = _engine(lambda: _connect(path), pool=QueuePool)
            return cls._ready(path, engine, writable=True)

    @classmethod
    def read_only(cls, path: Path) -> Self:
        """Look at the ledger as it is now; nothing is created or changed. An absent one is empty.

        Works on a copy in memory, which is brought up to date when the file is older. Raises `LedgerError` as `open`.
        """
        copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        engine = _engine(lambda: copy, pool=StaticPool)
        with _told(path):
            return cls._ready(path, engine, writable=False, load=lambda: _load(path, copy, engine))

    @classmethod
    def _ready(
        cls, path: Path, engine: sa.Engine, *, writable: bool, load: Callable[[], object] = lambda: None
    ) -> Self:
        """Check what was opened, and migrate it."""
        try:
            load()
            _check(path, engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(path, engine, writable=writable)

    def close(self) -> None:
        """Let go of the file."""
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
        with _told(self._path):
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

    # ── one at a time ───────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def hold(self, edition: str, wait: float) -> Iterator[None]:
        """Be the only one, of all processes, that pushes this edition (any name) by this ledger.

        Waits up to `wait` seconds, then raises `TimeoutError`. A holder that died holds nothing.
        """
        name = hashlib.sha256(edition.encode()).hexdigest()[:16]
        with ExitStack() as held:
            with _told(self._path):
                held.enter_context(hold(self._path.with_name(f"{self._path.name}.{name}.lock"), wait))
            yield

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        """A connection for looking."""
        with _told(self._path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """A connection in a transaction that is committed at the end."""
        if not self._writable:
            raise RuntimeError("this ledger was opened for reading")
        with _told(self._path), _immediate(self._engine) as connection:
            yield connection


def _push(row: sa.RowMapping) -> Push:
    """A row as a value."""
    values = {field.name: row[field.name] for field in fields(Push)}
    return Push(**{**values, "state": PushState(values["state"])})


# ── opening ─────────────────────────────────────────────────────────────────────────────────────────────


def _connect(path: Path) -> sqlite3.Connection:
    """A connection to an existing file, with our settings. Transactions are begun by us alone."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_BUSY, isolation_level=None, check_same_thread=False
    )
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _engine(creator: Callable[[], sqlite3.Connection], pool: type[sa.Pool]) -> sa.Engine:
    """SQLAlchemy over connections that we make."""
    engine = sa.create_engine("sqlite://", creator=creator, poolclass=pool)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        """Python's own module begins nothing (`isolation_level=None`), so this does."""
        writer = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


@contextmanager
def _immediate(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that has the right to write from its first moment."""
    with engine.execution_options(immediate=True).begin() as connection:
        yield connection


def _make_once(path: Path) -> None:
    """Make the ledger unless it is there. Two programs at once make one."""
    try:
        with hold(path.with_name(f"{path.name}.lock"), _BUSY):
            if not path.exists():
                _make(path)
    except TimeoutError as error:
        raise LedgerError("another program holds the ledger", where=_name(path), hint="Run again later") from error


def _make(path: Path) -> None:
    """Make an empty ledger beside its place and rename it there: a ledger that exists is whole."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    beside.touch()
    engine = _engine(lambda: _connect(beside), pool=StaticPool)
    with _immediate(engine) as connection:
        _fill(connection)
    engine.dispose()  # the last one out folds the WAL into the file
    beside.replace(path)
    _synchronise(path.parent)


def _fill(connection: sa.Connection) -> None:
    """The newest schema, without Alembic."""
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    metadata.create_all(connection)
    connection.execute(sa.insert(version).values(version_num=HEAD))


def _synchronise(folder: Path) -> None:
    """Make a renaming durable, where folders can be synchronised."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _load(path: Path, copy: sqlite3.Connection, engine: sa.Engine) -> None:
    """Fill a copy in memory with the ledger's content, taken in one consistent look; an absent one is empty."""
    if path.exists():
        _check_header(path)
        with _looking(path) as source:
            source.backup(copy)
    else:
        with _immediate(engine) as connection:
            _fill(connection)


@contextmanager
def _looking(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing.

    Opened like a writer's where the file allows it, because only such a one takes WAL's side files away again.
    """
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    mode = "mode=rw" if writable else "mode=ro&immutable=1"
    source = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=_BUSY, isolation_level=None)
    try:
        source.execute("PRAGMA query_only=ON")
        yield source
    finally:
        source.close()


# ── trusting ────────────────────────────────────────────────────────────────────────────────────────────


def _name(path: Path) -> str:
    """The ledger as messages call it: `.publisher/ledger.sqlite`."""
    return "/".join(path.parts[-2:])


def _check_header(path: Path) -> None:
    """Refuse what is not an SQLite file at all."""
    with path.open("rb") as file:
        start = file.read(16)
    if not start:
        raise LedgerError("the ledger is empty: it was cut off", where=_name(path), hint=_RESTORE)
    if start != b"SQLite format 3\0":
        raise LedgerError("this file is not a ledger", where=_name(path), hint=_RESTORE)


def _check(path: Path, engine: sa.Engine) -> None:
    """Refuse a foreign, torn or newer ledger; migrate an older one."""
    with engine.connect() as connection:
        owner = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        if owner != APPLICATION_ID:
            what = "this is a database of another program, not a ledger"
            raise LedgerError(what, where=_name(path), hint="Name another file, or move this one away")
        verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if verdict != "ok":
            raise LedgerError("the ledger is torn", where=_name(path), hint=_RESTORE)
        revision = _revision(connection)
    if revision > HEAD:
        what = f"the ledger was written by a newer publisher (schema {revision}, this program knows {HEAD})"
        raise LedgerError(what, where=_name(path), hint="Update publisher")
    if revision < HEAD:
        _migrate(engine)


def _revision(connection: sa.Connection) -> str:
    """The schema's revision; empty for a ledger that has none yet."""
    if not sa.inspect(connection).has_table(version.name):
        return ""
    return connection.execute(sa.select(sa.func.max(version.c.version_num))).scalar_one() or ""


def _migrate(engine: sa.Engine) -> None:
    """Bring the schema up to date in one transaction: all of it or none."""
    from alembic import command  # 0.8 s that only an older ledger costs
    from alembic.config import Config

    with _immediate(engine) as connection:
        config = Config()
        config.set_main_option("script_location", "publisher.ledger:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system refuse into one clear line, without the values that were written."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _refused(path, error.orig) from error
    except sqlite3.Error as error:
        raise _refused(path, error) from error
    except TimeoutError:
        raise
    except OSError as error:
        what = f"the ledger cannot be used: {error.strerror or type(error).__name__}"
        raise LedgerError(what, where=_name(path), hint="Check its folder and the disk") from error


def _refused(path: Path, error: BaseException | None) -> LedgerError:
    """SQLite's own words; damage has a way back, everything else is about the disk or another program."""
    words = str(error)
    torn = any(
        sign in words for sign in ("malformed", "not a database", "disk image", "no such table", "no such column")
    )
    hint = _RESTORE if torn else "Check the disk, and that no other program holds the file"
    return LedgerError(
        f"the ledger is torn ({words})" if torn else f"the ledger cannot be used: {words}", where=_name(path), hint=hint
    )
