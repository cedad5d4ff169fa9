"""The shell in a real browser: WCAG by axe-core, keys, frames, and reloading as somebody writes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.preview.running import Running, running
from tests.preview.visiting import small

pytestmark = pytest.mark.browser

SCHEDULE = """
schedule: [{campaign: a-letter, draft: 2 days before}]
blackouts: [{from: 2026-11-19, until: 2026-11-21, reason: Elections}, {from: 2026-11-24, reason: Stock-taking}]
"""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        message = "there is no chromium on the path"
        pytest.fail(message) if os.environ.get("PUBLISHER_REQUIRE_BROWSER") == "1" else pytest.skip(message)
    with sync_api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The preview of a project that nobody changes."""
    with running(small(tmp_path_factory.mktemp("browser") / "project")) as started:
        yield started


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The preview of a project with something wrong of each kind."""
    project = small(tmp_path_factory.mktemp("faulty") / "project")
    with (project.root / "config.yaml").open("a") as config:
        config.write(SCHEDULE)
    post = project.campaigns / "a-post.md"
    text = post.read_text().replace("summary: What the post says.\n", "").replace("the chairs", "the tables")
    post.write_text(text.replace("Ruth said:", "![](images/lamp.png)\n\nRuth said:"))
    with running(project) as started:
        yield started


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_the_shell_has_no_violations_and_does_not_scroll_sideways(
    browser: Any, faulty: Running, scheme: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 860})
    page = context.new_page()
    paths = [
        "/",
        "/nothing",
        "/calendar/",
        "/calendar/2026-11",
        *(f"/campaigns/a-letter/{view}" for view in ("email", "text", "page", "proof", "findings")),
    ]
    paths += [f"/campaigns/a-post/{view}" for view in ("email", "proof", "findings")]
    for path in paths:
        page.goto(faulty.url(path))
        page.wait_for_selector("body:not([data-counting])")
        page.wait_for_load_state("load")
        found = [(one["id"], one["nodes"][0]["html"]) for one in axe.run(page).response["violations"]]
        assert not found, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    assert not axe.run(page).response["violations"]
    context.close()


def test_everything_can_be_reached_by_keys(page: Any, preview: Running) -> None:
    page.goto(preview.url("/"))
    page.wait_for_selector("body:not([data-counting])")
    page.wait_for_load_state("load")
    for key in ("j", "j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(preview.url("/campaigns/a-letter/email"))
    for key, path in (
        ("2", "/campaigns/a-letter/text"), ("3", "/campaigns/a-letter/page"), ("4", "/campaigns/a-letter/proof"),
        ("5", "/campaigns/a-letter/findings"), ("1", "/campaigns/a-letter/email"), ("d", "/campaigns/a-letter/email?dark=1"),
        ("m", "/campaigns/a-letter/email?dark=1&phone=1"), ("i", "/campaigns/a-letter/email?dark=1&phone=1&imageless=1"),
        ("k", "/campaigns/a-post/email?dark=1&phone=1&imageless=1"), ("c", "/?dark=1&phone=1&imageless=1"),
        ("s", "/calendar/?dark=1&phone=1&imageless=1"), ("c", "/?dark=1&phone=1&imageless=1"),
    ):  # fmt: skip
        page.keyboard.press(key)
        page.wait_for_url(preview.url(path))


def test_keys_reach_the_shell_from_inside_the_frame_and_can_be_switched_off(page: Any, preview: Running) -> None:
    page.goto(preview.url("/campaigns/a-letter/email"))
    page.frame_locator("iframe").locator("body").click()
    page.keyboard.press("d")
    page.wait_for_url("**dark=1")
    page.keyboard.press("?")
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.wait_for_timeout(200)
    assert page.url.endswith("/campaigns/a-letter/email?dark=1")


@pytest.mark.parametrize(("query", "width"), [("", 600), ("?phone=1", 360)])
def test_a_mail_is_as_wide_as_in_a_mail_program_and_as_long_as_it_is(
    page: Any, preview: Running, query: str, width: int
) -> None:
    page.goto(preview.url(f"/campaigns/a-letter/email{query}"))
    page.wait_for_function("document.querySelector('iframe').style.height > '0'")
    inside = "document.querySelector('iframe').contentWindow"
    assert page.evaluate(f"{inside}.innerWidth") == width
    assert page.evaluate(f"{inside}.document.documentElement.scrollHeight <= {inside}.innerHeight")


@pytest.mark.parametrize("prefers", ["light", "dark"])
@pytest.mark.parametrize("view", ["email", "page"])
def test_dark_is_dark_whatever_the_browser_prefers(browser: Any, preview: Running, prefers: str, view: str) -> None:
    context = browser.new_context(color_scheme=prefers)
    page = context.new_page()
    grounds = []
    for query in ("", "?dark=1"):
        page.goto(preview.url(f"/campaigns/a-letter/{view}{query}"))
        inside = page.frames[1]
        inside.wait_for_load_state()
        grounds.append(inside.evaluate("getComputedStyle(document.body).color.match(/\\d+/g).map(Number)"))
    light, dark = (sum(ink) for ink in grounds)
    assert light < 3 * 128 < dark, grounds
    context.close()


def test_saving_is_seen_without_a_hand_and_where_one_was_reading(page: Any, tmp_path: Path) -> None:
    project = small(tmp_path / "project")
    letter = project.campaigns / "a-letter.md"
    letter.write_text(letter.read_text() + "\nA line.\n" * 60)
    with running(project) as preview:
        _write_and_look(page, preview, letter)


def _write_and_look(page: Any, preview: Running, letter: Path) -> None:
    page.goto(preview.url("/campaigns/a-letter/email"))
    page.wait_for_function("document.documentElement.scrollHeight > 2000")
    page.evaluate("scrollTo(0, 700)")
    letter.write_text(letter.read_text().replace("Dear", "Good morning,"))
    page.frame_locator("iframe").get_by_text("Good morning,").wait_for()
    page.wait_for_function("scrollY === 700")
    letter.write_text(letter.read_text().replace("author: ruth", "author: nobody"))
    page.get_by_text("campaigns/a-letter.md:5").wait_for()
    letter.write_text(letter.read_text().replace("author: nobody", "author: ruth"))
    page.frame_locator("iframe").get_by_text("Good morning,").wait_for()


def test_links_of_a_mail_open_beside_it_and_those_of_a_page_inside(page: Any, preview: Running) -> None:
    page.goto(preview.url("/campaigns/a-letter/email"))
    with page.expect_popup() as popup:
        page.frame_locator("iframe").get_by_role("link", name="the post").click()
    assert popup.value.url == preview.url("/site/light/posts/a-post/")
    page.goto(preview.url("/campaigns/a-letter/page"))
    page.frame_locator("iframe").get_by_role("link", name="the post").click()
    page.frame_locator("iframe").get_by_text("We counted the chairs twice").wait_for()
    assert len(page.context.pages) == 2


def test_nothing_is_asked_of_anybody_else(page: Any, preview: Running) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for view in ("email", "page", "proof"):
        page.goto(preview.url(f"/campaigns/a-letter/{view}"))
        page.wait_for_load_state("load")
    assert asked
    assert all(url.startswith(preview.url("/")) for url in asked)
