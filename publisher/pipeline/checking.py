"""Choosing campaigns, and looking for everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from publisher.errors import FindingsError, UsageError
from publisher.model import Campaign, Finding, Proof, Severity, Verdict
from publisher.workspace import Workspace
from publisher.yamlmodel import suggestion

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def silent(_: str, __: int, ___: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What checks found in some campaigns, and the proof of each quotation by the campaign's path."""

    campaigns: tuple[Campaign, ...]
    findings: tuple[Finding, ...]
    proofs: Mapping[str, tuple[Proof, ...]]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop build, publish and push."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def proven(self) -> int:
        """How many quotations stand in their reports, word for word."""
        return sum(proof.verdict is not Verdict.NOT_FOUND for proofs in self.proofs.values() for proof in proofs)


def chosen(workspace: Workspace, slugs: Sequence[str]) -> tuple[Campaign, ...]:
    """The campaigns of these slugs, present or former; all without any. Raises UsageError for an unknown one."""
    if not slugs:
        return workspace.campaigns
    found: dict[str, Campaign] = {}
    for slug in slugs:
        name = Path(slug).stem if slug.endswith(".md") else slug
        campaign = workspace.by_slug.get(name)
        if campaign is None:
            hint = suggestion(name, workspace.by_slug) or "`publisher status` lists the campaigns"
            raise UsageError(f"there is no campaign `{slug}`", hint=hint)
        found[campaign.path] = campaign
    return tuple(found.values())


def check(
    workspace: Workspace, campaigns: Sequence[Campaign], *, email: bool = True, progress: Progress = silent
) -> Checked:
    """Look for everything that is wrong with some campaigns; with `email`, with their messages too."""
    findings: list[Finding] = []
    for number, campaign in enumerate(campaigns, 1):
        findings += workspace.findings(campaign, email=email)
        progress("Checking campaigns", number, len(campaigns))
    findings.sort(key=lambda finding: (finding.where.file, finding.where.line or 0, finding.where.column or 0))
    broken = {finding.where.file for finding in findings if finding.rule == "report-missing"}
    proofs = {one.path: workspace.proofs(one) for one in campaigns if one.path not in broken}
    return Checked(tuple(campaigns), tuple(findings), proofs)


def must_pass(checked: Checked, act: str) -> Checked:
    """Raise FindingsError where there are errors."""
    errors = checked.errors
    if errors:
        what = f"{len(errors)} error{'s' if len(errors) > 1 else ''} in campaigns, so nothing was {act}"
        raise FindingsError(what, checked.findings, hint="`publisher check` shows everything that is wrong")
    return checked
