"""Reports named by address: fetched once, kept, and proved against."""

import pytest
from publisher import pipeline
from publisher.errors import FindingsError, SourceError, WebError
from publisher.web import Answer

from tests.pipeline.desk import REPORT, Desk

ADDRESS = "https://reports.example.org/2026/who-came.md"


class Site:
    """What stands at an address."""

    def __init__(self, text: str) -> None:
        self.text, self.asked = text, []

    def get(self, address: str) -> Answer:
        self.asked.append(address)
        return Answer(200, {"content-type": "text/markdown"}, self.text.encode())


def named_by_address(desk: Desk) -> None:
    path = desk.campaign("first")
    path.write_text(path.read_text().replace("report: report.md", f"report: {ADDRESS}"))


def test_a_gathered_report_is_proved_against(desk: Desk) -> None:
    named_by_address(desk)
    workspace = desk.open()
    [done] = pipeline.gather(workspace, workspace.campaigns, get=Site(REPORT).get)
    assert done.state == "new"
    assert done.file.parent == desk.root / "campaigns/gathered"
    assert done.file.name.startswith("who-came-")
    assert pipeline.build(desk.open()).checked.proven == 1


def test_before_it_is_gathered_the_build_says_how(desk: Desk) -> None:
    named_by_address(desk)
    with pytest.raises(FindingsError) as caught:
        pipeline.build(desk.open())
    assert "publisher gather" in str(caught.value.findings[0])


def test_what_was_gathered_is_not_fetched_again_unasked(desk: Desk) -> None:
    named_by_address(desk)
    workspace, site = desk.open(), Site(REPORT)
    pipeline.gather(workspace, workspace.campaigns, get=site.get)
    [again] = pipeline.gather(workspace, workspace.campaigns, get=site.get)
    assert again.state == "as it was"
    assert site.asked == [ADDRESS]


def test_asked_again_a_changed_report_replaces_the_copy_and_says_so(desk: Desk) -> None:
    named_by_address(desk)
    workspace, site = desk.open(), Site(REPORT)
    [first] = pipeline.gather(workspace, workspace.campaigns, get=site.get)
    site.text = REPORT.replace("forty-one", "forty")
    [again] = pipeline.gather(workspace, workspace.campaigns, again=True, get=site.get)
    assert again.state == "changed"
    assert again.file == first.file
    with pytest.raises(FindingsError):
        pipeline.build(desk.open())


def test_what_cannot_be_read_is_not_kept(desk: Desk) -> None:
    named_by_address(desk)
    workspace = desk.open()
    with pytest.raises(SourceError, match="status 404"):
        pipeline.gather(workspace, workspace.campaigns, get=lambda _: Answer(404, {}, b""))
    assert not (desk.root / "campaigns/gathered").exists()


def test_an_address_of_a_private_network_is_refused(desk: Desk) -> None:
    path = desk.campaign("first")
    path.write_text(path.read_text().replace("report: report.md", "report: http://127.0.0.1:9/report.md"))
    workspace = desk.open()
    with pytest.raises(WebError):
        pipeline.gather(workspace, workspace.campaigns)
