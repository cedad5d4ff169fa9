"""Where every campaign stands: on the site, in services, and in the schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher import delivery, ledger
from publisher.model import Campaign, Edition
from publisher.pipeline.running import past
from publisher.render import addresses
from publisher.timetable import Act, Listed, Past, Plan, State, Timetable
from publisher.workspace import Workspace

_HORIZONS = (timedelta(days=35), timedelta(days=400), timedelta(days=8 * 366 + 31))  # a 29 February may be that far


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A campaign in the schedule: its next edition, if there is one, and what is held, skipped or missed of it."""

    next: Listed | None
    listed: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a campaign stands; its address; what the ledger knows of its drafts; and its place in the schedule, if any.

    `state` is draft, scheduled or public; of what the schedule keeps back held, skipped, missed or dropped; `email
    only` for what never appears on the site; `over` for what recurred. `address` is that of the newest public edition,
    else of the next one.
    """

    campaign: Campaign
    state: str
    address: str
    pushes: tuple[ledger.Push, ...]
    scheduled: Scheduled | None = None

    @property
    def at(self) -> datetime | None:
        """When it appears: its date, or that of its next edition."""
        coming = self.scheduled.next if self.scheduled else None
        return self.campaign.date or (coming.occurrence.at if coming else None)


def status(workspace: Workspace) -> tuple[Standing, ...]:
    """Every campaign, earliest first, those without a date last. Looks at files and ledger only.

    Raises ConfigError for a schedule that cannot be meant.
    """
    from publisher.ledger.store import Ledger

    with Ledger.read_only(workspace.project.ledger) as book:
        rows = [row for row in book.pushes().values() if _ours(workspace, row)]
        before = past(workspace, book)
    places = _places(workspace, before)
    newest: dict[str, Edition] = {}
    for edition in workspace.editions:
        newest.setdefault(edition.campaign.id, edition)
    found = [_standing(workspace, one, rows, newest.get(one.id), places.get(one.id)) for one in workspace.campaigns]
    return tuple(sorted(found, key=lambda one: (one.at is None, one.at or workspace.now, one.campaign.slug)))


def _ours(workspace: Workspace, row: ledger.Push) -> bool:
    return row.reference == delivery.reference(workspace.config.id, row.edition, row.service)


def _standing(
    workspace: Workspace,
    campaign: Campaign,
    rows: Sequence[ledger.Push],
    public: Edition | None,
    place: Scheduled | None,
) -> Standing:
    coming = place.next.occurrence.edition if place and place.next else Edition(campaign)
    address = addresses.absolute(workspace.config, (public or coming).path)
    mine = tuple(row for row in rows if row.edition.partition("@")[0] == campaign.id)
    return Standing(campaign, _state(workspace, campaign, public, place), address, mine, place)


def _state(workspace: Workspace, campaign: Campaign, public: Edition | None, place: Scheduled | None) -> str:
    """One word for where a campaign stands."""
    if place is None:
        return "public" if public else "draft" if campaign.date is None else "scheduled"
    plan = next(one for one in workspace.timetable.plans if one.campaign.id == campaign.id)
    if public and (plan.rule is None or place.next is None):
        return "public"
    if place.next:
        return "scheduled"
    if place.listed:
        return str(place.listed[0].state)
    once = plan.occurrence(None) if plan.rule is None else None
    if once and (once.dropped or once.held):
        return str(State.DROPPED if once.dropped else State.HELD)
    return "over" if Act.PUBLISH in plan.acts else "email only"


# ── the schedule ────────────────────────────────────────────────────────────────────────────────────────


def _places(workspace: Workspace, before: Past) -> Mapping[str, Scheduled]:
    """By campaign id: what the loop would do about it next, and what it lists."""
    table, now = workspace.timetable, workspace.now
    look = table.look(before, now)
    due = {job.occurrence.edition.campaign.id: job.occurrence for job in reversed(look.due)}
    found = {}
    for plan in table.plans:
        name = plan.campaign.id
        listed = tuple(one for one in look.listed if one.occurrence.edition.campaign.id == name)
        occurrence = due.get(name)
        coming = Listed(occurrence, occurrence.acts, State.DUE) if occurrence else _next(table, plan, before, now)
        found[name] = Scheduled(coming, listed)
    return found


def _next(table: Timetable, plan: Plan, before: Past, now: datetime) -> Listed | None:
    """The next edition of an entry that is not given up, and how it stands."""
    alone = Timetable((plan,), table.blackouts, table.zone)
    for horizon in _HORIZONS:
        found = alone.standings(before, now + timedelta(microseconds=1), now + horizon, now)
        for one in found:
            if one.state is State.COMING and not one.occurrence.gives_way:
                return one
    return None
