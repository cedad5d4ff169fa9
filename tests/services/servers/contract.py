"""Requests and answers held against the vendor's own description of its API (Swagger 2.0, OpenAPI 3.0 and 3.1).

The descriptions lie in `contracts/` below the folder that `PUBLISHER_TEXTS` names; where it is unset nothing is
checked. Said of each exchange: an operation that there is not, a parameter or a field that nobody declared, a wrong
type, value or format, what is required and missing, a content type that is not declared. Of error answers only those
are checked that the description declares: all of them leave some out.

What is known to be wrong in the descriptions stands in `flaws.py`, each with its reason.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.services.servers.base import NotJson, Remote, Reply, Request
from tests.services.servers.flaws import excused, uncovered
from tests.services.servers.schemas import FORMATS, Json, causes, plain, read, schema_of, shortened


def for_remote(remote: Remote, root: Path | None = None) -> Contract | None:
    """The description of a service's API, parsed once a process; None where it has none, or the folder is not named."""
    named = root or (Path(os.environ["PUBLISHER_TEXTS"]) if os.environ.get("PUBLISHER_TEXTS") else None)
    return _load(named / "contracts" / remote.contract, remote.base) if named and remote.contract else None


@lru_cache
def _load(path: Path, base: str) -> Contract:
    text = path.read_text(encoding="utf-8")
    document = json.loads(text) if path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    return Contract(path.name, document, base)


