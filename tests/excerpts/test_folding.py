"""Typography taken off, and the way back to the source."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.excerpts import folding

TEXTS = st.text(st.sampled_from("ab'\"“”‘’«» -–—…. \n\t\r\u00a0\u00ad\u200bﬁe\u0301•"), max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“It’s ‘now’”", "\"It's 'now'\""),
        ("«\u00a0now\u00a0»", '"now"'),
        ("``now''", '"now"'),
        ("rooms – and halls", "rooms—and halls"),
        ("rooms - and", "rooms -- and"),
        ("co\u2011design", "co-design"),
        ("60–70", "60-70"),
        ("well … then", "well... then"),
        ("well. . . then", "well… then"),
        ("ﬁve aﬄuent", "five affluent"),
        ("cafe\u0301", "café"),
        ("£5\u00a0a week", "£5 a\n  week"),
        ("to\u200bgether \ufeffnow", "together now"),
    ],
)
def test_the_same_words_have_the_same_form(one, other):
    assert folding.form(one).text == folding.form(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("its", "it's"),
        ("co-design", "codesign"),
        ("every one", "everyone"),
        ("The", "the"),
        ("10", "1,0"),
        ("a b", "b a"),
    ],
)
def test_other_words_have_other_forms(one, other):
    assert folding.form(one).text != folding.form(other).text


@pytest.mark.parametrize(
    ("source", "readings", "not_these"),
    [
        ("resili-\nence", ["resilience", "resili-ence"], ["resili ence"]),
        ("multi\u00addisciplinary", ["multidisciplinary", "multi-disciplinary"], ["multi disciplinary"]),
        ("district-\u00adcouncil", ["district-council", "districtcouncil"], []),
        ("now\n- but then", ["now - but then", "now but then"], ["nowbut then"]),
        ("Go on.\n\n“And then", ["Go on. And then", "Go on. “And then"], ["Go on. And, then"]),
    ],
)
def test_what_the_source_leaves_open_may_be_read_either_way(source, readings, not_these):
    formed = folding.form(source).text
    assert all(folding.same_form(folding.form(reading).text, formed) for reading in readings)
    assert not any(folding.same_form(folding.form(reading).text, formed) for reading in not_these)


@given(TEXTS)
def test_every_stretch_of_a_form_maps_back_to_the_stretch_that_made_it(text):
    formed = folding.form(text)
    assert formed.origins[-1] == len(text)
    origins = [formed.origin(index) for index in range(len(formed.text) + 1)]
    assert origins == sorted(origins)
    assert all(0 <= formed.until(end) <= len(text) for end in range(len(formed.text) + 1))
    for index, character in enumerate(formed.text):
        if character.isalpha():
            source = text[formed.origin(index) : formed.until(index + 1)]
            assert character in unicodedata.normalize("NFKC", source)


@given(TEXTS)
def test_a_form_holds_one_shape_of_everything(text):
    formed = folding.form(text).text
    assert not set(formed).intersection('"“”‘’«»–—…\n\t\r\u00a0\u00ad\u200bﬁ')
    assert "  " not in formed
    assert " -" not in formed
    assert "- " not in formed


@given(st.text(st.sampled_from("ab *_>\n"), max_size=40), st.data())
def test_words_are_the_text_without_its_markup(text, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    made = folding.words(text, spans)
    kept = [at for at in range(len(text)) if not any(a <= at < b for a, b in spans)]
    assert made.text == "".join(text[at] for at in kept)
    assert [made.origin(index) for index in range(len(made.text))] == kept
    assert [made.until(index + 1) for index in range(len(made.text))] == [at + 1 for at in kept]


@pytest.mark.parametrize("part", [" ", "- ", "-\n", ". ", "'", "a\u0301", "\u00ad", "\n\n“"])
def test_a_hostile_run_costs_no_more_than_another(part):
    began = time.monotonic()
    folding.key(folding.form(part * 100_000).text)
    assert time.monotonic() - began < 2
