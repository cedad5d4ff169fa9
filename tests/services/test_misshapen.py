"""Answers with status 200 that are JSON, but not as the vendor describes them: each is one clear error, never a mistake."""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from publisher.errors import PublisherError
from publisher.services import Draft, Payload, Service, open_service

from tests.services.samples import wanted
from tests.services.servers import SERVICES, remote
from tests.services.servers.base import Remote
from tests.services.servers.serving import Server

REFERENCE = "k3v9-river-main-0123456789ab"
WRONG: tuple[Any, ...] = (None, [], {}, "x", "\ud800", -1, True, 1.5, "", [None], {"a": None})
TRIES = 200  # answers with one wrong value each, for every service
PATIENCE = 0.2  # seconds for a call with its repetitions


class Twisting(httpx.BaseTransport):
    """The way to a real server, on which one value of an answer becomes another; of writing calls alone, if so said."""

    def __init__(self, name: str) -> None:
        self.luck = random.Random(name)
        self.inner = httpx.HTTPTransport()
        self.methods: frozenset[str] = frozenset()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The server's answer, perhaps twisted."""
        reply = self.inner.handle_request(request)
        body = reply.read()
        if request.method in self.methods and reply.is_success and body.strip():
            body = json.dumps(self.twisted(json.loads(body))).encode()
        return httpx.Response(reply.status_code, content=body)

    def twisted(self, answer: Any) -> Any:
        """The answer with another value somewhere."""
        path = self.luck.choice(list(places(answer)))
        value = copy.deepcopy(self.luck.choice(WRONG))
        if not path:
            return value
        inner = answer
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        return answer


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inner:
        yield from places(each, (*path, step))


@contextmanager
def twisting(name: str) -> Iterator[Twisting]:
    """A way whose connections end with the block."""
    way = Twisting(name)
    try:
        yield way
    finally:
        way.inner.close()


def generous(name: str) -> Remote:
    """A fresh service without a quota that this would use up."""
    there = remote(name)
    for quota in {"limit", "quota"} & vars(there).keys():
        setattr(there, quota, 10_000)
    return there


@pytest.mark.parametrize("name", SERVICES)
def test_an_answer_of_another_shape_is_an_error_of_ours_whatever_was_asked(name: str, tmp_path: Path) -> None:
    there = generous(name)
    with twisting(name) as way, Server(there, validate=False) as server:
        told = {"base_url": server.url, "api_key": there.key, "timeout": 5, **there.options}

        def fresh() -> Service:
            end = time.monotonic() + PATIENCE
            left = lambda: end - time.monotonic()  # noqa: E731  # each service has a time of its own
            return open_service(
                "main", name, told, root=tmp_path, clock=lambda: datetime.now(UTC), left=left, network=way
            )

        payload = fresh().payload(wanted(), {})
        draft = fresh().create(payload, REFERENCE)
        for number, call in enumerate(calls(payload, draft) * (TRIES // 5)):
            service = fresh()
            seen = Draft(draft.id, service.read(draft.id)) if call.__name__ == "fill" else draft
            way.methods = frozenset(("POST", "PUT", "PATCH") if call.__name__ == "fill" else ("GET", "POST"))
            with suppress(PublisherError):
                call(service, f"k3v9-lake-main-{number:012x}", seen)
            way.methods = frozenset()


def calls(payload: Payload, draft: Draft) -> list[Callable[[Service, str, Draft], object]]:
    """What delivery and the verbs ask of a service."""

    def find(service: Service, reference: str, _: Draft) -> object:
        return service.find([REFERENCE, reference], None)

    def read(service: Service, _: str, __: Draft) -> object:
        return service.read(draft.id)

    def account(service: Service, _: str, __: Draft) -> object:
        return service.account()

    def create(service: Service, reference: str, _: Draft) -> object:
        return service.create(payload, reference)

    def fill(service: Service, _: str, seen: Draft) -> object:
        return service.fill(seen, payload, REFERENCE)

    return [find, read, account, create, fill]
