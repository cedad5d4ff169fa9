"""One edition, one draft: whatever crashes, whoever else pushes, whatever a person did meanwhile."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publisher.delivery import Action, Outcome, Wish, apply, plan, reference, survey
from publisher.delivery.deciding import decide
from publisher.delivery.values import Sight
from publisher.errors import Conflict, Deferred, PublisherError, ServiceError, Uncertain
from publisher.ledger import Push, PushState
from publisher.ledger.store import Ledger
from publisher.model import Rendition, fill_images
from publisher.services import Carries, Draft, Payload, RemoteState, Status, Surroundings, Wanted
from pydantic import BaseModel

from tests.desk import Desk, changed
from tests.services.samples import NOON, Pile, PileOptions, message, picture, pile, wanted, with_picture

WRITES = ("create", "fill")


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def actions(outcomes: Sequence[Outcome]) -> list[Action]:
    return [outcome.step.action for outcome in outcomes]


def errors(outcomes: Sequence[Outcome]) -> list[PublisherError]:
    return [outcome.error for outcome in outcomes if outcome.error]


def edit(record: Path, **values: object) -> None:
    record.write_text(json.dumps(json.loads(record.read_text(encoding="utf-8")) | values), encoding="utf-8")


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def heap(tmp_path) -> Desk:
    """A desk whose service makes a second draft when it is asked twice."""
    return Desk(tmp_path, options={})


@pytest.fixture
def swift(tmp_path) -> Iterator[Path]:
    """A folder in memory where the system has one: hundreds of pushes there need not wait for a disk to be durable."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK):
        with tempfile.TemporaryDirectory(dir=memory) as folder:
            yield Path(folder)
    else:
        yield tmp_path


# ── the reference ───────────────────────────────────────────────────────────────────────────────────────

names = st.text(max_size=120)


@given(names, names, names)
def test_a_reference_survives_any_slug_normalisation(project, edition, service):
    made = reference(project, edition, service)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 80
    assert made == reference(project, edition, service)


@given(st.tuples(st.text("ab-@", max_size=4), st.text("ab-@", max_size=4), st.text("ab-@", max_size=4)), st.data())
def test_different_editions_have_different_references(parts, data):
    others = data.draw(st.tuples(st.text("ab-@", max_size=4), st.text("ab-@", max_size=4), st.text("ab-@", max_size=4)))
    assert (reference(*parts) == reference(*others)) == (parts == others)


def test_references_are_a_contract():
    assert reference("k3v9", "river", "main") == "k3v9-river-main-1bf372585f16"
    assert reference("k3v9", "digest@2026-12-01", "main") == "k3v9-digest-2026-12-01-main-bd1b4b43fa1b"


def test_a_file_name_with_accents_has_one_reference_on_every_system():
    assert reference("k3v9", "cafe\u0301", "main") == reference("k3v9", "caf\u00e9", "main")
    assert reference("k3v9", "cafe", "main") != reference("k3v9", "caf\u00e9", "main")


# ── the whole way ───────────────────────────────────────────────────────────────────────────────────────


def test_a_push_makes_a_draft_and_a_receipt(desk):
    [outcome] = desk.push(wanted())
    assert outcome.step.action is Action.CREATE
    assert outcome.error is None
    assert Path(outcome.address).name == "message.eml"
    [row] = desk.rows.values()
    assert (row.state, row.edition, row.service) == (PushState.RECEIPT, "river", "local")
    assert row.draft_id == row.reference == desk.drafts[0].parent.name
    assert row.payload_digest == json.loads(desk.drafts[0].read_text(encoding="utf-8"))["written"]["payload"]


def test_a_plan_writes_nothing(desk):
    [step] = desk.plan(wanted())
    assert (step.action, step.reason) == (Action.CREATE, "new")
    assert tree(desk.root) == {}


def test_the_second_push_makes_no_writing_call_and_changes_no_file(desk):
    desk.push(wanted())
    before = tree(desk.root)
    assert actions(desk.push(wanted())) == [Action.SKIP]
    assert tree(desk.root) == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["river", "lake", "sea"]), st.sampled_from(["One", "Two"])), max_size=6))
def test_however_often_editions_are_pushed_each_has_one_draft_with_its_last_content(swift, pushes):
    desk = Desk(Path(tempfile.mkdtemp(dir=swift)), options={})
    last: dict[str, str] = {}
    for key, subject in pushes:
        before = list(desk.pile.calls)
        [outcome] = desk.push(wanted(key, message=message(subject)))
        writing = [call for call in desk.pile.calls[len(before) :] if call in WRITES]
        expected = {None: ["create"], subject: []}.get(last.get(key), ["fill"])
        assert writing == expected
        assert outcome.error is None
        last[key] = subject
    held = {entry["reference"]: entry["subject"] for entry in desk.pile.entries}
    assert held == {reference("k3v9", key, "local"): subject for key, subject in last.items()}
    assert len(desk.pile.entries) == len(last)


