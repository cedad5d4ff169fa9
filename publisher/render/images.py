"""Pictures made ready for email and page: turned upright, without metadata, at the sizes that are shown.

Everything here is a pure function of the picture's bytes, and the same bytes come out every time; `pipeline` reads
the files and remembers the results. A picture is hostile until it is read: only the formats below are opened, none
of more than PIXELS pixels. Sizes are in pixels.
"""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from publisher.errors import ImageError

if TYPE_CHECKING:
    from PIL.Image import Image

PIXELS = 50_000_000
"""More pixels than this are refused: a file of kilobytes can unpack to gigabytes."""

EMAIL_WIDTH = 600
"""The most that an image is wide in an email, in CSS pixels; it is stored at up to twice that."""

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_MEDIA_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "GIF": "image/gif"}
_PAGE_WIDTHS = (480, 800, 1200, 1600)
_QUALITY = 82


class Purpose(StrEnum):
    """What a picture is made ready for."""

    EMAIL = "email"
    PAGE = "page"
    PORTRAIT = "portrait"  # a square of its middle, shown 64 pixels wide
    LOGO = "logo"  # shown at most 40 pixels high


@dataclass(frozen=True, slots=True)
class Facts:
    """What a picture's file says about itself: its size as seen, upright, and its media type."""

    width: int
    height: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Resized:
    """A picture made ready; `name` is `HASH-WIDTH.jpg`, from its own bytes."""

    data: bytes
    width: int
    height: int
    media_type: str
    suffix: str

    @property
    def name(self) -> str:
        """A file name that changes with the content, so that it may be kept for ever."""
        return f"{hashlib.sha256(self.data).hexdigest()[:16]}-{self.width}{self.suffix}"


def widths(facts: Facts, purpose: Purpose) -> tuple[int, ...]:
    """The widths at which a picture is wanted, smallest first; never more than it has."""
    if purpose is Purpose.PORTRAIT:
        return (min(128, facts.width, facts.height),)
    if purpose is Purpose.LOGO:
        return (min(facts.width, 2 * EMAIL_WIDTH, max(1, round(80 * facts.width / facts.height))),)
    if purpose is Purpose.EMAIL:
        return (min(2 * EMAIL_WIDTH, facts.width),)
    smaller = tuple(width for width in _PAGE_WIDTHS if width < facts.width)
    return smaller if len(smaller) == len(_PAGE_WIDTHS) else (*smaller, facts.width)


def is_svg(data: bytes) -> bool:
    """Whether these are an SVG's bytes (see `svg.clean`): a drawing, which pages may show but emails may not."""
    return data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"<svg" in data[:4096]


def inspect(data: bytes, *, where: object) -> Facts:
    """Read a picture's size and type without unpacking it. Raises ImageError with `where`."""
    image = _open(data, where)
    width, height = image.size
    if _turned(image):
        width, height = height, width
    return Facts(width, height, _MEDIA_TYPES.get(image.format or "", f"image/{(image.format or '').lower()}"))


def resize(data: bytes, *, width: int, purpose: Purpose, where: object) -> Resized:
    """The picture at `width`, never larger than it is: upright, in sRGB, without metadata.

    It becomes a JPEG, or a PNG where that is smaller or the picture has transparent parts. Of an animation the first
    frame is taken. Raises ImageError with `where`.
    """
    from PIL import ImageOps

    image = _open(data, where)
    photograph = image.format in ("JPEG", "MPO")
    try:
        if photograph:
            _unpack_small(image, width, square=purpose is Purpose.PORTRAIT)
        upright = _in_srgb(ImageOps.exif_transpose(image))
        if purpose is Purpose.PORTRAIT:
            side = min(width, *upright.size)
            return _encoded(ImageOps.fit(upright, (side, side)), lossless=not photograph)
        return _encoded(_narrowed(upright, width), lossless=not photograph)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError) as error:
        raise _unreadable(where) from error


def _unpack_small(image: Image, width: int, *, square: bool) -> None:
    """Unpack a JPEG at a fraction of its size that is still large enough: about four times faster."""
    across = image.height if _turned(image) else image.width
    share = width / (min(image.size) if square else across)
    if share < 1:
        image.draft("RGB", (math.ceil(image.width * share), math.ceil(image.height * share)))


def _open(data: bytes, where: object) -> Image:
    """Open a picture; its pixels stay packed."""
    from PIL import Image as Pillow

    if is_svg(data):
        hint = "Mail programs do not show SVG; save the picture as PNG"
        raise ImageError("an SVG cannot be used here", where=where, hint=hint)
    # Pillow warns at its limit and refuses at twice that; we refuse at the limit, so the warning need not be printed.
    Pillow.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
    try:
        image = Pillow.open(io.BytesIO(data), formats=_FORMATS)
    except Pillow.DecompressionBombError:
        raise _too_large(where) from None
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError) as error:
        raise _unreadable(where) from error
    if image.width * image.height > PIXELS:
        raise _too_large(where)
    return image


def _turned(image: Image) -> bool:
    """Whether the camera was held sideways (Exif orientation 5 to 8)."""
    return bool(image.getexif().get(0x0112, 1) >= 5)


def _in_srgb(image: Image) -> Image:
    """The picture as RGB or RGBA in the colour space that everything shows."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):  # a broken profile: show the numbers as they are
            converted = None
        if converted is not None:
            return converted
    if image.mode.startswith("I"):  # 16 bits a channel
        return image.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _narrowed(image: Image, width: int) -> Image:
    """The picture at `width`, if it is wider."""
    from PIL import Image

    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _encoded(image: Image, *, lossless: bool) -> Resized:
    """The picture as JPEG or PNG, whichever suits it."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    png = _bytes(image, "PNG") if lossless or image.mode == "RGBA" else None
    jpeg = _bytes(image, "JPEG") if image.mode == "RGB" else None
    if jpeg is None or (png is not None and len(png) <= len(jpeg)):
        return Resized(png or b"", image.width, image.height, "image/png", ".png")
    return Resized(jpeg, image.width, image.height, "image/jpeg", ".jpg")


def _bytes(image: Image, kind: str) -> bytes:
    """The picture in a format, without any metadata."""
    target = io.BytesIO()
    clean = image.copy()
    clean.info = {}
    if kind == "JPEG":
        clean.save(target, kind, quality=_QUALITY, optimize=True, progressive=True)
    else:
        clean.save(target, kind, optimize=True)
    return target.getvalue()


def _too_large(where: object) -> ImageError:
    return ImageError("the picture has more than 50 million pixels", where=where, hint="Save it smaller")


def _unreadable(where: object) -> ImageError:
    hint = "It must be a whole JPEG, PNG, GIF, WebP or AVIF; save others, such as HEIC, as JPEG"
    return ImageError("this picture cannot be read", where=where, hint=hint)
