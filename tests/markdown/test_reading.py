"""Markdown into a Document: the same HTML as CommonMark, and beside it blocks, lines, placeholders and safety."""

import re
import time

import html5lib
import pyromark
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from publisher import markdown
from publisher.errors import CampaignError, PublisherError, Several
from publisher.model import Block, BlockKind, Document, ImageReference, Link, Place, Placeholder, PlaceholderName

FIRST = Placeholder(PlaceholderName.FIRST_NAME, "friend")
URL = Placeholder(PlaceholderName.BROWSER_URL)


def curly(text: str, before: str) -> str:
    return text.replace('"', "”").replace("--", "–").replace("'", "’")


def read(text: str, first_line: int = 1) -> Document:
    return markdown.read(text, file="x.md", first_line=first_line)


def typeset(text: str) -> str:
    return html_of(markdown.read(text, file="x.md", smarten=curly))


def html_of(document: Document) -> str:
    return "\n".join(block.html for block in document.blocks)


def html(text: str) -> str:
    return html_of(read(text))


def only(text: str) -> Block:
    (block,) = read(text).blocks
    return block


def errors(text: str) -> list[str]:
    with pytest.raises(PublisherError) as caught:
        read(text)
    found = caught.value.errors if isinstance(caught.value, Several) else (caught.value,)
    assert all(isinstance(error, CampaignError) and "\n" not in str(error) for error in found)
    return [str(error) for error in found]


def error(text: str) -> str:
    (line,) = errors(text)
    return line


# ── the same as CommonMark ──────────────────────────────────────────────────────────────────────────────

_OPTIONS = pyromark.Options
COMMONMARK = pyromark.Markdown(
    options=_OPTIONS.ENABLE_TABLES | _OPTIONS.ENABLE_FOOTNOTES | _OPTIONS.ENABLE_STRIKETHROUGH
)
PLAIN = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                "Bb",
                "é",
                " ",
                "  ",
                "\n",
                "\n\n",
                "\n    ",
                "\t",
                "*",
                "**",
                "_",
                "~~",
                "`",
                "``",
                "```\n",
                "# ",
                "## ",
            ),
            *(
                "> ",
                "- ",
                "+ ",
                "1. ",
                "2) ",
                "|",
                "|-|\n",
                "---\n",
                "===\n",
                "[a]",
                "(b)",
                "![c](d)",
                "[e](f 'g')",
                "[a]: /x\n",
            ),
            *("\\", "&amp;", "&", "!", "{", "}", "'", '"', "--", ".", "|a|b|\n|-|-|\n|1|2|\n"),
        ]
    ),
    max_size=25,
).map("".join)


def without_ids(text: str) -> str:
    """First-level headings count as second-level, and ours have ids; empty lines between blocks do not matter."""
    text = re.sub(r"<h(\d) id=[^>]*>", r"<h\1>", text)
    return re.sub(r"\n+", "\n", re.sub(r"(</?)h1>", r"\1h2>", text)).strip()


@settings(max_examples=400, deadline=None)
@given(PLAIN)
@example("- a\n\n\n- b\n* c\n\n    d\n")
@example("> a\nlazy\n\n> b\n")
@example("[a]: /x\n[a]\n[b]: /y\nc")
@example("[a]: /x\n[b]: /y\n*")
@example("- c\n\n[a]: /x\n2. b")
@example("c\n***\n[a]: /x\n    b")
@example("a\n---\nb\n===\n\n***\n- - -\n")
def test_the_blocks_together_are_what_commonmark_renders(text: str) -> None:
    assert without_ids(html(text)) == without_ids(COMMONMARK.html(text))


@settings(max_examples=300, deadline=None)
@given(PLAIN)
@example("<https://x.org/a--b> [it's] [a'b][]\n\n[it's]: /x\n[a'b]: /y")
@example("`'` 'a' \\' &#39; https://x.org/it's")
def test_typography_changes_marks_and_nothing_else(text: str) -> None:
    assume("’" not in text and "”" not in text and "–" not in text)
    back = typeset(text).replace("’", "'").replace("”", '"').replace("–", "--")
    assert back == html(text)


