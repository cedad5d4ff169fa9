"""Playing storms, several at once, and printing what was counted."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.faults.commands import Commands
from tests.storms.scenes import Storm
from tests.storms.stage import Stage


def play(name: str, storm: Storm, commands: Commands, **options: Any) -> Stage:
    """One storm on a stage of its own, judged."""
    stage = Stage(name, commands, **options)
    with stage:
        try:
            storm(stage)
            stage.judge()
        except Exception as error:  # noqa: BLE001 - the others are played all the same
            stage.problem("unclean", repr(error))
        stage.latest_start = stage.latest
    return stage


def play_all(storms: Iterable[tuple[str, Storm, dict[str, Any]]], commands: Commands, at_once: int) -> list[Stage]:
    """Many of them, so many at once: most of their time they wait."""
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(lambda one: play(one[0], one[1], commands, **one[2]), storms))
