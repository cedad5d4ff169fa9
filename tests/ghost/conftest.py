"""A real Ghost for all tests of this folder, a person who is logged in, and a project for each test."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ghost.desk import Desk
from tests.ghost.installing import Installed, found
from tests.ghost.person import Person, logged_in
from tests.ghost.site import Site

NEVER = ("duplicates", "half", "published by us", "foreign touched", "leaked")
_TOTAL: Counter[str] = Counter()
_NUMBERS = itertools.count(1)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The counters of all tests together."""
    if _TOTAL:
        figures = ", ".join(f"{_TOTAL[name]} {name}" for name in ("projects", "commands", "editions", *NEVER))
        terminalreporter.write_line(f"Ghost: {figures}")


@pytest.fixture(scope="session")
def installed() -> Installed:
    """Ghost as `make test-ghost` installed it."""
    there = found(Path(os.environ["GHOST_HOME"]).resolve()) if os.environ.get("GHOST_HOME") else None
    if there is None:
        pytest.skip("no Ghost in the folder that GHOST_HOME names: run `make test-ghost`")
    return there


@pytest.fixture(scope="session")
def site(installed: Installed) -> Iterator[Site]:
    """A fresh site, which runs until the end and leaves nothing."""
    folder = Path(tempfile.mkdtemp(prefix="site-", dir=installed.app.parent))
    made = Site(installed, folder / "data")
    try:
        made.start()
        made.set_up()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def session(site: Site) -> Iterator[httpx.Client]:
    """The owner, logged in."""
    with logged_in(site.url) as http:
        yield http


@pytest.fixture
def person(session: httpx.Client) -> Person:
    """The owner, who has done nothing yet."""
    return Person(session)


@pytest.fixture
def desk_of(site: Site, person: Person, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Makes projects; at the end of the test nothing that must never be has become of any."""
    made: list[Desk] = []

    def make(**more: Any) -> Desk:
        made.append(Desk(tmp_path / f"project-{len(made)}", f"g{next(_NUMBERS):03d}", site, person, **more))
        return made[-1]

    yield make
    for desk in made:
        counted = desk.count()
        _TOTAL.update(counted + Counter(projects=1, commands=len(desk.said)))
        assert {name: counted[name] for name in NEVER} == dict.fromkeys(NEVER, 0)


@pytest.fixture
def desk(desk_of: Callable[..., Desk]) -> Desk:
    """A project without letters."""
    return desk_of()
