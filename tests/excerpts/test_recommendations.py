"""Recommendations: in the report's own voice, by heading, by the sentence that introduces a list, by their verb."""

import pytest
from publisher import excerpts
from publisher.model import ExcerptKind
from publisher.sources import markdown, text


def read(source, *, reader=markdown):
    return reader.read(source.encode(), name="r")


def recommendations(source, *, reader=markdown):
    return excerpts.find(read(source, reader=reader), (ExcerptKind.RECOMMENDATION,))


def texts(source):
    return [one.text for one in recommendations(source)]


BODY = "The rooms were warm, and many people came to them in the winter.\n\n"


@pytest.mark.parametrize(
    "heading",
    [
        "Recommendations",
        "6. Recommendations",
        "What we recommend",
        "What should happen next",
        "What the government must do",
        "Key actions",
        "Next steps",
        "Our recommendations for councils",
        "Call to action",
        "Handlungsempfehlungen",
    ],
)
def test_items_below_such_a_heading_are_recommendations(heading):
    source = f"# Report\n\n## Findings\n\n{BODY}- Open more rooms\n\n## {heading}\n\n- Open every room in winter.\n- Pay a coordinator.\n"
    found = recommendations(source)
    assert [one.text for one in found] == ["Open every room in winter.", "Pay a coordinator."]
    assert [one.evidence[0].text for one in found] == [heading, heading]
    assert all(one.confidence > 0.9 for one in found)


def test_a_heading_below_that_says_whom_they_are_for_goes_on():
    source = (
        f"# R\n\n## Recommendations\n\n## For councils\n\n- Open every room.\n\n## About us\n\n{BODY}- We are kind.\n"
    )
    assert texts(source) == ["Open every room."]


def test_a_sentence_that_ends_in_a_colon_makes_the_list_below_it_recommendations():
    source = f"# R\n\n{BODY}The report calls for three things:\n\n- A bus in the evening.\n- A clinic once a fortnight.\n\nWe saw:\n\n- Rain.\n"
    found = recommendations(source)
    assert [one.text for one in found] == ["A bus in the evening.", "A clinic once a fortnight."]
    assert {one.evidence[0].kind for one in found} == {"introduced item"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Every council should have a paid coordinator in each room.",
        "Local and national bodies must share what they know together.",
        "If the winter is hard, councils should open the rooms at night.",
        "We recommend that the rooms open every day of the week.",
        "This report calls on ministers to fund the rooms for three years.",
        "Funders need to pay for the same room a second time.",
    ],
)
def test_a_sentence_that_says_what_should_be_is_one_wherever_it_stands(sentence):
    assert texts(f"# R\n\n## Findings\n\n{BODY}{sentence}\n") == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "She said that every council should have a paid coordinator.",
        "Many leaders felt that ministers must do more about this.",
        "Everyone agreed members must be involved in the decisions.",
        "“Every council should have a paid coordinator,” said Amina Rahman.",
        "Amina Rahman put it plainly: “Councils must open the rooms at night.”",
        "What should a council do about the winter in such a town?",
        "They should have opened the rooms a year before the winter.",
        "I should be glad to hear from anybody who has tried it.",
        "There is a room for people who need to sit down somewhere.",
        "It must be hard to open a room in the middle of a winter.",
        "It does need to be done in the same place at the same time.",
        "According to the mayor, the council should open the rooms.",
    ],
)
def test_what_others_want_and_what_is_no_wish_is_left_out(sentence):
    assert texts(f"# R\n\n## Findings\n\n{BODY}{sentence}\n") == []


def test_quotations_below_the_heading_are_no_recommendations():
    source = "# R\n\n## Recommendations\n\n- “We must open the rooms,” said Amina Rahman.\n- Open the rooms.\n\n> We must open the rooms at once.\n"
    assert texts(source) == ["Open the rooms."]


def test_orders_below_the_heading_are_recommendations_and_stories_are_not():
    source = f"# R\n\n## Recommendations\n\n{BODY}Publish the figures of every room each month.\n"
    assert texts(source) == ["Publish the figures of every room each month."]


def test_offsets_leave_out_the_items_mark_and_are_exact():
    source = "Report\n\nRecommendations\n\nThese are for everybody who runs a room in a town of the north.\n\n1. Open every\n   room in winter.\n2. Pay somebody.\n"
    report = read(source, reader=text)
    found = excerpts.find(report, (ExcerptKind.RECOMMENDATION,))
    assert [report.text[one.start : one.end] for one in found] == ["Open every\n   room in winter.", "Pay somebody."]
    assert found[0].text == "Open every room in winter."
    assert all(report.text[e.start : e.end] == "Recommendations" for one in found for e in one.evidence)
