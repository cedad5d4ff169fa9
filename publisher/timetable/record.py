"""The record of the schedule: which editions went out on the site and when, and which were missed. Pure.

The site is a function of files and now. What only the ledger could tell is therefore written into a file of the
project, by whatever publishes for the schedule: editions that are out stay out, whatever becomes of their rule; what
was missed stays away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from publisher import yamlmodel
from publisher.config import Line
from publisher.errors import ConfigError
from publisher.project import RECORD
from publisher.timetable.overrides import day_of_key, edition_name, nothing
from publisher.yamlmodel import Section

_HEAD = """\
# Written by `publisher run`: what went out on the site stays there, also where its rule is changed. To take an edition
# off: `publisher drop EDITION --why TEXT`; or delete its line here, once its campaign is no more in the schedule.
"""
_LATE = """\
# Editions whose time was missed, kept off the site: `publisher run EDITION` lets one out.
"""


def _named(text: str) -> str:
    day = edition_name(text).partition("@")[2]
    if day:
        day_of_key(day)
    return text


_Key = Annotated[Line, AfterValidator(_named)]


def _nothing(value: object) -> object:
    """A table whose lines were all taken out again is an empty one."""
    return {} if value is None else value


@dataclass(frozen=True, slots=True)
class Record:
    """By edition key what went out, and when it appeared; the keys of what was missed and is kept off the site."""

    out: Mapping[str, datetime] = field(default_factory=dict)
    late: frozenset[str] = frozenset()


class _File(Section):
    """The file as it is written."""

    out: Annotated[dict[_Key, AwareDatetime], BeforeValidator(_nothing)] = Field(default_factory=dict)
    """Keys of editions (a campaign's id, of a recurring campaign with `@` and the day), and when they appeared."""
    late: Annotated[tuple[_Key, ...], BeforeValidator(nothing)] = ()
    """Keys of editions that are kept off the site."""


def read(text: str, *, file: str = RECORD) -> Record:
    """The text of the record. Raises ConfigError, or Several, with the place in `file`."""
    written = yamlmodel.read(text, _File, file=file, error=ConfigError)
    return Record(written.out, frozenset(written.late))


def written(record: Record) -> str:
    """The text of a record, in order of keys; empty for one with nothing in it, since then there is no file."""
    out = "".join(f"  {key}: {record.out[key].isoformat()}\n" for key in sorted(record.out))
    late = "".join(f"  - {key}\n" for key in sorted(record.late))
    parts = [f"out:\n{out}"] * bool(out) + [f"{_LATE}late:\n{late}"] * bool(late)
    return _HEAD + "".join(parts) if parts else ""
