"""A process that has imported everything and forks a child for each command: a tenth of a second in place of two.

It reads requests as lines of JSON from standard input and answers on standard output: the child's pid at once, its exit
code in the end. The child runs the program's own `main` in its folder, with its environment, its output in files.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import selectors
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import publisher
from publisher.cli import program
from publisher.errors import WebError
from publisher.services import registry
from publisher.web import Connection

from tests.faults import project

PACKAGE = Path(publisher.__file__).parent
# Where a process that writes drafts can die: what is counted as an instant is each call there, and each return.
ROOMS = tuple(f"{PACKAGE / name}" for name in ("delivery/writing", "delivery/acting", "ledger", "services", "web"))
SHARED = tuple(f"{PACKAGE / 'services' / name}" for name in ("wording", "seal", "base", "registry", "options"))


def warm() -> None:
    """Do the whole job once, so that children load nothing."""
    for place in registry._BUILT_IN.values():
        importlib.import_module(place.partition(":")[0])
    with tempfile.TemporaryDirectory() as folder:
        project.write(Path(folder), [project.RIVER, project.LAKE], {"use": "outbox"})
        for letters in ([], [project.RIVER.changed()]):
            project.write(Path(folder), letters, {"use": "outbox"})
            assert program.run(["-p", folder, "push", "--yes"]) == 0
    importlib.import_module("stamina.instrumentation")
    for body in ({"json": {}}, {"form": {}}):
        try:
            Connection("http://127.0.0.1:1").exchange("POST", "/", **body)  # type: ignore[arg-type]
        except WebError:
            continue
    gc.collect()
    gc.freeze()


class Mortal:
    """Counts the instants of a process, and ends it without a word at one of them."""

    def __init__(self, number: int, told: str) -> None:
        """`number` is the instant to die at, 0 for none; `told` a file that gets the count in the end."""
        self.number = number
        self.told = told
        self.count = 0
        self.watched: dict[str, bool] = {}

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        """One event of the profiler."""
        name = frame.f_code.co_filename
        watched = self.watched.get(name)
        if watched is None:
            watched = self.watched[name] = name.startswith(ROOMS) and not name.startswith(SHARED)
        if watched and event in ("call", "return"):
            self.count += 1
            if self.count == self.number:
                os.kill(os.getpid(), signal.SIGKILL)

    def end(self) -> None:
        """Tell how many there were."""
        sys.setprofile(None)
        Path(self.told).write_text(str(self.count), encoding="ascii")


def child(asked: dict[str, Any]) -> int:
    """The command, in a process of its own; its exit code."""
    mortal: Mortal | None = None
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, asked["out"], os.O_WRONLY),
        (2, asked["err"], os.O_WRONLY),
    ):
        os.dup2(os.open(path, flags | (os.O_CREAT | os.O_APPEND if number else 0), 0o600), number)
    if asked["largest"] is not None:  # bytes that a file may grow to: as a full disk, whatever it is
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest"], asked["largest"]))
    if asked["told"]:
        mortal = Mortal(asked["dies"], asked["told"])
        threading.setprofile(mortal)
        sys.setprofile(mortal)
    try:
        program.main(asked["arguments"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
        code = 1
    if mortal:
        mortal.end()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def fork(asked: dict[str, Any], close: Callable[[], None]) -> int:
    """Start a child; its pid."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        close()
        code = child(asked)
    finally:
        os._exit(code)


class Forker:
    """The loop: requests come in, children end."""

    def __init__(self, requests: int, answers: int) -> None:
        self.requests, self.answers = requests, answers
        self.ear, self.mouth = os.pipe()
        for descriptor in (self.ear, self.mouth):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.mouth, warn_on_full_buffer=False)
        self.children: dict[int, int] = {}
        self.rest = b""

    def say(self, **words: int) -> None:
        """Answer with one line."""
        os.write(self.answers, json.dumps(words).encode() + b"\n")

    def close(self) -> None:
        """What a child does not need."""
        for descriptor in (self.requests, self.answers, self.ear, self.mouth):
            os.close(descriptor)

    def reap(self) -> None:
        """Tell of the children that have ended."""
        os.read(self.ear, 65536)
        while self.children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self.say(id=self.children.pop(pid), code=os.waitstatus_to_exitcode(status))

    def hear(self) -> bool:
        """Take requests; False at the end of them."""
        heard = os.read(self.requests, 65536)
        *lines, self.rest = (self.rest + heard).split(b"\n")
        for line in lines:
            asked = json.loads(line)
            pid = fork(asked, self.close)
            self.children[pid] = asked["id"]
            self.say(id=asked["id"], pid=pid)
        return bool(heard)

    def serve(self) -> None:
        """Until the requests end; children that still run then are killed."""
        self.say(id=0, pid=os.getpid())
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.ear, selectors.EVENT_READ, self.reap)
            waiting.register(self.requests, selectors.EVENT_READ, self.hear)
            while all(key.data() is not False for key, _ in waiting.select()):
                pass
        for pid in self.children:
            os.kill(pid, signal.SIGKILL)


def main() -> None:
    """Keep the pipes for us alone, load everything, serve."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    warm()
    Forker(requests, answers).serve()


if __name__ == "__main__":
    main()
