"""services/api.py: how long a call waits before it is made again, and when it is put off."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from publisher.errors import Deferred, Uncertain
from publisher.services.base import Quota

from tests.listening import HANG, Listening, Said, listening, said
from tests.services.calling import api, fails, read, write


def waits(server: Listening) -> list[float]:
    """The seconds between requests."""
    times = [asked.at for asked in server.asked]
    return [later - earlier for earlier, later in pairwise(times)]


def test_without_retry_after_the_waits_grow() -> None:
    with listening(said(429, {}), said(503, {}), said(200, {})) as server:
        read(api(server))
        first, second = waits(server)
        assert 0.4 <= first < 1.2
        assert 0.8 <= second < 1.6


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_is_obeyed(status: int) -> None:
    with listening(said(status, {}, retry_after="2"), said(200, {})) as server:
        read(api(server))
        assert 2.0 <= waits(server)[0] < 3.0


def test_retry_after_as_a_date_is_obeyed() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)  # whole seconds: 2 to 3 from now
    with listening(said(429, {}, retry_after=date), said(200, {})) as server:
        read(api(server))
        assert 1.5 <= waits(server)[0] < 3.5


@pytest.mark.parametrize("value", ["0", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_retry_after_that_is_over_means_at_once(value: str) -> None:
    with listening(said(429, {}, retry_after=value), said(200, {})) as server:
        read(api(server))
        assert waits(server)[0] < 0.35


@pytest.mark.parametrize("value", ["soon", "-5", "1.5", "٣", "Wed, 99 Oct 2099 07:28:00 GMT"])
def test_a_retry_after_that_says_nothing_is_passed_over(value: str) -> None:
    sent = said(429, {}, retry_after=value.encode().decode("latin-1"))
    with listening(Said(sent.content), said(200, {})) as server:
        read(api(server))
        assert 0.4 <= waits(server)[0] < 1.2


@pytest.mark.parametrize("value", ["600", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_wait_beyond_the_commands_end_is_put_off_at_once(value: str) -> None:
    with listening(said(429, {"message": "slow down"}, retry_after=value)) as server:
        began = time.monotonic()
        error = fails(read, api(server, left=30))
        assert (type(error), error.exit_code) == (Deferred, 3)
        assert "GET /drafts: HTTP 429, slow down. Run again in" in str(error)
        assert time.monotonic() - began < 3
        assert len(server.asked) == 1


def test_a_write_that_came_too_soon_stays_uncertain_whatever_it_is_asked_to_wait() -> None:
    with listening(said(429, {}, retry_after="600")) as server:
        error = fails(write, api(server, left=30))
        assert isinstance(error, Uncertain)
        assert error.retryable


def test_nothing_is_asked_once_the_time_is_used_up() -> None:
    with listening() as server:
        for act in (read, write):
            error = fails(act, api(server, left=0))
            assert isinstance(error, Deferred)
            assert "the time of this command is used up. Run again" in str(error)
        assert server.asked == []


def test_repetitions_end_with_the_time() -> None:
    with listening(said(503, {})) as server:
        began = time.monotonic()
        fails(read, api(server, left=1.0))
        assert time.monotonic() - began < 3.5
        assert len(server.asked) < 5


def test_a_call_waits_no_longer_than_the_command_may() -> None:
    with listening(HANG) as server:
        began = time.monotonic()
        fails(read, api(server, left=0.5, timeout=30))
        assert time.monotonic() - began < 5


def test_a_quota_holds_the_calls_back_before_they_are_made() -> None:
    with listening() as server:
        service = api(server, left=5, quota=Quota(2, 3600))
        read(service)
        read(service)
        for act in (read, write):
            error = fails(act, service)
            assert isinstance(error, Deferred)
            assert "the quota of 2 calls in 60 minutes is used up. Run again in 60 minutes" in str(error)
        assert len(server.asked) == 2


def test_what_the_service_tells_of_its_quota_is_believed() -> None:
    told = said(200, {}, x_ratelimit_remaining="0", x_ratelimit_reset="900")
    with listening(told) as server:
        service = api(server, left=5, quota=Quota(300, 3600, "x-ratelimit-"))
        read(service)
        assert "Run again in 15 minutes" in str(fails(read, service))
        assert len(server.asked) == 1
