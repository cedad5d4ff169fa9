"""The examples of docs/running.md: each is read, checked by its own tool where there is one, and executed."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import publisher
import pytest
import yaml
from publisher import config

ROOT = Path(publisher.__file__).resolve().parent.parent
PAGE = (Path(__file__).resolve().parent.parent / "docs" / "running.md").read_text(encoding="utf-8")

CONFIG = """\
id: runn
title: Running Notes
url: https://notes.example.org
since: 2020-01-01
sender: {name: Running Notes, email: hello@example.org}
organisation: {name: Running Trust, address: "1 High Street, Town"}
services:
  local: {use: outbox}
"""

LETTER = """\
---
title: "A letter about running"
template: newsletter
date: DATE
summary: What was counted in the autumn, and what comes next for those who run in the town.
channels: [newsletter]
---
Here is what we counted.
"""


def blocks(language: str) -> list[str]:
    """The code blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def block(language: str, name: str) -> str:
    """The code block whose first line names a file."""
    (found,) = (
        text for text in blocks(language) if text.splitlines()[0].startswith("# ") and name in text.splitlines()[0]
    )
    return found


# ── what the examples run in ────────────────────────────────────────────────────────────────────────────


def date(hours: float) -> str:
    """So many hours from now, as front matter has it; config's zone is UTC."""
    return f"{datetime.now(UTC) + timedelta(hours=hours):%Y-%m-%d %H:%M}"


