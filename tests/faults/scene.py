"""One scenario's stage: a project, a service of its own, the pushes, and the judgement after each of them."""

from __future__ import annotations

import base64
import contextlib
import re
import shutil
import threading
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self

from publisher.services.registry import facts

from tests.faults import project
from tests.faults.commands import LONGEST, Commands, Done, Running
from tests.faults.counting import Problem
from tests.faults.project import RIVER, Letter
from tests.services.servers import remote
from tests.services.servers.base import Held
from tests.services.servers.faults import Fault
from tests.services.servers.serving import Server

TIMEOUT = 1.5  # seconds for one call
SETTLES = 1.5  # seconds in which a draft shows up whose answer was lost
LIMIT = 30.0  # seconds for a command, where a scenario says nothing else
GRACE = 10.0  # seconds that a busy machine may add to it
REPEATS = 8  # pushes after the fault, at most
TOKEN = re.compile(rb"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.")  # a JSON web token (RFC 7519)
CODES = frozenset((0, 1, 2, 3))
_PREPARING = threading.Lock()


def secrets(key: str) -> list[bytes]:
    """The key, its parts, and what headers make of it."""
    parts = [part for part in (key, *key.split(":")) if len(part) >= 16]
    made = [base64.b64encode(f"{user}{key}".encode()) for user in ("", "publisher:", "anystring:", "api:")]
    return [*(part.encode() for part in parts), *(one.rstrip(b"=") for one in made)]


def reference(held: Held) -> str:
    """Our reference: the first word of the place where the service keeps it, which may hold more of ours."""
    return held.reference.partition(" ")[0]


