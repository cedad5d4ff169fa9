"""Choosing campaigns, and looking for everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from publisher import checks
from publisher.checks import Changed, approval
from publisher.errors import CampaignError, FindingsError, Held, UsageError, raise_all
from publisher.model import Campaign, Finding, Proof, Severity
from publisher.proving import Examined
from publisher.workspace import Workspace
from publisher.yamlmodel import suggestion

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def silent(_: str, __: int, ___: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What checks found in some campaigns, and what was found out about each, by its path."""

    campaigns: tuple[Campaign, ...]
    findings: tuple[Finding, ...]
    examined: Mapping[str, Examined]

    @property
    def proofs(self) -> Mapping[str, tuple[Proof, ...]]:
        """The proof of each quotation, by the campaign's path."""
        return {path: one.proofs for path, one in self.examined.items()}

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop build, publish and push."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def proven(self) -> int:
        """How many quotations stand in their reports, word for word."""
        return sum(proof.proven for proofs in self.proofs.values() for proof in proofs)


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
    findings += list(_changes(workspace, campaigns, findings))
    findings.sort(key=lambda finding: (finding.where.file, finding.where.line or 0, finding.where.column or 0))
    broken = _unreadable(findings)
    examined = {one.path: workspace.examined(one) for one in campaigns if one.path not in broken}
    return Checked(tuple(campaigns), tuple(findings), examined)


def _unreadable(findings: Iterable[Finding]) -> set[str]:
    """The campaigns whose reports cannot be read."""
    return {finding.where.file for finding in findings if finding.rule == "report-missing"}


def _changes(workspace: Workspace, campaigns: Sequence[Campaign], findings: Iterable[Finding]) -> Iterator[Finding]:
    """A note for each campaign whose reports have changed since it was last checked."""
    broken = _unreadable(findings)
    for campaign in campaigns:
        changed = workspace.changed(campaign) if campaign.path not in broken else None
        if changed:
            yield checks.finding("report-changed", campaign.place("report"), str(changed))


def changes(workspace: Workspace, checked: Checked) -> list[tuple[Campaign, Changed]]:
    """The campaigns whose reports have changed since they were last checked, and how."""
    readable = (one for one in checked.campaigns if one.path in checked.examined)
    return [(one, changed) for one in readable if (changed := workspace.changed(one))]


def approve(workspace: Workspace, checked: Checked) -> list[Path]:
    """Write down, beside each campaign in which no error was found, what was proven against which reports.

    The files that are new or other than before; campaigns without a quotation from a report get none. Raises
    CampaignError for a file that cannot be written.
    """
    broken = {finding.where.file for finding in checked.errors}
    proven = (one for one in checked.campaigns if one.path not in broken and one.reports)
    written = []
    for campaign in proven:
        approved = workspace.approvable(campaign)
        file = workspace.approval_file(campaign)
        if approved.quotations and _write(file, approval.dump(approved), workspace.project.name(file)):
            written.append(file)
    return written


def _write(file: Path, text: str, name: str) -> bool:
    """Write a file whole or not at all; whether it has changed."""
    data = text.encode()
    part = file.with_name(f".{file.name}.part")
    try:
        if file.is_file() and file.read_bytes() == data:
            return False
        part.write_bytes(data)
        part.replace(file)
    except OSError as problem:
        raise CampaignError(f"cannot be written ({problem.strerror})", where=name) from None
    return True


def must_pass(workspace: Workspace, checked: Checked, act: str) -> Checked:
    """Raise Held (or Several) where a report has changed since the last check, else FindingsError for errors."""
    hint = "Read what has changed, then run `publisher check`: it approves what is proven"
    raise_all([Held(str(changed), where=one.path, hint=hint) for one, changed in changes(workspace, checked)])
    errors = checked.errors
    if errors:
        what = f"{len(errors)} error{'s' if len(errors) > 1 else ''} in campaigns, so nothing was {act}"
        raise FindingsError(what, checked.findings, hint="`publisher check` shows everything that is wrong")
    return checked
