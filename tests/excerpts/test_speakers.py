"""Who said it: named where the words tell, kept unnamed where they do not, and always with the cue as evidence."""

import pytest
from publisher.excerpts import quotations
from publisher.sources import text

Q = "“We kept it open all winter.”"
C = "“We kept it open all winter,”"


def read(source):
    return text.read(f"A year in the rooms\n\n{source}\n".encode(), name="r.txt")


def speakers(source):
    return [told(one.speaker) for one in quotations(read(source))]


def told(speaker):
    """A name, or what is printed instead in brackets."""
    if speaker is None:
        return None
    return speaker.name or f"({speaker.descriptor or speaker.organisation})"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        # a cue in the same sentence
        (f"Amina Rahman said: {Q}", ["Amina Rahman"]),
        (f"As Northmoor council’s chief executive Amina Rahman put it: {Q}", ["Amina Rahman"]),
        (f"And in Westmere, the trust’s Professor Jo Penhale-Ash argued that: {Q}", ["Jo Penhale-Ash"]),
        (f"For example, TK Ellery, Northmoor Police’s chief constable declared: {Q}", ["TK Ellery"]),
        (f"Amina Rahman, who had once worked with Westmere Police, commented: {Q}", ["Amina Rahman"]),
        (f"Tom Wilk of Northmoor council agreed: {Q}", ["Tom Wilk"]),
        (f"Dr. Ludwig van Beethoven wrote: {Q}", ["Ludwig van Beethoven"]),
        (f"It ended. Zoë Müller replied: {Q}", ["Zoë Müller"]),
        (f"Councillor Amina Rahman: {Q}", ["Amina Rahman"]),
        (f"Amina Rahman, chief executive: {Q}", ["Amina Rahman"]),
        (f"Asked whether it would reopen, Amina Rahman said: {Q}", ["Amina Rahman"]),
        (f"Last week Gita Rao, whose son goes there, told the governors: {Q}", ["Gita Rao"]),
        (f"In a letter to parents, headteacher Ben Adeyemi wrote: {Q}", ["Ben Adeyemi"]),
        (f"For the director, Amina Rahman, the answer is simple: {Q}", ["Amina Rahman"]),
        (f"It was Colin Bates who had the last word: {Q}", ["Colin Bates"]),
        (f"The words are those of Amina Rahman: {Q}", ["Amina Rahman"]),
        (f"Amina Rahman’s verdict was shorter: {Q}", ["Amina Rahman"]),
        ("According to Professor Eze, “the sea has a longer memory than we do”. Nkechi Eze is old.", ["Nkechi Eze"]),
        ("Ada Obi said that she was “very tired indeed” but would stay.", ["Ada Obi"]),
        # after the words
        (f"{C} said Amina Rahman.", ["Amina Rahman"]),
        (f"{C} said Amina Rahman, the chair.", ["Amina Rahman"]),
        (f"{C} Amina Rahman, the chair, explained.", ["Amina Rahman"]),
        ("“Did we keep it open?” asked Amina Rahman.", ["Amina Rahman"]),
        (f"{C} Councillor Ada Obi (Labour, East Ward) told the meeting.", ["Ada Obi"]),
        (f"{Q} That was the verdict of Amina Rahman, who chairs the panel.", ["Amina Rahman"]),
        (f"{C} explained Professor Sir Ian Moore, adding: “It was cold.”", ["Ian Moore", "Ian Moore"]),
        ("“Why now?” asks Gita Rao. “Because it is right,” answers Tom Bell.", ["Gita Rao", "Tom Bell"]),
        ("“We need a bigger room,” she orders. Ada Obi laughs.", [None]),
        # the sentence before
        (f"Amina Rahman stressed the need for warmth. {Q}", ["Amina Rahman"]),
        (f"One of her partners, the trust’s Helen Ash, was surprised. {Q}", ["Helen Ash"]),
        (f"Anna Weiss chairs the trust. Its treasurer, Colin Bates, is more cautious. {Q}", ["Colin Bates"]),
        (f"The room is full, Amy Poole says. {Q}", ["Amy Poole"]),
        # short names, titles, roles, pronouns
        (f"Dr Amy Poole leads the clinic. {C} says Poole.", ["Amy Poole"]),
        (f"Dr Amy Poole leads the clinic. {C} says Dr Poole.", ["Amy Poole"]),
        (f"Maya Lindqvist is a nurse. {C} Maya says.", ["Maya Lindqvist"]),
        (f"The mayor, Sam Trent, arrived late. The mayor told reporters: {Q}", ["Sam Trent"]),
        (f"Judge Helen Marsh sentenced him to four years. {C} she told him.", ["Helen Marsh"]),
        (f"Tom Bell thanked Anna Weiss. {C} he said.", ["Tom Bell"]),
        (f"Tom Bell thanked Anna Weiss. {C} she replied.", ["Anna Weiss"]),
        (f"When Tom Bell asked about it, Anna Weiss laughed. {C} she said.", ["Anna Weiss"]),
        (f"Sergeant Bill Pike and PC Jo Lunn attended. Sgt Pike said: {Q}", ["Bill Pike"]),
        (f"Jean-Paul de la Tour farms 90 acres. {C} de la Tour said.", ["Jean-Paul de la Tour"]),
        # turns
        (f"{C} said Ada Obi, member for East Ward. {C} she went on.", ["Ada Obi", "Ada Obi"]),
        (f"Ada Obi, a volunteer, came in 2019. {Q}\n\n“And then we grew,” she said.", ["Ada Obi", "Ada Obi"]),
        ("“We began in a shed,” said Carys Lloyd.\n\n“Then the shed fell down.”", ["Carys Lloyd", "Carys Lloyd"]),
    ],
)
def test_the_full_name_is_told(source, names):
    assert speakers(source) == names


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        (f"Another said: {Q}", "(Another)"),
        (f"As a police chief commented: {Q}", "(a police chief)"),
        (f"A friend of Amina Rahman said: {Q}", "(A friend of Amina Rahman)"),
        (f"A spokesman for Amina Rahman said: {Q}", "(A spokesman for Amina Rahman)"),
        (f"Critics of chief executive Amina Rahman said: {Q}", "(Critics of chief executive Amina Rahman)"),
        (f"Tom Wilk and Amina Rahman said: {Q}", "(Tom Wilk and Amina Rahman)"),
        (f"Northmoor Council said: {Q}", "(Northmoor Council)"),
        (f"The Royal Society said: {Q}", "(The Royal Society)"),
        (f"Amina Rahman spoke. A colleague said: {Q}", "(A colleague)"),
        (f"{C} said Amina Rahman’s deputy.", "(Amina Rahman’s deputy)"),
        (f"{C} a colleague of Amina Rahman said.", "(a colleague of Amina Rahman)"),
        (f"Neighbours were furious. {C} said one.", "(one)"),
        (f"Of the 212 who replied, one wrote simply: {Q}", "(one)"),
        (f"Their report says: {Q}", "(Their report)"),
        (f"According to the minutes of the meeting, {Q}", "(the minutes of the meeting)"),
        (f"Alan Brown and Carol Brown gave evidence. Brown said: {Q}", "(Brown)"),
    ],
)
def test_without_a_certain_name_the_printed_words_are_kept(source, printed):
    assert speakers(source) == [printed]


