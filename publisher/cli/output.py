"""How verbs speak: lines, tables, JSON, progress. Results go to standard output, all else to standard error."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

import click

from publisher.errors import FindingsError, PublisherError, Several, one_line
from publisher.model import Finding, Severity

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_PATIENCE = 1.0  # seconds after which a person wants to see that something happens


def say(text: str = "") -> None:
    """A line of the result."""
    click.echo(text)


def remark(text: str) -> None:
    """A line beside the result: a warning, or what is going on. Where it cannot be written, it is not missed."""
    with contextlib.suppress(OSError):
        click.echo(text, err=True)


def tell(*errors: PublisherError) -> None:
    """One line an error, each once; where findings stand in the way of an act, those come first."""
    each = [one for error in errors for one in (error.errors if isinstance(error, Several) else (error,))]
    lines = [str(finding) for finding in findings_in(each) if finding.severity is Severity.ERROR]
    for line in dict.fromkeys((*lines, *map(str, each))):
        remark(visible(line))


def findings_in(errors: Iterable[PublisherError]) -> list[Finding]:
    """The findings that stood in the way, each once."""
    each = (error for error in errors if isinstance(error, FindingsError))
    return list(dict.fromkeys(finding for error in each for finding in error.findings))


def can_ask() -> bool:
    """Whether a person sits at the terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def visible(text: str) -> str:
    """A text with its control characters spelt out: what an error quotes must not steer a terminal or begin a line."""
    return _CONTROLS.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def say_json(value: object) -> None:
    """The result as JSON; dates in ISO 8601, paths with forward slashes."""
    click.echo(_json(value, indent=2))


def say_json_line(value: object) -> None:
    """One of many results as a line of JSON."""
    click.echo(_json(value))


def _json(value: object, indent: int | None = None) -> str:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    ascii_only = not encoding.lower().startswith("utf")  # else what it cannot say would be no JSON any more
    return json.dumps(value, default=_plain, ensure_ascii=ascii_only, indent=indent)


@contextlib.contextmanager
def refusal_as_json(wanted: bool) -> Iterator[None]:
    """Where findings stand in the way of an act, print them as the result, if JSON is wanted."""
    try:
        yield
    except FindingsError as error:
        if wanted:
            say_json({"findings": error.findings, "error": str(error)})
        raise


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if not f.name.startswith("_")}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def table(rows: Sequence[Sequence[str]], *, headings: Sequence[str] = (), indent: str = "") -> None:
    """Columns as wide as their widest cell; the last one is left ragged."""
    lines = [list(map(str, row)) for row in ([headings] if headings else []) + list(rows)]
    if not lines:
        return
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for number, line in enumerate(lines):
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        text = indent + "  ".join(cells).rstrip()
        say(click.style(text, bold=True) if headings and number == 0 else text)


def findings(found: Iterable[Finding]) -> None:
    """One line a finding, place first; what is no error says so."""
    for finding in found:
        kind = "" if finding.severity is Severity.ERROR else f"{finding.severity}: "
        say(visible(one_line(finding.where, f"{kind}{finding.what}", finding.hint)))


def near(address: str, here: Path) -> str:
    """An address as a person would type it here: a path below the current folder loses what they have in common."""
    path = Path(address)
    return path.relative_to(here).as_posix() if path.is_absolute() and path.is_relative_to(here) else address


def count(number: int, word: str, plural: str = "") -> str:
    """`1 file`, `2,000 files`."""
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


class Progress:
    """Says what goes on once it lasts over a second: a bar on a terminal, plain lines elsewhere.

    Call it with what is being done, how much of it is done, and how much there is.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = self._spoke = clock()
        self._stage = ""
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` of `stage`; the stages follow one another."""
        now = self._clock()
        if stage != self._stage:
            self._stage, self._task, self._began = stage, None, now
        if now - self._began < _PATIENCE:
            return
        if sys.stderr.isatty():
            self._draw(done, total)
        elif now - self._spoke >= _PATIENCE or done == total:
            self._spoke = now
            remark(f"{stage}: {done:,} of {total:,}")

    def _draw(self, done: int, total: int) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
            from rich.progress import Progress as Bar

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
        if self._task is None:
            self._task = self._bar.add_task(self._stage, total=total)
        self._bar.update(self._task, completed=done, total=total)

    def __enter__(self) -> Self:
        """Begin; nothing is drawn yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        self.clear()

    def clear(self) -> None:
        """Take the bar away while something else is said or asked; it comes back with the next step."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = self._task = None
