"""Doing what the schedule says: what is due, in two lanes that never wait for each other (the site, and drafts)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from publisher import delivery, timetable
from publisher.errors import Busy, Deferred, PublisherError, UsageError, as_error
from publisher.ledger import Acted, ActState, PushState
from publisher.model import Edition
from publisher.pipeline.building import Published, publish
from publisher.pipeline.checking import Progress, silent
from publisher.pipeline.pushing import Pushed, Selected, push, service_name
from publisher.pipeline.recording import keep_back, note_out
from publisher.timetable import Act, Job, Listed, Look, Occurrence, Past
from publisher.workspace import Workspace

if TYPE_CHECKING:
    from publisher.ledger.store import Ledger

_MOMENT, _AHEAD = timedelta(microseconds=1), timedelta(days=100)
_GONE = "taken out"
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one job; `error` is why it was not done, `where` what a person opens."""

    job: Job
    error: PublisherError | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of the schedule did. `listed` waits for a person, or is told for the record; `later` comes next."""

    published: Published | None
    done: tuple[Done, ...]
    listed: tuple[Listed, ...]
    later: tuple[Occurrence, ...]
    pushed: Pushed | None = None
    errors: tuple[PublisherError, ...] = ()

    @property
    def needs_person(self) -> bool:
        """Whether something is held or skipped."""
        return any(one.state in {timetable.State.HELD, timetable.State.SKIPPED} for one in self.listed)


# ── what is due ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Agenda:
    """The schedule at a moment: what the timetable says, and of what is due that which may be tried now."""

    look: Look
    ready: tuple[Job, ...]


def agenda(workspace: Workspace, book: Ledger, now: datetime) -> Agenda:
    """What is due at `now`. Raises ConfigError for a schedule that cannot be meant."""
    acts = book.acts()
    return agenda_of(workspace, past(workspace, book, acts), acts, now)


def agenda_of(workspace: Workspace, before: Past, acts: Mapping[tuple[str, str], Acted], now: datetime) -> Agenda:
    """The same of what is known already. Pure."""
    look = workspace.timetable.look(before, now)
    # A wait that is longer than any is one from a time when the clock was ahead.
    end = now + _LONGEST_WAIT
    waiting = {key for key, one in acts.items() if one.next_try and now < one.next_try <= end} if look.due else set()
    return Agenda(look, tuple(job for job in look.due if (job.occurrence.key, job.act) not in waiting))


def past(workspace: Workspace, book: Ledger, acts: Mapping[tuple[str, str], Acted] | None = None) -> Past:
    """What happened so far: the ledger's acts, and the drafts that stand, whoever pushed them."""
    known = book.acts() if acts is None else acts
    project = workspace.config.id
    drafts = (
        row.edition
        for row in book.pushes().values()
        if row.state is PushState.RECEIPT and row.reference == delivery.reference(project, row.edition, row.service)
    )
    done = {key for key, one in known.items() if one.state is ActState.DONE}
    return Past(
        done=frozenset(done | {(edition, Act.DRAFT) for edition in drafts}),
        failed=frozenset(key for key, one in known.items() if one.state is ActState.FAILED),
        seen={one.edition: one.at for one in known.values() if one.state is ActState.SEEN and one.note != _GONE},
    )


def note_entries(workspace: Workspace, book: Ledger, now: datetime) -> None:
    """Write down since when entries have been in the schedule by their present rule: before that nothing is missed.

    A ledger that knows nothing at all may be one that was lost (or is new in every run of a CI job): then the last
    `grace` counts, as docs/scheduling.md says. So it does where the ledger names a time that is yet to come: the clock
    was wrong when that was written.
    """
    acts = book.acts()
    knows = bool(acts or book.pushes())
    known = {one.edition: one for one in acts.values() if one.state is ActState.SEEN}
    rules = {plan.campaign.id: plan.rule.text if plan.rule else "" for plan in workspace.timetable.plans}
    new = []
    for plan in workspace.timetable.plans:
        key, row = plan.campaign.id, known.get(plan.campaign.id)
        if row is None or row.note != rules[key] or row.at > now:
            fresh = row.at <= now if row else knows
            new.append(_seen(key, now if fresh else now - plan.grace, rules[key]))
    new += [_seen(key, row.at, _GONE) for key, row in known.items() if key not in rules and row.note != _GONE]
    if new:
        book.write_acts(new)


def _seen(key: str, since: datetime, rule: str) -> Acted:
    return Acted(key, ActState.SEEN, ActState.SEEN, since, note=rule)


# ── doing it ────────────────────────────────────────────────────────────────────────────────────────────


