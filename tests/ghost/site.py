"""A Ghost of our own: started on a port of 127.0.0.1 with SQLite and without mail, set up through its API, ended by id."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from tests.ghost.installing import Installed

EMAIL, PASSWORD = "owner@example.org", "a long enough passphrase of ours"
ADMIN = "/ghost/api/admin"
_STARTS = 180.0  # seconds; the first start fills the database
_ENDS = 20.0


class Site:
    """One site below `folder`; its data stay there between `start` and `stop`."""

    def __init__(self, installed: Installed, folder: Path) -> None:
        self.installed = installed
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.key = ""
        folder.mkdir(parents=True)
        (folder / "current").symlink_to(installed.app)  # where Ghost, started in a folder, looks for its own version
        shutil.copytree(installed.app / "content", folder / "content")
        (folder / "config.production.json").write_text(json.dumps(self._config(), indent=2), encoding="utf-8")

    def _config(self) -> dict[str, Any]:
        """Ghost's settings; `useTinfoil` turns off whatever would ask other servers."""
        return {
            "url": self.url,
            "server": {"host": "127.0.0.1", "port": self.port, "shutdownTimeout": 2000},
            "database": {
                "client": "sqlite3",
                "connection": {"filename": str(self.folder / "ghost.db")},
                "useNullAsDefault": True,
            },
            "mail": {"transport": "stub"},
            "paths": {"contentPath": str(self.folder / "content")},
            "logging": {"level": "info", "transports": ["stdout"]},
            "privacy": {"useTinfoil": True},
            "security": {"staffDeviceVerification": False},
            "imageOptimization": {"resize": False},
        }

    def start(self) -> None:
        """Start it, unless it runs, and wait until its API answers. Raises RuntimeError with the end of its log."""
        if self.process is not None and self.process.poll() is None:
            return
        with (self.folder / "ghost.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.installed.node), str(self.installed.app / "index.js")],
                cwd=self.folder,
                env={"NODE_ENV": "production", "PATH": str(self.installed.node.parent), "HOME": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + _STARTS
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}{ADMIN}/site/", timeout=2).status_code == 200:
                    return
            time.sleep(0.1)
        self.kill()
        raise RuntimeError(f"Ghost did not start:\n{self.log[-3000:]}")

    def stop(self) -> None:
        """Ask it to end, and wait."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(_ENDS)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def kill(self) -> None:
        """End it at once, whatever it does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @property
    def log(self) -> str:
        """What it said."""
        return (self.folder / "ghost.log").read_text(encoding="utf-8", errors="replace")

    def set_up(self) -> None:
        """An owner, and an integration with its Admin API key."""
        with httpx.Client(base_url=self.url + ADMIN, headers={"origin": self.url}, timeout=60) as http:
            owner = {"name": "Owner", "email": EMAIL, "password": PASSWORD, "blogTitle": "Notes of a Trust"}
            http.post("/authentication/setup/", json={"setup": [owner]}).raise_for_status()
            http.post("/session/", json={"username": EMAIL, "password": PASSWORD}).raise_for_status()
            made = http.post("/integrations/?include=api_keys", json={"integrations": [{"name": "publisher"}]})
            keys = made.raise_for_status().json()["integrations"][0]["api_keys"]
            self.key = next(key["secret"] for key in keys if key["type"] == "admin")


def _free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
