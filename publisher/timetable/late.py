"""The file of late editions: what was missed and is kept off the site. Pure: text in, values out.

The site is a function of files and now, so what only the ledger can tell (that an edition's time went by unused) is
written into a file of the project, by whatever publishes for the schedule.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from publisher import yamlmodel
from publisher.config import Line
from publisher.errors import ConfigError
from publisher.timetable.overrides import edition_name, nothing
from publisher.yamlmodel import Section

FILE = "campaigns/late.yaml"
"""Where it lies, relative to the project."""

_HEAD = """\
# Editions whose time was missed, kept off the site. `publisher run` writes this file and keeps it up to date:
# `publisher run EDITION` lets one out, `publisher drop EDITION --why TEXT` gives it up.
late:
"""


class _File(Section):
    """The file as it is written."""

    late: Annotated[tuple[Annotated[Line, AfterValidator(edition_name)], ...], BeforeValidator(nothing)] = Field(
        default=()
    )
    """Keys of editions: a campaign's id, of a recurring campaign with `@` and the day."""


def read(text: str, *, file: str = FILE) -> frozenset[str]:
    """The keys of the editions that are kept off the site. Raises ConfigError, or Several, with the place in `file`."""
    return frozenset(yamlmodel.read(text, _File, file=file, error=ConfigError).late)


def written(keys: Iterable[str]) -> str:
    """The text of the file for these keys, in order; empty for none, since then there is no file."""
    lines = "".join(f"  - {key}\n" for key in sorted(keys))
    return _HEAD + lines if lines else ""
