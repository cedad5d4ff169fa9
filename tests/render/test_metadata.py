"""render/metadata.py: what machines read."""

import json

from hypothesis import given
from hypothesis import strategies as st
from publisher.render import metadata

from tests.site.building import make_campaign, make_config


@given(st.text(max_size=400), st.integers(2, 200))
def test_shortened_text_fits_and_is_a_beginning(text: str, length: int) -> None:
    short = metadata.shortened(text, length)
    folded = " ".join(text.split())
    assert len(short) <= length
    assert short == folded or folded.startswith(short.removesuffix("…"))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80))
def test_json_ld_says_what_was_said_and_cannot_end_its_script(text: str) -> None:
    facts = metadata.Facts("https://notes.example.org/posts/a-post/", text)
    made = str(metadata.json_ld(make_campaign(), make_config(), facts))
    assert json.loads(made)["description"] == text
    assert not set(made) & set("<>&\u2028\u2029")


def test_open_graph_leaves_out_what_is_empty() -> None:
    found = dict(metadata.open_graph(make_campaign(), make_config(), metadata.Facts("https://x.example/", "")))
    assert "og:description" not in found
    assert "og:image" not in found
    assert found["og:locale"] == "en_GB"
