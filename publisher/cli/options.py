"""Options that several verbs share: of those that talk to mailing services."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from publisher.pipeline import Wish

LIMIT = 110.0
"""Seconds that a command which talks to services takes at most, unless `--time-limit` says otherwise."""

days = click.option(
    "--days", type=click.IntRange(0, 3660), help="How far ahead of publication drafts are made. [default: 14]"
)
replace = click.option("--replace", is_flag=True, help="Overwrite what a person edited in a named draft.")
keep = click.option("--keep", is_flag=True, help="Leave a named draft for good as a person edited it.")
limit = click.option(
    "--time-limit",
    "limit",
    type=click.IntRange(1, 86_400),
    default=int(LIMIT),
    metavar="SECONDS",
    help="What is not done by then waits for the next run. [default: 110]",
)


def wish(slugs: tuple[str, ...], *, replace: bool, keep: bool) -> Wish:
    """What to do with drafts that a person edited. Raises UsageError where that is not said of named campaigns."""
    from publisher.errors import UsageError
    from publisher.pipeline import Wish

    if replace and keep:
        raise UsageError("--replace and --keep cannot both be meant")
    if replace or keep:
        named_for("--replace" if replace else "--keep", slugs)
    return Wish.REPLACE if replace else Wish.KEEP if keep else Wish.ASK


def named_for(option: str, slugs: tuple[str, ...]) -> tuple[str, ...]:
    """The campaigns that an option is about. Raises UsageError where none is named."""
    from publisher.errors import UsageError

    if not slugs:
        raise UsageError(f"{option} is for campaigns that are named", hint=f"Name them: publisher push SLUG {option}")
    return slugs


def testable(addresses: tuple[str, ...], slugs: tuple[str, ...]) -> None:
    """Raise UsageError where no campaign is named, and for what is no mail address.

    What a service does with such a one is not stated.
    """
    from publisher.errors import UsageError

    named_for("--test", slugs)
    for address in addresses:
        name, _, host = address.rpartition("@")
        if not (name and host) or any(letter.isspace() or letter in ",;<>" for letter in address):
            raise UsageError(f"--test: {address!r} is no mail address", hint="Such as: --test me@example.org")
