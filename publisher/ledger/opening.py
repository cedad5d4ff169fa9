"""Opening the ledger's file with care: made whole or not at all, trusted only after a look, brought up to date.

SQLite in WAL mode with `synchronous=FULL`: what a committed transaction wrote survives the loss of power. Writers begin
with `BEGIN IMMEDIATE`, so two never wait for each other half-way.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from publisher.errors import LedgerError
from publisher.ledger.lock import hold
from publisher.ledger.schema import APPLICATION_ID, HEAD, metadata, version

_BUSY = 30.0  # seconds that a writer waits for another one
_RESTORE = (
    "Restore it from a backup, or move it away: drafts that exist are then found again by their references, "
    "and none is made twice"
)


# ── opening ─────────────────────────────────────────────────────────────────────────────────────────────


def connect(path: Path) -> sqlite3.Connection:
    """A connection to an existing file, with our settings. Transactions are begun by us alone."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_BUSY, isolation_level=None, check_same_thread=False
    )
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def engine_of(creator: Callable[[], sqlite3.Connection], pool: type[sa.Pool]) -> sa.Engine:
    """SQLAlchemy over connections that we make."""
    engine = sa.create_engine("sqlite://", creator=creator, poolclass=pool)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        """Python's own module begins nothing (`isolation_level=None`), so this does."""
        writer = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


@contextmanager
def immediate(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that has the right to write from its first moment."""
    with engine.execution_options(immediate=True).begin() as connection:
        yield connection


def make_once(path: Path) -> None:
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
    made = engine_of(lambda: connect(beside), pool=StaticPool)
    with immediate(made) as connection:
        _fill(connection)
    made.dispose()  # the last one out folds the WAL into the file
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


def load(path: Path, copy: sqlite3.Connection, engine: sa.Engine) -> None:
    """Fill a copy in memory with the ledger's content, taken in one consistent look; an absent one is empty."""
    if path.exists():
        check_header(path)
        with _looking(path) as source:
            source.backup(copy)
    else:
        with immediate(engine) as connection:
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


def check_header(path: Path) -> None:
    """Refuse an empty file, which SQLite would take for a new database; what is none at all it refuses itself.

    The file is not opened to look: closing it would take away the locks by which this process's other connections hold
    it (POSIX), and the next program to close the ledger would remove the WAL that they write to
    (sqlite.org/howtocorrupt.html, section 2.2).
    """
    if not path.stat().st_size:
        raise LedgerError("the ledger is empty: it was cut off", where=_name(path), hint=_RESTORE)


def check(path: Path, engine: sa.Engine) -> None:
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

    with immediate(engine) as connection:
        config = Config()
        config.set_main_option("script_location", "publisher.ledger:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def told(path: Path) -> Iterator[None]:
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
    if "not a database" in words:
        return LedgerError("this file is not a ledger", where=_name(path), hint=_RESTORE)
    torn = any(sign in words for sign in ("malformed", "disk image", "no such table", "no such column"))
    hint = _RESTORE if torn else "Check the disk, and that no other program holds the file"
    return LedgerError(
        f"the ledger is torn ({words})" if torn else f"the ledger cannot be used: {words}", where=_name(path), hint=hint
    )
