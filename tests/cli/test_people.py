"""`publisher people`: whom a report names, as what, how often, and which names look damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tell

REPORT = """\
Warm rooms

Foreword

Professor Amina Rahman, chief executive of Example Trust, said: “We counted every lorry twice, and then again.”

Later Amina Rahman added: “Nobody minded the counting, and we kept the doors open all winter.” lan Roberts agreed: “We would
count them once more if somebody asked us for it.”

Interviewees

Professor Amina Rahman, chief executive, Example Trust

Ian Roberts, chief superintendent, Gwent police

Grace Mbatha, director, Skelby Library
"""


@pytest.fixture
def report(folder: Path) -> Path:
    path = folder / "rooms.txt"
    path.write_text(REPORT)
    return path


def test_people_are_listed_with_roles_and_counts(report: Path, tell: Tell) -> None:
    said = tell("people", "rooms.txt")
    assert said.code == 0
    heading, *lines = said.out.splitlines()
    assert heading.split() == ["name", "quoted", "named", "listed", "what", "they", "are"]
    (amina,) = (line for line in lines if line.startswith("Amina Rahman  ") and "chief executive" in line)
    assert amina.split()[2] == "2"
    assert "yes" in amina
    assert said.err.startswith("rooms.txt: 3 people")


def test_json_has_names_variants_roles_and_numbers(report: Path, tell: Tell) -> None:
    found = {row["name"]: row for row in json.loads(tell("people", "rooms.txt", "--json").out)}
    assert list(found["Amina Rahman"]) == [
        "name",
        "variants",
        "roles",
        "mentions",
        "quotations",
        "listed",
        "suspicious",
    ]
    assert found["Amina Rahman"]["roles"][0] == {"role": "chief executive", "organisation": "Example Trust"}
    assert found["Amina Rahman"]["quotations"] == 2
    assert found["Grace Mbatha"]["quotations"] == 0
    assert found["Grace Mbatha"]["listed"] is True


def test_only_those_who_are_quoted(report: Path, tell: Tell) -> None:
    rows = json.loads(tell("people", "rooms.txt", "--quoted", "--json").out)
    assert "Amina Rahman" in {row["name"] for row in rows}
    assert "Grace Mbatha" not in {row["name"] for row in rows}


def test_a_damaged_name_is_suspicious(report: Path, tell: Tell) -> None:
    said = tell("people", "rooms.txt")
    assert "suspicious: “lan Roberts” is read as “Ian Roberts”\n" in said.out
    rows = json.loads(tell("people", "rooms.txt", "--json").out)
    assert [row["suspicious"] for row in rows if row["name"] == "Ian Roberts"] == [["lan Roberts"]]


def test_a_report_that_names_nobody_says_so(folder: Path, tell: Tell) -> None:
    (folder / "rooms.txt").write_text("The rooms were warm.\n\nAnd they were open.\n")
    said = tell("people", "rooms.txt")
    assert (said.code, said.out) == (0, "")
    assert said.err == "rooms.txt: 0 people, 0 of them in its lists of people\n"
    assert json.loads(tell("people", "rooms.txt", "--json").out) == []


def test_a_missing_report_is_one_line(folder: Path, tell: Tell) -> None:
    said = tell("people", "none.txt")
    assert (said.code, said.out) == (2, "")
    assert said.err == "none.txt: there is no such file. Check the path\n"
