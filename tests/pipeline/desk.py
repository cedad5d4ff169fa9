"""A project to publish from, and how tests open it at a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from publisher import pipeline, project
from publisher.pipeline import Pushed, Time, Wish, Workspace

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

CONFIG = """\
id: test1
title: Test Notes
url: https://notes.example.org
timezone: Europe/London
sender: {name: Test Notes, email: hello@example.org}
organisation: {name: Test Trust, address: "1 High Street, Town"}
people:
  ann: {name: Ann Example, role: chief executive, organisation: Test Trust}
  bob: {name: Bob Sample}
services:
  local: {use: outbox}
"""

REPORT = """\
# The report

## Findings

Ann Example, chief executive of the Test Trust, said: "We had expected twelve people and forty-one came."

Bob Sample put it this way: "Nobody asked us twice."
"""

CAMPAIGN = """\
---
title: {title}
date: {date}
author: ann
summary: What the report says about who came.
report: report.md
channels: [{channels}]
tags: [findings]
email: {{preheader: "Forty-one people came to a room made for twelve."}}
---
A lead of our own. Ann Example said:

> We had expected twelve people and forty-one came.
>
> — Ann Example, chief executive, Test Trust
"""


class Desk:
    """A folder with a project; `at` is the moment at which it is opened next."""

    def __init__(self, root: Path, *, at: datetime = NOON) -> None:
        self.root = root
        self.at = at
        (root / "campaigns").mkdir(parents=True)
        self.write("config.yaml", CONFIG)
        self.write("campaigns/report.md", REPORT)

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def campaign(
        self,
        slug: str,
        *,
        date: str = "2026-11-20 09:00",
        channels: str = "blog, newsletter",
        more: str = "",
        **values: str,
    ) -> Path:
        """Write a campaign; `more` are lines of front matter."""
        text = CAMPAIGN.format(title=values.get("title", f"Title of {slug}"), date=date, channels=channels)
        return self.write(f"campaigns/{slug}.md", text.replace("---\n", f"---\n{more}", 1))

    def open(self, environment: Mapping[str, str] | None = None) -> Workspace:
        return pipeline.open_workspace(project.find(self.root), now=self.at, environment=environment or {})

    @property
    def time(self) -> Time:
        """The desk's clock, which waiting moves on."""
        return Time(lambda: self.at, pause=self._pass)

    def _pass(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def push(self, *slugs: str, wish: Wish = Wish.ASK, tests: Sequence[str] = ()) -> Pushed:
        workspace = self.open()
        selected = pipeline.select(workspace, slugs, wish=wish)
        return pipeline.push(workspace, selected, agree=lambda _: True, time=self.time, tests=tests)

    def drafts(self) -> list[Path]:
        """The drafts that lie in the outbox."""
        return sorted(self.root.glob("outbox/*/draft.json"))

    def site(self) -> dict[str, bytes]:
        """The built site's files by path; the program's own list left out."""
        output = self.root / "public"
        files = (path for path in output.rglob("*") if path.is_file() and not path.name.startswith(".publisher"))
        return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}
