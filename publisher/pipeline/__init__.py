"""The story, one function a verb: check, build, publish, plan, push, run what is due. It joins the rooms below."""

from publisher.delivery import Time, Wish
from publisher.pipeline.building import Built, Published, build, publish
from publisher.pipeline.checking import Checked, Progress, approve, changes, check, chosen
from publisher.pipeline.gathering import Gathered, gather
from publisher.pipeline.pushing import ASK_OVER, DAYS, Planned, Pushed, Selected, open_service, plan, push, select
from publisher.pipeline.repairing import Held, Told, accounts, adopt, forget, remote
from publisher.pipeline.running import Ran, run_due
from publisher.pipeline.standing import Standing, status
from publisher.workspace import Workspace, open_workspace

__all__ = [
    "ASK_OVER",
    "DAYS",
    "Built",
    "Checked",
    "Gathered",
    "Held",
    "Planned",
    "Progress",
    "Published",
    "Pushed",
    "Ran",
    "Selected",
    "Standing",
    "Time",
    "Told",
    "Wish",
    "Workspace",
    "accounts",
    "adopt",
    "approve",
    "build",
    "changes",
    "check",
    "chosen",
    "forget",
    "gather",
    "open_service",
    "open_workspace",
    "plan",
    "publish",
    "push",
    "remote",
    "run_due",
    "select",
    "status",
]
