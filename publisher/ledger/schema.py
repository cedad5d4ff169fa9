"""The ledger's tables, as SQLAlchemy sees them. `migrations/` brings an older ledger to the same shape."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    TypeDecorator,
    false,
)

# Written into the file's header: `file` and we know the ledger by it ("publ" in ASCII).
APPLICATION_ID = 0x7075626C
# The newest revision of `migrations/versions`; revisions are numbers of four digits.
HEAD = "0003"


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored as UTC text (ISO 8601 with microseconds), so that order is that of the text."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To UTC; a naive time is a bug and raises ValueError."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without zone: {value}")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Back to an aware datetime in UTC."""
        del dialect
        return datetime.fromisoformat(value) if value is not None else None


metadata = MetaData()

pushes = Table(
    "pushes",
    metadata,
    Column("reference", String, primary_key=True),
    Column("edition", String, nullable=False),
    Column("service", String, nullable=False),
    Column("state", String, nullable=False),
    Column("begun", Instant, nullable=False),
    Column("changed", Instant, nullable=False),
    Column("draft_id", String, nullable=False),
    Column("payload_digest", String, nullable=False),
    Column("intended_digest", String, nullable=False),
    Column("remote_digest", String, nullable=False),
    Column("remote_modified", Instant),
    Column("not_before", Instant),
    Column("kept", Boolean, nullable=False, server_default=false()),
)

images = Table(
    "images",
    metadata,
    Column("service", String, nullable=False),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False),
    Column("uploaded", Instant, nullable=False),
    PrimaryKeyConstraint("service", "name"),
)

acts = Table(
    "acts",
    metadata,
    Column("edition", String, nullable=False),
    Column("act", String, nullable=False),
    Column("state", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try", Instant),
    Column("note", String, nullable=False),
    PrimaryKeyConstraint("edition", "act"),
)

told = Table(
    "told",
    metadata,
    Column("event", String, primary_key=True),
    Column("at", Instant, nullable=False),
)

version = Table("alembic_version", metadata, Column("version_num", String(32), primary_key=True))
