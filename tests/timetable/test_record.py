"""The record of the schedule: what went out on the site, and what was missed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.errors import ConfigError
from publisher.timetable import Record, read_record, record_written

NINE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
days = st.dates(NINE.date() - timedelta(days=9000), NINE.date() + timedelta(days=9000)).map(lambda day: f"@{day}")
keys = st.builds(str.__add__, st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True), st.just("") | days)
zones = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=zones)  # noqa: DTZ001 -- bounds have none
records = st.builds(Record, st.dictionaries(keys, moments, max_size=5), st.frozensets(keys, max_size=5))


@given(records)
def test_what_is_written_is_read_again(record: Record) -> None:
    text = record_written(record)
    assert (read_record(text) if text else Record()) == record


def test_for_nothing_there_is_no_file() -> None:
    assert record_written(Record()) == ""


def test_a_person_reads_in_it_what_went_out_when_and_what_to_do_about_what_was_missed() -> None:
    text = record_written(Record({"b@2026-12-01": NINE, "a": NINE}, frozenset({"d", "c"})))
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert lines == [
        *("out:", "  a: 2026-12-01T09:00:00+00:00", "  b@2026-12-01: 2026-12-01T09:00:00+00:00"),
        *("late:", "  - c", "  - d"),
    ]
    assert "`publisher run EDITION`" in text
    assert "`publisher drop EDITION --why TEXT`" in text


@pytest.mark.parametrize("text", ["out:\n", "late:\n", "out: {}\nlate: []\n"])
def test_lines_may_be_taken_out_by_hand(text: str) -> None:
    assert read_record(text) == Record()


@pytest.mark.parametrize(
    "text",
    [
        *("late: [a b]", "late:\n  - a@tomorrow", "lates: []", "- a", "out: {a: soon}", "out: {a: 2026-12-01}"),
        *("out: {a@9999-12-31: 2026-12-01T09:00:00+00:00}", "late: [a@2026-02-30]"),
    ],
)
def test_what_names_no_edition_or_no_instant_is_an_error_with_its_place(text: str) -> None:
    with pytest.raises(ConfigError, match=r"^campaigns/editions\.yaml:[12]:"):
        read_record(text)
