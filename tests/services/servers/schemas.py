"""JSON Schema as the vendors' descriptions use it: dialects, formats, the text of parameters, errors worth showing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from jsonschema import FormatChecker

Json = Any
NUMBERS = ("maximum", "minimum", "maxLength", "minLength", "maxItems", "minItems", "multipleOf")
NAMED = frozenset({"definitions", "paths", "parameters", "properties", "requestBodies", "responses", "schemas"})
TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
SHOWN = 20  # of longer lists the first and last ten items are checked: they are all made by the same lines

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    """RFC 3339: date, time and zone."""
    return not isinstance(value, str) or ("T" in value and datetime.fromisoformat(value).tzinfo is not None)


@FORMATS.checks("date", raises=ValueError)
def _is_day(value: object) -> bool:
    """A day, or a moment: the vendors' `date` parameters take both."""
    return not isinstance(value, str) or bool(date.fromisoformat(value) if len(value) == 10 else _is_moment(value))


@FORMATS.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or bool(UUID(value))


@FORMATS.checks("email")
def _is_email(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"[^@\s]+@[^@\s]+", value))


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


def plain(node: Json, *, names: bool = False) -> Json:
    """The document as JSON Schema 2020-12 understands it: `nullable`, numbers written as text, unknown types, examples.

    `names` says that the keys are names of fields, not keywords.
    """
    if isinstance(node, list):
        return [plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    if names:
        return {str(key): plain(value) for key, value in node.items()}
    made: dict[str, Json] = {}
    for key, value in node.items():
        if key in ("example", "examples", "default", "description"):
            continue
        made[str(key)] = value if key == "enum" else plain(value, names=key in NAMED)
    for key in NUMBERS:
        if isinstance(made.get(key), str):
            made[key] = float(made[key])
    if isinstance(made.get("type"), str) and made["type"] not in TYPES and "in" not in made:
        del made["type"]
    if isinstance(made.get("required"), bool) and "in" not in made and "content" not in made:
        del made["required"]
    return _with_null(made) if made.pop("nullable", False) is True else made


def _with_null(schema: dict[str, Json]) -> dict[str, Json]:
    """What OpenAPI 3.0 means by `nullable`."""
    if isinstance(schema.get("type"), str):
        return {
            **schema,
            "type": [schema["type"], "null"],
            **({"enum": [*schema["enum"], None]} if "enum" in schema else {}),
        }
    return {"anyOf": [schema, {"type": "null"}]}


def causes(error: Any) -> Iterable[Any]:
    """The errors to show: of alternatives that all fail, those of the one that came closest."""
    if error.validator not in ("anyOf", "oneOf") or not error.context:
        return [error]
    branches: dict[Any, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    closest = min(branches.values(), key=lambda found: (-max(len(each.absolute_path) for each in found), len(found)))
    return [cause for inner in closest for cause in causes(inner)]


def shortened(value: Json) -> Json:
    if isinstance(value, list):
        kept = value if len(value) <= SHOWN else value[: SHOWN // 2] + value[-SHOWN // 2 :]
        return [shortened(item) for item in kept]
    return {key: shortened(inner) for key, inner in value.items()} if isinstance(value, dict) else value


def schema_of(told: Mapping[str, Json]) -> Json:
    """The schema of a parameter: its own in OpenAPI 3, itself in Swagger 2.0."""
    if "schema" in told:
        return told["schema"]
    return {key: value for key, value in told.items() if key not in ("in", "name", "required")}


def read(told: Mapping[str, Json], values: list[str]) -> Json:
    """A parameter's value as its schema's type reads the text of the address."""
    schema = schema_of(told)
    kinds = schema.get("type")
    if kinds == "array":
        csv = (
            told.get("collectionFormat", "csv" if "schema" not in told else "") == "csv" or told.get("explode") is False
        )
        pieces = [piece for value in values for piece in (value.split(",") if csv else [value])]
        return [_scalar(schema.get("items", {}), piece) for piece in pieces]
    return _scalar(schema, values[-1])


def _scalar(schema: Mapping[str, Json], text: str) -> Json:
    kinds = [
        schema.get("type"),
        *(part.get("type") for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, [])),
    ]
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    for kind, reader in (("integer", int), ("number", float)):
        if kind in kinds:
            try:
                return reader(text)
            except ValueError:
                continue
    return text
