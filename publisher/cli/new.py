"""`publisher new`: start a campaign."""

from __future__ import annotations

import click

from publisher.cli.session import Session


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
    if report and "://" not in report and not (project.campaigns / report).is_file():
        raise UsageError(f"there is no report `{report}` below campaigns/", hint="Copy it there first")
    today = session.now.astimezone(configuration.config.zone).date()
    text = scaffold.campaign_text(slug, title=title, template=template, report=report, today=today)
    path = scaffold.start_campaign(project, slug, text)
    say(f"{project.name(path)}")
    say(f"Next:  publisher preview {slug}")
