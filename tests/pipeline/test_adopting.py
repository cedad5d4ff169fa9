"""A draft that is there becomes a campaign's own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from publisher import pipeline
from publisher.errors import ServiceError, UsageError
from publisher.pipeline import Wish

from tests.pipeline.desk import Desk
from tests.pipeline.repairs import mark, rows


@pytest.fixture
def foreign(desk: Desk, tmp_path: Path) -> Path:
    """A draft in the desk's outbox that another project made; the desk has the campaign, and no draft."""
    other = Desk(tmp_path / "other")
    other.campaign("theirs", title="Made by somebody else")
    config = other.root / "config.yaml"
    config.write_text(config.read_text().replace("id: test1", "id: test2"))
    other.push()
    shutil.copytree(other.root / "outbox", desk.root / "outbox")
    desk.campaign("first")
    return desk.drafts()[0]


def adopt(desk: Desk, draft: str, slug: str = "first", name: str = "local") -> None:
    pipeline.adopt(desk.open(), slug, name, draft, time=desk.time)


def test_an_adopted_draft_is_shown_by_the_plan_and_filled_by_the_push(desk: Desk, foreign: Path) -> None:
    before = foreign.read_bytes()
    adopt(desk, foreign.parent.name)
    assert foreign.read_bytes() == before
    workspace = desk.open()
    (step,) = pipeline.plan(workspace, pipeline.select(workspace), time=desk.time).steps
    assert step.action == "update"
    assert "subject: “Made by somebody else” → “Title of first”" in step.difference
    assert desk.push().errors == ()
    assert [json.loads(path.read_text())["subject"] for path in desk.drafts()] == ["Title of first"]
    assert [step.action for step in desk.push().planned.steps] == ["skip"]


def test_what_a_person_edited_in_an_adopted_draft_is_asked_for(desk: Desk, foreign: Path) -> None:
    (foreign.parent / "message.html").write_text("better words")
    adopt(desk, foreign.parent.name)
    assert [step.action for step in desk.push().planned.steps] == ["conflict"]
    assert (foreign.parent / "message.html").read_text() == "better words"
    assert [step.action for step in desk.push("first", wish=Wish.REPLACE).planned.steps] == ["update"]
    assert "forty-one came" in (foreign.parent / "message.html").read_text()
    assert len(desk.drafts()) == 1


@pytest.mark.parametrize("status", ["sent", "scheduled", "trashed"])
def test_only_a_draft_can_be_adopted(desk: Desk, foreign: Path, status: str) -> None:
    mark(foreign, status=status)
    with pytest.raises(ServiceError, match=f"is {status} there, and only a draft can be adopted"):
        adopt(desk, foreign.parent.name)
    assert rows(desk) == []


@pytest.mark.parametrize("draft", ["nothing", "../campaigns", "", "."])
def test_a_draft_that_is_not_there_cannot_be_adopted(desk: Desk, foreign: Path, draft: str) -> None:
    with pytest.raises(ServiceError, match=r"services\.local: .*is absent there"):
        adopt(desk, draft)
    assert rows(desk) == []


def test_a_campaign_has_one_draft_and_a_draft_one_campaign(desk: Desk, foreign: Path) -> None:
    desk.campaign("second")
    adopt(desk, foreign.parent.name)
    adopt(desk, foreign.parent.name)
    with pytest.raises(UsageError, match="belongs to first already"):
        adopt(desk, foreign.parent.name, "second")
    with pytest.raises(UsageError, match=f"`first` has the draft {foreign.parent.name} at local already. First: pub"):
        adopt(desk, "another")
    assert len(rows(desk)) == 1


def test_after_forgetting_another_draft_can_be_adopted(desk: Desk, foreign: Path) -> None:
    desk.push("first")
    pipeline.forget(desk.open(), "first")
    adopt(desk, foreign.parent.name)
    assert [row.draft_id for row in rows(desk)] == [foreign.parent.name]


@pytest.mark.parametrize(
    ("slug", "name", "what"),
    [
        ("frist", "local", "there is no campaign `frist`. Did you mean `first`"),
        ("first", "lokal", "there is no service `lokal` in config.yaml. There is: local"),
    ],
)
def test_what_does_not_exist_cannot_adopt(desk: Desk, foreign: Path, slug: str, name: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        adopt(desk, foreign.parent.name, slug, name)
    assert not (desk.root / ".publisher").exists()