def test_a_changed_campaign_changes_the_same_draft_and_the_plan_says_what(desk):
    desk.push(wanted())
    [step] = desk.plan(changed(wanted()))
    assert (step.action, step.reason) == (Action.UPDATE, "the campaign changed")
    assert step.difference[0] == "subject: “Three leaders, one river” → “A new subject”"
    assert "+New words." in step.difference
    assert "-Dear friend," in step.difference
    assert actions(desk.push(changed(wanted()))) == [Action.UPDATE]
    [draft] = desk.drafts
    assert json.loads(draft.read_text(encoding="utf-8"))["subject"] == "A new subject"
    assert actions(desk.push(changed(wanted()))) == [Action.SKIP]


def test_pictures_are_uploaded_once_and_written_down(desk, tmp_path):
    edition = with_picture(wanted(), picture(tmp_path))
    assert errors(desk.push(edition)) == []
    with Ledger.read_only(desk.path) as ledger:
        [(name, address)] = ledger.images("local").items()
    assert address == f"../images/{name}"
    assert (desk.root / "outbox" / "images" / name).is_file()
    assert actions(desk.push(edition)) == [Action.SKIP]


def test_a_service_that_takes_no_pictures_gets_their_public_addresses(heap, tmp_path):
    image = picture(tmp_path)
    assert (
        errors(heap.push(replace(with_picture(wanted(), image), public_images={image.name: "https://example.org/i"})))
        == []
    )


def test_a_second_project_on_the_same_outbox_has_its_own_draft(desk):
    desk.push(wanted())
    before = tree(desk.root / "outbox")
    other = Desk(desk.root, project="z8q2")
    assert actions(other.push(wanted())) == [Action.CREATE]
    assert len(desk.drafts) == 2
    after = tree(desk.root / "outbox")
    assert before.items() <= after.items()
    assert actions(desk.push(wanted())) == actions(other.push(wanted())) == [Action.SKIP]


def test_a_renamed_campaign_and_a_moved_date_make_no_second_draft(desk):
    desk.push(wanted("river"))
    # The key is the campaign's id, its first slug; title, page and date follow the new name.
    renamed = wanted("river", title="The river", page_url="https://example.org/letters/the-river/")
    moved = replace(renamed, date=NOON + timedelta(days=3))
    assert actions(desk.push(moved)) == [Action.UPDATE]
    assert len(desk.drafts) == 1


def test_occurrences_of_a_recurring_campaign_are_editions_of_their_own(desk):
    desk.push(wanted("digest@2026-12-01"), wanted("digest@2027-01-01"))
    assert len(desk.drafts) == 2


def test_steps_come_back_in_the_order_of_the_plan_and_are_reported(heap):
    editions = [wanted(f"edition-{number}") for number in range(12)]
    heard: list[Outcome] = []
    with Ledger.open(heap.path) as ledger:
        seen = survey(editions, heap.services, ledger, project_id="k3v9")
        done = apply(plan(seen, NOON), seen, heap.services, ledger, time=heap.time, report=heard.append)
    assert [outcome.step.edition for outcome in done] == [edition.edition_key for edition in editions]
    assert heard == list(done)
    assert len(heap.pile.entries) == 12
    assert heap.pile.calls.count("find") == 1


def test_an_edition_wanted_twice_is_a_bug(desk):
    with pytest.raises(ValueError, match="wanted twice"):
        desk.plan(wanted(), wanted())


# ── a person was there ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["message.html", "message.txt", "message.eml"])
def test_an_edited_draft_is_never_overwritten(desk, name):
    desk.push(wanted())
    file = desk.drafts[0].with_name(name)
    file.write_bytes(file.read_bytes().replace(b"Caf", b"Bar"))
    before = tree(desk.root / "outbox")
    [outcome] = desk.push(changed(wanted()))
    assert outcome.step.action is Action.CONFLICT
    assert isinstance(outcome.error, Conflict)
    assert "a person edited the draft" in str(outcome.error)
    assert tree(desk.root / "outbox") == before


def test_an_edited_draft_of_an_unchanged_campaign_is_left_in_peace(desk):
    desk.push(wanted())
    edit(desk.drafts[0], subject="Better")
    [outcome] = desk.push(wanted())
    assert (outcome.step.action, outcome.error) == (Action.SKIP, None)
    assert "a person edited" in outcome.step.reason


@pytest.mark.parametrize("again", [wanted(), changed(wanted())])
def test_a_deleted_draft_is_not_made_again(desk, again):
    desk.push(wanted())
    shutil.rmtree(desk.drafts[0].parent)
    [outcome] = desk.push(again)
    assert outcome.step.action is Action.CONFLICT
    assert "deleted" in str(outcome.error)
    assert desk.drafts == []


@pytest.mark.parametrize("status", ["sent", "scheduled", "sending"])
def test_what_a_person_sent_is_done_and_never_touched(desk, status):
    desk.push(wanted())
    edit(desk.drafts[0], status=status)
    before = tree(desk.root / "outbox")
    [same] = desk.push(wanted())
    assert (same.step.action, same.error) == (Action.SKIP, None)
    [other] = desk.push(changed(wanted()))
    assert isinstance(other.error, Conflict)
    assert tree(desk.root / "outbox") == before


