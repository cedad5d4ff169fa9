"""Days on which nothing goes out, and where what falls on one goes instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from publisher.config import Blackout, BlackoutRule


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a day's edition goes: `day` is the day itself or a later one; `held` where a person has to decide.

    `blackout` is the one that holds it, else the first that stood in the way, if any.
    """

    day: date
    blackout: Blackout | None = None
    held: bool = False


class Blackouts:
    """All blackouts of a configuration. Days are those of the clock of the entry that asks."""

    def __init__(self, blackouts: Sequence[Blackout] = ()) -> None:
        self._all = tuple(blackouts)
        moving = (one for one in self._all if one.rule == BlackoutRule.MOVE)
        self.farthest = sum(((one.last - one.from_) + timedelta(days=1) for one in moving), timedelta())
        """No edition is moved by more than this."""

    def on(self, day: date) -> Blackout | None:
        """The blackout in which a day lies; of several, one that holds."""
        found = [one for one in self._all if one.from_ <= day <= one.last]
        return next((one for one in found if one.rule == BlackoutRule.HOLD), found[0] if found else None)

    def until(self, day: date) -> date:
        """The last day of the blackouts that follow one another without a gap; `day` is the last of one of them."""
        while found := self.on(day + timedelta(days=1)):
            day = found.last
        return day

    def landing(self, day: date) -> Landing:
        """Where an edition of that day goes: a day moved onto another blackout goes on, or is held there."""
        first = blackout = self.on(day)
        while blackout is not None and blackout.rule == BlackoutRule.MOVE:
            day = blackout.last + timedelta(days=1)
            blackout = self.on(day)
        return Landing(day, blackout or first, held=blackout is not None)

    def within(self, low: date, high: date) -> list[Blackout]:
        """The blackouts of which a day lies between `low` and `high`, both included."""
        return [one for one in self._all if one.from_ <= high and one.last >= low]
