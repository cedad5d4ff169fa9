"""The command line: one module a verb, imported when it is called. The only room that prints."""

from publisher.cli.program import main

__all__ = ["main"]
