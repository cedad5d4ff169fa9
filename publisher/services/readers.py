"""Whom is a draft for? `audience` as people write it, for services that know lists (or groups) and segments.

7             the list with this id
7, 9          both lists
segment:3     the readers of a segment
7, -9         the list 7 without those on list 9
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.errors import Unsupported

_WORD = re.compile(r"(?P<without>-)?(?P<list>[0-9]{1,20})|segment:(?P<segment>[0-9]{1,20})")


@dataclass(frozen=True, slots=True)
class Readers:
    """Ids of lists, of segments, and of lists whose readers are left out; each sorted, each once."""

    lists: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anybody is meant."""
        return bool(self.lists or self.segments)


def readers(audience: str, where: str, hint: str) -> Readers:
    """Read an audience; nobody for an empty one. Raises Unsupported, with `hint`, for what is none."""
    found: dict[str, set[str]] = {"list": set(), "segment": set(), "without": set()}
    for word in audience.replace(",", " ").split():
        match = _WORD.fullmatch(word)
        if not match:
            raise Unsupported(f"the audience {audience!r} is no list of ids", where=where, hint=hint)
        if match["segment"]:
            found["segment"].add(match["segment"])
        else:
            found["without" if match["without"] else "list"].add(match["list"])
    lists, segments, without = (tuple(sorted(ids, key=int)) for ids in found.values())
    return Readers(lists, segments, without)
