"""What in a report can be quoted, and are these words in that report? One question a module."""

from publisher.excerpts.finding import find
from publisher.excerpts.pasting import caption, escaped, markdown, whole
from publisher.excerpts.people import people
from publisher.excerpts.quotations import quotations
from publisher.excerpts.relevance import about, telling
from publisher.excerpts.selection import Wanted, by_ids, select
from publisher.excerpts.verbatim import prove

__all__ = [
    "Wanted",
    "about",
    "by_ids",
    "caption",
    "escaped",
    "find",
    "markdown",
    "people",
    "prove",
    "quotations",
    "select",
    "telling",
    "whole",
]
