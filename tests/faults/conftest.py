"""The warm process that forks commands: one for each process of pytest."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.faults.commands import Commands
from tests.faults.counting import summary


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    """Starts commands; skips where processes cannot be forked."""
    if not hasattr(os, "fork"):
        pytest.skip("commands are forked from a warm process")
    with Commands() as started:
        yield started


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many scenarios were played, and the counters."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    calls = [report for report in reports if getattr(report, "when", "") == "call"]
    told = [dict(report.user_properties).get("faults") for report in calls]
    if any(told):
        terminalreporter.write_sep("=", "pushes to services that misbehave")
        terminalreporter.write_line(summary([one for one in told if one]))
