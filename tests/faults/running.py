"""Which scenarios a service has, learned from clean pushes, and playing many of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.faults import scenarios
from tests.faults.commands import Commands
from tests.faults.counting import Problem, Tally
from tests.faults.plays import play
from tests.faults.scene import Scene

AT_ONCE = 8  # scenarios: most of their time they wait


@dataclass(frozen=True)
class Clean:
    """What pushes without any fault did: the requests of a create and of an update, and their instants."""

    create: tuple[scenarios.Call, ...]
    update: tuple[scenarios.Call, ...]
    instants: tuple[int, int]


def clean(service: str, commands: Commands) -> Clean:
    """Push a letter, change it, push again; nothing may go wrong."""
    with Scene(f"{service} clean", service, commands) as scene:
        counts = []
        logs = []
        for _ in range(2):
            begun = len(scene.server.log)
            done = scene.push(dies=0)
            assert done.code == 0, f"{service}: exit {done.code}: {done.words}"
            counts.append(int((scene.place / "said" / "instants").read_text(encoding="ascii")))
            logs.append(tuple(scenarios.calls(scene.server.log[begun:])))
            scene.change()
    assert not scene.problems, [str(problem) for problem in scene.problems]
    return Clean(logs[0], logs[1], (counts[0], counts[1]))


def every(service: str, commands: Commands) -> list[str]:
    """All scenarios of a service, as lines."""
    seen = clean(service, commands)
    return [
        *scenarios.matrix(service, "create", seen.create),
        *scenarios.matrix(service, "update", seen.update),
        *scenarios.others(service, seen.create, seen.update, seen.instants),
    ]


def few(service: str, commands: Commands, offset: int) -> list[str]:
    """A few of each kind: the gravest faults at writing requests, and a choice of the rest that differs by service."""
    seen = clean(service, commands)
    matrix = [
        *scenarios.matrix(service, "create", seen.create),
        *scenarios.matrix(service, "update", seen.update),
    ]
    rest = list(scenarios.others(service, seen.create, seen.update, seen.instants))
    grave = list(scenarios.grave(service, "create", seen.create))
    picked = [*grave, *scenarios.chosen(matrix, 3, offset), *scenarios.chosen(rest, 5, offset)]
    return list(dict.fromkeys(line for line in picked if " real " not in line))


def run(lines: Sequence[str], commands: Commands, tally: Tally, at_once: int = AT_ONCE) -> None:
    """Play them, several at once; what a play itself raises is a problem too."""

    def one(line: str) -> None:
        try:
            play(line, commands, tally)
        except Exception as error:  # noqa: BLE001 - the others are played all the same
            tally.add(line.partition(" ")[0], 0, [Problem("unfinished", line, repr(error))])

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, lines))
