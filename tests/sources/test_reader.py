"""Choosing a format, and refusing what cannot be read."""

import os
import zipfile
from pathlib import Path

import pytest
from publisher.errors import SourceError
from publisher.sources import MAX_BYTES, read

from tests.sources.docxs import docx_of
from tests.sources.pdfs import Text, pdf


def refused(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read(path, name="reports/x")
    message = str(caught.value)
    assert message.startswith("reports/x")
    assert "\n" not in message
    return message


def test_a_missing_file_is_named(tmp_path):
    assert "there is no such file" in refused(tmp_path / "none.txt")


def test_a_folder_is_refused(tmp_path):
    assert "is a folder" in refused(tmp_path)


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no regular file" in refused(tmp_path / "pipe.txt")


def test_a_path_with_a_nul_is_refused():
    assert "cannot be opened" in refused(Path("a\0b.txt"))


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "at most 50 MB" in refused(path)


@pytest.mark.parametrize("name", ["report.odt", "report", "report.py"])
def test_an_unknown_suffix_is_refused_with_what_can_be_read(tmp_path, name):
    (tmp_path / name).write_text("Words.")
    assert "Readable are .txt, .text, .md, .markdown, .pdf, .docx, .html and .htm" in refused(tmp_path / name)


def test_a_text_called_pdf_is_refused(tmp_path):
    (tmp_path / "x.pdf").write_text("Just words.")
    assert "is not a PDF" in refused(tmp_path / "x.pdf")


@pytest.mark.parametrize(
    ("head", "kind"), [(b"PK\x03\x04", "zip archive"), (b"\x89PNG\r\n", "picture"), (b"{\\rtf1", "RTF")]
)
def test_another_format_under_a_text_name_is_recognised(tmp_path, head, kind):
    (tmp_path / "x.txt").write_bytes(head + b"rest")
    assert kind in refused(tmp_path / "x.txt")


def test_a_pdf_is_read_whatever_it_is_called(tmp_path):
    (tmp_path / "report.txt").write_bytes(pdf([[Text("Warm rooms need volunteers.", 72, 700)]]))
    assert read(tmp_path / "report.txt", name="r").pages == 1


def test_a_word_document_is_read_whatever_it_is_called(tmp_path):
    (tmp_path / "report.txt").write_bytes(docx_of("Warm rooms need volunteers."))
    assert read(tmp_path / "report.txt", name="r").text == "Warm rooms need volunteers."


def test_a_web_page_is_read_by_its_suffix(tmp_path):
    for name in ("a.html", "a.htm", "a.xhtml"):
        (tmp_path / name).write_text("<article><p>Warm rooms need volunteers.</p></article>")
        assert read(tmp_path / name, name="r").text == "Warm rooms need volunteers."


def test_another_zip_archive_called_docx_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.docx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert "no Word document" in refused(tmp_path / "x.docx")


def test_suffixes_count_whatever_their_case(tmp_path):
    (tmp_path / "REPORT.MD").write_text("# Warm rooms\n")
    assert read(tmp_path / "REPORT.MD", name="r").title == "Warm rooms"


def test_an_unreadable_file_gives_the_reason(tmp_path):
    path = tmp_path / "loop.txt"
    path.symlink_to(path)
    assert "cannot be opened" in refused(path)
