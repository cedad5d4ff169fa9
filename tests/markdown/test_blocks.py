"""What one block says: its words, links, images, plain text, and an id of its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.markdown import blocks
from publisher.markdown.blocks import Event
from publisher.model import ImageReference, Link


def start(tag: str, value: object = None, line: int = 1) -> Event:
    return Event("Start", line, tag, value)


def end(tag: str) -> Event:
    return Event("End", 1, tag)


def text(words: str, line: int = 1, raw: str = "") -> Event:
    return Event("Text", line, "", words, raw or words)


def link(address: str, *inside: Event, line: int = 1) -> list[Event]:
    return [start("Link", {"dest_url": address, "title": ""}, line), *inside, end("Link")]


def image(address: str, *inside: Event, line: int = 1) -> list[Event]:
    return [start("Image", {"dest_url": address, "title": "t"}, line), *inside, end("Image")]


def paragraph(*inside: Event) -> list[Event]:
    return [start("Paragraph"), *inside, end("Paragraph")]


def test_words_are_printed_or_as_they_were_typed() -> None:
    events = paragraph(
        text("it’s", raw="it's"),
        Event("SoftBreak", 1),
        text("“so”", raw='"so"'),
        Event("FootnoteReference", 1, "", "1"),
    )
    assert blocks.inline_text(events) == "it’s “so”"
    assert blocks.inline_text(events, raw=True) == 'it\'s "so"'


def test_a_link_ends_where_it_ends() -> None:
    events = paragraph(*link("a", text("x"), *image("b", text("y"), line=3), line=2), *link("c", text("z"), line=4))
    assert list(blocks.links(events)) == [Link(2, "a", "xy"), Link(4, "c", "z")]
    assert list(blocks.images(events)) == [ImageReference(3, "b", "y", "t")]


def test_marks_of_raw_html_are_links_and_images_too() -> None:
    raw = [
        Event("InlineHtml", 2, "", "<a href='x'>"),
        text("words"),
        Event("InlineHtml", 2, "", "</a>"),
        Event("InlineHtml", 3, "", "<IMG SRC=y ALT=z>"),
    ]
    assert list(blocks.links(paragraph(*raw))) == [Link(2, "x", "words")]
    assert list(blocks.images(paragraph(*raw))) == [ImageReference(3, "y", "z")]


def test_lines_of_a_raw_block_are_read_as_one() -> None:
    raw = [start("HtmlBlock"), Event("Html", 4, "", "<a\n"), Event("Html", 5, "", "href='x'>w</a>\n"), end("HtmlBlock")]
    assert list(blocks.links(raw)) == [Link(5, "x", "w")]


@pytest.mark.parametrize("events", [paragraph(*image("a", text("b"))), paragraph(*image("a"))])
def test_an_image_alone_is_found(events: list[Event]) -> None:
    assert blocks.only_image(events) == next(blocks.images(events))


@pytest.mark.parametrize(
    "events",
    [
        paragraph(*image("a"), text(" c")),
        paragraph(*image("a"), *image("b")),
        paragraph(*link("c", *image("a"))),
        paragraph(text("a")),
        paragraph(),
    ],
)
def test_an_image_in_company_is_not_alone(events: list[Event]) -> None:
    assert blocks.only_image(events) is None


def test_an_item_keeps_its_number_and_what_is_in_it_is_indented() -> None:
    inner = [start("List"), start("Item"), text("b"), end("Item"), end("List")]
    events = [
        start("List", 9),
        start("Item"),
        *paragraph(text("a")),
        *inner,
        end("Item"),
        start("Item"),
        text("c"),
        end("Item"),
        end("List"),
    ]
    assert blocks.plain_text(events) == "9. a\n   - b\n10. c"


def test_an_address_is_written_once() -> None:
    assert blocks.plain_text(paragraph(*link("https://x.org", text("x.org")))) == "x.org"
    assert blocks.plain_text(paragraph(*link("mailto:a@b.org", text("a@b.org")))) == "a@b.org"
    assert blocks.plain_text(paragraph(*link("https://x.org", text("here")))) == "here <https://x.org>"


@given(st.lists(st.text(max_size=12), max_size=30))
def test_ids_are_each_there_once_and_fit_into_addresses(titles: list[str]) -> None:
    taken: dict[str, int] = {}
    ids = [blocks.anchor(title, taken) for title in titles]
    assert len(set(ids)) == len(ids)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and name for name in ids)


def test_an_id_does_not_hold_a_placeholder() -> None:
    assert blocks.anchor("Hello \ue000first_name\ue001friend\ue002!", {}) == "hello"


def test_many_headings_alike_cost_no_more_each() -> None:
    taken: dict[str, int] = {}
    assert [blocks.anchor("Same", taken) for _ in range(20_000)][-1] == "same-20000"
