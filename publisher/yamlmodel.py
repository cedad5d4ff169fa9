"""YAML text → a pydantic model, every error with the file's line and column, and a repair where one is known.

Values are text until the model makes numbers, booleans or dates of them (yamltext.py has the reading).
"""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from publisher.errors import PublisherError, raise_all
from publisher.model import Place
from publisher.yamltext import Tree, parse

__all__ = ["Section", "Tree", "parse", "place_of", "read", "suggestion", "validate", "validate_data"]

Model = TypeVar("Model", bound=BaseModel)


class Section(BaseModel):
    """The base of every model that is read from YAML: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)


def read(text: str, model: type[Model], *, file: str, error: type[PublisherError], first_line: int = 1) -> Model:
    """Read YAML into `model`. Raises `error` (or Several of them); `first_line` is the line on which `text` begins."""
    return validate(parse(text, file=file, error=error, first_line=first_line), model, error=error)


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
    what, hint = _in_words(problem)
    if problem["type"] == "extra_forbidden":
        known = _keys_at(model, location[:-1])
        what, hint = "unknown key", suggestion(str(location[-1]), known) or _known(known)
    elif problem["type"] != "missing":
        while path not in places and path != prefix:  # a single value was taken for a list or a mapping of one
            path = path.rpartition(".")[0]
    return error(f"{path}: {what}" if path else what, where=place_of(places, path), hint=hint)


def _in_words(problem: Any) -> tuple[str, str]:
    """What pydantic says, in our words, and what to do. Only short values of closed lists are repeated."""
    kind, context = problem["type"], problem.get("ctx", {})
    if kind.endswith("_type") and problem["input"] is None:
        return "is empty", "Write a value, or leave the key out"
    if kind == "enum" and isinstance(problem["input"], str):
        known = [part.strip("'") for part in re.split(r", | or ", context["expected"])]
        hint = suggestion(problem["input"], known) or _known(known)
        return f"`{problem['input'][:40]}` is not known", hint
    if kind in _WORDS:
        what, hint = _WORDS[kind]
        return what.format(**context), hint
    what = problem["msg"]
    return (what[:1].lower() + what[1:]).removeprefix("value error, "), str(context.get("hint", ""))


_WORDS = {
    "missing": ("this key is required", ""),
    "string_type": ("expected text", "Put it in quotes"),
    "string_too_short": ("is empty", "Write a value, or leave the key out"),
    "string_too_long": ("is longer than {max_length} characters", ""),
    "string_pattern_mismatch": ("holds a character that cannot be there", "Use small letters, digits and hyphens"),
    "too_short": ("has no entries", "Write at least one, or leave the key out"),
    "tuple_type": ("expected a list", "Write it like [one, two]"),
    "model_type": ("expected keys with values", "Write it like {key: value}, or indented below"),
    "dict_type": ("expected keys with values", "Write it like {key: value}, or indented below"),
    "int_parsing": ("expected a whole number", ""),
    "bool_parsing": ("expected true or false", ""),
    "date_from_datetime_parsing": ("is not a date", "Write it like 2026-11-22"),
    "date_parsing": ("is not a date", "Write it like 2026-11-22"),
    "greater_than_equal": ("must be {ge} or more", ""),
    "less_than_equal": ("must be {le} or less", ""),
}


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