@settings(max_examples=200, deadline=None)
@given(PLAIN, st.integers(1, 40))
def test_lines_move_with_the_lines_in_front(text: str, more: int) -> None:
    here, moved = read(text), read("\n" * more + text) if text[:1] not in " \t" else read(text, first_line=1 + more)
    assert [block.line + more for block in here.walk()] == [block.line for block in moved.walk()]
    assert [link.line + more for link in here.links] == [link.line for link in moved.links]
    assert [image.line + more for image in here.images] == [image.line for image in moved.images]


HOSTILE = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                " ",
                "\n",
                "\n\n",
                "    ",
                "> ",
                "- ",
                "::: aside\n",
                "::: email\n",
                ":::\n",
                "{{ first_name or 'x' }}",
                "{{ browser_url }}",
            ),
            *(
                "<div>",
                "</div>",
                "<b>",
                "</b>",
                "<a href=",
                "javascript:alert(1)",
                ">",
                "<img src=x onerror=alert(1)>",
                "<script>",
                "</script>",
            ),
            *(
                "<!--",
                "-->",
                "<?",
                "<![CDATA[",
                "]]>",
                "<svg onload=x>",
                "<math>",
                "<style>",
                "</p>",
                "<p style='x'>",
                "&#106;",
                "&lt;",
                "&#x3c;",
            ),
            *(
                "[x](javascript:y)",
                "[x](<java",
                "script:y>)",
                "![x](data:z)",
                "[^1]",
                "[^1]: n\n",
                "`",
                "```\n",
                "https://x.org/",
                '"',
                "'",
                "\\",
            ),
            *(
                "— A\n",
                "| a |\n|---|\n",
                "# ",
                "<iframe src=x>",
                "<form action=x>",
                "<blockquote>",
                "</blockquote>",
                "<td>",
                "\x00",
                "\u202e",
            ),
        ]
    ),
    max_size=18,
).map("".join)
ACTIVE = {
    "script",
    "style",
    "iframe",
    "form",
    "svg",
    "math",
    "object",
    "embed",
    "base",
    "meta",
    "link",
    "input",
    "template",
}


def read_or_refused(text: str) -> Document | str:
    try:
        return markdown.read(text, file="x.md", smarten=curly)
    except PublisherError as refused:
        return str(refused)


def html_or_refusal(text: str) -> str:
    """The HTML of every block, quotations cut from their captions included; empty where the text is refused."""
    document = read_or_refused(text)
    if isinstance(document, str):
        assert all(re.match(r"x\.md(:\d+)?: ", line) for line in document.splitlines())
        return ""
    parts = [block.html for block in document.walk()]
    for quotation in document.quotations:
        parts += [quotation.html, quotation.attribution_html]
    assert not [link for link in document.links if link.href.lower().strip().startswith(("javascript:", "data:"))]
    return "\n".join(parts)


@settings(max_examples=500, deadline=None)
@given(HOSTILE)
@example('<a href="java\nscript:alert(1)">x</a>')
@example('<div title="<img src=x onerror=alert(1)>">x</div>')
@example("> <b onclick=x>\n> — A")
def test_nothing_active_is_ever_let_through(text: str) -> None:
    tree = html5lib.parse(html_or_refusal(text), namespaceHTMLElements=False)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        assert element.tag.rpartition("}")[2] not in ACTIVE
        for name, value in element.attrib.items():
            assert not str(name).lower().startswith("on")
            assert name != "style"
            assert not re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE) or name not in ("href", "src")