@pytest.mark.parametrize("again", [wanted(), changed(wanted())])
@pytest.mark.parametrize("damage", ["trashed", "torn"])
def test_a_trashed_or_torn_draft_is_a_conflict_whatever_is_wanted(desk, again, damage):
    desk.push(wanted())
    if damage == "torn":
        desk.drafts[0].write_text("{", encoding="utf-8")
    else:
        edit(desk.drafts[0], status="trashed")
    before = tree(desk.root / "outbox")
    [outcome] = desk.push(again)
    assert isinstance(outcome.error, Conflict)
    assert tree(desk.root / "outbox") == before


def test_a_draft_edited_between_plan_and_push_is_not_overwritten(desk):
    desk.push(wanted())
    with Ledger.open(desk.path) as ledger:
        seen = survey([changed(wanted())], desk.services, ledger, project_id="k3v9")
        steps = plan(seen, NOON)
        assert [step.action for step in steps] == [Action.UPDATE]
        edit(desk.drafts[0], subject="Mine")
        [outcome] = apply(steps, seen, desk.services, ledger, time=desk.time)
    assert isinstance(outcome.error, Conflict)
    assert json.loads(desk.drafts[0].read_text(encoding="utf-8"))["subject"] == "Mine"


def test_a_service_without_digests_is_judged_by_the_time_of_modification(tmp_path):
    desk = Desk(tmp_path, options={"digests": False})
    desk.push(wanted())
    assert actions(desk.push(changed(wanted(), "Two"))) == [Action.UPDATE]
    [entry] = desk.pile.entries
    desk.pile.save(entry | {"modified": (NOON + timedelta(minutes=1)).isoformat()})
    assert actions(desk.push(changed(wanted(), "Three"))) == [Action.CONFLICT]


@pytest.fixture
def edited(tmp_path) -> Desk:
    """A desk whose one draft a person has edited."""
    desk = Desk(tmp_path, options={})
    desk.push(wanted())
    [entry] = desk.pile.entries
    desk.pile.save(entry | {"text": "Mine."})
    return desk


def test_an_edited_draft_is_replaced_when_a_person_asks(edited):
    [step] = edited.plan(changed(wanted()), wish=Wish.REPLACE)
    assert (step.action, step.reason) == (Action.UPDATE, "what a person edited is replaced, as asked")
    [outcome] = edited.push(changed(wanted()), wish=Wish.REPLACE)
    assert (outcome.step.action, outcome.error) == (Action.UPDATE, None)
    assert [entry["text"] for entry in edited.pile.entries] == ["New words.\n"]
    assert actions(edited.push(changed(wanted()))) == [Action.SKIP]


def test_an_edited_draft_is_kept_for_good_when_a_person_asks(edited):
    writes = [call for call in edited.pile.calls if call in WRITES]
    [outcome] = edited.push(changed(wanted()), wish=Wish.KEEP)
    assert (outcome.step.action, outcome.error) == (Action.KEEP, None)
    for subject in ("Two", "Three"):
        [later] = edited.push(changed(wanted(), subject))
        assert (later.step.action, later.step.reason) == (Action.SKIP, "kept as a person left it")
    assert [call for call in edited.pile.calls if call in WRITES] == writes
    assert actions(edited.push(changed(wanted()), wish=Wish.REPLACE)) == [Action.UPDATE]
    assert actions(edited.push(changed(wanted(), "Four"))) == [Action.UPDATE]


def test_a_wish_counts_also_where_the_campaign_has_not_changed(edited):
    [entry] = edited.pile.entries
    assert actions(edited.push(wanted(), wish=Wish.KEEP)) == [Action.KEEP]
    assert [row.kept for row in edited.rows.values()] == [True]
    assert edited.pile.entries == [entry]
    assert actions(edited.push(wanted(), wish=Wish.REPLACE)) == [Action.UPDATE]
    assert [one["text"] for one in edited.pile.entries] == [message().text]
    assert actions(edited.push(wanted(), wish=Wish.REPLACE)) == [Action.SKIP]
    assert edited.pile.calls.count("fill") == 1


def test_a_replacement_that_never_arrived_is_not_taken_for_done_by_the_mark_that_was_there_before(edited):
    edited.set(marks=True, fill="dropped")
    [entry] = edited.pile.entries
    assert isinstance(errors(edited.push(wanted(), wish=Wish.REPLACE))[0], Uncertain)
    edited.set(fill="")
    assert isinstance(errors(edited.push(wanted()))[0], Conflict)
    assert edited.pile.entries == [entry]
    assert actions(edited.push(wanted(), wish=Wish.REPLACE)) == [Action.UPDATE]
    assert [one["text"] for one in edited.pile.entries] == [message().text]


@pytest.mark.parametrize("status", ["sent", "scheduled", "trashed", "absent"])
@pytest.mark.parametrize("wish", [Wish.REPLACE, Wish.KEEP])
def test_no_wish_touches_what_is_no_draft_any_more(edited, status, wish):
    [entry] = edited.pile.entries
    edited.pile.save(entry | {"status": status})
    [outcome] = edited.push(changed(wanted()), wish=wish)
    assert isinstance(outcome.error, Conflict)
    assert edited.pile.calls.count("fill") == 0


