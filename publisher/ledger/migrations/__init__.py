"""Alembic's scripts: how an older ledger becomes one of today. Loaded only for that."""
