"""Starting commands: forked from a process that is warm, or as `python -m publisher`."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
LONGEST = 120.0  # seconds that a command may take


@dataclass(frozen=True)
class Done:
    """What a command ended with: its exit code (negative: the signal that ended it), its words, its seconds."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def words(self) -> str:
        """All that it said."""
        return self.out + self.err


@dataclass
class Running:
    """A command that was started: its pid, its output, and where its end is heard of."""

    pid: int
    out: Path
    err: Path
    end: queue.Queue[int] = field(default_factory=queue.Queue)
    started: float = field(default_factory=time.monotonic)

    def wait(self) -> Done:
        """Its end; one that takes too long is killed, and its seconds tell."""
        try:
            code = self.end.get(timeout=LONGEST)
        except queue.Empty:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            code = self.end.get(timeout=10)
        seconds = time.monotonic() - self.started
        said = [path.read_text(encoding="utf-8", errors="replace") for path in (self.out, self.err)]
        for path in (self.out, self.err):
            path.unlink()
        return Done(code, *said, seconds)


class Commands:
    """`with Commands() as commands:`; `folder` is for scenarios, in memory where the system has such a place."""

    def __init__(self) -> None:
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="faults-", dir=memory if os.access(memory, os.W_OK) else None))
        self._lock = threading.Lock()
        self._ends: dict[int, queue.Queue[dict[str, int]]] = {}
        self._number = 0
        self._forker = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forking"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._ends[0] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ends[0].get(timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._forker.stdin
        assert self._forker.stdout
        self._forker.stdin.close()
        self._forker.wait(timeout=30)
        self._reader.join(timeout=30)
        self._forker.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def place(self) -> Path:
        """A fresh folder for one scenario."""
        with self._lock:
            self._number += 1
            number = self._number
        folder = self.folder / str(number)
        (folder / "said").mkdir(parents=True)
        return folder

    def start(
        self,
        place: Path,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        dies: int | None = None,
        largest: int | None = None,
        real: bool = False,
    ) -> Running:
        """Start a command in `place/project`. `dies` counts instants, and ends it at that one (0: only counts).

        `largest` is how many bytes a file may have for it. `real` starts `python -m publisher`.
        """
        with self._lock:
            self._number += 1
            number = self._number
            answers = self._ends[number] = queue.Queue()
        out, err = (place / "said" / f"{number}.{name}" for name in ("out", "err"))
        settings = {"PATH": os.environ.get("PATH", ""), "HOME": str(place), "LANG": "C.UTF-8", **environment}
        if real:
            return _real(place, arguments, settings, out, err)
        asked = {
            "id": number,
            "arguments": list(arguments),
            "folder": str(place / "project"),
            "environment": settings,
            "out": str(out),
            "err": str(err),
            "dies": dies or 0,
            "told": "" if dies is None else str(place / "said" / "instants"),
            "largest": largest,
        }
        assert self._forker.stdin
        with self._lock:
            self._forker.stdin.write(json.dumps(asked).encode() + b"\n")
            self._forker.stdin.flush()
        running = Running(answers.get(timeout=60)["pid"], out, err)
        threading.Thread(target=lambda: running.end.put(answers.get()["code"]), daemon=True).start()
        return running

    def _read(self) -> None:
        assert self._forker.stdout
        for line in self._forker.stdout:
            heard = json.loads(line)
            self._ends[heard["id"]].put(heard)


def _real(place: Path, arguments: Sequence[str], environment: Mapping[str, str], out: Path, err: Path) -> Running:
    """`python -m publisher`, in a process that starts from nothing."""
    with out.open("wb") as said, err.open("wb") as complained:
        process = subprocess.Popen(
            [sys.executable, "-m", "publisher", *arguments],
            cwd=place / "project",
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complained,
        )
    running = Running(process.pid, out, err)
    threading.Thread(target=lambda: running.end.put(process.wait()), daemon=True).start()
    return running