def test_where_nothing_tells_whether_a_person_edited_an_update_is_refused(tmp_path):
    desk = Desk(tmp_path, options={"digests": False, "modified": False})
    desk.push(wanted())
    [outcome] = desk.push(changed(wanted()))
    assert isinstance(outcome.error, Conflict)
    assert "does not tell" in str(outcome.error)
    assert desk.pile.calls.count("fill") == 0


# ── calls that fail ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lag", [0, 5, 25])
def test_a_draft_whose_answer_was_lost_is_found_by_the_same_push(tmp_path, lag):
    desk = Desk(tmp_path, options={"create": "lost", "settles": 60, "lag": lag})
    [outcome] = desk.push(wanted())
    assert (outcome.step.action, outcome.error) == (Action.CREATE, None)
    assert [row.state for row in desk.rows.values()] == [PushState.RECEIPT]
    assert len(desk.pile.entries) == 1
    assert desk.pile.calls.count("create") == 1
    assert timedelta(seconds=lag) <= desk.now - NOON <= timedelta(seconds=lag + 8)


def test_a_command_looks_for_a_lost_draft_only_as_long_as_its_time_lasts(tmp_path):
    desk = Desk(tmp_path, options={"create": "lost", "settles": 60, "lag": 60}, limit=2)
    [outcome] = desk.push(wanted())
    assert isinstance(outcome.error, Uncertain)
    assert desk.now - NOON < timedelta(seconds=4)


def test_what_the_time_of_a_command_does_not_allow_is_not_begun(tmp_path):
    desk = Desk(tmp_path, options={}, limit=0)
    [outcome] = desk.push(wanted())
    assert isinstance(outcome.error, Deferred)
    assert outcome.error.exit_code == 3
    assert desk.rows == {}
    desk.limit = 10
    assert errors(desk.push(wanted())) == []


def test_a_lost_answer_is_held_until_the_list_can_be_trusted_then_the_draft_is_adopted(tmp_path):
    settles = 300
    desk = Desk(tmp_path, options={"create": "lost", "settles": settles, "lag": settles, "marks": True})
    [outcome] = desk.push(wanted())
    assert isinstance(outcome.error, Uncertain)
    assert outcome.error.exit_code == 3
    assert "Run again after 2026-11-24 12:" in str(outcome.error)
    assert desk.pile.calls.count("find") > 3
    desk.set(create="")
    [held] = desk.push(wanted())
    assert held.step.action is Action.HELD
    assert isinstance(held.error, Uncertain)
    desk.now += timedelta(seconds=settles)
    [healed] = desk.push(wanted())
    assert (healed.step.action, healed.step.reason, healed.error) == (Action.SKIP, "was complete already", None)
    assert len(desk.pile.entries) == 1
    assert desk.pile.calls.count("create") == 1


def test_a_lost_answer_is_uncertain_also_where_nobody_can_be_asked_afterwards(tmp_path):
    desk = Desk(tmp_path, options={"create": "lost", "blind": True, "settles": 60})
    [error] = errors(desk.push(wanted()))
    assert (error.exit_code, error.hint) == (3, "Run again after 2026-11-24 12:01:00 UTC")
    assert [row.state for row in desk.rows.values()] == [PushState.UNCERTAIN]


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (ServiceError("no"), Action.BLOCKED),
        (Deferred("the quota is used up"), Action.HELD),
        (Uncertain("no answer"), Action.HELD),
        (Conflict("a person was there"), Action.CONFLICT),
    ],
)
def test_a_plan_calls_what_stops_an_edition_as_a_push_of_it_would_exit(heap, error, action):
    with Ledger.open(heap.path) as ledger:
        seen = heap.survey([wanted()], ledger, Wish.ASK)
    stopped = replace(seen, errors={seen.targets[0].reference: error})
    assert [step.action for step in plan(stopped, NOON)] == [action]


def test_a_call_that_never_arrived_is_made_again_only_after_its_time(tmp_path):
    desk = Desk(tmp_path, options={"create": "dropped", "settles": 300})
    desk.push(wanted())
    desk.set(create="")
    assert actions(desk.push(wanted())) == [Action.HELD]
    desk.now += timedelta(seconds=300)
    assert actions(desk.push(wanted())) == [Action.CREATE]
    assert len(desk.pile.entries) == 1


def test_a_crash_right_after_create_waits_for_a_lagging_list(tmp_path):
    desk = Desk(tmp_path, options={"settles": 300, "lag": 300, "marks": True})
    edition = wanted()
    name = reference("k3v9", "river", "local")
    with Ledger.open(desk.path) as ledger:
        row = Push(name, "river", "local", PushState.INTENT, NOON, NOON).intending(
            "d", NOON, NOON + timedelta(seconds=300)
        )
        ledger.write(row)
    desk.pile.create(desk.pile.payload(edition, {}), name)
    assert actions(desk.push(edition)) == [Action.HELD]
    desk.now += timedelta(seconds=301)
    assert errors(desk.push(edition)) == []
    assert len(desk.pile.entries) == 1


