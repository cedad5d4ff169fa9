"""Who speaks in a report, and whom it names: found once for the same bytes, then remembered by the cache."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from publisher import excerpts
from publisher.cache import Cache, recipe
from publisher.excerpts.turns import Turn, remember, spoken
from publisher.model import Named, Report, Speaker


def known(report: Report, cache: Cache) -> tuple[Named, ...]:
    """Whom a report names; from then on `excerpts.prove` knows who speaks in it too."""
    key = recipe("speech", report.digest, report.text, report.paragraphs)
    turns, named = json.loads(cache.result("speech", key, lambda: _frozen(spoken(report), excerpts.people(report))))
    remember(report, [_turn(values) for values in turns])
    return tuple(_named(values) for values in named)


def _frozen(turns: Sequence[Turn], named: Sequence[Named]) -> bytes:
    return json.dumps([[astuple(one) for one in turns], [astuple(one) for one in named]]).encode()


def _turn(values: list[Any]) -> Turn:
    start, end, pieces, is_spoken, speaker, confidence = values
    who = Speaker(*speaker) if speaker else None
    return Turn(start, end, tuple((a, b) for a, b in pieces), is_spoken, who, confidence)


def _named(values: list[Any]) -> Named:
    name, variants, roles, mentions, listed = values
    return Named(name, tuple(variants), tuple((role, organisation) for role, organisation in roles), mentions, listed)
