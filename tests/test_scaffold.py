"""scaffold.py: what a new project and a new campaign begin with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from publisher import campaigns, characters, config, scaffold
from publisher.campaigns import File
from publisher.checks import front
from publisher.errors import CampaignError, ProjectError, UsageError
from publisher.model import Campaign, Channel, Finding
from publisher.project import Project
from publisher.scaffold import Answers

TODAY = date(2026, 11, 22)
ANSWERS = Answers("Bridge Notes", "https://notes.example.org", "hello@example.org", timezone="Europe/London")

titles = st.text(min_size=1, max_size=80).filter(
    lambda text: text.strip() == text and bool(text) and characters.refused(text, one_line=True) is None
)


def settings(answers: Answers = ANSWERS) -> config.Config:
    return config.load(scaffold.config_text(answers, project_id="t3stt3st", today=TODAY)).config


def test_the_text_of_a_new_config_is_read_without_error() -> None:
    made = settings()
    assert (made.id, made.title, made.url, made.timezone) == (
        "t3stt3st", "Bridge Notes", "https://notes.example.org", "Europe/London"
    )  # fmt: skip
    assert (made.sender.email, made.since, list(made.services)) == ("hello@example.org", TODAY, ["local"])


def checks_of(campaign: Campaign) -> list[Finding]:
    return list(
        front(
            campaign, templates=["report-post"], campaigns={}, services=[], signup=True,
            problem_with_file=lambda _: "", problem_with_image=lambda _: None,
        )
    )  # fmt: skip


def test_every_key_of_config_stands_in_the_text_with_a_comment_above() -> None:
    text = scaffold.config_text(ANSWERS, project_id="t3stt3st", today=TODAY)
    lines = text.splitlines()
    for key in config.Config.model_fields:
        written = [index for index, line in enumerate(lines) if line.startswith((f"{key}:", f"# {key}:"))]
        assert written or key == "page_size", key
        for index in written:
            above = lines[index - 1]
            assert above.startswith("#") or above == "", (key, above)


def test_what_is_commented_out_is_right_too() -> None:
    lines = scaffold.config_text(ANSWERS, project_id="t3stt3st", today=TODAY).splitlines()
    keys = tuple(f"# {key}: " for key in config.Config.model_fields)
    others = [line.removeprefix("# ") for line in lines if line.startswith(keys)]
    opened = [line for line in others if not line.startswith(("publish:", "description:"))]
    for way in (line for line in others if line.startswith("publish:")):
        config.load("\n".join([*(line for line in lines if not line.startswith("#")), *opened, way]))
    assert any(line.startswith("signup:") for line in opened)


@settings_of_hypothesis(max_examples=40, deadline=None)
@given(titles)
def test_any_title_comes_back_as_it_was_typed(title: str) -> None:
    assert settings(Answers(title, ANSWERS.url, ANSWERS.email)).title == title


@settings_of_hypothesis(max_examples=40, deadline=None)
@given(titles)
def test_any_title_of_a_campaign_comes_back_as_it_was_typed(title: str) -> None:
    text = scaffold.campaign_text("x", title=title, today=TODAY)
    assert campaigns.read(File("campaigns/x.md", text.encode()), settings()).title == title


def test_ids_differ_and_cannot_be_misread() -> None:
    ids = {scaffold.new_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(len(one) == 8 and not set(one) & set("01ilo") for one in ids)


@pytest.mark.parametrize("template", ["report-post", "guest-post", "newsletter", "digest", "one-of-our-own"])
def test_the_text_of_a_new_campaign_is_read_without_error(template: str) -> None:
    text = scaffold.campaign_text("open-doors", template=template, report="reports/x.pdf", today=TODAY)
    made = campaigns.read(File("campaigns/open-doors.md", text.encode()), settings())
    assert (made.title, made.template, made.date, made.reports) == ("Open doors", template, None, ("reports/x.pdf",))
    letter = template in ("newsletter", "digest")
    assert made.channels == {Channel.NEWSLETTER if letter else Channel.BLOG}
    assert made.body.blocks
    unwritten = [one for one in checks_of(made) if one.rule == "lead-unwritten"]
    assert len(unwritten) == text.count("[Write ") > 0


def test_what_a_new_campaign_has_commented_out_is_right_too() -> None:
    text = scaffold.campaign_text("x", today=TODAY)
    front, _, body = text.removeprefix("---\n").partition("---\n")
    keys = ("# date:", "# summary:", "# tags:", "# image:", "# email:")
    opened = "".join(
        line.removeprefix("# ") if line.startswith(keys) else line for line in front.splitlines(keepends=True)
    )
    made = campaigns.read(File("campaigns/x.md", f"---\n{opened}---\n{body}".encode()), settings())
    assert made.date
    assert made.tags
    assert made.image
    assert made.email.subject


def test_a_project_starts_in_a_folder_that_has_other_things(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / ".gitignore").write_text("mine")
    assert scaffold.start(tmp_path, ANSWERS, today=TODAY, example=False) == [".env.example", "config.yaml"]
    assert (tmp_path / ".gitignore").read_text() == "mine"
    with pytest.raises(ProjectError, match="is here already; nothing was written"):
        scaffold.start(tmp_path, ANSWERS, today=TODAY, example=False)


def test_each_copy_of_the_example_is_a_project_of_its_own(tmp_path: Path) -> None:
    ids = set()
    for name in ("one", "two"):
        assert "config.yaml" in scaffold.start(tmp_path / name, Answers("", "", ""), today=TODAY, example=True)
        ids.add(config.load((tmp_path / name / "config.yaml").read_text(encoding="utf-8")).config.id)
    assert len(ids) == 2
    assert "k3v9" not in ids


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ProjectError, match="is here already"):
        scaffold.start(tmp_path, ANSWERS, today=TODAY, example=False)
    assert not (tmp_path / "elsewhere").exists()
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "x.md").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ProjectError, match="is here already"):
        scaffold.start_campaign(Project(tmp_path), "x", scaffold.campaign_text("x", today=TODAY), settings())
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("slug", ["", "A", "a b", "a_b", "-a", "a-", "a--b", "ä", "../a", "a/b", "a.md", "a\n"])
def test_a_name_that_is_no_slug_is_refused(slug: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a slug"):
        scaffold.start_campaign(Project(tmp_path), slug, scaffold.campaign_text("x", today=TODAY), settings())
    assert list(tmp_path.iterdir()) == []


def test_a_campaign_that_could_not_be_read_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(CampaignError):
        scaffold.start_campaign(Project(tmp_path), "x", "---\ntitle: a: b\n---\n", settings())
    assert list(tmp_path.iterdir()) == []
