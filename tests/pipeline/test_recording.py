"""What was missed stays off the site until a person lets it out; never what stands there already."""

import shutil
from datetime import timedelta

import pytest
from publisher import pipeline
from publisher.errors import ConfigError, PublishError
from publisher.pipeline import Decision, Ran
from publisher.project import RECORD

from tests.pipeline.desk import Desk


def recorded(desk: Desk) -> str:
    file = desk.root / RECORD
    return file.read_text() if file.exists() else ""


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
    assert "late:" not in recorded(desk)


def test_what_was_missed_appears_where_the_rule_says_that_it_goes_out_late(desk: Desk) -> None:
    missed(desk, "once")
    run(desk)
    assert posts(desk) == {"first", "other"}


def test_a_person_reads_in_a_file_what_was_missed(desk: Desk) -> None:
    missed(desk, "hold")
    run(desk)
    assert (desk.root / RECORD).read_text().endswith("\nlate:\n  - first\n")


def test_what_was_missed_and_dropped_is_neither_on_the_site_nor_in_the_file(desk: Desk) -> None:
    missed(desk, "hold")
    run(desk)
    pipeline.decide(desk.open(), "first", Decision.DROP, by="Ann", why="Old.")
    assert not run(desk).needs_person
    assert posts(desk) == {"other"}
    assert "late:" not in recorded(desk)


def test_a_rule_that_is_changed_lets_out_what_was_missed(desk: Desk) -> None:
    missed(desk, "hold")
    run(desk)
    config = desk.root / "config.yaml"
    config.write_text(config.read_text().replace("missed: hold", "missed: once"))
    run(desk)
    assert posts(desk) == {"first", "other"}
    assert "late:" not in recorded(desk)


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
    desk.write(RECORD, "late:\n  - two words\n")
    with pytest.raises(ConfigError, match=r"^campaigns/editions\.yaml:2:\d: "):
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


@pytest.mark.parametrize("text", [b"\xff\xfe", b"{{{", b"late: soon\n"])
def test_a_damaged_record_is_an_error_with_its_place_and_stays_as_it_is(desk: Desk, text: bytes) -> None:
    missed(desk, "hold")
    (desk.root / RECORD).write_bytes(text)
    [error] = run(desk).errors
    assert str(error).startswith("campaigns/editions.yaml")
    assert (desk.root / RECORD).read_bytes() == text


# ── what went out stays ─────────────────────────────────────────────────────────────────────────────────


MONDAYS = "{campaign: weekly, every: monday, at: '09:00', from: 2026-11-16}"


def weekly(desk: Desk, entry: str = MONDAYS, more: str = "") -> None:
    """Make this the schedule."""
    text = (desk.root / "config.yaml").read_text().partition("schedule:")[0]
    desk.write("config.yaml", f"{text}schedule:\n  - {entry}\n{more}" if entry else text)
    if not (desk.root / "campaigns/weekly.md").exists():
        desk.campaign("weekly", date="null")


def three_mondays(desk: Desk) -> set[str]:
    """A schedule that was followed on three Mondays, now on the Wednesday after; the days of what is on the site."""
    weekly(desk)
    desk.at += timedelta(hours=22)
    for _ in range(3):
        run(desk)
        desk.at += timedelta(days=7)
    desk.at -= timedelta(days=5)
    return {"2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07"}


def days(desk: Desk) -> set[str]:
    return {path.parent.name for path in (desk.root / "public/posts/weekly").glob("*/index.html")}


def test_a_rule_with_other_days_leaves_what_went_out_and_makes_nothing_of_the_past(desk: Desk) -> None:
    before = three_mondays(desk)
    site, drafts = desk.site(), len(desk.drafts())
    weekly(desk, MONDAYS.replace("monday", "tuesday"))
    assert run(desk).done == ()
    assert days(desk) == before
    assert {path: site[path] for path in site if "weekly/2026" in path}.items() <= desk.site().items()
    assert len(desk.drafts()) == drafts
    desk.at += timedelta(days=6)
    assert [one.job.occurrence.key for one in run(desk).done] == ["weekly@2026-12-15"] * 2


def test_an_entry_that_is_taken_out_leaves_its_pages_and_makes_nothing_of_the_gap_when_it_comes_back(
    desk: Desk,
) -> None:
    before = three_mondays(desk)
    weekly(desk, "")
    run(desk)
    assert days(desk) == before
    desk.at += timedelta(days=21)
    weekly(desk)
    run(desk)
    assert len(desk.drafts()) == 3
    assert days(desk) == before
    desk.at += timedelta(days=7)
    assert len(run(desk).done) == 2
    assert len(desk.drafts()) == 4


def test_a_blackout_that_is_written_down_afterwards_takes_nothing_off_the_site(desk: Desk) -> None:
    before = three_mondays(desk)
    weekly(desk, more="blackouts:\n  - {from: 2026-11-20, until: 2026-12-20, reason: Mourning}\n")
    run(desk)
    assert days(desk) == before


def test_an_entry_that_moves_its_hour_leaves_the_times_of_what_went_out(desk: Desk) -> None:
    three_mondays(desk)
    feed = desk.site()["feed.xml"]
    weekly(desk, MONDAYS.replace("09:00", "14:00"))
    run(desk)
    assert desk.site()["feed.xml"] == feed


def test_what_went_out_is_taken_off_by_dropping_it_or_its_campaign(desk: Desk) -> None:
    before = three_mondays(desk)
    pipeline.decide(desk.open(), "weekly@2026-11-23", Decision.DROP, by="Ann", why="Wrong.")
    run(desk)
    assert days(desk) == before - {"2026-11-23"}
    weekly(desk, "")
    (desk.root / "campaigns/weekly.md").unlink()
    (desk.root / "campaigns/overrides.yaml").unlink()
    run(desk)
    assert days(desk) == set()


def test_a_lost_record_is_written_anew_from_the_ledger(desk: Desk) -> None:
    three_mondays(desk)
    text = recorded(desk)
    (desk.root / RECORD).unlink()
    run(desk)
    assert recorded(desk) == text


def test_no_instant_shows_an_edition_before_its_record_says_that_it_was_out(desk: Desk) -> None:
    three_mondays(desk)
    weekly(desk, "")
    shown = pipeline.build_as_at(desk.open(), desk.at - timedelta(days=7), desk.root / "then")
    assert shown.editions == 3


def test_a_campaign_for_email_only_from_now_on_has_no_pages(desk: Desk) -> None:
    three_mondays(desk)
    weekly(desk, MONDAYS.replace("}", ", publish: false}"))
    run(desk)
    assert days(desk) == set()
