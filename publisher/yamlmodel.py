"""YAML text → a pydantic model, every error with the file's line and column, and a repair where one is known.

Only the structure of YAML is used. Scalars stay the text that was typed (`0012`, `no`, `22:30` and `1.10` included)
and become numbers, booleans or dates where the model says so; an empty value, `~` or `null` is None. Tags and merge
keys are refused; size, depth and aliases are bounded (alias bombs).
"""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from publisher.errors import PublisherError, raise_all
from publisher.model import Place

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LARGEST = 1_000_000  # characters; a configuration that is longer is a mistake or an attack
_MOST_NODES = 100_000
_DEEPEST = 40
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))

Model = TypeVar("Model", bound=BaseModel)


class Section(BaseModel):
    """The base of every model that is read from YAML: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)


@dataclass(frozen=True, slots=True)
class Tree:
    """Plain data (dict, list, str, None), and the place of every key path in it."""

    data: Any
    places: Mapping[str, Place]


def read(text: str, model: type[Model], *, file: str, error: type[PublisherError], first_line: int = 1) -> Model:
    """Read YAML into `model`. Raises `error` (or Several of them); `first_line` is the line on which `text` begins."""
    return validate(parse(text, file=file, error=error, first_line=first_line), model, error=error)


def parse(text: str, *, file: str, error: type[PublisherError], first_line: int = 1) -> Tree:
    """Read YAML's structure. Raises `error` with the place and, for the usual slips, the repaired line."""
    if len(text) > LARGEST:
        raise error(f"over {LARGEST:,} characters long", where=Place(file), hint="Move content into campaigns")
    source = _Source(text, file, first_line, error)
    loader = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as problem:
        raise source.syntax(problem) from None
    except yaml.reader.ReaderError as problem:
        line = text.count("\n", 0, problem.position) + first_line
        raise error(
            f"a character that YAML does not allow (code {problem.character})",
            where=Place(file, line),
            hint="Delete it or type it anew",
        ) from None
    except RecursionError:
        raise error("nested too deeply", where=Place(file)) from None
    finally:
        if loader is not None:
            loader.dispose()
    data = source.value(node, "", 0) if node is not None else {}
    if not isinstance(data, dict):
        raise error("expected keys with values, such as `title: …`", where=source.place(node))
    return Tree(data, source.places)


def validate(tree: Tree, model: type[Model], *, error: type[PublisherError], prefix: str = "") -> Model:
    """Make a `model` of the part of `tree` below the key path `prefix`. Raises `error`, or Several, with places."""
    data = tree.data
    for key in filter(None, prefix.split(".")):
        data = data[int(key)] if isinstance(data, list) else data[key]
    return validate_data(data, model, places=tree.places, error=error, prefix=prefix)


def validate_data(
    data: object, model: type[Model], *, places: Mapping[str, Place], error: type[PublisherError], prefix: str = ""
) -> Model:
    """Make a `model` of plain data whose keys' places are known. Raises `error`, or Several of them."""
    try:
        return model.model_validate(data)
    except ValidationError as problems:
        # What was typed wrongly comes before what is missing: the first often explains the second.
        found = sorted(problems.errors(), key=lambda problem: problem["type"] == "missing")
        raise_all([_one_error(problem, model, places, error, prefix) for problem in found])
        raise


def place_of(places: Mapping[str, Place], path: str) -> Place:
    """The place of a key path, or of the nearest key above it."""
    while path not in places and path:
        path = path.rpartition(".")[0]
    return places.get(path, Place(""))


