"""What every local mailing service has: requests in, replies out, routes, one lock, and what people do in its own pages.

A `Remote` keeps state as the vendor does and knows nothing of sockets (`serving.py`), of faults (`faults.py`) or of
our client. Facts about the vendors: mailing-services.md beside their published descriptions.
"""

from __future__ import annotations

import hashlib
import http
import itertools
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from tests.services.servers.exchange import NotJson, Part, Refused, Reply, Request

__all__ = [
    "Clock",
    "Held",
    "NotJson",
    "Part",
    "Record",
    "Refused",
    "Remote",
    "Reply",
    "Request",
    "Upload",
    "real_time",
    "route",
]

Clock = Callable[[], datetime]


def real_time() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


# ── routes ──────────────────────────────────────────────────────────────────────────────────────────────

Handler = TypeVar("Handler", bound=Callable[..., Reply])


def route(method: str, template: str) -> Callable[[Handler], Handler]:
    """Answer `method` on paths like `template`; `{name}` takes one segment and is handed over as that argument.

    The function is a method of a `Remote` with a name of its own. Several decorators on one function are several
    routes. A template without `{}` is tried before one with.
    """

    def mark(function: Handler) -> Handler:
        function.__dict__.setdefault("marked", []).append((method, template))
        return function

    return mark


@dataclass(frozen=True)
class Route:
    """One decorated method: how its paths look, and its name in the class."""

    method: str
    template: str
    function: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a path of this route looks like."""
        pieces = re.split(r"\{(\w+)\}", self.template)
        shape = "".join(
            re.escape(piece) if index % 2 == 0 else f"(?P<{piece}>[^/]+)" for index, piece in enumerate(pieces)
        )
        return re.compile(shape)


# ── what a service holds ────────────────────────────────────────────────────────────────────────────────

IMAGE_ADDRESS = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*["']([^"']*)["']""", re.IGNORECASE)


@dataclass(frozen=True)
class Held:
    """One campaign, email or post that the service holds, for counters and assertions.

    `reference` is what the service holds where our references go ("" where nothing of ours stands there). `status` is
    draft, scheduled, sending, sent or trashed. `foreign`: a person made it. `touched`: a call to the API changed it
    after a person made, edited, sent, scheduled or trashed it.
    """

    id: str
    reference: str
    subject: str
    preheader: str
    html: str
    text: str
    status: str
    foreign: bool = False
    touched: bool = False

    @property
    def images(self) -> tuple[str, ...]:
        """The addresses of the pictures in the HTML, in order."""
        return tuple(IMAGE_ADDRESS.findall(self.html))


@dataclass(frozen=True)
class Upload:
    """One picture that a call to the API left at the service, and the address it got."""

    name: str
    content_type: str
    content: bytes
    address: str


@dataclass(kw_only=True)
class Record:
    """What a service keeps of one campaign whatever the vendor; the vendors' own classes add fields.

    `made` and `changed` are aware times. `status` is in the vendor's words. `hands` is whose the last change was.
    """

    id: str
    made: datetime
    changed: datetime
    status: str = ""
    foreign: bool = False
    handled: bool = False  # a person had it in hand: made, edited, sent, scheduled or trashed it
    touched: bool = False  # … and a call to the API changed it afterwards


