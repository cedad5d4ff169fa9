"""What all tests share: the example project, a moment to call now, the texts to try against, and no network."""

from __future__ import annotations

import ipaddress
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from publisher import project
from publisher.project import Project


class NetworkReached(RuntimeError):
    """A test tried to leave this machine."""


def _is_here(host: object) -> bool:
    """Whether a host of a socket call is this machine; `None` and the empty text are its own interfaces."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def _keep_in(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what `--allow-hosts` does not see: looking names up, and sending without a connection."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not _is_here(host):
        raise NetworkReached(f"{event} of {host!r}: tests talk to this machine only")


sys.addaudithook(_keep_in)


@pytest.fixture
def texts() -> Path:
    """The folder that `PUBLISHER_TEXTS` names, with the real texts in `reports/`; skips where it is unset."""
    named = os.environ.get("PUBLISHER_TEXTS", "")
    if not named:
        if os.environ.get("PUBLISHER_REQUIRE_TEXTS") == "1":
            pytest.fail("PUBLISHER_TEXTS is unset, and PUBLISHER_REQUIRE_TEXTS asks for the texts")
        pytest.skip("PUBLISHER_TEXTS is unset: the folder with the texts to try against")
    folder = Path(named)
    assert (folder / "reports").is_dir(), f"PUBLISHER_TEXTS is {named}, which has no folder reports/"
    return folder


@pytest.fixture
def example(tmp_path: Path) -> Project:
    """A copy of the example project, to do anything with."""
    root = tmp_path / "example"
    for name, source in project.example_files():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return project.find(root)


@pytest.fixture
def now() -> datetime:
    """A moment after two of the example's campaigns and before the last."""
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see no key and no proxy of the person who runs them."""
    for name in list(os.environ):
        if name.upper().endswith(("_API_KEY", "_TOKEN", "_PROXY")):
            monkeypatch.delenv(name)
