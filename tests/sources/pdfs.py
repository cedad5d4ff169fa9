"""Small PDFs, written by hand (ISO 32000-1): text at places, pictures, an encryption dictionary."""

from __future__ import annotations

import textwrap
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEIGHT = 842
_FONTS = {"regular": "Helvetica", "bold": "Helvetica-Bold"}


@dataclass(frozen=True)
class Text:
    """A line: its words, the left end of its base line in points, size and font."""

    words: str
    x: float
    y: float
    size: float = 11
    font: str = "regular"


def pdf(pages: Sequence[Iterable[Text]], *, title: str = "", encrypted: bool = False, picture: bool = False) -> bytes:
    """A PDF of these pages; with `picture`, each also shows one."""
    objects: list[bytes] = [b"", b""]  # catalogue and pages, known at the end
    fonts = {name: _add(objects, _font(base)) for name, base in _FONTS.items()}
    resources = "".join(f"/{name} {number} 0 R" for name, number in fonts.items())
    image = _add(
        objects,
        stream(b"\xff\0\0", "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8"),
    )
    kids = []
    for page in pages:
        content = b"".join(_draw(text) for text in page) + (b"q 300 0 0 400 100 200 cm /Im Do Q\n" if picture else b"")
        body = _add(objects, stream(content))
        kids.append(
            _add(
                objects,
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 {HEIGHT}]/Contents {body} 0 R"
                f"/Resources<</Font<<{resources}>>/XObject<</Im {image} 0 R>>>>>>".encode(),
            )
        )
    info = _add(objects, b"<</Title(" + title.encode("cp1252") + b")>>")
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>".encode()
    trailer = f"/Info {info} 0 R"
    if encrypted:
        lock = _add(objects, b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>")
        trailer += f"/Encrypt {lock} 0 R/ID[<{'43' * 16}><{'43' * 16}>]"
    return _file(objects, trailer)


def column(paragraphs: Iterable[str], *, top: float = 720, x: float = 72, width: int = 80) -> list[Text]:
    """Paragraphs set in lines of `width` characters, 14 points apart, 24 points between paragraphs."""
    lines, y = [], top
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, width, break_on_hyphens=False):
            lines.append(Text(line, x, y))
            y -= 14
        y -= 10
    return lines


def stream(content: bytes, entries: str = "", *, packed: bytes = b"") -> bytes:
    """A compressed stream object; `packed` stands in for the compressed bytes."""
    packed = packed or zlib.compress(content)
    return f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n".encode() + packed + b"\nendstream"


def _font(base: str) -> bytes:
    return f"<</Type/Font/Subtype/Type1/BaseFont/{base}/Encoding/WinAnsiEncoding>>".encode()


def _draw(text: Text) -> bytes:
    words = text.words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return f"BT /{text.font} {text.size} Tf {text.x} {text.y} Td (".encode() + words + b") Tj ET\n"


def _add(objects: list[bytes], body: bytes) -> int:
    objects.append(body)
    return len(objects)


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        out
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\n"
            f"startxref\n{len(out)}\n%%EOF\n"
        ).encode()
    )
