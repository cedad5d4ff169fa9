"""The pages that list posts: front page, tags, authors, letters; and the few that stand alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from publisher.config import Config
from publisher.model import Channel, Edition, Person, Picture, Rendition, WantedFile
from publisher.render import addresses
from publisher.render.frame import Frame
from publisher.render.templates import Templates
from publisher.render.webviews import Byline, byline, entry

FEED_NAMES = (("RSS", addresses.RSS), ("Atom", addresses.ATOM), ("JSON Feed", addresses.JSON_FEED))


@dataclass(frozen=True, slots=True)
class Term:
    """A tag or an author with its posts, newest first. `path` counts from the site's root."""

    name: str
    path: str
    editions: list[Edition] = field(default_factory=list)
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """Draws the lists of a site. `editions` are the public ones, newest first; each entry is drawn once."""

    editions: Sequence[Edition]
    config: Config
    templates: Templates
    frame: Frame
    pictures: Mapping[str, Picture]
    _drawn: dict[str, Markup] = field(default_factory=dict)

    def files(self) -> Iterator[WantedFile]:
        """Every list page."""
        blog = [edition for edition in self.editions if Channel.BLOG in edition.campaign.channels]
        yield from self._paged("index", addresses.HOME, self.config.title, blog)
        letters = [edition for edition in self.editions if Channel.NEWSLETTER in edition.campaign.channels]
        if letters:
            yield from self._paged("letters", addresses.LETTERS, self.templates.words("page.letters"), letters)
        yield from self._terms("tag", addresses.TAGS, "page.tags", self.tags())
        yield from self._terms("author", addresses.AUTHORS, "page.authors", self.authors())
        yield from self._alone()

    def tags(self) -> list[Term]:
        """The tags in alphabetical order; of several spellings the newest post's counts."""
        found: dict[str, Term] = {}
        for edition in self.editions:
            for name in edition.campaign.tags:
                path = addresses.tag(name)
                term = found.setdefault(path, Term(name, path))
                if edition not in term.editions[-1:]:
                    term.editions.append(edition)
        return sorted(found.values(), key=lambda term: (term.name.casefold(), term.path))

    def authors(self) -> list[Term]:
        """The authors in alphabetical order."""
        found: dict[str, Term] = {}
        for edition in self.editions:
            person = edition.campaign.author
            if person:
                path = addresses.author(person)
                found.setdefault(path, Term(person.name, path, person=person)).editions.append(edition)
        return sorted(found.values(), key=lambda term: (term.name.casefold(), term.path))

    def portraits(self) -> Iterator[Rendition]:
        """The renditions that authors' pages show."""
        for term in self.authors():
            face = self._byline(term)[1]
            if face:
                yield face

    def _terms(self, kind: str, parent: str, words: str, terms: Sequence[Term]) -> Iterator[WantedFile]:
        """The list of all terms, and one list for each."""
        heading = self.templates.words(words)
        rows = [(term.name, self._rooted(term.path), len(term.editions)) for term in terms]
        yield self._page("terms", parent, heading=heading, terms=rows)
        for term in terms:
            person = self._byline(term)[0]
            extra = {"parent": self._rooted(parent), "count": len(term.editions), "person": person}
            yield from self._paged(kind, term.path, term.name, term.editions, **extra)

    def _paged(
        self, kind: str, path: str, heading: str, editions: Sequence[Edition], **extra: object
    ) -> Iterator[WantedFile]:
        """A list in pages of config's size; the first has the path itself, the others `page/2/` below it."""
        size = self.config.page_size
        total = max(1, -(-len(editions) // size))
        for number in range(1, total + 1):
            entries = [self._entry(edition) for edition in editions[(number - 1) * size : number * size]]
            around = {
                "newer": self._rooted(page_path(path, number - 1)) if number > 1 else "",
                "older": self._rooted(page_path(path, number + 1)) if number < total else "",
            }
            yield self._page(
                kind,
                page_path(path, number),
                heading=heading,
                description=self.config.description or "" if kind == "index" else "",
                entries=entries,
                number=number,
                total=total,
                **around,
                **extra,
            )

    def _alone(self) -> Iterator[WantedFile]:
        """How to follow, and the page for addresses that lead nowhere."""
        feeds = [(name, addresses.absolute(self.config, path)) for name, path in FEED_NAMES]
        yield self._page("follow", addresses.FOLLOW, feeds=feeds)
        html = self.templates.render("site/404.html", frame=self.frame)
        yield WantedFile("404.html", html.encode())

    def _entry(self, edition: Edition) -> Markup:
        if edition.key not in self._drawn:
            card = entry(edition, self.config)
            html = self.templates.render("_parts/entry.html", card=card)
            self._drawn[edition.key] = Markup(html)  # noqa: S704 - a template's output is escaped
        return self._drawn[edition.key]

    def _byline(self, term: Term) -> tuple[Byline | None, Rendition | None]:
        return byline(term.person, self.config, self.pictures) if term.person else (None, None)

    def _page(self, kind: str, path: str, **values: object) -> WantedFile:
        canonical = addresses.absolute(self.config, path)
        html = self.templates.render(f"site/{kind}.html", frame=self.frame, canonical=canonical, **values)
        return WantedFile(index_file(path), html.encode())

    def _rooted(self, path: str) -> str:
        return addresses.rooted(self.config, path)


def page_path(path: str, number: int) -> str:
    """The path of a list's page."""
    return path if number == 1 else f"{path}page/{number}/"


def index_file(path: str) -> str:
    """The file that a server shows for a path that ends with a slash, relative to the output folder."""
    return f"{path.lstrip('/')}index.html"
