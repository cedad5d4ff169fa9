"""ledger/witness.py: what was begun is remembered for the moments after the ledger was lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.delivery import Action
from publisher.errors import LedgerError
from publisher.ledger import Push, PushState, witness
from publisher.ledger.store import Ledger
from publisher.ledger.witness import recall

from tests.desk import Desk, changed
from tests.services.samples import wanted

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite.begun"


# ── the file ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_absent_memory_holds_nothing_and_is_not_made(path: Path) -> None:
    assert recall(path) == {}
    assert not path.exists()


references = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=80)
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]))


@given(begun=st.lists(st.tuples(references, moments), max_size=20))
def test_each_reference_is_remembered_with_its_last_time(
    tmp_path_factory: pytest.TempPathFactory, begun: list[tuple[str, datetime]]
) -> None:
    path = tmp_path_factory.mktemp("witness") / "x.begun"
    for reference, moment in begun:
        witness.testify(path, reference, moment)
    assert recall(path) == {reference: moment.replace(microsecond=0) for reference, moment in begun}


@pytest.mark.parametrize(
    "rubbish",
    [b"\x00\xff\xfe", b"not a time river\n", b"2026-11-24T12:00:00 without-zone\n", b"2026-11-24T12:00:00+00:00\n", b"2026-11-24T1"],
)  # fmt: skip
def test_a_line_that_was_cut_or_spoilt_costs_itself_alone(path: Path, rubbish: bytes) -> None:
    witness.testify(path, "river", NOON)
    with path.open("ab") as file:
        file.write(rubbish)
    witness.testify(path, "lake", NOON)
    assert recall(path) == {"river": NOON, "lake": NOON}


def test_a_memory_that_cannot_be_read_holds_nothing(path: Path) -> None:
    path.mkdir()
    assert recall(path) == {}
    with pytest.raises(OSError):  # whichever the system says
        witness.testify(path, "river", NOON)


def test_what_is_old_is_left_out_of_a_memory_that_has_grown_large(path: Path) -> None:
    old = (NOON - timedelta(days=2)).isoformat()
    path.write_text("".join(f"{old} old-{number}\n" for number in range(30_000)), encoding="ascii")
    witness.testify(path, "young", NOON - timedelta(hours=20))
    assert path.stat().st_size < 1000
    witness.testify(path, "river", NOON)
    assert set(recall(path)) == {"young", "river"}
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_threads_and_processes_remember_at_once(path: Path) -> None:
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from publisher.ledger.witness import testify\n"
        "for number in range(50): testify(Path(sys.argv[1]), f'{sys.argv[2]}-{number}', datetime.now(UTC))"
    )
    others = [subprocess.Popen([sys.executable, "-c", code, path, name]) for name in ("a", "b")]
    threads = [
        threading.Thread(target=lambda n=n: [witness.testify(path, f"{n}-{number}", NOON) for number in range(50)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait(60) for process in others] == [0, 0]
    assert len(recall(path)) == 300


def test_threads_may_shorten_it_at_once(path: Path) -> None:
    old = (NOON - timedelta(days=2)).isoformat()
    errors: list[OSError] = []

    def remember(number: int) -> None:
        try:
            witness.testify(path, f"river-{number}", NOON)
        except OSError as error:
            errors.append(error)

    for _ in range(10):
        path.write_text(f"{old} old\n" * 32_000, encoding="ascii")
        threads = [threading.Thread(target=remember, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert errors == []


# ── in the ledger ───────────────────────────────────────────────────────────────────────────────────────

PUSH = Push("k3v9-river-local-1", "river", "local", PushState.INTENT, NOON, NOON)


def test_an_intent_is_remembered_beside_the_ledger_and_other_rows_are_not(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        ledger.write(replace(PUSH, reference="lake"))
        assert ledger.begun() == {}
        ledger.begin(PUSH)
        assert ledger.begun() == {PUSH.reference: NOON}
        assert ledger.push(PUSH.reference) == PUSH
    assert sorted(file.name for file in tmp_path.iterdir()) == ["ledger.sqlite", "ledger.sqlite.begun"]


def test_an_intent_that_cannot_be_remembered_stops_the_push(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite.begun").mkdir()
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger, pytest.raises(LedgerError, match="cannot be used"):
        ledger.begin(PUSH)


def lose(desk: Desk) -> None:
    """Lose the ledger, but not what lies beside it."""
    desk.path.unlink()


def test_after_the_ledger_is_lost_nothing_is_made_that_may_only_not_show_up_yet(tmp_path: Path) -> None:
    desk = Desk(tmp_path, options={"lag": 60, "settles": 60, "marks": True})
    desk.push(wanted())
    lose(desk)
    (held,) = desk.plan(wanted())
    assert (held.action, "run again after 2026-11-24 12:01:00 UTC" in held.reason) == (Action.HELD, True)
    desk.push(wanted())
    assert len(desk.pile.entries) == 1
    desk.pass_time(61)
    (found,) = desk.push(wanted())
    assert (found.step.action, found.error) == (Action.SKIP, None)
    assert len(desk.pile.entries) == 1


def test_what_was_begun_but_never_made_is_made_once_it_would_have_shown_up(tmp_path: Path) -> None:
    desk = Desk(tmp_path, options={"settles": 60, "create": "dropped"})
    desk.push(wanted())
    assert desk.pile.entries == []
    lose(desk)
    desk.set(create="")
    desk.now += timedelta(seconds=61)
    (made,) = desk.push(wanted())
    assert (made.step.action, made.error) == (Action.CREATE, None)
    assert len(desk.pile.entries) == 1


def test_an_old_ledger_put_back_counts_like_a_lost_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path, options={"lag": 60, "settles": 60, "marks": True})
    desk.push(wanted("lake"))
    backup = desk.path.read_bytes()
    desk.push(wanted("river"))
    for side in tmp_path.glob(".publisher/*-wal"):
        side.unlink()
    desk.path.write_bytes(backup)
    steps = {step.edition: step.action for step in desk.plan(wanted("lake"), wanted("river"))}
    assert steps == {"lake": Action.SKIP, "river": Action.HELD}


def test_what_the_ledger_knows_is_not_held_back_by_the_memory(tmp_path: Path) -> None:
    desk = Desk(tmp_path, options={"settles": 60})
    desk.push(wanted())
    (updated,) = desk.push(changed(wanted()))
    assert (updated.step.action, updated.error) == (Action.UPDATE, None)
