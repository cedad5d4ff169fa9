"""Opening a project at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from publisher import campaigns as campaign_files
from publisher import config
from publisher.cache import Cache
from publisher.config import Configuration
from publisher.errors import ConfigError
from publisher.model import Place
from publisher.project import Project
from publisher.render import typography
from publisher.workspace.pictures import PictureFiles
from publisher.workspace.reports import ReportFiles
from publisher.workspace.workspace import Workspace


def open_workspace(project: Project, *, now: datetime, environment: Mapping[str, str]) -> Workspace:
    """Read a project's configuration and campaigns. Raises ConfigError, CampaignError, or Several of them."""
    configuration = read_configuration(project)
    files = campaign_files.find(project.campaigns, project.root)
    smarten = typography.for_language(configuration.config.language)
    found = campaign_files.read_all(files, configuration.config, smarten=smarten)
    cache = Cache(project.cache)
    return Workspace(
        project,
        configuration,
        tuple(found),
        now,
        _with_dotenv(project, environment),
        cache,
        ReportFiles(project, cache),
        PictureFiles(project, cache),
    )


def read_configuration(project: Project) -> Configuration:
    """Read `config.yaml`. Raises ConfigError (or Several)."""
    try:
        data = project.config.read_bytes()
        return config.load(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as problem:
        raise ConfigError(f"cannot be read ({problem.strerror})", where="config.yaml") from None
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise ConfigError("this line is not UTF-8", where=Place("config.yaml", line)) from None


def _with_dotenv(project: Project, environment: Mapping[str, str]) -> Mapping[str, str]:
    """The environment, and below it what `.env` beside config.yaml says."""
    try:
        return {**config.read_dotenv(project.secrets.read_text(encoding="utf-8-sig")), **environment}
    except FileNotFoundError:
        return environment
    except (OSError, UnicodeDecodeError):
        raise ConfigError("cannot be read as UTF-8 text", where=".env") from None
