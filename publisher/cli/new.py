"""`publisher new`: start a campaign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.project import Project


@click.command()
@click.argument("slug")
@click.option("--title", default="", help="The headline; otherwise made from the slug.")
@click.option("--template", default="report-post", show_default=True, help="How it looks.")
@click.option("--report", default="", help="The report that it quotes, relative to campaigns/.")
@click.pass_obj
def command(session: Session, slug: str, title: str, template: str, report: str) -> None:
    """Start the campaign SLUG: campaigns/SLUG.md, without a date, for you to fill in."""
    from publisher import scaffold
    from publisher.cli.output import say
    from publisher.errors import UsageError
    from publisher.render.templates import Templates
    from publisher.workspace import read_configuration
    from publisher.yamlmodel import suggestion

    project = session.project()
    configuration = read_configuration(project)
    known = Templates(project.template_folders(), language=configuration.config.language).names()
    if template not in known:
        hint = suggestion(template, known) or f"There are {', '.join(known)}"
        raise UsageError(f"there is no template `{template}`", hint=hint)
    report = _below_campaigns(report, session.here, project) if report and "://" not in report else report
    today = session.now.astimezone(configuration.config.zone).date()
    text = scaffold.campaign_text(slug, title=title, template=template, report=report, today=today)
    path = scaffold.start_campaign(project, slug, text, configuration.config)
    say(f"{project.name(path)}")
    say(f"Next:  publisher preview {slug}")


def _below_campaigns(report: str, here: Path, project: Project) -> str:
    """The report's path below campaigns/, whether it was typed so or as the shell completes it."""
    from publisher.errors import UsageError

    folder = project.campaigns.resolve()
    for path in (folder / report, here / report):
        if path.is_file() and path.resolve().is_relative_to(folder):
            return path.resolve().relative_to(folder).as_posix()
    raise UsageError(f"there is no report `{report}` below campaigns/", hint="Copy it there first")
