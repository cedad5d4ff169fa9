"""Which editions, what would happen, and doing exactly that: drafts on their way to mailing services."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from publisher import delivery, services, timetable
from publisher.config import resolve
from publisher.errors import ConfigError, PublisherError, ServiceError, Unsupported, UsageError
from publisher.model import Campaign, Channel, Edition
from publisher.pipeline import former
from publisher.pipeline.checking import Checked, Progress, check, chosen, must_pass, silent
from publisher.render import addresses
from publisher.services.base import Sender, Service, Wanted
from publisher.workspace import Workspace

if TYPE_CHECKING:
    from publisher.ledger.store import Ledger

DAYS = 14
"""How far ahead of its publication an edition is pushed unless it is named."""

_LINK = re.compile(r'href="([^"]+)"')
_WRITING = frozenset((delivery.Action.CREATE, delivery.Action.UPDATE))

ASK_OVER = 5
"""How many drafts may be created without asking."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The editions that a push is about, and the campaigns of the newsletter that it leaves out, with the reason.

    `wish` is what to do with drafts that a person has edited.
    """

    editions: tuple[Edition, ...]
    left_out: tuple[tuple[Campaign, str], ...] = ()
    wish: delivery.Wish = delivery.Wish.ASK


@dataclass(frozen=True, slots=True)
class Planned:
    """What a push would do.

    `gone` are ids under which drafts were pushed, and which no campaign has any more; empty where nothing is created.
    """

    selected: Selected
    checked: Checked
    steps: tuple[delivery.Step, ...]
    gone: tuple[str, ...] = ()

    @property
    def creates(self) -> int:
        """How many drafts it would create."""
        return sum(step.action is delivery.Action.CREATE for step in self.steps)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did; no outcomes where it was not agreed to.

    `tested` are the drafts of which a test mail was asked for: slug, service, the readers.
    """

    planned: Planned
    outcomes: tuple[delivery.Outcome, ...] = ()
    tested: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    untested: tuple[PublisherError, ...] = ()

    @property
    def errors(self) -> tuple[PublisherError, ...]:
        """Why some editions were not pushed, or not tested."""
        return (*(outcome.error for outcome in self.outcomes if outcome.error), *self.untested)


def select(
    workspace: Workspace, slugs: Sequence[str] = (), *, days: int = DAYS, wish: delivery.Wish = delivery.Wish.ASK
) -> Selected:
    """The editions that are named, or those dated from config's `since` until `days` from now.

    A recurring campaign is named by its slug (its next edition) or by `SLUG@2026-12-01`. Raises UsageError where a
    named campaign cannot be pushed at all.
    """
    if slugs:
        named = {edition.key: edition for edition in (edition_of(workspace, slug) for slug in slugs)}
        return Selected(tuple(named.values()), wish=wish)
    taken: list[Edition] = []
    left_out: list[tuple[Campaign, str]] = []
    recurring = _recurring(workspace)
    for campaign in workspace.campaigns:
        if Channel.NEWSLETTER in campaign.channels and campaign.id not in recurring:
            reason = _reason_to_wait(workspace, campaign, days)
            if reason:
                left_out.append((campaign, reason))
            else:
                taken.append(Edition(campaign))
    return Selected((*taken, *_coming(workspace, days)), tuple(left_out), wish)


def recurs(workspace: Workspace, campaign: Campaign) -> bool:
    """Whether a campaign goes out again and again."""
    return campaign.id in _recurring(workspace)


def _recurring(workspace: Workspace) -> set[str]:
    """The ids of campaigns that go out again and again."""
    return {plan.campaign.id for plan in workspace.timetable.plans if plan.rule}


def _coming(workspace: Workspace, days: int) -> list[Edition]:
    """The editions of recurring campaigns that appear within the next days."""
    ahead = workspace.timetable.between(workspace.now, workspace.now + timedelta(days=days))
    letters = (one for one in ahead if one.edition.occurrence and timetable.Act.DRAFT in one.acts)
    return [timetable.dated(one) for one in letters if not (one.held or one.dropped or one.gives_way)]


def edition_of(workspace: Workspace, name: str) -> Edition:
    """The edition that a person means: `SLUG`, or `SLUG@DAY` of a campaign that recurs. Raises UsageError."""
    slug, _, day = name.partition("@")
    [campaign] = chosen(workspace, [slug])
    if not recurs(workspace, campaign):
        if day:
            raise UsageError(f"`{slug}` goes out once, so it has no edition of {day}", where=campaign.place(""))
        return Edition(_pushable(campaign))
    if day:
        found = workspace.timetable.find(f"{campaign.id}@{day}")
    else:
        ahead = workspace.timetable.between(workspace.now, workspace.now + timedelta(days=400))
        found = next((one for one in ahead if one.edition.campaign.id == campaign.id), None)
    if found is None:
        what = f"`{slug}` has no edition {f'of {day}' if day else 'within the next 400 days'}"
        raise UsageError(what, where=campaign.place(""), hint="`publisher calendar` shows when it goes out")
    return timetable.dated(found)


