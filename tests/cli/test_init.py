"""`publisher init`: a project started, by options and by questions at a real terminal."""

from __future__ import annotations

import contextlib
import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from publisher import config

from tests.cli.conftest import Said, Tell, snapshot, surroundings

INTERRUPT = "\x03"
ANSWERS = ["--title", "Bridge Notes", "--url", "https://notes.example.org/", "--email", "hello@example.org"]


def test_a_project_is_started_that_every_verb_accepts(
    folder: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tell("init", "notes", *ANSWERS)
    assert (said.code, said.errors) == (0, [])
    assert said.out.splitlines()[:3] == ["notes/.env.example", "notes/.gitignore", "notes/config.yaml"]
    assert {path.name for path in (folder / "notes").iterdir()} == {
        ".env.example", ".gitignore", "campaigns", "config.yaml"
    }  # fmt: skip
    settings = config.load((folder / "notes" / "config.yaml").read_text(encoding="utf-8")).config
    assert (settings.title, settings.url) == ("Bridge Notes", "https://notes.example.org")
    assert str(settings.since) == "2026-11-22"
    monkeypatch.chdir("notes")
    assert tell("check").out == "0 campaigns, no quotations to prove, nothing wrong\n"
    assert tell("status").out == "no campaigns yet; start one with: publisher new SLUG\n"
    assert tell("push").out == "nothing to push\n"


def test_what_init_says_to_type_next_works(folder: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    said = tell("init", "x", "--example")
    assert said.code == 0
    assert re.findall(r"publisher (\w+)", said.out) == ["build", "push", "preview"]
    assert "x/campaigns/reports/open-doors.pdf" in said.out
    monkeypatch.chdir("x")
    assert "4 campaigns" in tell("check").out


@pytest.mark.parametrize("existing", ["config.yaml", "campaigns/november-letter.md"])
def test_nothing_is_ever_written_over(existing: str, folder: Path, tell: Tell) -> None:
    path = folder / "x" / existing
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    before = snapshot(folder)
    said = tell("init", "x", "--example")
    assert (said.code, said.out) == (2, "")
    assert said.err == f"{path}: is here already; nothing was written. Choose another folder\n"
    assert snapshot(folder) == before


def test_what_is_missing_is_said_where_nobody_can_be_asked(folder: Path, tell: Tell) -> None:
    said = tell("init", "x", "--title", "T")
    assert (said.code, said.out) == (2, "")
    assert said.err == "--url and --email must be given where nobody can be asked. Or use --example\n"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("title", "url", "email", "options"),
    [
        ("T", "nope", "bad", ["--url", "--email"]),
        ("T", "a: b", "a@example.org", ["--url"]),
        ("a\nb", "https://example.org", "a@example.org", ["--title"]),
        ("a\u2028b", "https://example.org", "a@example.org", ["--title"]),
        ("a\x07b", "https://example.org", "a@example.org", ["--title"]),
        ("\udcff", "https://example.org", "a@example.org", ["--title"]),
        (" ", "https://example.org", "a@example.org", ["--title"]),
        ("T", "https://example.org", "a@example.org, b@example.org", ["--email"]),
    ],
)
def test_answers_that_cannot_be_are_refused_each_in_one_line(
    title: str, url: str, email: str, options: list[str], folder: Path, tell: Tell
) -> None:
    said = tell("init", "x", "--title", title, "--url", url, "--email", email)
    assert (said.code, said.out) == (2, "")
    assert [line.split(":")[0] for line in said.errors] == options
    assert list(folder.iterdir()) == []


def test_options_that_the_example_would_not_heed_are_refused(folder: Path, tell: Tell) -> None:
    said = tell("init", "x", "--example", "--title", "T")
    assert said.err == ("--title does not go with --example. The example has its own; change config.yaml afterwards\n")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["config.yaml/x", "/dev/null/x", "a" * 300, "x/" + "a" * 300])
def test_a_folder_that_cannot_be_is_one_line(name: str, folder: Path, tell: Tell) -> None:
    (folder / "config.yaml").write_text("mine")
    said = tell("init", name, "--example")
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert "is a file, where a folder is needed" in said.err or "cannot be written (File name too long)" in said.err


# ── at a terminal ───────────────────────────────────────────────────────────────────────────────────────


def at_terminal(folder: Path, typed: list[tuple[str, str]]) -> Said:
    """Run `init` at a pseudo-terminal: after each question that is named first, type what follows it."""
    pty = pytest.importorskip("pty", reason="no pseudo-terminals on this system")
    ours, theirs = pty.openpty()
    # A session whose terminal this is, so that ^C reaches it as a signal.
    code = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); from publisher.cli import main; main(['init', 'x'])"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=surroundings(TERM="xterm"),
        start_new_session=True,
    )
    os.close(theirs)
    seen = ""
    try:
        for question, answer in typed:
            seen += _until(ours, question)
            if answer == INTERRUPT:
                _interrupt(ours, process)
            else:
                os.write(ours, answer.encode())
        seen += _until(ours, None)
        return Said(process.wait(30), seen.replace("\r\n", "\n"), "")
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(ours)


def _until(terminal: int, question: str | None) -> str:
    """What is shown until a question stands there, or until the end."""
    seen, deadline = b"", time.monotonic() + 30
    while question is None or question.encode() not in seen:
        assert time.monotonic() < deadline, seen
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            more = os.read(terminal, 4096)
        except OSError:  # Linux says so when the other end is closed
            more = b""
        if not more:
            assert question is None, seen
            break
        seen += more
    return seen.decode()


def _interrupt(terminal: int, process: subprocess.Popen[bytes]) -> None:
    """Press ^C as a person does: again where it fell between the question and the waiting for an answer."""
    for _ in range(20):
        os.write(terminal, b"\x03")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.5)
            return
    raise AssertionError("it cannot be interrupted")


def test_at_a_terminal_it_asks_and_asks_again_for_what_is_wrong(folder: Path) -> None:
    said = at_terminal(
        folder,
        [
            ("The publication's name: ", "Our “Bridges”\n"),
            ("[https://notes.example.org]: ", "notes.example.com\n"),
            ("[hello@example.org]: ", "letters@example.org\n"),
            ("[https://notes.example.org]: ", "\n"),
        ],
    )
    assert said.code == 0
    assert "`notes.example.com` is not a web address. Write it in full, such as https://notes.example.org" in said.out
    settings = config.load((folder / "x" / "config.yaml").read_text(encoding="utf-8")).config
    assert (settings.title, settings.url, settings.sender.email) == (
        "Our “Bridges”", "https://notes.example.org", "letters@example.org"
    )  # fmt: skip


def test_an_interrupted_question_writes_nothing(folder: Path) -> None:
    said = at_terminal(folder, [("The publication's name: ", INTERRUPT)])
    assert said.code == 130
    assert said.out.endswith("\nstopped\n")
    assert "Traceback" not in said.out
    assert list(folder.iterdir()) == []


def test_the_end_of_the_input_writes_nothing(folder: Path) -> None:
    said = at_terminal(folder, [("The publication's name: ", "\x04")])
    assert said.code == 130
    assert list(folder.iterdir()) == []
