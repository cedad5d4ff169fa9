"""A campaign's file: front matter with places and repairs, names, dates, and what hostile files cannot do."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher import campaigns, config
from publisher.campaigns import File
from publisher.config import Config
from publisher.errors import CampaignError, PublisherError, Several
from publisher.model import BlockKind, Campaign, Channel, EmailSettings, ImageReference, Person, Place
from publisher.project import Project

CONFIG = config.load(
    """\
id: k3v9
title: Example Notes
url: https://notes.example.org
timezone: Europe/London
sender: {name: Example Notes, email: hello@example.org}
organisation: {name: Example Trust}
people: {amina: {name: Amina Rahman, role: chief executive, portrait: a.png}}
"""
).config


def curly(text: str, before: str) -> str:
    return text.replace('"', "”").replace("--", "–")


def read(front: str, body: str = "Words.\n", path: str = "campaigns/x.md") -> Campaign:
    return campaigns.read(File(path, f"---\n{front}\n---\n{body}".encode()), CONFIG)


def said(front: str, body: str = "Words.\n", path: str = "campaigns/x.md") -> list[str]:
    return refusals(File(path, f"---\n{front}\n---\n{body}".encode()))


def refusals(file: File) -> list[str]:
    with pytest.raises(PublisherError) as caught:
        campaigns.read(file, CONFIG)
    errors = caught.value.errors if isinstance(caught.value, Several) else (caught.value,)
    assert all(isinstance(error, CampaignError) and "\n" not in str(error) for error in errors)
    assert all(str(error).startswith(file.path) for error in errors)
    return [str(error) for error in errors]


# ── the example ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_example_is_read_without_an_error(example: Project) -> None:
    conf = config.load(example.config.read_text(encoding="utf-8")).config
    files = campaigns.find(example.campaigns, example.root)
    found = campaigns.read_all(files, conf)
    assert {campaign.template for campaign in found} == {"report-post", "guest-post", "newsletter", "digest"}
    assert all(campaign.body.blocks and campaign.summary and campaign.date for campaign in found)
    assert "campaigns/reports/open-doors.md" not in [file.path for file in files]


# ── front matter ────────────────────────────────────────────────────────────────────────────────────────


def test_everything_of_front_matter_arrives() -> None:
    campaign = read(
        """\
title: "Seizing the moment: what they told us"
template: guest-post
date: 2026-11-24 09:00
author: {name: Jo Guest, role: volunteer}
summary: >
  Two lines
  become one.
