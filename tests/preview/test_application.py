"""The addresses of the preview, asked one by one."""

import re
from html import unescape
from pathlib import Path

import pytest
from publisher.model import Edition, Placeholder, PlaceholderName
from publisher.workspace import Workspace

from tests.preview.visiting import NOTES, Visitor, small

CAMPAIGNS = ("what-to-read-this-month", "november-letter", "a-volunteer-writes", "open-doors-what-we-learned")
VIEWS = ("email", "text", "page", "proof", "findings")
ADDRESS_IN_HTML = re.compile(r' (?:src|href)="([^"]+)"')


def frame(html: str) -> str:
    found = re.search(r'<iframe [^>]*src="([^"]+)"', html)
    assert found
    return unescape(found[1])


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_shows_drafts_then_the_newest(writing: Visitor) -> None:
    (writing.project.campaigns / "later.md").write_text(
        (writing.project.campaigns / "a-letter.md").read_text().replace("2026-11-20", "2026-11-11")
    )
    html = writing.see("/")
    assert html.index("a-post.md") < html.index("a-letter.md") < html.index("later.md")
    states = re.findall(r'<span class="state (\w+)">', html)
    assert states == ["draft", "scheduled", "public"]
    assert "no date" in html
    assert "20 November 2026, 09:00" in html
    assert "A letter about lamps &amp; chairs" in html


def test_the_list_says_when_what_recurs_goes_out_next_and_that_it_is_no_draft(writing: Visitor) -> None:
    entry = '{campaign: a-post, every: monday, at: "09:00", from: 2026-11-02}'
    writing.edit("config.yaml", "\ntitle:", f"\nschedule:\n  - {entry}\ntitle:")
    html = writing.see("/")
    assert re.findall(r'<span class="state (\w+)">', html)[0] == "scheduled"
    assert "no date" not in html
    writing.edit("config.yaml", "every: monday", "every: never")
    assert re.findall(r'<span class="state (\w+)">', writing.see("/"))[0] == "draft"


def test_the_list_counts_findings_when_they_are_known(writing: Visitor) -> None:
    assert "Being checked" in writing.see("/")
    writing.edit("campaigns/a-post.md", "counted the chairs twice", "counted the tables twice")
    writing.see("/campaigns/a-post/findings")
    html = writing.see("/")
    assert "1 error" in html
    assert html.count("Being checked") == 1


def test_an_empty_project_says_how_to_start(writing: Visitor) -> None:
    for path in writing.project.campaigns.glob("*.md"):
        path.unlink()
    assert "publisher new SLUG" in writing.see("/")


# ── the views ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slug", CAMPAIGNS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_every_example_campaign_is_drawn(shown: Visitor, slug: str, view: str) -> None:
    html = shown.see(f"/campaigns/{slug}/{view}")
    assert "cannot be drawn" not in html
    assert (
        f'<a href="/campaigns/{slug}/{view}" aria-keyshortcuts="{VIEWS.index(view) + 1}" aria-current="page">' in html
    )