def run_due(
    workspace: Workspace, slugs: Sequence[str] = (), *, time: delivery.Time, progress: Progress = silent
) -> Ran:
    """Build and publish the site as it is now, and push the drafts that are due, once.

    With `slugs` (or edition keys) do what is held, skipped or due of these, whatever lateness and waits say; a blackout
    needs an override. What stops one part does not stop the other: it stands in `errors`. Raises ConfigError for a
    schedule that cannot be read, and UsageError for names that are not in it.
    """
    from publisher.ledger.store import Ledger

    with Ledger.open(workspace.project.ledger) as book:
        note_entries(workspace, book, time.clock())
        now = agenda(workspace, book, workspace.now)
        ready = _asked_for(workspace, book, now.look, slugs) if slugs else now.look.due
        asked_for = {job.occurrence.key for job in ready} if slugs else set()
        published, done = publish_due(workspace, ready, book, time=time, asked_for=asked_for, progress=progress)
        pushed, drafts = push_due(workspace, ready, book, time=time, progress=progress)
        left = agenda(workspace, book, workspace.now).look
    results = (*done, *drafts)
    errors = [one.error for one in results if one.error]
    different = tuple(_different([*published.errors, *errors]))
    return Ran(published.site, results, left.listed, _later(workspace), pushed, different)


def _later(workspace: Workspace) -> tuple[Occurrence, ...]:
    """What appears within the next months: of each campaign the first."""
    ahead = workspace.timetable.between(workspace.now + _MOMENT, workspace.now + _AHEAD)
    first: dict[str, Occurrence] = {}
    for one in ahead:
        if not (one.held or one.dropped or one.gives_way):
            first.setdefault(one.edition.campaign.id, one)
    return tuple(first.values())


@dataclass(frozen=True, slots=True)
class _Site:
    site: Published | None
    errors: tuple[PublisherError, ...] = ()


def publish_due(
    workspace: Workspace,
    jobs: Iterable[Job],
    book: Ledger,
    *,
    time: delivery.Time,
    asked_for: Collection[str] = (),
    progress: Progress = silent,
) -> tuple[_Site, tuple[Done, ...]]:
    """Build and publish the site as it is now; what became of the jobs that are about appearing on it.

    What was missed stays off it, but for editions whose keys are in `asked_for`. One at a time of all that use this
    ledger; Deferred where another one takes longer than `time` allows to wait.
    """
    mine = [job for job in jobs if job.act is Act.PUBLISH]
    try:
        with book.hold("site", max(min(time.wait, time.left()), 0.0)):
            there = keep_back(workspace, past(workspace, book), workspace.now, asked_for=asked_for)
            published = publish(workspace, only_changes=True, progress=progress)
            note_out(workspace)
            _succeeded(book, [*mine, *(Job(one, Act.PUBLISH, one.at) for one in there)], time.clock())
    except (TimeoutError, Busy):
        busy = Deferred("the site is being published by another run", hint="Run again when it has ended")
        return _Site(None, (busy,)), tuple(Done(job, busy) for job in mine)
    except Exception as problem:  # noqa: BLE001 -- whatever it is: drafts are pushed all the same
        error = as_error(problem)
        _failed(book, mine, error, time.clock())
        return _Site(None, (error,)), tuple(Done(job, error) for job in mine)
    where = workspace.config.url
    return _Site(published), tuple(Done(job, where=f"{where}{job.occurrence.edition.path}") for job in mine)


def push_due(
    workspace: Workspace, jobs: Iterable[Job], book: Ledger, *, time: delivery.Time, progress: Progress = silent
) -> tuple[Pushed | None, tuple[Done, ...]]:
    """Push the drafts among the jobs; an edition with an error does not stop the others."""
    mine = [job for job in jobs if job.act is Act.DRAFT]
    if not mine:
        return None, ()
    try:
        pushed, done = _pushed(workspace, mine, time, progress)
    except Exception as problem:  # noqa: BLE001 -- whatever it is: it stops no other edition
        pushed, done = None, _one_by_one(workspace, mine, time, as_error(problem))
    _succeeded(book, [one.job for one in done if not one.error], time.clock())
    for one in done:
        if one.error and not isinstance(one.error, Deferred):
            _failed(book, [one.job], one.error, time.clock())
    return pushed, done


def _pushed(
    workspace: Workspace, jobs: Sequence[Job], time: delivery.Time, progress: Progress = silent
) -> tuple[Pushed, tuple[Done, ...]]:
    """All at once. Raises where nothing could be begun."""
    selected = Selected(tuple(timetable.dated(job.occurrence) for job in jobs))
    pushed = push(workspace, selected, agree=lambda _: True, time=time, progress=progress)
    by_key = {outcome.step.edition: outcome for outcome in pushed.outcomes}
    found = [(job, by_key[job.occurrence.key]) for job in jobs]
    return pushed, tuple(Done(job, outcome.error, outcome.address) for job, outcome in found)


