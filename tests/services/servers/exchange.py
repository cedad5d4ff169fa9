"""What passes between a client and a local service: requests in, replies out, and the refusal."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from functools import cached_property
from typing import Any


class NotJson(ValueError):
    """The body of a request is no JSON text in UTF-8."""


@dataclass(frozen=True)
class Part:
    """One part of a multipart body. `filename` and `content_type` are empty where the part names none."""

    name: str
    filename: str
    content_type: str
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8")


@dataclass(frozen=True)
class Request:
    """One request. `path` is decoded and lies below the service's base; `headers` have names in lower case."""

    method: str
    path: str
    query: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def json(self) -> Any:
        """The body's JSON value, `{}` for an empty body; raises `NotJson`."""
        if not self.body:
            return {}
        try:
            return json.loads(self.body.decode("utf-8"))
        except ValueError as error:
            raise NotJson(str(error)) from error

    @cached_property
    def parts(self) -> list[Part]:
        """The parts of a multipart body, in order; none where the body is of another type."""
        kind = self.headers.get("content-type", "")
        if not kind.lower().startswith("multipart/"):
            return []
        message = message_from_bytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + self.body)
        found = []
        for part in message.walk():
            if part.is_multipart():
                continue
            given = part.get("Content-Type")
            name = part.get_param("name", "", "content-disposition")
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            kind_of_part = part.get_content_type() if given else ""
            found.append(Part(str(name), part.get_filename() or "", kind_of_part, content))
        return found

    def part(self, name: str) -> Part | None:
        """The first part of that name."""
        return next((part for part in self.parts if part.name == name), None)

    def asked(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        values = self.query.get(name)
        return values[-1] if values else default

    @property
    def basic(self) -> tuple[str, str] | None:
        """User and password of HTTP Basic authentication."""
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            user, colon, password = base64.b64decode(value, validate=True).decode("utf-8").partition(":")
        except ValueError:
            return None
        return (user, password) if colon else None


@dataclass(frozen=True)
class Reply:
    """One answer. `body` is a JSON value, or bytes that go out as they are, or None for no body at all.

    The content type is `application/json` unless `headers` names one.
    """

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        """The type that goes out; empty where there is no body."""
        named = {name.lower(): value for name, value in self.headers.items()}.get("content-type", "")
        return "" if self.body is None else named or "application/json"

    @property
    def payload(self) -> bytes:
        """The bytes that go out."""
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode("utf-8")


class Refused(Exception):
    """A route's way to answer with an error, in the vendor's own shape: `raise Refused(Reply(404, {…}))`."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"{reply.status}: {reply.payload[:300]!r}")
        self.reply = reply
