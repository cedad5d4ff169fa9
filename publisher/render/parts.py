"""The body of an edition as its email shows it: blocks become parts, which templates draw.

A part is a run of prose, a quotation, a picture, a button, an aside, or another post. HTML in parts is safe to print:
it comes from `markdown.py` with images as tokens of `model` and links that lead somewhere from a mailbox.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from markupsafe import Markup

from publisher.errors import CampaignError
from publisher.model import (
    Block,
    BlockKind,
    Campaign,
    Edition,
    Picture,
    PlaceholderName,
    PrintedQuotation,
    Rendition,
    fill_placeholders,
    image_token,
    placeholders_in,
)
from publisher.render import addresses
from publisher.render.metadata import shortened

CONTENT_WIDTH = 552
"""How wide text and pictures are in an email, in CSS pixels: 600 less a margin of 24 on either side."""

_OPENING_MARKS = tuple("“”\"'‘’„‚«»‹›")
_TEASER = 400  # characters of a post's first paragraph, where it has no summary
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_REWRITTEN = re.compile(r"<a|<img| id=")
_ATTRIBUTE = re.compile(r"""([a-z][a-z-]*)=(?:"([^"]*)"|'([^']*)')""")
_FOOTNOTE_MARK = re.compile(r'<sup class="footnote-reference".*?</sup>', re.DOTALL)
_ANY_TAG = re.compile(r'<(?:[^>"]|"[^"]*")*>')


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as the email shows it; `src` is a token, or the address of a picture that lies elsewhere.

    Width and height are CSS pixels; 0 where they are not known.
    """

    src: str
    alt: str
    width: int = 0
    height: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Teaser:
    """Another post as an item: title, picture, what it says in a breath, and its address."""

    title: str
    href: str
    text: str
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that the templates draw; `kind` says which of the other fields are filled.

    `prose`: html. `quotation`: html, attribution, locator, and `mark`, the mark to hang before it where its words
    have none. `image`: image. `button`: href, label. `aside`: children. `post`: post, and `level`, its title's
    heading level. `footnote`: html.
    """

    kind: str
    html: Markup = field(default_factory=Markup)
    attribution: Markup = field(default_factory=Markup)
    locator: str = ""
    mark: str = ""
    image: Image | None = None
    href: str = ""
    label: str = ""
    post: Teaser | None = None
    level: int = 2
    children: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """What a body refers to.

    `pictures` by source as written, `posts` by slug, `locators` by a quotation's line; `links` makes an address as
    written absolute; `site` is the site's address, `mark` the language's opening quotation mark.
    """

    pictures: Mapping[str, Picture]
    posts: Mapping[str, Campaign]
    locators: Mapping[int, str]
    links: Callable[[str], str]
    site: str
    mark: str = "“"


def attribution_html(quotation: PrintedQuotation) -> str:
    """The caption's HTML with the speaker's name made strong where the caption begins with it."""
    name = escape(quotation.speaker.name, quote=False) if quotation.speaker else ""
    html = quotation.attribution_html
    return f"<strong>{name}</strong>{html[len(name) :]}" if name and html.startswith(name) else html


def teaser_text(campaign: Campaign) -> str:
    """What a post says in a breath: its summary, else the beginning of its first paragraph, as plain text."""
    if campaign.summary:
        return campaign.summary
    html = next((block.html for block in campaign.body.blocks if block.kind is BlockKind.PARAGRAPH), "")
    bare = _ANY_TAG.sub("", _FOOTNOTE_MARK.sub("", fill_placeholders(html, dict.fromkeys(PlaceholderName, ""))))
    return shortened(unescape(bare), _TEASER)


def other(campaign: Campaign, block: Block, posts: Mapping[str, Campaign]) -> Campaign:
    """The campaign that a `::: post` names. Raises CampaignError with its line if it is not in `posts`."""
    found = posts.get(block.slug)
    if found is None:
        hint = "Name the slug of another campaign"
        raise CampaignError(f"there is no post {block.slug}", where=campaign.at(block.line), hint=hint)
    return found


