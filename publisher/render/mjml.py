"""MJML → an email's HTML: checked by us, drawn by mjml-python, our CSS inlined by css-inline.

mjml-python checks nothing, copies unknown tags into the mail, and dies of deep nesting; its messages name byte
offsets. So `mark` gives each tag of a template its place before Jinja sees it, `validate` reads the rendered text with
expat and reports with that place, and only what passed is drawn. The article's HTML never goes through MJML: it
stands as a `slot` and is put in afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html.entities import html5
from typing import TYPE_CHECKING
from xml.parsers import expat

from publisher.errors import TemplateError
from publisher.render.mjml_rules import ATTRIBUTES, CHILDREN, REFUSED, SHAPES

if TYPE_CHECKING:
    import css_inline

_STYLE = re.compile(r"(<mj-style\b.*?</mj-style>)", re.DOTALL)
_BREAK_IN_VALUE = re.compile(r'="[^"<>]*[\n\r\t][^"<>]*"')

DEEPEST = 100
"""Levels of nesting, HTML inside texts included; mjml-python ends the process somewhere above 1,000."""

_SOURCE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<(?P<tag>mj[a-z-]*)", re.DOTALL)
_MARK = re.compile(r' data-at="([^"]*)"')
_SLOT = re.compile(r"<!--slot:(\d+)-->")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*;)")
# A tag with an attribute between single marks that holds a double one: mjml-python would print it broken.
_UNSAFE = re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^'"]*')*'[^'"]*"[^']*'""")


def mark(source: str, file: str) -> str:
    """Give each MJML tag of a template's source its place: `<mj-text data-at="templates/x/email.mjml:12"`."""

    def marked(match: re.Match[str]) -> str:
        if not match["tag"]:
            return match[0]
        return f'{match[0]} data-at="{file}:{source.count(chr(10), 0, match.start()) + 1}"'

    return _SOURCE.sub(marked, source)


def slot(number: int) -> str:
    """What stands in MJML for the HTML with this index. Text is escaped, so nobody can write one by hand."""
    return f"<!--slot:{number}-->"


def to_html(mjml: str, *, where: str, slots: Sequence[str], css: str, language: str, direction: str) -> str:
    """Draw marked MJML as a whole HTML document.

    `slots` are put where `slot(index)` stands, then `css` is written into the elements that it matches. `where` is the
    template's file, for what has no place of its own. Raises TemplateError.
    """
    import mjml as renderer

    validate(mjml, where=where)
    try:
        html: str = renderer.mjml2html(_plain(_MARK.sub("", mjml)), fonts={})
    except ValueError as error:
        raise TemplateError(f"this MJML cannot be drawn ({error})", where=where) from None
    if "<mj-" in html or "<mj:" in html:
        raise TemplateError("an MJML tag is left in the mail", where=where, hint="Close every tag")
    html = html.replace("<body ", f'<body lang="{language}" dir="{direction}" ', 1)
    return _inliner(css).inline(fill_slots(html, slots))


def inline(fragment: str, css: str) -> str:
    """`css` written into the elements of a fragment of HTML, which stays a fragment."""
    return _inliner("").inline_fragment(fragment, css)


def fill_slots(html: str, slots: Sequence[str]) -> str:
    """`html` with the slots filled, in one pass: what is put in is not looked at again."""
    return _SLOT.sub(lambda match: slots[int(match[1])], html)


def validate(mjml: str, *, where: str) -> None:
    """Check rendered, marked MJML. Raises TemplateError with the place of the first fault."""
    unsafe = _UNSAFE.search(mjml) if "='" in mjml else None
    if unsafe:
        hint = "Put it between double marks and write &quot; for those inside"
        raise TemplateError(
            "an attribute holds a double quotation mark", where=_place(mjml, unsafe.end(), where), hint=hint
        )
    _Reader(where).read(_ENTITY.sub(_numeric, mjml) if "&" in mjml else mjml)


