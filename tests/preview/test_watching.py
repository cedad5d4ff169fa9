"""Real files, a real watcher."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from publisher.preview.watching import watch
from publisher.project import Project

from tests.preview.visiting import small

SETTLED = 0.4  # seconds: longer than a change is gathered
PATIENCE = 5.0  # seconds


def noticed(
    project: Project, acts: list[Callable[[], object]], *, patience: float = PATIENCE, poll: bool = False
) -> list[bool]:
    """Whether each act was noticed, one after the other."""

    async def run() -> list[bool]:
        seen = asyncio.Event()
        task = asyncio.create_task(watch(project, seen.set, poll=poll))
        await asyncio.sleep(SETTLED)
        found = []
        for act in acts:
            seen.clear()
            act()
            try:
                await asyncio.wait_for(seen.wait(), patience)
            except TimeoutError:
                found.append(False)
            else:
                found.append(True)
            await asyncio.sleep(SETTLED)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return found

    return asyncio.run(run())


def replace(path: Path) -> None:
    """Save as editors do: a new file in the place of the old one."""
    other = path.with_name(path.name + "~")
    other.write_text(path.read_text() + "\n")
    other.replace(path)


def test_saving_is_noticed(tmp_path: Path) -> None:
    project = small(tmp_path / "project")
    (project.templates / "newsletter").mkdir(parents=True)
    post = project.campaigns / "a-post.md"
    acts: list[Callable[[], object]] = [
        lambda: post.write_text(post.read_text() + "\n"),
        lambda: replace(post),
        lambda: replace(project.config),
        lambda: project.secrets.write_text("KEY=value\n"),
        lambda: (project.templates / "newsletter" / "page.html").write_text("new"),
        lambda: (project.campaigns / "deep" / "er").mkdir(parents=True),
        lambda: (project.campaigns / "deep" / "er" / "new.md").write_text("new"),
        post.unlink,
    ]
    assert noticed(project, acts) == [True] * len(acts)


def test_what_is_none_of_our_business_is_not(tmp_path: Path) -> None:
    project = small(tmp_path / "project")
    for folder in (project.state, project.root / "public"):
        folder.mkdir()
    acts: list[Callable[[], object]] = [
        lambda: (project.state / "ledger.sqlite").write_text("x"),
        lambda: (project.root / "public" / "index.html").write_text("x"),
        lambda: (project.root / "notes.txt").write_text("x"),
        lambda: (project.campaigns / ".a-post.md.swp").write_text("x"),
    ]
    assert noticed(project, acts, patience=SETTLED) == [False] * len(acts)


def test_folders_that_come_and_go_are_watched_when_they_are_there(tmp_path: Path) -> None:
    project = small(tmp_path / "project")
    kept = tmp_path / "kept"
    acts: list[Callable[[], object]] = [
        project.templates.mkdir,
        lambda: (project.templates / "x.html").write_text("x"),
        lambda: shutil.move(project.campaigns, kept),
        lambda: shutil.copytree(kept, project.campaigns),
        lambda: replace(project.campaigns / "a-post.md"),
    ]
    assert noticed(project, acts) == [True] * len(acts)


def test_a_project_without_either_folder_can_be_watched(tmp_path: Path) -> None:
    project = small(tmp_path / "project")
    shutil.rmtree(project.campaigns)
    assert (
        noticed(project, [project.campaigns.mkdir, lambda: (project.campaigns / "x.md").write_text("x")]) == [True] * 2
    )


@pytest.mark.parametrize("name", ["campaigns/a-post.md", "config.yaml"])
def test_looking_again_and_again_notices_too(tmp_path: Path, name: str) -> None:
    project = small(tmp_path / "project")
    path = project.root / name
    os.utime(path, (0, 0))  # polling compares whole seconds
    assert noticed(project, [lambda: path.write_text(path.read_text() + "\n")], poll=True) == [True]
