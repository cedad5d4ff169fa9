"""What a new project and a new campaign begin with: texts in, files out. Never writes over anything."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from publisher import project as projects
from publisher.campaigns import SLUG
from publisher.errors import ProjectError, UsageError
from publisher.project import Project

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
people: {{}}
  # amina: {{name: Amina Rahman, role: chief executive, organisation: Example Trust, portrait: images/amina.jpg}}

# The folder that the site is built into.
output: public

# How `publisher publish` hands that folder on; without it the folder is served as it is.
# publish: {{command: [rsync, -a, --delete, "{{output}}/", "user@host:/var/www/notes/"]}}
# publish: {{git: {{branch: gh-pages, remote: origin}}}}

# What makes the templates yours.
look:
  accent: "#0b6e63"
  # logo: images/logo.png
  # footer: You receive this letter because you asked for it on our website.

# The box with which readers subscribe; without it `::: signup` draws nothing.
# signup: {{action: https://forms.example.org/subscribe, privacy: https://example.org/privacy}}

# Mailing services by a name of yours; `outbox` writes drafts into a folder. Keys come from outside: "${{NAME}}".
services:
  local: {{use: outbox}}

# What `publisher run` takes care of.
schedule: []
  # - {{campaign: a-first-post}}
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
summary: {summary}
{report}channels: [{channels}]
# tags: [local government]
# image: {{src: images/picture.jpg, alt: "What it shows"}}
# email: {{subject: "…", preheader: "…"}}
---
{body}"""

_LETTERS = frozenset(("newsletter", "digest"))

_BODIES = {
    "newsletter": """\
Dear {{ first_name or "friend" }},

What this letter is about, in two sentences.

## The first item

A paragraph or two, and where to read on.

## The second item

A paragraph or two.

With good wishes,
your name and team
""",
    "digest": """\
What this list is about, in two sentences.

## [The first title](https://example.org/first)

Why it is worth reading.
""",
}

_POST = """\
A lead of your own: what happened, and why it matters to the reader.

Who said it, and about what:

> The exact words of the report.
>
> — Name, role, organisation
"""


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
        url=answers.url,
        email=answers.email,
        timezone=answers.timezone,
        since=today.isoformat(),
    )


def campaign_text(slug: str, *, title: str = "", template: str = "report-post", report: str = "", today: date) -> str:
    """A campaign to be filled in, without a date."""
    return _CAMPAIGN.format(
        title=_quoted(title or slug.replace("-", " ").capitalize()),
        template=template,
        day=today.isoformat(),
        summary=_quoted("One sentence for lists, feeds and the inbox."),
        report=f"report: {_quoted(report)}\n" if report else "",
        channels="newsletter" if template in _LETTERS else "blog",
        body=_BODIES.get(template, _POST),
    )


def _quoted(text: str) -> str:
    """A text as YAML, in double quotes, whatever it holds (YAML 1.2 reads JSON's strings)."""
    return json.dumps(text, ensure_ascii=False)


def start(folder: Path, answers: Answers, *, today: date, example: bool) -> list[str]:
    """Start a project in `folder`, and return the paths of what was written.

    With `example` the example's campaigns and its configuration come along, under a fresh id. Raises ProjectError
    where any of the files exists already; then nothing is written.
    """
    own = {
        name: text
        for name, text in ((".gitignore", _IGNORED), (".env.example", _ENVIRONMENT))
        if not (folder / name).exists()  # a folder may have its own; they stay as they are
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
        (folder / name).write_text(content, encoding="utf-8", newline="\n")
    return sorted([*own, *copies])


def _with_new_id(text: str) -> str:
    lines = [f"id: {new_id()}" if line.startswith("id:") else line for line in text.split("\n")]
    return "\n".join(lines)


def _refuse_existing(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        if (folder / name).exists():
            raise ProjectError(
                "is here already; nothing was written", where=folder / name, hint="Choose another folder"
            )
        for parent in (folder / name).parents:
            if parent.exists() and not parent.is_dir():
                raise ProjectError("is a file, where a folder is needed; nothing was written", where=parent)


def start_campaign(project: Project, slug: str, text: str) -> Path:
    """Write a new campaign's file. Raises UsageError for a name that is no slug, ProjectError if it exists."""
    if not SLUG.fullmatch(slug):
        hint = "Write it like seizing-the-moment: it becomes the address"
        raise UsageError(f"`{slug}` is not a slug: small letters, digits and single dashes", hint=hint)
    path = project.campaigns / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise ProjectError("is here already; nothing was written", where=project.name(path)) from None
    return path


def copy_template(project: Project, name: str) -> list[Path]:
    """Copy a shipped template into the project, for changing. Raises UsageError or ProjectError; never overwrites."""
    source = projects.shipped_templates() / name
    if not name or not source.is_dir() or source.parent != projects.shipped_templates():
        known = ", ".join(shipped())
        raise UsageError(f"there is no template `{name}`", hint=f"There are {known}")
    target = project.templates / name
    if target.exists():
        raise ProjectError("is here already; nothing was written", where=project.name(target))
    shutil.copytree(source, target)
    return sorted(path for path in target.rglob("*") if path.is_file())


def shipped() -> list[str]:
    """The template folders that ship with the program."""
    return sorted(path.name for path in projects.shipped_templates().iterdir() if path.is_dir())
