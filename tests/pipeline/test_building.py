"""The site as a function of files and now, and handing it on."""

import hashlib
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from publisher import pipeline
from publisher.errors import FindingsError, PublishError, WebError

from tests.pipeline.desk import Desk


def test_the_same_input_gives_the_same_bytes(desk: Desk, tmp_path) -> None:
    desk.campaign("first")
    desk.campaign("second", date="2026-11-21")
    pipeline.build(desk.open())
    before = desk.site()
    shutil.rmtree(desk.root / "public")
    shutil.rmtree(desk.root / ".publisher")
    desk.at += timedelta(hours=5)
    pipeline.build(desk.open())
    assert desk.site() == before


def test_a_second_build_writes_nothing(desk: Desk) -> None:
    desk.campaign("first")
    pipeline.build(desk.open())
    stamps = {path: path.stat().st_mtime_ns for path in (desk.root / "public").rglob("*")}
    written = pipeline.build(desk.open()).written
    assert (written.new, written.changed, written.removed) == (0, 0, ())
    assert {path: path.stat().st_mtime_ns for path in (desk.root / "public").rglob("*")} == stamps


def test_a_word_changed_inside_a_quotation_stops_the_build_and_writes_nothing(desk: Desk) -> None:
    path = desk.campaign("first")
    path.write_text(path.read_text().replace("forty-one", "forty-two"))
    with pytest.raises(FindingsError) as caught:
        pipeline.build(desk.open())
    line = next(i for i, text in enumerate(path.read_text().splitlines(), 1) if "> We had expected" in text)
    found = [str(finding) for finding in caught.value.findings]
    assert any(f"campaigns/first.md:{line}:" in text and "forty-one came" in text for text in found)
    assert not (desk.root / "public").exists()


def test_an_error_in_a_draft_or_a_later_campaign_does_not_stop_the_build(desk: Desk) -> None:
    desk.campaign("first")
    later = desk.campaign("later", date="2027-01-01")
    later.write_text(later.read_text().replace("forty-one", "forty-two"))
    assert pipeline.build(desk.open()).editions == 1


def test_nothing_of_the_future_is_in_any_file(desk: Desk) -> None:
    desk.campaign("first")
    desk.write("campaigns/secret.pdf", "not yet")
    later = desk.campaign("hush", date="2026-11-22 12:01", title="Hush until noon", more="was: [quiet]\n")
    later.write_text(later.read_text().replace("[findings]", "[embargo]") + "\n[File](secret.pdf)\n")
    pipeline.build(desk.open())
    for name, content in desk.site().items():
        assert b"hush" not in content.lower(), name
        assert b"embargo" not in content.lower(), name
    assert not [name for name in desk.site() if any(word in name for word in ("hush", "embargo", "quiet", "secret"))]


def test_at_its_very_minute_a_campaign_is_public(desk: Desk) -> None:
    desk.campaign("first", date="2026-11-22 12:00")
    assert pipeline.build(desk.open()).editions == 1


def test_the_dates_of_feeds_do_not_follow_the_clock(desk: Desk) -> None:
    desk.campaign("first")
    pipeline.build(desk.open())
    feed = feedparser.parse(desk.site()["feed.xml"])
    assert feed.feed.updated_parsed[:5] == (2026, 11, 20, 9, 0)


def test_the_three_feeds_agree_and_are_read_back(desk: Desk) -> None:
    import json

    desk.campaign("first", title="Tom & “Jerry” <b>")
    pipeline.build(desk.open())
    site = desk.site()
    rss, atom = feedparser.parse(site["feed.xml"]), feedparser.parse(site["atom.xml"])
    item = json.loads(site["feed.json"])["items"][0]
    assert not rss.bozo
    assert not atom.bozo
    for entry in (rss.entries[0], atom.entries[0]):
        assert entry.link == item["url"] == "https://notes.example.org/posts/first/"
        assert entry.id == item["id"]
        assert entry.published_parsed[:5] == (2026, 11, 20, 9, 0)
        assert "forty-one came" in entry.content[0].value
    assert item["title"] == "Tom & “Jerry” <b>"


def test_a_renamed_campaign_keeps_its_feed_id_and_leaves_a_redirect(desk: Desk) -> None:
    path = desk.campaign("first")
    pipeline.build(desk.open())
    before = feedparser.parse(desk.site()["feed.xml"]).entries[0]
    path.unlink()
    desk.campaign("better", title="Title of first", more="was: [first]\n")
    pipeline.build(desk.open())
    entries = feedparser.parse(desk.site()["feed.xml"]).entries
    assert [entry.id for entry in entries] == [before.id]
    assert entries[0].link != before.link
    assert b"/posts/better/" in desk.site()["posts/first/index.html"]


