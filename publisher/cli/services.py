"""`publisher services`: what the mailing services say about our keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from publisher.cli import options
from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.pipeline import Told


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@options.limit
@json_option
@click.pass_obj
def command(session: Session, names: tuple[str, ...], limit: float, as_json: bool) -> int:
    """Ask the mailing services of config.yaml who we are to them. Reads only.

    Whether the key is valid and may send (it should not), the audiences and segments with ids and sizes, the senders,
    and the tags that every email there needs.
    """
    from publisher import pipeline
    from publisher.cli.output import say, say_json, tell

    told = pipeline.accounts(session.workspace(), names, time=session.time(limit))
    if as_json:
        say_json([_result(one) for one in told])
    elif told:
        for one in told:
            _show(one)
    else:
        say("no services yet; docs/services.md says how to add one to config.yaml")
    tell(*(one.error for one in told if one.error))
    return max((one.error.exit_code for one in told if one.error), default=0)


def _result(told: Told) -> dict[str, object]:
    account = told.account
    return {
        "service": told.name,
        "account": account.name if account else None,
        "may_send": account.may_send if account else None,
        "audiences": account.audiences if account else [],
        "senders": account.senders if account else [],
        "notes": account.notes if account else [],
        "required": sorted(told.service.facts.required) if told.service else [],
        "error": str(told.error) if told.error else None,
    }


def _show(told: Told) -> None:
    """One service as lines."""
    from publisher.cli.output import say, visible

    if told.account is None or told.service is None:
        say(f"{told.name}: not known")
        return
    may = {True: "the key may send: give us one that cannot, where the service has such", False: "the key cannot send"}
    say(visible(f"{told.name}: {told.account.name or 'the key is valid'}"))
    lines = [may.get(told.account.may_send, "whether the key may send is not told")]  # type: ignore[arg-type]  # None too
    for audience in told.account.audiences:
        size = f", {audience.size} readers" if audience.size is not None else ""
        within = f" (segment of {audience.within})" if audience.within else ""
        lines.append(f"audience {audience.id}: {audience.name}{size}{within}")
    lines += [f"sender {sender}" for sender in told.account.senders]
    tags = told.service.facts.tags
    lines += [f"every email needs {tags.get(name, name)}" for name in sorted(told.service.facts.required)]
    lines += [f"note: {note}" for note in told.account.notes]
    for line in lines:
        say(visible(f"    {line}"))
