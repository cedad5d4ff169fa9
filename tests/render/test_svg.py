"""SVG: what draws is kept, what acts or loads is not."""

import pytest
from publisher.errors import ImageError
from publisher.render import svg

LOGO = b"""<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 120 40.4" onload="x()">
<title>Logo</title><script>x()</script><style>@import url(https://x.example)</style>
<defs><linearGradient id="g"><stop offset="0" stop-color="#0b6e63"/></linearGradient></defs>
<a href="javascript:x()"><text>gone</text></a>
<rect width="120" height="40" fill="url(#g)" onclick="x()" style="fill:url(https://x.example)"/>
<use xlink:href="#g"/><use href="https://x.example/a.svg#b"/><image href="https://x.example/a.png"/>
<circle r="2" fill="url( 'https://x.example' )"/><foreignObject><p>hi</p></foreignObject>
<set attributeName="href" to="javascript:x()"/>
</svg>"""


def test_what_draws_is_kept_and_the_rest_is_gone() -> None:
    drawing = svg.clean(LOGO, where="logo.svg")
    text = drawing.data.decode()
    assert (drawing.width, drawing.height) == (120, 40)
    for kept in ("<title>Logo</title>", "linearGradient", 'fill="url(#g)"', 'href="#g"', "<circle"):
        assert kept in text
    for gone in ("script", "style", "on", "x.example", "javascript", "foreignObject", "image", "<a", "<set"):
        assert gone not in text.replace("stop-color", "").replace("version", "").replace("xmlns:", ""), gone


def test_cleaning_twice_changes_nothing() -> None:
    once = svg.clean(LOGO, where="logo.svg").data
    assert svg.clean(once, where="logo.svg").data == once


def test_entities_are_not_resolved() -> None:
    data = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text>&x;</text></svg>'
    assert b"<text/>" in svg.clean(data, where="logo.svg").data


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<svg", "cannot be read"),
        (b"<html/>", "cannot be read"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "does not say its size"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 a b"/>', "does not say its size"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="3"/>', "does not say its size"),
        (b" " * 1_000_001, "larger than 1 MB"),
    ],
)
def test_what_cannot_be_used_is_named(data: bytes, what: str) -> None:
    with pytest.raises(ImageError, match=f"logo.svg: this SVG {what}|logo.svg: this SVG is {what}"):
        svg.clean(data, where="logo.svg")
