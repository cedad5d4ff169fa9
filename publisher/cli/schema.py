"""`publisher schema`: the JSON Schema of what people write."""

from __future__ import annotations

import click

from publisher.cli.output import say_json


@click.command()
@click.argument("what", type=click.Choice(["config", "campaign"]), default="config")
def command(what: str) -> None:
    """Print the JSON Schema of config.yaml, or of a campaign's front matter, for editors."""
    from publisher import schema

    say_json(schema.config() if what == "config" else schema.front_matter())
