"""`publisher services`, `forget`, `adopt` and `status --remote`: looking at services, and repairs by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import CONFIG, KEY, Tell, drafts, snapshot, with_services
from tests.listening import Listening, free_port, listening, said


@pytest.fixture
def refusing(small: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listening]:
    """A service that knows no key, and repeats it."""
    monkeypatch.setenv("NEWS_API_KEY", KEY)
    with listening(said(401, {"detail": f"{KEY} is no key of ours"})) as server:
        service = f'main: {{use: buttondown, api_key: "${{NEWS_API_KEY}}", base_url: "{server.base}"}}'
        with_services(small, f"services:\n  {service}\n")
        yield server


# ── services ────────────────────────────────────────────────────────────────────────────────────────────


def test_services_says_who_we_are_to_each(small: Path, tell: Tell) -> None:
    before = snapshot(small)
    told = tell("services")
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines() == ["local: folder outbox", "    the key cannot send"]
    assert tell("services", "local").out == told.out
    (found,) = json.loads(tell("services", "--json").out)
    assert found == {
        "service": "local",
        "account": "folder outbox",
        "may_send": False,
        "audiences": [],
        "senders": [],
        "notes": [],
        "required": [],
        "error": None,
    }
    assert snapshot(small) == before


def test_services_of_a_project_that_has_none_says_where_to_read(empty: Path, tell: Tell) -> None:
    with_services(empty, "")
    told = tell("services")
    assert (told.code, told.err) == (0, "")
    assert told.out == "no services yet; docs/services.md says how to add one to config.yaml\n"
    assert json.loads(tell("services", "--json").out) == []


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_services_names_a_typo_and_what_there_is(more: tuple[str, ...], small: Path, tell: Tell) -> None:
    told = tell("services", "lokal", *more)
    assert (told.code, told.out) == (2, "")
    assert told.err == "there is no service `lokal` in config.yaml. There is: local\n"


def test_services_without_network_says_so_of_each_and_shows_the_others(away: Path, tell: Tell) -> None:
    told = tell("services", "--time-limit", "1")
    assert (told.code, len(told.errors)) == (1, 1)
    assert told.out.splitlines() == ["main: not known", "local: folder outbox", "    the key cannot send"]
    assert told.err.startswith("services.main: ")
    assert "no answer" in told.err
    found = {one["service"]: one for one in json.loads(tell("services", "--json", "--time-limit", "1").out)}
    assert "no answer" in found["main"]["error"]
    assert (found["main"]["account"], found["local"]["error"]) == (None, None)


def test_services_says_that_a_key_is_wrong_without_showing_it(refusing: Listening, small: Path, tell: Tell) -> None:
    for more in ((), ("--json",)):
        told = tell("services", *more)
        assert (told.code, len(told.errors)) == (1, 1)
        assert "Check the key in the environment or in .env" in told.err
        assert KEY not in told.out + told.err
    assert all(asked.line.startswith("GET ") for asked in refusing.asked)


def test_services_says_which_secret_is_missing(
    refusing: Listening, small: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEWS_API_KEY")
    told = tell("services")
    assert (told.code, len(told.errors), told.out) == (2, 1, "main: not known\n")
    assert "NEWS_API_KEY" in told.err
    assert refusing.opened == 0


# ── status --remote ─────────────────────────────────────────────────────────────────────────────────────


def test_remote_status_shows_what_the_services_hold(small: Path, tell: Tell) -> None:
    tell("push", "a-letter", "a-future")
    before = snapshot(small)
    told = tell("status", "--remote")
    assert (told.code, told.err) == (0, "")
    heading, *lines = [line.split() for line in told.out.splitlines()]
    assert heading == ["campaign", "service", "there", "subject", "draft", "where"]
    assert [line[:3] for line in lines] == [["a-future", "local", "draft"], ["a-letter", "local", "draft"]]
    assert len(tell("status", "a-letter", "--remote").out.splitlines()) == 2
    found = json.loads(tell("status", "--remote", "--json", "a-letter").out)
    assert [(one["slug"], one["service"], one["state"]["status"]) for one in found] == [("a-letter", "local", "draft")]
    assert found[0]["state"]["subject"] == "A letter about bridges"
    assert snapshot(small) == before


def test_remote_status_says_what_people_and_accidents_did(small: Path, tell: Tell) -> None:
    tell("push")
    (record,) = drafts(small)
    (record.parent / "message.txt").write_text("better words")
    assert "  draft, edited  " in tell("status", "--remote").out
    shutil.rmtree(small / ".publisher")
    assert "draft, edited, not in the ledger" in tell("status", "--remote").out
    tell("push")
    record.write_text(record.read_text().replace('"status": "draft"', '"status": "sent"'))
    assert "  sent" in tell("status", "--remote").out
    shutil.rmtree(small / "outbox")
    assert tell("status", "--remote").out == "the services hold nothing of this project\n"


@pytest.mark.parametrize("more", [(), ("--remote",)])
def test_the_status_of_a_typo_is_refused_with_a_suggestion(more: tuple[str, ...], small: Path, tell: Tell) -> None:
    told = tell("status", "a-lettr", *more)
    assert (told.code, told.out) == (2, "")
    assert told.err == "there is no campaign `a-lettr`. Did you mean `a-letter`?\n"


def test_the_status_of_an_empty_project(empty: Path, tell: Tell) -> None:
    before = snapshot(empty)
    assert tell("status", "--remote").out == "the services hold nothing of this project\n"
    assert json.loads(tell("status", "--remote", "--json").out) == []
    assert tell("status").out == "no campaigns yet; start one with: publisher new SLUG\n"
    assert snapshot(empty) == before


def test_the_status_of_named_campaigns_alone(small: Path, tell: Tell) -> None:
    found = json.loads(tell("status", "a-post", "a-draft", "--json").out)
    assert [one["campaign"] for one in found] == ["a-post", "a-draft"]


def test_remote_status_without_network_says_so_once(away: Path, tell: Tell) -> None:
    told = tell("status", "--remote", "--time-limit", "1")
    assert (told.code, len(told.errors)) == (1, 1)
    assert told.err.startswith("services.main: ")
    lines = [line.split() for line in told.out.splitlines()[1:]]
    assert [line[:4] for line in lines] == [["a-future", "main", "not", "known"], ["a-letter", "main", "not", "known"]]
    found = json.loads(tell("status", "--remote", "--json", "--time-limit", "1").out)
    assert all("no answer" in one["error"] and one["state"] is None for one in found)


# ── forget ──────────────────────────────────────────────────────────────────────────────────────────────


def test_forget_says_what_it_forgot_and_what_comes_next(small: Path, tell: Tell) -> None:
    tell("push")
    name = drafts(small)[0].parent.name
    told = tell("forget", "a-letter")
    assert (told.code, told.err) == (0, "")
    after = "the next push looks for it there, and makes it anew only if it is gone"
    assert told.out == f"forgot a-letter at local (draft {name}): {after}\n"
    assert "found again by its reference" in tell("plan").out
    tell("push")
    found = json.loads(tell("forget", "a-letter", "--service", "local", "--json").out)
    assert [(row["edition"], row["service"], row["draft_id"]) for row in found["forgotten"]] == [
        ("a-letter", "local", name)
    ]
    assert len(drafts(small)) == 1


@pytest.mark.parametrize(
    ("arguments", "what"), [(("a-lettr",), "`a-lettr`"), (("a-letter", "--service", "lokal"), "`a-letter` at lokal")]
)
def test_forget_names_a_typo(arguments: tuple[str, ...], what: str, small: Path, tell: Tell) -> None:
    tell("push")
    for more in ((), ("--json",)):
        told = tell("forget", *arguments, *more)
        assert (told.code, told.out) == (2, "")
        assert told.err == f"the ledger knows nothing of {what}. publisher status shows what it knows\n"


def test_forget_in_an_empty_project_writes_nothing(empty: Path, tell: Tell) -> None:
    before = snapshot(empty)
    told = tell("forget", "a-letter")
    assert (told.code, told.out, len(told.errors)) == (2, "", 1)
    assert snapshot(empty) == before


def test_forget_needs_no_network_and_no_key(small: Path, tell: Tell) -> None:
    tell("push")
    services = f'services:\n  local: {{use: buttondown, api_key: "${{NONE_API_KEY}}", base_url: "http://127.0.0.1:{free_port()}"}}\n'
    with_services(small, services)
    assert tell("forget", "a-letter").code == 0


# ── adopt ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def foreign(small: Path, tell: Tell) -> str:
    """The id of a draft that the ledger does not know: one of another project."""
    (small / "config.yaml").write_text(CONFIG.replace("id: t3st", "id: 0ther"))
    tell("push")
    (small / "config.yaml").write_text(CONFIG)
    shutil.rmtree(small / ".publisher")
    return drafts(small)[0].parent.name


def test_adopt_says_what_it_took_and_the_plan_what_a_push_changes(foreign: str, small: Path, tell: Tell) -> None:
    path = small / "campaigns" / "a-letter.md"
    path.write_text(path.read_text().replace("A letter about bridges", "Another title"))
    told = tell("adopt", "a-letter", "--service", "local", "--draft", foreign)
    assert (told.code, told.err) == (0, "")
    after = "see what a push would change: publisher plan a-letter"
    assert told.out == f"adopted {foreign} (“A letter about bridges”) for a-letter at local; {after}\n"
    planned = tell("plan", "a-letter").out
    assert planned.startswith("update    a-letter at local: ")
    assert "subject: “A letter about bridges” → “Another title”" in planned
    assert tell("push").code == 0
    assert len(drafts(small)) == 1


def test_adopt_takes_a_draft_for_the_edition_of_a_day_where_a_campaign_recurs(
    foreign: str, small: Path, tell: Tell
) -> None:
    entry = "  - {campaign: a-letter, every: monday, at: '09:00'}\n"
    (small / "config.yaml").write_text(CONFIG.replace("  - campaign: a-letter\n", entry))
    letter = small / "campaigns" / "a-letter.md"
    letter.write_text(letter.read_text().replace("date: 2026-11-10 09:00\n", ""))
    told = tell("adopt", "a-letter", "--service", "local", "--draft", foreign)
    assert (told.code, told.out) == (2, "")
    assert "`a-letter` goes out again and again, and each edition has a draft of its own" in told.err
    assert tell("adopt", "a-letter@2027-01-04", "--service", "local", "--draft", foreign).code == 0
    assert tell("push", "a-letter@2027-01-04").code == 0
    assert len(drafts(small)) == 1


def test_adopt_as_json(foreign: str, small: Path, tell: Tell) -> None:
    told = tell("adopt", "a-letter", "--service", "local", "--draft", foreign, "--json")
    assert json.loads(told.out) == {
        "campaign": "a-letter",
        "service": "local",
        "draft": foreign,
        "subject": "A letter about bridges",
    }


@pytest.mark.parametrize(
    ("slug", "service", "draft", "code", "what"),
    [
        ("a-lettr", "local", "x", 2, "there is no campaign `a-lettr`. Did you mean `a-letter`?"),
        ("a-letter", "lokal", "x", 2, "there is no service `lokal` in config.yaml. There is: local"),
        ("a-letter", "local", "x", 1, "services.local: x is absent there, and only a draft can be adopted."),
    ],
)
def test_adopt_names_a_typo_and_writes_nothing(
    slug: str, service: str, draft: str, code: int, what: str, small: Path, tell: Tell
) -> None:
    for more in ((), ("--json",)):
        told = tell("adopt", slug, "--service", service, "--draft", draft, *more)
        assert (told.code, told.out, len(told.errors)) == (code, "", 1)
        assert told.err.startswith(what)
    assert drafts(small) == []


@pytest.mark.parametrize(
    ("arguments", "option"), [(("--draft", "x"), "--service"), (("--service", "local"), "--draft")]
)
def test_adopt_needs_to_be_told_both(arguments: tuple[str, ...], option: str, small: Path, tell: Tell) -> None:
    told = tell("adopt", "a-letter", *arguments)
    assert (told.code, told.out, len(told.errors)) == (2, "", 1)
    assert option in told.err


def test_adopt_in_an_empty_project_names_the_campaign(empty: Path, tell: Tell) -> None:
    told = tell("adopt", "a-letter", "--service", "local", "--draft", "x")
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("there is no campaign `a-letter`. ")


def test_adopt_without_network_writes_nothing(away: Path, tell: Tell) -> None:
    told = tell("adopt", "a-letter", "--service", "main", "--draft", "x", "--time-limit", "1")
    assert (told.code, told.out, len(told.errors)) == (1, "", 1)
    assert told.err.startswith("services.main: ")
    assert "not in the ledger" not in tell("status").out
    assert json.loads(tell("status", "a-letter", "--json").out)[0]["pushes"] == []
