"""Word documents: styles, lists, tables, text boxes, footnotes; hostile and damaged files."""

import random
import time

import docx
import pytest
from publisher.errors import SourceError
from publisher.model import ParagraphKind as Kind
from publisher.sources.docx import MAX_UNPACKED, read

from tests.sources.docxs import docx_of, saved, with_parts

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def kinds(data):
    report = read(data, name="r.docx")
    return [(p.kind, p.level, report.text[p.start : p.end]) for p in report.paragraphs]


def body(xml: str) -> bytes:
    """A document with this body."""
    return with_parts(
        docx_of("x"), {"word/document.xml": f"<w:document {W}><w:body>{xml}</w:body></w:document>".encode()}
    )


def test_styles_tell_what_a_paragraph_is():
    data = docx_of(
        ("Open doors", "Title"),
        ("Findings", "Heading 1"),
        ("Costs", "Heading 2"),
        "Nine rooms were open in the winter.",
        ("We have got to go.", "Quote"),
        ("Pay people.", "List Bullet"),
        ("A hall", "Caption"),
    )
    assert kinds(data) == [
        (Kind.HEADING, 1, "Open doors"),
        (Kind.HEADING, 2, "Findings"),
        (Kind.HEADING, 3, "Costs"),
        (Kind.TEXT, 0, "Nine rooms were open in the winter."),
        (Kind.QUOTATION, 0, "We have got to go."),
        (Kind.ITEM, 0, "Pay people."),
        (Kind.CAPTION, 0, "A hall"),
    ]
    assert read(data, name="r").title == "Open doors"


def test_a_style_of_ones_own_is_what_it_is_based_on():
    document = docx.Document()
    own = document.styles.add_style("House heading", 1)
    own.base_style = document.styles["Heading 2"]
    document.add_paragraph("Costs", own)
    assert kinds(saved(document)) == [(Kind.HEADING, 2, "Costs")]


def test_bold_lines_are_headings_where_no_heading_style_is_used():
    document = docx.Document()
    document.add_paragraph().add_run("What we found").bold = True
    document.add_paragraph("People came for the heat and stayed for the tea.")
    assert kinds(saved(document))[0] == (Kind.HEADING, 1, "What we found")


def test_rows_of_a_table_are_paragraphs_and_a_table_that_lays_out_text_is_none():
    document = docx.Document()
    table = document.add_table(2, 2)
    for cell, words in zip((c for row in table.rows for c in row.cells), ("Room", "Cost", "Hall", "£5"), strict=True):
        cell.text = words
    layout = document.add_table(1, 2)
    layout.cell(0, 0).text = "She came every day. " * 15
    layout.cell(0, 1).text = "He did not."
    found = kinds(saved(document))
    assert [text for kind, _, text in found if kind is Kind.TABLE] == ["Room | Cost", "Hall | £5"]
    assert [kind for kind, _, text in found if text == "He did not."] == [Kind.TEXT]


def test_footnotes_are_read_and_their_marks_are_not():
    notes = f"""<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote>
      <w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t>Ash, J (2020).</w:t></w:r></w:p></w:footnote></w:footnotes>"""
    data = body(
        '<w:p><w:r><w:t>It was cold</w:t></w:r><w:r><w:footnoteReference w:id="2"/><w:t>, she said.</w:t></w:r></w:p>'
    )
    assert kinds(with_parts(data, {"word/footnotes.xml": notes.encode()})) == [
        (Kind.TEXT, 0, "It was cold, she said."),
        (Kind.FOOTNOTE, 0, "Ash, J (2020)."),
    ]


def test_inserted_words_are_read_and_deleted_ones_are_not():
    data = body(
        "<w:sdt><w:sdtContent><w:p><w:ins><w:r><w:t>We have got</w:t></w:r></w:ins><w:del><w:r><w:delText> never"
        "</w:delText></w:r></w:del><w:r><w:t xml:space='preserve'> to</w:t><w:tab/><w:t>co</w:t><w:noBreakHyphen/>"
        "<w:t>op</w:t><w:instrText>PAGE</w:instrText></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert kinds(data) == [(Kind.TEXT, 0, "We have got to co-op")]


def test_a_text_box_is_read_once_beside_its_paragraph():
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    data = body(
        f"<w:p><w:r><w:t>Beside.</w:t><mc:AlternateContent {mc}><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert [text for _, _, text in kinds(data)] == ["Beside.", "In a box."]


def test_the_list_of_contents_is_none_of_the_text():
    document = docx.Document()
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("Findings\t4", "toc 1")
    document.add_paragraph("Nine rooms were open.")
    assert [kind for kind, _, _ in kinds(saved(document))] == [Kind.CONTENTS, Kind.TEXT]


def test_a_part_that_unpacks_without_end_is_refused():
    data = with_parts(docx_of("x"), {"word/document.xml": b" " * (MAX_UNPACKED + 2)})
    began = time.monotonic()
    with pytest.raises(SourceError, match="unpacks to more than 16 MB"):
        read(data, name="r")
    assert time.monotonic() - began < 5


def test_entities_are_not_expanded_and_outside_files_not_read(tmp_path):
    (tmp_path / "secret").write_text("secret words")
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    for entities, use in (
        (f'<!ENTITY x SYSTEM "file://{tmp_path}/secret">', "&x;"),
        ('<!ENTITY l0 "lol">' + lol, "&l11;"),
    ):
        document = f"<!DOCTYPE d [{entities}]><w:document {W}><w:body><w:p><w:r><w:t>Words {use}</w:t></w:r></w:p></w:body></w:document>"
        try:
            text = read(with_parts(docx_of("x"), {"word/document.xml": document.encode()}), name="r").text
        except SourceError:
            continue
        assert text.strip() == "Words"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04 word/document.xml", "is damaged or cut short"),
        (docx_of(""), "holds no text"),
        (with_parts(docx_of("x"), {"word/document.xml": b"<w:document"}), "is damaged or cut short"),
        (body("<w:p>" * 5000), "is damaged or cut short"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data, says):
    with pytest.raises(SourceError) as caught:
        read(data, name="r.docx")
    assert str(caught.value).startswith(f"r.docx: {says}")
    assert "\n" not in str(caught.value)


def test_parts_that_may_be_missing_may_be_damaged():
    parts = {"word/styles.xml": b"<", "docProps/core.xml": b"\xff"}
    assert read(with_parts(docx_of("Words."), parts), name="r").text == "Words."


def test_a_hundred_damaged_files_end_in_an_error_or_a_partial_reading():
    whole = docx_of(("Open doors", "Title"), *(f"Paragraph {n} of the document. " * 20 for n in range(30)))
    random_ = random.Random(7)
    messages: list[str] = []
    for number in range(100):
        data = bytearray(whole)
        if number % 2:
            del data[random_.randrange(len(data)) :]
        else:
            for _ in range(random_.randrange(1, 40)):
                data[random_.randrange(len(data))] ^= 1 << random_.randrange(8)
        try:
            assert read(bytes(data), name="r").paragraphs
        except SourceError as error:
            messages.append(str(error))
    assert len(messages) > 40
    assert all(message.startswith("r: ") and "\n" not in message for message in messages)
