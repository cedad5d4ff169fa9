"""One storm's stage: a project that is due in a few seconds, its services, schedulers, and the judgement in the end."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from publisher.delivery import reference
from publisher.errors import LedgerError
from publisher.ledger import ActState, PushState
from publisher.ledger.store import Ledger
from publisher.services.registry import facts

from tests.faults.commands import Commands, Running
from tests.faults.project import ID, SITE, Letter, lacking
from tests.services.servers import remote
from tests.services.servers.serving import Server

COUNTERS = (
    "duplicates",  # two drafts of one edition
    "lost",  # no draft, or no page, in the end
    "early",  # a draft or a page before its time
    "half",  # a draft or a page that lacks something
    "unclean",  # an exit code other than 0, a traceback, a line that is no JSON, SIGTERM obeyed after more than 15 s
)
OBEYED = 15.0  # seconds
SETTLES = 1.5  # seconds in which a draft shows up whose answer was lost
TIMEOUT = 4.0  # seconds for one call
PREHEADER = "Who stayed that night, and what the water left behind in the rooms."


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong."""

    counter: str
    storm: str
    what: str

    def __str__(self) -> str:
        return f"{self.counter} in {self.storm}: {self.what}"


@dataclass
class Stage:
    """A project whose letters are due at one moment; `services` are `outbox` or names of local servers, in turn."""

    name: str
    commands: Commands
    services: Sequence[str] = ("outbox", "mailchimp")
    letters: int = 4
    seconds: float = 4.0
    latency: float = 0.0
    problems: list[Problem] = field(default_factory=list)
    running: list[Running] = field(default_factory=list)
    slowest_end: float = 0.0
    latest_start: float = 0.0
    let_down: str = ""
    """A service that answers nobody at the due time: when its drafts were begun says nothing about us."""

    def __post_init__(self) -> None:
        self.place = self.commands.place()
        self.folder = self.place / "project"
        self.due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=self.seconds + 1)
        self.remotes = {name: remote(name) for name in self.services if name != "outbox"}
        self.servers = {name: Server(one, latency=self.latency) for name, one in self.remotes.items()}
        numbers = range(self.letters)
        self.all = {f"letter-{number}": self._letter(number) for number in numbers}
        self.service_of = {f"letter-{number}": self.services[number % len(self.services)] for number in numbers}
        self.seen: dict[str, datetime] = {}
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._open = ExitStack()
        self._outputs: list[str] = []

    def _letter(self, number: int) -> Letter:
        return Letter(
            f"letter-{number}",
            f"Letter number {number}",
            f"This is opening {number}.",
            f"This was ending {number}.",
            PREHEADER,
        )

    def __enter__(self) -> Self:
        for server in self.servers.values():
            self._open.enter_context(server)
        self._write()
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in list(self.running):
            self.kill(one)
        self._over.set()
        self._watching.join()
        self._open.close()
        shutil.rmtree(self.place, ignore_errors=True)

    def _write(self) -> None:
        """Config and letters."""
        settings = {name: self._settings(name) for name in self.services}
        schedule = "".join(f"  - {{campaign: {slug}}}\n" for slug in self.all)
        (self.folder / "campaigns").mkdir(parents=True)
        (self.folder / "config.yaml").write_text(
            f"id: {ID}\ntitle: River Notes\nurl: {SITE}\n"
            "sender: {name: River Notes, email: hello@example.org}\n"
            'organisation: {name: River Notes, address: "1 Quay, Harrowbeck ZZ1 4AA"}\n'
            f"services: {json.dumps(settings)}\nschedule:\n{schedule}",
            encoding="utf-8",
        )
        for slug, letter in self.all.items():
            text = re.sub(r"(?m)^date: .*$", f"date: {self.due:%Y-%m-%dT%H:%M:%SZ}", letter.file)
            text = text.replace("email: {", f"email: {{service: {self.service_of[slug]}, ")
            (self.folder / "campaigns" / f"{slug}.md").write_text(text, encoding="utf-8")

    def _settings(self, name: str) -> dict[str, object]:
        """What config says of a service."""
        if name == "outbox":
            return {"use": "outbox"}
        common = {"use": name, "api_key": f"${{KEY_{name.upper()}}}", "base_url": self.servers[name].url}
        return {**common, "timeout": TIMEOUT, "settles": SETTLES, **self.remotes[name].options}

    # ── schedulers ──────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> Running:
        """A scheduler."""
        keys = {f"KEY_{name.upper()}": one.key for name, one in self.remotes.items()}
        one = self.commands.start(self.place, ("run", "--log", "json"), keys)
        self.running.append(one)
        return one

    def kill(self, one: Running) -> None:
        """End it without a word."""
        self._signal(one, signal.SIGKILL)

    def end(self, one: Running) -> None:
        """Ask it to end; it has 15 seconds."""
        began = time.monotonic()
        code, out = self._signal(one, signal.SIGTERM)
        seconds = time.monotonic() - began
        self.slowest_end = max(self.slowest_end, seconds)
        if seconds > OBEYED:
            self.problem("unclean", f"SIGTERM was obeyed after {seconds:.1f} seconds")
        if code != 0 and not (code == -signal.SIGTERM and '"started"' not in out):
            self.problem("unclean", f"exit {code} after SIGTERM: {out[-500:]}")

    def _signal(self, one: Running, number: int) -> tuple[int, str]:
        self.running.remove(one)
        while not one.err.exists() and one.end.empty():  # forked, and not yet begun
            time.sleep(0.01)
        with suppress(ProcessLookupError):
            os.kill(one.pid, number)
        done = one.wait()
        self._outputs.append(done.words)
        if "Traceback" in done.words:
            self.problem("unclean", done.words[-1500:])
        if done.code not in (0, -number):
            self.problem("unclean", f"exit {done.code}: {done.words[-500:]}")
        return done.code, done.words

    def sleep_until(self, seconds: float) -> None:
        """Wait until so many seconds after the due time (before it, where they are less than 0)."""
        time.sleep(max((self.due - datetime.now(UTC)).total_seconds() + seconds, 0))

    def until_done(self, limit: float, slugs: Sequence[str] = ()) -> None:
        """Wait until the ledger says that all is done, or some of it; of a draft the receipt says so too."""
        wanted = {(slug, act) for slug in slugs or self.all for act in ("publish", "draft")}
        end = time.monotonic() + limit
        while time.monotonic() < end:
            with suppress(LedgerError), Ledger.read_only(self.ledger) as book:
                done = {key for key, row in book.acts().items() if row.state is ActState.DONE}
                rows = book.pushes().values()
                if wanted <= done | {(row.edition, "draft") for row in rows if row.state is PushState.RECEIPT}:
                    return
            time.sleep(0.2)
        self.problem("lost", f"not all is done after {limit:.0f} s: {self.told()}")

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.folder / ".publisher" / "ledger.sqlite"

    # ── judgement ───────────────────────────────────────────────────────────────────────────────────────

    def problem(self, counter: str, what: str) -> None:
        """Note one."""
        self.problems.append(Problem(counter, self.name, what))

    def _watch(self) -> None:
        """Note when each page and draft is first there."""
        while not self._over.wait(0.05):
            for name in self._there():
                self.seen.setdefault(name, datetime.now(UTC))

    def _there(self) -> set[str]:
        """The pages, and the references of drafts, that are there now."""
        pages = {f"page {path.parent.name}" for path in self.folder.glob("public/letters/*/index.html")}
        return pages | set(self._references())

    def _references(self) -> Counter[str]:
        found = Counter(path.parent.name for path in self.folder.glob("outbox/*/draft.json"))
        for one in self.remotes.values():
            with one.lock:
                found.update(held.reference.partition(" ")[0] for held in one.held() if held.status != "trashed")
        return found

    def judge(self) -> None:
        """Count what went wrong."""
        drafts = self._references()
        for slug, letter in self.all.items():
            mine = reference(ID, slug, self.service_of[slug])
            if drafts[mine] > 1:
                self.problem("duplicates", f"{drafts[mine]} drafts of {slug}")
            if not drafts[mine]:
                self.problem("lost", f"no draft of {slug}: {self.told()}")
            elif what := self._lacking(letter, mine):
                self.problem("half", f"{slug}: {what}")
            self._judge_page(letter)
        if unknown := set(drafts) - {reference(ID, slug, self.service_of[slug]) for slug in self.all}:
            self.problem("duplicates", f"drafts that nobody asked for: {unknown}")
        for name, moment in (*self.seen.items(), *self._begun().items()):
            if moment < self.due:
                self.problem("early", f"{name} by {(self.due - moment).total_seconds():.2f} s")
        self._judge_lines()

    def _judge_page(self, letter: Letter) -> None:
        page = self.folder / "public" / "letters" / letter.slug / "index.html"
        if not page.exists():
            self.problem("lost", f"no page of {letter.slug}: {self.told()}")
        elif letter.closing not in page.read_text(encoding="utf-8"):
            self.problem("half", f"the page of {letter.slug}")
        feed = self.folder / "public" / "feed.xml"
        if not feed.exists():
            self.problem("lost", "no feed")

    def _judge_lines(self) -> None:
        for line in "".join(self._outputs).splitlines():
            try:
                json.loads(line)
            except ValueError:
                if line.startswith("{"):  # cut off when it was killed
                    continue
                self.problem("unclean", f"a line that is no JSON: {line[:300]}")

    def _lacking(self, letter: Letter, mine: str) -> str:
        service = self.service_of[letter.slug]
        if service != "outbox":
            one = self.remotes[service]
            held = next(held for held in one.held() if held.reference.partition(" ")[0] == mine)
            return lacking(held, letter, facts(service), [])
        folder = self.folder / "outbox" / mine
        for name in ("message.html", "message.txt", "message.eml"):
            if letter.closing not in (folder / name).read_text(encoding="utf-8"):
                return f"{name} lacks its end"
        return ""

    def _begun(self) -> Mapping[str, datetime]:
        """When each draft was begun first."""
        with suppress(LedgerError), Ledger.read_only(self.ledger) as book:
            return {row.reference: row.begun for row in book.pushes().values()}
        return {}

    @property
    def latest(self) -> float:
        """How many seconds after the due time the last draft was begun, or the last page was there."""
        away = {reference(ID, slug, service) for slug, service in self.service_of.items() if service == self.let_down}
        begun = {name: moment for name, moment in self._begun().items() if name not in away}
        pages = [moment for name, moment in self.seen.items() if name.startswith("page ")]
        return max(((moment - self.due).total_seconds() for moment in (*begun.values(), *pages)), default=0.0)

    def told(self) -> str:
        """The last lines of the log."""
        now = [one.out.read_text(encoding="utf-8") for one in self.running if one.out.exists()]
        return " | ".join("".join([*self._outputs, *now]).splitlines()[-12:])


def summary(stages: Sequence[Stage]) -> str:
    """Counters over several stages, and the latest start of each storm."""
    counts = Counter(problem.counter for stage in stages for problem in stage.problems)
    latest: dict[str, float] = {}
    for stage in stages:
        kind = stage.name.partition(" ")[0]
        latest[kind] = max(latest.get(kind, 0.0), stage.latest_start)
    starts = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in sorted(latest.items()))
    slowest = max((stage.slowest_end for stage in stages), default=0.0)
    counted = ", ".join(f"{name} {counts[name]}" for name in COUNTERS)
    return f"{len(stages)} storms: {counted}\nlatest start after due: {starts}\nSIGTERM obeyed within {slowest:.1f} s"
