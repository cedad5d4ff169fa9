"""The loop: a tick asks the timetable what is due, and hands it to lanes that never wait for each other.

The library `schedule` is the tick and nothing else: it forgets, so all that matters is in files and in the ledger. One
lane builds and publishes the site, and one for each mailing service pushes drafts; a service that hangs delays neither
the site nor another service. A changed file is taken up without a restart; one that cannot be read leaves the last good
state at work.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from publisher import pipeline
from publisher.alerts import Alerts, Event, Kind, Post
from publisher.errors import PublisherError, WebError
from publisher.ledger import Acted
from publisher.pipeline import Agenda, Done, Time, Workspace
from publisher.project import Project, fingerprint
from publisher.timetable import Act, Job, Listed, State, next_change

if TYPE_CHECKING:
    from publisher.ledger.store import Ledger

SITE = "site"
"""The lane of the site; the others are called like their services."""
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

    `open` reads the project at a moment and raises PublisherError where it cannot be read. `post` delivers an alert.
    `stop` ends the loop when it is set. `log` hears one line an act, from several threads, one at a time.
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
    _broken: str = ""
    _alerts: Alerts = field(init=False)
    _waiting: set[str] = field(default_factory=set)
    _told: list[Event] = field(default_factory=list)
    _pool: ThreadPoolExecutor = field(init=False)
    _acts: Mapping[tuple[str, str], Acted] = field(default_factory=dict)
    _seen: tuple[int, int] = (-1, -1)
    _past: pipeline.Past | None = None
    _stale: bool = True
    _site_after: datetime | None = None
    _changes_at: datetime | None = None
    _lanes: dict[str, Future[None]] = field(default_factory=dict)
    _speaking: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """People are told by nobody until the project was read."""
        self._alerts = Alerts(self.book, None, self.project.root.name)
        self._waiting = {subject for kind, subject in self._alerts.known() if kind is Kind.HELD}
        self._pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="lane")

    # ── the loop ────────────────────────────────────────────────────────────────────────────────────────

    def run(self) -> bool:
        """Tick each second until `stop` is set. Returns whether all work in hand had ended by then."""
        import schedule

        ticks = schedule.Scheduler()
        ticks.every(1).seconds.do(self.tick)
        self._say("started", note=self.project.root.name)
        self.tick()
        while not self.stop.wait(min(max(ticks.idle_seconds or 1.0, 0.02), 1.0)):
            ticks.run_pending()
        self._pool.shutdown(wait=False, cancel_futures=True)
        ended = self._wait_for_lanes()
        self._say("stopped", note="" if ended else "work in hand was left; the next run heals it")
        return ended

    def tick(self) -> None:
        """Look once: take up changed files, hand out what is due, tell what is held; our own errors are told too."""
        now = self.clock()
        try:
            self._take_up(now)
            if self._workspace is not None:
                self._hand_out(self._workspace, self._agenda(self._workspace, now), now)
        except PublisherError as error:
            self._once(f"{error}", now)

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
        if files == self._files:
            return
        self._files = files
        try:
            fresh = self.open(now)
            fresh.timetable  # noqa: B018 -- read now, so that a schedule that cannot be meant is known now
            pipeline.note_entries(fresh, self.book, now)
        except PublisherError as error:
            self._broken = pipeline.in_one_line(error)
            kept = "the last good state stays at work" if self._workspace else "nothing is done until it is mended"
            self._say("broken", note=f"{self._broken}; {kept}")
            self._tell([Event(Kind.FAILED, "project", self._broken)], now)
            return
        if self._workspace is not None:
            self._say("reloaded")
        self._changes_at = next_change(fresh.timetable, fresh.campaigns, now)
        self._workspace, self._past, self._stale, self._site_after = fresh, None, True, None
        self._alerts, self._broken = Alerts(self.book, self.post(fresh), fresh.config.title), ""
        self._over(Kind.FAILED, "project", "the project can be read again", now)

    # ── what is due ─────────────────────────────────────────────────────────────────────────────────────

    def _agenda(self, workspace: Workspace, now: datetime) -> Agenda:
        """What is due; the ledger is read again only when somebody has written to it."""
        seen = (self.book.changes(), id(workspace))
        if self._past is None or seen != self._seen:
            self._acts = self.book.acts()
            self._past, self._seen = pipeline.past(workspace, self.book, self._acts), seen
        return pipeline.agenda_of(workspace, self._past, self._acts, now)

    def _hand_out(self, workspace: Workspace, agenda: Agenda, now: datetime) -> None:
        """Give each lane that is free what is due for it."""
        for lane, jobs in self._by_lane(workspace, agenda.ready, now).items():
            busy = self._lanes.get(lane)
            if busy is None or busy.done():
                work = self._publish if lane == SITE else self._push
                self._lanes[lane] = self._pool.submit(self._guarded, work, lane, workspace.at(now), jobs)
        self._tell_listed(agenda.look.listed, now)

    def _by_lane(self, workspace: Workspace, jobs: Iterable[Job], now: datetime) -> Mapping[str, list[Job]]:
        """Jobs by the lane that does them; the site's also has work when files have changed."""
        lanes: dict[str, list[Job]] = {}
        for job in jobs:
            lane = SITE if job.act is Act.PUBLISH else pipeline.service_of(workspace, job)
            lanes.setdefault(lane, []).append(job)
        if self._changes_at is not None and now >= self._changes_at:
            self._stale, self._changes_at = True, next_change(workspace.timetable, workspace.campaigns, now)
        if self._stale and (self._site_after is None or now >= self._site_after):
            lanes.setdefault(SITE, [])
        return lanes

    def _guarded(
        self, work: Callable[[str, Workspace, list[Job]], None], lane: str, workspace: Workspace, jobs: list[Job]
    ) -> None:
        """A lane's work; a mistake of the program ends this piece of it, never the loop."""
        try:
            work(lane, workspace, jobs)
        except PublisherError as error:
            self._once(f"{lane}: {pipeline.in_one_line(error)}", self.clock())
        except Exception as problem:  # noqa: BLE001 -- whatever it is: the other lanes go on, and people are told
            self._say("bug", lane=lane, note=f"{type(problem).__name__}: {problem}")
            self._tell([Event(Kind.FAILED, f"lane {lane}", f"a mistake in the program: {problem}")], self.clock())

    def _publish(self, lane: str, workspace: Workspace, jobs: list[Job]) -> None:
        """Build and publish the site."""
        self._stale = False
        site, done = pipeline.publish_due(workspace, jobs, self.book, time=self._time())
        now = self.clock()
        if site.errors:
            self._stale, self._site_after = True, now + _RETRY
            self._tell([Event(Kind.FAILED, SITE, pipeline.in_one_line(error)) for error in site.errors], now)
            if not jobs:
                self._once(f"{lane}: {pipeline.in_one_line(site.errors[0])}", now)
        else:
            self._site_after = None
            self._over(Kind.FAILED, SITE, "the site is published again", now)
        self._account_for(lane, done)

    def _push(self, lane: str, workspace: Workspace, jobs: list[Job]) -> None:
        """Push drafts at one service."""
        self._account_for(lane, pipeline.push_due(workspace, jobs, self.book, time=self._time())[1])

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
        """A line for each act, a message for each new failure and each recovery."""
        now = self.clock()
        for one in done:
            key, act = one.job.occurrence.key, one.job.act
            subject = f"{key} {act}"
            if one.error:
                note = pipeline.in_one_line(one.error)
                self._say("failed", edition=key, act=act, lane=lane, note=note)
                self._tell([Event(Kind.FAILED, subject, f"{key}: {note}")], now)
            else:
                event = "published" if act is Act.PUBLISH else "pushed"
                self._say(event, edition=key, act=act, lane=lane, where=one.where)
                self._over(Kind.FAILED, subject, f"{key}: done after all", now)

    def _tell_listed(self, listed: Iterable[Listed], now: datetime) -> None:
        """What waits for a person, told once; and what waits no more."""
        waiting = [one for one in listed if one.state in {State.HELD, State.SKIPPED}]
        for one in waiting:
            key = one.occurrence.key
            if key not in self._waiting:
                self._say(str(one.state), edition=key, note=one.reason)
            self._waiting.add(key)
        events = [Event(Kind.HELD, one.occurrence.key, _asked(one)) for one in waiting]
        if events and events != self._told:
            self._told = events
            self._tell(events, now)
        for gone in self._waiting - {one.occurrence.key for one in waiting}:
            self._waiting.discard(gone)
            self._over(Kind.HELD, gone, f"{gone} waits no more", now)

    def _once(self, text: str, now: datetime) -> None:
        """Something that is wrong at every tick is said when it begins."""
        if text != self._broken:
            self._broken = text
            self._say("failed", note=text)
            self._tell([Event(Kind.FAILED, "loop", text)], now)

    def _say(self, event: str, **words: str) -> None:
        """One line to the log."""
        with self._speaking:
            self.log(Line(self.clock(), event, **words))

    def _tell(self, events: list[Event], now: datetime) -> None:
        self._unsent(self._alerts.tell(events, now))

    def _over(self, kind: Kind, subject: str, text: str, now: datetime) -> None:
        self._unsent(self._alerts.over(kind, subject, text, now))

    def _unsent(self, errors: list[WebError]) -> None:
        for error in errors:
            self._say("alert not sent", note=str(error))


def _asked(one: Listed) -> str:
    """What a person is asked about something that waits."""
    return f"{one.occurrence.key} is {one.state}: {one.reason}. Run it (publisher run) or drop it (publisher drop)"
