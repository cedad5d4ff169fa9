"""`make bench`, second part: how long a push of many drafts takes beside the least that its calls can take.

A local server answers after 50 ms, ten calls at once. The floor is the number of its calls × 50 ms / 10. Two figures: the
whole command (reading, checking and drawing every email included), and from the first call to the last.
Usage: `python -m tests.bench_push [NUMBER OF EDITIONS] [SERVICE]`, 1,000 at mailchimp if left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.services.servers import remote
from tests.services.servers.base import Remote, Reply, Request
from tests.services.servers.serving import Server

LATENCY, CONNECTIONS = 0.05, 10
_CONFIG = """\
id: bench
title: Bench
url: https://bench.example.org
sender: {{name: Bench, email: bench@example.org}}
organisation: {{name: Bench, address: "1 Mill Lane, Example"}}
services:
  main: {{use: {name}, api_key: "${{KEY}}", base_url: "{url}"{options}}}
"""
_LETTER = """\
---
title: "Letter number {number}"
date: 2030-01-01T09:00:00Z
channels: [newsletter]
summary: "What letter {number} says."
email: {{preheader: "What letter {number} says, in one line of its own for the list of mails."}}
---
A letter of a few words, number {number}, about the table by the window.

## The kettle

> It was cold, and then it was not.
>
> — A. Speaker, chair, Example Trust

It goes on for a line or two, as letters do.
"""


def write(root: Path, editions: int, server: Server, service: str, options: dict[str, object]) -> None:
    """A project of that many letters."""
    said = "".join(f", {key}: {value!r}" for key, value in options.items())
    (root / "campaigns").mkdir()
    (root / "config.yaml").write_text(_CONFIG.format(name=service, url=server.url, options=said), encoding="utf-8")
    for number in range(editions):
        (root / "campaigns" / f"letter-{number}.md").write_text(_LETTER.format(number=number), encoding="utf-8")


def push(root: Path, key: str) -> float:
    """Seconds that a push of everything takes."""
    command = [sys.executable, "-m", "publisher", "push", "--yes", "--days", "3660", "--time-limit", "900"]
    begin = time.perf_counter()
    done = subprocess.run(
        command, cwd=root, check=False, capture_output=True, text=True, env={**os.environ, "KEY": key}
    )
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    return time.perf_counter() - begin


class Clocked:
    """When a service was first and last asked, in seconds."""

    def __init__(self, there: Remote) -> None:
        self.first = self.last = 0.0
        self._handle = there.handle
        there.handle = self.handle  # type: ignore[method-assign]  # the one place where every request passes

    def handle(self, request: Request) -> Reply:
        """As the service does, noting the time."""
        self.last = time.perf_counter()
        self.first = self.first or self.last - LATENCY
        return self._handle(request)


def main() -> None:
    """Measure in a temporary folder."""
    editions = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    service = sys.argv[2] if len(sys.argv) > 2 else "mailchimp"
    there = remote(service)
    clocked = Clocked(there)
    with tempfile.TemporaryDirectory() as folder, Server(there, latency=LATENCY, validate=False) as server:
        root = Path(folder)
        write(root, editions, server, service, dict(there.options))
        whole = push(root, there.key)
        calls, seconds = len(server.log), clocked.last - clocked.first
        floor = calls * LATENCY / CONNECTIONS
        drafts = len({held.reference for held in there.held()})
        print(f"push of {editions:,} editions to {service}: {drafts} drafts, {calls} calls, floor {floor:.1f} s")
        print(f"  first call to last  {seconds:6.1f} s, {seconds / floor:.2f} times the floor")
        print(f"  the whole command   {whole:6.1f} s, {whole / floor:.2f} times the floor")
        again = push(root, there.key)
        print(f"  the same once more  {again:6.1f} s, {len(server.log) - calls} calls, none of them writing")


if __name__ == "__main__":
    main()
