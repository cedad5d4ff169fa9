"""Local servers that stand in for mailing services: they keep state as the vendors do, and misbehave on demand."""

from __future__ import annotations

import importlib
import inspect

from tests.services.servers.base import Clock, Remote, real_time

SERVICES = ("brevo", "buttondown", "ghost", "kit", "listmonk", "mailchimp", "mailerlite")


def remote(name: str, *, clock: Clock = real_time, lag: float = 0.0) -> Remote:
    """A fresh service by its name, one of `SERVICES`."""
    module = importlib.import_module(f"{__name__}.{name}")
    classes = [found for _, found in inspect.getmembers(module, inspect.isclass) if found.__module__ == module.__name__]
    (chosen,) = [found for found in classes if issubclass(found, Remote)]
    return chosen(clock=clock, lag=lag)
