"""schema.py: the schema says what the reader accepts, and explains every key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from publisher import project, schema, yamlmodel
from publisher.config import Config
from publisher.errors import ConfigError, PublisherError
from publisher.frontmatter import FrontMatter

SCHEMAS = {"config": schema.config(), "front matter": schema.front_matter()}


def problems(value: Any, rule: dict[str, Any], whole: dict[str, Any], path: str = "") -> Iterator[str]:
    """What JSON Schema (draft 2020-12) says is wrong: the part of it that our schemas use, and no other."""
    known = {"$defs", "$ref", "$schema", "additionalProperties", "anyOf", "default", "description", "enum", "format", "items",
             "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum", "pattern", "patternProperties",
             "properties", "propertyNames", "required", "title", "type"}  # fmt: skip
    assert set(rule) <= known, set(rule) - known
    if "$ref" in rule:
        yield from problems(value, whole["$defs"][rule["$ref"].removeprefix("#/$defs/")], whole, path)
    if "anyOf" in rule and not any(not list(problems(value, one, whole)) for one in rule["anyOf"]):
        yield f"{path}: is none of what it may be"
    if "enum" in rule and value not in rule["enum"]:
        yield f"{path}: is not one of {rule['enum']}"
    types = {"object": dict, "array": list, "string": str, "null": type(None), "integer": int, "boolean": bool}
    if "type" in rule and not isinstance(value, types[rule["type"]]):
        yield f"{path}: is no {rule['type']}"
    elif isinstance(value, dict):
        yield from _inside(value, rule, whole, path)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from problems(item, rule.get("items", {}), whole, f"{path}.{number}")
    elif isinstance(value, str):
        if len(value) < rule.get("minLength", 0) or len(value) > rule.get("maxLength", len(value)):
            yield f"{path}: is too short or too long"
        if not re.search(rule.get("pattern", ""), value):
            yield f"{path}: does not look like {rule['pattern']}"


def _inside(value: dict[str, Any], rule: dict[str, Any], whole: dict[str, Any], path: str) -> Iterator[str]:
    yield from (f"{path}.{key}: is required" for key in rule.get("required", ()) if key not in value)
    for key, inner in value.items():
        rules = [rule["properties"][key]] if key in rule.get("properties", {}) else []
        rules += [one for pattern, one in rule.get("patternProperties", {}).items() if re.search(pattern, key)]
        if not rules and rule.get("additionalProperties") is False:
            yield f"{path}.{key}: is unknown"
        for one in rules:
            yield from problems(inner, one, whole, f"{path}.{key}")


def plain(text: str, file: str = "x.yaml") -> Any:
    return yamlmodel.parse(text, file=file, error=ConfigError).data


def test_the_example_follows_its_schemas() -> None:
    texts = dict(project.example_files())
    found = plain(texts.pop(project.CONFIG).read_text(encoding="utf-8"))
    assert list(problems(found, SCHEMAS["config"], SCHEMAS["config"])) == []
    count = 0
    for name, path in texts.items():
        text = path.read_text(encoding="utf-8") if name.endswith(".md") else ""
        if text.startswith("---\n"):
            count += 1
            front = plain(text.removeprefix("---\n").partition("\n---\n")[0])
            assert list(problems(front, SCHEMAS["front matter"], SCHEMAS["front matter"])) == [], name
    assert count == 4


@pytest.mark.parametrize(
    "front",
    [
        "report: reports/x.pdf", "report: [a.pdf, b.pdf]", "author: amina", "author: {name: A Guest, role: visitor}",
        "image: images/x.png", 'image: {src: images/x.png, alt: "Y"}', "tags: one", "tags: [one, two]",
        "channels: newsletter", "channels: [blog, newsletter]", "was: old-name", "summary:", "date: 2026-11-24 09:00",
    ],
)  # fmt: skip
def test_the_schema_accepts_every_way_of_writing_a_key(front: str) -> None:
    text = f"title: T\n{front}"
    assert yamlmodel.read(text, FrontMatter, file="x", error=ConfigError).title == "T"
    found = plain(text)
    assert list(problems(found, SCHEMAS["front matter"], SCHEMAS["front matter"])) == []


@pytest.mark.parametrize(
    "front", ["titel: T", "title:", "title: {a: b}", "channels: twitter", "channels: [blog, x]", "image: {alt: x}",
              "email: {subjet: x}", "author: {nam: x}", "tags: {a: b}"],
)  # fmt: skip
def test_the_schema_refuses_what_the_reader_refuses(front: str) -> None:
    text = front if front.startswith("tit") else f"title: T\n{front}"
    assert list(problems(plain(text), SCHEMAS["front matter"], SCHEMAS["front matter"])) != []
    with pytest.raises(PublisherError):
        yamlmodel.read(text, FrontMatter, file="x", error=ConfigError)


@pytest.mark.parametrize("model", [Config, FrontMatter])
def test_every_key_has_a_sentence_and_a_kind(model: type[Config | FrontMatter]) -> None:
    keys = list(schema.keys(model))
    assert len({key.path for key in keys}) == len(keys) > 20
    for key in keys:
        assert re.fullmatch(r"[^a-z].*\.", key.sentence), key
        assert key.kind in (
            "text",
            "number",
            "true or false",
            "date",
            "list",
            "mapping",
            "list or text",
            "mapping or text",
        )


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_has_the_sentence_of_every_key(name: str) -> None:
    whole = SCHEMAS[name]
    for part in (whole, *whole.get("$defs", {}).values()):
        for key, value in part.get("properties", {}).items():
            assert value["description"].endswith("."), key


def test_keys_say_where_they_stand_and_what_they_are_by_default() -> None:
    keys = {key.path: key for key in schema.keys(Config)}
    assert keys["people.NAME.variants"].kind == "list or text"
    assert (keys["page_size"].kind, keys["page_size"].default) == ("number", "20")
    assert (keys["publish.confirm"].kind, keys["publish.confirm"].default) == ("true or false", "true")
    assert keys["schedule.N.campaign"].default == "required"
    assert keys["since"].kind == "date"
    fronts = {key.path: key for key in schema.keys(FrontMatter)}
    assert (fronts["channels"].kind, fronts["channels"].default) == ("list or text", "[blog]")


def test_a_schema_is_made_anew_each_time() -> None:
    schema.config()["properties"].clear()
    assert schema.config()["properties"]
