"""`make bench`: what a tick costs with very many scheduled entries and nothing due. Reports, asserts nothing.

A real project, its files on disk, its ledger open, the real `Scheduler.tick`. Usage:
`python -m tests.bench_tick [NUMBER OF ENTRIES]`, 1,000 if left out; half of them recur.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from publisher import pipeline, project
from publisher.ledger import Acted, ActState
from publisher.ledger.store import Ledger
from publisher.scheduler import Scheduler

BAR = 0.010  # seconds
TICKS = 300
_CONFIG = """\
id: bench
title: Bench
url: https://bench.example.org
sender: {name: Bench, email: bench@example.org}
organisation: {name: Bench}
services: {local: {use: outbox}}
schedule:
"""
_RULES = (
    "every: monday",
    "every: first tuesday",
    "every: 24 december",
    "every: weekday",
    "every: month on last day",
)


def write(root: Path, entries: int, now: datetime) -> None:
    """Entries whose time is to come."""
    (root / "campaigns").mkdir(parents=True)
    lines = []
    for number in range(entries):
        date = ""
        line = f"  - {{campaign: letter-{number}"
        if number % 2:
            date = f"date: {now + timedelta(days=1 + number % 300):%Y-%m-%d %H:%M}\n"
        else:
            line += f', {_RULES[number // 2 % len(_RULES)]}, at: "{number % 24:02}:{number % 60:02}"'
        lines.append(f"{line}}}\n")
        (root / "campaigns" / f"letter-{number}.md").write_text(
            f"---\ntitle: Letter {number}\n{date}summary: A letter.\nchannels: [newsletter]\n---\nWords of a letter.\n",
            encoding="utf-8",
        )
    (root / "config.yaml").write_text(_CONFIG + "".join(lines), encoding="utf-8")


def measure(root: Path, now: datetime) -> list[float]:
    """Seconds of each tick, once the first ones have read the project and built the site."""
    clock = [now]
    here = project.find(root)
    lines: list[str] = []
    with Ledger.open(here.ledger) as book:
        # Something was done before, so that what recurs is not taken for what a lost ledger knew.
        book.write_acts([Acted("something", "publish", ActState.DONE, now)])
        scheduler = Scheduler(
            here,
            lambda moment: pipeline.open_workspace(here, now=moment, environment={}),
            lambda: clock[0],
            book,
            threading.Event(),
            lambda line: lines.append(f"{line.event} {line.note}"),
        )
        scheduler.tick()
        while not all(future.done() for future in scheduler._lanes.values()):
            time.sleep(0.05)
        scheduler.tick()
        took = []
        for _ in range(TICKS):
            clock[0] += timedelta(milliseconds=1)
            begin = time.perf_counter()
            scheduler.tick()
            took.append(time.perf_counter() - begin)
        scheduler._pool.shutdown()
    if lines:
        raise SystemExit(f"something was due: {lines[:5]}")
    return took


def main() -> None:
    """Measure in a temporary folder."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), entries, now)
        took = measure(Path(folder), now)
    middle, worst = statistics.median(took) * 1000, max(took) * 1000
    kept = "within" if middle < BAR * 1000 else "OVER"
    print(f"a tick with {entries:,} scheduled entries and nothing due: {middle:.1f} ms, {kept} the {BAR * 1000:.0f} ms")
    print(f"  the slowest of {TICKS}: {worst:.1f} ms")


if __name__ == "__main__":
    main()
