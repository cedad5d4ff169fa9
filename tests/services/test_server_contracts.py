"""contract.py: what is said of requests and answers that are not as the vendor's description has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.services.servers import SERVICES, contract, flaws, remote
from tests.services.servers.base import Reply, Request, route
from tests.services.servers.contract import Contract
from tests.services.servers.faults import Fault
from tests.services.servers.mailchimp import LIST, Mailchimp
from tests.services.servers.serving import Server

JSON = {"content-type": "application/json"}
NOTE = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "title": {"type": "string", "maxLength": "1E+1"},
        "kind": {"type": "string", "enum": ["a", "b"], "nullable": True},
        "due": {"type": "string", "format": "date-time"},
        "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}},
        "free": {"type": "object", "additionalProperties": True, "properties": {"known": {"type": "integer"}}},
        "owner": {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Tag"}]},
    },
}
TAG = {"type": "object", "properties": {"name": {"type": "string"}, "type": {"type": "string", "example": 3}}}
OPENAPI: dict[str, Any] = {
    "openapi": "3.0.1",
    "components": {
        "schemas": {"Note": NOTE, "Tag": TAG},
        "parameters": {"page": {"name": "page", "in": "query", "schema": {"type": "integer", "maximum": 9}}},
    },
    "paths": {
        "/notes": {
            "parameters": [{"$ref": "#/components/parameters/page"}],
            "get": {
                "parameters": [
                    {"name": "status", "in": "query", "schema": {"type": "array", "items": {"enum": ["a", "b"]}}},
                    {"name": "list", "in": "query", "required": True, "schema": {"type": "string"}},
                    {"name": "X-Version", "in": "header", "required": True, "schema": {"type": "string"}},
                ],
                "responses": {
                    200: {
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}}
                            }
                        }
                    },
                    "default": {"content": {"application/json": {"schema": {"required": ["message"]}}}},
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}},
                },
                "responses": {
                    "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}}
                },
            },
        },
        "/notes/{id}": {
            "delete": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "responses": {"204": {"description": "gone"}},
            }
        },
        "/notes/all": {"get": {"responses": {"200": {"description": "a page", "content": {"text/html": {}}}}}},
        "/files": {
            "post": {
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["file"],
                                "properties": {"file": {"type": "string", "format": "binary"}},
                            }
                        }
                    }
                },
                "responses": {"201": {"description": "kept"}},
            }
        },
    },
}
SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "paths": {
        "/v1/notes": {
            "get": {
                "parameters": [
                    {
                        "name": "fields",
                        "in": "query",
                        "type": "array",
                        "collectionFormat": "csv",
                        "items": {"type": "integer"},
                    },
                    {"name": "all", "in": "query", "type": "boolean"},
                ],
                "responses": {"200": {"schema": {"type": "object", "properties": {"id": {"type": "string"}}}}},
            },
            "post": {
                "parameters": [{"name": "body", "in": "body", "required": True, "schema": {"type": "object"}}],
                "responses": {"200": {"schema": {"type": "object"}}},
            },
        }
    },
}


def asked(method: str, path: str, body: object = None, headers: Mapping[str, str] = JSON, **query: str) -> Request:
    sent = b"" if body is None else json.dumps(body).encode()
    return Request(method, path, {name: [value] for name, value in query.items()}, headers, sent)


def said(request: Request, reply: Reply, document: Mapping[str, Any] = OPENAPI, base: str = "") -> list[str]:
    """What is found wrong, without the part that names the operation."""
    return [line.split(": ", 2)[2] for line in Contract("own.json", document, base).exchange(request, reply)]


def posted(**fields: object) -> list[str]:
    return said(asked("POST", "/notes", {"title": "x", **fields}), Reply(201, {"title": "x"}))


def answered(**fields: object) -> list[str]:
    return said(asked("POST", "/notes", {"title": "x"}), Reply(201, {"title": "x", **fields}))


def listed(reply: Reply, **query: str) -> list[str]:
    return said(asked("GET", "/notes", headers={"x-version": "1"}, **{"list": "a", **query}), reply)


def test_what_is_as_described_says_nothing():
    assert posted(kind="a", due="2026-11-22T12:00:00Z", tags=[{"name": "n"}], free={"known": 1, "other": 2}) == []
    assert answered(id=1, kind=None, owner=None) == []
    assert listed(Reply(200, [{"title": "x"}]), status="a", page="9") == []


def test_an_operation_that_there_is_not_is_named():
    found = Contract("own.json", OPENAPI).exchange(asked("PUT", "/notes"), Reply())
    assert found == ["own.json: PUT /notes: there is no such operation"]


def test_each_line_names_the_file_the_operation_and_the_place():
    (line,) = Contract("own.json", OPENAPI).exchange(asked("DELETE", "/notes/x", headers={}), Reply(204))
    assert line == "own.json: DELETE /notes/{id}: path.id: 'x' is not of type 'integer'"
    assert said(asked("DELETE", "/notes/7", headers={}), Reply(204)) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": 3}, "request.title: 3 is not of type 'string'"),
        ({"title": "x" * 11}, "request.title: 'xxxxxxxxxxx' is too long"),
        ({"kind": "c"}, "request.kind: 'c' is not one of ['a', 'b', None]"),
        ({"due": "tomorrow"}, "request.due: 'tomorrow' is not a 'date-time'"),
        ({"due": "2026-11-22T12:00:00"}, "request.due: '2026-11-22T12:00:00' is not a 'date-time'"),
        ({"tags": [{"name": 1}]}, "request.tags.0.name: 1 is not of type 'string'"),
        ({"tags": [{"nome": "n"}]}, "request.tags.0.nome: nobody declared this field"),
        ({"titel": "x"}, "request.titel: nobody declared this field"),
        ({"free": {"known": "1"}}, "request.free.known: '1' is not of type 'integer'"),
        ({"owner": {"age": 3}}, "request.owner.age: nobody declared this field"),
        ({"id": 1}, "request.id: only the server says this"),
    ],
)
def test_a_wrong_body_is_reported_with_its_place(fields, told):
    assert posted(**fields) == [told]


def test_a_missing_field_and_a_missing_body_are_reported():
    assert said(asked("POST", "/notes", {}), Reply(201, {"title": "x"})) == ["request: 'title' is a required property"]
    assert said(asked("POST", "/notes"), Reply(201, {"title": "x"})) == ["request: the body is required"]


def test_a_body_where_none_is_declared_and_another_content_type_are_reported():
    body = asked("GET", "/notes/all", {"a": 1})
    assert said(body, Reply(200, b"", {"Content-Type": "text/html"})) == [
        "request: a body, where the description has none"
    ]
    form = asked("POST", "/notes", {"title": "x"}, {"content-type": "text/plain"})
    assert said(form, Reply(201, {"title": "x"})) == ["request: content type 'text/plain'; declared: application/json"]


def test_a_body_that_is_no_json_is_reported():
    request = Request("POST", "/notes", {}, JSON, b"{")
    assert said(request, Reply(400, {}))[0].startswith("request: not JSON")


def test_parameters_are_read_as_their_types_say():
    good = Reply(200, [])
    assert listed(good, page="ten") == ["query.page: 'ten' is not of type 'integer'"]
    assert listed(good, page="10") == ["query.page: 10 is greater than the maximum of 9"]
    assert listed(good, status="c") == ["query.status.0: 'c' is not one of ['a', 'b']"]
    assert listed(good, order="up") == ["query.order: nobody declared this parameter"]
    without = said(asked("GET", "/notes", headers={}), good)
    assert sorted(without) == ["header.X-Version: is required", "query.list: is required"]


def test_parts_are_held_against_their_schema():
    def sent(**files: Any) -> Request:
        made = httpx.Request("POST", "http://x", files=files)
        return Request("POST", "/files", {}, {"content-type": made.headers["content-type"]}, made.read())

    assert said(sent(file=("a.png", b"\xff\x00")), Reply(201)) == []
    assert said(sent(image=("a.png", b"x")), Reply(201)) == [
        "request: 'file' is a required property",
        "request.image: nobody declared this field",
    ]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(201, {"title": 1}), "answer.title: 1 is not of type 'string'"),
        (Reply(201, {"title": "x", "mood": "y"}), "answer.mood: nobody declared this field"),
        (Reply(201, {}), "answer: 'title' is a required property"),
        (Reply(200, {"title": "x"}), "answer: status 200; declared: 201"),
        (
            Reply(201, b"<p>", {"Content-Type": "text/html"}),
            "answer: content type 'text/html', status 201; JSON is declared",
        ),
        (Reply(201), "answer: content type 'unnamed', status 201; JSON is declared"),
    ],
)
def test_a_wrong_answer_is_reported(reply, told):
    assert said(asked("POST", "/notes", {"title": "x"}), reply) == [told]


def test_error_answers_are_checked_where_they_are_declared():
    assert listed(Reply(500, {"message": "x"})) == []
    assert listed(Reply(500, {})) == ["answer: 'message' is a required property"]
    assert said(asked("POST", "/notes", {"title": "x"}), Reply(500, {"anything": 1})) == []


def test_of_long_lists_both_ends_are_checked():
    notes = [{"title": "x"}] * 200
    assert listed(Reply(200, notes)) == []
    assert len(listed(Reply(200, [*notes, {"title": 1}]))) == len(listed(Reply(200, [{"title": 1}, *notes]))) == 1


def test_swagger_2_has_its_own_places_for_the_same():
    found = asked("GET", "/notes", headers={}, fields="1,2", all="true")
    assert said(found, Reply(200, {"id": "1"}), SWAGGER, "/v1") == []
    wrong = asked("GET", "/notes", headers={}, fields="1,b", all="yes")
    assert said(wrong, Reply(200, {"id": 1}), SWAGGER, "/v1") == [
        "query.fields.1: 'b' is not of type 'integer'",
        "query.all: 'yes' is not of type 'boolean'",
        "answer.id: 1 is not of type 'string'",
    ]
    assert said(asked("POST", "/notes"), Reply(200, {}), SWAGGER, "/v1") == ["request: the body is required"]


def test_the_closest_of_several_alternatives_is_shown():
    schema = {"anyOf": [{"type": "null"}, {"type": "object", "properties": {"a": {"type": "integer"}}}]}
    document = {"paths": {"/x": {"get": {"responses": {"200": {"schema": schema}}}}}}
    assert said(asked("GET", "/x", headers={}), Reply(200, {"a": "1"}), document) == [
        "answer.a: '1' is not of type 'integer'"
    ]


# ── the vendors' own ──


def test_without_the_texts_nothing_is_checked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PUBLISHER_TEXTS", raising=False)
    with Server(Mailchimp()) as server:
        httpx.get(f"{server.url}/nothing")
        assert (server.contract, server.violations) == (None, [])


@pytest.mark.parametrize("name", SERVICES)
def test_every_description_is_read_once(texts: Path, name: str):
    service = remote(name)
    read = contract.for_remote(service, texts)
    if not service.contract:
        assert read is None
    else:
        assert read is not None
        assert read is contract.for_remote(remote(name), texts)


def test_every_excuse_is_about_a_path_that_there_is(texts: Path):
    for excuse in flaws.EXCUSES:
        (service,) = [made for made in map(remote, SERVICES) if made.contract == excuse.contract]
        read = contract.for_remote(service, texts)
        assert read is not None
        assert [path for path in read.document["paths"] if flaws.excused(excuse.contract, path, excuse.place)], excuse


def test_what_is_uncovered_is_really_missing(texts: Path):
    for name, path, _ in flaws.UNCOVERED:
        (service,) = [made for made in map(remote, SERVICES) if made.contract == name]
        read = contract.for_remote(service, texts)
        assert read is not None
        assert not [known for known in read.document["paths"] if flaws.uncovered(name, known)], path


def campaign(**settings: object) -> dict[str, object]:
    return {"type": "regular", "recipients": {"list_id": LIST}, "settings": {"subject_line": "The river", **settings}}


def test_a_bad_request_to_a_server_is_a_violation(texts: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PUBLISHER_TEXTS", str(texts))
    service = Mailchimp()
    with Server(service) as server, httpx.Client(base_url=server.url, auth=("x", service.key)) as client:
        client.post("/campaigns", json=campaign(title="ref-1"))
        assert server.violations == []
        client.post("/campaigns", json=campaign(titel="ref-1", subject_line=3))
        assert sorted(server.violations) == [
            "mailchimp.json: POST /campaigns: request.settings.subject_line: 3 is not of type 'string'",
            "mailchimp.json: POST /campaigns: request.settings.titel: nobody declared this field",
        ]


class Careless(Mailchimp):
    """A server that answers with a number where the vendor has a text."""

    @route("POST", "/campaigns")
    def create(self, request: Request) -> Reply:
        reply = super().create(request)
        assert isinstance(reply.body, dict)
        return Reply(200, {**reply.body, "id": 7, "mood": "fine"})


def test_a_bad_answer_of_a_server_is_a_violation(texts: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PUBLISHER_TEXTS", str(texts))
    service = Careless()
    with Server(service) as server, httpx.Client(base_url=server.url, auth=("x", service.key)) as client:
        client.post("/campaigns", json=campaign())
        assert sorted(server.violations) == [
            "mailchimp.json: POST /campaigns: answer.id: 7 is not of type 'string'",
            "mailchimp.json: POST /campaigns: answer.mood: nobody declared this field",
        ]


def test_an_answer_that_a_fault_put_there_is_no_violation(texts: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PUBLISHER_TEXTS", str(texts))
    service = Mailchimp()
    with Server(service, [Fault("login")]) as server:
        httpx.get(f"{server.url}/ping", auth=("x", service.key))
        assert server.violations == []