@pytest.mark.parametrize(
    "source",
    [
        f"She said: {Q}",
        f"Key Findings: {Q}",
        f"The winter was long. {Q}",
        f"{Q} Amina Rahman agreed.",
        f"{Q} Amina Rahman said: later.",
        "Tom Wilk said: “We kept it open,” said Amina Rahman.",
    ],
)
def test_where_nothing_or_two_things_tell_nobody_is_named(source):
    assert [name for name in speakers(source) if name and not name.startswith("(")] == []


def test_a_title_tells_two_people_of_one_surname_apart():
    source = f"Alan Brown and Carol Brown both gave evidence. Mrs Brown told the inquiry: {Q}"
    assert speakers(source) == ["Carol Brown"]


def test_a_speaker_between_two_quotations_is_given_the_right_one():
    source = f"“We kept it open,” said Amina Rahman. “We did.” And Tom Wilk said: {Q} Jo Ash agreed: {Q}"
    assert speakers(source) == ["Amina Rahman", "Tom Wilk", "Jo Ash"]


def test_role_and_organisation_come_from_the_words_nearby():
    (one,) = quotations(read(f"As Northmoor council’s chief executive Amina Rahman put it: {Q}"))
    assert str(one.speaker) == "Amina Rahman, chief executive, Northmoor council"
    (one,) = quotations(read(f"Jane Ash, who was previously a chief officer with Westmere Police, commented: {Q}"))
    assert str(one.speaker) == "Jane Ash, previously a chief officer, Westmere Police"


def test_a_list_is_the_authority_for_name_role_and_organisation():
    people = "Interviewees\n\nWilliam Hale, deputy chief, Northmoor Fire\n\nDr lan Pell, principal, Westmere College"
    source = f"Will Hale said: {Q} And the college’s lan Pell agreed: {Q}\n\n{people}\n\nTom Ash, chair, Ash Trust"
    assert [str(one.speaker) for one in quotations(read(source))] == [
        "William Hale, deputy chief, Northmoor Fire",
        "Ian Pell, principal, Westmere College",
    ]


def test_a_role_alone_means_its_one_bearer_in_the_place_of_the_paragraph():
    people = "\n\n".join(
        f"{name}, chief executive, {town} council"
        for name, town in [("Ada Obi", "Alva"), ("Tom Ash", "Brae"), ("Jo Lunn", "Calder")]
    )
    source = f"In Brae the rooms were full. As the council’s chief executive explained: {Q}\n\nInterviewees\n\n{people}"
    assert speakers(source) == ["Tom Ash"]


@pytest.mark.parametrize("gap", [" ", "\n", "\n\n"])
def test_a_caption_after_a_dash_names_speaker_role_and_organisation(gap):
    source = f"{Q}{gap}— Dr Amina Rahman, chief executive, Example Trust\n\nMore words of ours."
    (one,) = quotations(read(source))
    assert str(one.speaker) == "Amina Rahman, chief executive, Example Trust"


def test_every_attribution_has_its_cue_as_evidence():
    report = read(f"As the chair, Amina Rahman, put it: {Q}")
    (one,) = quotations(report)
    (evidence,) = one.evidence
    assert evidence.kind == "verb before"
    assert evidence.text == "the chair, Amina Rahman, put it:"
    assert report.text[evidence.start : evidence.end] == evidence.text
    assert 0.9 <= one.confidence <= 1


def test_a_plainer_cue_gives_more_confidence():
    sources = [
        f"Amina Rahman said: {Q}",
        f"Amina Rahman was late. {C} she said.",
        f"Amina Rahman was late. {Q}",
        f"{C} said Amina Rahman.\n\n“And then we slept.”",
    ]
    sure = [quotations(read(source))[-1].confidence for source in sources]
    assert sure == sorted(sure, reverse=True)
    assert len(set(sure)) == len(sure)
