"""The words of the frame ("Unsubscribe", "Read more", the months) in the language of the project.

They come from `templates/strings/<language>.yaml`; `de-AT` looks in `de-AT.yaml`, then `de.yaml`, then `en.yaml`, and
within each language in the project's folder before the one that ships. So a project may change one word in a file
of one line. Words hold `{name}` for values; where a count decides, they are a mapping of `one` and `other`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from publisher.errors import TemplateError
from publisher.model import Place

_VALUE = re.compile(r"\{(\w+)\}")
_RIGHT_TO_LEFT = frozenset(("ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))


class Words:
    """Look-up of the frame's words: `words("email.read_more", title=…)` in a template.

    `language` is the language asked for, `direction` its writing direction (`ltr` or `rtl`). A missing key, or a
    missing value for a `{name}`, raises TemplateError.
    """

    def __init__(self, folders: Sequence[Path], language: str) -> None:
        self.language = language
        self.direction = "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
        self._file = f"templates/strings/{language}.yaml"
        self._entries: dict[str, object] = {}
        for name in _chain(language):
            for folder in folders:
                for key, value in _read(folder / "strings" / f"{name}.yaml", folder).items():
                    self._entries.setdefault(key, value)

    def __contains__(self, key: str) -> bool:
        """Whether there are words for `key`."""
        return key in self._entries

    def __call__(self, key: str, /, **values: object) -> str:
        """The words of `key`, values filled in; as Markup, and escaped, when one of the values is Markup."""
        entry = self._entries.get(key)
        if isinstance(entry, Mapping):
            entry = entry["one" if self._singular(values.get("count")) else "other"]
        if not isinstance(entry, str):
            raise TemplateError(f"no words for “{key}”", where=self._file, hint="Add them there")
        if "{" not in entry:
            return entry
        if any(hasattr(value, "__html__") for value in values.values()):
            escaped = {name: escape(value) for name, value in values.items()}
            return Markup(self._filled(key, str(escape(entry)), escaped))  # noqa: S704 - all of it is escaped
        return self._filled(key, entry, values)

    def listed(self, key: str) -> Sequence[str]:
        """A list of words, such as the names of the months."""
        entry = self._entries.get(key)
        if not isinstance(entry, list):
            raise TemplateError(f"no list of words for “{key}”", where=self._file, hint="Add it there")
        return entry

    def long_date(self, day: date) -> str:
        """`24 November 2026`, `24. November 2026`, `1er novembre 2026`: a date as people write it."""
        number = self("common.first_day") if day.day == 1 else str(day.day)
        month = self.listed("common.months")[day.month - 1]
        return self("common.long_date", day=number, month=month, year=day.year)

    def _singular(self, count: object) -> bool:
        """Whether `count` takes the singular (CLDR: French counts 0 as one, most others only 1)."""
        return count == 1 or (count == 0 and self.language.lower().startswith("fr"))

    def _filled(self, key: str, text: str, values: Mapping[str, object]) -> str:
        """`text` with its `{name}`s replaced; plain replacement, so that no attribute of a value can be reached."""

        def value(match: re.Match[str]) -> str:
            if match[1] not in values:
                raise TemplateError(f"the words “{key}” need a value for {{{match[1]}}}", where=self._file)
            return str(values[match[1]])

        return _VALUE.sub(value, text)


def _chain(language: str) -> list[str]:
    """`de-AT` → `de-AT`, `de`, `en`."""
    parts = language.split("-")
    names = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return list(dict.fromkeys([*names, "en"]))


def _read(path: Path, folder: Path) -> dict[str, object]:
    """The entries of one strings file by dotted key; nothing where there is no such file."""
    import yaml

    if not path.is_file():
        return {}
    file = f"{folder.name}/strings/{path.name}"
    try:
        content = yaml.safe_load(path.read_text("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = Place(file, None if line is None else line + 1)
        raise TemplateError("this is not readable YAML", where=where, hint="Put texts between double quotes") from None
    return dict(_flat(content or {}, "", file))


def _flat(content: Any, prefix: str, file: str) -> list[tuple[str, object]]:
    """A nested mapping as (dotted key, leaf) pairs; leaves are texts, lists of texts, or one/other mappings."""
    if isinstance(content, str) or (isinstance(content, list) and all(isinstance(item, str) for item in content)):
        return [(prefix, content)]
    if not isinstance(content, dict):
        raise TemplateError(f"“{prefix}” must be text", where=file, hint="Put it between double quotes")
    if set(content) == {"one", "other"} and all(isinstance(item, str) for item in content.values()):
        return [(prefix, content)]
    dot = "." if prefix else ""
    return [pair for key, value in content.items() for pair in _flat(value, f"{prefix}{dot}{key}", file)]
