"""A project and somebody who looks at its preview, without a network in between."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
from publisher import project
from publisher.preview import Current, application
from publisher.preview.guard import hosts
from publisher.project import Project
from publisher.workspace import Workspace, open_workspace

NOW = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8420"

LETTER = """---
title: A letter about lamps & chairs
template: newsletter
date: 2026-11-20 09:00
author: ruth
summary: A summary that is long enough to be shown beside a subject.
channels: [newsletter]
email: {subject: "Lamps, {{ first_name or \\"friend\\" }}"}
---
Dear {{ first_name or "friend" }},

Read [the post](a-post.md), [the notes](notes.txt) or [what others say](https://elsewhere.example/).
"""

POST = """---
title: A post
template: report-post
author: ruth
summary: What the post says.
channels: [blog]
report: notes.txt
was: [an-old-name]
---
Ruth said:

> We counted the chairs twice.
>
> — Ruth Ellershaw
"""

NOTES = "Ruth Ellershaw said: “We counted the chairs twice.”\n"


def example(root: Path) -> Project:
    """A copy of the example project."""
    for name, path in project.example_files():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, root / name)
    return Project(root.resolve())


def small(root: Path) -> Project:
    """A project with a letter of the future, a draft, and a report in plain text; quick to open."""
    campaigns = root / "campaigns"
    campaigns.mkdir(parents=True)
    settings = (project.example() / "config.yaml").read_text(encoding="utf-8")
    (root / "config.yaml").write_text(settings.partition("\nschedule:")[0] + "\n")  # it names other campaigns
    (campaigns / "a-letter.md").write_text(LETTER)
    (campaigns / "a-post.md").write_text(POST)
    (campaigns / "notes.txt").write_text(NOTES)
    shutil.copytree(project.example() / "campaigns" / "images", campaigns / "images")
    return Project(root.resolve())


class Visitor:
    """Looks at the preview of a project."""

    def __init__(self, project: Project, *, load: Callable[[], Workspace] | None = None) -> None:
        self.project = project
        self.current = Current(load or self.load, ADDRESS)
        self.app = application(self.current, allowed=hosts(8420))
        self.runner = asyncio.Runner()

    def load(self) -> Workspace:
        return open_workspace(self.project, now=NOW, environment={})

    def ask(self, path: str, *, method: str = "GET", **headers: str) -> httpx.Response:
        """One request, its path sent as it is; headers may replace our own. Underscores stand for hyphens."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
                url = httpx.URL(ADDRESS).copy_with(raw_path=path.encode())
                return await client.request(method, url, headers={k.replace("_", "-"): v for k, v in headers.items()})

        return self.runner.run(asked())

    def see(self, path: str) -> str:
        """The text at a path that has to be there."""
        answer = self.ask(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file as an editor does, and tell the preview as the watcher does."""
        path = self.project.root / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        self.current.changed()

    def close(self) -> None:
        self.current.close()
        self.runner.close()
