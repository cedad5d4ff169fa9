"""What people may write, as JSON Schema and as tables for the documentation.

The sentences come from the docstrings under the attributes of the models, so that code, schema and documentation
cannot disagree.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from publisher.config import Config
from publisher.frontmatter import FrontMatter

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Key:
    """A documented key: its dotted path, its kind in words, its default (empty: required), and its sentence."""

    path: str
    kind: str
    default: str
    sentence: str


def config() -> dict[str, Any]:
    """The JSON Schema of `config.yaml`."""
    return _schema(Config, "config.yaml of publisher")


def front_matter() -> dict[str, Any]:
    """The JSON Schema of a campaign's front matter."""
    return _schema(FrontMatter, "front matter of a campaign of publisher")


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[Key]:
    """Every key of a model and of the models inside it, in the order of the code."""
    for name, field in model.model_fields.items():
        path = f"{prefix}{field.alias or name}"
        inner = _model_in(field.annotation)
        default = "required" if field.is_required() else _shown(field.get_default(call_default_factory=True))
        kind = f"{_kind(field.annotation)} or text" if _takes_text(field) else _kind(field.annotation)
        yield Key(path, kind, default, sentences(model)[name])
        if inner is not None:
            yield from keys(inner, f"{path}.{_step(field.annotation)}")


@cache
def sentences(model: type[BaseModel]) -> dict[str, str]:
    """The sentence under each attribute of a model and of its bases."""
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if not (issubclass(kind, BaseModel) and kind is not BaseModel):
            continue
        for body in ast.walk(ast.parse(inspect.getsource(importlib.import_module(kind.__module__)))):
            if isinstance(body, ast.ClassDef) and body.name == kind.__name__:
                found.update(_attribute_docstrings(body))
    return found


def _attribute_docstrings(body: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for attribute, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(attribute, ast.AnnAssign) and isinstance(attribute.target, ast.Name):
            words = after.value if isinstance(after, ast.Expr) else None
            if isinstance(words, ast.Constant) and isinstance(words.value, str):
                yield attribute.target.id, " ".join(words.value.split())


def _schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    schema = model.model_json_schema()
    models = {kind.__name__: kind for kind in _models(model)}
    for name, part in {model.__name__: schema, **schema.get("$defs", {})}.items():
        for attribute, field in models[name].model_fields.items() if name in models else ():
            key = field.alias or attribute
            if _takes_text(field):
                part["properties"][key] = _or_text(part["properties"][key])
            part["properties"][key]["description"] = sentences(models[name])[attribute]
    return {"$schema": _DRAFT, **schema, "title": title}


def _takes_text(field: FieldInfo) -> bool:
    """Whether a list or mapping may be written as a mere text: what our models read with a BeforeValidator."""
    parts = [*field.metadata]
    todo = [field.annotation]
    while todo:
        annotation: Any = todo.pop()
        parts += getattr(annotation, "__metadata__", ())
        todo += typing.get_args(annotation)
    return any(isinstance(part, BeforeValidator) for part in parts)


def _or_text(value: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value that may also be one text: an item of the list, or the mapping's main key."""
    told: dict[str, Any] = {key: value.pop(key) for key in ("title", "default") if key in value}
    options = value.pop("anyOf", None) or [value]
    return {"anyOf": [value.get("items", {"type": "string", "minLength": 1}), *options], **told}


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        inner = _model_in(field.annotation)
        if inner is not None:
            yield from _models(inner)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a key holds, alone, optional, in a list or in a mapping."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in typing.get_args(annotation) if (found := _model_in(inner))), None)


def _step(annotation: Any) -> str:
    """What stands between a key and the keys inside it."""
    origin = typing.get_origin(annotation)
    return "NAME." if origin is dict else "N." if origin is tuple else ""


def _kind(annotation: Any) -> str:
    """A key's kind in words."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is dict:
        return "mapping"
    if origin is tuple:
        return "list"
    options = [one for one in inner if one is not type(None)]
    if origin is not None and len(options) >= 1:
        return _kind(options[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "mapping"
    names = {str: "text", int: "number", bool: "true or false"}
    return names.get(annotation, getattr(annotation, "__name__", "text").lower())


def _shown(default: object) -> str:
    """A default as it would be written."""
    if default is None or default in ((), {}) or isinstance(default, BaseModel):
        return ""
    if isinstance(default, tuple):
        return f"[{', '.join(map(str, default))}]"
    return str(default).lower() if isinstance(default, bool) else str(default)
