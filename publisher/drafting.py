"""What does a campaign about a report begin with? Fitting quotations with their lead-ins, and a lead to be written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from publisher import excerpts
from publisher.errors import UsageError
from publisher.model import Excerpt, ExcerptKind, Quotation, Report, Speaker

TO_BE_WRITTEN = "[Write "
"""How a paragraph begins that a person has to write; `check` refuses a campaign that has one."""

LETTERS = frozenset(("newsletter", "digest"))
"""The templates whose sections are items."""

_LEAD = (
    f"{TO_BE_WRITTEN}the lead: what happened, why it matters to your readers, and what they will find here. "
    "Two or three sentences, in the place of this paragraph.]"
)
_GREETING = 'Dear {{ first_name or "friend" }},'
_CLOSING = "With good wishes,\nyour name and team"
_BODIES = {
    "newsletter": """\
Dear {{ first_name or "friend" }},

[Write what this letter is about, in two sentences.]

## The first item

[Write a paragraph or two, and where to read on.]

## The second item

[Write a paragraph or two.]

With good wishes,
your name and team
""",
    "digest": """\
[Write what this list is about, in two sentences.]

## [The first title](https://example.org/first)

[Write why it is worth reading.]
""",
}

_POST = """\
[Write the lead: what happened, and why it matters to the reader.]

[Write who said it, and about what:]

> [Write the exact words of the report.]
>
> — Name, role, organisation
"""

_FITTING, _ENOUGH = 5, 4
"""Quotations at most, and those for which a speaker may have two."""
_FEWEST, _MOST = 8, 110
"""Words of a quotation that stands by itself in a post."""
_SURE = 0.5
"""The confidence of a speaker below which a quotation is only taken if it is named by its id."""
_HEADS = re.compile(
    r"\b(?:chief|executive|director|chair(?:man|woman|person)?|leader|head|president|principal|mayor|secretary|manager"
    r"|constable|superintendent|minister|chancellor|founder|editor|commissioner|bishop|dean|rector|owner|governor)\Z",
    re.IGNORECASE,
)
_SUBJECT = 60
"""Characters of a subject line that inboxes show."""
_PREHEADER = 150
"""Characters of a preheader at most."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of a new campaign: front matter's title and summary, and the body in Markdown."""

    title: str
    summary: str
    body: str

    @property
    def subject(self) -> str:
        """The title, so short that an inbox shows it whole."""
        return _shortened(self.title, _SUBJECT)

    @property
    def preheader(self) -> str:
        """The summary, so short that an inbox shows it after the subject."""
        return _shortened(self.summary, _PREHEADER)


def empty_body(template: str) -> str:
    """The body of a campaign without a report, for a person to write over."""
    return _BODIES.get(template, _POST)


def choose(report: Report, *, about: str = "", ids: Sequence[str] = ()) -> tuple[Excerpt, ...]:
    """The excerpts of `ids` in their order; else the four or five quotations that fit best, in order of their places.

    They fit if they are about `about` (if given), whole, neither too long nor too short, and said by somebody named
    for certain; the first are of different speakers. Where a report quotes nobody, its key passages stand in. Raises
    UsageError for an unknown id, or where nothing fits.
    """
    if ids:
        return tuple(excerpts.by_ids(report, excerpts.find(report), ids))
    candidates: list[Excerpt] = [one for one in excerpts.quotations(report) if _stands_alone(one)]
    if not candidates:
        candidates = list(excerpts.find(report, (ExcerptKind.PASSAGE,)))
    if about:
        ranked = excerpts.about(report, candidates, about, people=excerpts.people(report))
    else:
        ranked = excerpts.telling(report, candidates)
    if not ranked:
        what = f"nothing that can be quoted is about “{about}”" if about else "there is nothing to quote"
        hint = "Other words may find something; so may `publisher excerpts REPORT --kind all`"
        raise UsageError(what, where=report.name, hint=hint)
    return tuple(sorted(_of_different_people(ranked), key=lambda one: one.start))


def _stands_alone(one: Quotation) -> bool:
    """Whether somebody named says whole sentences of a fitting length, not repeated from elsewhere."""
    named = one.speaker is not None and bool(one.speaker.name) and one.confidence >= _SURE
    whole = one.text[:1].isupper() and one.text[-1:] in ".!?…’”"
    return named and whole and not one.variant_of and _FEWEST <= len(one.text.split()) <= _MOST


def _of_different_people(ranked: Sequence[Excerpt]) -> list[Excerpt]:
    """The first of each speaker, at most five; where that is too few, the next of the same."""
    found: list[Excerpt] = []
    for most, wanted in ((1, _FITTING), (2, _ENOUGH)):
        for one in ranked:
            name = one.speaker.name if one.speaker else ""
            again = sum(bool(other.speaker and other.speaker.name == name) for other in found)
            if len(found) < wanted and one not in found and (not name or again < most):
                found.append(one)
    return found


