"""The project as it was read once: a workspace, or the errors that stood in its way.

Nothing here knows of HTTP or of time passing. A snapshot is used by one thread (preview/current.py sees to that).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from publisher.config import Config
from publisher.errors import ImageError, PublisherError
from publisher.model import (
    Campaign,
    Edition,
    Finding,
    Message,
    Page,
    Picture,
    Rendition,
    Severity,
    WantedFile,
    newest_first,
)
from publisher.pipeline import Standing, status
from publisher.preview.settings import Scheme
from publisher.render import images
from publisher.site.lists import Lists
from publisher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings of each kind a campaign has; an error that kept us from looking counts as one."""

    errors: int = 0
    warnings: int = 0
    notes: int = 0


@dataclass
class Snapshot:
    """One reading of a project. `shown` are the renditions that some view has shown, by name: those may be asked for.

    `site` is the address that the site's own stands for, without its scheme: `SITE/light`, `SITE/dark`.
    """

    version: str
    site: str
    workspace: Workspace | None = None
    errors: tuple[PublisherError, ...] = ()
    shown: dict[str, Rendition] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    counted: bool = False
    _local: dict[Scheme, Workspace] = field(default_factory=dict)
    _lists: dict[Scheme, dict[str, bytes]] = field(default_factory=dict)
    _findings: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    @property
    def opened(self) -> Workspace:
        """The workspace, where there is one. Raises the errors otherwise."""
        if self.workspace is None:
            raise self.errors[0]
        return self.workspace

    @property
    def campaigns(self) -> list[Campaign]:
        """Every campaign: drafts first, by name, then the dated ones, newest first."""
        found = self.workspace.campaigns if self.workspace else ()
        drafts = sorted((one for one in found if one.date is None), key=lambda one: one.path)
        return drafts + [edition.campaign for edition in newest_first([Edition(one) for one in found])]

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """Where each campaign stands, by its path; nothing where schedule or ledger cannot be read."""
        try:
            return {one.campaign.path: one for one in status(self.opened)}
        except PublisherError:
            return {}

    # ── what a campaign becomes ──────────────────────────────────────────────────────────────────────────

    def message(self, campaign: Campaign) -> Message:
        """The email as it would be sent. Raises PublisherError."""
        return self.opened.message(Edition(campaign))

    def local_message(self, campaign: Campaign, scheme: Scheme) -> Message:
        """The email with its links to the site leading into the preview. Raises PublisherError."""
        message = self.local(scheme).message(Edition(campaign))
        self._show(message.images)
        return message

    def page(self, campaign: Campaign, scheme: Scheme) -> Page:
        """The web page, its links leading into the preview. Raises PublisherError."""
        page = self.local(scheme).page(Edition(campaign))
        self._show((*page.pictures, *self.local(scheme).frame.pictures))
        return page

    def findings(self, campaign: Campaign) -> tuple[Finding, ...]:
        """Everything that the checks find, the email included; the worst first. Raises PublisherError."""
        if campaign.path not in self._findings:
            order = list(Severity)
            found = sorted(
                self.opened.findings(campaign, email=True),
                key=lambda one: (order.index(one.severity), one.where.line or 0),
            )
            self._findings[campaign.path] = tuple(found)
        return self._findings[campaign.path]

    def tally(self, campaign: Campaign) -> Tally:
        """How many findings there are, remembered for the list."""
        try:
            kinds = [finding.severity for finding in self.findings(campaign)]
            tally = Tally(*(kinds.count(kind) for kind in (Severity.ERROR, Severity.WARNING, Severity.NOTE)))
        except PublisherError as error:
            tally = Tally(errors=len(separate(error)))
        self.tallies[campaign.path] = tally
        return tally

    # ── the site around it ───────────────────────────────────────────────────────────────────────────────

    def local(self, scheme: Scheme) -> Workspace:
        """The workspace as if the site lay in the preview, so that every link between its pages works here."""
        if scheme not in self._local:
            opened = self.opened
            config: Config = opened.config.model_copy(update={"url": f"{self.site}/{scheme}"})
            configuration = dataclasses.replace(opened.configuration, config=config)
            self._local[scheme] = dataclasses.replace(opened, configuration=configuration, _messages={})
            vars(self._local[scheme])["templates"] = opened.templates  # compiled once; they know of no address
        return self._local[scheme]

    def frame_file(self, path: str, scheme: Scheme) -> WantedFile | None:
        """A style sheet or the icon of the site."""
        return next((file for file in self.local(scheme).frame.files if file.path == path), None)

    def list_page(self, path: str, scheme: Scheme) -> bytes | None:
        """A list of the site (front page, tags, authors …) at a file's path, with everything that has a date."""
        if scheme not in self._lists:
            self._lists[scheme] = {file.path: file.content for file in self._draw_lists(scheme) if _is_page(file)}  # type: ignore[misc] # _is_page: the content is bytes
        return self._lists[scheme].get(path)

    def _draw_lists(self, scheme: Scheme) -> Iterator[WantedFile]:
        local = self.local(scheme)
        portraits = dict(self._portraits())
        dated = newest_first([Edition(campaign) for campaign in local.campaigns])
        lists = Lists(dated, local.config, local.templates, local.frame, portraits)
        self._show((*lists.portraits(), *local.frame.pictures))
        yield from lists.files()

    def _portraits(self) -> Iterator[tuple[str, Picture]]:
        for src in {one.author.portrait for one in self.opened.campaigns if one.author and one.author.portrait}:
            try:
                yield src, self.opened.picture(src, purpose=images.Purpose.PORTRAIT)
            except ImageError:
                continue  # the campaign's own views say what is wrong with it

    def linked_file(self, name: str) -> Path | None:
        """A local file that some campaign links to, by its path below campaigns/; nothing else is ever served."""
        found = (self.opened.files(campaign).get(name) for campaign in self.opened.campaigns)
        return next((path for path in found if path is not None), None)

    def _show(self, renditions: tuple[Rendition, ...]) -> None:
        self.shown.update((rendition.name, rendition) for rendition in renditions)


def _is_page(file: WantedFile) -> bool:
    return isinstance(file.content, bytes)


def take(load: Callable[[], Workspace], *, version: str, site: str, shown: dict[str, Rendition]) -> Snapshot:
    """Read the project. What is wrong with it becomes part of the snapshot; only a bug raises."""
    try:
        return Snapshot(version, site, workspace=load(), shown=shown)
    except PublisherError as error:
        return Snapshot(version, site, errors=separate(error), shown=shown)


def separate(error: PublisherError) -> tuple[PublisherError, ...]:
    """The errors that one stands for: itself, or each of `Several`."""
    inner: tuple[PublisherError, ...] = getattr(error, "errors", ())
    return tuple(one for each in inner for one in separate(each)) or (error,)
