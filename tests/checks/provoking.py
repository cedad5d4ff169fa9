"""Findings by rule, and a note of every rule that a test has provoked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from publisher.model import Finding

Test = TypeVar("Test", bound=Callable[..., object])

PROVOKED: set[str] = set()
"""The rules that a test says it provokes; tests/checks/test_rules.py compares them with the table."""


def provokes(*rules: str) -> Callable[[Test], Test]:
    """Marks a test that breaks these rules and asserts that each is found."""
    PROVOKED.update(rules)
    return lambda test: test


def by_rule(found: Iterable[Finding]) -> dict[str, list[str]]:
    """`line: what` of every finding, by its rule."""
    rules: dict[str, list[str]] = {}
    for one in found:
        rules.setdefault(one.rule, []).append(f"{one.where.line}: {one.what}")
    return rules
