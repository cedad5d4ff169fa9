"""Which files make the site, how they are written, and how the folder is handed on.

`plan` says what is wanted, `write` makes the output folder so, `hand_on` and `confirm` publish it.
"""

# ruff: noqa: A005 - the standard library's `site` is never imported by that name inside this package

from publisher.site.planning import feed_file, plan
from publisher.site.publishing import confirm, hand_on
from publisher.site.writing import Written, write

__all__ = ["Written", "confirm", "feed_file", "hand_on", "plan", "write"]
