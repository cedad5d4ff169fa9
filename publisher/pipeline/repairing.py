"""Repairs by hand: what services hold, what the ledger should forget, and drafts that it should know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher import delivery
from publisher.errors import PublisherError, ServiceError, UsageError
from publisher.ledger import Push, PushState
from publisher.model import Campaign, Channel, Edition
from publisher.pipeline.checking import chosen
from publisher.pipeline.pushing import edition_of, open_service, recurs, service_name
from publisher.services.base import Account, Draft, RemoteState, Service, Status
from publisher.workspace import Workspace

if TYPE_CHECKING:
    from publisher.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Held:
    """What a service holds of an edition now, and what the ledger knows of it; `error` where it could not be asked."""

    slug: str
    service: str
    row: Push | None
    state: RemoteState | None = None
    error: PublisherError | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a service says about our access to it; `error` where it says nothing."""

    name: str
    service: Service | None = None
    account: Account | None = None
    error: PublisherError | None = None


def remote(workspace: Workspace, slugs: Sequence[str] = (), *, time: delivery.Time) -> tuple[Held, ...]:
    """What the services hold of these campaigns, or of all that the ledger knows or the newsletter has. Reads only."""
    from publisher.ledger.store import Ledger

    with Ledger.read_only(workspace.project.ledger) as book:
        rows = book.pushes()
    wanted = _asked(workspace, chosen(workspace, slugs) if slugs else workspace.campaigns, rows)
    held: list[Held] = []
    for name in dict.fromkeys(service for _, service, _ in wanted):
        group = [(slug, reference) for slug, service, reference in wanted if service == name]
        held += _held(workspace, name, group, rows, time)
    return tuple(sorted(held, key=lambda one: (one.slug, one.service)))


def _asked(workspace: Workspace, campaigns: Sequence[Campaign], rows: Mapping[str, Push]) -> list[tuple[str, str, str]]:
    """Slug, service and reference of all that a service may hold."""
    project, found = workspace.config.id, {}
    for campaign in campaigns:
        if Channel.NEWSLETTER in campaign.channels and campaign.date and workspace.config.services:
            name = service_name(workspace, campaign)
            found[delivery.reference(project, Edition(campaign).key, name)] = (campaign.slug, name)
        for row in rows.values():
            if row.edition.partition("@")[0] == campaign.id and row.service in workspace.config.services:
                found[row.reference] = (campaign.slug + row.edition.removeprefix(campaign.id), row.service)
    return [(slug, service, reference) for reference, (slug, service) in found.items()]


def _held(
    workspace: Workspace,
    name: str,
    group: Sequence[tuple[str, str]],
    rows: Mapping[str, Push],
    time: delivery.Time,
) -> list[Held]:
    """What one service holds: one listing, and a reading of each draft."""
    held: list[Held] = []
    try:
        service = open_service(workspace, name, time)
        listed = service.find([reference for _, reference in group], None)
        for slug, reference in group:
            row, draft = rows.get(reference), listed.get(reference)
            known = row.draft_id if row and row.draft_id else draft.id if draft else ""
            if known:
                held.append(Held(slug, name, row, service.read(known)))
            elif row:
                held.append(Held(slug, name, row, RemoteState(Status.ABSENT)))
    except PublisherError as error:
        done = {one.slug for one in held}
        held += [Held(slug, name, rows.get(reference), error=error) for slug, reference in group if slug not in done]
    return held


def accounts(workspace: Workspace, names: Sequence[str] = (), *, time: delivery.Time) -> tuple[Told, ...]:
    """What each service of config says about our key. Reads only. Raises UsageError for a name that config lacks."""
    _known(workspace, names)
    return tuple(_told(workspace, name, time) for name in names or workspace.config.services)


def _known(workspace: Workspace, names: Sequence[str]) -> None:
    """Raise UsageError for a service that config lacks."""
    unknown = [name for name in names if name not in workspace.config.services]
    if unknown:
        known = ", ".join(workspace.config.services) or "none"
        raise UsageError(f"there is no service `{unknown[0]}` in config.yaml", hint=f"There is: {known}")


def _told(workspace: Workspace, name: str, time: delivery.Time) -> Told:
    """What one service says."""
    try:
        service = open_service(workspace, name, time)
    except PublisherError as error:
        return Told(name, error=error)
    try:
        return Told(name, service, service.account())
    except ServiceError as error:
        return Told(name, service, error=error)