def _pushable(campaign: Campaign) -> Campaign:
    if Channel.NEWSLETTER not in campaign.channels:
        where, what = campaign.place("channels"), f"`{campaign.slug}` is not for the newsletter"
        raise UsageError(what, where=where, hint="Add newsletter to its channels")
    if campaign.date is None:
        where, what = campaign.place(""), f"`{campaign.slug}` has no date, so it is a draft of yours and is not pushed"
        raise UsageError(what, where=where, hint="Give it a date, or let it recur by config's schedule")
    return campaign


def _reason_to_wait(workspace: Workspace, campaign: Campaign, days: int) -> str:
    """Why a campaign is left out of a push that names none; empty where it is not."""
    config = workspace.config
    if campaign.date is None:
        return "it has no date"
    if config.since and campaign.date.astimezone(config.zone).date() < config.since:
        return f"it is older than config's since, {config.since}; name it to push it"
    if campaign.date > workspace.now + timedelta(days=days):
        return f"it is dated {campaign.date:%Y-%m-%d}, more than {days} days ahead"
    return ""


def plan(workspace: Workspace, selected: Selected, *, time: delivery.Time, progress: Progress = silent) -> Planned:
    """What a push of these editions would do. Reads, never writes: not in services, not in the ledger.

    Raises FindingsError where a check finds an error in any of them.
    """
    from publisher.ledger.store import Ledger

    checked = _checked(workspace, selected, progress)
    if not selected.editions:
        return Planned(selected, checked, ())
    with Ledger.read_only(workspace.project.ledger) as book:
        opened = _services(workspace, selected, time)
        return _planned(workspace, selected, checked, opened, book)[0]


def push(
    workspace: Workspace,
    selected: Selected,
    *,
    agree: Callable[[Planned], bool],
    time: delivery.Time,
    tests: Sequence[str] = (),
    progress: Progress = silent,
) -> Pushed:
    """Plan, ask `agree` with the plan, and do exactly that; then have each draft mailed to `tests`, addresses.

    Raises FindingsError before anything is written where a check finds an error; what stops one edition later stands
    in its outcome and does not stop the others.
    """
    from publisher.ledger.store import Ledger

    checked = _checked(workspace, selected, progress)
    if not selected.editions:
        return Pushed(Planned(selected, checked, ()))
    opened = _services(workspace, selected, time)
    with Ledger.open(workspace.project.ledger) as book:
        planned, survey = _planned(workspace, selected, checked, opened, book)
        if not agree(planned):
            return Pushed(planned)
        done = 0

        def report(_: delivery.Outcome) -> None:
            nonlocal done
            done += 1
            progress("Pushing drafts", done, len(planned.steps))

        outcomes = delivery.apply(planned.steps, survey, opened, book, time=time, wish=selected.wish, report=report)
        return _tested(Pushed(planned, outcomes), opened, book, tests)


def _tested(pushed: Pushed, opened: Mapping[str, Service], book: Ledger, readers: Sequence[str]) -> Pushed:
    """Ask for test mails of the drafts that are as they should be."""
    slugs = {edition.key: edition.campaign.slug for edition in pushed.planned.selected.editions}
    tested: list[tuple[str, str, tuple[str, ...]]] = []
    errors: list[PublisherError] = []
    for outcome in pushed.outcomes if readers else ():
        row, step = book.push(outcome.step.reference), outcome.step
        if outcome.error is None and row and row.draft_id:
            try:
                _can_test(opened[step.service], f"{slugs[step.edition]} at {step.service}")
                opened[step.service].test(row.draft_id, readers)
                tested.append((slugs[step.edition], step.service, tuple(readers)))
            except ServiceError as error:
                errors.append(error)
    return replace(pushed, tested=tuple(tested), untested=tuple(errors))


def _can_test(service: Service, where: str) -> None:
    """Raise Unsupported for a service that mails no tests."""
    if services.Carries.TEST not in service.facts.carries:
        what = "test mails cannot be sent by this service"
        raise Unsupported(what, where=where, hint="The draft stands all the same")


def _checked(workspace: Workspace, selected: Selected, progress: Progress) -> Checked:
    campaigns = [edition.campaign for edition in selected.editions]
    return must_pass(workspace, check(workspace, campaigns, progress=progress), "pushed")


