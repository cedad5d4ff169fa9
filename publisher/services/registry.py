"""Which services are there, and opening one from config's words."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.errors import ConfigError, Several
from publisher.model import Place
from publisher.services.base import Facts, Service, Surroundings, no_end

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

GROUP = "publisher.services"
# Known without any metadata, so that a plain checkout works; nothing installed can take these names over.
_BUILT_IN = {
    "outbox": "publisher.services.outbox:Outbox",
    "mailchimp": "publisher.services.mailchimp:Mailchimp",
    "buttondown": "publisher.services.buttondown:Buttondown",
    "brevo": "publisher.services.brevo:Brevo",
    "ghost": "publisher.services.ghost:Ghost",
    "listmonk": "publisher.services.listmonk:Listmonk",
    "kit": "publisher.services.kit:Kit",
    "mailerlite": "publisher.services.mailerlite:MailerLite",
}


def available() -> tuple[str, ...]:
    """The names that `use:` may have, sorted: built-in services, and those of installed packages."""
    return tuple(sorted(_entries()))


def built_in() -> tuple[str, ...]:
    """The services that come with this program, in the order in which they were built."""
    return tuple(_BUILT_IN)


def open_service(
    name: str,
    use: str,
    options: Mapping[str, object],
    *,
    root: Path,
    clock: Callable[[], datetime],
    left: Callable[[], float] | None = None,
    places: Mapping[str, Place] | None = None,
    network: object = None,
) -> Service:
    """Open config's service `name`, which says `use: …` and has `options` (secrets resolved).

    `clock`, `left` and `network` are as in `Surroundings`.
    `places` maps key paths (`services.local.folder`) to where they stand. Raises `ConfigError`, or `Several` of
    them, for an unknown `use` and for options that are unknown or wrong; their text never shows a value.
    """
    keys = f"services.{name}"
    kind = _class(use, keys, places or {})
    settings = _settings(kind, options, keys, places or {})
    return kind(settings, Surroundings(name, root, clock, left or no_end, network))


def facts(use: str, *, where: Place | str = "") -> Facts:
    """What is true of a service whatever its settings. Raises ConfigError for an unknown `use`."""
    keys = f"services.{use}"
    return _class(use, keys, {keys: where} if isinstance(where, Place) else {}).facts


def _settings(kind: type[Service], options: Mapping[str, object], keys: str, places: Mapping[str, Place]) -> BaseModel:
    """The options, read by the service's own model."""
    from pydantic import ValidationError  # a fifth of a second that plans without services save

    try:
        return kind.Options.model_validate(dict(options))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
    # Outside of the handler: pydantic's own error quotes values, and must not hang on to ours in a traceback.
    errors = [_wrong(item, kind, keys, places) for item in found]
    raise errors[0] if len(errors) == 1 else Several(errors)


def _entries() -> dict[str, EntryPoint]:
    """Every service's entry point by name."""
    from importlib.metadata import EntryPoint, entry_points

    installed = {entry.name: entry for entry in entry_points(group=GROUP)}
    return installed | {name: EntryPoint(name, value, GROUP) for name, value in _BUILT_IN.items()}


def _class(use: str, keys: str, places: Mapping[str, Place]) -> type[Service]:
    """The class behind `use`, imported only now."""
    where = _place(f"{keys}.use", places)
    entry = _entries().get(use)
    if entry is None:
        raise ConfigError(f"{keys}.use: there is no service {use!r}", where=where, hint=_suggest(use, available()))
    try:
        kind = entry.load()
    except Exception as error:  # foreign code: whatever its import raises is told by its kind alone
        what = f"{keys}.use: the service {use!r} cannot be loaded ({type(error).__name__} in {entry.value})"
        raise ConfigError(what, where=where, hint="Install its package again, or remove the service") from error
    if not (isinstance(kind, type) and issubclass(kind, Service)):
        raise ConfigError(f"{keys}.use: {entry.value} is no service", where=where, hint="Tell the package's author")
    return kind


def _wrong(found: ErrorDetails, kind: type[Service], keys: str, places: Mapping[str, Place]) -> ConfigError:
    """One of pydantic's errors in our voice, without the value that caused it."""
    location, message = found["loc"], found["msg"]
    path = ".".join([keys, *(str(part) for part in location)])
    where = _place(path, places)
    if found["type"] == "extra_forbidden":
        return ConfigError(
            f"{path}: unknown key", where=where, hint=_suggest(str(location[-1]), kind.Options.model_fields)
        )
    return ConfigError(f"{path}: {message.removeprefix('Value error, ')}", where=where)


def _suggest(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """`Did you mean …?`, or all that there is."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean {near[0]!r}?" if near else f"There is: {', '.join(sorted(known)) or 'nothing'}"


def _place(path: str, places: Mapping[str, Place]) -> Place | str:
    """Where a key stands, or the nearest known key above it."""
    while path and path not in places:
        path = path.rpartition(".")[0]
    return places[path] if path else ""
