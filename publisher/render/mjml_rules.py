"""What is good MJML: tags, where each may stand, its attributes, and the shape of their values.

After the component pages of MJML 4 (https://documentation.mjml.io/, read November 2026), less what mjml-python does
not do as documented there or what would load something from elsewhere; REFUSED says why.
"""

from __future__ import annotations

import re

_NAMES = (
    "aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood"
    " cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod"
    " darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon"
    " darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray"
    " dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green"
    " greenyellow grey honeydew hotpink indianred indigo inherit ivory khaki lavender lavenderblush lawngreen"
    " lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink"
    " lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen"
    " linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue"
    " mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy none"
    " oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip"
    " peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown"
    " seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle"
    " tomato transparent turquoise violet wheat white whitesmoke yellow yellowgreen"
)
_NAME = _NAMES.replace(" ", "|")
_LENGTH = r"(?:-?\d+(?:\.\d+)?(?:px|em|%)|0)"

# The shapes of values, and how a message names each.
SHAPES: dict[str, tuple[re.Pattern[str], str]] = {
    name: (re.compile(pattern, re.IGNORECASE), wanted)
    for name, (pattern, wanted) in {
        "colour": (  # hexadecimal, functional, or a name
            rf"#(?:[0-9a-f]{{3,4}}|[0-9a-f]{{6}}|[0-9a-f]{{8}})|(?:rgb|hsl)a?\([\d.,%\s/deg]+\)|{_NAME}",
            "a colour such as #0b6e63",
        ),
        "length": (_LENGTH, "a length such as 16px or 50%"),
        "lengths": (rf"{_LENGTH}(?:\s+{_LENGTH}){{0,3}}", "one to four lengths such as 16px 24px"),
        "line-height": (rf"{_LENGTH}|\d+(?:\.\d+)?|normal", "a line height such as 1.5 or 24px"),
        "border": (r"none|0|[\w.%-]+(?:\s+\S+){1,2}", "a border such as 1px solid #e2e6eb"),
        "integer": (r"\d+", "a whole number"),
        "flag": (r"true|false", "true or false"),
        "align": (r"left|center|right|justify", "left, center, right or justify"),
        "vertical": (r"top|middle|bottom", "top, middle or bottom"),
        "direction": (r"ltr|rtl", "ltr or rtl"),
        "weight": (r"normal|bold|bolder|lighter|[1-9]00", "a weight such as normal, bold or 600"),
        "address": (r"(?!\s*(?:javascript|data|vbscript):).*", "an address"),
        "words": (r".*", "text"),
    }.items()
}

_TYPE = {
    "color": "colour",
    "font-family": "words",
    "font-size": "length",
    "font-style": "words",
    "font-weight": "weight",
    "letter-spacing": "length",
    "line-height": "line-height",
    "text-decoration": "words",
    "text-transform": "words",
}
_PADDING = {
    "padding": "lengths",
    "padding-top": "length",
    "padding-right": "length",
    "padding-bottom": "length",
    "padding-left": "length",
}
_BORDER = {
    "border": "border",
    "border-top": "border",
    "border-right": "border",
    "border-bottom": "border",
    "border-left": "border",
    "border-radius": "lengths",
}
_BOX = {**_PADDING, "container-background-color": "colour"}
_LINK = {"href": "address", "rel": "words", "target": "words", "title": "words", "name": "words"}
_BACKGROUND = {
    "background-color": "colour",
    "background-url": "address",
    "background-repeat": "words",
    "background-size": "words",
    "background-position": "words",
    "background-position-x": "words",
    "background-position-y": "words",
}
_SECTION = {
    **_PADDING,
    **_BORDER,
    **_BACKGROUND,
    "direction": "direction",
    "full-width": "words",
    "text-align": "align",
    "text-padding": "lengths",
}