def suggestion(word: str, known: typing.Iterable[str]) -> str:
    """`Did you mean “title”`, or nothing where no word is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean `{near[0]}`?" if near else ""


def _one_error(
    problem: Any, model: type[BaseModel], places: Mapping[str, Place], error: type[PublisherError], prefix: str
) -> PublisherError:
    """One pydantic error in our voice."""
    location = [part for part in problem["loc"] if not (isinstance(part, str) and part.startswith("function-"))]
    path = ".".join(filter(None, (prefix, *map(str, location))))
    what, hint = problem["msg"], str(problem.get("ctx", {}).get("hint", ""))
    if problem["type"] == "extra_forbidden":
        known = _keys_at(model, location[:-1])
        what, hint = "unknown key", suggestion(str(location[-1]), known) or _known(known)
    elif problem["type"] == "missing":
        what = "this key is required"
    else:
        what = (what[:1].lower() + what[1:]).removeprefix("value error, ")
    return error(f"{path}: {what}" if path else what, where=place_of(places, path), hint=hint)


def _known(keys: list[str]) -> str:
    return f"Known here: {', '.join(keys)}" if 0 < len(keys) <= 12 else ""


def _keys_at(model: type[BaseModel], location: list[Any]) -> list[str]:
    """The keys that the model at `location` knows."""
    here: Any = model
    for part in location:
        if isinstance(here, type) and issubclass(here, BaseModel):
            field = here.model_fields.get(str(part))
            here = field.annotation if field else None
        else:
            inner = [argument for argument in typing.get_args(here) if argument is not Ellipsis]
            here = inner[-1] if inner else None
        here = _model_within(here)
    if isinstance(here, type) and issubclass(here, BaseModel):
        return [field.alias or name for name, field in here.model_fields.items()]
    return []


def _model_within(annotation: Any) -> Any:
    """`X` of `X | None`; of a union with a scalar, the model."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        options = [option for option in typing.get_args(annotation) if option is not type(None)]
        models = [option for option in options if isinstance(option, type) and issubclass(option, BaseModel)]
        return (models or options)[0]
    return annotation


class _Source:
    """A YAML text while it is turned into data: where everything stands, and how to explain what is wrong."""

    def __init__(self, text: str, file: str, first_line: int, error: type[PublisherError]) -> None:
        self.lines = text.split("\n")
        self.file = file
        self.offset = first_line - 1
        self.error = error
        self.places: dict[str, Place] = {}
        self.nodes = 0

    def place(self, node: Any) -> Place:
        mark = node.start_mark
        return Place(self.file, mark.line + 1 + self.offset, mark.column + 1)

    def value(self, node: Any, path: str, depth: int) -> Any:
        """A node as plain data; fills `places`."""
        self.nodes += 1
        if self.nodes > _MOST_NODES or depth > _DEEPEST:
            raise self.error("too many or too deeply nested values", where=self.place(node))
        self.places.setdefault(path, self.place(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, f"{path}.{i}" if path else str(i), depth + 1) for i, item in enumerate(node.value)]
        return self.scalar(node)

    def mapping(self, node: Any, path: str, depth: int) -> dict[str, Any]:
        """A mapping; the place of a key is where the key stands. Refuses keys given twice."""
        data: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.error(
                    "a key cannot be a list or a mapping",
                    where=self.place(key_node),
                    hint='Put a value that begins with { or [ into quotes: "{{ … }}"',
                )
            key = key_node.value
            if key in data:
                raise self.error(f"`{key}` is here twice, first on line {lines[key]}", where=self.place(key_node))
            inner = f"{path}.{key}" if path else key
            self.places[inner] = self.place(key_node)
            lines[key] = key_node.start_mark.line + 1 + self.offset
            data[key] = self.value(value_node, inner, depth + 1)
        return data

    def scalar(self, node: Any) -> str | None:
        """A scalar's text. Refuses a tag, and a plain value that `#` cuts off."""
        if node.style:  # quoted, or a block
            return str(node.value)
        written = self.lines[node.start_mark.line][node.start_mark.column :]
        if written.startswith("!"):
            raise self.slip(node, "a value cannot begin with an exclamation mark")
        rest = self.lines[node.end_mark.line][node.end_mark.column :]
        if re.match(r"\s+#\S", rest):
            raise self.slip(node, "a # after a space begins a comment, so the rest of this line would be lost")
        return None if node.value in _NULLS else str(node.value)

    def slip(self, node: Any, what: str) -> PublisherError:
        """An error about a plain value, with the line repaired by quotes."""
        return self.error(what, where=self.place(node), hint=self.repair(node.start_mark.line))

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

    def _begins_with_mark(self, index: int) -> bool:
        """Whether that line's value begins with a quotation mark or a bracket."""
        line = self.lines[index] if index < len(self.lines) else ""
        return re.match(r"""^\s*(- )?[\w-]+:\s+["'\[{]""", line) is not None
