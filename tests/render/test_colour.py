"""Colours: WCAG's numbers, and palettes in which everything can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.render import colour

accents = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#0b6e63", "#ffffff", 6.13),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(colour.contrast(one, other), 2) == ratio
    assert colour.contrast(one, other) == colour.contrast(other, one)


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert colour.mix("#000000", "#ffffff", 0) == "#000000"
    assert colour.mix("#000000", "#ffffff", 0.5) == "#808080"
    assert colour.mix("#000000", "#ffffff", 1) == "#ffffff"


def test_a_readable_accent_stays_as_it_is() -> None:
    assert colour.light("#0b6e63").accent == "#0b6e63"


@given(accents)
def test_every_pair_of_every_palette_can_be_read(accent: str) -> None:
    for palette in (colour.light(accent), colour.dark(accent)):
        pairs = [
            (palette.ink, palette.paper),
            (palette.ink, palette.strong_tint),
            (palette.muted, palette.paper),
            (palette.muted, palette.tint),
            (palette.faint, palette.paper),
            (palette.accent, palette.paper),
            (palette.accent, palette.tint),
            (palette.accent, palette.strong_tint),
            (palette.on_accent, palette.accent),
        ]
        assert all(colour.contrast(*pair) >= colour.READABLE for pair in pairs), palette


def inverted(value: str) -> str:
    """What Gmail on iOS does to an email in the dark: lightness turned round, hue kept."""
    import colorsys

    red, green, blue = (int(value[index : index + 2], 16) / 255 for index in (1, 3, 5))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, 1 - light, saturation))


@given(accents)
def test_ink_and_muted_text_survive_a_forced_inversion(accent: str) -> None:
    palette = colour.light(accent)
    for text in (palette.ink, palette.muted, palette.faint):
        assert colour.contrast(inverted(text), inverted(palette.paper)) >= colour.READABLE
