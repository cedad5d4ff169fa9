"""Where every campaign stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher import delivery, ledger
from publisher.model import Campaign, Edition
from publisher.render import addresses
from publisher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a campaign stands: `draft`, `scheduled` or `public`; its address; and what the ledger knows of it."""

    campaign: Campaign
    state: str
    address: str
    pushes: tuple[ledger.Push, ...]


def status(workspace: Workspace) -> tuple[Standing, ...]:
    """Every campaign, earliest first, those without a date last. Looks at files and ledger only."""
    from publisher.ledger.store import Ledger

    with Ledger.read_only(workspace.project.ledger) as book:
        rows = list(book.pushes().values())
    ordered = sorted(workspace.campaigns, key=lambda one: (one.date is None, one.date or workspace.now, one.slug))
    return tuple(_standing(workspace, campaign, rows) for campaign in ordered)


def _standing(workspace: Workspace, campaign: Campaign, rows: Sequence[ledger.Push]) -> Standing:
    edition = Edition(campaign)
    state = "draft" if campaign.date is None else "public" if edition.public_at(workspace.now) else "scheduled"
    known = tuple(row for row in rows if row.edition == edition.key and _ours(workspace, row))
    return Standing(campaign, state, addresses.absolute(workspace.config, edition.path), known)


def _ours(workspace: Workspace, row: ledger.Push) -> bool:
    return row.reference == delivery.reference(workspace.config.id, row.edition, row.service)