class Remote(ABC):
    """One mailing service: its state, its routes, and what people do in its own pages.

    Subclasses name the class variables, decorate their routes, and say how they authenticate and how their errors
    look. `root` is the server's address without the base (`http://127.0.0.1:PORT`), set by `serving.Server`.
    """

    name: ClassVar[str]
    base: ClassVar[str]
    contract: ClassVar[str] = ""
    simultaneous: ClassVar[int] = 0  # how many requests at once it takes before it answers 429; 0 is any number
    key: str
    options: Mapping[str, object]
    routes: ClassVar[tuple[Route, ...]] = ()

    def __init__(self, *, clock: Clock = real_time, lag: float = 0.0) -> None:
        """A fresh, empty service; `lag` is how many seconds a new draft stays out of lists."""
        self.clock = clock
        self.lag = lag
        self.root = "http://127.0.0.1"
        self.lock = threading.RLock()
        self.sends = 0
        self.tests: list[str] = []
        self.uploads: list[Upload] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.lost: list[
            Held
        ] = []  # foreign drafts that a call to the API deleted: `held` shows them, touched and trashed
        self._numbers = itertools.count(1)

    def __init_subclass__(cls, **rest: Any) -> None:
        """Collect the decorated methods; plain templates first."""
        super().__init_subclass__(**rest)
        found = [
            Route(method, template, name)
            for name in dir(cls)
            for method, template in getattr(getattr(cls, name, None), "marked", ())
        ]
        cls.routes = tuple(sorted(found, key=lambda route: (route.template.count("{"), route.template, route.method)))

    # ── what the vendors differ in ──

    @abstractmethod
    def authenticate(self, request: Request) -> None:
        """Raise `Refused` unless the request carries the key."""

    @abstractmethod
    def missing(self, request: Request) -> Reply:
        """The vendor's answer for a path that it does not know."""

    def wrong_method(self, request: Request, allowed: list[str]) -> Reply:
        """The vendor's answer for a known path with another method."""
        return Reply(405, self.missing(request).body, {"Allow": ", ".join(allowed)})

    @abstractmethod
    def malformed(self, request: Request, why: str) -> Reply:
        """The vendor's answer for a body that is not JSON."""

    def failure(self, status: int) -> Reply:
        """The vendor's shape of an error that no request earned: 401, 403, 429, 500. For faults."""
        return Reply(status, {"message": http.HTTPStatus(status).phrase})

    def finish(self, request: Request, reply: Reply) -> Reply:
        """The last word on every reply, also refusals: headers such as rate limits. By default nothing."""
        return reply

    @abstractmethod
    def held(self) -> list[Held]:
        """Everything that the service holds, in the order of making, trashed ones too."""

    @abstractmethod
    def person_edits(self, which: str, subject: str | None = None, html: str | None = None) -> None:
        """A person changes the subject, or the content, in the service's editor."""

    @abstractmethod
    def person_sends(self, which: str) -> None:
        """A person sends it."""

    @abstractmethod
    def person_schedules(self, which: str) -> None:
        """A person schedules it for tomorrow."""

    @abstractmethod
    def person_trashes(self, which: str) -> None:
        """A person moves it to the trash or archive; where the service has none, deletes it."""

    @abstractmethod
    def person_deletes(self, which: str) -> None:
        """A person deletes it for good."""

    @abstractmethod
    def person_creates(self, subject: str) -> str:
        """A person makes a draft with that subject; returns its id."""

    # ── what they have in common ──

    def handle(self, request: Request) -> Reply:
        """Answer one request: authentication, route, refusal. One at a time."""
        with self.lock:
            try:
                reply = self._dispatch(request)
            except Refused as refused:
                reply = refused.reply
            except NotJson as error:
                reply = self.malformed(request, str(error))
            return self.finish(request, reply)

    def _dispatch(self, request: Request) -> Reply:
        self.authenticate(request)
        matches = [(route, found) for route in self.routes if (found := route.pattern.fullmatch(request.path))]
        for found_route, found in matches:
            if found_route.method == request.method:
                function: Callable[..., Reply] = getattr(self, found_route.function)
                return function(request, **found.groupdict())
        if matches:
            return self.wrong_method(request, [found_route.method for found_route, _ in matches])
        return self.missing(request)

    def elsewhere(self, request: Request) -> Reply:
        """Answer outside the base (`request.path` is the whole path): files that were uploaded, else 404."""
        with self.lock:
            if request.method in ("GET", "HEAD") and request.path in self.files:
                kind, content = self.files[request.path]
                return Reply(200, content, {"Content-Type": kind})
        return Reply(404, b"<!doctype html><title>404</title><h1>Not Found</h1>", {"Content-Type": "text/html"})

    def now(self) -> datetime:
        """The service's time, aware."""
        return self.clock()

    def tomorrow(self) -> datetime:
        """This time tomorrow, in whole quarters of an hour: when people schedule for."""
        return (self.now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)

    def number(self) -> int:
        """The next of this service's numbers, from 1."""
        return next(self._numbers)

    def hexadecimal(self, length: int) -> str:
        """A fresh id of that many hexadecimal digits; the same in every run."""
        return hashlib.sha256(f"{self.name} {self.number()}".encode()).hexdigest()[:length]

    def listed(self, record: Record) -> bool:
        """Whether lists show it yet."""
        return (self.now() - record.made).total_seconds() >= self.lag

    def by_api(self, record: Record) -> None:
        """Note that a call to the API changed it."""
        record.changed = self.now()
        record.touched = record.touched or record.handled

    def by_person(self, record: Record) -> None:
        """Note that a person changed it."""
        record.changed = self.now()
        record.handled = True

    def keep_file(self, path: str, name: str, content_type: str, content: bytes) -> str:
        """Store an uploaded picture below the server's root and return its address."""
        self.files[path] = (content_type, content)
        address = self.root + path
        self.uploads.append(Upload(name, content_type, content, address))
        return address
