"""Has a report changed since its quotations were last checked? The approval is a file beside the campaign.

It is written by `publisher check` once every quotation is proven, read by build, publish and push, and meant to be
committed. It holds no time, so checking again changes nothing in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from publisher.errors import CampaignError
from publisher.model import Proof

VERSION = 1
SUFFIX = ".proof.json"


@dataclass(frozen=True, slots=True)
class Approved:
    """A quotation as it was proven: its printed words, the report, the words there, and where they stood."""

    printed: str
    report: str
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Approval:
    """What was approved: each report's digest (SHA-256, hexadecimal) by its name, and the quotations."""

    reports: Mapping[str, str]
    quotations: tuple[Approved, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A quotation that stands elsewhere now (`after` is its locator), reads otherwise, or is gone (`after` empty)."""

    printed: str
    report: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """The reports that are not what they were when they were approved, and what that does to the quotations."""

    reports: tuple[str, ...]
    moved: tuple[Moved, ...]

    def __str__(self) -> str:
        """One line: `reports/x.pdf has changed …: “…” moved from page 3 to page 4`."""
        what = (
            f"{' and '.join(self.reports)} {'has' if len(self.reports) == 1 else 'have'} changed since the last check"
        )
        told = [
            f"“{_cut(one.printed)}” " + (f"moved from {one.before} to {one.after}" if one.after else "is gone")
            for one in self.moved
        ]
        return f"{what}: {'; '.join(told) if told else 'every quotation stands where it stood'}"


def approval(proofs: Iterable[Proof], digests: Mapping[str, str]) -> Approval:
    """What there is to approve: the proven quotations, and the digest of each report that was looked into."""
    return Approval(
        dict(sorted(digests.items())),
        tuple(
            Approved(" ".join(one.printed.split()), one.report, one.source, str(one.locator))
            for one in proofs
            if one.proven and one.speech
        ),
    )


def changed(before: Approval, now: Approval) -> Changed | None:
    """What changed between two approvals of one campaign; None where every report is what it was.

    A report that was not looked into before, and a quotation that the campaign no longer prints, count for nothing:
    `now` has to hold what stands in the reports as they are. A quotation that `now` lacks is gone.
    """
    reports = tuple(name for name, digest in now.reports.items() if before.reports.get(name, digest) != digest)
    if not reports:
        return None
    present = {one.printed: one for one in now.quotations}
    moved = []
    for one in before.quotations:
        after = present.get(one.printed)
        if one.report in reports and (after is None or (after.locator, after.source) != (one.locator, one.source)):
            moved.append(Moved(one.printed, one.report, one.locator, after.locator if after else ""))
    return Changed(reports, tuple(moved))


def still_printed(before: Approval, printed: Sequence[str]) -> Approval:
    """The approval without the quotations that the campaign no longer prints."""
    words = {" ".join(one.split()) for one in printed}
    return Approval(before.reports, tuple(one for one in before.quotations if one.printed in words))


def dump(value: Approval) -> str:
    """An approval as JSON that a person can read; the same for the same values."""
    quotations = [
        {"printed": one.printed, "report": one.report, "locator": one.locator, "source": one.source}
        for one in value.quotations
    ]
    content = {"version": VERSION, "reports": dict(value.reports), "quotations": quotations}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def load(text: str, *, where: str) -> Approval:
    """Read an approval. Raises CampaignError for a file that is none."""
    try:
        content = json.loads(text)
        fields = ("printed", "report", "source", "locator")
        quotations = tuple(Approved(*(str(one[name]) for name in fields)) for one in content["quotations"])
        reports = {str(name): str(digest) for name, digest in content["reports"].items()}
        known = content["version"] == VERSION
    except (ValueError, KeyError, TypeError, AttributeError):
        known = False
    if not known:
        what, hint = "this is no approval of a check", "Delete it and run `publisher check`"
        raise CampaignError(what, where=where, hint=hint)
    return Approval(reports, quotations)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rsplit(" ", 1)[0] + " …"