@dataclass(frozen=True)
class Operation:
    """One method of one path of a description; `pointer` leads to it."""

    method: str
    template: str
    told: Mapping[str, Json]
    pointer: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What its paths look like."""
        pieces = re.split(r"(\{[^}]+\})", self.template)
        return re.compile("".join("([^/]+)" if piece.startswith("{") else re.escape(piece) for piece in pieces))

    @cached_property
    def names(self) -> list[str]:
        """The names in its template."""
        return re.findall(r"\{([^}]+)\}", self.template)


class Contract:
    """A description, and what it finds wrong with an exchange."""

    def __init__(self, name: str, document: Mapping[str, Json], base: str = "") -> None:
        """`base` is where the service's paths begin, for descriptions whose paths repeat it."""
        self.name = name
        self.base = base
        self.document = plain(document)
        self._registry: Registry[Json] = Registry().with_resource("urn:api", DRAFT202012.create_resource(self.document))
        self._validators: dict[int, Draft202012Validator] = {}
        self._operations = sorted(self._all(), key=lambda found: (found.template.count("{"), found.template))

    def _all(self) -> Iterator[Operation]:
        for template, item in self.document["paths"].items():
            shared = item.get("parameters", [])
            for method in ("get", "put", "post", "delete", "patch", "head", "options"):
                if method in item:
                    told = {**item[method], "parameters": [*shared, *item[method].get("parameters", [])]}
                    pointer = "/paths/" + template.replace("~", "~0").replace("/", "~1") + "/" + method
                    yield Operation(method.upper(), template, told, pointer)

    # ── what is asked of it ──

    def exchange(self, request: Request, reply: Reply) -> list[str]:
        """What is wrong with a request and its answer, a line each; none where all is as described."""
        operation = self.operation(request)
        if operation is None:
            if uncovered(self.name, self.base + request.path):
                return []
            return [f"{self.name}: {request.method} {request.path}: there is no such operation"]
        found = [*self._request(operation, request), *self._answer(operation, reply)]
        return [
            f"{self.name}: {request.method} {operation.template}: {place}: {message[:300]}"
            for place, message in found
            if not excused(self.name, operation.template, place)
        ]

    def operation(self, request: Request) -> Operation | None:
        """The operation that a request is for."""
        for path in (request.path, self.base + request.path):
            for operation in self._operations:
                if operation.method == request.method and operation.pattern.fullmatch(path):
                    return operation
        return None

    # ── requests ──

    def _request(self, operation: Operation, request: Request) -> Iterator[tuple[str, str]]:
        parameters = [self.resolve(parameter) for parameter in operation.told["parameters"]]
        yield from self._query([told for told in parameters if told["in"] == "query"], request)
        for told in parameters:
            if told["in"] == "header" and told.get("required") and told["name"].lower() not in request.headers:
                yield f"header.{told['name']}", "is required"
            if told["in"] == "path":
                path = next(
                    path for path in (request.path, self.base + request.path) if operation.pattern.fullmatch(path)
                )
                match = operation.pattern.fullmatch(path)
                assert match is not None
                value = match.groups()[operation.names.index(told["name"])]
                yield from self._value(f"path.{told['name']}", read(told, [value]), schema_of(told))
        yield from self._body(operation, parameters, request)

    def _query(self, parameters: list[Mapping[str, Json]], request: Request) -> Iterator[tuple[str, str]]:
        declared = {told["name"].removesuffix("[]"): told for told in parameters}
        for name, values in request.query.items():
            told = declared.get(name.removesuffix("[]"))
            if told is None:
                yield f"query.{name}", "nobody declared this parameter"
            else:
                yield from self._value(f"query.{name}", read(told, values), schema_of(told))
        for name, told in declared.items():
            if told.get("required") and name not in request.query:
                yield f"query.{name}", "is required"

    def _body(
        self, operation: Operation, parameters: list[Mapping[str, Json]], request: Request
    ) -> Iterator[tuple[str, str]]:
        declared = self._declared_body(operation, parameters)
        if declared is None:
            if request.body and request.body != b"{}":
                yield "request", "a body, where the description has none"
            return
        required, kinds = declared
        if not request.body:
            if required:
                yield "request", "the body is required"
            return
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind not in kinds:
            yield "request", f"content type {kind or 'unnamed'!r}; declared: {', '.join(kinds)}"
        elif kind.startswith("multipart/"):
            value = {part.name: part.content.decode("latin-1") for part in request.parts}
            yield from self._value("request", value, kinds[kind], said_by="client")
        elif kind.endswith("json"):
            try:
                value = request.json
            except NotJson as error:
                yield "request", f"not JSON: {error}"
            else:
                yield from self._value("request", value, kinds[kind], said_by="client")

    def _declared_body(
        self, operation: Operation, parameters: list[Mapping[str, Json]]
    ) -> tuple[bool, dict[str, Json]] | None:
        """Whether a body is required, and its schema by content type."""
        for told in parameters:
            if told["in"] == "body":
                return bool(told.get("required")), {"application/json": told["schema"]}
        if "requestBody" not in operation.told:
            return None
        told = self.resolve(operation.told["requestBody"])
        kinds = {
            kind.replace("aplication", "application"): media.get("schema", {})
            for kind, media in told["content"].items()
        }
        return bool(told.get("required")), kinds

    # ── answers ──

    def _answer(self, operation: Operation, reply: Reply) -> Iterator[tuple[str, str]]:
        responses = operation.told["responses"]
        status = str(reply.status)
        told = next((responses[key] for key in (status, f"{status[0]}XX", "default") if key in responses), None)
        if told is None or (reply.status < 400 and status not in responses and f"{status[0]}XX" not in responses):
            if reply.status < 400:
                yield "answer", f"status {status}; declared: {', '.join(responses)}"
            return
        schema = self._declared_answer(self.resolve(told))
        if schema is None:
            return
        if not reply.content_type.split(";")[0].endswith("json"):
            yield "answer", f"content type {reply.content_type or 'unnamed'!r}, status {status}; JSON is declared"
            return
        body = json.loads(reply.payload)
        yield from self._value("answer", body, schema, said_by="server")

    def _declared_answer(self, told: Mapping[str, Json]) -> Json | None:
        """The schema of a declared answer in JSON; None where no body, or another type, is declared."""
        if "schema" in told:
            return told["schema"]
        for kind, media in told.get("content", {}).items():
            if kind.split(";")[0].endswith("json"):
                return media.get("schema")
        return None

    # ── values ──

    def _value(self, place: str, value: Json, schema: Json, said_by: str = "") -> Iterator[tuple[str, str]]:
        """What is wrong with a value; `said_by` "client" or "server" for bodies, whose undeclared fields count too."""
        value = shortened(value)
        validator = self._body_validator(schema) if said_by else self._validator(schema)
        for error in validator.iter_errors(value):
            for cause in causes(error):
                yield ".".join([place, *map(str, cause.absolute_path)]), cause.message
        if said_by:
            yield from self._undeclared(place, value, [schema], said_by)

    def _validator(self, schema: Json) -> Draft202012Validator:
        """A validator of a schema whose references lead into the document."""
        anchored = json.loads(json.dumps(schema).replace('"$ref": "#/', '"$ref": "urn:api#/'))
        return Draft202012Validator(anchored, registry=self._registry, format_checker=FORMATS)

    def _body_validator(self, schema: Json) -> Draft202012Validator:
        """The same, made once: schemas of bodies are pieces of the document, which stays as it is."""
        if id(schema) not in self._validators:
            self._validators[id(schema)] = self._validator(schema)
        return self._validators[id(schema)]

    def _undeclared(self, place: str, value: Json, schemas: list[Json], said_by: str) -> Iterator[tuple[str, str]]:
        """Fields that no schema names, where none says that there may be others; read-only ones that a client sends."""
        flat = [schema for each in schemas for schema in self._flat(each)]
        if isinstance(value, list):
            items = [schema["items"] for schema in flat if isinstance(schema.get("items"), dict)]
            for index, item in enumerate(value if items else []):
                yield from self._undeclared(f"{place}.{index}", item, items, said_by)
        if not isinstance(value, dict) or not any("properties" in schema for schema in flat):
            return
        is_open = any(schema.get("additionalProperties") not in (None, False) for schema in flat)
        for name, inner in value.items():
            told = [schema["properties"][name] for schema in flat if name in schema.get("properties", {})]
            if told and said_by == "client" and any(schema.get("readOnly") is True for schema in told):
                yield f"{place}.{name}", "only the server says this"
            elif told:
                yield from self._undeclared(f"{place}.{name}", inner, told, said_by)
            elif not is_open:
                yield f"{place}.{name}", "nobody declared this field"

    def _flat(self, schema: Json) -> Iterator[Mapping[str, Json]]:
        """A schema, and all that it is composed of."""
        if not isinstance(schema, dict):
            return
        found = self.resolve(schema)
        yield found
        for key in ("allOf", "anyOf", "oneOf"):
            for part in found.get(key, []):
                yield from self._flat(part)

    def resolve(self, node: Mapping[str, Json]) -> Mapping[str, Json]:
        """What a reference leads to; anything else is itself."""
        while isinstance(node.get("$ref"), str):
            found: Json = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            node = found
        return node
