"""The preview as a process: real sockets, real signals, real files."""

import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from publisher.errors import UsageError
from publisher.preview import listen
from publisher.project import Project

from tests.preview.running import Running, command, environment, running
from tests.preview.visiting import small

SECONDS = 10


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return small(tmp_path / "project")


def told(lines: Iterator[str], event: str) -> str:
    """The data of the next event of a name."""
    for line in lines:
        if line == f"event: {event}":
            return next(lines).removeprefix("data: ")
    raise AssertionError("the stream has ended")


def ended(preview: Running, number: int) -> tuple[int, float, str]:
    """What a signal leads to: exit code, seconds, and what was said on standard error."""
    began = time.monotonic()
    preview.process.send_signal(number)
    _, said = preview.process.communicate(timeout=SECONDS)
    return preview.process.returncode, time.monotonic() - began, said


def test_one_line_says_where_it_is_and_what_to_press(project: Project) -> None:
    with running(project) as preview:
        assert preview.line == f"{preview.address}  reloads on save; press ? there for its keys, Ctrl-C here to stop\n"
        assert httpx.get(preview.address).status_code == 200
        code, _, said = ended(preview, signal.SIGTERM)
    assert (code, said) == (0, "")


def test_saving_reaches_the_stream_and_the_next_answer(project: Project) -> None:
    with contextlib.ExitStack() as stack:
        preview = stack.enter_context(running(project))
        client = stack.enter_context(httpx.Client(timeout=SECONDS))
        lines = stack.enter_context(client.stream("GET", preview.url("/events"))).iter_lines()
        before = told(lines, "version")
        told(lines, "counted")
        post = project.campaigns / "a-post.md"
        post.write_text(post.read_text().replace("title: A post", "title: Renamed on disk"))
        after = told(lines, "version")
        assert after != before
        assert "Renamed on disk" in client.get(preview.url("/")).text
        post.write_text(post.read_text().replace("author: ruth", "author: nobody"))
        told(lines, "version")
        assert "campaigns/a-post.md:4" in client.get(preview.url("/campaigns/a-post/page")).text
        post.write_text(post.read_text().replace("author: nobody", "author: ruth"))
        told(lines, "version")
        assert "Renamed on disk" in client.get(preview.url("/campaigns/a-post/page")).text


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_it_within_seconds_though_pages_listen(project: Project, number: int, code: int) -> None:
    with running(project) as preview, httpx.Client(timeout=SECONDS) as client:
        streams = [client.stream("GET", preview.url("/events")) for _ in range(3)]
        for stream in streams:
            told(stream.__enter__().iter_lines(), "version")
        found, seconds, said = ended(preview, number)
        for stream in streams:
            stream.__exit__(None, None, None)
    assert found == code
    assert seconds < 3
    assert said.strip() == ("stopped" if number == signal.SIGINT else "")


def test_a_former_run_does_not_keep_the_port(project: Project) -> None:
    with running(project) as preview:
        port = preview.port
        with httpx.Client() as client:
            client.get(preview.address)
            ended(preview, signal.SIGTERM)
    listen(port).close()


def test_a_taken_port_is_an_error_with_a_way_out(project: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} is taken"):
            listen(port)
        done = subprocess.run(
            command("--port", str(port)),
            cwd=project.root,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"port {port} is taken. ")
    assert "publisher preview --port" in done.stderr
    assert done.stderr.count("\n") == 1


def test_only_loopback_is_listened_on() -> None:
    with listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def raw(preview: Running, request: str) -> str:
    """What the server says to bytes that no client would send."""
    with socket.create_connection(("127.0.0.1", preview.port), timeout=SECONDS) as connection:
        connection.sendall(request.encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer.decode()


def test_paths_and_hosts_as_no_browser_sends_them(project: Project) -> None:
    project.secrets.write_text("KEY=s3cret\n")
    with running(project) as preview:
        host = f"Host: 127.0.0.1:{preview.port}\r\nConnection: close\r\n\r\n"
        for path in ("/site/light/files/../../.env", "/../.env", "/site/light/..//../.env", "/assets/../../../.env"):
            answer = raw(preview, f"GET {path} HTTP/1.1\r\n{host}")
            assert answer.startswith("HTTP/1.1 404"), answer[:80]
            assert "s3cret" not in answer
        assert "server: uvicorn" not in raw(preview, f"GET / HTTP/1.1\r\n{host}").lower()
        for heads in ("Host: evil.example\r\n", "", f"Host: evil.example\r\nHost: 127.0.0.1:{preview.port}\r\n"):
            answer = raw(preview, f"GET / HTTP/1.1\r\n{heads}Connection: close\r\n\r\n")
            assert answer.startswith(("HTTP/1.1 421", "HTTP/1.1 400")), answer[:80]


def test_a_slug_is_where_it_begins(project: Project) -> None:
    with running(project, "an-old-name") as preview:
        assert preview.address.endswith("/campaigns/a-post")
        assert "A post" in httpx.get(preview.address, follow_redirects=True).text


def test_a_slug_that_does_not_exist_is_a_usage_error(project: Project) -> None:
    done = subprocess.run(
        command("a-pots"), cwd=project.root, env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no campaign `a-pots`" in done.stderr
    assert "a-post" in done.stderr


def test_a_broken_project_is_served_and_recovers(project: Project) -> None:
    right = project.config.read_text()
    project.config.write_text(right.replace("title:", "titel:", 1))
    with running(project, "a-post") as preview, httpx.Client(timeout=SECONDS, follow_redirects=True) as client:
        assert "unknown key" in client.get(preview.address).text
        with client.stream("GET", preview.url("/events")) as stream:
            lines = stream.iter_lines()
            told(lines, "version")
            project.config.write_text(right)
            told(lines, "version")
            assert "A post" in client.get(preview.address).text


def test_outside_a_project_there_is_nothing_to_preview(tmp_path: Path) -> None:
    done = subprocess.run(command(), cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "publisher init" in done.stderr
