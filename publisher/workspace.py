"""A project opened at a moment: its configuration, campaigns, reports and pictures, and what is made of them.

Reads files of the project and its cache, writes only to the cache. `now` and the environment are given once, at the
opening; publisher/pipeline.py acts on what this module makes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from publisher import campaigns as campaign_files
from publisher import checks, config, proving, sources, speech
from publisher.cache import Cache, recipe
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
    Paragraph,
    ParagraphKind,
    Person,
    Picture,
    Place,
    Proof,
    Rendition,
    Repair,
    RepairKind,
    Report,
    Severity,
    newest_first,
)
from publisher.project import Project
from publisher.proving import Examined, Reports
from publisher.render import addresses, images, svg, typography
from publisher.render.frame import Frame, frame
from publisher.render.message import message as render_message
from publisher.render.page import page as render_page
from publisher.render.templates import Templates
from publisher.timetable import LATE, OVERRIDES, Override, Timetable, prepare, public, read_late, read_overrides

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
    _reports: dict[str, Report] = field(default_factory=dict)
    _pictures: dict[tuple[str, bool], Picture] = field(default_factory=dict)
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
        found = public(self.timetable, self.campaigns, self.config.since, self.now, self._late())
        return tuple(newest_first(found))

    @property
    def timetable(self) -> Timetable:
        """The schedule with what people decided about it. Raises ConfigError for what cannot be meant."""
        if self._timetable is None:
            self._timetable = prepare(self.configuration, self.campaigns, self._overrides())
        return self._timetable

    def at(self, now: datetime) -> Workspace:
        """The same files at another moment; nothing is read again but reports and pictures."""
        known = (self.project, self.configuration, self.campaigns, now, self.environment, self.cache)
        return Workspace(*known, _timetable=self.timetable)

    def _overrides(self) -> tuple[Override, ...]:
        """What people decided, from its file."""
        text = self._text(OVERRIDES)
        return () if text is None else read_overrides(text)

    def _late(self) -> frozenset[str]:
        """The keys of what the schedule's runs found missed."""
        text = self._text(LATE)
        return frozenset() if text is None else read_late(text)

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
        if name not in self._reports:
            self._reports[name] = self._read_report(name, where)
        return self._reports[name]

    def _read_report(self, name: str, where: Place | None) -> Report:
        if "://" in name:
            kept = self.project.copy_of(name)
            if kept is None:
                what = f"the report {name} was not gathered yet"
                raise SourceError(what, where=where or "", hint="Fetch it with: publisher gather")
            return read_report(kept, name=self.project.name(kept), cache=self.cache)
        path = self.project.campaigns / name
        if not self.project.inside(path):
            raise SourceError(f"the report `{name}` lies outside the project", where=where or "")
        if not path.is_file():
            hint = "Reports are named relative to campaigns/"
            raise SourceError(f"there is no report `{name}`", where=where or "", hint=hint)
        return read_report(path, name=self.project.name(path), cache=self.cache)

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
        key = (src, purpose is not None)
        if key not in self._pictures:
            self._pictures[key] = self._read_picture(src, purpose)
        return self._pictures[key]

    def _read_picture(self, src: str, purpose: images.Purpose | None) -> Picture:
        path = self._local(src)
        if path is None:
            raise ImageError("there is no such file below campaigns/", where=src)
        data, name = path.read_bytes(), self.project.name(path)
        if images.is_svg(data):
            drawing = self._drawing(data, name)
            return Picture(src, drawing, (drawing,))
        facts = images.inspect(data, where=name)
        email, page = (
            tuple(self._rendition(data, name, width, kind) for width in images.widths(facts, kind))
            for kind in ((purpose, purpose) if purpose else (images.Purpose.EMAIL, images.Purpose.PAGE))
        )
        return Picture(src, email[-1], page)

    def _rendition(self, data: bytes, name: str, width: int, purpose: images.Purpose) -> Rendition:
        key = recipe("rendition", data, width, purpose)

        def make() -> bytes:
            made = images.resize(data, width=width, purpose=purpose, where=name)
            facts = json.dumps([made.name, made.width, made.height, made.media_type]).encode()
            return len(facts).to_bytes(4, "big") + facts + made.data

        return self._stored(self.cache.result("rendition", key, make))

    def _drawing(self, data: bytes, name: str) -> Rendition:
        drawing = svg.clean(data, where=name)
        made = recipe("svg", drawing.data)[:16]
        facts = json.dumps([f"{made}-{drawing.width}.svg", drawing.width, drawing.height, "image/svg+xml"]).encode()
        return self._stored(len(facts).to_bytes(4, "big") + facts + drawing.data)

    def _stored(self, result: bytes) -> Rendition:
        """A rendition whose bytes lie in a file of their own, for whoever copies or uploads them."""
        length = int.from_bytes(result[:4], "big")
        name, width, height, media_type = json.loads(result[4 : 4 + length])
        file = self.cache.file("pictures", name, result[4 + length :])
        return Rendition(name, width, height, media_type, file)

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

    def _local(self, name: str) -> Path | None:
        """A file below campaigns/, links resolved; None where there is none."""
        folder = self.project.campaigns.resolve()
        try:
            path = (folder / name).resolve()
            return path if path.is_relative_to(folder) and path.is_file() else None
        except (OSError, ValueError):
            return None

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
        found = {name: self._local(name) for name in sorted(names) if checks.is_local(name)}
        return {name: path for name, path in found.items() if path and path.suffix != ".md"}

    # ── editions ─────────────────────────────────────────────────────────────────────────────────────────

    def page(self, edition: Edition) -> Page:
        """The web page of an edition, as it is now. Raises CampaignError and TemplateError."""
        edition = self._as_it_is_now(edition)
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

    def _as_it_is_now(self, edition: Edition) -> Edition:
        """The edition without a change that is only announced."""
        campaign = edition.campaign
        if campaign.updated is None or campaign.updated <= self.now:
            return edition
        return dataclasses.replace(edition, campaign=dataclasses.replace(campaign, updated=None, update_note=""))

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
                problem_with_file=lambda name: "" if self._local(name) else "there is no such file below campaigns/",
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

    def _problem_with_image(self, src: str) -> tuple[str, str] | None:
        try:
            self.picture(src)
        except ImageError as error:
            return error.what, error.hint
        return None


