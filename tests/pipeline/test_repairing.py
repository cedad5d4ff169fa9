"""Repairs by hand: what services hold, what they say of our keys, and what the ledger should forget."""

from __future__ import annotations

import shutil
import threading
import time

import pytest
from publisher import pipeline
from publisher.errors import PublisherError, UsageError
from publisher.ledger.store import Ledger
from publisher.services import Status

from tests.pipeline.desk import Desk
from tests.pipeline.repairs import TWO, files, mark, remote, rows, with_services

# ── what services hold ──────────────────────────────────────────────────────────────────────────────────


def test_of_an_empty_project_the_services_hold_nothing(desk: Desk) -> None:
    assert remote(desk) == {}
    assert not (desk.root / ".publisher").exists()


def test_a_project_without_services_can_be_asked_all_the_same(desk: Desk) -> None:
    desk.campaign("first")
    with_services(desk, "")
    assert remote(desk) == {}
    assert pipeline.accounts(desk.open(), time=desk.time) == ()


def test_what_is_held_is_shown_and_nothing_is_written(desk: Desk) -> None:
    desk.campaign("first")
    desk.campaign("second")
    desk.campaign("page", channels="blog")
    desk.campaign("dateless", date="null")
    desk.push("first")
    before = files(desk), rows(desk)
    held = remote(desk)
    assert list(held) == [("first", "local")]
    one = held["first", "local"]
    assert (one.error, one.state.status, one.state.subject) == (None, Status.DRAFT, "Title of first")
    assert one.row == rows(desk)[0]
    assert one.state.address.endswith("message.eml")
    assert (files(desk), rows(desk)) == before


def test_what_became_of_a_draft_is_shown(desk: Desk) -> None:
    for slug in ("edited", "sent", "deleted"):
        desk.campaign(slug)
    desk.push()
    records = {path.parent.name.split("-")[1]: path for path in desk.drafts()}
    (records["edited"].parent / "message.txt").write_text("better words")
    mark(records["sent"], status="sent")
    shutil.rmtree(records["deleted"].parent)
    held = {slug: one.state for (slug, _), one in remote(desk).items()}
    assert {slug: state.status for slug, state in held.items()} == {
        "deleted": Status.ABSENT,
        "edited": Status.DRAFT,
        "sent": Status.SENT,
    }
    assert {slug: state.edited for slug, state in held.items() if state.edited} == {"edited": True}
    assert list(remote(desk, "sent")) == [("sent", "local")]


def test_what_a_lost_ledger_does_not_know_is_found_at_the_service(desk: Desk) -> None:
    desk.campaign("first")
    desk.push()
    shutil.rmtree(desk.root / ".publisher")
    one = remote(desk)["first", "local"]
    assert (one.row, one.state.status) == (None, Status.DRAFT)


def test_a_draft_at_a_service_that_the_campaign_has_left_is_still_shown(desk: Desk) -> None:
    with_services(desk, TWO)
    path = desk.campaign("first")
    desk.push()
    path.write_text(path.read_text().replace("email: {", "email: {service: other, "))
    desk.push()
    assert list(remote(desk)) == [("first", "local"), ("first", "other")]
    with_services(desk, TWO.replace("  local: {use: outbox}\n", ""))
    assert list(remote(desk)) == [("first", "other")]


def test_a_service_that_cannot_be_asked_does_not_hide_the_others(desk: Desk) -> None:
    with_services(desk, TWO.replace("folder: other", "folder: config.yaml"))
    desk.campaign("first")
    path = desk.campaign("second")
    path.write_text(path.read_text().replace("email: {", "email: {service: other, "))
    desk.push("first")
    held = remote(desk)
    assert held["first", "local"].state.status is Status.DRAFT
    assert isinstance(held["second", "other"].error, PublisherError)
    assert held["second", "other"].state is None


def test_a_campaign_that_does_not_exist_is_refused_with_a_suggestion(desk: Desk) -> None:
    desk.campaign("first")
    with pytest.raises(UsageError, match=r"there is no campaign `frist`\. Did you mean `first`"):
        remote(desk, "frist")


# ── accounts ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_service_of_config_says_who_we_are_to_it(desk: Desk) -> None:
    with_services(desk, TWO)
    told = pipeline.accounts(desk.open(), time=desk.time)
    assert [(one.name, one.account.name, one.account.may_send) for one in told] == [
        ("local", "folder outbox", False),
        ("other", "folder other", False),
    ]
    assert [one.name for one in pipeline.accounts(desk.open(), ["other"], time=desk.time)] == ["other"]
    assert not (desk.root / "outbox").exists()


def test_a_service_that_lacks_its_secret_does_not_hide_the_others(desk: Desk) -> None:
    with_services(desk, TWO.replace("folder: other", 'folder: "${OTHER_FOLDER}"'))
    local, other = pipeline.accounts(desk.open(), time=desk.time)
    assert (local.error, other.account) == (None, None)
    assert "OTHER_FOLDER" in str(other.error)


