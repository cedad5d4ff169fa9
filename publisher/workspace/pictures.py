"""Local pictures and files of a project: found below campaigns/, made ready for emails and pages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from publisher.cache import Cache, recipe
from publisher.errors import ImageError
from publisher.model import Picture, Rendition
from publisher.project import Project
from publisher.render import images, svg


@dataclass
class PictureFiles:
    """The pictures of one project, each made once."""

    project: Project
    cache: Cache
    _known: dict[tuple[str, bool], Picture] = field(default_factory=dict)

    def picture(self, src: str, *, purpose: images.Purpose | None = None) -> Picture:
        """A local image, ready for email and page. Raises ImageError that begins with the file's name."""
        key = (src, purpose is not None)
        if key not in self._known:
            self._known[key] = self._read_picture(src, purpose)
        return self._known[key]

    def _read_picture(self, src: str, purpose: images.Purpose | None) -> Picture:
        path = self.local(src)
        if path is None:
            raise ImageError("there is no such file below campaigns/", where=src)
        data, name = path.read_bytes(), self.project.name(path)
        if images.is_svg(data):
            drawing = self._drawing(data, name)
            return Picture(src, drawing, (drawing,))
        facts = images.inspect(data, where=name)
        email, page = (
            tuple(self._rendition(data, name, width, kind) for width in images.widths(facts, kind))
            for kind in ((purpose, purpose) if purpose else (images.Purpose.EMAIL, images.Purpose.PAGE))
        )
        return Picture(src, email[-1], page)

    def _rendition(self, data: bytes, name: str, width: int, purpose: images.Purpose) -> Rendition:
        key = recipe("rendition", data, width, purpose)

        def make() -> bytes:
            made = images.resize(data, width=width, purpose=purpose, where=name)
            facts = json.dumps([made.name, made.width, made.height, made.media_type]).encode()
            return len(facts).to_bytes(4, "big") + facts + made.data

        return self._stored(self.cache.result("rendition", key, make))

    def _drawing(self, data: bytes, name: str) -> Rendition:
        drawing = svg.clean(data, where=name)
        made = recipe("svg", drawing.data)[:16]
        facts = json.dumps([f"{made}-{drawing.width}.svg", drawing.width, drawing.height, "image/svg+xml"]).encode()
        return self._stored(len(facts).to_bytes(4, "big") + facts + drawing.data)

    def _stored(self, result: bytes) -> Rendition:
        """A rendition whose bytes lie in a file of their own, for whoever copies or uploads them."""
        length = int.from_bytes(result[:4], "big")
        name, width, height, media_type = json.loads(result[4 : 4 + length])
        file = self.cache.file("pictures", name, result[4 + length :])
        return Rendition(name, width, height, media_type, file)

    def local(self, name: str) -> Path | None:
        """A file below campaigns/, links resolved; None where there is none."""
        folder = self.project.campaigns.resolve()
        try:
            path = (folder / name).resolve()
            return path if path.is_relative_to(folder) and path.is_file() else None
        except (OSError, ValueError):
            return None
