"""The loop: a tick asks the timetable what is due, and hands it to lanes that never wait for each other.

The library `schedule` is the tick and nothing else: it forgets, so all that matters is in files and in the ledger. One
lane builds and publishes the site, one for each mailing service pushes drafts, one tells people; what hangs in one of
them delays no other. A changed file is taken up; one that cannot be read leaves the last good state at work.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from publisher import pipeline
from publisher.alerts import Alerts, Event, Kind, Post
from publisher.errors import Deferred, PublisherError, as_error
from publisher.ledger import Acted
from publisher.pipeline import Agenda, Done, Time, Workspace
from publisher.project import Project, fingerprint
from publisher.timetable import Act, Job, Listed, State, next_change

if TYPE_CHECKING:
    import schedule

    from publisher.ledger.store import Ledger

SITE, ALERTS = "the site", "the alerts"
"""Two lanes; the others are called like their services, whose names have no space."""
_RETRY = timedelta(minutes=1)
_ENDING = 8.0  # seconds that work in hand may take when the loop is to end
_LONGEST_JOB = 600.0  # seconds


@dataclass(frozen=True, slots=True)
class Line:
    """One act or event, for the log. Empty fields say nothing."""

    at: datetime
    event: str
    edition: str = ""
    act: str = ""
    lane: str = ""
    where: str = ""
    note: str = ""


Log = Callable[[Line], None]


@dataclass
class Scheduler:
    """One loop over one project. Any number of them may run on one ledger, in any number of processes.

    `open` reads the project at a moment and raises PublisherError where it cannot be read. `post` says how alerts are
    delivered. `stop` ends the loop when it is set. `log` hears one line an act, from several threads, one at a time.
    """

    project: Project
    open: Callable[[datetime], Workspace]
    clock: Callable[[], datetime]
    book: Ledger
    stop: threading.Event
    log: Log
    post: Callable[[Workspace], Post | None] = lambda _: None
    _workspace: Workspace | None = None
    _files: str = ""
    _ticked: datetime = datetime.min.replace(tzinfo=UTC) + _RETRY
    _open_again: datetime | None = None
    _alerts: Alerts = field(init=False)
    _wrongs: dict[str, str] = field(default_factory=dict)
    _waiting: set[str] = field(default_factory=set)
    _told: list[Event] = field(default_factory=list)
    _pool: ThreadPoolExecutor = field(init=False)
    _acts: Mapping[tuple[str, str], Acted] = field(default_factory=dict)
    _seen: int = -1
    _past: pipeline.Past | None = None
    _stale: bool = True
    _site_tries: int = 0
    _site_after: datetime | None = None
    _changes_at: datetime | None = None
    _lanes: dict[str, Future[None]] = field(default_factory=dict)
    _rests: dict[str, datetime] = field(default_factory=dict)
    _speaking: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Nobody is told anything until the project was read."""
        self._alerts = Alerts(self.book)
        known = self._alerts.known()
        self._waiting = {subject for kind, subject in known if kind is Kind.HELD}
        self._wrongs = {subject: "" for kind, subject in known if kind is Kind.FAILED}
        self._pool = ThreadPoolExecutor(max_workers=32, thread_name_prefix="lane")

    # ── the loop ────────────────────────────────────────────────────────────────────────────────────────

    def run(self) -> bool:
        """Tick each second until `stop` is set. Returns whether all work in hand had ended by then."""
        import schedule

        ticks = schedule.Scheduler()
        ticks.every(1).seconds.do(self.tick)
        self._say("started", note=self.project.root.name)
        self.tick()
        while not self.stop.wait(min(max(ticks.idle_seconds or 1.0, 0.02), 1.0)):
            beat(ticks)
        self._pool.shutdown(wait=False, cancel_futures=True)
        ended = self._wait_for_lanes()
        self._say("stopped", note="" if ended else "work in hand was left; the next run heals it")
        return ended

    def tick(self) -> None:
        """Look once: take up changed files, hand out what is due, tell what is held; our own errors are told too."""
        now = self.clock()
        if now < self._ticked - _RETRY:  # the clock was put back: what was to be waited for is not so far away
            self._files, self._open_again = "", None
            self._rests.clear()
        self._ticked = now
        try:
            self._take_up(now)
            if self._workspace is not None:
                self._hand_out(self._workspace, now)
            self._right("the loop", "the schedule can be followed again", now)
        except Exception as problem:  # noqa: BLE001 -- whatever it is: the next tick may do better, and people are told
            self._wrong("the loop", pipeline.in_one_line(as_error(problem)), now)
        if self._alerts.waiting and not self._busy(ALERTS, now):
            self._lanes[ALERTS] = self._pool.submit(self._guarded, ALERTS, self._send)

    def _wait_for_lanes(self) -> bool:
        """Give what is in hand a few seconds."""
        end = threading.Event()
        for _ in range(int(_ENDING * 20)):
            if all(future.done() for future in self._lanes.values()):
                return True
            end.wait(0.05)
        return False

    # ── files ───────────────────────────────────────────────────────────────────────────────────────────

    def _take_up(self, now: datetime) -> None:
        """Read the project where its files have changed; keep the last good state where they cannot be read."""
        files = fingerprint(self.project)
        if files == self._files and (self._open_again is None or now < self._open_again):
            return
        self._files, self._open_again = files, None
        try:
            fresh = self.open(now)
            fresh.timetable  # noqa: B018 -- read now, so that a schedule that cannot be meant is known now
            pipeline.note_entries(fresh, self.book, now)
            changes_at = next_change(fresh.timetable, fresh.campaigns, now)
        except PublisherError as error:
            self._open_again = now + _RETRY  # it may be the disk, or what another program holds
            kept = "the last good state stays at work" if self._workspace else "nothing is done until it is mended"
            self._wrong("the project", f"{pipeline.in_one_line(error)}; {kept}", now, event="broken")
            return
        if self._workspace is not None:
            self._say("reloaded")
        self._workspace, self._past, self._changes_at = fresh, None, changes_at
        self._stale, self._site_after = True, None
        self._alerts.take_up(self._way_to_people(fresh, now), fresh.config.title)
        self._right("the project", "the project can be read again", now)

    def _way_to_people(self, workspace: Workspace, now: datetime) -> Post | None:
        """How alerts are delivered; where that is not known, what is due goes out all the same."""
        try:
            post = self.post(workspace)
        except PublisherError as error:
            self._wrong("the alerts", pipeline.in_one_line(error), now)
            return None
        self._right("the alerts", "people can be told again", now)
        return post

    # ── what is due ─────────────────────────────────────────────────────────────────────────────────────

    def _hand_out(self, workspace: Workspace, now: datetime) -> None:
        """Give each lane that is free what is due for it."""
        # Asked before the ledger is: a lane that ends in between is not given once more what it has just done.
        busy = {lane for lane in {*self._lanes, *self._rests} if self._busy(lane, now)}
        agenda = self._agenda(workspace, now)
        for lane, jobs in self._by_lane(workspace, agenda, now).items():
            if lane not in busy:
                work = self._publish if lane == SITE else self._push
                self._lanes[lane] = self._pool.submit(self._guarded, lane, work, workspace.at(now), jobs)
        self._tell_listed(agenda.look.listed, now)

    def _busy(self, lane: str, now: datetime) -> bool:
        """Whether a lane works, or rests after a mistake."""
        future, rest = self._lanes.get(lane), self._rests.get(lane)
        return (future is not None and not future.done()) or (rest is not None and now < rest)

    def _agenda(self, workspace: Workspace, now: datetime) -> Agenda:
        """What is due; the ledger is read again only when somebody has written to it."""
        seen = self.book.changes()
        if self._past is None or seen != self._seen:
            self._acts = self.book.acts()
            self._past, self._seen = pipeline.past(workspace, self.book, self._acts), seen
            self._tell_recovered(self._past, now)
        return pipeline.agenda_of(workspace, self._past, self._acts, now)

    def _by_lane(self, workspace: Workspace, agenda: Agenda, now: datetime) -> Mapping[str, list[Job]]:
        """Jobs by the lane that does them. The site has all that are due; it also works when what is public changes."""
        lanes: dict[str, list[Job]] = {}
        for job in agenda.ready:
            lanes.setdefault(_lane(workspace, job), []).append(job)
        if self._changes_at is not None and now >= self._changes_at:
            self._changes_at = next_change(workspace.timetable, workspace.campaigns, now)
            self._stale, self._site_after = True, None
        if SITE in lanes or (self._stale and (self._site_after is None or now >= self._site_after)):
            lanes[SITE] = [job for job in agenda.look.due if job.act is Act.PUBLISH]
        return lanes

    # ── in lanes ────────────────────────────────────────────────────────────────────────────────────────

    def _guarded(self, lane: str, work: Callable[..., None], *given: object) -> None:
        """A lane's work; what nobody expected ends this piece of it, never the loop, and the lane rests a while."""
        try:
            work(*given)
        except Exception as problem:  # noqa: BLE001 -- whatever it is: the other lanes go on, and people are told
            self._rests[lane] = self.clock() + _RETRY
            self._wrong(f"{lane} lane", f"{lane}: {pipeline.in_one_line(as_error(problem))}", self.clock())
        else:
            self._right(f"{lane} lane", f"{lane} works again", self.clock())

    def _publish(self, workspace: Workspace, jobs: list[Job]) -> None:
        """Build and publish the site."""
        self._stale, fine = False, False
        try:
            site, done = pipeline.publish_due(workspace, jobs, self.book, time=self._time())
            fine = not site.errors
        finally:
            self._site_tries = 0 if fine else self._site_tries + 1
            if not fine:
                self._stale, self._site_after = True, self.clock() + pipeline.wait_after(self._site_tries - 1)
        for error in site.errors:
            if not isinstance(error, Deferred):
                self._wrong(SITE, pipeline.in_one_line(error), self.clock())
        if fine:
            self._right(SITE, "the site is published again", self.clock())
        self._account_for(SITE, done)

    def _push(self, workspace: Workspace, jobs: list[Job]) -> None:
        """Push drafts at one service."""
        self._account_for(
            _lane(workspace, jobs[0]), pipeline.push_due(workspace, jobs, self.book, time=self._time())[1]
        )

    def _send(self) -> None:
        """Tell people what waits to be told."""
        if error := self._alerts.send():
            self._rests[ALERTS] = self.clock() + _RETRY
            self._say("untold", note=str(error))

    def _time(self) -> Time:
        """Work ends early when the loop does."""
        begun = self.clock()

        def left() -> float:
            return 0.0 if self.stop.is_set() else _LONGEST_JOB - (self.clock() - begun).total_seconds()

        return Time(self.clock, left=left, pause=self._pause)

    def _pause(self, seconds: float) -> None:
        """Wait, unless the loop is to end."""
        self.stop.wait(seconds)

    # ── saying it ───────────────────────────────────────────────────────────────────────────────────────

    def _account_for(self, lane: str, done: Iterable[Done]) -> None:
        """A line for each act, a message for each draft that failed; of a site that failed one is told already."""
        now = self.clock()
        for one in done:
            key, act = one.job.occurrence.key, one.job.act
            note = pipeline.in_one_line(one.error) if one.error else ""
            event = "published" if act is Act.PUBLISH else "pushed"
            if isinstance(one.error, Deferred):
                event, self._rests[lane] = "later", now + _RETRY
            elif one.error:
                event = "failed"
                if act is Act.DRAFT:
                    self._alerts.tell([Event(Kind.FAILED, f"{key} {act}", f"{key}: {note}")], now)
            self._say(event, edition=key, act=act, lane=lane, where=one.where, note=note)

    def _tell_recovered(self, past: pipeline.Past, now: datetime) -> None:
        """What people were told had failed, and is done now, whoever did it."""
        failed = {subject for kind, subject in self._alerts.known() if kind is Kind.FAILED}
        for key, act in past.done:
            if (subject := f"{key} {act}") in failed:
                self._alerts.over(Kind.FAILED, subject, f"{key}: done after all", now)

    def _tell_listed(self, listed: Iterable[Listed], now: datetime) -> None:
        """What waits for a person, told once; and what waits no more."""
        waiting = [one for one in listed if one.state in {State.HELD, State.SKIPPED}]
        events: list[Event] = []
        for one in waiting:
            key = one.occurrence.key
            if key not in self._waiting:
                self._say(str(one.state), edition=key, note=one.reason)
            self._waiting.add(key)
            asked = "Run it (publisher run) or drop it (publisher drop)"
            events.append(Event(Kind.HELD, key, f"{key} is {one.state}: {one.reason}. {asked}"))
        if events != self._told:
            self._told = events
            self._alerts.tell(events, now)
        for gone in self._waiting - {one.occurrence.key for one in waiting}:
            self._waiting.discard(gone)
            self._alerts.over(Kind.HELD, gone, f"{gone} waits no more", now)

    def _wrong(self, subject: str, note: str, now: datetime, *, event: str = "failed") -> None:
        """Something that is wrong at every tick is said when it begins, and when it becomes something else."""
        if self._wrongs.get(subject) != note:
            self._wrongs[subject] = note
            self._say(event, note=note)
            self._alerts.tell([Event(Kind.FAILED, subject, note)], now)

    def _right(self, subject: str, text: str, now: datetime) -> None:
        """It is wrong no more."""
        if self._wrongs.pop(subject, None) is not None:
            self._say("recovered", note=text)
            self._alerts.over(Kind.FAILED, subject, text, now)

    def _say(self, event: str, **words: str) -> None:
        """One line to the log."""
        with self._speaking:
            self.log(Line(self.clock(), event, **words))


def beat(ticks: schedule.Scheduler) -> None:
    """Run the tick if its second has come.

    The library counts by the local clock. Where that is put back (summer time ends, somebody sets it) it would stand
    still until the clock is there again; so a tick that is farther away than it can be is run now.
    """
    if (ticks.idle_seconds or 0.0) > 1.5:
        ticks.run_all()
    else:
        ticks.run_pending()


def _lane(workspace: Workspace, job: Job) -> str:
    """Which lane does a job; a draft that no service takes fails in one of its own."""
    if job.act is Act.PUBLISH:
        return SITE
    try:
        return pipeline.service_of(workspace, job)
    except PublisherError:
        return "no service"
