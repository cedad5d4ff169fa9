"""The web page of an edition.

The body's blocks become items that `_parts/body.html` draws; the template of the campaign (`report-post/page.html` …)
sets them into the site's layout. Nothing in a page depends on who reads it, and nothing is loaded from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from publisher.render import addresses, metadata, weblinks, webviews
from publisher.render.frame import Frame, frame
from publisher.render.templates import Templates
from publisher.render.webviews import Button, Byline, Card, Image, Item, Quoted

_OPENING_MARKS = tuple("“”\"'‘’„‚«»‹›")


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
    drawing = _Drawing(edition, config, pictures, posts, locators, links, surround)
    values = _values(drawing, related)  # first: what stands above the text counts its pictures first
    items = drawing.items(edition.campaign.body.blocks)
    body = templates.render("_parts/body.html", items=items, footnotes=drawing.footnotes)
    html = templates.render(f"{edition.campaign.template}/page.html", frame=surround, body=_safe(body), **values)
    article = body.replace(surround.signup, "") if surround.signup else body
    return Page(
        path=edition.path,
        html=html,
        article=weblinks.for_feed(article, drawing.url).strip(),
        pictures=tuple(drawing.shown.values()),
    )


def _values(drawing: _Drawing, related: Sequence[Campaign]) -> dict[str, object]:
    """What the page's head and its edges need."""
    edition, config, campaign = drawing.edition, drawing.config, drawing.edition.campaign
    described = metadata.shortened(webviews.summary(campaign))
    picture = drawing.pictures.get(campaign.image.src) if campaign.image else None
    image = webviews.feed_rendition(picture) if picture else None
    facts = metadata.Facts(drawing.url, described, image)
    return {
        "hero": drawing.image(campaign.image.src, campaign.image.alt) if campaign.image else None,
        "author": drawing.byline(campaign.author) if campaign.author else None,
        "related": [drawing.card(post) for post in related],
        "has_signup": any(block.kind is BlockKind.SIGNUP for block in campaign.body.walk()),
        "title": campaign.title,
        "standfirst": campaign.summary,
        "description": described,
        "url": drawing.url,
        "canonical": campaign.canonical or drawing.url,
        "day": webviews.published(edition),
        "draft": campaign.date is None and edition.occurrence is None,
        "updated": campaign.updated,
        "update_note": campaign.update_note,
        "guest_of": urlsplit(campaign.canonical).hostname or "" if campaign.canonical else "",
        "permission": campaign.permission,
        "disclaimer": campaign.disclaimer,
        "letter": Channel.BLOG not in campaign.channels,
        "tags": [(tag, addresses.rooted(config, addresses.tag(tag))) for tag in campaign.tags],
        "open_graph": metadata.open_graph(campaign, config, facts),
        "json_ld": metadata.json_ld(campaign, config, facts),
    }


