"""How is a message written as a draft that mail programs open? An `.eml` by RFC 5322, 2045 to 2047 and 2387.

The parts are written by the standard library; the header lines by us, so that the same input gives the same bytes
under every Python, and no version's folding can be talked into an extra header by an encoded word with a line end
in it (CVE-2024-6923).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from publisher.errors import ServiceError
from publisher.services.base import Sender, one_line

_LINE = 76  # RFC 2047 §2: a header line with an encoded word has at most 76 characters
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")  # RFC 5322 §3.2.3 dot-atom, RFC 5321 §4.5.3.1.1
_PHRASE = re.compile(r"[ A-Za-z0-9!#$%&'*+/=?^_`{|}~.,:;()@<>\[\]-]{1,60}")  # safe between quotation marks


@dataclass(frozen=True, slots=True)
class InlineImage:
    """A picture that travels inside the mail; the HTML shows it as `cid:` + `content_id`."""

    name: str
    media_type: str
    content: bytes
    content_id: str


@dataclass(frozen=True, slots=True)
class Mail:
    """Everything that an `.eml` says.

    `unsubscribe` is an https or mailto address. `key` makes the message's id: RFC 5322 §3.6.4 wants a new one for
    each version of a message.
    """

    subject: str
    sender: Sender
    date: datetime
    key: str
    unsubscribe: str
    text: str
    html: str
    images: tuple[InlineImage, ...] = ()


def eml(mail: Mail) -> bytes:
    """The mail as bytes with CRLF, lines of at most 998 characters, plain text first.

    Raises `ServiceError` for a sender's address that a header cannot hold.
    """
    head = "".join(f"{line}\r\n" for header in _headers(mail) for line in header)
    return head.encode("ascii") + _body(mail).as_bytes()


def domain(sender: Sender) -> str:
    """The domain of the sender's address in ASCII, for message and content ids."""
    return address(sender.email).rpartition("@")[2]


def address(written: str) -> str:
    """A mail address as headers hold it (RFC 5322 §3.4.1), its domain in IDNA. Raises `ServiceError`."""
    local, at, host = written.strip().rpartition("@")
    try:
        ascii_host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        ascii_host = ""
    sound = re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", ascii_host) and _LOCAL.fullmatch(local)
    if not (at and sound) or ".." in written or local.startswith(".") or local.endswith("."):
        raise ServiceError("the sender's mail address cannot be used in a mail", hint="Correct config's sender")
    return f"{local}@{ascii_host}"


def _headers(mail: Mail) -> Iterator[list[str]]:
    """Each header as its folded lines."""
    sender = mail.sender
    yield [f"From: {line}" if not index else line for index, line in enumerate(_mailbox(sender))]
    yield [f"Reply-To: {address(sender.answers_to)}"]
    yield _unstructured("Subject", one_line(mail.subject))
    yield [f"Date: {format_datetime(mail.date)}"]
    yield [f"Message-ID: <{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{domain(sender)}>"]
    yield [f"List-Unsubscribe: <{mail.unsubscribe}>"]
    if mail.unsubscribe.startswith("https:"):
        yield ["List-Unsubscribe-Post: List-Unsubscribe=One-Click"]  # RFC 8058 §2: only beside an https address
    yield ["X-Unsent: 1"]  # Outlook and others open such a file for editing


def _mailbox(sender: Sender) -> list[str]:
    """`"Name" <address>`, the name encoded when it is more than plain words."""
    name = one_line(sender.name)
    where = f"<{address(sender.email)}>"
    if not name:
        return [where]
    if _PHRASE.fullmatch(name) and "=?" not in name:
        whole = f'"{name}" {where}'
        return [whole] if len(whole) <= _LINE - len("From: ") else [f'"{name}"', f" {where}"]
    return [*_encoded(name, first=_LINE - len("From: ")), f" {where}"]


def _unstructured(name: str, value: str) -> list[str]:
    """A header of free text: as it is where that is short and plain, else as encoded words."""
    line = f"{name}: {value}"
    if value.isascii() and "=?" not in value and len(line) <= _LINE:
        return [line]
    first, *rest = _encoded(value, first=_LINE - len(name) - 2)
    return [f"{name}: {first}", *rest]


def _encoded(value: str, *, first: int) -> list[str]:
    """RFC 2047 encoded words, one a line, never cutting a character; `first` is the room on the first line."""
    lines, chunk, room = [], b"", first
    for character in value:
        more = character.encode("utf-8", "replace")
        if len(_word(chunk + more)) > room:
            lines.append(_word(chunk))
            chunk, room = b"", _LINE - 1
        chunk += more
    lines.append(_word(chunk))
    return [lines[0], *(f" {line}" for line in lines[1:])]


def _word(content: bytes) -> str:
    """One encoded word."""
    return f"=?utf-8?b?{base64.b64encode(content).decode('ascii')}?="


def _body(mail: Mail) -> EmailMessage:
    """The plain text, then the HTML, which holds its pictures in multipart/related (RFC 2046 §5.1.4)."""
    body = EmailMessage(policy=policy.SMTP)
    body.set_content(mail.text, cte="quoted-printable")
    body.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    body.set_boundary(_boundary(mail.key, "alternative"))
    if mail.images:
        _relate(body.get_payload(1), mail.images, _boundary(mail.key, "related"))  # type: ignore[arg-type]  # a part
    return body


def _relate(html: EmailMessage, images: Sequence[InlineImage], boundary: str) -> None:
    """Put pictures beside the HTML that shows them."""
    for image in images:
        main, _, sub = image.media_type.partition("/")
        html.add_related(
            image.content, main, sub, cid=f"<{image.content_id}>", disposition="inline", filename=image.name
        )
    html.set_boundary(boundary)
    html.set_param("type", "text/html")  # RFC 2387 §3.1: the type of the root part


def _boundary(key: str, part: str) -> str:
    """A boundary that cannot occur in quoted-printable or base64 (RFC 2045 §6.7), the same for the same input."""
    return f"=_{hashlib.sha256(f'{part} {key}'.encode()).hexdigest()[:32]}"
