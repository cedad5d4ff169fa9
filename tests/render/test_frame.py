"""render/frame.py: what all pages share."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from publisher import project
from publisher.render import colour
from publisher.render.frame import css_string, frame

from tests.site.building import SIGNUP, make_config, make_picture, make_templates


def test_style_sheets_are_named_by_their_content() -> None:
    names = []
    for accent in ("#0b6e63", "#0b6e63", "#aa0000"):
        settings = make_config(more=f"{SIGNUP}\nlook: {{accent: '{accent}'}}")
        made = frame(settings, make_templates(settings))
        names.append(next(file.path for file in made.files if file.path.startswith("style-")))
        assert f'<link rel="stylesheet" href="/{names[-1]}">' in made.head
    assert names[0] == names[1] != names[2]


def test_the_accent_reaches_both_palettes_of_the_style_sheet() -> None:
    settings = make_config(more="look: {accent: '#d4a017'}")
    css = next(file.content for file in frame(settings, make_templates(settings)).files if "style" in file.path)
    assert isinstance(css, bytes)
    for palette in (colour.light("#d4a017"), colour.dark("#d4a017")):
        assert f"--accent: {palette.accent};".encode() in css


def test_a_logo_stands_beside_the_title(tmp_path: Path) -> None:
    settings = make_config(more="look: {logo: logo.png}")
    pictures = {"logo.png": make_picture(tmp_path, "logo.png", widths=(160, 320))}
    made = frame(settings, make_templates(settings), pictures)
    assert '<img src="/images/logo-160.png" alt="" width="160" height="80"><span>Test &amp; Notes</span>' in made.header
    assert [picture.name for picture in made.pictures] == ["logo-160.png"]


def test_letters_are_linked_only_where_there_are_any() -> None:
    settings = make_config()
    for letters in (True, False):
        assert ("/letters/" in frame(settings, make_templates(settings), letters=letters).header) is letters


def test_the_legal_line_stands_in_the_footer() -> None:
    settings = make_config()
    footer = frame(settings, make_templates(settings)).footer
    assert "<strong>Test Trust</strong>" in footer
    assert "Registered charity 0000000" in footer


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_css_string_cannot_be_left(text: str) -> None:
    made = str(css_string(text))
    inner = made[1:-1]
    assert made[0] == made[-1] == '"'
    assert not set(inner) & set('"<>&\n\r\f')
    back = re.sub(r"\\([0-9a-f]+) ", lambda match: chr(int(match[1], 16)), inner)
    assert back == text


@pytest.mark.parametrize("language", ["de", "fr"])
def test_every_language_has_all_words_of_the_pages(language: str) -> None:
    folder = project.shipped_templates() / "strings"
    english, other = (yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))["page"] for name in ("en", language))
    assert list(other) == list(english)
    for key, words in english.items():
        assert set(re.findall(r"{\w+}", str(words))) == set(re.findall(r"{\w+}", str(other[key]))), key
