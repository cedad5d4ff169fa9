"""The evaluation set: its annotations come off cleanly, and its gold agrees with its texts."""

import json
import re
from collections import Counter

import pytest

from tests.evaluation.build import PHENOMENA, Case, load, read, write
from tests.evaluation.score import TITLES

HEADER = """format: text
language: en-GB
style: a test
gold: people
person ann: Ann Bell | director; former nurse | Acme | Ms Bell; =Annie Bell
source plan: The Plan | document | | the plan
====
"""
CASES = load()
by_name = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


def built(body: str) -> Case:
    return read("small.txt", HEADER + body)


def test_annotations_come_off_and_offsets_exclude_the_outer_marks():
    case = built('Ann Bell said: ⟦q ann colon⟧"Yes."⟦/⟧ Then she left.')
    (one,) = case.quotations
    assert case.text == 'Ann Bell said: "Yes." Then she left.'
    assert case.text[one.start : one.end] == "Yes."
    assert (one.speaker, one.role, one.organisation, one.kind) == ("Ann Bell", "director", "Acme", "person")


def test_a_quotation_split_by_its_cue_has_two_pieces():
    (one,) = built("⟦q ann⟧“Yes,”⟦/⟧ said Ms Bell. ⟦same⟧“No.”⟦/⟧").quotations
    assert len(one.pieces) == 2
    assert {"split", "inverted", "curly", "person"} <= one.phenomena


def test_pieces_in_paragraphs_of_their_own_are_no_split():
    (one,) = built('⟦q ann⟧"One.⟦/⟧\n\n⟦same⟧"Two."⟦/⟧').quotations
    assert "paragraphs" in one.phenomena
    assert "split" not in one.phenomena


def test_page_furniture_is_cut_out_of_a_quotation_and_pages_are_counted():
    case = built('First.\f⟦q ann⟧"We were ⟦gap⟧\n\fHead 3\n⟦/⟧ready."⟦/⟧')
    (one,) = case.quotations
    assert [case.text[start:end] for start, end in one.pieces] == ["We were ", "ready."]
    assert (one.page, "pages" in one.phenomena) == (2, True)


def test_a_text_without_form_feeds_has_no_pages():
    assert built('⟦q ann⟧"Yes."⟦/⟧').quotations[0].page is None


def test_a_missing_end_mark_costs_no_letter():
    case = built("⟦q ann unclosed⟧\"They said 'no'⟦/⟧")
    assert case.words_of(case.quotations[0]) == "They said 'no'"


def test_the_section_is_the_nearest_heading_below_the_title():
    case = built('⟦h1⟧T⟦/⟧\n⟦q ann⟧"One."⟦/⟧\n⟦h2⟧S⟦/⟧\n⟦h3⟧Sub⟦/⟧\n⟦q ann⟧"Two."⟦/⟧')
    assert (case.title, [one.section for one in case.quotations]) == ("T", ["", "Sub"])


def test_nested_marks_are_gold_for_not_speech():
    case = built('⟦q ann⟧"I said \'don\'t go\' and left."⟦/⟧ It is ⟦not term⟧"new"⟦/⟧.')
    assert {(case.text[one.start : one.end], one.kind) for one in case.not_speech} == {
        ("new", "term"),
        ("don't go", "nested"),
    }


def test_someone_unnamed_has_a_descriptor_and_no_name():
    (one,) = built('⟦q ? d="one volunteer" after⟧"Yes,"⟦/⟧ said one volunteer.').quotations
    assert (one.speaker, one.descriptor, one.kind) == (None, "one volunteer", "unnamed")


def test_two_people_quoted_in_one_paragraph_are_marked_so():
    together = built('⟦q ann⟧"A."⟦/⟧ And ⟦q ? d="a man"⟧"B."⟦/⟧')
    apart = built('⟦q ann⟧"A."⟦/⟧\n\nAnd ⟦q ? d="a man"⟧"B."⟦/⟧')
    assert all("two-in-paragraph" in one.phenomena for one in together.quotations)
    assert not any("two-in-paragraph" in one.phenomena for one in apart.quotations)


