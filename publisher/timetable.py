"""What is due: rules, what is done, and now in; what to do out. Pure: no clock, no ledger, no files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from publisher.config import Configuration, ScheduleEntry
from publisher.errors import ConfigError
from publisher.model import Campaign, Edition
from publisher.yamlmodel import suggestion


@dataclass(frozen=True, slots=True)
class Entry:
    """A schedule entry with its campaign: `at` is the instant from which its edition is due."""

    edition: Edition
    at: datetime


def entries(configuration: Configuration, campaigns: Sequence[Campaign]) -> list[Entry]:
    """Config's schedule, in order.

    Raises ConfigError, with the place, for a campaign that does not exist, is here twice, has no date, or has another
    date than the entry's `at`.
    """
    by_slug = {campaign.slug: campaign for campaign in campaigns}
    by_slug.update({former: campaign for campaign in campaigns for former in campaign.was})
    planned: dict[str, Entry] = {}
    for index, entry in enumerate(configuration.config.schedule):
        campaign = _campaign(configuration, index, entry, by_slug)
        if campaign.id in planned:
            what = f"schedule.{index}.campaign: `{entry.campaign}` is here twice, first at "
            what += f"schedule.{list(planned).index(campaign.id)}"
            raise ConfigError(what, where=configuration.place(f"schedule.{index}.campaign"))
        planned[campaign.id] = Entry(Edition(campaign), _instant(configuration, index, entry, campaign))
    return list(planned.values())


def _campaign(configuration: Configuration, index: int, entry: ScheduleEntry, by_slug: dict[str, Campaign]) -> Campaign:
    campaign = by_slug.get(entry.campaign)
    if campaign is None:
        raise ConfigError(
            f"schedule.{index}.campaign: there is no campaign `{entry.campaign}`",
            where=configuration.place(f"schedule.{index}.campaign"),
            hint=suggestion(entry.campaign, by_slug),
        )
    return campaign


def _instant(configuration: Configuration, index: int, entry: ScheduleEntry, campaign: Campaign) -> datetime:
    """The campaign's date; an entry that says when must say the same."""
    where = configuration.place(f"schedule.{index}.at" if entry.at else f"schedule.{index}")
    if campaign.date is None:
        what = f"schedule.{index}: {campaign.path} has no date"
        raise ConfigError(what, where=where, hint="Give the campaign a date, or take it out of the schedule")
    if entry.at is not None:
        try:
            same = configuration.config.local_time(entry.at) == campaign.date
        except ValueError:
            what = f"schedule.{index}.at: `{entry.at}` is not a date"
            raise ConfigError(what, where=where, hint="Write it like 2026-11-24 09:00") from None
        if not same:
            what = f"schedule.{index}.at: {campaign.path} has another date, {campaign.date:%Y-%m-%d %H:%M}"
            raise ConfigError(what, where=where, hint="Leave `at` out; the campaign's date counts")
    return campaign.date


def due(planned: Sequence[Entry], *, done: Collection[str], now: datetime) -> list[Entry]:
    """The entries whose time has come and whose edition key is not in `done`, earliest first."""
    waiting = [entry for entry in planned if entry.at <= now and entry.edition.key not in done]
    return sorted(waiting, key=lambda entry: (entry.at, entry.edition.key))


def upcoming(planned: Sequence[Entry], *, now: datetime) -> list[Entry]:
    """The entries whose time is yet to come, earliest first."""
    return sorted((entry for entry in planned if entry.at > now), key=lambda entry: (entry.at, entry.edition.key))
