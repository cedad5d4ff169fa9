"""A campaign's own errors: what it refers to, and what it lacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from publisher.checks.rules import finding
from publisher.drafting import TO_BE_WRITTEN
from publisher.model import (
    Block,
    BlockKind,
    Campaign,
    Channel,
    Finding,
    ImageReference,
    Place,
    PlaceholderName,
    placeholders_in,
)
from publisher.yamlmodel import suggestion

_ONLY_IN_EMAIL = (
    PlaceholderName.PREFERENCES_URL,
    PlaceholderName.UNSUBSCRIBE_URL,
    PlaceholderName.POSTAL_ADDRESS,
)

_LINK_WITH_SPACE = re.compile(r"!?\[[^\[\]\n]*\]\(([^()<>\n]*[^()<>\s] [^()<>\s\"'“”‘’][^()<>\n]*)\)")
"""A link or image whose address has a space: Markdown takes it for plain words (CommonMark 0.31, 6.3)."""

Problem = tuple[str, str]
"""What is wrong, and what to do."""


def front(
    campaign: Campaign,
    *,
    templates: Collection[str],
    campaigns: Mapping[str, Campaign],
    services: Collection[str],
    signup: bool,
    problem_with_file: Callable[[str], str],
    problem_with_image: Callable[[str], Problem | None],
) -> Iterator[Finding]:
    """Findings about what a campaign names.

    `campaigns` are all campaigns by slug. The two functions say what is wrong with a local path (relative to
    `campaigns/`), for a picture with what to do; nothing where nothing is.
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
    yield from _links(campaign, campaigns, problem_with_file)
    yield from _images(campaign, problem_with_image)
    yield from _spaces(campaign)
    yield from _placeholders(campaign)
    yield from _unwritten(campaign)
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
        elif later := _later(campaign, other):
            yield finding("post-later", place, f"`{block.slug}` {later}", f"Give {other.path} an earlier date")


def _later(campaign: Campaign, other: Campaign) -> str:
    """That another campaign is not there yet when this one is; empty where it is."""
    if other.date is None:
        return "has no date of its own, so no page stands at that address"
    soon_enough = campaign.date is None or other.date <= campaign.date
    return "" if soon_enough else "is not public when this campaign is"


def is_local(address: str) -> bool:
    """Whether an address names a file of the project: no scheme, no host, no fragment alone, no placeholder."""
    return bool(address) and address[0] not in "#/\ue000" and ":" not in address.partition("/")[0]


def _links(campaign: Campaign, campaigns: Mapping[str, Campaign], problem: Callable[[str], str]) -> Iterator[Finding]:
    for line, href in sorted({(link.line, link.href) for link in campaign.body.links}):
        path = href.partition("#")[0].partition("?")[0]
        if not is_local(path):
            continue
        place, other = campaign.at(line), campaigns.get(PurePosixPath(path).stem)
        if what := problem(path):
            yield finding("file-missing", place, f"the link to `{path}`: {what}")
        elif path.endswith(".md") and other is None:
            yield finding("file-missing", place, f"the link to `{path}`: it is no campaign, so it has no page")
        elif path.endswith(".md") and other and (later := _later(campaign, other)):
            yield finding(
                "post-later", place, f"the link to `{path}`: it {later}", f"Give {other.path} an earlier date"
            )


def _images(campaign: Campaign, problem: Callable[[str], Problem | None]) -> Iterator[Finding]:
    head = [campaign.image] if campaign.image else []
    for image in (*head, *campaign.body.images):
        yield from _image(campaign, image, problem)
    author = campaign.author
    if author and author.portrait and (wrong := problem(author.portrait)):
        what, hint = wrong
        yield finding("image-missing", campaign.place("author"), f"the portrait `{author.portrait}`: {what}", hint)


def _spaces(campaign: Campaign) -> Iterator[Finding]:
    """Links and images that readers would see as Markdown."""
    for passage in campaign.body.passages:
        for match in _LINK_WITH_SPACE.finditer(passage.text):
            place = campaign.at(passage.line_at(match.start()))
            what = f"`{match[0]}` stays as it is: an address cannot have spaces"
            yield finding("link-space", place, what, f"Write (<{match[1]}>), or rename the file")


def _image(campaign: Campaign, image: ImageReference, problem: Callable[[str], Problem | None]) -> Iterator[Finding]:
    place = campaign.at(image.line)
    if not image.alt.strip():
        what = f"the image `{image.src}` has no alternative text"
        yield finding("image-alt", place, what, "Say what it shows: ![Five doors, one open](doors.png)")
    if not is_local(image.src):
        yield finding(
            "image-remote", place, f"the image `{image.src}` is loaded from elsewhere", "Save it beside the campaign"
        )
    elif wrong := problem(image.src):
        what, hint = wrong
        yield finding("image-missing", place, f"the image `{image.src}`: {what}", hint)


def _placeholders(campaign: Campaign) -> Iterator[Finding]:
    """Every edition has a web page, so what only a mailing service can fill belongs into `::: email`."""
    for block in _outside_email(campaign.body.blocks):
        found = {one.name for one in placeholders_in(block.html + block.href + block.label)}
        for name in (name for name in _ONLY_IN_EMAIL if name in found):
            lines = (line for line, one in campaign.body.placeholders if one.name is name and line >= block.line)
            what = f"{{{{ {name} }}}} means nothing on the web page"
            hint = "Put it between `::: email` and `:::`"
            yield finding("placeholder-on-page", campaign.at(min(lines, default=block.line)), what, hint)


def _unwritten(campaign: Campaign) -> Iterator[Finding]:
    """Paragraphs that are still to be written: readers must not see them."""
    for passage in campaign.body.passages:
        text, line = passage.text.strip(), passage.line_at(0)
        if passage.quotation:
            text, line = passage.quotation.words.strip(), passage.quotation.line
        if text.startswith(TO_BE_WRITTEN):
            what = f"this is still to be written: “{text.partition(':')[0].strip('[].')}”"
            yield finding("lead-unwritten", campaign.at(line), what, "Put your own words in its place")


def _outside_email(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks that the web page shows, those inside `:::` blocks included."""
    for block in blocks:
        if block.kind is not BlockKind.EMAIL:
            yield block
            yield from _outside_email(block.children)
