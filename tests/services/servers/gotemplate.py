"""Would Go's template parser take this text? As listmonk asks before it stores a campaign.

Not the whole of Go's grammar: what stands between `{{` and `}}` is read word by word, blocks must be closed, and every
function must be one that listmonk, Go or sprig has. Facts: Go's text/template documentation, listmonk's templating page.
"""

from __future__ import annotations

import re

BLOCKS = frozenset({"if", "range", "with", "block", "define"})
KEYWORDS = BLOCKS | {"else", "end", "template", "break", "continue", "nil", "true", "false"}
FUNCTIONS = frozenset(
    {
        "TrackLink", "TrackView", "UnsubscribeURL", "ManageURL", "OptinURL", "MessageURL", "ArchiveURL", "RootURL",
        "Date", "L", "Safe",
        "and", "call", "html", "index", "slice", "js", "len", "not", "or", "print", "printf", "println", "urlquery",
        "eq", "ne", "lt", "le", "gt", "ge",
        "default", "coalesce", "ternary", "empty", "upper", "lower", "title", "trim", "trimAll", "trimPrefix",
        "trimSuffix", "replace", "repeat", "substr", "nospace", "trunc", "contains", "hasPrefix", "hasSuffix", "quote",
        "cat", "date", "dateModify", "now", "toDate", "add", "sub", "mul", "div", "mod", "list", "first", "last", "join",
        "split", "dict", "get", "set", "hasKey", "keys", "toString", "int", "toJson", "safeHTML", "b64enc",
    }
)  # fmt: skip

COMMENT = re.compile(r"(?:-\s)?\s*/\*.*?\*/\s*(?:\s-)?", re.DOTALL)
WORD = re.compile(
    r"""\s+ | "(?:[^"\\\n]|\\.)*" | `[^`]*` | '(?:[^'\\\n]|\\.)+'
    | (?P<field>\.[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*) | (?P<name>[A-Za-z_]\w*) | \$\w*(?:\.\w+)* | [+-]?\d[\w.]*
    | := | [().|=,] """,
    re.VERBOSE,
)


def fault(text: str, name: str = "content") -> str:
    """What Go's parser says against a text, in its words; empty where it takes it."""
    position = 0
    opened: list[str] = []
    while (start := text.find("{{", position)) >= 0:
        line = text.count("\n", 0, start) + 1
        position, words, why = _action(text, start + 2)
        why = why or _blocks(words, opened)
        if why:
            return f"template: {name}:{line}: {why}"
    return f"template: {name}:{text.count(chr(10)) + 1}: unexpected EOF" if opened else ""


def _action(text: str, position: int) -> tuple[int, list[str], str]:
    """Where an action ends, its names in order, and what is wrong with it."""
    comment = COMMENT.match(text, position)
    if comment:
        end = comment.end()
        return (end + 2, [], "") if text.startswith("}}", end) else (end, [], "comment ends before closing delimiter")
    if text.startswith("- ", position):
        position += 2
    words: list[str] = []
    pieces = 0
    while not re.compile(r"(?: -)?\}\}").match(text, position):
        word = WORD.match(text, position)
        if word is None:
            return position, words, _unexpected(text, position)
        position = word.end()
        pieces += not word.group().isspace()
        if word["name"]:
            words.append(word["name"])
            if word["name"] not in KEYWORDS | FUNCTIONS:
                return position, words, f'function "{word["name"]}" not defined'
    end = text.index("}}", position) + 2
    return end, words, "" if pieces else "missing value for command"


def _unexpected(text: str, position: int) -> str:
    rest = text[position : position + 1]
    if rest == '"':
        return "unterminated quoted string"
    if rest == "`":
        return "unterminated raw quoted string"
    if not rest or text.startswith("{{", position):
        return "unclosed action"
    return (
        f"unexpected {rest!r} in operand"
        if rest.isprintable()
        else f"unrecognized character in action: U+{ord(rest):04X}"
    )


def _blocks(words: list[str], opened: list[str]) -> str:
    """Open and close blocks by an action's first word; what is wrong with that."""
    first = words[0] if words else ""
    if first in BLOCKS:
        opened.append(first)
    elif first == "end":
        if not opened:
            return "unexpected {{end}}"
        opened.pop()
    elif first == "else" and (not opened or opened[-1] in ("block", "define")):
        return "unexpected {{else}}"
    return ""
