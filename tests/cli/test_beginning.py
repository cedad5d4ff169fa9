"""`publisher new`, `template`, `schema` and `excerpts`: what one begins with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from publisher import project

from tests.cli.conftest import REPORT, Tell, snapshot

# ── new ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("template", ["report-post", "guest-post", "newsletter", "digest"])
def test_a_new_campaign_of_each_template_is_read_and_drawn(template: str, small: Path, tell: Tell) -> None:
    said = tell("new", "a-first-post", "--template", template)
    assert (said.code, said.errors) == (0, [])
    assert said.out == "campaigns/a-first-post.md\nNext:  publisher preview a-first-post\n"
    checked = tell("check", "a-first-post", "--json")
    assert {one["rule"] for one in json.loads(checked.out)["findings"] if one["severity"] == "error"} == {
        "lead-unwritten"
    }
    assert "draft" in tell("status").out


def test_a_report_may_be_typed_as_the_shell_completes_it(small: Path, tell: Tell) -> None:
    for slug, report in (("one", "reports/bridges.txt"), ("two", "campaigns/reports/bridges.txt")):
        assert tell("new", slug, "--report", report).code == 0
        assert 'report: "reports/bridges.txt"\n' in (small / "campaigns" / f"{slug}.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a-post"], "campaigns/a-post.md: is here already; nothing was written"),
        (["A-Post"], "`A-Post` is not a slug"),
        (["../a"], "`../a` is not a slug"),
        (["a" * 101], "small letters, digits and single dashes"),
        (["x", "--template", "newslettr"], "there is no template `newslettr`. Did you mean `newsletter`?"),
        (["x", "--report", "reports/no.pdf"], "there is no report `reports/no.pdf` below campaigns/"),
        (["x", "--report", "/etc/passwd"], "there is no report `/etc/passwd` below campaigns/"),
        (["x", "--report", "../config.yaml"], "there is no report `../config.yaml` below campaigns/"),
        (["x", "--title", "a\nb"], "title: "),
        (["x", "--title", "a\udcffb"], "title: "),
    ],
)
def test_what_cannot_become_a_campaign_is_one_line_and_writes_nothing(
    arguments: list[str], words: str, small: Path, tell: Tell
) -> None:
    before = snapshot(small)
    said = tell("new", *arguments)
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert words in said.err
    assert snapshot(small) == before


def test_a_title_may_hold_what_yaml_would_stumble_over(small: Path, tell: Tell) -> None:
    title = '"Quoted": {x} #1, it\'s 100 % — & *so* on \\ ! 👩‍🔧'
    assert tell("new", "x", "--title", title).code == 0
    assert tell("check", "x").code == 1  # it is read; its lead is to be written


def test_a_file_in_the_place_of_campaigns_is_said(folder: Path, small: Path, tell: Tell) -> None:
    (folder / "campaigns").rename(folder / "away")
    (folder / "campaigns").write_text("mine")
    said = tell("new", "x")
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert "campaigns" in said.err


# ── template ────────────────────────────────────────────────────────────────────────────────────────────


def test_template_lists_and_copies_what_is_shipped(small: Path, tell: Tell) -> None:
    listed = [line.split()[0] for line in tell("template").out.splitlines()]
    assert listed == sorted(path.name for path in project.shipped_templates().iterdir() if path.is_dir())
    said = tell("template", "newsletter")
    assert said.code == 0
    copied = {path.relative_to(small).as_posix() for path in (small / "templates").rglob("*") if path.is_file()}
    assert copied == set(said.out.splitlines()[:-1])
    shipped = project.shipped_templates()
    for name in copied:
        assert (small / name).read_bytes() == (shipped.parent / name).read_bytes()


def test_a_copied_template_is_not_written_over(small: Path, tell: Tell) -> None:
    tell("template", "digest")
    (file,) = (small / "templates" / "digest").glob("*.mjml")
    file.write_text("mine")
    said = tell("template", "digest")
    assert (said.code, said.out) == (2, "")
    assert said.err == "templates/digest: is here already; nothing was written\n"
    assert file.read_text() == "mine"


@pytest.mark.parametrize("name", ["../site", "/etc", ".", "site/", "newsletter/email.mjml", "a" * 300])
def test_only_a_shipped_folder_is_a_template(name: str, small: Path, tell: Tell) -> None:
    before = snapshot(small)
    said = tell("template", name)
    if name == "site/":  # as the shell completes it
        assert said.code == 0
        return
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert snapshot(small) == before


def test_a_file_in_the_place_of_templates_is_said(small: Path, tell: Tell) -> None:
    (small / "templates").write_text("mine")
    said = tell("template", "digest")
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert "templates" in said.err


# ── schema ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("what", "key"), [([], "services"), (["config"], "services"), (["campaign"], "channels")])
def test_schema_prints_json_that_explains_every_key(what: list[str], key: str, folder: Path, tell: Tell) -> None:
    said = tell("schema", *what)
    assert (said.code, said.errors) == (0, [])
    schema = json.loads(said.out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"][key]["description"]


# ── excerpts ────────────────────────────────────────────────────────────────────────────────────────────


def test_excerpts_lists_quotations_with_speaker_and_place(folder: Path, tell: Tell) -> None:
    (folder / "bridges.txt").write_text(REPORT)
    said = tell("excerpts", "bridges.txt")
    assert said.code == 0
    (line,) = said.out.splitlines()
    assert "Amina Rahman" in line
    assert "“We counted every lorry twice" in line
    assert said.err == "bridges.txt: 1 quotation\n"
    (found,) = json.loads(tell("excerpts", "bridges.txt", "--json").out)
    assert found["text"] == "We counted every lorry twice, and then we counted them again."
    text = tell("excerpts", "bridges.txt", "--text").out
    assert text[found["start"] : found["end"]] == found["raw_text"]


def test_excerpts_finds_a_report_of_the_project_by_its_name_there(small: Path, tell: Tell) -> None:
    assert "Amina Rahman" in tell("excerpts", "reports/bridges.txt").out


def test_a_long_quotation_is_cut_unless_asked_for_in_full(folder: Path, tell: Tell) -> None:
    words = "we counted " * 40 + "and slept."
    (folder / "long.txt").write_text(f"She said: “{words}”\n")
    assert words not in tell("excerpts", "long.txt").out
    assert " …”" in tell("excerpts", "long.txt").out
    assert words in tell("excerpts", "long.txt", "--long").out


@pytest.mark.parametrize("name", ["nothing.pdf", ".", "pipe.txt", "empty.pdf", "a" * 300 + ".txt", "word.docx"])
def test_what_is_no_report_is_one_line(name: str, folder: Path, tell: Tell) -> None:
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "word.docx").write_bytes(b"PK\x03\x04")
    if name == "pipe.txt":
        (folder / name).mkdir()
    said = tell("excerpts", name)
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert said.err.startswith(f"{name}: ")


def test_a_report_that_steers_terminals_does_not(folder: Path, tell: Tell) -> None:
    (folder / "evil.txt").write_text("He said: “Look here \x1b[2J\x1b]0;gone\x07 and go away from this place.”\n")
    for options in ([], ["--long"]):
        said = tell("excerpts", "evil.txt", *options)
        assert "\x1b" not in said.out + said.err
        assert "Look here" in said.out
