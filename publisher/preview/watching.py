"""Notices when a project is saved.

Directories are watched, not files, since editors replace files; config.yaml through the project's root, which is not
watched with what lies below it (output, caches and environments are none of our business).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from publisher.project import Project

DEBOUNCE = 200
"""Milliseconds within which several files that are saved together count as one change."""

_STEP = 20  # milliseconds of quiet that end a change


async def watch(project: Project, changed: Callable[[], None], *, poll: bool = False) -> None:
    """Call `changed` after each change below campaigns/ and templates/, or of config.yaml or .env, until cancelled.

    `poll` looks at the files again and again instead, for network folders that tell of no changes.
    """
    moved = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(_root(project, changed, moved, poll=poll))
        group.create_task(_folders(project, changed, moved, poll=poll))


async def _root(project: Project, changed: Callable[[], None], moved: asyncio.Event, *, poll: bool) -> None:
    """The files in the root, and whether the two folders come or go."""
    folders = {str(project.campaigns), str(project.templates)}
    wanted = folders | {str(project.config), str(project.secrets)}

    def is_ours(change: Change, path: str) -> bool:
        return path in wanted and (path not in folders or change is not Change.modified)

    async for changes in awatch(
        project.root, watch_filter=is_ours, debounce=DEBOUNCE, step=_STEP, force_polling=poll, recursive=False
    ):
        if any(path in folders for _, path in changes):
            moved.set()
        changed()


async def _folders(project: Project, changed: Callable[[], None], moved: asyncio.Event, *, poll: bool) -> None:
    """Everything below the two folders, as far as they are there."""
    while True:
        there: list[Path] = [folder for folder in (project.campaigns, project.templates) if folder.is_dir()]
        if not there:
            await moved.wait()
        else:
            async for _ in awatch(
                *there,
                watch_filter=DefaultFilter(),
                debounce=DEBOUNCE,
                step=_STEP,
                stop_event=moved,
                force_polling=poll,
                ignore_permission_denied=True,
            ):
                changed()
        moved.clear()