# Attributes of each tag, beside `css-class` and `mj-class`, which every body tag has.
ATTRIBUTES: dict[str, dict[str, str]] = {
    "mjml": {"lang": "words", "dir": "words", "owa": "words"},
    "mj-head": {},
    "mj-title": {},
    "mj-preview": {},
    "mj-attributes": {},
    "mj-breakpoint": {"width": "length"},
    "mj-style": {},
    "mj-raw": {},
    "mj-body": {"background-color": "colour", "width": "length"},
    "mj-wrapper": _SECTION,
    "mj-section": _SECTION,
    "mj-group": {
        "width": "length",
        "vertical-align": "vertical",
        "background-color": "colour",
        "direction": "direction",
    },
    "mj-column": {
        **_PADDING,
        **_BORDER,
        **{f"inner-{key}": shape for key, shape in _BORDER.items()},
        "background-color": "colour",
        "inner-background-color": "colour",
        "vertical-align": "vertical",
        "width": "length",
        "direction": "direction",
    },
    "mj-text": {**_BOX, **_TYPE, "align": "align", "height": "length"},
    "mj-button": {
        **_BOX,
        **_TYPE,
        **_BORDER,
        **_LINK,
        "align": "align",
        "background-color": "colour",
        "height": "length",
        "inner-padding": "lengths",
        "text-align": "align",
        "vertical-align": "vertical",
        "width": "length",
    },
    "mj-image": {
        **_BOX,
        **_BORDER,
        **_LINK,
        "align": "align",
        "alt": "words",
        "fluid-on-mobile": "flag",
        "font-size": "length",
        "height": "length",
        "max-height": "length",
        "src": "address",
        "srcset": "words",
        "usemap": "words",
        "width": "length",
    },
    "mj-divider": {
        **_BOX,
        "align": "align",
        "border-color": "colour",
        "border-style": "words",
        "border-width": "length",
        "width": "length",
    },
    "mj-spacer": {**_BOX, "height": "length"},
    "mj-table": {
        **_BOX,
        **_TYPE,
        "align": "align",
        "border": "border",
        "cellpadding": "integer",
        "cellspacing": "integer",
        "role": "words",
        "table-layout": "words",
        "width": "length",
    },
    "mj-hero": {
        **_PADDING,
        **_BACKGROUND,
        "background-height": "length",
        "background-width": "length",
        "border-radius": "lengths",
        "height": "length",
        "inner-background-color": "colour",
        "mode": "words",
        "vertical-align": "vertical",
        "width": "length",
    },
    "mj-social": {
        **_BOX,
        **_TYPE,
        "align": "align",
        "border-radius": "lengths",
        "icon-height": "length",
        "icon-padding": "lengths",
        "icon-size": "length",
        "inner-padding": "lengths",
        "mode": "words",
        "text-padding": "lengths",
    },
    "mj-social-element": {
        **_PADDING,
        **_TYPE,
        **_LINK,
        "align": "align",
        "alt": "words",
        "background-color": "colour",
        "border-radius": "lengths",
        "icon-height": "length",
        "icon-padding": "lengths",
        "icon-size": "length",
        "src": "address",
        "text-padding": "lengths",
        "vertical-align": "vertical",
    },
}

_CONTENT = frozenset(("mj-button", "mj-divider", "mj-image", "mj-raw", "mj-social", "mj-spacer", "mj-table", "mj-text"))
_STYLED = frozenset(ATTRIBUTES) - {"mjml", "mj-head", "mj-title", "mj-preview", "mj-attributes", "mj-style", "mj-raw"}

# Which tags may stand directly in which; a tag that is no key here holds HTML or text.
CHILDREN: dict[str, frozenset[str]] = {
    "": frozenset(("mjml",)),
    "mjml": frozenset(("mj-head", "mj-body")),
    "mj-head": frozenset(("mj-attributes", "mj-breakpoint", "mj-preview", "mj-raw", "mj-style", "mj-title")),
    "mj-attributes": _STYLED | {"mj-all", "mj-class"},
    "mj-body": frozenset(("mj-hero", "mj-raw", "mj-section", "mj-wrapper")),
    "mj-wrapper": frozenset(("mj-hero", "mj-raw", "mj-section")),
    "mj-section": frozenset(("mj-column", "mj-group", "mj-raw")),
    "mj-group": frozenset(("mj-column", "mj-raw")),
    "mj-column": _CONTENT,
    "mj-hero": _CONTENT,
    "mj-social": frozenset(("mj-social-element",)),
    **dict.fromkeys(("mj-breakpoint", "mj-divider", "mj-image", "mj-spacer", "mj-all", "mj-class"), frozenset()),
}

_EVERY = {key: shape for attributes in ATTRIBUTES.values() for key, shape in attributes.items()}
ATTRIBUTES["mj-all"] = _EVERY
ATTRIBUTES["mj-class"] = {**_EVERY, "name": "words"}
for _tag in _STYLED:
    ATTRIBUTES[_tag] = {**ATTRIBUTES[_tag], "css-class": "words", "mj-class": "words"}

# Tags of MJML that are refused, and what to do instead.
REFUSED = {
    "mj-accordion": "Mail clients disagree about it; use plain sections",
    "mj-carousel": "Mail clients disagree about it; use plain images",
    "mj-font": "Nothing is loaded from elsewhere; name fonts that readers have",
    "mj-html-attributes": "The renderer does not know it",
    "mj-include": 'Write {% include "_parts/….mjml" %} instead',
    "mj-navbar": "Mail clients disagree about it; use plain links",
    "mj-selector": "The renderer does not know it",
}
