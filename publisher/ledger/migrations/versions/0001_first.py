"""The first schema: pushes and images."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "pushes",
        sa.Column("reference", sa.String, primary_key=True),
        sa.Column("edition", sa.String, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("begun", sa.String(32), nullable=False),
        sa.Column("changed", sa.String(32), nullable=False),
        sa.Column("draft_id", sa.String, nullable=False),
        sa.Column("payload_digest", sa.String, nullable=False),
        sa.Column("intended_digest", sa.String, nullable=False),
        sa.Column("remote_digest", sa.String, nullable=False),
        sa.Column("remote_modified", sa.String(32)),
        sa.Column("not_before", sa.String(32)),
    )
    op.create_table(
        "images",
        sa.Column("service", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("uploaded", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("service", "name"),
    )