@dataclass(slots=True)
class _Drawing:
    """Turns the blocks of one edition into items, and remembers which pictures they show."""

    edition: Edition
    config: Config
    pictures: Mapping[str, Picture]
    posts: Mapping[str, Campaign]
    locators: Mapping[int, str]
    links: Callable[[str], str]
    surround: Frame
    shown: dict[str, Rendition] = field(default_factory=dict)
    footnotes: list[Markup] = field(default_factory=list)
    url: str = ""
    _first_image: bool = True
    _level: int = 1  # of the last heading; a card's title stands one below it

    def __post_init__(self) -> None:
        self.url = addresses.absolute(self.config, self.edition.path)

    def items(self, blocks: Iterable[Block]) -> tuple[Item, ...]:
        """The blocks that a page shows, in order; consecutive plain ones joined, footnotes put aside."""
        found: list[Item] = []
        prose: list[str] = []
        for block in blocks:
            draw = _SPECIAL.get(block.kind)
            if draw is None:
                self._level = block.level or self._level
                prose.append(self.html(block.html, block.line))
                continue
            if prose:
                found.append(("prose", _safe("\n".join(prose))))
                prose = []
            found.extend(draw(self, block))
        if prose:
            found.append(("prose", _safe("\n".join(prose))))
        return tuple(found)

    def html(self, html: str, line: int) -> str:
        """A block's HTML for the page: placeholders filled, addresses and images the site's."""
        return weblinks.on_page(self._filled(html, line, escape(self.url)), self.config, self.links, self._inline_image)

    def _filled(self, text: str, line: int, url: str) -> str:
        """`text` with the placeholders that mean something on a page filled in."""
        filled = fill_placeholders(text, {PlaceholderName.BROWSER_URL: url})
        left = next(placeholders_in(filled), None)
        if left is not None:
            raise CampaignError(
                f"{{{{ {left.name} }}}} means nothing on a web page",
                where=self.edition.campaign.at(line),
                hint="Put it into a `::: email` block",
            )
        return filled

    def _inline_image(self, attributes: dict[str, str]) -> str | None:
        image = self.image(attributes.get("src", ""), attributes.get("alt", ""))
        if image is None or not image.srcset:
            return None
        return (
            f'<img src="{escape(image.src)}" srcset="{escape(image.srcset)}" sizes="(max-width: 640px) 100vw, 578px" '
            f'width="{image.width}" height="{image.height}" alt="{escape(image.alt)}" loading="lazy" decoding="async">'
        )

    def image(self, src: str, alt: str, caption: str = "") -> Image | None:
        """An image by its source as written; the first of a page is not lazy. None for a local one without picture."""
        picture = self.pictures.get(src)
        if picture is None:
            return Image(src, alt, caption=caption) if addresses.is_elsewhere(src) else None
        lazy, self._first_image = not self._first_image, False
        self.shown.update((size.name, size) for size in picture.page)
        best = webviews.rendition(picture, webviews.READABLE_WIDTH)
        srcset = ", ".join(f"{self._image_address(size)} {size.width}w" for size in picture.page)
        return Image(self._image_address(best), alt, best.width, best.height, srcset, caption, lazy)

    def _image_address(self, size: Rendition) -> str:
        return addresses.rooted(self.config, addresses.image(size.name))

    def byline(self, person: Person) -> Byline:
        """A person; a portrait only where its picture is there."""
        found, portrait = webviews.byline(person, self.config, self.pictures)
        if portrait:
            self.shown.setdefault(portrait.name, portrait)
        return found

    def card(self, campaign: Campaign, *, picture: bool = False) -> Card:
        """Another post as a card; under a heading of the body when it is an item of it."""
        image = self.image(campaign.image.src, campaign.image.alt) if picture and campaign.image else None
        return Card(
            title=campaign.title,
            path=addresses.rooted(self.config, addresses.post(campaign)),
            day=campaign.date,
            summary=campaign.summary or webviews.first_paragraph(campaign),
            image=image,
            level=min(self._level + 1, 6),
        )

    # ── one method a kind of block ───────────────────────────────────────────────────────────────────────

    def quotation(self, block: Block) -> Iterator[Item]:
        quotation = block.quotation
        if quotation is None:  # a raw quotation in an author's HTML
            yield "prose", _safe(self.html(block.html, block.line))
            return
        caption = self.html(_attribution(quotation), quotation.attribution_line or block.line)
        yield (
            "quotation",
            Quoted(
                html=_safe(self.html(quotation.html, block.line)),
                attribution=_safe(caption),
                locator=self.locators.get(quotation.line, ""),
                marked=quotation.words.startswith(_OPENING_MARKS),
            ),
        )

    def picture(self, block: Block) -> Iterator[Item]:
        reference = block.image
        image = self.image(reference.src, reference.alt, reference.title) if reference else None
        yield ("image", image) if image else ("prose", _safe(self.html(block.html, block.line)))

    def table(self, block: Block) -> Iterator[Item]:
        yield "table", _safe(self.html(block.html, block.line))

    def footnote(self, block: Block) -> Iterator[Item]:
        self.footnotes.append(_safe(self.html(block.html, block.line)))
        yield from ()

    def aside(self, block: Block) -> Iterator[Item]:
        yield "aside", self.items(block.children)

    def web(self, block: Block) -> Iterator[Item]:
        yield from self.items(block.children)

    def email(self, _: Block) -> Iterator[Item]:
        yield from ()

    def button(self, block: Block) -> Iterator[Item]:
        href = self._filled(block.href, block.line, self.url)
        label = self._filled(block.label, block.line, self.url)
        yield "button", Button(weblinks.target(href, self.config, self.links), label)

    def signup(self, _: Block) -> Iterator[Item]:
        yield "signup", self.surround.signup

    def post(self, block: Block) -> Iterator[Item]:
        campaign = self.posts.get(block.slug)
        if campaign is None:
            raise CampaignError(
                f"`::: post {block.slug}`: there is no such post",
                where=self.edition.campaign.at(block.line),
                hint="Name the slug of a campaign that is public by then",
            )
        yield "post", self.card(campaign, picture=True)


_SPECIAL: dict[BlockKind, Callable[[_Drawing, Block], Iterator[Item]]] = {
    BlockKind.QUOTATION: _Drawing.quotation,
    BlockKind.IMAGE: _Drawing.picture,
    BlockKind.TABLE: _Drawing.table,
    BlockKind.FOOTNOTE: _Drawing.footnote,
    BlockKind.ASIDE: _Drawing.aside,
    BlockKind.WEB: _Drawing.web,
    BlockKind.EMAIL: _Drawing.email,
    BlockKind.BUTTON: _Drawing.button,
    BlockKind.SIGNUP: _Drawing.signup,
    BlockKind.POST: _Drawing.post,
}


def _safe(html: str) -> Markup:
    """HTML that needs no escaping any more: made by `markdown.py` or by a template."""
    return Markup(html)  # noqa: S704 - see above


def _attribution(quotation: PrintedQuotation) -> str:
    """The caption's HTML with the speaker's name made strong where the caption begins with it."""
    name = escape(quotation.speaker.name, quote=False) if quotation.speaker else ""
    html = quotation.attribution_html
    return f"<strong>{name}</strong>{html[len(name) :]}" if name and html.startswith(name) else html
