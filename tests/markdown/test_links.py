"""Addresses: which lead nowhere good, and which become links by themselves."""

import pytest
from publisher.markdown import links


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " \x01javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://x.org",
        "c:\\windows",
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
    ],
)
def test_a_dangerous_address_is_refused_with_a_hint(address: str) -> None:
    wrong = links.refused(address)
    assert wrong is not None
    assert all(wrong)
    assert "\n" not in wrong[0]


@pytest.mark.parametrize(
    "address",
    ["https://x.org", "http://x.org:80/a:b", "mailto:a@b.org", "tel:+44", "a.pdf", "#note", "?q=a:b", "../a:b", "/a"],
)
def test_what_readers_follow_may_stand(address: str) -> None:
    assert links.refused(address) is None


@pytest.mark.parametrize("address", ["data:image/png;base64,AA", "mailto:a@b.org", "tel:1", "//x.org/a.png"])
def test_an_image_is_a_file_or_a_web_address(address: str) -> None:
    assert links.refused(address, image=True) is not None
    assert links.refused("images/a.png", image=True) is None
    assert links.refused("https://x.org/a.png", image=True) is None


def test_a_long_address_is_shortened_in_the_error() -> None:
    wrong = links.refused("data:" + "A" * 10_000)
    assert wrong is not None
    assert len(wrong[0]) < 100


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://x.org/a.", ["https://x.org/a"]),
        ("(https://x.org/a)", ["https://x.org/a"]),
        ("https://x.org/A_(b)", ["https://x.org/A_(b)"]),
        ("https://x.org/a, www.y.org!", ["https://x.org/a", "https://www.y.org"]),
        ("“https://x.org”", ["https://x.org"]),
        ("https://x.org/äöü…", ["https://x.org/äöü"]),
        ("HTTPS://X.ORG", ["HTTPS://X.ORG"]),
        ("a@www.x.org xwww.y.org https:// www. http", []),
        ("\\https://x.org", []),
    ],
)
def test_a_bare_address_ends_where_a_reader_ends_it(text: str, found: list[str]) -> None:
    source = text.encode()
    assert [address for _, _, address in links.bare(source, 0, len(source))] == found
    assert links.may_be_bare(source) or not found
