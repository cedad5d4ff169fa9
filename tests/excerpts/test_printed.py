"""What a campaign prints between marks: speech, and phrases that are nobody's speech."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher import markdown
from publisher.errors import PublisherError
from publisher.excerpts.bylines import bylines
from publisher.excerpts.printed import printed


def read(text):
    return markdown.read(text, file="c.md", first_line=10)


def found(text):
    return [(one.words, one.speech) for one in printed(read(text))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ann Example said: “We kept it.”", "We kept it."),
        ('Ann Example said: "We kept it."', "We kept it."),
        ("Ann Example said: ‘We kept it.’", "We kept it."),
        ("Ann Example said: 'We kept it, the dogs' bowls too.'", "We kept it, the dogs' bowls too."),
        ("“We kept it,” said Ann Example.", "We kept it,"),
        ("‘We kept it’, said Ann Example.", "We kept it"),
        ("“We kept it,” Ann Example, who runs the room, told us.", "We kept it,"),
        ("According to Ann Example, “we kept the room warm”.", "we kept the room warm"),
        ("In Ann’s words, “we kept it warm”.", "we kept it warm"),
        ("Ann Example said that “nobody in this town was cold”.", "nobody in this town was cold"),
        ("Ann put it this way:\n“We kept it.”", "We kept it."),
        ("**Ann** said: *“We kept it.”*", "We kept it."),
        ("[Ann](https://example.org) said: “We [kept](https://example.org) it.”", "We kept it."),
        ("- Ann said: “We kept it.”", "We kept it."),
        ("| who | what |\n| --- | --- |\n| Ann | “We kept the whole of it warm.” |", "We kept the whole of it warm."),
        ("::: aside\nAnn said: “We kept it.”\n:::", "We kept it."),
        ("Ann said:\n\n“We kept it.”", "We kept it."),
        ("A note.[^1]\n\n[^1]: Ann said: “We kept it.”", "We kept it."),
        ("“We have kept the whole of it warm.”", "We have kept the whole of it warm."),
        ("They have “been told no that week by somebody else”.", "been told no that week by somebody else"),
        ("Ann said: “We ‘kept’ it.”", "We ‘kept’ it."),
        ("Ann said: ‘We “kept” it.’", "We “kept” it."),
    ],
)
def test_words_that_somebody_says_are_speech(text, words):
    assert found(text) == [(words, True)]


@pytest.mark.parametrize(
    "text",
    [
        "We want to be a “listening” organisation.",
        "We want to be a 'listening' organisation.",
        "The “new normal” is old.",
        "The report “Seizing a chance: how rooms stay open” is out.",
        "“Seizing a chance: how rooms stay open” is a report about rooms.",
        "It is called “The Room That Stayed Open”.",
        "Our motto, “open to all”, is on the door.",
        "A sign said the word “closed”.",
        "They kept an “open door” in the ’90s, rock ’n’ roll and all.",
        '`She said: "We kept it."`',
    ],
)
def test_terms_titles_and_words_of_our_own_are_phrases(text):
    assert not any(speech for _, speech in found(text))


@pytest.mark.parametrize(
    "text", ["The councils' plans and the dogs' bowls.", "It's Ann's.", "A 6\" pipe and a 4' plank.", "’Twas so."]
)
def test_apostrophes_feet_and_inches_are_no_marks(text):
    assert found(text) == []


def test_a_block_quotation_stands_in_its_place_among_the_others():
    text = "Ann said: “We kept it.”\n\n> A block of words.\n>\n> — Bob Sample, cook\n\nBob said: “So we did.”\n"
    assert [(one.line, one.words, one.in_text) for one in printed(read(text))] == [
        (10, "We kept it.", True),
        (12, "A block of words.", False),
        (16, "So we did.", True),
    ]


def test_a_block_quotation_in_a_list_is_one_too():
    assert [
        (one.line, one.words, one.in_text) for one in printed(read("- They said:\n\n  > Words\n  > of theirs."))
    ] == [(12, "Words of theirs.", False)]


def test_the_line_is_that_of_the_mark():
    assert [one.line for one in printed(read("One line,\nand “another line” here,\nand\n“a third”."))] == [11, 13]


def test_speech_over_paragraphs_that_each_open_anew_is_one():
    text = "Ann said: “We kept it.\n\n“And we closed it.”\n\nThen “nothing” more."
    assert found(text) == [("We kept it.\n\nAnd we closed it.", True), ("nothing", False)]


def test_a_mark_that_nothing_closes_is_told():
    (one,) = printed(read("Ann said: “We kept it.\n\nAnother paragraph."))
    assert (one.words, one.unclosed, one.speech) == ("We kept it.", True, True)


def test_both_pieces_of_speech_that_a_cue_parts_are_speech():
    assert found("“The job is noticing,” said Ann Example. “Somebody moves.”") == [
        ("The job is noticing,", True),
        ("Somebody moves.", True),
    ]


def test_the_words_are_those_before_typography():
    document = markdown.read('Ann said: "It\'s ours."', file="c.md", smarten=lambda run, _: run.replace("'", "’"))
    assert [one.words for one in printed(document)] == ["It's ours."]


# ── speakers ────────────────────────────────────────────────────────────────────────────────────────────

KNOWN = ("Ann Example", "Bob Sample", "Carla Example")


def speakers(text, known=KNOWN):
    return [str(speaker or "") for one, speaker in bylines(read(text), known) if one.speech]


def test_the_caption_says_who_speaks():
    assert speakers("Bob Sample said:\n\n> Words.\n>\n> — Ann Example, cook, The Room") == [
        "Ann Example, cook, The Room"
    ]


def test_else_the_sentence_before_says_it():
    assert speakers("Bob Sample is here. Ann Example sees it so.\n\n> Words of hers.") == ["Ann Example"]
    assert speakers("On cold days Ann noted:\n\n“We kept the room warm.”", KNOWN[:2])[0].startswith("Ann")


def test_two_people_in_the_sentence_before_leave_it_open():
    assert speakers("Ann Example and Bob Sample were there.\n\n> Words of somebody.", KNOWN) == [""]


def test_a_surname_that_two_people_have_leaves_it_open():
    assert speakers("Here is what Ms Example thinks of it.\n\n> Words of somebody.") == [""]


def test_a_word_that_is_no_name_names_nobody():
    assert speakers("A sample follows.\n\n> Words of somebody.") == [""]


@given(st.text(alphabet="ab “”\"'‘’.,:\n>-|`*[]", max_size=80))
def test_any_body_is_read_and_its_words_stand_in_it(text):
    try:
        document = read(text)
    except PublisherError:
        return
    for one in printed(document):
        assert 10 <= one.line <= 10 + text.count("\n")
        if one.in_text and not one.unclosed:
            assert one.words == one.words.strip()