def _one_by_one(
    workspace: Workspace, jobs: Sequence[Job], time: delivery.Time, error: PublisherError
) -> tuple[Done, ...]:
    """Each on its own, since one of them keeps all from being pushed together."""
    if len(jobs) == 1:
        return (Done(jobs[0], error),)
    done: list[Done] = []
    for job in jobs:
        try:
            done += _pushed(workspace, [job], time)[1]
        except Exception as problem:  # noqa: BLE001 -- as above
            done.append(Done(job, as_error(problem)))
    return tuple(done)


def _succeeded(book: Ledger, jobs: Sequence[Job], now: datetime) -> None:
    """Write down that these are done."""
    if jobs:
        book.write_acts([Acted(job.occurrence.key, job.act, ActState.DONE, now) for job in jobs])


def _failed(book: Ledger, jobs: Sequence[Job], error: PublisherError, now: datetime) -> None:
    """Write down that these failed, and when they are tried again: after waits that grow."""
    acts = book.acts() if jobs else {}
    rows = []
    for job in jobs:
        row = acts.get((job.occurrence.key, job.act)) or Acted(job.occurrence.key, job.act, ActState.FAILED, now)
        if row.state is not ActState.DONE:  # another run may have done it in the meantime
            rows.append(row.failed(now, wait_after(row.tries), str(error).partition("\n")[0]))
    if rows:
        book.write_acts(rows)


def wait_after(tries: int) -> timedelta:
    """How long to wait after a failure that follows `tries` others: a minute, two, four … an hour."""
    return min(_FIRST_WAIT * (1 << min(tries, 10)), _LONGEST_WAIT)


def _different(errors: Sequence[PublisherError]) -> list[PublisherError]:
    """Each error once: a build that fails does so for every edition in it."""
    return list({id(error): error for error in errors}.values())


# ── what a person asks for by name ──────────────────────────────────────────────────────────────────────


def _asked_for(workspace: Workspace, book: Ledger, look: Look, names: Sequence[str]) -> tuple[Job, ...]:
    """The acts of the named editions whose time has come and that are not done.

    Raises UsageError for what is not due, held or skipped.
    """
    done = past(workspace, book).done
    known = {one.key: one for one in (*(job.occurrence for job in look.due), *(one.occurrence for one in look.listed))}
    jobs: list[Job] = []
    missed = {one.occurrence.key for one in look.listed if one.state is timetable.State.MISSED}
    for name in names:
        matching = [one for one in known.values() if name in _names(one.edition, alone=one.key not in missed)]
        if not matching:
            raise UsageError(f"nothing is due, held or skipped of `{name}`", hint="`publisher status` shows what waits")
        for one in matching:
            _allowed(workspace, one)
            come = [act for act in one.acts if one.instant(act) <= workspace.now]
            jobs += [Job(one, act, one.instant(act)) for act in come if (one.key, act) not in done]
    return tuple({(job.occurrence.key, job.act): job for job in jobs}.values())


def _names(edition: Edition, *, alone: bool) -> set[str]:
    """What a person may call an edition; by its campaign `alone` not one for which another edition stands."""
    campaign = edition.campaign
    day = f"@{edition.occurrence}" if edition.occurrence else ""
    slugs = {campaign.slug, campaign.id, *campaign.was}
    return {slug + day for slug in slugs} | (slugs if alone else set())


def _allowed(workspace: Workspace, one: Occurrence) -> None:
    """Raise UsageError where a blackout is in the way: it is lifted by a decision that is written down."""
    today = workspace.timetable.blackouts.on(workspace.now.astimezone(one.at.tzinfo).date())
    late = today if one.at <= workspace.now and not one.insisted else None
    blackout = one.blackout if one.held else late
    if blackout is None:
        return
    what = f"`{one.key}` is held by a blackout ({blackout.reason})"
    hint = f"Let it go all the same, on record: publisher run {one.key} --why TEXT"
    raise UsageError(what, hint=hint)


def service_of(workspace: Workspace, job: Job) -> str:
    """The service, by its name in config, that takes a job's draft. Raises ConfigError where there is none."""
    return service_name(workspace, job.occurrence.edition.campaign)


def in_one_line(error: PublisherError) -> str:
    """An error for a log or a message: its first line, and how many more there are."""
    first, *others = str(error).splitlines() or [""]
    return f"{first} (and {len(others)} more)" if others else first
