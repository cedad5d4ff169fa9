"""services/wording.py: a service's own tags for our placeholders, and nothing else is taken for one."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from publisher.errors import ServiceError
from publisher.model import RESERVED_CHARACTERS, Message, Placeholder, PlaceholderName
from publisher.services.base import Form, one_line
from publisher.services.wording import TAG_BEGINS, TAG_ENDS, Spoken, Wording, prove, quotable, spoken

JOINER = "\u2060"
UNSUBSCRIBE = Placeholder(PlaceholderName.UNSUBSCRIBE_URL).token
NAME = Placeholder(PlaceholderName.FIRST_NAME, "friend").token
POSTAL = Placeholder(PlaceholderName.POSTAL_ADDRESS).token


def first_name(words: str) -> str:
    """A tag in the manner of Django and Liquid."""
    return f"{{{{ name|default:'{quotable(words)}' }}}}"


def wording(live: str, unsubscribe: str, name: object = first_name) -> Wording:
    """A service's words."""
    return Wording({PlaceholderName.UNSUBSCRIBE_URL: unsubscribe}, name, re.compile(live))  # type: ignore[arg-type]  # a function


# The five manners of tags: braces with signs, braces with a word, stars and bars, per cent signs, brackets.
BRACES = wording(rf"\{{(?=[{{%#{TAG_BEGINS}{TAG_ENDS}])", "{{ unsubscribe_url }}")
MANNERS = {
    "braces": BRACES,
    "braces with a word": wording(r"\{(?=\w)", "{unsubscribe}", lambda _: "{name}"),
    "braces with a dollar": wording(rf"\{{(?=[${TAG_BEGINS}])", "{$unsubscribe}", lambda _: "{$name}"),
    "stars and bars": wording(rf"\*\||(?<={TAG_ENDS})\|", "*|UNSUB|*", lambda _: "*|FNAME|*"),
    "per cent signs": wording(r"%(?=\w+%)", "%unsubscribe%", lambda _: "%name%"),
    "brackets": wording(r"\[(?=\w+\])", "[unsubscribe]", lambda _: "[name]"),
}
manners = pytest.mark.parametrize("service", MANNERS.values(), ids=MANNERS)

signs = st.sampled_from(
    [*"{}%#$*|[]<>&;'\" \n", "{{", "}}", "{%", "%}", "*|", "|*", "{$", "&#123;", "&lbrace;", "name"]
)
words = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="".join(RESERVED_CHARACTERS)), max_size=40),
    st.lists(st.one_of(signs, st.text("abc1_", max_size=3)), max_size=25).map("".join),
)


def say(text: str, service: Wording, **values: str) -> Spoken:
    """A message whose every part says this text."""
    markup = f"<p>{html.escape(text)}</p>"
    message = Message(text, text, f"<body>{markup}</body>", markup, text)
    named = {PlaceholderName(name): value for name, value in values.items()}
    return spoken(message, service, Form.BODY, named)


# ── whatever an author writes ───────────────────────────────────────────────────────────────────────────


@manners
@given(text=words)
@example(text="{{{{{%#")
@example(text="*|*|*|")
@example(text="%a%a%a%[a][a]{$a{a")
def test_nothing_that_an_author_writes_is_taken_for_a_tag(service: Wording, text: str) -> None:
    said = say(text, service)
    for part in (said.subject, said.preheader, said.html, said.text):
        assert not service.live.search(part)


@manners
@given(text=words)
@example(text="Use {{ name }}, {name}, {$name}, *|NAME|*, %name% & [name]")
def test_readers_see_the_authors_words(service: Wording, text: str) -> None:
    said = say(text, service)
    assert html.unescape(said.html) == f"<p>{text}</p>" == html.unescape(f"<p>{html.escape(text)}</p>")
    assert said.text.replace(JOINER, "") == text.replace(JOINER, "")
    assert said.subject.replace(JOINER, "") == one_line(text).replace(JOINER, "")
    assert said.preheader == said.subject


@manners
@given(before=words, after=words)
@example(before="{", after="}")
@example(before="*", after="|")
def test_our_own_tags_stand_whole_among_whatever_words(service: Wording, before: str, after: str) -> None:
    unsubscribe = service.tags[PlaceholderName.UNSUBSCRIBE_URL]
    text = f"{before}{UNSUBSCRIBE}{after}"
    said = say(text, service)
    for part in (said.html, said.text):
        assert part.count(unsubscribe) == 1
        left, _, right = part.partition(unsubscribe)
        assert not service.live.search(left)
        assert not service.live.search(right)


