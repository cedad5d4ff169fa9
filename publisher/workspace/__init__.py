"""A project opened at a moment, and what is made of it."""

from publisher.workspace.opening import open_workspace, read_configuration
from publisher.workspace.reports import read_report
from publisher.workspace.workspace import Workspace

__all__ = ["Workspace", "open_workspace", "read_configuration", "read_report"]
