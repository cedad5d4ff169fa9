"""`publisher plan`, `push`, `run` and `status`: drafts, once each, and what is said about them."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import CONFIG, LETTER, Tell, snapshot

LATER = datetime(2027, 1, 25, 9, 0, tzinfo=UTC)


def drafts(small: Path) -> list[Path]:
    return sorted((small / "outbox").glob("*/draft.json"))


def test_a_plan_shows_what_a_push_would_do_and_writes_nothing(small: Path, tell: Tell) -> None:
    before = snapshot(small)
    said = tell("plan")
    assert (said.code, said.errors) == (0, [])
    assert said.out.splitlines() == [
        "create    a-letter at local: new",
        "left out  a-future: it is dated 2027-02-01, more than 14 days ahead",
    ]
    assert snapshot(small) == before
    found = json.loads(tell("plan", "--json").out)
    assert [(step["action"], step["edition"]) for step in found["steps"]] == [("create", "a-letter")]
    assert found["left_out"] == [{"campaign": "a-future", "reason": "it is dated 2027-02-01, more than 14 days ahead"}]


def test_a_second_push_writes_nothing_and_says_so(small: Path, tell: Tell) -> None:
    first = tell("push")
    assert (first.code, first.errors) == (0, [])
    (line,) = (line for line in first.out.splitlines() if line.startswith("created  a-letter at local: outbox/"))
    assert (small / line.partition(": ")[2]).is_file()
    before = snapshot(small)
    second = tell("push")
    assert (second.code, second.errors) == (0, [])
    assert second.out.splitlines()[-1] == "nothing to do: 1 draft as it should be"
    assert snapshot(small) == before
    assert len(drafts(small)) == 1


def test_a_renamed_campaign_is_called_by_its_present_name(small: Path, tell: Tell) -> None:
    tell("push")
    letter = small / "campaigns" / "a-letter.md"
    text = letter.read_text().replace("template:", "was: [a-letter]\ntemplate:")
    letter.unlink()
    (small / "campaigns" / "winter.md").write_text(text)
    said = tell("push")
    assert "update    winter at local: the campaign changed" in said.out
    assert "updated  winter at local: outbox/" in said.out
    assert "is gone" not in said.out
    assert len(drafts(small)) == 1


def test_a_renaming_without_was_is_pointed_out_before_a_second_draft(small: Path, tell: Tell) -> None:
    tell("push")
    (small / "campaigns" / "a-letter.md").rename(small / "campaigns" / "winter.md")
    (small / "config.yaml").write_text(CONFIG.partition("schedule:\n")[0])
    said = tell("plan")
    assert "create    winter at local: new" in said.out
    assert "note      a-letter was pushed before, and is gone: if it was renamed, add `was: [a-letter]`" in said.out


def test_a_service_that_got_another_name_gets_no_second_draft(small: Path, tell: Tell) -> None:
    tell("push")
    (small / "config.yaml").write_text(CONFIG.replace("local: {", "news: {"))
    planned, told = tell("plan"), tell("push")
    assert planned.out.startswith("conflict  a-letter at news: config.yaml:")
    assert "at local, a name that is not there any more. Give the service its name back" in planned.out
    assert (planned.code, told.code, len(drafts(small))) == (3, 3, 1)
    assert tell("forget", "a-letter", "--service", "local").code == 0
    assert tell("push").code == 0
    assert len(drafts(small)) == 2


def test_a_plan_notes_the_draft_that_an_edition_has_at_another_service(small: Path, tell: Tell) -> None:
    tell("push")
    (small / "config.yaml").write_text(CONFIG.replace("  local: {", "  news: {use: outbox, folder: news}\n  local: {"))
    assert "note: it has a draft at local already" in tell("plan").out


def test_how_far_ahead_drafts_are_made_can_be_said(small: Path, tell: Tell) -> None:
    assert "create    a-future at local: new" in tell("plan", "--days", "100").out
    assert "create    a-future at local: new" in tell("plan", at=LATER).out
    assert "left out  a-future: it is dated 2027-02-01, more than 0 days ahead" in tell("plan", "--days", "0").out


def test_a_campaign_that_is_named_is_pushed_whenever_it_is_dated(small: Path, tell: Tell) -> None:
    said = tell("push", "a-future", "--json")
    assert said.code == 0
    found = json.loads(said.out)
    assert [(one["step"]["action"], one["error"]) for one in found["outcomes"]] == [("create", None)]
    assert len(drafts(small)) == 1


def test_a_push_of_nothing_says_so(small: Path, tell: Tell) -> None:
    said = tell("push", at=datetime(2026, 1, 2, tzinfo=UTC))
    assert said.code == 0
    assert said.out.splitlines() == [
        "left out  a-future: it is dated 2027-02-01, more than 14 days ahead",
        "left out  a-letter: it is dated 2026-11-10, more than 14 days ahead",
        "nothing to push",
    ]


def test_more_than_five_drafts_are_not_made_unasked(small: Path, tell: Tell) -> None:
    for number in range(5):
        (small / "campaigns" / f"letter-{number}.md").write_text(LETTER.replace("A letter", f"Letter {number}"))
    said = tell("push")
    assert said.code == 2
    assert said.err == "this would create 6 drafts, and nobody can be asked. Say so with --yes\n"
    assert drafts(small) == []
    assert tell("push", "--yes", "--json").code == 0
    assert len(drafts(small)) == 6


def test_what_a_person_changed_stops_with_exit_3(small: Path, tell: Tell) -> None:
    tell("push")
    (record,) = drafts(small)
    (record.parent / "message.html").write_text("better words")
    path = small / "campaigns" / "a-letter.md"
    path.write_text(path.read_text().replace("There were many", "There were very many"))
    planned = tell("plan")
    assert planned.code == 3
    assert planned.out.startswith("conflict  a-letter at local: ")
    said = tell("push")
    assert (said.code, len(said.errors)) == (3, 1)
    assert said.err.startswith("a-letter at local: ")
    assert (record.parent / "message.html").read_text() == "better words"
    found = json.loads(tell("push", "--json").out)
    assert "edited" in found["outcomes"][0]["error"]


def test_one_that_fails_does_not_stop_the_others(small: Path, tell: Tell) -> None:
    text = CONFIG.replace(
        "  local: {use: outbox}", "  local: {use: outbox}\n  other: {use: outbox, folder: config.yaml/x}"
    )
    (small / "config.yaml").write_text(text)
    (small / "campaigns" / "second.md").write_text(LETTER.replace("channels:", "email: {service: other}\nchannels:"))
    said = tell("push")
    assert (said.code, len(said.errors)) == (1, 1)
    assert "other" in said.err
    assert len(drafts(small)) == 1
    assert "created  a-letter at local" in said.out


def test_without_a_service_the_push_says_what_to_add(small: Path, tell: Tell) -> None:
    (small / "config.yaml").write_text(CONFIG.replace("services:\n  local: {use: outbox}\n", ""))
    said = tell("push")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("config.yaml: there is no mailing service. Add services: ")


def test_a_service_that_does_not_exist_is_named_with_its_place(small: Path, tell: Tell) -> None:
    (small / "config.yaml").write_text(CONFIG.replace("use: outbox", "use: outbx"))
    for verb in ("plan", "push"):
        said = tell(verb)
        assert (said.code, len(said.errors)) == (2, 1)
        assert said.err.startswith("config.yaml:10:")
        assert "outbox" in said.err


@pytest.mark.parametrize("name", [".publisher", ".publisher/ledger.sqlite"])
def test_a_state_folder_that_cannot_be_written_stops_the_push_before_a_draft(
    name: str, small: Path, tell: Tell
) -> None:
    path = small / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("no ledger, and no folder")
    said = tell("push")
    assert (said.code, len(said.errors)) == (2, 1)
    assert drafts(small) == []


# ── run ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_run_builds_and_pushes_what_is_due_once(small: Path, tell: Tell) -> None:
    first = tell("run", "--once")
    assert (first.code, first.errors) == (0, [])
    lines = [line.split() for line in first.out.splitlines()]
    assert [line[0] for line in lines[:6]] == ["what", "quotations", "site", "feeds", "draft", "later"]
    assert "1 proven word for word" in first.out
    assert "1 draft waits in the mailing service" in first.out
    for line in lines:
        if line and line[0] in ("site", "feeds", "draft"):
            assert (small / line[-1]).is_file()
    before = snapshot(small)
    second = tell("run", "--once")
    assert second.code == 0
    assert "Nothing to do: everything is as it should be." in second.out.splitlines()
    assert snapshot(small) == before
    assert len(drafts(small)) == 1


def test_run_as_json_says_what_was_done_and_what_is_to_come(small: Path, tell: Tell) -> None:
    found = json.loads(tell("run", "--once", "--json").out)
    assert found["due"] == ["a-letter"]
    assert [one["edition"] for one in found["later"]] == ["a-future"]
    assert found["later"][0]["at"] == "2027-02-01T09:00:00+00:00"
    assert (found["findings"], found["errors"]) == ([], [])
    assert json.loads(tell("run", "--once", "--json").out)["due"] == []


def test_run_says_what_stands_in_the_way_once(small: Path, tell: Tell) -> None:
    path = small / "campaigns" / "a-letter.md"
    path.write_text(path.read_text() + "\n[here](nowhere.pdf)\n")
    said = tell("run", "--once")
    assert said.code == 1
    assert [line.partition(" ")[0] for line in said.errors] == ["campaigns/a-letter.md:16:", "1", "1"]
    assert "Nothing to do" not in said.out
    assert "Open" not in said.out
    assert drafts(small) == []
    assert [finding["rule"] for finding in json.loads(tell("run", "--once", "--json").out)["findings"]] == [
        "file-missing"
    ]


def test_run_does_the_rest_where_a_part_fails(small: Path, tell: Tell) -> None:
    (small / "public").write_text("in the way")
    said = tell("run", "--once")
    assert said.code == 2
    assert len(said.errors) == 1
    assert len(drafts(small)) == 1


def test_a_build_that_only_removes_is_something_done(small: Path, tell: Tell) -> None:
    tell("run", "--once")
    (small / "campaigns" / "a-post.md").unlink()
    assert "Nothing to do" not in tell("run", "--once").out


def test_a_schedule_that_names_nothing_is_one_line(small: Path, tell: Tell) -> None:
    (small / "config.yaml").write_text(CONFIG.replace("campaign: a-future", "campaign: a-futur"))
    said = tell("run", "--once")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "config.yaml:13:5: schedule.1.campaign: there is no campaign `a-futur`. Did you mean `a-future`?\n"
    )


def test_a_campaign_that_the_schedule_names_twice_is_said(small: Path, tell: Tell) -> None:
    (small / "config.yaml").write_text(CONFIG + "  - campaign: a-letter\n")
    said = tell("run", "--once")
    assert (said.code, said.out) == (2, "")
    assert said.err == "config.yaml:14:5: schedule.2.campaign: `a-letter` is here twice, first at schedule.0\n"


# ── status ──────────────────────────────────────────────────────────────────────────────────────────────


def test_status_shows_where_every_campaign_stands(small: Path, tell: Tell) -> None:
    tell("push")
    said = tell("status")
    assert (said.code, said.errors) == (0, [])
    assert [line.split() for line in said.out.splitlines()] == [
        ["date", "campaign", "state", "channels", "pushed"],
        ["2026-11-03", "09:00", "a-post", "public", "blog"],
        ["2026-11-10", "09:00", "a-letter", "public", "newsletter", "draft", "at", "local"],
        ["2027-02-01", "09:00", "a-future", "scheduled", "blog,", "newsletter"],
        ["a-draft", "draft", "blog"],
        [],
        ["schedule", "edition", "goes", "out", "draft", "why"],
        ["due", "a-letter", "2026-11-10", "09:00"],
        ["coming", "a-future", "2027-02-01", "09:00"],
    ]


def test_status_as_json_has_addresses_and_pushes(small: Path, tell: Tell) -> None:
    tell("push")
    found = {one["campaign"]: one for one in json.loads(tell("status", "--json").out)}
    assert found["a-post"]["address"] == "https://notes.example.org/posts/a-post/"
    assert found["a-letter"]["channels"] == ["newsletter"]
    (push,) = found["a-letter"]["pushes"]
    assert (push["edition"], push["service"], push["state"]) == ("a-letter", "local", "receipt")


def test_status_and_plan_leave_no_trace_in_a_folder_that_may_only_be_read(small: Path, tell: Tell) -> None:
    before = snapshot(small)
    for verb in ("status", "plan"):
        assert tell(verb).code == 0
    shutil.rmtree(small / ".publisher", ignore_errors=True)
    assert snapshot(small) == before
