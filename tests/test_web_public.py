"""The door to addresses out of content: public addresses only, by whatever spelling, redirect or second look-up."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore
import pytest
from publisher import web
from publisher.errors import WebError

PUBLIC = "93.184.215.14"


class Handler(BaseHTTPRequestHandler):
    """Answers by path; what it was asked stands in `server.seen`."""

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))
        status, headers, body = self.server.answers[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for part in body if isinstance(body, list) else [body]:
            try:
                self.wfile.write(part)
            except OSError:
                return
            if isinstance(body, list):
                time.sleep(0.05)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def site(**answers) -> Iterator[ThreadingHTTPServer]:
    """A server on this machine that stands in for a public one: `a=(200, {}, b"…")` answers at `/a`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.answers = [], {f"/{path}": answer for path, answer in answers.items()}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Dial(httpcore.SyncBackend):
    """Connects to the server on this machine whatever public address is asked for, and remembers which it was."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.port = server.server_address[1]
        self.dialled: list[str] = []

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.dialled.append(host)
        return super().connect_tcp("127.0.0.1", self.port, timeout, local_address, socket_options)


class NoDial(httpcore.SyncBackend):
    """Fails the test: nothing may be connected to."""

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        raise AssertionError(f"connected to {host}")


def names(**known: str):
    """A resolver that knows these hosts, with dots for underscores; all else is public."""
    table = {name.replace("_", "."): address for name, address in known.items()}
    return lambda host, port: [table.get(host, PUBLIC)]


def get(server, path="a", **options):
    options.setdefault("resolver", names())
    return web.public(f"http://report.example/{path}", backend=Dial(server), **options)


def refused(address, **options) -> str:
    with pytest.raises(WebError) as caught:
        web.public(address, **{"backend": NoDial(), **options})
    assert "\n" not in str(caught.value)
    assert not caught.value.retryable
    return str(caught.value)


def test_a_public_address_is_fetched_by_number_with_its_host_named():
    with site(a=(200, {"Content-Type": "text/html; charset=utf-8"}, b"words")) as server:
        dial = Dial(server)
        answer = web.public("http://report.example/a", resolver=names(), backend=dial)
        path, headers = server.seen[0]
    assert (answer.status, answer.body, answer.address) == (200, b"words", "http://report.example/a")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert dial.dialled == [PUBLIC]
    assert (path, headers["host"]) == ("/a", "report.example")
    assert not {"cookie", "authorization", "referer"} & {name.lower() for name in headers}


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "[::1]", "169.254.169.254", "0x7f000001", "2130706433", "[::ffff:10.0.0.1]"),
        *("100.64.0.1", "0.0.0.0", "127.1", "0177.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "[fe80::1]"),
        *("[fd00::1]", "[::]", "224.0.0.1", "[ff02::1]", "255.255.255.255", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
        *("[::127.0.0.1]", "[2001::1]", "198.18.0.1", "192.0.2.1"),
    ],
)
def test_a_private_address_is_refused_however_it_is_spelled(host):
    # numbers need no look-up, so the system's own resolver can be asked here
    numbers = {"localhost": ["127.0.0.1"]}

    def resolver(name, port):
        return numbers.get(name) or [socket.inet_ntoa(socket.inet_aton(name)) if ":" not in name else name]

    message = refused(f"http://{host}/", resolver=resolver)
    assert "private address" in message or "is not a web address" in message


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe", "fe80::1%eth0", "x", ""])
def test_what_is_not_public_is_told(address):
    assert not web.is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_what_is_public_is_told(address):
    assert web.is_public(address)


def test_a_name_that_leads_to_a_private_address_is_refused():
    assert "private address" in refused("http://inside.example/", resolver=names(inside_example="10.1.2.3"))


def test_a_redirect_to_a_private_address_is_refused():
    with site(a=(302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b"")) as server:
        with pytest.raises(WebError, match="private address"):
            get(server, resolver=lambda host, port: [host if host[0].isdigit() else PUBLIC])
        assert len(server.seen) == 1


def test_a_name_that_resolves_anew_to_a_private_address_is_refused():
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with (
        site(a=(302, {"Location": "https://report.example/b"}, b"")) as server,
        pytest.raises(WebError, match="private"),
    ):
        get(server, resolver=lambda host, port: next(answers))


def test_of_several_addresses_only_a_public_one_is_dialled():
    with site(a=(200, {}, b"words")) as server:
        dial = Dial(server)
        web.public("http://report.example/a", resolver=lambda host, port: ["10.0.0.1", PUBLIC], backend=dial)
    assert dial.dialled == [PUBLIC]


def test_five_redirects_are_followed_and_no_more():
    chain = {f"r{n}": (302, {"Location": f"r{n + 1}"}, b"") for n in range(6)}
    with site(**chain, r6=(200, {}, b"end")) as server:
        assert get(server, "r1").address == "http://report.example/r6"
        with pytest.raises(WebError, match="its redirects do not end"):
            get(server, "r0")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://x.example/", "data:text/html,x"])
def test_a_redirect_to_another_scheme_is_refused(target):
    with (
        site(a=(302, {"Location": target}, b"")) as server,
        pytest.raises(WebError, match=r"(no|not a) web address"),
    ):
        get(server)


@pytest.mark.parametrize(
    "address", ["ftp://a.example/", "file:///etc/passwd", "report.pdf", "http://", "http://[::1/", ""]
)
def test_what_is_no_web_address_is_refused(address):
    assert "is not a web address" in refused(address, resolver=names())


def test_an_address_with_a_password_is_refused_without_showing_it():
    message = refused("https://user:secret@report.example/", resolver=names())
    assert "user name or password" in message
    assert "secret" not in message


def test_a_body_is_cut_off_where_it_is_too_large():
    with (
        site(a=(200, {}, b"x" * (web.LARGEST + 1))) as server,
        pytest.raises(WebError, match="over 20 MB") as caught,
    ):
        get(server)
    assert not caught.value.retryable


def test_a_body_that_unpacks_without_end_is_cut_off():
    bomb = gzip.compress(bytes(web.LARGEST * 3))
    with site(a=(200, {"Content-Encoding": "gzip"}, bomb)) as server, pytest.raises(WebError, match="over 20 MB"):
        get(server)


def test_a_body_packed_unasked_is_unpacked():
    with site(a=(200, {"Content-Encoding": "gzip"}, gzip.compress(b"words"))) as server:
        assert get(server).body == b"words"


def test_unwanted_content_is_refused_before_it_is_read():
    with (
        site(a=(200, {"Content-Type": "video/mp4"}, b"x")) as server,
        pytest.raises(WebError, match="of the kind “video/mp4”"),
    ):
        get(server, accept=("text/html",))


def test_a_slow_answer_ends_with_the_time_of_the_whole():
    with site(a=(200, {"Content-Length": "1000"}, [b"x"] * 40)) as server:
        began = time.monotonic()
        with pytest.raises(WebError) as caught:
            get(server, total=0.3)
        assert time.monotonic() - began < 1.5
    assert caught.value.retryable


def test_an_unknown_name_may_be_tried_again():
    def unknown(host, port):
        raise socket.gaierror("Name or service not known")

    with pytest.raises(WebError, match="no answer") as caught:
        web.public("http://nowhere.example/", resolver=unknown, backend=NoDial())
    assert caught.value.retryable


def test_proxies_of_the_environment_are_not_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://10.0.0.1:3128")
    with site(a=(200, {}, b"words")) as server:
        dial = Dial(server)
        web.public("http://report.example/a", resolver=names(), backend=dial)
    assert dial.dialled == [PUBLIC]
