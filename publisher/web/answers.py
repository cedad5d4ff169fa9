"""What an HTTP exchange gives back, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LARGEST = 20_000_000  # bytes of an answer; more is a mistake or an attack
TIMEOUT = 20.0  # seconds for each of connecting, sending and receiving


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: its status, its headers with names in lower case, its body, and where it came from at last."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    address: str = ""


def cause(problem: Exception) -> str:
    """The complaint in one line; the class where it says nothing."""
    return " ".join(str(problem).split()) or type(problem).__name__
