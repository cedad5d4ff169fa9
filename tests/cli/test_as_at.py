"""`publisher build --as-at`: the site of any instant, apart from that of now, with nothing of its future in it.

What is public when is written down here by hand, in UTC; the program's own rules are not asked.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from tests.cli.conftest import Tell, snapshot

CONFIG = """\
id: futu
title: Orchard Notes
url: https://orchard.example.org
timezone: Europe/London
since: 2026-01-01
sender: {name: Orchard Notes, email: hello@example.org}
organisation: {name: Orchard Trust, address: "1 High Street, Town"}
people:
PEOPLE
services:
  local: {use: outbox}
publish: {command: [cp, -R, "{output}", "../handed-on"], confirm: false}
schedule:
  - {campaign: birch}
  - {campaign: cedar, draft: 5 days before}
  - {campaign: damson}
  - {campaign: elder}
  - {campaign: fir}
  - {campaign: gorse}
  - {campaign: hazel, publish: false}
  - {campaign: ivy, every: monday, at: "18:30", timezone: America/New_York, from: 2026-12-07, until: 2026-12-28, except: 2026-12-14}
  - {campaign: jasmine, every: first tuesday, at: "09:00", from: 2026-12-01, until: 2027-01-31, draft: 2 days before}
  - {campaign: nutmeg}
  - {campaign: quince, every: 2 weeks on friday, at: "08:00", from: 2026-12-04, until: 2026-12-31, publish: false}
blackouts:
  - {from: 2026-12-24, until: 2026-12-26, reason: Christmas}
  - {from: 2027-01-04, until: 2027-01-07, reason: Stock-taking, rule: move}
"""

OVERRIDES = """\
overrides:
  - {edition: fir, decision: drop, by: Ruth, why: Printed elsewhere.}
  - {edition: gorse, decision: go, by: Ruth, why: Nobody minds.}
  - {edition: ivy@2026-12-21, decision: drop, by: Ruth, why: Nobody reads it.}
