"""`publisher drop`: give an edition of the schedule up."""

from __future__ import annotations

import click

from publisher.cli.session import Session


@click.command()
@click.argument("slugs", nargs=-1, required=True, metavar="SLUG[@DATE]...")
@click.option("--why", required=True, metavar="TEXT", help="The reason, for the record.")
@click.option("--by", default="", metavar="NAME", help="Who decides so. [default: who is logged in]")
@click.pass_obj
def command(session: Session, slugs: tuple[str, ...], why: str, by: str) -> int:
    """Give editions of the schedule up for good: they neither appear nor get a draft, and are listed no more.

    Writes who decided and why into campaigns/overrides.yaml; taking the lines out again takes the decision back. A
    draft that was pushed stays where it is.
    """
    from publisher import pipeline
    from publisher.cli.output import say, visible

    for slug in slugs:
        workspace = session.workspace()
        public = {edition.key for edition in workspace.editions}
        dropped = pipeline.decide(workspace, slug, pipeline.Decision.DROP, by=session.person(by), why=why)
        if dropped.dropped and dropped.override:
            say(visible(f"{dropped.key} was dropped before ({dropped.override.by}: {dropped.override.why})"))
            continue
        say(visible(f"dropped {dropped.key}: recorded in {pipeline.OVERRIDES}"))
        if dropped.key in public:
            say(visible(f"{dropped.key} is public: the next build takes {dropped.edition.path} off the site"))
    return 0
