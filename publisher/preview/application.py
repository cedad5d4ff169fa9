"""Which answer is at which address.

    /                              the list of campaigns
    /campaigns/SLUG/VIEW           a view in the shell
    /calendar/                     this month of the schedule; /calendar/2026-12 another
    /mail/SLUG                     the email alone, for its frame
    /site/light/…, /site/dark/…    the site alone: pages of all campaigns, lists, style sheets, pictures, files
    /events                        server-sent events: the current version, and each new one
    /assets/…                      the shell's own style sheet and script

No path of a request is ever looked up on the disk: what may be asked for is found in the project's own values.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from publisher import pipeline
from publisher.errors import PublisherError
from publisher.model import Campaign, Edition, WantedFile
from publisher.preview import guard, samples, settings, shell, views
from publisher.preview.current import Current
from publisher.preview.settings import SCHEMES, Scheme
from publisher.preview.snapshot import Snapshot
from publisher.render import addresses
from publisher.site.lists import index_file

_PLAIN = "text/plain; charset=utf-8"
_SHOWN = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".txt": _PLAIN,
    ".csv": _PLAIN,
}
"""Linked files that a browser may open; all others are offered for saving, so that none of them runs here."""

_PICTURE = re.compile(r"images/([^/]+)")
_FOR_EVER = "private, max-age=31536000, immutable"  # names of pictures come from their content


def application(current: Current, *, allowed: frozenset[str]) -> ASGIApp:
    """The preview as an ASGI application that answers to the hosts of `allowed`."""
    handlers = _Handlers(current)
    routes = [
        Route("/", handlers.listing),
        Route("/campaigns/{slug}", handlers.campaign),
        Route("/campaigns/{slug}/{view}", handlers.campaign),
        Route("/calendar/", handlers.calendar),
        Route("/calendar/{month}", handlers.calendar),
        Route("/mail/{slug}", handlers.mail),
        Route("/site/{scheme}/{path:path}", handlers.site),
        Route("/events", handlers.events),
        Route("/assets/{name}", handlers.asset),
    ]
    app = Starlette(routes=routes, exception_handlers={404: handlers.missing, Exception: handlers.failed})
    app.router.redirect_slashes = False  # an address is right or it is not
    return guard.Guard(app, allowed=allowed)


def _html(text: str | bytes, *, status: int = 200, policy: str = guard.SHELL) -> HTMLResponse:
    return HTMLResponse(text, status, {"content-security-policy": policy})


class _Handlers:
    """One method an address."""

    def __init__(self, current: Current) -> None:
        self.current = current

    # ── the shell ────────────────────────────────────────────────────────────────────────────────────────

    async def listing(self, request: Request) -> Response:
        snapshot = await self.current.snapshot()
        if snapshot.workspace is None:
            return _html(shell.broken(snapshot))
        return _html(await self.current.run(shell.listing, snapshot, settings.read(request.query_params)))

    async def campaign(self, request: Request) -> Response:
        """A view; a former slug leads to the present one, as on the site."""
        snapshot = await self.current.snapshot()
        if snapshot.workspace is None:
            return _html(shell.broken(snapshot))
        slug, view = request.path_params["slug"], request.path_params.get("view", "email")
        found = snapshot.workspace.by_slug.get(slug)
        if found is None or view not in views.LOOKS:
            return await self.missing(request)
        looked = settings.read(request.query_params)
        if slug != found.slug or "view" not in request.path_params:
            return RedirectResponse(views.address(found.slug, view, looked))
        return _html(await self.current.run(shell.campaign, snapshot, found, view, looked))

    async def calendar(self, request: Request) -> Response:
        """A month of the schedule."""
        snapshot = await self.current.snapshot()
        if snapshot.workspace is None:
            return _html(shell.broken(snapshot))
        try:
            typed = request.path_params.get("month")
            first = pipeline.month_of(typed) if typed else None
        except ValueError:
            return await self.missing(request)
        looked = settings.read(request.query_params)
        return _html(await self.current.run(shell.calendar, snapshot, first, looked))

    async def missing(self, request: Request, _: Exception | None = None) -> Response:
        """Nothing is here, but the page waits, for what is saved next may put something here."""
        snapshot = await self.current.snapshot()
        return _html(shell.missing(snapshot.version, request.url.path), status=404)

    async def failed(self, _: Request, __: Exception) -> Response:
        """A bug; the server prints its traceback."""
        return _html(shell.failed(self.current.version), status=500)

    async def asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in shell.SERVED:
            return await self.missing(request)
        return FileResponse(shell.ASSETS / name, media_type=shell.SERVED[name])

    # ── what is looked at ────────────────────────────────────────────────────────────────────────────────

    async def mail(self, request: Request) -> Response:
        """The email alone, with sample values."""
        snapshot = await self.current.snapshot()
        found = snapshot.workspace.by_slug.get(request.path_params["slug"]) if snapshot.workspace else None
        if found is None:
            return _nothing()
        looked = settings.read(request.query_params)
        policy = guard.framed(pictures=not looked.imageless)
        return await self._framed(lambda: _html(_mail(snapshot, found, looked.scheme), policy=policy))

    async def site(self, request: Request) -> Response:
        """A file of the site, in one appearance."""
        snapshot = await self.current.snapshot()
        scheme, path = SCHEMES.get(request.path_params["scheme"]), request.path_params["path"]
        if snapshot.workspace is None or scheme is None:
            return _nothing()
        return await self._framed(lambda: _site(snapshot, path, scheme))

    async def _framed(self, draw: Callable[[], Response]) -> Response:
        """What is drawn, or the error's line: inside a frame that is enough, the shell shows the rest."""
        try:
            return await self.current.run(draw)
        except PublisherError as error:
            return Response(f"{error}\n", 500, {"content-security-policy": guard.framed()}, _PLAIN)

    # ── events ───────────────────────────────────────────────────────────────────────────────────────────

    async def events(self, request: Request) -> Response:
        """Versions as they come (HTML Standard, §9.2 server-sent events)."""

        async def stream() -> AsyncIterator[str]:
            yield "retry: 500\n\n"
            async for name, data in self.current.events():
                yield f"event: {name}\ndata: {data}\n\n"

        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        return StreamingResponse(stream(), media_type="text/event-stream")


