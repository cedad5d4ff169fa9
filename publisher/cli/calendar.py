"""`publisher calendar`: a month of the schedule."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.pipeline import Workspace
    from publisher.timetable import Day, Listed, Month


@click.command()
@click.argument("month", default="", metavar="[YYYY-MM]")
@click.option(
    "--ics", type=click.Path(path_type=Path), metavar="FILE", help="Write the next year for calendar programs."
)
@json_option
@click.pass_obj
def command(session: Session, month: str, ics: Path | None, as_json: bool) -> int:
    """Show a month of the schedule (this one if none is named): what appears when, how it stands, and blackouts."""
    from publisher import pipeline
    from publisher.cli.output import say, say_json

    workspace = session.workspace()
    if ics is not None:
        _write(session.here / ics, ics, pipeline.calendar_file(workspace))
        say(f"wrote {ics}")
        return 0
    shown = pipeline.calendar(workspace, _month(month, workspace.now.astimezone(workspace.config.zone).date()))
    if as_json:
        say_json([_result(day) for day in shown.days if day.listed or day.blackouts])
    else:
        _show(shown, workspace)
    return 0


def _month(text: str, today: date) -> date:
    """The first day of a month that was typed. Raises UsageError."""
    from publisher import pipeline
    from publisher.errors import UsageError

    if not text:
        return today.replace(day=1)
    try:
        return pipeline.month_of(text)
    except ValueError:
        raise UsageError(f"`{text}` is no month", hint=f"Write it like {today:%Y-%m}") from None


def _write(target: Path, typed: Path, content: bytes) -> None:
    from publisher.errors import UsageError

    try:
        target.write_bytes(content)
    except OSError as problem:
        raise UsageError(f"cannot be written ({problem.strerror})", where=typed) from None


def _result(day: Day) -> dict[str, object]:
    return {
        "date": day.date,
        "editions": [
            {"edition": one.occurrence.key, "at": one.occurrence.at, "state": one.state, "reason": one.reason}
            for one in day.listed
        ],
        "blackouts": list(day.blackouts),
    }


def _show(shown: Month, workspace: Workspace) -> None:
    """A line a day on which something is, on config's clock."""
    from publisher.cli.output import say, table

    rows = [row for day in shown.days for row in _rows(day, workspace)]
    say(f"{shown.first:%B %Y} ({workspace.config.timezone})")
    if rows:
        table(rows, headings=("day", "time", "edition", "stands", "why"))
    elif workspace.config.schedule:
        say("nothing is scheduled in this month")
    else:
        say("nothing is scheduled: config.yaml has no `schedule`")


def _rows(day: Day, workspace: Workspace) -> list[tuple[str, ...]]:
    from publisher import pipeline
    from publisher.cli.output import visible

    name = f"{day.date:%a %d}"
    rows: list[tuple[str, ...]] = [(name, "", "", "blackout", visible(reason)) for reason in day.blackouts]
    for one in day.listed:
        time = f"{one.occurrence.at.astimezone(workspace.config.zone):%H:%M}"
        rows.append((name, time, one.occurrence.key, _stands(one, workspace), visible(pipeline.reason(one))))
    return rows


def _stands(one: Listed, workspace: Workspace) -> str:
    """The state, and of a draft that is to go ahead when."""
    draft = one.occurrence.draft_at
    ahead = "draft" in one.occurrence.acts and workspace.now < draft != one.occurrence.at
    return f"{one.state}, draft {draft.astimezone(workspace.config.zone):%a %d %H:%M}" if ahead else str(one.state)
