"""What was missed stays off the site until a person lets it out; never what stands there already."""

import shutil
from datetime import timedelta

import pytest
from publisher import pipeline
from publisher.errors import ConfigError, PublishError
from publisher.pipeline import Decision, Ran
from publisher.timetable import LATE

from tests.pipeline.desk import Desk


def run(desk: Desk) -> Ran:
    return pipeline.run_due(desk.open(), time=desk.time)


def missed(desk: Desk, rule: str, *, at: str = "2026-11-23 09:00") -> None:
    """The schedule was followed until today; then nothing ran for two days, over the time of `first`."""
    config = desk.root / "config.yaml"
    config.write_text(config.read_text() + f"schedule:\n  - {{campaign: first, missed: {rule}, grace: 3 hours}}\n")
    desk.campaign("first", date=at)
    desk.campaign("other", date="2026-11-20 09:00")
    run(desk)
    desk.at += timedelta(days=2)


def posts(desk: Desk) -> set[str]:
    return {path.parent.name for path in (desk.root / "public/posts").glob("*/index.html")}


@pytest.mark.parametrize("rule", ["skip", "hold"])
def test_what_was_missed_is_not_on_the_site_until_it_is_run_by_name(desk: Desk, rule: str) -> None:
    missed(desk, rule)
    assert run(desk).needs_person
    assert posts(desk) == {"other"}
    assert b"posts/first" not in b"".join(desk.site().values())
    pipeline.build(desk.open())
    assert posts(desk) == {"other"}
    assert not pipeline.run_due(desk.open(), ["first"], time=desk.time).needs_person
    assert posts(desk) == {"first", "other"}
    assert len(desk.drafts()) == 1
    run(desk)
    assert posts(desk) == {"first", "other"}
    assert not (desk.root / LATE).exists()


def test_what_was_missed_appears_where_the_rule_says_that_it_goes_out_late(desk: Desk) -> None:
    missed(desk, "once")
    run(desk)
    assert posts(desk) == {"first", "other"}


def test_a_person_reads_in_a_file_what_was_missed(desk: Desk) -> None:
    missed(desk, "hold")
    run(desk)
    assert (desk.root / LATE).read_text().endswith("\nlate:\n  - first\n")


def test_what_was_missed_and_dropped_is_neither_on_the_site_nor_in_the_file(desk: Desk) -> None:
    missed(desk, "hold")
    run(desk)
    pipeline.decide(desk.open(), "first", Decision.DROP, by="Ann", why="Old.")
    assert not run(desk).needs_person
    assert posts(desk) == {"other"}
    assert not (desk.root / LATE).exists()


def test_a_rule_that_is_changed_lets_out_what_was_missed(desk: Desk) -> None:
    missed(desk, "hold")
    run(desk)
    config = desk.root / "config.yaml"
    config.write_text(config.read_text().replace("missed: hold", "missed: once"))
    run(desk)
    assert posts(desk) == {"first", "other"}
    assert not (desk.root / LATE).exists()


def test_what_is_on_the_site_already_is_not_taken_away(desk: Desk) -> None:
    """Somebody published by hand while the schedule was not followed."""
    missed(desk, "hold")
    pipeline.publish(desk.open())
    assert run(desk).needs_person
    assert posts(desk) == {"first", "other"}


def test_a_lost_ledger_takes_nothing_off_the_site(desk: Desk) -> None:
    missed(desk, "hold")
    desk.at -= timedelta(days=1, hours=2)
    run(desk)
    desk.at += timedelta(days=3)
    shutil.rmtree(desk.root / ".publisher")
    shutil.rmtree(desk.root / "public")
    run(desk)
    assert posts(desk) == {"first", "other"}