def test_a_service_that_says_not_now_is_asked_once_more_after_the_draft_would_have_shown_up(tmp_path):
    desk = Desk(tmp_path, options={"create": "busy", "settles": 10})
    [outcome] = desk.push(wanted())
    assert outcome.error is None
    assert desk.now - NOON >= timedelta(seconds=10)
    assert len(desk.pile.entries) == 1
    assert desk.pile.calls.count("create") == 2


def test_a_refused_create_can_be_repeated_at_once(heap):
    heap.set(create="refused")
    [outcome] = heap.push(wanted())
    assert type(outcome.error) is ServiceError
    assert [(row.state, row.not_before) for row in heap.rows.values()] == [(PushState.INTENT, None)]
    heap.set(create="")
    assert actions(heap.push(wanted())) == [Action.CREATE]


def test_a_refused_change_can_be_repeated_or_taken_back(heap):
    heap.push(wanted())
    heap.set(fill="refused")
    assert type(errors(heap.push(changed(wanted())))[0]) is ServiceError
    heap.set(fill="")
    assert actions(heap.push(changed(wanted()))) == [Action.UPDATE]
    heap.set(fill="refused")
    heap.push(wanted())
    heap.set(fill="")
    assert errors(heap.push(changed(wanted()))) == []
    assert [entry["subject"] for entry in heap.pile.entries] == ["A new subject"]


@pytest.mark.parametrize("fault", ["lost", "dropped"])
@pytest.mark.parametrize("marks", [True, False])
def test_a_change_whose_answer_was_lost_is_told_apart_from_a_person_or_refused(tmp_path, fault, marks):
    desk = Desk(tmp_path, options={"marks": marks})
    desk.push(wanted())
    desk.set(fill=fault)
    first = errors(desk.push(changed(wanted())))
    if (fault, marks) == ("lost", True):
        assert first == []  # the service keeps our mark: the change is there
        return
    assert isinstance(first[0], Uncertain)
    desk.set(fill="")
    desk.now += timedelta(minutes=1)
    [outcome] = desk.push(changed(wanted()))
    expected = {
        ("dropped", True): Action.UPDATE,
        ("dropped", False): Action.UPDATE,
        ("lost", False): Action.CONFLICT,  # ours or a person's: nothing tells, so nothing is overwritten
    }
    assert outcome.step.action is expected[fault, marks]
    assert len(desk.pile.entries) == 1


@pytest.mark.parametrize("at_once", [True, False])
def test_words_that_a_person_edited_after_a_change_that_never_arrived_are_not_overwritten(tmp_path, at_once):
    desk = Desk(tmp_path, options={"marks": True})
    edition = changed(wanted(), message().subject)
    desk.push(wanted())
    [entry] = desk.pile.entries
    edited = entry | {"text": "A person's words.", "modified": (NOON + timedelta(minutes=1)).isoformat()}
    desk.set(fill="busy" if at_once else "dropped")  # once not done, or never
    if at_once:
        desk.pass_time = lambda _: desk.pile.save(edited)  # between our call and our look
    assert isinstance(errors(desk.push(edition))[0], Uncertain)
    desk.pile.save(edited)  # our mark is still in it
    desk.set(fill="")
    [outcome] = desk.push(edition)
    assert isinstance(outcome.error, Conflict)
    assert desk.pile.entries == [edited]


@pytest.mark.parametrize(("content", "expected"), [("old", Action.UPDATE), ("edited", Action.CONFLICT)])
def test_a_change_that_stopped_between_its_two_calls_goes_on_unless_a_person_edited_the_content(content, expected):
    row = replace(RECEIPT, state=PushState.UNCERTAIN, intended_digest="new", remote_digest="before old")
    state = RemoteState(Status.DRAFT, digest=f"between {content}", payload_digest="same")
    assert decide(Sight("new", None, row, Draft("17", state)), NOON).action is expected


def test_a_draft_without_content_is_filled_by_the_next_run(tmp_path):
    desk = Desk(tmp_path, options={"fill_after_create": True, "fill": "dropped"})
    assert isinstance(errors(desk.push(wanted()))[0], Uncertain)
    assert desk.pile.entries[0]["text"] == ""
    desk.set(fill="")
    assert errors(desk.push(wanted())) == []
    [entry] = desk.pile.entries
    assert entry["text"] == message().text
    assert actions(desk.push(wanted())) == [Action.SKIP]


@pytest.mark.parametrize(
    ("options", "says"), [({"status": "sent"}, "it is sent, not a draft"), ({"suffix": "-2"}, "its reference is")]
)
def test_what_is_read_back_must_be_our_draft(tmp_path, options, says):
    desk = Desk(tmp_path, options=options)
    [outcome] = desk.push(wanted())
    assert type(outcome.error) is ServiceError
    assert says in str(outcome.error)
    assert [row.state for row in desk.rows.values()] == [PushState.INTENT]


