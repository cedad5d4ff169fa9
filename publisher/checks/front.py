"""A campaign's own errors: what it refers to, and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from publisher.checks.rules import finding
from publisher.model import Block, BlockKind, Campaign, Channel, Finding, ImageReference, Place, PlaceholderName
from publisher.yamlmodel import suggestion

_ONLY_IN_EMAIL = (
    PlaceholderName.PREFERENCES_URL,
    PlaceholderName.UNSUBSCRIBE_URL,
    PlaceholderName.POSTAL_ADDRESS,
)


def front(
    campaign: Campaign,
    *,
    templates: Collection[str],
    campaigns: Mapping[str, Campaign],
    services: Collection[str],
    signup: bool,
    problem_with_file: Callable[[str], str],
    problem_with_image: Callable[[str], str],
) -> Iterator[Finding]:
    """Findings about what a campaign names.

    `campaigns` are all campaigns by slug. The two functions say what is wrong with a local path (relative to
    `campaigns/`), empty where nothing is.
    """
    if campaign.template not in templates:
        what = f"there is no template `{campaign.template}`"
        hint = suggestion(campaign.template, templates) or f"There are {', '.join(sorted(templates))}"
        yield finding("template-unknown", campaign.place("template"), what, hint)
    if campaign.email.service and campaign.email.service not in services:
        what = f"config has no service `{campaign.email.service}`"
        hint = suggestion(campaign.email.service, services)
        yield finding("service-unknown", campaign.place("email.service"), what, hint)
    if Channel.BLOG in campaign.channels and not campaign.summary:
        yield finding("summary-missing", Place(campaign.path, 1), "no summary for lists and feeds", "Add `summary:`")
    yield from _posts(campaign, campaigns)
    yield from _links(campaign, problem_with_file)
    yield from _images(campaign, problem_with_image)
    yield from _placeholders(campaign)
    if not signup:
        for block in _blocks(campaign, BlockKind.SIGNUP):
            what = "`::: signup` draws nothing, since config has no `signup`"
            yield finding("signup-missing", campaign.at(block.line), what)


def _blocks(campaign: Campaign, kind: BlockKind) -> Iterator[Block]:
    return (block for block in campaign.body.walk() if block.kind is kind)


def _posts(campaign: Campaign, campaigns: Mapping[str, Campaign]) -> Iterator[Finding]:
    for block in _blocks(campaign, BlockKind.POST):
        place, other = campaign.at(block.line), campaigns.get(block.slug)
        if other is None or other.id == campaign.id:
            what = f"there is no other campaign `{block.slug}`"
            yield finding("post-unknown", place, what, suggestion(block.slug, set(campaigns) - {campaign.slug}))
        elif other.date is None or (campaign.date is not None and other.date > campaign.date):
            what = f"`{block.slug}` is not public when this campaign is"
            yield finding("post-later", place, what, f"Give {other.path} an earlier date")


def is_local(address: str) -> bool:
    """Whether an address names a file of the project: no scheme, no host, no fragment alone, no placeholder."""
    return bool(address) and address[0] not in "#/\ue000" and ":" not in address.partition("/")[0]


def _links(campaign: Campaign, problem: Callable[[str], str]) -> Iterator[Finding]:
    buttons = ((block.line, block.href) for block in _blocks(campaign, BlockKind.BUTTON))
    links = ((link.line, link.href) for link in campaign.body.links)
    for line, href in sorted({*buttons, *links}):
        path = href.partition("#")[0].partition("?")[0]
        if is_local(path) and (what := problem(path)):
            yield finding("file-missing", campaign.at(line), f"the link to `{path}`: {what}")


def _images(campaign: Campaign, problem: Callable[[str], str]) -> Iterator[Finding]:
    head = [campaign.image] if campaign.image else []
    for image in (*head, *campaign.body.images):
        yield from _image(campaign, image, problem)
    author = campaign.author
    if author and author.portrait and (what := problem(author.portrait)):
        yield finding("image-missing", campaign.place("author"), f"the portrait `{author.portrait}`: {what}")


def _image(campaign: Campaign, image: ImageReference, problem: Callable[[str], str]) -> Iterator[Finding]:
    place = campaign.at(image.line)
    if not image.alt.strip():
        what = f"the image `{image.src}` has no alternative text"
        yield finding("image-alt", place, what, "Say what it shows: ![Five doors, one open](doors.png)")
    if not is_local(image.src):
        yield finding(
            "image-remote", place, f"the image `{image.src}` is loaded from elsewhere", "Save it beside the campaign"
        )
    elif what := problem(image.src):
        yield finding("image-missing", place, f"the image `{image.src}`: {what}")


def _placeholders(campaign: Campaign) -> Iterator[Finding]:
    """Every edition has a web page, so what only a mailing service can fill belongs into `::: email`."""
    inside = [(block.line, _last_line(block)) for block in _blocks(campaign, BlockKind.EMAIL)]
    for line, placeholder in campaign.body.placeholders:
        if placeholder.name in _ONLY_IN_EMAIL and not any(begin <= line <= end for begin, end in inside):
            what = f"{{{{ {placeholder.name} }}}} means nothing on the web page"
            yield finding("placeholder-on-page", campaign.at(line), what, "Put it between `::: email` and `:::`")


def _last_line(block: Block) -> int:
    """The last line on which something of the block begins, and what that paragraph may still run over."""
    return max((child.line + child.html.count("\n") for child in block.children), default=block.line)