def forget(workspace: Workspace, slug: str, name: str = "") -> tuple[Push, ...]:
    """Take what the ledger knows of a campaign's drafts out of it, and return it. Touches no service.

    The next push looks the draft up by its reference; only where the service has none it makes one. Raises UsageError
    where the ledger knows nothing of it.
    """
    from publisher.ledger.store import Ledger

    with Ledger.read_only(workspace.project.ledger) as book:
        rows = [row for row in book.pushes().values() if _is(workspace, row, slug) and name in {"", row.service}]
    if not rows:
        where = f" at {name}" if name else ""
        raise UsageError(f"the ledger knows nothing of `{slug}`{where}", hint="publisher status shows what it knows")
    with Ledger.open(workspace.project.ledger) as book:
        for row in rows:
            with _alone(book, row.reference):
                book.remove(row.reference)
    return tuple(rows)


def _is(workspace: Workspace, row: Push, slug: str) -> bool:
    """Whether a row is of a campaign, or of an edition, that a person named; also of one that is gone."""
    ids = {campaign.id for campaign in workspace.campaigns if slug in {campaign.slug, *campaign.was}} or {slug}
    ours = row.reference == delivery.reference(workspace.config.id, row.edition, row.service)
    return ours and (row.edition == slug or row.edition.partition("@")[0] in ids)


def adopt(workspace: Workspace, slug: str, name: str, draft_id: str, *, time: delivery.Time) -> Draft:
    """Take a draft that is there for a campaign's own: from the next push on it gets the campaign's content.

    Reads the draft, writes to the ledger only. Raises UsageError for a campaign or service that does not exist, or
    that has a draft already, and ServiceError where the service knows no such draft.
    """
    from publisher.ledger.store import Ledger

    edition = _edition(workspace, slug)
    _known(workspace, [name])
    reference = delivery.reference(workspace.config.id, edition.key, name)
    service = open_service(workspace, name, time)
    with Ledger.open(workspace.project.ledger) as book, _alone(book, reference):
        _no_draft_yet(book, slug, name, reference, draft_id)
        state = service.read(draft_id)
        if state.status is not Status.DRAFT:
            what = f"{draft_id} is {state.status} there, and only a draft can be adopted"
            raise ServiceError(what, where=f"services.{name}", hint="publisher status --remote shows what is held")
        now = time.clock()
        row = Push(reference, edition.key, name, PushState.RECEIPT, now, now, draft_id)
        # What is in it counts as looked at: it may be replaced by what the campaign says.
        book.write(row.received("", state.digest, state.modified, now))
    return Draft(draft_id, state)


def _edition(workspace: Workspace, name: str) -> Edition:
    """The edition that a person means; of a campaign that recurs the day must be said. Raises UsageError."""
    [campaign] = chosen(workspace, [name.partition("@")[0]])
    if "@" not in name and recurs(workspace, campaign):
        what = f"`{name}` goes out again and again, and each edition has a draft of its own"
        raise UsageError(what, hint=f"Say which: {name}@{workspace.now:%Y-%m-%d}; publisher calendar shows the days")
    return edition_of(workspace, name) if "@" in name else Edition(campaign)


def _no_draft_yet(book: Ledger, slug: str, name: str, reference: str, draft_id: str) -> None:
    """Raise UsageError where the campaign has another draft, or the draft another campaign."""
    row = book.push(reference)
    if row and row.draft_id not in {"", draft_id}:
        what = f"`{slug}` has the draft {row.draft_id} at {name} already"
        raise UsageError(what, hint=f"First: publisher forget {slug} --service {name}")
    for other in book.pushes().values():
        if other.service == name and other.draft_id == draft_id and other.reference != reference:
            raise UsageError(f"the draft {draft_id} belongs to {other.edition} already")


@contextmanager
def _alone(book: Ledger, reference: str) -> Iterator[None]:
    """While nobody else pushes it. Raises UsageError where somebody does, and goes on doing so."""
    try:
        with book.hold(reference, 5.0):
            yield
    except TimeoutError:
        raise UsageError("a push of this campaign is running", hint="Run again when it has ended") from None
