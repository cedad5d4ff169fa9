"""A service from another package joins by its entry point; the one of docs/adding-a-service.md does, and works."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "adding-a-service.md"
CONFIG = """\
id: k3v9
title: Notes
url: https://notes.example.org
sender: {{name: Notes, email: notes@example.org}}
organisation: {{name: Notes, address: "1 Mill Lane"}}
services:
  main: {{use: postroom, api_key: "${{POSTROOM_KEY}}", list: members, base_url: "{url}", settles: 1}}
"""
LETTER = """\
---
title: "{title}"
date: 2030-01-01 09:00
channels: [newsletter]
summary: A letter with braces of its own.
email: {{preheader: "What this letter has to say about names and braces."}}
---
Dear {{{{ first_name or "friend" }}}}, write `{{{{ name }}}}` in code and nobody is greeted.
"""


class Postroom(BaseHTTPRequestHandler):
    """Four calls, and a list."""

    protocol_version = "HTTP/1.1"
    mailings: dict[str, dict[str, Any]]

    def do_GET(self) -> None:
        """The list, or one."""
        which = self.path.partition("?")[0].rpartition("/")[2]
        if self.headers["authorization"] != "Bearer s3cret-postroom":
            self.answer(401, {"error": "unknown key"})
        elif which == "mailings":
            listed = [{key: one[key] for key in ("id", "note", "state", "subject")} for one in self.mailings.values()]
            self.answer(200, {"mailings": listed, "more": False})
        elif which in self.mailings:
            self.answer(200, self.mailings[which])
        else:
            self.answer(404, {"error": "no such mailing"})

    def do_POST(self) -> None:
        """A new one, whatever is there."""
        which = f"m{len(self.mailings) + 1}"
        self.mailings[which] = {"id": which, "state": "draft", **self.said(), "changed": time.time()}
        self.answer(201, self.mailings[which])

    def do_PUT(self) -> None:
        """New content for a draft."""
        one = self.mailings[self.path.rpartition("/")[2]]
        if one["state"] == "draft":
            one |= {**self.said(), "changed": time.time()}
        self.answer(200 if one["state"] == "draft" else 409, one)

    def said(self) -> dict[str, Any]:
        """The body of a request."""
        found: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["content-length"])))
        return found

    def answer(self, status: int, body: object) -> None:
        """A JSON answer."""
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def postroom() -> Iterator[ThreadingHTTPServer]:
    handler = type("Served", (Postroom,), {"mailings": {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def project(tmp_path, postroom) -> Path:
    """A project whose service comes from a package that lies in `packages`, as an installer would have put it."""
    packages, root = tmp_path / "packages", tmp_path / "project"
    info = packages / "postroom-1.0.dist-info"
    info.mkdir(parents=True)
    (root / "campaigns").mkdir(parents=True)
    blocks = dict(re.findall(r"```(python|toml)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    (packages / "postroom.py").write_text(blocks["python"], encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: postroom\nVersion: 1.0\n", encoding="utf-8")
    [line] = [line for line in blocks["toml"].splitlines() if line.startswith("postroom")]
    entry = line.replace('"', "")
    (info / "entry_points.txt").write_text(f"[publisher.services]\n{entry}\n", encoding="utf-8")
    url = f"http://127.0.0.1:{postroom.server_address[1]}"
    (root / "config.yaml").write_text(CONFIG.format(url=url), encoding="utf-8")
    write(root, "Names and braces")
    return root


def write(root: Path, title: str) -> None:
    (root / "campaigns" / "braces.md").write_text(LETTER.format(title=title), encoding="utf-8")


def publisher(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(root.parent / "packages"), "POSTROOM_KEY": "s3cret-postroom"}
    command = [sys.executable, "-W", "error", "-m", "publisher", *arguments]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_the_service_of_the_page_makes_one_draft_and_keeps_it_up_to_date(project, postroom):
    held = postroom.RequestHandlerClass.mailings
    first = publisher(project, "push", "braces")
    assert (first.returncode, first.stderr) == (0, "")
    [mailing] = held.values()
    assert mailing["note"].startswith("k3v9-braces-main-")
    assert (mailing["state"], mailing["subject"], mailing["list"]) == ("draft", "Names and braces", "members")
    assert mailing["html"].count("{{ name }}") == 1
    assert mailing["html"].count("{{ leave }}") == 1
    assert "&#123;{ name }}" in mailing["html"]
    assert "nothing to do" in publisher(project, "push", "braces").stdout
    write(project, "Braces and names")
    assert publisher(project, "push", "braces").returncode == 0
    assert [one["subject"] for one in held.values()] == ["Braces and names"]


def test_a_persons_edit_and_a_sent_mailing_are_left_alone(project, postroom):
    held = postroom.RequestHandlerClass.mailings
    publisher(project, "push", "braces")
    held["m1"]["html"] += "<p>Mine.</p>"
    write(project, "Braces and names")
    stopped = publisher(project, "push", "braces")
    assert stopped.returncode == 3
    assert "a person edited the draft" in stopped.stderr
    held["m1"]["state"] = "sent"
    assert publisher(project, "push", "braces", "--replace").returncode == 3
    assert list(held) == ["m1"]


def test_its_key_is_asked_for_and_never_shown(project):
    told = publisher(project, "services")
    assert (told.returncode, told.stderr) == (0, "")
    assert "main: members" in told.stdout
    assert "s3cret" not in told.stdout + publisher(project, "plan", "--json").stdout
