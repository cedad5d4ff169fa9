"""`publisher check`: what is wrong, and the proof of every quotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.pipeline import Checked


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--explain", is_flag=True, help="Print the proof of each quotation.")
@json_option
@click.pass_obj
def command(session: Session, slugs: tuple[str, ...], explain: bool, as_json: bool) -> int:
    """Prove the quotations and look for everything else that is wrong, in all campaigns or those named.

    Exits with 1 if there are errors.
    """
    from publisher import pipeline
    from publisher.cli.output import Progress, findings, say_json

    workspace = session.workspace()
    with Progress() as progress:
        checked = pipeline.check(workspace, pipeline.chosen(workspace, slugs), progress=progress)
    if as_json:
        say_json({"findings": checked.findings, "proofs": checked.proofs})
    else:
        if explain:
            _explain(checked)
        findings(checked.findings)
        _summary(checked)
    return 1 if checked.errors else 0


def _explain(checked: Checked) -> None:
    """Printed words, source words and locator of every quotation."""
    from publisher.cli.output import say, visible

    for path, proofs in checked.proofs.items():
        for proof in proofs:
            where = f"{proof.report}, {proof.locator}" if proof.report else "nowhere"
            say(f"{path}:{proof.line}: {proof.verdict}, {where}")
            say(visible(f"  printed  {' '.join(proof.printed.split())}"))
            say(visible(f"  source   {' '.join(proof.source.split())}"))


def _summary(checked: Checked) -> None:
    from publisher.cli.output import count, say

    quotations = sum(len(proofs) for proofs in checked.proofs.values())
    kinds = {"error": len(checked.errors)}
    for finding in checked.findings:
        if finding.severity != "error":
            kinds[finding.severity] = kinds.get(finding.severity, 0) + 1
    proven = f"{checked.proven} of {count(quotations, 'quotation')} proven" if quotations else "no quotations to prove"
    problems = ", ".join(count(number, kind) for kind, number in kinds.items() if number) or "nothing wrong"
    say(f"{count(len(checked.campaigns), 'campaign')}, {proven}, {problems}")
