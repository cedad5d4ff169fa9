"""The text of `config.yaml` → a checked `Config` that knows where its keys stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher import yamlmodel
from publisher.config.keys import Config
from publisher.errors import ConfigError
from publisher.model import Place


@dataclass(frozen=True, slots=True)
class Configuration:
    """A `Config` and where its keys stand, for errors about them later. `digest` is that of the file's text."""

    config: Config
    places: Mapping[str, Place] = field(default_factory=dict)

    def place(self, path: str) -> Place:
        """The place of a key path such as `services.main.audience`, or of the nearest key above it."""
        return yamlmodel.place_of(self.places, path)


def load(text: str, *, file: str = "config.yaml") -> Configuration:
    """Read `config.yaml`'s text. Raises ConfigError (or Several) with line, column and, where known, the repair."""
    tree = yamlmodel.parse(text, file=file, error=ConfigError)
    config = yamlmodel.validate(tree, Config, error=ConfigError)
    return Configuration(config, {**tree.places, "": Place(file)})
