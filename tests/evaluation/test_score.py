"""Scoring: each figure counts what README.md says it counts."""

import dataclasses
import re

import pytest

from tests.evaluation.build import Case, load, read
from tests.evaluation.score import Prediction, covered, plain, register, relocate, report, score, spans, table, words

HEADER = """format: text
language: en-GB
style: a test
gold: people, recommendations, figures
person ann: Ann Bell | director | Acme | Ms Bell
person bob: Bob Bell | cook | | Mr Bell
source plan: Town Plan | document | | the plan
====
"""
CASE = read(
    "small.txt",
    HEADER
    + "⟦h1⟧Title⟦/⟧\n\n⟦h2⟧2. Part⟦/⟧\n\n"
    + "Ann Bell said: ⟦q ann colon⟧“We were all ready to leave the old house at last.”⟦/⟧\n\n"
    + '⟦q ? d="one volunteer"⟧“It was raining when we got there,”⟦/⟧ one volunteer told Bob Bell.\n\n'
    + "The plan says: ⟦q plan document⟧“Every house shall have a door.”⟦/⟧\n\n"
    + "They call it ⟦not term⟧“the great leaving”⟦/⟧ or ⟦maybe⟧“the walk”⟦/⟧.\n\n"
    + "⟦q bob⟧“I never left,”⟦/⟧ said Bob Bell. ⟦same⟧“Not once in all those years.”⟦/⟧\n",
)


def perfect(case: Case) -> list[Prediction]:
    return [
        Prediction(
            start=one.start,
            end=one.end,
            speaker=one.speaker,
            descriptor=one.descriptor,
            section=one.section,
            pieces=one.pieces,
        )
        for one in case.quotations
    ]


def changed(number: int, **changes: object) -> list[Prediction]:
    """The perfect answer with one prediction changed."""
    answer = perfect(CASE)
    answer[number] = dataclasses.replace(answer[number], **changes)
    return answer


def span_of(words_in_text: str) -> tuple[int, int]:
    start = CASE.text.index(words_in_text)
    return start, start + len(words_in_text)


def test_the_gold_itself_scores_full_marks_on_the_whole_set():
    result = score((case, perfect(case)) for case in load())
    assert (result.precision, result.recall, result.f1) == (1, 1, 1)
    assert (result.named_speakers, result.unnamed_kept, result.sources, result.both_right) == (1, 1, 1, 1)
    assert (result.sections, result.descriptors) == (1, 1)
    assert (result.wrong_names, result.terms_rate, result.spurious) == (0, 0, ())


def test_no_answer_at_all_finds_nothing_and_names_nobody_wrongly():
    result = score([(CASE, [])])
    assert (result.recall, result.f1, result.both_right, result.wrong_names) == (0, 0, 0, 0)


def test_detection_counts_misses_and_inventions():
    result = score([(CASE, [*perfect(CASE)[:3], Prediction(*span_of("one volunteer told Bob"))])])
    assert (result.precision, result.recall) == (0.75, 0.75)
    assert result.f1 == pytest.approx(0.75)


def test_a_quotation_is_found_from_nine_tenths_of_its_words():
    start, end = span_of("We were all ready to leave the old house at last")
    assert score([(CASE, changed(0, start=start, end=end - len(" last"), pieces=()))]).recall == 1
    assert score([(CASE, changed(0, start=start, end=end - len(" at last"), pieces=()))]).recall == 0.75


def test_marks_and_spaces_around_a_quotation_make_no_difference():
    start, end = span_of(" “We were all ready to leave the old house at last.”\n")
    assert score([(CASE, changed(0, start=start, end=end, pieces=()))]).recall == 1


def test_the_cue_within_a_split_quotation_is_not_the_speaker_s_words():
    last = CASE.quotations[3]
    assert score([(CASE, changed(3, pieces=()))]).recall == 0.75
    assert score([(CASE, changed(3, pieces=(), text=CASE.words_of(last)))]).recall == 1


def test_a_split_quotation_may_come_as_several_records():
    last = CASE.quotations[3]
    parts = [Prediction(*piece, speaker="Bob Bell", section="Part") for piece in last.pieces]
    result = score([(CASE, [*perfect(CASE)[:3], *parts])])
    assert (result.recall, result.precision, result.both_right) == (1, 1, 1)


def test_several_records_must_agree_on_the_speaker():
    last = CASE.quotations[3]
    parts = [Prediction(*piece, speaker=name) for piece, name in zip(last.pieces, ("Bob Bell", None), strict=True)]
    result = score([(CASE, [*perfect(CASE)[:3], *parts])])
    assert (result.recall, result.both_right) == (1, 0.75)


def test_one_record_over_two_quotations_finds_neither_twice():
    whole = Prediction(CASE.quotations[0].start, CASE.quotations[1].end)
    assert score([(CASE, [whole])]).recall == 0


def test_the_same_quotation_offered_twice_counts_once():
    result = score([(CASE, [*perfect(CASE), perfect(CASE)[0]])])
    assert (result.recall, result.precision) == (1, 0.8)