def test_one_edition_that_fails_does_not_stop_the_others(heap):
    heap.services["main"] = pile(heap.root, heap.clock, folder="main", find="away")
    editions = [wanted("river"), wanted("lake", tags=("unsayable",)), wanted("sea", "main"), wanted("pond")]
    done = heap.push(*editions)
    assert actions(done) == [Action.CREATE, Action.BLOCKED, Action.BLOCKED, Action.CREATE]
    assert [str(error) for error in errors(done)] == [
        "services.local: an audience is needed",
        "services.local: the pile is away",
    ]
    assert len(heap.pile.entries) == 2


@pytest.mark.parametrize("marks", [True, False])
@pytest.mark.parametrize("text", ["Mine.", None])
def test_a_draft_that_a_person_edited_before_its_receipt_was_written_is_not_overwritten(tmp_path, marks, text):
    desk = Desk(tmp_path, options={"create": "lost", "settles": 60, "lag": 60, "marks": marks}, limit=2)
    assert isinstance(errors(desk.push(wanted()))[0], Uncertain)
    [entry] = desk.pile.entries
    mine = {"subject": "Mine"} if text is None else {"text": text, "mark": ""}
    desk.pile.save(entry | mine)
    desk.set(create="")
    desk.now += timedelta(minutes=5)
    [outcome] = desk.push(wanted())
    assert isinstance(outcome.error, Conflict)
    assert "nothing tells whether a person edited it" in str(outcome.error)
    assert desk.pile.entries == [entry | mine]
    assert errors(desk.push(wanted(), wish=Wish.REPLACE)) == []
    assert [one["subject"] for one in desk.pile.entries] == [message().subject]


def test_a_campaign_that_changed_fills_the_draft_that_has_no_content_yet(tmp_path):
    desk = Desk(tmp_path, options={"fill_after_create": True, "fill": "dropped", "marks": True})
    desk.push(wanted())
    desk.set(fill="")
    desk.path.unlink()
    assert actions(desk.push(changed(wanted(), message().subject))) == [Action.UPDATE]
    [entry] = desk.pile.entries
    assert entry["text"] == "New words.\n"


def test_a_draft_found_complete_at_once_is_ours_to_change_where_the_service_tells_no_times(tmp_path):
    desk = Desk(
        tmp_path, options={"create": "lost", "settles": 60, "lag": 60, "marks": True, "modified": False}, limit=2
    )
    assert isinstance(errors(desk.push(wanted()))[0], Uncertain)
    desk.set(create="")
    desk.now += timedelta(seconds=61)
    assert actions(desk.push(wanted())) == [Action.SKIP]
    assert actions(desk.push(changed(wanted()))) == [Action.UPDATE]


# ── the ledger is old, or gone ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", ["draft", "sent"])
def test_a_lost_ledger_makes_no_second_draft(desk, status):
    desk.push(wanted())
    edit(desk.drafts[0], status=status)
    desk.path.unlink()
    [outcome] = desk.push(wanted())
    assert (outcome.step.action, outcome.error) == (Action.SKIP, None)
    assert len(desk.drafts) == 1
    assert [row.state for row in desk.rows.values()] == [PushState.RECEIPT]


class Album(Pile):
    """A pile that takes pictures, and gives each a new address whenever it is asked."""

    def __init__(self, options: BaseModel, surroundings: Surroundings) -> None:
        super().__init__(options, surroundings)
        self.facts = replace(self.facts, carries=self.facts.carries | {Carries.IMAGES})

    def payload(self, edition: Wanted, images: Mapping[str, str]) -> Payload:
        html = fill_images(edition.message.html, images)
        return replace(super().payload(edition, images), html=html, images=edition.message.images)

    def upload(self, image: Rendition) -> str:
        return f"https://images.example.org/{uuid.uuid4().hex}/{image.name}"


@pytest.mark.parametrize("status", ["draft", "sent"])
def test_a_lost_ledger_knows_a_draft_again_though_it_lost_where_the_pictures_are(tmp_path, status):
    desk = Desk(tmp_path, options={})
    desk.services["local"] = Album(PileOptions(marks=True), Surroundings("local", tmp_path, desk.clock))
    edition = with_picture(wanted(), picture(tmp_path))
    assert errors(desk.push(edition)) == []
    [entry] = desk.pile.entries
    desk.pile.save(entry | {"status": status})
    desk.path.unlink()
    [outcome] = desk.push(edition)
    assert (outcome.step.action, outcome.error) == (Action.SKIP, None)
    assert desk.pile.calls.count("create") == 1


def test_without_its_ledger_an_edited_draft_is_still_a_persons(desk):
    desk.push(wanted())
    edit(desk.drafts[0], subject="Mine")
    desk.path.unlink()
    assert isinstance(errors(desk.push(changed(wanted())))[0], Conflict)
    assert isinstance(errors(desk.push(wanted()))[0], Conflict)


