"""`publisher new`: start a campaign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.config import Config
    from publisher.drafting import Draft
    from publisher.project import Project


def _split(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for one in given for word in one.replace(",", " ").split()))


@click.command()
@click.argument("slug")
@click.option("--title", default="", help="The headline; otherwise made from the report's title or the slug.")
@click.option("--template", default="report-post", show_default=True, help="How it looks.")
@click.option(
    "--report",
    default="",
    metavar="REPORT",
    help="The report that it quotes, as a path or an address; copied below campaigns/ if it lies elsewhere.",
)
@click.option("--about", default="", metavar="WORDS", help="Quote what has to do with these words or this place.")
@click.option(
    "--excerpt", "ids", multiple=True, metavar="ID", callback=_split, help="Quote this excerpt; may be given again."
)
@click.option("--yes", is_flag=True, help="Copy the report without asking.")
@click.pass_obj
def command(
    session: Session, slug: str, title: str, template: str, report: str, about: str, ids: tuple[str, ...], yes: bool
) -> None:
    """Start the campaign SLUG: campaigns/SLUG.md, without a date, for you to fill in.

    With --report it has the fitting quotations already, each with a line that leads to it, the source, and a button
    to the report; what is left is the lead.
    """
    from publisher import scaffold
    from publisher.cli.output import count, remark, say
    from publisher.errors import UsageError
    from publisher.workspace import read_configuration

    project = session.project()
    config = read_configuration(project).config
    _must_be_known(template, project, config)
    if (about or ids) and not report:
        raise UsageError("--about and --excerpt choose from a report", hint="Name it: --report reports/x.pdf")
    today = session.now.astimezone(config.zone).date()
    if not report:
        text = scaffold.campaign_text(slug, title=title, template=template, today=today)
    else:
        scaffold.campaign_path(project, slug)
        _ask(report, session, project, yes=yes)
        with session.source(report) as path:
            source, name = _place(report, path, project)
            draft, chosen = _draft(source, name, project, config, title=title, about=about, ids=ids, template=template)
            text = scaffold.campaign_text(slug, template=template, report=name, today=today, draft=draft)
            if scaffold.copy_report(project, source, project.campaigns / name):
                say(project.name(project.campaigns / name))
        remark(f"It quotes {count(chosen, 'excerpt')}. What is left to do: write the lead, and give it a date.")
    say(project.name(scaffold.start_campaign(project, slug, text, config)))
    say(f"Next:  publisher preview {slug}")


def _must_be_known(template: str, project: Project, config: Config) -> None:
    from publisher.errors import UsageError
    from publisher.render.templates import Templates
    from publisher.yamlmodel import suggestion

    known = Templates(project.template_folders(), language=config.language).names()
    if template not in known:
        hint = suggestion(template, known) or f"There are {', '.join(known)}"
        raise UsageError(f"there is no template `{template}`", hint=hint)


def _ask(report: str, session: Session, project: Project, *, yes: bool) -> None:
    """Ask whether a report may be copied below campaigns/, if it has to be. Raises UsageError where it may not."""
    from publisher.cli.output import can_ask
    from publisher.errors import UsageError

    if yes or _below(report, session, project):
        return
    if not can_ask():
        raise UsageError(f"there is no report `{report}` below campaigns/", hint="With --yes it is copied there")
    folder = f"{project.name(project.campaigns)}/reports/"
    if not click.confirm(f"Copy {report} to {folder}?", default=True, err=True):
        raise UsageError("nothing was written")


def _below(report: str, session: Session, project: Project) -> Path | None:
    """The report, if it lies below campaigns/ already, whether it was typed from there or as the shell completes it."""
    folder = project.campaigns.resolve()
    places = ((place / report).resolve() for place in (folder, session.here)) if "://" not in report else ()
    return next((path for path in places if path.is_relative_to(folder) and path.is_file()), None)


def _place(report: str, path: Path, project: Project) -> tuple[Path, str]:
    """Where the report lies, and the name below campaigns/ that it has or will have."""
    from publisher import scaffold
    from publisher.errors import UsageError

    folder = project.campaigns.resolve()
    found = (folder / report).resolve() if (folder / report).is_file() else path.resolve()
    if not found.is_file():
        raise UsageError(f"there is no report `{report}` below campaigns/ or here", hint="Check the path")
    if found.is_relative_to(folder):
        return found, found.relative_to(folder).as_posix()
    return found, scaffold.copied_report(project, found).relative_to(project.campaigns).as_posix()


def _draft(
    source: Path,
    name: str,
    project: Project,
    config: Config,
    *,
    title: str,
    about: str,
    ids: tuple[str, ...],
    template: str,
) -> tuple[Draft, int]:
    """The campaign's words, and how many excerpts it quotes. Raises SourceError, and UsageError where nothing fits."""
    from publisher import drafting, sources
    from publisher.cli.output import remark

    read = sources.read(source, name=f"{project.name(project.campaigns)}/{name}")
    for warning in read.warnings:
        remark(warning)
    chosen = drafting.choose(read, about=about, ids=ids)
    address = _address(source, name)
    if not address:
        remark(f"{read.name}: Markdown has no page of its own, so there is no button that leads to it")
    language = config.language
    made = drafting.draft(read, address, chosen, title=title, about=about, template=template, language=language)
    return made, len(chosen)


def _address(source: Path, name: str) -> str:
    """What a link to the report leads to: itself; of Markdown, which would be taken for a campaign, a PDF beside it."""
    if source.suffix.lower() != ".md":
        return name
    return name.removesuffix(source.suffix) + ".pdf" if source.with_suffix(".pdf").is_file() else ""
