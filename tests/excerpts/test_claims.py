"""Numbers, dates and names of our own words: the same, another, or nothing of the kind in the report."""

import pytest
from publisher import markdown
from publisher.excerpts.claims import Standing, claims
from publisher.excerpts.numerals import figures
from publisher.sources import text

REPORT = text.read(
    b"""Findings

Between the rooms, 412 visitors filled in the questionnaire about heating. The three rooms without a coordinator closed
without notice on 31 days in the winter. Some 38 per cent of visitors came for the cost of heating a home.

The Skelby Institute gave GBP 0 and the Aldersyke Borough Council gave a grant of \xc2\xa3418,000 to the rooms. The door was
propped open on 4 March 2024 at Skelby for the first time.
""",
    name="r.txt",
)


def found(words):
    return [
        (one.kind, one.printed, one.standing, one.source) for one in claims(markdown.read(words, file="c.md"), [REPORT])
    ]


def differing(words):
    return [(printed, source) for _, printed, standing, source in found(words) if standing is Standing.DIFFERS]


@pytest.mark.parametrize(
    ("words", "printed", "source"),
    [
        ("We asked 421 visitors to fill in a questionnaire about heating.", "421 visitors", "412 visitors"),
        ("Rooms without a coordinator closed without notice on 13 days.", "13 days", "31 days"),
        ("83 per cent of visitors came for the cost of heating.", "83 per cent", "38 per cent"),
        ("The council gave the rooms a grant of £481,000.", "£481,000", "£418,000"),
        ("The door at Skelby was propped open on 5 March 2024.", "5 March 2024", "4 March 2024"),
        ("It is paid for by Aldersyke Burough Council.", "Aldersyke Burough Council", "Aldersyke Borough Council"),
    ],
)
def test_what_differs_is_told(words, printed, source):
    assert differing(words) == [(printed, source)]


@pytest.mark.parametrize(
    "words",
    [
        "We asked 412 visitors.",
        "We asked four hundred people.",
        "Thirty-eight per cent of visitors came for heating.",
        "It opened on 4 March.",
        "The institute is the Skelby Institute's own.",
        "Five rooms hold an open morning in 2026, and two visitors came.",
        "Aldersyke Borough Councils met.",
        "We drank 52 cups of tea with 9 friends on 7 June.",
        "“We asked 421 visitors to fill in a questionnaire about heating,” it says.",
        "> We asked 421 visitors to fill in a questionnaire about heating.",
        "Version 1.2.3, page 4/5, 12:30, A4 and 0800 123456.",
    ],
)
def test_what_is_the_same_or_of_other_things_is_not(words):
    assert differing(words) == []


def test_what_is_the_same_and_what_is_absent_is_known():
    assert found("In 412 homes we met Ruth Ellershaw.") == [
        ("figure", "412 homes", Standing.SAME, ""),
        ("name", "Ruth Ellershaw", Standing.ABSENT, ""),
    ]


def test_the_line_is_that_of_the_sentence():
    document = markdown.read("One.\n\nTwo.\nThere were 99 people here.", file="c.md", first_line=5)
    assert [one.line for one in claims(document, [REPORT])] == [8]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("£1.5m of it", [("1500000", "£")]),
        ("two million pounds", [("2000000", "pound")]),
        ("twenty-one rooms", [("21", "room")]),
        ("12% of it", [("12", "%")]),
        ("March 4, 2024", [("03-04", "date")]),
        ("the 4th of March", [("03-04", "date")]),
        ("one day, no days", []),
    ],
)
def test_numbers_are_read_in_figures_and_words(words, values):
    assert [(one.value, one.unit) for one in figures(words)] == values
