"""Web pages: the article and nothing beside it; what the page says of itself; encodings; damage."""

import random
import time

import pytest
from publisher.errors import SourceError
from publisher.model import ParagraphKind as Kind
from publisher.sources.webpage import is_page, read

FRAME = """<!doctype html><html><head><meta charset="utf-8"><title>Warm rooms | The Notes</title>{head}</head><body>
<a class="skip-link" href="#main">Skip to main content</a><nav><ul><li><a href="/">Home</a></li></ul></nav>
<div id="cookie-banner"><p>We use cookies to make this better for you.</p><button>Close</button></div>
{body}
<aside class="sidebar"><h2>Most read</h2><p>Something else entirely.</p></aside>
<footer><p>© The Notes 2026</p></footer></body></html>"""
ARTICLE = """<main id="main"><article><h1>Warm rooms</h1>{0}<p>Nine warm rooms were open in the winter.</p></article></main>"""


def page(inner: str = "", head: str = "") -> bytes:
    return FRAME.format(head=head, body=ARTICLE.format(inner)).encode()


def blocks(data, **options):
    report = read(data, name="r.html", **options)
    return [(p.kind, p.level, report.text[p.start : p.end]) for p in report.paragraphs]


def test_only_the_article_is_read():
    assert blocks(page()) == [
        (Kind.HEADING, 1, "Warm rooms"),
        (Kind.TEXT, 0, "Nine warm rooms were open in the winter."),
    ]


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ("<p>We <em>must</em><br>act<!-- not --> <b>now</b>.</p>", (Kind.TEXT, 0, "We must act now.")),
        ("<h3>Costs &amp; care</h3>", (Kind.HEADING, 3, "Costs & care")),
        ("<blockquote><p>We have got to go.</p></blockquote>", (Kind.QUOTATION, 0, "We have got to go.")),
        ("<blockquote>Go.<footer>— <cite>Jo Ash</cite></footer></blockquote>", (Kind.QUOTATION, 0, "— Jo Ash")),
        ("<p>She said <q>go</q>.</p>", (Kind.TEXT, 0, "She said “go”.")),
        ("<ul><li>Pay<li>people</ul>", (Kind.ITEM, 0, "Pay")),
        ("<table><tr><td>Hall</td><td><p>£5</p></td></tr></table>", (Kind.TABLE, 0, "Hall | £5")),
        ("<figure><img alt='no'><figcaption>A hall</figcaption></figure>", (Kind.CAPTION, 0, "A hall")),
        ("<aside class='pull-quote'><p>Got to go</p></aside>", (Kind.PULL_QUOTE, 0, "Got to go")),
        ("<p>It was cold<sup><a href='#n1'>1</a></sup>, she said.</p>", (Kind.TEXT, 0, "It was cold, she said.")),
        ("<ol class='footnotes'><li>Ash, J (2020).</li></ol>", (Kind.FOOTNOTE, 0, "Ash, J (2020).")),
        ("<p><span class='dropcap'>D</span>espite all that.</p>", (Kind.TEXT, 0, "Despite all that.")),
        ("<p>A resili\u00adence plan\u200b of 5&nbsp;m<sup>2</sup>.</p>", (Kind.TEXT, 0, "A resilience plan of 5 m².")),
    ],
)
def test_elements_tell_what_a_block_is(inner, found):
    assert found in blocks(page(inner))


@pytest.mark.parametrize(
    "inner",
    [
        "<p>Close</p>",
        "<div class='share-buttons'><p>Share it</p></div>",
        "<div class='newsletter-signup'><p>No spam</p></div>",
        "<p hidden>Not here</p>",
        "<div style='display: none'>Not here</div>",
        "<div aria-hidden='true'>Not here</div>",
        "<script>words()</script><style>p{}</style><form><label>Email</label><input></form>",
        "<section id='comments'><p>First!</p></section>",
        "<div role='dialog'><p>Subscribe</p></div>",
        "<aside class='related'><p>Read this</p></aside>",
        "<p><a href='#top'>Back to top</a></p>",
        "<p><del>Old words</del></p>",
    ],
)
def test_what_stands_beside_the_text_is_left_out(inner):
    assert blocks(page(inner)) == blocks(page())


def test_a_class_does_not_make_the_text_itself_vanish():
    body = "<article class='has-sidebar no-comments newsletter-archive'><div class='newsletter'><p>All the words there are here.</p></div></article>"
    assert [text for _, _, text in blocks(FRAME.format(head="", body=body).encode())] == [
        "All the words there are here."
    ]


def test_the_page_tells_title_author_publisher_and_date():
    data = page(
        head='<script type="application/ld+json">{"@graph":[{"@type":"Organization"},{"@type":["NewsArticle"],"headline":"Other",'
        '"author":[{"name":"Jo Ash"},{"name":"Tom Wilk"}],"publisher":{"name":"The Notes"},"datePublished":"2026-01-02T10:00Z"}]}</script>'
    )
    report = read(data, name="r")
    assert (report.title, report.authors) == ("Warm rooms", ("Jo Ash", "Tom Wilk"))
    assert (report.publisher, report.published) == ("The Notes", "2026-01-02")


