"""The ledger's file: real SQLite, real processes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.ledger import Push, PushState
from publisher.ledger.lock import hold
from publisher.ledger.store import Ledger

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PUSH = Push("k3v9-river-local-1", "river", "local", PushState.INTENT, NOON, NOON)


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "a folder" / "ledger.sqlite3"


@pytest.fixture
def written(path) -> Path:
    """A closed ledger with one push and one picture."""
    with Ledger.open(path) as ledger:
        ledger.write(PUSH)
        ledger.write_image("local", "a-600.jpg", "https://example.org/a", NOON)
    return path


# ── what it keeps ───────────────────────────────────────────────────────────────────────────────────────


def test_opening_makes_the_folder_and_an_empty_ledger(path):
    with Ledger.open(path) as ledger:
        assert ledger.pushes() == {}
    assert [file.name for file in path.parent.iterdir()] == ["ledger.sqlite3"]


def test_what_was_written_is_there_after_reopening(written):
    with Ledger.open(written) as ledger:
        assert ledger.pushes() == {PUSH.reference: PUSH}
        assert ledger.push(PUSH.reference) == PUSH
        assert ledger.push("other") is None
        assert ledger.images("local") == {"a-600.jpg": "https://example.org/a"}
        assert ledger.images("main") == {}


def test_a_push_replaces_what_was_known_of_its_reference(written):
    later = PUSH.named("17", NOON).received("digest", "remote", NOON, NOON + timedelta(hours=1))
    with Ledger.open(written) as ledger:
        ledger.write(later)
        assert ledger.pushes() == {PUSH.reference: later}
        ledger.remove(PUSH.reference)
        assert ledger.pushes() == {}


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
times = st.datetimes(
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-11))])
)
pushes = st.builds(
    Push,
    texts,
    texts,
    texts,
    st.sampled_from(PushState),
    times,
    times,
    texts,
    texts,
    texts,
    texts,
    st.none() | times,
    st.none() | times,
    st.booleans(),
)


@given(st.lists(pushes, max_size=3))
def test_any_push_comes_back_as_it_was(tmp_path_factory, values):
    path = tmp_path_factory.getbasetemp() / "property.sqlite3"
    with Ledger.open(path) as ledger:
        for push in values:
            ledger.write(push)
            assert ledger.push(push.reference) == push
            ledger.remove(push.reference)


def test_times_are_kept_in_utc(written):
    local = NOON.astimezone(timezone(timedelta(hours=2)))
    with Ledger.open(written) as ledger:
        ledger.write(replace(PUSH, changed=local))
    with sqlite3.connect(written) as raw:
        assert raw.execute("select changed from pushes").fetchall() == [("2026-11-24T12:00:00.000000+00:00",)]
    raw.close()


def test_a_time_without_zone_is_a_bug_and_nothing_is_written(written):
    with Ledger.open(written) as ledger:
        with pytest.raises(Exception, match="without zone"):
            ledger.write(replace(PUSH, changed=NOON.replace(tzinfo=None)))
        assert ledger.push(PUSH.reference) == PUSH


def test_commits_are_durable_and_wait_for_other_writers(written):
    with Ledger.open(written) as ledger, ledger._engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 30000, "foreign_keys": 1}


def test_threads_may_write_at_once(path):
    with Ledger.open(path) as ledger:
        threads = [
            threading.Thread(target=lambda n=n: [ledger.write(replace(PUSH, reference=f"{n}-{i}")) for i in range(20)])
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(ledger.pushes()) == 160


# ── looking without touching ────────────────────────────────────────────────────────────────────────────


def test_looking_at_an_absent_ledger_makes_nothing(path, tmp_path):
    with Ledger.read_only(path) as ledger:
        assert ledger.pushes() == {}
        assert ledger.images("local") == {}
    assert list(tmp_path.iterdir()) == []


def test_looking_changes_no_file(written):
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in written.parent.iterdir()}
    with Ledger.read_only(written) as ledger:
        assert ledger.pushes() == {PUSH.reference: PUSH}
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in written.parent.iterdir()} == before


def test_looking_sees_what_a_running_writer_has_committed(written):
    with Ledger.open(written) as writer:
        writer.write(replace(PUSH, reference="second"))
        with Ledger.read_only(written) as reader:
            assert set(reader.pushes()) == {PUSH.reference, "second"}


def test_what_was_opened_for_looking_cannot_be_written(written):
    with Ledger.read_only(written) as ledger, pytest.raises(RuntimeError):
        ledger.write(PUSH)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are POSIX's here")
def test_a_ledger_that_may_only_be_read_can_be_looked_at(written):
    written.chmod(0o444)
    written.parent.chmod(0o555)
    try:
        with Ledger.read_only(written) as ledger:
            assert set(ledger.pushes()) == {PUSH.reference}
    finally:
        written.parent.chmod(0o755)


# ── processes ───────────────────────────────────────────────────────────────────────────────────────────


def run(code: str, *arguments: object) -> str:
    """What a fresh Python process prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert not done.stderr
    return done.stdout.strip()


