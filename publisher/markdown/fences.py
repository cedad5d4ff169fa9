"""`:::` blocks: what each of them may hold, and the Block that it becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from publisher.errors import CampaignError
from publisher.markdown import blocks
from publisher.markdown.blocks import Event
from publisher.model import Block, BlockKind, Place

NAMES = ("aside", "button", "signup", "email", "web", "post")
DEEPEST = 8
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_IN_A_BUTTON = {"Text", "Code", "SoftBreak"}
_AROUND_A_BUTTON = {"Paragraph", "Link", "Emphasis", "Strong"}


@dataclass(frozen=True, slots=True)
class Fence:
    """A `:::` line: its line in the file, and what stands behind the colons (nothing where it closes a block)."""

    line: int
    words: str

    @property
    def name(self) -> str:
        """The first word."""
        return self.words.partition(" ")[0]

    @property
    def argument(self) -> str:
        """What stands behind the first word."""
        return self.words.partition(" ")[2].strip()


@dataclass(slots=True)
class Open:
    """A `:::` block that is not closed yet."""

    fence: Fence
    children: list[Block] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def unknown(fence: Fence, where: Place) -> CampaignError | None:
    """The error for a fence that opens nothing we know."""
    if fence.name in NAMES:
        return None
    what = f"unknown block `::: {fence.words}`"
    return CampaignError(what, where=where, hint=f"Known are {', '.join(NAMES)}, and `:::` alone closes one")


def block(fence: Fence, children: Sequence[Block], events: Sequence[Event], where: Place) -> Block:
    """The block of a closed fence. Raises CampaignError where it holds what it must not, or lacks something."""
    name, argument = fence.name, fence.argument
    if argument and name != "post":
        raise CampaignError(f"`::: {name}` takes nothing after its name", where=where)
    if name == "post":
        return _post(fence, children, where)
    if name == "signup" and children:
        raise CampaignError("`::: signup` holds nothing; its words come from the template", where=where)
    if name == "button":
        return _button(fence.line, children, events, where)
    return Block(BlockKind(name), fence.line, children=tuple(children))


def _post(fence: Fence, children: Sequence[Block], where: Place) -> Block:
    slug = fence.argument
    if children or not _SLUG.fullmatch(slug):
        what = "`::: post` names one campaign by its slug and holds nothing"
        raise CampaignError(what, where=where, hint="Write ::: post SLUG, and ::: on the next line")
    return Block(BlockKind.POST, fence.line, slug=slug)


def _button(line: int, children: Sequence[Block], events: Sequence[Event], where: Place) -> Block:
    """A button is one link and nothing else."""
    found = list(blocks.links(events))
    label = " ".join(found[0].text.split()) if found else ""
    alone = len(children) == 1 and all(
        event.tag in _AROUND_A_BUTTON if event.tag else event.name in _IN_A_BUTTON for event in events
    )
    whole = " ".join(blocks.inline_text(events).split()) == label
    if not alone or len(found) != 1 or not label or not found[0].href or not whole:
        hint = "Write it like [Download the report](reports/x.pdf)"
        raise CampaignError("`::: button` holds one link and nothing else", where=where, hint=hint)
    return Block(BlockKind.BUTTON, line, href=found[0].href, label=label, text=f"{label} <{found[0].href}>")
