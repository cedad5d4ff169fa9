"""`make test-ghost`: install Ghost, run the tests of this folder against it, clear up.

GHOST_HOME names a folder that is kept, so that the next run finds Ghost installed; without it a temporary one is used
and removed. What stands on the command line goes to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.ghost.installing import VERSION, NotInstalled, found, install


def main() -> int:
    """Install, test; returns pytest's exit code."""
    kept = os.environ.get("GHOST_HOME", "")
    if kept:
        home = Path(kept).resolve()
        home.mkdir(parents=True, exist_ok=True)
        return _test(home)
    with tempfile.TemporaryDirectory(prefix="ghost-") as folder:
        return _test(Path(folder).resolve())


def _test(home: Path) -> int:
    begin = time.monotonic()
    if found(home) is None:
        print(f"Installing Ghost {VERSION} into {home} (minutes) …", flush=True)
        try:
            install(home)
        except NotInstalled as error:
            print(error, file=sys.stderr)
            return 1
        size = sum(path.lstat().st_size for path in home.rglob("*") if not path.is_dir()) / 1e6
        print(f"Installed in {time.monotonic() - begin:.0f} s, {size:.0f} MB.", flush=True)
    command = [sys.executable, "-m", "pytest", "-m", "ghost", "tests/ghost", *sys.argv[1:]]
    return subprocess.run(
        command, env={**os.environ, "GHOST_HOME": str(home)}, cwd=Path(__file__).parents[2], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
