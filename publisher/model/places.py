"""Where something stands, and what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from publisher.errors import one_line


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file of the project; `file` is relative to its root, with forward slashes."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """`config.yaml:7:5`, with as many parts as are known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class Severity(StrEnum):
    """How bad a finding is: an error stops build, publish and push; the others only speak."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that a check reports. `rule` is its stable name, as docs/checks.md lists it."""

    rule: str
    severity: Severity
    where: Place
    what: str
    hint: str = ""

    def __str__(self) -> str:
        """The one voice of the project: place, what, hint."""
        return one_line(self.where, self.what, self.hint)
