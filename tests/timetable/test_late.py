"""The file of late editions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.errors import ConfigError
from publisher.timetable import late_written, read_late

slugs = st.from_regex(r"[a-z][a-z0-9-]{0,20}(@20[0-9]{2}-[01][0-9]-[0-3][0-9])?", fullmatch=True)


@given(st.frozensets(slugs, max_size=6))
def test_what_is_written_is_read_again(keys: frozenset[str]) -> None:
    assert (read_late(late_written(keys)) if keys else frozenset()) == keys


def test_for_nothing_there_is_no_file() -> None:
    assert late_written([]) == ""


def test_keys_are_written_in_order_under_what_to_do_about_them() -> None:
    text = late_written(["b@2026-12-01", "a"])
    assert text.endswith("\nlate:\n  - a\n  - b@2026-12-01\n")
    assert "`publisher run EDITION`" in text
    assert "`publisher drop EDITION --why TEXT`" in text


@pytest.mark.parametrize("text", ["late: [a b]", "late:\n  - a@tomorrow", "lates: []", "- a"])
def test_what_names_no_edition_is_an_error_with_its_place(text: str) -> None:
    with pytest.raises(ConfigError, match=r"^campaigns/late\.yaml:[12]:"):
        read_late(text)
