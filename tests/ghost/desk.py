"""A project that pushes to Ghost with the real command, and what became of it, read from Ghost itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publisher.delivery import reference

from tests.ghost.gateway import Gateway
from tests.ghost.person import Person, Post
from tests.ghost.site import Site
from tests.services.servers.faults import Fault
from tests.services.servers.serving import Server

COMMAND = Path(sys.executable).with_name("publisher")
CONFIG = """\
id: {project}
title: Bench Notes
url: https://notes.example.org
sender: {{name: Bench Notes, email: hello@example.org}}
organisation: {{name: Bench Trust, address: "1 Mill Lane, Example"}}
services:
  main: {{use: ghost, base_url: "${{GHOST_SITE}}", api_key: "${{GHOST_ADMIN_KEY}}", settles: {settles}{more}}}
"""
LETTER = """\
---
title: "{title}"
date: 2030-01-01T09:00:00Z
channels: [newsletter]
summary: "What it says."
tags: [local government, rivers]
email: {{subject: '{subject}', preheader: '{preheader}'}}
---
{body}
"""
BODY = """\
Dear {{ first_name or "friend" }},

It went on for a line or two, as letters do; nobody minded.

## The kettle

It was cold, and then it was not.
"""


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code; a negative one is the signal that ended it."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its `--json` output."""
        return json.loads(self.out)


@dataclass
class Desk:
    """A project in `root` that pushes to `site`; `person` works there too."""

    root: Path
    project: str
    site: Site
    person: Person
    settles: float = 4.0
    more: str = ""
    foreign: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    _running: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        (self.root / "campaigns").mkdir(parents=True)
        text = CONFIG.format(project=self.project, settles=self.settles, more=self.more)
        (self.root / "config.yaml").write_text(text, encoding="utf-8")

    # ── the project ──

    def letter(self, slug: str = "river", **values: str) -> str:
        """Write a letter, or write it anew; returns its reference."""
        told = {"title": f"On the {slug}", "subject": f"A letter on the {slug}", "preheader": "What the letter is about, in one line.",
                "body": BODY, **values}  # fmt: skip
        (self.root / "campaigns" / f"{slug}.md").write_text(LETTER.format(**told), encoding="utf-8")
        return self.reference(slug)

    def reference(self, slug: str = "river") -> str:
        """What finds its draft again."""
        return reference(self.project, slug, "main")

    @property
    def state(self) -> Path:
        """The folder with the ledger, and with what lies beside it."""
        return self.root / ".publisher"

    def lose_ledger(self, *, witness: bool = True) -> None:
        """Lose the ledger; the witness beside it, which knows what was begun a moment ago, only when asked."""
        for path in self.state.glob("ledger.sqlite*"):
            if witness or not path.name.endswith(".begun"):
                path.unlink()

    # ── the command ──

    def start(self, *arguments: str, url: str = "") -> subprocess.Popen[str]:
        """The real command, running."""
        environment = {**os.environ, "GHOST_SITE": url or self.site.url, "GHOST_ADMIN_KEY": self.site.key}
        return subprocess.Popen(
            [str(COMMAND), *arguments], cwd=self.root, env=environment, text=True, encoding="utf-8",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def end(self, running: subprocess.Popen[str]) -> Said:
        """What it said in the end."""
        out, err = running.communicate(timeout=180)
        self.said.append(Said(running.returncode, out, err))
        return self.said[-1]

    def tell(self, *arguments: str, url: str = "") -> Said:
        """Give a command and wait for its end."""
        self._running = self.start(*arguments, url=url)
        return self.end(self._running)

    def push(self, *arguments: str, url: str = "") -> Said:
        """Push what is dated within ten years; many are agreed to."""
        return self.tell("push", *(arguments or ("--days", "3650")), "--yes", url=url)

    def pushed(self, *arguments: str) -> Said:
        """A push in which nothing goes wrong."""
        said = self.push(*arguments)
        assert said.code == 0, said
        return said

    @contextmanager
    def through(self, *faults: Fault) -> Iterator[Server]:
        """A gateway with these faults; KILL and TERM strike the command that runs then."""
        with Server(Gateway(self.site.url), faults, validate=False) as server:
            server.pid_to_kill = lambda: self._running.pid if self._running else None
            yield server

    def struck(self, *faults: Fault) -> Said:
        """A push through a gateway with these faults, all of which struck."""
        with self.through(*faults) as server:
            said = self.push(url=server.root)
            assert len(server.fired) >= len(faults), (server.log, said)
        return said

    def killed_after(self, seconds: float) -> Said:
        """A push that is killed at an instant."""
        running = self.start("push", "--days", "3650", "--yes")
        time.sleep(seconds)
        running.send_signal(signal.SIGKILL)
        return self.end(running)

    # ── what Ghost holds ──

    def post(self, slug: str = "river") -> Post:
        """The one post of a letter."""
        (post,) = self.person.with_tag(self.reference(slug))
        return post

    def count(self) -> Counter[str]:
        """What must never be: everything that went wrong with this project's posts, by kind."""
        found: Counter[str] = Counter()
        posts = {post["id"]: post for post in self.person.of_project(self.project)}
        posts |= {which: self.person.post(which) for which in self.foreign if which in self.person.ids()}
        ours = [post for post in posts.values() if post["id"] not in self.foreign]
        names = Counter(tag["name"] for post in ours for tag in post["tags"] if tag["name"].startswith("#"))
        found["editions"] = len(names)
        found["duplicates"] = names.total() - len(names)
        for post in ours:
            found["published by us"] += post["status"] != "draft" and post["id"] not in self.person.published
            found["half"] += "<!-- publisher " not in (post["html"] or "") and post["id"] not in self.person.left
        for which in self.foreign:
            found["foreign touched"] += which not in posts or posts[which]["updated_at"] != self.person.left[which]
        found["leaked"] = self._leaks()
        return found

    def _leaks(self) -> int:
        """How often the key's secret half stands in what was said or written."""
        secret = self.site.key.partition(":")[2]
        files = (path.read_bytes() for path in self.root.rglob("*") if path.is_file())
        return sum(secret in said.out + said.err for said in self.said) + sum(secret.encode() in one for one in files)
