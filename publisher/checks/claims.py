"""Numbers, dates and names of a campaign's own words against its reports: notes only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publisher.checks.rules import finding
from publisher.excerpts.claims import Claim, Standing
from publisher.model import Campaign, Finding


def claims(campaign: Campaign, found: Iterable[Claim]) -> Iterator[Finding]:
    """A note for each that differs; what is the same, or not in the report at all, is nobody's business."""
    for claim in found:
        if claim.standing is Standing.DIFFERS:
            rule = "name-differs" if claim.kind == "name" else "figure-differs"
            what = f"“{claim.printed}” may be what {claim.report}, {claim.locator}, has as “{claim.source}”"
            yield finding(rule, campaign.at(claim.line), what)
