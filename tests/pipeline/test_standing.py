"""Where campaigns stand."""

from publisher import pipeline

from tests.pipeline.desk import Desk


def test_every_campaign_has_its_state_and_its_pushes(desk: Desk) -> None:
    desk.campaign("first")
    desk.campaign("later", date="2027-01-01")
    desk.campaign("draft", date="null")
    desk.push("first")
    standings = {one.campaign.slug: one for one in pipeline.status(desk.open())}
    assert list(standings) == ["first", "later", "draft"]
    assert [one.state for one in standings.values()] == ["public", "scheduled", "draft"]
    assert [row.state for row in standings["first"].pushes] == ["receipt"]
    assert standings["first"].address == "https://notes.example.org/posts/first/"


def test_asking_for_the_status_writes_nothing(desk: Desk) -> None:
    desk.campaign("first")
    pipeline.status(desk.open())
    assert not (desk.root / ".publisher").exists()
