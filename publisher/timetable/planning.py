"""Configuration, campaigns and overrides → a timetable; everything that cannot be meant is an error with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from publisher.config import Configuration, Missed, ScheduleEntry, local_time
from publisher.errors import ConfigError, PublisherError, raise_all
from publisher.model import Campaign, Channel
from publisher.timetable.asking import Timetable
from publisher.timetable.blackouts import Blackouts
from publisher.timetable.every import RuleError, rule_of
from publisher.timetable.occurrences import Act, Plan
from publisher.timetable.overrides import Override
from publisher.timetable.recurrence import Rule, read
from publisher.yamlmodel import suggestion


def prepare(
    configuration: Configuration, campaigns: Sequence[Campaign], overrides: Sequence[Override] = ()
) -> Timetable:
    """The timetable of a configuration, to be asked as often as one likes.

    Raises ConfigError, or Several, with the place: for a campaign that does not exist or is here twice; for one that
    goes out once and has no date, or another than the entry's `at`; for one that recurs and has a date; for a rule that
    cannot be read or never happens; for keys that do not go with the campaign's channels; for an override of an edition
    that there is not.
    """
    config = configuration.config
    desk = _Desk(configuration, _by_slug(campaigns), Blackouts(config.blackouts), overrides)
    plans: dict[str, Plan] = {}
    errors: list[PublisherError] = []
    for index, entry in enumerate(config.schedule):
        try:
            campaign = desk.campaign(index, entry, list(plans))
            plans[campaign.id] = desk.plan(index, entry, campaign)
        except ConfigError as error:
            errors.append(error)
    errors += [] if errors else desk.wrong_overrides(plans)
    raise_all(errors)
    return Timetable(list(plans.values()), desk.blackouts, config.zone)


def _by_slug(campaigns: Sequence[Campaign]) -> dict[str, Campaign]:
    found = {former: campaign for campaign in campaigns for former in campaign.was}
    found.update({campaign.slug: campaign for campaign in campaigns})
    return found


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the entries of a schedule are made ready with."""

    configuration: Configuration
    campaigns: Mapping[str, Campaign]
    blackouts: Blackouts
    overrides: Sequence[Override]

    def campaign(self, index: int, entry: ScheduleEntry, known: list[str]) -> Campaign:
        campaign = self.campaigns.get(entry.campaign)
        if campaign is None:
            what = f"there is no campaign `{entry.campaign}`"
            raise self.error(index, "campaign", what, suggestion(entry.campaign, self.campaigns))
        if campaign.id in known:
            what = f"`{entry.campaign}` is here twice, first at schedule.{known.index(campaign.id)}"
            raise self.error(index, "campaign", what)
        return campaign

    def plan(self, index: int, entry: ScheduleEntry, campaign: Campaign) -> Plan:
        zone = ZoneInfo(entry.timezone) if entry.timezone else self.configuration.config.zone
        acts = self.acts(index, entry, campaign)
        rule = self.rule(index, entry, campaign) if entry.recurring else None
        if rule is None:
            self.same_date(index, entry, campaign, zone)
        return Plan(
            campaign=campaign,
            zone=zone,
            acts=acts,
            blackouts=self.blackouts,
            rule=rule,
            time=self.time(index, entry) if rule else time(),
            lead=entry.lead,
            missed=Missed(entry.missed),
            grace=entry.grace_time,
            overrides=self.decisions(campaign),
        )

    def acts(self, index: int, entry: ScheduleEntry, campaign: Campaign) -> tuple[Act, ...]:
        """What is done about an edition: it appears unless `publish: false`, and newsletters have drafts."""
        letter = Channel.NEWSLETTER in campaign.channels
        if not letter and (entry.draft or not entry.publish):
            key = "draft" if entry.draft else "publish"
            what = f"{campaign.path} has no draft: its channels are {', '.join(sorted(campaign.channels))}"
            raise self.error(index, key, what, "Leave the key out, or add newsletter to the campaign's channels")
        return (*([Act.PUBLISH] if entry.publish else []), *([Act.DRAFT] if letter else []))

    def same_date(self, index: int, entry: ScheduleEntry, campaign: Campaign, zone: ZoneInfo) -> None:
        """What goes out once has a date; an entry that says when must say the same."""
        if campaign.date is None:
            what, hint = f"{campaign.path} has no date", "Give the campaign a date, or say how often: every: monday"
            raise self.error(index, "", what, hint)
        if entry.at is None:
            return
        if len(entry.at) == len("09:00"):
            what = f"{entry.at} every which day? {campaign.path} goes out once"
            raise self.error(index, "at", what, "Leave `at` out, or say how often: every: monday")
        if local_time(entry.at, zone) != campaign.date:
            what = f"{campaign.path} has another date, {campaign.date:%Y-%m-%d %H:%M}"
            raise self.error(index, "at", what, "Leave `at` out; the campaign's date counts")

    def time(self, index: int, entry: ScheduleEntry) -> time:
        """The time of day of an entry that recurs."""
        assert entry.at is not None  # noqa: S101 -- config refuses an entry that recurs without it
        if len(entry.at) != len("09:00"):
            what = f"{entry.at} is a date, and the entry goes out again and again"
            raise self.error(index, "at", what, 'Write the time alone, like at: "09:00"')
        return time.fromisoformat(entry.at)

    def rule(self, index: int, entry: ScheduleEntry, campaign: Campaign) -> Rule:
        key = "every" if entry.every else "rrule"
        if campaign.date is not None:
            what = f"{campaign.path} has a date, so it goes out once"
            raise self.error(index, key, what, "Leave one of them out, the date or the rule")
        try:
            text = rule_of(entry.every) if entry.every else entry.rrule or ""
            return read(text, first=entry.from_, last=entry.until, but=frozenset(entry.except_))
        except RuleError as error:
            raise self.error(index, key, error.what, error.hint) from None

    def decisions(self, campaign: Campaign) -> dict[date | None, Override]:
        """What people decided about this campaign's editions, by day."""
        return {one.day: one for one in self.overrides if self.campaigns.get(one.slug) is campaign}

    def wrong_overrides(self, plans: Mapping[str, Plan]) -> list[PublisherError]:
        """An override that names nothing may have been meant to stop something: it is an error."""
        found: list[PublisherError] = []
        for one in self.overrides:
            campaign = self.campaigns.get(one.slug)
            what, hint = "", ""
            if campaign is None:
                what, hint = f"there is no campaign `{one.slug}`", suggestion(one.slug, self.campaigns)
            elif campaign.id in plans:
                what, hint = _wrong_day(plans[campaign.id], one.day)
            if what:
                found.append(ConfigError(what, where=one.place, hint=hint or "Correct it, or delete this override"))
        return found

    def error(self, index: int, key: str, what: str, hint: str = "") -> ConfigError:
        path = f"schedule.{index}.{key}" if key else f"schedule.{index}"
        return ConfigError(f"{path}: {what}", where=self.configuration.place(path), hint=hint)


def _wrong_day(plan: Plan, day: date | None) -> tuple[str, str]:
    """Why a decision names no edition of a plan, and what to write instead; empty where it does."""
    slug = plan.campaign.slug
    if plan.rule is None:
        return (f"`{slug}` goes out once", f"Write edition: {slug}") if day else ("", "")
    if day is None:
        return f"`{slug}` goes out again and again", f"Say which edition, like {slug}@2026-12-01"
    if plan.rule.days(day, day):
        return "", ""
    return f"`{slug}` has no edition of {day}", "Correct the day, or delete this override if the rule has changed"
