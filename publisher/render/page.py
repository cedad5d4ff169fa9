"""The web page of an edition.

The body's blocks become items that `_parts/body.html` draws; the template of the campaign (`report-post/page.html` …)
sets them into the site's layout. Nothing in a page depends on who reads it, and nothing is loaded from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from urllib.parse import urlsplit

from markupsafe import Markup

from publisher.config import Config
from publisher.errors import CampaignError
from publisher.model import (
    Block,
    BlockKind,
    Campaign,
    Channel,
    Edition,
    Page,
    Person,
    Picture,
    PlaceholderName,
    PrintedQuotation,
    Rendition,
    fill_placeholders,
    placeholders_in,
)
from publisher.render import addresses, metadata, weblinks
from publisher.render.frame import Frame, frame
from publisher.render.templates import Templates

_READABLE_WIDTH = 1200  # pixels: the rendition for readers that choose none themselves
_PORTRAIT_WIDTH = 128  # pixels: 64 on a dense screen
_OPENING_MARKS = tuple("“”\"'‘’„‚«»‹›")
_FENCES = (BlockKind.WEB, BlockKind.EMAIL)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as a page shows it; addresses are rooted. `srcset` is empty for pictures from elsewhere."""

    src: str
    alt: str
    width: int = 0
    height: int = 0
    srcset: str = ""
    caption: str = ""
    lazy: bool = True


@dataclass(frozen=True, slots=True)
class Byline:
    """A person as a page shows them."""

    name: str
    role: str
    organisation: str
    initials: str
    path: str
    portrait: Image | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """Another post, as an item or under “Read next”."""

    title: str
    path: str
    day: date | None = None
    summary: str = ""
    image: Image | None = None
    byline: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that `_parts/body.html` draws. `kind` is the block's; runs of plain blocks are one of kind `prose`."""

    kind: str
    html: Markup = Markup()
    attribution: Markup = Markup()
    locator: str = ""
    marked: bool = False
    image: Image | None = None
    href: str = ""
    label: str = ""
    card: Card | None = None
    children: tuple[Item, ...] = ()


def page(
    edition: Edition,
    *,
    config: Config,
    templates: Templates,
    pictures: Mapping[str, Picture],
    posts: Mapping[str, Campaign],
    locators: Mapping[int, str],
    links: Callable[[str], str] = str,
    related: Sequence[Campaign] = (),
    surround: Frame | None = None,
) -> Page:
    """Draw an edition's page.

    `pictures` are by source as written, `posts` by slug (what `::: post` may show), `locators` by a quotation's line;
    `links` turns a link's address as written into an address with a scheme or a path of the site. `surround` is the
    site's frame: make it once for many pages. Raises CampaignError for a placeholder that has no meaning on a page
    and for a `::: post` that is not in `posts`, TemplateError for a faulty template.
    """
    surround = surround or frame(config, templates, pictures)
    drawing = _Drawing(edition, config, pictures, posts, locators, links)
    campaign = edition.campaign
    hero = drawing.image(campaign.image.src, campaign.image.alt) if campaign.image else None
    author = drawing.byline(campaign.author) if campaign.author else None
    items = drawing.items(campaign.body.blocks)
    body = Markup(templates.render("_parts/body.html", items=items, feed=False, frame=surround))
    html = templates.render(
        f"{campaign.template}/page.html",
        frame=surround,
        body=body,
        hero=hero,
        author=author,
        related=[drawing.card(post) for post in related],
        has_signup=any(block.kind is BlockKind.SIGNUP for block in campaign.body.walk()),
        **_values(edition, config, drawing),
    )
    article = templates.render("_parts/body.html", items=items, feed=True, frame=surround)
    return Page(
        path=edition.path,
        html=html,
        article=weblinks.for_feed(article, drawing.url).strip(),
        pictures=tuple(drawing.shown.values()),
    )


def summary(campaign: Campaign, length: int = metadata.SUMMARY_LENGTH) -> str:
    """What the post says in one breath: its summary, else the beginning of its first paragraph; plain text."""
    return campaign.summary or metadata.shortened(_first_paragraph(campaign), length)


def published(edition: Edition) -> datetime | date | None:
    """The day that the page bears: that of the occurrence, else the campaign's date."""
    return edition.occurrence or edition.campaign.date