def _planned(
    workspace: Workspace, selected: Selected, checked: Checked, opened: Mapping[str, Service], book: Ledger
) -> tuple[Planned, delivery.Survey]:
    wanted = [_wanted_draft(workspace, edition) for edition in selected.editions]
    closely = selected.wish is not delivery.Wish.ASK
    survey = delivery.survey(wanted, opened, book, project_id=workspace.config.id, closely=closely)
    survey = former.stopped(workspace, survey)
    waiting = _waiting(workspace)
    steps = tuple(
        replace(
            step,
            notes=(*former.elsewhere(workspace, step, survey.rows), *_later(workspace, edition, draft, waiting))
            if step.action in _WRITING
            else (),
        )
        for step, edition, draft in zip(
            delivery.plan(survey, workspace.now, selected.wish), selected.editions, wanted, strict=True
        )
    )
    creates = any(step.action is delivery.Action.CREATE for step in steps)
    return Planned(selected, checked, steps, former.gone(workspace, survey.rows) if creates else ()), survey


def _later(workspace: Workspace, edition: Edition, draft: Wanted, waiting: Mapping[str, Campaign]) -> tuple[str, ...]:
    """What the draft shows or links to that is not public yet; `waiting` are campaigns that are not, by address."""
    notes = []
    if not edition.public_at(workspace.now):
        notes.append(f"its web copy, {draft.page_url}, is public from {draft.date:%Y-%m-%d %H:%M}")
    for address in dict.fromkeys(_LINK.findall(draft.message.html)):
        campaign = waiting.get(address)
        if campaign and campaign is not edition.campaign:
            when = f"from {campaign.date:%Y-%m-%d %H:%M}" if campaign.date else "once it has a date"
            notes.append(f"it links to {address}, which is public {when}")
    if draft.message.images and not takes_pictures(workspace, edition.campaign):
        notes.append("its pictures are shown from the site: publish it before the draft is sent")
    return tuple(notes)


def _waiting(workspace: Workspace) -> dict[str, Campaign]:
    """The campaigns that are not public now, by their pages' addresses."""
    hidden = (one for one in workspace.campaigns if not Edition(one).public_at(workspace.now))
    return {addresses.absolute(workspace.config, addresses.post(campaign)): campaign for campaign in hidden}


def service_name(workspace: Workspace, campaign: Campaign) -> str:
    """The name, in config, of the service that takes a campaign. Raises ConfigError where config has none."""
    names = list(workspace.config.services)
    if not names:
        where = workspace.configuration.place("")
        raise ConfigError("there is no mailing service", where=where, hint="Add services: {local: {use: outbox}}")
    return campaign.email.service or names[0]


def takes_pictures(workspace: Workspace, campaign: Campaign) -> bool:
    """Whether the service of a campaign stores pictures itself. Raises ConfigError for a service that is not there."""
    name = service_name(workspace, campaign)
    where = workspace.configuration.place(f"services.{name}.use")
    return services.Carries.IMAGES in services.facts(workspace.config.services[name].use, where=where).carries


def _services(workspace: Workspace, selected: Selected, time: delivery.Time) -> Mapping[str, Service]:
    """The services that these editions need, their secrets resolved now and not before."""
    names = dict.fromkeys(service_name(workspace, edition.campaign) for edition in selected.editions)
    return {name: open_service(workspace, name, time) for name in names}


def open_service(workspace: Workspace, name: str, time: delivery.Time) -> Service:
    """Open a service by its name in config. Raises ConfigError, also for a secret that the environment lacks."""
    entry, configuration = workspace.config.services[name], workspace.configuration
    options = {
        key: resolve(value, workspace.environment, where=configuration.place(f"services.{name}.{key}"))
        for key, value in entry.options.items()
    }
    return services.open_service(
        name,
        entry.use,
        options,
        root=workspace.project.root,
        clock=lambda: time.clock().astimezone(UTC),
        left=time.left,
        places=configuration.places,
    )


def _wanted_draft(workspace: Workspace, edition: Edition) -> Wanted:
    """What a service should hold for an edition."""
    config, campaign = workspace.config, edition.campaign
    message = workspace.message(edition)
    return Wanted(
        edition_key=edition.key,
        service=service_name(workspace, campaign),
        title=campaign.title,
        message=message,
        sender=Sender(config.sender.name, config.sender.email, config.sender.reply_to or ""),
        date=campaign.date or workspace.now,
        postal_address=config.organisation.address or "",
        page_url=addresses.absolute(config, edition.path),
        audience=campaign.email.audience,
        tags=campaign.tags,
        public_images={image.name: addresses.absolute(config, addresses.image(image.name)) for image in message.images},
    )
