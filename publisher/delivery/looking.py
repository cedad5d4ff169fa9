"""Looking at ledger and services before anything is decided. Reading calls only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from publisher.delivery.values import Survey, Target, reference
from publisher.errors import PublisherError, ServiceError
from publisher.ledger import Push, PushState
from publisher.services.base import Carries, Draft, Payload, Service, Status, Wanted

if TYPE_CHECKING:
    from publisher.ledger.store import Ledger

# What a lost ledger has to be told: whether the content of these is what is wanted.
_TELLING = frozenset({Status.DRAFT, Status.SCHEDULED, Status.SENDING, Status.SENT})


def survey(
    wanted: Sequence[Wanted],
    services: Mapping[str, Service],
    ledger: Ledger,
    *,
    project_id: str,
    closely: bool = False,
) -> Survey:
    """Look at ledger and services; reading calls only, one listing a service.

    Drafts are searched for back to the first intent of those that are wanted, and without end where the ledger does
    not know one of them. `closely` reads each draft, also where nothing is to be written: for what a person wishes to
    be done with edited ones. A service that fails blocks its own editions alone. Raises ValueError when an edition is
    wanted twice.
    """
    uploaded = {name: ledger.images(name) for name in dict.fromkeys(one.service for one in wanted)}
    targets = tuple(_target(one, services[one.service], uploaded[one.service], project_id) for one in wanted)
    if twice := [name for name, count in Counter(target.reference for target in targets).items() if count > 1]:
        raise ValueError(f"wanted twice: {twice[0]}")
    # In this order: what another push begins in between is then in the rows, and not taken for forgotten.
    begun = ledger.begun()
    rows = ledger.pushes()
    drafts: dict[str, Draft] = {}
    errors: dict[str, PublisherError] = {}

    def at(name: str) -> None:
        group = [target for target in targets if target.wanted.service == name and not target.error]
        try:
            drafts.update(look(services[name], group, rows, _since(group, rows), closely=closely))
        except ServiceError as error:
            errors.update({target.reference: error for target in group})

    each_at_once(at, [one.service for one in wanted])
    return Survey(targets, rows, drafts, errors, _not_before(targets, services, rows, begun))


def each_at_once(act: Callable[[str], None], names: Sequence[str]) -> None:
    """Call `act` once for each different name, all at the same time: a service that hangs delays no other."""
    different = list(dict.fromkeys(names))
    if len(different) == 1:
        act(different[0])
    elif different:
        with ThreadPoolExecutor(len(different)) as pool:
            list(pool.map(act, different))


def _not_before(
    targets: Sequence[Target], services: Mapping[str, Service], rows: Mapping[str, Push], begun: Mapping[str, datetime]
) -> dict[str, datetime]:
    """Until when a draft may still show up that was begun, and that the ledger does not know of."""
    unknown = [target for target in targets if target.reference in begun and target.reference not in rows]
    return {
        target.reference: begun[target.reference] + services[target.wanted.service].facts.settles for target in unknown
    }


def _target(wanted: Wanted, service: Service, uploaded: Mapping[str, str], project_id: str) -> Target:
    """The edition in its service's words, with the pictures that are uploaded already."""
    name = reference(project_id, wanted.edition_key, wanted.service)
    try:
        payload = said(wanted, service, uploaded)
    except ServiceError as error:
        return Target(wanted, name, error=error)
    return Target(wanted, name, payload, payload.digest)


def said(wanted: Wanted, service: Service, uploaded: Mapping[str, str]) -> Payload:
    """The edition in the service's words, with the pictures that it has; it is the same one wherever those lie."""
    payload = service.payload(wanted, addresses(wanted, service, uploaded))
    if wanted.message.images and Carries.IMAGES in service.facts.carries:
        return replace(payload, identity=service.payload(wanted, {}).digest)
    return payload


def addresses(wanted: Wanted, service: Service, uploaded: Mapping[str, str]) -> Mapping[str, str]:
    """Where the edition's pictures are: what was uploaded to the service, or the public site where it takes none."""
    return uploaded if Carries.IMAGES in service.facts.carries else wanted.public_images


def _since(targets: Sequence[Target], rows: Mapping[str, Push]) -> datetime | None:
    """Before when no draft of ours can have been made; None where the ledger does not know all of them."""
    begun = [rows[target.reference].begun for target in targets if target.reference in rows]
    return min(begun) if begun and len(begun) == len(targets) else None


def look(
    service: Service,
    targets: Sequence[Target],
    rows: Mapping[str, Push],
    since: datetime | None,
    *,
    closely: bool = False,
) -> dict[str, Draft]:
    """One listing; then the drafts that the ledger knows but the listing does not show, and those to be compared."""
    listed = service.find([target.reference for target in targets], since) if targets else {}
    found = {}
    for target in targets:
        row, draft = rows.get(target.reference), listed.get(target.reference)
        if row and row.draft_id and (draft is None or draft.id != row.draft_id):
            # The list lags, or shows a copy: an id that we were given counts more.
            draft = Draft(row.draft_id, service.read(row.draft_id))
        elif draft and not draft.state.digest and _matters(target, row, draft, closely=closely):
            draft = replace(draft, state=service.read(draft.id))
        if draft:
            found[target.reference] = draft
    return found


def _matters(target: Target, row: Push | None, draft: Draft, *, closely: bool) -> bool:
    """Whether a decision rests on what the draft holds."""
    return draft.state.status in _TELLING and (closely or not done(row, target.digest))


def look_again(service: Service, target: Target, row: Push | None, draft: Draft | None) -> Draft | None:
    """The draft as it is now: by its id where one is known, else by its reference."""
    if row and row.draft_id:
        return Draft(row.draft_id, service.read(row.draft_id))
    if draft:
        return replace(draft, state=service.read(draft.id))
    return look(service, [target], {}, row.begun if row else None).get(target.reference)


def done(row: Push | None, digest: str) -> bool:
    """Whether the last receipt is for this very content."""
    return row is not None and row.state is PushState.RECEIPT and row.payload_digest == digest
