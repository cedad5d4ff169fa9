"""`publisher run`: do what is due."""

from __future__ import annotations

import os
import queue
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
    from publisher.timetable import Occurrence


_PATIENCE = 9.5  # seconds after a signal


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
    With SLUG (or SLUG@2026-12-01), do what is held or skipped of these, now; what a blackout or a rule forbids needs
    --why, which is written into campaigns/overrides.yaml.
    """
    _meant(slugs, once=once, log=log, why=why, by=by, as_json=as_json)
    if not slugs and not once:
        return _loop(session, log)
    if slugs:
        slugs = _named(session, slugs)
    later = _decide(session, slugs, by, why) if why else {}
    if later and later.keys() == set(slugs):
        return _nothing_yet(list(later.values()), as_json=as_json)
    return _once(session, tuple(slug for slug in slugs if slug not in later), limit, as_json=as_json)


def _nothing_yet(later: list[Occurrence], *, as_json: bool) -> int:
    """All that was named goes out at its own time, which was said."""
    from publisher.cli.output import say_json
    from publisher.pipeline import Ran

    if as_json:
        say_json(_result(Ran(None, (), (), tuple(later))))
    return 0


def _meant(slugs: tuple[str, ...], *, once: bool, log: str, why: str, by: str, as_json: bool) -> None:
    """Raise UsageError for options that say nothing together."""
    from publisher.errors import UsageError

    if (why or by) and not slugs:
        raise UsageError("--why and --by are about editions that are named", hint="publisher run SLUG --why TEXT")
    if by and not why:
        raise UsageError("--by says who decides, and --why is missing", hint="publisher run SLUG --why TEXT --by NAME")
    if log == "json" and (slugs or once):
        raise UsageError("--log is how the loop writes", hint="What one run did, as JSON: --json")
    if as_json and not slugs and not once:
        raise UsageError("--json is for --once", hint="The loop writes lines of JSON with: publisher run --log json")


def _named(session: Session, slugs: tuple[str, ...]) -> tuple[str, ...]:
    """The editions that were typed, each once. Raises UsageError for one of a campaign that there is not."""
    from publisher import pipeline

    pipeline.chosen(session.workspace(), [slug.partition("@")[0] for slug in slugs])
    return tuple(dict.fromkeys(slugs))


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


def _decide(session: Session, slugs: tuple[str, ...], by: str, why: str) -> dict[str, Occurrence]:
    """Write down who lets these out, and why. Those whose time is yet to come: they go out then."""
    from publisher import pipeline
    from publisher.cli.output import remark, visible

    later = {}
    for slug in slugs:
        one = pipeline.decide(session.workspace(), slug, pipeline.Decision.GO, by=session.person(by), why=why)
        said = f"{one.key} may go out: recorded in {pipeline.OVERRIDES}"
        if one.planned > session.now:
            later[slug] = one
            said += f". It does so at its own time, {one.planned:%Y-%m-%d %H:%M}"
        remark(visible(said))
    return later


# ── the loop ────────────────────────────────────────────────────────────────────────────────────────────


def _loop(session: Session, form: str) -> int:
    """Until a signal ends it. What is in hand then gets a few seconds; what is left the next run heals."""
    from publisher import pipeline
    from publisher.ledger.store import Ledger
    from publisher.scheduler import Scheduler

    project, stop, ready = session.project(), threading.Event(), threading.Event()
    _stop_at_signals(stop, ready)
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
    ready.set()
    if not ended:
        sys.stdout.flush()
        os._exit(0)  # threads that hang in a call would keep the process; whatever they do is healed by the next run
    return 0


def _stop_at_signals(stop: threading.Event, ready: threading.Event) -> None:
    """Set `stop` at SIGTERM and Ctrl-C, in a thread of its own; end the process if `ready` is not set soon after.

    That is so where the log is written to somebody who does not read it: nothing else wakes a thread that writes.

    A handler runs between any two steps of the main thread, which may be about to wait for the event and hold its lock:
    setting it there could wait for ever. A simple queue may be used in handlers (Python's documentation of `queue`).
    """
    heard: queue.SimpleQueue[int] = queue.SimpleQueue()

    def wait() -> None:
        heard.get()
        stop.set()
        if not ready.wait(_PATIENCE):
            os._exit(0)  # whatever was in hand is healed by the next run

    threading.Thread(target=wait, name="signals", daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: heard.put(number))


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
    from publisher.cli.output import say_json_line

    words = {key: value for key, value in asdict(line).items() if value and key != "at"}
    say_json_line({"at": line.at.isoformat(timespec="milliseconds"), **words})
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
        "due": list(dict.fromkeys(one.job.occurrence.key for one in ran.done)),
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
    _show_waiting(ran)
    if ran.errors:
        return
    if _changed(ran):
        say(f"Open      {workspace.config.output}/index.html" + _first_draft(ran, here))
    elif ran.needs_person:
        say("Nothing else to do.")
    else:
        say("Nothing to do: everything is as it should be.")
    say("Next      publisher preview       look at every email and page, anew on each save")
    say("          publisher check --explain   the proof of every quotation")
    drafts = [one for one in ran.done if one.job.act == "draft" and not one.error]
    if drafts:
        waiting = "1 draft waits" if len(drafts) == 1 else f"{len(drafts)} drafts wait"
        say(f"          {waiting} in the mailing service for a person to send")


def _show_waiting(ran: Ran) -> None:
    """What a person may do about what is held or skipped."""
    from publisher.cli.output import count, say

    keys = list(dict.fromkeys(one.occurrence.key for one in ran.listed if one.state in ("held", "skipped")))
    if keys:
        verb = "waits" if len(keys) == 1 else "wait"
        say(f"{count(len(keys), 'edition')} {verb} for a person. Let it out, or give it up:")
        say(f"          publisher run {keys[0]} --why TEXT")
        say(f"          publisher drop {keys[0]} --why TEXT")


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
