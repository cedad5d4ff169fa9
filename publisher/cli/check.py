"""`publisher check`: what is wrong, and the proof of every quotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from publisher.cli.output import json_option
from publisher.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publisher.model import Proof
    from publisher.pipeline import Checked


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--explain", is_flag=True, help="Print the proof of each quotation.")
@json_option
@click.pass_obj
def command(session: Session, slugs: tuple[str, ...], explain: bool, as_json: bool) -> int:
    """Prove the quotations and look for everything else that is wrong, in all campaigns or those named.

    What is proven is written down beside each campaign without errors, in SLUG.proof.json: build, publish and push
    hold when a report has changed since. Exits with 1 if there are errors.
    """
    from publisher import pipeline
    from publisher.cli.output import Progress, findings, say_json

    workspace = session.workspace()
    with Progress() as progress:
        checked = pipeline.check(workspace, pipeline.chosen(workspace, slugs), progress=progress)
    approved = [workspace.project.name(file) for file in pipeline.approve(workspace, checked)]
    if as_json:
        own = {path: one.own for path, one in checked.examined.items()}
        claims = {path: one.claims for path, one in checked.examined.items()}
        say_json(
            {"findings": checked.findings, "proofs": checked.proofs, "own": own, "claims": claims, "approved": approved}
        )
    else:
        if explain:
            _explain(checked)
        findings(checked.findings)
        _summary(checked)
    return 1 if checked.errors else 0


def _explain(checked: Checked) -> None:
    """Every quotation with its proof, then what else stands between marks, then numbers, dates and names."""
    from publisher.cli.output import say, visible

    for path, examined in checked.examined.items():
        for proof in examined.proofs:
            for line in _proof(path, proof):
                say(visible(line))
        for phrase in examined.own:
            say(visible(f"{path}:{phrase.line}: own words “{phrase.words}”"))
        for claim in examined.claims:
            there = f", {claim.report}, {claim.locator}: {claim.source}" if claim.source else ""
            say(visible(f"{path}:{claim.line}: {claim.kind} “{claim.printed}” {claim.standing}{there}"))


def _proof(path: str, proof: Proof) -> Iterator[str]:
    """Verdict and locator, printed words and source words, all words that differ, and who says it in each."""
    where = f"{proof.report}, {proof.locator}" if proof.report else "nowhere"
    fault = f" ({proof.fault}: {proof.left_out})" if proof.fault else ""
    yield f"{path}:{proof.line}: {proof.verdict}{fault}, {where}"
    yield f"  printed  {' '.join(proof.printed.split())}"
    yield f"  source   {' '.join(proof.source.split())}"
    for printed, source in proof.differences:
        yield f"  differs  “{printed}” for “{source}”"
    if proof.speech:
        yield f"  speaker  {proof.printed_speaker or 'not told'}; in the report {_said_by(proof)}"


def _said_by(proof: Proof) -> str:
    return f"{proof.speaker} ({proof.confidence:.0%})" if proof.speaker else "not told"


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
