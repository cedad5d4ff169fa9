"""site/feeds.py: three feeds that agree, and that every reader can read."""

import dataclasses
import json
import warnings
from datetime import UTC, datetime, timedelta, timezone

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from publisher.site import feeds
from publisher.site.feeds import Feed, FeedImage, FeedItem

SUMMER = timezone(timedelta(hours=1))
NAMES = {"atom": "http://www.w3.org/2005/Atom", "content": "http://purl.org/rss/1.0/modules/content/"}


def make_item(number: int = 1, **changes: object) -> FeedItem:
    item = FeedItem(
        id=feeds.identifier("t3st", f"post-{number}"),
        url=f"https://notes.example.org/posts/post-{number}/",
        title=f"Post {number} & more <b>",
        published=datetime(2026, 11, 30 - number, 9, tzinfo=UTC),
        content='<p>Text &amp; <a href="https://example.org/">link</a></p>',
        summary="In short & clear",
        authors=("Amina Rahman",),
        tags=("local government", "a & b"),
    )
    return dataclasses.replace(item, **changes)


def make_feed(*items: FeedItem, **changes: object) -> Feed:
    site = "https://notes.example.org"
    feed = Feed(
        id=feeds.identifier("t3st"),
        title="Test & Notes",
        home=f"{site}/",
        description="About <tests>",
        language="en-GB",
        publisher="Test Trust",
        addresses={"rss": f"{site}/feed.xml", "atom": f"{site}/atom.xml", "json": f"{site}/feed.json"},
        items=items,
        style="/feed-1.css",
    )
    return dataclasses.replace(feed, **changes)


def parsed(data: bytes) -> feedparser.FeedParserDict:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # feedparser's own
        return feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)


IMAGE = FeedImage("https://notes.example.org/images/x.png", "image/png", 1234, 1200, 630)


def test_feedparser_reads_every_field_of_the_rss() -> None:
    item = make_item(image=IMAGE)
    found = parsed(feeds.rss(make_feed(item)))
    assert not found.bozo
    assert found.version == "rss20"
    assert (found.feed.title, found.feed.link, found.feed.language) == (
        "Test & Notes",
        "https://notes.example.org/",
        "en-GB",
    )
    assert found.feed.description == "About <tests>"
    assert [(link.rel, link.href) for link in found.feed.links] == [
        ("alternate", "https://notes.example.org/"), ("self", "https://notes.example.org/feed.xml")
    ]  # fmt: skip
    entry = found.entries[0]
    assert (entry.id, entry.guidislink, entry.link, entry.title) == (item.id, False, item.url, item.title)
    assert entry.published_parsed[:6] == (2026, 11, 29, 9, 0, 0)
    assert entry.author == "Amina Rahman"
    assert [tag.term for tag in entry.tags] == ["local government", "a & b"]
    assert entry.summary == "In short & clear"
    assert entry.content[0].value == item.content
    assert [(one.href, one.length, one.type) for one in entry.enclosures] == [(IMAGE.url, "1234", "image/png")]
    assert entry.media_content[0] == {
        "url": IMAGE.url, "type": "image/png", "medium": "image", "filesize": "1234", "width": "1200", "height": "630"
    }  # fmt: skip


def test_feedparser_reads_every_field_of_the_atom() -> None:
    item = make_item(updated=datetime(2026, 11, 30, 8, tzinfo=SUMMER), image=IMAGE)
    found = parsed(feeds.atom(make_feed(item)))
    assert not found.bozo
    assert found.version == "atom10"
    assert (found.feed.id, found.feed.title, found.feed.author) == (
        feeds.identifier("t3st"),
        "Test & Notes",
        "Test Trust",
    )
    assert found.feed.updated == "2026-11-30T08:00:00+01:00"
    entry = found.entries[0]
    assert (entry.id, entry.link, entry.title, entry.author) == (item.id, item.url, item.title, "Amina Rahman")
    assert (entry.published, entry.updated) == ("2026-11-29T09:00:00+00:00", "2026-11-30T08:00:00+01:00")
    assert entry.content[0].value == item.content
    assert entry.content[0].type == "text/html"
    assert entry.enclosures[0].href == IMAGE.url


def test_the_json_feed_is_1_1_with_everything() -> None:
    item = make_item(image=IMAGE)
    found = json.loads(feeds.json_feed(make_feed(item)))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert (found["feed_url"], found["home_page_url"]) == (
        "https://notes.example.org/feed.json", "https://notes.example.org/"
    )  # fmt: skip
    assert found["items"] == [
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "content_html": item.content,
            "summary": item.summary,
            "date_published": "2026-11-29T09:00:00+00:00",
            "date_modified": "2026-11-29T09:00:00+00:00",
            "authors": [{"name": "Amina Rahman"}],
            "tags": ["local government", "a & b"],
            "image": IMAGE.url,
            "attachments": [{"url": IMAGE.url, "mime_type": "image/png", "size_in_bytes": 1234}],
        }
    ]


