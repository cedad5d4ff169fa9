"""A small project to give commands in, and two ways of giving them: in this process, and as a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import publisher
import pytest
from publisher.cli.program import run

from tests.listening import free_port

ROOT = Path(publisher.__file__).resolve().parent.parent

CONFIG = """\
id: t3st
title: Bridge Notes
url: https://notes.example.org
since: 2026-01-01
sender: {name: Bridge Notes, email: hello@example.org}
organisation: {name: Bridge Trust, address: "1 High Street, Town"}
people:
  amina: {name: Amina Rahman, role: chief executive, organisation: Example Trust}
services:
  local: {use: outbox}
schedule:
  - campaign: a-letter
  - campaign: a-future
"""

REPORT = """\
What the bridges carry

Amina Rahman, chief executive of Example Trust, said: “We counted every lorry twice, and then we counted them again.”

Nobody else counted anything at all that winter, and the gauges had been taken away to be mended in the spring.
"""

POST = """\
---
title: What the bridges carry
date: 2026-11-03 09:00
summary: A report on bridges, and on who counted what.
report: reports/bridges.txt
tags: [bridges]
---
Amina Rahman put it plainly:

> We counted every lorry twice, and then we counted them again.
>
> — Amina Rahman, chief executive, Example Trust
"""

LETTER = """\
---
title: "A letter about bridges"
template: newsletter
date: 2026-11-10 09:00
summary: What we counted in the autumn, and what comes next for the bridges of the town.
channels: [newsletter]
---
Dear {{ first_name or "friend" }},

Here is what we counted.

## The lorries

There were many of them, and all were counted twice.
"""

FUTURE = """\
---
title: Nobody may read this yet
date: 2027-02-01 09:00
summary: A thing of the future that must not be seen anywhere before its day has come.
channels: [blog, newsletter]
tags: [secret-plans]
---
The unopened words.
"""

DRAFT = """\
---
title: Never finished
summary: It has no date.
---
The unfinished words.
"""


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """Standard error by lines, without those that tell of progress on a slow machine."""
        return [line for line in self.err.splitlines() if not re.fullmatch(r"[A-Z][a-z ]+: [\d,]+ of [\d,]+", line)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and we are in it."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def small(folder: Path) -> Path:
    """A small project, and we are in it: a post, a letter, one of the future for both, a draft."""
    (folder / "campaigns" / "reports").mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG)
    (folder / "campaigns" / "reports" / "bridges.txt").write_text(REPORT)
    for name, text in (("a-post", POST), ("a-letter", LETTER), ("a-future", FUTURE), ("a-draft", DRAFT)):
        (folder / "campaigns" / f"{name}.md").write_text(text)
    return folder


KEY = "sk-0123456789-secret"


def drafts(small: Path) -> list[Path]:
    """The drafts that lie in the outbox."""
    return sorted((small / "outbox").glob("*/draft.json"))


def with_services(root: Path, services: str) -> None:
    """Other services in config.yaml, and no schedule."""
    (root / "config.yaml").write_text(CONFIG.partition("services:\n")[0] + services)


@pytest.fixture
def empty(folder: Path) -> Path:
    """A project without campaigns."""
    (folder / "campaigns").mkdir()
    with_services(folder, "services:\n  local: {use: outbox}\n")
    return folder


@pytest.fixture
def away(small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small project, with a service that nobody answers for, and an outbox beside it."""
    monkeypatch.setenv("NEWS_API_KEY", KEY)
    address = f"http://127.0.0.1:{free_port()}/v1"
    service = f'main: {{use: buttondown, api_key: "${{NEWS_API_KEY}}", base_url: "{address}"}}'
    with_services(small, f"services:\n  {service}\n  local: {{use: outbox}}\n")
    return small


Tell = Callable[..., Said]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str], now: datetime) -> Tell:
    """Give a command in this process."""

    def give(*arguments: str, at: datetime = now) -> Said:
        capsys.readouterr()
        code = run(list(arguments), clock=lambda: at)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return give


def surroundings(**more: str) -> Mapping[str, str]:
    """The environment of a process that finds this package."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def spawn(*arguments: str, python: tuple[str, ...] = ("-m", "publisher"), **options: Any) -> subprocess.Popen[bytes]:
    """Start a command as a process of its own."""
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    options.setdefault("env", surroundings())
    return subprocess.Popen([sys.executable, *python, *arguments], **options)


def ended(process: subprocess.Popen[bytes]) -> Said:
    """Wait for a process."""
    out, err = process.communicate(timeout=60)
    return Said(process.returncode, (out or b"").decode(), (err or b"").decode())


def snapshot(root: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder but the cache, with its time and content: what a command that does nothing keeps."""
    return {
        path.relative_to(root).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(root.rglob("*"))
        if path.is_file() and "cache" not in path.relative_to(root).parts
    }
