"""What in a report can be quoted, and are these words in that report? One question a module."""

from publisher.excerpts.quotations import quotations
from publisher.excerpts.verbatim import prove

__all__ = ["prove", "quotations"]
