"""What a new project and a new campaign begin with: texts in, files out. Never writes over anything."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from publisher import campaigns
from publisher import project as projects
from publisher.campaigns import SLUG
from publisher.config import Config
from publisher.drafting import LETTERS, Draft, empty_body
from publisher.errors import ProjectError, UsageError
from publisher.project import Project
from publisher.yamlmodel import suggestion

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no letters that look like others

_CONFIG = """\
# The publication's settings. Every key is explained in docs/configuration.md; `publisher schema` prints their schema.
# Part of every reference and feed id. Written once: never change it.
id: {id}
# The publication's name: masthead, feeds, sender.
title: {title}
# Where the site will be served.
url: {url}
# One sentence about the publication, for feeds and search engines.
# description: News and research from …
# The language of what is written; it decides typography, dates and the words of the frame.
language: en-GB
# The zone of every date without one.
timezone: {timezone}
# Older campaigns are never pushed unless they are named.
since: {since}

# Who the emails come from, and where answers go.
sender:
  name: {title}
  email: {email}
  # reply_to: hello@example.org

# The legal line of every page and email. Most countries ask for a postal address in a newsletter.
organisation:
  name: {title}
  # legal_form: charity
  # address: 1 High Street, Town AB1 2CD
  # registration: Registered charity 0000000

# Authors and people quoted, by a short key: `author: amina` in a campaign.
# people:
#   amina: {{name: Amina Rahman, role: chief executive, organisation: Example Trust}}

# The folder that the site is built into.
output: public

# How `publisher publish` hands that folder on; without it the folder is served as it is.
# publish: {{command: [rsync, -a, --delete, "{{output}}/", "user@host:/var/www/notes/"]}}
# publish: {{git: {{branch: gh-pages, remote: origin}}}}

# What makes the templates yours.
look:
  accent: "#0b6e63"
  # logo: images/logo.png
  # reason: You receive this letter because you asked for it on our website.

# The box with which readers subscribe; without it `::: signup` draws nothing.
# signup: {{action: https://forms.example.org/subscribe, privacy: https://example.org/privacy}}

# Mailing services by a name of yours; `outbox` writes drafts into a folder. Keys come from outside: "${{NAME}}".
services:
  local: {{use: outbox}}

# What `publisher run` takes care of.
# schedule:
#   - {{campaign: a-first-post}}

# Days on which nothing of the schedule goes out.
# blackouts:
#   - {{from: 2026-12-24, until: 2027-01-01, reason: Christmas, rule: move}}

# Where `publisher run` tells that something failed, is held, or works again.
# alerts: {{webhook: "${{ALERTS_WEBHOOK}}"}}
"""

_IGNORED = """\
# What the program writes: the site, drafts of the outbox, its memory, and your keys.
/public/
/outbox/
/.publisher/
/.env
"""

_ENVIRONMENT = """\
# Copy this file to .env and fill in what config.yaml asks for as ${NAME}. Never commit .env.
# MAILCHIMP_API_KEY=
"""

_CAMPAIGN = """\
---
title: {title}
template: {template}
# Without a date this is a draft: previewed and checked, never published or pushed.
# date: {day} 09:00
# author: amina
{summary}
{report}channels: [{channels}]
# tags: [local government]
# image: {{src: images/picture.jpg, alt: "What it shows"}}
{email}
---
{body}"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What `publisher init` asks: the publication's name, its address, and the address that emails come from."""

    title: str
    url: str
    email: str
    timezone: str = "UTC"


def new_id() -> str:
    """A fresh project id: eight characters that cannot be confused with one another."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def config_text(answers: Answers, *, project_id: str, today: date) -> str:
    """A `config.yaml` with a comment at each key."""
    return _CONFIG.format(
        id=project_id,
        title=_quoted(answers.title),
        url=_plain(answers.url),
        email=_plain(answers.email),
        timezone=answers.timezone,
        since=today.isoformat(),
    )


def campaign_text(
    slug: str,
    *,
    title: str = "",
    template: str = "report-post",
    report: str = "",
    today: date,
    draft: Draft | None = None,
) -> str:
    """A campaign to be filled in, without a date; with a `draft`, one that has its words and quotations already."""
    letter = template in LETTERS
    email = '# email: {subject: "…", preheader: "…"}'
    if draft and letter:
        email = f"email: {{subject: {_quoted(draft.subject)}, preheader: {_quoted(draft.preheader)}}}"
    return _CAMPAIGN.format(
        title=_quoted(draft.title if draft else title or slug.replace("-", " ").capitalize()),
        template=template,
        day=today.isoformat(),
        summary=f"summary: {_quoted(draft.summary)}" if draft else "# summary: One sentence for lists and feeds.",
        report=f"report: {_quoted(report)}\n" if report else "",
        channels="newsletter" if letter else "blog",
        email=email,
        body=draft.body if draft else empty_body(template),
    )


def _quoted(text: str) -> str:
    """A text as YAML, in double quotes, whatever it holds: YAML 1.2 reads JSON's strings. What is unseen is escaped."""
    letters = json.dumps(text, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in letters)


def _escaped(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08x}"


