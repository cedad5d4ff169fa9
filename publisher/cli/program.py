"""`publisher`: finds the verb, runs it, and turns errors into one line and an exit code."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from publisher.cli.session import Session
from publisher.errors import PublisherError

VERBS = (
    "init",
    "new",
    "excerpts",
    "check",
    "preview",
    "build",
    "publish",
    "plan",
    "push",
    "run",
    "status",
    "template",
    "schema",
)


class _Verbs(click.Group):
    """The verbs in the order of a day's work; a verb's module is imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in VERBS:
            command: click.Command = importlib.import_module(f"publisher.cli.{cmd_name}").command
            return command
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """As click does, with a suggestion for a verb that does not exist."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], VERBS, n=1)
            hint = f"Did you mean `publisher {near[0]}`?" if near else "`publisher --help` lists the verbs."
            raise click.UsageError(f"there is no verb `{args[0]}`. {hint}", ctx=ctx)
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from importlib import metadata

    try:
        click.echo(f"publisher {metadata.version('publisher')}")
    except metadata.PackageNotFoundError:
        click.echo("publisher (from a checkout)")
    ctx.exit()


@click.command(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done; 1 errors found or something failed; 2 usage, configuration or file; "
    "3 held or uncertain, a person or a later run is needed.",
)
@click.option(
    "-p",
    "--project",
    "folder",
    type=click.Path(path_type=Path),
    help="The project's folder; otherwise the one that this folder lies in.",
)
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version.")
@click.pass_context
def program(ctx: click.Context, folder: Path | None, debug: bool) -> None:
    """Make blog posts, newsletters and feeds of a report's own words, every quotation proven."""
    ctx.obj = Session(folder=folder, here=Path.cwd(), environment=dict(os.environ), now=datetime.now(UTC), debug=debug)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit. Our own errors print one line each; anything else is a bug and shows as one."""
    debug = "--debug" in (arguments if arguments is not None else sys.argv[1:])
    sys.exit(run(arguments, debug=debug))


def run(arguments: Sequence[str] | None = None, *, debug: bool = False) -> int:
    """Run the program and return the exit code (design: 0, 1, 2, 3; 130 when interrupted)."""
    try:
        result = program.main(args=arguments, prog_name="publisher", standalone_mode=False)
        sys.stdout.flush()
    except PublisherError as error:
        if debug:
            raise
        click.echo(str(error), err=True)
        return error.exit_code
    except click.ClickException as error:
        return _usage(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 130
    except BrokenPipeError:
        # The reader (such as `head`) has seen enough. Nothing more may be written, not even by the interpreter.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


def _usage(error: click.ClickException) -> int:
    """A usage error in our voice: what is wrong, and how to see what would be right."""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        message = error.format_message()
        message = message[:1].lower() + message[1:]
        if "`publisher" not in message:
            stop = "" if message.endswith((".", "?")) else "."
            message += f"{stop} See `{error.ctx.command_path} --help`"
        click.echo(message, err=True)
    else:
        click.echo(error.format_message(), err=True)
    return 2
