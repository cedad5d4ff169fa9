"""The plain-text part of an email: everything that the HTML says, in its order, for those who read text.

Made from the body's blocks, not from HTML. Lines are at most WIDTH characters, but an address is never broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape, unescape

from publisher.config import Config
from publisher.model import (
    Block,
    BlockKind,
    Campaign,
    Edition,
    Placeholder,
    PlaceholderName,
    PrintedQuotation,
    placeholders_in,
)
from publisher.render import addresses
from publisher.render.parts import other, teaser_text
from publisher.render.typography import NARROW, NO_BREAK
from publisher.render.words import Words

WIDTH = 72

_LINK = re.compile(r"<([^<>\s]+)>")
_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+|\s*\[[^\]]+\]\s+")
_ANCHOR = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_PARAGRAPH_END = re.compile(r"</(?:p|li|h[1-6]|pre)>|<br ?/?>")
_TAG = re.compile(r'<(?:[^>"]|"[^"]*")*>')
_NOT_DRAWN = (BlockKind.WEB, BlockKind.SIGNUP)


def plain_text(
    edition: Edition,
    *,
    config: Config,
    words: Words,
    posts: Mapping[str, Campaign],
    locators: Mapping[int, str],
    links: Callable[[str], str] = str,
) -> str:
    """The whole text of an edition's email, placeholders as tokens.

    `posts` are by slug, `locators` by a quotation's line, and `links` makes an address as written absolute. Raises
    CampaignError for a post that is not there.
    """
    campaign = edition.campaign
    body = _Body(campaign, config.url, posts, locators, links)
    parts = [
        f"{words('email.view_in_browser')}:\n{Placeholder(PlaceholderName.BROWSER_URL).token}",
        *_opening(edition, config, words),
        *body.blocks(campaign.body.blocks),
        *(wrapped(note) for note in (campaign.permission, campaign.disclaimer) if note),
        "\n".join(("-" * WIDTH, *footer_lines(edition, config, words))),
    ]
    text = "\n\n".join(part for part in parts if part.strip())
    return text.replace(NO_BREAK, " ").replace(NARROW, " ") + "\n"


def footer_lines(edition: Edition, config: Config, words: Words) -> list[str]:
    """The legal foot: who sends this, from where, why one gets it, and how to stop it."""
    organisation = config.organisation
    day = edition.occurrence or edition.campaign.date
    lines = [
        _credited(organisation.name, organisation.legal_form or ""),
        *((organisation.registration,) if organisation.registration else ()),
        Placeholder(PlaceholderName.POSTAL_ADDRESS).token,
        "",
        *((config.look.footer,) if config.look.footer else ()),
        config.look.reason or words("email.why", title=config.title),
        "",
        f"{words('email.preferences')}:\n{Placeholder(PlaceholderName.PREFERENCES_URL).token}",
        f"{words('email.unsubscribe')}:\n{Placeholder(PlaceholderName.UNSUBSCRIBE_URL).token}",
        "",
        words("email.copyright", year=day.year, name=organisation.name) if day else "",
    ]
    return [wrapped(line) for line in lines]


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """`text` line by line at WIDTH, beginning with `first` and going on with `rest`; long words stay whole."""
    lines: list[str] = []
    for line in text.split("\n"):
        item = _LIST_ITEM.match(line)
        current, inner = first, rest + " " * (item.end() if item else 0)
        room = False
        for word in line.split(" "):
            if room and len(current) + len(word) >= WIDTH:
                lines.append(current.rstrip())
                current, room = inner, False
            current += f" {word}" if room else word
            room = True
        lines.append(current.rstrip())
        first = rest
    return "\n".join(lines)


def _opening(edition: Edition, config: Config, words: Words) -> list[str]:
    """Masthead and date, title, standfirst and byline."""
    campaign = edition.campaign
    day = edition.occurrence or campaign.date
    dated = f"{config.title.upper()}\n{words.long_date(day)}" if day else config.title.upper()
    author = campaign.author
    by = words("email.by", name=_credited(author.name, author.role, author.organisation)) if author else ""
    return [dated, _underlined(campaign.title, "="), wrapped(campaign.summary), wrapped(by)]


def _credited(*parts: str) -> str:
    """Name, role and organisation, as far as they are known."""
    return ", ".join(part for part in parts if part)


def _underlined(title: str, line: str) -> str:
    """A heading: its lines, and a rule below as wide as the widest."""
    text = wrapped(" ".join(title.split()))
    return f"{text}\n{line * max(len(part) for part in text.split(chr(10)))}"


class _Body:
    """Turns blocks into pieces of plain text."""

    def __init__(
        self,
        campaign: Campaign,
        site: str,
        posts: Mapping[str, Campaign],
        locators: Mapping[int, str],
        links: Callable[[str], str],
    ) -> None:
        self.campaign = campaign
        self.site = site
        self.posts = posts
        self.locators = locators
        self.links = links

    def blocks(self, blocks: Iterable[Block]) -> list[str]:
        """The pieces of the blocks that an email shows, footnotes last."""
        shown = [block for block in blocks if block.kind not in _NOT_DRAWN]
        ordered = sorted(shown, key=lambda block: block.kind is BlockKind.FOOTNOTE)
        return [piece for block in ordered for piece in self.pieces(block)]

    def pieces(self, block: Block) -> list[str]:
        """One block as pieces that stand an empty line apart."""
        match block.kind:
            case BlockKind.EMAIL:
                return self.blocks(block.children)
            case BlockKind.ASIDE:
                return ["* * *", *self.blocks(block.children), "* * *"]
            case _:
                return [self.piece(block)]

    def piece(self, block: Block) -> str:
        """A block that holds no others."""
        if block.quotation:
            return self.quotation(block.quotation)
        if block.kind is BlockKind.HEADING:
            return _underlined(self.text(block), "-")
        if block.kind is BlockKind.BUTTON:
            return f"{block.label}:\n{self.address(block.href)}"
        if block.kind is BlockKind.POST:
            return self.post(block)
        text = self.text(block)
        return text if block.kind in (BlockKind.CODE, BlockKind.TABLE) else wrapped(text)

    def text(self, block: Block) -> str:
        """A block's text with its links' addresses as they are from a mailbox."""
        return _LINK.sub(lambda match: f"<{self.address(match[1])}>", block.text)

    def address(self, href: str) -> str:
        """A link's address from a mailbox; `mailto:` is left off where the address says it."""
        if addresses.is_elsewhere(href) or next(placeholders_in(href), None):
            return href.removeprefix("mailto:")
        return self.links(href)

    def quotation(self, quotation: PrintedQuotation) -> str:
        """`> ` before every line; the attribution below, after a dash, with the locator."""
        lines = [wrapped(line, "> ", "> ") for line in self.spoken(quotation.html)]
        locator = self.locators.get(quotation.line, "")
        credit = ", ".join(part for part in (quotation.attribution, locator) if part)
        if credit:
            lines.append(wrapped(f"— {credit}", "> ", ">   "))
        return "\n>\n".join(lines)

    def spoken(self, html: str) -> list[str]:
        """The paragraphs of a quotation's HTML as text; links as `words <address>`."""
        linked = _ANCHOR.sub(lambda match: f"{match[2]} &lt;{escape(self.address(unescape(match[1])))}&gt;", html)
        lines = (unescape(_TAG.sub("", line)) for line in _PARAGRAPH_END.split(linked))
        return [" ".join(line.split()) for line in lines if line.strip()]

    def post(self, block: Block) -> str:
        """Another post: its title, what it says in a breath, and its address."""
        campaign = other(self.campaign, block, self.posts)
        href = self.site + Edition(campaign).path
        return f"{wrapped(campaign.title)}\n{wrapped(teaser_text(campaign))}\n{href}"
