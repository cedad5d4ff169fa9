"""An API to call, two calls, and what every error of one keeps to."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import stamina
from publisher.errors import ServiceError
from publisher.services.api import Api
from publisher.services.pace import Pace
from publisher.web import Connection

from tests.listening import Listening

KEY = "sk-0123456789-secret"


def timer(seconds: float) -> Callable[[], float]:
    """What is left of so many seconds from now."""
    end = time.monotonic() + seconds
    return lambda: end - time.monotonic()


def api(server: Listening | str, *, left: float = 60, timeout: float = 5, **more: Any) -> Api:
    """The API of a server."""
    base, time_left = server if isinstance(server, str) else server.base, timer(left)
    given: dict[str, Any] = {
        "headers": lambda: {"authorization": f"Bearer {KEY}"},
        "secrets": (KEY, ""),
        "describe": lambda body: body["message"],
        **more,
    }
    pace = Pace(given.pop("quota", None), where="services.main", left=time_left)
    return Api(Connection(base, timeout=timeout), pace, where="services.main", left=time_left, **given)


Act = Callable[[Api], Any]


def read(service: Api) -> Any:
    """A call that reads."""
    return service.read("/drafts")


def write(service: Api) -> Any:
    """A call that must not be made twice."""
    return service.write("POST", "/drafts", {"subject": "One"})


def fails(act: Act, service: Api) -> ServiceError:
    """How it fails: in one line, with its place, and without the key anywhere."""
    with pytest.raises(ServiceError) as caught:
        act(service)
    error = caught.value
    assert str(error).startswith("services.main: ")
    assert "\n" not in str(error)
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    assert KEY not in shown
    return error


@contextmanager
def without_waiting() -> Iterator[None]:
    """As many repetitions as ever, without the pauses between them."""
    stamina.set_testing(True, attempts=5)
    try:
        yield
    finally:
        stamina.set_testing(False)