def test_the_three_agree() -> None:
    feed = make_feed(*(make_item(number) for number in range(1, 8)))
    rss, atom = parsed(feeds.rss(feed)), parsed(feeds.atom(feed))
    items = json.loads(feeds.json_feed(feed))["items"]
    three = [
        [(one.id, one.link, one.title, one.content[0].value, tuple(one.published_parsed)) for one in rss.entries],
        [(one.id, one.link, one.title, one.content[0].value, tuple(one.published_parsed)) for one in atom.entries],
        [
            (one["id"], one["url"], one["title"], one["content_html"],
             tuple(datetime.fromisoformat(one["date_published"]).utctimetuple()))
            for one in items
        ],
    ]  # fmt: skip
    assert three[0] == three[1] == three[2]


def test_dates_are_those_of_rfc_822_and_3339_in_english_with_their_zone() -> None:
    moment = datetime(2026, 3, 1, 9, 5, 7, 999, tzinfo=SUMMER)
    assert feeds.rfc822(moment) == "Sun, 01 Mar 2026 09:05:07 +0100"
    assert feeds.rfc3339(moment) == "2026-03-01T09:05:07+01:00"


def test_the_build_date_is_the_newest_change_and_never_the_clock() -> None:
    old = make_item(9, updated=datetime(2026, 12, 24, tzinfo=UTC))
    rss = etree.fromstring(feeds.rss(make_feed(make_item(1), old)))
    assert rss.findtext("channel/lastBuildDate") == "Thu, 24 Dec 2026 00:00:00 +0000"


def test_an_empty_feed_is_still_a_feed() -> None:
    feed = make_feed(description="")
    assert etree.fromstring(feeds.rss(feed)).find("channel/lastBuildDate") is None
    assert parsed(feeds.atom(feed)).feed.updated == "1970-01-01T00:00:00+00:00"
    assert json.loads(feeds.json_feed(feed))["items"] == []


def test_a_cdata_end_in_the_content_changes_nothing() -> None:
    content = "<p>a[b[0]]&gt; and ]]> and <code>x]]>y</code></p>"
    for make in (feeds.rss, feeds.atom):
        assert parsed(make(make_feed(make_item(content=content)))).entries[0].content[0].value == content


def test_titles_are_escaped_once() -> None:
    data = feeds.rss(make_feed(make_item(title="Fish & <chips>"))).decode()
    assert "<title>Fish &amp; &lt;chips&gt;</title>" in data


def test_elements_stand_where_the_rss_profile_wants_them() -> None:
    root = etree.fromstring(feeds.rss(make_feed(make_item())))
    item = root.find("channel/item")
    assert item is not None
    assert item.find("guid").get("isPermaLink") == "false"
    children = [child.tag for child in item]
    assert children.index("description") < children.index(f"{{{NAMES['content']}}}encoded")
    assert item.find("author") is None  # RSS's own wants an email address
    assert [link.get("href") for link in root.findall("channel/atom:link", NAMES)] == [
        "https://notes.example.org/feed.xml"
    ]


def test_a_browser_finds_the_style_sheet() -> None:
    for make in (feeds.rss, feeds.atom):
        data = make(make_feed(make_item())).decode()
        assert data.startswith(
            "<?xml version='1.0' encoding='UTF-8'?>\n<?xml-stylesheet type=\"text/css\" href=\"/feed-1.css\"?>"
        )


def test_ids_are_stable_and_know_nothing_of_addresses() -> None:
    assert feeds.identifier("k3v9", "open-doors") == feeds.identifier("k3v9", "open-doors")
    # A released feed id never changes: this value is a contract.
    assert feeds.identifier("k3v9", "open-doors") == "urn:uuid:2dd0c749-a530-5b6f-9c52-cf9650d0812b"
    others = {feeds.identifier("k3v9"), feeds.identifier("k3v9", "other"), feeds.identifier("other", "open-doors")}
    assert len(others | {feeds.identifier("k3v9", "open-doors")}) == 4


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60))
def test_no_text_can_break_a_feed(text: str) -> None:
    item = make_item(title=text, summary=text, content=f"<p>{text}</p>", authors=(text,), tags=(text,))
    feed = make_feed(item, title=text, description=text)
    for make in (feeds.rss, feeds.atom):
        root = etree.fromstring(make(feed))
        found = root.findtext(".//{*}item/{*}title") if root.tag == "rss" else root.findtext("{*}entry/{*}title")
        assert (found or "") == feeds.clean(text)
    assert json.loads(feeds.json_feed(feed))["items"][0]["title"] == feeds.clean(text)


@given(st.text())
def test_cleaning_keeps_what_xml_can_carry_and_nothing_else(text: str) -> None:
    cleaned = feeds.clean(text)
    assert feeds.clean(cleaned) == cleaned
    etree.Element("a").text = cleaned
    assert cleaned == "".join(letter for letter in text if feeds.clean(letter))


@pytest.mark.parametrize("letter", ["\x00", "\x0b", "\x1f", "\x7f", "\x80", "\ud800", "\ufffe"])
def test_forbidden_characters_are_left_out(letter: str) -> None:
    assert feeds.clean(f"a{letter}b") == "ab"
