"""One edition, one draft, whole, never sent, nobody's work touched: whatever a service answers and whenever we die.

`make test` plays a few scenarios of each service, `make test-faults` all of them. A failure names its scenario as a line
for `python -m tests.faults`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults import scenarios
from tests.faults.commands import Commands
from tests.faults.counting import Tally
from tests.faults.plays import PLAYS
from tests.faults.project import RIVER, lacking
from tests.faults.running import every, few, run
from tests.faults.scene import Scene
from tests.services.servers import SERVICES
from tests.services.servers.faults import Kind

PARTS = 4  # of a service's scenarios, so that two processes share the work


@pytest.mark.parametrize("service", SERVICES)
def test_a_few_faults_of_each_kind_leave_one_whole_draft(
    commands: Commands, service: str, record_property: Callable[[str, object], None]
):
    tally = Tally()
    lines = few(service, commands, SERVICES.index(service))
    run(lines, commands, tally)
    record_property("faults", tally.figures)
    assert tally.played[service] == len(lines) >= 10
    assert not tally.problems, str(tally)


@pytest.mark.faults
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("service", SERVICES)
def test_every_fault_at_every_request_leaves_one_whole_draft(
    commands: Commands, service: str, part: int, record_property: Callable[[str, object], None]
):
    tally = Tally()
    run(every(service, commands)[part::PARTS], commands, tally)
    record_property("faults", tally.figures)
    assert not tally.problems, str(tally)


def test_each_kind_of_fault_and_each_play_has_scenarios():
    calls = [
        scenarios.Call("GET", "/notes", 1),
        scenarios.Call("POST", "/notes", 1),
        scenarios.Call("PUT", "/notes/*", 1),
    ]
    lines = [
        *scenarios.matrix("notes", "create", calls),
        *scenarios.matrix("notes", "update", calls),
        *scenarios.others("notes", calls, calls, (100, 100)),
    ]
    assert len(lines) == len(set(lines)) + 4  # several pushes at once meet each other anew each time
    assert {line.split()[1] for line in lines} >= set(PLAYS) - {"disk"}
    assert {line.split()[2] for line in lines if " create " in line} >= set(Kind)


def test_requests_of_different_runs_are_told_by_the_same_pattern():
    from tests.services.servers.serving import Entry

    log = [Entry("GET", path, 200, None) for path in ("/v4/notes", "/v4/notes/17", "/v4/notes/18", "/v4/notes/18/body")]
    assert [str(call) for call in scenarios.calls(log)] == [
        "GET /v4/notes 1",
        "GET /v4/notes/* 1",
        "GET /v4/notes/* 2",
        "GET /v4/notes/*/body 1",
    ]


@pytest.mark.parametrize("service", ["listmonk", "mailerlite"])
def test_the_judgements_see_what_is_wrong(commands: Commands, service: str):
    with Scene(f"{service} wrong", service, commands) as scene:
        assert scene.push().code == 0
        assert scene.problems == []
        draft = scene.draft()
        assert not lacking(draft, RIVER, scene.facts, [upload.address for upload in scene.remote.uploads])
        scene.remote.person_edits(draft.id, subject="Half")
        scene.judge_success()
        (scene.folder / "kept.txt").write_text(f"a log: {scene.remote.key}", encoding="utf-8")
        scene.remote.sends += 1
        scene.letters.clear()
        assert scene.push().code == 0
    found = {problem.counter for problem in scene.problems}
    assert found >= {"half-filled", "false success", "leaked keys", "sent", "duplicates"}
    with Scene(f"{service} lost", service, commands) as scene:
        scene.push()
        scene.remote.person_deletes(scene.draft().id)
        scene.judge_success()
        assert {problem.counter for problem in scene.problems} == {"lost", "false success"}
