import pytest
from publisher.model import Message, Placeholder, PlaceholderName
from publisher.preview import samples
from publisher.preview.settings import Scheme

from tests.preview.visiting import Visitor

CSS = "@media (prefers-color-scheme: dark) { p { color: red } } :root { color-scheme: light dark; }"
HTML = (
    f'<head><style type="text/css">{CSS}</style>'
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
    '<meta name="theme-color" content="#000" media="(prefers-color-scheme:dark)"></head>'
    "<body><p>Write @media (prefers-color-scheme: dark) and color-scheme: light dark.</p></body>"
)


def token(name: PlaceholderName, fallback: str = "") -> str:
    return Placeholder(name, fallback).token


def message(html: str, text: str = "") -> Message:
    return Message("Subject", "Preheader", html, html, text)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_document_keeps_to_one_appearance_whatever_the_browser_prefers(scheme: Scheme) -> None:
    seen = samples.in_scheme(HTML, scheme)
    head, _, body = seen.partition("</head>")
    assert "prefers-color-scheme" not in head
    assert "light dark" not in head
    assert head.count(f'content="{scheme}"') == 2
    assert head.count("(min-width: 0)" if scheme == "dark" else "(max-width: -1px)") == 2
    assert body == HTML.partition("</head>")[2], "words that talk of style sheets are words"


def test_placeholders_become_sample_values(shown: Visitor) -> None:
    html = "".join(token(name) for name in PlaceholderName) + token(PlaceholderName.FIRST_NAME, "dear &amp; friend")
    config = shown.load().config
    seen = samples.email(message(html), config, scheme="light", page="/a?b&c", pictures="/images/")
    assert seen == f"/a?b&amp;c##{config.organisation.address}dear &amp; friend"


def test_plain_text_names_what_only_a_service_knows(shown: Visitor) -> None:
    text = "\n".join(token(name) for name in PlaceholderName)
    seen = samples.text(message("", text), shown.load().config, page="https://notes.example.org/x/?a&b")
    assert "https://notes.example.org/x/?a&b" in seen
    assert "[address to unsubscribe]" in seen
    assert "\ue000" not in seen
