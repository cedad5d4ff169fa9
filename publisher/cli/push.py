"""`publisher push`: drafts into the mailing service, once each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.pipeline import Planned, Pushed


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option(
    "--days", type=click.IntRange(0, 3660), help="How far ahead of publication drafts are made. [default: 14]"
)
@click.option("--yes", is_flag=True, help="Do not ask before creating more than five drafts.")
@json_option
@click.pass_obj
def command(session: Session, slugs: tuple[str, ...], days: int | None, yes: bool, as_json: bool) -> int:
    """Push drafts to the mailing service: one draft an edition, however often this is run. Nothing is ever sent.

    Without SLUG, the campaigns of the newsletter dated within the next 14 days and not older than config's `since`.
    """
    from publisher import pipeline
    from publisher.cli import plan
    from publisher.cli.output import Progress, refusal_as_json, say_json, tell

    workspace = session.workspace()
    selected = pipeline.select(workspace, slugs, days=pipeline.DAYS if days is None else days)

    def agree(planned: Planned) -> bool:
        progress.clear()
        if not as_json:
            plan.show(planned)
        return yes or planned.creates <= pipeline.ASK_OVER or _asked(planned.creates)

    with refusal_as_json(as_json), Progress() as progress:
        pushed = pipeline.push(workspace, selected, agree=agree, clock=session.clock, progress=progress)
    if as_json:
        say_json({"outcomes": pushed.outcomes, "left_out": plan.left_out(selected)})
    else:
        show(pushed, session.here)
    tell(*pushed.errors)
    return exit_code(pushed)


def _asked(number: int) -> bool:
    """Ask on a terminal; elsewhere nobody can agree."""
    from publisher.cli.output import can_ask
    from publisher.errors import UsageError

    if not can_ask():
        raise UsageError(f"this would create {number} drafts, and nobody can be asked", hint="Say so with --yes")
    return click.confirm(f"Create {number} drafts?", err=True)


def show(pushed: Pushed, here: Path) -> None:
    """What became of each step that was to do something; errors are told elsewhere."""
    from publisher.cli import plan
    from publisher.cli.output import count, near, say

    if not pushed.planned.steps:
        plan.show(pushed.planned)
    elif not pushed.outcomes:
        say("nothing was pushed")
    done = [outcome for outcome in pushed.outcomes if outcome.error is None]
    for outcome in done:
        if outcome.step.action in ("create", "update"):
            verb = {"create": "created", "update": "updated"}[outcome.step.action]
            slug = plan.slug(pushed.planned, outcome.step)
            say(f"{verb}  {slug} at {outcome.step.service}: {near(outcome.address, here)}")
    if pushed.outcomes and all(outcome.step.action == "skip" for outcome in done) and not pushed.errors:
        say(f"nothing to do: {count(len(done), 'draft')} as {'it' if len(done) == 1 else 'they'} should be")


def exit_code(pushed: Pushed) -> int:
    """The gravest of what went wrong: a failure (1) before something that waits for a person (3)."""
    codes = {error.exit_code for error in pushed.errors}
    return next((code for code in (1, 2, 3) if code in codes), 0)
