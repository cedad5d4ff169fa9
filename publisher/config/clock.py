"""What the clock on the wall says → an instant, where clocks change too.

The rule of the whole program: a minute that the clock skips becomes the next valid one, of a minute that it repeats the
first counts.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

_DATE = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?")


def local_time(text: str, zone: tzinfo) -> datetime:
    """`2026-11-24`, with or without `09:00` and an offset, as an instant in `zone`. Raises ValueError for all else."""
    written = _DATE.fullmatch(text.strip())
    if not written or not 1970 <= int(written[1]) < 3000:
        raise ValueError(text)
    moment = datetime.fromisoformat(text.strip())
    return instant(moment, zone) if moment.tzinfo is None else moment.astimezone(zone)


def instant(shown: datetime, zone: tzinfo) -> datetime:
    """The first instant at which the clock of `zone` shows `shown`, or the first valid minute after it.

    `shown` has no zone of its own. A day that a zone left out (Samoa's 30 December 2011) is a gap like any other.
    """
    first = shown.replace(tzinfo=zone, fold=0)
    there = first.astimezone(UTC).astimezone(zone)
    if there.replace(tzinfo=None) == shown.replace(fold=0):
        return there
    # In a gap the two readings (PEP 495) lie on both sides of the change.
    minute = first.replace(second=0, microsecond=0)
    return _change(minute.replace(fold=1).astimezone(UTC), minute.astimezone(UTC), zone).astimezone(zone)


def _change(early: datetime, late: datetime, zone: tzinfo) -> datetime:
    """The first minute after `early` (before the clock changes) in which it shows the offset that `late` has."""
    after = late.astimezone(zone).utcoffset()
    low, high = 0, -(-int((late - early).total_seconds()) // 60)
    while high - low > 1:
        middle = (low + high) // 2
        if (early + timedelta(minutes=middle)).astimezone(zone).utcoffset() == after:
            high = middle
        else:
            low = middle
    return early + timedelta(minutes=high)
