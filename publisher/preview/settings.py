"""How a preview is looked at: dark or light, phone or desktop, with or without pictures.

The settings live in the address's query, so that a link shows what its sender saw and nothing is kept in the browser.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Scheme = Literal["light", "dark"]
SCHEMES: Mapping[str, Scheme] = {"light": "light", "dark": "dark"}
"""The two appearances, by the word for them in an address."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is switched on; nothing is a light desktop with pictures."""

    dark: bool = False
    phone: bool = False
    imageless: bool = False

    @property
    def scheme(self) -> Scheme:
        """The appearance that the frame is shown in."""
        return "dark" if self.dark else "light"

    @property
    def query(self) -> str:
        """`?dark=1&phone=1`, or nothing."""
        on = [f"{field.name}=1" for field in dataclasses.fields(self) if getattr(self, field.name)]
        return "?" + "&".join(on) if on else ""

    def toggled(self, name: str) -> Settings:
        """The same with one thing switched the other way."""
        values = dataclasses.asdict(self)
        return Settings(**{**values, name: not values[name]})


def read(query: Mapping[str, str]) -> Settings:
    """The settings of an address's query; what it does not know it leaves alone."""
    return Settings(**{field.name: query.get(field.name) == "1" for field in dataclasses.fields(Settings)})