def test_of_several_missed_editions_the_one_that_stands_for_them_appears(desk: Desk) -> None:
    config = desk.root / "config.yaml"
    entry = "{campaign: weekly, every: sunday, at: '09:00', from: 2026-11-15}"
    config.write_text(config.read_text() + f"schedule:\n  - {entry}\n")
    desk.campaign("weekly", date="null")
    run(desk)
    assert {path.name for path in (desk.root / "public/posts/weekly").glob("2026-*")} == {"2026-11-15", "2026-11-22"}
    desk.at += timedelta(days=21)
    run(desk)
    expected = {"2026-11-15", "2026-11-22", "2026-12-13"}
    for _ in range(3):
        assert {path.name for path in (desk.root / "public/posts/weekly").glob("2026-*")} == expected
        desk.at += timedelta(days=7)
        run(desk)
        expected.add(desk.at.date().isoformat())


def test_what_is_late_in_a_blackout_appears_after_it(desk: Desk) -> None:
    blackout = "blackouts:\n  - {from: 2026-11-24, until: 2026-11-26, reason: Mourning}\n"
    config = desk.root / "config.yaml"
    config.write_text(config.read_text() + blackout)
    missed(desk, "once")
    run(desk)
    assert posts(desk) == {"other"}
    desk.at += timedelta(days=3)
    run(desk)
    assert posts(desk) == {"first", "other"}


def test_a_file_of_late_editions_that_cannot_be_read_is_an_error_with_its_place(desk: Desk) -> None:
    desk.campaign("first")
    desk.write(LATE, "late:\n  - two words\n")
    with pytest.raises(ConfigError, match=r"^campaigns/late\.yaml:2:\d: "):
        pipeline.build(desk.open())


def handed_on(desk: Desk, *, confirm: bool = False) -> None:
    """The site is copied to where readers have it, unless a file says that this is closed."""
    command = "[/bin/sh, -c, 'test ! -e closed && rm -rf served && cp -r {output} served']"
    config = desk.root / "config.yaml"
    config.write_text(config.read_text() + f"publish:\n  command: {command}\n  confirm: {str(confirm).lower()}\n")


def served(desk: Desk) -> set[str]:
    return {path.parent.name for path in (desk.root / "served/posts").glob("*/index.html")}


def test_what_could_not_be_handed_on_within_its_grace_is_held_and_does_not_appear_by_itself(desk: Desk) -> None:
    handed_on(desk)
    missed(desk, "once")
    desk.at -= timedelta(days=1, hours=2)
    (desk.root / "closed").touch()
    run(desk)
    desk.at += timedelta(hours=12)
    run(desk)
    (desk.root / "closed").unlink()
    assert run(desk).needs_person
    assert (posts(desk), served(desk)) == ({"other"}, {"other"})
    assert not pipeline.run_due(desk.open(), ["first"], time=desk.time).needs_person
    assert served(desk) == {"first", "other"}


def test_a_build_that_nobody_handed_on_lets_nothing_out(desk: Desk) -> None:
    handed_on(desk)
    missed(desk, "hold")
    pipeline.build(desk.open())
    assert posts(desk) == {"first", "other"}
    assert run(desk).needs_person
    assert served(desk) == {"other"}


def test_what_was_handed_on_by_hand_and_not_seen_yet_is_not_taken_away(desk: Desk) -> None:
    handed_on(desk, confirm=True)
    missed(desk, "hold")
    with pytest.raises(PublishError):
        pipeline.publish(desk.open(), fetch=lambda _: b"", sleep=lambda _: None)
    run(desk)
    assert "first" in posts(desk)


def test_a_post_that_is_on_the_site_already_waits_for_nobody(desk: Desk) -> None:
    missed(desk, "hold")
    desk.campaign("first", date="2026-11-23 09:00", channels="blog")
    pipeline.publish(desk.open())
    assert not run(desk).needs_person
    assert posts(desk) == {"first", "other"}


@pytest.mark.parametrize("text", [b"\xff\xfe", b"{{{", b"late:\n"])
def test_a_damaged_file_of_late_editions_is_written_anew(desk: Desk, text: bytes) -> None:
    missed(desk, "hold")
    (desk.root / LATE).write_bytes(text)
    assert not run(desk).errors
    assert (desk.root / LATE).read_text().endswith("\nlate:\n  - first\n")
