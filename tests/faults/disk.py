"""A disk that is really full: a small tmpfs over the project's `.publisher`, in a namespace of its own (Linux)."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.faults.commands import ROOT, Done

# $1 the project, $2 where its state is kept, $3 kilobytes that are left free, then the command. Its output goes to
# files beside, on a disk that has room.
_SCRIPT = """
set -e
mount -t tmpfs -o size=2m,mode=700 tmpfs "$1/.publisher"
cp -a "$2/." "$1/.publisher"
dd if=/dev/zero of="$1/.publisher/fill" bs=1k 2>/dev/null || true
truncate -s "-$3K" "$1/.publisher/fill"
state="$1/.publisher" kept="$2"
cd "$1"
shift 3
code=0
"$@" || code=$?
rm "$state/fill"
rm -rf "$kept"
cp -a "$state" "$kept"
exit $code
"""


def _namespace() -> list[str]:
    """The command that gives a process mounts of its own."""
    return ["unshare", "--mount", *(() if os.geteuid() == 0 else ("--user", "--map-root-user"))]


@functools.cache
def possible() -> bool:
    """Whether this machine lets us mount something for a process of our own."""
    if not shutil.which("unshare"):
        return False
    tried = ["sh", "-c", 'mkdir -p "$1" && mount -t tmpfs -o size=64k tmpfs "$1"', "sh", "/tmp"]
    return subprocess.run([*_namespace(), *tried], capture_output=True, check=False).returncode == 0


def push(place: Path, environment: dict[str, str], free: int) -> Done:
    """`publisher push` as a process of its own, with so many kilobytes free for ledger and cache; its state is kept."""
    folder, kept = place / "project", place / "kept"
    state = folder / ".publisher"
    state.mkdir(exist_ok=True)
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(state, kept)
    command = [sys.executable, "-m", "publisher", "push", "--yes", "--time-limit", "30"]
    started = time.monotonic()
    done = subprocess.run(
        [*_namespace(), "sh", "-c", _SCRIPT, "sh", str(folder), str(kept), str(free), *command],
        env={"PATH": os.environ["PATH"], "HOME": str(place), "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(state)
    kept.rename(state)
    return Done(done.returncode, done.stdout, done.stderr, time.monotonic() - started)
