"""One run of the schedule."""

from datetime import timedelta

import pytest
from publisher import pipeline
from publisher.errors import ConfigError
from publisher.pipeline import Ran

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
    assert {(one.job.occurrence.key, str(one.job.act)) for one in ran.done} == {("first", "publish"), ("first", "draft")}
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
