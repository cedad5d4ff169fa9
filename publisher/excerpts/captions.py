"""Whom does a caption name? `— Amina Rahman, chief executive, Example Trust`, below words that are set apart."""

from __future__ import annotations

import re

from publisher.excerpts import roles
from publisher.excerpts.individuals import Register
from publisher.excerpts.words import TITLES
from publisher.model import Speaker

_CAPTION = re.compile(r"\s*(?:[—–―]|--?)\s*(?P<name>[^,\n]{3,60}?)(?:, ?(?P<rest>[^\n]{2,160}?))?\s*\Z")


def caption(line: str, register: Register) -> Speaker | None:
    """Who is named by `— Amina Rahman, chief executive, Example Trust`, or by the same without its dash."""
    match = _CAPTION.match(line if line.lstrip()[:1] in "—–―-" else f"— {line}")
    if not match:
        return None
    words = [word for word in match["name"].split() if word.lower().rstrip(".") not in TITLES]
    meant = register.meant(words)
    role, organisation = roles.of_line(match["rest"] or "")
    if len(meant) == 1:
        known = meant[0].role
        return Speaker(meant[0].name, role or known[0], organisation or known[1])
    return Speaker(descriptor=line.strip(" —–―-*_"))
