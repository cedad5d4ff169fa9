"""`publisher plan`: what a push would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from publisher.cli import options
from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.delivery import Step
    from publisher.pipeline import Planned, Selected

_STOPPED = ("conflict", "held")


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@options.days
@options.replace
@options.keep
@options.limit
@json_option
@click.pass_obj
def command(
    session: Session, slugs: tuple[str, ...], days: int | None, replace: bool, keep: bool, limit: float, as_json: bool
) -> int:
    """Show what `publisher push` would do. Changes nothing, neither here nor at the mailing service.

    Exits with 3 where a person is needed: something was edited, sent or removed there, or an earlier push is
    uncertain.
    """
    from publisher import pipeline
    from publisher.cli.output import Progress, refusal_as_json, say_json

    workspace = session.workspace()
    wish = options.wish(slugs, replace=replace, keep=keep)
    selected = pipeline.select(workspace, slugs, days=pipeline.DAYS if days is None else days, wish=wish)
    with refusal_as_json(as_json), Progress() as progress:
        planned = pipeline.plan(workspace, selected, time=session.time(limit), progress=progress)
    if as_json:
        say_json({"steps": planned.steps, "left_out": left_out(selected), "findings": planned.checked.findings})
    else:
        show(planned)
    return exit_code(planned)


def exit_code(planned: Planned) -> int:
    """1 where something cannot be pushed, 3 where a person is needed."""
    actions = {str(step.action) for step in planned.steps}
    return 1 if "blocked" in actions else 3 if actions & set(_STOPPED) else 0


def show(planned: Planned) -> None:
    """A plan as lines: a step each, with what would change, and what is left out."""
    from publisher.cli.output import findings, say, visible

    findings(finding for finding in planned.checked.findings if finding.severity == "warning")
    for step in planned.steps:
        say(visible(f"{step.action:<8}  {slug(planned, step)} at {step.service}: {step.reason}"))
        for line in (*step.difference, *(f"note: {note}" for note in step.notes)):
            say(visible(f"            {line}"))
    for former in planned.gone:
        say(visible(f"note      {former} was pushed before, and is gone: if it was renamed, add `was: [{former}]`"))
    for item in left_out(planned.selected):
        say(f"left out  {item['campaign']}: {item['reason']}")
    if not planned.steps:
        say("nothing to push")


def slug(planned: Planned, step: Step) -> str:
    """What a person calls the campaign of a step: its present slug, which after a renaming is not its id."""
    editions = {edition.key: edition.campaign for edition in planned.selected.editions}
    campaign = editions.get(step.edition)
    return campaign.slug + step.edition.removeprefix(campaign.id) if campaign else step.edition


def left_out(selected: Selected) -> list[dict[str, str]]:
    """What is left out, and why, for lines and JSON."""
    return [{"campaign": campaign.slug, "reason": reason} for campaign, reason in selected.left_out]