def _nothing() -> Response:
    text = "The preview has nothing here. Feeds and the sitemap are made by `publisher build`.\n"
    return Response(text, 404, {"content-security-policy": guard.framed()}, _PLAIN)


def _mail(snapshot: Snapshot, campaign: Campaign, scheme: Scheme) -> str:
    message = snapshot.local_message(campaign, scheme)
    local = snapshot.local(scheme).config
    return samples.email(
        message,
        local,
        scheme=scheme,
        page=addresses.absolute(local, Edition(campaign).path),
        pictures=addresses.rooted(local, addresses.image("")),
    )


def _site(snapshot: Snapshot, path: str, scheme: Scheme) -> Response:
    """The file of the site at `path`, which has no slash at its beginning."""
    file = index_file(f"/{path}") if path.endswith("/") or not path else path
    picture = _PICTURE.fullmatch(path)
    if picture:
        return _picture(snapshot, picture[1])
    if path.startswith("files/"):
        return _linked(snapshot, path.removeprefix("files/"))
    own = snapshot.frame_file(file, scheme)
    if own is not None:
        return _frame_file(own, scheme)
    edition = next((one for one in map(Edition, snapshot.campaigns) if index_file(one.path) == file), None)
    html = snapshot.page(edition.campaign, scheme).html if edition else snapshot.list_page(file, scheme)
    if html is None:
        return _former(snapshot, file, scheme) or _nothing()
    text = html if isinstance(html, str) else html.decode()
    return _html(samples.in_scheme(text, scheme), policy=guard.framed())


def _former(snapshot: Snapshot, file: str, scheme: Scheme) -> Response | None:
    """A former slug's address leads to the present one."""
    for edition in map(Edition, snapshot.campaigns):
        for slug in edition.campaign.was:
            if index_file(edition.path.replace(f"/{edition.campaign.slug}/", f"/{slug}/", 1)) == file:
                return RedirectResponse(f"/site/{scheme}{edition.path}")
    return None


def _picture(snapshot: Snapshot, name: str) -> Response:
    rendition = snapshot.shown.get(name)
    if rendition is None or not rendition.file.is_file():
        return _nothing()
    return FileResponse(rendition.file, headers={"cache-control": _FOR_EVER}, media_type=rendition.media_type)


def _frame_file(file: WantedFile, scheme: Scheme) -> Response:
    """A style sheet, in one appearance, or the icon."""
    content = file.content if isinstance(file.content, bytes) else file.content.read_bytes()
    if file.path.endswith(".css"):
        return Response(samples.style_in_scheme(content.decode(), scheme), media_type="text/css")
    return Response(content, media_type="image/svg+xml")


def _linked(snapshot: Snapshot, name: str) -> Response:
    """A local file that a campaign links to."""
    path = snapshot.linked_file(name)
    if path is None:
        return _nothing()
    media_type = _SHOWN.get(path.suffix.lower())
    if media_type is None:
        return FileResponse(path, media_type="application/octet-stream", filename=path.name)
    return FileResponse(path, headers={"content-security-policy": guard.DOCUMENT}, media_type=media_type)
