"""Which files make the site at a given moment: values in, wanted files out.

Files that others link to come first, what links to them last (pages, then lists, then feeds, then the sitemap), so
that whoever reads while the folder is being written meets no link to a file that is not there yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from publisher.config import Config
from publisher.model import Channel, Edition, Page, Picture, Rendition, WantedFile, newest_first
from publisher.render import addresses
from publisher.render.frame import Frame
from publisher.render.templates import Templates
from publisher.render.webviews import feed_rendition, summary
from publisher.site import feeds
from publisher.site.lists import FEED_NAMES, Lists, index_file
from publisher.site.sitemap import robots, sitemap


def plan(
    editions: Iterable[tuple[Edition, Page]],
    *,
    config: Config,
    templates: Templates,
    frame: Frame,
    now: datetime,
    pictures: Mapping[str, Picture],
    files: Mapping[str, Path],
    ahead: Iterable[Rendition] = (),
) -> Iterator[WantedFile]:
    """Every file that the site should hold at `now`, what is linked to first.

    Editions that are not public at `now` leave no trace but `ahead`: pictures of emails whose service takes none, under
    names that nobody can guess. Pages are taken one at a time and not kept. `files` are local files that pages link to,
    by path below `files/`.
    """
    seen: set[str] = set()
    yield from frame.files
    yield from _renditions(ahead, seen)
    yield from _renditions(frame.pictures, seen)
    yield from (WantedFile(f"files/{name}", path) for name, path in sorted(files.items()))
    public: list[Edition] = []
    newest = _Newest(min(config.page_size, feeds.ITEM_LIMIT))
    for edition, page in editions:
        if edition.public_at(now):
            yield from _renditions(page.pictures, seen)
            yield WantedFile(index_file(page.path), page.html.encode())
            public.append(edition)
            newest.add(edition, page)
    ordered = newest_first(public)
    yield from _redirects(ordered, config, templates)
    lists = Lists(ordered, config, templates, frame, pictures)
    yield from _renditions(lists.portraits(), seen)
    yield from lists.files()
    yield WantedFile("robots.txt", robots(addresses.absolute(config, "/sitemap.xml")))
    items = (_item(edition, article, config, pictures, now) for edition, article in newest.found())
    yield from _feeds(tuple(items), config, frame)
    yield WantedFile("sitemap.xml", sitemap(_places(ordered, lists, config, now)))


def feed_file() -> str:
    """The file whose arrival at the site's address tells that a build is public."""
    return addresses.RSS.lstrip("/")


class _Newest:
    """Keeps the articles of the newest posts of the blog channel, and forgets the others."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.articles: dict[str, str] = {}
        self.editions: list[Edition] = []

    def add(self, edition: Edition, page: Page) -> None:
        """Take a post into account; letters are passed over."""
        if Channel.BLOG in edition.campaign.channels:
            self.articles[edition.key] = page.article
            self.editions.append(edition)
            if len(self.editions) > 4 * self.limit:
                found = self.found()
                self.editions = [edition for edition, _ in found]
                self.articles = {edition.key: article for edition, article in found}

    def found(self) -> list[tuple[Edition, str]]:
        """The newest, newest first."""
        return [(edition, self.articles[edition.key]) for edition in newest_first(self.editions)[: self.limit]]


def _renditions(renditions: Iterable[Rendition], seen: set[str]) -> Iterator[WantedFile]:
    """Each picture file once."""
    for rendition in renditions:
        if rendition.name not in seen:
            seen.add(rendition.name)
            yield WantedFile(addresses.image(rendition.name).lstrip("/"), rendition.file)


def _redirects(editions: Sequence[Edition], config: Config, templates: Templates) -> Iterator[WantedFile]:
    """A page at each former address, unless something stands there today."""
    taken = {edition.path for edition in editions}
    for edition in editions:
        slug = edition.campaign.slug
        for former in edition.campaign.was:
            path = edition.path.replace(f"/{slug}/", f"/{former}/", 1)
            if path not in taken:
                taken.add(path)
                html = templates.render(
                    "site/redirect.html",
                    title=edition.campaign.title,
                    path=addresses.rooted(config, edition.path),
                    canonical=addresses.absolute(config, edition.path),
                )
                yield WantedFile(index_file(path), html.encode())


def _item(
    edition: Edition, article: str, config: Config, pictures: Mapping[str, Picture], now: datetime
) -> feeds.FeedItem:
    campaign = edition.campaign
    if campaign.date is None:
        raise ValueError("an edition without a date is never public")
    return feeds.FeedItem(
        id=feeds.identifier(config.id, edition.key),
        url=addresses.absolute(config, edition.path),
        title=campaign.title,
        published=campaign.date,
        updated=campaign.updated if campaign.updated and campaign.updated <= now else None,
        content=article,
        summary=summary(campaign),
        authors=(campaign.author.name,) if campaign.author else (),
        tags=campaign.tags,
        image=_image(edition, config, pictures),
    )


def _image(edition: Edition, config: Config, pictures: Mapping[str, Picture]) -> feeds.FeedImage | None:
    reference = edition.campaign.image
    picture = pictures.get(reference.src) if reference else None
    if picture is None:
        return None
    size = feed_rendition(picture)
    return feeds.FeedImage(
        url=addresses.absolute(config, addresses.image(size.name)),
        media_type=size.media_type,
        length=size.file.stat().st_size,
        width=size.width,
        height=size.height,
    )


def _feeds(items: tuple[feeds.FeedItem, ...], config: Config, frame: Frame) -> Iterator[WantedFile]:
    """The three feeds, all from the same items."""
    names = {"RSS": "rss", "Atom": "atom", "JSON Feed": "json"}
    feed = feeds.Feed(
        id=feeds.identifier(config.id),
        title=config.title,
        home=addresses.absolute(config, addresses.HOME),
        description=config.description or "",
        language=config.language,
        publisher=config.organisation.name,
        addresses={names[name]: addresses.absolute(config, path) for name, path in FEED_NAMES},
        items=items,
        style=frame.feed_style,
    )
    yield WantedFile(addresses.ATOM.lstrip("/"), feeds.atom(feed))
    yield WantedFile(addresses.JSON_FEED.lstrip("/"), feeds.json_feed(feed))
    yield WantedFile(feed_file(), feeds.rss(feed))


def _places(
    editions: Sequence[Edition], lists: Lists, config: Config, now: datetime
) -> Iterator[tuple[str, datetime | None]]:
    """What the sitemap names: first pages of lists, and posts whose canonical address is here."""
    newest = _changed(editions[0], now) if editions else None
    yield addresses.absolute(config, addresses.HOME), newest
    for edition in editions:
        if not edition.campaign.canonical:
            yield addresses.absolute(config, edition.path), _changed(edition, now)
    for term in (*lists.tags(), *lists.authors()):
        yield addresses.absolute(config, term.path), _changed(term.editions[0], now)


def _changed(edition: Edition, now: datetime) -> datetime | None:
    """The latest of an edition's dates that is not in the future."""
    campaign = edition.campaign
    return max((day for day in (campaign.date, campaign.updated) if day and day <= now), default=None)
