"""The nouns. Plain values that every room shares; docs/architecture.md tells which room makes which.

Offsets are characters of `Report.text`; lines and columns count from 1; times are aware datetimes.
"""

from publisher.model.campaigns import (
    Block,
    BlockKind,
    Campaign,
    Channel,
    Document,
    Edition,
    EmailSettings,
    ImageReference,
    Link,
    Passage,
    PrintedQuotation,
    newest_first,
)
from publisher.model.excerpts import Evidence, Excerpt, ExcerptKind, Named, Quotation
from publisher.model.outputs import Message, Page, Picture, Rendition, WantedFile, fill_images, image_token
from publisher.model.people import Person, Speaker
from publisher.model.placeholders import (
    RESERVED_CHARACTERS,
    Placeholder,
    PlaceholderName,
    fill_each,
    fill_placeholders,
    placeholders_in,
)
from publisher.model.places import Finding, Place, Severity
from publisher.model.proofs import Fault, Proof, Verdict
from publisher.model.reports import Locator, Paragraph, ParagraphKind, Repair, RepairKind, Report

__all__ = [
    "RESERVED_CHARACTERS",
    "Block",
    "BlockKind",
    "Campaign",
    "Channel",
    "Document",
    "Edition",
    "EmailSettings",
    "Evidence",
    "Excerpt",
    "ExcerptKind",
    "Fault",
    "Finding",
    "ImageReference",
    "Link",
    "Locator",
    "Message",
    "Named",
    "Page",
    "Paragraph",
    "ParagraphKind",
    "Passage",
    "Person",
    "Picture",
    "Place",
    "Placeholder",
    "PlaceholderName",
    "PrintedQuotation",
    "Proof",
    "Quotation",
    "Rendition",
    "Repair",
    "RepairKind",
    "Report",
    "Severity",
    "Speaker",
    "Verdict",
    "WantedFile",
    "fill_each",
    "fill_images",
    "fill_placeholders",
    "image_token",
    "newest_first",
    "placeholders_in",
]
