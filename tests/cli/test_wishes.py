"""`publisher plan` and `push` with `--replace`, `--keep`, `--test` and `--time-limit`."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.cli.conftest import KEY, Tell, drafts, snapshot, with_services
from tests.listening import HANG, listening
from tests.services.servers import remote
from tests.services.servers.serving import Server


@pytest.fixture
def edited(small: Path, tell: Tell) -> Path:
    """A draft that a person has edited, of a campaign that has changed since; its HTML."""
    tell("push")
    words = drafts(small)[0].parent / "message.html"
    words.write_text("better words")
    path = small / "campaigns" / "a-letter.md"
    path.write_text(path.read_text().replace("There were many", "There were very many"))
    return words


# ── --replace and --keep ────────────────────────────────────────────────────────────────────────────────


def test_what_a_person_edited_is_replaced_when_asked(edited: Path, small: Path, tell: Tell) -> None:
    before = snapshot(small)
    planned = tell("plan", "a-letter", "--replace")
    assert planned.code == 0
    assert planned.out.startswith("update    a-letter at local: what a person edited is replaced, as asked\n")
    assert snapshot(small) == before
    told = tell("push", "a-letter", "--replace")
    assert (told.code, told.errors) == (0, [])
    assert "updated  a-letter at local: " in told.out
    assert "There were very many" in edited.read_text()
    assert len(drafts(small)) == 1
    assert "nothing to do" in tell("push", "a-letter").out


def test_what_a_person_edited_is_kept_for_good_when_asked(edited: Path, small: Path, tell: Tell) -> None:
    before = snapshot(small)
    planned = tell("plan", "a-letter", "--keep")
    assert planned.code == 0
    assert planned.out.startswith("keep      a-letter at local: what a person edited is kept for good, as asked\n")
    assert snapshot(small) == before
    told = tell("push", "a-letter", "--keep")
    assert (told.code, told.errors) == (0, [])
    assert "kept  a-letter at local" in told.out
    assert "skip      a-letter at local: kept as a person left it" in tell("push").out
    assert edited.read_text() == "better words"
    assert "kept at local" in tell("status").out


def test_what_was_kept_can_be_replaced_later(edited: Path, tell: Tell) -> None:
    tell("push", "a-letter", "--keep")
    assert tell("push", "a-letter", "--replace").code == 0
    assert "There were very many" in edited.read_text()


@pytest.mark.parametrize("option", ["--replace", "--keep"])
def test_neither_touches_what_was_sent(option: str, edited: Path, small: Path, tell: Tell) -> None:
    (record,) = drafts(small)
    record.write_text(record.read_text().replace('"status": "draft"', '"status": "sent"'))
    told = tell("push", "a-letter", option)
    assert (told.code, len(told.errors)) == (3, 1)
    assert edited.read_text() == "better words"


@pytest.mark.parametrize("option", ["--replace", "--keep"])
def test_neither_changes_what_happens_to_the_rest(option: str, small: Path, tell: Tell) -> None:
    told = tell("push", "a-letter", option)
    assert (told.code, told.out.splitlines()[0]) == (0, "create    a-letter at local: new")
    assert tell("plan", "a-letter", option).out == "skip      a-letter at local: unchanged\n"


@pytest.mark.parametrize("verb", ["plan", "push"])
def test_a_wish_is_for_campaigns_that_are_named(verb: str, small: Path, tell: Tell) -> None:
    for option in ("--replace", "--keep"):
        told = tell(verb, option)
        assert (told.code, told.out) == (2, "")
        assert told.err.startswith(f"{option} is for campaigns that are named. Name them: publisher ")
    told = tell(verb, "a-letter", "--replace", "--keep")
    assert (told.code, told.out, told.err) == (2, "", "--replace and --keep cannot both be meant\n")
    assert drafts(small) == []


@pytest.mark.parametrize("verb", ["plan", "push"])
@pytest.mark.parametrize("option", ["--replace", "--keep"])
def test_a_wish_for_a_typo_or_in_an_empty_project_is_refused(
    verb: str,
    option: str,
    empty: Path,
    tell: Tell,
) -> None:
    told = tell(verb, "a-lettr", option, "--json")
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("there is no campaign `a-lettr`")
    assert tell(verb, "a-letter", f"{option}s").code == 2


def test_wishes_as_json(edited: Path, tell: Tell) -> None:
    (step,) = json.loads(tell("plan", "a-letter", "--keep", "--json").out)["steps"]
    assert (step["action"], step["edition"], step["service"]) == ("keep", "a-letter", "local")
    (outcome,) = json.loads(tell("push", "a-letter", "--replace", "--json").out)["outcomes"]
    assert (outcome["step"]["action"], outcome["error"]) == ("update", None)
    assert outcome["address"].endswith("message.eml")


# ── --test ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_test_mail_is_for_campaigns_that_are_named(small: Path, tell: Tell) -> None:
    told = tell("push", "--test", "me@example.org")
    assert (told.code, told.out) == (2, "")
    assert told.err == "--test is for campaigns that are named. Name them: publisher push SLUG --test\n"
    assert tell("push", "a-lettr", "--test", "me@example.org").code == 2
    assert tell("push", "a-letter", "--test").code == 2
    assert drafts(small) == []


def test_where_a_service_mails_no_tests_the_draft_is_made_and_that_is_said(small: Path, tell: Tell) -> None:
    told = tell("push", "a-letter", "--test", "me@example.org")
    assert (told.code, len(told.errors)) == (1, 1)
    assert "test mails cannot be sent" in told.err
    assert "created  a-letter at local" in told.out
    assert len(drafts(small)) == 1
    found = json.loads(tell("push", "a-letter", "--test", "me@example.org", "--json").out)
    assert found["tested"] == []
    assert [error.partition(":")[0] for error in found["untested"]] == ["a-letter at local"]


@pytest.mark.parametrize("address", ["", "me", "@example.org", "me@", "a@example.org,b@example.org", "Me <me@x.org>"])
def test_a_test_mail_goes_to_mail_addresses_alone(address: str, small: Path, tell: Tell) -> None:
    told = tell("push", "a-letter", "--test", address)
    assert (told.code, told.out, len(told.errors)) == (2, "", 1)
    assert "is no mail address" in told.err
    assert drafts(small) == []


def test_a_test_mail_goes_to_each_address_that_is_named(
    small: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(remote("mailchimp")) as server:
        monkeypatch.setenv("NEWS_API_KEY", server.remote.key)
        options = {"use": "mailchimp", "api_key": "${NEWS_API_KEY}", "base_url": server.url, **server.remote.options}
        with_services(small, f"services:\n  main: {json.dumps(options)}\n")
        told = tell("push", "a-letter", "--test", "me@example.org", "--test", "you@example.org")
        assert (told.code, told.errors) == (0, [])
        assert "created  a-letter at main: " in told.out
        assert "tested   a-letter at main: a test mail goes to me@example.org, you@example.org" in told.out
        again = tell("push", "a-letter", "--test", "me@example.org", "--json")
        assert json.loads(again.out)["tested"] == [["a-letter", "main", ["me@example.org"]]]
        asked = [f"{entry.method} {entry.path}" for entry in server.log]
        assert sum(line.startswith("POST ") and line.endswith("/actions/test") for line in asked) == 2
        assert sum(line == "POST /campaigns" for line in asked) == 1
        assert server.remote.key not in told.out + told.err + again.out + again.err


# ── --time-limit, and no network ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verb", ["plan", "push", "services", "status"])
@pytest.mark.parametrize("value", ["soon", "0", "-1", "nan", "1e9", "1.5"])
def test_a_time_limit_is_a_number_of_seconds(verb: str, value: str, small: Path, tell: Tell) -> None:
    told = tell(verb, "--time-limit", value)
    assert (told.code, told.out, len(told.errors)) == (2, "", 1)
    assert "--time-limit" in told.err
    assert drafts(small) == []


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_service_that_hangs_holds_a_command_no_longer_than_its_time(
    more: tuple[str, ...], small: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWS_API_KEY", KEY)
    with listening(HANG) as server:
        with_services(
            small,
            f'services:\n  main: {{use: buttondown, api_key: "${{NEWS_API_KEY}}", base_url: "{server.base}"}}\n',
        )
        began = time.monotonic()
        told = tell("push", "--time-limit", "1", *more)
        assert time.monotonic() - began < 20
        assert told.code in {1, 3}
        assert len(told.errors) == 1
        assert "timed out" in told.err
        assert KEY not in told.out + told.err
        assert all(asked.line.startswith("GET ") for asked in server.asked)


def test_without_network_nothing_is_made_and_other_services_get_theirs(away: Path, tell: Tell) -> None:
    (away / "campaigns" / "second.md").write_text(
        (away / "campaigns" / "a-letter.md").read_text().replace("channels:", "email: {service: local}\nchannels:")
    )
    planned = tell("plan", "--time-limit", "3")
    assert planned.code == 1
    assert "blocked   a-letter at main: services.main: " in planned.out
    assert "create    second at local: new" in planned.out
    told = tell("push", "--time-limit", "3")
    assert (told.code, len(told.errors)) == (1, 1)
    assert "created  second at local: " in told.out
    assert KEY not in told.out + told.err
    found = json.loads(tell("plan", "--json", "--time-limit", "3").out)
    assert {step["edition"]: step["action"] for step in found["steps"]} == {"a-letter": "blocked", "second": "skip"}
