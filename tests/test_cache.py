"""The cache: the same recipe gives the same bytes, and losing it loses nothing."""

import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.cache import Cache, recipe

PARTS = st.lists(st.one_of(st.text(), st.binary(), st.integers(), st.none(), st.tuples(st.text())), max_size=5)


class Maker:
    """Makes a result and counts how often."""

    def __init__(self, data: bytes = b"made") -> None:
        self.data, self.times = data, 0

    def __call__(self) -> bytes:
        self.times += 1
        return self.data


@given(PARTS, PARTS)
def test_recipes_are_the_same_only_for_the_same_parts(one: list[object], other: list[object]) -> None:
    assert (recipe(*one) == recipe(*other)) == ([*map(repr, one)] == [*map(repr, other)])


def test_parts_are_not_run_together() -> None:
    assert recipe("ab", "c") != recipe("a", "bc")
    assert recipe(b"ab", b"") != recipe(b"a", b"b")


def test_bytes_and_text_are_kept_apart() -> None:
    assert recipe(b"'a'") != recipe("a")


def test_a_result_is_made_once(tmp_path: Path) -> None:
    make = Maker()
    for _ in range(3):
        assert Cache(tmp_path).result("report", recipe("x"), make) == b"made"
    assert make.times == 1


def test_kinds_and_recipes_are_kept_apart(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    results = [cache.result(kind, recipe(part), Maker(f"{kind}{part}".encode())) for kind in "ab" for part in "cd"]
    assert results == [b"ac", b"ad", b"bc", b"bd"]


def test_an_empty_result_is_a_result(tmp_path: Path) -> None:
    make = Maker(b"")
    assert [Cache(tmp_path).result("x", recipe(1), make) for _ in range(2)] == [b"", b""]
    assert make.times == 1


def test_a_deleted_cache_is_made_again(tmp_path: Path) -> None:
    cache, make = Cache(tmp_path), Maker()
    cache.result("x", recipe(1), make)
    cache.path("x", recipe(1)).unlink()
    assert cache.result("x", recipe(1), make) == b"made"
    assert make.times == 2


def test_a_cache_that_cannot_be_written_is_only_slow(tmp_path: Path) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file", encoding="utf-8")
    make = Maker()
    assert [Cache(in_the_way).result("x", recipe(1), make) for _ in range(2)] == [b"made", b"made"]
    assert make.times == 2
    assert in_the_way.read_text(encoding="utf-8") == "a file"


def test_what_fails_to_be_made_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise ValueError("no result")

    with pytest.raises(ValueError, match="no result") as caught:
        Cache(tmp_path).result("x", recipe(1), fail)
    assert caught.value.__context__ is None
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_no_half_file_is_left_beside_a_result(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.result("x", recipe(1), Maker())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [cache.path("x", recipe(1))]


def _make(folder: Path, number: int) -> bytes:
    return Cache(folder).result("x", recipe(number % 3), lambda: bytes([number % 3]) * 100_000)


def test_processes_at_once_read_whole_results(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        results = pool.starmap(_make, [(tmp_path, number) for number in range(24)])
    assert results == [bytes([number % 3]) * 100_000 for number in range(24)]


def test_a_file_is_kept_under_its_own_name(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    path = cache.file("images", "abc-600.jpg", b"picture")
    assert (path.name, path.read_bytes()) == ("abc-600.jpg", b"picture")
    path.write_bytes(b"torn")
    assert cache.file("images", "abc-600.jpg", b"picture").read_bytes() == b"picture"
