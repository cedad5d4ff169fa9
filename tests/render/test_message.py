"""The email of an edition, drawn by the four shipped templates."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from publisher.errors import CampaignError, TemplateError
from publisher.model import (
    Message,
    Placeholder,
    PlaceholderName,
    fill_images,
    fill_placeholders,
    placeholders_in,
)
from publisher.render import colour
from publisher.render.templates import Templates

from tests.render.letters import PICTURES, SHIPPED, configuration, drawn, letter, picture, post, posts

H = "{http://www.w3.org/1999/xhtml}"
FOUR = ["report-post", "guest-post", "newsletter", "digest"]
FILLED = {
    PlaceholderName.BROWSER_URL: "https://b.example/",
    PlaceholderName.PREFERENCES_URL: "https://p.example/",
    PlaceholderName.UNSUBSCRIBE_URL: "https://u.example/",
    PlaceholderName.POSTAL_ADDRESS: "1 Example Row",
}


@pytest.fixture(params=FOUR)
def each(request: pytest.FixtureRequest) -> Message:
    if request.param in ("newsletter", "digest"):
        return drawn(letter(request.param), posts=posts())
    return drawn(post(request.param, author="dawn"))


def tree(html: str) -> Element:
    return html5lib.parse(html)


def words(html: str) -> str:
    """The words that a reader sees: no head, no hidden preheader, no comments."""
    body = tree(re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)).find(f"{H}body")
    assert body is not None
    for child in list(body):
        if "display:none" in child.get("style", ""):
            body.remove(child)
    return " ".join(" ".join(body.itertext()).split())


def test_a_document_names_its_language_and_direction_twice(each: Message) -> None:
    root = tree(each.html)
    body = root.find(f"{H}body")
    assert (root.get("lang"), root.get("dir")) == ("en-GB", "ltr")
    assert body is not None
    assert (body.get("lang"), body.get("dir")) == ("en-GB", "ltr")


def test_layout_tables_say_that_they_are_layout(each: Message) -> None:
    tables = [table for table in tree(each.html).iter(f"{H}table") if "data" not in table.get("class", "")]
    assert tables
    assert all(table.get("role") == "presentation" for table in tables)


def test_every_image_has_words_and_a_size(each: Message) -> None:
    images = list(tree(each.html).iter(f"{H}img"))
    assert images
    for image in images:
        assert image.get("alt")
        assert 0 < int(image.get("width", "0")) <= 600
        assert int(image.get("height", "0")) > 0


def test_nothing_is_loaded_from_elsewhere(each: Message) -> None:
    assert not re.search(r"<link|@import|<script|url\(", each.html)
    assert all(image.get("src", "").startswith("image:") for image in tree(each.html).iter(f"{H}img"))


def test_the_images_are_those_that_the_html_names(each: Message) -> None:
    named = set(re.findall(r'src="image:([^"]+)"', each.html))
    assert named == {image.name for image in each.images}
    filled = fill_images(each.html, {image.name: f"https://i.example/{image.name}" for image in each.images})
    assert "image:" not in re.sub(r"image:\s", "", filled.partition("</head>")[2])


def test_placeholders_stand_whole_in_addresses_and_text(each: Message) -> None:
    found = {placeholder.name for placeholder in placeholders_in(each.html)}
    assert found >= set(FILLED)
    filled = fill_placeholders(each.html, FILLED)
    addresses = [link.get("href") for link in tree(filled).iter(f"{H}a")]
    assert {"https://b.example/", "https://p.example/", "https://u.example/"} <= set(addresses)
    assert "1 Example Row" in words(filled)
    assert not any("\ue000" <= letter <= "\ue002" or letter == "{" for letter in words(filled))


def test_the_legal_foot_is_in_both_parts(each: Message) -> None:
    for part in (words(fill_placeholders(each.html, FILLED)), fill_placeholders(each.text, FILLED)):
        for wanted in ("Example Trust CIC", "Community interest company", "Company 0000000", "© 2026", "Unsubscribe"):
            assert wanted in part
    assert "https://u.example/" in fill_placeholders(each.text, FILLED)


def test_the_text_part_holds_what_the_html_says_in_its_order(each: Message) -> None:
    seen = re.findall(r"\w+", words(fill_placeholders(each.html, FILLED)))
    read = re.findall(r"\w+", fill_placeholders(each.text, FILLED))
    assert len(read) >= 0.6 * len(seen)
    missing = [word for word in seen if word not in set(read)]
    assert set(missing) <= {"Read", "more", "Guest", "post", "Written", "by", "Visits", "month"}


def test_no_line_of_the_text_part_is_longer_than_72_characters(each: Message) -> None:
    lines = fill_placeholders(each.text, FILLED).splitlines()
    assert all(len(line) <= 72 or "https://" in line for line in lines)
    assert "\u00a0" not in each.text


def test_an_email_is_small_and_its_head_below_gmails_limit(each: Message) -> None:
    assert len(each.html.encode()) < 60_000
    assert all(len(style) < 16_000 for style in re.findall(r"<style.*?</style>", each.html, re.DOTALL))


def test_the_preheader_is_hidden_and_padded(each: Message) -> None:
    hidden = next(div for div in tree(each.html).iter(f"{H}div") if "display:none" in div.get("style", ""))
    text = "".join(hidden.itertext())
    assert text.startswith(each.preheader)
    assert len(text) >= 140


def test_dark_mode_is_declared_and_styled(each: Message) -> None:
    names = {meta.get("name") for meta in tree(each.html).iter(f"{H}meta")}
    assert {"color-scheme", "supported-color-schemes"} <= names
    assert "@media (prefers-color-scheme: dark)" in each.html
    assert colour.dark("#0b6e63").paper in each.html


def test_outlook_gets_its_tables(each: Message) -> None:
    assert each.html.count("<!--[if mso | IE]><table") > 5


def test_no_text_is_smaller_than_14_pixels(each: Message) -> None:
    styled = [element.get("style", "") for element in tree(each.html).iter() if (element.text or "").strip()]
    shown = [style for style in styled if "display:none" not in style]
    assert min(int(size) for style in shown for size in re.findall(r"font-size:\s*(\d+)px", style)) >= 14


def test_headings_go_down_one_level_at_a_time(each: Message) -> None:
    levels = [
        int(element.tag[-1]) for element in tree(each.html).iter() if re.fullmatch(rf"{H}h[1-6]", str(element.tag))
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_it_goes_through_a_mail_whole(each: Message) -> None:
    mail = EmailMessage(policy=policy.SMTP)
    mail["Subject"] = each.subject
    mail.set_content(each.text)
    mail.add_alternative(each.html, subtype="html")
    raw = mail.as_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    back = message_from_bytes(raw, policy=policy.default)
    assert not back.defects
    html = back.get_body(("html",))
    assert html is not None
    assert html.get_content().splitlines() == each.html.splitlines()


def test_drawing_twice_gives_the_same_bytes() -> None:
    assert drawn(post()) == drawn(post())


# ── what stands in it ───────────────────────────────────────────────────────────────────────────────────


def test_subject_and_preheader_default_to_title_and_summary() -> None:
    own = drawn(post())
    assert own.subject == f"Doors, for {Placeholder(PlaceholderName.FIRST_NAME, 'you').token}"
    assert own.preheader == "What nine rooms learned."
    default = drawn(letter(), posts=posts())
    assert (default.subject, default.preheader) == ("November letter", "Two things.")


def test_a_long_summary_is_cut_at_a_word_for_the_preheader() -> None:
    text = (
        post()
        .replace("Nine rooms & one question.", "word " * 60)
        .replace(', preheader: "What nine rooms learned."', "")
    )
    assert drawn(text).preheader.endswith("word…")
    assert len(drawn(text).preheader) <= 140


def test_blocks_for_the_web_and_the_sign_up_box_stay_out() -> None:
    made = drawn(post())
    for part in (made.html, made.body, made.text):
        assert "Only in the letter" in part
        assert "Only on the web" not in part
        assert "<form" not in part


def test_a_quotation_stands_in_a_table_with_its_attribution_and_locator() -> None:
    line = post().splitlines().index('> "Fund a Thursday."') + 1
    made = drawn(post(), locators={line: "page 12"})
    cell = next(cell for cell in tree(made.html).iter(f"{H}td") if cell.get("class") == "bar")
    assert "border-left: 3px solid #0b6e63" in cell.get("style", "")
    text = " ".join("".join(cell.itertext()).split())
    assert text == "“Fund a Thursday.” Amina Rahman, chief executive, Example Trust · page 12"
    assert cell.find(f".//{H}strong").text == "Amina Rahman"  # type: ignore[union-attr]
    assert "— Amina Rahman, chief executive, Example Trust, page 12" in made.text


def test_a_mark_is_hung_only_before_words_that_have_none() -> None:
    marks = [span for span in tree(drawn(post()).html).iter(f"{H}span") if span.get("class") == "mark"]
    assert len(marks) == 1
    german = drawn(post(), settings=configuration("de"))
    assert '<span class="mark" style="color: #0b6e63;">„</span>Unmarked' in german.html


def test_links_lead_somewhere_from_a_mailbox() -> None:
    made = drawn(post())
    hrefs = [link.get("href", "") for link in tree(fill_placeholders(made.html, FILLED)).iter(f"{H}a")]
    assert "https://notes.example.org/blog/files/reports/x.pdf" in hrefs
    assert all(re.match(r"https://|mailto:", href) for href in hrefs)
    assert not re.search(r' id="', made.html.partition("<body")[2])


def test_a_button_is_drawn_for_outlook_too() -> None:
    html = drawn(post()).html
    button = next(link for link in tree(html).iter(f"{H}a") if link.text == "Download the report")
    assert 'bgcolor="#0b6e63"' in html
    assert button.get("href") == "https://notes.example.org/blog/files/reports/x.pdf"


def test_footnotes_close_the_article() -> None:
    made = drawn(post())
    for part in (words(made.html), made.text):
        assert part.index("A note at the foot.") > part.index("A word")


def test_a_post_in_a_letter_has_title_picture_summary_and_a_link_that_says_where() -> None:
    made = drawn(letter(), posts=posts())
    root = tree(made.html)
    title = next(heading for heading in root.iter(f"{H}h3") if heading.get("class") == "post-title")
    assert "".join(title.itertext()) == "The doors’ lesson – what we learned"
    more = next(link for link in root.iter(f"{H}a") if link.text == "Read more")
    assert more.get("href") == "https://notes.example.org/blog/posts/doors/"
    assert "The doors’ lesson" in more.get("aria-label", "")
    assert "Nine rooms &amp; one question." in made.html
    assert [image.name for image in made.images] == ["d00d-1200.png"]


def test_a_post_without_summary_is_shown_by_its_first_paragraph() -> None:
    settings = configuration()
    text = re.sub("summary: .*\n", "", post())
    from tests.render.letters import campaign

    made = drawn(letter(), posts={"doors": campaign(text, "doors", settings)})
    assert "A lead with a page of ours, a note and a mark." in made.text


def test_an_opening_quotation_is_set_larger_and_centred() -> None:
    root = tree(drawn(letter(), posts=posts()).html)
    cell = next(cell for cell in root.iter(f"{H}td") if cell.get("class") == "crest")
    paragraph = next(p for p in cell.iter(f"{H}p") if "Words that open." in "".join(p.itertext()))
    assert "text-align: center" in paragraph.get("style", "")


def test_a_guest_post_shows_who_wrote_it_with_portrait_or_initials() -> None:
    with_portrait = drawn(post("guest-post", author="dawn"))
    assert 'src="image:da38-128.png" alt="Dawn Field" width="64" height="64"' in re.sub(
        r' class="portrait"| style="[^"]*"', "", with_portrait.html
    )
    without = drawn(post("guest-post", author="amina"))
    initials = next(cell for cell in tree(without.html).iter(f"{H}td") if cell.get("class") == "initials")
    assert initials.text == "AR"
    assert "Guests speak for themselves." in words(without.html)


def test_the_body_form_has_the_article_and_no_shell() -> None:
    body = drawn(post("guest-post", author="dawn")).body
    assert "<blockquote" in body
    assert 'role="article"' not in body
    assert not re.search(r"<html|<head|<body|<h1|<style|<!--", body)
    assert "Example Trust CIC" not in body
    assert PlaceholderName.PREFERENCES_URL not in body
    assert "Dawn Field" in body


def test_a_logo_stands_beside_the_name_and_an_svg_does_not() -> None:
    settings = configuration(look=", logo: logo.png")
    logo = picture("logo.png", "1090-200.png", 200, 80)
    made = drawn(post(), settings=settings, pictures={**PICTURES, "logo.png": logo})
    image = next(image for image in tree(made.html).iter(f"{H}img") if image.get("src") == "image:1090-200.png")
    assert (image.get("alt"), image.get("width"), image.get("height")) == ("Example Notes", "100", "40")
    drawing = picture("logo.png", "1090-200.svg", 200, 80, "image/svg+xml")
    assert ".svg" not in drawn(post(), settings=settings, pictures={**PICTURES, "logo.png": drawing}).html


def test_hostile_text_stays_text() -> None:
    text = (
        post()
        .replace("Nine rooms & one question.", "<script>x</script>{{ 7*7 }}<mj-text>\"'")
        .replace("The doors' lesson", "<b>A</b> & {% raw %}")
    )
    made = drawn(text)
    assert "<script" not in made.html
    assert "<mj-text" not in made.html
    assert "&lt;b&gt;A&lt;/b&gt; &amp; {% raw %}" in made.html
    assert "{{ 7*7 }}" in made.html


def test_a_post_or_picture_that_is_not_there_is_named_with_its_line() -> None:
    with pytest.raises(CampaignError, match=r"campaigns/x\.md:\d+: there is no post doors"):
        drawn(letter())
    with pytest.raises(CampaignError, match=r"campaigns/x\.md:\d+: there is no picture images/chart\.png"):
        drawn(post(), pictures={key: made for key, made in PICTURES.items() if "chart" not in key})
    svg = picture("images/chart.png", "c-1.svg", 10, 10, "image/svg+xml")
    with pytest.raises(CampaignError, match="do not show SVG"):
        drawn(post(), pictures={**PICTURES, "images/chart.png": svg})


def test_a_picture_of_another_site_keeps_its_address() -> None:
    made = drawn(post().replace("images/chart.png", "https://x.example/c.png"))
    assert 'src="https://x.example/c.png"' in made.html
    assert "c4a7-300.png" not in [image.name for image in made.images]


def test_a_fault_in_a_projects_template_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    (folder / "report-post").mkdir(parents=True)
    (folder / "report-post" / "email.mjml").write_text("<mjml>\n<mj-body>\n<mj-text>x</mj-text>\n</mj-body></mjml>")
    with pytest.raises(
        TemplateError, match=r"templates/report-post/email\.mjml:3: <mj-text> may not stand in <mj-body>"
    ):
        drawn(post(), templates=Templates([folder, SHIPPED], language="en"))


@pytest.mark.parametrize(("language", "word"), [("de", "Abmelden"), ("fr-FR", "Se désabonner")])
def test_the_frame_speaks_the_language_of_the_project(language: str, word: str) -> None:
    made = drawn(post(), settings=configuration(language))
    assert word in made.html
    assert word in made.text
    assert f'lang="{language}"' in made.html