"""

DATES = {
    "alder": "2026-11-20 09:00",
    "birch": "2026-12-01 09:00",
    "cedar": "2026-12-15 09:00",
    "damson": "2026-12-25 09:00",  # a blackout holds it
    "elder": "2027-01-05 10:00",  # a blackout moves it
    "fir": "2026-12-02 09:00",  # dropped
    "gorse": "2026-12-24 09:00",  # in a blackout, and let out
    "hazel": "2026-12-03 09:00",  # for email only
    "larch": "2027-02-01 09:00",  # nothing of the schedule
    "maple": "2026-11-21 09:00",
    "nutmeg": "2027-03-28 01:30",  # a minute that the clock skips
}
SLUGS = (*DATES, "ivy", "jasmine", "juniper", "quince")
LETTERS = {"hazel", "ivy", "quince", "larch"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


PUBLIC_FROM = {
    "alder": at("2026-11-20 09:00"),
    "birch": at("2026-12-01 09:00"),
    "cedar": at("2026-12-15 09:00"),
    "elder": at("2027-01-08 10:00"),
    "gorse": at("2026-12-24 09:00"),
    "ivy": at("2026-12-07 23:30"),
    "jasmine": at("2026-12-01 09:00"),
    "larch": at("2027-02-01 09:00"),
    "maple": at("2026-11-21 09:00"),
    "nutmeg": at("2027-03-28 01:00"),
}
"""The others are never public."""

EDITIONS = {
    "letters/ivy/2026-12-07": at("2026-12-07 23:30"),
    "letters/ivy/2026-12-28": at("2026-12-28 23:30"),
    "posts/jasmine/2026-12-01": at("2026-12-01 09:00"),
    "posts/jasmine/2027-01-05": at("2027-01-08 09:00"),
}
NEVER = ("ivy/2026-12-14", "ivy/2026-12-21", "2026-12-04", "2026-12-18")
ANNOUNCED = at("2027-01-20 09:00")  # when alder's change is public

END = at("2028-01-01 00:00")


@dataclass(frozen=True)
class Secret:
    """Something that only one campaign has, and from when on it may be seen."""

    words: bytes
    public_from: datetime


def mark(slug: str, what: str) -> str:
    """A word that is nowhere else."""
    return f"q{hashlib.sha256(f'{slug} {what}'.encode()).hexdigest()[:12]}"


def secrets() -> Iterator[Secret]:
    for slug in SLUGS:
        since = PUBLIC_FROM.get(slug, END)
        whats = ["title", "summary", "body", "alt", "file name"]
        whats += [] if slug in LETTERS else ["tag", "person"]
        yield from (Secret(mark(slug, what).encode(), since) for what in whats)
        yield Secret(f"/{slug}/".encode(), since)
    for path, since in EDITIONS.items():
        yield Secret(f"/{path}/".encode(), since)
    yield Secret(mark("alder", "note").encode(), ANNOUNCED)
    yield from (Secret(path.encode(), END) for path in NEVER)
    yield from (Secret(mark(slug, "email").encode(), END) for slug in SLUGS)  # words for the email alone


def text(slug: str) -> str:
    front = [
        f"title: The {mark(slug, 'title')}",
        *([f"date: {DATES[slug]}"] if slug in DATES else []),
        f"template: {'newsletter' if slug in LETTERS else 'report-post'}",
        *([] if slug in LETTERS else [f"author: p{slug}", f"tags: [{mark(slug, 'tag')}]"]),
        f"summary: All about {mark(slug, 'summary')} in a sentence that is long enough to be one.",
        f"channels: [{'newsletter' if slug in LETTERS else 'blog, newsletter'}]",
        f"email: {{preheader: 'See {mark(slug, 'email')} in a line that an inbox shows beside a subject.'}}",
        f"image: {{src: images/{slug}.png, alt: 'A {mark(slug, 'alt')}'}}",
        *([f"updated: 2027-01-20 09:00\nupdate_note: Now {mark(slug, 'note')}."] if slug == "alder" else []),
    ]
    body = f"Here is {mark(slug, 'body')}, and [a file](files/{mark(slug, 'file name')}.txt)."
    return "---\n" + "\n".join(front) + f"\n---\n{body}\n\n![A {mark(slug, 'alt')}](images/{slug}.png)\n"


@cache
def picture(slug: str) -> bytes:
    """Noise: no two have a rendition in common."""
    out = BytesIO()
    Image.frombytes("RGB", (40, 30), Random(slug).randbytes(40 * 30 * 3)).save(out, "PNG")
    return out.getvalue()


def write(root: Path) -> None:
    (root / "campaigns" / "images").mkdir(parents=True)
    (root / "campaigns" / "files").mkdir()
    people = "\n".join(f"  p{slug}: {{name: Ann {mark(slug, 'person').title()}}}" for slug in SLUGS)
    (root / "config.yaml").write_text(CONFIG.replace("PEOPLE", people))
    (root / "campaigns" / "overrides.yaml").write_text(OVERRIDES)
    for slug in SLUGS:
        (root / "campaigns" / f"{slug}.md").write_text(text(slug))
        (root / "campaigns" / "images" / f"{slug}.png").write_bytes(picture(slug))
        (root / "campaigns" / "files" / f"{mark(slug, 'file name')}.txt").write_text(mark(slug, "body"))


@pytest.fixture
def orchard(folder: Path) -> Path:
    """A project of many campaigns: dated, scheduled, recurring, held, moved, dropped, let out, for email only."""
    write(folder)
    return folder


def instants() -> list[datetime]:
    """Right before, at and after every moment at which something changes, and some in between."""
    changes = {*PUBLIC_FROM.values(), *EDITIONS.values(), ANNOUNCED, at("2026-12-25 09:00"), at("2026-12-27 00:00")}
    found = {change + timedelta(seconds=step) for change in changes for step in (-1, 0, 1)}
    return sorted({*found, at("2026-11-01 00:00"), at("2026-12-10 12:00"), at("2027-06-01 12:00")})


def files(output: Path) -> dict[str, bytes]:
    """Every file of a built site, the program's list of them too."""
    found = (path for path in output.rglob("*") if path.is_file())
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in found}


def renditions(site: dict[str, bytes]) -> set[bytes]:
    return {content for name, content in site.items() if name.startswith("images/")}


