"""`publisher`: finds the verb, runs it, and turns errors into one line and an exit code."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from publisher.cli.output import remark, tell
from publisher.cli.session import Session
from publisher.errors import ProjectError, PublisherError

VERBS = (
    "init",
    "new",
    "gather",
    "excerpts",
    "people",
    "check",
    "preview",
    "build",
    "publish",
    "plan",
    "push",
    "run",
    "drop",
    "calendar",
    "status",
    "services",
    "forget",
    "adopt",
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
    clock: Callable[[], datetime] = ctx.obj
    ctx.obj = Session(folder, _here(), dict(os.environ), now=clock(), clock=clock, debug=debug)


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise ProjectError("this folder has been removed", hint="Go to one that is there") from None


def _now() -> datetime:
    return datetime.now(UTC)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit. Our own errors print one line each; anything else is a bug and shows as one."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # what its encoding cannot say, and half a character of a file's name
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None, *, clock: Callable[[], datetime] = _now) -> int:
    """Run the program and return the exit code.

    0, 1, 2 or 3 as `--help` says; 130 when interrupted, and 141 when nobody reads the output any more (both as shells
    number them). Not by `click.Command.main`: that takes any broken pipe and any EOFError for one of the terminal.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    debug = False
    try:
        with program.make_context("publisher", typed, obj=clock) as context:
            debug = context.params["debug"]
            result = program.invoke(context)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except PublisherError as error:
        if debug:
            traceback.print_exc()
        tell(error)
        return error.exit_code
    except click.ClickException as error:
        remark(_usage(error))
        return 2
    except (click.Abort, KeyboardInterrupt):
        at_terminal = sys.stderr is not None and sys.stderr.isatty()
        remark("\nstopped" if at_terminal else "stopped")  # a terminal has shown ^C
        return 130
    except OSError as problem:
        if not _was_printing(problem):
            raise
        return _end_of_output(problem)


def _was_printing(problem: OSError) -> bool:
    """Whether it was standard output that failed: all that we print goes through `click.echo`."""
    return any(frame.f_code is click.echo.__code__ for frame, _ in traceback.walk_tb(problem.__traceback__))


def _end_of_output(problem: OSError) -> int:
    """The exit code once nothing more can be written to standard output."""
    # The interpreter would try once more at its end, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(problem, BrokenPipeError):  # the reader, such as `head`, has seen enough
        return 141
    remark(f"standard output: cannot be written ({problem.strerror})")
    return 1


def _usage(error: click.ClickException) -> str:
    """A usage error in our voice: what is wrong, and how to see what would be right."""
    message = error.format_message()
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return message
    message = message[:1].lower() + message[1:]
    if "`publisher" in message:
        return message
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "publisher"
    return f"{message}{'' if message.endswith(('.', '?')) else '.'} See `{path} --help`"
