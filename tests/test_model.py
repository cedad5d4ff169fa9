"""The nouns: places, people, reports, placeholders, editions."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.model import (
    Block,
    BlockKind,
    Campaign,
    Channel,
    Document,
    Edition,
    Locator,
    Paragraph,
    Person,
    Place,
    Placeholder,
    PlaceholderName,
    PrintedQuotation,
    Rendition,
    Report,
    Speaker,
    fill_images,
    fill_placeholders,
    image_token,
    newest_first,
    placeholders_in,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NAMES = st.sampled_from(PlaceholderName)
FALLBACKS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), max_size=20)


def a_campaign(slug: str = "x", **others: object) -> Campaign:
    values: dict[str, object] = {
        "id": slug,
        "slug": slug,
        "path": f"campaigns/{slug}.md",
        "title": "X",
        "template": "report-post",
        "channels": frozenset({Channel.BLOG}),
        "body": Document(()),
        "digest": "",
    }
    return Campaign(**{**values, **others})  # type: ignore[arg-type]


def a_report() -> Report:
    parts = [("Doors", 1), ("One.", 0), ("Open", 2), ("Two.", 0), ("Three.", 0), ("Costs", 1), ("Four.", 0)]
    text, paragraphs = "", []
    for words, level in parts:
        paragraphs.append(Paragraph(len(text), len(text) + len(words), level))
        text += words + "\n\n"
    return Report("r.md", text, tuple(paragraphs), "")


@pytest.mark.parametrize(
    ("place", "written"),
    [(Place("a.md"), "a.md"), (Place("a.md", 3), "a.md:3"), (Place("config.yaml", 7, 5), "config.yaml:7:5")],
)
def test_a_place_is_written_with_as_much_as_is_known(place: Place, written: str) -> None:
    assert str(place) == written


def test_a_speaker_without_a_name_is_written_with_the_descriptor() -> None:
    assert (
        str(Speaker("Amina Rahman", "chief executive", "Example Trust"))
        == "Amina Rahman, chief executive, Example Trust"
    )
    assert str(Speaker(descriptor="a police chief")) == "a police chief"


@pytest.mark.parametrize(
    ("name", "initials"), [("Amina Rahman", "AR"), ("Cher", "C"), ("Jo van der Berg", "JB"), ("", "")]
)
def test_initials_are_those_of_first_and_last_name(name: str, initials: str) -> None:
    assert Person("k", name).initials == initials


def test_a_locator_prefers_the_page_and_is_never_empty() -> None:
    assert str(Locator(page=12, section=("Doors",), paragraph=3)) == "page 12"
    assert str(Locator(section=("Doors", "Open"), paragraph=3)) == "“Open”, paragraph 3"
    assert str(Locator()) == "the beginning"


def test_a_report_knows_section_and_paragraph_of_every_offset() -> None:
    report = a_report()
    assert report.locator(report.text.index("Three")) == Locator(None, ("Doors", "Open"), 2)
    assert report.locator(report.text.index("Four")) == Locator(None, ("Costs",), 1)
    assert report.locator(report.text.index("Open")).paragraph is None
    assert report.paragraph_at(len(report.text) + 5) == 6
    assert Report("empty", "", (), "").locator(0) == Locator()


@given(NAMES, FALLBACKS)
def test_a_token_is_read_back_as_the_placeholder_it_stands_for(name: PlaceholderName, fallback: str) -> None:
    placeholder = Placeholder(name, fallback)
    assert list(placeholders_in(f"a {placeholder.token} b {placeholder.token}")) == [placeholder, placeholder]


@given(NAMES, FALLBACKS, FALLBACKS)
def test_a_token_with_a_value_becomes_the_value(name: PlaceholderName, fallback: str, value: str) -> None:
    assert fill_placeholders(f"<{Placeholder(name, fallback).token}>", {name: value}) == f"<{value}>"


def test_only_a_first_name_falls_back() -> None:
    first, url = Placeholder(PlaceholderName.FIRST_NAME, "friend"), Placeholder(PlaceholderName.BROWSER_URL)
    assert fill_placeholders(f"{first.token} {url.token}", {}) == f"friend {url.token}"


def test_an_image_without_an_address_stays_a_token() -> None:
    known = Rendition("abc-600.jpg", 600, 400, "image/jpeg", Path("x"))
    other = Rendition("def-600.jpg", 600, 400, "image/jpeg", Path("y"))
    html = f'<img src="{image_token(known)}"><img src="{image_token(other)}">'
    assert (
        fill_images(html, {known.name: "https://x.org/a.jpg"})
        == f'<img src="https://x.org/a.jpg"><img src="{image_token(other)}">'
    )


def test_a_document_walks_into_blocks_in_order() -> None:
    quotation = PrintedQuotation(3, "words", "<p>words</p>")
    inner = Block(BlockKind.QUOTATION, 3, quotation=quotation)
    blocks = (Block(BlockKind.PARAGRAPH, 1), Block(BlockKind.ASIDE, 2, children=(inner,)), Block(BlockKind.RULE, 5))
    document = Document(blocks)
    assert [block.line for block in document.walk()] == [1, 2, 3, 5]
    assert document.quotations == (quotation,)


def test_a_campaign_finds_the_nearest_known_place_of_a_key() -> None:
    campaign = a_campaign(places={"email": Place("x.md", 4, 1)})
    assert campaign.place("email.subject") == Place("x.md", 4, 1)
    assert campaign.place("title") == Place("campaigns/x.md", 1)
    assert campaign.at(9) == Place("campaigns/x.md", 9)


def test_an_edition_has_one_key_and_one_address() -> None:
    post = Edition(a_campaign(id="old"))
    letter = Edition(a_campaign("n", channels=frozenset({Channel.NEWSLETTER})), date(2026, 12, 1))
    assert (post.key, post.path) == ("old", "/posts/x/")
    assert (letter.key, letter.path) == ("n@2026-12-01", "/letters/n/2026-12-01/")


def test_nothing_is_public_before_its_date_and_a_draft_never_is() -> None:
    assert Edition(a_campaign(date=NOON)).public_at(NOON)
    assert not Edition(a_campaign(date=NOON)).public_at(NOON - timedelta(microseconds=1))
    assert not Edition(a_campaign()).public_at(NOON)


@given(st.permutations(["a", "b", "c"]))
def test_editions_of_one_instant_have_one_order(order: list[str]) -> None:
    editions = [Edition(a_campaign(slug, date=NOON)) for slug in order]
    newer, draft = Edition(a_campaign("z", date=NOON + timedelta(days=1))), Edition(a_campaign("d"))
    assert [edition.key for edition in newest_first([draft, *editions, newer])] == ["z", "a", "b", "c"]


@pytest.mark.parametrize(
    ("speaker", "printed"),
    [
        (Speaker("Amina Rahman", "chair", "Example Trust"), "Amina Rahman, chair, Example Trust"),
        (Speaker(descriptor="The union’s submission", organisation="The union"), "The union’s submission"),
        (Speaker(descriptor="the Example Trust's report", organisation="Example Trust"), "the Example Trust's report"),
        (Speaker(descriptor="a nurse", organisation="Example Trust"), "a nurse, Example Trust"),
        (Speaker(descriptor="its reunion report", organisation="union"), "its reunion report, union"),
        (Speaker(organisation="Example Trust"), "Example Trust"),
        (Speaker(descriptor="a nurse"), "a nurse"),
        (Speaker(), ""),
    ],
)
def test_a_speaker_is_printed_without_telling_the_body_twice(speaker, printed):
    assert str(speaker) == printed
