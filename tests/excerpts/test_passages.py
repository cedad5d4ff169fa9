"""Key passages: LexRank over a report's own sentences, and the stemmed words that it compares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publisher import excerpts
from publisher.excerpts import terms
from publisher.excerpts.passages import weigh
from publisher.excerpts.relevance import lix
from publisher.model import ExcerptKind
from publisher.sources import markdown

SENTENCES = [
    "The warm rooms brought neighbours together in every town of the valley.",
    "Neighbours came to the warm rooms because the rooms were open every day.",
    "Every warm room was open for neighbours on each day of the winter.",
    "A cat slept under the piano of the chapel for most of February.",
    "The council lent nine lamps to the library on the market square.",
    "Volunteers kept the warm rooms open for neighbours through the winter.",
    "Somebody painted the stairs of the institute a cheerful yellow.",
]


def passages(source):
    return excerpts.find(markdown.read(source.encode(), name="r.md"), (ExcerptKind.PASSAGE,))


def test_what_most_sentences_say_is_weighed_most():
    weights = weigh([terms.terms(sentence, "en") for sentence in SENTENCES])
    ranked = sorted(range(len(SENTENCES)), key=lambda index: -weights[index])
    assert set(ranked[:4]) == {0, 1, 2, 5}


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=12))
def test_the_weights_of_any_texts_add_up_to_one(texts):
    weights = weigh(texts)
    assert len(weights) == len(texts)
    assert sum(weights) == pytest.approx(1.0 if texts else 0.0)
    assert all(weight > 0 for weight in weights)


def test_passages_are_sentences_of_the_report_in_their_order():
    source = "# Rooms\n\n" + "\n\n".join(SENTENCES) + "\n"
    report = markdown.read(source.encode(), name="r.md")
    found = excerpts.find(report, (ExcerptKind.PASSAGE,))
    assert len(found) == 5
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(report.text[one.start : one.end] == one.raw_text and one.text in SENTENCES for one in found)
    assert max(one.confidence for one in found) == 1.0


def test_speech_headings_items_and_repetitions_are_no_passages():
    said = "“The warm rooms were open for neighbours on every day,” said Amina Rahman."
    source = (
        f"# The warm rooms were open for neighbours\n\n- {SENTENCES[0]}\n\n{SENTENCES[1]}\n\n{SENTENCES[1]}\n\n{said}\n"
    )
    assert [one.text for one in passages(source)] == [SENTENCES[1]]


def test_a_sentence_that_leans_on_the_one_before_brings_it_along_or_stays_away():
    lone = "This kept the warm rooms open for neighbours on each day of the winter."
    source = f"# R\n\n{SENTENCES[0]} {lone}\n\n{lone.replace('This', 'It')}\n\n{SENTENCES[3]}\n"
    found = [one.text for one in passages(source)]
    assert not any(one.startswith(("This", "It")) for one in found)


@pytest.mark.parametrize(
    "forms",
    [
        "council councils",
        "community communities",
        "share shares shared sharing",
        "collaborate collaboration collaborative collaborating",
        "organise organisation organisations organising",
        "employ employment employer",
        "stop stopped stopping",
        "library libraries",
        "child children",
        "bus buses",
    ],
)
def test_forms_of_one_word_have_one_stem(forms):
    assert len({terms.stem(form, "en") for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["car care", "place plan", "police policy", "university unit", "news new", "bus busy"])
def test_different_words_have_different_stems(pair):
    one, other = pair.split()
    assert terms.stem(one, "en") != terms.stem(other, "en")


def test_possessives_and_hyphens_come_off():
    assert terms.terms("Bradford’s voluntary-sector leaders", "en")[0] == terms.stem("Bradford", "en")
    assert terms.stem("sectors", "en") in terms.terms("Bradford’s voluntary-sector leaders", "en")


@given(st.text(max_size=30))
def test_a_stem_of_any_word_is_never_longer_than_it_by_more_than_a_letter(word):
    assert len(terms.stem(word, "en")) <= len(word.lower()) + 1


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("The room is open and it was warm.", "en"),
        ("Der Raum ist offen und er war warm.", "de"),
        ("La salle est ouverte et elle est à nous.", "fr"),
        ("", "en"),
    ],
)
def test_a_languages_small_words_tell_it(source, language):
    assert terms.language(source) == language


def test_long_words_and_sentences_are_harder_to_read():
    assert lix("We shut the door. It was cold.") < lix(
        "Organisational transformation necessitates comprehensive restructuring."
    )
