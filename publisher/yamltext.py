"""YAML text → plain data with places, and what is wrong with it in words that a person can act on.

Only the structure of YAML is used. Scalars stay the text that was typed (`0012`, `no`, `22:30` and `1.10` included); an
empty value, `~` or `null` is None. Tags and merge keys are refused; size, depth and aliases are bounded (alias bombs).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from publisher import characters
from publisher.errors import PublisherError
from publisher.model import Place

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LARGEST = 1_000_000  # characters; a configuration that is longer is a mistake or an attack
_MOST_NODES = 100_000
_DEEPEST = 40
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class Tree:
    """Plain data (dict, list, str, None), and the place of every key path in it."""

    data: Any
    places: Mapping[str, Place]


def parse(text: str, *, file: str, error: type[PublisherError], first_line: int = 1) -> Tree:
    """Read YAML's structure. Raises `error` with the place and, for the usual slips, the repaired line."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    source = _Source(text, file, first_line, error)
    source.refuse_text()
    loader = None
    try:
        loader = _Loader(text)
        data = source.document(loader)
    except yaml.MarkedYAMLError as problem:
        raise source.syntax(problem) from None
    except yaml.reader.ReaderError as problem:
        line = text.count("\n", 0, problem.position) + first_line
        what = f"a character that YAML does not allow (U+{problem.character:04X})"
        raise error(what, where=Place(file, line), hint="Delete it or type it anew") from None
    finally:
        if loader is not None:
            loader.dispose()
    if not isinstance(data, dict):
        raise error("expected keys with values, such as `title: …`", where=source.places[""])
    return Tree(data, source.places)


