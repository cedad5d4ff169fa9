"""What went wrong over all scenarios: counters that have to stay 0, and what each of them was."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

COUNTERS = (
    "duplicates",  # two drafts of one letter
    "lost",  # no draft of it, when the last push said that all is done
    "half-filled",  # a draft that lacks something, then
    "false success",  # exit 0 without a whole draft
    "sent",  # a send or a schedule that we caused
    "foreign touched",  # a draft that a person made or had in hand was changed by us
    "rewritten",  # a writing call of a push that followed on one that had said that all is done
    "leaked keys",  # the key, or what is made of it, in output or files
    "tracebacks",  # or an exit code that the program does not have
    "too slow",  # over 120 seconds, or well over its own limit
    "contract violations",  # a request or an answer that is not as the vendor describes it
    "unfinished",  # pushes that did not come to the end that was expected
    "unstruck",  # a fault that met no request: the scenario tried nothing
)


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong: which counter, in which scenario, what."""

    counter: str
    scenario: str
    what: str

    def __str__(self) -> str:
        return f"{self.counter}: {self.what}\n    python -m tests.faults {self.scenario}"


@dataclass
class Tally:
    """Scenarios that were played, by service, and their problems. Safe for several threads."""

    played: Counter[str] = field(default_factory=Counter)
    commands: int = 0
    problems: list[Problem] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, service: str, commands: int, problems: list[Problem]) -> None:
        """One scenario's."""
        with self.lock:
            self.played[service] += 1
            self.commands += commands
            self.problems += problems

    @property
    def figures(self) -> dict[str, dict[str, int]]:
        """Scenarios by service, commands, problems by counter: what can be added up over processes."""
        counts = Counter(problem.counter for problem in self.problems)
        return {
            "scenarios": dict(self.played),
            "commands": {"all": self.commands},
            "counters": {name: counts[name] for name in COUNTERS},
        }

    def __str__(self) -> str:
        return summary([self.figures]) + "".join(f"\n  {problem}" for problem in self.problems)


def summary(figures: Sequence[Mapping[str, Mapping[str, int]]]) -> str:
    """Figures of several tallies as one, in words."""
    total: dict[str, Counter[str]] = {name: Counter() for name in ("scenarios", "commands", "counters")}
    for one in figures:
        for name, counts in one.items():
            total[name].update(counts)
    played = ", ".join(f"{name} {number}" for name, number in sorted(total["scenarios"].items()))
    number, commands = total["scenarios"].total(), total["commands"].total()
    return f"{number} scenarios ({played}), {commands} commands\n" + ", ".join(
        f"{name} {total['counters'][name]}" for name in COUNTERS
    )
