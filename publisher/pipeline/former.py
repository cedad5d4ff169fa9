"""What was pushed under another name: a campaign that was renamed, a service that config calls otherwise now.

A reference is made of the campaign's id and the service's name, so such a draft is not found again by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from publisher import delivery
from publisher.errors import Conflict
from publisher.ledger import Push
from publisher.workspace import Workspace


def gone(workspace: Workspace, rows: Mapping[str, Push]) -> tuple[str, ...]:
    """The ids of this project's pushed campaigns that are no longer there: a renaming may have lost its `was`."""
    ids = {campaign.id for campaign in workspace.campaigns}
    return tuple(sorted({row.edition.partition("@")[0] for row in _ours(workspace, rows)} - ids))


def stopped(workspace: Workspace, survey: delivery.Survey) -> delivery.Survey:
    """The survey, with a Conflict for each edition that has a draft at a service which config does not know any more.

    A service that was only renamed would else get a second draft.
    """
    known = workspace.config.services
    lost = {row.edition: row for row in _ours(workspace, survey.rows) if row.draft_id and row.service not in known}
    targets = tuple(
        replace(target, error=_conflict(workspace, lost[target.wanted.edition_key]))
        if target.wanted.edition_key in lost and target.reference not in survey.rows and not target.error
        else target
        for target in survey.targets
    )
    return replace(survey, targets=targets)


def elsewhere(workspace: Workspace, step: delivery.Step, rows: Mapping[str, Push]) -> tuple[str, ...]:
    """For a plan: the other services where an edition that is about to be created has a draft already."""
    if step.action is not delivery.Action.CREATE:
        return ()
    ours = _ours(workspace, rows)
    names = sorted(row.service for row in ours if row.edition == step.edition and row.draft_id)
    return tuple(f"it has a draft at {name} already" for name in names if name != step.service)


def _conflict(workspace: Workspace, row: Push) -> Conflict:
    what = f"{row.edition} has the draft {row.draft_id} at {row.service}, a name that is not there any more"
    hint = f"Give the service its name back; if this is another: publisher forget {row.edition} --service {row.service}"
    return Conflict(what, where=workspace.configuration.place("services"), hint=hint)


def _ours(workspace: Workspace, rows: Mapping[str, Push]) -> list[Push]:
    """The rows of this project: a ledger may have served another one."""
    project = workspace.config.id
    return [row for row in rows.values() if row.reference == delivery.reference(project, row.edition, row.service)]