@pytest.mark.parametrize("slug", CAMPAIGNS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_that_frames_need_is_served(shown: Visitor, slug: str, scheme: str) -> None:
    """Every style sheet and picture of mail and page has an answer, and every link into the preview."""
    query = "?dark=1" if scheme == "dark" else ""
    for view in ("email", "page"):
        html = shown.see(frame(shown.see(f"/campaigns/{slug}/{view}{query}")))
        local = {one.removeprefix("http://127.0.0.1:8420") for one in map(unescape, ADDRESS_IN_HTML.findall(html))}
        asked = {one.partition("#")[0] for one in local if one.startswith(f"/site/{scheme}/")}
        assert asked
        for address in sorted(asked):
            if not address.endswith((".xml", ".json")):
                assert shown.ask(address).status_code == 200, address
        assert not any(one.startswith("/") and not one.startswith("/site/") for one in local)


def test_a_mail_shows_sample_values_and_no_token(shown: Visitor) -> None:
    html = shown.see("/mail/november-letter")
    assert "Dear friend," in html
    assert 'href="#"' in html
    assert "http://127.0.0.1:8420/site/light/letters/november-letter/" in html
    assert "\ue000" not in html
    assert "image:" not in html


def test_a_mail_is_as_large_as_it_is_sent(shown: Visitor) -> None:
    workspace = shown.load()
    sent = workspace.message(Edition(workspace.by_slug["november-letter"]))
    html = shown.see("/campaigns/november-letter/email")
    assert f"HTML {len(sent.html.encode()) / 1000:.1f} kB of 102 kB" in html
    assert f"Text {len(sent.text.encode()) / 1000:.1f} kB" in html


def test_pictures_off_is_a_policy(shown: Visitor) -> None:
    path = frame(shown.see("/campaigns/open-doors-what-we-learned/email?imageless=1"))
    assert "img-src 'none'" in shown.ask(path).headers["content-security-policy"]


def test_the_text_is_that_of_the_message(shown: Visitor) -> None:
    html = shown.see("/campaigns/november-letter/text")
    assert "Dear friend," in html
    assert "https://notes.example.org/letters/november-letter/" in html
    assert "127.0.0.1" not in html


def test_inbox_and_title_have_no_token(writing: Visitor) -> None:
    html = writing.see("/campaigns/a-letter/email")
    assert Placeholder(PlaceholderName.FIRST_NAME, "friend").token not in html
    assert "Lamps, friend" in html


def test_a_post_that_nobody_is_sent_says_so(shown: Visitor) -> None:
    assert "Not sent to anybody" in shown.see("/campaigns/a-volunteer-writes/email")
    assert "Not sent to anybody" not in shown.see("/campaigns/november-letter/email")


def test_a_page_in_dark_names_a_style_sheet_in_dark(shown: Visitor) -> None:
    for scheme, query in (("light", ""), ("dark", "?dark=1&phone=1")):
        page = shown.see(frame(shown.see(f"/campaigns/a-volunteer-writes/page{query}")))
        sheet = re.search(rf'href="(/site/{scheme}/style-[0-9a-f]+\.css)"', page)
        assert sheet
        css = shown.ask(sheet[1])
        assert css.headers["content-type"].startswith("text/css")
        assert "prefers-color-scheme" not in css.text
        assert ("(min-width: 0)" in css.text) is (scheme == "dark")


def test_the_proof_shows_printed_words_source_words_and_locator(shown: Visitor) -> None:
    html = shown.see("/campaigns/open-doors-what-we-learned/proof")
    assert html.count("Word for word") == 5
    assert "campaigns/reports/open-doors.pdf, page 4" in html
    assert "<mark>" not in html
    assert "5/5" in html


def test_the_proof_shows_quotations_in_running_text_and_who_says_them(writing: Visitor) -> None:
    writing.edit(
        "campaigns/a-post.md",
        "\n> ",
        "\nSomebody said: “The chairs were stolen on a Monday.” We call it “chairing”.\n\n> ",
    )
    html = writing.see("/campaigns/a-post/proof")
    assert "Printed in running text" in html
    assert "stolen on a Monday." in html
    assert "Your own words" in html
    assert html.count('<article class="comparison') == 3


def test_a_changed_word_is_marked_on_both_sides(writing: Visitor) -> None:
    writing.edit("campaigns/a-post.md", "the chairs", "the tables")
    html = writing.see("/campaigns/a-post/proof")
    assert "<mark>tables</mark>" in html
    assert "<mark>chairs</mark>" in html
    assert "Not in the report" in html
    assert "0/1" in html


def test_quotations_without_a_report_are_shown_as_not_compared(writing: Visitor) -> None:
    writing.edit("campaigns/a-post.md", "report: notes.txt\n", "")
    html = writing.see("/campaigns/a-post/proof")
    assert "names no <code>report</code>" in html
    assert "Not compared" in html


def test_findings_say_where_what_and_what_to_do(writing: Visitor) -> None:
    writing.edit("campaigns/a-post.md", "summary: What the post says.\n", "")
    html = writing.see("/campaigns/a-post/findings")
    assert "campaigns/a-post.md:1" in html
    assert "summary-missing" in html
    assert "Add `summary:`" in html


def test_settings_and_neighbours_are_links(shown: Visitor) -> None:
    html = unescape(shown.see("/campaigns/november-letter/email?phone=1"))
    assert 'href="/campaigns/november-letter/email?dark=1&phone=1" aria-keyshortcuts="d"' in html
    assert 'href="/campaigns/november-letter/email" aria-keyshortcuts="m"' in html
    assert 'href="/campaigns/november-letter/page?phone=1" aria-keyshortcuts="3"' in html
    assert 'href="/campaigns/a-volunteer-writes/email?phone=1" rel="next" aria-keyshortcuts="j"' in html
    assert 'href="/campaigns/what-to-read-this-month/email?phone=1" rel="prev" aria-keyshortcuts="k"' in html
    assert "2 of 4" in html


def test_a_former_slug_and_a_bare_one_lead_to_the_view(writing: Visitor) -> None:
    for path in ("/campaigns/an-old-name/text?dark=1", "/campaigns/an-old-name"):
        answer = writing.ask(path)
        assert answer.is_redirect
        assert answer.headers["location"] in ("/campaigns/a-post/text?dark=1", "/campaigns/a-post/email")
    assert writing.ask("/site/dark/posts/an-old-name/").headers["location"] == "/site/dark/posts/a-post/"


def test_lists_of_the_site_hold_what_is_yet_to_come(shown: Visitor) -> None:
    assert "/site/light/letters/november-letter/" in shown.see("/site/light/letters/")
    assert "/site/dark/posts/a-volunteer-writes/" in shown.see("/site/dark/")


def test_a_site_below_a_path_is_shown_whole(writing: Visitor) -> None:
    writing.edit("config.yaml", "url: https://notes.example.org", "url: https://example.org/notes")
    assert "https://example.org/notes/posts/a-post/" in writing.see("/campaigns/a-post/page")
    page = writing.see("/site/light/posts/a-post/")
    assert "/notes/style-" not in page
    assert re.search(r'href="/site/light/style-', page)


# ── what is wrong, and what comes back ──────────────────────────────────────────────────────────────────


def test_a_broken_configuration_is_shown_in_place_of_every_view_and_recovers(writing: Visitor) -> None:
    writing.edit("config.yaml", "language: en-GB", "language: englisch\nlanguag: x")
    for path in ("/", "/campaigns/a-post/email"):
        html = writing.see(path)
        assert "config.yaml:7" in html or "config.yaml:6" in html
        assert "is not a language tag" in html
        assert "unknown key" in html
    assert writing.ask("/mail/a-post").status_code == 404
    assert writing.ask("/site/light/").status_code == 404
    writing.edit("config.yaml", "language: englisch\nlanguag: x", "language: en-GB")
    assert "stand" not in writing.see("/campaigns/a-post/email")


def test_a_broken_campaign_is_shown_with_its_line_and_recovers(writing: Visitor) -> None:
    writing.edit("campaigns/a-post.md", "author: ruth", "author: rut")
    html = writing.see("/campaigns/a-letter/email")
    assert "campaigns/a-post.md:4" in html
    writing.edit("campaigns/a-post.md", "author: rut", "author: ruth")
    assert "/mail/a-letter" in writing.see("/campaigns/a-letter/email")


def test_one_that_cannot_be_drawn_hides_no_other(writing: Visitor) -> None:
    writing.edit("campaigns/a-post.md", "Ruth said:", "![A lamp](images/lamp.png)\n\nRuth said:")
    for view in ("email", "text", "page"):
        html = writing.see(f"/campaigns/a-post/{view}")
        assert "This cannot be drawn yet" in html
        assert "campaigns/a-post.md:10" in html
        assert "images/lamp.png" in html
    assert writing.ask("/mail/a-post").status_code == 500
    assert "images/lamp.png" in writing.ask("/site/light/posts/a-post/").text
    assert "/mail/a-letter" in writing.see("/campaigns/a-letter/email")
    assert "Word for word" in writing.see("/campaigns/a-post/proof")


def test_a_report_that_is_missing_is_an_error_of_its_campaign(writing: Visitor) -> None:
    (writing.project.campaigns / "notes.txt").unlink()
    for view in VIEWS:
        assert "there is no report `notes.txt`" in unescape(writing.see(f"/campaigns/a-post/{view}"))


def test_a_faulty_template_names_its_line(writing: Visitor) -> None:
    own = writing.project.templates / "report-post"
    own.mkdir(parents=True)
    (own / "page.html").write_text("<p>\n{{ nothing.there }}\n")
    html = writing.see("/campaigns/a-post/page")
    assert "templates/report-post/page.html:2" in html
    assert "/mail/a-post" in writing.see("/campaigns/a-post/email")


def test_a_campaign_that_is_not_there_may_come(writing: Visitor) -> None:
    answer = writing.ask("/campaigns/soon/email")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text
    (writing.project.campaigns / "soon.md").write_text((writing.project.campaigns / "a-letter.md").read_text())
    writing.current.changed()
    assert "/mail/soon" in writing.see("/campaigns/soon/email")


def test_a_bug_is_a_page_that_comes_back_by_itself(tmp_path: Path) -> None:
    found = [ZeroDivisionError()]

    def load() -> Workspace:
        if found:
            raise found[0]
        return visitor.load()

    visitor = Visitor(small(tmp_path / "project"), load=load)
    answer = visitor.ask("/campaigns/a-post/email")
    assert answer.status_code == 500
    assert "a bug of the program" in answer.text
    assert "preview.js" in answer.text
    found.clear()
    assert "/mail/a-post" in visitor.see("/campaigns/a-post/email")
    visitor.close()


# ── what is not served ──────────────────────────────────────────────────────────────────────────────────

SECRET = "s3cret-key"


@pytest.mark.parametrize(
    "path",
    [
        "/config.yaml", "/.env", "/assets/shell.html", "/assets/..%2fserver.py", "/assets/../server.py",
        "/site/light/config.yaml", "/site/light/.env", "/site/light/campaigns/a-post.md", "/site/light/../../.env",
        "/site/light/files/../../.env", "/site/light/files/..%2f..%2f.env", "/site/light/files/%2e%2e/%2e%2e/.env",
        "/site/light/files//etc/passwd", "/site/light/files/a-post.md", "/site/light/files/images/doors.png",
        "/site/light/files/notes.txt%00.pdf", "/site/light/images/../../.env", "/site/light/images/..%2f..%2f.env",
        "/site/light/images/0000000000000000-600.jpg", "/site/sepia/", "/site/light/files/", "/mail/..%2f.env",
        "/mail/nobody", "/campaigns/a-post/source", "/campaigns/..%2f..%2f.env/email",
    ],
)  # fmt: skip
def test_no_path_leads_out_or_to_what_is_not_shown(writing: Visitor, path: str) -> None:
    (writing.project.root / ".env").write_text(f"KEY={SECRET}\n")
    answer = writing.ask(path)
    assert answer.status_code == 404
    assert SECRET not in answer.text
    assert "root:" not in answer.text
    assert "k3v9" not in answer.text


def test_keys_of_services_are_nowhere(writing: Visitor) -> None:
    writing.edit("config.yaml", "local: {use: outbox}", f"local: {{use: outbox, key: {SECRET}}}")
    (writing.project.root / ".env").write_text(f"KEY={SECRET}\n")
    paths = ["/", *(f"/campaigns/a-letter/{view}" for view in VIEWS), "/mail/a-letter", "/site/light/letters/a-letter/"]
    for path in paths:
        assert SECRET not in writing.ask(path).text


def test_linked_files_are_served_and_none_can_run(writing: Visitor) -> None:
    notes = writing.ask("/site/light/files/notes.txt")
    assert notes.text == NOTES
    assert notes.headers["content-type"].startswith("text/plain")
    (writing.project.campaigns / "page.html").write_text("<script>alert(1)</script>")
    writing.edit("campaigns/a-letter.md", "(notes.txt)", "(page.html)")
    page = writing.ask("/site/light/files/page.html")
    assert page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"].startswith("attachment")
    assert writing.ask("/site/light/files/notes.txt").status_code == 404


def test_a_link_out_of_the_project_is_not_followed(writing: Visitor) -> None:
    outside = writing.project.root.parent / "outside.txt"
    outside.write_text(SECRET)
    (writing.project.campaigns / "notes.txt").unlink()
    (writing.project.campaigns / "notes.txt").symlink_to(outside)
    assert writing.ask("/site/light/files/notes.txt").status_code == 404
