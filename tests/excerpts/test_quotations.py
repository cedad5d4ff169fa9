"""Speech between marks: every style of marks, what is no speech, who speaks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher.excerpts import quotations
from publisher.excerpts.marks import marked
from publisher.model import ExcerptKind, Paragraph, ParagraphKind, Repair, RepairKind
from publisher.sources import markdown, text


def read(source):
    return text.read(source.encode(), name="r.txt")


def said(source):
    return [quotation.text for quotation in quotations(read(source))]


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
    assert quotation.text == "We began in a hall. Then we went on."
    assert len(quotation.pieces) == 2


def test_speech_that_the_next_paragraph_closes_is_one():
    assert said('He said: "I worry that we will not make\n\nthe most of it. It needs design." So he left.') == [
        "I worry that we will not make the most of it. It needs design."
    ]


def test_speech_that_its_cue_splits_is_one_quotation_in_pieces():
    report = read('"We must act," said Amina Rahman, "and soon." Tom Wilk said: "Why not?"')
    first, second = quotations(report)
    assert (first.text, second.text) == ("We must act, and soon.", "Why not?")
    assert [report.text[start:end] for start, end in first.pieces] == ["We must act,", "and soon."]
    assert first.raw_text == 'We must act," said Amina Rahman, "and soon.'
    assert second.pieces == ()


def test_two_cues_make_two_quotations():
    assert said('"We must act," said Amina Rahman. She added: "And soon, all of us."') == [
        "We must act,",
        "And soon, all of us.",
    ]


def test_speech_that_a_page_breaks_is_clean_and_in_pieces():
    source = "She said: “We have\n\nFigure 1: the rooms\n\nkept it open all winter.” So it was, and so it will be."
    start = source.index("\n\nFigure")
    furniture = Repair(RepairKind.FURNITURE, start, source.index("kept"), source[start : source.index("kept")], " ")
    report = replace(read(source), repairs=(furniture,))
    (quotation,) = quotations(report)
    assert quotation.text == "We have kept it open all winter."
    assert [source[a:b] for a, b in quotation.pieces] == ["We have", "kept it open all winter."]


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


def test_ids_stay_when_the_report_is_read_again_or_set_in_other_typography():
    plain = quotations(read(f'She said: "It\'s open - {SPEECH}" He said: "No, it isn\'t so."'))
    curly = quotations(read(f"A new opening.\n\nShe said: “It’s open – {SPEECH}”\n\nHe said: “No, it isn’t so.”"))
    assert [quotation.id for quotation in plain] == [quotation.id for quotation in curly]
    assert all(len(quotation.id) == 8 for quotation in plain)


def test_the_same_words_twice_have_two_ids():
    first, second = quotations(read(f'She said: "{SPEECH}" He said: "{SPEECH}"'))
    assert first.id != second.id


@given(st.text(st.sampled_from("ab.,! \n'\"“”‘’«»AS:s-"), max_size=200))
def test_every_stretch_is_the_report_at_its_offsets_and_none_overlap(source):
    report = read(source)
    for passage in marked(report):
        assert 0 <= passage.opened <= passage.start <= passage.end <= passage.closed <= len(source)
    for quotation in quotations(report):
        assert quotation.raw_text == source[quotation.start : quotation.end]
        pieces = quotation.pieces or ((quotation.start, quotation.end),)
        assert quotation.text == " ".join(report.words(start, end) for start, end in pieces)
        assert [piece for pair in pieces for piece in pair] == sorted(piece for pair in pieces for piece in pair)
        assert (pieces[0][0], pieces[-1][1]) == (quotation.start, quotation.end)
        assert bool(quotation.confidence) == bool(quotation.speaker)
        assert all(report.words(one.start, one.end) == one.text for one in quotation.evidence)


def apart(words, caption="", kind=ParagraphKind.QUOTATION, lead="It was a long winter for all of us."):
    """A report with a quotation set apart, and what stands below it."""
    parts = [part for part in (lead, words, caption, "Then the spring came, and the rooms were closed.") if part]
    source = "\n\n".join(parts)
    kinds = {words: kind, caption: kind}
    at, paragraphs = 0, []
    for part in parts:
        paragraphs.append(Paragraph(at, at + len(part), kind=kinds.get(part, ParagraphKind.TEXT)))
        at += len(part) + 2
    return replace(read(source), paragraphs=tuple(paragraphs))


def test_a_block_quotation_without_marks_is_speech_and_its_caption_names_the_speaker():
    (quotation,) = quotations(apart(SPEECH, "— Dr Amina Rahman, chief executive, Example Trust"))
    assert quotation.text == SPEECH
    assert str(quotation.speaker) == "Amina Rahman, chief executive, Example Trust"
    assert quotation.evidence[0].kind == "caption"


def test_a_block_quotation_has_the_speaker_of_the_sentence_before():
    (quotation,) = quotations(apart(SPEECH, lead="The chair, Amina Rahman, looks back:"))
    assert quotation.speaker.name == "Amina Rahman"


def test_a_pull_quote_without_a_name_that_repeats_nothing_is_not_offered():
    assert quotations(apart("All the rooms were kept open.", kind=ParagraphKind.PULL_QUOTE)) == ()


def test_a_pull_quote_that_repeats_is_left_out_and_one_that_differs_is_a_variant():
    lead = 'Amina Rahman said: "We kept the room open all winter, and nobody was sent away."'
    caption = "Amina Rahman, chief executive"
    words = "We kept the room open all winter"
    assert len(quotations(apart(words, caption, ParagraphKind.PULL_QUOTE, lead))) == 1
    other = "We kept the rooms open all winter, and nobody was sent away."
    said, variant = quotations(apart(other, caption, ParagraphKind.PULL_QUOTE, lead))
    assert variant.variant_of == said.id
    assert said.variant_of == ""
    assert variant.speaker.name == "Amina Rahman"


def test_marks_within_a_block_quotation_belong_to_it():
    words = (
        "People don’t come and say, ‘I am in need of help here.’ They tell you the cat is ill, and then the rest of it."
    )
    (quotation,) = quotations(apart(words, "— Amina Rahman, adviser, Example Trust"))
    assert quotation.text == words
    assert quotation.speaker.name == "Amina Rahman"
    (quotation,) = quotations(apart(words, lead="The adviser, Amina Rahman, looks back:"))
    assert quotation.text == words


def test_a_block_quotation_that_reports_speech_in_marks_gives_the_speech():
    assert [one.text for one in quotations(apart(f"Amina Rahman said: “{SPEECH}”"))] == [SPEECH]


def test_who_stands_after_a_dash_behind_a_quotation_of_its_own_paragraph_is_its_source():
    (quotation,) = quotations(read(f"A hall\n\n“{SPEECH}” — Carer, 71"))
    assert quotation.speaker.descriptor == "Carer, 71"