# ── placeholders ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{{ first_name or "friend" }}', f"<p>{FIRST.token}</p>"),
        ("{{first_name or 'friend'}}", f"<p>{FIRST.token}</p>"),
        ("{{ first_name or “friend” }}", f"<p>{FIRST.token}</p>"),
        ("{{ first_name or «friend» }}", f"<p>{FIRST.token}</p>"),
        ("[x]({{ browser_url }})", f'<p><a href="{URL.token}">x</a></p>'),
        ("[x](<{{ browser_url }}>)", f'<p><a href="{URL.token}">x</a></p>'),
        ('[x]({{ browser_url }} "a {{ browser_url }}")', f'<p><a href="{URL.token}" title="a {URL.token}">x</a></p>'),
        ("[x](https://a.b/?u={{ browser_url }}&v)", f'<p><a href="https://a.b/?u={URL.token}&amp;v">x</a></p>'),
        ("[x]\n\n[x]: <{{ browser_url }}>", f'<p><a href="{URL.token}">x</a></p>'),
        ("<{{ browser_url }}>", f'<p><a href="{URL.token}">{URL.token}</a></p>'),
        ("## A {{ browser_url }}", f'<h2 id="a">A {URL.token}</h2>'),
        ('<a href="{{ browser_url }}">x</a>', f'<p><a href="{URL.token}">x</a></p>'),
        ("*{{ browser_url }}*", f"<p><em>{URL.token}</em></p>"),
        ("`{{ browser_url }}`", "<p><code>{{ browser_url }}</code></p>"),
        ("    {{ anything }}", "<pre><code>{{ anything }}</code></pre>"),
        ("```\n{{ anything }}\n```", "<pre><code>{{ anything }}\n</code></pre>"),
        ("\\{{ anything }}", "<p>{{ anything }}</p>"),
        ("&#123;{ anything }}", "<p>{{ anything }}</p>"),
        ("{ first_name } {% if x %} ${HOME} {$x}", "<p>{ first_name } {% if x %} ${HOME} {$x}</p>"),
    ],
)
def test_a_placeholder_stands_in_text_and_targets_and_not_in_code(text: str, expected: str) -> None:
    assert html(text) == expected


def test_a_placeholder_stands_in_a_table() -> None:
    assert f"<td>{FIRST.token}</td>" in html('| a |\n|---|\n| {{ first_name or "friend" }} |')


def test_words_of_a_placeholder_leak_nowhere() -> None:
    document = read(
        "![{{ browser_url }}](a.png)\n\n> {{ browser_url }}\n>\n> — {{ browser_url }}, chair\n\n[a {{ browser_url }}](b)"
    )
    assert document.images[0].alt == URL.token
    assert document.links[0] == Link(7, "b", f"a {URL.token}")
    quotation = document.quotations[0]
    assert (quotation.words, quotation.attribution) == (URL.token, f"{URL.token}, chair")
    assert document.blocks[0].text == f"[{URL.token}]"


def test_what_a_name_falls_back_on_is_text_and_never_html() -> None:
    document = read('{{ first_name or "<b>&" }} [x]({{ first_name or "<b>" }})')
    assert "first_name\ue001&lt;b&gt;&amp;\ue002" in document.blocks[0].html
    assert "first_name\ue001<b>&\ue002" in document.blocks[0].text


def test_only_what_is_shown_is_listed_with_its_line() -> None:
    text = "a\n\n{{ browser_url }}\n\n<!-- {{ unsubscribe_url }} -->\n\n[unused]: {{ preferences_url }}\n"
    assert read(text).placeholders == ((3, URL),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n{{ nmae }}", "x.md:3: unknown placeholder {{ nmae }}. Known are first_name, browser_url"),
        ("{{}}", "x.md:1: unknown placeholder {{}}"),
        ("{{ FIRST_NAME }}", "x.md:1: unknown placeholder {{ FIRST_NAME }}"),
        ("{{{ browser_url }}}", "x.md:1: unknown placeholder {{{ browser_url }}}"),
        ("{{ first_name | upper }}", "x.md:1: unknown placeholder {{ first_name | upper }}"),
        ('a\n{{ first_name or\n"friend" }}', "x.md:2: {{ first_name … }} goes over a line's end. Write it on one line"),
        ('{{ browser_url or "x" }}', "x.md:1: {{ browser_url }} takes no `or`. Only first_name does"),
    ],
)
def test_a_placeholder_that_cannot_be_is_an_error_with_its_line(text: str, expected: str) -> None:
    assert error(text).startswith(expected)


