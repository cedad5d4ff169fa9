"""Speech between marks: every style of marks, what is no speech, who speaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.excerpts import prove, quotations
from publisher.excerpts.marks import marked
from publisher.model import ExcerptKind, Speaker, Verdict
from publisher.sources import markdown, text


def read(source):
    return text.read(source.encode(), name="r.txt")


def said(source):
    return [quotation.text for quotation in quotations(read(source))]


def speakers(source):
    return [quotation.speaker and str(quotation.speaker) for quotation in quotations(read(source))]


SPEECH = "We kept the room open all winter."


@pytest.mark.parametrize(
    "source",
    [
        f'She said: "{SPEECH}"',
        f"She said: “{SPEECH}”",
        f'She said: “{SPEECH}"',
        f"She said: ”{SPEECH}”",
        f"She said: «{SPEECH}»",
        f"She said: „{SPEECH}“",
        f"She said: ‘{SPEECH}’",
        f"She said: '{SPEECH}'",
        f'"{SPEECH}" she said.',
        f'She nodded. "{SPEECH}" He did too.',
        f'She said (twice): "{SPEECH}".',
        f'According to her, "{SPEECH}"',
    ],
)
def test_every_style_of_marks_is_read(source):
    assert said(source) == [SPEECH]


def test_offsets_leave_out_the_marks_and_text_folds_white_space():
    report = read('He said: "We kept\n the room\u00a0open." So.')
    (quotation,) = quotations(report)
    assert quotation.kind is ExcerptKind.QUOTATION
    assert quotation.raw_text == report.text[quotation.start : quotation.end] == "We kept\n the room\u00a0open."
    assert quotation.text == "We kept the room open."
    assert str(quotation.locator) == "paragraph 1"


def test_marks_within_marks_belong_to_the_speech():
    assert said("She said: \"It's the end of 'we will do this'. People know.\"") == [
        "It's the end of 'we will do this'. People know."
    ]
    assert said("She said: “It was ‘now or never’ for us.”") == ["It was ‘now or never’ for us."]


def test_apostrophes_and_plural_possessives_are_no_marks():
    source = (
        "‘The councils’ plans weren’t the volunteers’ own, and the ’90s showed it,’ she said. The workers’ rights’ end."
    )
    assert said(source) == ["The councils’ plans weren’t the volunteers’ own, and the ’90s showed it,"]
    assert said("It's the workers' and the councils' rock 'n' roll of the '90s, isn't it. They 'd go.") == []


def test_single_marks_are_outer_ones_only_where_a_report_uses_them_so():
    source = f'She said: "{SPEECH}" He said: "{SPEECH}" They call it \'a warm room for all of us\' in town.'
    assert said(source) == [SPEECH, SPEECH]
    source = f"She said: ‘{SPEECH}’ He said: ‘It is “act as one” for us all.’"
    assert said(source) == [SPEECH, "It is “act as one” for us all."]


def test_a_missing_end_mark_ends_with_the_paragraph():
    assert said(f'She said: "{SPEECH}\n\nThe next paragraph is ours.') == [SPEECH]


def test_an_open_mark_in_a_cut_sentence_gives_nothing_rather_than_a_scrap():
    assert said('She said: "We have\n\nFigure 1: the rooms') == []


def test_speech_over_paragraphs_that_each_open_with_a_mark_is_one():
    (quotation,) = quotations(read("She said: “We began in a hall.\n\n“Then we went on.” So it was."))
    assert quotation.text == "We began in a hall. “Then we went on."


def test_speech_that_the_next_paragraph_closes_is_one():
    assert said('He said: "I worry that we will not make\n\nthe most of it. It needs design." So he left.') == [
        "I worry that we will not make the most of it. It needs design."
    ]


def test_several_in_one_paragraph_and_split_ones_are_each_found():
    assert said('"We must act," said Amina Rahman, "and soon." Tom Wilk said: "Why not?"') == [
        "We must act,",
        "and soon.",
        "Why not?",
    ]


@pytest.mark.parametrize(
    "source",
    [
        'They created a formal "architecture" for it.',
        'It happened "almost instantaneously." And then it ended.',
        'The report "Open Doors: What Nine Rooms Learned" came out.',
        'It is called "the warm room that we all wanted" in the town.',
        'They aim at "community wealth building" by rethinking it.',
        'A so-called "resilience" plan.',
        'The 12" pipe and the 5" one.',
        'See "Future priorities".',
        '# Not a heading "in this format"',
    ],
)
def test_terms_and_titles_are_no_speech(source):
    assert said(source) == []


def test_a_long_fragment_is_speech():
    assert said('She described staff "putting squads of our own people into homes to help".') == [
        "putting squads of our own people into homes to help"
    ]


def test_code_and_front_matter_of_markdown_hold_no_speech():
    source = (
        '---\ntitle: x\nnote: she said "We kept the room open."\n---\n\n```\nprint("We kept the room open.")\n```\n'
    )
    assert quotations(markdown.read(source.encode(), name="r.md")) == ()


def test_the_text_of_a_markdown_quotation_has_no_marks_of_the_format():
    report = markdown.read(
        "> He said: “We *must*\n> go to [the room](https://example.org) now.”\n".encode(), name="r.md"
    )
    (quotation,) = quotations(report)
    assert quotation.text == "We must go to the room now."
    assert quotation.raw_text == report.text[quotation.start : quotation.end]


Q = f'"{SPEECH}"'


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (f"Amina Rahman said: {Q}", "Amina Rahman"),
        (f"As Northmoor council's chief executive Amina Rahman put it: {Q}", "Amina Rahman"),
        (f"And in Westmere, the trust's Professor Jo Penhale-Ash argued that: {Q}", "Jo Penhale-Ash"),
        (f"For example, TK Ellery, Northmoor Police's chief constable declared: {Q}", "TK Ellery"),
        (f"Amina Rahman, who had once worked with Westmere Police, commented: {Q}", "Amina Rahman"),
        (f"Tom Wilk of Northmoor council agreed: {Q}", "Tom Wilk"),
        (f"Similarly, the university's Professor Ellery said: {Q}", "Professor Ellery"),
        (f"Dr. Ludwig van Beethoven wrote: {Q}", "Ludwig van Beethoven"),
        (f"It ended. Zoë Müller replied: {Q}", "Zoë Müller"),
        ('"We kept it open," said Amina Rahman.', "Amina Rahman"),
        ('"We kept it open," said Amina Rahman, the chair.', "Amina Rahman"),
        ('"We kept it open," Amina Rahman said.', "Amina Rahman"),
        ('"We kept it open," Amina Rahman, the chair, explained.', "Amina Rahman"),
        ('"Did we keep it open?" asked Amina Rahman.', "Amina Rahman"),
        (f"Councillor Amina Rahman: {Q}", "Amina Rahman"),
        (f"Amina Rahman, chief executive: {Q}", "Amina Rahman"),
        (f"‘We kept the room open,’ said Amina Rahman. ‘{SPEECH}’", "Amina Rahman"),
    ],
)
def test_a_plain_cue_names_the_speaker(source, name):
    assert set(speakers(source)) == {name}


@pytest.mark.parametrize(
    "source",
    [
        f"Another said: {Q}",
        f"As a police chief commented: {Q}",
        f"She said: {Q}",
        f"A friend of Amina Rahman said: {Q}",
        f"A spokesman for Amina Rahman said: {Q}",
        f"The minister who met Amina Rahman said: {Q}",
        f"Critics of chief executive Amina Rahman said: {Q}",
        f"Tom Wilk and Amina Rahman said: {Q}",
        f"Northmoor Council said: {Q}",
        f"Westmere Police commented: {Q}",
        f"The Royal Society said: {Q}",
        f"Key Findings: {Q}",
        f"Amina Rahman spoke. A colleague said: {Q}",
        f"Amina Rahman welcomed it. {Q}",
        '"We kept it open," said Amina Rahman\'s deputy.',
        '"We kept it open," said Amina Rahman and Tom Wilk.',
        '"We kept it open," a colleague of Amina Rahman said.',
        f"{Q} Amina Rahman agreed.",
        f"{Q} Amina Rahman said: later.",
        'Tom Wilk said: "We kept it open," said Amina Rahman.',
        f"Amina said: {Q}",
    ],
)
def test_without_a_certain_cue_nobody_is_named(source):
    assert set(speakers(source)) == {None}


def test_a_speaker_between_two_quotations_is_given_the_right_one():
    source = f'"We kept it open," said Amina Rahman. "We did." And Tom Wilk said: {Q} Jo Ash agreed: {Q}'
    assert speakers(source) == ["Amina Rahman", "Amina Rahman", "Tom Wilk", "Jo Ash"]


@pytest.mark.parametrize("gap", [" ", "\n", "\n\n"])
def test_a_caption_after_a_dash_names_speaker_role_and_organisation(gap):
    (quotation,) = quotations(
        read(f"“{SPEECH}”{gap}— Dr Amina Rahman, chief executive, Example Trust\n\nMore words of ours.")
    )
    assert quotation.speaker == Speaker("Amina Rahman", "chief executive", "Example Trust")


def test_a_dash_that_goes_on_is_no_caption():
    assert speakers(f'She said: "{SPEECH}" – Amina Rahman laughed, and then. It ended.') == [None]


def test_ids_stay_when_the_report_is_read_again_or_set_in_other_typography():
    plain = quotations(read(f'She said: "It\'s open - {SPEECH}" He said: "No, it isn\'t so."'))
    curly = quotations(read(f"A new opening.\n\nShe said: “It’s open – {SPEECH}”\n\nHe said: “No, it isn’t so.”"))
    assert [quotation.id for quotation in plain] == [quotation.id for quotation in curly]
    assert all(len(quotation.id) == 8 for quotation in plain)


def test_the_same_words_twice_have_two_ids():
    first, second = quotations(read(f"She said: {Q} He said: {Q}"))
    assert first.id != second.id


@given(st.text(st.sampled_from("ab.,! \n'\"“”‘’«»AS:s-"), max_size=200))
def test_every_stretch_is_the_report_at_its_offsets_and_none_overlap(source):
    report = read(source)
    reached = 0
    for pair in marked(report):
        assert reached <= pair.opened < pair.start <= pair.end <= pair.closed <= len(source)
        reached = pair.closed
    for quotation in quotations(report):
        assert quotation.raw_text == source[quotation.start : quotation.end]
        assert quotation.text == " ".join(quotation.raw_text.split())
        assert prove(quotation.text, 1, [report]).verdict is not Verdict.NOT_FOUND


def test_the_real_report_has_well_over_a_hundred(texts):
    report = text.read((texts / "reports/seizing-the-moment.txt").read_bytes(), name="report")
    found = quotations(report)
    assert 112 <= len(found) <= 120
    assert all(prove(quotation.text, 1, [report]).verdict is Verdict.EXACT for quotation in found)
    assert len({quotation.id for quotation in found}) == len(found)
    people = report.text[report.text.rindex("Interviewees") :]
    named = [quotation.speaker.name for quotation in found if quotation.speaker]
    assert len(named) >= 65
    assert all(name.split()[-1] in people for name in named)