class _Source:
    """A YAML text while it is turned into data: where everything stands, and how to explain what is wrong."""

    def __init__(self, text: str, file: str, first_line: int, error: type[PublisherError]) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.file = file
        self.offset = first_line - 1
        self.error = error
        self.places: dict[str, Place] = {}
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = 0

    def refuse_text(self) -> None:
        """Refuse what is too long, and characters that end a line for YAML only, or cannot be in any text."""
        if len(self.text) > LARGEST:
            what = f"over {LARGEST:,} characters long"
            raise self.error(what, where=Place(self.file), hint="Move content into campaigns")
        found = characters.refused(self.text) or characters.refused_break(self.text)
        if found:
            before = self.text[: found.offset]
            line = before.count("\n") + 1 + self.offset
            place = Place(self.file, line, found.offset - before.rfind("\n"))
            raise self.error(found.what, where=place, hint=found.hint)

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1 + self.offset, mark.column + 1)

    def document(self, loader: Any) -> Any:
        """The one document of the text; an empty text is an empty mapping."""
        # The parser's events and not its tree of nodes: that is built by recursion in C, which 100,000 brackets end.
        loader.get_event()
        event = loader.get_event()
        if isinstance(event, yaml.StreamEndEvent):
            self.places[""] = Place(self.file, 1 + self.offset)
            return {}
        data = self.value(loader, loader.get_event(), "", 0)
        loader.get_event()
        event = loader.get_event()
        if not isinstance(event, yaml.StreamEndEvent):
            what = "a second document begins here"
            raise self.error(what, where=self.place(event), hint="Delete the line of three dashes")
        return data

    def value(self, loader: Any, event: Any, path: str, depth: int) -> Any:
        """The value that begins with `event`, as plain data; fills `places`."""
        before = self.nodes
        self.count(1, depth, event)
        self.places.setdefault(path, self.place(event))
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, depth)
        if event.tag is not None:
            raise self.slip(event, "a value cannot begin with an exclamation mark")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            data: Any = self.mapping(loader, path, depth)
        else:
            data = self.sequence(loader, path, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (data, self.nodes - before)
        return data

    def count(self, more: int, depth: int, event: Any) -> None:
        self.nodes += more
        if self.nodes > _MOST_NODES or depth > _DEEPEST:
            raise self.error("too many or too deeply nested values", where=self.place(event))

    def alias(self, event: Any, depth: int) -> Any:
        """What an alias stands for; it counts as much as if it were written out."""
        if event.anchor not in self.anchors:
            raise self.slip(event, "a value cannot begin with an asterisk")
        data, size = self.anchors[event.anchor]
        self.count(size, depth, event)
        return data

    def sequence(self, loader: Any, path: str, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := loader.get_event(), yaml.SequenceEndEvent):
            inner = f"{path}.{len(items)}" if path else str(len(items))
            items.append(self.value(loader, event, inner, depth + 1))
        return items

    def mapping(self, loader: Any, path: str, depth: int) -> dict[str, Any]:
        """A mapping; the place of a key is where the key stands. Refuses keys given twice, and merge keys."""
        data: dict[str, Any] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                hint = 'Put a value that begins with { or [ into quotes: "{{ … }}"'
                raise self.error("a key cannot be a list or a mapping", where=self.place(event), hint=hint)
            key = event.value
            if key in data:
                raise self.error(f"`{key}` is here twice, first on line {lines[key]}", where=self.place(event))
            if key == "<<" and not event.style:
                raise self.error("merge keys (`<<`) are not read", where=self.place(event), hint="Write the keys out")
            inner = f"{path}.{key}" if path else key
            self.places[inner] = self.place(event)
            lines[key] = self.places[inner].line or 1
            data[key] = self.value(loader, loader.get_event(), inner, depth + 1)
        return data

    def scalar(self, event: Any) -> str | None:
        """A scalar's text. Refuses an anchor, which would swallow a word, and a plain value that `#` cuts off."""
        if event.anchor is not None:
            raise self.slip(event, "a value cannot begin with &")
        if event.style:  # quoted, or a block
            return str(event.value)
        line = event.end_mark.line
        rest = self.lines[line][event.end_mark.column :] if line < len(self.lines) else ""
        if re.match(r"\s+#\S", rest):
            raise self.slip(event, "a # after a space begins a comment, so the rest of this line would be lost")
        return None if event.value in _NULLS else str(event.value)

    def slip(self, event: Any, what: str) -> PublisherError:
        """An error about a plain value, with the line repaired by quotes."""
        return self.error(what, where=self.place(event), hint=self.repair(event.start_mark.line))

    def repair(self, index: int) -> str:
        """`Write: title: "…"`: the line with its value in quotes; empty where the line has no `key: value`."""
        line = self.lines[index] if index < len(self.lines) else ""
        match = re.match(r"^(\s*(?:- )?)([\w-]+):\s+(.+?)\s*$", line)
        if not match:
            return ""
        value = match[3]
        quoted = f"'{value.replace(chr(39), chr(39) * 2)}'" if '"' in value else f'"{value}"'
        return f"Put the value in quotes: {match[2]}: {quoted}"

    def syntax(self, problem: Any) -> PublisherError:  # noqa: PLR0911 -- one return a slip reads best
        """PyYAML's complaint in our words, at the line that a person has to change."""
        mark = problem.problem_mark or problem.context_mark
        said = problem.problem or problem.context or "not YAML"
        index, column = (mark.line, mark.column) if mark else (0, 0)
        place = Place(self.file, index + 1 + self.offset, column + 1)
        line = self.lines[index] if index < len(self.lines) else ""
        if "mapping values are not allowed" in said and re.match(r"^\s*(- )?[\w-]+:\s.*:\s", line + " "):
            return self.error("a colon in a value that is not in quotes", where=place, hint=self.repair(index))
        if "mapping values are not allowed" in said:
            return self.error("a key stands too far to the right, or the line above is not finished", where=place)
        if "\\t" in said or "\t" in line[: column + 1]:
            return self.error("a tab", where=place, hint="Indent with spaces")
        if "undefined alias" in said or ("expected alphabetic" in said and "*" in line):
            return self.error("a value cannot begin with an asterisk", where=place, hint=self.repair(index))
        if "unexpected end of stream" in said and problem.context_mark:
            begun = Place(self.file, problem.context_mark.line + 1 + self.offset, problem.context_mark.column + 1)
            return self.error("a quotation mark that is never closed", where=begun, hint="Close it on the same line")
        if said.startswith("did not find expected ','") and problem.context_mark and "\n" in self.between(problem):
            begun = Place(self.file, problem.context_mark.line + 1 + self.offset, problem.context_mark.column + 1)
            return self.error("a bracket that is never closed", where=begun, hint="Close it on the same line")
        if re.search(r":\s+#", line) or (index and re.search(r":\s+#", self.lines[index - 1])):
            return self.error("a value cannot begin with #", where=place, hint='Put it in quotes: "#0b6e63"')
        if self._begins_with_mark(index) and "did not find expected" in said:
            what = "a value that begins with a mark or bracket but goes on after it"
            return self.error(what, where=place, hint=self.repair(index))
        if "cannot start any token" in said:
            what = f"a value cannot begin with {line[column : column + 1]}"
            return self.error(what, where=place, hint=self.repair(index))
        hint = self.repair(index) if re.match(r"^\s*(- )?[\w-]+:\s+\S", line) else ""
        return self.error(f"not readable as YAML: {said}", where=place, hint=hint)

    def between(self, problem: Any) -> str:
        """The text from where PyYAML began to understand to where it gave up."""
        begin, end = problem.context_mark.line, problem.problem_mark.line
        return "\n".join(self.lines[begin : end + 1])

    def _begins_with_mark(self, index: int) -> bool:
        """Whether that line's value begins with a quotation mark or a bracket."""
        line = self.lines[index] if index < len(self.lines) else ""
        return re.match(r"""^\s*(- )?[\w-]+:\s+["'\[{]""", line) is not None