def test_a_service_that_config_lacks_is_refused(desk: Desk) -> None:
    with_services(desk, TWO)
    with pytest.raises(UsageError, match=r"there is no service `lokal` in config.yaml\. There is: local, other"):
        pipeline.accounts(desk.open(), ["lokal"], time=desk.time)


# ── forgetting ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_that_was_deleted_on_purpose_is_made_anew_once_it_is_forgotten(desk: Desk) -> None:
    desk.campaign("first")
    desk.push()
    shutil.rmtree(desk.drafts()[0].parent)
    assert [step.action for step in desk.push().planned.steps] == ["conflict"]
    assert desk.drafts() == []
    (row,) = pipeline.forget(desk.open(), "first")
    assert (row.edition, row.service) == ("first", "local")
    assert rows(desk) == []
    assert [step.action for step in desk.push().planned.steps] == ["create"]
    assert len(desk.drafts()) == 1


def test_a_draft_that_is_still_there_is_found_again_and_not_doubled(desk: Desk) -> None:
    desk.campaign("first")
    desk.push()
    before = files(desk)
    pipeline.forget(desk.open(), "first")
    assert files(desk) == before
    assert [step.action for step in desk.push().planned.steps] == ["skip"]
    assert files(desk) == before
    assert len(rows(desk)) == 1


def test_what_a_person_edited_is_not_overwritten_after_forgetting(desk: Desk) -> None:
    desk.campaign("first")
    desk.push()
    words = desk.drafts()[0].parent / "message.html"
    words.write_text("better words")
    pipeline.forget(desk.open(), "first")
    assert [step.action for step in desk.push().planned.steps] == ["conflict"]
    assert words.read_text() == "better words"


def test_only_what_is_named_is_forgotten(desk: Desk) -> None:
    with_services(desk, TWO)
    path = desk.campaign("first")
    desk.campaign("second")
    desk.push()
    path.write_text(path.read_text().replace("email: {", "email: {service: other, "))
    desk.push()
    assert [row.service for row in pipeline.forget(desk.open(), "first", "other")] == ["other"]
    assert sorted((row.edition, row.service) for row in rows(desk)) == [("first", "local"), ("second", "local")]
    assert len(pipeline.forget(desk.open(), "first")) == 1
    assert [row.edition for row in rows(desk)] == ["second"]


@pytest.mark.parametrize("named", ["first", "renamed"])
def test_a_renamed_campaign_is_forgotten_by_either_name(desk: Desk, named: str) -> None:
    desk.campaign("first").unlink(missing_ok=desk.push("first") is None)
    desk.campaign("renamed", more="was: [first]\n")
    assert [row.edition for row in pipeline.forget(desk.open(), named)] == ["first"]


def test_a_campaign_that_is_gone_can_be_forgotten(desk: Desk) -> None:
    path = desk.campaign("first")
    desk.push()
    path.unlink()
    assert len(pipeline.forget(desk.open(), "first")) == 1


def test_the_rows_of_another_project_in_the_same_ledger_stay(desk: Desk) -> None:
    desk.campaign("first")
    desk.push()
    config = desk.root / "config.yaml"
    config.write_text(config.read_text().replace("id: test1", "id: test2"))
    with pytest.raises(UsageError, match="the ledger knows nothing of `first`"):
        pipeline.forget(desk.open(), "first")
    assert len(rows(desk)) == 1


@pytest.mark.parametrize(
    ("slug", "name", "where"), [("frist", "", ""), ("first", "other", " at other"), ("second", "", "")]
)
def test_what_the_ledger_does_not_know_cannot_be_forgotten(desk: Desk, slug: str, name: str, where: str) -> None:
    desk.campaign("first")
    desk.campaign("second")
    desk.push("first")
    with pytest.raises(UsageError, match=f"the ledger knows nothing of `{slug}`{where}. publisher status shows"):
        pipeline.forget(desk.open(), slug, name)
    assert len(rows(desk)) == 1


def test_forgetting_in_an_empty_project_makes_no_ledger(desk: Desk) -> None:
    with pytest.raises(UsageError, match="the ledger knows nothing"):
        pipeline.forget(desk.open(), "first")
    assert not (desk.root / ".publisher").exists()


def test_forgetting_waits_for_a_push_that_is_running(desk: Desk) -> None:
    desk.campaign("first")
    desk.push()
    (row,) = rows(desk)
    begun, ended = threading.Event(), []

    def hold() -> None:
        with Ledger.open(desk.root / ".publisher/ledger.sqlite") as book, book.hold(row.reference, 5):
            begun.set()
            time.sleep(0.4)
            ended.append(time.monotonic())

    running = threading.Thread(target=hold)
    running.start()
    begun.wait(10)
    pipeline.forget(desk.open(), "first")
    assert ended
    assert ended[0] <= time.monotonic()
    running.join()
