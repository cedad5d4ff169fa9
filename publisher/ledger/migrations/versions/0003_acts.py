"""What the scheduler did, gave up for now, and told people about."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables; nothing was remembered before."""
    op.create_table(
        "acts",
        sa.Column("edition", sa.String, nullable=False),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_try", sa.String(32)),
        sa.Column("note", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("edition", "act"),
    )
    op.create_table(
        "told",
        sa.Column("event", sa.String, primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
    )
