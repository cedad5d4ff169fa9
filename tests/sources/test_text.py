"""Plain text: the encoding ladder, paragraphs, headings."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.errors import SourceError
from publisher.model import RESERVED_CHARACTERS
from publisher.sources.text import decode, read


def paragraphs(text):
    report = read(text.encode(), name="r.txt")
    return [(p.level, report.text[p.start : p.end]) for p in report.paragraphs]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_part_of_the_text(encoding):
    assert decode("It costs £5.".encode(encoding), name="r") == ("It costs £5.", ())


def test_windows_text_is_read_with_a_warning():
    text, warnings = decode("It costs £5 – “no more”.".encode("cp1252"), name="r.txt")
    assert text == "It costs £5 – “no more”."
    assert warnings == ("r.txt: is not UTF-8; it was read as Windows-1252",)


def test_a_named_encoding_overrides_the_ladder():
    assert decode("Łódź".encode("cp1250"), name="r", encoding="cp1250")[0] == "Łódź"


@pytest.mark.parametrize(
    ("data", "encoding", "says"),
    [
        (b"ab\0cd", "", "NUL characters"),
        (b"caf\xe9 \x81", "", "neither UTF-8 nor Windows-1252"),
        (b"caf\xe9", "utf-8", "is not utf-8 text (byte 3)"),
        (b"words", "klingon", "no encoding is called “klingon”"),
        (b"words", "rot13", "no encoding is called “rot13”"),
        ("line\nand \ue001".encode(), "", "r.txt:2: holds the private-use character U+E001"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data, encoding, says):
    with pytest.raises(SourceError) as caught:
        decode(data, name="r.txt", encoding=encoding)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(st.characters(exclude_characters={"\0", "\ufeff", *RESERVED_CHARACTERS}, exclude_categories=["Cs"])))
def test_the_text_is_the_decoded_source_and_paragraphs_hold_all_its_words(text):
    report = read(text.encode(), name="r")
    assert report.text == text
    assert report.digest == hashlib.sha256(text.encode()).hexdigest()
    words = [word for p in report.paragraphs for word in text[p.start : p.end].split()]
    assert words == text.split()
    ends = [0, *(p.end for p in report.paragraphs)]
    assert all(end <= p.start < p.end for end, p in zip(ends, report.paragraphs, strict=False))


def test_wrapped_lines_are_one_paragraph():
    assert paragraphs("One line\nand its sequel.\n\nAnother.") == [(0, "One line\nand its sequel."), (0, "Another.")]


def test_a_long_line_is_a_paragraph_of_its_own():
    long = "We heard this again and again from the people whom we met on our way. " * 3
    assert paragraphs(f"She told us:\n{long.strip()}\n") == [(0, "She told us:"), (0, long.strip())]


def test_list_items_are_paragraphs():
    assert paragraphs("- Build rooms\n  and halls.\n- Pay people.") == [
        (0, "- Build rooms\n  and halls."),
        (0, "- Pay people."),
    ]


def test_a_short_line_before_a_paragraph_is_a_heading():
    body = "People came for the warmth, and they stayed for the company of others."
    assert paragraphs(f"What we found\n\n{body}") == [(1, "What we found"), (0, body)]
    assert paragraphs(f"2.1 What we found\n\n{body}")[0] == (2, "2.1 What we found")
    assert paragraphs(f"What we found\n----\n\n{body}")[0] == (2, "What we found")


def test_names_in_a_list_are_no_headings():
    assert {level for level, _ in paragraphs("Amina Rahman, chair\n\nTom Wilk, treasurer\n\nJo Ash, cook")} == {0}


def test_line_ends_of_every_kind_are_understood():
    for newline in ("\n", "\r\n", "\r"):
        assert [text for _, text in paragraphs(newline.join(["One.", "", "Two.", "", "Three."]))] == [
            "One.",
            "Two.",
            "Three.",
        ]


def test_form_feeds_are_page_breaks():
    report = read(b"First page.\n\fSecond page.\n\f", name="r")
    assert report.pages == 2
    assert [p.page for p in report.paragraphs] == [1, 2]
