"""`publisher run`: do what is due."""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli import options
from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from publisher.alerts import Post
    from publisher.pipeline import Ran, Workspace
    from publisher.scheduler import Line


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--once", is_flag=True, help="Do what is due now, and end: for cron and timers.")
@click.option("--log", type=click.Choice(["text", "json"]), default="text", help="How the loop writes a line an act.")
@click.option("--why", default="", metavar="TEXT", help="Let SLUG out against a blackout or a rule: the reason.")
@click.option("--by", default="", metavar="NAME", help="Who decides so. [default: who is logged in]")
@options.limit
@json_option
@click.pass_obj
def command(
    session: Session, slugs: tuple[str, ...], once: bool, log: str, why: str, by: str, limit: float, as_json: bool
) -> int:
    """Build and publish the site and push drafts when config's schedule says so, until it is stopped (Ctrl-C, SIGTERM).

    With --once, do what is due now and end; exits with 3 where something is held or skipped and waits for a person.
    With SLUG (or SLUG@2026-12-01), do what is held or skipped of these, now.
    """
    if not slugs and not once:
        return _loop(session, log)
    if why:
        _decide(session, slugs, by, why)
    return _once(session, slugs, limit, as_json=as_json)


def _once(session: Session, slugs: tuple[str, ...], limit: float, *, as_json: bool) -> int:
    from publisher import pipeline
    from publisher.cli.output import Progress, say_json, tell

    workspace = session.workspace()
    with Progress() as progress:
        ran = pipeline.run_due(workspace, slugs, time=session.time(limit), progress=progress)
    if as_json:
        say_json(_result(ran))
    else:
        _show(ran, workspace, session.here)
    tell(*ran.errors)
    codes = {error.exit_code for error in ran.errors}
    return next((code for code in (1, 2, 3) if code in codes), 3 if ran.needs_person else 0)


def _decide(session: Session, slugs: tuple[str, ...], by: str, why: str) -> None:
    """Write down who lets these out, and why."""
    from publisher import pipeline
    from publisher.errors import UsageError

    if not slugs:
        raise UsageError("--why is about editions that are named", hint="publisher run SLUG --why TEXT")
    for slug in slugs:
        pipeline.decide(session.workspace(), slug, pipeline.Decision.GO, by=session.person(by), why=why)


# ── the loop ────────────────────────────────────────────────────────────────────────────────────────────


def _loop(session: Session, form: str) -> int:
    """Until a signal ends it. What is in hand then gets a few seconds; what is left the next run heals."""
    from publisher import pipeline
    from publisher.ledger.store import Ledger
    from publisher.scheduler import Scheduler

    project, stop = session.project(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with Ledger.open(project.ledger) as book:
        ended = Scheduler(
            project,
            lambda now: pipeline.open_workspace(project, now=now, environment=session.environment),
            session.clock,
            book,
            stop,
            _say_json if form == "json" else _say,
            post=_post,
        ).run()
    if not ended:
        sys.stdout.flush()
        os._exit(0)  # threads that hang in a call would keep the process; whatever they do is healed by the next run
    return 0


def _post(workspace: Workspace) -> Post | None:
    """The way to config's webhook. Raises ConfigError for a secret that the environment lacks."""
    from publisher import web
    from publisher.config import resolve

    alerts = workspace.config.alerts
    if alerts is None:
        return None
    where = workspace.configuration.place("alerts.webhook")
    address = resolve(alerts.webhook, workspace.environment, where=where)

    def post(message: dict[str, object]) -> None:
        web.post(address, message, timeout=10)

    return post


def _say(line: Line) -> None:
    from publisher.cli.output import say, visible

    words = filter(None, (line.edition, line.act, f"at {line.lane}" if line.lane else "", line.where, line.note))
    say(visible(f"{line.at.astimezone():%Y-%m-%d %H:%M:%S}  {line.event:<9}  {'  '.join(words)}".rstrip()))
    _flush()


def _say_json(line: Line) -> None:
    import json

    from publisher.cli.output import say

    words = {key: value for key, value in asdict(line).items() if value and key != "at"}
    say(json.dumps({"at": line.at.isoformat(timespec="milliseconds"), **words}, ensure_ascii=False))
    _flush()


def _flush() -> None:
    """A log is read while it is written."""
    flush: Callable[[], None] | None = getattr(sys.stdout, "flush", None)
    if flush:
        flush()


# ── what one run did ────────────────────────────────────────────────────────────────────────────────────


def _result(ran: Ran) -> dict[str, object]:
    from publisher.cli import build
    from publisher.cli.output import findings_in

    return {
        "built": build.result(ran.published.built) if ran.published else None,
        "handed_on": ran.published.handed_on if ran.published else None,
        "done": [
            {
                "edition": one.job.occurrence.key,
                "act": one.job.act,
                "where": one.where,
                "error": str(one.error) if one.error else None,
            }
            for one in ran.done
        ],
        "outcomes": ran.pushed.outcomes if ran.pushed else [],
        "listed": [
            {"edition": one.occurrence.key, "acts": one.acts, "state": one.state, "reason": one.reason}
            for one in ran.listed
        ],
        "later": [{"edition": one.key, "at": one.at} for one in ran.later],
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
    drafts = [one for one in ran.done if one.job.act == "draft" and not one.error]
    if drafts:
        waiting = "1 draft waits" if len(drafts) == 1 else f"{len(drafts)} drafts wait"
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
    rows += [(str(one.state), one.occurrence.key, one.reason) for one in ran.listed]
    return rows + [("later", one.key, f"{one.at:%Y-%m-%d %H:%M}") for one in ran.later]


def _changed(ran: Ran) -> bool:
    """Whether anything was written, here or in a service."""
    written = ran.published.built.written if ran.published else None
    handed_on = ran.published is not None and ran.published.handed_on is not None
    pushed = any(one.job.act == "draft" for one in ran.done)
    return bool(pushed or handed_on or (written and (written.new or written.changed or written.removed)))


def _first_draft(ran: Ran, here: Path) -> str:
    from publisher.cli.output import near

    addresses = [outcome.address for outcome in (ran.pushed.outcomes if ran.pushed else ()) if outcome.address]
    return f" and {near(addresses[0], here)}" if addresses else ""
