"""Which excerpts does a person ask for? By kind, words, speaker, section, page and id."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publisher.errors import UsageError
from publisher.excerpts.finding import find
from publisher.excerpts.people import people
from publisher.excerpts.relevance import about
from publisher.model import Excerpt, ExcerptKind, Named, Report


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: all of it together narrows the list. `kinds` are those of ExcerptKind, at least one."""

    kinds: tuple[str, ...]
    about: str = ""
    speaker: str = ""
    section: str = ""
    pages: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        """`about “Skelby”, by “Tranter”`."""
        parts = {"about": self.about, "by": self.speaker, "below": self.section}
        said = [f"{word} “{value}”" for word, value in parts.items() if value]
        return ", ".join(said + [f"on page {page}" for page in self.pages])


def select(report: Report, wanted: Wanted) -> list[Excerpt]:
    """The excerpts that answer, in order of their places; with `about` the fittest first, with `ids` in their order.

    Raises UsageError for a speaker, a section, a page or an id that the report does not have.
    """
    found: Sequence[Excerpt] = find(report, tuple(map(ExcerptKind, wanted.kinds)))
    named = people(report) if wanted.about or wanted.speaker else ()
    if wanted.ids:
        found = by_ids(report, found, wanted.ids)
    if wanted.speaker:
        found = _by_speaker(report, found, wanted.speaker, named)
    if wanted.section:
        found = _by_section(report, found, wanted.section)
    if wanted.pages:
        found = _by_pages(report, found, wanted.pages)
    return list(about(report, found, wanted.about, people=named) if wanted.about else found)


def by_ids(report: Report, found: Sequence[Excerpt], ids: Sequence[str]) -> list[Excerpt]:
    """The excerpts with these ids, in their order. Raises UsageError for an unknown one."""
    known = {one.id: one for one in found}
    for wanted in ids:
        if wanted not in known:
            near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.6)
            hint = f"Did you mean `{near[0]}`?" if near else "`publisher excerpts REPORT --kind all` lists the ids"
            raise UsageError(f"no excerpt has the id `{wanted}`", where=report.name, hint=hint)
    return [known[wanted] for wanted in ids]


def _by_speaker(report: Report, found: Sequence[Excerpt], name: str, named: Sequence[Named]) -> list[Excerpt]:
    """What somebody says whose name, a variant of it, or descriptor has all the words of `name`."""
    words = set(_folded(name))
    meant = {one.name for one in named if any(words <= set(_folded(form)) for form in (one.name, *one.variants))}
    saying = [one for one in found if one.speaker and (one.speaker.name in meant or words <= _called(one))]
    if not meant and not saying:
        names = {word: one.name for one in named for word in (one.name, one.name.split()[-1])}
        hint = _nearest(name, names) or "`publisher people REPORT` lists whom it names"
        raise UsageError(f"nobody in this report is called “{name}”", where=report.name, hint=hint)
    return saying


def _called(one: Excerpt) -> set[str]:
    """The words of the speaker's name, or of the descriptor of somebody unnamed."""
    return set(_folded(one.speaker.name or one.speaker.descriptor)) if one.speaker else set()


def _by_section(report: Report, found: Sequence[Excerpt], title: str) -> list[Excerpt]:
    titles = {report.words(one.start, one.end) for one in report.paragraphs if one.level}
    words = " ".join(_folded(title))
    below = {one for one in titles if words in " ".join(_folded(one))}
    if not below:
        hint = _nearest(title, {one: one for one in titles}) or "`publisher excerpts REPORT --text` prints all of it"
        raise UsageError(f"no heading holds “{title}”", where=report.name, hint=hint)
    return [one for one in found if below.intersection(one.locator.section)]


def _by_pages(report: Report, found: Sequence[Excerpt], pages: Sequence[int]) -> list[Excerpt]:
    if report.pages is None:
        raise UsageError("this report has no pages", where=report.name, hint="Use `--section`")
    if max(pages) > report.pages:
        raise UsageError(f"there is no page {max(pages)}; it has {report.pages}", where=report.name)
    return [one for one in found if one.locator.page in pages]


def _folded(text: str) -> list[str]:
    """The words of a text without case and marks."""
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()


def _nearest(word: str, known: Mapping[str, str]) -> str:
    """`Did you mean …` for a word that is near one of these, whatever its case."""
    by_fold = {key.casefold(): value for key, value in known.items()}
    near = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return f"Did you mean “{by_fold[near[0]]}”?" if near else ""
