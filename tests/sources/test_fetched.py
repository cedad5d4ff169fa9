"""A source at an address: its format by content, its encoding kept, a name for the file."""

import pytest
from publisher.errors import SourceError
from publisher.sources import fetch, read
from publisher.web import Answer

from tests.sources.docxs import docx_of
from tests.sources.pdfs import Text, pdf


def fetched(body: bytes, kind: str = "", address: str = "https://example.org/a/Warm%20Rooms.php", status: int = 200):
    return fetch(address, get=lambda _: Answer(status, {"content-type": kind} if kind else {}, body))


PDF = pdf([[Text("Warm rooms need volunteers.", 72, 700)]])


@pytest.mark.parametrize(
    ("body", "kind", "path", "suffix"),
    [
        (PDF, "text/html", "x", ".pdf"),
        (docx_of("Words."), "application/octet-stream", "x", ".docx"),
        (b"<!doctype html><p>x", "text/plain", "x.txt", ".html"),
        (b"<p>x", "text/html; charset=utf-8", "x.php", ".html"),
        (b"# x", "text/plain", "x.md", ".md"),
        (b"# x", "text/markdown", "x", ".md"),
        (b"x", "text/plain", "x", ".txt"),
        (b"x", "", "x.txt", ".txt"),
        (b"x", "application/octet-stream", "x.md", ".md"),
    ],
)
def test_the_content_tells_the_format_before_type_and_address_do(body, kind, path, suffix):
    assert fetched(body, kind, f"https://example.org/{path}").suffix == suffix


@pytest.mark.parametrize(
    ("body", "kind", "status", "says"),
    [
        (b"x", "text/html", 404, "answers with status 404"),
        (b"", "text/html", 200, "is empty"),
        (b"\x89PNG\r\n", "image/png", 200, "is no readable source (image/png)"),
        (b"x", "", 200, "is no readable source (of no declared kind)"),
    ],
)
def test_an_answer_without_a_source_is_refused(body, kind, status, says):
    with pytest.raises(SourceError) as caught:
        fetched(body, kind, status=status)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_encoding_that_only_the_header_knows_is_kept(tmp_path):
    found = fetched("<meta charset=utf-8><p>Łódź</p>".encode("iso-8859-2"), "text/html; charset=ISO-8859-2")
    path = tmp_path / f"{found.name}{found.suffix}"
    path.write_bytes(found.data)
    assert read(path, name="r").text == "Łódź"


def test_what_is_utf_8_is_kept_as_it_came():
    assert fetched("Łódź".encode(), "text/plain; charset=UTF-8").data == "Łódź".encode()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://example.org/a/Warm%20Rooms.pdf?x=1", "warm-rooms"),
        ("https://example.org/", "example-org"),
        ("https://example.org/..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("https://example.org/" + "a" * 300, "a" * 60),
    ],
)
def test_the_name_is_safe_and_from_the_address(address, name):
    assert fetched(b"x", "text/plain", address).name == name
