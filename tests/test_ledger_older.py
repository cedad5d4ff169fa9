"""An older ledger becomes one of today, and nothing that it knows is lost. Old files are made by the migrations."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from publisher.delivery import Action, Wish
from publisher.ledger import Push
from publisher.ledger.schema import APPLICATION_ID, HEAD, metadata
from publisher.ledger.store import Ledger

from tests.desk import Desk, changed
from tests.services.samples import NOON, wanted
from tests.test_ledger import PUSH, run


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A ledger of today with one push."""
    path = tmp_path / "written.sqlite3"
    with Ledger.open(path) as ledger:
        ledger.write(PUSH)
    return path


def shape(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Tables, columns, versions."""
    raw = sqlite3.connect(path)
    shapes = {name: raw.execute(f"pragma table_info({name})").fetchall() for name in metadata.tables}
    shapes["version"] = raw.execute("select version_num from alembic_version").fetchall()
    raw.close()
    return shapes


@pytest.fixture
def ancient(tmp_path) -> Path:
    """A ledger from before its first schema."""
    path = tmp_path / "ancient.sqlite3"
    raw = sqlite3.connect(path)
    raw.execute(f"pragma application_id={APPLICATION_ID}")
    raw.execute("create table alembic_version (version_num VARCHAR(32) not null primary key)")
    raw.close()
    return path


def test_migrating_gives_the_schema_that_a_new_ledger_has(ancient, written):
    with Ledger.open(ancient) as ledger:
        ledger.write(PUSH)
        assert ledger.pushes() == {PUSH.reference: PUSH}
    assert shape(ancient) == shape(written)
    assert shape(ancient)["version"] == [(HEAD,)]


def test_looking_at_an_older_ledger_leaves_it_old(ancient):
    before = ancient.read_bytes()
    with Ledger.read_only(ancient) as ledger:
        assert ledger.pushes() == {}
    assert ancient.read_bytes() == before


def test_columns_and_values_agree():
    assert [column.name for column in metadata.tables["pushes"].columns] == [field.name for field in fields(Push)]


def test_alembic_is_loaded_only_for_an_older_ledger_and_sqlalchemy_only_for_a_file(ancient, written):
    code = (
        "import sys; from pathlib import Path; import publisher.ledger, publisher.delivery, publisher.services\n"
        "seen = lambda: [name for name in ('sqlalchemy', 'alembic', 'pydantic') if name in sys.modules]\n"
        "print(seen())\n"
        "from publisher.ledger.store import Ledger\n"
        "for path in sys.argv[1:]:\n    Ledger.open(Path(path)).close(); print(seen())"
    )
    assert run(code, written, ancient).splitlines() == ["[]", "['sqlalchemy']", "['sqlalchemy', 'alembic']"]


# ── schema 0001 ─────────────────────────────────────────────────────────────────────────────────────────

FIRST = (
    "reference", "edition", "service", "state", "begun", "changed", "draft_id", "payload_digest", "intended_digest",
    "remote_digest", "remote_modified", "not_before",
)  # fmt: skip


def of_schema(revision: str, path: Path) -> None:
    """Make an empty ledger as the program of that schema made it."""
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        config = Config()
        config.set_main_option("script_location", "publisher.ledger:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def age(path: Path) -> None:
    """Put a ledger of schema 0001 with the same pushes in place of one of today."""
    raw = sqlite3.connect(path)
    rows = raw.execute(f"select {', '.join(FIRST)} from pushes").fetchall()
    raw.close()
    old = path.with_name("old.sqlite3")
    of_schema("0001", old)
    raw = sqlite3.connect(old)
    raw.executemany(f"insert into pushes values ({', '.join('?' * len(FIRST))})", rows)
    raw.commit()
    raw.close()
    for side in path.parent.glob(f"{path.name}*"):
        side.unlink()
    shutil.move(old, path)


def versions(path: Path) -> list[tuple[str]]:
    """The schema's revision."""
    raw = sqlite3.connect(path)
    found: list[tuple[str]] = raw.execute("select version_num from alembic_version").fetchall()
    raw.close()
    return found


def test_the_first_schema_is_the_one_that_was_shipped(tmp_path: Path) -> None:
    path = tmp_path / "first.sqlite3"
    of_schema("0001", path)
    raw = sqlite3.connect(path)
    columns = [row[1] for row in raw.execute("pragma table_info(pushes)")]
    raw.close()
    assert (tuple(columns), versions(path)) == (FIRST, [("0001",)])


def test_what_an_old_ledger_knows_is_known_afterwards(written: Path) -> None:
    with Ledger.open(written) as ledger:
        ledger.write(PUSH.named("17", NOON).received("digest", "remote", NOON, NOON + timedelta(hours=1)))
        before = ledger.pushes()
    age(written)
    for way in (Ledger.read_only, Ledger.open):
        with way(written) as ledger:
            assert ledger.pushes() == before
    assert versions(written) == [(HEAD,)]


def test_looking_at_a_ledger_of_the_first_schema_leaves_it_so(written: Path) -> None:
    age(written)
    before = written.read_bytes()
    with Ledger.read_only(written) as ledger:
        assert ledger.pushes() == {PUSH.reference: PUSH}
    assert written.read_bytes() == before


def test_with_an_old_ledger_no_second_draft_is_made(tmp_path: Path) -> None:
    desk = Desk(tmp_path, options={"lag": 3600, "settles": 3600})  # the list shows nothing: the ledger alone knows
    desk.push(wanted())
    age(desk.path)
    assert [step.action for step in desk.plan(wanted())] == [Action.SKIP]
    assert [outcome.step.action for outcome in desk.push(wanted())] == [Action.SKIP]
    (updated,) = desk.push(changed(wanted()))
    assert (updated.step.action, updated.error) == (Action.UPDATE, None)
    assert len(desk.pile.entries) == 1


def test_with_an_old_ledger_a_lost_answer_is_still_waited_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path, options={"lag": 600, "settles": 600, "create": "lost", "marks": True})
    desk.push(wanted())
    age(desk.path)
    desk.set(create="")
    assert [step.action for step in desk.plan(wanted())] == [Action.HELD]
    desk.now += timedelta(seconds=601)
    (found,) = desk.push(wanted())
    assert found.error is None
    assert len(desk.pile.entries) == 1


def test_a_draft_can_be_kept_in_a_ledger_that_was_old(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.push(wanted())
    age(desk.path)
    (record,) = desk.drafts
    (record.parent / "message.html").write_text("better words", encoding="utf-8")
    (kept,) = desk.push(changed(wanted()), wish=Wish.KEEP)
    assert (kept.step.action, kept.error) == (Action.KEEP, None)
    (row,) = desk.rows.values()
    assert row.kept
    assert (record.parent / "message.html").read_text(encoding="utf-8") == "better words"