def test_nothing_of_the_future_is_in_any_file_at_any_instant(orchard: Path, tell: Tell) -> None:
    """Pages, lists, feeds, sitemap, redirects, pictures and linked files; names of files and what is in them."""
    shown: list[tuple[int, set[bytes]]] = []
    for moment in reversed(instants()):
        said = tell("build", "--as-at", moment.isoformat(), "--output", "then")
        assert (said.code, said.errors) == (0, []), moment
        site = files(orchard / "then")
        _look(site, moment)
        shown.append((sum(since <= moment for since in PUBLIC_FROM.values()), renditions(site)))
    # No two campaigns share a picture: there are as many as campaigns, and going back in time only takes away.
    assert all(len(pictures) == campaigns for campaigns, pictures in shown)
    assert all(earlier <= later for (_, later), (_, earlier) in itertools.pairwise(shown))
    assert [shown[0][0], shown[-1][0]] == [len(PUBLIC_FROM), 0]


def _look(site: dict[str, bytes], moment: datetime) -> None:
    """Each secret is in the site from its moment on, and never before."""
    everything = b"\n".join(name.encode() + b"\n" + content for name, content in site.items()).lower()
    assert {"index.html", "feed.xml", "atom.xml", "feed.json", "sitemap.xml"} <= site.keys()
    for secret in secrets():
        seen = secret.words.lower() in everything
        assert seen == (secret.public_from <= moment), (moment, secret)


def test_what_would_be_seen_too_early_is_found(orchard: Path, tell: Tell) -> None:
    """The look itself can fail: it misses what should be there, and finds what should not, wherever it is."""
    tell("build", "--as-at", "2026-12-01T08:59", "--output", "then")
    site, moment = files(orchard / "then"), at("2026-12-01 08:59")
    _look(site, moment)
    with pytest.raises(AssertionError):
        _look(site, at("2026-12-01 09:00"))
    for more in ({"x.txt": mark("larch", "body").encode()}, {f"tags/{mark('cedar', 'tag')}/index.html": b""}):
        with pytest.raises(AssertionError):
            _look(site | more, moment)


def test_the_site_of_an_instant_is_what_a_build_makes_at_that_instant(orchard: Path, tell: Tell) -> None:
    moment = at("2026-12-24 09:00")
    tell("build", "--as-at", "2026-12-24T09:00", "--output", "then")
    tell("build", at=moment)
    assert _content(orchard / "then") == _content(orchard / "public")


def _content(output: Path) -> dict[str, bytes]:
    return {name: content for name, content in files(output).items() if not name.startswith(".publisher")}


# ── it lies apart, and is never handed on ───────────────────────────────────────────────────────────────


def test_the_site_of_now_is_not_touched_and_only_that_is_handed_on(orchard: Path, tell: Tell) -> None:
    handed = orchard.parent / "handed-on"
    assert tell("publish").code == 0
    before = snapshot(orchard / "public")
    said = tell("build", "--as-at", "2027-02-02")
    assert said.code == 0
    assert said.out.splitlines()[0].startswith(".publisher/as-at/: ")
    assert said.out.splitlines()[1] == (
        "the site as at 2027-02-02 00:00 (Europe/London): 11 editions public. It is not published from here"
    )
    assert mark("larch", "body").encode() in b"".join(files(orchard / ".publisher" / "as-at").values())
    assert snapshot(orchard / "public") == before
    assert tell("run", "--once", at=at("2026-11-22 12:00")).code in {0, 3}
    assert tell("publish").code == 0
    assert mark("larch", "body").encode() not in b"".join(files(handed).values())


@pytest.mark.parametrize("output", ["public", "public/below", ".", "..", "campaigns", "templates/mine"])
def test_a_folder_that_is_served_or_written_in_is_refused(output: str, orchard: Path, tell: Tell) -> None:
    said = tell("build", "--as-at", "2027-01-01", "--output", output)
    assert (said.code, said.out, len(said.errors)) == (2, "", 1)
    assert "Name a folder of its own" in said.err
    assert not (orchard / "public").exists()


@pytest.mark.parametrize("typed", ["soon", "", "2026-13-01", "2026-12-24T25:00", "24.12.2026", "0001-01-01"])
def test_what_is_no_time_gets_one_line(typed: str, orchard: Path, tell: Tell) -> None:
    said = tell("build", "--as-at", typed)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"`{typed}` is no time. Write it like 2026-11-22T12:00\n"


def test_an_output_without_another_time_is_refused(orchard: Path, tell: Tell) -> None:
    said = tell("build", "--output", "elsewhere")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("--output is for --as-at")


