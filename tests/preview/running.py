"""`publisher preview` as a process of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import publisher
from publisher.project import Project

CHECKOUT = Path(publisher.__file__).parents[1]


@dataclass
class Running:
    """A preview that runs; `line` is what it said, `address` where it is."""

    process: subprocess.Popen[str]
    line: str

    @property
    def address(self) -> str:
        """Where it begins."""
        return self.line.split()[0]

    @property
    def port(self) -> int:
        """Its port."""
        return int(self.address.split(":")[2].partition("/")[0])

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "publisher", "preview", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}


@contextlib.contextmanager
def running(project: Project, *arguments: str) -> Iterator[Running]:
    """A preview on a free port, stopped at the end whatever happens."""
    with subprocess.Popen(
        command("--port", "0", *arguments),
        cwd=project.root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            yield Running(process, process.stdout.readline())
        finally:
            process.kill()