class Drawing:
    """Turns the blocks of one campaign into parts, and remembers the renditions that they show."""

    def __init__(self, campaign: Campaign, sources: Sources) -> None:
        self.campaign = campaign
        self.sources = sources
        self.shown: dict[str, Rendition] = {}

    def sections(self) -> tuple[tuple[Part, ...], ...]:
        """The body's parts, a new section at each second-level heading; footnotes close the last one."""
        sections: list[list[Part]] = [[]]
        notes: list[Part] = []
        titled = False
        for block in self._blocks(self.campaign.body.blocks):
            if block.kind is BlockKind.FOOTNOTE:
                notes.append(Part("footnote", self.html(block.html)))
                continue
            if block.kind is BlockKind.HEADING and block.level == 2:
                titled = True
                if sections[-1]:
                    sections.append([])
            self._add(sections[-1], block, level=3 if titled else 2)
        sections[-1] += notes
        return tuple(tuple(section) for section in sections if section)

    def image(self, src: str, alt: str, *, line: int | None, caption: str = "", most: int = CONTENT_WIDTH) -> Image:
        """A picture by its source as written, at most `most` CSS pixels wide. Raises CampaignError if it is missing."""
        picture = self.sources.pictures.get(src)
        if picture is not None:
            rendition = picture.email
            if rendition.media_type == "image/svg+xml":
                hint = "Save the picture as PNG"
                raise CampaignError(f"mail programs do not show SVG ({src})", where=self.campaign.at(line), hint=hint)
            self.shown.setdefault(rendition.name, rendition)
            width = min(most, rendition.width)
            height = max(1, round(rendition.height * width / rendition.width))
            return Image(image_token(rendition), alt, width, height, caption)
        if addresses.is_elsewhere(src):
            return Image(src, alt, caption=caption)
        raise CampaignError(f"there is no picture {src}", where=self.campaign.at(line))

    def html(self, html: str, line: int | None = None) -> Markup:
        """A block's HTML for a mailbox: images as tokens, links absolute, nothing that leads nowhere."""
        return Markup(_TAG.sub(_Rewriting(self, line).tag, html) if _REWRITTEN.search(html) else html)  # noqa: S704 - cleaned by markdown.py

    def link(self, href: str) -> str:
        """Where a link leads from a mailbox; addresses with a scheme and placeholders stay as they are."""
        if addresses.is_elsewhere(href) or next(placeholders_in(href), None):
            return href
        return self.sources.links(href)

    def _blocks(self, blocks: Iterable[Block]) -> Iterable[Block]:
        """The blocks that an email shows, those of `::: email` in their place."""
        for block in blocks:
            if block.kind is BlockKind.EMAIL:
                yield from self._blocks(block.children)
            elif block.kind not in (BlockKind.WEB, BlockKind.SIGNUP):  # who reads the email has signed up
                yield block

    def _add(self, parts: list[Part], block: Block, *, level: int) -> None:
        """Add a block to `parts`; plain ones join the run of prose before them."""
        part = self._part(block, level)
        if part.kind == "prose" and parts and parts[-1].kind == "prose":
            parts[-1] = Part("prose", parts[-1].html + "\n" + part.html)
        else:
            parts.append(part)

    def _part(self, block: Block, level: int) -> Part:
        match block.kind:
            case BlockKind.QUOTATION if block.quotation:
                return self._quotation(block.quotation)
            case BlockKind.IMAGE if block.image:
                image = block.image
                return Part("image", image=self.image(image.src, image.alt, line=image.line, caption=image.title))
            case BlockKind.BUTTON:
                return Part("button", href=self.link(block.href), label=block.label)
            case BlockKind.ASIDE:
                children: list[Part] = []
                for child in self._blocks(block.children):
                    self._add(children, child, level=3)
                return Part("aside", children=tuple(children))
            case BlockKind.POST:
                return Part("post", post=self._teaser(block), level=level)
            case _:
                return Part("prose", self.html(block.html, block.line))

    def _quotation(self, quotation: PrintedQuotation) -> Part:
        return Part(
            "quotation",
            self.html(quotation.html, quotation.line),
            attribution=self.html(attribution_html(quotation), quotation.attribution_line),
            locator=self.sources.locators.get(quotation.line, ""),
            mark="" if quotation.words.startswith(_OPENING_MARKS) else self.sources.mark,
        )

    def _teaser(self, block: Block) -> Teaser:
        campaign = other(self.campaign, block, self.sources.posts)
        picture = campaign.image
        image = self.image(picture.src, picture.alt, line=block.line) if picture else None
        href = self.sources.site + Edition(campaign).path
        return Teaser(campaign.title, href, teaser_text(campaign), image)


class _Rewriting:
    """One pass over the tags of a block's HTML."""

    def __init__(self, drawing: Drawing, line: int | None) -> None:
        self.drawing = drawing
        self.line = line
        self.dead_link = False

    def tag(self, match: re.Match[str]) -> str:
        """A tag as the email has it."""
        closing, name, rest = match.groups()
        if name == "a":
            return self._link(match[0], closing, rest)
        if closing or not rest:
            return match[0]
        found = {key: unescape(double or single) for key, double, single in _ATTRIBUTE.findall(rest)}
        if name == "img":
            return self._image(found)
        if "id" not in found:
            return match[0]
        kept = "".join(f' {key}="{escape(value)}"' for key, value in found.items() if key != "id")
        return f"<{name}{kept}>"  # an id is of use to links inside a page only, and clashes in web mail

    def _link(self, written: str, closing: str, rest: str) -> str:
        if closing:
            dead, self.dead_link = self.dead_link, False
            return "" if dead else written
        href = next(
            (unescape(double or single) for key, double, single in _ATTRIBUTE.findall(rest) if key == "href"), ""
        )
        self.dead_link = not href or href.startswith("#")
        return "" if self.dead_link else f'<a href="{escape(self.drawing.link(href))}">'

    def _image(self, attributes: Mapping[str, str]) -> str:
        image = self.drawing.image(attributes.get("src", ""), attributes.get("alt", ""), line=self.line)
        size = f' width="{image.width}" height="{image.height}"' if image.width else ""
        return f'<img src="{escape(image.src)}" alt="{escape(image.alt)}"{size} class="picture">'
