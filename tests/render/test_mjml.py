"""MJML: wrong with a template's line before it is drawn, and right afterwards."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publisher.errors import TemplateError
from publisher.model import Placeholder, PlaceholderName
from publisher.render import mjml

FILE = "templates/x/email.mjml"


def letter(content: str, *, head: str = "") -> str:
    """A letter whose column holds `content`, from line 4 on; marked as the loader marks it."""
    source = f"<mjml>{head}<mj-body>\n<mj-section>\n<mj-column>\n{content}\n</mj-column></mj-section></mj-body></mjml>"
    return mjml.mark(source, FILE)


def drawn(source: str, *, css: str = "", slots: tuple[str, ...] = ()) -> str:
    return mjml.to_html(source, where=FILE, slots=slots, css=css, language="en-GB", direction="ltr")


def test_marking_leaves_comments_and_jinja_alone() -> None:
    source = '<mj-text>\n{# <mj-x> #}<!-- <mj-y> -->{{ "<mj-z>" }}<mj-text\na="1">'
    marked = mjml.mark(source, "f")
    assert marked == (
        '<mj-text data-at="f:1">\n{# <mj-x> #}<!-- <mj-y> -->{{ "<mj-z>" }}<mj-text data-at="f:2"\na="1">'
    )


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("<mj-txt>x</mj-txt>", "email.mjml:4: there is no tag <mj-txt>. Did you mean mj-text?"),
        (
            "\n<mj-text colour='#fff'>x</mj-text>",
            "email.mjml:5: <mj-text> has no attribute colour. Did you mean color?",
        ),
        ('<mj-text color="notacolor">x</mj-text>', 'email.mjml:4: color="notacolor" of <mj-text> is not a colour'),
        ('<mj-text font-size="big">x</mj-text>', 'email.mjml:4: font-size="big" of <mj-text> is not a length'),
        ('<mj-button href="javascript:alert(1)">x</mj-button>', "email.mjml:4: href="),
        ("<mj-section></mj-section>", "email.mjml:4: <mj-section> may not stand in <mj-column>"),
        ("stray text", "email.mjml:3: text stands directly in <mj-column>"),
        ("<p>stray</p>", "email.mjml:3: <p> may not stand in <mj-column>"),
        ("<mj-text><mj-text>x</mj-text></mj-text>", "email.mjml:4: <mj-text> may not stand in <mj-text>"),
        ("<mj-text>\nx", "email.mjml:4: this MJML is not well formed (mismatched tag)"),
        ("<mj-text>a < b</mj-text>", "email.mjml:4: this MJML is not well formed"),
        ("<mj-text>x<br></mj-text>", "email.mjml:4: this MJML is not well formed"),
        ("<mj-text>fish & chips</mj-text>", "email.mjml:4: this MJML is not well formed"),
        ("<mj-text>&nosuch;</mj-text>", "email.mjml:4: this MJML is not well formed (undefined entity)"),
        ('<mj-include path="/etc/passwd"/>', "email.mjml:4: <mj-include> cannot be used"),
        ("<mj-carousel></mj-carousel>", "email.mjml:4: <mj-carousel> cannot be used"),
        ("""<mj-image alt='say "hi"' src="a"/>""", "email.mjml:4: an attribute holds a double quotation mark"),
        ("""<mj-text><i title='a "b"'>x</i></mj-text>""", "email.mjml:4: an attribute holds a double quotation mark"),
        (
            "<mj-social><mj-social-element name='x' href='https://x.example'>x</mj-social-element></mj-social>",
            "email.mjml:4: <mj-social-element> has no src",
        ),
    ],
)
def test_a_fault_is_named_with_the_line_of_the_template(content: str, error: str) -> None:
    with pytest.raises(TemplateError) as caught:
        drawn(letter(content))
    assert str(caught.value).startswith(f"templates/x/{error}")


def test_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE mjml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(TemplateError, match="document type"):
        drawn(bomb + letter("<mj-text>&b;</mj-text>"))


def test_deep_nesting_is_refused_before_it_reaches_the_renderer() -> None:
    deep = "<b>" * 20_000 + "</b>" * 20_000
    with pytest.raises(TemplateError, match="100 levels"):
        drawn(letter(f"<mj-text>{deep}</mj-text>"))


def test_what_is_right_is_drawn_without_marks_or_foreign_addresses() -> None:
    html = drawn(letter('<mj-text font-family="Ubuntu, Helvetica">Well&nbsp;said &eacute;</mj-text><mj-divider/>'))
    assert "data-at" not in html
    assert "googleapis" not in html
    assert "<mj-" not in html
    assert 'lang="en-GB" dir="ltr"' in html.partition("<body")[2][:40]
    assert "é" in html


def test_slots_are_filled_once_and_not_read_again() -> None:
    html = drawn(
        letter(f"<mj-text>{mjml.slot(0)}</mj-text><mj-text>{mjml.slot(1)}</mj-text>"),
        slots=("<p>&lt;mj-x&gt;</p>", mjml.slot(0)),
    )
    assert "<p>&lt;mj-x&gt;</p>" in html
    assert html.count("&lt;mj-x") == 1


def test_only_our_rules_are_written_into_elements() -> None:
    html = drawn(letter("<mj-text><p>x</p></mj-text>"), css="p { margin: 0 0 16px; }")
    assert '<p style="margin: 0 0 16px;">x</p>' in html
    assert "#outlook a { padding: 0; }" in html
    assert "<!--[if mso" in html


@given(st.text(alphabet="aé\u00a0\u202f\u200d\u0301\\\n\t'&<>\"“😀\ufe0f\ue000", max_size=20))
@settings(max_examples=80, deadline=None)
def test_any_text_comes_through_attributes_as_it_is(text: str) -> None:
    from markupsafe import escape

    tree = html5lib.parse(drawn(letter(f'<mj-image src="https://x.example/a.png" alt="{escape(text)}"/>')))
    image = next(element for element in tree.iter() if str(element.tag).endswith("}img"))
    assert image.get("alt").split() == text.split()


def test_placeholders_come_through_text_and_addresses() -> None:
    token = Placeholder(PlaceholderName.UNSUBSCRIBE_URL).token
    html = drawn(letter(f'<mj-text><a href="{token}">{token}</a></mj-text><mj-button href="{token}">x</mj-button>'))
    assert html.count(f'href="{token}"') == 2
    assert f">{token}</a>" in html


def test_a_fragment_stays_a_fragment() -> None:
    assert mjml.inline("<p>x</p>", "p { margin: 0; }") == '<p style="margin: 0;">x</p>'
