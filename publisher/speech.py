"""Who speaks in a report, and whom it names: found once for the same bytes, then remembered by the cache."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple

from publisher import excerpts
from publisher.cache import Cache, recipe
from publisher.excerpts.turns import Turn, remember, spoken
from publisher.model import Named, Report, Speaker


def known(report: Report, cache: Cache) -> tuple[Named, ...]:
    """Whom a report names; from then on `excerpts.prove` knows who speaks in it too."""
    key = recipe("speech", report.digest, report.text, report.paragraphs)
    turns, named = json.loads(cache.result("speech", key, lambda: _frozen(spoken(report), excerpts.people(report))))
    remember(report, [_turn(*values) for values in turns])
    return tuple(_named(*values) for values in named)


def _frozen(turns: Sequence[Turn], named: Sequence[Named]) -> bytes:
    return json.dumps([[astuple(one) for one in turns], [astuple(one) for one in named]]).encode()


def _turn(
    start: int,
    end: int,
    pieces: list[tuple[int, int]],
    is_spoken: bool,  # noqa: FBT001 -- the fields of Turn, in order
    speaker: list[str] | None,
    confidence: float,
) -> Turn:
    who = Speaker(*speaker) if speaker else None
    return Turn(start, end, tuple((a, b) for a, b in pieces), is_spoken, who, confidence)


def _named(name: str, variants: list[str], roles: list[tuple[str, str]], mentions: int, listed: bool) -> Named:  # noqa: FBT001 -- the fields of Named, in order
    return Named(name, tuple(variants), tuple((role, organisation) for role, organisation in roles), mentions, listed)