class _Reader:
    """One reading of rendered MJML: keeps the open tags, and stops at the first fault."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.file = where
        self.open: list[str] = [""]
        self.parser = expat.ParserCreate(namespace_separator=None)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype

    def read(self, mjml: str) -> None:
        """Read it all."""
        try:
            self.parser.Parse(mjml, True)  # noqa: FBT003 - expat has no name for "this is all"
        except expat.ExpatError as error:
            offset = len(mjml.encode()[: max(self.parser.ErrorByteIndex, 0)].decode("utf-8", "ignore"))
            what = f"this MJML is not well formed ({expat.ErrorString(error.code)})"
            hint = "Close every tag (<br/>), quote every attribute, write &amp; for &"
            raise TemplateError(what, where=_place(mjml, offset, self.file), hint=hint) from None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag opens."""
        parent = self.open[-1]
        self.open.append(tag)
        if len(self.open) > DEEPEST:
            raise TemplateError(f"tags are nested more than {DEEPEST} levels deep", where=self.where)
        if not tag.startswith("mj"):
            if parent in CHILDREN:
                self._misplaced(tag, parent)
            return
        self.where = attributes.pop("data-at", self.where)
        self._check_tag(tag, parent)
        self._check_attributes(tag, attributes)

    def end(self, _tag: str) -> None:
        """A tag closes."""
        self.open.pop()

    def text(self, text: str) -> None:
        """Text stands between tags."""
        parent = self.open[-1]
        if parent in CHILDREN and not text.isspace():
            raise TemplateError(f"text stands directly in <{parent}>", where=self.where, hint="Put it into <mj-text>")

    def doctype(self, *_: object) -> None:
        """A document type could declare entities that expand without end."""
        raise TemplateError("a document type stands in the MJML", where=self.where, hint="Remove it")

    def _check_tag(self, tag: str, parent: str) -> None:
        if tag in REFUSED:
            raise TemplateError(f"<{tag}> cannot be used", where=self.where, hint=REFUSED[tag])
        if tag not in ATTRIBUTES:
            raise TemplateError(f"there is no tag <{tag}>", where=self.where, hint=_nearest(tag, ATTRIBUTES))
        if tag not in CHILDREN.get(parent, ()):
            self._misplaced(tag, parent)

    def _misplaced(self, tag: str, parent: str) -> None:
        allowed = CHILDREN.get(parent)
        hint = f"There may stand: {', '.join(sorted(allowed))}" if allowed else ""
        place = f"stand in <{parent}>" if parent else "be the outermost tag"
        raise TemplateError(f"<{tag}> may not {place}", where=self.where, hint=hint)

    def _check_attributes(self, tag: str, attributes: Mapping[str, str]) -> None:
        shapes = ATTRIBUTES[tag]
        for key, value in attributes.items():
            if key not in shapes:
                hint = _nearest(key, shapes)
                raise TemplateError(f"<{tag}> has no attribute {key}", where=self.where, hint=hint)
            if not _fits(shapes[key], value):
                wanted = SHAPES[shapes[key]][1]
                raise TemplateError(f'{key}="{value}" of <{tag}> is not {wanted}', where=self.where)
        if tag == "mj-social-element" and "src" not in attributes:
            hint = "Give it a src; the icons that come with MJML are loaded from elsewhere"
            raise TemplateError("<mj-social-element> has no src", where=self.where, hint=hint)


def _plain(mjml: str) -> str:
    """MJML in ASCII, other characters as numbers.

    mjml-python prints attributes as Rust prints strings for programmers, so that no-break spaces, backslashes, line
    breaks and placeholder tokens come out escaped. Numbers pass unharmed; style sheets, which know none, stay.
    """
    parts = _STYLE.split(mjml)
    for index in range(0, len(parts), 2):
        part = parts[index].replace("\\", "&#92;").replace("\x7f", "").encode("ascii", "xmlcharrefreplace").decode()
        parts[index] = _BREAK_IN_VALUE.sub(lambda match: " ".join(match[0].split()), part)
    return "".join(parts)


@lru_cache(maxsize=4096)
def _fits(shape: str, value: str) -> bool:
    """Whether a value has its shape; templates say the same values again and again."""
    return SHAPES[shape][0].fullmatch(value.strip()) is not None


@lru_cache(maxsize=16)
def _inliner(css: str) -> css_inline.CSSInliner:
    """An inliner that writes only `css` into elements, leaves MJML's own rules in the head, and fetches nothing."""
    import css_inline

    return css_inline.CSSInliner(
        inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=css or None
    )


def _place(mjml: str, offset: int, file: str) -> str:
    """The place of the last marked tag before `offset` characters of marked MJML."""
    start = mjml.rfind(' data-at="', 0, offset)
    match = _MARK.match(mjml, start) if start >= 0 else None
    return match[1] if match else file


def _numeric(match: re.Match[str]) -> str:
    """A named entity of HTML as numbers, which XML knows; unknown ones stay for expat to refuse."""
    characters = html5.get(match[1])
    return "".join(f"&#{ord(character)};" for character in characters) if characters else match[0]


def _nearest(name: str, known: Mapping[str, object]) -> str:
    """A hint with the known name that is nearest to `name`, if one is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1)
    return f"Did you mean {near[0]}?" if near else ""
