"""Which lists of people does a report have? Interviewees, contributors: the authority for names and roles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.excerpts import names, roles
from publisher.excerpts.names import Candidate
from publisher.excerpts.roles import Role
from publisher.excerpts.words import TITLES
from publisher.model import Report
from publisher.patterns import pattern

_LIST_HEADING = pattern(
    r"interviewee|contributor|participant|people|panel|witness|speakers|who took part|thank|acknowledg|attend|present"
    r"|members|spoke to|authors|the team|contacts|advis|steering|working group|cast\b|biograph",
    re.IGNORECASE,
)
_BULLET = pattern(r"[ \t]*(?:[-*•–·▪◦‣●■|>]|\(?(?:\d{1,3}|[a-zA-Z])[.)])?[ \t]*\**")
_AFTER_NAME = pattern(r"\**(?: ?,| ?[–—-] | ?:| ?\(| ?\||\t| {2,})\s*(?P<rest>\S.*)")
_ENOUGH = 3
"""Lines of one shape under each other make a list."""
_LONGEST_LINE = 200


def listed(report: Report) -> Iterator[tuple[Candidate, Role]]:
    """The people of the report's lists, with what each line says of them."""
    run: list[tuple[Candidate, Role]] = []
    under = False
    for paragraph in report.paragraphs:
        words = report.text[paragraph.start : paragraph.end]
        if paragraph.level:
            yield from run if len(run) >= _ENOUGH or under else ()
            run, under = [], bool(_LIST_HEADING.search(words))
            continue
        for line in words.splitlines():
            if entry := _entry(line):
                run.append(entry)
            elif len(line.strip()) > 1 and not set(line) <= set("|-: "):
                yield from run if len(run) >= _ENOUGH or (under and len(run) > 1) else ()
                run = []
    yield from run if len(run) >= _ENOUGH or under else ()


def _entry(line: str) -> tuple[Candidate, Role] | None:
    """A line of a list of people: a name, and after it a role or an organisation."""
    if len(line) > _LONGEST_LINE:
        return None
    begin = _BULLET.match(line)
    body = line[begin.end() if begin else 0 :].replace("**", "")
    for candidate in names.candidates(body):
        ahead = body[: candidate.start].strip().rstrip(".").lower()
        if ahead and not all(word.rstrip(".") in TITLES for word in ahead.split()):
            return None
        after = _AFTER_NAME.match(body, candidate.end)
        if not after or not candidate.words or len(candidate.words) < 2:
            return None
        role = roles.of_line(after["rest"])
        known = roles.has_role(role[0]) or roles.is_body(role[1])
        return (candidate, role) if known and not re.search(r"[.!?] [A-Z]", after["rest"]) else None
    return None