def _plain(text: str) -> str:
    """An address as YAML: as it is, or in quotes where it could be read as anything else."""
    return text if re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9./:@_+-]*[A-Za-z0-9/])?", text) else _quoted(text)


def start(folder: Path, answers: Answers, *, today: date, example: bool) -> list[str]:
    """Start a project in `folder`, and return the paths of what was written.

    With `example` the example's campaigns and its configuration come along, under a fresh id. Raises ProjectError
    where any of the files exists already; then nothing is written. `config.yaml`, which makes it a project, comes last.
    """
    with _writing(folder):
        return _start(folder, answers, today=today, example=example)


def _start(folder: Path, answers: Answers, *, today: date, example: bool) -> list[str]:
    own = {
        name: text
        for name, text in ((".gitignore", _IGNORED), (".env.example", _ENVIRONMENT))
        if not _is_there(folder / name)  # a folder may have its own; they stay as they are
    }
    copies: dict[str, Path] = {}
    if example:
        copies = dict(projects.example_files())
        text = copies.pop(projects.CONFIG).read_text(encoding="utf-8")
        own[projects.CONFIG] = _with_new_id(text)
    else:
        own[projects.CONFIG] = config_text(answers, project_id=new_id(), today=today)
    _refuse_existing(folder, [*own, *copies])
    (folder / "campaigns").mkdir(parents=True, exist_ok=True)
    for name, source in copies.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / name)
    for name, content in own.items():
        with (folder / name).open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(content)
    return sorted([*own, *copies])


@contextmanager
def _writing(where: Path | str) -> Iterator[None]:
    """What the file system refuses, as one clear line."""
    try:
        yield
    except OSError as problem:
        raise ProjectError(
            f"cannot be written ({problem.strerror or 'copying failed'})", where=problem.filename or where
        ) from None


def _with_new_id(text: str) -> str:
    return re.sub(r"^id: \S+", f"id: {new_id()}", text, count=1, flags=re.MULTILINE)


def _is_there(path: Path) -> bool:
    """Whether a name is taken, also by a link that leads nowhere. Raises ProjectError where nothing could be there."""
    with _writing(path):
        return os.path.lexists(path)


def _refuse_existing(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        if _is_there(folder / name):
            raise ProjectError(
                "is here already; nothing was written", where=folder / name, hint="Choose another folder"
            )
        for parent in (folder / name).parents:
            if parent.exists() and not parent.is_dir():
                raise ProjectError("is a file, where a folder is needed; nothing was written", where=parent)


def start_campaign(project: Project, slug: str, text: str, config: Config) -> Path:
    """Write a new campaign's file.

    Raises UsageError for a name that is no slug, CampaignError where `text` could not be read as a campaign afterwards
    (a title of two lines), ProjectError if the file exists; then nothing is written.
    """
    path = campaign_path(project, slug)
    campaigns.read(campaigns.File(project.name(path), text.encode(errors="surrogatepass")), config)
    with _writing(project.name(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    return path


def campaign_path(project: Project, slug: str) -> Path:
    """Where a new campaign's file will lie. Raises UsageError for a name that is no slug, ProjectError if it exists."""
    if not SLUG.fullmatch(slug):
        hint = "Write it like seizing-the-moment: it becomes the address"
        raise UsageError(f"`{slug}` is not a slug: small letters, digits and single dashes", hint=hint)
    path = project.campaigns / f"{slug}.md"
    if _is_there(path):
        raise ProjectError("is here already; nothing was written", where=project.name(path))
    return path


def copied_report(project: Project, source: Path) -> Path:
    """Where a report from outside campaigns/ will lie: `campaigns/reports/` and its name. Raises ProjectError.

    A file of that name with the same content is the copy already; one with another content is in the way.
    """
    target = project.campaigns / "reports" / source.name
    with _writing(project.name(target)):
        if _is_there(target) and target.read_bytes() != source.read_bytes():
            hint = (
                "Rename one of the two, or name this one: --report " + target.relative_to(project.campaigns).as_posix()
            )
            raise ProjectError("is here already and is another file", where=project.name(target), hint=hint)
    return target


def copy_report(project: Project, source: Path, target: Path) -> bool:
    """Copy a report to where `copied_report` says; False if it is there already. Raises ProjectError."""
    with _writing(project.name(target)):
        if target.exists():
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as stream, target.open("xb") as copy:
            shutil.copyfileobj(stream, copy)
        return True


def copy_template(project: Project, name: str) -> list[Path]:
    """Copy a shipped template into the project, for changing. Raises UsageError or ProjectError; never overwrites."""
    name = name.rstrip("/")
    source = projects.shipped_templates() / name
    if name not in shipped():
        hint = suggestion(name, shipped()) or f"There are {', '.join(shipped())}"
        raise UsageError(f"there is no template `{name}`", hint=hint)
    target = project.templates / name
    if _is_there(target):
        raise ProjectError("is here already; nothing was written", where=project.name(target))
    with _writing(project.name(target)):
        target.parent.mkdir(exist_ok=True)
        shutil.copytree(source, target)
    return sorted(path for path in target.rglob("*") if path.is_file())


def shipped() -> list[str]:
    """The template folders that ship with the program."""
    return sorted(path.name for path in projects.shipped_templates().iterdir() if path.is_dir())
