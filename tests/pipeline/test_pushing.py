"""Which editions are pushed, and that one makes one draft."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publisher import pipeline
from publisher.errors import ConfigError, FindingsError, UsageError

from tests.pipeline.desk import Desk


def test_pushing_twice_makes_one_draft_and_writes_nothing(desk: Desk) -> None:
    desk.campaign("first")
    desk.push()
    files = {path: path.stat().st_mtime_ns for path in desk.root.glob("outbox/**/*")}
    desk.at += timedelta(days=1)
    pushed = desk.push()
    assert [step.action for step in pushed.planned.steps] == ["skip"]
    assert {path: path.stat().st_mtime_ns for path in desk.root.glob("outbox/**/*")} == files


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(["push", "rename", "move", "retitle", "lose the ledger"]), max_size=6))
def test_whatever_happens_to_a_campaign_there_is_one_draft(tmp_path_factory, acts: list[str]) -> None:
    desk = Desk(tmp_path_factory.mktemp("push") / "project")
    slug, former, day, title = "first", "", 20, "Title"

    def write() -> None:
        for path in (desk.root / "campaigns").glob("*.md"):
            if path.name != "report.md":
                path.unlink()
        desk.campaign(slug, date=f"2026-11-{day}", title=title, more=f"was: [{former}]\n" if former else "")

    for act in ["push", *acts, "push"]:
        if act == "rename":
            former = former or "first"
            slug = "renamed"
        elif act == "move":
            day = 20 + (day + 1) % 10
        elif act == "retitle":
            title += " again"
        elif act == "lose the ledger":
            for path in (desk.root / ".publisher").glob("ledger*"):
                path.unlink()
        write()
        if act == "push":
            desk.push()
    assert len(desk.drafts()) == 1


def test_a_second_project_on_the_same_outbox_makes_its_own_draft(desk: Desk, tmp_path) -> None:
    desk.campaign("first")
    desk.push()
    mine = {path: path.read_bytes() for path in desk.root.glob("outbox/**/*") if path.is_file()}
    other = Desk(tmp_path / "other")
    other.campaign("first")
    for name, text in (("config.yaml", "id: test2"),):
        path = other.root / name
        path.write_text(
            path.read_text().replace("id: test1", text).replace("{use: outbox}", "{use: outbox, folder: shared}")
        )
    (other.root / "shared").symlink_to(desk.root / "outbox")
    other.push()
    assert len(desk.drafts()) == 2
    assert all(path.read_bytes() == content for path, content in mine.items())


def test_without_names_only_what_is_near_and_not_old_is_pushed(desk: Desk) -> None:
    config = desk.root / "config.yaml"
    config.write_text(config.read_text() + "since: 2026-11-01\n")
    desk.campaign("old", date="2026-10-31")
    desk.campaign("near", date="2026-12-05")
    desk.campaign("far", date="2026-12-07")
    desk.campaign("draft", date="null")
    desk.campaign("page", channels="blog")
    selected = pipeline.select(desk.open())
    assert [edition.key for edition in selected.editions] == ["near"]
    reasons = {campaign.slug: reason for campaign, reason in selected.left_out}
    assert set(reasons) == {"old", "far", "draft"}
    assert "since" in reasons["old"]
    assert "14 days" in reasons["far"]
    assert "no date" in reasons["draft"]


def test_a_named_campaign_is_pushed_however_old_or_far(desk: Desk) -> None:
    desk.campaign("far", date="2027-06-01")
    assert len(desk.push("far").outcomes) == 1
    assert len(desk.drafts()) == 1


@pytest.mark.parametrize(
    ("date", "channels", "what"), [("null", "newsletter", "no date"), ("2026-11-20", "blog", "not for")]
)
def test_what_cannot_be_pushed_is_refused_by_name(desk: Desk, date: str, channels: str, what: str) -> None:
    desk.campaign("first", date=date, channels=channels)
    with pytest.raises(UsageError, match=what):
        desk.push("first")


def test_a_quotation_that_is_not_found_stops_the_push(desk: Desk) -> None:
    path = desk.campaign("first")
    path.write_text(path.read_text().replace("twelve", "thirteen"))
    with pytest.raises(FindingsError):
        desk.push()
    assert desk.drafts() == []
    assert not (desk.root / ".publisher/ledger.sqlite").exists()


def test_planning_writes_nothing(desk: Desk) -> None:
    desk.campaign("first")
    workspace = desk.open()
    planned = pipeline.plan(workspace, pipeline.select(workspace), time=desk.time)
    assert [step.action for step in planned.steps] == ["create"]
    assert not (desk.root / "outbox").exists()
    assert not (desk.root / ".publisher/ledger.sqlite").exists()


def test_what_is_not_agreed_to_is_not_done(desk: Desk) -> None:
    desk.campaign("first")
    workspace = desk.open()
    asked = []
    pushed = pipeline.push(
        workspace,
        pipeline.select(workspace),
        agree=lambda planned: bool(asked.append(planned.creates)),
        time=desk.time,
    )
    assert asked == [1]
    assert pushed.outcomes == ()
    assert desk.drafts() == []


def test_a_secret_is_asked_for_only_when_its_service_is_used(desk: Desk) -> None:
    config = desk.root / "config.yaml"
    config.write_text(config.read_text().replace("{use: outbox}", '{use: outbox, folder: "${OUTBOX_FOLDER}"}'))
    desk.campaign("first")
    pipeline.build(desk.open())
    with pytest.raises(ConfigError, match="OUTBOX_FOLDER"):
        desk.push()
    (desk.root / ".env").write_text("OUTBOX_FOLDER=elsewhere\n")
    desk.push()
    assert len(list(desk.root.glob("elsewhere/*/draft.json"))) == 1


def test_the_draft_holds_what_a_service_would(desk: Desk) -> None:
    desk.campaign("first")
    desk.push()
    held = json.loads(desk.drafts()[0].read_text())
    assert held["status"] == "draft"
    assert held["subject"] == "Title of first"
    folder = desk.drafts()[0].parent
    assert "forty-one came" in (folder / "message.txt").read_text()
    assert "forty-one came" in (folder / "message.html").read_text()
    assert "1 High Street, Town" in (folder / "message.txt").read_text()
