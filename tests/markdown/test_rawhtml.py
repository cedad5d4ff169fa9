"""An author's raw HTML: what is let through, what it mentions, and whether it ends where it begins."""

import pytest
from publisher.markdown import rawhtml
from publisher.markdown.rawhtml import Mention


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("<script>alert(1)</script>a", "a"),
        ("<style>p {}</style>a", "a"),
        ("<p style='x' onclick='y' id='z' class='w' lang='de'>a</p>", '<p lang="de">a</p>'),
        ("<a href='javascript:x' target=_blank>a</a>", "<a>a</a>"),
        ("<a href='java\nscript:x'>a</a>", "<a>a</a>"),
        ("<a href='mailto:a@b.org'>a</a>", '<a href="mailto:a@b.org">a</a>'),
        ("<img src='data:image/png;base64,x' alt='a'>", '<img alt="a">'),
        ("<h1>a</h1><form><input></form><iframe></iframe>", "a"),
        ("<!-- a -->b<![CDATA[c]]>", "b"),
        ("<b>a", "<b>a</b>"),
        ('<sup class="footnote-reference evil">1</sup>', '<sup class="footnote-reference">1</sup>'),
    ],
)
def test_what_is_active_is_removed_and_the_rest_stays(written: str, left: str) -> None:
    assert rawhtml.clean(written) == left


def test_too_much_is_not_looked_at() -> None:
    assert rawhtml.clean("<div>" * (rawhtml.MOST_TAGS + 1)) == ""
    assert rawhtml.too_much("<div>" * (rawhtml.MOST_TAGS + 1))
    assert not rawhtml.too_much("<br>" * rawhtml.MOST_TAGS)


@pytest.mark.parametrize(
    ("written", "element"),
    [
        ("<div><p>a</div>", ""),
        ("<DIV>a</div >", ""),
        ("<ul><li>a<li>b</ul>", ""),
        ("<br><img src=x>", ""),
        ("<!-- <div> -->", ""),
        ("<divide>", ""),
        ("<div>", "div"),
        ("</details>", "details"),
        ("<div><blockquote></div></blockquote>", "div"),
    ],
)
def test_an_element_that_is_opened_or_closed_only_is_named(written: str, element: str) -> None:
    assert rawhtml.unbalanced(written) == element


def test_links_and_images_are_found_in_order() -> None:
    html = rawhtml.clean("<a href='x?a&b' title='t'>one <b>two</b></a><img alt='a > b' src='y'><a>three</a>")
    assert list(rawhtml.mentions(html)) == [Mention("a", "x?a&b", "one two", "t"), Mention("img", "y", "a > b", "")]


def test_words_are_those_outside_of_marks() -> None:
    assert rawhtml.words('<p title="a > b">one<br>two &lt;three&gt;</p>') == "one two <three>"
