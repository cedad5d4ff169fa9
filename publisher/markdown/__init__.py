"""Markdown → Document, with lines, quotations, links and placeholders. The only room that imports pyromark."""

from publisher.markdown.placeholders import Smarten, read_placeholders
from publisher.markdown.reading import read

__all__ = ["Smarten", "read", "read_placeholders"]
