"""A project opened at a moment: its configuration, campaigns, reports and pictures, and what is made of them.

Reads files of the project and its cache, writes only to the cache. `now` and the environment are given once, at the
opening; publisher/pipeline/ acts on what this module makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from publisher import checks, proving, speech
from publisher.cache import Cache
from publisher.checks import SUFFIX, Approval, Changed, approval
from publisher.config import Config, Configuration
from publisher.errors import CampaignError, ConfigError, ImageError, SourceError
from publisher.model import (
    BlockKind,
    Campaign,
    Channel,
    Edition,
    Finding,
    Locator,
    Message,
    Named,
    Page,
    Person,
    Picture,
    Place,
    Proof,
    Report,
    Severity,
    newest_first,
)
from publisher.project import RECORD, Project
from publisher.proving import Examined, Reports
from publisher.render import addresses, images
from publisher.render.frame import Frame, frame
from publisher.render.message import message as render_message
from publisher.render.page import page as render_page
from publisher.render.templates import Templates
from publisher.timetable import OVERRIDES, Override, Record, Timetable, prepare, public, read_overrides, read_record
from publisher.workspace.pictures import PictureFiles
from publisher.workspace.reports import ReportFiles

_RELATED = 3  # posts under “Read next”
_KEPT_MESSAGES = 2000  # emails of some 30 kB each


@dataclass
class Workspace:
    """One project at one moment. Results are kept as long as the workspace lives; open a new one after a change."""

    project: Project
    configuration: Configuration
    campaigns: tuple[Campaign, ...]
    now: datetime
    environment: Mapping[str, str]
    cache: Cache
    report_files: ReportFiles
    picture_files: PictureFiles
    _examined: dict[str, Examined] = field(default_factory=dict)
    _named: dict[str, tuple[Named, ...]] = field(default_factory=dict)
    _messages: dict[str, Message] = field(default_factory=dict)
    _timetable: Timetable | None = None

    @property
    def config(self) -> Config:
        """The configuration's values."""
        return self.configuration.config

    @cached_property
    def templates(self) -> Templates:
        """The project's templates and the shipped ones."""
        return Templates(self.project.template_folders(), language=self.config.language)

    @cached_property
    def by_slug(self) -> Mapping[str, Campaign]:
        """Every campaign by its present slug and its former ones."""
        former = {slug: campaign for campaign in self.campaigns for slug in campaign.was}
        return former | {campaign.slug: campaign for campaign in self.campaigns}

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The editions that are public now, newest first. Raises ConfigError for a schedule that cannot be meant."""
        found = public(self.timetable, self.campaigns, self.config.since, self.now, self.record())
        return tuple(newest_first(found))

    @property
    def timetable(self) -> Timetable:
        """The schedule with what people decided about it. Raises ConfigError for what cannot be meant."""
        if self._timetable is None:
            self._timetable = prepare(self.configuration, self.campaigns, self._overrides())
        return self._timetable

    def at(self, now: datetime) -> Workspace:
        """The same files at another moment; nothing is read again but reports and pictures."""
        files = ReportFiles(self.project, self.cache), PictureFiles(self.project, self.cache)
        known = (self.project, self.configuration, self.campaigns, now, self.environment, self.cache, *files)
        return Workspace(*known, _timetable=self.timetable)

    def _overrides(self) -> tuple[Override, ...]:
        """What people decided, from its file."""
        text = self._text(OVERRIDES)
        return () if text is None else read_overrides(text)

    def record(self) -> Record:
        """What the schedule's runs wrote down, as the file has it now. Raises ConfigError."""
        text = self._text(RECORD)
        return Record() if text is None else read_record(text)

    def _text(self, name: str) -> str | None:
        """A small file beside the campaigns, if it is there."""
        file = self.project.root / name
        try:
            return file.read_text(encoding="utf-8") if file.is_file() else None
        except (OSError, UnicodeDecodeError):
            raise ConfigError("cannot be read as UTF-8 text", where=name) from None

    @cached_property
    def frame(self) -> Frame:
        """What every page of the site shares."""
        letters = any(Channel.BLOG not in edition.campaign.channels for edition in self.editions)
        return frame(self.config, self.templates, self.logo, letters=letters)

    # ── reports and proofs ───────────────────────────────────────────────────────────────────────────────

    def report(self, name: str, *, where: Place | None = None) -> Report:
        """A report that a campaign names. Raises SourceError, at `where` if it is the name that is wrong."""
        return self.report_files.report(name, where=where)

    def examined(self, campaign: Campaign) -> Examined:
        """Every quotation looked up in the reports; nothing where the campaign names none. Raises SourceError."""
        if campaign.path not in self._examined:
            self._examined[campaign.path] = proving.examine(campaign, self._reports_of(campaign), self.people)
        return self._examined[campaign.path]

    def proofs(self, campaign: Campaign) -> tuple[Proof, ...]:
        """The proof of each quotation, block or in running text. Raises SourceError."""
        return self.examined(campaign).proofs

    def _reports_of(self, campaign: Campaign) -> Reports:
        """The reports that a campaign names, and whom they name."""
        reports = tuple(self.report(name, where=campaign.place("report")) for name in campaign.reports)
        for report in reports:
            if report.name not in self._named:
                self._named[report.name] = speech.known(report, self.cache)
        return Reports(reports, {report.name: self._named[report.name] for report in reports})

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Config's people."""
        return tuple(person for key in self.config.people if (person := self.config.person(key)))

    def approval_file(self, campaign: Campaign) -> Path:
        """The file beside a campaign that says against which reports it was last checked."""
        return (self.project.root / campaign.path).with_suffix(SUFFIX)

    def approvable(self, campaign: Campaign) -> Approval:
        """What a check of the campaign can approve. Raises SourceError."""
        return proving.approvable(self.examined(campaign), self._reports_of(campaign))

    def changed(self, campaign: Campaign) -> Changed | None:
        """What has changed in the reports since the campaign was last checked; None where nothing has, or never was.

        Raises SourceError, and CampaignError for an approval that cannot be read.
        """
        file = self.approval_file(campaign)
        if not campaign.reports or not file.is_file():
            return None
        try:
            before = approval.load(file.read_text(encoding="utf-8"), where=self.project.name(file))
        except (OSError, UnicodeDecodeError):
            hint = "Delete it and run `publisher check`"
            raise CampaignError("cannot be read", where=self.project.name(file), hint=hint) from None
        return proving.changed(before, self.examined(campaign), self._reports_of(campaign))

    def locators(self, campaign: Campaign) -> Mapping[int, str]:
        """Where each proven block quotation stands, by its line, in the words of config's language."""
        proven = (proof for proof in self.proofs(campaign) if proof.proven and not proof.in_text)
        return {proof.line: self._printed(proof.locator) for proof in proven}

    def _printed(self, locator: Locator) -> str:
        """`p. 12`, or the title of the section."""
        words = self.templates.words
        if locator.page is not None:
            return words("common.on_page", number=locator.page)
        return words("common.in_section", title=locator.section[-1]) if locator.section else ""

    # ── pictures and files ───────────────────────────────────────────────────────────────────────────────

    def picture(self, src: str, *, purpose: images.Purpose | None = None) -> Picture:
        """A local image, ready for email and page. Raises ImageError that begins with the file's name."""
        return self.picture_files.picture(src, purpose=purpose)

    def pictures(self, campaign: Campaign) -> Mapping[str, Picture]:
        """Every local picture that an edition of this campaign may show, by source as written."""
        found: dict[str, Picture] = dict(self.logo)
        for src in self._sources(campaign):
            found[src] = found[quote(src, safe="/!$&'()*+,;=:@%~-._")] = self.picture(src)  # as written, as in HTML
        for block in campaign.body.walk():
            other = self.by_slug.get(block.slug) if block.kind is BlockKind.POST else None
            if other and other.image and checks.is_local(other.image.src):
                found[other.image.src] = self.picture(other.image.src)
        author = campaign.author
        if author and author.portrait:
            found[author.portrait] = self.picture(author.portrait, purpose=images.Purpose.PORTRAIT)
        return found

    def _sources(self, campaign: Campaign) -> Iterator[str]:
        references = (*((campaign.image,) if campaign.image else ()), *campaign.body.images)
        return (image.src for image in references if checks.is_local(image.src))

    @cached_property
    def logo(self) -> Mapping[str, Picture]:
        """Config's logo, if it has one. Raises ConfigError when it cannot be used."""
        src = self.config.look.logo
        if not src:
            return {}
        try:
            return {src: self.picture(src, purpose=images.Purpose.LOGO)}
        except ImageError as error:
            where = self.configuration.place("look.logo")
            raise ConfigError(f"look.logo: {error.what}", where=where, hint=error.hint) from None

    def link(self, href: str) -> str:
        """Where a link of a body leads: a local file to its copy on the site, a campaign's file to its page."""
        name, mark, fragment = href.partition("#")
        if not checks.is_local(href):
            return href
        other = self.by_slug.get(Path(name).stem) if name.endswith(".md") else None
        path = Edition(other).path if other else addresses.file(name)
        return path + mark + fragment

    def absolute_link(self, href: str) -> str:
        """The same with scheme and host, for emails."""
        found = self.link(href)
        return addresses.absolute(self.config, found) if found.startswith("/") else found

    def files(self, campaign: Campaign) -> Mapping[str, Path]:
        """The local files that a campaign links to, by their path below campaigns/."""
        buttons = (block.href for block in campaign.body.walk() if block.kind is BlockKind.BUTTON)
        names = {href.partition("#")[0] for href in (*buttons, *(link.href for link in campaign.body.links))}
        found = {name: self.picture_files.local(name) for name in sorted(names) if checks.is_local(name)}
        return {name: path for name, path in found.items() if path and path.suffix != ".md"}

    # ── editions ─────────────────────────────────────────────────────────────────────────────────────────

    def page(self, edition: Edition) -> Page:
        """The web page of an edition, as it is now. Raises CampaignError and TemplateError."""
        edition = edition.as_at(self.now)
        campaign = edition.campaign
        return render_page(
            edition,
            config=self.config,
            templates=self.templates,
            pictures=self.pictures(campaign),
            posts=self.by_slug,
            locators=self.locators(campaign),
            links=self.link,
            related=self.related(campaign),
            surround=self.frame,
        )

    def message(self, edition: Edition) -> Message:
        """The email of an edition, drawn once for what checks it and what pushes it.

        Raises CampaignError and TemplateError.
        """
        if edition.key not in self._messages:
            if len(self._messages) >= _KEPT_MESSAGES:
                del self._messages[next(iter(self._messages))]
            self._messages[edition.key] = self._draw_message(edition)
        return self._messages[edition.key]

    def _draw_message(self, edition: Edition) -> Message:
        campaign = edition.campaign
        return render_message(
            edition,
            config=self.config,
            templates=self.templates,
            pictures=self.pictures(campaign),
            posts=self.by_slug,
            locators=self.locators(campaign),
            links=self.absolute_link,
        )

    @cached_property
    def _posts_by_tag(self) -> Mapping[str, list[Campaign]]:
        found: dict[str, list[Campaign]] = {}
        for edition in self.editions:
            if Channel.BLOG in edition.campaign.channels:
                for tag in edition.campaign.tags:
                    found.setdefault(addresses.tag(tag), []).append(edition.campaign)
        return found

    def related(self, campaign: Campaign) -> list[Campaign]:
        """The newest posts that share a tag with this one, at most three."""
        found: dict[str, Campaign] = {}
        for tag in campaign.tags:
            for other in self._posts_by_tag.get(addresses.tag(tag), ())[: _RELATED + 1]:
                found.setdefault(other.id, other)
        found.pop(campaign.id, None)
        editions = newest_first([Edition(other) for other in found.values()])
        return [edition.campaign for edition in editions[:_RELATED]]

    # ── checks ───────────────────────────────────────────────────────────────────────────────────────────

    def findings(self, campaign: Campaign, *, email: bool = False) -> list[Finding]:
        """What is wrong with a campaign; with `email` also what is wrong with its message, if it has one."""
        found = list(
            checks.front(
                campaign,
                templates=self.templates.names(),
                campaigns=self.by_slug,
                services=self.config.services,
                signup=self.config.signup is not None,
                problem_with_file=self._problem_with_file,
                problem_with_image=self._problem_with_image,
            )
        )
        try:
            examined = self.examined(campaign)
            found += proving.findings(campaign, examined, self._reports_of(campaign), self.people)
        except SourceError as error:
            where = campaign.place("report")
            what = error.what if str(where) == error.where else f"{error.where}: {error.what}"
            found.append(checks.finding("report-missing", where, what, error.hint))
        broken = any(finding.severity is Severity.ERROR for finding in found)
        if email and not broken and Channel.NEWSLETTER in campaign.channels:
            found += checks.email(campaign, self.message(Edition(campaign)))
        return found

    def _problem_with_file(self, name: str) -> str:
        return "" if self.picture_files.local(name) else "there is no such file below campaigns/"

    def _problem_with_image(self, src: str) -> tuple[str, str] | None:
        try:
            self.picture(src)
        except ImageError as error:
            return error.what, error.hint
        return None
