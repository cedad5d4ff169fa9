"""Templates: folders of Jinja files that say how a campaign looks as email (MJML) and as page (HTML).

A template's author is the project's owner, but templates are passed around, so they run in Jinja's sandbox and
reach only the folders that they are given. Values are escaped everywhere but in `.txt`; an unknown value is an error,
never an empty place. Every failure becomes a TemplateError with the template's line.

Files are read once: an instance shows one state of the folders. Make a new one to see changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path, PurePath, PurePosixPath
from types import TracebackType
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from publisher.errors import TemplateError
from publisher.model import Person, Place
from publisher.render.colour import Palette
from publisher.render.mjml import mark
from publisher.render.words import Words

_NOT_TEMPLATES = frozenset(("site", "strings"))
_ENTRIES = ("email.mjml", "page.html")
# What a line of a template can raise when it runs.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Templates:
    """The templates of a project: `folders` in order of precedence, the project's before those that ship.

    `words` has the frame's words; templates know it as `words`, beside `language` and `direction`, and the filters
    `long_date`, `iso` and `initials`.
    """

    def __init__(self, folders: Sequence[Path], *, language: str) -> None:
        self.folders = tuple(folders)
        self.words = Words(self.folders, language)
        self._environment = _Sandbox(
            loader=_Loader(self.folders),
            undefined=StrictUndefined,
            autoescape=lambda name: not (name or "").endswith(".txt"),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._environment.globals.update(words=self.words, language=language, direction=self.words.direction)
        self._environment.filters.update(long_date=self.words.long_date, iso=iso, initials=initials)
        self._digest = ""
        self._styles: dict[tuple[str, tuple[Palette, ...]], str] = {}

    def names(self) -> tuple[str, ...]:
        """The names that a campaign's `template:` may have, sorted."""
        found = {
            entry.name
            for folder in self.folders
            if folder.is_dir()
            for entry in folder.iterdir()
            if entry.name not in _NOT_TEMPLATES and not entry.name.startswith(("_", "."))
            if any((entry / file).is_file() for file in _ENTRIES)
        }
        return tuple(sorted(found))

    def render(self, name: str, /, **values: object) -> str:
        """The template `name` (such as `report-post/page.html`) with `values`. Raises TemplateError with its line."""
        try:
            return self._environment.get_template(name).render(values)
        except TemplateNotFound as error:
            where = _deepest_place(error.__traceback__)
            raise TemplateError(f"there is no template {error.name}", where=where, hint=self._known()) from None
        except TemplateSyntaxError as error:
            where = Place(error.filename or name, error.lineno)
            raise TemplateError(_sentence(error.message or "this is not Jinja"), where=where) from None
        except TemplateError as error:
            where = _deepest_place(error.__traceback__)
            raise TemplateError(error.what, where=where or error.where, hint=_hint(error, where)) from None
        except (*_FAULTS, JinjaError) as error:
            where = _deepest_place(error.__traceback__)
            if where is None:  # not raised by a line of a template: a bug of ours must show
                raise
            raise TemplateError(_sentence(str(error) or type(error).__name__), where=where) from None

    def style(self, name: str, /, *palettes: Palette) -> str:
        """A style sheet, rendered once for each pair of palettes; it knows them as `light` and `dark`."""
        key = (name, palettes)
        if key not in self._styles:
            light, dark = palettes
            self._styles[key] = self.render(name, light=light, dark=dark)
        return self._styles[key]

    @property
    def digest(self) -> str:
        """SHA-256 over the language and every file of the folders, in hexadecimal: for recipes of cached results."""
        if not self._digest:
            total = hashlib.sha256(self.words.language.encode())
            for folder in self.folders:
                for path in sorted(folder.rglob("*"), key=PurePath.as_posix):
                    if path.is_file():
                        total.update(f"\0{path.relative_to(folder).as_posix()}\0".encode())
                        total.update(hashlib.sha256(path.read_bytes()).digest())
            self._digest = total.hexdigest()
        return self._digest

    def _known(self) -> str:
        """A hint with the names that exist."""
        return f"There are: {', '.join(self.names())}"


def iso(moment: date) -> str:
    """A date as `2026-11-24`, a time as RFC 3339 with its offset."""
    return moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()


def initials(name: str) -> str:
    """`Amina Rahman` → `AR`."""
    return Person("", name).initials


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which templates may print a path but not open or remove what it names.

    What Jinja answers depends on the object's type and the attribute's name alone, and it takes a while to answer; so
    the answers are kept.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Jinja's question, asked at each attribute that a template reads."""
        key = (type(obj), attr)
        safe = self._safe.get(key)
        if safe is None:
            safe = not isinstance(obj, PurePath) and super().is_safe_attribute(obj, attr, value)
            self._safe[key] = safe
        return safe


class _Loader(BaseLoader):
    """Reads templates from the folders alone; in MJML each tag gets its place (see `mjml.mark`)."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = folders

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002 - Jinja's interface
        """Jinja's question: a template's text, the file that it calls it, and whether it is still the same."""
        parts = PurePosixPath(template).parts
        if "\\" in template or ":" in template or any(part in ("..", "/", "//") for part in parts):
            raise TemplateNotFound(template)
        for folder in self.folders:
            path = folder.joinpath(*parts)
            if path.is_file():
                label = f"{folder.name}/{template}"
                source = _text(path, label)
                return (mark(source, label) if template.endswith(".mjml") else source), label, lambda: True
        raise TemplateNotFound(template)


def _text(path: Path, label: str) -> str:
    """A template's text."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise TemplateError("this is not UTF-8", where=label, hint="Save it as UTF-8") from None


def _deepest_place(traceback: TracebackType | None) -> Place | None:
    """The last line of a template in a traceback; Jinja puts our labels and lines into it."""
    place = None
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if not PurePath(file).is_absolute() and file.endswith((".html", ".mjml", ".txt", ".css", ".svg", ".xml")):
            place = Place(file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place


def _hint(error: TemplateError, where: Place | None) -> str:
    """The hint of an error that moves to a template's line: it keeps the file that it named before."""
    if where is None or not error.where:
        return error.hint
    return f"{error.hint}: {error.where}" if error.hint else f"See {error.where}"


def _sentence(message: str) -> str:
    """A message of Jinja's as one line without a full stop at its end."""
    return " ".join(message.split()).rstrip(".")
