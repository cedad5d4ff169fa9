"""`publisher excerpts`: what in a report can be quoted."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from publisher.cli.session import Session

if TYPE_CHECKING:
    from publisher.excerpts import Wanted
    from publisher.model import Excerpt, Report

KINDS = ("quotation", "recommendation", "figure", "passage")
_WIDTH = 100
"""Columns where the output is no terminal."""
_PLACE, _WHO = 22, 20
"""Columns of a line at most, for where an excerpt stands and who says it."""
_LEAST = 30


def _kinds(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """`--kind figures,passages` as well as `--kind figure --kind passage`."""
    wanted = [word.strip().lower() for one in given for word in one.split(",") if word.strip()]
    known = {**{kind: (kind,) for kind in KINDS}, **{f"{kind}s": (kind,) for kind in KINDS}, "all": KINDS}
    for word in wanted:
        if word not in known:
            from publisher.yamlmodel import suggestion

            hint = suggestion(word, known) or f"There are {', '.join(KINDS)} and all."
            raise click.BadParameter(f"there is no kind `{word}`. {hint}")
    return tuple(dict.fromkeys(kind for word in wanted for kind in known[word]))


def _split(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for one in given for word in one.replace(",", " ").split()))


@click.command()
@click.argument("report", metavar="REPORT")
@click.option(
    "--kind", "kinds", multiple=True, callback=_kinds, help=f"{', '.join(KINDS)} or all.  [default: quotation]"
)
@click.option(
    "--about",
    default="",
    metavar="WORDS",
    help="Only what has to do with these words or this place, the fittest first.",
)
@click.option(
    "--speaker", default="", metavar="NAME", help="Only what this person says: full name, surname or descriptor."
)
@click.option("--section", default="", metavar="TITLE", help="Only below headings that hold these words.")
@click.option("--page", "pages", type=click.IntRange(min=1), multiple=True, help="Only on this page.")
@click.option("--id", "ids", multiple=True, callback=_split, help="Only this excerpt, of whatever kind.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.option("--long", "in_full", is_flag=True, help="Whole texts instead of one line each.")
@click.option("--why", is_flag=True, help="Also the confidence and its evidence, with offsets.")
@click.option("--repairs", is_flag=True, help="List what was damaged in the source and is read otherwise.")
@click.option("--text", "as_text", is_flag=True, help="Print the text that was read; offsets count in it.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("lines", "md", "json", "jsonl")),
    default="lines",
    show_default=True,
    help="As lines, as Markdown to paste into a campaign, or for programs.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--encoding", default="", help="The encoding of a text file, where the guess is wrong.")
@click.pass_obj
def command(
    session: Session,
    /,
    report: str,
    limit: int | None,
    in_full: bool,
    why: bool,
    repairs: bool,
    as_text: bool,
    form: str,
    as_json: bool,
    encoding: str,
    **asked: Any,
) -> None:
    """List what can be quoted from REPORT: quotations with their speakers, recommendations, figures, key passages.

    REPORT is a file, looked for here and then below campaigns/ of the project (none is needed), or an address.
    """
    from publisher import excerpts
    from publisher.cli.output import say, visible

    form = "json" if as_json else form
    asked["kinds"] = asked["kinds"] or (KINDS if asked["ids"] else KINDS[:1])
    read = session.report(report, encoding=encoding)
    if as_text:
        say("\n".join(map(visible, read.text.split("\n"))) if sys.stdout.isatty() else read.text)
    elif repairs:
        _say_repairs(read, form)
    else:
        wanted = excerpts.Wanted(**asked)
        found = excerpts.select(read, wanted)[:limit]
        _say(read, found, form, in_full=in_full, why=why)
        _summary(report, found, wanted)


# ── how it is said ──────────────────────────────────────────────────────────────────────────────────────


def _say(report: Report, found: Sequence[Excerpt], form: str, *, in_full: bool, why: bool) -> None:
    from publisher import excerpts
    from publisher.cli.output import say, say_json, say_json_line

    if form == "json":
        say_json([row(one) for one in found])
    elif form == "jsonl":
        for one in found:
            say_json_line(row(one))
    elif form == "md":
        if found:
            say("\n\n".join(excerpts.markdown(report, one) for one in found))
    else:
        _say_lines(report, found, in_full=in_full, why=why)


def row(one: Excerpt) -> dict[str, Any]:
    """An excerpt as JSON has it. What is not known is null; `section` has the headings, outermost first."""
    from publisher.model import Quotation

    speaker = one.speaker
    said = one if isinstance(one, Quotation) else None
    return {
        "id": one.id,
        "kind": str(one.kind),
        "text": one.text,
        "raw_text": one.raw_text,
        "start": one.start,
        "end": one.end,
        "page": one.locator.page,
        "section": list(one.locator.section),
        "paragraph": one.locator.paragraph,
        "speaker": (speaker.name or None) if speaker else None,
        "descriptor": (speaker.descriptor or None) if speaker else None,
        "role": (speaker.role or None) if speaker else None,
        "organisation": (speaker.organisation or None) if speaker else None,
        "confidence": one.confidence,
        "evidence": [{"kind": e.kind, "start": e.start, "end": e.end, "text": e.text} for e in one.evidence],
        "pieces": [list(piece) for piece in said.pieces] if said else [],
        "variant_of": (said.variant_of or None) if said else None,
    }


def _say_lines(report: Report, found: Sequence[Excerpt], *, in_full: bool, why: bool) -> None:
    from publisher.cli.output import say, visible

    columns = shutil.get_terminal_size((_WIDTH, 24)).columns if sys.stdout.isatty() else _WIDTH
    mixed = len({one.kind for one in found}) > 1
    places = [_cut(_place(one), _PLACE) for one in found]
    people = [_cut(_who(one, mixed=mixed), _WHO) for one in found]
    widths = max(map(len, places), default=0), max(map(len, people), default=0)
    for number, (one, place, who) in enumerate(zip(found, places, people, strict=True)):
        if in_full:
            say("\n" * bool(number) + visible(f"{one.id}  {_head(one)}"))
            words = visible(_words(report, one))
            say(_wrapped(words, min(columns, _WIDTH)) if sys.stdout.isatty() else f"    {words}")
        else:
            head = f"{place:<{widths[0]}}  " + (f"{who:<{widths[1]}}  " if widths[1] else "")
            room = max(columns - len(one.id) - 2 - len(head), _LEAST)
            say(click.style(one.id, dim=True) + visible(f"  {head}{_words(report, one, room)}"))
        if why:
            _say_why(one)


def _place(one: Excerpt) -> str:
    """`page 12`, or heading and paragraph, so short that they fit a column."""
    if one.locator.page is not None or not one.locator.section:
        return str(one.locator)
    number = f" ¶{one.locator.paragraph}" if one.locator.paragraph else ""
    return _cut(one.locator.section[-1], _PLACE - len(number)) + number


def _who(one: Excerpt, *, mixed: bool) -> str:
    """Who says it; of a figure the numbers, of others the kind where several are listed."""
    if one.kind == "quotation":
        return (one.speaker.name or one.speaker.descriptor) if one.speaker else ""
    if one.kind == "figure":
        return ", ".join(evidence.text for evidence in one.evidence)
    return f"({one.kind})" if mixed else ""


def _words(report: Report, one: Excerpt, room: int = 1_000_000) -> str:
    """The words as they would be printed, in marks where somebody says them, cut to `room` columns."""
    from publisher import excerpts

    return f"“{_cut(excerpts.whole(report, one), room - 2)}”" if one.kind == "quotation" else _cut(one.text, room)


def _head(one: Excerpt) -> str:
    """What a whole text is headed by: place, speaker with role, or the kind."""
    section = f", “{one.locator.section[-1]}”" if one.locator.page is not None and one.locator.section else ""
    parts = [f"{one.locator}{section}"]
    parts += [str(one.kind)] if one.kind != "quotation" else []
    return "  ".join(parts + ([str(one.speaker)] if one.speaker else []))


def _say_why(one: Excerpt) -> None:
    from publisher.cli.output import say, visible

    say(f"          confidence {one.confidence:.2f}" + ("" if one.evidence else ", without evidence"))
    for evidence in one.evidence:
        where = f"{evidence.kind}, {evidence.start}–{evidence.end}"
        say(visible(f"          {where}: {_cut(evidence.text, 2 * _WIDTH)}"))


def _wrapped(text: str, width: int) -> str:
    import textwrap

    return textwrap.fill(text, width, initial_indent=" " * 4, subsequent_indent=" " * 4, break_on_hyphens=False)


def _cut(text: str, length: int) -> str:
    """The beginning of a text, in whole words where it can be."""
    if len(text) <= length:
        return text
    head = text[: length - 2]
    return f"{head.rsplit(' ', 1)[0].rstrip(' ,;:')} …" if " " in head[length // 2 :] else f"{text[: length - 1]}…"


def _summary(name: str, found: Sequence[Excerpt], wanted: Wanted) -> None:
    from publisher.cli.output import count, listed, remark

    kinds = [kind for kind in KINDS if kind in wanted.kinds]
    if found:
        numbers = {kind: sum(one.kind == kind for one in found) for kind in kinds}
        remark(f"{name}: {listed([count(number, kind) for kind, number in numbers.items() if number])}")
        return
    what = "nothing" if len(kinds) > 1 else f"no {kinds[0]}"
    more = " `--kind all` looks for recommendations, figures and passages too." if len(kinds) == 1 else ""
    remark(f"{name}: {what} {wanted}".rstrip() + "." + more)


def _say_repairs(report: Report, form: str) -> None:
    from publisher.cli.output import count, remark, say, say_json, say_json_line, visible

    if form == "json":
        say_json(report.repairs)
        return
    speak: Callable[[Any], None] = say_json_line if form == "jsonl" else say
    for one in report.repairs:
        where = report.locator(one.start)
        change = f"“{_spelt(one.before)}” " + (f"→ “{_spelt(one.after)}”" if one.after else "left out")
        if not one.before:
            change = f"added “{one.after}”: “{_cut(report.words(one.start, one.end + 40), 40)}”"
        speak(one if form == "jsonl" else visible(f"{one.kind}, {where} ({one.start}–{one.end}): {change}"))
    remark(f"{report.name}: {count(len(report.repairs), 'repair')}" if report.repairs else f"{report.name}: no repairs")


def _spelt(text: str) -> str:
    return _cut(text.replace("\u00ad", "-").replace("\n", "⏎"), 160)
