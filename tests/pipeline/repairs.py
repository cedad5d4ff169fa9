"""What the tests of repairs by hand look at and change."""

from __future__ import annotations

import json
from pathlib import Path

from publisher import pipeline
from publisher.ledger import Push
from publisher.ledger.store import Ledger
from publisher.pipeline import Held

from tests.pipeline.desk import Desk

TWO = "services:\n  local: {use: outbox}\n  other: {use: outbox, folder: other}\n"


def with_services(desk: Desk, services: str) -> None:
    """Other services in config.yaml."""
    config = desk.root / "config.yaml"
    config.write_text(config.read_text().partition("services:\n")[0] + services)


def rows(desk: Desk) -> list[Push]:
    """What the ledger knows."""
    with Ledger.read_only(desk.root / ".publisher/ledger.sqlite") as book:
        return list(book.pushes().values())


def remote(desk: Desk, *slugs: str) -> dict[tuple[str, str], Held]:
    """What the services hold, by slug and service."""
    return {(one.slug, one.service): one for one in pipeline.remote(desk.open(), slugs, time=desk.time)}


def files(desk: Desk) -> dict[Path, bytes]:
    """Everything in the project but its cache and its state."""
    found = (path for path in desk.root.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in found if ".publisher" not in path.parts}


def mark(record: Path, **values: object) -> None:
    """Change what a draft's record says, as a person does."""
    record.write_text(json.dumps({**json.loads(record.read_text()), **values}))
