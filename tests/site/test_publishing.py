"""site/publishing.py: with real programs, real git repositories and a real server."""

import hashlib
import http.server
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from publisher.config import Config
from publisher.errors import PublishError, WebError
from publisher.model import WantedFile
from publisher.site import confirm, hand_on, write

from tests.site.building import make_config

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    home.mkdir()
    return {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "public"
    write([WantedFile("index.html", b"<p>One</p>\r\n"), WantedFile("posts/a/index.html", b"A")], folder)
    return folder


def git(folder: Path, *arguments: str, environment: dict[str, str]) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(output: Path, environment: dict[str, str]) -> Path:
    """The project as a repository with a commit, a staged and an unstaged change."""
    root = output.parent
    git(root, "init", "--quiet", "--initial-branch=main", environment=environment)
    (root / ".gitignore").write_text("public/\n*.html\n")
    (root / "config.yaml").write_text("one")
    git(root, "add", ".gitignore", "config.yaml", environment=environment)
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org")
    git(root, *who, "commit", "--quiet", "-m", "first", environment=environment)
    (root / "staged").write_text("staged")
    git(root, "add", "staged", environment=environment)
    (root / "config.yaml").write_text("two")
    return root


def config(publish: str) -> Config:
    return make_config(more=f"publish: {publish}")


def deliver(settings: Config, output: Path, environment: dict[str, str], now: datetime = NOW):
    return hand_on(settings, output, root=output.parent, environment=environment, now=now)


def test_without_publish_nothing_is_done(output: Path, environment: dict[str, str]) -> None:
    assert deliver(make_config(), output, environment) is None


def test_a_command_gets_the_folder_and_no_shell(output: Path, environment: dict[str, str], tmp_path: Path) -> None:
    code = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(repr(sys.argv[2:]))"
    seen = tmp_path / "seen"
    settings = config(f'{{command: ["{sys.executable}", -c, "{code}", "{seen}", "{{output}}/", "$HOME; echo *"]}}')
    done = deliver(settings, output, environment)
    assert done
    assert seen.read_text() == repr([f"{output}/", "$HOME; echo *"])


def test_a_failing_command_shows_the_end_of_its_output_in_one_line(output: Path, environment: dict[str, str]) -> None:
    code = "import sys; print('first'); print('disk quota exceeded', file=sys.stderr); sys.exit(23)"
    settings = config(f'{{command: ["{sys.executable}", -c, "{code}"]}}')
    with pytest.raises(PublishError, match=r"ended with 23: .*disk quota exceeded") as raised:
        deliver(settings, output, environment)
    assert "\n" not in str(raised.value)


def test_a_missing_program_is_named(output: Path, environment: dict[str, str]) -> None:
    with pytest.raises(PublishError, match="no-such-program-here is not installed"):
        deliver(config("{command: [no-such-program-here]}"), output, environment)


def test_git_commits_the_folder_and_touches_nothing_of_the_owner_s(
    repository: Path, output: Path, environment: dict[str, str]
) -> None:
    def state() -> tuple[str, ...]:
        look = ("status --porcelain", "rev-parse HEAD", "symbolic-ref HEAD", "write-tree", "stash list")
        return tuple(git(repository, *words.split(), environment=environment) for words in look)

    before = state()
    done = deliver(config("{git: {branch: gh-pages}}"), output, environment)
    assert done
    assert done.changed
    assert state() == before
    assert git(repository, "ls-tree", "-r", "--name-only", "gh-pages", environment=environment).split() == [
        "index.html", "posts/a/index.html"
    ]  # fmt: skip
    blob = subprocess.run(
        ["git", "show", "gh-pages:index.html"], cwd=repository, env=environment, capture_output=True, check=True
    )
    assert blob.stdout == b"<p>One</p>\r\n"  # byte for byte, whatever git is told of line ends
    assert git(repository, "log", "-1", "--format=%an %ae %aI", "gh-pages", environment=environment) == (
        "Test Notes hello@example.org 2026-11-24T09:00:00+00:00"
    )


def test_git_commits_again_only_what_is_new(repository: Path, output: Path, environment: dict[str, str]) -> None:
    settings = config("{git: {branch: gh-pages}}")
    deliver(settings, output, environment)
    again = deliver(settings, output, environment)
    assert again
    assert not again.changed
    write([WantedFile("index.html", b"Two")], output)
    deliver(settings, output, environment)
    assert git(repository, "rev-list", "--count", "gh-pages", environment=environment) == "2"
    assert git(repository, "ls-tree", "-r", "--name-only", "gh-pages", environment=environment) == "index.html"


def test_git_pushes_where_there_is_a_remote(
    repository: Path, output: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "--quiet", "--bare", str(remote), environment=environment)
    git(repository, "remote", "add", "origin", str(remote), environment=environment)
    deliver(config("{git: {branch: gh-pages, remote: origin}}"), output, environment)
    mine = git(repository, "rev-parse", "gh-pages", environment=environment)
    assert git(remote, "rev-parse", "gh-pages", environment=environment) == mine


def test_a_push_that_the_remote_refuses_is_an_error(
    repository: Path, output: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    git(repository, "remote", "add", "origin", str(tmp_path / "nowhere.git"), environment=environment)
    with pytest.raises(PublishError, match="git, to push to origin"):
        deliver(config("{git: {branch: gh-pages, remote: origin}}"), output, environment)


def test_the_branch_that_is_checked_out_is_refused(repository: Path, output: Path, environment: dict[str, str]) -> None:
    with pytest.raises(PublishError, match="the branch main is checked out"):
        deliver(config("{git: {branch: main}}"), output, environment)


def test_without_a_repository_git_says_so(output: Path, environment: dict[str, str]) -> None:
    with pytest.raises(PublishError, match="find a git repository"):
        deliver(config("{git: {branch: gh-pages}}"), output, {**environment, "GIT_CEILING_DIRECTORIES": "/"})


@pytest.fixture
def server() -> Iterator[tuple[str, list[bytes | int]]]:
    """A server that gives one answer after the other: bytes, or a status; the last is repeated."""
    answers: list[bytes | int] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(answer if isinstance(answer, int) else 200)
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else b"")

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/feed.xml", answers
        running.shutdown()
        thread.join()


def fetch(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        with error:
            raise WebError(f"answered {error.code}", where=url) from None


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_confirm_waits_until_the_new_build_answers(server: tuple[str, list[bytes | int]]) -> None:
    url, answers = server
    answers += [503, b"old", b"new"]
    slept: list[float] = []
    assert confirm(url, digest(b"new"), fetch=fetch, sleep=slept.append) == 3
    assert slept == sorted(slept)


@pytest.mark.parametrize(("answer", "reason"), [(b"old", "not with this build"), (404, "answered 404")])
def test_confirm_gives_up_in_time_and_says_what_was_there(
    server: tuple[str, list[bytes | int]], answer: bytes | int, reason: str
) -> None:
    url, answers = server
    answers.append(answer)
    slept: list[float] = []
    with pytest.raises(PublishError, match=reason) as raised:
        confirm(url, digest(b"new"), fetch=fetch, sleep=slept.append, patience=30)
    assert sum(slept) <= 30
    assert str(raised.value).startswith(url)
