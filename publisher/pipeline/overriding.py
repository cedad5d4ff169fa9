"""Decisions against the schedule's rules: written into their file, with who and why."""

from __future__ import annotations

from datetime import timedelta

from publisher import timetable
from publisher.errors import ConfigError, UsageError
from publisher.pipeline.checking import chosen
from publisher.project import put
from publisher.timetable import Decision, Occurrence
from publisher.workspace import Workspace

_AROUND = timedelta(days=400)


def decide(workspace: Workspace, name: str, decision: Decision, *, by: str, why: str) -> Occurrence:
    """Write a decision about an edition into the file of overrides; the edition that it is about.

    `name` is a campaign's slug or `SLUG@2026-12-01`. The same decision is written once; the edition bears the one that
    stood before. Raises UsageError for an edition that the schedule has not, and
    ConfigError for a file that cannot be added to.
    """
    occurrence = _named(workspace, name)
    if occurrence.override and occurrence.override.decision is decision:
        return occurrence
    campaign, day = occurrence.edition.campaign, occurrence.edition.occurrence
    file = workspace.project.root / timetable.OVERRIDES
    edition = f"{campaign.slug}@{day}" if day else campaign.slug
    try:
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        today = workspace.now.astimezone(workspace.config.zone).date()
        made = timetable.override_added(text, edition, decision, by=by, why=why, on=today)
        put(file, made.encode())
    except (OSError, UnicodeError) as problem:
        what = f"cannot be written ({getattr(problem, 'strerror', '') or 'it is not UTF-8'})"
        raise ConfigError(what, where=timetable.OVERRIDES) from None
    return occurrence


def _named(workspace: Workspace, name: str) -> Occurrence:
    """The occurrence that a person means. Raises UsageError."""
    slug, _, day = name.partition("@")
    [campaign] = chosen(workspace, [slug])
    plan = next((one for one in workspace.timetable.plans if one.campaign.id == campaign.id), None)
    if plan is None:
        raise UsageError(f"`{slug}` is not in config's schedule", hint="What is not scheduled needs no decision")
    if plan.rule and not day:
        near = workspace.timetable.between(workspace.now - _AROUND, workspace.now + _AROUND)
        days = [one.key for one in near if one.edition.campaign.id == campaign.id]
        example = f"Say which edition, such as {days[len(days) // 2]}" if days else ""
        raise UsageError(f"`{slug}` goes out again and again", hint=example)
    if day and not plan.rule:
        raise UsageError(f"`{slug}` has no edition of {day}: it goes out once", hint=f"Name it without a day: {slug}")
    found = workspace.timetable.find(f"{campaign.id}@{day}" if day else campaign.id) if _is_day(day) else None
    if found is None:
        raise UsageError(f"`{slug}` has no edition of {day}", hint="`publisher calendar` shows when it goes out")
    return found


def _is_day(text: str) -> bool:
    """Whether a text is a day as keys have it, or nothing."""
    try:
        return not text or bool(timetable.day_of_key(text))
    except ValueError:
        return False
