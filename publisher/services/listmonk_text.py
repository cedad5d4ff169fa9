"""An edition in listmonk's words: Go templates (listmonk's page on templating, and its source, 2026-11).

A body is compiled when it is saved, so `{{` in an article would be refused or, worse, run. Go's parser of HTML drops
comments; Outlook's conditional ones are handed through by listmonk's function `Safe`. The text part is compiled in the
same way, where `<` before a letter would begin a tag.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from publisher.model import PlaceholderName
from publisher.services.base import Form, Sender, Wanted, one_line
from publisher.services.wording import TAG_BEGINS, Spoken, Wording, quotable, spoken

# `{` before a tag, or before a comment that `Safe` will hand through, would begin the tag a character early.
_LIVE = re.compile(rf"\{{(?=[{{{TAG_BEGINS}]|<!--)|@(?=TrackLink)")
_TAG_IN_TEXT = re.compile(r"<(?=[A-Za-z/!?])")
_CONDITIONAL = re.compile(r"<!--(?:\[if|<!\[endif\])(?:(?!\{\{|-->)[^`])*-->")
_PLAIN_NAME = re.compile(r"[^\"(),.:;<>@\[\\\]]*")  # RFC 5322 §3.2.3


def in_templates(edition: Wanted, tags: Mapping[PlaceholderName, str]) -> Spoken:
    """The edition's message as Go templates, with `tags` for its placeholders but the postal address, which is ours."""

    def first_name(fallback: str) -> str:
        words = quotable(fallback)
        return f'{{{{ or .Subscriber.FirstName "{words}" }}}}' if words else tags[PlaceholderName.FIRST_NAME]

    postal = {PlaceholderName.POSTAL_ADDRESS: edition.postal_address.strip()}
    message = replace(edition.message, text=_TAG_IN_TEXT.sub("<\u2060", edition.message.text))
    said = spoken(message, Wording(tags, first_name, _LIVE), Form.DOCUMENT, postal)
    return replace(said, html=_CONDITIONAL.sub(lambda found: f"{{{{ Safe `{found[0]}` }}}}", said.html))


def sender_line(sender: Sender) -> str:
    """`Name <address>`, the name in quotes where it needs them (RFC 5322 §3.4), and no template in it."""
    name = one_line(sender.name).replace("{{", "{ {")
    quoted = name if _PLAIN_NAME.fullmatch(name) else '"{}"'.format(re.sub(r'(["\\])', r"\\\1", name))
    return f"{quoted} <{sender.email}>" if name else sender.email
