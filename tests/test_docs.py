"""docs/ and README.md: generated parts are current, nothing is left out, and links lead somewhere."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from publisher import campaigns, config, schema
from publisher.campaigns import File
from publisher.checks import RULES
from publisher.cli.program import VERBS
from publisher.config import Config
from publisher.frontmatter import FrontMatter
from publisher.services import available

from tests import generate_docs

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")

SETTINGS = """\
id: t3st
title: Notes
url: https://notes.example.org
sender: {name: Notes, email: hello@example.org}
organisation: {name: Trust}
people:
  amina: {name: Amina Rahman}
  helen: {name: Helen Tranter}
"""


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(generate_docs.pages()))
def test_a_generated_page_is_current(name: str) -> None:
    page = text(name)
    assert page.count(generate_docs.BEGIN) == page.count(generate_docs.END) == 1
    current = generate_docs.with_generated(page, generate_docs.pages()[name])
    assert page == current, f"docs/{name} is behind the code: run `make docs`"


def test_generating_twice_changes_nothing() -> None:
    for name, part in generate_docs.pages().items():
        once = generate_docs.with_generated(text(name), part)
        assert generate_docs.with_generated(once, part) == once


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_readme_and_explains_its_options(verb: str) -> None:
    assert re.search(rf"^\| `publisher {verb}\b[^|]*\| \S", README, re.MULTILINE)
    command = importlib.import_module(f"publisher.cli.{verb}").command
    assert command.help
    for option in command.params:
        assert option.param_type_name == "argument" or option.help, (verb, option.name)


def test_the_readme_names_no_verb_and_no_option_that_does_not_exist() -> None:
    for page in PAGES:
        for verb in re.findall(r"`publisher ([a-z]+)\b", page.read_text(encoding="utf-8")):
            assert verb in VERBS, (page.name, verb)
    for verb, options in re.findall(r"^\| `publisher ([a-z]+)[^|]*\|(.*)\|$", README, re.MULTILINE):
        command = importlib.import_module(f"publisher.cli.{verb}").command
        known = {name for option in command.params for name in option.opts}
        assert set(re.findall(r"`(--[a-z-]+)", options)) <= known


def test_every_key_rule_and_service_is_explained() -> None:
    for page, model in (("configuration.md", Config), ("campaigns.md", FrontMatter)):
        rows = text(page)
        for key in schema.keys(model):
            assert f"| `{key.path}` |" in rows
    for rule in RULES:
        assert f"| `{rule}` |" in text("checks.md")
    for service in available():
        assert f"`{service}`" in text("services.md")


def test_links_between_pages_lead_somewhere() -> None:
    checked = 0
    for page in PAGES:
        written = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", written):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, fragment = target.partition("#")
            other = (page.parent / path).resolve() if path else page
            assert other.exists(), f"{page.name} links to {target}"
            if fragment:
                assert fragment in anchors(other.read_text(encoding="utf-8")), f"{page.name} links to {target}"
            checked += 1
    assert checked > 10


def anchors(page: str) -> set[str]:
    """The anchors that a Markdown page's headings get where it is usually shown."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [DOCS / "campaigns.md", ROOT / "README.md"], ids=lambda page: page.name)
def test_the_example_of_a_campaign_is_read_without_error(page: Path) -> None:
    (example,) = re.findall(r"```markdown\n(---\n.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    made = campaigns.read(File("campaigns/seizing-the-moment.md", example.encode()), config.load(SETTINGS).config)
    assert made.title
    assert made.author
    assert made.date
    assert made.channels == {"blog", "newsletter"}
    (quotation,) = made.body.quotations
    assert quotation.speaker


def test_the_rooms_of_the_architecture_are_those_on_disk() -> None:
    (table,) = re.findall(r"\| room \| question \|\n(.*?)\n\n", text("architecture.md"), re.DOTALL)
    named = [room for line in table.splitlines() for room in re.findall(r"`([a-z]+(?:\.py|/))`", line.split("|")[1])]
    assert len(named) == len(set(named))
    on_disk = {f"{path.name}/" for path in (ROOT / "publisher").iterdir() if (path / "__init__.py").is_file()}
    on_disk |= {path.name for path in (ROOT / "publisher").glob("[a-z]*.py")}
    # One of two names for the same room: a file that has become a folder keeps its question.
    rooms = {room if (ROOT / "publisher" / room).exists() else room.replace(".py", "/") for room in named}
    assert rooms == on_disk


def test_the_dependencies_of_the_architecture_are_those_of_the_package() -> None:
    import tomllib

    (table,) = re.findall(
        r"\| library \| for \| why this one \|\n(.*?)\n(?:\n|$)", text("architecture.md") + "\n", re.DOTALL
    )
    cells = [line.split("|")[1] for line in table.splitlines()[1:]]
    named = {name.strip().lower() for cell in cells for name in cell.split(",")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    package = [*project["dependencies"], *project["optional-dependencies"]["web"]]
    assert named == {re.split(r"[><=~]", line)[0].lower() for line in package}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_no_path_of_a_machine(page: Path) -> None:
    assert not re.search(r"(?<![\w.])/(work|home|Users|tmp|root)/", page.read_text(encoding="utf-8"))
