"""The tool around what is looked at: its pages, drawn from the templates of assets/."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from publisher.errors import PublisherError
from publisher.model import Campaign
from publisher.preview import month, views
from publisher.preview.settings import Settings
from publisher.preview.snapshot import Snapshot

ASSETS = Path(__file__).parent / "assets"
SERVED = {"preview.css": "text/css", "preview.js": "text/javascript", "preview.svg": "image/svg+xml"}
"""The assets that a browser may ask for, with their media types."""


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _draw(name: str, version: str, **values: object) -> str:
    return _environment().get_template(name).render(version=version, **values)


def listing(snapshot: Snapshot, settings: Settings) -> str:
    """The list of campaigns."""
    rows = [
        (views.row(snapshot, campaign), views.address(campaign.slug, "email", settings))
        for campaign in snapshot.campaigns
    ]
    title = snapshot.opened.config.title
    values = {"title": title, "rows": rows, "calendar": f"/calendar/{settings.query}"}
    return _draw("list.html", snapshot.version, counting=not snapshot.counted, **values)


def calendar(snapshot: Snapshot, first: date | None, settings: Settings) -> str:
    """A month of the schedule; where it cannot be read, what is wrong stands in its place."""
    try:
        shown = month.shown(snapshot, first, settings)
    except PublisherError as error:
        return _draw("broken.html", snapshot.version, problems=views.problems(error))
    return _draw("calendar.html", snapshot.version, **shown)


def campaign(snapshot: Snapshot, campaign: Campaign, view: str, settings: Settings) -> str:
    """One view of one campaign; where it cannot be drawn, what is wrong stands in its place."""
    shown = views.attempt(snapshot, campaign, view, settings)
    head = views.head(snapshot, campaign, view, settings)
    return _draw("problems.html" if "problems" in shown else f"{view}.html", snapshot.version, **head, **shown)


def broken(snapshot: Snapshot) -> str:
    """Everything that kept the project from being read."""
    found = [problem for error in snapshot.errors for problem in views.problems(error)]
    return _draw("broken.html", snapshot.version, problems=found)


def missing(version: str, what: str) -> str:
    """There is nothing at this address; it may come."""
    return _draw("missing.html", version, what=what)


def failed(version: str) -> str:
    """A bug: what to do about it."""
    return _draw("failed.html", version)
