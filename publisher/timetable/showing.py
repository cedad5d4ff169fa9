"""Which editions are public: of what is scheduled by its rules, of everything else by its date. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from publisher.config import instant
from publisher.model import Campaign, Edition
from publisher.timetable.asking import BACK, Timetable
from publisher.timetable.occurrences import Act, Occurrence, Plan
from publisher.timetable.overrides import Decision, day_of_key
from publisher.timetable.record import Record

_NO_RECORD = Record()


def dated(occurrence: Occurrence) -> Edition:
    """The edition as readers see it: its campaign bears the date at which it appears."""
    edition = occurrence.edition
    return replace(edition, campaign=replace(edition.campaign, date=occurrence.at))


def appears(occurrence: Occurrence) -> bool:
    """Whether an edition ever appears on the site, as far as rules and people's decisions say."""
    return Act.PUBLISH in occurrence.acts and not (occurrence.held or occurrence.dropped or occurrence.gives_way)


def public(
    timetable: Timetable,
    campaigns: Iterable[Campaign],
    since: date | None,
    now: datetime,
    record: Record = _NO_RECORD,
) -> list[Edition]:
    """The editions that are public at `now`, in no order.

    Of a recurring campaign those since its entry's `from`, else since `since` (config's), else of the last year. What
    `record` has as out is public at that time, whatever rules and blackouts say now; what it has as late is not. A
    person's decision goes before both.
    """
    plans = {plan.campaign.id: plan for plan in timetable.plans}
    known = {campaign.id: campaign for campaign in campaigns}
    once = (Edition(campaign) for campaign in known.values() if campaign.id not in plans)
    found = {edition.key: edition for edition in once if edition.public_at(now)}
    utc = now.astimezone(UTC)  # times of one zone are compared by what the clock shows, wrong in a doubled hour
    for plan in plans.values():
        out = (one for one in _occurrences(plan, since, utc) if one.at <= utc and appears(one))
        found |= {one.key: dated(one) for one in out if one.insisted or one.key not in record.late}
    for key, at in record.out.items():
        edition = _recorded(key, at, known, plans, timetable) if at <= utc else None
        if edition is not None and edition.public_at(now):
            found[key] = edition
    return list(found.values())


def _recorded(
    key: str, at: datetime, campaigns: Mapping[str, Campaign], plans: Mapping[str, Plan], timetable: Timetable
) -> Edition | None:
    """An edition that went out, as readers see it; None where it was dropped, its campaign is gone or for email only.

    What goes out once bears its campaign's date, which may have been corrected since.
    """
    name, _, day = key.partition("@")
    campaign, plan = campaigns.get(name), plans.get(name)
    if campaign is None or bool(day) == (campaign.date is not None) or (plan and Act.PUBLISH not in plan.acts):
        return None
    occurrence = day_of_key(day) if day else None
    decision = plan.overrides.get(occurrence) if plan else None
    if decision is not None and decision.decision is Decision.DROP:
        return None
    zone = plan.zone if plan else timetable.zone
    return Edition(replace(campaign, date=at.astimezone(zone)) if day else campaign, occurrence)


def next_change(timetable: Timetable, campaigns: Iterable[Campaign], now: datetime) -> datetime | None:
    """When, after `now`, something else is public: an edition appears, or a change that was announced. None if never.

    Looks a year ahead.
    """
    utc = now.astimezone(UTC)
    moments = [moment for campaign in campaigns for moment in (campaign.date, campaign.updated) if moment]
    moments += [one.at for one in timetable.between(utc, utc + BACK) if appears(one)]
    return min((found for moment in moments if (found := moment.astimezone(UTC)) > utc), default=None)


def _occurrences(plan: Plan, since: date | None, now: datetime) -> list[Occurrence]:
    """All of a plan's occurrences that may be public at `now`."""
    first = (plan.rule.first if plan.rule else None) or since
    low = instant(datetime.combine(first, time()), plan.zone).astimezone(UTC) if first else now - BACK
    series = plan.series(low, now)
    return [series[index] for index in range(len(series)) if plan.rule is None or series[index].at >= low]
