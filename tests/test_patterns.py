"""Regular expressions that are compiled when they are first used."""

import re

import pytest
from publisher.patterns import pattern


def test_it_finds_what_the_compiled_pattern_finds() -> None:
    text = "Ann and Bob, and CAROL"
    for flags in (0, re.IGNORECASE):
        plain, later = re.compile(r"\b(a\w+|c\w+)", flags), pattern(r"\b(a\w+|c\w+)", flags)
        for _ in range(2):
            assert later.findall(text) == plain.findall(text)
            assert later.sub("-", text) == plain.sub("-", text)
            assert [found.span() for found in later.finditer(text)] == [found.span() for found in plain.finditer(text)]
    assert (later.pattern, later.flags, later.groups) == (plain.pattern, plain.flags, plain.groups)


def test_nothing_is_compiled_before_the_first_use() -> None:
    broken = pattern("(")
    with pytest.raises(re.error):
        broken.search("")


def test_what_a_pattern_has_not_is_an_error() -> None:
    with pytest.raises(AttributeError):
        pattern("a").no_such_method  # type: ignore[attr-defined]  # noqa: B018
