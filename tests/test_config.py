"""config.yaml: what it may say, what is refused, time in its zone, and secrets that never show."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher import config
from publisher.config import Config, Configuration
from publisher.errors import ConfigError, PublisherError, Several
from publisher.model import Person, Place
from publisher.project import Project

MINIMAL = """\
id: k3v9
title: Example Notes
url: https://notes.example.org/
sender: {name: Example Notes, email: hello@example.org}
organisation: {name: Example Trust}
"""


def load(more: str = "", without: str = "") -> Config:
    lines = [line for line in MINIMAL.splitlines() if not (without and line.startswith(f"{without}:"))]
    return config.load("\n".join([*lines, more]) + "\n").config


def said(more: str, without: str = "") -> str:
    with pytest.raises(PublisherError) as caught:
        load(more, without)
    errors = caught.value.errors if isinstance(caught.value, Several) else (caught.value,)
    assert all(isinstance(error, ConfigError) and error.exit_code == 2 for error in errors)
    return str(caught.value)


def test_the_example_is_read(example: Project) -> None:
    read = config.load(example.config.read_text(encoding="utf-8"))
    assert read.config.timezone == "Europe/London"
    assert read.place("services.local.use").line == read.place("services.local").line
    assert read.place("nowhere.at.all") == Place("config.yaml")


def test_what_is_left_out_has_a_default() -> None:
    least = load()
    assert (least.language, least.timezone, least.output, least.page_size) == ("en-GB", "UTC", "public", 20)
    assert (least.people, least.services, least.schedule, least.signup) == ({}, {}, (), None)


@pytest.mark.parametrize(
    ("url", "base", "origin"),
    [("https://x.org/", "", "https://x.org"), ("https://x.org/blog/", "/blog", "https://x.org")],
)
def test_addresses_have_no_slash_at_their_end(url: str, base: str, origin: str) -> None:
    made = load(f"url: {url}", without="url")
    assert (made.url, made.base_path, made.origin) == (origin + base, base, origin)


@pytest.mark.parametrize("key", ["id", "title", "url", "sender", "organisation"])
def test_a_missing_key_is_named(key: str) -> None:
    assert f"{key}: this key is required" in said("", without=key)


@pytest.mark.parametrize(
    ("more", "without", "expected"),
    [
        ("id: K3", "id", "config.yaml:5:1: id: holds a character that cannot be there"),
        ("url: notes.example.org", "url", "`notes.example.org` is not a web address. Write it in full"),
        ("url: ftp://x.org", "url", "is not a web address"),
        ("url: https://user:secret@x.org", "url", "is not a web address"),
        ("url: https://x.org/?q=1", "url", "is not a web address"),
        ("url: javascript:alert(1)", "url", "is not a web address"),
        ('title: "two\\nlines"', "title", "title: holds a line break"),
        ('title: "\\u202eltr"', "title", "turns the reading direction round (U+202E)"),
        ('title: "\\ue000first_name\\ue002"', "title", "a private-use character (U+E000)"),
        ('sender: {name: "x\\r\\nBcc: a@b.org", email: a@b.org}', "sender", "sender.name: holds a line break"),
        ('sender: {name: x, email: "a@b.org\\nBcc: c@d.org"}', "sender", "sender.email: holds a line break"),
        ("sender: {name: x, email: a b@c.org}", "sender", "`a b@c.org` is not an email address"),
        ("sender: {name: x, email: a@localhost}", "sender", "is not an email address"),
        ("language: English", "", "language: `English` is not a language tag. Write it like en-GB, de or fr-CA"),
        ("timezone: London", "", "timezone: `London` is not a time zone. Write it like Europe/London"),
        ("timezone: ../../etc/passwd", "", "is not a time zone"),
        ("timezone: ''", "", "is not a time zone"),
        ("since: 2026-13-01", "", "since: is not a date. Write it like 2026-11-22"),
        ("output: /tmp/x", "", "is not a folder of its own below the project"),
        ("output: ../x", "", "is not a folder of its own below the project"),
        ("output: campaigns", "", "is not a folder of its own below the project"),
        ("output: campaigns/site", "", "is not a folder of its own below the project"),
        ("output: .git", "", "is not a folder of its own below the project"),
        ("output: .", "", "is not a folder of its own below the project"),
        ("page_size: 0", "", "page_size: must be 1 or more"),
        ("page_size: many", "", "page_size: expected a whole number"),
        ("look: {accent: green}", "", 'look.accent: `green` is not a colour. Write it like "#0b6e63", in quotes'),
        ("look: {accent: #0b6e63}", "", '"#0b6e63"'),
        ('look: {accent: "#0b6e63; background: url(x)"}', "", "is not a colour"),
        (
            "signup: {action: https://x.org, privacy: javascript:alert(1)}",
            "",
            "signup.privacy: `javascript:alert(1)` is not an address",
        ),
        ("signup: {action: https://x.org, privacy: http:x}", "", "is not an address"),
        ("publish: {}", "", "publish: needs either `command` or `git`"),
        ("publish: {command: [a], git: {branch: b}}", "", "publish: needs either `command` or `git`"),
        ("publish: {git: {branch: --force}}", "", "publish.git.branch: holds a character that cannot be there"),
        ("people: {Amina: {name: x}}", "", "config.yaml:6"),
        ("people: {amina: {nmae: x}}", "", "people.amina.nmae: unknown key. Did you mean `name`?"),
        ("services: {main: {api_key: x}}", "", "services.main.use: this key is required"),
        ("schedule: [{campain: x}]", "", "schedule.0.campain: unknown key. Did you mean `campaign`?"),
        ("schedule: {campaign: x}", "", "schedule: expected a list"),
        ("sumary: x", "", "sumary: unknown key"),
    ],
)
def test_a_wrong_value_is_refused_with_place_and_repair(more: str, without: str, expected: str) -> None:
    assert expected in said(more, without)


def test_a_service_keeps_keys_that_only_it_knows() -> None:
    made = load("services: {main: {use: mailchimp, audience: 0012}}")
    assert made.services["main"].options == {"audience": "0012"}


def test_a_person_is_found_by_key_and_a_portrait_has_a_text() -> None:
    made = load("people: {amina: {name: Amina Rahman, portrait: a.png, variants: Ms Rahman}}")
    assert made.person("amina") == Person(
        "amina", "Amina Rahman", portrait="a.png", portrait_alt="Amina Rahman", variants=("Ms Rahman",)
    )
    assert made.person("nobody") is None


@pytest.mark.parametrize(("written", "stored"), [('"#0B6"', "#00bb66"), ('"#0b6e63"', "#0b6e63")])
def test_a_colour_has_six_digits(written: str, stored: str) -> None:
    assert load(f"look: {{accent: {written}}}").look.accent == stored


# ── time ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-11-24", "2026-11-24T00:00:00+00:00"),
        ("2026-11-24 09:00", "2026-11-24T09:00:00+00:00"),
        ("2026-07-01 09:00", "2026-07-01T09:00:00+01:00"),
        ("2026-11-24T09:00:30", "2026-11-24T09:00:30+00:00"),
        ("2026-11-24 09:00+05:30", "2026-11-24T03:30:00+00:00"),
        ("2026-07-01T09:00Z", "2026-07-01T10:00:00+01:00"),
        ("2026-03-29 01:30", "2026-03-29T02:00:00+01:00"),  # the clock goes from 01:00 to 02:00
        ("2026-10-25 01:30", "2026-10-25T01:30:00+01:00"),  # this half hour comes twice: the first
        ("2028-02-29", "2028-02-29T00:00:00+00:00"),
    ],
)
def test_a_date_is_an_instant_in_the_zone_of_the_project(written: str, instant: str) -> None:
    assert load("timezone: Europe/London").local_time(written).isoformat() == instant


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "tomorrow",
            "2026-13-01",
            "2026-02-29",
            "24/11/2026",
            "2026-W48-2",
            "20261124",
            "2026-11-24 9:00",
            "2026-11-24 25:00",
        ),
        *(
            "2026-11-24 24:00",
            "2026-11-24 09:00:00.5",
            "1899-01-01",
            "9999-12-31 23:59",
            "0001-01-01 00:00+14:00",
            "٢٠٢٦-11-24",
        ),
    ],
)
def test_anything_else_is_no_date(written: str) -> None:
    with pytest.raises(ValueError):
        load("timezone: Europe/London").local_time(written)


@given(
    st.dates(date(1971, 1, 1), date(2999, 12, 31)),
    st.times().map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=None)),
    st.sampled_from(
        ["Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu", "UTC"]
    ),
)
def test_a_time_that_the_clock_shows_is_kept_and_a_skipped_one_moves_on(day: date, time: time, zone: str) -> None:
    made = load(f"timezone: {zone}").local_time(f"{day} {time:%H:%M}")
    moment = datetime.combine(day, time)
    shown = made.replace(tzinfo=None)
    assert moment <= shown <= moment + timedelta(hours=1)
    assert made.astimezone(UTC).astimezone(ZoneInfo(zone)) == made


# ── secrets ─────────────────────────────────────────────────────────────────────────────────────────────

WHERE = Place("config.yaml", 7, 5)


def test_a_variable_is_resolved_in_every_text(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("from-a-file\n", encoding="utf-8")
    environment = {"A": "one", "B_FILE": str(secret)}
    value = {"x": "${A}-${B}", "y": ["${A}", 3, None]}
    assert config.resolve(value, environment, where=WHERE) == {"x": "one-from-a-file", "y": ["one", 3, None]}


def test_a_missing_variable_is_named_and_no_value_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        config.resolve("${A}${KEY}", {"A": "hunter2", "KEY": ""}, where=WHERE)
    assert str(caught.value).startswith("config.yaml:7:5: the environment has no KEY")
    assert "hunter2" not in str(caught.value)
    with pytest.raises(ConfigError, match="the file that KEY_FILE names cannot be read"):
        config.resolve("${KEY}", {"KEY_FILE": str(tmp_path / "absent")}, where=WHERE)


def test_a_value_is_not_resolved_twice() -> None:
    assert config.resolve("${A}", {"A": "${B}", "B": "secret"}, where=WHERE) == "${B}"


def test_building_needs_no_key() -> None:
    made = load('services: {main: {use: mailchimp, api_key: "${ABSENT}"}}')
    assert made.services["main"].options == {"api_key": "${ABSENT}"}


def test_a_dotenv_is_read_as_shells_write_it() -> None:
    text = "# a comment\nexport A=one\nB = 'two # three'\nC=four # five\nD=\"six\"\n\nnonsense\nE=a=b\nF=\n"
    assert config.read_dotenv(text) == {"A": "one", "B": "two # three", "C": "four", "D": "six", "E": "a=b", "F": ""}


def test_a_configuration_knows_the_place_of_the_nearest_key() -> None:
    read = config.load(MINIMAL + "services:\n  main: {use: outbox}\n")
    assert isinstance(read, Configuration)
    assert read.place("services.main.audience") == Place("config.yaml", 7, 3)