def _values(edition: Edition, config: Config, drawing: _Drawing) -> dict[str, object]:
    """What the page's head and its edges need."""
    campaign = edition.campaign
    described = metadata.shortened(summary(campaign))
    picture = drawing.pictures.get(campaign.image.src) if campaign.image else None
    image = _rendition(picture, _READABLE_WIDTH) if picture else None
    facts = {"url": drawing.url, "description": described, "image": image, "day": campaign.date}
    return {
        "title": campaign.title,
        "standfirst": campaign.summary,
        "description": described,
        "url": drawing.url,
        "canonical": campaign.canonical or drawing.url,
        "day": published(edition),
        "draft": campaign.date is None and edition.occurrence is None,
        "updated": campaign.updated,
        "update_note": campaign.update_note,
        "guest_of": urlsplit(campaign.canonical).hostname or "" if campaign.canonical else "",
        "permission": campaign.permission,
        "disclaimer": campaign.disclaimer,
        "letter": Channel.BLOG not in campaign.channels,
        "tags": [(tag, addresses.rooted(config, addresses.tag(tag))) for tag in campaign.tags],
        "open_graph": metadata.open_graph(campaign, config, **facts),  # type: ignore[arg-type] - one set of facts for two
        "json_ld": metadata.json_ld(campaign, config, **facts),  # type: ignore[arg-type] - the same
    }


class _Drawing:
    """Turns the blocks of one edition into items, and remembers which pictures they show."""

    def __init__(
        self,
        edition: Edition,
        config: Config,
        pictures: Mapping[str, Picture],
        posts: Mapping[str, Campaign],
        locators: Mapping[int, str],
        links: Callable[[str], str],
    ) -> None:
        self.campaign = edition.campaign
        self.config = config
        self.pictures = pictures
        self.posts = posts
        self.locators = locators
        self.links = links
        self.url = addresses.absolute(config, edition.path)
        self.shown: dict[str, Rendition] = {}
        self._filled = {PlaceholderName.BROWSER_URL: escape(self.url)}

    def items(self, blocks: Iterable[Block]) -> tuple[Item, ...]:
        """The blocks that a page shows, in order; consecutive plain ones joined."""
        found: list[Item] = []
        prose: list[str] = []
        for block in blocks:
            if block.kind in _SPECIAL or block.kind in _FENCES:
                if prose:
                    found.append(Item("prose", Markup("\n".join(prose))))
                    prose = []
                found.extend(self._special(block))
            else:
                prose.append(self.html(block.html, block.line))
        if prose:
            found.append(Item("prose", Markup("\n".join(prose))))
        return tuple(found)

    def _special(self, block: Block) -> tuple[Item, ...]:
        if block.kind is BlockKind.WEB:
            return self.items(block.children)
        return () if block.kind is BlockKind.EMAIL else (_SPECIAL[block.kind](self, block),)

    def html(self, html: str, line: int) -> str:
        """A block's HTML for the page: placeholders filled, addresses and images the site's."""
        text = fill_placeholders(html, self._filled)
        left = next(placeholders_in(text), None)
        if left is not None:
            raise CampaignError(
                f"{{{{ {left.name} }}}} means nothing on a web page",
                where=self.campaign.at(line),
                hint="Put it into a `::: email` block",
            )
        return weblinks.on_page(text, self.config, self.links, self._inline_image)

    def _inline_image(self, attributes: dict[str, str]) -> str | None:
        image = self.image(attributes.get("src", ""), attributes.get("alt", ""))
        if image is None or not image.srcset:
            return None
        return (
            f'<img src="{escape(image.src)}" srcset="{escape(image.srcset)}" sizes="(max-width: 45rem) 100vw, 42rem" '
            f'width="{image.width}" height="{image.height}" alt="{escape(image.alt)}" loading="lazy" decoding="async">'
        )

    def image(self, src: str, alt: str, caption: str = "") -> Image | None:
        """An image by its source as written; the first of a page is not lazy. None for a local one without picture."""
        picture = self.pictures.get(src)
        if picture is None:
            return Image(src, alt, caption=caption) if addresses.is_elsewhere(src) else None
        first = not self.shown
        self.shown.update((size.name, size) for size in picture.page)
        best = _rendition(picture, _READABLE_WIDTH)
        sizes = [f"{self._image_address(size)} {size.width}w" for size in picture.page]
        srcset = ", ".join(sizes)
        return Image(self._image_address(best), alt, best.width, best.height, srcset, caption, lazy=not first)

    def _image_address(self, size: Rendition) -> str:
        return addresses.rooted(self.config, addresses.image(size.name))

    def byline(self, person: Person) -> Byline:
        """A person; a portrait only where its picture is there."""
        path = addresses.rooted(self.config, addresses.author(person))
        return Byline(person.name, person.role, person.organisation, person.initials, path, self._portrait(person))

    def _portrait(self, person: Person) -> Image | None:
        picture = self.pictures.get(person.portrait) if person.portrait else None
        if picture is None:
            return None
        size = _rendition(picture, _PORTRAIT_WIDTH)
        self.shown.setdefault(size.name, size)
        return Image(self._image_address(size), person.portrait_alt, size.width, size.height)

    def card(self, campaign: Campaign, *, picture: bool = False) -> Card:
        """Another post as a card."""
        image = self.image(campaign.image.src, campaign.image.alt) if picture and campaign.image else None
        return Card(
            title=campaign.title,
            path=addresses.rooted(self.config, addresses.post(campaign)),
            day=campaign.date,
            summary=campaign.summary or _first_paragraph(campaign),
            image=image,
            byline=str(campaign.author.name) if campaign.author else "",
        )

    # ── one method a kind of block ───────────────────────────────────────────────────────────────────────

    def quotation(self, block: Block) -> Item:
        quotation = block.quotation
        if quotation is None:  # a raw quotation of an author's HTML
            return Item("prose", Markup(self.html(block.html, block.line)))
        return Item(
            "quotation",
            Markup(self.html(quotation.html, block.line)),
            attribution=Markup(self.html(_attribution(quotation), quotation.attribution_line or block.line)),
            locator=self.locators.get(quotation.line, ""),
            marked=quotation.words.startswith(_OPENING_MARKS),
        )

    def picture(self, block: Block) -> Item:
        reference = block.image
        image = self.image(reference.src, reference.alt, reference.title) if reference else None
        if image is None:
            return Item("prose", Markup(self.html(block.html, block.line)))
        return Item("image", image=image)

    def table(self, block: Block) -> Item:
        return Item("table", Markup(self.html(block.html, block.line)))

    def footnote(self, block: Block) -> Item:
        return Item("footnote", Markup(self.html(block.html, block.line)))

    def aside(self, block: Block) -> Item:
        return Item("aside", children=self.items(block.children))

    def button(self, block: Block) -> Item:
        href = self.html(escape(block.href), block.line)
        address = weblinks.target(Markup(href).unescape(), self.config, self.links)
        label = Markup(self.html(escape(block.label), block.line)).unescape()
        return Item("button", href=address, label=label)

    def signup(self, _: Block) -> Item:
        return Item("signup")

    def post(self, block: Block) -> Item:
        campaign = self.posts.get(block.slug)
        if campaign is None:
            raise CampaignError(
                f"`::: post {block.slug}`: there is no such post",
                where=self.campaign.at(block.line),
                hint="Name the slug of a campaign that is public by then",
            )
        return Item("post", card=self.card(campaign, picture=True), children=self.items(block.children))


