"""What readers get of the example's four campaigns, one of each template, compared with what was looked at and kept.

`make golden` writes the files anew; the diff is what a reviewer reads. HTML is broken into lines at tags for that.
"""

import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from publisher import pipeline, project
from publisher.model import Edition, fill_placeholders
from publisher.pipeline import Workspace

EXPECTED = Path(__file__).parent / "expected"
SLUGS = {
    "report-post": "open-doors-what-we-learned",
    "guest-post": "a-volunteer-writes",
    "newsletter": "november-letter",
    "digest": "what-to-read-this-month",
}
FEBRUARY = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)  # everything of the example is public


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    root = tmp_path_factory.mktemp("example")
    for name, source in project.example_files():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, root / name)
    return pipeline.open_workspace(project.find(root), now=FEBRUARY, environment={})


def readable(html: str) -> str:
    """One tag a line where tags meet, tokens as `{{ name }}`, content hashes (which vary by library) left out."""
    html = re.sub(r"\b[0-9a-f]{10,16}([-.])", r"HASH\1", html)
    tokens = re.sub("\ue000([a-z_]+)(?:\ue001[^\ue002]*)?\ue002", r"{{ \1 }}", html)
    return re.sub(r">\s*<", ">\n<", tokens).strip() + "\n"


def compare(name: str, text: str) -> None:
    path = EXPECTED / name
    if os.environ.get("ACCEPT_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), "there is no golden file yet; look at the result and run: make golden"
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("template", SLUGS)
def test_the_email_is_as_it_was_looked_at(workspace: Workspace, template: str) -> None:
    message = workspace.message(Edition(workspace.by_slug[SLUGS[template]]))
    compare(f"{template}.email.html", readable(message.html))
    compare(f"{template}.body.html", readable(message.body))


@pytest.mark.parametrize("template", SLUGS)
def test_the_plain_text_is_as_it_was_read(workspace: Workspace, template: str) -> None:
    message = workspace.message(Edition(workspace.by_slug[SLUGS[template]]))
    text = re.sub("\ue000([a-z_]+)(?:\ue001[^\ue002]*)?\ue002", r"{{ \1 }}", message.text)
    head = (
        f"Subject: {fill_placeholders(message.subject, {})}\nPreheader: {fill_placeholders(message.preheader, {})}\n\n"
    )
    compare(f"{template}.txt", head + text.rstrip("\n") + "\n")


@pytest.mark.parametrize("template", SLUGS)
def test_the_page_is_as_it_was_looked_at(workspace: Workspace, template: str) -> None:
    page = workspace.page(Edition(workspace.by_slug[SLUGS[template]]))
    compare(f"{template}.page.html", readable(page.html))


def test_the_draft_of_the_outbox_is_as_it_was_read(workspace: Workspace) -> None:
    selected = pipeline.select(workspace, [SLUGS["newsletter"]])
    pipeline.push(workspace, selected, agree=lambda _: True, time=pipeline.Time(lambda: FEBRUARY))
    draft = next(workspace.project.root.glob("outbox/*/draft.json"))
    held = json.loads(draft.read_text())
    del held["written"]  # digests of the files beside it
    compare("newsletter.draft.json", json.dumps(held, indent=2, ensure_ascii=False) + "\n")


def test_the_feed_is_as_it_was_read(workspace: Workspace) -> None:
    pipeline.build(workspace)
    compare("feed.xml", readable((workspace.project.root / "public/feed.xml").read_text(encoding="utf-8")))
