"""`publisher push`: drafts into the mailing service, once each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli import options
from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.pipeline import Planned, Pushed


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@options.days
@click.option("--yes", is_flag=True, help="Do not ask before creating more than five drafts.")
@options.replace
@options.keep
@click.option(
    "--test", "addresses", multiple=True, metavar="ADDRESS", help="Then have the service mail a test of it there."
)
@options.limit
@json_option
@click.pass_obj
def command(
    session: Session,
    slugs: tuple[str, ...],
    days: int | None,
    yes: bool,
    replace: bool,
    keep: bool,
    addresses: tuple[str, ...],
    limit: float,
    as_json: bool,
) -> int:
    """Push drafts to the mailing service: one draft an edition, however often this is run. Nothing is ever sent.

    Without SLUG, the campaigns of the newsletter dated within the next 14 days and not older than config's `since`.
    """
    from publisher import pipeline
    from publisher.cli import plan
    from publisher.cli.output import Progress, refusal_as_json, say_json, tell

    if addresses:
        options.testable(addresses, slugs)
    workspace, wish = session.workspace(), options.wish(slugs, replace=replace, keep=keep)
    chosen = pipeline.select(workspace, slugs, days=pipeline.DAYS if days is None else days, wish=wish)

    def agree(planned: Planned) -> bool:
        progress.clear()
        if not as_json:
            plan.show(planned)
        return yes or planned.creates <= pipeline.ASK_OVER or _asked(planned.creates)

    with refusal_as_json(as_json), Progress() as progress:
        time = session.time(limit)
        pushed = pipeline.push(workspace, chosen, agree=agree, time=time, tests=addresses, progress=progress)
    if as_json:
        said = {"outcomes": pushed.outcomes, "left_out": plan.left_out(chosen)}
        say_json({**said, "tested": pushed.tested, "untested": pushed.untested})
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
    verbs = {"create": "created", "update": "updated", "keep": "kept"}
    for outcome in done:
        if outcome.step.action in verbs:
            slug = plan.slug(pushed.planned, outcome.step)
            where = f": {near(outcome.address, here)}" if outcome.address else ""
            say(f"{verbs[outcome.step.action]}  {slug} at {outcome.step.service}{where}")
    for slug, service, readers in pushed.tested:
        say(f"tested   {slug} at {service}: a test mail goes to {', '.join(readers)}")
    if pushed.outcomes and all(outcome.step.action == "skip" for outcome in done) and not pushed.errors:
        say(f"nothing to do: {count(len(done), 'draft')} as {'it' if len(done) == 1 else 'they'} should be")


def exit_code(pushed: Pushed) -> int:
    """The gravest of what went wrong: a failure (1) before something that waits for a person (3)."""
    codes = {error.exit_code for error in pushed.errors}
    return next((code for code in (1, 2, 3) if code in codes), 0)
