"""`publisher people`: whom a report names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.model import Named, Report


@click.command()
@click.argument("report", metavar="REPORT")
@click.option("--quoted", is_flag=True, help="Only those who are quoted.")
@click.option("--encoding", default="", help="The encoding of a text file, where the guess is wrong.")
@json_option
@click.pass_obj
def command(session: Session, report: str, quoted: bool, encoding: str, as_json: bool) -> None:
    """List whom REPORT names: roles, how often they are named and quoted, whether a list of the report has them.

    A name that is printed in a damaged form (`lan` for `Ian`) is said to be suspicious.
    """
    from publisher import excerpts
    from publisher.cli.output import count, remark, say_json

    read = session.report(report, encoding=encoding)
    said = Counter(one.speaker.name for one in excerpts.quotations(read) if one.speaker and one.speaker.name)
    people = [one for one in excerpts.people(read) if said[one.name] or not quoted]
    suspicious = _suspicious(read, people)
    if as_json:
        say_json([_row(one, said[one.name], suspicious.get(one.name, ())) for one in people])
        return
    if people:
        _say(people, said, suspicious)
    listed = sum(one.listed for one in people)
    remark(f"{report}: {count(len(people), 'person', 'people')}, {listed} of them in its lists of people")


def _suspicious(report: Report, people: Sequence[Named]) -> dict[str, tuple[str, ...]]:
    """The damaged forms in which each person is printed: by the report's repairs, or by letters that look alike."""
    from publisher.model import RepairKind

    damaged = [" ".join(one.before.split()) for one in report.repairs if one.kind is RepairKind.NAME]
    found = {}
    for one in people:
        forms = tuple(form for form in one.variants if _mended(form) == one.name or _holds(form, damaged))
        if forms:
            found[one.name] = forms
    return found


def _mended(form: str) -> str:
    """A printed name with the capitals that a scanner took for other letters: `lan` is `Ian`, `B|` is `BJ`."""
    return " ".join(re.sub(r"\A[l1|](?=[a-z])", "I", word).replace("|", "J") for word in form.split())


def _holds(form: str, damaged: Sequence[str]) -> bool:
    return any(f" {words} " in f" {form} " for words in damaged)


def _row(one: Named, quotations: int, suspicious: Sequence[str]) -> dict[str, Any]:
    return {
        "name": one.name,
        "variants": list(one.variants),
        "roles": [{"role": role, "organisation": organisation} for role, organisation in one.roles],
        "mentions": one.mentions,
        "quotations": quotations,
        "listed": one.listed,
        "suspicious": list(suspicious),
    }


def _say(people: Sequence[Named], said: Counter[str], suspicious: dict[str, tuple[str, ...]]) -> None:
    from publisher.cli.output import say, table, visible

    rows = [
        (
            visible(one.name),
            f"{said[one.name] or '-':>6}",
            f"{one.mentions:>5}",
            "yes" if one.listed else "",
            visible("; ".join(", ".join(filter(None, role)) for role in one.roles)),
        )
        for one in people
    ]
    table(rows, headings=("name", "quoted", "named", "listed", "what they are"))
    forms = [(one.name, [form for form in one.variants if form not in suspicious.get(one.name, ())]) for one in people]
    if any(variants for _, variants in forms):
        say()
        table(
            [(visible(name), visible(", ".join(variants))) for name, variants in forms if variants],
            headings=("name", "also printed as"),
        )
    for name, damaged in suspicious.items():
        say(visible(f"suspicious: {', '.join(f'“{form}”' for form in damaged)} is read as “{name}”"))
