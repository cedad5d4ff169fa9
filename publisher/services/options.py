"""The settings that every service behind an HTTP API has, and the connection that is made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from publisher.services.api import Api
from publisher.services.base import Facts, Surroundings
from publisher.services.pace import Pace
from publisher.web import Connection


def _key(value: SecretStr) -> SecretStr:
    """A key that can stand in a header."""
    key = value.get_secret_value().strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise ValueError("is empty, or not a key: it has spaces or characters that no header can hold")
    return SecretStr(key)


def _base(value: str) -> str:
    """An https address, or http for what runs on this machine or in a private network; no password in it."""
    try:
        parts = urlsplit(value)
        named = parts.scheme in {"https", "http"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket that does not close, a port that is no number
        named = False
    if value and not named:
        raise ValueError("must be an address that begins with https:// (or http:// within your own network)")
    if any(character in value for character in "@?#"):
        raise ValueError("must be an address without user name, ? and #")
    return value.rstrip("/")


Key = Annotated[SecretStr, AfterValidator(_key)]
Base = Annotated[str, AfterValidator(_base)]


class ApiOptions(BaseModel):
    """`api_key`; `base_url` where the API is not at the vendor's own address (self-hosted, a proxy).

    `timeout` is in seconds for one call. `settles` is how long, in seconds, a draft whose creation got no answer may
    take to show up before it counts as not made; the service's own fact where it is left out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True)

    api_key: Key
    base_url: Base = ""
    timeout: float = Field(default=20.0, gt=0, le=120)
    settles: float | None = Field(default=None, ge=0, le=86_400)

    @property
    def key(self) -> str:
        """The key itself: for headers only."""
        return self.api_key.get_secret_value()


def settled(facts: Facts, options: ApiOptions) -> Facts:
    """The facts, with what the owner of a service knows better."""
    return facts if options.settles is None else replace(facts, settles=timedelta(seconds=options.settles))


def connect(
    base: str,
    options: ApiOptions,
    facts: Facts,
    surroundings: Surroundings,
    *,
    headers: Callable[[], Mapping[str, str]],
    describe: Callable[[Any], str],
    secrets: tuple[str, ...] = (),
) -> Api:
    """The API at config's `base_url`, or at `base`. Opens nothing. Raises WebError for what is no web address."""
    where = f"services.{surroundings.name}"
    connection = Connection(
        options.base_url or base, connections=facts.connections, timeout=options.timeout, transport=surroundings.network
    )
    pace = Pace(facts.quota, where=where, left=surroundings.left)
    return Api(
        connection,
        pace,
        where=where,
        headers=headers,
        secrets=(options.key, *secrets),
        describe=describe,
        left=surroundings.left,
    )
