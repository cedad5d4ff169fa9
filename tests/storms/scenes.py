"""The storms: what happens to schedulers and services around the due time. Each leaves the stage to be judged."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime

from tests.services.servers.faults import Fault, Kind
from tests.storms.stage import Stage

PATIENCE = 20.0  # seconds until all is done where nothing has to be waited for
LONG = 150.0  # seconds, where a failure is tried again after a minute, and once more after two


def idle(stage: Stage) -> None:
    """Nothing happens."""
    one = stage.start()
    stage.until_done(stage.seconds + PATIENCE)
    stage.end(one)


def crowd(stage: Stage) -> None:
    """Very many are due at once."""
    one = stage.start()
    stage.until_done(stage.seconds + 3 * PATIENCE)
    stage.end(one)


def asleep(stage: Stage) -> None:
    """The machine was down at the due time."""
    stage.sleep_until(3)
    one = stage.start()
    stage.until_done(PATIENCE)
    stage.end(one)


def kills(stage: Stage, patience: float = LONG) -> None:
    """Killed again and again while everything is due, and begun again at once."""
    dice = random.Random(stage.name)
    stage.sleep_until(-2)
    while (datetime.now(UTC) - stage.due).total_seconds() < 4:
        one = stage.start()
        time.sleep(dice.choice((dice.uniform(0.1, 0.6), dice.uniform(0.3, 2.0))))
        stage.kill(one)
    last = stage.start()
    stage.until_done(patience)
    stage.end(last)


def ends(stage: Stage, patience: float = LONG) -> None:
    """Ended by SIGTERM again and again while everything is due."""
    dice = random.Random(stage.name)
    stage.sleep_until(-2)
    while (datetime.now(UTC) - stage.due).total_seconds() < 4:
        one = stage.start()
        time.sleep(dice.uniform(0.2, 2.0))
        stage.end(one)
    last = stage.start()
    stage.until_done(patience)
    stage.end(last)


def restarts(stage: Stage) -> None:
    """Begun again every two seconds, all the time."""
    while (datetime.now(UTC) - stage.due).total_seconds() < 5:
        one = stage.start()
        time.sleep(2)
        stage.end(one)
    last = stage.start()
    stage.until_done(PATIENCE)
    stage.end(last)


def two(stage: Stage) -> None:
    """Two schedulers on one ledger."""
    _together(stage, 2)


def five(stage: Stage) -> None:
    """Five of them."""
    _together(stage, 5)


def _together(stage: Stage, number: int) -> None:
    many = [stage.start() for _ in range(number)]
    stage.until_done(stage.seconds + 2 * PATIENCE)
    time.sleep(1.5)
    for one in many:
        stage.end(one)


def five_killed(stage: Stage) -> None:
    """Five, of which one or another is killed and replaced all the time."""
    dice = random.Random(stage.name)
    many = [stage.start() for _ in range(5)]
    stage.sleep_until(-1)
    while (datetime.now(UTC) - stage.due).total_seconds() < 5:
        time.sleep(dice.uniform(0.05, 0.5))
        stage.kill(many.pop(dice.randrange(len(many))))
        many.append(stage.start())
    stage.until_done(LONG)
    for one in many:
        stage.end(one)


def hanging(stage: Stage) -> None:
    """A service takes requests and never answers: the site and the other go on, and SIGTERM is obeyed meanwhile."""
    name = stage.services[-1]
    others = [slug for slug, service in stage.service_of.items() if service != name]
    stage.let_down = name
    stage.servers[name].strike(Fault(Kind.HANG, nth=0))
    one = stage.start()
    stage.until_done(stage.seconds + PATIENCE, others)
    if not set(stage._there()) >= {f"page {slug}" for slug in stage.all}:
        stage.problem("lost", "pages, while a service hung")
    stage.end(one)
    stage.servers[name].calm()
    last = stage.start()
    stage.until_done(LONG)
    stage.end(last)


def failing(stage: Stage) -> None:
    """A service is down at the due time, and comes back."""
    name = stage.services[-1]
    others = [slug for slug, service in stage.service_of.items() if service != name]
    stage.let_down = name
    stage.servers[name].strike(Fault(Kind.UNAVAILABLE, nth=0))
    one = stage.start()
    stage.until_done(stage.seconds + PATIENCE, others)
    stage.sleep_until(20)
    stage.servers[name].calm()
    stage.until_done(LONG)
    stage.end(one)


def lost_answers(stage: Stage) -> None:
    """What a service did is done, and its answer never arrives."""
    name = stage.services[-1]
    kinds = (Kind.RESET, Kind.CUT, Kind.BROKEN)
    faults = [Fault(kind, "POST", nth=number + 1, moment="after") for number, kind in enumerate(kinds)]
    stage.servers[name].strike(*faults)
    one = stage.start()
    stage.until_done(LONG)
    stage.end(one)


def restored(stage: Stage) -> None:
    """After the due time the ledger is the one of the day before."""
    first = stage.start()
    stage.sleep_until(-1.5)
    stage.end(first)
    files = list(stage.ledger.parent.glob("ledger.sqlite*"))
    kept = stage.place / "backup"
    kept.mkdir()
    for file in files:
        if not file.name.endswith((".lock", ".begun")):
            shutil.copy2(file, kept / file.name)
    second = stage.start()
    stage.until_done(stage.seconds + PATIENCE)
    stage.end(second)
    writes = sum(server.writes for server in stage.servers.values())
    for file in stage.ledger.parent.glob("ledger.sqlite*"):
        if not file.name.endswith(".lock"):
            file.unlink()
    for file in kept.iterdir():
        shutil.copy2(file, stage.ledger.parent / file.name)
    third = stage.start()
    stage.until_done(LONG)
    stage.end(third)
    if sum(server.writes for server in stage.servers.values()) != writes:
        stage.problem("duplicates", "writing calls after the ledger was restored")


Storm = Callable[[Stage], None]
FEW: dict[str, Storm] = {
    "idle": idle,
    "asleep": asleep,
    "kills": kills,
    "ends": ends,
    "two": two,
    "restored": restored,
}
"""Those that end within seconds with the outbox, where nothing has to settle."""
ALL: dict[str, Storm] = {
    **FEW,
    "five": five,
    "restarts": restarts,
    "five-killed": five_killed,
    "hanging": hanging,
    "failing": failing,
    "lost-answers": lost_answers,
}
