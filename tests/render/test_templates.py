"""Templates: found in order, sandboxed, escaped, and wrong with a place."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from markupsafe import Markup
from publisher import project
from publisher.errors import TemplateError
from publisher.render.templates import Templates, initials, iso
from publisher.render.words import Words

SHIPPED = project.shipped_templates()
LANGUAGES = sorted(path.stem for path in (SHIPPED / "strings").glob("*.yaml"))


def folder(root: Path, name: str = "templates", **files: str) -> Path:
    for path, text in files.items():
        target = root / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return root / name


def templates(root: Path, **files: str) -> Templates:
    return Templates([folder(root, **files)], language="en")


def test_a_project_template_comes_before_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    own = folder(tmp_path / "own", **{"x/page.html": "own"})
    shipped = folder(tmp_path / "shipped", **{"x/page.html": "shipped", "y/page.html": "shipped"})
    made = Templates([own, shipped], language="en")
    assert (made.render("x/page.html"), made.render("y/page.html")) == ("own", "shipped")


def test_the_names_are_the_folders_that_a_campaign_may_use(tmp_path: Path) -> None:
    files = {"b/page.html": "", "a/email.mjml": "", "_parts/page.html": "", "site/page.html": "", "c/other.txt": ""}
    assert templates(tmp_path, **files).names() == ("a", "b")


def test_the_four_templates_ship() -> None:
    names = Templates([SHIPPED], language="en").names()
    assert {"digest", "guest-post", "newsletter", "report-post"} <= set(names)


def test_values_are_escaped_in_html_and_mjml_but_not_in_text(tmp_path: Path) -> None:
    made = templates(tmp_path, **{"x/p.html": "{{ v }}", "x/p.mjml": "{{ v }}", "x/p.txt": "{{ v }}"})
    assert made.render("x/p.html", v='<b a="1">') == "&lt;b a=&#34;1&#34;&gt;"
    assert made.render("x/p.mjml", v="<") == "&lt;"
    assert made.render("x/p.txt", v="<") == "<"


def test_template_syntax_in_a_value_stays_text(tmp_path: Path) -> None:
    assert templates(tmp_path, **{"x/p.html": "{{ v }}"}).render("x/p.html", v="{{ 7 * 7 }}{% if") == "{{ 7 * 7 }}{% if"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("one\n{{ missing }}", "templates/x/p.html:2: 'missing' is undefined"),
        ("\n\n{% if %}", "templates/x/p.html:3: Expected an expression, got 'end of statement block'"),
        ("{{ 1 / 0 }}", "templates/x/p.html:1: division by zero"),
        ('\n{{ words("email.nothing") }}', "templates/x/p.html:2: no words for “email.nothing”"),
        ('\n{% include "_parts/b.html" %}', "templates/_parts/b.html:2: 'gone' is undefined"),
        ('\n{% include "../outside.html" %}', "templates/x/p.html:2: there is no template ../outside.html"),
        (
            "{{ ''.__class__.__mro__ }}",
            "templates/x/p.html:1: access to attribute '__class__' of 'str' object is unsafe",
        ),
    ],
)
def test_an_error_names_the_template_and_the_line(tmp_path: Path, source: str, error: str) -> None:
    (tmp_path / "outside.html").write_text("secret")
    made = templates(tmp_path, **{"x/p.html": source, "_parts/b.html": "\n{{ gone }}"})
    with pytest.raises(TemplateError) as caught:
        made.render("x/p.html")
    assert str(caught.value).startswith(error)


@pytest.mark.parametrize(
    "name", ["../outside.html", "x/../../outside.html", "/etc/passwd", "x\\p.html", "c:/p.html", "x"]
)
def test_no_name_leads_out_of_the_folders(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.html").write_text("secret")
    with pytest.raises(TemplateError, match="there is no template"):
        templates(tmp_path, **{"x/p.html": ""}).render(name)


def test_a_template_may_print_a_path_but_not_use_it(tmp_path: Path) -> None:
    made = templates(tmp_path, **{"x/p.html": "{{ file }}", "x/q.html": "{{ file.unlink() }}"})
    victim = tmp_path / "kept.txt"
    victim.write_text("kept")
    assert made.render("x/p.html", file=victim) == str(victim)
    with pytest.raises(TemplateError, match="unsafe"):
        made.render("x/q.html", file=victim)
    assert victim.read_text() == "kept"


def test_a_template_cannot_change_a_list_that_it_is_given(tmp_path: Path) -> None:
    values = [1]
    with pytest.raises(TemplateError, match="unsafe"):
        templates(tmp_path, **{"x/p.html": "{{ values.append(2) }}"}).render("x/p.html", values=values)
    assert values == [1]


def test_a_bug_outside_of_templates_is_not_dressed_as_a_template_error(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        templates(tmp_path, **{"x/p.html": ""}).render(None)  # type: ignore[arg-type]


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    made = templates(tmp_path, **{"x/p.html": ""})
    (tmp_path / "templates/x/p.html").write_bytes(b"\xff\xfe")
    with pytest.raises(TemplateError, match=r"templates/x/p\.html: this is not UTF-8"):
        made.render("x/p.html")


def test_the_digest_follows_files_and_language(tmp_path: Path) -> None:
    path = folder(tmp_path, **{"x/p.html": "1"})
    first = Templates([path], language="en").digest
    assert Templates([path], language="en").digest == first
    assert Templates([path], language="de").digest != first
    (path / "x/p.html").write_text("2")
    assert Templates([path], language="en").digest != first


def test_filters_write_dates_and_initials(tmp_path: Path) -> None:
    made = Templates([SHIPPED], language="en-GB")
    assert made.words.long_date(date(2026, 11, 24)) == "24 November 2026"
    assert iso(datetime(2026, 11, 24, 9, tzinfo=UTC)) == "2026-11-24T09:00:00+00:00"
    assert iso(date(2026, 11, 24)) == "2026-11-24"
    assert initials("Amina van der Rahman") == "AR"


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "printed"),
    [("de-AT", "1. März 2027"), ("fr", "1er mars 2027"), ("en-US", "1 March 2027"), ("cy", "1 March 2027")],
)
def test_long_dates_follow_the_language_and_fall_back_to_english(language: str, printed: str) -> None:
    assert Words([SHIPPED], language).long_date(date(2027, 3, 1)) == printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_words_of_letters_with_the_same_values(language: str) -> None:
    def entries(name: str) -> dict[str, object]:
        content = yaml.safe_load((SHIPPED / "strings" / f"{name}.yaml").read_text("utf-8"))
        return {f"{part}.{key}": text for part in ("common", "email") for key, text in content[part].items()}

    ours, english = entries(language), entries("en")
    assert ours.keys() == english.keys()
    for key, text in english.items():
        assert sorted(re.findall(r"\{\w+\}", str(ours[key]))) == sorted(re.findall(r"\{\w+\}", str(text))), key


def test_a_project_may_change_one_word(tmp_path: Path) -> None:
    own = folder(tmp_path, **{"strings/en.yaml": 'email: {read_more: "Go on"}'})
    words = Words([own, SHIPPED], "en-GB")
    assert (words("email.read_more"), words("email.unsubscribe")) == ("Go on", "Unsubscribe")


def test_values_are_filled_in_and_cannot_reach_attributes(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        **{"strings/en.yaml": 'a: "{x} and {y}"\nb: "{x.__class__}"\nc: {one: "{count} post", other: "{count} posts"}'},
    )
    words = Words([path], "en")
    assert words("a", x="{y}", y=2) == "{y} and 2"
    assert words("a", x=Markup("<b>"), y="<i>") == Markup("<b> and &lt;i&gt;")
    assert words("b", x=1) == "{x.__class__}"
    assert (words("c", count=1), words("c", count=0)) == ("1 post", "0 posts")
    with pytest.raises(TemplateError, match=r"need a value for \{y\}"):
        words("a", x=1)


def test_french_counts_nothing_as_one(tmp_path: Path) -> None:
    path = folder(tmp_path, **{"strings/fr.yaml": 'c: {one: "{count} article", other: "{count} articles"}'})
    assert Words([path], "fr")("c", count=0) == "0 article"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a: [", "templates/strings/en.yaml:1: this is not readable YAML"),
        ("a: 12", "templates/strings/en.yaml: “a” must be text"),
        ("a: {b: yes}", "templates/strings/en.yaml: “a.b” must be text"),
    ],
)
def test_a_faulty_strings_file_is_named(tmp_path: Path, text: str, error: str) -> None:
    with pytest.raises(TemplateError) as caught:
        Words([folder(tmp_path, **{"strings/en.yaml": text})], "en")
    assert str(caught.value).startswith(error)


def test_arabic_runs_from_right_to_left() -> None:
    assert (Words([SHIPPED], "ar").direction, Words([SHIPPED], "en").direction) == ("rtl", "ltr")
