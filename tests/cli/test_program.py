"""The program around the verbs: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from publisher.cli.program import VERBS, run

from tests.cli.conftest import CONFIG, Tell, ended, spawn, surroundings

HEAVY = {
    "PIL", "alembic", "css_inline", "httpx", "jinja2", "lxml", "mjml", "pydantic", "pypdfium2", "pyromark", "rapidfuzz",
    "rich", "sqlalchemy", "starlette", "uvicorn", "yaml",
}  # fmt: skip

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


# ── help ────────────────────────────────────────────────────────────────────────────────────────────────


def test_help_lists_every_verb_with_a_sentence_and_the_exit_codes(tell: Tell) -> None:
    said = tell("--help")
    assert said.code == 0
    for verb in VERBS:
        (line,) = (line for line in said.out.splitlines() if line.strip().split(" ")[0] == verb)
        assert len(line.split()) > 3
    assert "0 done; 1 errors found" in " ".join(said.out.split())


def test_every_module_of_a_verb_is_listed() -> None:
    folder = Path(sys.modules[run.__module__].__file__ or "").parent
    modules = {path.stem for path in folder.glob("*.py")}
    assert modules == {*VERBS, "__init__", "program", "session", "output", "options"}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str, tell: Tell) -> None:
    said = tell(verb, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: publisher {verb} ")
    assert said.err == ""


def test_version_says_which(tell: Tell) -> None:
    said = tell("--version")
    assert said.code == 0
    assert said.out.startswith("publisher ")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["push", "--help"], ["preview", "--help"], ["chek"]])
def test_what_needs_no_library_loads_none(arguments: list[str]) -> None:
    code = (
        f"import sys; from publisher.cli.program import run; run({arguments!r}); print(*sys.modules, file=sys.stderr)"
    )
    said = ended(spawn(python=("-c", code)))
    loaded = {name.split(".")[0] for name in said.errors[-1].split()}
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_the_name_alone_prints_the_help_and_fails(tell: Tell) -> None:
    said = tell()
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Usage: publisher ")


# ── what is typed wrongly ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], "there is no verb `chek`. Did you mean `publisher check`?"),
        (["xyzzy"], "there is no verb `xyzzy`. `publisher --help` lists the verbs."),
        (["--nope"], "no such option '--nope'"),
        (["build", "--jsn"], "no such option '--jsn'"),
        (["build", "extra"], "unexpected extra argument"),
        (["init"], "missing argument 'FOLDER'. See `publisher init --help`"),
        (["new"], "missing argument 'SLUG'"),
        (["run", "--onec"], "no such option '--onec'"),
        (["push", "--days", "soon"], "invalid value for '--days'"),
        (["push", "--days", "-1"], "invalid value for '--days'"),
        (["schema", "nothing"], "'nothing' is not one of"),
        (["-p"], "option '-p' requires an argument. See `publisher --help`"),
        (["new", "Two Words"], "`Two Words` is not a slug"),
        (["check", "a-pots"], "there is no campaign `a-pots`. Did you mean `a-post`?"),
        (["push", "a-post"], "`a-post` is not for the newsletter"),
        (["template", "newsleter"], "there is no template `newsleter`. Did you mean `newsletter`?"),
    ],
)
def test_what_is_typed_wrongly_gets_one_line_and_exit_2(
    arguments: list[str], words: str, small: Path, tell: Tell
) -> None:
    said = tell(*arguments)
    assert (said.code, said.out) == (2, "")
    assert len(said.errors) == 1
    assert words in said.err


ACTS = [["check"], ["build"], ["publish"], ["plan"], ["push"], ["run", "--once"], ["run"], ["status"], ["new", "x"],
        ["preview"], ["drop", "x", "--why", "y"], ["calendar"], ["template", "digest"]]  # fmt: skip


@pytest.mark.parametrize("arguments", ACTS, ids=lambda arguments: arguments[0])
def test_every_verb_says_where_no_project_is(arguments: list[str], folder: Path, tell: Tell) -> None:
    said = tell(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        f"{folder}: no config.yaml in this folder or above it. Start a project with: publisher init DIR\n"
    )
    assert list(folder.iterdir()) == []


def test_a_project_is_found_from_below_and_by_name(small: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small / "campaigns" / "reports")
    assert "a-letter" in tell("status").out
    monkeypatch.chdir("/")
    assert "a-letter" in tell("-p", str(small), "status").out
    assert "a-letter" in tell("--project", str(small / "config.yaml"), "status").out
    assert tell("-p", "/dev/null", "status").err.startswith("/dev/null: no config.yaml here")


def test_a_folder_that_is_gone_is_said(folder: Path, tell: Tell) -> None:
    folder.rmdir()
    assert tell("status").err == "this folder has been removed. Go to one that is there\n"


# ── configuration that cannot be read ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"title: a: b\n", "config.yaml:1:9: "),
        (b"id: abcd\ntitle: a\0b\n", "config.yaml:2"),
        (b"id: abcd\ntitle: caf\xe9\n", "config.yaml:2"),
        (CONFIG.encode("utf-16"), "config.yaml"),
        (b"- a list\n", "config.yaml:1:1: "),
        (b"a:\n\tb: 1\n", "config.yaml:2:1: "),
        (CONFIG.encode() + b"title: again\n", "config.yaml:14:1: `title` is here twice"),
        (CONFIG.encode() + b"tilte: x\n", "config.yaml:14:1: tilte: unknown key. Did you mean `title`?"),
        (b"id: [abcd\n", "config.yaml:"),
        (b"[" * 5000, "config.yaml"),
    ],
)
@pytest.mark.parametrize("verb", ["check", "new"])
def test_a_broken_config_gets_one_line_with_its_place(
    verb: str, content: bytes, line: str, small: Path, tell: Tell
) -> None:
    (small / "config.yaml").write_bytes(content)
    said = tell(verb, *(["slug"] if verb == "new" else []))
    assert (said.code, said.out) == (2, "")
    assert len(said.errors) == 1
    assert said.err.startswith(line)


def test_everything_wrong_in_config_is_said_at_once(small: Path, tell: Tell) -> None:
    (small / "config.yaml").write_text(CONFIG.replace("https:", "gopher:").replace("hello@", "hello"))
    said = tell("build")
    assert [line.split(": ")[1] for line in said.errors] == ["url", "sender.email"]


@pytest.mark.parametrize("name", ["config.yaml", ".env"])
def test_a_folder_in_the_place_of_a_file_is_said(name: str, small: Path, tell: Tell) -> None:
    (small / name).unlink(missing_ok=True)
    (small / name).mkdir()
    said = tell("check")
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert name in said.err


def test_a_file_in_the_place_of_the_output_folder_is_said(small: Path, tell: Tell) -> None:
    (small / "public").write_text("mine")
    said = tell("build")
    assert (said.code, len(said.errors)) == (2, 1)
    assert "public" in said.err
    assert (small / "public").read_text() == "mine"


def test_an_error_that_quotes_control_characters_stays_one_line(small: Path, tell: Tell) -> None:
    said = tell("check", "a\nb\x1b[2J")
    assert said.code == 2
    assert said.errors == ["there is no campaign `a\\nb\\x1b[2J`. `publisher status` lists the campaigns"]


# ── tracebacks ──────────────────────────────────────────────────────────────────────────────────────────


def test_debug_shows_where_an_error_of_ours_was_raised(folder: Path, tell: Tell) -> None:
    said = tell("--debug", "status")
    assert said.code == 2
    assert said.err.startswith("Traceback (most recent call last):")
    assert "Traceback" not in tell("status").err


@pytest.mark.parametrize("bug", [ZeroDivisionError, OSError, EOFError, BrokenPipeError])
def test_what_is_no_error_of_ours_is_a_bug_and_shows(bug: type[Exception], small: Path) -> None:
    def broken() -> object:
        raise bug

    with pytest.raises(bug):
        run(["status"], clock=broken)


# ── secrets ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("source", ["environment", "file", ".env"])
def test_a_secret_is_never_shown_or_written(
    source: str, small: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "hunter2-\u00a3-topsecret"
    if source == "environment":
        monkeypatch.setenv("PILE_KEY", secret)
    elif source == "file":
        (small.parent / "key").write_text(secret)
        monkeypatch.setenv("PILE_KEY_FILE", str(small.parent / "key"))
    else:
        (small / ".env").write_text(f"PILE_KEY={secret}\n")
    options = 'use: outbox, api_key: "${PILE_KEY}", unsubscribe: "${PILE_KEY}"'
    (small / "config.yaml").write_text(CONFIG.replace("use: outbox", options))
    for arguments in (["--debug", "push", "--json"], ["run", "--once"], ["status", "--json"]):
        said = tell(*arguments)
        assert "hunter2" not in said.out + said.err
        assert said.code == (0 if arguments[0] == "status" else 2)
    written = [path.read_bytes() for path in small.rglob("*") if path.is_file() and path.name != ".env"]
    assert not [data for data in written if b"hunter2" in data]


def test_a_missing_secret_stops_the_push_and_nothing_else(small: Path, tell: Tell) -> None:
    (small / "config.yaml").write_text(CONFIG.replace("use: outbox", 'use: outbox, folder: "${NO_SUCH}"'))
    assert tell("build").code == 0
    assert tell("check").code == 0
    said = tell("push")
    assert said.code == 2
    assert said.err.startswith("config.yaml:10:24: the environment has no NO_SUCH")


# ── processes ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_seen_enough_is_no_error(unbuffered: str) -> None:
    process = spawn("schema", env=surroundings(PYTHONUNBUFFERED=unbuffered))
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141  # what a shell says of a program that SIGPIPE ended


@needs_full
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["schema"], ["--version"]])
def test_a_full_disk_under_standard_output_gets_one_line_and_fails(
    arguments: list[str], unbuffered: str, folder: Path
) -> None:
    with Path("/dev/full").open("wb") as full:
        said = ended(spawn(*arguments, stdout=full, env=surroundings(PYTHONUNBUFFERED=unbuffered)))
    assert (said.code, said.errors) == (1, ["standard output: cannot be written (No space left on device)"])


@needs_full
def test_a_full_disk_under_standard_error_changes_no_exit_code(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        assert ended(spawn("chek", stderr=full)).code == 2


def test_closed_streams_are_no_bug(small: Path) -> None:
    quiet = 'exec "$0" -m publisher "$@" >&- 2>&- <&-'
    for arguments, code in ((["status"], 0), (["chek"], 2), (["init", "new"], 2)):
        ran = subprocess.run(
            ["sh", "-c", quiet, sys.executable, *arguments], env=surroundings(), check=False, timeout=60
        )
        assert ran.returncode == code


def test_an_output_that_knows_ascii_only_gets_all_the_same(small: Path) -> None:
    said = ended(spawn("check", "--explain", env=surroundings(PYTHONIOENCODING="ascii", PYTHONUTF8="0")))
    assert (said.code, said.errors) == (0, [])
    path = small / "campaigns" / "a-post.md"
    path.write_text(path.read_text().replace("every lorry", "every “lörry”"))
    said = ended(spawn("check", "--json", env=surroundings(PYTHONIOENCODING="ascii", PYTHONUTF8="0")))
    assert "lörry" in json.loads(said.out)["findings"][0]["what"]


@pytest.mark.skipif(sys.platform != "linux", reason="only there a file's name may be any bytes")
def test_a_name_that_is_no_text_can_be_printed(folder: Path) -> None:
    said = ended(
        spawn("init", os.fsdecode(b"\xff"), "--title", "T", "--url", "https://example.org", "--email", "a@example.org")
    )
    assert (said.code, said.errors) == (0, [])
    assert said.out.startswith("\\udcff/.env.example\n")


def test_an_interrupt_stops_with_130(small: Path) -> None:
    begun = small / "begun"
    (small / "config.yaml").write_text(CONFIG + f"publish: {{command: [sh, -c, 'touch {begun}; exec sleep 30']}}\n")
    process = spawn("publish", start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while not begun.exists():
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        said = ended(process)
    finally:
        if process.poll() is None:
            process.kill()
    assert (said.code, said.errors[-1]) == (130, "stopped")
    assert "Traceback" not in said.err
