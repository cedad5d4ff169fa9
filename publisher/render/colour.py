"""Colours: mixing, contrast, and the palette that follows from config's one accent.

Colours are `#rrggbb`. Contrast is WCAG 2.2's ratio, 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio);
text needs 4.5.
"""

from __future__ import annotations

from dataclasses import dataclass

READABLE = 4.5

_STEPS = 40


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0 to 1) of `other` in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2: 0 for black, 1 for white."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, *papers: str) -> str:
    """`colour`, moved towards black or white only as far as text in it can be read on every one of `papers`.

    The direction is away from the papers, which must all be light or all be dark.
    """
    end = "#000000" if luminance(papers[0]) > 0.18 else "#ffffff"
    for step in range(_STEPS + 1):
        moved = mix(colour, end, step / _STEPS)
        if all(contrast(moved, paper) >= READABLE for paper in papers):
            return moved
    return end


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one appearance, light or dark.

    `accent` is readable as text on `paper` and on `tint`, and `on_accent` on it; `tint` is the paper with a little of
    the accent in it, for the few things that stand apart; `strong_tint` with more, for initials in their circle.
    """

    paper: str
    ink: str
    muted: str
    rule: str
    accent: str
    on_accent: str
    tint: str
    strong_tint: str


def light(accent: str) -> Palette:
    """The palette of the light appearance."""
    paper = "#ffffff"
    tint, strong = mix(paper, accent, 0.06), mix(paper, accent, 0.14)
    return Palette(paper, "#1d2430", "#566070", "#e2e6eb", readable(accent, paper, tint, strong), paper, tint, strong)


def dark(accent: str) -> Palette:
    """The palette of the dark appearance; its accent is lightened, so what stands on it is dark."""
    paper = "#14171c"
    tint, strong = mix(paper, accent, 0.12), mix(paper, accent, 0.28)
    return Palette(paper, "#e8ebef", "#a4adb8", "#2b313a", readable(accent, paper, tint, strong), paper, tint, strong)


def _channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    """An sRGB channel (0 to 1) made linear; the constants are WCAG's."""
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