def open_workspace(project: Project, *, now: datetime, environment: Mapping[str, str]) -> Workspace:
    """Read a project's configuration and campaigns. Raises ConfigError, CampaignError, or Several of them."""
    configuration = read_configuration(project)
    files = campaign_files.find(project.campaigns, project.root)
    smarten = typography.for_language(configuration.config.language)
    found = campaign_files.read_all(files, configuration.config, smarten=smarten)
    return Workspace(
        project, configuration, tuple(found), now, _with_dotenv(project, environment), Cache(project.cache)
    )


def read_configuration(project: Project) -> Configuration:
    """Read `config.yaml`. Raises ConfigError (or Several)."""
    try:
        data = project.config.read_bytes()
        return config.load(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as problem:
        raise ConfigError(f"cannot be read ({problem.strerror})", where="config.yaml") from None
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise ConfigError("this line is not UTF-8", where=Place("config.yaml", line)) from None


def _with_dotenv(project: Project, environment: Mapping[str, str]) -> Mapping[str, str]:
    """The environment, and below it what `.env` beside config.yaml says."""
    try:
        return {**config.read_dotenv(project.secrets.read_text(encoding="utf-8-sig")), **environment}
    except FileNotFoundError:
        return environment
    except (OSError, UnicodeDecodeError):
        raise ConfigError("cannot be read as UTF-8 text", where=".env") from None


def read_report(path: Path, *, name: str, cache: Cache, encoding: str = "") -> Report:
    """Read a report, or what the cache remembers of the same bytes. Raises SourceError."""
    try:
        data = path.read_bytes() if path.stat().st_size <= sources.MAX_BYTES else b""
    except OSError:
        data = b""
    if not data:  # whatever is wrong, the reader says it best
        return sources.read(path, name=name, encoding=encoding)
    key = recipe("report", name, path.suffix, encoding, data)
    return _thaw(cache.result("report", key, lambda: _freeze(sources.read(path, name=name, encoding=encoding))))


def _freeze(report: Report) -> bytes:
    values: dict[str, Any] = {f.name: getattr(report, f.name) for f in dataclasses.fields(report) if f.init}
    values["paragraphs"] = [dataclasses.astuple(paragraph) for paragraph in report.paragraphs]
    values["repairs"] = [dataclasses.astuple(repair) for repair in report.repairs]
    return json.dumps(values).encode()


def _thaw(data: bytes) -> Report:
    values = json.loads(data)
    values["paragraphs"] = tuple(
        Paragraph(start, end, level, page, ParagraphKind(kind))
        for start, end, level, page, kind in values["paragraphs"]
    )
    values["repairs"] = tuple(Repair(RepairKind(kind), *parts) for kind, *parts in values["repairs"])
    values["markup"] = tuple((begin, end) for begin, end in values["markup"])
    values["warnings"] = tuple(values["warnings"])
    values["authors"] = tuple(values["authors"])
    return Report(**values)
