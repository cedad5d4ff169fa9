"""Pages in a real browser: WCAG by axe-core, no sideways scrolling, appearance; and the Nu HTML checker.

Chromium is looked for on the path (or where CHROMIUM says), the Nu checker's vnu.jar where VNU_JAR says. Without
them the tests skip, unless PUBLISHER_REQUIRE_BROWSER=1 asks for a browser.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from publisher.site import write

from tests.site.building import SIGNUP, make_campaign, make_config, make_picture, make_site

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# All rules of WCAG 2.2 A and AA and axe's good practice; target size (2.5.8) is off unless it is asked for.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}

BODY = """> An opening quotation of two sentences. It stands large in a letter.
>
> — Amina Rahman, chief executive, Example Trust

Dear {{ first_name or "friend" }}, a first paragraph with `code`, *emphasis*, **strength**, a [link](https://example.org/) and a note[^1].

![A door](images/door.png "A picture with a caption")

## A section with a long heading that has to break over two lines on a phone

1. One
2. Two

| Room | Visits | Cost | Coordinator | Opening hours |
|------|-------:|-----:|-------------|---------------|
| Harrowbeck Library | 4,210 | £13,650 | yes | Monday to Friday, 10 to 16 |

> “Words with marks of their own,” it said.

### A smaller heading

```
a_long_line_of_code(argument_one, argument_two, argument_three, argument_four, argument_five)
```

Averylongwordthatgoesonandonandonandonandonandonandonandonandonandonandonuntilitdoesnotfit.

::: button
[Download the report (PDF, 1.2 MB)](https://example.org/report.pdf)
:::

::: aside
An aside with a [link](https://example.org/aside).
:::

::: post other
:::

---

Last words.

[^1]: The note, with a [link](https://example.org/note).
"""

PAGES = {
    "report-post": "/posts/report-post/",
    "guest-post": "/posts/guest-post/",
    "newsletter": "/letters/newsletter/",
    "digest": "/letters/digest/",
    "front": "/",
    "second": "/page/2/",
    "letters": "/letters/",
    "tags": "/tags/",
    "tag": "/tags/local-government/",
    "authors": "/authors/",
    "author": "/authors/amina/",
    "follow": "/follow/",
    "missing": "/404.html",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one page of each kind, every block on it."""
    pictures_folder, output = tmp_path_factory.mktemp("pictures"), tmp_path_factory.mktemp("site")
    pictures = {name: make_picture(pictures_folder, name) for name in ("images/door.png", "images/amina.png")}
    posts = [
        make_campaign(
            BODY, slug=template, template=template, title=f"A title of some length for the template {template}",
            channels=channel, author=author, tags="[local government, Fish & chips]", summary="What it says in one sentence.",
            image="{src: images/door.png, alt: A door}", updated="2026-11-25", update_note="A number was wrong",
        )
        for template, channel, author in (
            ("report-post", "blog", "amina"), ("guest-post", "blog", "zoe"),
            ("newsletter", "newsletter", "amina"), ("digest", "newsletter", "zoe"),
        )
    ]  # fmt: skip
    posts.append(
        make_campaign(
            slug="other",
            template="guest-post",
            title="Another",
            was="[former]",
            disclaimer="Their views.",
            canonical="https://first.example/x",
            permission="Reprinted with permission.",
            author="zoe",
        )
    )
    more = f"{SIGNUP}\nlook: {{accent: '#d4a017', footer: A sentence for the foot.}}"  # an accent that is hard to read
    write(make_site(posts, make_config(page_size=2, more=more), pictures=pictures), output)
    return output


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The address of a server of the site."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def guess_type(self, path: str | os.PathLike[str]) -> str:
            return "application/xml" if str(path).endswith(".xml") else super().guess_type(path)

        def log_message(self, *_: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """The browser may hang up."""

    with Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        message = "there is no chromium on the path"
        pytest.fail(message) if os.environ.get("PUBLISHER_REQUIRE_BROWSER") == "1" else pytest.skip(message)
    with sync_api.sync_playwright() as play:
        running = play.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


def open_page(browser, address: str, path: str, *, width: int = 1280, scheme: str = "light"):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address + path)
    return page


@pytest.mark.pages
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing_light_and_dark_narrow_and_wide(browser, address: str, kind: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for width in (320, 1280):
        for scheme in ("light", "dark"):
            page = open_page(browser, address, PAGES[kind], width=width, scheme=scheme)
            violations = axe.run(page, options=RULES).response["violations"]
            told = [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations]
            assert told == [], (width, scheme)
            page.context.close()


@pytest.mark.pages
def test_the_nu_checker_finds_nothing_on_any_page(site: Path) -> None:
    jar = os.environ.get("VNU_JAR", "")
    if not Path(jar).is_file() or not shutil.which("java"):
        pytest.skip("VNU_JAR names no vnu.jar, or there is no java")
    wrong = site.parent / "wrong.html"
    wrong.write_text("<!DOCTYPE html><title>x</title><p><div></p>")
    pages = [str(path) for path in site.rglob("*.html")]
    for named, expect_messages in (([str(wrong)], True), (pages, False)):
        command = ["java", "-jar", jar, "--exit-zero-always", "--format", "json", *named]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        messages = json.loads(done.stderr or done.stdout)["messages"]
        assert bool(messages) is expect_messages, messages


@pytest.mark.browser
def test_no_page_scrolls_sideways_at_320_pixels(browser, address: str) -> None:
    page = open_page(browser, address, "/", width=320)
    for path in PAGES.values():
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
    page.context.close()


@pytest.mark.browser
def test_pages_load_nothing_from_elsewhere_and_report_no_error(browser, address: str) -> None:
    page = open_page(browser, address, "/")
    requests: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: problems.append(message.text))
    # The browser gives up an icon that it is still getting when we move on: that is no failure of the page.
    failed = lambda request: request.failure == "net::ERR_ABORTED" or problems.append(request.url)  # noqa: E731
    page.on("requestfailed", failed)
    for path in (PAGES["report-post"], PAGES["newsletter"], "/"):
        page.goto(address + path, wait_until="networkidle")
    assert requests
    assert all(url.startswith((address, "data:")) for url in requests)
    assert problems == []
    page.context.close()


@pytest.mark.browser
def test_dark_mode_turns_paper_and_ink(browser, address: str) -> None:
    seen = []
    for scheme in ("light", "dark"):
        page = open_page(browser, address, PAGES["report-post"], scheme=scheme)
        seen.append(
            page.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]")
        )
        page.context.close()
    assert seen == [["rgb(255, 255, 255)", "rgb(29, 36, 48)"], ["rgb(20, 23, 28)", "rgb(232, 235, 239)"]]


@pytest.mark.browser
def test_the_first_tab_reaches_the_skip_link_and_it_leads_to_the_content(browser, address: str) -> None:
    page = open_page(browser, address, PAGES["report-post"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'content'")
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/feed.xml", "/atom.xml"])
def test_a_feed_is_readable_in_a_browser(browser, address: str, path: str) -> None:
    page = open_page(browser, address, path, width=360)
    shown = page.evaluate(
        """() => [...document.querySelectorAll('*')]
            .filter(e => e.childElementCount === 0 && e.getClientRects().length && e.textContent.trim())
            .map(e => e.localName)"""
    )
    assert {"title"} < set(shown)
    assert {"description", "summary"} & set(shown)
    assert not {"encoded", "content", "guid", "id", "generator"} & set(shown)
    assert "feed" in page.evaluate("getComputedStyle(document.documentElement, '::before').content")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.context.close()


@pytest.mark.browser
def test_a_former_address_leads_on(browser, address: str) -> None:
    page = open_page(browser, address, "/posts/former/")
    page.wait_for_url("**/posts/other/")
    page.context.close()
