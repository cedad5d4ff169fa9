"""The story, one function a verb: check, build, publish, plan, push, run what is due. It joins the rooms below."""

from publisher.delivery import Time, Wish
from publisher.pipeline.building import Built, Published, build, build_as_at, publish
from publisher.pipeline.checking import Checked, Progress, approve, changes, check, chosen
from publisher.pipeline.gathering import Gathered, gather
from publisher.pipeline.overriding import decide
from publisher.pipeline.pushing import ASK_OVER, DAYS, Planned, Pushed, Selected, open_service, plan, push, select
from publisher.pipeline.repairing import Held, Told, accounts, adopt, forget, remote
from publisher.pipeline.running import (
    Agenda,
    Done,
    Ran,
    agenda,
    agenda_of,
    in_one_line,
    note_entries,
    past,
    publish_due,
    push_due,
    run_due,
    service_of,
    wait_after,
)
from publisher.pipeline.showing import calendar, calendar_file, month_of, reason
from publisher.pipeline.standing import Scheduled, Standing, status
from publisher.timetable import OVERRIDES, Decision, Past
from publisher.workspace import Workspace, open_workspace

__all__ = [
    "ASK_OVER",
    "DAYS",
    "OVERRIDES",
    "Agenda",
    "Built",
    "Checked",
    "Decision",
    "Done",
    "Gathered",
    "Held",
    "Past",
    "Planned",
    "Progress",
    "Published",
    "Pushed",
    "Ran",
    "Scheduled",
    "Selected",
    "Standing",
    "Time",
    "Told",
    "Wish",
    "Workspace",
    "accounts",
    "adopt",
    "agenda",
    "agenda_of",
    "approve",
    "build",
    "build_as_at",
    "calendar",
    "calendar_file",
    "changes",
    "check",
    "chosen",
    "decide",
    "forget",
    "gather",
    "in_one_line",
    "month_of",
    "note_entries",
    "open_service",
    "open_workspace",
    "past",
    "plan",
    "publish",
    "publish_due",
    "push",
    "push_due",
    "reason",
    "remote",
    "run_due",
    "select",
    "service_of",
    "status",
    "wait_after",
]
