"""A ledger's file that is torn, foreign or newer than the program is refused, and stays as it is."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from publisher.errors import LedgerError
from publisher.ledger.store import Ledger

from tests.test_ledger import PUSH


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a folder" / "ledger.sqlite3"


@pytest.fixture
def written(path: Path) -> Path:
    """A closed ledger with one push."""
    with Ledger.open(path) as ledger:
        ledger.write(PUSH)
    return path


def both(path: Path) -> list[str]:
    """How opening and looking refuse a file."""
    said = []
    for way in (Ledger.open, Ledger.read_only):
        with pytest.raises(LedgerError) as caught, way(path):
            pytest.fail("it was accepted")
        assert "\n" not in str(caught.value)
        assert caught.value.hint
        said.append(str(caught.value))
    return said


def many(path: Path) -> None:
    """A ledger of several pages, all of them in the file."""
    with Ledger.open(path) as ledger:
        for number in range(200):
            ledger.write(replace(PUSH, reference=f"reference {number}", remote_digest="d" * 64))


@pytest.mark.parametrize("keep", [0, 7, 100, 5000, 20000])
def test_a_torn_ledger_is_refused_and_left_as_it_is(path, keep):
    many(path)
    torn = path.read_bytes()[:keep]
    path.write_bytes(torn)
    for said in both(path):
        assert said.startswith("a folder/ledger.sqlite3: ")
        assert "Restore it from a backup, or move it away" in said
    assert path.read_bytes() == torn


def test_a_page_of_rubbish_is_noticed(path):
    many(path)
    content = bytearray(path.read_bytes())
    content[4096:12288] = b"\x5a" * 8192
    path.write_bytes(content)
    assert all("torn" in said for said in both(path))


def test_a_ledger_without_its_tables_is_torn(written):
    with sqlite3.connect(written) as raw:
        raw.execute("drop table pushes")
    raw.close()
    with Ledger.open(written) as ledger, pytest.raises(LedgerError, match="torn"):
        ledger.pushes()


def test_a_text_file_is_not_a_ledger(path):
    path.parent.mkdir()
    path.write_text("Dear diary, this is not a database.\n", encoding="utf-8")
    assert all("this file is not a ledger" in said for said in both(path))


def test_a_database_of_another_program_is_refused_untouched(path):
    path.parent.mkdir()
    with sqlite3.connect(path) as raw:
        raw.execute("create table pushes (reference text)")
    raw.close()
    before = path.read_bytes()
    assert all("another program" in said for said in both(path))
    with sqlite3.connect(path) as raw:
        assert raw.execute("select name from sqlite_master").fetchall() == [("pushes",)]
    raw.close()
    assert len(path.read_bytes()) == len(before)


def test_a_ledger_of_a_newer_program_is_refused(written):
    with sqlite3.connect(written) as raw:
        raw.execute("update alembic_version set version_num = '0999'")
    raw.close()
    assert all("schema 0999" in said and "Update publisher" in said for said in both(written))


def test_a_folder_in_the_way_is_one_clear_line(path):
    path.mkdir(parents=True)
    both(path)
