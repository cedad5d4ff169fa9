"""How does this service take a draft? One module a service, all behind the interface of `base.py`."""

from publisher.services.base import (
    Account,
    Audience,
    Carries,
    Draft,
    Facts,
    Form,
    Payload,
    RemoteState,
    Sender,
    Service,
    Status,
    Surroundings,
    Wanted,
)
from publisher.services.registry import available, built_in, facts, open_service

__all__ = [
    "Account",
    "Audience",
    "Carries",
    "Draft",
    "Facts",
    "Form",
    "Payload",
    "RemoteState",
    "Sender",
    "Service",
    "Status",
    "Surroundings",
    "Wanted",
    "available",
    "built_in",
    "facts",
    "open_service",
]
