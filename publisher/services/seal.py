"""What a draft's HTML tells of itself: a comment by which a later run knows its own work again.

    <!-- publisher PAYLOAD CONTENT -->

PAYLOAD is the digest of the payload that was written; CONTENT that of subject, preheader, HTML and the rest, as they
were sent. A service that gives the HTML back as it was lets us see that nobody changed it; from one that rewrites HTML
we learn at least which payload it was made of. Both are SHA-256 in hexadecimal: nothing secret, nothing about a reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.services.base import Payload, digest_of

_SEAL = re.compile(r"<!-- publisher ([0-9a-f]{64}) ([0-9a-f]{64}) -->")


@dataclass(frozen=True, slots=True)
class Sealed:
    """`payload` is the digest of the payload that was written, empty where no seal was found.

    `edited` is False where the content is as it was sent, and None where that cannot be told.
    """

    payload: str = ""
    edited: bool | None = None


def seal(payload: Payload, rest: object = None) -> str:
    """The payload's HTML with its seal, at its end, inside the body of a document.

    `rest` is whatever else the service will tell of the draft (its plain text, its readers, its sender), as a JSON
    value, so that a change of that shows too.
    """
    content = _content(payload.subject, payload.preheader, payload.html, rest)
    comment = f"<!-- publisher {payload.digest} {content} -->"
    head, end, tail = payload.html.rpartition("</body>")
    return f"{head}{comment}{end}{tail}" if end else f"{payload.html}{comment}"


def unseal(subject: str, preheader: str, html: str, rest: object = None) -> Sealed:
    """What a draft's content tells of itself; `rest` as for `seal`, as the service tells it now."""
    sealed = Sealed()
    for found in _SEAL.finditer(html):  # words of the content itself may look like one
        bare = html[: found.start()] + html[found.end() :]
        if _content(subject, preheader, bare, rest) == found[2]:
            return Sealed(found[1], edited=False)
        sealed = Sealed(found[1])
    return sealed


def _content(subject: str, preheader: str, html: str, rest: object) -> str:
    """The digest of what readers get; line ends and space around it aside, which services change."""
    return digest_of([subject, preheader, html.replace("\r\n", "\n").strip(), rest])
