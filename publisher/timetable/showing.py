"""Which editions are public: of what is scheduled by its rules, of everything else by its date. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time

from publisher.config import instant
from publisher.model import Campaign, Edition
from publisher.timetable.asking import BACK, Timetable
from publisher.timetable.occurrences import Act, Occurrence, Plan


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
    late: frozenset[str] = frozenset(),
) -> list[Edition]:
    """The editions that are public at `now`, in no order; never those whose key is in `late`, unless somebody insists.

    Of a recurring campaign those since its entry's `from`, else since `since` (config's), else of the last year.
    """
    plans = {plan.campaign.id: plan for plan in timetable.plans}
    once = (Edition(campaign) for campaign in campaigns if campaign.id not in plans)
    found = [edition for edition in once if edition.public_at(now)]
    utc = now.astimezone(UTC)  # times of one zone are compared by what the clock shows, wrong in a doubled hour
    for plan in plans.values():
        out = (one for one in _occurrences(plan, since, utc) if one.at <= utc and appears(one))
        found += [dated(one) for one in out if one.insisted or one.key not in late]
    return found


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
