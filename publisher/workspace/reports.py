"""The reports that campaigns name: found, read once, and remembered by what they hold."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publisher import sources
from publisher.cache import Cache, recipe
from publisher.errors import SourceError
from publisher.model import Paragraph, ParagraphKind, Place, Repair, RepairKind, Report
from publisher.project import Project


@dataclass
class ReportFiles:
    """The reports of one project, by the names that campaigns give them."""

    project: Project
    cache: Cache
    _known: dict[str, Report] = field(default_factory=dict)

    def report(self, name: str, *, where: Place | None = None) -> Report:
        """A report that a campaign names. Raises SourceError, at `where` if it is the name that is wrong."""
        if name not in self._known:
            self._known[name] = self._read(name, where)
        return self._known[name]

    def _read(self, name: str, where: Place | None) -> Report:
        if "://" in name:
            kept = self.project.copy_of(name)
            if kept is None:
                what = f"the report {name} was not gathered yet"
                raise SourceError(what, where=where or "", hint="Fetch it with: publisher gather")
            return read_report(kept, name=self.project.name(kept), cache=self.cache)
        path = self.project.campaigns / name
        if not self.project.inside(path):
            raise SourceError(f"the report `{name}` lies outside the project", where=where or "")
        if not path.is_file():
            hint = "Reports are named relative to campaigns/"
            raise SourceError(f"there is no report `{name}`", where=where or "", hint=hint)
        return read_report(path, name=self.project.name(path), cache=self.cache)


def read_report(path: Path, *, name: str, cache: Cache, encoding: str = "") -> Report:
    """Read a report, or what the cache remembers of the same bytes. Raises SourceError."""
    try:
        data = path.read_bytes() if path.stat().st_size <= sources.MAX_BYTES else b""
    except OSError:
        data = b""
    if not data:  # whatever is wrong, the reader says it best
        return sources.read(path, name=name, encoding=encoding)
    key = recipe("report", name, path.suffix, encoding, data)
    return _thaw(cache.result("report", key, lambda: _freeze(sources.read(path, name=name, encoding=encoding))))


def _freeze(report: Report) -> bytes:
    values: dict[str, Any] = {f.name: getattr(report, f.name) for f in dataclasses.fields(report) if f.init}
    values["paragraphs"] = [dataclasses.astuple(paragraph) for paragraph in report.paragraphs]
    values["repairs"] = [dataclasses.astuple(repair) for repair in report.repairs]
    return json.dumps(values).encode()


def _thaw(data: bytes) -> Report:
    values = json.loads(data)
    values["paragraphs"] = tuple(
        Paragraph(start, end, level, page, ParagraphKind(kind))
        for start, end, level, page, kind in values["paragraphs"]
    )
    values["repairs"] = tuple(Repair(RepairKind(kind), *parts) for kind, *parts in values["repairs"])
    values["markup"] = tuple((begin, end) for begin, end in values["markup"])
    values["warnings"] = tuple(values["warnings"])
    values["authors"] = tuple(values["authors"])
    return Report(**values)
