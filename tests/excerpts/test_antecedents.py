"""Whom pronouns and gestures around a quotation mean, over a sentence, a paragraph or a page."""

import pytest
from publisher.excerpts import quotations
from publisher.sources import text

Q = "“We kept it open all winter.”"
C = "“We kept it open all winter,”"


def speakers(source):
    report = text.read(f"A year in the rooms\n\n{source}\n".encode(), name="r.txt")
    return [told(one.speaker) for one in quotations(report)]


def told(speaker):
    """A name, or what is printed instead in brackets."""
    if speaker is None:
        return None
    return speaker.name or f"({speaker.descriptor or speaker.organisation})"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        # a gesture after the words
        (f"It was Tom Wilk’s idea, as he tells it. {Q} He rubbed his eyes.", ["Tom Wilk"]),
        (f"Ada Obi had come by bus. {Q} She shook her head.", ["Ada Obi"]),
        (f"The kettle boiled. {Q} Ada Obi shrugs.", ["Ada Obi"]),
        # who is told by "according to" is spoken of next
        (f"The gate was painted by Nora. Some 300 came, according to Ada Obi. {C} she said.", ["Ada Obi"]),
        (f"According to Ada Obi, Ruth Bell drove the van. {C} she added.", ["Ada Obi"]),
        # a phrase of his own names another
        ("Tom Wilk came late. His agent had signed it and, he said, “simply run out of ink”.", ["Tom Wilk"]),
        (
            "Tom Wilk came late. His lawyer, a tall man, had read it and it was, he added, “no help to us”.",
            ["Tom Wilk"],
        ),
        ("Ruth Bell is 70. Her landlord has gone and so, she says, “the roof leaks in four places”.", ["Ruth Bell"]),
        (
            f"Ruth Bell is 15. She walks. Her mother is ill, and after school Ruth cooks for them both.\n\n{C} she said.",
            ["Ruth Bell"],
        ),
        # pronouns carry over paragraphs that name nobody else
        (
            f"Ada Obi left school at 15.\n\nShe drove a van for a year. She hated it.\n\nShe then bought it.\n\n{C} she says.",
            ["Ada Obi"],
        ),
        (
            f"Tom Wilk was born here.\n\nHe went to sea.\n\nHe opened the shop.\n\nTrade was bad.\n\nIt nearly finished him. {C} he recalls.",
            ["Tom Wilk"],
        ),
        (
            f"Ada Obi left school.\n\nRuth Bell drove a van.\n\nThe van broke.\n\nThe road was closed.\n\nIt rained.\n\n{C} she says.",
            [None],
        ),
        # somebody whom the writer meets
        (
            f"I met one of the new crew, Idris Quill, on the roof, where he was painting. {C} he told me.",
            ["Idris Quill"],
        ),
        (f"We found Greta Lund in the yard with a broom. {C} she said.", ["Greta Lund"]),
        (f"I visited her deputy, Petra Lind, at home. {C} she says.", ["Petra Lind"]),
        # who reacts to a question
        (f"Tom Wilk sat down. When a nurse asked him how he slept, he did not look up. {Q}", ["Tom Wilk"]),
        (f"Ada Obi poured the tea. When a pupil asked her the price, she smiled. {Q}", ["Ada Obi"]),
        (f"Tom Wilk mended it. As a customer told him about the noise, he frowned. {Q}", ["Tom Wilk"]),
        (f"I asked Ada Obi what it had cost. Her answer took an hour.\n\n{Q}", ["Ada Obi"]),
        (f"I asked Tom Wilk what he feared. His reply was slow to come.\n\n{Q}", ["Tom Wilk"]),
        # a statement that somebody made before
        (
            f"Ada Obi said in a statement read to the inquest that she had rung twice. {C} the statement went on.",
            ["Ada Obi"],
        ),
        (f"Tom Wilk said in a letter to the mayor that he was tired. {C} the letter continued.", ["Tom Wilk"]),
        (f"Greta Lund wrote in an email seen by the Post that it was late. {C} the email added.", ["Greta Lund"]),
    ],
)
def test_whoever_is_spoken_of_says_it(source, names):
    assert speakers(source) == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (f"Tom Wilk, when we showed him the plan, was blunt: {Q}", ["Tom Wilk"]),
        (f"Ada Obi, after she read the draft, was not pleased: {Q}", ["Ada Obi"]),
        (f"The baker, Ruth Bell, when I told her this, was kind: {Q}", ["Ruth Bell"]),
        ("Dr Ada Obi used a talk in May to warn that it was becoming “a reason to stay at home”.", ["Ada Obi"]),
        ("Tom Wilk rose at once to say that it was “the worst of both worlds”.", ["Tom Wilk"]),
        ("Ada Obi, the chair, took the stage to complain of “nine months of fog”.", ["Ada Obi"]),
        ("Ruth, now 14, introduced her uncle from the platform as “the best-fed man in Westmere”.", ["Ruth"]),
        ("Ada Obi described her first boss as “a kettle with no lid”.", ["Ada Obi"]),
        ("Tom Wilk presented the cup to the cook as “the only one who stayed sober”.", ["Tom Wilk"]),
        ("For Lady Ellen Moor, who as a minister signed it, “the fault, and I say so, was haste”.", ["Ellen Moor"]),
        ("For Tom Wilk, “the rest is only paper and string, and always was”.", ["Tom Wilk"]),
        ("2.4 For Ada Obi, the chair, “nothing in the plan was meant to last”.", ["Ada Obi"]),
        ("It was, in the phrase of a warden in Westmere, “the last lamp on the road”.", ["(a warden in Westmere)"]),
        ("What they feared was, in the expression of one nurse, “a slow shutting of doors”.", ["(one nurse)"]),
        ("The hall had become, in Ada Obi’s phrase, “the last lamp on the road”.", ["Ada Obi"]),
        ("Ada Obi was alone in opposing the plan, which she called “another pile of cones”.", ["Ada Obi"]),
        ("Tom Wilk left the panel, which he called “a waste of biscuits”, in June.", ["Tom Wilk"]),
        # a stop after a title that is a whole word ends a sentence
        (f"Ruth Bell moved away. {C} Ada Obi told the judge. {Q}", ["Ada Obi"]),
        (f"Tom Wilk moved away. {C} Mrs Obi told the councillors. {Q} Ada Obi is 60.", ["Ada Obi"]),
        (f"Tom Wilk moved away. {C} Ada Obi told her father. {Q}", ["Ada Obi"]),
    ],
)
def test_the_words_beside_a_quotation_tell_who_says_it(source, names):
    assert speakers(source) == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (f"{C} said Rosa Marsh, its landlady since 1990.", ["Rosa Marsh"]),
        (f"{C} says Odile Bridges, who runs the ferry.", ["Odile Bridges"]),
        (f"{C} Ines Park, a baker, explained.", ["Ines Park"]),
        (f"Kofi Mac an Tuile, the clerk, spoke twice. {C} he said.", ["Kofi Mac an Tuile"]),
        (f"The poet Aoife Ní an Bháin read it. {C} she said.", ["Aoife Ní an Bháin"]),
        (f"Sorcha Nic an Saoir drives the bus. {C} she said.", ["Sorcha Nic an Saoir"]),
        ("Penrose (2011: 8) writes of the quay as “the front door of the town, and its only window”.", ["Penrose"]),
        ("Okafor (1987) argues that a quay is “the front door of a town, and its only window”.", ["Okafor"]),
        ("As Varga (1998) put it, “nobody sweeps a room that nobody enters”.", ["Varga"]),
        (f"Ask Bennet\n\nBennet Oduya, our warden, answers you. He is new.\n\nBennet says: {Q}", ["Bennet Oduya"]),
        (f"Meet Idris\n\nIdris Quill, our cook, came in May. He is 40.\n\nIdris says: {Q}", ["Idris Quill"]),
        (
            f"In June Amara, now 15, spoke in the hall. Amara Boyle, 15, is Ruth’s daughter. {C} said Amara.",
            ["Amara Boyle"],
        ),
        (
            f"Her husband, Ansel Wilk, who is also her agent, was against it. Ada Obi smiled.\n\n{C} he says.",
            ["Ansel Wilk"],
        ),
        (f"His wife, Sidony Bell, who runs his office, objected. Tom Bell shrugged.\n\n{C} she says.", ["Sidony Bell"]),
        (f"Her brother, Kit Obi, who was her first pupil, left. Ada Obi stayed.\n\n{C} he says.", ["Kit Obi"]),
    ],
)
def test_names_of_every_shape_are_read(source, names):
    assert speakers(source) == names