def test_bylines_and_meta_tags_stand_in_for_json_ld():
    data = page(
        '<p class="byline">By Jo Ash</p><time datetime="2026-01-02">2 January 2026</time>',
        '<script type="application/ld+json">{broken</script><meta property="og:site_name" content="The Notes">',
    )
    report = read(data, name="r")
    assert (report.authors, report.publisher, report.published) == (("Jo Ash",), "The Notes", "2 January 2026")


def test_a_text_much_shorter_than_its_description_is_told():
    body = " ".join(f"word{n}" for n in range(200))
    head = f'<script type="application/ld+json">{{"@type":"Article","articleBody":"{body}"}}</script>'
    assert "longer text" in read(page(head=head), name="r.html").warnings[0]


def test_of_several_articles_the_longest_counts():
    body = "<article><p>Teaser.</p></article><article><p>" + "The long one. " * 30 + "</p></article>"
    assert "Teaser" not in read(FRAME.format(head="", body=body).encode(), name="r").text


def test_a_page_without_article_or_main_is_read_by_trafilatura():
    prose = [
        f"Paragraph {n} tells of the warm rooms that were open in the winter, and of who came to them."
        for n in range(8)
    ]
    body = "<div class='content'>" + "".join(f"<p>{one}</p>" for one in prose) + "</div>"
    text = read(FRAME.format(head="", body=body).encode(), name="r").text
    assert all(one in text for one in prose)
    assert "cookies" not in text
    assert "Home" not in text


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("<meta charset=iso-8859-1><p>It costs £5 – “no more”</p>".encode("cp1252"), ""),
        ("<meta charset=windows-1252><p>It costs £5 – “no more”</p>".encode("utf-8-sig"), ""),
        (
            "<meta http-equiv='Content-Type' content='text/html; charset=utf-8'><p>It costs £5 – “no more”</p>".encode(),
            "",
        ),
        ("<p>It costs £5 – “no more”</p>".encode("cp1252"), ""),
        ("<p>It costs £5 – “no more”</p>".encode("utf-16"), ""),
        ("<meta charset=utf-8><p>It costs £5 – “no more”</p>".encode("cp1252"), "cp1252"),
    ],
)
def test_the_encoding_is_the_marks_the_pages_or_the_ladders(data, encoding):
    assert "It costs £5 – “no more”" in read(data, name="r", encoding=encoding).text


def test_a_wrong_declaration_costs_letters_not_the_page():
    report = read("<meta charset=klingon><p>It costs £5 and no more</p>".encode("cp1252"), name="r.html")
    assert "It costs" in report.text
    assert "were replaced" in report.warnings[0]


def test_a_page_without_text_is_refused():
    with pytest.raises(SourceError, match=r"r\.html: holds no text"):
        read(b"<html><body><script>app()</script></body></html>", name="r.html")


def test_pages_are_known_by_their_beginning():
    assert is_page(b"\xef\xbb\xbf\n<!DOCTYPE html><html>")
    assert not is_page(b"# A heading\n\n<html>")


@pytest.mark.parametrize(
    "data",
    [
        b"<article>" + b"<div class=sidebar>" * 2_000 + b"<p>Words here.",
        b"<article>" * 2_000 + b"<p>Words here.",
        b"<article>" + b"<blockquote><ul><li>" * 1_000 + b"Words here.",
        b"<article><p>Words here." + b"<b><i>" * 1_000,
        b"<article><p>Words here." + b"&nbsp;" * 200_000,
        b"<article><p>Words here.<" + b"a " * 200_000,
    ],
)
def test_an_odd_page_is_read_in_time(data):
    began = time.monotonic()
    assert "Words" in read(data, name="r").text
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("tag", [b"<div>", b"<b class='x'>", b"<x-y>", b"<p>a<p>b"])
def test_a_page_that_nests_without_end_is_refused(tag):
    began = time.monotonic()
    with pytest.raises(SourceError, match="nests without end"):
        read(b"<article>" + tag * 200_000 + b"<p>Words here.", name="r")
    assert time.monotonic() - began < 5


def test_a_hundred_damaged_pages_end_in_an_error_or_a_partial_reading():
    whole = page("<blockquote><p>Go.</p></blockquote><table><tr><td>a<td>b</table><ul><li>One</ul>" * 5)
    random_, messages = random.Random(3), []
    for number in range(100):
        data = bytearray(whole)
        if number % 2:
            del data[random_.randrange(len(data)) :]
        else:
            for _ in range(random_.randrange(1, 60)):
                data[random_.randrange(len(data))] ^= 1 << random_.randrange(8)
        try:
            assert read(bytes(data), name="r").paragraphs
        except SourceError as error:
            messages.append(str(error))
    assert all(message.startswith("r: ") and "\n" not in message for message in messages)