def write(root: Path, *, more: str = "", letters: dict[str, float] | None = None) -> Path:
    """A project with letters that are due so many hours from now, all of them scheduled."""
    dated = {"a-letter": -1.0} if letters is None else letters
    (root / "campaigns").mkdir(parents=True)
    schedule = "schedule:\n" + "".join(f"  - {{campaign: {slug}}}\n" for slug in dated)
    (root / "config.yaml").write_text(CONFIG + schedule + more)
    for slug, hours in dated.items():
        (root / "campaigns" / f"{slug}.md").write_text(LETTER.replace("DATE", date(hours)))
    return root


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with `publisher` and `python`, as an environment has it."""
    folder = tmp_path / "environment" / "bin"
    folder.mkdir(parents=True)
    for name, what in (("publisher", "-m publisher "), ("python", "")):
        script = f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} {what}"$@"\n'
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    return folder


def shell(command: str, folder: Path, programs: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What `sh` says to a command, in an environment as bare as cron's."""
    known = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8", **environment}
    return subprocess.run(
        ["/bin/bash", "-e", "-c", command],
        cwd=folder,
        env=known,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def drafts(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/draft.json"))


def there(text: str, project: Path, programs: Path) -> str:
    """An example with its places taken for those of a test."""
    return text.replace("/srv/publisher/bin", str(programs)).replace("/srv/notes", str(project))


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────


def test_every_line_of_the_log_is_explained() -> None:
    source = (ROOT / "publisher" / "scheduler.py").read_text(encoding="utf-8")
    written = set(re.findall(r'(?:_say\(|event=)"([a-z]+)"', source))
    table = PAGE.partition("| log line |")[2].partition("\n\n")[0]
    told = {word for line in table.splitlines()[2:] for word in re.findall(r"`([a-z]+)`", line.split("|")[1])}
    assert {"started", "stopped"} <= written <= told
    assert {word for word in told if f'"{word}"' not in source} == {"held", "skipped"}  # states of the timetable


def test_the_keys_of_the_page_are_those_of_config() -> None:
    for text in blocks("yaml")[:2]:
        loaded = config.load(CONFIG + text).config
        assert loaded.alerts or loaded.publish
    assert {"text", "event", "subject", "at"} == set(json.loads(blocks("json")[0]))


# ── the site of another time ────────────────────────────────────────────────────────────────────────────


def test_the_site_of_another_time_is_built_as_the_page_says(tmp_path: Path, programs: Path) -> None:
    project = write(tmp_path / "notes")
    (text,) = (text for text in blocks("sh") if "--as-at" in text)
    *builds, _ = text.splitlines()
    assert len(builds) == 2
    for line in builds:
        assert shell(line, project, programs).returncode == 0, line
    assert (project / ".publisher" / "as-at" / "index.html").is_file()
    assert (project / "christmas" / "index.html").is_file()
    assert not (project / "public").exists()


# ── systemd ─────────────────────────────────────────────────────────────────────────────────────────────

UNITS = ("publisher.service", "publisher-once.service", "publisher-once.timer")


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # systemd tells Exec from exec
    parser.read_string(block("ini", name))
    return parser


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_a_unit_without_a_word(name: str, tmp_path: Path, programs: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("there is no systemd-analyze here")
    project = write(tmp_path / "notes")
    for one in UNITS:
        (tmp_path / one).write_text(there(block("ini", one), project, programs))
    said = subprocess.run(
        [analyze, "verify", "--man=no", str(tmp_path / name)], capture_output=True, text=True, timeout=60, check=False
    )
    about_ours = [line for line in (said.stdout + said.stderr).splitlines() if "publisher" in line]
    assert (said.returncode, about_ours) == (0, [])


def test_the_units_run_what_there_is_where_it_is() -> None:
    for name in UNITS[:2]:
        service = unit(name)["Service"]
        assert service["ExecStart"].startswith("/srv/publisher/bin/publisher run")
        assert service["WorkingDirectory"] == service["ReadWritePaths"] == "/srv/notes"
    assert int(unit(UNITS[0])["Service"]["TimeoutStopSec"]) > 10  # the loop takes less
    timer = unit(UNITS[2])
    assert (timer["Timer"]["OnCalendar"], timer["Timer"]["Persistent"]) == ("*:0/5", "true")


def test_the_service_of_the_timer_does_what_is_due(tmp_path: Path, programs: Path) -> None:
    project = write(tmp_path / "notes")
    command = there(unit("publisher-once.service")["Service"]["ExecStart"], project, programs)
    done = shell(command, project, programs)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(drafts(project / "outbox")) == 1


def test_the_service_of_the_loop_does_what_is_due_and_ends_when_told(tmp_path: Path, programs: Path) -> None:
    project = write(tmp_path / "notes")
    command = there(unit("publisher.service")["Service"]["ExecStart"], project, programs)
    known = {"PATH": "/usr/bin:/bin", "HOME": str(project)}
    seen = []
    with subprocess.Popen(shlex.split(command), cwd=project, env=known, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            seen.append(json.loads(line)["event"])
            if {"published", "pushed"} <= set(seen):
                process.terminate()
    assert process.returncode == 0
    assert (seen[0], seen[-1]) == ("started", "stopped")
    assert len(drafts(project / "outbox")) == 1


# ── cron ────────────────────────────────────────────────────────────────────────────────────────────────


def cron() -> tuple[list[str], str]:
    """The five fields and the command of the line."""
    (line,) = blocks("crontab")
    *fields, command = line.rstrip("\n").split(" ", 5)
    return fields, command


def test_the_line_for_cron_has_five_fields_and_no_sign_that_cron_takes_for_itself() -> None:
    fields, command = cron()
    assert all(re.fullmatch(r"[-*/,0-9]+", one) for one in fields)
    assert len(fields) == 5
    assert "%" not in command  # a new line to cron (crontab(5))


def test_cron_does_what_is_due_and_mails_nothing_when_all_is_well(tmp_path: Path, programs: Path) -> None:
    project = write(tmp_path / "notes")
    for _ in range(2):
        done = shell(there(cron()[1], project, programs), tmp_path, programs)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(drafts(project / "outbox")) == 1


def test_cron_mails_what_waits_for_a_person(tmp_path: Path, programs: Path) -> None:
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    blackout = f"blackouts: [{{from: 2020-01-01, until: {day}, reason: Elections}}]\n"
    project = write(tmp_path / "notes", more=blackout)
    done = shell(there(cron()[1], project, programs), tmp_path, programs)
    assert "it falls in a blackout (Elections)" in done.stdout
    assert "publisher drop a-letter --why TEXT" in done.stdout


# ── GitHub Actions ──────────────────────────────────────────────────────────────────────────────────────


def workflow() -> dict[Any, Any]:
    found = yaml.safe_load(block("yaml", "publish.yaml"))
    assert isinstance(found, dict)
    return found


def test_the_workflow_is_one_that_github_takes() -> None:
    flow = workflow()
    assert set(flow) == {"name", True, "permissions", "concurrency", "env", "jobs"}  # `on` is true in YAML 1.1
    assert set(flow[True]) == {"push", "schedule", "workflow_dispatch"}
    assert flow["permissions"] == {"contents": "write"}
    assert flow["concurrency"]["cancel-in-progress"] is False
    (job,) = flow["jobs"].values()
    assert job["runs-on"]
    for step in job["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert set(step) <= {"uses", "with", "name", "run", "env", "if"}


@dataclass
class Hub:
    """A repository that others fetch from and push to, the mailing service beside it, and a runner for the workflow."""

    root: Path
    programs: Path
    runs: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def mailbox(self) -> Path:
        return self.root / "mailbox"

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        done = shell(shlex.join(["git", *arguments]), folder or self.root, self.programs, **self.identity)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @property
    def identity(self) -> dict[str, str]:
        return {name: str(value) for name, value in workflow()["env"].items()} | {"GIT_CONFIG_GLOBAL": os.devnull}

    def begin(self, project: Path) -> None:
        """The owner's first push."""
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.root / "origin"))
        (project / ".gitignore").write_text("/public/\n/outbox/\n/.publisher/\n")
        (project / "requirements.txt").write_text("")
        self.git("init", "--quiet", "--initial-branch=main", folder=project)
        self.git("remote", "add", "origin", str(self.root / "origin"), folder=project)
        self.save(project)

    def save(self, project: Path) -> None:
        """The owner pushes what has changed."""
        self.git("add", ".", folder=project)
        self.git("commit", "--quiet", "-m", "Words", folder=project)
        self.git("push", "--quiet", "origin", "main", folder=project)

    def run(self) -> int:
        """One run of the workflow in a fresh checkout: its exit code, as the step that failed had it."""
        self.runs += 1
        checkout = self.root / f"run-{self.runs}"
        self.git("clone", "--quiet", "--depth", "1", "--branch", "main", f"file://{self.root}/origin", str(checkout))
        if self.mailbox.exists():
            shutil.move(self.mailbox, checkout / "outbox")
        (job,) = workflow()["jobs"].values()
        code = 0
        for step in job["steps"]:
            if "run" in step and (code == 0 or step.get("if") == "always()"):
                code = self._step(step, checkout) or code
        if (checkout / "outbox").exists():
            shutil.move(checkout / "outbox", self.mailbox)
        return code

    def _step(self, step: dict[str, Any], checkout: Path) -> int:
        if (
            "pip install" in step["run"]
            and subprocess.run([sys.executable, "-c", "import pip"], check=False).returncode
        ):
            return 0  # an environment made without pip
        secrets = dict.fromkeys(step.get("env", {}), "")
        done = shell(step["run"], checkout, self.programs, **self.identity, **secrets)
        self.said.append(done.stdout + done.stderr)
        return done.returncode


@pytest.fixture
def hub(tmp_path: Path, programs: Path) -> Hub:
    return Hub(tmp_path, programs)


PUBLISH = "publish: {git: {branch: gh-pages, remote: origin}, confirm: false}\n"


def test_the_workflow_builds_pushes_once_and_keeps_the_ledger(hub: Hub, tmp_path: Path) -> None:
    project = write(tmp_path / "notes", more=PUBLISH)
    hub.begin(project)
    for _ in range(3):
        assert hub.run() == 0, hub.said
        assert len(drafts(hub.mailbox)) == 1
    pages = hub.git("--git-dir=origin", "ls-tree", "-r", "--name-only", "gh-pages").splitlines()
    assert {"index.html", "feed.xml", "letters/a-letter/index.html"} <= set(pages)
    assert hub.git("--git-dir=origin", "rev-list", "--count", "gh-pages") == "1"
    kept = hub.git("--git-dir=origin", "ls-tree", "--name-only", "ledger").splitlines()
    assert {"ledger.sqlite", "editions.yaml"} <= set(kept)
    assert set(kept) <= {"ledger.sqlite", "ledger.sqlite.begun", "editions.yaml"}
    (project / "campaigns" / "more.md").write_text(LETTER.replace("DATE", date(-0.5)))
    settings = (project / "config.yaml").read_text()
    (project / "config.yaml").write_text(settings.replace("a-letter}\n", "a-letter}\n  - {campaign: more}\n"))
    hub.save(project)
    assert hub.run() == 0, hub.said
    assert len(drafts(hub.mailbox)) == 2
    assert hub.git("--git-dir=origin", "rev-list", "--count", "gh-pages") == "2"


def test_without_the_ledger_there_is_no_second_draft_and_what_a_person_edited_stays(hub: Hub, tmp_path: Path) -> None:
    project = write(tmp_path / "notes", more=PUBLISH)
    hub.begin(project)

    def run_without_ledger(word: str) -> int:
        """Another word in the letter, and a run that knows nothing of the others."""
        letter = project / "campaigns" / "a-letter.md"
        letter.write_text(letter.read_text().replace("counted", f"{word} counted"))
        hub.save(project)
        if hub.git("--git-dir=origin", "branch", "--list", "ledger"):
            hub.git("--git-dir=origin", "branch", "--quiet", "-D", "ledger")
        return hub.run()

    assert run_without_ledger("first") == 0, hub.said
    (draft,) = drafts(hub.mailbox)
    assert run_without_ledger("second") == 0, hub.said  # the outbox can prove that nobody has touched it
    words = draft.parent / "message.html"
    assert "first second counted" in words.read_text()
    words.write_text("better words")
    assert run_without_ledger("third") == 3, hub.said
    assert drafts(hub.mailbox) == [draft]
    assert words.read_text() == "better words"


def test_what_waits_for_a_person_ends_the_run_with_3_and_the_ledger_is_kept_all_the_same(
    hub: Hub, tmp_path: Path
) -> None:
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    blackout = f"blackouts: [{{from: 2020-01-01, until: {day}, reason: Elections}}]\n"
    project = write(tmp_path / "notes", more=PUBLISH + blackout)
    hub.begin(project)
    assert hub.run() == 3, hub.said
    assert "it falls in a blackout (Elections)" in "".join(hub.said)
    assert "ledger" in hub.git("--git-dir=origin", "branch", "--list", "ledger")
