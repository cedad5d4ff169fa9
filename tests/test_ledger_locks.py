"""A ledger that one program keeps open, while the same program and others open and close it too."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from publisher.ledger.store import Ledger

from tests.test_ledger import PUSH

LOOK = """
import sys
from pathlib import Path
from publisher.ledger.store import Ledger
with Ledger.read_only(Path(sys.argv[1])) as ledger:
    print(*ledger.pushes())
"""


def looked(path: Path) -> list[str]:
    """What another program sees, which ends afterwards."""
    done = subprocess.run([sys.executable, "-c", LOOK, str(path)], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_what_is_written_after_others_have_come_and_gone_is_not_lost(tmp_path: Path) -> None:
    """Whoever closes a ledger last folds its WAL into it; a program that keeps it open is never taken to be gone."""
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as kept:
        for number in range(2):
            with Ledger.open(path) as other:
                other.write(replace(PUSH, reference=f"other-{number}"))
            with Ledger.read_only(path):
                pass
            looked(path)
            kept.write(replace(PUSH, reference=f"kept-{number}"))
            assert f"kept-{number}" in looked(path)
        assert len(kept.pushes()) == 4
    assert len(looked(path)) == 4