report: [reports/a.pdf, https://x.org/b.pdf]
channels: [blog, newsletter]
tags: [Health, health, "local  government"]
image: {src: a.png, alt: A door}
email: {subject: "Hello {{ first_name or 'friend' }}", preheader: More, service: main, audience: 0012}
canonical: https://x.org/first
permission: By email
disclaimer: Their own words.
updated: 2026-11-25
update_note: A date was wrong.
was: [older, old]"""
    )
    assert (campaign.id, campaign.slug, campaign.was) == ("older", "x", ("older", "old"))
    assert campaign.channels == {Channel.BLOG, Channel.NEWSLETTER}
    assert campaign.date is not None
    assert campaign.date.isoformat() == "2026-11-24T09:00:00+00:00"
    assert campaign.author == Person("", "Jo Guest", "volunteer", portrait_alt="Jo Guest")
    assert campaign.summary == "Two lines become one."
    assert campaign.reports == ("reports/a.pdf", "https://x.org/b.pdf")
    assert campaign.tags == ("Health", "local government")
    assert campaign.image == ImageReference(12, "a.png", "A door")
    assert campaign.email == EmailSettings("Hello \ue000first_name\ue001friend\ue002", "More", "main", "0012")
    assert campaign.place("email.subject") == Place("campaigns/x.md", 13, 9)


def test_what_is_left_out_has_a_default() -> None:
    campaign = read("title: X")
    assert (campaign.id, campaign.template, campaign.channels) == ("x", "report-post", {Channel.BLOG})
    assert (campaign.date, campaign.author, campaign.image, campaign.updated) == (None, None, None, None)
    assert (campaign.reports, campaign.tags, campaign.was, campaign.email) == ((), (), (), EmailSettings())


@pytest.mark.parametrize("value", ["0012", "no", "1.10", "22:30"])
def test_a_title_stays_as_it_was_typed(value: str) -> None:
    assert read(f"title: {value}").title == value


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        (
            "title: A volunteer: twelve times",
            '2:19: a colon in a value that is not in quotes. Put the value in quotes: title: "A volunteer: twelve times"',
        ),
        (
            'title: x\nsummary: She said "no": twice',
            "3:23: a colon in a value that is not in quotes. Put the value in quotes: summary: 'She said \"no\": twice'",
        ),
        (
            'title: x\nsummary: "No", she said',
            "3:14: a value that begins with a mark or bracket but goes on after it. Put the value in quotes: summary: '\"No\", she said'",
        ),
        (
            "title: {{ first_name }}",
            '2:9: a key cannot be a list or a mapping. Put a value that begins with { or [ into quotes: "{{ … }}"',
        ),
        (
            'title: "Hello {{ first_name }}"',
            "2:1: title: {{ first_name }} cannot stand here. Placeholders may stand in the body, and in email.subject and email.preheader",
        ),
        (
            'title: x\nemail: {subject: "Hi {{ nmae }}"}',
            "3:9: unknown placeholder {{ nmae }}. Known are first_name, browser_url, preferences_url, unsubscribe_url, postal_address",
        ),
        ("title: x\ndate: 2026-13-01", "3:1: date: `2026-13-01` is not a date. Write it like 2026-11-24 09:00"),
        ("title: x\nupdated: soon", "3:1: updated: `soon` is not a date. Write it like 2026-11-24 09:00"),
        ("title: x\ntags: a, b", "3:1: tags: is one tag with a comma in it. Write a list: [a, b]"),
        ("title: x\nchannels: blogg", "3:1: channels: `blogg` is not known. Did you mean `blog`?"),
        (
            "title: x\nauthor: amin",
            "3:1: author: nobody in config's `people` has the key `amin`. Did you mean `amina`?",
        ),
        (
            "title: x\nauthor: {key: amina, name: Jo}",
            "3:10: author: either a key of config's `people` or a guest's name. Leave one of them out",
        ),
        ("title: x\nauthor: {role: chair}", "3:1: author: a guest needs a name. Write author: {name: …, role: …}"),
        ("title: x\nwas: [../a]", "3:1: was: `../a` is not a slug. Write the former file name without .md"),
        ("title: x\nwas: x", "3:1: was: `x` is what the file is called now. Name only former file names"),
        (
            "title: x\nimage: javascript:alert(1)",
            "3:1: image: an image cannot be `javascript:alert(1)`. Give a file below campaigns/, or an https address",
        ),
        (
            "title: x\nreport: file:///etc/passwd",
            "3:1: report: `file:///etc/passwd` is neither a file nor a web address. Name it relative to campaigns/",
        ),
        (
            "title: x\ncanonical: javascript:alert(1)",
            "3:1: canonical: `javascript:alert(1)` is not an address. Write it in full, such as https://example.org/privacy",
        ),
        (
            "title: x\ntemplate: ../../secret",
            "3:1: template: holds a character that cannot be there. Use small letters, digits and hyphens",
        ),
        ("titel: x", "2:1: titel: unknown key. Did you mean `title`?"),
        ("title: one\ntitle: two", "3:1: `title` is here twice, first on line 2"),
        ("title: x\n\ttags: y", "3:1: a tab. Indent with spaces"),
        (
            'title: "a\\nBcc: x@y.org"',
            "2:1: title: holds a line break or another control character. Write it on one line",
        ),
        (
            'title: "\\u202egnp.exe"',
            "2:1: title: holds a character that turns the reading direction round (U+202E). Delete it",
        ),
        (
            'title: x\nsummary: "\\ue000first_name\\ue002"',
            "3:1: summary: holds a private-use character (U+E000). Delete it; no font shows it",
        ),
        ("- a list", "2:1: expected keys with values, such as `title: …`"),
        ("# nothing", "2: title: this key is required"),
    ],
)
def test_a_slip_is_said_with_its_place_and_the_repair(front: str, expected: str) -> None:
    assert said(front)[0] == f"campaigns/x.md:{expected}"


def test_template_syntax_in_a_title_is_plain_text() -> None:
    assert read('title: "{% for x in y %} {{ 7*7 }} ${HOME} <b>"').title == "{% for x in y %} {{ 7*7 }} ${HOME} <b>"


def test_errors_of_front_matter_and_body_are_told_together() -> None:
    lines = said("title: x\ndate: soon", "{{ unknown }}\n\n::: aside\n")
    assert [line.split(": ")[0] for line in lines] == ["campaigns/x.md:5", "campaigns/x.md:7", "campaigns/x.md:3:1"]


def test_typography_is_set_everywhere_but_in_placeholders() -> None:
    text = """title: '"A" -- b'\nemail: {subject: 'Hi {{ first_name or "dear" }} -- "x"'}"""
    campaign = campaigns.read(File("campaigns/x.md", f"---\n{text}\n---\n".encode()), CONFIG, smarten=curly)
    assert campaign.title == "”A” – b"
    assert campaign.email.subject == "Hi \ue000first_name\ue001dear\ue002 – ”x”"


# ── the file ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("breaks", [b"\n", b"\r\n", b"\r"])
def test_breaks_and_byte_order_marks_of_other_editors_change_nothing(mark: bytes, breaks: bytes) -> None:
    data = mark + b"---\ntitle: x\n---\none\n\n> two\n".replace(b"\n", breaks)
    campaign = campaigns.read(File("campaigns/x.md", data), CONFIG)
    assert [(block.kind, block.line) for block in campaign.body.blocks] == [
        (BlockKind.PARAGRAPH, 4),
        (BlockKind.QUOTATION, 6),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"---\ntitle: x\n", "1: the front matter is never closed. End it with a line of three dashes"),
        (b"----\ntitle: x\n---\n", "1: the first line begins like front matter but is not three dashes"),
        (b"---\ntitle: caf\xe9\n---\n", "2: this line is not UTF-8. Save the file as UTF-8 in your editor"),
        (b"---\ntitle: x\n---\n\ncaf\xe9", "5: this line is not UTF-8. Save the file as UTF-8 in your editor"),
        (b"---\ntitle: x\x00y\n---\n", "2:9: a NUL character. Save the file as UTF-8 text"),
        (b"---\ntitle: x\n---\n\na\x00b", "5: a NUL character. Save the file as UTF-8 text"),
        (b"---\ntitle: x\n---\na\x0cb", "4: a control character (U+000C). Delete it; nothing shows it"),
        (
            "---\ntitle: x\n---\na\u202eb".encode(),
            "4: a character that turns the reading direction round (U+202E). Delete it",
        ),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_its_line(data: bytes, expected: str) -> None:
    assert refusals(File("campaigns/x.md", data)) == [f"campaigns/x.md:{expected}"]


def test_a_body_may_be_empty() -> None:
    assert campaigns.read(File("campaigns/x.md", b"---\ntitle: x\n---"), CONFIG).body.blocks == ()


@given(st.integers(0, 30), st.integers(0, 30))
def test_lines_are_those_of_the_file(above: int, within: int) -> None:
    body = "\n" * above + "one\n\n" + "\n" * within + "> two\n"
    lines = [block.line for block in read("title: x", body).body.blocks]
    assert lines == [4 + above, 6 + above + within]


@pytest.mark.parametrize(
    "name",
    ["A", "a b", "a_b", "-a", "a-", "a--b", "ä", "a.b", "..", "a" * 101, "con", "aux", "nul", "com1", "lpt9", "١"],
)
def test_a_name_that_is_no_address_is_refused_with_a_better_one(name: str) -> None:
    (line,) = said("title: x", path=f"campaigns/{name}.md")
    assert "Rename it to " in line
    better = line.rsplit("Rename it to ", 1)[1].split(".md")[0]
    assert read("title: x", path=f"campaigns/{better}.md").slug == better


# ── the folder ──────────────────────────────────────────────────────────────────────────────────────────


def put(project: Project, name: str, text: str | bytes = "---\ntitle: x\n---\n") -> Path:
    path = project.campaigns / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    (tmp_path / "project" / "campaigns").mkdir(parents=True)
    return Project(tmp_path / "project")


def names(project: Project) -> list[str]:
    return [file.path for file in campaigns.find(project.campaigns, project.root)]


def test_a_campaign_is_found_wherever_it_lies_and_material_is_not_one(empty: Project) -> None:
    put(empty, "b.md")
    put(empty, "2026/a.md")
    put(empty, "reports/report.md", "# A report\n")
    put(empty, ".hidden/c.md")
    put(empty, ".d.md")
    put(empty, "notes.txt")
    (empty.campaigns / "folder.md").mkdir()
    assert names(empty) == ["campaigns/2026/a.md", "campaigns/b.md"]


def test_links_out_of_the_project_are_not_followed(empty: Project, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("---\ntitle: secret\n---\n", encoding="utf-8")
    (empty.campaigns / "link.md").symlink_to(secret)
    (empty.campaigns / "dangling.md").symlink_to(tmp_path / "absent.md")
    (empty.campaigns / "folder").symlink_to(tmp_path)
    (empty.campaigns / "inside.md").symlink_to(put(empty, "a.md"))
    assert names(empty) == ["campaigns/a.md", "campaigns/inside.md"]


def test_a_file_of_another_encoding_is_not_silently_left_out(empty: Project) -> None:
    put(empty, "a.md", "---\ntitle: x\n---\n".encode("utf-16"))
    with pytest.raises(CampaignError, match=r"^campaigns/a\.md: this file is UTF-16\. Save the file as UTF-8"):
        names(empty)


def test_an_enormous_file_is_refused_and_others_are_told_too(empty: Project) -> None:
    put(empty, "a.md", b"---\n" + b"x" * campaigns.LARGEST)
    put(empty, "b.md", "---\ntitle: x\n---\n".encode("utf-16"))
    with pytest.raises(Several) as caught:
        names(empty)
    assert [error.where for error in caught.value.errors] == ["campaigns/a.md", "campaigns/b.md"]


def files(**fronts: str) -> list[File]:
    return [
        File(f"campaigns/{name.replace('_', '/')}.md", f"---\n{front}\n---\n".encode())
        for name, front in fronts.items()
    ]


def test_a_slug_belongs_to_one_campaign() -> None:
    with pytest.raises(CampaignError, match=r"^campaigns/b/a\.md: the slug `a` is also that of campaigns/a\.md"):
        campaigns.read_all(files(a="title: x", b_a="title: y"), CONFIG)


def test_a_former_slug_belongs_to_one_campaign() -> None:
    with pytest.raises(CampaignError, match=r"^campaigns/b\.md:3:1: `was` names `a`, which belongs to campaigns/a\.md"):
        campaigns.read_all(files(a="title: x", b="title: y\nwas: a"), CONFIG)
    with pytest.raises(CampaignError, match=r"^campaigns/b\.md:3:1: `was` names `old`"):
        campaigns.read_all(files(a="title: x\nwas: old", b="title: y\nwas: old"), CONFIG)


def test_a_renamed_campaign_keeps_its_id() -> None:
    before, after = files(old="title: x")[0], files(new="title: x\nwas: old")[0]
    assert campaigns.read(before, CONFIG).id == campaigns.read(after, CONFIG).id == "old"


def test_every_error_of_every_file_is_told_at_once() -> None:
    with pytest.raises(Several) as caught:
        campaigns.read_all(files(a="titel: x", b="title: x: y", c="title: fine"), CONFIG)
    assert [error.where for error in caught.value.errors] == [
        "campaigns/a.md:2:1",
        "campaigns/a.md:2:1",
        "campaigns/b.md:2:9",
    ]


def test_a_thousand_campaigns_are_read_in_seconds(example: Project) -> None:
    conf: Config = config.load(example.config.read_text(encoding="utf-8")).config
    source = next(file for file in campaigns.find(example.campaigns, example.root) if "open-doors" in file.path)
    many = [File(f"campaigns/c-{number}.md", source.data) for number in range(1000)]
    begun = time.process_time()
    assert len(campaigns.read_all(many, conf)) == 1000
    assert time.process_time() - begun < 8  # about one second on an idle core