def test_a_line_of_text_has_placeholders_and_typography() -> None:
    where = Place("x.md", 3, 9)
    made = markdown.read_placeholders('"Hi" {{ first_name or "dear" }}"', where=where, smarten=curly)
    assert made == "”Hi” \ue000first_name\ue001dear\ue002”"
    with pytest.raises(CampaignError, match=r"^x\.md:3:9: unknown placeholder \{\{ x \}\}"):
        markdown.read_placeholders("{{ x }}", where=where)
    with pytest.raises(CampaignError, match=r"^x\.md:3:9: a private-use character"):
        markdown.read_placeholders("\ue000first_name\ue002", where=where)


@pytest.mark.parametrize(
    "text", ["\ue000", "&#xE000;foo&#xE002;", "[x](&#xE000;foo&#xE002;)", '[x](y "&#xE001;")', "![x](&#57344;)"]
)
def test_a_token_cannot_be_forged(text: str) -> None:
    assert "a private-use character" in error(text)


# ── fences ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "before",
    [
        "",
        "words\n",
        "- a\n- b\n",
        "1. a\n",
        "> a\n",
        "| a |\n|---|\n| b |\n",
        "[^1]: note\n",
        "[a]: /x\n",
        "## h\n",
        "***\n",
        "    code\n",
        "*open\n",
        "<!-- c -->\n",
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\n\nafter\n"])
def test_a_fence_stands_after_anything_and_before_anything(before: str, end: str) -> None:
    lines = before.count("\n")
    (aside,) = [block for block in read(f"{before}::: aside\nwords\n:::{end}").blocks if block.kind is BlockKind.ASIDE]
    assert aside.line == lines + 1
    assert [(child.kind, child.line, child.html) for child in aside.children] == [
        (BlockKind.PARAGRAPH, lines + 2, "<p>words</p>")
    ]


@pytest.mark.parametrize("line", ["::: aside", ":::aside", "::: aside  ", ":::\taside", ":::\u00a0aside"])
def test_spaces_around_a_name_do_not_matter(line: str) -> None:
    assert only(f"{line}\r\nx\r\n:::\r\n").kind is BlockKind.ASIDE


def test_fences_hold_fences() -> None:
    email = only("::: email\n::: aside\na\n:::\n::: web\n:::\n:::")
    assert [(block.kind, block.line) for block in [email, *email.children]] == [
        (BlockKind.EMAIL, 1),
        (BlockKind.ASIDE, 2),
        (BlockKind.WEB, 5),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "```\n::: aside\n```",
        "    ::: aside",
        "`a\n::: aside`",
        "<pre>\n::: aside\n</pre>",
        "<!--\n::: aside\n-->",
        "\\::: aside",
    ],
)
def test_a_fence_in_code_comment_or_escaped_is_text(text: str) -> None:
    assert all(block.kind is not BlockKind.ASIDE for block in read(text).walk())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n::: aside\nb", "x.md:3: `::: aside` is never closed. End it with a line `:::`"),
        ("a\n\n:::", "x.md:3: this `:::` closes nothing"),
        ("::: asid\nb\n:::", "x.md:1: unknown block `::: asid`. Known are aside, button, signup, email, web, post"),
        ("::::\n", "x.md:1: unknown block `::: :`"),
        ("::: aside now\nb\n:::", "x.md:1: `::: aside` takes nothing after its name"),
        ("::: signup\nb\n:::", "x.md:1: `::: signup` holds nothing"),
        ("::: post\n:::", "x.md:1: `::: post` names one campaign by its slug and holds nothing"),
        ("::: post a b\n:::", "x.md:1: `::: post` names one campaign"),
        ("::: post ../a\n:::", "x.md:1: `::: post` names one campaign"),
        ("::: post a\nwords\n:::", "x.md:1: `::: post` names one campaign"),
        ("::: post {{ browser_url }}\n:::", "x.md:1: `::: post` names one campaign"),
        ("a\n\n- b\n  ::: aside\n", "x.md:4: a `:::` that is not at the start of its line"),
        ("> ::: aside", "x.md:1: a `:::` that is not at the start of its line. Begin it at the left margin"),
        (" ::: aside", "x.md:1: a `:::` that is not at the start of its line"),
        ("<div>\n::: aside\n</div>", "x.md:2: a `:::` line inside raw HTML. Leave an empty line before it"),
        ("::: aside\n" * 9 + "x\n" + ":::\n" * 9, "x.md:9: `:::` blocks nested too deeply"),
    ],
)
def test_a_fence_that_is_wrong_is_an_error_with_its_line(text: str, expected: str) -> None:
    assert error(text).startswith(expected)