def test_without_its_ledger_an_untouched_draft_is_brought_up_to_date(desk):
    desk.push(wanted())
    desk.path.unlink()
    assert actions(desk.push(changed(wanted()))) == [Action.UPDATE]
    assert len(desk.drafts) == 1


def test_without_its_ledger_a_draft_of_a_service_that_tells_nothing_is_not_touched(heap):
    heap.push(wanted())
    heap.path.unlink()
    assert isinstance(errors(heap.push(wanted()))[0], Conflict)
    assert len(heap.pile.entries) == 1


def test_a_ledger_lost_right_after_a_push_waits_for_a_lagging_list(tmp_path):
    desk = Desk(tmp_path, options={"settles": 300, "lag": 300, "marks": True})
    desk.push(wanted())
    desk.path.unlink()
    [outcome] = desk.push(wanted())
    assert outcome.step.action is Action.HELD
    assert "which the ledger does not know of any more" in str(outcome.error)
    desk.now += timedelta(seconds=301)
    assert errors(desk.push(wanted())) == []
    assert len(desk.pile.entries) == 1


def test_a_ledger_restored_from_an_old_backup_makes_no_second_draft(desk):
    desk.push(wanted())
    backup = desk.path.read_bytes()
    desk.push(changed(wanted()), wanted("lake"))
    desk.path.write_bytes(backup)
    assert actions(desk.push(changed(wanted()), wanted("lake"))) == [Action.SKIP, Action.SKIP]
    assert len(desk.drafts) == 2


def test_an_old_ledger_takes_our_own_later_content_for_no_persons(tmp_path):
    desk = Desk(tmp_path, options={"marks": True})
    desk.push(wanted())
    backup = desk.path.read_bytes()
    desk.push(changed(wanted()))
    desk.path.write_bytes(backup)
    [outcome] = desk.push(changed(wanted()))
    assert (outcome.step.action, outcome.error) == (Action.SKIP, None)
    assert desk.pile.calls.count("fill") == 1
    assert [row.payload_digest for row in desk.rows.values()] == [desk.pile.entries[0]["mark"]]


# ── the rules, as values ────────────────────────────────────────────────────────────────────────────────

ROW = Push("ref", "river", "local", PushState.INTENT, NOON, NOON)
RECEIPT = ROW.named("17", NOON).received("same", "remote", None, NOON)
states = st.builds(
    RemoteState,
    status=st.sampled_from(Status),
    digest=st.sampled_from(["", "remote", "other"]),
    modified=st.sampled_from([None, NOON]),
    payload_digest=st.sampled_from(["", "same", "new"]),
    edited=st.sampled_from([None, True, False]),
)
rows = st.one_of(
    st.none(),
    st.builds(
        replace,
        st.sampled_from([ROW, RECEIPT]),
        state=st.sampled_from(PushState),
        not_before=st.sampled_from([None, NOON - timedelta(1), NOON + timedelta(1)]),
        draft_id=st.sampled_from(["", "17"]),
        intended_digest=st.sampled_from(["same", "new"]),
    ),
)
DIGESTS = st.sampled_from(["same", "new"])


def decided(digest, row, draft):
    decision = decide(Sight(digest, None, row, draft), NOON)
    return decision.action, decision.reason


@given(DIGESTS, rows, states)
def test_nothing_is_ever_created_beside_something(digest, row, state):
    action, reason = decided(digest, row, Draft("17", state))
    if state.status is not Status.ABSENT:
        assert action is not Action.CREATE
    if state.status is not Status.DRAFT:
        assert action is not Action.UPDATE
    assert reason


@given(DIGESTS, rows, states)
def test_an_edited_draft_is_never_updated(digest, row, state):
    if decided(digest, row, Draft("17", state))[0] is Action.UPDATE:
        assert state.edited is not True
        if row is not None and row.payload_digest and state.edited is None and state.digest:
            assert state.digest == row.remote_digest


@given(DIGESTS, rows)
def test_something_is_created_only_where_none_was_ever_named(digest, row):
    action, _ = decided(digest, row, None)
    if action is Action.CREATE:
        assert row is None or not row.draft_id
        assert row is None or row.not_before is None or row.not_before <= NOON
    else:
        assert action in {Action.CONFLICT, Action.HELD}


# ── processes that die, and processes that meet ─────────────────────────────────────────────────────────