def test_a_wrong_name_is_counted_and_no_name_is_only_missing():
    wrong = score([(CASE, changed(0, speaker="Bob Bell"))])
    none = score([(CASE, changed(0, speaker=None))])
    assert (wrong.named_speakers, wrong.wrong_names) == (0.5, 0.25)
    assert (none.named_speakers, none.wrong_names) == (0.5, 0)


def test_a_surname_alone_is_not_the_full_name_but_titles_do_not_matter():
    assert score([(CASE, changed(0, speaker="Ms Bell"))]).named_speakers == 0.5
    assert score([(CASE, changed(0, speaker="Dr. Ann  Bell"))]).named_speakers == 1


def test_an_unnamed_speaker_given_the_nearest_name_is_a_wrong_name():
    result = score([(CASE, changed(1, speaker="Bob Bell"))])
    assert (result.unnamed_kept, result.wrong_names, result.both_right) == (0, 0.25, 0.75)


def test_a_descriptor_is_compared_without_its_article():
    assert score([(CASE, changed(1, descriptor="a volunteer"))]).descriptors == 1
    assert score([(CASE, changed(1, descriptor="Bob"))]).descriptors == 0


@pytest.mark.parametrize("place", ["speaker", "descriptor", "organisation"])
def test_a_source_may_be_named_as_speaker_descriptor_or_organisation(place: str):
    blank = {"speaker": None, "descriptor": None, "organisation": None}
    assert score([(CASE, changed(2, **(blank | {place: "the plan"})))]).sources == 1
    assert score([(CASE, changed(2, **blank))]).sources == 0


def test_a_term_taken_for_speech_is_counted_once():
    result = score([(CASE, [*perfect(CASE), Prediction(*span_of("the great leaving"))])])
    assert (result.terms, result.terms_taken, result.precision) == (1, 1, 0.8)


def test_a_doubtful_passage_counts_neither_way():
    result = score([(CASE, [*perfect(CASE), Prediction(*span_of("the walk"))])])
    assert (result.precision, result.recall, result.terms_taken) == (1, 1, 0)


@pytest.mark.parametrize(("section", "right"), [("2. Part", 1), ("PART", 1), ("Title", 0.75), (None, 0.75)])
def test_a_section_is_compared_without_number_and_case(section: str | None, right: float):
    assert score([(CASE, changed(0, section=section))]).sections == right


def test_above_the_first_section_the_title_or_nothing_is_right():
    case = read("top.txt", HEADER + "⟦h1⟧Title⟦/⟧\n\n⟦q ann⟧“We were ready.”⟦/⟧ said Ann Bell\n")
    (one,) = case.quotations
    for section, right in (("Title", 1), (None, 1), ("Other", 0)):
        assert score([(case, [Prediction(one.start, one.end, section=section)])]).sections == right


def test_the_table_counts_per_phenomenon():
    result = score([(CASE, changed(0, speaker="Bob Bell")[:3])])
    rows = {name: counts for name, *counts in table(result)}
    assert rows["colon"] == [1, 1, 0, 1]
    assert rows["split"] == [1, 0, 0, 0]
    assert "terms taken for speech" in report(result)


def test_words_hyphenated_over_lines_and_damaged_by_ocr_compare_as_one():
    assert [word.form for word in words("com-\nmunity lt’s <b>It&rsquo;s</b> &ldquo;a")] == [
        word.form for word in words("community It's It’s “a")
    ]


def test_predictions_made_on_a_page_s_text_are_moved_to_its_source():
    page = next(case for case in load() if case.format == "html")
    body = re.sub(r"(?s)<script.*?</script>|<style>.*?</style>", "", page.text)
    printed = re.sub(r"<[^>]+>", "", body).replace("&rsquo;", "’").replace("&ldquo;", "“").replace("&rdquo;", "”")
    start = printed.index("I’m not going to stand here")
    end = printed.index("because there isn’t") + len("because there isn’t")
    (moved,) = relocate([Prediction(start, end)], printed, page.text)
    assert page.text[moved.start : moved.end].endswith("because there isn&rsquo;t")
    assert score([(page, [moved])]).spurious != ()  # half of a split quotation is not the quotation
    wendy = printed.index("I got the first one to school")
    (moved,) = relocate([Prediction(wendy, printed.index("see it out.", wendy) + 10)], printed, page.text)
    assert page.text[moved.start : moved.end].startswith("I got the first one")


def test_recommendations_count_from_half_of_their_words():
    text = "One two three four. Five six seven eight."
    assert spans([(0, 19)], [(0, 19), (20, 41)], text) == (1, 0.5)
    assert spans([(0, 3)], [(0, 19)], text) == (0, 0)


def test_a_figure_is_right_as_a_number_or_within_its_sentence():
    assert covered([(0, 50), (60, 70)], [(10, 15), (80, 85)]) == (0.5, 0.5)


def test_a_register_is_right_by_full_names():
    assert register(["Ann Bell", "Mr Bell"], CASE.people or ()) == (0.5, 0.5)


def test_plain_names_lose_titles_marks_and_possession():
    assert plain("Professor Marta O’Neil’s") == "marta o'neil"
    assert plain("the Town Plan") == "town plan"
