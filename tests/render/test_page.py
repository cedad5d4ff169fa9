"""render/page.py: the web page of an edition."""

import json
import re
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publisher.errors import CampaignError, PublisherError
from publisher.model import RESERVED_CHARACTERS

from tests.site.building import make_campaign, make_config, make_page, make_picture

TEMPLATES = ("report-post", "guest-post", "newsletter", "digest")


def json_ld(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_makes_a_page_that_html5lib_reads_without_an_error(template: str, tmp_path: Path) -> None:
    body = (
        "> Words “in” it.\n>\n> — Amina Rahman, chief executive\n\n## Heading\n\n![A door](images/door.png)\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\nText[^1].\n\n[^1]: Note.\n\n::: aside\nAn aside.\n:::\n\n"
        "::: button\n[Get it](reports/x.pdf)\n:::\n\n::: signup\n:::\n\n::: post other\n:::\n"
    )
    post = make_campaign(
        body, template=template, author="amina", tags="[one, two]", image="{src: images/door.png, alt: Door}"
    )
    other = make_campaign(slug="other", title="Another")
    pictures = {"images/door.png": make_picture(tmp_path, "images/door.png")}
    made = make_page(post, pictures=pictures, posts=[other], related=[other], locators={8: "page 3"})
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(made.html)
    parser.parseFragment(made.article)


def test_blocks_for_email_are_left_out_and_those_for_the_web_shown() -> None:
    made = make_page(make_campaign("::: email\nOnly mail.\n:::\n\n::: web\nOnly web.\n:::\n"))
    assert "Only web." in made.html
    assert "Only mail." not in made.html
    assert "Only web." in made.article
    assert "Only mail." not in made.article


def test_placeholders_become_their_fallback_and_the_page_s_address() -> None:
    body = 'Dear {{ first_name or "Tom & Ann" }}, see [this]({{ browser_url }}).\n'
    made = make_page(make_campaign(body))
    assert "Dear Tom &amp; Ann, see" in made.html
    assert '<a href="https://notes.example.org/posts/a-post/">this</a>' in made.html
    assert not any(letter in made.html + made.article for letter in RESERVED_CHARACTERS)


@pytest.mark.parametrize("name", ["unsubscribe_url", "preferences_url", "postal_address"])
def test_a_placeholder_without_meaning_on_a_page_is_refused_with_its_line(name: str) -> None:
    body = f"First.\n\nThen {{{{ {name} }}}}.\n"
    with pytest.raises(CampaignError, match=rf"campaigns/a-post\.md:9: .*{name}.*::: email"):
        make_page(make_campaign(body))


def test_the_same_placeholder_in_an_email_block_is_fine() -> None:
    body = "::: email\n[Leave]({{ unsubscribe_url }})\n:::\n\nText.\n"
    assert "Leave" not in make_page(make_campaign(body)).html


def test_a_quotation_is_a_figure_with_attribution_and_locator() -> None:
    campaign = make_campaign("> Exact words.\n>\n> — Amina Rahman, chief executive, Example Trust\n")
    line = campaign.body.quotations[0].line
    made = make_page(campaign, locators={line: "page 12"})
    figure = re.search(r"<figure class=\"quotation.*?</figure>", made.html, re.DOTALL)
    assert figure
    assert "<blockquote>\n<p>Exact words.</p>\n</blockquote>" in figure[0]
    assert "<strong>Amina Rahman</strong>, chief executive, Example Trust" in figure[0]
    assert '<span class="locator">page 12</span>' in figure[0]


def test_a_quotation_with_marks_of_its_own_gets_no_second_mark() -> None:
    assert 'class="marked"' in make_page(make_campaign("> “Words,” it said.\n")).html
    assert 'class="marked"' not in make_page(make_campaign("> Words, it said.\n")).html


def test_images_have_sizes_and_all_but_the_first_are_lazy(tmp_path: Path) -> None:
    pictures = {f"images/{name}.png": make_picture(tmp_path, f"images/{name}.png") for name in ("one", "two", "three")}
    body = "![One](images/one.png)\n\n![Two](images/two.png 'Caption')\n\nText ![Three](images/three.png) inline.\n"
    made = make_page(make_campaign(body), make_config(base="/blog"), pictures=pictures)
    images = re.findall(r"<img [^>]*>", made.html)
    assert [("loading" in image, "fetchpriority" in image) for image in images] == [
        (False, True), (True, False), (True, False)
    ]  # fmt: skip
    for image in images:
        assert 'width="1280" height="640"' in image
        assert 'src="/blog/images/' in image
        assert re.search(r'srcset="/blog/images/\w+-320.png 320w, .*1280w"', image)
    assert "<figcaption>Caption</figcaption>" in made.html
    assert [size.name for size in made.pictures][:3] == ["one-320.png", "one-640.png", "one-1280.png"]
    assert len(made.pictures) == 9


def test_with_a_picture_above_the_text_every_image_of_the_text_is_lazy(tmp_path: Path) -> None:
    pictures = {"images/one.png": make_picture(tmp_path, "images/one.png")}
    campaign = make_campaign("![One](images/one.png)\n", image="{src: images/one.png, alt: One}")
    images = re.findall(r"<img [^>]*>", make_page(campaign, pictures=pictures).html)
    assert ["lazy" in image for image in images] == [False, True]


def test_local_links_go_through_links_and_get_the_base_path() -> None:
    body = "[file](reports/x.pdf) [root](/about/) [out](https://example.org/?a=1&b=2) [here](#x) [mail](mailto:a@b.example)\n"
    made = make_page(
        make_campaign(body),
        make_config(base="/blog"),
        links=lambda href: f"/files/{href}" if href.startswith("reports/") else href,
    )
    found = re.findall(r'<a href="([^"]*)">(?:file|root|out|here|mail)<', made.html)
    assert found == [
        "/blog/files/reports/x.pdf",
        "/blog/about/",
        "https://example.org/?a=1&amp;b=2",
        "#x",
        "mailto:a@b.example",
    ]
    base = "https://notes.example.org/blog"
    absolute = re.findall(r'<a href="([^"]*)">', made.article)
    assert absolute == [
        f"{base}/files/reports/x.pdf",
        f"{base}/about/",
        "https://example.org/?a=1&amp;b=2",
        f"{base}/posts/a-post/#x",
        "mailto:a@b.example",
    ]


def test_the_feed_s_article_has_no_form_no_frame_and_only_absolute_addresses(tmp_path: Path) -> None:
    body = "Text[^n].\n\n![One](images/one.png)\n\n| a |\n|---|\n| 1 |\n\n::: signup\n:::\n\n::: post other\n:::\n\n[^n]: Note.\n"
    other = make_campaign(slug="other", title="Another", summary="What it says.")
    pictures = {"images/one.png": make_picture(tmp_path, "images/one.png")}
    made = make_page(make_campaign(body), pictures=pictures, posts=[other])
    assert "<form" in made.html
    for part in ("<form", "<input", "srcset", "loading=", "tabindex", "role=", "aria-", "<nav", "<h1", "<script"):
        assert part not in made.article
    addresses = re.findall(r'(?:href|src)="([^"]*)"', made.article)
    assert addresses
    assert all(address.startswith("https://notes.example.org/") for address in addresses)


def test_a_card_shows_title_picture_summary_and_a_link_that_names_the_post(tmp_path: Path) -> None:
    other = make_campaign(
        slug="other", title="Other & more", summary="In short.", image="{src: images/o.png, alt: Other}"
    )
    pictures = {"images/o.png": make_picture(tmp_path, "images/o.png")}
    made = make_page(make_campaign("## Section\n\n::: post other\n:::\n"), posts=[other], pictures=pictures)
    card = re.search(r'<section class="card">.*?</section>', made.html, re.DOTALL)
    assert card
    assert '<h3 class="card-title"><a href="/posts/other/">Other &amp; more</a></h3>' in card[0]
    assert "<p>In short.</p>" in card[0]
    assert 'alt="Other"' in card[0]
    assert 'Read more<span class="unseen">: Other &amp; more</span>' in card[0]


def test_a_card_without_summary_takes_the_first_paragraph_without_links_and_notes() -> None:
    other = make_campaign(
        "![x](https://example.org/x.png)\n\nA *first* [link](https://e.example)[^1] & more.\n\n[^1]: Note.\n",
        slug="other",
    )
    made = make_page(make_campaign("::: post other\n:::\n"), posts=[other])
    assert "<p>A first link &amp; more.</p>" in made.html


def test_a_card_of_an_unknown_post_is_refused_with_its_line() -> None:
    with pytest.raises(CampaignError, match=r"campaigns/a-post\.md:7: `::: post nowhere`"):
        make_page(make_campaign("::: post nowhere\n:::\n"))


def test_footnotes_stand_at_the_end_whatever_their_place() -> None:
    made = make_page(make_campaign("One[^1].\n\n[^1]: The note.\n\nLast paragraph.\n"))
    assert made.article.index("The note.") > made.article.index("Last paragraph.")


def test_the_sign_up_box_stands_once_with_a_labelled_field_promise_and_privacy_link() -> None:
    for body in ("Text.\n", "Text.\n\n::: signup\n:::\n\nMore.\n"):
        html = make_page(make_campaign(body)).html
        assert html.count("<form") == 1
        assert '<form action="https://forms.example.org/x" method="post">' in html
        label = re.search(r'<label for="([^"]+)">', html)
        assert label
        assert f'<input id="{label[1]}" type="email" name="email"' in html
        assert 'href="https://example.org/privacy"' in html


def test_without_signup_in_config_there_is_no_box() -> None:
    assert "<form" not in make_page(make_campaign("::: signup\n:::\n"), make_config(more="")).html


def test_written_by_shows_the_portrait_or_initials(tmp_path: Path) -> None:
    pictures = {"images/amina.png": make_picture(tmp_path, "images/amina.png", widths=(128, 320))}
    with_portrait = make_page(make_campaign(author="amina"), pictures=pictures).html
    assert '<img class="face" src="/images/amina-128.png" alt="Amina Rahman" width="64" height="64"' in with_portrait
    without = make_page(make_campaign(author="amina")).html
    assert '<span class="face" aria-hidden="true">AR</span>' in without
    assert without.count("chief executive, Example Trust") == 2


def test_a_guest_s_page_carries_permission_original_and_disclaimer() -> None:
    campaign = make_campaign(
        template="guest-post", author="{name: Sam Guest, role: writer}", canonical="https://first.example/x",
        permission="Reprinted with permission.", disclaimer="Their views.",
    )  # fmt: skip
    html = make_page(campaign).html
    assert '<link rel="canonical" href="https://first.example/x">' in html
    assert 'Reprinted with permission. <a href="https://first.example/x">Read the original</a>' in html
    assert "Their views." in html
    assert '<a href="/authors/sam-guest/">Sam Guest</a>' in html


def test_the_head_tells_machines_what_the_page_is(tmp_path: Path) -> None:
    pictures = {"images/door.png": make_picture(tmp_path, "images/door.png")}
    campaign = make_campaign(
        title="Doors & windows", author="amina", summary="In short.", tags="[a, b]",
        image="{src: images/door.png, alt: A door}", updated="2026-11-25 10:00", update_note="A typo",
    )  # fmt: skip
    html = make_page(campaign, make_config(base="/blog"), pictures=pictures).html
    url = "https://notes.example.org/blog/posts/a-post/"
    assert "<title>Doors &amp; windows – Test &amp; Notes</title>" in html
    assert f'<link rel="canonical" href="{url}">' in html
    assert '<meta property="og:image" content="https://notes.example.org/blog/images/door-1280.png">' in html
    assert '<meta property="og:image:width" content="1280">' in html
    assert html.count('rel="alternate"') == 3
    data = json_ld(html)
    assert data["@type"] == "BlogPosting"
    assert data["headline"] == "Doors & windows"
    assert data["datePublished"] == "2026-11-24T09:00:00+00:00"
    assert data["dateModified"] == "2026-11-25T10:00:00+00:00"
    assert data["author"] == {
        "@type": "Person",
        "name": "Amina Rahman",
        "url": "https://notes.example.org/blog/authors/amina/",
        "jobTitle": "chief executive",
        "affiliation": {"@type": "Organization", "name": "Example Trust"},
    }
    assert "Updated on 25 November 2026: A typo" in html


def test_a_title_cannot_leave_the_json_or_the_markup() -> None:
    title = "</script><script>alert(1)</script><!-- {{ config }} {% raw %}"
    campaign = make_campaign(title=title)
    html = make_page(campaign).html
    assert "<script>alert" not in html
    assert json_ld(html)["headline"] == campaign.title
    assert "{{ config }} {% raw %}" in html


def test_a_draft_says_so_and_is_not_indexed() -> None:
    html = make_page(make_campaign(date="")).html
    assert "Draft" in html
    assert '<meta name="robots" content="noindex">' in html


def test_page_has_language_direction_landmarks_and_a_skip_link_first() -> None:
    html = make_page(make_campaign()).html
    assert '<html lang="en-GB" dir="ltr">' in html
    assert re.search(r'<body>\s*<a class="skip" href="#content">', html)
    for part in ("<header", "<nav", '<main id="content"', "<footer"):
        assert part in html
    assert '<html lang="ar" dir="rtl">' in make_page(make_campaign(), make_config(language="ar")).html


@pytest.mark.parametrize("language", ["de", "fr-FR"])
def test_the_frame_speaks_the_language_of_the_project(language: str) -> None:
    html = make_page(make_campaign(author="amina"), make_config(language=language)).html
    words = {"de": ("24. November 2026", "Geschrieben von"), "fr-FR": ("24 novembre 2026", "Écrit par")}[language]
    assert all(word in html for word in words)
    assert "Written by" not in html


def test_nothing_is_loaded_from_elsewhere() -> None:
    html = make_page(make_campaign(author="amina")).html
    loaded = re.findall(r'<(?:img|script|iframe|source|video|audio)\b[^>]*\bsrc="([^"]*)"', html)
    loaded += re.findall(r'<link rel="(?:stylesheet|icon|preload)"[^>]*href="([^"]*)"', html)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\r" + "".join(RESERVED_CHARACTERS)), max_size=80
    )
)
def test_whatever_is_written_the_page_stays_one_document_without_script(text: str) -> None:
    try:
        campaign = make_campaign(f"Before {text} after.\n\n> {text}\n>\n> — {text}\n", author="amina")
    except PublisherError:  # what markdown.py refuses never comes to a page
        return
    made = make_page(campaign)
    assert made.html.count("</html>") == 1
    tree = html5lib.parse(made.html, namespaceHTMLElements=False)
    assert [script.get("type") for script in tree.iter("script")] == ["application/ld+json"]
    assert all(not name.startswith("on") for element in tree.iter() for name in getattr(element, "attrib", ()))
    assert not list(html5lib.parseFragment(made.article, namespaceHTMLElements=False).iter("script"))
