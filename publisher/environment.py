"""What stands for `${NAME}` in config.yaml: environment, a file it names, or a `.env` beside it. Never shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publisher.errors import ConfigError
from publisher.model import Place

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def resolve(value: Any, environment: Mapping[str, str], *, where: Place) -> Any:
    """Replace `${NAME}` in every text of `value` by what the environment says.

    `NAME_FILE`, a file that holds the value, counts too (container secrets). Raises ConfigError that names the
    variable, never its value.
    """
    if isinstance(value, dict):
        return {key: resolve(inner, environment, where=where) for key, inner in value.items()}
    if isinstance(value, list):
        return [resolve(inner, environment, where=where) for inner in value]
    if not isinstance(value, str):
        return value
    return _REFERENCE.sub(lambda match: _variable(match[1], environment, where), value)


def _variable(name: str, environment: Mapping[str, str], where: Place) -> str:
    if environment.get(name):
        return environment[name]
    file = environment.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ConfigError(f"the file that {name}_FILE names cannot be read", where=where) from None
    raise ConfigError(
        f"the environment has no {name}", where=where, hint=f"Set it, or write {name}=… into .env beside config.yaml"
    )


def read_dotenv(text: str) -> dict[str, str]:
    """`NAME=value` lines of a `.env`; `export`, comments, empty lines and one pair of quotes are understood."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        match = re.match(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$", line)
        if not match:
            continue
        value = match[2]
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        else:
            value = re.sub(r"\s+#.*$", "", value)
        values[match[1]] = value
    return values
