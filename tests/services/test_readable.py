"""What HTML says to somebody who reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.services.readable import words


def test_each_block_is_a_line_of_words() -> None:
    html = "<h1>A  title</h1>\n<p>One <b>bold</b>\nword,<br>a break.</p><ul><li>first</li><li>second</li></ul>"
    assert words(html) == ["A title", "One bold word,", "a break.", "first", "second"]


def test_what_is_not_read_says_nothing() -> None:
    html = "<html><head><title>T</title><style>p { }</style></head><body><!-- note --><p>Words<img alt='x'></p></body>"
    assert words(f"{html}<script>1</script></html>") == ["Words"]


def test_characters_and_tags_of_services_are_as_people_see_them() -> None:
    assert words("<p>caf\u00e9 &amp; tea \u2026 {{ unsubscribe_url }} *|UNSUB|*</p>") == [
        "caf\u00e9 & tea \u2026 {{ unsubscribe_url }} *|UNSUB|*"
    ]


@pytest.mark.parametrize("html", ["", "  \n", "<!-- only -->"])
def test_nothing_says_nothing(html: str) -> None:
    assert words(html) == []


@given(st.text(max_size=200))
def test_whatever_comes_back_is_read_without_an_error(html: str) -> None:
    assert all(line == " ".join(line.split()) for line in words(html))


@given(st.lists(st.text("abc ", min_size=1).filter(str.strip), max_size=8))
def test_paragraphs_come_back_as_lines(texts: list[str]) -> None:
    assert words("".join(f"<p>{text}</p>" for text in texts)) == [" ".join(text.split()) for text in texts]
