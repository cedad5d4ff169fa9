"""What was checked is approved beside the campaign; a report that has changed since holds build and push."""

import json

import pytest
from publisher import pipeline
from publisher.errors import FindingsError, Held

from tests.pipeline.desk import REPORT, Desk


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    desk.campaign("post")
    return desk


def check(desk):
    workspace = desk.open()
    checked = pipeline.check(workspace, workspace.campaigns)
    return checked, pipeline.approve(workspace, checked)


def approval_of(desk):
    return json.loads((desk.root / "campaigns/post.proof.json").read_text(encoding="utf-8"))


def test_a_check_without_errors_writes_what_is_proven_once(desk):
    _, written = check(desk)
    assert [file.name for file in written] == ["post.proof.json"]
    assert [one["printed"] for one in approval_of(desk)["quotations"]] == [
        "We had expected twelve people and forty-one came."
    ]
    assert list(approval_of(desk)["reports"]) == ["campaigns/report.md"]
    assert check(desk)[1] == []


def test_build_writes_no_approval_and_needs_none(desk):
    pipeline.build(desk.open())
    assert not (desk.root / "campaigns/post.proof.json").exists()


def test_a_check_with_errors_approves_nothing(desk):
    desk.write("campaigns/report.md", REPORT.replace("forty-one", "forty"))
    checked, written = check(desk)
    assert checked.errors
    assert written == []


def test_a_changed_report_holds_build_and_push_until_it_is_checked_again(desk):
    check(desk)
    desk.write("campaigns/report.md", REPORT.replace("Ann Example, chief", "A new paragraph.\n\nAnn Example, chief"))
    for act in (lambda: pipeline.build(desk.open()), lambda: desk.push("post")):
        with pytest.raises(
            Held, match=r"has changed since the last check: “We had .* moved from “Findings”, paragraph 1 to"
        ):
            act()
    assert Held.exit_code == 3
    assert not (desk.root / "public").exists()
    assert desk.drafts() == []
    checked, written = check(desk)
    assert [finding.rule for finding in checked.findings] == ["report-changed"]
    assert len(written) == 1
    pipeline.build(desk.open())
    assert len(desk.push("post").outcomes) == 1


def test_a_passage_that_is_gone_is_held_and_then_an_error(desk):
    check(desk)
    desk.write("campaigns/report.md", REPORT.replace("forty-one", "forty"))
    with pytest.raises(Held, match=r"“We had expected twelve people and forty-one came.” is gone"):
        pipeline.build(desk.open())
    checked, written = check(desk)
    assert {finding.rule for finding in checked.errors} == {"quotation-not-found"}
    assert written == []
    (desk.root / "campaigns/post.proof.json").unlink()
    with pytest.raises(FindingsError):
        pipeline.build(desk.open())


def test_the_same_report_saved_again_holds_nothing(desk):
    check(desk)
    desk.write("campaigns/report.md", REPORT)
    pipeline.build(desk.open())
    assert pipeline.changes(desk.open(), check(desk)[0]) == []