def test_all_errors_of_a_body_are_told_in_the_order_of_lines() -> None:
    lines = errors("{{ x }}\n\n[a](javascript:b)\n\n::: nope\n:::\n\n[^z]\n\n:::\n")
    assert [line.split(":")[1] for line in lines] == ["1", "3", "5", "8", "10"]


def test_a_post_names_a_campaign() -> None:
    block = only("::: post seizing-the-moment\n:::")
    assert (block.kind, block.slug, block.children) == (BlockKind.POST, "seizing-the-moment", ())


def test_a_button_is_one_link() -> None:
    block = only("::: button\n[Download *it* {{ first_name or 'friend' }}]({{ browser_url }})\n:::")
    assert (block.kind, block.href, block.label) == (BlockKind.BUTTON, URL.token, f"Download it {FIRST.token}")
    assert block.text == f"Download it {FIRST.token} <{URL.token}>"


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "words",
        "[a](b) c",
        "[a](b)\n\nc",
        "[a](b) [c](d)",
        "[a]()",
        "[](b)",
        "- [a](b)",
        "## [a](b)",
        "[![a](b.png)](c)",
        "<b>x</b>[a](b)",
        "[a](b)\n\n***",
        "::: aside\n:::\n[a](b)",
    ],
)
def test_a_button_holds_nothing_else(inside: str) -> None:
    assert error(f"::: button\n{inside}\n:::").startswith("x.md:1: `::: button` holds one link and nothing else")


# ── links, images, headings, footnotes ──────────────────────────────────────────────────────────────────


def test_links_and_images_are_listed_with_their_lines() -> None:
    document = read(
        "[a](b.pdf)\nand\n![c](d.png 'e')\n\n<me@x.org> <a href='f'>g</a> [h]\n\n[h]: i\n\n<img src=j.png alt=k>"
    )
    assert document.links == (
        Link(1, "b.pdf", "a"),
        Link(5, "mailto:me@x.org", "me@x.org"),
        Link(5, "f", "g"),
        Link(5, "i", "h"),
    )
    assert document.images == (ImageReference(3, "d.png", "c", "e"), ImageReference(9, "j.png", "k"))


def test_raw_html_is_listed_with_the_line_of_its_mark() -> None:
    document = read("<div>\n<p>\n<img src='a.png' alt='b'>\n<a href='c'>d\ne</a></p></div>")
    assert document.images == (ImageReference(3, "a.png", "b"),)
    assert document.links == (Link(4, "c", "d e"),)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[x](javascript:alert(1))", 1),
        ("a\n[x](JAVA&#10;script:alert(1))", 2),
        ("<javascript:alert(1)>", 1),
        ("[x]\n\n[x]: data:text/html,y", 1),
        ("![x](data:image/png;base64,AA)", 1),
        ("![x](file:///etc/passwd)", 1),
        ("[x](//evil.example)", 1),
        ("> - [x](vbscript:y)", 1),
        ("a\n\n<a href='//evil.example'>x</a>", 3),
        ("<img src='javascript:x'>", 1),
        ("::: button\n[a](javascript:x)\n:::", 2),
    ],
)
def test_a_dangerous_address_is_an_error_with_its_line(text: str, line: int) -> None:
    assert error(text).startswith(f"x.md:{line}: ")


