"""Building the site, and handing it on."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from publisher import site, web
from publisher.cache import recipe
from publisher.errors import SiteError, UsageError, WebError
from publisher.model import Channel, Edition, Page, Picture, Rendition, WantedFile
from publisher.pipeline.checking import Checked, Progress, must_pass, silent
from publisher.pipeline.early import check_public
from publisher.pipeline.pushing import takes_pictures
from publisher.render import addresses
from publisher.site.publishing import HandedOn
from publisher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Built:
    """A build: what the checks saw, what was written where, and the digest of the feed (SHA-256, hexadecimal)."""

    checked: Checked
    written: site.Written
    output: Path
    editions: int
    feed_digest: str


def build(workspace: Workspace, *, progress: Progress = silent) -> Built:
    """Check what is public now, and make the output folder hold the site: a function of files and now.

    Raises FindingsError before anything is written where a check finds an error.
    """
    checked = must_pass(workspace, check_public(workspace, progress), "built")
    output = workspace.project.root / workspace.config.output
    with _HandedOnMark(workspace) as mark:
        written = site.write(_wanted(workspace, progress), output)
        mark.changed = not written.nothing
    return _built(workspace, checked, written, output)


def build_as_at(
    workspace: Workspace, moment: datetime, folder: Path | None = None, *, progress: Progress = silent
) -> Built:
    """Build the site as it would be at `moment`, from the files as they are now, into `folder` or `.publisher/as-at`.

    Never into config's output: that may be served as it is, and it is what `publish` hands on. Raises UsageError for
    such a folder, and FindingsError as `build` does.
    """
    output = folder or workspace.project.state / "as-at"
    _keep_apart(workspace, output)
    then = workspace.at(moment)
    checked = must_pass(then, check_public(then, progress), "built")
    return _built(then, checked, site.write(_wanted(then, progress), output), output)


def _keep_apart(workspace: Workspace, folder: Path) -> None:
    """Raise UsageError for a folder that the site of now, or what people write, lies in."""
    project, wanted = workspace.project, folder.resolve()
    output = (project.root / workspace.config.output).resolve()
    hint = "Name a folder of its own, or leave --output out"
    if wanted.is_relative_to(output) or output.is_relative_to(wanted):
        raise UsageError("the site of another time must not lie where the site of now does", where=folder, hint=hint)
    if any(wanted.is_relative_to(one.resolve()) for one in (project.campaigns, project.templates)):
        raise UsageError("campaigns and templates lie here", where=folder, hint=hint)


def _built(workspace: Workspace, checked: Checked, written: site.Written, output: Path) -> Built:
    feed = (output / addresses.RSS.lstrip("/")).read_bytes()
    return Built(checked, written, output, len(workspace.editions), hashlib.sha256(feed).hexdigest())


def is_served(workspace: Workspace) -> bool:
    """Whether what lies in the output folder is what readers have: it is served as it is, or was handed on."""
    return workspace.config.publish is None or _HandedOnMark(workspace).went


class _HandedOnMark:
    """Remembers, beside the ledger, that the folder as it is was handed on as config says now, and whether it was seen.

    While a build writes, the mark is away: a run that dies half-way leaves a folder that counts as not handed on.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.file = workspace.project.state / "handed-on"
        self.way = recipe("hand on", workspace.config.publish)
        self.unseen = f"{self.way}, not seen yet"
        self.changed = True

    def __enter__(self) -> Self:
        self.was = self._text()
        if self.was:
            self.file.unlink()
        return self

    def __exit__(self, *_: object) -> None:
        if self.was and not self.changed:
            self._set(self.was)

    @property
    def went(self) -> bool:
        """Whether the folder was handed on, seen or not."""
        return self._text() in (self.way, self.unseen)

    def is_set(self) -> bool:
        return self._text() == self.way

    def set(self, *, seen: bool = True) -> None:
        self._set(self.way if seen else self.unseen)

    def _text(self) -> str:
        return self.file.read_text(encoding="utf-8") if self.file.is_file() else ""

    def _set(self, text: str) -> None:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(text, encoding="utf-8")
        except OSError as problem:
            raise SiteError(f"cannot be written ({problem.strerror})", where=".publisher/handed-on") from None


def _wanted(workspace: Workspace, progress: Progress) -> Iterator[WantedFile]:
    """Every file of the site, pages drawn as they are taken."""
    pictures: dict[str, Picture] = {}
    files: dict[str, Path] = {}
    for edition in workspace.editions:
        pictures |= workspace.pictures(edition.campaign)
        files |= workspace.files(edition.campaign)
    return site.plan(
        _pages(workspace, progress),
        config=workspace.config,
        templates=workspace.templates,
        frame=workspace.frame,
        now=workspace.now,
        pictures=pictures,
        files=files,
        ahead=_ahead(workspace),
    )


def _ahead(workspace: Workspace) -> Iterator[Rendition]:
    """The pictures of emails whose service takes none: their drafts show them from the site."""
    scheduled = {plan.campaign.id for plan in workspace.timetable.plans}
    for campaign in workspace.campaigns:
        goes_out = campaign.date is not None or campaign.id in scheduled
        letter = Channel.NEWSLETTER in campaign.channels and goes_out
        if letter and workspace.config.services and not takes_pictures(workspace, campaign):
            yield from (picture.email for picture in {**workspace.logo, **workspace.pictures(campaign)}.values())


def _pages(workspace: Workspace, progress: Progress) -> Iterator[tuple[Edition, Page]]:
    for number, edition in enumerate(workspace.editions, 1):
        yield edition, workspace.page(edition)
        progress("Drawing pages", number, len(workspace.editions))


@dataclass(frozen=True, slots=True)
class Published:
    """A build handed on: what was done (None: the folder is served as it is), and the looks until it was seen."""

    built: Built
    handed_on: HandedOn | None
    looks: int


def publish(
    workspace: Workspace,
    *,
    only_changes: bool = False,
    progress: Progress = silent,
    fetch: Callable[[str], bytes] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Published:
    """Build, hand the folder on as config says, and wait until the feed's address answers with this build.

    With `only_changes`, a folder that was handed on as it is stays where it is. Raises FindingsError, PublishError.
    """
    built = build(workspace, progress=progress)
    config, mark = workspace.config, _HandedOnMark(workspace)
    if config.publish is None or (only_changes and mark.is_set()):
        return Published(built, None, 0)
    handed_on = site.hand_on(
        config, built.output, root=workspace.project.root, environment=workspace.environment, now=workspace.now
    )
    looks = 0
    mark.set(seen=False)
    if config.publish.confirm:
        feed = addresses.absolute(config, addresses.RSS)
        looks = site.confirm(feed, built.feed_digest, fetch=fetch or _fetch, sleep=sleep)
    mark.set()
    return Published(built, handed_on, looks)


def _fetch(address: str) -> bytes:
    """The bytes at an address of the site. Raises WebError, also for an answer that is no success."""
    answer = web.configured(address)
    if answer.status != 200:
        raise WebError(f"it answers with status {answer.status}", where=address, retryable=True)
    return answer.body
