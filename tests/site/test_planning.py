"""site/planning.py: which files make the site, in which order, and what is kept out of it."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from publisher.site import feeds, write

from tests.site.building import NOW, contents, make_campaign, make_config, make_picture, make_site

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def guids(files: dict[str, str]) -> list[str | None]:
    return [guid.text for guid in etree.fromstring(files["feed.xml"].encode()).iter("guid")]


def locations(files: dict[str, str]) -> list[str]:
    return [place.text or "" for place in etree.fromstring(files["sitemap.xml"].encode()).findall(".//s:loc", SITEMAP)]


def test_a_site_has_all_its_files() -> None:
    posts = [
        make_campaign(author="amina", tags="[one]"),
        make_campaign(slug="a-letter", channels="newsletter", template="newsletter"),
    ]
    made = contents(make_site(posts))
    assert {
        "index.html", "posts/a-post/index.html", "letters/a-letter/index.html", "letters/index.html",
        "tags/index.html", "tags/one/index.html", "authors/index.html", "authors/amina/index.html",
        "follow/index.html", "404.html", "robots.txt", "sitemap.xml", "feed.xml", "atom.xml", "feed.json", "icon.svg",
    } <= set(made)  # fmt: skip


def test_what_links_comes_after_what_it_links_to(tmp_path: Path) -> None:
    pictures = {"images/x.png": make_picture(tmp_path, "images/x.png")}
    source = tmp_path / "x.pdf"
    source.write_bytes(b"%PDF")
    posts = [make_campaign(slug=f"post-{i}", tags="[one]", image="{src: images/x.png, alt: X}") for i in range(3)]
    order = [file.path for file in make_site(posts, pictures=pictures, files={"reports/x.pdf": source})]
    first_page = order.index("posts/post-0/index.html")
    style = next(index for index, path in enumerate(order) if path.startswith("style-"))
    assert max(style, order.index("files/reports/x.pdf"), order.index("images/x-320.png")) < first_page
    assert order.index("posts/post-2/index.html") < order.index("index.html") < order.index("feed.xml")
    assert order[-4:] == ["atom.xml", "feed.json", "feed.xml", "sitemap.xml"]
    assert len(order) == len(set(order))


def test_drafts_and_what_is_dated_later_leave_no_trace() -> None:
    public = make_campaign(slug="public-post", title="Public", tags="[seen]", updated="2027-01-01 09:00")
    hidden = [
        make_campaign(slug="hidden-draft", title="Hidden one", date="", tags="[hidden-tag]", author="zoe"),
        make_campaign(
            slug="hidden-later", title="Hidden two", date="2026-12-01 12:01", tags="[hidden-tag]", author="zoe"
        ),
        make_campaign(
            slug="hidden-letter", title="Hidden", date="2027-01-01", channels="newsletter", was="[hidden-old]"
        ),
    ]
    files = make_site([public, *hidden])
    made = contents(files)
    del made["posts/public-post/index.html"]  # its own note on the update is the page's business
    everything = "\n".join([*made, *(text for path, text in made.items() if not path.endswith(".css"))])
    for trace in ("hidden", "Hidden", "zoe", "Zoë", "2027"):
        assert trace not in everything
    assert "letters/index.html" not in made
    rss = etree.fromstring(made["feed.xml"].encode())
    assert rss.findtext("channel/lastBuildDate") == "Tue, 24 Nov 2026 09:00:00 +0000"


def test_at_its_minute_a_post_appears() -> None:
    post = make_campaign(date="2026-12-01 12:00")
    assert "posts/a-post/index.html" not in contents(make_site([post], now=NOW - timedelta(seconds=1)))
    assert "posts/a-post/index.html" in contents(make_site([post], now=NOW))


def test_same_input_same_bytes_in_whatever_order_and_whenever(tmp_path: Path) -> None:
    posts = [
        make_campaign(slug=f"post-{i}", author="amina", tags=f"[tag {i % 3}]", date=f"2026-11-{i + 1:02} 09:00")
        for i in range(9)
    ]
    once = contents(make_site(posts))
    assert once == contents(make_site(list(reversed(posts))))
    assert once == contents(make_site(posts, now=NOW + timedelta(days=400)))
    assert write(make_site(posts), tmp_path).new
    assert write(make_site(posts), tmp_path).nothing


def test_feeds_hold_the_blog_channel_newest_first() -> None:
    posts = [
        make_campaign(slug="old", date="2026-11-01"),
        make_campaign(slug="new", date="2026-11-20"),
        make_campaign(slug="letter", channels="newsletter", date="2026-11-25"),
        make_campaign(slug="both", channels="blog, newsletter", date="2026-11-10"),
    ]
    made = contents(make_site(posts))
    assert guids(made) == [feeds.identifier("t3st", slug) for slug in ("new", "both", "old")]
    assert [item["id"] for item in json.loads(made["feed.json"])["items"]] == guids(made)


@pytest.mark.parametrize(("page_size", "expected"), [(3, 3), (200, feeds.ITEM_LIMIT)])
def test_feeds_hold_no_more_than_the_newest(page_size: int, expected: int) -> None:
    posts = [
        make_campaign(slug=f"post-{i}", date=f"2026-{i // 28 + 1:02}-{i % 28 + 1:02}")
        for i in range(feeds.ITEM_LIMIT + 20)
    ]
    assert guids(contents(make_site(posts, make_config(page_size=page_size)))) == [
        feeds.identifier("t3st", f"post-{i}") for i in reversed(range(len(posts) - expected, len(posts)))
    ]


def test_a_renamed_post_keeps_its_feed_id_and_its_old_address_leads_to_it() -> None:
    before = contents(make_site([make_campaign(slug="old-name")]))
    after = contents(make_site([make_campaign(slug="new-name", was="[old-name]")], make_config(base="/blog")))
    assert guids(before) == guids(after)
    redirect = after["posts/old-name/index.html"]
    assert '<meta http-equiv="refresh" content="0; url=/blog/posts/new-name/">' in redirect
    assert '<link rel="canonical" href="https://notes.example.org/blog/posts/new-name/">' in redirect
    assert not any("old-name" in place for place in locations(after))


def test_a_moved_date_or_another_site_address_makes_no_second_item() -> None:
    one = contents(make_site([make_campaign(date="2026-11-01")]))
    other = contents(make_site([make_campaign(date="2026-11-20", title="New title")], make_config(base="/elsewhere")))
    assert guids(one) == guids(other)


def test_lists_have_pages_that_link_to_each_other() -> None:
    posts = [make_campaign(slug=f"post-{i}", tags="[one]", date=f"2026-11-{i + 1:02}") for i in range(5)]
    made = contents(make_site(posts, make_config(page_size=2, base="/blog")))
    assert {path for path in made if "page/" in path} == {
        "page/2/index.html", "page/3/index.html", "tags/one/page/2/index.html", "tags/one/page/3/index.html"
    }  # fmt: skip
    middle = made["page/2/index.html"]
    assert re.findall(r'<h2><a href="([^"]*)"', middle) == ["/blog/posts/post-2/", "/blog/posts/post-1/"]
    assert '<a href="/blog/" rel="prev">' in middle
    assert '<a href="/blog/page/3/" rel="next">' in middle
    assert "Page 2 of 3" in middle


def test_tags_that_differ_in_writing_only_share_a_list() -> None:
    posts = [
        make_campaign(slug="a", tags="[Local Government]", date="2026-11-02"),
        make_campaign(slug="b", tags="[local government, local-government]", date="2026-11-01"),
        make_campaign(slug="c", tags="['C++ & Æ/..', '???']"),
    ]
    made = contents(make_site(posts))
    listed = made["tags/local-government/index.html"]
    assert "<h1>Local Government</h1>" in listed
    assert "2 posts" in listed
    assert len(re.findall(r'<li class="entry">', listed)) == 2
    assert {path for path in made if path.startswith("tags/")} == {
        "tags/index.html", "tags/local-government/index.html", "tags/c-æ/index.html", "tags/-/index.html"
    }  # fmt: skip


def test_the_sitemap_names_public_places_with_their_last_change() -> None:
    posts = [
        make_campaign(author="amina", tags="[one]", updated="2026-11-25 10:00"),
        make_campaign(slug="elsewhere", canonical="https://first.example/x"),
    ]
    made = contents(make_site(posts, make_config(base="/blog")))
    base = "https://notes.example.org/blog"
    assert locations(made) == [f"{base}/", f"{base}/posts/a-post/", f"{base}/tags/one/", f"{base}/authors/amina/"]
    assert made["sitemap.xml"].count("<lastmod>2026-11-25T10:00:00+00:00</lastmod>") >= 1
    assert f"Sitemap: {base}/sitemap.xml" in made["robots.txt"]


def test_every_address_that_pages_link_to_is_a_file_of_the_plan(tmp_path: Path) -> None:
    pictures = {name: make_picture(tmp_path, name) for name in ("images/x.png", "images/amina.png")}
    posts = [
        make_campaign(
            "![X](images/x.png)\n\n::: post other\n:::\n", author="amina", tags="['Ärger & Söhne', two]", was="[old]"
        ),
        make_campaign(slug="other", author="zoe", image="{src: images/x.png, alt: X}"),
        make_campaign(slug="letter", channels="newsletter", template="newsletter"),
    ]
    files = make_site(posts, make_config(base="/blog", page_size=1), pictures=pictures)
    present = {f"/blog/{file.path}" for file in files}
    for path, text in contents(files).items():
        if not path.endswith(".html"):
            continue
        found = re.findall(r'(?:href|src)="(?:https://notes\.example\.org)?(/blog[^"#]*)', text)
        found += [
            one for srcset in re.findall(r'srcset="([^"]*)"', text) for one in re.findall(r"(/blog\S+) \d+w", srcset)
        ]
        assert found
        for address in map(unquote, found):
            assert (f"{address}index.html" if address.endswith("/") else address) in present, (path, address)


def test_an_empty_site_is_a_site() -> None:
    made = contents(make_site([]))
    assert "Nothing yet." in made["index.html"]
    assert locations(made) == ["https://notes.example.org/"]


def test_an_item_s_picture_has_its_length_in_bytes(tmp_path: Path) -> None:
    pictures = {"images/x.png": make_picture(tmp_path, "images/x.png")}
    made = contents(make_site([make_campaign(image="{src: images/x.png, alt: X}")], pictures=pictures))
    enclosure = etree.fromstring(made["feed.xml"].encode()).find(".//enclosure")
    assert enclosure is not None
    size = (tmp_path / "x-1280.png").stat().st_size
    assert dict(enclosure.attrib) == {
        "url": "https://notes.example.org/images/x-1280.png", "length": str(size), "type": "image/png"
    }  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(offsets=st.lists(st.integers(-3, 3), min_size=1, max_size=6))
def test_a_post_is_somewhere_exactly_if_it_is_public(offsets: list[int]) -> None:
    day = datetime(2026, 12, 1, 12, tzinfo=UTC)
    posts = [
        make_campaign(slug=f"post-{number}", date=(day + timedelta(hours=offset)).strftime("%Y-%m-%d %H:%M"))
        for number, offset in enumerate(offsets)
    ]
    everything = "\n".join(contents(make_site(posts, now=day)).values())
    for number, offset in enumerate(offsets):
        assert (f"/posts/post-{number}/" in everything) == (offset <= 0)
