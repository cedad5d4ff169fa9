"""web.py: a complete answer, or an error that says whether to try again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from publisher import web
from publisher.errors import WebError


@contextmanager
def speaking(*replies: bytes, wait: threading.Event | None = None) -> Iterator[str]:
    """The address of a server that gives these bytes, one reply a connection, and hangs up; it may wait before that."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)

        def serve() -> None:
            for reply in replies:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    if reply:
                        connection.sendall(reply)
                    if wait:
                        wait.wait(30)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/feed.xml"
        finally:
            if wait:
                wait.set()
            thread.join()


def fails(address: str, transport: httpx.BaseTransport | None = None, timeout: float = 5) -> WebError:
    with pytest.raises(WebError) as caught:
        web.configured(address, transport=transport, timeout=timeout)
    assert str(caught.value).startswith(f"{address}: ")
    assert "\n" not in str(caught.value)
    return caught.value


def test_an_answer_has_status_headers_and_body() -> None:
    with speaking(b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nX-Some: Thing\r\n\r\nhello") as address:
        answer = web.configured(address)
    assert (answer.status, answer.headers["x-some"], answer.body) == (404, "Thing", b"hello")


def test_what_is_asked_is_asked_freshly() -> None:
    def look(request: httpx.Request) -> httpx.Response:
        seen = {name: request.headers[name] for name in ("user-agent", "cache-control")}
        assert seen == {"user-agent": "publisher", "cache-control": "no-cache"}
        return httpx.Response(200)

    assert web.configured("https://example.org/", transport=httpx.MockTransport(look)).status == 200


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly a part",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"220 mail.example.org ESMTP\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
    ],
)
def test_an_answer_that_is_cut_or_garbled_may_be_tried_again(reply: bytes) -> None:
    with speaking(reply) as address:
        assert fails(address).retryable


def test_silence_ends_after_the_time_given() -> None:
    done = threading.Event()
    with speaking(b"", wait=done) as address:
        error = fails(address, timeout=0.1)
        done.set()
    assert error.retryable
    assert "timed out" in str(error)


def test_nobody_there_may_be_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert fails(f"http://127.0.0.1:{port}/").retryable


def test_a_few_redirects_are_followed() -> None:
    def hop(request: httpx.Request) -> httpx.Response:
        step = int(request.url.path.strip("/"))
        return httpx.Response(302, headers={"location": f"/{step - 1}"}) if step else httpx.Response(200, text="there")

    transport = httpx.MockTransport(hop)
    assert web.configured("https://example.org/5", transport=transport).body == b"there"
    assert not fails("https://example.org/6", transport).retryable


def test_a_redirect_loop_ends() -> None:
    loop = httpx.MockTransport(lambda _: httpx.Response(301, headers={"location": "/"}))
    error = fails("https://example.org/", loop)
    assert (error.what, error.retryable) == ("its redirects do not end", False)


@pytest.mark.parametrize("location", ["ftp://example.org/", "javascript:alert(1)", "http://[", "file:///etc/passwd"])
def test_a_redirect_that_leads_out_of_the_web_fails(location: str) -> None:
    fails("https://example.org/", httpx.MockTransport(lambda _: httpx.Response(301, headers={"location": location})))


@pytest.mark.parametrize(("over", "fine"), [(0, True), (1, False)])
def test_an_answer_that_is_too_large_is_not_read_to_its_end(over: int, *, fine: bool) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        for _ in range(20):
            read += 1_000_000
            yield bytes(1_000_000)
        for _ in range(over * 50):
            read += 1
            yield b"x"

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=endless()))
    if fine:
        assert len(web.configured("https://example.org/", transport=transport).body) == web.LARGEST
        return
    error = fails("https://example.org/", transport)
    assert (error.what, error.retryable) == ("the answer is over 20 MB", False)
    assert read <= web.LARGEST + 1


@pytest.mark.parametrize(
    "address",
    ["", "//x", "http://", "http://[::1", "ftp://127.0.0.1/", "javascript:1", "mailto:a@example.org", "http://a..b/",
     "http://xn--a/", f"http://{'a' * 64}.example.org/", "http://127.0.0.1:x/", "http://\x00/", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_web_address_is_an_error_for_good(address: str) -> None:
    with pytest.raises(WebError) as caught:
        web.configured(address)
    assert caught.value.what == "is not a web address, or leads to none"
    assert not caught.value.retryable
