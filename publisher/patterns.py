"""Regular expressions that are compiled when they are first used.

Compiling is the dearest part of importing the rules for excerpts: a quarter of a second, where most commands take less
than one and never ask most of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    """Stands for a compiled pattern; each of its methods is looked up once."""

    def __init__(self, text: str, flags: int) -> None:
        self._said = text, flags

    def __getattr__(self, name: str) -> Any:
        """What the compiled pattern has. Raises re.error for a pattern that is none."""
        if name.startswith("__"):
            raise AttributeError(name)
        known = self.__dict__.get("_made") or self.__dict__.setdefault("_made", re.compile(*self._said))
        return self.__dict__.setdefault(name, getattr(known, name))


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern as `re.compile` makes it, compiled when it is first used; not for `re.sub` and the like to take."""
    return cast("re.Pattern[str]", _Later(text, flags))