def test_two_processes_make_one_ledger(path):
    code = (
        "import sys, dataclasses; from pathlib import Path; from tests.test_ledger import PUSH; from publisher.ledger.store import Ledger\n"
        "ledger = Ledger.open(Path(sys.argv[1])); ledger.write(dataclasses.replace(PUSH, reference=sys.argv[2])); ledger.close()"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, path, str(number)]) for number in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    with Ledger.open(path) as ledger:
        assert set(ledger.pushes()) == {"0", "1", "2"}


def test_a_ledger_that_was_being_made_when_its_maker_died_is_made_anew(path):
    path.parent.mkdir()
    path.with_name("ledger.sqlite3.new").write_bytes(b"SQLite form")
    path.with_name("ledger.sqlite3.lock").touch()
    with Ledger.open(path) as ledger:
        assert ledger.pushes() == {}


def test_what_was_committed_survives_the_death_of_the_process(path):
    code = (
        "import os, sys; from pathlib import Path; from tests.test_ledger import PUSH; from publisher.ledger.store import Ledger\n"
        "Ledger.open(Path(sys.argv[1])).write(PUSH); os._exit(0)"
    )
    run(code, path)
    assert path.with_name("ledger.sqlite3-wal").exists()
    with Ledger.read_only(path) as ledger:
        assert set(ledger.pushes()) == {PUSH.reference}


def test_a_backup_put_back_is_accepted(written, tmp_path):
    backup = shutil.copy(written, tmp_path / "backup")
    with Ledger.open(written) as ledger:
        ledger.remove(PUSH.reference)
    shutil.copy(backup, written)
    with Ledger.open(written) as ledger:
        assert set(ledger.pushes()) == {PUSH.reference}


# ── one at a time ───────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_is_held_by_one_alone(written):
    with Ledger.open(written) as one, Ledger.open(written) as other, one.hold("river", 0):
        with pytest.raises(TimeoutError), other.hold("river", 0.05):
            pytest.fail("two hold it")
        with other.hold("lake", 0):
            pass
    with Ledger.open(written) as other, other.hold("river", 0):
        pass
    assert [file.name for file in written.parent.iterdir()] == ["ledger.sqlite3"]


HOLDER = (
    "import sys, time; from pathlib import Path; from publisher.ledger.lock import hold\n"
    "with hold(Path(sys.argv[1]), 0):\n    print('held', flush=True); time.sleep(60)"
)


def test_the_lock_of_a_dead_process_holds_nobody(tmp_path):
    path = tmp_path / "x.lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(TimeoutError), hold(path, 0.05):
        pytest.fail("two hold it")
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert path.exists()
    with hold(path, 5):
        pass
    assert not path.exists()


def test_threads_take_turns(tmp_path):
    inside: list[int] = []
    most: list[int] = []

    def turn() -> None:
        for _ in range(10):
            with hold(tmp_path / "x.lock", 20):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=turn) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 60
    assert max(most) == 1


def test_an_error_inside_lets_go(written):
    with Ledger.open(written) as ledger:
        with pytest.raises(OSError, match="mine"), ledger.hold("river", 0):
            raise OSError("mine")
        with ledger.hold("river", 0):
            pass
