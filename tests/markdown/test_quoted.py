"""Block quotations: what is said, by whom, and that no printed word escapes the proof."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publisher import markdown
from publisher.markdown import quoted
from publisher.model import PrintedQuotation, Speaker


def curly(text: str, before: str) -> str:
    return text.replace('"', "”").replace("--", "–").replace("'", "’")


def quotation(text: str) -> PrintedQuotation:
    (found,) = markdown.read(text, file="x.md", smarten=curly).quotations
    return found


@pytest.mark.parametrize("dash", ["—", "– ", "― ", "-- ", "--- ", "—\u00a0", "&mdash; ", "*— ", "**—** *"])
@pytest.mark.parametrize("between", ["\n>\n> ", "\n> ", "  \n> ", "\\\n> ", "\n"])
def test_a_caption_is_a_last_paragraph_or_line_that_begins_with_a_dash(dash: str, between: str) -> None:
    end = "*" if "*" in dash else ""
    found = quotation(f"a\n\n> one\n> two{between}{dash}Anna Bell, chair{end}")
    assert found.attribution == "Anna Bell, chair"
    assert (found.line, found.words, found.html) == (3, "one two", "<p>one\ntwo</p>")
    assert found.attribution_line == 5 + (between == "\n>\n> ")
    assert found.speaker == Speaker("Anna Bell", "chair")


def test_a_caption_keeps_emphasis_and_links() -> None:
    found = quotation("> one\n>\n> —Anna *Bell*, [chair](http://x.org)\n> of it's trust")
    assert found.attribution == "Anna Bell, chair of it’s trust"
    assert found.attribution_html == 'Anna <em>Bell</em>, <a href="http://x.org">chair</a>\nof it’s trust'


@pytest.mark.parametrize(
    "text",
    [
        "> — Anna Bell",  # nothing is said
        "> — she said\n> and went",
        "> one\n>\n> Anna Bell",
        "> one — Anna Bell",
        "> one\n>\n> — Anna\n>\n> two",
        "> one\n>\n> `— Anna`",
        "> one\n>\n>     — Anna",
        "> *one\n> — two* three",  # inside emphasis no line can be cut off
        "> one\n>\n> &#45;&#45; Anna",
        "> one\n\n— Anna",
    ],
)
def test_anything_else_is_no_caption(text: str) -> None:
    found = quotation(text)
    assert (found.attribution, found.attribution_html, found.attribution_line, found.speaker) == ("", "", None, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("> \"one\" 'two' -- three", "\"one\" 'two' -- three"),
        ("> *one* [two](x) `three`", "one two three"),
        ("> one\n>\n> two", "one\n\ntwo"),
        ("> one\n>\n> - two\n> - three\n>\n> — A B", "one\n\ntwo\n\nthree"),
        ("> - one\n>\n> - two", "one\n\ntwo"),
        ("> ## one\n> two", "one\n\ntwo"),
        ("> one\n> > two\n> > — A B", "one\n\ntwo — A B"),
        ("> | one |\n> |---|\n> | two |\n>\n> — A B", "one\n\ntwo"),
        ("> ```\n> one\n> ```\n>\n> — A B", "one"),
        ("> <p>one &amp; two</p>\n>\n> — A B", "one & two"),
        ("> one <b>two</b>", "one two"),
        ("> one[^1]\n>\n> — A B[^1]\n\n[^1]: note", "one"),
        ("> one ![not said](x.png)", "one"),
        ("> one\n>\n> [^1]: note\n\n[^1]", "one"),
        (">", ""),
    ],
)
def test_every_word_that_is_said_is_among_the_words(text: str, words: str) -> None:
    assert markdown.read(text, file="x.md", smarten=curly).quotations[0].words == words


PARTS = st.lists(
    st.sampled_from(
        [
            "one",
            "two",
            "*three*",
            "— four",
            "\n> ",
            "\n>\n> ",
            "\n> - ",
            "\n> > ",
            "\n> # ",
            " ",
            "`five`",
            "  \n> ",
            "[six](x)",
            "<b>seven</b>",
        ]
    ),
    min_size=1,
    max_size=12,
).map(lambda parts: "> " + "".join(parts))


def spoken(html: str) -> list[str]:
    inline = re.sub(r"</?(?:a|b|code|em|strong)\b[^>]*>", "", html)
    return re.findall(r"\w+", re.sub(r"<[^>]*>", " ", inline))


@settings(max_examples=300, deadline=None)
@given(PARTS)
def test_words_and_caption_are_all_that_is_shown(text: str) -> None:
    document = markdown.read(text, file="x.md")
    for block in document.blocks:
        if block.quotation:
            found = block.quotation
            assert spoken(found.words) + spoken(found.attribution) == spoken(block.html)
            assert spoken(found.html) == spoken(found.words)
            assert spoken(found.attribution_html) == spoken(found.attribution)


def test_html_that_was_cut_is_balanced_again() -> None:
    found = quotation("> one <b>two\n> — Anna</b> Bell")
    assert found.html.count("<b>") == found.html.count("</b>")
    assert found.attribution_html.count("<b>") == found.attribution_html.count("</b>")


@pytest.mark.parametrize(
    ("caption", "speaker"),
    [
        ("Amina Rahman", Speaker("Amina Rahman")),
        ("Amina Rahman, chief executive", Speaker("Amina Rahman", "chief executive")),
        ("Amina Rahman, chief executive, Example Trust", Speaker("Amina Rahman", "chief executive", "Example Trust")),
        (
            "Jo Day, head of care, health and housing, Example Trust",
            Speaker("Jo Day", "head of care, health and housing", "Example Trust"),
        ),
        ("a police chief", Speaker(descriptor="a police chief")),
        ("One council leader, north", Speaker("", "north", "", "One council leader")),
        ("The chair of a trust", Speaker(descriptor="The chair of a trust")),
        ("The Rt Hon Jane Doe", Speaker("The Rt Hon Jane Doe")),
        ("de la Cruz", Speaker("de la Cruz")),
        ("head of Example Council", Speaker(descriptor="head of Example Council")),
        (" , ", None),
        ("", None),
    ],
)
def test_a_caption_names_or_describes_a_speaker(caption: str, speaker: Speaker | None) -> None:
    assert quoted.speaker(caption) == speaker
