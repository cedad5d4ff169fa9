"""Figures: which numbers say how much or how many, each with its unit, its sentence, and whoever says it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher import excerpts
from publisher.excerpts.numbers import numbers, value
from publisher.model import ExcerptKind
from publisher.sources import markdown, text


def read(source):
    return text.read(source.encode(), name="r.txt")


def figures(source):
    return excerpts.find(read(source), (ExcerptKind.FIGURE,))


def found(source, language="en"):
    return [source[one.start : one.end] for one in numbers(source, language=language)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It cost £418,000 over a year, a little over £1,300 each.", ["£418,000", "over £1,300"]),
        ("A grant of £1.5m, €4.6 bn, even 5 million euros.", ["£1.5m", "€4.6 bn", "5 million euros"]),
        ("Soup is 87p a head, and $5-10 million is a lot.", ["87p a head", "$5-10 million"]),
        ("The fine was eighteen pounds.", ["eighteen pounds"]),
        ("Thirty-eight per cent came, 9 percent stayed.", ["Thirty-eight per cent", "9 percent"]),
        ("Between 60 to 70 percent, or 60–70%, or 12.5 %.", ["60 to 70 percent", "60–70%", "12.5 %"]),
        ("It rose by 30 percentage points.", ["30 percentage points"]),
        ("One in five, one pupil in four, three out of ten.", ["One in five", "one pupil in four", "three out of ten"]),
        ("Two of our nine rooms closed; 44 of the 187 left.", ["Two of our nine", "44 of the 187"]),
        ("More than two thirds walked, and nearly a third ran.", ["More than two thirds", "nearly a third"]),
        ("It is twice as many as before.", ["twice as many"]),
        ("The average fell from 8.1 to 6.9.", ["from 8.1 to 6.9"]),
        ("We spoke to 112 members of staff and read 9,000 emails.", ["112 members of staff", "9,000 emails"]),
        ("Open 20 hours a week, up 22 stairs.", ["20 hours a week", "22 stairs"]),
        ("A 24-week season, a 20 minute walk, 18 °C.", ["24-week", "20 minute", "18 °C"]),
        ("Between 10 and 12 people came.", ["10 and 12 people"]),
        (
            "Eleven chairs, twenty-seven rooms, a hundred people.",
            ["Eleven chairs", "twenty-seven rooms", "a hundred people"],
        ),
        ("It took two hours and ten minutes.", ["two hours and ten minutes"]),
        ("They keep 30,000 head, and then 3,000.", ["30,000 head", "3,000"]),
    ],
)
def test_a_number_is_found_with_its_unit(sentence, expected):
    assert found(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "In 2020 councils acted, as in the 2019-20 season.",
        "On 14 January 2023 and January 14 it was cold.",
        "At 10.30, 7 pm, 5 p.m. and half past four.",
        "4.14 The Agency answers.",
        "See Chapter 5, Table 2, Figure 3, page 12 and no. 7.",
        "Call +44 (0)20 7930 5115 or 0300 123 4567.",
        "Registered as a charity, number 212424, at WC2N 6EZ.",
        "Covid-19 cases, Year 9 pupils, care 24/7.",
        "The 21st century began after their 70s and 80s.",
        "She asked two questions, and one day we answered.",
        "Over the last six months, and the first ten days.",
        "She is 34, he an 81-year-old.",
        "1. First the soup",
        "Services.2 were integrated.",
        "It was the second half of the year.",
        "A third observed the same.",
    ],
)
def test_what_counts_nothing_is_no_figure(sentence):
    assert found(sentence) == []


def test_german_numbers_are_read_too():
    sentence = "Es kamen 31 Besucher, 1.200 Euro, 40 Prozent, am 3. Mai 2020 um 10 Uhr, 25 alte Busse."
    assert found(sentence, "de") == ["31 Besucher", "1.200 Euro", "40 Prozent", "25 alte Busse"]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12", 12),
        ("1,300", 1300),
        ("6.9", 6.9),
        ("twenty-seven", 27),
        ("two hundred", 200),
        ("thirty thousand", 30_000),
    ],
)
def test_words_and_digits_have_one_value(words, number):
    assert value(words) == number


@given(st.integers(10, 999_999), st.sampled_from(["people", "visits", "tonnes", "homes"]))
def test_any_count_with_a_plain_noun_is_found_whole(number, noun):
    if not 1500 <= number < 2100:
        written = f"{number:,} {noun}"
        assert found(f"There were {written} that year.") == [written]


@given(st.text(alphabet="0123456789 .,%£-–abc\n", max_size=60))
def test_no_text_breaks_it_and_none_overlap(source):
    spans = [(one.start, one.end) for one in numbers(source)]
    assert all(0 <= a < b <= len(source) for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_an_excerpt_is_the_sentence_and_its_evidence_the_numbers():
    report = read("We opened a room.  It cost £40 and\nseated 14 people. Nobody minded.\n")
    (one,) = excerpts.find(report, (ExcerptKind.FIGURE,))
    assert one.text == "It cost £40 and seated 14 people."
    assert one.raw_text == report.text[one.start : one.end] == "It cost £40 and\nseated 14 people."
    assert [(e.kind, report.text[e.start : e.end]) for e in one.evidence] == [("money", "£40"), ("count", "14 people")]
    assert one.speaker is None


def test_a_number_that_somebody_says_belongs_to_their_sentence_and_has_their_name():
    report = read("Amina Rahman said: “We had a plan. It cost £40 a week. Nobody minded that.”\n")
    (one,) = excerpts.find(report, (ExcerptKind.FIGURE,))
    assert one.text == "It cost £40 a week."
    assert one.speaker is not None
    assert one.speaker.name == "Amina Rahman"


def test_headings_and_contents_hold_no_figures():
    source = "# 12 rooms\n\n## Contents\n\n- [40 chairs](#40-chairs)\n- [9 cats](#9-cats)\n- [Tea](#tea)\n\n## Tea\n\n## 9 cats\n\n## 40 chairs\n\nThe rooms had 40 chairs in all.\n"
    report = markdown.read(source.encode(), name="r.md")
    assert [one.text for one in excerpts.find(report, (ExcerptKind.FIGURE,))] == ["The rooms had 40 chairs in all."]