def test_gold_that_was_not_made_is_none_rather_than_empty():
    case = built("⟦rec⟧Do it.⟦/⟧")
    assert case.recommendations is None
    assert [person.name for person in case.people or ()] == ["Ann Bell"]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('⟦q ann nonsense⟧"A."⟦/⟧', "unknown phenomena nonsense"),
        ('⟦q bob⟧"A."⟦/⟧', "nobody has the key bob"),
        ('⟦q ann⟧"A."', "q at 0 has no end"),
        ("A.⟦/⟧", "an end without a beginning"),
        ("⟦what⟧A.⟦/⟧", "unknown annotation what"),
    ],
)
def test_a_wrong_annotation_is_an_error_that_names_the_text(body: str, complaint: str):
    with pytest.raises(ValueError, match=rf"small\.txt: .*{complaint}"):
        built(body)


def test_written_gold_reads_back_beside_its_text(tmp_path):
    write([CASES[0]], tmp_path)
    gold = json.loads((tmp_path / f"{CASES[0].name}.json").read_text("utf-8"))
    assert (tmp_path / CASES[0].name).read_bytes().decode() == CASES[0].text
    assert len(gold["quotations"]) == len(CASES[0].quotations)


# The set itself.


def test_the_set_has_over_two_hundred_quotations_and_every_phenomenon_at_least_three_times():
    counts = Counter(name for case in CASES for one in case.quotations for name in one.phenomena)
    assert sum(len(case.quotations) for case in CASES) >= 200
    rare = {"uncued": 1, "unattributed": 2, "entities": 1}
    assert {name: counts[name] for name in PHENOMENA if counts[name] < rare.get(name, 3)} == {}


def test_over_thirty_different_cue_verbs_are_used():
    assert len({one.verb for case in CASES for one in case.quotations if one.verb}) >= 30


def test_each_other_gold_stands_in_four_texts_at_least():
    for part in ("recommendations", "figures", "people"):
        assert sum(getattr(case, part) is not None for case in CASES) >= 4, part


@by_name
def test_no_annotation_is_left_in_a_text(case: Case):
    assert not set(case.text) & set("⟦⟧")


@by_name
def test_quotations_are_in_order_apart_and_begin_and_end_with_words(case: Case):
    ends = 0
    for one in case.quotations:
        assert one.start >= ends
        ends = one.end
        for start, end in one.pieces:
            assert case.text[start:end].strip(), one
        assert case.text[one.start] not in '"“„»\n ', case.words_of(one)
        assert case.text[one.end - 1] not in '"”\n ', case.words_of(one)


@by_name
def test_every_double_mark_in_a_text_has_been_judged(case: Case):
    judged = [(start - 1, end + 1) for one in case.quotations for start, end in one.pieces]
    judged += [(one.start - 1, one.end + 1) for one in case.not_speech]
    judged += [(start - 1, end + 1) for start, end in case.unscored]
    visible = re.sub(r"(?s:<script.*?</script>|<style>.*?</style>)|<[^>]*>", lambda tag: " " * len(tag[0]), case.text)
    loose = [
        visible[max(0, mark.start() - 30) : mark.start() + 30]
        for mark in re.finditer('["“”„»«]', visible)
        if not any(start <= mark.start() < end for start, end in judged)
    ]
    assert loose == []


@by_name
def test_every_full_name_stands_in_its_text(case: Case):
    known = {form for one in case.quotations for form in one.accepted[:1]} | {p.name for p in case.people or ()}
    for name in known:
        core = [word for word in name.split() if word.casefold() not in TITLES]
        # "Councillors Roger and Jean Strudwick" names two people at once
        assert " ".join(core) in case.text or all(word in case.text for word in core), name


@by_name
def test_every_variant_of_a_register_stands_in_its_text(case: Case):
    for person in case.people or ():
        for variant in person.variants:
            full = variant in person.accepted
            assert full or variant in " ".join(case.text.split()), variant


@by_name
def test_texts_are_as_long_as_real_ones(case: Case):
    assert (250 if case.language == "de" else 500) <= len(case.text.split()) <= 1500
