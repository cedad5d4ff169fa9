"""SVG for pages: a drawing, with everything in it that could act or load something left out.

Only elements and attributes that draw are kept (SVG 2, https://www.w3.org/TR/SVG2/eltindex.html), so what a browser
may learn to run tomorrow is left out too. Emails show no SVG.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publisher.errors import ImageError

if TYPE_CHECKING:
    from lxml import etree

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_DRAWING = (
    "circle clipPath defs desc ellipse g line linearGradient marker mask path pattern polygon polyline radialGradient"
    " rect stop svg symbol text title tspan use"
)
_LOOKS = (
    "class clip-path clip-rule clipPathUnits cx cy d display dominant-baseline dx dy fill fill-opacity fill-rule"
    " font-family font-size font-style font-weight fx fy gradientTransform gradientUnits height href id letter-spacing"
    " marker-end marker-mid marker-start markerHeight markerUnits markerWidth mask maskContentUnits maskUnits offset"
    " opacity orient overflow pathLength patternContentUnits patternTransform patternUnits points preserveAspectRatio r"
    " refX refY rotate rx ry spreadMethod stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset"
    " stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor textLength transform"
    " vector-effect version viewBox visibility width x x1 x2 y y1 y2"
)
_ELEMENTS = frozenset(_DRAWING.split())
_ATTRIBUTES = frozenset(_LOOKS.split())
_LOADS = re.compile(r"url\s*\(\s*['\"]?(?!#)|javascript:|data:|\\", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")
_LARGEST = 1_000_000  # bytes; a logo has a few thousand


@dataclass(frozen=True, slots=True)
class Drawing:
    """A cleaned SVG and its size in CSS pixels."""

    data: bytes
    width: int
    height: int


def clean(data: bytes, *, where: object) -> Drawing:
    """Keep what draws. Raises ImageError with `where` for what is no SVG, or has no size."""
    from lxml import etree

    if len(data) > _LARGEST:
        raise ImageError("this SVG is larger than 1 MB", where=where, hint="Save it as PNG")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or root.tag != f"{_NAMESPACE}svg":
        raise ImageError("this SVG cannot be read", where=where, hint="Save it again as plain SVG")
    width, height = _size(root, where)
    _clean_children(root)
    _clean_attributes(root)
    etree.cleanup_namespaces(root)
    return Drawing(etree.tostring(root, encoding="utf-8"), width, height)


def _clean_children(parent: etree._Element) -> None:
    """Leave out the elements that do not draw, and what they hold."""
    for child in list(parent):
        if not isinstance(child.tag, str) or child.tag.removeprefix(_NAMESPACE) not in _ELEMENTS:
            parent.remove(child)
        else:
            _clean_attributes(child)
            _clean_children(child)


def _clean_attributes(element: Any) -> None:
    """Leave out the attributes that do not draw, and every reference that leaves the file."""
    for name, value in list(element.attrib.items()):
        plain = name.rpartition("}")[2] if name == "{http://www.w3.org/1999/xlink}href" else name
        leaves = (plain == "href" and not value.strip().startswith("#")) or _LOADS.search(value)
        if plain not in _ATTRIBUTES or leaves:
            del element.attrib[name]
        elif plain != name:
            del element.attrib[name]
            element.set(plain, value)


def _size(root: Any, where: object) -> tuple[int, int]:
    """Width and height as written, else those of the view box."""
    sides = [_NUMBER.fullmatch(root.get(key, "")) for key in ("width", "height")]
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    written = [match[1] for match in sides if match] if all(sides) else box[2:] if len(box) == 4 else []
    try:
        width, height = (round(float(side)) for side in written)
    except (ValueError, OverflowError):
        width = height = 0
    if width < 1 or height < 1:
        raise ImageError("this SVG does not say its size", where=where, hint="Give it a viewBox")
    return width, height
