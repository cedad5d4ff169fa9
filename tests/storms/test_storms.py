"""Each edition once, whole, not early: whatever happens to the schedulers and to the services around the due time.

`make test` plays a few storms with an outbox, `make test-storms` all of them, also with services behind HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.faults.commands import Commands
from tests.services.servers import SERVICES
from tests.storms.playing import play, play_all
from tests.storms.scenes import ALL, FEW, crowd, idle
from tests.storms.stage import COUNTERS, Stage, summary

Record = Callable[[str, object], None]


def none_of_them(stages: list[Stage]) -> str:
    """What went wrong, in words; empty where nothing did."""
    return "\n".join(str(problem) for stage in stages for problem in stage.problems)


def test_a_few_storms_leave_each_edition_once_whole_and_not_early(commands: Commands, record_property: Record) -> None:
    storms = [(f"{name} few", storm, {"services": ("outbox",), "letters": 3}) for name, storm in FEW.items()]
    stages = play_all(storms, commands, at_once=len(storms))
    record_property("storms", summary(stages))
    assert not none_of_them(stages), none_of_them(stages)


@pytest.mark.storms
def test_an_idle_machine_starts_in_time(commands: Commands, record_property: Record) -> None:
    stages = [
        play("idle alone", idle, commands, services=("outbox", "mailchimp", "listmonk"), letters=6),
        play("crowd-of-50 alone", crowd, commands, services=("outbox", "mailchimp"), letters=50),
    ]
    record_property("storms", summary(stages))
    assert not none_of_them(stages), none_of_them(stages)


@pytest.mark.storms
@pytest.mark.parametrize("name", ALL)
def test_every_storm_leaves_each_edition_once_whole_and_not_early(
    commands: Commands, name: str, record_property: Record
) -> None:
    storms = [
        (
            f"{name} {service}",
            ALL[name],
            {"services": ("outbox", service), "letters": 6, "latency": 0.05 * (number % 3)},
        )
        for number, service in enumerate(SERVICES)
    ]
    stages = play_all(storms, commands, at_once=4)
    record_property("storms", summary(stages))
    assert not none_of_them(stages), none_of_them(stages)


def test_the_judgements_see_what_is_wrong(commands: Commands) -> None:
    def wrong(stage: Stage) -> None:
        one = stage.start()
        stage.until_done(stage.seconds + 20)
        stage.end(one)
        drafts = sorted(stage.folder.glob("outbox/*/draft.json"))
        (drafts[0].parent / "message.txt").write_text("half")
        drafts[1].unlink()
        twin = stage.folder / "outbox" / "twin"
        twin.mkdir()
        (twin / "draft.json").write_text("{}")
        stage.due += timedelta(minutes=1)
        stage._outputs.append("no JSON\n")

    stage = play("wrong", wrong, commands, services=("outbox",), letters=3, seconds=1)
    assert {problem.counter for problem in stage.problems} == set(COUNTERS)
