"""Pictures: upright, small, without metadata, and never a bomb."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw
from publisher.errors import ImageError
from publisher.render import images
from publisher.render.images import Facts, Purpose


def picture(size: tuple[int, int] = (400, 200), mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue, with noise as a photograph has it."""
    made = Image.effect_noise(size, 60).convert(mode)
    half = Image.new(mode, (size[0] // 2, size[1]), (200, 0, 0) if mode == "RGB" else (200, 0, 0, 255))
    made.paste(half, (0, 0))
    return made


def stored(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def opened(result: images.Resized) -> Image.Image:
    return Image.open(io.BytesIO(result.data))


def test_a_photograph_becomes_a_smaller_jpeg_of_the_same_shape() -> None:
    result = images.resize(stored(picture(), "JPEG"), width=100, purpose=Purpose.EMAIL, where="a.jpg")
    assert (result.width, result.height, result.media_type, result.suffix) == (100, 50, "image/jpeg", ".jpg")
    assert opened(result).size == (100, 50)


def test_a_picture_is_never_enlarged() -> None:
    result = images.resize(stored(picture(), "JPEG"), width=4000, purpose=Purpose.PAGE, where="a.jpg")
    assert result.width == 400


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = stored(picture((800, 400)), "JPEG", exif=exif)
    sideways = orientation >= 5
    assert images.inspect(data, where="a").width == (400 if sideways else 800)
    result = images.resize(data, width=100, purpose=Purpose.EMAIL, where="a")
    assert (result.width, result.height) == ((100, 200) if sideways else (100, 50))
    corner = {1: (5, 5), 2: (95, 5), 3: (95, 5), 4: (5, 5), 5: (5, 5), 6: (5, 5), 7: (95, 195), 8: (95, 195)}[
        orientation
    ]
    red, _, blue = opened(result).getpixel(corner)
    assert red > blue + 40


def test_nothing_that_was_said_beside_the_picture_is_left() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[1] = "N"
    for kind in ("JPEG", "PNG", "WEBP"):
        data = stored(picture(), kind, exif=exif)
        result = images.resize(data, width=50, purpose=Purpose.EMAIL, where="a")
        assert b"taken at home" in data
        assert b"taken at home" not in result.data
        assert not opened(result).getexif()


def test_a_drawing_stays_sharp_as_png_and_transparency_is_kept() -> None:
    flat = Image.new("RGB", (400, 200), "#0b6e63")
    ImageDraw.Draw(flat).rectangle((50, 50, 90, 90), fill="#ffffff")
    assert images.resize(stored(flat, "PNG"), width=200, purpose=Purpose.EMAIL, where="a").suffix == ".png"
    clear = Image.new("RGBA", (400, 200), (11, 110, 99, 0))
    result = images.resize(stored(clear, "PNG"), width=200, purpose=Purpose.EMAIL, where="a")
    assert (result.suffix, opened(result).mode) == (".png", "RGBA")


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "AVIF"])
def test_formats_that_letters_cannot_show_become_some_that_they_can(kind: str) -> None:
    result = images.resize(stored(picture(), kind), width=100, purpose=Purpose.EMAIL, where="a")
    assert result.media_type in ("image/jpeg", "image/png")


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "LA", "I;16"])
def test_every_kind_of_colour_is_understood(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    data = stored(Image.new(mode, (60, 30)), kind)
    assert images.resize(data, width=30, purpose=Purpose.PAGE, where="a").width == 30


def test_a_portrait_is_a_square_of_the_middle() -> None:
    result = images.resize(stored(picture((600, 300)), "JPEG"), width=128, purpose=Purpose.PORTRAIT, where="a")
    assert (result.width, result.height) == (128, 128)


def test_the_same_bytes_come_out_every_time_and_make_the_name() -> None:
    data = stored(picture(), "PNG")
    first, second = (images.resize(data, width=80, purpose=Purpose.EMAIL, where="a") for _ in range(2))
    other = images.resize(data, width=81, purpose=Purpose.EMAIL, where="a")
    assert first == second
    assert first.name == second.name != other.name
    assert first.name.endswith(f"-80{first.suffix}")


@pytest.mark.parametrize(
    ("size", "purpose", "wanted"),
    [
        ((4000, 3000), Purpose.EMAIL, (1200,)),
        ((500, 300), Purpose.EMAIL, (500,)),
        ((4000, 3000), Purpose.PAGE, (480, 800, 1200, 1600)),
        ((1000, 700), Purpose.PAGE, (480, 800, 1000)),
        ((300, 200), Purpose.PAGE, (300,)),
        ((900, 500), Purpose.PORTRAIT, (128,)),
        ((100, 50), Purpose.PORTRAIT, (50,)),
        ((400, 160), Purpose.LOGO, (200,)),
    ],
)
def test_widths_follow_the_purpose(size: tuple[int, int], purpose: Purpose, wanted: tuple[int, ...]) -> None:
    assert images.widths(Facts(*size, "image/png"), purpose) == wanted


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is huge, in a few bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(20_000, 20_000), (8_000, 7_000), (10_001, 5_000)])
def test_a_bomb_is_refused_before_it_unpacks(size: tuple[int, int]) -> None:
    with pytest.raises(ImageError, match=r"campaigns/images/x\.png: the picture has more than 50 million pixels"):
        images.inspect(png_of(*size), where="campaigns/images/x.png")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        b"\xff\xd8\xff\xe0",
        stored(picture(), "JPEG")[:400],
        stored(picture(), "PNG")[:300],
        b"%PDF-1.7",
    ],
)
def test_what_is_no_whole_picture_is_named(data: bytes) -> None:
    with pytest.raises(ImageError, match=r"x\.png: this picture cannot be read"):
        images.resize(data, width=100, purpose=Purpose.EMAIL, where="x.png")


def test_formats_that_are_not_pictures_for_readers_are_not_even_opened() -> None:
    with pytest.raises(ImageError, match="cannot be read"):
        images.inspect(stored(picture(), "TIFF"), where="x.tiff")


def test_an_svg_is_refused_by_name() -> None:
    data = b'<?xml version="1.0"?>\n<!-- made -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'
    assert images.is_svg(data)
    assert not images.is_svg(stored(picture(), "PNG"))
    with pytest.raises(ImageError, match="save the picture as PNG"):
        images.inspect(data, where="logo.svg")