_SPECIAL: dict[BlockKind, Callable[[_Drawing, Block], Item]] = {
    BlockKind.QUOTATION: _Drawing.quotation,
    BlockKind.IMAGE: _Drawing.picture,
    BlockKind.TABLE: _Drawing.table,
    BlockKind.FOOTNOTE: _Drawing.footnote,
    BlockKind.ASIDE: _Drawing.aside,
    BlockKind.BUTTON: _Drawing.button,
    BlockKind.SIGNUP: _Drawing.signup,
    BlockKind.POST: _Drawing.post,
}


def _attribution(quotation: PrintedQuotation) -> str:
    """The caption's HTML with the speaker's name made strong where the caption begins with it."""
    name = escape(quotation.speaker.name, quote=False) if quotation.speaker else ""
    html = quotation.attribution_html
    return f"<strong>{name}</strong>{html[len(name) :]}" if name and html.startswith(name) else html


def _first_paragraph(campaign: Campaign) -> str:
    """The words of the first paragraph, without marks of footnotes or placeholders."""
    text = next((block.text for block in campaign.body.blocks if block.kind is BlockKind.PARAGRAPH), "")
    return fill_placeholders(text, dict.fromkeys(PlaceholderName, ""))


def _rendition(picture: Picture, width: int) -> Rendition:
    """The smallest rendition that is at least `width` wide, else the largest."""
    return next((size for size in picture.page if size.width >= width), picture.page[-1])
