"""The warm process that forks schedulers, and the figures in the end."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.faults.commands import Commands


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    """Starts schedulers; skips where processes cannot be forked."""
    if not hasattr(os, "fork"):
        pytest.skip("schedulers are forked from a warm process")
    with Commands() as started:
        yield started


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the counters, and when the last one started."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    told = [dict(getattr(report, "user_properties", ())).get("storms") for report in reports]
    if any(told):
        terminalreporter.write_sep("=", "schedulers in storms (starts within 5 s when idle, 13 s under faults)")
        for one in dict.fromkeys(filter(None, told)):
            terminalreporter.write_line(str(one))
