"""services/options.py: the settings that every service behind an API has, and what is made of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from publisher.errors import Deferred, ServiceError, WebError
from publisher.services.api import Api
from publisher.services.base import Facts, Form, Quota, Surroundings
from publisher.services.options import ApiOptions, connect, settled
from pydantic import ValidationError

from tests.listening import HANG, listening, said

KEY = "sk-0123456789-secret"
FACTS = Facts(Form.DOCUMENT, frozenset(), connections=3, quota=Quota(2, 3600), settles=timedelta(seconds=60))


def options(**values: object) -> ApiOptions:
    """Options as config gives them."""
    return ApiOptions.model_validate({"api_key": KEY, **values})


def api(given: ApiOptions, base: str = "https://api.example.org", left: float = 60.0, facts: Facts = FACTS) -> Api:
    """What is made of them."""
    surroundings = Surroundings("main", Path(), lambda: datetime.now(UTC), lambda: left)
    headers = {"authorization": f"Bearer {given.key}"}
    return connect(base, given, facts, surroundings, headers=lambda: headers, describe=lambda body: body["message"])


def refused(**values: object) -> str:
    """What is said about options that cannot be."""
    with pytest.raises(ValidationError) as caught:
        options(**values)
    text = f"{caught.value} {caught.value!r}"
    assert KEY not in text
    return text


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_is_enough_and_never_shows() -> None:
    given = options(api_key=f"  {KEY}\n")
    assert given.key == KEY
    assert (given.base_url, given.timeout, given.settles) == ("", 20.0, None)
    assert KEY not in f"{given} {given!r} {given.model_dump()} {given.model_dump_json()}"


@pytest.mark.parametrize("key", ["", "   ", "two words", "schl\u00fcssel", "line\nline", "tab\tbed", "nul\x00"])
def test_a_key_that_no_header_can_hold_is_refused(key: str) -> None:
    text = refused(api_key=key)
    assert "is empty, or not a key" in text
    assert "schl" not in text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://eu.example.org/v3/", "https://eu.example.org/v3"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://[::1]:9000/a", "http://[::1]:9000/a"),
        ("  https://example.org  ", "https://example.org"),
        ("", ""),
    ],
)
def test_a_base_is_a_web_address_without_a_slash_at_its_end(written: str, read: str) -> None:
    assert options(base_url=written).base_url == read


@pytest.mark.parametrize(
    ("base", "what"),
    [
        ("example.org", "begins with https://"),
        ("ftp://example.org", "begins with https://"),
        ("https://", "begins with https://"),
        ("http://[::1", "begins with https://"),
        ("http://example.org:port", "begins with https://"),
        ("http://example.org:99999", "begins with https://"),
        (f"https://me:{KEY}@example.org", "without user name"),
        (f"https://example.org/?api_key={KEY}", "without user name"),
        (f"https://example.org/#{KEY}", "without user name"),
    ],
)
def test_what_is_no_base_address_is_refused_without_showing_it(base: str, what: str) -> None:
    assert what in refused(base_url=base)


@pytest.mark.parametrize(
    "values",
    [{"timeout": 0}, {"timeout": -1}, {"timeout": 121}, {"timeout": "long"}, {"settles": -1}, {"settles": 90_000},
     {"api_keys": KEY}, {"api_key": None}, {"api_key": [KEY]}],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_without_showing_it(values: dict[str, object]) -> None:
    refused(**values)


# ── what is made of them ────────────────────────────────────────────────────────────────────────────────


def test_the_owner_knows_better_how_long_a_draft_takes_to_show_up() -> None:
    assert settled(FACTS, options()) is FACTS
    assert settled(FACTS, options(settles=0)).settles == timedelta(0)
    assert settled(FACTS, options(settles=90)).settles == timedelta(seconds=90)


def test_the_base_of_config_takes_the_place_of_the_vendors() -> None:
    with listening(said(200, {"id": 1})) as server:
        assert api(options(base_url=server.base)).read("/drafts") == {"id": 1}
        assert server.asked[0].line == "GET /v3/drafts HTTP/1.1"
        assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"


def test_errors_name_the_service_of_config_and_hide_its_key() -> None:
    with listening(said(401, {"message": f"{KEY} is wrong"})) as server:
        with pytest.raises(ServiceError) as caught:
            api(options(base_url=server.base)).read("/drafts")
        assert str(caught.value).startswith("services.main: GET /drafts: HTTP 401, … is wrong")


def test_further_secrets_are_hidden_too() -> None:
    with listening(said(400, {"message": "c2VjcmV0 and 1234"})) as server:
        surroundings = Surroundings("main", Path(), lambda: datetime.now(UTC))
        service = connect(
            server.base, options(), FACTS, surroundings,
            headers=dict, describe=lambda body: body["message"], secrets=("c2VjcmV0", "1234"),
        )  # fmt: skip
        with pytest.raises(ServiceError, match="… and …"):
            service.read("/drafts")


def test_quota_time_limit_and_timeout_are_those_that_are_given() -> None:
    with listening(said(200, {})) as server:
        service = api(options(base_url=server.base))
        service.read("/a")
        service.read("/b")
        with pytest.raises(Deferred, match="the quota of 2 calls"):
            service.read("/c")
        with pytest.raises(Deferred, match="the time of this command is used up"):
            api(options(base_url=server.base), left=0).read("/a")
    with listening(HANG) as server, pytest.raises(ServiceError, match="timed out"):
        api(options(base_url=server.base, timeout=0.2)).write("POST", "/a", {})


def test_nothing_is_opened_when_it_is_made_and_a_wrong_base_is_an_error() -> None:
    with listening() as server:
        api(options(), base=server.base)
        assert server.opened == 0
    with pytest.raises(WebError):
        api(options(), base="api.example.org")


def test_options_tell_nothing_in_json() -> None:
    assert json.loads(options().model_dump_json())["api_key"] == "**********"
