"""checks/email.py: a message against what mail programs and senders' guidelines ask for."""

from __future__ import annotations

import dataclasses

import pytest
from publisher.checks import email
from publisher.model import Message, Placeholder, PlaceholderName

from tests.checks.provoking import by_rule, provokes
from tests.site.building import make_campaign

LEAVE = Placeholder(PlaceholderName.UNSUBSCRIBE_URL).token
HEAD = (
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
    "<style>p { margin: 0 }</style>"
)
BODY = (
    '<table role="presentation"><tr><td><p>Eight words of a letter that is sound.</p></td></tr></table>'
    "<table><tr><th>Year</th></tr><tr><td>2026</td></tr></table>"
    '<img src="image:abc-600.jpg" alt="" width="600"><a href="https://example.org/">More</a><a href="#top">Up</a>'
    f'<a href="{LEAVE}">Leave</a>'
)


def document(
    *, head: str = HEAD, body: str = BODY, html: str = 'lang="en" dir="ltr"', inner: str = 'lang="en" dir="ltr"'
) -> str:
    return f"<!doctype html><html {html}><head>{head}</head><body {inner}>{body}</body></html>"


GOOD = Message(
    subject="A subject of a sound length",
    preheader="A preheader that says what the subject leaves out.",
    html=document(),
    body="",
    text=f"Eight words of a letter that is sound. Year 2026. More Up. Leave: {LEAVE}",
)


def look(added_bytes: int = 0, **changes: str) -> dict[str, list[str]]:
    campaign = make_campaign(channels="newsletter", template="newsletter", email='{subject: "x", preheader: "y"}')
    return by_rule(email(campaign, dataclasses.replace(GOOD, **changes), added_bytes=added_bytes))


def test_a_good_message_has_no_findings() -> None:
    assert look() == {}


@provokes("email-subject-missing")
@pytest.mark.parametrize("subject", ["", "  "])
def test_no_subject(subject: str) -> None:
    assert list(look(subject=subject)) == ["email-subject-missing"]


@provokes("email-subject-long", "email-subject-limit")
@pytest.mark.parametrize(
    ("length", "rules"),
    [(60, []), (61, ["email-subject-long"]), (150, ["email-subject-long"]), (151, ["email-subject-limit"])],
)
def test_a_subject_is_as_long_as_inboxes_show(length: int, rules: list[str]) -> None:
    assert list(look(subject="s" * length)) == rules


def test_a_placeholder_counts_by_what_readers_see() -> None:
    token = Placeholder(PlaceholderName.FIRST_NAME, "friend").token
    assert look(subject=token + "s" * 54) == {}
    assert list(look(subject=token + "s" * 55)) == ["email-subject-long"]


@provokes("email-preheader")
@pytest.mark.parametrize(
    ("preheader", "fine"), [("p" * 29, False), ("p" * 30, True), ("p" * 150, True), ("p" * 151, False), ("", False)]
)
def test_a_preheader_is_as_long_as_inboxes_show(preheader: str, *, fine: bool) -> None:
    assert list(look(preheader=preheader)) == ([] if fine else ["email-preheader"])


def test_a_preheader_that_repeats_the_subject() -> None:
    found = look(subject="The very same words in both of them", preheader=" the very same words in both of them ")
    assert found == {"email-preheader": ["5: the preheader repeats the subject"]}


@provokes("email-size", "email-size-near")
@pytest.mark.parametrize(
    ("size", "added", "rules"),
    [
        (90_000, 0, []),
        (90_001, 0, ["email-size-near"]),
        (102_000, 0, ["email-size-near"]),
        (102_001, 0, ["email-size"]),
        (90_000, 1, ["email-size-near"]),
        (90_000, 12_001, ["email-size"]),
    ],
)
def test_a_message_that_gmail_would_clip(size: int, added: int, rules: list[str]) -> None:
    filled = document(body=BODY + "<!--é-->")
    filled = filled.replace("é", "é" + "x" * (size - len(filled.encode())))
    assert len(filled.encode()) == size
    assert list(look(added, html=filled)) == rules


@provokes("email-style-size")
@pytest.mark.parametrize(("size", "fine"), [(16_000, True), (16_001, False)])
def test_a_style_that_gmail_would_drop(size: int, *, fine: bool) -> None:
    html = document(head=f'{HEAD}<style type="text/css">{"x" * size}</style>')
    assert list(look(html=html)) == ([] if fine else ["email-style-size"])


@provokes("email-language")
@pytest.mark.parametrize("where", ["html", "inner"])
@pytest.mark.parametrize(("attributes", "lacks"), [('lang="en"', "dir"), ('dir="ltr"', "lang"), ("", "lang and dir")])
def test_a_message_that_does_not_say_its_language(where: str, attributes: str, lacks: str) -> None:
    tag = "html" if where == "html" else "body"
    html = document(html=attributes) if where == "html" else document(inner=attributes)
    assert look(html=html) == {"email-language": [f"None: <{tag}> lacks {lacks}"]}


@provokes("email-dark-mode")
@pytest.mark.parametrize("lost", ['name="color-scheme"', 'name="supported-color-schemes"'])
def test_a_message_that_does_not_declare_its_colours(lost: str) -> None:
    assert list(look(html=document(head=HEAD.replace(lost, 'name="x"')))) == ["email-dark-mode"]


@provokes("email-layout-role")
def test_a_table_that_screen_readers_would_read_out() -> None:
    found = look(html=document(body=BODY.replace(' role="presentation"', "") + "<table><tr><td>x</td></tr></table>"))
    assert found == {"email-layout-role": ['None: 2 of the tables have neither headings nor role="presentation"']}


@provokes("email-image")
@pytest.mark.parametrize(
    ("lost", "lacks"), [(' alt=""', "alt"), (' width="600"', "width"), (' alt="" width="600"', "alt and width")]
)
def test_a_picture_without_words_or_width(lost: str, lacks: str) -> None:
    found = look(html=document(body=BODY.replace(lost, "")))
    assert found == {"email-image": [f"None: the image `image:abc-600.jpg` lacks {lacks}"]}


@provokes("email-address")
@pytest.mark.parametrize(
    "tag",
    [
        '<img src="data:image/png;base64,xxxx" alt="" width="1">', '<img src="/images/x.png" alt="" width="1">',
        '<img alt="" width="1">', '<a href="/posts/x/">Up</a>', '<a href="posts/x">Up</a>', '<a href="">Up</a>',
        '<a href="javascript:void(0)">Up</a>', "<a>Up</a>",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_from_an_inbox(tag: str) -> None:
    assert list(look(html=document(body=BODY + tag))) == ["email-address"]


@provokes("email-unsubscribe")
def test_a_message_that_one_cannot_leave() -> None:
    assert look(html=document(body=BODY.replace(LEAVE, "https://example.org/"))) == {
        "email-unsubscribe": ["None: the HTML has no unsubscribe link"]
    }
    assert look(text=GOOD.text.replace(LEAVE, "")) == {
        "email-unsubscribe": ["None: the plain text has no unsubscribe link"]
    }


@provokes("email-text-share")
def test_a_plain_text_that_leaves_most_out() -> None:
    assert list(look(text=f"Eight words. {LEAVE}")) == ["email-text-share"]
    assert look(html=document(body=BODY + "word " * 3)) == {}


def test_a_finding_about_the_subject_stands_where_it_was_written() -> None:
    bare = make_campaign(channels="newsletter", template="newsletter")
    (found,) = email(bare, dataclasses.replace(GOOD, subject="s" * 61))
    assert str(found.where) == "campaigns/a-post.md:2:1"
