"""Checking what is public now: also whether it shows something of what is not, or more of the past than was meant."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from publisher import checks
from publisher.model import BlockKind, Campaign, Edition, Finding, Place
from publisher.pipeline.checking import Checked, Progress, check
from publisher.timetable import Act
from publisher.workspace import Workspace


def check_public(workspace: Workspace, progress: Progress) -> Checked:
    """The checks of every campaign that is public now, and an error where one shows another that is not.

    The checks of a campaign compare dates; what schedule, blackouts and people's decisions make of those is known only
    here.
    """
    public = {edition.campaign.path: _as_written(workspace, edition) for edition in workspace.editions}
    checked = check(workspace, list(public.values()), email=False, progress=progress)
    known = {(finding.rule, finding.where) for finding in checked.findings}
    early = (one for one in _too_early(workspace, public.values()) if (one.rule, one.where) not in known)
    return dataclasses.replace(checked, findings=(*checked.findings, *early, *_without_first_day(workspace)))


def _without_first_day(workspace: Workspace) -> Iterator[Finding]:
    """Recurring campaigns whose first day nothing tells: the site shows a year of editions before it began."""
    for index, plan in enumerate(workspace.timetable.plans):
        if plan.rule and plan.rule.first is None and Act.PUBLISH in plan.acts and workspace.config.since is None:
            place = workspace.configuration.place(f"schedule.{index}.campaign")
            what = f"`{plan.campaign.slug}` has no first day, so the site shows a year of editions that never went out"
            yield checks.finding("schedule-from", place, what, "Say from when on, like from: 2027-01-01")


def _as_written(workspace: Workspace, edition: Edition) -> Campaign:
    """The campaign to check: one that recurs without a date, since it has many."""
    return workspace.by_slug[edition.campaign.slug] if edition.occurrence else edition.campaign


def _too_early(workspace: Workspace, public: Iterable[Campaign]) -> Iterator[Finding]:
    """What public campaigns would show of others that are not public: held, dropped, for email only, or yet to come."""
    seen = {edition.campaign.id for edition in workspace.editions}
    day = workspace.now.astimezone(workspace.config.zone).date()
    for campaign in public:
        for place, other in _shown(workspace, campaign):
            if other.id not in seen:
                what = f"`{other.slug}` is shown or linked to here, and it is not public on {day}"
                yield checks.finding("post-later", place, what, "Take it out, or wait until it is")


def _shown(workspace: Workspace, campaign: Campaign) -> Iterator[tuple[Place, Campaign]]:
    """The other campaigns that one shows or links to, and where."""
    posts = [(block.line, block.slug) for block in campaign.body.walk() if block.kind is BlockKind.POST]
    paths = [(link.line, link.href.partition("#")[0].partition("?")[0]) for link in campaign.body.links]
    pages = [(line, PurePosixPath(path).stem) for line, path in paths if checks.is_local(path) and path.endswith(".md")]
    for line, slug in dict.fromkeys((*posts, *pages)):
        other = workspace.by_slug.get(slug)
        if other is not None:
            yield campaign.at(line), other
