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


def test_a_passive_verb_leaves_the_words_to_the_active_one_before():
    assert speakers("Ada Obi said a ruling was expected “before the tide turns again”.") == ["Ada Obi"]


def test_what_somebody_denies_having_said_is_not_given_to_them():
    source = "Ada Obi spoke. She denied ever having described the hall as “a shed with a very good roof”."
    assert speakers(source) == [None]


def test_the_last_of_two_clauses_announces_what_follows_a_colon():
    source = f"Tom Bell spoke. He would say nothing of it, but a retired nurse was less careful: {Q}"
    assert speakers(source) == ["(a retired nurse)"]


def test_a_report_of_other_words_after_speech_is_not_its_cue():
    source = "From the gallery somebody shouted: “So open it then!” Councillor Ada Obi said that she might."
    assert speakers(source) == ["(somebody)"]


def test_words_of_somebody_at_the_start_hold_for_the_whole_sentence():
    source = "In the words of B. T. Wilk, who built it, the boat was “always the last to be paid for”."
    assert speakers(source) == ["B. T. Wilk"]


def test_a_second_verb_after_the_words_does_not_turn_the_sentence_round():
    source = "The report came in May. It said the room was “not a luxury but a need” and asked the trust to act."
    assert speakers(source) == ["(The report)"]


def test_the_name_of_a_tenants_body_is_nobodys():
    source = f"Ada Obi leads the Ropery Tenants’ Association. Of the Ropery Tenants it said: {Q}"
    assert "Ropery Tenants" not in speakers(source)


def test_a_nickname_in_marks_is_part_of_the_name():
    source = f"One of them is Roger “Dodge” Fenn, who farms there. {C} allowed Dodge. {C} Fenn said."
    assert speakers(source) == ["Roger Dodge Fenn", "Roger Dodge Fenn"]


def test_a_question_at_the_start_is_left_aside():
    assert speakers(f"Asked what she would change, Ada Obi did not wait: {Q}") == ["Ada Obi"]


def test_who_has_something_put_to_them_answers_it():
    assert speakers(f"Put to Dr Ada Obi, the claim fared badly. {Q}") == ["Ada Obi"]


def test_a_role_after_as_is_that_of_the_subject():
    source = f"Tom Bell sat for years. {C} he said. As a senator he did little. {C} he recalled."
    assert speakers(source)[-1] == "Tom Bell"


def test_a_text_of_somebodys_own_is_that_persons_words():
    assert speakers(f"Ada Obi left in May. Her last letter in the keeper’s file reads: {Q}") == ["Ada Obi"]


def test_a_role_owned_by_a_plain_noun_is_its_bearers():
    source = f"They asked the trust’s manager, Tom Bell. It was long ago. The trust’s manager said: {Q}"
    assert speakers(source) == ["Tom Bell"]


def test_a_short_role_takes_up_a_longer_one_that_names_nobody():
    source = f"Ada Obi is a ward manager. Others came.\n\nThe night manager had no telephone. {C} the manager told us."
    assert speakers(source) == ["(the manager)"]


def test_of_two_with_one_surname_the_one_named_in_full_in_the_paragraph_is_meant():
    source = f"Alan Brown spoke.\n\nHis neighbour, Carol Brown, has a school there. {C} Councillor Brown said."
    assert speakers(source) == ["Carol Brown"]


def test_given_names_that_scanning_would_confuse_stay_two_people():
    source = f"Eleanor Fell teaches. Neil Fell was on duty. Mr Fell replied: {Q}"
    assert speakers(source) == ["Neil Fell"]


def test_who_is_said_to_be_the_first_to_notice_is_the_subject():
    source = f"The first nurse to see the crack was Ada Obi. {C} she said."
    assert speakers(source) == ["Ada Obi"]


def test_a_name_with_a_view_of_its_own_is_a_person():
    source = (
        "Oduya Brenchley, in whose kitchen they met, is there. In Oduya’s view, “a shop is a town hall with bread”."
    )
    assert speakers(source) == ["Oduya Brenchley"]


def test_capitals_damaged_by_scanning_are_names_where_the_name_is_known():
    source = f"The chair, Joan James, spoke. |oan |ames, chair of the trust, was calm. {Q}"
    assert speakers(source) == ["Joan James"]


def test_it_after_a_bodys_view_is_the_body():
    source = f"The council’s view was gloomier. In spring it told the trust: {Q}"
    assert speakers(source) == ["(The council)"]


def test_who_told_it_is_the_speaker_where_the_sentence_is_about_nothing():
    source = f"Ada Obi spoke of it later. It is worth adding what she told us. {Q}"
    assert speakers(source) == ["Ada Obi"]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        # the subject of a second verb
        ("Ada Obi would not comment but said in a letter that it was “a matter for us all”.", ["Ada Obi"]),
        ("The chair, Ada Obi, gave a figure, but warned that this was “a number with a lot in it”.", ["Ada Obi"]),
        # what stands between a name and its verb
        (f"Ada Obi, 17, a pupil who works at her uncle’s shop, said: {Q}", ["Ada Obi"]),
        ("Ada Obi KC said that it had been “a very cold winter”.", ["Ada Obi"]),
        (f"The duty officer that night, Ada Obi, was new. {C} she said.", ["Ada Obi"]),
        ("Her deputy said it. Ada Obi, whose letter described it as “a saving for one year only”, left.", ["Ada Obi"]),
        ("Ada Obi said the board had accepted it “with great regret”.", ["Ada Obi"]),
        # what stands before a name
        (f"In Alva, where it is cold, the owner of the hall, Ada Obi, has stopped. {Q}", ["Ada Obi"]),
        (f"Speaking outside, Ada Obi was calm. {C} she said.", ["Ada Obi"]),
        (f"Ada Obi left. When told of Tom Bell’s comment, she laughed. {Q}", ["Ada Obi"]),
        (f"Its founder is Ada Obi, a nurse. She set it up alone. {Q}", ["Ada Obi"]),
        (f"I asked Ada Obi what she would say to a beginner. {Q}", ["Ada Obi"]),
        (f"Ada Obi opened it. For her the point is that {Q}", ["Ada Obi"]),
        # after the words
        ("“Nobody came,” was how Ada Obi summed up the year.", ["Ada Obi"]),
        ("“A post does not stop water”, as Ada Obi put it.", ["Ada Obi"]),
        (f"Ada Obi’s reply, which she showed us, runs to one line: {Q}", ["Ada Obi"]),
        # whom a pronoun means
        (f"Tom Bell is 22. The nurse, Sal Obi, had told him to rest. {C} he said.", ["Tom Bell"]),
        (f"Robin Obi came in May and brought his dog. Kim Bell left with her son. {C} he said.", ["Robin Obi"]),
        (f"The poet Ada Obi posted a tribute. {C} it read.", ["Ada Obi"]),
        # a gesture, an aside
        (f"Ada Obi laughed. {C} she said.\n\nShe pauses.\n\n“And it was cold.”", ["Ada Obi", "Ada Obi"]),
        (f"Ada Obi said that it was not enough. Prices have doubled. {Q}", ["Ada Obi"]),
    ],
)
def test_the_speaker_is_found_through_longer_sentences(source, names):
    assert speakers(source) == names


@pytest.mark.parametrize(
    "source",
    [
        f"Ada Obi came in May. A woman at the door was cold. {Q}",
        f"Not everybody was happy. {Q}",
        f"Ada Obi and Tom Bell said that it was late. Prices have doubled. {Q}",
    ],
)
def test_an_aside_after_somebody_else_names_nobody(source):
    assert [name for name in speakers(source) if name and not name.startswith("(")] == []