@pytest.mark.parametrize(
    ("text", "href", "words"),
    [
        ("see https://x.org/a_(b).", "https://x.org/a_(b)", "https://x.org/a_(b)"),
        ("https://x.org/?a=1&amp;b=2", "https://x.org/?a=1&b=2", "https://x.org/?a=1&b=2"),
        ("**www.x.org**", "https://www.x.org", "www.x.org"),
        ("https://x.org/a~b*c", "https://x.org/a~b*c", "https://x.org/a~b*c"),
        ("https://x.org/it's--b", "https://x.org/it's--b", "https://x.org/it's--b"),
    ],
)
def test_a_bare_address_becomes_a_link_and_keeps_its_letters(text: str, href: str, words: str) -> None:
    document = markdown.read(text, file="x.md", smarten=curly)
    assert document.links == (Link(1, href, words),)


@pytest.mark.parametrize(
    "text",
    [
        "`https://x.org`",
        "    https://x.org",
        "[https://x.org](a)",
        "<a href='b'>https://x.org</a>",
        "![https://x.org](a)",
        "\\https://x.org",
    ],
)
def test_an_address_in_code_or_in_a_link_makes_no_link_of_its_own(text: str) -> None:
    assert not [link for link in read(text).links if link.href == "https://x.org"]


def test_an_image_alone_is_a_block() -> None:
    assert only("![a](b.png)").image == ImageReference(1, "b.png", "a")
    assert [block.kind for block in read("![a](b) c\n\n![a](b)![c](d)\n\n[![a](b)](c)").blocks] == [
        BlockKind.PARAGRAPH
    ] * 3


def test_headings_have_ids_of_their_words_once_each() -> None:
    blocks = read("# É *a*\n\n## É a\n\n### ?\n\n## é-a-2\n\n## É a").blocks
    assert [(block.level, block.anchor) for block in blocks] == [
        (2, "e-a"),
        (2, "e-a-2"),
        (3, "section"),
        (2, "e-a-2-2"),
        (2, "e-a-3"),
    ]
    assert blocks[0].html == '<h2 id="e-a">É <em>a</em></h2>'


def test_an_apostrophe_leaves_no_mark_in_an_id_however_it_is_typed() -> None:
    assert [only(f"## Don{mark}t").anchor for mark in "'’"] == ["dont", "dont"]


def test_footnotes_have_ids_once_and_lead_back() -> None:
    document = markdown.read("a[^x] b[^é]\n\n> c[^x]\n\n[^é]: two\n[^x]: one\n", file="x.md", prefix="slug")
    text = html_of(document)
    ids = re.findall(r'id="([^"]*)"', text)
    assert sorted(ids) == ["fn-slug-1", "fn-slug-1-back", "fn-slug-2", "fn-slug-2-back"]
    assert set(re.findall(r'href="#([^"]*)"', text)) == set(ids)
    assert [block.text for block in document.blocks] == ["a[1] b[2]", "> c[1]", "[2] two", "[1] one"]


def test_a_footnote_beside_raw_html_stays_one() -> None:
    assert 'class="footnote-reference" id="fn-1-back"' in html("a[^1] <b>c</b>\n\n[^1]: d <i>e</i>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb[^1]", "x.md:2: the footnote [^1] has no text. Add a line [^1]: …, or write \\[^1] for plain brackets"),
        ("a[^1]\n\n[^1]: b\n\n[^1]: c", "x.md:5: the footnote [^1] has two texts. Give one of them another name"),
    ],
)
def test_a_footnote_that_cannot_be_is_an_error(text: str, expected: str) -> None:
    assert error(text) == expected


def test_brackets_that_are_escaped_or_code_are_no_footnote() -> None:
    assert html("\\[^1] `[^2]`") == "<p>[^1] <code>[^2]</code></p>"


# ── raw HTML and hostile texts ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<div onclick=x style=y lang=de>a</div>", '<div lang="de">a</div>'),
        ("a <b onmouseover=x>c</b>", "<p>a <b>c</b></p>"),
        ("<details><summary>a</summary>b</details>", "<details><summary>a</summary>b</details>"),
        ("a <!-- b --> c", "<p>a  c</p>"),
        ("a <b>c", "<p>a <b>c</b></p>"),
    ],
)
def test_raw_html_is_let_through_without_what_is_active(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    "text", ["<!-- a comment -->", "<script>alert(1)</script>", "<?php x ?>", "<iframe src=x></iframe>"]
)
def test_of_what_is_removed_no_block_is_left(text: str) -> None:
    assert [block.line for block in read(f"{text}\n\nafter").blocks] == [3]


