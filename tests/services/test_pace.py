"""services/pace.py: never more calls than the quota within any of its windows, and no longer waits than it needs."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.errors import Deferred
from publisher.services.base import Quota
from publisher.services.pace import Pace

HEADERS = "x-ratelimit-"


@dataclass
class Clock:
    """A clock that only waiting moves on; `waits` are the seconds of each."""

    now: float = 1000.0
    end: float = float("inf")
    waits: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Wait without waiting."""
        self.waits.append(seconds)
        self.now += seconds

    def left(self) -> float:
        """The seconds until the command ends."""
        return self.end - self.now


def pace(quota: Quota | None, clock: Clock) -> Pace:
    """A pace that goes by this clock."""
    return Pace(quota, where="services.main", left=clock.left, clock=clock, sleep=clock.sleep)


gaps = st.lists(st.floats(0, 20, allow_nan=False), min_size=1, max_size=60)
quotas = st.builds(Quota, st.integers(1, 7), st.integers(1, 12))


@given(quota=quotas, gaps=gaps, origin=st.floats(0, 1e9))
def test_no_window_ever_holds_more_calls_than_the_quota(quota: Quota, gaps: list[float], origin: float) -> None:
    clock = Clock(origin)
    turn, made = pace(quota, clock), []
    for gap in gaps:
        clock.now += gap
        turn.wait()
        made.append(clock.now)
    for first, over in zip(made, made[quota.calls :], strict=False):
        assert over >= first + quota.seconds


@given(quota=quotas, number=st.integers(1, 60))
def test_calls_wait_no_longer_than_the_quota_demands(quota: Quota, number: int) -> None:
    clock = Clock(0.0)
    turn = pace(quota, clock)
    for _ in range(number):
        turn.wait()
    assert clock.now == pytest.approx((number - 1) // quota.calls * quota.seconds)


def test_a_call_is_counted_also_where_sums_and_differences_round_apart() -> None:
    # 3.519… is later than 10.519… - 7, and yet 3.519… + 7 is no later than 10.519….
    clock = Clock(3.519242097051234)
    turn, made = pace(Quota(1, 7), clock), []
    for moment in (clock.now, 10.519242097051233, 10.519242097051233, 10.519242097051233):
        clock.now = max(clock.now, moment)
        turn.wait()
        made.append(clock.now)
    assert all(later >= earlier + 7 for earlier, later in pairwise(made))


def test_without_a_quota_nothing_waits() -> None:
    clock = Clock()
    turn = pace(None, clock)
    for _ in range(1000):
        turn.wait()
    turn.learn({f"{HEADERS}remaining": "0", f"{HEADERS}reset": "60"})
    turn.wait()
    assert clock.waits == []


def test_several_threads_share_one_quota() -> None:
    made: list[float] = []
    turn = Pace(Quota(4, 1), where="services.main", left=lambda: 60.0)

    def call() -> None:
        turn.wait()
        made.append(time.monotonic())

    threads = [threading.Thread(target=call) for _ in range(7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made.sort()
    assert len(made) == 7
    assert all(over - first > 0.95 for first, over in zip(made, made[4:], strict=False))
    assert made[3] - made[0] < 0.5


# ── the end of the command ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("quota", "what", "hint"),
    [
        (Quota(1, 3600), "the quota of 1 calls in 60 minutes is used up", "Run again in 60 minutes"),
        (Quota(1, 60), "the quota of 1 calls in 60 seconds is used up", "Run again in 60 seconds"),
        (Quota(1, 100), "the quota of 1 calls in 2 minutes is used up", "Run again in 2 minutes"),
    ],
)
def test_a_wait_beyond_the_end_is_put_off_at_once(quota: Quota, what: str, hint: str) -> None:
    clock = Clock(end=1010.0)
    turn = pace(quota, clock)
    turn.wait()
    with pytest.raises(Deferred) as caught:
        turn.wait()
    assert str(caught.value) == f"services.main: {what}. {hint}"
    assert clock.waits == []


def test_what_is_put_off_is_not_counted() -> None:
    clock = Clock(end=1010.0)
    turn = pace(Quota(1, 60), clock)
    turn.wait()
    for _ in range(5):
        with pytest.raises(Deferred):
            turn.wait()
    clock.now, clock.end = 1060.0, 2000.0
    turn.wait()
    assert clock.waits == []


def test_no_call_is_made_once_the_time_is_used_up() -> None:
    clock = Clock(end=1000.0)
    with pytest.raises(Deferred, match="the time of this command is used up"):
        pace(None, clock).wait()


# ── what the service tells ──────────────────────────────────────────────────────────────────────────────


def told(remaining: object, reset: object) -> dict[str, str]:
    """An answer's headers."""
    return {f"{HEADERS}remaining": str(remaining), f"{HEADERS}reset": str(reset)}


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        (told(0, 30), [30.0]),
        (told(-1, "2.5"), [2.5]),
        (told(0, 999_999), [600.0]),
        (told(0, -5), []),
        (told(0, "inf"), [600.0]),
        (told(0, "nan"), []),
        (told(1, 30), []),
        (told("none", 30), []),
        (told(0, "soon"), []),
        ({f"{HEADERS}remaining": "0"}, []),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "30"}, []),
    ],
)
def test_a_quota_that_the_service_says_is_used_up_is_waited_for(headers: dict[str, str], waits: list[float]) -> None:
    clock = Clock()
    turn = pace(Quota(280, 600, HEADERS), clock)
    turn.learn(headers)
    turn.wait()
    assert clock.waits == waits


def test_a_reset_may_be_a_moment() -> None:
    clock = Clock()
    turn = pace(Quota(280, 600, HEADERS), clock)
    turn.learn(told(0, time.time() + 100))
    turn.wait()
    (waited,) = clock.waits
    assert 95 < waited <= 100


def test_headers_of_a_service_that_tells_nothing_count_for_nothing() -> None:
    clock = Clock()
    turn = pace(Quota(280, 600), clock)
    turn.learn(told(0, 30))
    turn.wait()
    assert clock.waits == []


def test_a_later_word_does_not_shorten_an_earlier_wait() -> None:
    clock = Clock()
    turn = pace(Quota(280, 600, HEADERS), clock)
    turn.close(30)
    turn.learn(told(0, 5))
    turn.wait()
    assert clock.waits == [30.0]
