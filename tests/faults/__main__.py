"""`python -m tests.faults SERVICE PLAY …` plays one scenario; with a service alone it lists the scenarios there are."""

from __future__ import annotations

import sys

from tests.faults.commands import Commands
from tests.faults.counting import Tally
from tests.faults.plays import play
from tests.faults.running import every


def main() -> int:
    """Play the scenario on the command line, or every one that begins with these words and a `…`."""
    words = sys.argv[1:]
    if not words:
        print(__doc__)
        return 2
    tally = Tally()
    with Commands() as commands:
        if len(words) == 1:
            print("\n".join(every(words[0], commands)))
            return 0
        play(" ".join(words), commands, tally)
    print(tally)
    return 1 if tally.problems else 0


if __name__ == "__main__":
    sys.exit(main())