@pytest.mark.parametrize(
    "text", ["<div>\n\na\n\n</div>", "<details>\n<summary>a</summary>\n\nb\n\n</details>", "<blockquote>", "<ul><li>a"]
)
def test_raw_html_that_does_not_end_in_its_block_is_an_error(text: str) -> None:
    assert "raw HTML opens or closes <" in errors(text)[0]


def test_an_authors_raw_blockquote_is_no_quotation() -> None:
    document = read("<blockquote><p>a</p></blockquote>\n\n> b\n>\n> — C D")
    assert [quotation.words for quotation in document.quotations] == ["b"]
    assert document.blocks[0].kind is BlockKind.HTML


@pytest.mark.parametrize(
    "text",
    [">" * 10_000, "> " * 200 + "a", "".join("  " * n + "- a\n" for n in range(100)), "[" * 60 + "a" + "](b)" * 60],
)
def test_depth_is_refused_or_read_and_never_ends_the_process(text: str) -> None:
    if not html_or_refusal(text):
        assert "nested too deeply" in error(text)


SIZE = 100_000


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "[",
            "](",
            "[](",
            "![",
            "*",
            "*a ",
            "a**",
            "_a ",
            "`",
            "` `` ",
            "<",
            "<a ",
            "<b>",
            "<div>",
            "<!--",
            "{{",
            "{{ ",
            "{{ }",
            "{{ x ",
            "}}",
        ),
        *(
            ":::\n",
            "::: aside\n",
            "> a\n",
            "> — a\n",
            "- a\n\n",
            "# a\n\n",
            "a\n\n",
            "&",
            "&amp;",
            "\\",
            '\\"',
            "https://x.org ",
            "www.",
            "[^1]",
            "|",
            "\n",
        ),
        *("[a]: /x\n", "[a](b) ", "![a](b) ", "a <b>c</b> ", "1. ", "~~a", "https://x.org/)))))", "\ta"),
    ],
)
def test_no_text_of_a_hundred_thousand_letters_takes_long(unit: str) -> None:
    text = (unit * (SIZE // len(unit)))[:SIZE]
    begun = time.process_time()
    html_or_refusal(text)
    assert time.process_time() - begun < 10


def test_a_line_of_a_megabyte_is_read() -> None:
    assert len(only("word " * 200_000).text) == 999_999


def test_unicode_of_every_plane_is_kept() -> None:
    assert only("e\u0301 😀 עברית \u200f العربية \u2028 𝔘").text == "e\u0301 😀 עברית \u200f العربية \u2028 𝔘"


# ── plain text ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("one\ntwo", "one two"),
        ("one  \ntwo", "one\ntwo"),
        ("one<br>two", "one\ntwo"),
        ("*a* **b** `c` ~~d~~", "a b c d"),
        ("[a](https://b.org)", "a <https://b.org>"),
        ("<https://b.org> <me@b.org> www.b.org", "https://b.org me@b.org www.b.org"),
        ("![a](b.png)", "[a]"),
        ("- a\n- b\n  - c\n", "- a\n- b\n  - c"),
        ("3. a\n\n   b\n4. c", "3. a\n   b\n4. c"),
        ("> a\n>\n> - b\n>\n> — C D", "> a\n>\n> - b\n>\n> — C D"),
        ("> ```\n> a\n> ```", ">     a"),
        ("    a\n      b", "    a\n      b"),
        ("| a | b |\n|---|---|\n| c<br>d | e |", "a | b\nc d | e"),
        ("***", "* * *"),
        ("<div>a <b>b</b>\nc &lt;</div>", "a b c <"),
    ],
)
def test_a_block_has_a_form_without_marks(text: str, plain: str) -> None:
    assert only(text).text == plain