STORM = '''
import json, os, shutil, sys
from pathlib import Path
from tests.desk import Desk, changed
from tests.services.samples import picture, wanted, with_picture

base, options, stride = Path(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3])

def child(act, number=0):
    """Run `act` in a process that dies without a word at its `number`-th instant."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    count = [0]
    def instant():
        count[0] += 1
        if count[0] == number:
            os._exit(9)
    def hook(event, args):
        if event in {"open", "os.rename", "os.mkdir", "os.remove", "sqlite3.connect"} and str(base) in str(args[0]):
            instant()
    sys.addaudithook(hook)
    try:
        os._exit(act(instant))
    except BaseException as error:
        print(repr(error), file=sys.stderr)
        os._exit(4)

def push(root, edition):
    def act(instant=lambda: None):
        desk = Desk(root, options=options)
        clock = desk.clock
        desk.clock = lambda: (instant(), clock())[1]  # asked before every entry in the ledger
        outcomes = desk.push(edition)
        instant()
        return max((outcome.error.exit_code for outcome in outcomes if outcome.error), default=0)
    return act

def count(root):
    drafts = list(root.glob("outbox/*/draft.json")) + list(root.glob("pile/*.json"))
    return len(drafts), [json.loads(path.read_text())["subject"] for path in drafts]

image = picture(base)
edition = with_picture(wanted(), image)
for name, warm in (("before", edition), ("warm", edition), ("warm", changed(edition)), ("warm", edition)):
    (base / name).mkdir(exist_ok=True)
    Desk(base / name, options=options).push(warm)  # what is loaded now need not be loaded by each child
for step in ("create", "update"):
    for number in range(1, 300, stride):
        root = base / f"{step}-{number}"
        if step == "update":
            shutil.copytree(base / "before", root)
            then = changed(edition)
        else:
            root.mkdir()
            then = edition
        code = child(push(root, then), number)
        after = child(push(root, then))
        print(json.dumps([step, number, code, after, *count(root)]))
        if code == 0:
            break
'''

FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="deaths are injected into forked processes")


def run(code: str, *arguments: object) -> list[Any]:
    """What a fresh Python process prints, line by line as JSON."""
    command = [sys.executable, "-W", "error", "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert not done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@FORKS
@pytest.mark.parametrize(
    ("options", "stride"),
    [
        (None, 5),  # deaths inside the outbox's own file operations are in services/test_outbox.py, all of them
        ({"marks": True}, 3),
        ({"marks": True, "fill_after_create": True}, 1),  # every instant of the longest way
        ({"marks": True, "digests": False}, 3),
    ],
    ids=["outbox", "pile", "pile that is filled in a second call", "pile without digests"],
)
def test_after_a_death_at_any_instant_the_next_run_leaves_exactly_one_whole_draft(swift, options, stride):
    rounds = run(STORM, swift, json.dumps(options), stride)
    assert {one[0] for one in rounds} == {"create", "update"}
    assert sum(one[2] == 9 for one in rounds) * stride >= 40
    for step, number, code, after, drafts, subjects in rounds:
        told = f"{step}, instant {number}"
        assert code in (0, 9), told
        assert after == 0, told
        assert drafts == 1, told
        assert subjects == ["A new subject" if step == "update" else "Three leaders, one river"], told


MEETING = """
import json, os, sys, time
from pathlib import Path
from tests.desk import Desk
from tests.services.samples import wanted

base, options = Path(sys.argv[1]), json.loads(sys.argv[2])
(base / "warm").mkdir()
Desk(base / "warm", options=options).push(wanted())
for number, pushers in enumerate((2, 5, 2, 5, 2, 5)):
    root = base / str(number)
    root.mkdir()
    start = time.monotonic() + 0.05

    def fork(start):
        pid = os.fork()
        if not pid:
            while time.monotonic() < start:
                pass
            outcomes = Desk(root, options=options).push(wanted("river"), wanted("lake"))
            os._exit(max((outcome.error.exit_code for outcome in outcomes if outcome.error), default=0))
        return pid

    def code(pid):
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    codes = [code(pid) for pid in [fork(start) for _ in range(pushers)]]
    last = code(fork(0))
    drafts = len(list(root.glob("outbox/*/draft.json")) + list(root.glob("pile/*.json")))
    print(json.dumps([codes, last, drafts]))
"""


@FORKS
@pytest.mark.parametrize("options", [None, {}, {"fill_after_create": True}], ids=["outbox", "pile", "filled"])
def test_processes_that_push_at_once_make_one_draft_each_edition(swift, options):
    for codes, last, drafts in run(MEETING, swift, json.dumps(options)):
        # The others waited and found it done; one that planned while a write was on its way says that it is held.
        assert 0 in codes
        assert set(codes) <= {0, 3}
        assert last == 0
        assert drafts == 2


def test_a_push_that_finds_another_running_says_so(desk):
    edition = wanted()
    with Ledger.open(desk.path) as ledger:
        seen = survey([edition], desk.services, ledger, project_id="k3v9")
        with ledger.hold(seen.targets[0].reference, 0):
            [outcome] = apply(plan(seen, NOON), seen, desk.services, ledger, time=replace(desk.time, wait=0.05))
    assert isinstance(outcome.error, Deferred)
    assert str(outcome.error) == "river at local: another push of this edition is running. Run again when it has ended"
    assert desk.drafts == []


def test_a_push_whose_plan_was_carried_out_by_another_does_nothing(desk):
    edition = wanted()
    with Ledger.open(desk.path) as ledger:
        seen = survey([edition], desk.services, ledger, project_id="k3v9")
        steps = plan(seen, NOON)
        desk.push(edition)
        before = tree(desk.root / "outbox")
        [outcome] = apply(steps, seen, desk.services, ledger, time=desk.time)
    assert (outcome.step.action, outcome.error) == (Action.SKIP, None)
    assert tree(desk.root / "outbox") == before
