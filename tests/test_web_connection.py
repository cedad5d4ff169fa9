"""web/connection.py: a complete answer, or an error that says whether the request may have arrived."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from publisher.errors import WebError
from publisher.web import LARGEST, Connection, File

from tests.listening import (
    CUT,
    CUT_CHUNKS,
    CUT_HEAD,
    HANG,
    RESET,
    SILENT_END,
    Said,
    free_port,
    listening,
    said,
)  # fmt: skip

KEY = "sk-0123456789-secret"
HEADERS = {"authorization": f"Bearer {KEY}"}


def fails(base: str, path: str = f"/drafts?api_key={KEY}", timeout: float = 5, **more: object) -> WebError:
    """How an exchange fails: always in one line that shows no key and no path."""
    with pytest.raises(WebError) as caught:
        Connection(base, timeout=timeout).exchange("GET", path, headers=HEADERS, **more)  # type: ignore[arg-type]  # as typed above
    text = f"{caught.value!r} {caught.value} {caught.value.hint}"
    assert KEY not in text
    assert "drafts" not in text
    assert "\n" not in str(caught.value)
    return caught.value


# ── what goes out and comes back ────────────────────────────────────────────────────────────────────────


def test_an_answer_has_status_headers_body_and_address() -> None:
    with listening(said(404, {"no": "draft"}, X_Some="Thing")) as server:
        answer = Connection(server.base).exchange("GET", "/drafts/1", query={"fields": "a,b", "count": 2})
        assert (answer.status, answer.headers["x-some"], json.loads(answer.body)) == (404, "Thing", {"no": "draft"})
        assert answer.address == f"{server.base}/drafts/1?fields=a%2Cb&count=2"
        assert server.asked[0].line == "GET /v3/drafts/1?fields=a%2Cb&count=2 HTTP/1.1"
        assert server.asked[0].headers["user-agent"] == "publisher"


def test_json_and_headers_are_sent_as_given() -> None:
    with listening() as server:
        Connection(server.base + "/").exchange("PATCH", "/x", json={"subject": "Café “1”"}, headers=HEADERS)
        (asked,) = server.asked
        assert (asked.line, json.loads(asked.body)) == ("PATCH /v3/x HTTP/1.1", {"subject": "Café “1”"})
        assert asked.headers["content-type"] == "application/json"
        assert asked.headers["authorization"] == HEADERS["authorization"]


def test_a_file_goes_as_a_form() -> None:
    with listening() as server:
        file = File("file", "a-600.png", b"\x89PNG\r\n\x00", "image/png")
        Connection(server.base).exchange("POST", "/images", form={"ref": "a"}, file=file)
        (asked,) = server.asked
        assert asked.headers["content-type"].startswith("multipart/form-data; boundary=")
        assert b'name="file"; filename="a-600.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x00\r\n' in asked.body
        assert b'name="ref"\r\n\r\na\r\n' in asked.body


def test_nothing_is_opened_before_the_first_exchange_and_then_it_is_kept() -> None:
    with listening() as server:
        connection = Connection(server.base)
        assert server.opened == 0
        for _ in range(3):
            connection.exchange("GET", "/x")
        assert (server.opened, len(server.asked)) == (1, 3)
        connection.close()


def test_a_connection_that_the_service_has_ended_meanwhile_is_made_anew() -> None:
    with listening(said(200, {}, after="close"), said(200, [1])) as server:
        connection = Connection(server.base)
        connection.exchange("GET", "/x")
        time.sleep(0.1)
        assert json.loads(connection.exchange("POST", "/x", json={}).body) == [1]
        assert (server.opened, len(server.asked)) == (2, 2)


def test_no_more_calls_run_at_once_than_allowed() -> None:
    slow = Said(said(200, {}).content, before=0.02)
    with listening(slow) as server:
        connection = Connection(server.base, connections=3)
        with ThreadPoolExecutor(9) as pool:
            list(pool.map(lambda _: connection.exchange("GET", "/x"), range(18)))
        assert (len(server.asked), server.most, server.opened) == (18, 3, 3)


def test_a_connection_opened_by_many_threads_at_once_is_one_client() -> None:
    with listening() as server:
        connection = Connection(server.base, connections=1)
        threads = [threading.Thread(target=connection.exchange, args=("GET", "/x")) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (server.opened, len(server.asked)) == (1, 8)


# ── where no complete answer was read ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(SILENT_END, id="nothing"),
        pytest.param(RESET, id="reset"),
        pytest.param(CUT_HEAD, id="cut head"),
        pytest.param(CUT, id="cut body"),
        pytest.param(Said(CUT.content, "reset"), id="reset within the body"),
        pytest.param(CUT_CHUNKS, id="cut chunks"),
        pytest.param(Said(b"220 mail.example.org ESMTP\r\n", "close"), id="another protocol"),
        pytest.param(said(200, b"nope", content_encoding="gzip"), id="not what it says"),
        pytest.param(Said(b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n", "close"), id="no length"),
    ],
)
def test_an_answer_that_is_cut_or_garbled_may_have_been_acted_on(reply: Said) -> None:
    with listening(reply) as server:
        error = fails(server.base)
        assert (error.retryable, error.reached, len(server.asked)) == (True, True, 1)
        assert error.where == server.base.removeprefix("http://").removesuffix("/v3")


def test_silence_ends_after_the_time_given_and_may_have_been_acted_on() -> None:
    with listening(HANG) as server:
        error = fails(server.base, timeout=0.2)
        assert (error.retryable, error.reached) == (True, True)
        assert "timed out" in str(error)


def test_the_time_of_one_exchange_can_only_be_shorter() -> None:
    with listening(HANG) as server:
        for connection, exchange in ((30.0, 0.2), (0.2, 30.0)):
            began = time.monotonic()
            with pytest.raises(WebError):
                Connection(server.base, timeout=connection).exchange("GET", "/x", timeout=exchange)
            assert time.monotonic() - began < 5


def test_a_body_that_trickles_ends_with_the_time() -> None:
    whole = said(200, {"words": "x" * 2000})
    head, _, body = whole.content.partition(b"\r\n\r\n")
    with listening(Said(head + b"\r\n\r\n" + body, each=0.005)) as server:
        began = time.monotonic()
        error = fails(server.base, timeout=0.5)
        assert (error.retryable, error.reached) == (True, True)
        assert time.monotonic() - began < 4


def test_nobody_there_means_that_nothing_arrived() -> None:
    error = fails(f"http://127.0.0.1:{free_port()}")
    assert (error.retryable, error.reached) == (True, False)


def test_encryption_that_does_not_begin_means_that_nothing_arrived() -> None:
    with listening() as server:
        error = fails(server.base.replace("http://", "https://"), timeout=0.2)
        assert (error.retryable, error.reached, server.asked) == (True, False, [])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_nobody_else_sees_the_key(status: int) -> None:
    with listening() as elsewhere, listening(said(status, b"", location=elsewhere.base + "/x")) as server:
        answer = Connection(server.base).exchange("POST", "/drafts", headers=HEADERS, json={})
        assert (answer.status, answer.headers["location"]) == (status, elsewhere.base + "/x")
        assert (len(server.asked), elsewhere.opened) == (1, 0)


@pytest.mark.parametrize(("over", "fine"), [(0, True), (1, False)])
def test_an_answer_may_have_20_mb_and_no_more(over: int, *, fine: bool) -> None:
    with listening(said(200, b"x" * (LARGEST + over))) as server:
        if fine:
            assert len(Connection(server.base).exchange("GET", "/x").body) == LARGEST
            return
        error = fails(server.base)
        assert (error.what, error.retryable, error.reached) == ("the answer is over 20 MB", False, True)


def test_a_small_answer_that_unpacks_to_a_large_one_is_not_taken() -> None:
    import gzip

    with listening(said(200, gzip.compress(bytes(LARGEST + 1)), content_encoding="gzip")) as server:
        assert fails(server.base).what == "the answer is over 20 MB"


# ── what cannot be sent ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "more"),
    [("/\x00", {}), ("/x", {"json": {"subject": "half \ud83d"}}), ("/x", {"query": {"q": "half \ud83d"}})],
)
def test_what_cannot_be_sent_is_said_and_not_sent(path: str, more: dict[str, object]) -> None:
    with listening() as server:
        error = fails(server.base, path, **more)
        assert (error.what, error.retryable) == ("it holds characters that cannot be sent", False)
        assert (error.reached, server.asked) == (False, [])


@pytest.mark.parametrize(
    "base",
    ["", "example.org", "//example.org", "http://", "http://[::1", "ftp://127.0.0.1/", "javascript:1", "file:///etc/x",
     "http://127.0.0.1:x/", "http://127.0.0.1:99999/", f"https://me:{KEY}@example.org/", f"https://{KEY}@example.org/",
     f"https://example.org/?key={KEY}", f"https://example.org/#{KEY}"],
)  # fmt: skip
def test_what_is_no_base_address_is_refused_without_showing_it(base: str) -> None:
    with pytest.raises(WebError) as caught:
        Connection(base)
    assert not caught.value.retryable
    assert KEY not in f"{caught.value!r} {caught.value}"
    assert str(caught.value).startswith("that is not the base address of an API. It begins with https://")
