"""`publisher excerpts`: what in a report can be quoted."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@click.option("--text", "as_text", is_flag=True, help="Print the text that was read; offsets count in it.")
@click.option("--long", "in_full", is_flag=True, help="Print whole quotations instead of one line each.")
@click.option("--encoding", default="", help="The encoding of a text file, where the guess is wrong.")
@json_option
@click.pass_obj
def command(session: Session, report: Path, as_text: bool, in_full: bool, encoding: str, as_json: bool) -> None:
    """List the quotations of REPORT (.pdf, .md or .txt): where each stands, and who said it where that is clear."""
    from publisher import excerpts, sources
    from publisher.cli.output import count, remark, say, say_json, visible

    path = session.here / report
    below = session.here / "campaigns" / report
    if not os.path.lexists(path) and os.path.isfile(below):  # noqa: PTH113 -- Path.is_file raises for a name too long
        path = below
    read = sources.read(path, name=str(report), encoding=encoding)
    for warning in read.warnings:
        remark(f"{report}: {warning}")
    if as_text:
        say("\n".join(map(visible, read.text.split("\n"))) if sys.stdout.isatty() else read.text)
        return
    found = excerpts.quotations(read)
    if as_json:
        say_json(found)
        return
    for quotation in found:
        who = f"{quotation.speaker}: " if quotation.speaker else ""
        words = quotation.text if in_full else _cut(quotation.text, 100 - len(who))
        say(visible(f"{quotation.id}  {quotation.locator}  {who}“{words}”"))
    remark(f"{report}: {count(len(found), 'quotation')}")


def _cut(text: str, length: int) -> str:
    length = max(length, 40)
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + " …"
