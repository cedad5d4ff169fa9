"""One run of the schedule."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from publisher import pipeline
from publisher.errors import ConfigError, Deferred, SiteError, UsageError
from publisher.ledger import Acted, ActState
from publisher.ledger.store import Ledger
from publisher.model import Edition, Message, Page
from publisher.pipeline import Ran
from publisher.pipeline.running import _failed
from publisher.site.locking import alone
from publisher.workspace import Workspace

from tests.pipeline.desk import Desk


def schedule(desk: Desk, *slugs: str) -> None:
    config = desk.root / "config.yaml"
    lines = "".join(f"  - {{campaign: {slug}}}\n" for slug in slugs)
    config.write_text(config.read_text() + f"schedule:\n{lines}")


def run(desk: Desk) -> Ran:
    return pipeline.run_due(desk.open(), time=desk.time)


def test_what_is_due_is_built_and_pushed_once(desk: Desk) -> None:
    desk.campaign("first")
    desk.campaign("later", date="2026-11-23 09:00")
    schedule(desk, "first", "later")
    ran = run(desk)
    assert {(one.job.occurrence.key, str(one.job.act)) for one in ran.done} == {
        ("first", "publish"),
        ("first", "draft"),
    }
    assert [one.key for one in ran.later] == ["later"]
    assert len(desk.drafts()) == 1
    again = run(desk)
    assert again.done == ()
    assert again.published.built.written.new == again.published.built.written.changed == 0


def test_when_its_time_comes_a_campaign_appears_and_its_draft_stands(desk: Desk) -> None:
    desk.campaign("later", date="2026-11-23 09:00")
    schedule(desk, "later")
    run(desk)
    assert not (desk.root / "public/posts/later").exists()
    desk.at += timedelta(hours=21)
    run(desk)
    assert (desk.root / "public/posts/later/index.html").exists()
    assert len(desk.drafts()) == 1


def test_a_campaign_of_the_newsletter_that_is_not_scheduled_is_not_pushed(desk: Desk) -> None:
    desk.campaign("first")
    desk.campaign("other")
    schedule(desk, "first")
    run(desk)
    assert [path.parent.name.count("first") for path in desk.drafts()] == [1]


def test_what_was_pushed_by_hand_is_not_due(desk: Desk) -> None:
    desk.campaign("first")
    schedule(desk, "first")
    desk.push()
    assert [str(one.job.act) for one in run(desk).done] == ["publish"]
    assert len(desk.drafts()) == 1


def test_a_site_that_cannot_be_built_does_not_hold_a_letter_back(desk: Desk) -> None:
    desk.campaign("letter", channels="newsletter")
    post = desk.campaign("post", channels="blog")
    post.write_text(post.read_text().replace("forty-one", "forty-two"))
    schedule(desk, "letter")
    ran = run(desk)
    assert len(ran.errors) == 1
    assert len(desk.drafts()) == 1


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("{campaign: frist}", "Did you mean `first`"),
        ("{campaign: first, at: 2026-11-21}", "another date"),
        ("{campaign: draft}", "no date"),
    ],
)
def test_a_schedule_that_cannot_be_meant_is_refused_with_its_place(desk: Desk, entry: str, what: str) -> None:
    desk.campaign("first")
    desk.campaign("draft", date="null")
    config = desk.root / "config.yaml"
    config.write_text(config.read_text() + f"schedule:\n  - {entry}\n")
    with pytest.raises(ConfigError, match=what) as caught:
        run(desk)
    assert caught.value.where.startswith("config.yaml:13:")


# ── what a person asks for by name ──────────────────────────────────────────────────────────────────────


def recurring(desk: Desk, more: str = "") -> None:
    config = desk.root / "config.yaml"
    config.write_text(config.read_text() + f"schedule:\n  - {{campaign: weekly, every: sunday, at: '09:00'{more}}}\n")
    desk.campaign("weekly", date="null")


def test_what_is_run_by_name_is_never_early(desk: Desk) -> None:
    desk.campaign("later", date="2026-11-23 09:00")
    config = desk.root / "config.yaml"
    config.write_text(config.read_text() + "schedule:\n  - {campaign: later, draft: 2 days before}\n")
    ran = pipeline.run_due(desk.open(), ["later"], time=desk.time)
    assert [str(one.job.act) for one in ran.done] == ["draft"]
    assert not (desk.root / "public/posts/later").exists()
    desk.at += timedelta(hours=21)
    assert [str(one.job.act) for one in run(desk).done] == ["publish"]


def test_what_is_not_due_cannot_be_run_by_name(desk: Desk) -> None:
    desk.campaign("later", date="2026-11-23 09:00")
    schedule(desk, "later")
    with pytest.raises(UsageError, match="nothing is due, held or skipped of `later`"):
        pipeline.run_due(desk.open(), ["later"], time=desk.time)


def test_what_was_missed_and_is_held_is_listed_until_it_is_run_by_name(desk: Desk) -> None:
    desk.campaign("first", date="2026-11-20 09:00")
    config = desk.root / "config.yaml"
    config.write_text(config.read_text() + "schedule:\n  - {campaign: first, missed: hold}\n")
    for _ in range(2):
        ran = run(desk)
        assert ran.needs_person
        assert [one.occurrence.key for one in ran.listed] == ["first"]
        assert ran.done == ()
    assert not pipeline.run_due(desk.open(), ["first"], time=desk.time).needs_person
    assert len(desk.drafts()) == 1


# ── what the ledger knows ───────────────────────────────────────────────────────────────────────────────


def test_without_a_ledger_the_last_grace_counts(desk: Desk) -> None:
    """A job of a CI service that keeps no ledger makes what is due all the same, and once."""
    recurring(desk, ", from: 2026-11-01")
    for _ in range(2):
        assert [one.job.occurrence.key for one in run(desk).done] == ["weekly@2026-11-22"] * 2
        for path in (desk.root / ".publisher").glob("ledger.sqlite*"):
            path.unlink()
        desk.at += timedelta(minutes=5)
    assert len(desk.drafts()) == 1


def test_an_entry_that_is_new_in_a_ledger_that_knows_others_makes_nothing_of_the_past(desk: Desk) -> None:
    desk.campaign("first", date="2026-11-22 11:00")
    schedule(desk, "first")
    run(desk)
    config = desk.root / "config.yaml"
    config.write_text(config.read_text().partition("schedule:")[0])
    recurring(desk)
    assert run(desk).done == ()
    desk.at += timedelta(days=7)
    assert [one.job.occurrence.key for one in run(desk).done] == ["weekly@2026-11-29"] * 2


def test_a_failure_does_not_undo_what_another_run_has_done(desk: Desk) -> None:
    desk.campaign("first")
    schedule(desk, "first")
    workspace = desk.open()
    with Ledger.open(workspace.project.ledger) as book:
        [job, _] = pipeline.agenda(workspace, book, desk.at - timedelta(days=2)).ready
        book.write_acts([Acted("first", "publish", ActState.DONE, desk.at)])
        _failed(book, [job], SiteError("late"), desk.at)
        assert book.acts()["first", "publish"].state is ActState.DONE


def test_a_site_that_another_run_publishes_is_left_for_later(desk: Desk) -> None:
    desk.campaign("first", date="2026-11-22 09:00")
    schedule(desk, "first")
    workspace = desk.open()
    with Ledger.open(workspace.project.ledger) as book, book.hold("site", 1):
        ran = pipeline.run_due(workspace, time=replace(desk.time, wait=0.05))
    assert [type(error) for error in ran.errors] == [Deferred]
    assert ran.errors[0].exit_code == 3
    assert len(desk.drafts()) == 1
    assert [str(one.job.act) for one in run(desk).done] == ["publish"]


def test_a_site_that_is_being_built_by_hand_is_left_for_later(desk: Desk) -> None:
    """Nothing is wrong, so nobody is to be told of a failure."""
    desk.campaign("first", date="2026-11-22 09:00")
    schedule(desk, "first")
    output = desk.root / "public"
    output.mkdir()
    with alone(output):
        ran = run(desk)
    assert [type(error) for error in ran.errors] == [Deferred]
    assert len(desk.drafts()) == 1
    assert [str(one.job.act) for one in run(desk).done] == ["publish"]


class Surprised(Workspace):
    """A workspace in which drawing one edition fails in a way that nobody foresaw."""

    def message(self, edition: Edition) -> Message:
        if edition.key == "first":
            raise ZeroDivisionError("somewhere")
        return super().message(edition)

    def page(self, edition: Edition) -> Page:
        if edition.key == "first":
            raise ZeroDivisionError("elsewhere")
        return super().page(edition)


def test_a_mistake_of_the_program_in_one_edition_stops_no_other_draft(desk: Desk) -> None:
    desk.campaign("first", date="2026-11-22 09:00")
    desk.campaign("second", date="2026-11-22 09:00")
    schedule(desk, "first", "second")
    workspace = desk.open()
    surprised = Surprised(*(getattr(workspace, field.name) for field in fields(workspace)))
    ran = pipeline.run_due(surprised, time=desk.time)
    assert sorted(str(error) for error in ran.errors) == [
        "a mistake in the program: ZeroDivisionError: elsewhere",
        "a mistake in the program: ZeroDivisionError: somewhere",
    ]
    assert [path.parent.name.count("second") for path in desk.drafts()] == [1]


def test_by_the_name_of_its_campaign_only_the_edition_goes_out_that_stands_for_the_missed(desk: Desk) -> None:
    recurring(desk)
    run(desk)
    desk.at += timedelta(days=21)
    ran = pipeline.run_due(desk.open(), ["weekly"], time=desk.time)
    assert {one.job.occurrence.key for one in ran.done} == {"weekly@2026-12-13"}
    assert len(desk.drafts()) == 2


def test_an_edition_that_is_named_twice_is_done_once(desk: Desk) -> None:
    recurring(desk)
    ran = pipeline.run_due(desk.open(), ["weekly", "weekly@2026-11-22"], time=desk.time)
    assert [str(one.job.act) for one in ran.done] == ["publish", "draft"]


def test_a_campaign_is_run_by_each_of_its_former_names(desk: Desk) -> None:
    desk.campaign("third", more="was: [first, second]\n")
    schedule(desk, "third")
    assert len(pipeline.run_due(desk.open(), ["second"], time=desk.time).done) == 2


def test_what_is_late_in_a_blackout_needs_a_reason_to_go_out(desk: Desk) -> None:
    desk.campaign("first", date="2026-11-23 09:00")
    schedule(desk, "first")
    config = desk.root / "config.yaml"
    config.write_text(config.read_text() + "blackouts: [{from: 2026-11-24, until: 2026-11-25, reason: Mourning}]\n")
    desk.at += timedelta(days=2)
    with pytest.raises(UsageError, match=r"`first` is held by a blackout \(Mourning\)"):
        pipeline.run_due(desk.open(), ["first"], time=desk.time)
    pipeline.decide(desk.open(), "first", pipeline.Decision.GO, by="Ann", why="Agreed.")
    assert len(pipeline.run_due(desk.open(), ["first"], time=desk.time).done) == 2


def test_an_entry_that_was_first_seen_by_a_clock_far_ahead_goes_out_at_its_time(desk: Desk) -> None:
    """A machine that begins with a wrong clock, until the network puts it right."""
    recurring(desk, ", missed: skip")
    noon, desk.at = desk.at, desk.at + timedelta(days=1000, hours=20)
    with Ledger.open(desk.open().project.ledger) as book:
        pipeline.note_entries(desk.open(), book, desk.at)
    desk.at = noon + timedelta(days=7)
    assert {one.job.occurrence.key for one in run(desk).done} == {"weekly@2026-11-29"}
    desk.at += timedelta(days=9)
    assert run(desk).needs_person


def test_a_wait_from_a_time_when_the_clock_was_ahead_keeps_nothing_waiting(desk: Desk) -> None:
    desk.campaign("first", date="2026-11-22 09:00")
    schedule(desk, "first")
    workspace = desk.open()
    with Ledger.open(workspace.project.ledger) as book:
        pipeline.note_entries(workspace, book, desk.at)
        for ahead, ready in ((timedelta(), 0), (timedelta(days=1), 2)):
            _failed(book, pipeline.agenda(workspace, book, desk.at).look.due, SiteError("no"), desk.at + ahead)
            assert len(pipeline.agenda(workspace, book, desk.at).ready) == ready