def draft(
    report: Report,
    address: str,
    chosen: Sequence[Excerpt],
    *,
    title: str = "",
    about: str = "",
    template: str = "report-post",
    language: str = "en",
) -> Draft:
    """A campaign that prints `chosen`; `address` is the report's, as a link of the campaign names it (empty: none).

    `title` is the headline, made of the report's title and `about` where it is empty. In other languages than English
    a lead-in is the speaker's name and role alone.
    """
    name = _title(report)
    headline = title or (f"{name}: what it says about {about}" if about else name)
    parts = [_GREETING] if template == "newsletter" else []
    parts += [_LEAD, *_items(report, chosen, sections=template in LETTERS, english=language.startswith("en"))]
    parts.append(_credit(report, english=language.startswith("en")))
    if address:
        parts.append(f"::: button\n[{_label(address, language)}]({_target(address)})\n:::")
    parts += [_CLOSING] if template == "newsletter" else []
    return Draft(headline, _summary(name, chosen, about), "\n\n".join(parts) + "\n")


def _title(report: Report) -> str:
    """The report's title on one line; its file's name where it has none."""
    title = " ".join(report.title.split()) or PurePosixPath(report.name).stem.replace("-", " ").replace("_", " ")
    return title[:1].upper() + title[1:]


def _summary(name: str, chosen: Sequence[Excerpt], about: str) -> str:
    """One sentence for lists, feeds and the inbox: what the report says, and who speaks."""
    names = list(dict.fromkeys(one.speaker.name for one in chosen if one.speaker and one.speaker.name))
    topic = f" about {about}" if about else ""
    if not names:
        return f"What “{name}” says{topic or ', in its own words'}."
    if len(names) > 3:
        names = [*names[:2], "others"]
    people = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"What “{name}” says{topic}, in the words of {people}."


def _items(report: Report, chosen: Sequence[Excerpt], *, sections: bool, english: bool) -> Iterator[str]:
    """Each excerpt after its lead-in line; with `sections`, below the heading that it stands under in the report."""
    said: Counter[str] = Counter()
    heading = ""
    for number, one in enumerate(chosen):
        above = _heading(one)
        if sections and above != heading:
            heading = above
            yield f"## {excerpts.escaped(above)}"
        name = one.speaker.name if one.speaker else ""
        yield _lead_in(one, number, again=bool(name and said[name]), english=english)
        yield excerpts.markdown(report, one)
        said[name] += 1


def _heading(one: Excerpt) -> str:
    """The last heading above an excerpt, else who says it; capitals only where a sentence has them."""
    above = one.locator.section[-1] if one.locator.section else ""
    above = re.sub(r"^[\d.]+\s+", "", above)
    return (above.capitalize() if above.isupper() else above) or str(one.speaker or "") or "From the report"


_SAYING = ("{who} said:", "{who} put it this way:", "In the words of {who}:", "The report also quotes {who}:")
_REPORT = {
    ExcerptKind.RECOMMENDATION: ("The report recommends:", "It also recommends:"),
    ExcerptKind.FIGURE: ("One figure from the report:", "Another figure:"),
    ExcerptKind.PASSAGE: ("From the report:", "Also from the report:"),
}


def _lead_in(one: Excerpt, number: int, *, again: bool, english: bool) -> str:
    """A plain line that says who speaks, as what; the wording changes from one to the next."""
    who = one.speaker
    if who is None or not (who.name or who.descriptor):
        first, further = _REPORT.get(one.kind, ("The report quotes somebody whom it does not name:",) * 2)
        return further if number else first
    if not english:
        return excerpts.escaped(excerpts.caption(who) or who.descriptor) + ":"
    if again:
        return f"{excerpts.escaped(who.name)} also said:"
    pattern = _SAYING[number % len(_SAYING)] if who.name else "{who} said:"
    words = pattern.format(who=excerpts.escaped(_introduced(who, closed=not pattern.startswith("{who}"))))
    return words[0].upper() + words[1:]


def _introduced(who: Speaker, *, closed: bool) -> str:
    """`Amina Rahman, chief executive of Example Trust,`; without the last comma if it is `closed` by a colon."""
    if not who.name:
        return excerpts.caption(who) or who.descriptor
    role, place = who.role, who.organisation if who.organisation not in who.role else ""
    joined = f"{role} of {place}" if role and place and _HEADS.search(role) else ", ".join(filter(None, (role, place)))
    return ", ".join(filter(None, (who.name, joined))) + ("" if closed or not joined else ",")


def _credit(report: Report, *, english: bool) -> str:
    """Which report the words are from: title, authors, publisher and date as it prints them."""
    name = f"*{excerpts.escaped(_title(report))}*"
    authors = (
        f"{', '.join(report.authors[:-1])} and {report.authors[-1]}"
        if len(report.authors) > 1
        else "".join(report.authors)
    )
    made = ", ".join(filter(None, (report.publisher, report.published)))
    if not english:
        return f"{name}{f' ({excerpts.escaped(made)})' if made else ''}"
    by = f", by {excerpts.escaped(authors)}" if authors else ""
    return f"All of these words are from {name}{by}{f' ({excerpts.escaped(made)})' if made else ''}."


def _label(address: str, language: str) -> str:
    suffix = PurePosixPath(address).suffix.lower()
    if not language.startswith("en"):
        return suffix.removeprefix(".").upper() or "Report"
    return "Download the report (PDF)" if suffix == ".pdf" else "Read the report"


def _target(address: str) -> str:
    """An address as a link's target: in angle brackets where it holds what Markdown would stumble over."""
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head = text[: length - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:–-") + "…"
