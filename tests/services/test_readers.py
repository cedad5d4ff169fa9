"""Audiences as people write them."""

import pytest
from publisher.errors import Unsupported
from publisher.services.readers import Readers, readers


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", Readers()),
        ("7", Readers(("7",))),
        (" 10, 9,10", Readers(("9", "10"))),
        ("segment:3", Readers((), ("3",))),
        ("7 segment:3, -9", Readers(("7",), ("3",), ("9",))),
    ],
)
def test_ids_are_read_once_and_in_order(written, meant):
    assert readers(written, "services.main", "") == meant


@pytest.mark.parametrize("written", ["Members", "7;9", "segment:", "segment:x", "--9", "7.5", "-", "segment:-3", "٧"])
def test_what_is_no_list_of_ids_is_refused_with_a_hint(written):
    with pytest.raises(Unsupported, match=r"^services\.main: the audience .* is no list of ids\. Write numbers$"):
        readers(written, "services.main", "Write numbers")


def test_leaving_readers_out_means_nobody():
    assert not readers("-9", "services.main", "")
    assert readers("segment:3", "services.main", "")