def test_moving_the_date_makes_no_second_feed_item(desk: Desk) -> None:
    path = desk.campaign("first")
    pipeline.build(desk.open())
    before = feedparser.parse(desk.site()["feed.xml"]).entries[0].id
    path.write_text(path.read_text().replace("2026-11-20", "2026-11-21"))
    pipeline.build(desk.open())
    assert [entry.id for entry in feedparser.parse(desk.site()["feed.xml"]).entries] == [before]


def test_local_files_that_pages_link_to_come_along(desk: Desk) -> None:
    desk.write("campaigns/papers/a.pdf", "paper")
    path = desk.campaign("first")
    path.write_text(path.read_text() + "\n[Paper](papers/a.pdf) and [the other](second.md)\n")
    desk.campaign("second", channels="newsletter")
    pipeline.build(desk.open())
    site = desk.site()
    assert site["files/papers/a.pdf"] == b"paper"
    assert b'href="/files/papers/a.pdf"' in site["posts/first/index.html"]
    assert b'href="/letters/second/"' in site["posts/first/index.html"]
    assert b"https://notes.example.org/files/papers/a.pdf" in site["feed.xml"]


# ── handing on ──────────────────────────────────────────────────────────────────────────────────────────


def with_publish(desk: Desk, how: str) -> None:
    config = desk.root / "config.yaml"
    config.write_text(config.read_text() + f"publish: {how}\n")


class Host:
    """What serves the site: answers with the feed of the folder that was handed on, from the third look on."""

    def __init__(self, feed) -> None:
        self.feed, self.looks, self.slept = feed, 0, 0.0

    def fetch(self, address: str) -> bytes:
        assert address == "https://notes.example.org/feed.xml"
        self.looks += 1
        if self.looks == 1:
            raise WebError("no answer", where=address, retryable=True)
        return self.feed.read_bytes() if self.looks > 2 else b"yesterday's feed"

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


def test_a_published_site_is_confirmed_by_its_feed(desk: Desk, tmp_path) -> None:
    desk.campaign("first")
    with_publish(desk, f"{{command: [cp, -r, '{{output}}', '{tmp_path}/served']}}")
    host = Host(tmp_path / "served" / "feed.xml")
    published = pipeline.publish(desk.open(), fetch=host.fetch, sleep=host.sleep)
    assert published.looks == 3
    assert host.slept > 0
    assert hashlib.sha256((tmp_path / "served/feed.xml").read_bytes()).hexdigest() == published.built.feed_digest


def test_a_command_that_fails_is_told_and_tried_again_by_the_next_run(desk: Desk, tmp_path) -> None:
    desk.campaign("first")
    with_publish(
        desk, f"{{command: [sh, -c, 'test -e {tmp_path}/up || {{ echo no route; exit 7; }}'], confirm: false}}"
    )
    with pytest.raises(PublishError, match="no route"):
        pipeline.publish(desk.open(), only_changes=True)
    (tmp_path / "up").touch()
    assert pipeline.publish(desk.open(), only_changes=True).handed_on
    assert pipeline.publish(desk.open(), only_changes=True).handed_on is None


def test_a_build_by_hand_is_handed_on_by_the_next_run(desk: Desk, tmp_path) -> None:
    desk.campaign("first")
    with_publish(desk, f"{{command: [touch, '{tmp_path}/handed'], confirm: false}}")
    pipeline.publish(desk.open(), only_changes=True)
    (tmp_path / "handed").unlink()
    desk.campaign("second")
    pipeline.build(desk.open())
    assert pipeline.publish(desk.open(), only_changes=True).handed_on
    assert (tmp_path / "handed").exists()


def test_a_git_branch_holds_the_site_and_the_checkout_is_not_touched(desk: Desk) -> None:
    def git(*arguments: str) -> str:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        done = subprocess.run(["git", *identity, *arguments], cwd=desk.root, capture_output=True, text=True, check=True)
        return done.stdout

    desk.campaign("first")
    with_publish(desk, "{git: {branch: gh-pages}, confirm: false}")
    git("init", "-q", "-b", "main")
    git("add", "config.yaml", "campaigns")
    git("commit", "-qm", "start")
    before = git("status", "--porcelain")
    published = pipeline.publish(desk.open({"PATH": "/usr/bin:/bin", "HOME": str(desk.root)}))
    assert published.handed_on
    names = git("ls-tree", "-r", "--name-only", "gh-pages").split()
    assert "feed.xml" in names
    assert "posts/first/index.html" in names
    assert not [name for name in names if "publisher-files" in name]
    assert git("symbolic-ref", "HEAD").strip() == "refs/heads/main"
    assert [
        line for line in git("status", "--porcelain").splitlines() if "public" not in line and ".publisher" not in line
    ] == [line for line in before.splitlines() if "public" not in line]


def test_an_aware_clock_counts_not_the_zone(desk: Desk) -> None:
    desk.campaign("first", date="2026-07-01 09:00")  # British Summer Time: 08:00 UTC
    desk.at = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    assert pipeline.build(desk.open()).editions == 1
    desk.at -= timedelta(minutes=1)
    assert pipeline.build(desk.open()).editions == 0
