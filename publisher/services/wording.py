"""How does a service say what a message leaves to it? And nothing else is taken for its tags."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from publisher.errors import ServiceError
from publisher.model import Message, Placeholder, PlaceholderName, fill_each
from publisher.services.base import Form, one_line

_JOINER = "\u2060"  # WORD JOINER: invisible, no break, and no template language skips it

TAG_BEGINS, TAG_ENDS = (Placeholder(PlaceholderName.BROWSER_URL).token[place] for place in (0, -1))
"""The characters between which a tag of ours will stand, for a `live` that looks at what is right beside it."""

_CURLY = str.maketrans({"'": "\u2019", '"': "\u201d", "`": "\u2019"})
_SPECIAL = frozenset(f"{{}}[]()<>|\\%$*#:;=~^{_JOINER}")


@dataclass(frozen=True, slots=True)
class Wording:
    """A service's own tags.

    `tags` are its words for placeholders, in HTML and text alike; where one is absent the place is filled by `values`
    of `spoken`. `first_name` takes the words for readers without a name (may be empty) and gives the tag. `live` finds
    whatever the service would evaluate in anybody's words.
    """

    tags: Mapping[PlaceholderName, str]
    first_name: Callable[[str], str]
    live: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message in a service's own words: subject and preheader of one line, HTML, plain text."""

    subject: str
    preheader: str
    html: str
    text: str


def spoken(message: Message, wording: Wording, form: Form, values: Mapping[PlaceholderName, str]) -> Spoken:
    """The message with tags for its placeholders, and its own words safe from being taken for tags.

    `values` are plain texts for places that the service has no tag for (a postal address may have several lines).
    """
    markup = message.html if form is Form.DOCUMENT else message.body
    ours = {name: value for name, value in values.items() if name not in wording.tags}
    plain = {name: wording.live.sub(in_text, value) for name, value in ours.items()}
    marked = {name: entities.escape(value).replace("\n", "<br>") for name, value in ours.items()}
    escaped = {name: wording.live.sub(in_html, value) for name, value in marked.items()}
    return Spoken(
        subject=one_line(_said(message.subject, wording, plain, in_text)),
        preheader=one_line(_said(message.preheader, wording, plain, in_text)),
        html=_said(markup, wording, escaped, in_html),
        text=_said(message.text, wording, plain, in_text),
    )


def in_html(match: re.Match[str]) -> str:
    """What looks like a tag, in HTML: its first character as a reference, which readers see as the character."""
    return f"&#{ord(match[0][0])};{match[0][1:]}"


def in_text(match: re.Match[str]) -> str:
    """What looks like a tag, in plain text: an invisible character after its first one."""
    return f"{match[0][0]}{_JOINER}{match[0][1:]}"


def quotable(words: str) -> str:
    """Words that may stand within quotes inside a tag, in HTML as in text: a fallback, out of an author's hand.

    Straight quotes become curly ones; what could end the quotes, the tag or the markup goes.
    """
    plain = entities.unescape(words).translate(_CURLY)
    safe = "".join(letter for letter in plain if letter not in _SPECIAL)
    return one_line(re.sub(r"&(?=\S)", "& ", safe))


def prove(required: Mapping[str, str], said: Spoken, *, where: str, text: bool = True) -> None:
    """Raise ServiceError unless each required tag stands exactly once in the HTML and in the plain text.

    `required` maps what a tag is for (`unsubscribe_url`) to the tag. `text` is False for a service that takes no plain
    text, or makes its own.
    """
    for name, tag in required.items():
        for place, content in (("HTML", said.html), *((("plain text", said.text),) if text else ())):
            if (times := content.count(tag)) != 1:
                what = f"{{{{ {name} }}}} stands {times} times in the {place}, and the service needs it once"
                hint = "The frame of the templates has it: leave out yours" if times else "Add it to the template"
                raise ServiceError(what, where=where, hint=hint)


def measure(what: str, text: str, limit: int | None, *, service: str, where: str) -> None:
    """Raise ServiceError where a text, such as the subject, has more characters than the service takes (None: any)."""
    if limit is not None and len(text) > limit:
        told = f"the {what} has {len(text)} characters, and {service} takes {limit}"
        raise ServiceError(told, where=where, hint="Shorten it")


def _said(
    text: str, wording: Wording, values: Mapping[PlaceholderName, str], escape: Callable[[re.Match[str]], str]
) -> str:
    """`text` guarded first, then filled: what we put in is meant."""

    def value(name: PlaceholderName, fallback: str) -> str | None:
        if name is PlaceholderName.FIRST_NAME:
            return wording.first_name(fallback)
        return wording.tags.get(name, values.get(name))

    return fill_each(wording.live.sub(escape, text), value)
