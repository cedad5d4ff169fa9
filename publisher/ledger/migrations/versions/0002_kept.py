"""Drafts that stay as a person edited them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; no draft was kept before."""
    op.add_column("pushes", sa.Column("kept", sa.Boolean, nullable=False, server_default=sa.false()))