def test_a_time_is_of_configs_clock_unless_it_has_an_offset(orchard: Path, tell: Tell) -> None:
    def moment(typed: str) -> str:
        return str(json.loads(tell("build", "--as-at", typed, "--json").out)["as_at"])

    assert moment("2027-07-01T09:00") == "2027-07-01T09:00:00+01:00"
    assert moment("2027-07-01 09:00:00+05:00") == "2027-07-01T05:00:00+01:00"
    assert moment("2027-07-01T09:00Z") == "2027-07-01T10:00:00+01:00"


def test_an_empty_project_has_a_future_too(empty: Path, tell: Tell) -> None:
    said = tell("build", "--as-at", "2030-01-01")
    assert (said.code, said.errors) == (0, [])
    assert "0 editions public" in said.out


def test_what_will_stop_the_build_of_that_day_stops_this_one(orchard: Path, tell: Tell) -> None:
    path = orchard / "campaigns" / "larch.md"
    path.write_text(path.read_text() + "\n[here](nowhere.pdf)\n")
    assert tell("build").code == 0
    said = tell("build", "--as-at", "2027-02-01T09:00")
    assert (said.code, said.errors[0].partition(" ")[0]) == (
        1,
        f"campaigns/larch.md:{text('larch').count(chr(10)) + 2}:",
    )


# ── nothing public shows what is not ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "how", ["::: post {}\n:::", "[see]({}.md)", "[see](./{}.md#end)", "::: button\n[See]({}.md)\n:::"]
)
def test_a_post_that_shows_what_the_schedule_keeps_back_stops_the_build(how: str, orchard: Path, tell: Tell) -> None:
    """Their dates are past; held, moved, dropped and for email only they are not public all the same."""
    config, path = orchard / "config.yaml", orchard / "campaigns" / "nutmeg.md"
    config.write_text(config.read_text().replace("  - {campaign: nutmeg}\n", ""))
    whole = text("nutmeg").replace("2027-03-28 01:30", "2027-01-05 11:00")
    line = whole.count("\n") + (3 if "button" in how else 2)
    for slug in ("damson", "elder", "fir", "hazel"):
        path.write_text(f"{whole}\n{how.format(slug)}\n")
        said = tell("build", at=at("2027-01-06 09:00"))
        assert (said.code, said.out, len(said.errors)) == (1, "", 2), said
        assert said.errors[0].startswith(f"campaigns/nutmeg.md:{line}: `{slug}` is shown or linked")
    path.write_text(f"{whole}\n{how.format('cedar')}\n")
    assert tell("build", at=at("2027-01-06 09:00")).code == 0


def test_a_letter_that_recurs_may_show_what_is_public_and_nothing_else(orchard: Path, tell: Tell) -> None:
    path = orchard / "campaigns" / "ivy.md"
    path.write_text(path.read_text() + "\n::: post cedar\n:::\n")
    said = tell("build", at=at("2026-12-15 08:59"))
    line = text("ivy").count("\n") + 2
    assert said.code == 1
    assert said.errors[0] == (
        f"campaigns/ivy.md:{line}: `cedar` is shown or linked to here, and it is not public on 2026-12-15."
        " Take it out, or wait until it is"
    )
    assert tell("build", at=at("2026-12-15 09:00")).code == 0


def test_pictures_of_emails_whose_service_takes_none_are_there_ahead_and_nothing_else(
    orchard: Path, tell: Tell
) -> None:
    """The one exception: a draft shows them from the site. Their names come from their content and tell nothing."""
    moment = at("2026-11-20 08:59")
    tell("build", "--as-at", moment.isoformat(), "--output", "then")
    without = files(orchard / "then")
    config = orchard / "config.yaml"
    service = 'main: {use: brevo, api_key: "${BREVO_API_KEY}", lists: [1]}'
    config.write_text(config.read_text().replace("local: {use: outbox}", service))
    assert tell("build", "--as-at", moment.isoformat(), "--output", "then").code == 0
    site = files(orchard / "then")
    _look(site, moment)
    more = site.keys() - without.keys()
    assert more
    assert all(re.fullmatch(r"images/[0-9a-f]{16}-[0-9]+\.[a-z]+", name) for name in more)
    assert {name for name in without if site[name] != without[name]} == {".publisher-files.json"}
