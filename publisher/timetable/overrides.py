"""The file of overrides: what people decided against a rule, who, and why. Pure: text in, values out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from publisher import yamlmodel
from publisher.config import Day, Line
from publisher.errors import ConfigError, PublisherError
from publisher.model import Place
from publisher.yamlmodel import Section

FILE = "campaigns/overrides.yaml"
"""Where it lies, relative to the project."""


class Decision(StrEnum):
    """What a person decided about one edition."""

    GO = "go"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Override:
    """A decision about one edition: `slug` and `day` name it, `by` and `why` are for the record."""

    slug: str
    day: Day | None
    decision: Decision
    by: str
    why: str
    place: Place


def edition_name(text: str) -> str:
    """The text, if it names an edition: a campaign, or one and a day. Raises ValueError."""
    if not re.fullmatch(r"[^\s@]+(@[0-9]{4}-[0-9]{2}-[0-9]{2})?", text):
        raise ValueError(f"`{text[:60]}` names no edition, such as november-letter or monthly-digest@2026-12-01")
    return text


def nothing(value: object) -> object:
    """A list whose lines were all taken out again is an empty one."""
    return () if value is None else value


class _Decided(Section):
    """One decision as it is written."""

    edition: Annotated[Line, AfterValidator(edition_name)]
    """The edition: a campaign's slug, of a recurring campaign with `@` and the day, as `publisher status` shows it."""
    decision: Decision
    """go (out, whatever blackout, grace and rule say) or drop (for good)."""
    by: Line
    """Who decided."""
    why: Line
    """Why."""
    on: Day | None = None
    """When it was decided."""


class _File(Section):
    """The file as it is written."""

    overrides: Annotated[tuple[_Decided, ...], BeforeValidator(nothing)] = Field(default=())
    """The decisions."""


def read(text: str, *, file: str = FILE) -> tuple[Override, ...]:
    """The text of the overrides' file, in its order; of several about one edition the last counts.

    Raises ConfigError, or Several, with the place in `file`.
    """
    tree = yamlmodel.parse(text, file=file, error=ConfigError)
    written = yamlmodel.validate(tree, _File, error=ConfigError)
    return tuple(_override(one, index, tree) for index, one in enumerate(written.overrides))


def _override(one: _Decided, index: int, tree: yamlmodel.Tree) -> Override:
    slug, _, day = one.edition.partition("@")
    place = yamlmodel.place_of(tree.places, f"overrides.{index}.edition")
    try:
        return Override(slug, day_of_key(day) if day else None, one.decision, one.by, one.why, place)
    except ValueError:
        raise ConfigError(f"overrides.{index}.edition: {day} is not a date", where=place) from None


def day_of_key(text: str) -> date:
    """The day in an edition's key, such as 2026-12-01. Raises ValueError, also for years that no schedule has."""
    day = date.fromisoformat(text)
    if day.isoformat() != text or not 1970 <= day.year < 3000:
        raise ValueError(f"{text} is not a date that a schedule has")
    return day


def added(text: str, edition: str, decision: Decision, *, by: str, why: str, on: date) -> str:
    """The text of the file with one decision more, at its end; what was written by hand stays as it is.

    Raises ConfigError where the file is written in a way that cannot be added to, or `by` or `why` cannot be written.
    """
    import yaml

    entry = {"edition": edition, "decision": decision.value, "by": by, "why": why}
    lines = yaml.safe_dump([entry], sort_keys=False, allow_unicode=True, width=1000).splitlines()
    lines.append(f"  on: {on}")  # the library would quote a key that is also a word for true
    try:
        read("\n".join(["overrides:", *lines]))
    except ConfigError as error:
        what = error.what.removeprefix("overrides.0.")
        raise ConfigError(what, where=f"the decision about {edition}", hint=error.hint) from None
    begun = text.rstrip() if text.strip() else "# What people decided against the schedule's rules: who, and why."
    if all(line.startswith("#") for line in begun.splitlines() if line):
        begun += "\noverrides:"
    indent = "" if re.search("^- ", begun, re.MULTILINE) else "  "
    made = begun + "\n" + "".join(f"{indent}{line}\n" for line in lines)
    try:
        known = read(text) if text.strip() else ()
        same = len(read(made)) == len(known) + 1
    except PublisherError:
        same = False
    if not same:
        hint = "Add it by hand; docs/scheduling.md shows how"
        raise ConfigError("a decision cannot be added to a file that is written like this", where=FILE, hint=hint)
    return made
