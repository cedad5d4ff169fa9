"""Colours: mixing, contrast, and the palette that follows from config's one accent.

Colours are `#rrggbb`. Contrast is WCAG 2.2's ratio, 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio);
text needs 4.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

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

    `muted` is for what stands beside the text, `faint` for what stands beside that. `accent` is readable as text on
    `paper` and on both tints, and `on_accent` on it. `tint` is the paper with a little of the accent in it, for the
    few things that stand apart; `strong_tint` with more, for initials in their circle.
    """

    paper: str
    ink: str
    muted: str
    faint: str
    rule: str
    accent: str
    on_accent: str
    tint: str
    strong_tint: str


@lru_cache
def light(accent: str) -> Palette:
    """The palette of the light appearance."""
    return _palette(accent, paper="#ffffff", ink="#1d2430", muted="#566070", rule="#e2e6eb", shares=(0.06, 0.14))


@lru_cache
def dark(accent: str) -> Palette:
    """The palette of the dark appearance; its accent is lightened, so what stands on it is dark."""
    return _palette(accent, paper="#14171c", ink="#e8ebef", muted="#a4adb8", rule="#2b313a", shares=(0.12, 0.28))


def _palette(accent: str, *, paper: str, ink: str, muted: str, rule: str, shares: tuple[float, float]) -> Palette:
    """A palette with what follows from the accent: `shares` of it make the two tints of the paper."""
    tint, strong_tint = (mix(paper, accent, share) for share in shares)
    return Palette(
        paper=paper,
        ink=ink,
        muted=muted,
        faint=readable(mix(muted, paper, 0.3), paper, tint),
        rule=rule,
        accent=readable(accent, paper, tint, strong_tint),
        on_accent=paper,
        tint=tint,
        strong_tint=strong_tint,
    )


def _channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    """An sRGB channel (0 to 1) made linear; the constants are WCAG's."""
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
