"""`config.yaml` → `Config`: one documented attribute a key.

docs/configuration.md is generated from these classes and the sentences under their attributes. Keys of a service
(`services.NAME.…` beside `use`) belong to that service's own model, in publisher/services.
"""

from publisher.config.clock import instant, local_time
from publisher.config.keys import Alerts, Config, Look, Organisation, PersonEntry, Publish, Sender, ServiceEntry, Signup
from publisher.config.reading import Configuration, load
from publisher.config.scheduling import Blackout, BlackoutRule, Missed, ScheduleEntry, Span
from publisher.config.values import AnyLink, Day, Line, Name, Text
from publisher.environment import read_dotenv, resolve

__all__ = [
    "Alerts",
    "AnyLink",
    "Blackout",
    "BlackoutRule",
    "Config",
    "Configuration",
    "Day",
    "Line",
    "Look",
    "Missed",
    "Name",
    "Organisation",
    "PersonEntry",
    "Publish",
    "ScheduleEntry",
    "Sender",
    "ServiceEntry",
    "Signup",
    "Span",
    "Text",
    "instant",
    "load",
    "local_time",
    "read_dotenv",
    "resolve",
]
