"""Scenarios as lines, and which of them there are for a service.

A line names the service, the play (`plays.py`) and its arguments; a fault is `KIND MOMENT METHOD PATH NTH`, such as
`cut after POST /campaigns 1`.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.faults import disk
from tests.services.servers.faults import ANSWERS, Fault, Kind
from tests.services.servers.serving import Entry

LATE, SLOW, AGAIN = 0.3, 2.2, 1.0  # seconds: a late draft, an answer beyond every patience, Retry-After
# Every kind of fault with its moments. Each answer of ANSWERS may come in place of the act, or after it.
STRIKES: tuple[tuple[Kind, str], ...] = (
    *((kind, moment) for moment in ("after", "before") for kind in (Kind.RESET, Kind.CUT, Kind.HANG, Kind.KILL)),
    (Kind.LATE, "before"),
    *((kind, moment) for moment in ("after", "before") for kind in sorted(ANSWERS)),
    *((kind, moment) for moment in ("after", "before") for kind in (Kind.SLOW, Kind.TERM)),
    (Kind.KILL, "answered"),
    (Kind.TERM, "answered"),
)
GRAVE = frozenset({(Kind.RESET, "after"), (Kind.KILL, "after"), (Kind.LATE, "before")})
SITUATIONS = ("create", "update")
DEATHS, STORMS = 50, 25  # of a service: deaths in each situation; pushes under faults at random
READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Call:
    """One request of a push: its method, what its path looks like, and which of those like it."""

    method: str
    path: str
    nth: int

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.nth}"

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method not in READING


def calls(log: Sequence[Entry]) -> list[Call]:
    """The requests of a push that met no fault; ids in paths count as `*`."""
    found: list[Call] = []
    for index, entry in enumerate(log):
        path = "/".join("*" if _is_id(part) else part for part in entry.path.split("/"))
        like = [one for one in log[: index + 1] if one.method == entry.method and fnmatch.fnmatchcase(one.path, path)]
        found.append(Call(entry.method, path, len(like)))
    return found


def _is_id(segment: str) -> bool:
    """Whether a segment of a path differs between runs: it has digits, and is no version such as `v4`."""
    return any(letter.isdigit() for letter in segment) and not re.fullmatch(r"v\d+", segment)


def fault(kind: str, moment: str, method: str = "*", path: str = "*", nth: str | int = 1) -> Fault:
    """A fault of a line's words."""
    seconds = {"late": LATE, "slow": SLOW}.get(str(kind), AGAIN)
    assert moment in ("before", "after", "answered"), moment
    return Fault(kind, method, path, int(nth), moment, seconds)  # type: ignore[arg-type]


def matrix(service: str, situation: str, requests: Sequence[Call]) -> Iterator[str]:
    """Every fault at every one of these requests of a push."""
    for call in requests:
        for kind, moment in STRIKES:
            yield f"{service} {situation} {kind} {moment} {call}"


def grave(service: str, situation: str, requests: Sequence[Call]) -> Iterator[str]:
    """The faults that make second drafts of careless programs, at every writing request."""
    for call in requests:
        if call.writes:
            for kind, moment in STRIKES:
                if (kind, moment) in GRAVE:
                    yield f"{service} {situation} {kind} {moment} {call}"


def others(service: str, creates: Sequence[Call], updates: Sequence[Call], instants: tuple[int, int]) -> Iterator[str]:
    """All that is no single fault at one request of a push that is repeated; `instants` are those of both situations."""
    create = next(call for call in reversed(creates) if call.method == "POST")
    changes = [call for call in updates if call.writes]
    plays = (
        _always(),
        _deaths(instants),
        _disks(),
        _together(create),
        _ledgers(create, changes),
        _people(create, changes),
        _foreigners(create),
        _lags(create),
        (f"real {blow}" for blow in (*_blows(create), f"term after {create}")),
        (f"storm {seed}" for seed in range(STORMS)),
    )
    for play in plays:
        yield from (f"{service} {line}" for line in play)


def _blows(create: Call) -> tuple[str, ...]:
    """What leaves a create without an answer."""
    return (f"cut after {create}", f"late before {create}", f"kill after {create}")


def _always() -> Iterator[str]:
    """The same at every request, and at every writing one."""
    for kind in Kind:
        if kind not in (Kind.KILL, Kind.TERM, Kind.SLOW, Kind.LATE):
            for situation in SITUATIONS:
                yield from (f"always {situation} {kind} {moment} *" for moment in ("before", "after"))
            yield f"always create {kind} after writes"


def _deaths(instants: tuple[int, int]) -> Iterator[str]:
    """Deaths spread over all instants."""
    for situation, number in zip(SITUATIONS, instants, strict=True):
        yield from (f"dies {situation} {instant}" for instant in range(1, number + 1, max(number // DEATHS, 1)))


def _disks() -> Iterator[str]:
    """Files that cannot grow, disks that are full; and a service that is not there."""
    for situation in SITUATIONS:
        yield f"down {situation}"
        sizes = (1024, 4096, 8192, 16384, 24576, 32768, 40960, 49152)
        yield from (f"full {situation} {size}" for size in sizes)
        yield from (f"disk {situation} {kilobytes}" for kilobytes in (0, 8, 32) if disk.possible())


def _together(create: Call) -> Iterator[str]:
    """Several pushes at once, alone and under faults."""
    for number in (2, 5):
        yield from (f"together {number}" for _ in range(3))
        for kind, moment in STRIKES[:8]:
            if kind != Kind.KILL:
                yield f"together {number} {kind} {moment} {create}"


def _ledgers(create: Call, changes: Sequence[Call]) -> Iterator[str]:
    """Ledgers that are gone, old or no ledgers, after a push that ended well or not."""
    for loss in ("lost", "restored", "torn", "cut", "foreign", "text", "newer"):
        yield from (f"ledger {loss} {situation}" for situation in SITUATIONS)
        yield from (f"ledger {loss} create {blow}" for blow in (*_blows(create), f"500 after {create}"))
        yield from (f"ledger {loss} update cut after {change}" for change in changes)


def _people(create: Call, changes: Sequence[Call]) -> Iterator[str]:
    """A person was there between two pushes, the first of which ended well or not."""
    for act in ("edits", "rewords", "sends", "schedules", "trashes", "deletes"):
        yield from (f"person {act} {then}" for then in ("same", "changed", "lost"))
        yield from (f"person {act} same {blow}" for blow in (*_blows(create), f"kill answered {create}"))
        thens = ("changed", "reworded") if act in ("edits", "rewords") else ("changed",)
        for change in changes:
            for moment in ("before", "after"):
                yield from (
                    f"person {act} {then} {kind} {moment} {change}" for then in thens for kind in ("cut", "500")
                )


def _foreigners(create: Call) -> Iterator[str]:
    """A draft of a person's own with the same subject."""
    for when in ("earlier", "later"):
        yield f"foreign {when}"
        yield from (f"foreign {when} {blow}" for blow in (*_blows(create), f"reset before {create}"))


def _lags(create: Call) -> Iterator[str]:
    """Every fault at the create, while lists lag.

    An answer that denies what was done (401, 403) is believed, so it must not be a lie.
    """
    for kind, moment in STRIKES:
        if not (moment == "after" and kind in (Kind.UNAUTHORISED, Kind.FORBIDDEN)):
            yield f"lagging {kind} {moment} {create}"


def chosen(lines: Sequence[str], number: int, offset: int) -> list[str]:
    """So many of the lines, spread evenly; another `offset`, other lines."""
    return [lines[(index * len(lines) // number + offset * 5) % len(lines)] for index in range(number)]
