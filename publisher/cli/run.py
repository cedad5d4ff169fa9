"""`publisher run`: do what is due."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.pipeline import Ran, Workspace


@click.command()
@click.option("--once", is_flag=True, required=True, help="Do what is due now, and end: for cron and timers.")
@json_option
@click.pass_obj
def command(session: Session, once: bool, as_json: bool) -> int:  # noqa: ARG001 -- `--once` is the only way so far
    """Build and publish the site as it is now, and push the drafts that config's schedule says are due."""
    from publisher import pipeline
    from publisher.cli import options
    from publisher.cli.output import Progress, say_json, tell

    workspace = session.workspace()
    with Progress() as progress:
        ran = pipeline.run_due(workspace, time=session.time(options.LIMIT), progress=progress)
    if as_json:
        say_json(_result(ran))
    else:
        _show(ran, workspace, session.here)
    tell(*ran.errors)
    codes = {error.exit_code for error in ran.errors}
    return next((code for code in (1, 2, 3) if code in codes), 0)


def _result(ran: Ran) -> dict[str, object]:
    from publisher.cli import build
    from publisher.cli.output import findings_in

    return {
        "built": build.result(ran.published.built) if ran.published else None,
        "handed_on": ran.published.handed_on if ran.published else None,
        "due": [entry.edition.key for entry in ran.due],
        "outcomes": ran.pushed.outcomes if ran.pushed else [],
        "later": [{"edition": entry.edition.key, "at": entry.at} for entry in ran.later],
        "findings": findings_in(ran.errors),
        "errors": [str(error) for error in ran.errors],
    }


def _show(ran: Ran, workspace: Workspace, here: Path) -> None:
    """A short table: what was made, where it lies, what to open, what to type next."""
    from publisher.cli.output import say, table

    rows = _rows(ran, workspace, here)
    if rows:
        table(rows, headings=("what", "", "where"))
        say()
    if ran.errors:
        return
    if _changed(ran):
        say(f"Open      {workspace.config.output}/index.html" + _first_draft(ran, here))
    else:
        say("Nothing to do: everything is as it should be.")
    say("Next      publisher preview       look at every email and page, anew on each save")
    say("          publisher check --explain   the proof of every quotation")
    if ran.due:
        waiting = "1 draft waits" if len(ran.due) == 1 else f"{len(ran.due)} drafts wait"
        say(f"          {waiting} in the mailing service for a person to send")


def _rows(ran: Ran, workspace: Workspace, here: Path) -> list[tuple[str, str, str]]:
    from publisher.cli import build
    from publisher.cli.output import near

    rows: list[tuple[str, str, str]] = []
    if ran.published:
        built, output = ran.published.built, workspace.config.output
        reports = sorted({proof.report for proofs in built.checked.proofs.values() for proof in proofs if proof.report})
        if reports:
            rows.append(("quotations", f"{built.checked.proven} proven word for word", ", ".join(reports)))
        rows.append(("site", build.written(built), f"{output}/index.html"))
        rows.append(("feeds", "RSS, Atom, JSON Feed", f"{output}/feed.xml"))
        if ran.published.handed_on:
            rows.append(("published", ran.published.handed_on.what, workspace.config.url))
    outcomes = ran.pushed.outcomes if ran.pushed else ()
    rows += [
        ("draft", f"{outcome.step.edition}: {outcome.step.action}", near(outcome.address, here))
        for outcome in outcomes
        if outcome.error is None
    ]
    return rows + [("later", entry.edition.key, f"{entry.at:%Y-%m-%d %H:%M}") for entry in ran.later]


def _changed(ran: Ran) -> bool:
    """Whether anything was written, here or in a service."""
    written = ran.published.built.written if ran.published else None
    handed_on = ran.published is not None and ran.published.handed_on is not None
    return bool(ran.due or handed_on or (written and (written.new or written.changed or written.removed)))


def _first_draft(ran: Ran, here: Path) -> str:
    from publisher.cli.output import near

    addresses = [outcome.address for outcome in (ran.pushed.outcomes if ran.pushed else ()) if outcome.address]
    return f" and {near(addresses[0], here)}" if addresses else ""
