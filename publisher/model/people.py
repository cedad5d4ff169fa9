"""Who speaks, and who writes."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said something: a name, or a descriptor ("a police chief") where the report leaves them unnamed."""

    name: str = ""
    role: str = ""
    organisation: str = ""
    descriptor: str = ""

    def __str__(self) -> str:
        """`Amina Rahman, chief executive, Example Trust`; a body that the descriptor holds is not told again."""
        first = self.name or self.descriptor
        told = not self.name and f" {self.organisation} ".casefold() in _apart(self.descriptor)
        return ", ".join(part for part in (first, self.role, "" if told else self.organisation) if part)


def _apart(words: str) -> str:
    """Words in lower case with spaces around each, possessive endings and commas cut off: `the union submission`."""
    bare = re.sub(r"['’]s?(?= |$)|[,;()]", "", words)
    return f" {bare} ".casefold()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of config's `people`, or a guest named in a campaign. `portrait` is a path below `campaigns/`."""

    key: str
    name: str
    role: str = ""
    organisation: str = ""
    portrait: str = ""
    portrait_alt: str = ""
    variants: tuple[str, ...] = ()

    @property
    def initials(self) -> str:
        """One or two capitals, for the circle that stands in for a portrait."""
        words = [word for word in self.name.split() if word[:1].isalpha()]
        return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))