class Scene:
    """A project with letters, and a service. `problems` is what the judgements found."""

    def __init__(
        self, line: str, service: str, commands: Commands, letters: Sequence[Letter] = (RIVER,), *, lag: float = 0.0
    ) -> None:
        self.line = line
        self.commands = commands
        self.letters = {letter.slug: letter for letter in letters}
        self.remote = remote(service, lag=lag)
        self.facts = facts(service)
        self.server = Server(self.remote)
        self.place = commands.place()
        self.folder = self.place / "project"
        self.problems: list[Problem] = []
        self.pushes = 0
        self.away: set[str] = set()  # slugs of letters that a person has in hand, or deleted
        self.secrets = secrets(self.remote.key)
        self._settled = False  # whether the last push said that all is done
        template = _template(commands)
        shutil.copytree(template, self.folder)
        self.write()

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.settle()
        self.judge_service()
        self.server.__exit__(None, None, None)
        for violation in dict.fromkeys(self.server.violations):
            self.problem("contract violations", violation)
        shutil.rmtree(self.place, ignore_errors=True)

    # ── the project ──

    @property
    def settings(self) -> dict[str, object]:
        """What config says of the service."""
        return {
            "use": self.remote.name,
            "api_key": "${KEY}",
            "base_url": self.server.url,
            "timeout": TIMEOUT,
            "settles": SETTLES,
            **self.remote.options,
        }

    def write(self) -> None:
        """Write config and letters."""
        project.write(self.folder, list(self.letters.values()), self.settings)

    def change(self, *, subject: bool = True) -> None:
        """Change every letter: its words, and its subject too, or the words alone."""
        self.letters = {
            slug: letter.changed() if subject else letter.reworded() for slug, letter in self.letters.items()
        }
        self.write()
        self.unsettle()

    def unsettle(self) -> None:
        """What the last push said does not count any more: the next one may have something to write."""
        self._settled = False

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.folder / ".publisher" / "ledger.sqlite"

    def ledger_files(self) -> list[Path]:
        """The ledger, with what SQLite keeps beside it."""
        return [path for path in self.ledger.parent.glob("ledger.sqlite*") if path.suffix != ".lock"]

    # ── pushes ──

    def start(
        self, *more: str, limit: float = LIMIT, dies: int | None = None, largest: int | None = None, real: bool = False
    ) -> Running:
        """Start a push; faults that kill strike it."""
        self.pushes += 1
        arguments = ("push", "--yes", "--time-limit", f"{limit:g}", *more)
        running = self.commands.start(
            self.place, arguments, {"KEY": self.remote.key}, dies=dies, largest=largest, real=real
        )
        self.server.pid_to_kill = running.pid
        return running

    def push(
        self,
        *more: str,
        faults: Sequence[Fault] = (),
        limit: float = LIMIT,
        dies: int | None = None,
        largest: int | None = None,
        real: bool = False,
    ) -> Done:
        """A push under these faults, and what it did, judged."""
        self.wait_for_service()
        before = self.server.writes
        self.server.pid_to_kill = None
        self.server.strike(*faults)
        done = self.start(*more, limit=limit, dies=dies, largest=largest, real=real).wait()
        self.server.calm()
        killed = dies is not None or any(fault.kind in ("kill", "term") for fault in faults)
        if self._settled and self.server.writes > before:
            self.problem("rewritten", f"{self.server.writes - before} writing calls: {self.told()}")
        self.judge(done, limit, killed=killed)
        self._settled = done.code == 0
        return done

    def wait_for_service(self) -> None:
        """Let it end what it has in hand, also where nobody waits for the answer any more."""
        end = time.monotonic() + GRACE
        while self.server._at_once and time.monotonic() < end:
            time.sleep(0.02)

    def struck(self, *faults: Fault, **more: object) -> Done:
        """A push under faults that have to strike."""
        done = self.push(faults=faults, **more)  # type: ignore[arg-type]
        if not self.server.fired:
            self.problem("unstruck", f"{faults} met nothing: {self.told()}")
        return done

    def finish(self, codes: Collection[int] = (0,)) -> Done:
        """Push until it ends with one of these codes (the last of several counts), then once more.

        A 3 that was expected is one that lasts: it ends the repetitions only when it came three times.
        """
        done, threes = self.push(), 0
        for _ in range(REPEATS - 1):
            threes = threes + 1 if done.code == 3 else 0
            if done.code == 0 or (done.code in codes and done.code != 3) or (3 in codes and threes == 3):
                break
            time.sleep(SETTLES / 3)
            done = self.push()
        if done.code not in codes:
            self.problem("unfinished", f"exit {done.code}: {done.words.strip()[-300:]}")
        elif done.code == 0:
            done = self.push()
            if done.code != 0:
                self.problem("unfinished", f"exit {done.code} after 0: {done.words.strip()[-300:]}")
        return done

    # ── judgements ──

    def problem(self, counter: str, what: str) -> None:
        """Note one."""
        self.problems.append(Problem(counter, self.line, what))

    def told(self) -> str:
        """The last requests."""
        return "; ".join(str(entry) for entry in self.server.log[-12:])

    @property
    def ours(self) -> list[Held]:
        """What the service holds that no person made."""
        with self.remote.lock:
            return [held for held in self.remote.held() if not held.foreign and held.status != "trashed"]

    def draft(self, letter: Letter = RIVER) -> Held:
        """The one draft of a letter."""
        return next(held for held in self.ours if reference(held) == letter.reference)

    def judge(self, done: Done, limit: float, *, killed: bool) -> None:
        """What a command ended with, what it said and left, what the service holds."""
        allowed = CODES | ({-9, -15} if killed else set())
        if "Traceback" in done.words or done.code not in allowed:
            self.problem("tracebacks", f"exit {done.code}: {done.words.strip()[-1500:]}")
        if done.code in (1, 2, 3) and not done.err.strip():
            self.problem("tracebacks", f"exit {done.code} without a word: {done.out.strip()[-300:]}")
        if done.seconds > min(limit + GRACE, LONGEST):
            self.problem("too slow", f"{done.seconds:.0f} seconds of {limit:g}")
        self.judge_leaks(done)
        self.judge_service()
        if done.code == 0:
            self.judge_success()

    def judge_leaks(self, done: Done) -> None:
        """Whether the key, or what is made of it, shows anywhere."""
        places = {"its output": done.words.encode()}
        for path in self.folder.rglob("*"):
            with contextlib.suppress(OSError):
                places[path.name] = path.read_bytes()
        for name, content in places.items():
            if TOKEN.search(content) or any(secret in content for secret in self.secrets):
                self.problem("leaked keys", f"in {name}")

    def judge_service(self) -> None:
        """What must be true of the service at any moment."""
        references = [reference(held) for held in self.ours]
        if len(references) > len(set(references)) or len(references) > len(self.letters):
            self.problem("duplicates", f"{references}: {self.told()}")
        if self.remote.sends:
            self.problem("sent", f"{self.remote.sends} times")
        with self.remote.lock:
            touched = [held.id for held in (*self.remote.held(), *self.remote.lost) if held.touched]
        if touched:
            self.problem("foreign touched", f"{touched}: {self.told()}")

    def judge_success(self) -> None:
        """What must be true when a push has said that all is done."""
        uploaded = [upload.address for upload in self.remote.uploads]
        for letter in self.letters.values():
            if letter.slug in self.away:
                continue
            found = [held for held in self.ours if reference(held) == letter.reference]
            if not found:
                self.problem("lost", f"{letter.slug}: {self.told()}")
                self.problem("false success", f"{letter.slug} has no draft")
            for held in found:
                if what := project.lacking(held, letter, self.facts, uploaded):
                    self.problem("half-filled", f"{letter.slug}: {what}: {self.told()}")
                    self.problem("false success", f"{letter.slug}: {what}")


def _template(commands: Commands) -> Path:
    """A project whose pictures are made already, to be copied."""
    folder = commands.folder / "template"
    with _PREPARING:
        if not folder.exists():
            place = commands.place()
            (place / "project").mkdir()
            project.write(place / "project", [RIVER], {"use": "outbox"})
            done = commands.start(place, ("check",), {}).wait()
            assert done.code == 0, done.words
            (place / "project" / "campaigns" / "river.md").unlink()
            (place / "project").rename(folder)
    return folder