def test_what_is_put_in_place_of_a_missing_tag_is_no_tag_either() -> None:
    said = say(f"Write to {POSTAL}", BRACES, postal_address="1 <Mill> Lane\n{{ unsubscribe_url }} & Co")
    assert said.html == (
        "<p>Write to 1 &lt;Mill&gt; Lane<br>&#123;{ unsubscribe_url }} &amp; Co</p>"
    )  # escaped, with its lines, and without a tag
    assert said.text == f"Write to 1 <Mill> Lane\n{{{JOINER}{{ unsubscribe_url }}}} & Co"
    assert said.subject == f"Write to 1 <Mill> Lane {{{JOINER}{{ unsubscribe_url }}}} & Co"


def test_a_tag_of_the_services_own_counts_more_than_a_value() -> None:
    said = say(f"Leave: {UNSUBSCRIBE}", BRACES, unsubscribe_url="https://example.org/")
    assert said.text == "Leave: {{ unsubscribe_url }}"


def test_a_place_that_nothing_fills_keeps_its_token() -> None:
    assert say(POSTAL, BRACES).text == POSTAL


def test_a_document_and_a_body_are_two_forms_of_one_message() -> None:
    message = Message("S", "P", "<html>{{ a }}</html>", "<p>{{ a }}</p>", "t")
    assert spoken(message, BRACES, Form.DOCUMENT, {}).html == "<html>&#123;{ a }}</html>"
    assert spoken(message, BRACES, Form.BODY, {}).html == "<p>&#123;{ a }}</p>"


def test_subject_and_preheader_are_one_line_each() -> None:
    said = say("One\r\nBcc: all@example.org\x00\u2028two", BRACES)
    assert said.subject == said.preheader == "One Bcc: all@example.org two"


# ── words within a tag ──────────────────────────────────────────────────────────────────────────────────


@given(text=words)
@example(text="' }}{{ other }}")
@example(text="&quot;&#39;&amp;lt;|*\\")
def test_a_fallback_can_end_neither_its_quotes_nor_its_tag_nor_the_markup(text: str) -> None:
    safe = quotable(text)
    assert not set(safe) & set("'\"`{}<>|*%\\[]()#:;$=")
    assert html.unescape(safe) == safe == one_line(safe)


@given(fallback=words.filter(lambda text: text.strip()))
def test_a_tag_with_a_fallback_is_one_tag(fallback: str) -> None:
    token = Placeholder(PlaceholderName.FIRST_NAME, html.escape(fallback)).token
    said = spoken(Message("s", "p", "", f"<p>{token}</p>", token), BRACES, Form.BODY, {})
    for part in (said.html.removeprefix("<p>").removesuffix("</p>"), said.text):
        assert re.fullmatch(r"\{\{ name\|default:'[^'{}|<>]*' \}\}", part)


@pytest.mark.parametrize(
    ("words", "safe"),
    [
        ("dear friend", "dear friend"),
        ("O'Brien", "O\u2019Brien"),
        ("Tom &amp; Ana", "Tom & Ana"),
        ("a&b", "a& b"),
        ("{}", ""),
    ],
)
def test_usual_fallbacks_stay_readable(words: str, safe: str) -> None:
    assert quotable(words) == safe


# ── what a service demands ──────────────────────────────────────────────────────────────────────────────

TAG = "{{ unsubscribe_url }}"


@pytest.mark.parametrize(
    ("markup", "text", "words"),
    [
        ("", TAG, "stands 0 times in the HTML, and the service needs it once. Add it to the template"),
        (
            TAG + TAG,
            TAG,
            "stands 2 times in the HTML, and the service needs it once. The frame of the templates has it",
        ),
        (TAG, "", "stands 0 times in the plain text"),
        (TAG, TAG * 3, "stands 3 times in the plain text"),
    ],
)
def test_a_required_tag_stands_once_in_html_and_text(markup: str, text: str, words: str) -> None:
    with pytest.raises(ServiceError, match=re.escape(f"services.main: {{{{ unsubscribe_url }}}} {words}")):
        prove({"unsubscribe_url": TAG}, Spoken("s", "p", markup, text), where="services.main")


def test_where_the_service_makes_the_text_only_html_is_proven() -> None:
    prove({"unsubscribe_url": TAG}, Spoken("s", "p", TAG, ""), where="services.main", text=False)
    prove({"unsubscribe_url": TAG}, Spoken("s", "p", TAG, TAG), where="services.main")
